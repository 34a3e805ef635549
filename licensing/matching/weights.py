"""The weights, thresholds and version of data/weights.toml, read once."""

from __future__ import annotations

import tomllib
from pathlib import Path

_DATA = tomllib.loads((Path(__file__).parent / "data" / "weights.toml").read_text(encoding="utf-8"))

# Written on each receipt. To be changed with any change of forms, keys, tables or weights.
MATCHER_VERSION: str = _DATA["version"]
# Points for one unit of a piece of evidence.
WEIGHTS: dict[str, float] = {
    f"{group}.{name}": float(weight)
    for group, weights in _DATA["weights"].items()
    for name, weight in weights.items()
}
# Points from which a pair is in a band in a register of REGISTER entries; in a larger one more are asked for.
STRONG_FROM: float = _DATA["bands"]["strong"]
POSSIBLE_FROM: float = _DATA["bands"]["possible"]
NAME_AGREES_FROM: float = _DATA["bands"]["name_agrees"]
REGISTER: int = _DATA["bands"]["register"]
