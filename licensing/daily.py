"""What falls due by the mere passing of days: looked for once a day, by whichever worker comes first."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.applications.daily import open_overdue_module_duties
from licensing.db import db, transaction
from licensing.duties.models import DailyRun
from licensing.training.daily import open_lapse_duties


def run_daily() -> bool:
    """Do today's jobs unless they are done; returns whether they were done now.

    They open duties and change no licence: nothing is decided here. One transaction, so that a day is either
    done or still to do.
    """
    today = clock.today()
    done = db.session.scalar(select(DailyRun.day).where(DailyRun.day == today)) is not None
    db.session.rollback()
    if done:
        return False
    try:
        with transaction():
            db.session.add(DailyRun(day=today, begun_at=clock.now()))
            db.session.flush()
            jobs(today)
    except IntegrityError:
        # Another worker began today's jobs in the same moment.
        return False
    return True


def jobs(today: date) -> None:
    """The jobs of a day, in the caller's transaction."""
    open_lapse_duties(today)
    open_overdue_module_duties(today)
