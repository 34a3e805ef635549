"""The duty about a lapse: opened when training lapses during a licence, discharged when it counts again."""

from datetime import date

from sqlalchemy import select

from licensing.audit.actions import Actor
from licensing.db import db
from licensing.duties.actions import discharge
from licensing.duties.models import Duty
from licensing.register.models import Person
from licensing.training import queries
from licensing.training.checks import Standing

KIND = "training-lapsed"


def discharge_lapse(person: Person, *, by: Actor, on: date) -> None:
    """Discharge the duty about a lapse if the person's training counts today, or they are exempt."""
    subject = f"person:{person.id}"
    open_duty = select(Duty.id).where(
        Duty.kind == KIND,
        Duty.subject == subject,
        Duty.authority_id == person.authority_id,
        Duty.discharged_at.is_(None),
    )
    if db.session.scalar(open_duty) is None:
        return
    months = queries.policy_of(person.authority_id, on).training_valid_months.value
    found = queries.standing(person.id, queries.SAFEGUARDING, valid_months=months, on=on)
    if found.satisfied:
        discharge(KIND, subject=subject, on=on, by=by, how=_how(found))


def _how(found: Standing) -> str:
    if not found.in_date:
        return "Exempted from safeguarding training"
    return f"Safeguarding training passed on {found.completed_on:%-d %B %Y}"
