"""Who keeps a vehicle and their basic DBS; its transfers, documents and accidents."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.register import checks, disclosures, proprietors, vehicle_use
from licensing.register.periods import holding
from licensing.register.vehicle_models import Vehicle
from licensing.register.vehicle_use_models import DOCUMENTS
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import ask, done, said
from licensing.web.forms import choice
from licensing.web.forms.kept import DisclosureForm, EndForm
from licensing.web.forms.vehicles import AccidentForm, DocumentForm, ProprietorForm, TransferForm

blueprint = Blueprint("keeping", __name__)

REPORT_WITHIN = (
    "A proprietor reports damage that affects safety, performance, appearance or comfort as soon as reasonably "
    "practicable, and within 72 hours (1976 Act s.50(3)). A late report is recorded like any other."
)


def _vehicle(vehicle_id: int) -> Vehicle:
    """A vehicle of the officer's authority, held until the transaction ends."""
    return scope.get(Vehicle, vehicle_id, authority_id(), lock=True)


def _back(vehicle_id: int, anchor: str) -> str:
    return url_for("vehicles.show", vehicle_id=vehicle_id, _anchor=anchor)


@blueprint.route("/<int:vehicle_id>/proprietors/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new_proprietor(vehicle_id: int) -> ResponseReturnValue:
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    form, back_url = ProprietorForm(), _back(vehicle_id, "proprietors")
    if form.validate_on_submit() and done(
        form,
        lambda: proprietors.add_proprietor(
            _vehicle(vehicle_id), form.facts, from_on=form.from_on.data, by=officer()
        ),
    ):
        return said("The proprietor was recorded.", back_url)
    return ask(form, "Record a proprietor", back_url=back_url, caption=vehicle.vrm)


@blueprint.route("/<int:vehicle_id>/proprietors/<int:proprietor_id>/end", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def end_proprietor(vehicle_id: int, proprietor_id: int) -> ResponseReturnValue:
    """Record the last day on which somebody kept a vehicle, when nobody else took it over."""
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    proprietor = proprietors.of_vehicle(vehicle, proprietor_id)
    form, back_url = EndForm(), _back(vehicle_id, "proprietors")
    if form.validate_on_submit():
        last = form.until_on.data
        assert last is not None
        if done(
            form,
            lambda: proprietors.end_proprietor(
                _vehicle(vehicle_id), proprietor_id, until_on=last, by=officer()
            ),
        ):
            return said("The last day was recorded.", back_url)
    return ask(form, f"End {proprietor.name} as proprietor", back_url=back_url, caption=vehicle.vrm)


@blueprint.route("/<int:vehicle_id>/transfer", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def transfer(vehicle_id: int) -> ResponseReturnValue:
    """Record that the vehicle was passed on (1976 Act s.49)."""
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    keepers = [one for one in vehicle.proprietors if one.until_on is None]
    form = TransferForm(data={"from_whom": [str(one.id) for one in keepers]})
    form.from_whom.choices = [choice(str(one.id), one.name) for one in keepers]
    if not keepers:
        del form.from_whom
    back_url = _back(vehicle_id, "proprietors")
    if form.validate_on_submit():
        moved_on, told_on = form.transferred_on.data, form.notified_on.data
        assert moved_on is not None
        assert told_on is not None
        chosen = [int(one) for one in form.from_whom.data or ()] if keepers else []
        if done(
            form,
            lambda: proprietors.transfer(
                _vehicle(vehicle_id),
                form.facts,
                from_whom=chosen,
                transferred_on=moved_on,
                notified_on=told_on,
                by=officer(),
            ),
        ):
            return said("The transfer was recorded.", back_url)
    return ask(
        form,
        "Record a transfer",
        back_url=back_url,
        caption=vehicle.vrm,
        lead=["Say who keeps the vehicle now, and who passed it on to them."],
    )


@blueprint.route("/<int:vehicle_id>/proprietors/<int:proprietor_id>/dbs", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def see_disclosure(vehicle_id: int, proprietor_id: int) -> ResponseReturnValue:
    """Record that a proprietor's basic DBS certificate was seen."""
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    proprietor = proprietors.of_vehicle(vehicle, proprietor_id)
    form, back_url = DisclosureForm(), _back(vehicle_id, "proprietors")
    if form.validate_on_submit():
        issued_on, seen_on = form.issued_on.data, form.seen_on.data
        assert issued_on is not None
        assert seen_on is not None
        facts = disclosures.DisclosureFacts(form.number.data or "", issued_on, seen_on)
        if done(
            form,
            lambda: disclosures.record_disclosure(
                proprietors.of_vehicle(_vehicle(vehicle_id), proprietor_id),
                facts,
                subject=f"vehicle:{vehicle_id}",
                by=officer(),
            ),
        ):
            return said("The certificate was recorded.", back_url)
    return ask(form, "Record a basic DBS certificate", back_url=back_url, caption=proprietor.name)


@blueprint.route("/<int:vehicle_id>/documents/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new_document(vehicle_id: int) -> ResponseReturnValue:
    """Record a test, an MOT certificate, insurance or tax."""
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    form, back_url = DocumentForm(), _back(vehicle_id, "documents")
    if form.validate_on_submit():
        assert form.from_on.data is not None
        facts = vehicle_use.DocumentFacts(
            form.kind.data,
            form.from_on.data,
            form.until_on.data,
            form.result.data or "",
            form.reference.data or "",
        )
        if done(form, lambda: vehicle_use.record_document(_vehicle(vehicle_id), facts, by=officer())):
            return said("The document was recorded.", back_url)
    return ask(form, "Record a test, insurance or tax", back_url=back_url, caption=vehicle.vrm)


@blueprint.route("/<int:vehicle_id>/accidents/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new_accident(vehicle_id: int) -> ResponseReturnValue:
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    form, back_url = AccidentForm(), _back(vehicle_id, "accidents")
    if form.validate_on_submit():
        happened_at, reported_at = form.moments
        if done(
            form,
            lambda: vehicle_use.record_accident(
                _vehicle(vehicle_id),
                happened_at=happened_at,
                reported_at=reported_at,
                damage=form.damage.data or "",
                by=officer(),
            ),
        ):
            return said("The accident was recorded.", back_url)
    return ask(
        form,
        "Record an accident",
        back_url=back_url,
        caption=vehicle.vrm,
        lead=[REPORT_WITHIN],
    )


def keeping_of(vehicle: Vehicle) -> dict[str, object]:
    """What the vehicle's record shows of all this today."""
    today = clock.today()
    documents = vehicle_use.documents_of(vehicle)
    return {
        "checked": disclosures.checked(vehicle.proprietors, today),
        "kept_now": {one.id for one in holding(vehicle.proprietors, today)},
        "transfers": proprietors.transfers_of(vehicle),
        "documents": documents,
        "standings": {kind: checks.document_standing(documents, kind, today) for kind in DOCUMENTS},
        "accidents": vehicle_use.accidents_of(vehicle),
    }
