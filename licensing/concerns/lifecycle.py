"""The states of a concern, on its sender's side and on its receiver's, as tables: (state, step) → state."""

from collections.abc import Mapping

from licensing.errors import NotPossibleNow

# What the authority that became aware does (2022 Act s.5).
SENT_STATES = {
    "testing": "Questions to answer",
    "not-owed": "Not owed",
    "owed": "To be sent",
    "on-its-way": "On its way",
    "sent": "Sent, reply awaited",
    # The Act obliges English authorities to answer, and no others.
    "told": "Sent, no reply is owed",
    "replied": "Replied",
}
SENT_STEPS: dict[tuple[str, str], str] = {
    ("testing", "find owed"): "owed",
    ("testing", "find not owed"): "not-owed",
    # Until it is sent the questions can be answered otherwise: more may have come to light.
    ("owed", "find owed"): "owed",
    ("owed", "find not owed"): "not-owed",
    ("not-owed", "find owed"): "owed",
    ("not-owed", "find not owed"): "not-owed",
    ("owed", "send"): "on-its-way",
    ("owed", "record sending"): "sent",
    ("owed", "record telling"): "told",
    ("on-its-way", "deliver"): "sent",
    ("sent", "take reply"): "replied",
    ("told", "take reply"): "replied",
    # A receiver that intended to act tells what it then did.
    ("replied", "take reply"): "replied",
}

# What the authority that licensed the driver does (s.6).
RECEIVED_STATES = {
    "open": "To be considered",
    "considered": "Considered, reply owed",
    "replying": "Reply on its way",
    "closed": "Closed: reply sent",
}
RECEIVED_STEPS: dict[tuple[str, str], str] = {
    ("open", "identify"): "open",
    ("open", "consider"): "considered",
    ("considered", "send reply"): "replying",
    ("considered", "record reply"): "closed",
    ("replying", "deliver"): "closed",
    # What was intended was then done, or not done after all: a further consideration, and a further reply.
    ("closed", "consider again"): "considered",
}


def sent_after(state: str, step: str) -> str:
    """The state of a concern that we send after a step. Raises NotPossibleNow when it can't be taken."""
    return _after(SENT_STATES, SENT_STEPS, state, step)


def received_after(state: str, step: str) -> str:
    """The state of a concern that we received after a step. Raises NotPossibleNow when it can't be taken."""
    return _after(RECEIVED_STATES, RECEIVED_STEPS, state, step)


def may(steps: Mapping[tuple[str, str], str], state: str, step: str) -> bool:
    """Whether a step can be taken from a state."""
    return (state, step) in steps


def _after(states: Mapping[str, str], steps: Mapping[tuple[str, str], str], state: str, step: str) -> str:
    try:
        return steps[state, step]
    except KeyError:
        raise NotPossibleNow(
            f"This can't be done to a concern that stands at “{states[state].lower()}”."
        ) from None
