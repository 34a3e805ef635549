"""What has to be done by hand on the register's portal, and what came of it."""

from datetime import datetime, time

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Length, Regexp

from licensing import clock
from licensing.applications.queries import application_id_of
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import BadInput
from licensing.national_register import portal_recording as recording
from licensing.national_register.models import DECISIONS
from licensing.national_register.portal_models import DONE, KINDS, OPEN, PortalTask
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import DateInputField, Form, RadioField, Required, StringField, choice, pressed
from licensing.web.forms.portal import SeenForm

blueprint = Blueprint("portal", __name__, url_prefix="/register-portal")


class FinishForm(Form):
    """What came of a task: the portal's receipt."""

    reference = StringField(
        "The portal’s reference",
        [Length(max=100, message="Use at most 100 characters")],
        render_kw={"width": 20, "spellcheck": False},
    )
    done_on = DateInputField("On which day was it done?", [Required("Enter the day")], called="The day")
    done_at = StringField(
        "At what time?",
        [
            Required("Enter the time, like 14:05"),
            Regexp(r"^([01]?\d|2[0-3])[:.][0-5]\d$", message="Enter the time, like 14:05"),
        ],
        description="On the clock here, like 14:05",
        render_kw={"width": 5},
    )


class FinishSearchForm(FinishForm):
    """The same of a search."""

    found = RadioField(
        "What did the search find?",
        [Required("Choose what the search found")],
        choices=[choice("nothing", "Nothing"), choice("entries", "The entries added above")],
    )


@blueprint.get("")
@needs(Permission.SEARCH_NATIONAL_REGISTER)
def index() -> ResponseReturnValue:
    return render_template("portal/index.html", tasks=recording.waiting(authority_id()), kinds=KINDS)


@blueprint.route("/<int:task_id>", methods=["GET", "POST"])
@needs(Permission.SEARCH_NATIONAL_REGISTER)
def show(task_id: int) -> ResponseReturnValue:
    with transaction():
        is_search = recording.look_at(task_id, by=officer()).kind == "search"
    form = (
        FinishSearchForm(data={"done_on": clock.today()})
        if is_search
        else FinishForm(data={"done_on": clock.today()})
    )
    if form.validate_on_submit():
        try:
            with transaction():
                task = recording.finish(
                    task_id,
                    reference=form.reference.data or "",
                    done_at=_moment(form),
                    nothing_found=isinstance(form, FinishSearchForm) and form.found.data == "nothing",
                    by=officer(),
                )
                application_ref = task.application_ref if is_search else ""
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            return _onwards(application_ref)
    task = recording.look_again(task_id, by=officer())
    return render_template(
        "portal/show.html",
        task=task,
        title=KINDS[task.kind],
        form=form,
        fields=recording.fields_of(task),
        entries=recording.entries_of(task) if is_search else [],
        deleted=recording.deleted_of(task) if is_search else 0,
        decisions=DECISIONS,
        is_open=task.state == OPEN,
        is_done=task.state == DONE,
        back_url=url_for("portal.index"),
        application_url=_application_url(task),
    ), 400 if form.errors else 200


def _moment(form: FinishForm) -> datetime | None:
    """The day and time that were typed, of the clock in London."""
    if form.done_on.data is None:
        return None
    hours, minutes = map(int, (form.done_at.data or "").replace(".", ":").split(":"))
    return datetime.combine(form.done_on.data, time(hours, minutes), tzinfo=clock.LONDON)


def _onwards(application_ref: str) -> ResponseReturnValue:
    if not application_ref:
        flash("The portal’s receipt has been recorded.", "success")
        return redirect(url_for("portal.index"))
    flash("The portal’s receipt has been recorded. Put the search on the application now.", "success")
    number = application_id_of(application_ref, authority_id())
    return redirect(url_for("national_register.search", application_id=number))


def _application_url(task: PortalTask) -> str:
    if not task.application_ref:
        return ""
    return url_for("case.show", application_id=application_id_of(task.application_ref, authority_id()))


@blueprint.route("/<int:task_id>/entries", methods=["GET", "POST"])
@needs(Permission.SEARCH_NATIONAL_REGISTER)
def add_entry(task_id: int) -> ResponseReturnValue:
    task = recording.look_again(task_id, by=officer())
    form = SeenForm()
    if form.validate_on_submit():
        try:
            with transaction():
                recording.add_entry(task_id, form.seen(), by=officer())
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The entry has been added.", "success")
            return redirect(url_for("portal.show", task_id=task_id))
    return render_template(
        "portal/entry.html", form=form, task=task, back_url=url_for("portal.show", task_id=task_id)
    ), 400 if form.errors else 200


@blueprint.post("/<int:task_id>/entries/<ref>/take-out")
@needs(Permission.SEARCH_NATIONAL_REGISTER)
def take_out(task_id: int, ref: str) -> ResponseReturnValue:
    pressed()
    with transaction():
        recording.take_out_entry(task_id, ref, by=officer())
    flash("The entry has been taken out.", "success")
    return redirect(url_for("portal.show", task_id=task_id))
