"""A calendar feed for each officer (iCalendar, RFC 5545): the due days of what they owe, as all-day events.

A calendar program can't sign in, so the address itself holds a secret. It is shown once, kept as a keyed hash, and can
be renewed or withdrawn. An event says what is owed and by which rule, and never about whom.
"""

import secrets
import uuid
from collections.abc import Sequence
from datetime import UTC, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty
from licensing.reporting.models import CalendarFeed
from licensing.sealing import fingerprint

# Whose events these are, among all the events of the world: a duty's UID is made in this room, and never changes.
ROOM = uuid.UUID("5b8f0f3e-6f0c-4a55-9d0e-0c6b6f0f4d11")
PRODUCT = "-//Safeguarding register for taxi and private hire licensing//Duties//EN"
ASK_AGAIN = timedelta(hours=6)


def make_feed(who: Officer) -> str:
    """Make an officer's feed, or make it anew; in the caller's transaction. Gives the secret, which is not kept.

    A calendar that still has the old address finds nothing there any more.
    """
    token = secrets.token_urlsafe(32)
    feed = db.session.get(CalendarFeed, who.id, with_for_update=True)
    renewed = feed is not None
    if feed is None:
        feed = CalendarFeed(officer_id=who.id)
        db.session.add(feed)
    feed.token_hash, feed.made_at = _hash(token), clock.now()
    record("calendar:made", by=who.actor, subject=f"officer:{who.id}", renewed=renewed)
    return token


def withdraw_feed(who: Officer) -> None:
    """Withdraw an officer's feed, in the caller's transaction; nothing when there is none."""
    feed = db.session.get(CalendarFeed, who.id, with_for_update=True)
    if feed is not None:
        db.session.delete(feed)
        record("calendar:withdrawn", by=who.actor, subject=f"officer:{who.id}")


def feed_of(officer_id: int) -> CalendarFeed | None:
    """An officer's feed, if they have one."""
    return db.session.get(CalendarFeed, officer_id)


def officer_of(token: str) -> Officer | None:
    """Whose feed a secret opens: nobody's when it is wrong, and when the account is closed or sees no duties."""
    found = db.session.scalar(
        select(Officer)
        .join(CalendarFeed, CalendarFeed.officer_id == Officer.id)
        .where(CalendarFeed.token_hash == _hash(token))
    )
    return found if found is not None and found.may(Permission.SEE_DUTIES) else None


def written(who: Officer, duties: Sequence[Duty], *, address: str) -> bytes:
    """The feed's text. The same duties give the same bytes; `address` is where the register is opened."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Duties, {who.authority.nice_name}")
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for duty in duties:
        calendar.add_component(_event(duty, address))
    return bytes(calendar.to_ical())


def _event(duty: Duty, address: str) -> Event:
    kind, link = KINDS[duty.kind], f"{address}/duties/{duty.id}"
    event = Event()
    # Not the row's number alone: another register has a duty of that number too, but not of that moment.
    opened_at = duty.opened_at.astimezone(UTC)
    event.add("uid", str(uuid.uuid5(ROOM, f"duty {duty.id} of {opened_at.isoformat()}")))
    event.add("dtstamp", opened_at.replace(microsecond=0))
    # RFC 5545 3.6.1: the end of an all-day event is the day after it, which is not part of it.
    event.add("dtstart", duty.due_on)
    event.add("dtend", duty.due_on + timedelta(days=1))
    event.add("summary", f"{kind.title} (rule {kind.rule})")
    owed = "Owed to us" if kind.owed_to_us else "Owed by us"
    event.add("description", f"{owed}. This is the last day. {kind.source}. {link}")
    event.add("url", link)
    # A day with a duty on it is not a day on which nobody may be asked to a meeting.
    event.add("transp", "TRANSPARENT")
    return event


def _hash(token: str) -> str:
    return fingerprint("calendar", token)
