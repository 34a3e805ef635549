"""What the passing of days brings up about applications."""

from datetime import date

from sqlalchemy import select

from licensing.applications import queries
from licensing.applications.deadlines import look_at_modules_by
from licensing.applications.lifecycle import PREPARING
from licensing.applications.models import Application
from licensing.audit.actions import system_for
from licensing.authorities.duty_work import still_able
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.duties.models import Duty
from licensing.errors import NotConfigured
from licensing.policy.queries import policy_in_force
from licensing.training.checks import missing
from licensing.training.deadlines import modules_due_on
from licensing.training.queries import standings

MODULES_DUTY = "modules-overdue"


def open_overdue_module_duties(on: date) -> int:
    """Open a duty for each new application whose modules were not all passed in time (R60); returns how many.

    The policy calls such an application cancelled; an officer looks at it and withdraws or goes on: no job does. The
    duty's days are counted from the day on which the register saw it, so that nobody owes anything before they could
    know. It ends when the modules are passed after all, with the application, or when an officer says what was done;
    once ended it does not come back.
    """
    opened = 0
    applications = db.session.scalars(
        select(Application).where(Application.kind == "new", Application.state.in_(PREPARING))
    ).all()
    for application in applications:
        standing = _standing(application, on)
        if standing is None:
            continue
        due, are_missing = standing
        by = system_for(application.authority.key)
        if not are_missing:
            discharge(MODULES_DUTY, subject=application.subject, on=on, by=by, how="Every module is passed")
        elif on > due and not _known(application):
            open_duty(
                MODULES_DUTY,
                authority_id=application.authority_id,
                subject=application.subject,
                by=by,
                about=f"Application {application.id}",
                began_on=due,
                due_on=look_at_modules_by(on, holidays()),
                officer_id=still_able(application.case_officer_id, MODULES_DUTY),
            )
            opened += 1
    return opened


def _standing(application: Application, on: date) -> tuple[date, bool] | None:
    """The last day for an application's modules, and whether any is missing; None where none is asked for."""
    try:
        policy = policy_in_force(application.authority.gss_code or "", on)
    except NotConfigured:
        # A council without a policy in force: its pages say so; the others' clocks go on.
        return None
    required = {one.key for one in queries.applicable(application, policy)}
    if queries.MODULES not in required or application.received_on is None or application.person_id is None:
        return None
    months = policy.training_valid_months.value
    found = standings(application.person_id, policy.modules.value, valid_months=months, on=on)
    due = modules_due_on(application.received_on, policy.modules_within_months.value)
    return due, bool(missing(found))


def _known(application: Application) -> bool:
    """Whether the duty was opened before: one that an officer discharged does not come back each day."""
    there = select(Duty.id).where(
        Duty.authority_id == application.authority_id,
        Duty.kind == MODULES_DUTY,
        Duty.subject == application.subject,
    )
    return db.session.scalar(there.limit(1)) is not None
