"""What the pages about concerns share: their blueprint, the line each look leaves, who somebody is in rows."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Blueprint

from licensing.audit.actions import record
from licensing.authorities.permissions import Permission
from licensing.concerns.identity import PARTS, Identity
from licensing.db import transaction
from licensing.register.models import NUMBER_KINDS
from licensing.web.access import officer

blueprint = Blueprint("concerns", __name__, url_prefix="/concerns")

# 2022 Act ss.4(3)(c), 5, 6: the only ends for which it is looked at. (R15, R24)
PURPOSE = "The safeguarding of passengers and road safety (2022 Act ss.5, 6)"

Rows = list[dict[str, Any]]


def looked_at(event: str, subject: str, **facts: Any) -> None:
    """Leave the line in the audit log that each look at somebody leaves. Read the record anew afterwards."""
    with transaction():
        record(event, by=officer().actor, subject=subject, reason=PURPOSE, **facts)


def identity_rows(identity: Identity, *, in_full: bool = False) -> Rows:
    """Who somebody is, a row for each thing that is known. Numbers by their last characters only, unless they are asked
    for in full by an officer who may see them so."""
    in_full = in_full and officer().may(Permission.SEE_NUMBERS)
    rows: Rows = []
    for part, words in PARTS.items():
        known = getattr(identity, part)
        if part == "born":
            known = [_day(known)] if known else []
        elif part == "names":
            known = list(known)
        else:
            known = known.splitlines()
        if known:
            rows.append({"key": words, "lines": known})
    for kind, number in identity.numbers:
        shown = number if in_full else "•" * 6 + number[-3:]
        rows.append({"key": NUMBER_KINDS.get(kind, kind), "lines": [shown]})
    return rows


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def line(when: date | datetime | None, what: str, *, by: str = "", detail: str = "") -> Rows:
    """A line of a timeline; none for what has not happened."""
    return [] if when is None else [{"when": when, "what": what, "by": by, "detail": detail}]


def in_order(lines: Iterable[Rows]) -> Rows:
    """The lines of a timeline that there are."""
    return [one for some in lines for one in some]
