"""Recording information that came in about a driver, and what is made of it. In the caller's transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.concerns import checks, deadlines
from licensing.concerns.actions import open_send_duty
from licensing.concerns.identity import Identity
from licensing.concerns.models import (
    ABOUT,
    CAME_HOW,
    CATEGORIES,
    DOORS,
    EVENTS,
    REVIEWED,
    Concern,
    Information,
)
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotPossibleNow
from licensing.register.models import Person


@dataclass(frozen=True)
class InformationFacts:
    """What came in, by which door, about whom, and who became aware of it on which day (London)."""

    door: str
    about: str
    what: str
    identity: Identity
    aware_on: date
    aware_by: str
    came_how: str
    person_id: int | None = None
    source_reference: str = ""
    event: str = ""
    category: str = ""
    event_at: datetime | None = None
    reported_at: datetime | None = None
    contract_ended_on: date | None = None


def record_information(facts: InformationFacts, *, by: Officer) -> Information:
    """Record what came in. About somebody licensed elsewhere, the duty to send it begins with the day of becoming
    aware (2022 Act s.5; R17). Raises BadInput with faults by field, NotFound for another authority's person.
    """
    person = scope.get(Person, facts.person_id, by.authority_id) if facts.person_id else None
    identity = facts.identity.and_also(identity_of(person)) if person else facts.identity
    if faults := _information_faults(facts, identity):
        raise BadInput("This information can't be recorded.", faults)
    information = _row(facts, by)
    information.keep(what=facts.what.strip(), identity=identity.stored())
    db.session.add(information)
    db.session.flush()
    record(
        "information:recorded",
        by=by.actor,
        subject=f"information:{information.id}",
        door=facts.door,
        about=facts.about,
        aware_on=facts.aware_on.isoformat(),
    )
    if facts.about == "elsewhere":
        _owe_a_concern(information, by)
    else:
        _owe_a_review(information, by)
    return information


def _row(facts: InformationFacts, by: Officer) -> Information:
    return Information(
        authority_id=by.authority_id,
        door=facts.door,
        about=facts.about,
        person_id=facts.person_id,
        aware_on=facts.aware_on,
        aware_by=facts.aware_by.strip(),
        came_how=facts.came_how,
        source_reference=facts.source_reference.strip(),
        event=facts.event,
        category=facts.category,
        event_at=facts.event_at,
        reported_at=facts.reported_at,
        contract_ended_on=facts.contract_ended_on,
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )


def _information_faults(facts: InformationFacts, identity: Identity) -> dict[str, str]:
    faults = {}
    for field, chosen, offered in (
        ("door", facts.door, DOORS),
        ("about", facts.about, ABOUT),
        ("came_how", facts.came_how, CAME_HOW),
    ):
        if chosen not in offered:
            faults[field] = "Select one of the options"
    if not facts.what.strip():
        faults["what"] = "Enter what is known"
    if not facts.aware_by.strip():
        faults["aware_by"] = "Enter who became aware of it"
    faults |= checks.aware_faults(facts.aware_on, today=clock.today(), loaded=holidays())
    if facts.about == "own" and facts.door == "authority":
        faults["about"] = (
            "This is a concern received: record it as one, so that the 20 working days for the reply are counted "
            "(2022 Act s.6)"
        )
    elif facts.about == "own" and facts.person_id is None:
        faults["licence_number"] = "Enter the number of a licence or badge of this authority"
    faults |= checks.identity_faults(identity)
    if facts.door == "self-report":
        faults |= _self_report_faults(facts)
    if facts.contract_ended_on and facts.contract_ended_on > clock.today():
        faults["contract_ended_on"] = "The day the contract ended must be today or in the past"
    return faults


def _self_report_faults(facts: InformationFacts) -> dict[str, str]:
    """What a licensee's own report leaves out (statutory standards; R55)."""
    faults = {}
    if facts.about != "own":
        faults["about"] = "A licensee reports to the authority that licensed them"
    if facts.event not in EVENTS:
        faults["event"] = "Choose what happened"
    if facts.category not in CATEGORIES:
        faults["category"] = "Choose what kind of offence it is about"
    if facts.event_at is None:
        faults["event_on"] = "Enter the day it happened"
    if facts.reported_at is None:
        faults["reported_on"] = "Enter the day it was reported"
    elif facts.reported_at > clock.now():
        faults["reported_on"] = "It must have been reported by now"
    elif facts.event_at and clock.london_date(facts.event_at) > clock.london_date(facts.reported_at):
        # By the day: of an unknown time of day the event counts as the day's last minute.
        faults["event_on"] = "It can't have happened after it was reported"
    return faults


def identity_of(person: Person) -> Identity:
    """Everything that the authority's own record of somebody has to identify them by."""
    return Identity(
        names=tuple(dict.fromkeys((person.full_name, *(name.full for name in person.names if name.full)))),
        born=person.date_of_birth,
        address="\n".join(one.shown for one in person.addresses),
        contact=", ".join(part for part in (person.telephone, person.email) if part),
        numbers=tuple((held.kind, held.number) for held in person.numbers),
    )


def _owe_a_concern(information: Information, by: Officer) -> None:
    concern = Concern(authority_id=by.authority_id, information_id=information.id, state="testing", limbs=[])
    concern.keep(identity=information.words["identity"])
    db.session.add(concern)
    db.session.flush()
    open_send_duty(concern, information, by)


# Which duty is opened when something comes in by a door about somebody whom the authority itself licenses. What another
# authority tells is a concern received, with the clock of s.6.
_REVIEWS = {
    "complaint": "review-complaint",
    "police": "review-disclosure",
    "self-report": "review-information",
    "school-transport": "review-contract",
    "observation": "review-disclosure",
}


def _owe_a_review(information: Information, by: Officer) -> None:
    open_duty(
        _REVIEWS[information.door],
        authority_id=by.authority_id,
        subject=f"information:{information.id}",
        about=f"Information {information.id}: {DOORS[information.door].lower()}",
        began_on=information.aware_on,
        due_on=deadlines.review_due(information.aware_on, holidays()),
        by=by.actor,
        officer_id=by.id,
    )


def review_information(information_id: int, *, outcome: str, reasons: str, by: Officer) -> Information:
    """Record what was made of information about our own licensee, which discharges its duty (R55, R75).

    Decides nothing about the licence. Raises NotPossibleNow when it is reviewed, BadInput with faults by field.
    """
    information = scope.get(Information, information_id, by.authority_id, lock=True)
    if information.about != "own":
        raise NotPossibleNow(
            "Information about somebody licensed elsewhere is tested, and sent if it is owed."
        )
    if information.reviewed_at is not None:
        raise NotPossibleNow("This information has been looked at already.")
    faults = {}
    if outcome not in REVIEWED:
        faults["outcome"] = "Choose what is made of it"
    if not reasons.strip():
        faults["reasons"] = "Give the reasons"
    if faults:
        raise BadInput("This can't be recorded.", faults)
    information.reviewed_at, information.reviewed_by_id = clock.now(), by.id
    information.review_outcome = outcome
    information.keep(review_reasons=reasons.strip())
    db.session.flush()
    about = f"information:{information.id}"
    record("information:reviewed", by=by.actor, subject=about, outcome=outcome)
    for kind in set(_REVIEWS.values()):
        discharge(kind, subject=about, on=clock.today(), by=by.actor, how="The information was looked at")
    return information
