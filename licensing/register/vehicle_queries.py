"""Reading vehicles. Every query asks whose."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from licensing.authorities import scope
from licensing.db import db
from licensing.register.name_search import word_in, words_of
from licensing.register.vehicle_models import EarlierMark, Plate, Vehicle, VehicleLicence, VehicleProprietor
from licensing.register.vehicles import plain_vrm


def listed(authority_id: int, *, page: int = 1, per_page: int = 25) -> tuple[Sequence[Vehicle], int]:
    """A page of an authority's vehicles by registration mark, and how many there are in all."""
    query = scope.within(Vehicle, authority_id)
    total = db.session.scalar(query.with_only_columns(func.count(Vehicle.id))) or 0
    rows = db.session.scalars(
        _with_parts(query).order_by(Vehicle.vrm).offset((page - 1) * per_page).limit(per_page)
    )
    return rows.all(), total


def find(authority_id: int, words: str, limit: int = 50) -> Sequence[Vehicle]:
    """An authority's vehicles by the beginning of the mark, or a proprietor in whose name every word is.

    Earlier marks, plates and licence numbers are found whole.
    """
    text = words.strip()
    if not text:
        return []
    numbered = (
        select(VehicleLicence.vehicle_id)
        .outerjoin(Plate, Plate.licence_id == VehicleLicence.id)
        .where(
            VehicleLicence.authority_id == authority_id,
            or_(func.upper(VehicleLicence.number) == text.upper(), func.upper(Plate.number) == text.upper()),
        )
    )
    kept = select(VehicleProprietor.vehicle_id)
    for word in words_of(text):
        kept = kept.where(word_in(word, VehicleProprietor.name))
    ways: list[ColumnElement[bool]] = [Vehicle.id.in_(numbered), Vehicle.id.in_(kept)]
    if mark := plain_vrm(text):
        ways.append(Vehicle.vrm.startswith(mark))
        ways.append(Vehicle.id.in_(select(EarlierMark.vehicle_id).where(EarlierMark.vrm == mark)))
    query = _with_parts(scope.within(Vehicle, authority_id)).where(or_(*ways))
    return db.session.scalars(query.order_by(Vehicle.vrm).limit(limit)).all()


def _with_parts(vehicles: Select[Vehicle]) -> Select[Vehicle]:
    return vehicles.options(
        selectinload(Vehicle.licences).selectinload(VehicleLicence.plates), selectinload(Vehicle.proprietors)
    )
