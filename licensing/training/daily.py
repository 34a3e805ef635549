"""What falls due each day: a lapse of safeguarding training during a licence is put before an officer."""

import logging
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from licensing.audit.actions import record, system_for
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.duties.actions import open_duty
from licensing.duties.holidays import holidays
from licensing.duties.models import Duty
from licensing.errors import NotConfigured
from licensing.policy.queries import policy_in_force
from licensing.register.models import DriverLicence
from licensing.training.deadlines import see_driver_by
from licensing.training.lapses import lapsing
from licensing.training.settling import KIND

log = logging.getLogger(__name__)


def open_lapse_duties(on: date) -> int:
    """Open a duty for each lapse of a licence holder's safeguarding training (rule R59); returns how many.

    In the caller's transaction. The duty begins on the first day on which the training counts no longer, or
    on which the licence began if that is later; its due day is counted from the day on which the register saw
    it. One duty a lapse, however often it runs. Nobody is suspended by it: an officer decides.
    """
    due_on = None
    opened = 0
    for authority in _licensing(on):
        try:
            months = policy_in_force(authority.gss_code or "", on).training_valid_months.value
        except NotConfigured as fault:
            log.warning("Lapses of training are not watched for authority %s: %s", authority.key, fault)
            continue
        for lapse in lapsing(authority.id, on, 0, months):
            if lapse.lapsed_on is None:
                continue
            began_on = max(lapse.lapsed_on, lapse.licence_starts_on)
            subject = f"person:{lapse.person_id}"
            if _known(authority.id, subject, lapse.lapsed_on):
                continue
            due_on = due_on or see_driver_by(on, holidays())
            open_duty(
                KIND,
                authority_id=authority.id,
                subject=subject,
                about=f"{lapse.name}, licence {lapse.licence_number}"[:200],
                began_on=began_on,
                due_on=due_on,
                by=system_for(authority.key),
            )
            by = system_for(authority.key)
            record("training:lapsed", by=by, subject=subject, lapsed_on=lapse.lapsed_on.isoformat())
            opened += 1
    return opened


def _licensing(on: date) -> Iterable[Authority]:
    holders = select(DriverLicence.authority_id).where(
        DriverLicence.state == "current", DriverLicence.starts_on <= on, DriverLicence.ends_on >= on
    )
    return db.session.scalars(select(Authority).where(Authority.id.in_(holders)).order_by(Authority.id)).all()


def _known(authority_id: int, subject: str, lapsed_on: date) -> bool:
    """Whether this lapse has its duty already, open or discharged: what was dealt with stays so."""
    query = select(Duty.id).where(
        Duty.kind == KIND,
        Duty.authority_id == authority_id,
        Duty.subject == subject,
        Duty.began_on >= lapsed_on,
    )
    return db.session.scalar(query.limit(1)) is not None
