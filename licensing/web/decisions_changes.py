"""What a decision maker changes about a suspension or revocation afterwards, and its referrals."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.decisions import changes, lifecycle, referrals
from licensing.decisions.models import KINDS, Decision
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.filters import day
from licensing.web.forms import Form
from licensing.web.forms.decisions import EndForm, ReferralForm, WhyForm

blueprint = Blueprint("changes", __name__, url_prefix="/<int:decision_id>")


@blueprint.route("/withdraw", methods=["GET", "POST"])
@needs(Permission.DECIDE_ON_LICENCES)
def withdraw(decision_id: int) -> ResponseReturnValue:
    decision = _decision(decision_id, "withdraw")
    form = WhyForm()
    form.reason.label.text = "Why is it withdrawn?"
    if form.validate_on_submit() and done(
        form, lambda: changes.withdraw(decision_id, reason=form.reason.data or "", by=officer())
    ):
        return _back(decision_id, "The decision has been withdrawn.")
    lead = [
        "The person has not been notified: nothing happened to the licence. The record of the decision stays."
    ]
    return _page(form, "Withdraw the decision", decision, lead)


@blueprint.route("/lift", methods=["GET", "POST"])
@needs(Permission.DECIDE_ON_LICENCES)
def lift(decision_id: int) -> ResponseReturnValue:
    decision = _decision(decision_id, "end")
    form = WhyForm()
    form.reason.label.text = "Why is it lifted?"
    form.reason.description = (
        "Other authorities that we answered about the entry are told this (2022 Act s.3(4))"
    )
    if form.validate_on_submit() and done(
        form, lambda: changes.lift(decision_id, reason=form.reason.data or "", by=officer())
    ):
        return _back(decision_id, "The suspension has been lifted.")
    return _page(form, "Lift the suspension", decision, ["It ends today, and its entry is amended."])


@blueprint.route("/end", methods=["GET", "POST"])
@needs(Permission.DECIDE_ON_LICENCES)
def end(decision_id: int) -> ResponseReturnValue:
    decision = _decision(decision_id, "shorten")
    form = EndForm()
    form.reason.label.text = "Why does it end earlier?"
    if form.validate_on_submit() and done(
        form,
        lambda: changes.bring_end_forward(
            decision_id,
            ends_on=form.ends_on.data or clock.today(),
            reason=form.reason.data or "",
            by=officer(),
        ),
    ):
        return _back(decision_id, "The last day of the suspension has been brought forward.")
    until = f"It ends on {day(decision.stands_until)}." if decision.stands_until else "No end is set."
    lead = [
        f"{until} A longer suspension is a decision of its own: suspend the licence again, and give notice."
    ]
    return _page(form, "Bring the last day forward", decision, lead)


@blueprint.route("/referrals/new", methods=["GET", "POST"])
@needs(Permission.DECIDE_ON_LICENCES)
def referral(decision_id: int) -> ResponseReturnValue:
    decision = scope.get(Decision, decision_id, authority_id())
    form = ReferralForm()
    if form.validate_on_submit() and done(
        form, lambda: referrals.record_referral(decision_id, form.facts(), by=officer())
    ):
        return _back(decision_id, "The referral has been recorded.")
    lead = ["What was recorded before stays; the newest word counts."]
    return _page(form, "Record a referral", decision, lead)


def _decision(decision_id: int, step: str) -> Decision:
    decision = scope.get(Decision, decision_id, authority_id())
    lifecycle.after(decision.state, step)
    return decision


def _page(form: Form, heading: str, decision: Decision, lead: list[str]) -> ResponseReturnValue:
    return render_template(
        "decisions/question.html",
        form=form,
        heading=heading,
        button=heading,
        lead=lead,
        caption=f"{KINDS[decision.kind]}: {decision.person.full_name}",
        back_url=url_for("decisions.show", decision_id=decision.id),
    ), 400 if form.errors else 200


def _back(decision_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("decisions.show", decision_id=decision_id))
