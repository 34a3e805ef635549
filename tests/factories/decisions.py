"""Decisions on licences, made by the actions an officer uses, in your transaction."""

from datetime import date
from typing import Any

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.decisions import actions
from licensing.decisions.checks import Effect
from licensing.decisions.models import Decision
from licensing.register.models import DriverLicence, Person
from tests.factories.people import licence

AT_ONCE = Effect(
    True, "The interests of public safety require immediate effect.", "He drove at a passenger on purpose."
)


def facts(**changes: Any) -> actions.Facts:
    """What a decision maker enters to suspend or revoke, today, with nothing to refer."""
    given: dict[str, Any] = {
        "grounds": ["(b)"],
        "limbs": ["g"],
        "reliance": "wholly",
        "reasons": "He threatened a passenger.",
        "decided_on": clock.today(),
        "risk_of_harm": False,
        "at_risk_concerned": False,
    }
    return actions.Facts(**(given | changes))


def revoked(by: Officer, *, of: DriverLicence | None = None, **changes: Any) -> Decision:
    """A licence that was decided to be revoked; nobody is notified yet."""
    return actions.revoke((of or licence(by=by)).id, facts(**changes), by=by)


def suspended(by: Officer, *, of: DriverLicence | None = None, **changes: Any) -> Decision:
    """A licence that was decided to be suspended, until further notice unless `ends_on` says otherwise."""
    return actions.suspend((of or licence(by=by)).id, facts(**changes), by=by)


def refused(by: Officer, who: Person, *, renewal: bool = False) -> Decision:
    """A refusal, as it is recorded when an application is determined; nobody is notified yet."""
    return actions.record_refusal(
        renewal=renewal,
        person_id=who.id,
        application_ref="AAAA-BBBB-CCCC",
        licence_kind="private-hire",
        limbs=["g"],
        reliance="wholly",
        reasons="Threats.",
        decided_on=clock.today(),
        by=by,
        grounds=["(b)"] if renewal else [],
    )


def notified(decision: Decision, by: Officer, on: date | None = None) -> Decision:
    """The person is notified by post, today unless a day is given."""
    return actions.record_notification(decision.id, notified_on=on or clock.today(), how="post", by=by)
