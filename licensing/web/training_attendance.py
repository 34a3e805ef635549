"""Attendance lists: upload, the dry run, and loading exactly what it showed. The dry run stores nothing.

The list goes to the page and comes back from it, so that nothing is kept before the officer says so.
"""

import base64
import binascii
import csv
import io

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import BadInput
from licensing.training.attendance import DryRun, dry_run
from licensing.training.attendance_file import COLUMNS, Unreadable, shown
from licensing.training.loading import Loaded, load_attendance
from licensing.training.models import TrainingSession
from licensing.web.access import authority_id, needs, officer
from licensing.web.filters import counted
from licensing.web.forms.training import AttendeeForm, LoadForm, UploadForm, load_form

blueprint = Blueprint("attendance", __name__)

# Loading takes some ten seconds for a list of this size, and a request may not take for ever. The list travels
# in the page as base64, where a form's field may hold 500,000 characters.
MOST_BYTES = 100_000


@blueprint.route("/attendance/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def upload() -> ResponseReturnValue:
    """Upload a list whose lines say which session, or course, they are of."""
    return _upload(None)


@blueprint.route("/sessions/<int:session_id>/attendance/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def upload_to_session(session_id: int) -> ResponseReturnValue:
    """Upload the list of one session."""
    return _upload(scope.get(TrainingSession, session_id, authority_id()))


def _upload(session: TrainingSession | None) -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        content = form.file.data.read(MOST_BYTES + 1)
        try:
            return _shown(content, session.id if session else None)
        except Unreadable as fault:
            form.file.errors = [str(fault)]
    page = render_template(
        "training/upload.html",
        form=form,
        session=session,
        columns=[shown(column) for column in COLUMNS],
        back_url=_back(session.id if session else None),
    )
    return page, 400 if form.errors else 200


@blueprint.route("/sessions/<int:session_id>/attendees/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def attendee(session_id: int) -> ResponseReturnValue:
    """One more line of a session's list, typed: it goes through the same check as a file of one line."""
    session = scope.get(TrainingSession, session_id, authority_id())
    form = AttendeeForm()
    if form.validate_on_submit():
        content = _as_list(form)
        found = dry_run(authority_id(), content, on=clock.today(), session_id=session_id)
        if not found.faults:
            return _shown(content, session_id)
        form.add_faults({fault.column: fault.message for fault in found.faults})
    page = render_template("training/attendee.html", form=form, session=session, back_url=_back(session_id))
    return page, 400 if form.errors else 200


def _as_list(form: AttendeeForm) -> bytes:
    assert form.date_of_birth.data is not None
    values = {
        "first_name": form.first_name.data,
        "last_name": form.last_name.data,
        "date_of_birth": form.date_of_birth.data.isoformat(),
        "licence_number": form.licence_number.data,
        "score": "" if form.score.data is None else str(form.score.data),
        "result": form.result.data or "",
        "certificate_number": form.certificate_number.data,
    }
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(values)
    writer.writerow(values.values())
    return text.getvalue().encode()


def _shown(content: bytes, session_id: int | None) -> ResponseReturnValue:
    """The dry run's page. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("The file is too large for this page. Send it in parts of about 1,000 people.")
    found = dry_run(authority_id(), content, on=clock.today(), session_id=session_id)
    sent_back = {
        "content": base64.b64encode(content).decode(),
        "shown": found.digest,
        "session": "" if session_id is None else str(session_id),
    }
    # A fresh form: what was posted to come here were the answers to another.
    form = load_form(found, formdata=None, data=sent_back)
    return _page(found, form, session_id)


def _page(found: DryRun, form: LoadForm, session_id: int | None) -> ResponseReturnValue:
    page = render_template(
        "training/dry_run.html",
        found=found,
        form=form,
        column_name=shown,
        form_action=url_for("training.attendance.load"),
        back_url=_back(session_id, again=True),
    )
    return page, 400 if form.errors else 200


@blueprint.post("/attendance/load")
@needs(Permission.MANAGE_TRAINING)
def load() -> ResponseReturnValue:
    """Load what the dry run showed."""
    sent = LoadForm()
    if not sent.validate_on_submit():
        return redirect(url_for("training.attendance.upload"))
    content, session_id = _sent(sent)
    try:
        found = dry_run(authority_id(), content, on=clock.today(), session_id=session_id)
    except Unreadable as fault:
        raise BadInput(str(fault)) from fault
    form = load_form(found)
    # Changed meanwhile, the list is refused as a whole; its new questions are not put onto an old page.
    if found.digest != form.shown.data or form.validate():
        choices = {line: str(field.data or "") for line, field in form.choice_fields.items()}
        try:
            with transaction():
                loaded = load_attendance(
                    content,
                    shown=form.shown.data or "",
                    choices=choices,
                    by=officer(),
                    on=clock.today(),
                    session_id=session_id,
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults or {"": refusal.message})
        else:
            flash(_words(loaded), "success")
            return redirect(_back(session_id))
    return _page(found, form, session_id)


def _sent(form: LoadForm) -> tuple[bytes, int | None]:
    session = form.session.data or ""
    try:
        content = base64.b64decode(form.content.data or "", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise BadInput("The list did not come back whole. Upload it again.") from fault
    if session and not (session.isascii() and session.isdigit() and len(session) < 10):
        raise BadInput("The list did not come back whole. Upload it again.")
    return content, int(session) if session else None


def _words(loaded: Loaded) -> str:
    if not loaded.attendances:
        return "Nothing was added: every line was held already or left out."
    added = counted(loaded.attendances, "person was", "people were")
    return (
        f"{added} added to attendance lists, and "
        f"{counted(loaded.completions, 'completion', 'completions')} recorded."
    )


def _back(session_id: int | None, *, again: bool = False) -> str:
    if again and session_id is None:
        return url_for("training.attendance.upload")
    if session_id is None:
        return url_for("training.sessions.index")
    return url_for("training.sessions.show", session_id=session_id)
