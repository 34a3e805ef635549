"""Sessions: when a course was held, who came, and whom of the register each line of the list means."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import BadInput, NotPossibleNow
from licensing.register.queries import find
from licensing.training import actions, loading, queries
from licensing.training.identity import candidate
from licensing.training.models import Attendance, TrainingSession
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import choice
from licensing.web.forms.training import FindPersonForm, LinkForm, SessionForm, version_choices

blueprint = Blueprint("sessions", __name__)

MOST_FOUND = 20


@blueprint.get("/sessions")
@needs(Permission.SEE_TRAINING)
def index() -> ResponseReturnValue:
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "training/sessions.html",
        pagination=queries.sessions(authority_id(), page=page),
        back_url=url_for("training.index"),
    )


@blueprint.route("/sessions/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def new() -> ResponseReturnValue:
    form = SessionForm(data={"version": request.args.get("version", "")})
    form.version.choices = version_choices(queries.versions_given(authority_id()))
    if form.validate_on_submit():
        assert form.held_on.data is not None
        facts = actions.SessionFacts(
            held_on=form.held_on.data,
            trainer=form.trainer.data or "",
            venue=form.venue.data or "",
            length_minutes=form.length_minutes.data,
        )
        try:
            with transaction():
                made = actions.hold_session(int(form.version.data), facts, by=officer()).id
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The session was added.", "success")
            return redirect(url_for("training.sessions.show", session_id=made))
    page = render_template("training/new_session.html", form=form, back_url=url_for("training.sessions.index"))
    return page, 400 if form.errors else 200


@blueprint.get("/sessions/<int:session_id>")
@needs(Permission.SEE_TRAINING)
def show(session_id: int) -> ResponseReturnValue:
    session = scope.get(TrainingSession, session_id, authority_id())
    return render_template(
        "training/session.html",
        session=session,
        attendances=queries.attendances_of(session),
        completions=queries.completions_of_session(session),
        back_url=url_for("training.sessions.index"),
    )


@blueprint.route("/attendances/<int:attendance_id>/person", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def find_person(attendance_id: int) -> ResponseReturnValue:
    """Look for the person a line means. Posted: a name in an address stays in histories and logs."""
    line = _unlinked(attendance_id)
    form = FindPersonForm(data={"q": line.name})
    found = []
    if form.validate_on_submit():
        found = find(authority_id(), form.q.data or "", MOST_FOUND)
    link = LinkForm(formdata=None)
    link.person.choices = [choice(str(one.id), candidate(one).words) for one in found]
    page = render_template(
        "training/find_person.html",
        form=form,
        link=link,
        line=line,
        searched=form.is_submitted() and not form.errors,
        back_url=url_for("training.sessions.show", session_id=line.session_id),
    )
    return page, 400 if form.errors else 200


@blueprint.post("/attendances/<int:attendance_id>/link")
@needs(Permission.MANAGE_TRAINING)
def link(attendance_id: int) -> ResponseReturnValue:
    """Link a line to a person. Whoever was not found by the search is not among the choices of the page."""
    line = _unlinked(attendance_id)
    form = LinkForm()
    offered = _offered()
    form.person.choices = [choice(str(one.id), candidate(one).words) for one in offered]
    if form.validate_on_submit():
        try:
            with transaction():
                loading.link_attendance(
                    attendance_id,
                    int(form.person.data or 0),
                    reason=form.reason.data or "",
                    by=officer(),
                    on=clock.today(),
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The line was linked, and the completion recorded.", "success")
            return redirect(url_for("training.sessions.show", session_id=line.session_id))
    page = render_template(
        "training/link.html",
        form=form,
        line=_unlinked(attendance_id),
        back_url=url_for("training.sessions.find_person", attendance_id=attendance_id),
    )
    return page, 400 if form.errors else 200
