"""The states of a decision as a table: (state, step) → state."""

from licensing.errors import NotPossibleNow

STATES = {"decided": "Decided, not yet notified", "notified": "Notified"}

STEPS: dict[tuple[str, str], str] = {("decided", "notify"): "notified"}


def after(state: str, step: str) -> str:
    """The state that a step leads to. Raises NotPossibleNow when the step can't be taken from this state."""
    try:
        return STEPS[state, step]
    except KeyError:
        raise NotPossibleNow(
            "The notification of this decision has been recorded already."
            if state == "notified"
            else f"A decision that is {STATES[state].lower()} can't be changed this way."
        ) from None
