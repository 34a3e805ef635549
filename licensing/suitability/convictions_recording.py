"""Recording convictions and reading them with what the guidance says, in the caller's transaction.

Nothing is decided here: a person reads the advice, and decides on the merits of the case (rule R61).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput, NotPossibleNow
from licensing.policy.model import Policy
from licensing.policy.queries import policy_in_force
from licensing.register.models import Person
from licensing.suitability.convictions import Advice, Overall, advise, disagreements, overall
from licensing.suitability.convictions_models import SOURCES, Conviction


@dataclass(frozen=True)
class ConvictionFacts:
    """A conviction as an officer saw it. Days are days in London; None: not known."""

    offence: str
    words: str
    convicted_on: date
    seen_on: date
    source: str
    offence_on: date | None = None
    sentence: str = ""
    sentence_completed_on: date | None = None
    disqualified: bool = False
    ban_ends_on: date | None = None
    points: int = 0
    source_reference: str = ""


def record_conviction(person_id: int, facts: ConvictionFacts, *, by: Officer, on: date) -> Conviction:
    """Record a conviction of a person of the officer's authority. `on` is today in London.

    Raises BadInput with every fault, NotFound for another authority's person.
    """
    person = scope.get(Person, person_id, by.authority_id, lock=True)
    policy = policy_in_force(by.authority.gss_code or "", on)
    if faults := _faults(facts, person, policy, on):
        raise BadInput("This conviction can't be recorded.", faults)
    conviction = Conviction(
        authority_id=by.authority_id,
        person_id=person.id,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
        **vars(facts),
    )
    db.session.add(conviction)
    db.session.flush()
    record(
        "conviction:recorded",
        by=by.actor,
        subject=f"person:{person.id}",
        conviction=conviction.id,
        offence=facts.offence,
        source=facts.source,
    )
    return conviction


def _faults(facts: ConvictionFacts, person: Person, policy: Policy, on: date) -> dict[str, str]:
    wrong = {
        "offence": (policy.offence(facts.offence) is None, "Choose the kind of offence"),
        "words": (not facts.words.strip(), "Enter the offence as the source names it"),
        "source": (facts.source not in SOURCES, "Choose where this was seen"),
        "offence_on": (
            facts.offence_on is not None
            and not person.date_of_birth <= facts.offence_on <= facts.convicted_on,
            "The day of the offence must be after the person was born, and not after the conviction",
        ),
        "convicted_on": (
            not person.date_of_birth < facts.convicted_on <= on,
            "The day of the conviction must be after the person was born, and not in the future",
        ),
        "sentence_completed_on": (
            facts.sentence_completed_on is not None and facts.sentence_completed_on < facts.convicted_on,
            "The sentence can't have been completed before the conviction",
        ),
        "ban_ends_on": (
            facts.ban_ends_on is not None
            and (not facts.disqualified or facts.ban_ends_on < facts.convicted_on),
            "A driving ban ends only if there was one, and not before the conviction",
        ),
        "points": (not 0 <= facts.points <= 99, "Points must be a number from 0 to 99"),
        "seen_on": (
            not facts.convicted_on <= facts.seen_on <= on,
            "The day you saw it must not be before the conviction, or in the future",
        ),
    }
    return {field: sentence for field, (is_wrong, sentence) in wrong.items() if is_wrong}


def void_conviction(conviction_id: int, *, reason: str, by: Officer) -> Conviction:
    """Say that a conviction was recorded in error: it stays to be seen, and counts no longer.

    Raises NotPossibleNow for one that was marked so before, BadInput without a reason, NotFound for another
    authority's.
    """
    conviction = scope.get(Conviction, conviction_id, by.authority_id, lock=True)
    if conviction.voided_at is not None:
        raise NotPossibleNow("This conviction was marked as recorded in error already.")
    if not reason.strip():
        raise BadInput("A reason is needed.", {"reason": "Say what was wrong"})
    conviction.voided_at, conviction.voided_by_id, conviction.void_reason = clock.now(), by.id, reason
    db.session.flush()
    # The reason stays with the row: it may name the offence, and the audit log holds no such text.
    record(
        "conviction:voided", by=by.actor, subject=f"person:{conviction.person_id}", conviction=conviction.id
    )
    return conviction


@dataclass(frozen=True)
class Advised:
    """A conviction with what the guidance of a policy says of it."""

    conviction: Conviction
    advice: Advice


@dataclass(frozen=True)
class Convictions:
    """A person's convictions: those that count, those recorded in error, and what the guidance comes to."""

    counted: tuple[Advised, ...]
    voided: tuple[Conviction, ...]
    overall: Overall | None
    points_flag: int
    policy_version: str

    def disagreements(self, results: Mapping[str, str]) -> list[str]:
        """Where these and the results of an application's evidence say different things, in sentences."""
        seen = [(one.conviction.source, one.conviction.facts) for one in self.counted]
        return disagreements(seen, self.overall, results)


def of_person(person_id: int, authority_id: int, policy: Policy) -> Convictions:
    """A person's convictions as an authority holds them, the newest first, under a policy."""
    rows = db.session.scalars(
        scope.within(Conviction, authority_id)
        .where(Conviction.person_id == person_id)
        .order_by(Conviction.convicted_on.desc(), Conviction.id.desc())
    ).all()
    counted = tuple(
        Advised(row, advise(row.facts, policy.offence(row.offence))) for row in rows if row.voided_at is None
    )
    return Convictions(
        counted=counted,
        voided=tuple(row for row in rows if row.voided_at is not None),
        overall=overall(
            [(one.conviction.facts, one.advice) for one in counted], points_flag=policy.points_flag.value
        ),
        points_flag=policy.points_flag.value,
        policy_version=policy.version,
    )
