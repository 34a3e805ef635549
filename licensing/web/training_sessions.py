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
from licensing.web.applications import page_asked
from licensing.web.forms import choice
from licensing.web.forms.training import FindPersonForm, LinkForm, SessionForm, version_choices

blueprint = Blueprint("sessions", __name__)

MOST_FOUND = 20


@blueprint.get("/sessions")
@needs(Permission.SEE_TRAINING)
def index() -> ResponseReturnValue:
    page = page_asked()
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
    page = render_template(
        "training/new_session.html", form=form, back_url=url_for("training.sessions.index")
    )
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
    if form.validate_on_submit():
        words = form.q.data or ""
        found = LinkForm(formdata=None, data={"q": words})
        if _offer(found, words):
            return _link_page(found, line)
        form.q.errors = [f"Nobody was found by “{words}”"]
    page = render_template(
        "training/find_person.html",
        form=form,
        line=line,
        back_url=url_for("training.sessions.show", session_id=line.session_id),
    )
    return page, 400 if form.errors else 200


@blueprint.post("/attendances/<int:attendance_id>/link")
@needs(Permission.MANAGE_TRAINING)
def link(attendance_id: int) -> ResponseReturnValue:
    line = _unlinked(attendance_id)
    session_id = line.session_id
    form = LinkForm()
    _offer(form, form.q.data or "")
    if form.validate_on_submit():
        try:
            with transaction():
                loading.link_attendance(
                    attendance_id,
                    int(form.person.data),
                    reason=form.reason.data or "",
                    by=officer(),
                    on=clock.today(),
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The line was linked, and the completion recorded.", "success")
            return redirect(url_for("training.sessions.show", session_id=session_id))
    return _link_page(form, _unlinked(attendance_id))


def _unlinked(attendance_id: int) -> Attendance:
    line = scope.get(Attendance, attendance_id, authority_id())
    if line.person_id is not None:
        raise NotPossibleNow("This line of the list was linked to a person already.")
    return line


def _offer(form: LinkForm, words: str) -> int:
    """Offer whoever is found by these words; returns how many."""
    found = find(authority_id(), words, MOST_FOUND)
    form.person.choices = [choice(str(one.id), candidate(one).words) for one in found]
    return len(found)


def _link_page(form: LinkForm, line: Attendance) -> ResponseReturnValue:
    page = render_template(
        "training/link.html",
        form=form,
        line=line,
        form_action=url_for("training.sessions.link", attendance_id=line.id),
        back_url=url_for("training.sessions.find_person", attendance_id=line.id),
    )
    return page, 400 if form.errors else 200
