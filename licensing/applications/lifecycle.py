"""The states of an application as a table: (state, step) → state. Whatever is not in the table can't be done."""

from licensing.errors import NotPossibleNow

STATES = {
    "draft": "Being taken",
    "open": "Being prepared",
    "referred": "With a decision maker",
    "granted": "Granted",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}

STEPS: dict[tuple[str, str], str] = {
    ("draft", "receive"): "open",
    ("draft", "withdraw"): "withdrawn",
    ("open", "refer"): "referred",
    ("open", "withdraw"): "withdrawn",
    ("referred", "return"): "open",
    ("referred", "withdraw"): "withdrawn",
    ("referred", "grant"): "granted",
    ("referred", "refuse"): "refused",
}

# What an officer may still add to: evidence, searches, adjudications, requests and replies.
PREPARING = ("open", "referred")


def after(state: str, step: str) -> str:
    """The state that a step leads to. Raises NotPossibleNow when the step can't be taken from this state."""
    try:
        return STEPS[state, step]
    except KeyError:
        raise NotPossibleNow(
            f"This application is {STATES[state].lower()}: it can't be changed this way."
        ) from None


def can(state: str, step: str) -> bool:
    """Whether a step can be taken from a state: what decides which buttons are shown."""
    return (state, step) in STEPS


def still_being_prepared(state: str) -> None:
    """Raise NotPossibleNow unless evidence may still be added."""
    if state not in PREPARING:
        raise NotPossibleNow(f"This application is {STATES[state].lower()}: nothing can be added to it.")
