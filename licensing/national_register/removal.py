"""Removing entries at the end of their eleven years (2022 Act s.4(3)(b); R09)."""

from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import select, update

from licensing.audit.actions import record, system_for
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.national_register import alerts, deadlines, feed, index
from licensing.national_register.models import Entry, SearchCandidate


def expired(on: date) -> list[Entry]:
    """The entries whose eleven years have ended by a day (London) (2022 Act s.4(3)(b); R09)."""
    reached = on - relativedelta(years=deadlines.YEARS_KEPT)
    entries = db.session.scalars(select(Entry).where(Entry.first_made_on <= reached).order_by(Entry.id))
    return [entry for entry in entries if deadlines.last_day_kept(entry.first_made_on) < on]


def remove_expired(on: date) -> list[str]:
    """Remove every entry whose eleven years have ended; returns their references. In the caller's transaction.

    Each leaves a certificate in the audit log, without identity. What searches wrote about how it compared
    goes with it.
    """
    removed = []
    alerts.hold_open()
    for entry in expired(on):
        db.session.execute(
            update(SearchCandidate).where(SearchCandidate.entry_ref == entry.ref).values(reasons=[])
        )
        authority = db.session.get_one(Authority, entry.recording_authority_id)
        index.take_out(entry.id)
        db.session.delete(entry)
        db.session.flush()
        alerts.entry_gone(entry.ref, eleven_years_over=True)
        record(
            "national-register:entry-removed",
            by=system_for(authority.key),
            subject=f"entry:{entry.ref}",
            reason=f"Eleven years ended; recorded by {authority.key}.",
            entry=entry.ref,
            first_made_on=entry.first_made_on.isoformat(),
            removed_on=on.isoformat(),
        )
        feed.note(entry.ref)
        removed.append(entry.ref)
    return removed
