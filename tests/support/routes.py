"""Routes that are compiled once for each process: every test makes the application anew, with the same addresses."""

from collections.abc import Callable
from typing import Any, ClassVar

from werkzeug.routing import Rule


class RememberedRule(Rule):
    """A route that makes its addresses as the first of its kind in this process does."""

    _made: ClassVar[dict[object, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults: dict[str, Any] = dict(self.defaults or {})
        kind = (self.rule, self.subdomain, append_unknown, tuple(sorted(defaults.items())))
        if kind not in self._made:
            self._made[kind] = super()._compile_builder(append_unknown)
        return self._made[kind]
