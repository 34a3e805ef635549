"""The duties board: what is owed, by when, who has it, and the page that discharges it."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import duty_work, scope
from licensing.authorities.duty_work import LONGEST_NOTE
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db, transaction
from licensing.duties import queries
from licensing.duties.kinds import KINDS
from licensing.duties.models import Duty
from licensing.errors import BadInput
from licensing.web.access import authority_id, needs, officer
from licensing.web.applications import Pagination, page_asked
from licensing.web.duty_rows import CAME_IN_WITHIN, named, rows
from licensing.web.forms import FilterForm, Form, Required, SelectField, TextAreaField, choice

blueprint = Blueprint("duties", __name__, url_prefix="/duties")

PER_PAGE = 25
MINE, UNASSIGNED = "mine", "unassigned"


class BoardFilter(FilterForm):
    """Which duties to list."""

    whose = SelectField(
        "Who has it",
        choices=[choice("", "Anybody or nobody"), choice(MINE, "Me"), choice(UNASSIGNED, "Nobody yet")],
    )
    state = SelectField(
        "State",
        choices=[
            choice("", "Open"),
            choice(queries.OVERDUE, "Overdue"),
            choice(queries.NEW, f"Open, and came in within {CAME_IN_WITHIN.days} days"),
            choice(queries.DISCHARGED, "Discharged"),
        ],
    )
    kind = SelectField(
        "Duty",
        choices=[
            choice("", "Any"),
            *(choice(kind.key, kind.title) for kind in sorted(KINDS.values(), key=lambda one: one.title)),
        ],
    )


@blueprint.get("")
@needs(Permission.SEE_DUTIES)
def board() -> ResponseReturnValue:
    form, who, today, page = BoardFilter(), officer(), clock.today(), page_asked()
    asked = {field.name: field.data or "" for field in (form.whose, form.state, form.kind)}
    since = clock.now() - CAME_IN_WITHIN
    wanted = queries.Wanted(
        who.authority_id,
        today,
        since,
        officer_id=who.id if asked["whose"] == MINE else None,
        unassigned=asked["whose"] == UNASSIGNED,
        state=asked["state"] or queries.OPEN,
        kind=asked["kind"],
    )
    found, total = queries.listed(wanted, page=page, per_page=PER_PAGE)
    listed = rows(found, today)
    return render_template(
        "duties/board.html",
        form=form,
        narrowed=any(asked.values()),
        discharged=wanted.state == queries.DISCHARGED,
        ours=[row for row in listed if not row.kind.owed_to_us],
        theirs=[row for row in listed if row.kind.owed_to_us],
        counts=queries.counts(who.authority_id, officer_id=who.id, on=today, since=since),
        pagination=Pagination(page, total, PER_PAGE),
    )


class AssignForm(Form):
    """Who is to have a duty."""

    officer = SelectField("Who is to have this duty?", choices=[])


class NoteForm(Form):
    """A note."""

    note = TextAreaField(
        "Add a note",
        [Required("Enter the note")],
        description="Everybody of this council who sees its duties reads it. It can’t be changed afterwards.",
        render_kw={"rows": 3},
    )


class SettleForm(Form):
    """What was done."""

    how = TextAreaField(
        "What was done?",
        [Required("Say what was done")],
        description=f"Use at most {LONGEST_NOTE:,} characters",
        render_kw={"rows": 3},
    )


@blueprint.get("/<int:duty_id>")
@needs(Permission.SEE_DUTIES)
def show(duty_id: int) -> ResponseReturnValue:
    return _page(scope.get(Duty, duty_id, authority_id()))


@blueprint.post("/<int:duty_id>/officer")
@needs(Permission.ASSIGN_DUTIES)
def assign(duty_id: int) -> ResponseReturnValue:
    duty = scope.get(Duty, duty_id, authority_id())
    form = _assign_form(duty)
    if form.validate_on_submit():
        try:
            with transaction():
                duty_work.assign(duty_id, to=int(form.officer.data or 0) or None, by=officer())
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("It has been recorded who has this duty.", "success")
            return redirect(url_for("duties.show", duty_id=duty_id))
    return _page(scope.get(Duty, duty_id, authority_id()), assign_form=form)


@blueprint.post("/<int:duty_id>/note")
@needs(Permission.SEE_DUTIES)
def note(duty_id: int) -> ResponseReturnValue:
    scope.get(Duty, duty_id, authority_id())
    form = NoteForm()
    if form.validate_on_submit():
        try:
            with transaction():
                duty_work.write_note(duty_id, text=form.note.data or "", by=officer())
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The note has been added.", "success")
            return redirect(url_for("duties.show", duty_id=duty_id))
    return _page(scope.get(Duty, duty_id, authority_id()), note_form=form)


@blueprint.post("/<int:duty_id>/done")
@needs(Permission.SEE_DUTIES)
def settle(duty_id: int) -> ResponseReturnValue:
    scope.get(Duty, duty_id, authority_id())
    form = SettleForm()
    if form.validate_on_submit():
        try:
            with transaction():
                duty_work.settle(duty_id, how=form.how.data or "", on=clock.today(), by=officer())
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The duty has been discharged.", "success")
            return redirect(url_for("duties.show", duty_id=duty_id))
    return _page(scope.get(Duty, duty_id, authority_id()), settle_form=form)


def _assign_form(duty: Duty) -> AssignForm:
    form = AssignForm(data={"officer": str(duty.officer_id or 0)})
    form.officer.choices = [
        choice("0", "Nobody yet"),
        *(choice(str(one.id), one.name) for one in duty_work.able(duty.authority_id, duty.kind)),
    ]
    return form


def _page(
    duty: Duty,
    *,
    assign_form: AssignForm | None = None,
    note_form: NoteForm | None = None,
    settle_form: SettleForm | None = None,
) -> ResponseReturnValue:
    """The page of a duty, with the form that was sent as it was sent."""
    who, today = officer(), clock.today()
    sent = assign_form or note_form or settle_form
    kind, open_still = KINDS[duty.kind], duty.discharged_at is None
    may_settle = open_still and kind.by_hand and duty_work.may_discharge(who, duty.kind)
    page = render_template(
        "duties/show.html",
        row=rows([duty], today)[0],
        duty=duty,
        kind=kind,
        history=_history(duty, today),
        form=sent,
        assign_form=(assign_form or _assign_form(duty))
        if open_still and who.may(Permission.ASSIGN_DUTIES)
        else None,
        note_form=(note_form or NoteForm(formdata=None)) if duty_work.may_write(who, duty) else None,
        settle_form=(settle_form or SettleForm(formdata=None)) if may_settle else None,
    )
    return page, 400 if sent is not None and sent.errors else 200


def _history(duty: Duty, today: date) -> list[dict[str, Any]]:
    """What happened to a duty, the oldest first: opened, given to officers, written on, discharged."""
    names = {one.id: one.name for one in db.session.scalars(scope.within(Officer, duty.authority_id))}
    events: list[dict[str, Any]] = [{"when": duty.opened_at, "what": "Opened", "by": ""}]
    events += [
        {
            "when": one.assigned_at,
            "what": f"Given to {names[one.officer_id]}" if one.officer_id else "Given back: nobody has it",
            "by": named(one.assigned_by, names),
        }
        for one in queries.assignments_of(duty.id)
    ]
    events += [
        {"when": one.written_at, "what": "Note", "by": names[one.written_by_id], "detail": one.text}
        for one in queries.notes_of(duty.id)
    ]
    events.sort(key=lambda event: event["when"])
    if duty.discharged_at is not None:
        events.append(
            {
                "when": duty.discharged_at,
                "what": "Discharged",
                "by": named(duty.discharged_by, names),
                "detail": duty.discharge,
            }
        )
        # A note may be written afterwards too.
        events.sort(key=lambda event: event["when"])
    return events
