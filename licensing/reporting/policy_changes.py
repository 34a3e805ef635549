"""Whose licences and applications a coming change of the policy touches, in one authority, as they are known now."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from licensing.applications.lifecycle import PREPARING
from licensing.applications.models import Application
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.policy.comparing import AT_ONCE, AT_RENEWAL, Change
from licensing.policy.queries import policy_in_force
from licensing.register.models import DriverLicence
from licensing.register.running import RUNNING, running_by_kind
from licensing.suitability.convictions_models import Conviction
from licensing.training.lapses import lapse_counts


@dataclass(frozen=True)
class Touched:
    """Counts of one authority: licences that run on the day by kind, and applications that are being prepared now.

    `running` is empty where a change is felt by new applications only. `training` gives how many drivers' safeguarding
    training counts no longer on the day: under the policy of the day before, and under the new one. `convicted` counts
    the holders of running licences with a recorded conviction of the kind that changes.
    """

    running: dict[str, int]
    applications: int
    training: tuple[int, int] | None = None
    convicted: int | None = None

    @property
    def licences(self) -> int:
        """All the licences it touches."""
        return sum(self.running.values())


def touched_by(change: Change, authority: Authority) -> Touched:
    """Whom a change touches in an authority. Nobody's record is changed or judged by it."""
    felt_by_holders = change.felt in (AT_ONCE, AT_RENEWAL)
    running = running_by_kind(authority.id, change.on) if felt_by_holders else {}
    return Touched(
        running={kind: running.get(kind, 0) for kind in change.touches} if felt_by_holders else {},
        applications=_being_prepared(change, authority),
        training=_training(change, authority),
        convicted=_convicted(change, authority),
    )


def _being_prepared(change: Change, authority: Authority) -> int:
    query = (
        select(func.count())
        .select_from(Application)
        .where(
            Application.authority_id == authority.id,
            Application.state.in_(PREPARING),
            Application.licence_kind.in_(change.touches),
        )
    )
    return db.session.scalars(query).one()


def _training(change: Change, authority: Authority) -> tuple[int, int] | None:
    if change.about != "settings.training_valid_months":
        return None
    before, after = (
        lapse_counts(
            authority.id,
            change.on,
            policy_in_force(authority.gss_code or "", day).training_valid_months.value,
        ).lapsed
        for day in (change.on - timedelta(days=1), change.on)
    )
    return before, after


def _convicted(change: Change, authority: Authority) -> int | None:
    kind, _, offence = change.about.partition(".")
    if kind != "offences":
        return None
    holders = select(DriverLicence.person_id).where(
        DriverLicence.authority_id == authority.id,
        DriverLicence.state.in_(RUNNING),
        DriverLicence.starts_on <= change.on,
        DriverLicence.ends_on >= change.on,
    )
    query = select(func.count(Conviction.person_id.distinct())).where(
        Conviction.authority_id == authority.id,
        Conviction.offence == offence,
        Conviction.voided_at.is_(None),
        Conviction.person_id.in_(holders),
    )
    return db.session.scalars(query).one()
