"""Plates and badges: issuing them, what becomes of them, and notices to return a plate."""

from datetime import date

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.register import plates
from licensing.register.models import Badge
from licensing.register.vehicle_models import Plate, VehicleLicence
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import ask, done, said
from licensing.web.forms import choice
from licensing.web.forms.vehicles import MoveForm, NoticeForm, PlateForm

blueprint = Blueprint("plates", __name__)


@blueprint.route("/vehicle-licences/<int:licence_id>/plates/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new(licence_id: int) -> ResponseReturnValue:
    """Issue a plate for a vehicle licence."""
    licence = scope.get(VehicleLicence, licence_id, authority_id())
    form, back_url = PlateForm(), _record_of(licence.vehicle_id)
    if form.validate_on_submit():
        issued_on = form.issued_on.data
        assert issued_on is not None
        if done(
            form,
            lambda: plates.issue_plate(
                scope.get(VehicleLicence, licence_id, authority_id(), lock=True),
                form.number.data or "",
                on=issued_on,
                by=officer(),
            ),
        ):
            return said("The plate was recorded as issued.", back_url)
    return ask(form, "Issue a plate", back_url=back_url, caption=f"Licence {licence.number}")


@blueprint.route("/plates/<int:plate_id>/move", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def move_plate(plate_id: int) -> ResponseReturnValue:
    """Record that a plate was lost, returned, replaced or given out again."""
    plate = scope.get(Plate, plate_id, authority_id())
    form, back_url = _move_form(plate), _record_of(plates.vehicle_of_plate(plate))

    def act(on: date) -> object:
        held = scope.get(Plate, plate_id, authority_id(), lock=True)
        note, by = form.note.data or "", officer()
        if form.state.data == "replaced":
            return plates.replace_plate(held, form.number.data or "", on=on, note=note, by=by)
        return plates.move(held, form.state.data, on=on, note=note, by=by)

    if form.validate_on_submit():
        on = form.moved_on.data
        assert on is not None
        if done(form, lambda: act(on)):
            return said("What became of the plate was recorded.", back_url)
    return ask(form, "What became of the plate", back_url=back_url, caption=f"Plate {plate.number}")


@blueprint.route("/badges/<int:badge_id>/move", methods=["GET", "POST"])
@needs(Permission.CHANGE_PEOPLE)
def move_badge(badge_id: int) -> ResponseReturnValue:
    """Record that a badge was lost, returned, replaced or given out again."""
    badge = scope.get(Badge, badge_id, authority_id())
    form = _move_form(badge)
    back_url = url_for("people.show", person_id=plates.holder_of_badge(badge), _anchor="licences")

    def act(on: date) -> object:
        held = scope.get(Badge, badge_id, authority_id(), lock=True)
        note, by = form.note.data or "", officer()
        if form.state.data == "replaced":
            return plates.replace_badge(held, form.number.data or "", on=on, note=note, by=by)
        return plates.move(held, form.state.data, on=on, note=note, by=by)

    if form.validate_on_submit():
        on = form.moved_on.data
        assert on is not None
        if done(form, lambda: act(on)):
            return said("What became of the badge was recorded.", back_url)
    return ask(form, "What became of the badge", back_url=back_url, caption=f"Badge {badge.number}")


@blueprint.route("/plates/<int:plate_id>/notice", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def require_return(plate_id: int) -> ResponseReturnValue:
    """Record that the proprietor was served notice to return a plate."""
    plate = scope.get(Plate, plate_id, authority_id())
    form, back_url = NoticeForm(), _record_of(plates.vehicle_of_plate(plate))
    if form.validate_on_submit():
        served_on = form.served_on.data
        assert served_on is not None
        if done(
            form,
            lambda: plates.require_return(
                scope.get(Plate, plate_id, authority_id(), lock=True),
                form.because.data,
                served_on=served_on,
                by=officer(),
            ),
        ):
            return said("The notice was recorded, and a duty to see that the plate comes back.", back_url)
    return ask(
        form, "Record a notice to return the plate", back_url=back_url, caption=f"Plate {plate.number}"
    )


def _move_form(thing: plates.Thing) -> MoveForm:
    """The form, with what may become of a thing as it is now."""
    offered = plates.NEXT[thing.state]
    form = MoveForm()
    form.state.choices = [choice(state, plates.MOVES[state]) for state in offered]
    if "replaced" not in offered:
        del form.number
    return form


def _record_of(vehicle_id: int) -> str:
    return url_for("vehicles.show", vehicle_id=vehicle_id, _anchor="plates")
