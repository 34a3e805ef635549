"""The demonstration's decisions on licences: one revoked at once and appealed against, one suspended."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from licensing.authorities.officer_models import Officer
from licensing.decisions import appeals
from licensing.decisions.actions import Facts, record_notification, revoke, suspend
from licensing.decisions.checks import Effect
from licensing.decisions.referrals import ReferralFacts
from licensing.register.actions import (
    AddressFacts,
    NameFacts,
    PersonFacts,
    Term,
    add_person,
    take_over_licence,
)
from licensing.register.models import DriverLicence


def decide_on_licences(*, officer: Officer, decider: Officer, today: date) -> None:
    """Two more drivers of the council, and what was decided about their licences."""
    desmond = _holder(
        "Desmond", "Pseudonymson", date(1981, 6, 3), "11 Specimen Street", "ZZ1 1AL", officer, today
    )
    _revoked_at_once(desmond, officer=officer, decider=decider, today=today)
    rosalind = _holder(
        "Rosalind", "Makebelieve", date(1986, 10, 21), "12 Specimen Street", "ZZ1 1AM", officer, today
    )
    _suspended(rosalind, officer=officer, decider=decider, today=today)


def _holder(
    first: str, last: str, born: date, street: str, postcode: str, by: Officer, today: date
) -> DriverLicence:
    facts = PersonFacts(
        name=NameFacts(first, "", last),
        date_of_birth=born,
        home=AddressFacts(f"{street}\nInventedtown", postcode, date(2019, 5, 1)),
        email=f"{first.lower()}@example.com",
        telephone="07700 900123",
    )
    starts = today - relativedelta(months=20)
    return take_over_licence(
        add_person(facts, application="old records", by=by),
        Term("private-hire", starts, starts + relativedelta(years=3) - timedelta(days=1)),
        number=f"OLD-{postcode[-3:]}",
        badge_number=f"B{postcode[-3:]}",
        by=by,
    )


def _revoked_at_once(licence: DriverLicence, *, officer: Officer, decider: Officer, today: date) -> None:
    """A licence revoked at once, with an appeal that is listed for hearing."""
    on = today - timedelta(days=4)
    facts = Facts(
        grounds=["(b)"],
        limbs=["c", "g"],
        reliance="wholly",
        reasons="In this invented case the driver threatened a passenger and drove off with her in the car.",
        decided_on=on,
        effect=Effect(
            True,
            "The interests of public safety require this decision to have immediate effect.",
            "In this invented case he said that he would do it again, to any passenger who complains.",
        ),
        risk_of_harm=True,
        at_risk_concerned=False,
        referrals=[
            ReferralFacts("dbs", True, on, "DEMO-DBS-1"),
            ReferralFacts("police", False, why_not="The police told us of it."),
        ],
    )
    decision = revoke(licence.id, facts, by=decider)
    record_notification(decision.id, notified_on=on, how="in-person", by=officer)
    lodged = appeals.Lodged(today - timedelta(days=2), "Leeds Magistrates’ Court", "DEMO/2026/1")
    appeal = appeals.lodge(decision.id, lodged, by=officer)
    appeals.list_hearing(appeal.id, held_on=today + timedelta(days=40), note="Courtroom 2", by=officer)


def _suspended(licence: DriverLicence, *, officer: Officer, decider: Officer, today: date) -> None:
    """A licence suspended at once, until further notice."""
    on = today - timedelta(days=3)
    facts = Facts(
        grounds=["(b)"],
        limbs=["h"],
        reliance="in-part",
        reasons="In this invented case the driver fell asleep at the wheel, and has not seen a doctor since.",
        decided_on=on,
        effect=Effect(
            True,
            "The interests of public safety require this decision to have immediate effect.",
            "In this invented case nobody knows whether it will happen again.",
        ),
        risk_of_harm=False,
        at_risk_concerned=False,
    )
    decision = suspend(licence.id, facts, by=decider)
    record_notification(decision.id, notified_on=on, how="post", by=officer)
