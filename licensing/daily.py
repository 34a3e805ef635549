"""What falls due by the mere passing of days: looked for once a day, by whichever worker comes first."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.applications.daily import open_overdue_module_duties
from licensing.applications.deleting import delete_found_by_hand, delete_received
from licensing.applications.known_elsewhere import forget as forget_known_elsewhere
from licensing.applications.watching import close_alerts_about_nobody_watched
from licensing.db import db, transaction
from licensing.decisions.daily import move_on
from licensing.duties.models import DailyRun
from licensing.exchange.defra_upload import open_upload_duties
from licensing.national_register.alerts import hold_open
from licensing.national_register.removal import remove_expired
from licensing.register.actions import replace_earlier
from licensing.reporting.digest import promise_digests
from licensing.suitability.daily import look_after
from licensing.training.daily import open_lapse_duties


def run_daily() -> bool:
    """Do today's jobs unless they are done; returns whether they were done now.

    Nothing is decided here: duties are opened, a licence that begins takes the place of the one it renews, entries
    past their eleven years go, and what another authority told for an application that is over; alerts about who is
    no longer licensed or applying are closed. One transaction, so that a day is either done or still to do.
    """
    today = clock.today()
    if _begun(today):
        return False
    try:
        with transaction():
            db.session.add(DailyRun(day=today, begun_at=clock.now()))
            db.session.flush()
            jobs(today)
    except IntegrityError:
        # Either another worker began today's jobs in the same moment, or a job broke a promise of the database's.
        if not _begun(today):
            raise
        return False
    return True


def _begun(day: date) -> bool:
    found = db.session.scalar(select(DailyRun.day).where(DailyRun.day == day))
    db.session.rollback()
    return found is not None


def jobs(today: date) -> None:
    """The jobs of a day, in the caller's transaction."""
    hold_open()
    replace_earlier(today)
    # 2022 Act s.4(3)(b): removed at the end of the eleven years, not when somebody thinks of it.
    remove_expired(today)
    # 1976 Act s.61(2A): at the end of the 21 days. Before the licences are asked about below.
    move_on(today)
    # Councils' policies on NR3S (R23): what was told for an application goes when it and any appeal are over.
    delete_received(today)
    delete_found_by_hand(today)
    open_lapse_duties(today)
    open_overdue_module_duties(today)
    # SI 2019/885 reg.3(3): the vehicles go to Defra at least once a week (R65).
    open_upload_duties(today)
    # Statutory standards (R54) and the vetting policy: what falls due is told, and asked of the outside services.
    look_after(today)
    close_alerts_about_nobody_watched()
    forget_known_elsewhere(today)
    # Last, because it looks at what the others opened.
    promise_digests(today)
