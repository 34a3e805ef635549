"""Vehicles: finding them, their record, recording one, and taking over licences. Other pages: vehicles_<what>.py."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.register import lifecycle, plates, vehicle_queries, vehicles
from licensing.register.actions import Term
from licensing.register.periods import holding
from licensing.register.vehicle_models import VEHICLE_KINDS, Vehicle
from licensing.register.vehicle_use_models import DOCUMENTS, RESULTS, RETURNED_BECAUSE
from licensing.web import vehicles_keeping
from licensing.web.access import authority_id, needs, officer
from licensing.web.applications import Pagination, page_asked
from licensing.web.asking import ask, done, said
from licensing.web.forms.vehicles import LicenceForm, SearchForm, VehicleForm, in_words
from licensing.web.vehicles_keeping import keeping_of
from licensing.web.working_links import links_of

blueprint = Blueprint("vehicles", __name__, url_prefix="/vehicles")
blueprint.register_blueprint(vehicles_keeping.blueprint)

MOST_FOUND = 50


@blueprint.route("", methods=["GET", "POST"])
@needs(Permission.SEE_VEHICLES)
def index() -> ResponseReturnValue:
    form = SearchForm()
    words = (form.q.data or "") if form.validate_on_submit() else ""
    pagination = None
    if words:
        rows = vehicle_queries.find(authority_id(), words, MOST_FOUND)
    else:
        page = page_asked()
        rows, total = vehicle_queries.listed(authority_id(), page=page)
        pagination = Pagination(page, total)
    return render_template(
        "vehicles/index.html",
        form=form,
        vehicles=rows,
        words=words,
        most=MOST_FOUND,
        pagination=pagination,
        kinds=VEHICLE_KINDS,
        shown=lifecycle.shown,
        holding=holding,
    )


@blueprint.get("/<int:vehicle_id>")
@needs(Permission.SEE_VEHICLES)
def show(vehicle_id: int) -> ResponseReturnValue:
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    # Who keeps it may be an individual.
    with transaction():
        record("vehicle:viewed", by=officer().actor, subject=vehicle.subject)
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    stock = [plate for licence in vehicle.licences for plate in licence.plates]
    return render_template(
        "vehicles/show.html",
        vehicle=vehicle,
        kinds=VEHICLE_KINDS,
        shown=lifecycle.shown,
        links=links_of(vehicle),
        plate_states=plates.STATES,
        notices=plates.notices_of(stock),
        notice_reasons=RETURNED_BECAUSE,
        movements=plates.movements_of(stock),
        document_kinds=DOCUMENTS,
        document_results=RESULTS,
        **keeping_of(vehicle),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new() -> ResponseReturnValue:
    form = VehicleForm()
    made: list[int] = []
    if form.validate_on_submit() and done(
        form, lambda: made.append(vehicles.add_vehicle(form.facts, by=officer()).id)
    ):
        return said("The vehicle was recorded.", url_for("vehicles.show", vehicle_id=made[0]))
    return ask(form, "Record a vehicle", back_url=url_for("vehicles.index"), continue_text="Record vehicle")


@blueprint.route("/<int:vehicle_id>/change", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def change(vehicle_id: int) -> ResponseReturnValue:
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    answers = {"wheelchair_accessible", "cctv_fitted"}
    form = VehicleForm(obj=vehicle, **{what: in_words(getattr(vehicle, what)) for what in answers})
    back_url = url_for("vehicles.show", vehicle_id=vehicle_id)
    if form.validate_on_submit() and done(
        form,
        lambda: vehicles.change_vehicle(
            scope.get(Vehicle, vehicle_id, authority_id(), lock=True), form.facts, by=officer()
        ),
    ):
        return said("The vehicle's record was changed.", back_url)
    return ask(form, "Change the vehicle's record", back_url=back_url, caption=vehicle.vrm)


@blueprint.route("/<int:vehicle_id>/licences/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def take_over(vehicle_id: int) -> ResponseReturnValue:
    """Take over a licence of the council's old records."""
    vehicle = scope.get(Vehicle, vehicle_id, authority_id())
    form = LicenceForm()
    back_url = url_for("vehicles.show", vehicle_id=vehicle_id)
    if form.validate_on_submit():
        assert form.starts_on.data is not None
        assert form.ends_on.data is not None
        term = Term(form.kind.data, form.starts_on.data, form.ends_on.data)
        if done(
            form,
            lambda: vehicles.take_over_licence(
                scope.get(Vehicle, vehicle_id, authority_id(), lock=True),
                term,
                number=form.number.data or "",
                plate_number=form.plate_number.data or "",
                by=officer(),
            ),
        ):
            return said("The licence was taken over.", back_url)
    return ask(
        form,
        "Take over a licence",
        back_url=back_url,
        caption=vehicle.vrm,
        lead=[
            "A licence of the council’s old records. It has no determination here, and its record says so."
        ],
        continue_text="Take over licence",
    )
