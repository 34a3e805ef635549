"""What the passing of days makes of decisions."""

from datetime import date

from sqlalchemy import and_, or_, select

from licensing.db import db
from licensing.decisions.changes import pass_the_days
from licensing.decisions.lifecycle import BITING
from licensing.decisions.models import Decision
from licensing.register.models import DriverLicence


def move_on(on: date) -> int:
    """Let decisions bite whose 21 days are over, and suspensions end whose last day is; returns how many changed.

    In the caller's transaction. Nobody decides here: each day was set by the law or by a decision maker.
    """
    due = db.session.scalars(
        select(Decision)
        .outerjoin(DriverLicence, DriverLicence.id == Decision.licence_id)
        .where(
            or_(
                and_(Decision.state == "pending", Decision.takes_effect_on < on),
                and_(
                    Decision.state.in_(BITING),
                    Decision.stands_as == "suspended",
                    or_(Decision.stands_until < on, DriverLicence.ends_on < on),
                ),
            )
        )
        .order_by(Decision.id)
        .with_for_update(of=Decision)
    ).all()
    return sum(pass_the_days(decision, on) for decision in due)
