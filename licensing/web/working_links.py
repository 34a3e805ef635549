"""Who drives what, for whom: recording a link from the record of any of the three, and its last day."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.errors import BadInput
from licensing.register import working_links
from licensing.register.models import Licence, Person
from licensing.register.operator_models import Operator, OperatorLicence
from licensing.register.queries import holder_of
from licensing.register.vehicle_models import Vehicle
from licensing.register.vehicles import of_mark
from licensing.register.working_link_models import WorkingLink
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import ask, done, said
from licensing.web.forms import Form, StringField
from licensing.web.forms.kept import EndForm, at_most, day_if_known, day_needed

blueprint = Blueprint("working_links", __name__, url_prefix="/working-links")

# From whose record an officer comes: what the address names → the model, the view of its record, its argument.
RECORDS: dict[str, tuple[type[Person | Vehicle | Operator], str]] = {
    "person": (Person, "people.show"),
    "vehicle": (Vehicle, "vehicles.show"),
    "operator": (Operator, "operators.show"),
}


class LinkForm(Form):
    """Two or three of a driver, a vehicle and an operator."""

    driver = StringField(
        "Driver’s licence or badge number",
        [at_most(30)],
        description="Leave it empty if it is about no one driver",
        render_kw={"width": 20, "spellcheck": False},
    )
    vehicle = StringField(
        "Registration mark of the vehicle",
        [at_most(20)],
        description="Leave it empty if it is about no one vehicle",
        render_kw={"width": 10, "spellcheck": False},
    )
    operator = StringField(
        "Operator’s licence number",
        [at_most(30)],
        description="Leave it empty if it is for no one operator",
        render_kw={"width": 20, "spellcheck": False},
    )
    from_on = day_needed("From when?", "Enter the first day", called="The first day")
    until_on = day_if_known("Until when?", called="The last day", hint="Leave it empty while no end is known")


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new() -> ResponseReturnValue:
    """Record a link, from the record that the address names: person=1, vehicle=2 or operator=3."""
    known, back_url = _came_from()
    form = LinkForm(data=known)
    if form.validate_on_submit() and done(form, lambda: _add(form)):
        return said("It was recorded who drives what, for whom.", back_url)
    return ask(
        form,
        "Record who drives what, for whom",
        back_url=back_url,
        lead=["Give at least two of the three. All are licensed by this authority."],
    )


@blueprint.route("/<int:link_id>/end", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def end(link_id: int) -> ResponseReturnValue:
    scope.get(WorkingLink, link_id, authority_id())
    form, (_, back_url) = EndForm(), _came_from()
    if form.validate_on_submit():
        last = form.until_on.data
        assert last is not None
        if done(
            form,
            lambda: working_links.end_link(
                scope.get(WorkingLink, link_id, authority_id(), lock=True), until_on=last, by=officer()
            ),
        ):
            return said("The last day was recorded.", back_url)
    return ask(form, "Record the last day of working together", back_url=back_url)


def _came_from() -> tuple[dict[str, str], str]:
    """What the form already knows from the record that the address names, and the way back to it."""
    for what, (model, endpoint) in RECORDS.items():
        row_id = request.args.get(what, type=int)
        if row_id is not None and 0 < row_id < 2**31:
            row = scope.get(model, row_id, authority_id())
            values: dict[str, Any] = {f"{what}_id": row_id, "_anchor": "working-links"}
            back_url = url_for(endpoint, **values)
            return {"driver" if what == "person" else what: _number_of(row)}, back_url
    return {}, url_for("vehicles.index")


def _number_of(row: Person | Vehicle | Operator) -> str:
    """The number by which a record is named in the form: a mark, or its newest licence's."""
    if isinstance(row, Vehicle):
        return row.vrm
    licences: list[Licence] = list(row.licences)
    return licences[0].number if licences else ""


def _add(form: LinkForm) -> None:
    """Find those whom the numbers name, and link them. Raises BadInput for a number that names nobody."""
    driver, mark, number = form.driver.data or "", form.vehicle.data or "", form.operator.data or ""
    person_id = holder_of(authority_id(), driver)
    vehicle, operator = of_mark(authority_id(), mark) if mark else None, _operator(number)
    faults = {}
    if driver and person_id is None:
        faults["driver"] = "No one driver of this authority has this licence or badge number"
    if mark and vehicle is None:
        faults["vehicle"] = "No vehicle of this authority has this registration mark"
    if number and operator is None:
        faults["operator"] = "No operator of this authority has this licence number"
    if faults:
        raise BadInput("Somebody was not found.", faults)
    assert form.from_on.data is not None
    working_links.add_link(
        person=scope.get(Person, person_id, authority_id()) if person_id else None,
        vehicle=vehicle,
        operator=operator,
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        by=officer(),
    )


def _operator(number: str) -> Operator | None:
    licence = db.session.scalar(
        scope.within(OperatorLicence, authority_id()).where(
            func.upper(OperatorLicence.number) == number.upper()
        )
    )
    return licence.operator if licence else None


def links_of(row: Person | Vehicle | Operator) -> list[working_links.Shown]:
    """What a record shows of who drives what for whom."""
    if isinstance(row, Person):
        return working_links.of_person(row, clock.today())
    if isinstance(row, Vehicle):
        return working_links.of_vehicle(row, clock.today())
    return working_links.of_operator(row, clock.today())
