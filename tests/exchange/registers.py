"""The register of an authority as values, without ids, references and moments: to compare two of them."""

from sqlalchemy import select

from licensing.db import db
from licensing.register.operator_models import Operator
from licensing.register.vehicle_models import Vehicle
from tests.factories.officers import council


def register_of(name):
    """What the register holds of the authority's vehicles and operators."""
    db.session.rollback()
    authority_id = council(name).id
    vehicles = db.session.scalars(select(Vehicle).where(Vehicle.authority_id == authority_id))
    operators = db.session.scalars(select(Operator).where(Operator.authority_id == authority_id))
    return sorted(map(_vehicle, vehicles)), sorted(map(_operator, operators))


def _vehicle(one):
    details = (
        one.make,
        one.model,
        one.colour,
        one.seats or 0,
        str(one.wheelchair_accessible),
        str(one.cctv_fitted),
    )
    licences = [(*_licence(held), tuple(plate.number for plate in held.plates)) for held in one.licences]
    return (one.vrm, details, tuple(sorted(licences)))


def _operator(one):
    names = tuple(sorted(name.name for name in one.trading_names))
    bases = tuple(sorted((base.lines, base.postcode) for base in one.bases))
    return (tuple(sorted(map(_licence, one.licences))), one.name, one.form, one.email, names, bases)


def _licence(one):
    return (one.number, one.kind, str(one.starts_on), str(one.ends_on), one.state)
