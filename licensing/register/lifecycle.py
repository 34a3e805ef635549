"""The states of a licence as a table: (state, step) → state. Whatever is not in the table can't be done."""

from datetime import date

from licensing.errors import NotPossibleNow

STATES = {
    "current": "Current",
    "suspended": "Suspended",
    "revoked": "Revoked",
    "surrendered": "Surrendered",
    "replaced": "Replaced by a later licence",
    # Old records only: the council's own list, loaded as its whole list, names it no more.
    "ended": "No longer on the council's list",
}

STEPS: dict[tuple[str, str], str] = {
    ("current", "suspend"): "suspended",
    ("suspended", "lift suspension"): "current",
    ("current", "revoke"): "revoked",
    ("suspended", "revoke"): "revoked",
    # An appeal that is allowed gives the licence back (1976 Act s.77).
    ("revoked", "reinstate"): "current",
    ("current", "surrender"): "surrendered",
    ("suspended", "surrender"): "surrendered",
    ("current", "replace"): "replaced",
    ("current", "leave off the list"): "ended",
    ("ended", "put on the list again"): "current",
}


def after(state: str, step: str) -> str:
    """The state that a step leads to. Raises NotPossibleNow when the step can't be taken from this state."""
    try:
        return STEPS[state, step]
    except KeyError:
        raise NotPossibleNow(
            f"A licence that is {STATES[state].lower()} can't be changed this way."
        ) from None


# What a decision takes away, the least first.
_SEVERITY = ("current", "suspended", "revoked")


def steps_to(state: str, wanted: str, *, running: bool) -> list[str]:
    """The steps from one of current, suspended and revoked to another; none from or to any other state.

    A licence whose term is over (not `running`) is not suspended or revoked any more: there is nothing to take away.
    """
    if state not in _SEVERITY or wanted not in _SEVERITY or state == wanted:
        return []
    if _SEVERITY.index(wanted) > _SEVERITY.index(state):
        return [{"suspended": "suspend", "revoked": "revoke"}[wanted]] if running else []
    given_back = {"suspended": "lift suspension", "revoked": "reinstate"}[state]
    return [given_back, "suspend"] if wanted == "suspended" else [given_back]


def shown(state: str, starts_on: date, ends_on: date, on: date) -> str:
    """What a licence is on a day (London), in the words officers use. Time alone makes no new state."""
    if state in ("revoked", "surrendered", "replaced", "ended"):
        return STATES[state]
    if on > ends_on:
        return "Expired"
    if on < starts_on:
        return "Not yet started"
    return "Suspended" if state == "suspended" else "In force"
