"""What the outbox calls to tell officers what they owe."""

from datetime import date

from flask import current_app

from licensing import clock
from licensing.authorities.duty_work import work_of
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.outbox.actions import Delivery
from licensing.reporting.digest import subject_of, text_of, wants_digest
from licensing.reporting.mail import Mail, send
from licensing.settings import Settings


def send_digest(delivery: Delivery) -> None:
    """Send an officer the digest of a day, unless the day is over or they have nothing to do or want none.

    What it says is read now, so that what was done since the morning is not asked for. A mail server that failed all
    day is not caught up with tomorrow: there is a newer digest then. Sent twice, it carries one Message-ID.
    """
    settings: Settings = current_app.config["SETTINGS"]
    on = date.fromisoformat(delivery.payload["day"])
    who = db.session.get(Officer, delivery.payload["officer_id"])
    if who is None or not who.active or on != clock.today() or not wants_digest(who.id):
        return
    duties = work_of(who)
    if not duties:
        return
    mail = Mail(
        to=who.email,
        subject=subject_of(duties, on),
        text=text_of(who, duties, on=on, address=settings.public_url),
        key=delivery.key,
    )
    # Nothing is held open in the database while a mail server is talked to.
    db.session.rollback()
    send(mail, settings)
