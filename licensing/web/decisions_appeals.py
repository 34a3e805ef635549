"""Appeals: lodged, heard, decided, appealed again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.decisions import appeals, changes, deadlines, queries
from licensing.decisions.models import COURTS, KINDS, LODGED_BY, OUTCOMES, Appeal, Decision, Hearing
from licensing.duties import queries as duties
from licensing.errors import NotPossibleNow
from licensing.national_register.actions import officer_name
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.duty_rows import rows
from licensing.web.filters import day
from licensing.web.forms import Form
from licensing.web.forms.decisions import (
    HearingForm,
    LodgeForm,
    OutcomeForm,
    WhyForm,
    outcome_choices,
    yes_no,
)

blueprint = Blueprint("appeals", __name__)


@needs(Permission.SEE_APPLICATIONS)
def show(appeal_id: int) -> ResponseReturnValue:
    """One appeal. Its endpoint is `decisions.appeal`."""
    appeal = scope.get(Appeal, appeal_id, authority_id())
    with transaction():
        record("decision:viewed", by=officer().actor, subject=appeal.subject)
    appeal = scope.get(Appeal, appeal_id, authority_id())
    return render_template(
        "decisions/appeal.html",
        appeal=appeal,
        decision=appeal.decision,
        kinds=KINDS,
        courts=COURTS,
        outcomes=OUTCOMES,
        lodged_by=LODGED_BY,
        further_may_be_lodged=may_be_lodged(appeal.decision),
        recorded_by=officer_name(appeal.recorded_by_id),
        waiting=[
            one for one in changes.waiting_for_the_register(appeal.decision) if one.appeal_id == appeal.id
        ],
        duties=rows(duties.of_subject(authority_id(), appeal.subject)),
    )


def may_be_lodged(decision: Decision) -> bool:
    """Whether an appeal against a decision can be recorded now."""
    try:
        appeals.next_court(decision)
    except NotPossibleNow:
        return False
    return True


@blueprint.route("/<int:decision_id>/appeals/new", methods=["GET", "POST"])
@needs(Permission.RECORD_APPEALS)
def lodge(decision_id: int) -> ResponseReturnValue:
    decision = scope.get(Decision, decision_id, authority_id())
    court = appeals.next_court(decision)
    further = bool(queries.appeals_of(decision_id, authority_id()))
    form = LodgeForm(data={"lodged_by": "person"})
    assert decision.notified_on is not None
    last_day = deadlines.last_day_to_appeal(decision.notified_on)
    if not further:
        del form.lodged_by
    # Nothing lodged by today can be late while the time to appeal runs: then nothing is asked.
    if not appeals.asks_whether_it_stays(decision, clock.today(), "person"):
        del form.stays
        del form.stays_because
    if form.validate_on_submit():
        given = appeals.Lodged(
            form.lodged_on.data or clock.today(),
            form.court_name.data or "",
            form.reference.data or "",
            (form.lodged_by.data or "") if form.lodged_by else "person",
            yes_no(form.stays.data) if form.stays else None,
            (form.stays_because.data or "") if form.stays_because else "",
        )
        made: list[int] = []
        if done(form, lambda: made.append(appeals.lodge(decision_id, given, by=officer()).id)):
            flash("The appeal has been recorded.", "success")
            return redirect(url_for("decisions.appeal", appeal_id=made[0]))
    lead = [
        (
            f"Notified on {day(decision.notified_on)}: the last day to appeal is {day(last_day)}. "
            f"The 21 days were read in a secondary source. A late appeal is recorded as late."
        ),
        (
            "While an appeal in time is pending, the person may carry on, unless the decision took effect at once "
            "(1976 Act s.77(2), (3))."
        ),
    ]
    if further:
        lead = [
            "A further appeal, against what the magistrates’ court decided. No source for its time was read."
        ]
    return _page(form, f"Record an appeal to the {COURTS[court]}", decision, lead)


@blueprint.route("/appeals/<int:appeal_id>/hearings/new", methods=["GET", "POST"])
@needs(Permission.RECORD_APPEALS)
def hearing(appeal_id: int) -> ResponseReturnValue:
    appeal = _open_appeal(appeal_id)
    form = HearingForm()
    if form.validate_on_submit() and done(
        form,
        lambda: appeals.list_hearing(
            appeal_id, held_on=form.held_on.data or clock.today(), note=form.note.data or "", by=officer()
        ),
    ):
        flash("The hearing has been recorded.", "success")
        return redirect(url_for("decisions.appeal", appeal_id=appeal_id))
    return _page(form, "Record a hearing", appeal.decision, [], appeal=appeal)


@blueprint.route("/appeals/hearings/<int:hearing_id>/adjourn", methods=["GET", "POST"])
@needs(Permission.RECORD_APPEALS)
def adjourn(hearing_id: int) -> ResponseReturnValue:
    found = scope.get(Hearing, hearing_id, authority_id())
    appeal = _open_appeal(found.appeal_id)
    form = WhyForm()
    form.reason.label.text = "Why was it adjourned, and to when if that is known?"
    if form.validate_on_submit() and done(
        form, lambda: appeals.adjourn(hearing_id, because=form.reason.data or "", by=officer())
    ):
        flash(
            "The hearing has been recorded as adjourned. Add the next one when its day is known.", "success"
        )
        return redirect(url_for("decisions.appeal", appeal_id=appeal.id))
    lead = [f"The hearing of {day(found.held_on)} did not end the appeal."]
    return _page(form, "Record an adjournment", appeal.decision, lead, appeal=appeal)


@blueprint.route("/appeals/<int:appeal_id>/outcome", methods=["GET", "POST"])
@needs(Permission.RECORD_APPEALS)
def outcome(appeal_id: int) -> ResponseReturnValue:
    appeal = _open_appeal(appeal_id)
    form = OutcomeForm()
    form.outcome.choices = outcome_choices(appeal.lodged_by)
    if not appeal.decision.on_a_licence:
        del form.becomes
        del form.ends_on
    if form.validate_on_submit():
        given = appeals.Outcome(
            form.outcome.data or "",
            form.decided_on.data or clock.today(),
            form.words.data or "",
            (form.becomes.data or "") if form.becomes else "",
            form.ends_on.data if form.ends_on else None,
        )
        if done(form, lambda: appeals.record_outcome(appeal_id, given, by=officer())):
            flash("The outcome has been recorded.", "success")
            return redirect(url_for("decisions.appeal", appeal_id=appeal_id))
    lead = ["The decision, the licence and the entry on the national register follow what you record here."]
    return _page(form, "Record the outcome of the appeal", appeal.decision, lead, appeal=appeal)


def _open_appeal(appeal_id: int) -> Appeal:
    appeal = scope.get(Appeal, appeal_id, authority_id())
    if not appeal.is_open:
        raise NotPossibleNow("The outcome of this appeal has been recorded already.")
    return appeal


def _page(
    form: Form, heading: str, decision: Decision, lead: list[str], *, appeal: Appeal | None = None
) -> ResponseReturnValue:
    back_url = url_for("decisions.show", decision_id=decision.id)
    if appeal is not None:
        back_url = url_for("decisions.appeal", appeal_id=appeal.id)
    return render_template(
        "decisions/question.html",
        form=form,
        heading=heading,
        button=heading,
        lead=lead,
        caption=f"{KINDS[decision.kind]}: {decision.person.full_name}",
        back_url=back_url,
    ), 400 if form.errors else 200
