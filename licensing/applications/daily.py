"""What the passing of days brings up about applications."""

from datetime import date

from sqlalchemy import select

from licensing.applications import queries
from licensing.applications.lifecycle import PREPARING
from licensing.applications.models import Application
from licensing.audit.actions import system_for
from licensing.db import db
from licensing.duties.actions import open_duty
from licensing.duties.models import Duty
from licensing.errors import NotConfigured
from licensing.policy.queries import policy_in_force
from licensing.training.checks import missing
from licensing.training.deadlines import modules_due_on
from licensing.training.queries import standings


def open_overdue_module_duties(on: date) -> int:
    """Open a duty for each new application whose modules were not all passed in time (R60); returns how many.

    The policy calls such an application cancelled; an officer looks at it and withdraws or goes on: no job does.
    """
    opened = 0
    applications = db.session.scalars(
        select(Application).where(Application.kind == "new", Application.state.in_(PREPARING))
    ).all()
    for application in applications:
        try:
            policy = policy_in_force(application.authority.gss_code or "", on)
        except NotConfigured:
            # A council without a policy in force: its pages say so; the others' clocks go on.
            continue
        required = {one.key for one in queries.applicable(application, policy)}
        if (
            queries.MODULES not in required
            or application.received_on is None
            or application.person_id is None
        ):
            continue
        months = policy.training_valid_months.value
        found = standings(application.person_id, policy.modules.value, valid_months=months, on=on)
        due = modules_due_on(application.received_on, policy.modules_within_months.value)
        if on <= due or not missing(found) or _known(application):
            continue
        open_duty(
            "modules-overdue",
            authority_id=application.authority_id,
            subject=application.subject,
            by=system_for(application.authority.key),
            about=f"Application {application.id}",
            began_on=due,
            due_on=on,
            officer_id=application.case_officer_id,
        )
        opened += 1
    return opened


def _known(application: Application) -> bool:
    """Whether the duty was opened before: one that an officer discharged does not come back each day."""
    there = select(Duty.id).where(
        Duty.authority_id == application.authority_id,
        Duty.kind == "modules-overdue",
        Duty.subject == application.subject,
    )
    return db.session.scalar(there.limit(1)) is not None
