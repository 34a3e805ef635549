"""What must be so before a concern is sent, considered or answered, in sentences an officer can act on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from licensing.concerns.identity import Identity
from licensing.workingdays import BankHolidays


@dataclass(frozen=True)
class Question:
    """One part of the test of s.5(1): what is asked, and where the Act says so."""

    key: str
    asks: str
    hint: str
    source: str


# 2022 Act s.5(1): all three, or nothing is owed. (R17)
QUESTIONS: Mapping[str, Question] = {
    one.key: one
    for one in (
        Question(
            "drove_here",
            "Has the person driven in your area in reliance on that licence?",
            "For example a booking, a sighting or a passenger’s account",
            "2022 Act s.5(1)(a)",
        ),
        Question(
            "conduct_here",
            "Does the information relate to conduct in your area?",
            "What was done, not where it was reported",
            "2022 Act s.5(1)(b)",
        ),
        Question(
            "would_consider",
            "Had you granted the licence, would you have considered suspending or revoking it because of this?",
            "Considered: it need not have been done in the end",
            "2022 Act s.5(1)(c)",
        ),
    )
}


@dataclass(frozen=True)
class Answer:
    """A yes or no to one of the questions, and why."""

    yes: bool | None
    reasons: str


# 2022 Act s.6(2)(b)(i), and what is said of somebody whom the receiver does not license.
OUTCOMES = {
    "suspended": "Suspended the licence",
    "revoked": "Revoked the licence",
    "intends-to-suspend": "Intends to suspend the licence",
    "intends-to-revoke": "Intends to revoke the licence",
    "no-action": "Neither suspends nor revokes it",
    "not-licensed": "Does not license this person",
}
# An outcome that is a decision names it: the record of a suspension or revocation of that person.
DECIDED = ("suspended", "revoked")
INTENDED = ("intends-to-suspend", "intends-to-revoke")

# England by s.8(1), Wales by s.51 of the 1976 Act, Scotland by s.13 of the 1982 Act: s.5(1) names these. (R18)
NATIONS = {
    "England": "2022 Act s.8(1)",
    "Wales": "Local Government (Miscellaneous Provisions) Act 1976 s.51",
    "Scotland": "Civic Government (Scotland) Act 1982 s.13",
}


def recipient_fault(*, name: str, nation: str, licenses: bool, ours: bool) -> str:
    """Why a concern can't pass between us and an authority under ss.5 and 6, or "". (R18)"""
    if ours:
        return "This is your own authority: choose the authority that granted the licence"
    if nation not in NATIONS:
        return (
            f"{name} is in {nation}: sections 5 and 6 name authorities of England, Wales and Scotland only. "
            "Tell it in another way, under your own powers"
        )
    if not licenses:
        return f"{name} does not license taxi or private hire drivers: choose the authority that does"
    return ""


def owes_a_reply(nation: str) -> bool:
    """Whether an authority must consider what it is sent, and answer: s.6 binds English authorities. (R20)"""
    return nation == "England"


def test_faults(
    answers: Mapping[str, Answer], limbs: Collection[str], known_limbs: Collection[str]
) -> dict[str, str]:
    """What is missing from the answers to the three questions, by field."""
    faults = {}
    for key in QUESTIONS:
        answer = answers.get(key, Answer(None, ""))
        if answer.yes is None:
            faults[key] = "Choose yes or no"
        if not answer.reasons.strip():
            faults[f"{key}_reasons"] = "Give the reasons for your answer"
    if not set(limbs) <= set(known_limbs):
        faults["limbs"] = "Select from the options shown"
    elif owed(answers) and not limbs:
        # 2022 Act ss.1(1), 5(1): only relevant information is sent, so it is said which it is. (R03)
        faults["limbs"] = "Choose what the information indicates"
    return faults


def owed(answers: Mapping[str, Answer]) -> bool:
    """Whether the duty to send is owed: all three parts of the test are met (s.5(1))."""
    return all(answers.get(key, Answer(None, "")).yes is True for key in QUESTIONS)


def aware_faults(aware_on: date, *, today: date, loaded: BankHolidays) -> dict[str, str]:
    """What is wrong with a day of becoming aware: the clock begins with it, so its working days must be known."""
    if aware_on > today:
        return {"aware_on": "The day of becoming aware must be today or in the past"}
    if aware_on.year < loaded.first_year:
        return {"aware_on": f"The bank holidays before {loaded.first_year} are not known: check the year"}
    return {}


def identity_faults(identity: Identity) -> dict[str, str]:
    """What is missing before anybody could be found by it."""
    if identity.points_to_somebody:
        return {}
    return {"names": "Enter a name, or else a licence, badge or vehicle registration number"}


def consideration_faults(outcome: str, reasons: str, *, ours: bool, decision_kind: str) -> dict[str, str]:
    """What is missing from a consideration: an outcome must be named, with reasons (s.6(2); R19, R20).

    `ours` says whether the person is one of our own; `decision_kind` is the kind of the decision that is named, or "".
    """
    faults = {}
    if outcome not in OUTCOMES:
        faults["outcome"] = "Choose what was decided"
    elif ours == (outcome == "not-licensed"):
        faults["outcome"] = (
            "The person is one of your own: choose what is done about the licence"
            if ours
            else "You do not license this person: no licence of yours can be suspended or revoked"
        )
    elif outcome in DECIDED and decision_kind != outcome:
        faults["decision"] = (
            f"Choose the decision by which the licence was {outcome}: record that decision first, "
            "or say that it is intended"
        )
    if not reasons.strip():
        faults["reasons"] = "Give the reasons: they are part of the reply"
    return faults
