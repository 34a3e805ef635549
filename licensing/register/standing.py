"""What decisions make of a licence: suspended, revoked, or given back. In the caller's transaction."""

from datetime import date

from licensing.audit.actions import Actor, record
from licensing.db import db
from licensing.register import lifecycle
from licensing.register.models import DriverLicence


def bring_into_step(licence: DriverLicence, wanted: str, *, on: date, by: Actor) -> list[str]:
    """Bring a licence to what the decisions about it say, on a day (London); returns the steps that were taken.

    `wanted` is "current", "suspended" or "revoked". A licence that was surrendered or replaced stays so, and one whose
    term is over can lose nothing more: it is only ever given back what it had.
    """
    steps = lifecycle.steps_to(licence.state, wanted, running=licence.ends_on >= on)
    for step in steps:
        licence.state = lifecycle.after(licence.state, step)
        record(
            "licence:state-changed",
            by=by,
            subject=f"licence:{licence.id}",
            step=step,
            state=licence.state,
        )
    db.session.flush()
    return steps
