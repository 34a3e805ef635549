"""The states of a decision as one table: (state, step) → state. Whatever is not in the table can't be done."""

from datetime import date

from licensing.errors import NotPossibleNow

STATES = {
    "decided": "Decided, not yet notified",
    "withdrawn": "Withdrawn before it was notified",
    "pending": "Pending effect",
    "in-force": "In force",
    "stayed": "Stayed by an appeal",
    "varied": "In force as varied",
    "overturned": "Overturned",
    "ended": "Ended",
}

STEPS: dict[tuple[str, str], str] = {
    ("decided", "withdraw"): "withdrawn",
    # A refusal, and what takes effect at once (1976 Act s.61(2B)).
    ("decided", "notify at once"): "in-force",
    # At the end of 21 days beginning with the day notice is given (s.61(2A)).
    ("decided", "notify"): "pending",
    ("pending", "take effect"): "in-force",
    # s.77(2): the person may carry on until the appeal is disposed of. Also on the last day to appeal, which is
    # the day after a decision has taken effect.
    ("pending", "stay"): "stayed",
    ("in-force", "stay"): "stayed",
    ("varied", "stay"): "stayed",
    ("stayed", "wait again"): "pending",
    ("stayed", "resume"): "in-force",
    ("stayed", "resume as varied"): "varied",
    # What a court made of it.
    ("pending", "vary"): "varied",
    ("in-force", "vary"): "varied",
    ("stayed", "vary"): "varied",
    ("varied", "vary"): "varied",
    ("overturned", "vary"): "varied",
    ("ended", "vary"): "varied",
    ("pending", "overturn"): "overturned",
    ("in-force", "overturn"): "overturned",
    ("stayed", "overturn"): "overturned",
    ("varied", "overturn"): "overturned",
    ("ended", "overturn"): "overturned",
    ("overturned", "restore"): "in-force",
    ("varied", "restore"): "in-force",
    ("ended", "restore"): "in-force",
    # A suspension whose days are over, or that is lifted.
    ("pending", "end"): "ended",
    ("in-force", "end"): "ended",
    ("stayed", "end"): "ended",
    ("varied", "end"): "ended",
    # A suspension whose last day is brought forward by the authority itself.
    ("pending", "shorten"): "pending",
    ("in-force", "shorten"): "in-force",
    ("stayed", "shorten"): "stayed",
    ("varied", "shorten"): "varied",
}

# While the decision bites, the licence is as the decision says.
BITING = ("in-force", "varied")
# It counts for nothing, and nothing was done by it in the end.
FALLEN = ("withdrawn", "overturned")
NOTIFIED = tuple(state for state in STATES if state not in ("decided", "withdrawn"))


def after(state: str, step: str) -> str:
    """The state that a step leads to. Raises NotPossibleNow when the step can't be taken from this state."""
    try:
        return STEPS[state, step]
    except KeyError:
        raise NotPossibleNow(
            "The notification of this decision has been recorded already."
            if step.startswith("notify") and state in NOTIFIED
            else f"A decision that is {STATES[state].lower()} can't be changed this way."
        ) from None


def can(state: str, step: str) -> bool:
    """Whether a step may be taken from a state."""
    return (state, step) in STEPS


def bites_from(takes_effect_on: date, *, immediate: bool, on: date) -> bool:
    """Whether a notified decision that nobody appealed against bites on a day (London).

    At once on the day of notice (1976 Act s.61(2B)), else from the day after the last of the 21 days (s.61(2A)).
    """
    return on >= takes_effect_on if immediate else on > takes_effect_on
