"""Comparing everybody watched with the whole register, by the present matcher: begun, gone on with, finished.

When the matcher changes, what it would find now is looked for among everybody, and not only among those who are
searched for next. It acts as the register's operator, for every authority; nobody sees what it finds but the
authorities that are alerted.
"""

from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.errors import BadInput, NotAllowed, Unlawful
from licensing.matching.verdict import MATCHER_VERSION
from licensing.national_register.actions import PURPOSES
from licensing.national_register.alert_models import Rescreening


def officer_by_email(email: str) -> Officer:
    """The officer in whose name it is done. Raises BadInput for nobody, NotAllowed without the permission."""
    found: Officer | None = db.session.scalar(select(Officer).where(Officer.email == email.strip().lower()))
    if found is None or not found.active:
        raise BadInput(f"There is no officer with the address {email}.")
    if not found.may(Permission.RESCREEN):
        raise NotAllowed(f"{email} may not {Permission.RESCREEN.value}.")
    return found


def newest(matcher: str = MATCHER_VERSION) -> Rescreening | None:
    """The last one that was begun with a version of the matcher."""
    return db.session.scalar(
        select(Rescreening).where(Rescreening.matcher == matcher).order_by(Rescreening.id.desc()).limit(1)
    )


def begin(*, purpose: str, reason: str, by: Officer) -> Rescreening:
    """Begin one with the present matcher, in the caller's transaction.

    Raises Unlawful for a purpose the Act does not know (2022 Act s.4(3)(c); R15).
    """
    if purpose not in PURPOSES:
        raise Unlawful(
            "The national register may be used only for the safeguarding of passengers or road safety "
            "(2022 Act s.4(3)(c))."
        )
    begun = Rescreening(
        matcher=MATCHER_VERSION,
        purpose=purpose,
        reason=reason.strip(),
        officer_id=by.id,
        began_at=clock.now(),
        last_person_id=0,
        compared=0,
        alerts=0,
    )
    db.session.add(begun)
    db.session.flush()
    record(
        "national-register:rescreening-begun",
        by=by.actor,
        subject=f"rescreening:{begun.id}",
        reason=begun.reason,
        rescreening=begun.id,
        purpose=purpose,
        matcher=begun.matcher,
    )
    return begun


def went_on(rescreening_id: int, *, last_person_id: int, compared: int, alerts: int) -> None:
    """Note how far it has come, in the caller's transaction, so that it goes on from there."""
    row = db.session.get_one(Rescreening, rescreening_id, with_for_update={"of": Rescreening})
    row.last_person_id = max(row.last_person_id, last_person_id)
    row.compared += compared
    row.alerts += alerts
    db.session.flush()


def finish(rescreening_id: int, *, by: Officer) -> Rescreening:
    """Note that everybody has been compared, in the caller's transaction."""
    row = db.session.get_one(Rescreening, rescreening_id, with_for_update={"of": Rescreening})
    row.finished_at = clock.now()
    db.session.flush()
    record(
        "national-register:rescreening-ended",
        by=by.actor,
        subject=f"rescreening:{row.id}",
        rescreening=row.id,
        compared=row.compared,
        alerts=row.alerts,
    )
    return row
