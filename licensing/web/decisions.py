"""Decisions against a person: notifying them, the notice on paper, the entry. Other pages: decisions_<what>.py."""

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.applications.queries import application_id_of
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.permissions import Permission
from licensing.db import db, transaction
from licensing.decisions import actions, changes, deadlines, lifecycle, queries, referrals
from licensing.decisions.models import CHANGES, COURTS, KINDS, OUTCOMES, REFERRED_TO, Decision
from licensing.decisions.notice import pdf
from licensing.duties import queries as duties
from licensing.errors import BadInput
from licensing.national_register.actions import officer_name
from licensing.outbox import queries as outbox
from licensing.outbox.models import PARKED
from licensing.policy.statute import GROUNDS, LIMBS, RELIANCE
from licensing.register.models import LICENCE_KINDS
from licensing.web import decisions_appeals, decisions_changes, decisions_deciding
from licensing.web.access import authority_id, needs, officer
from licensing.web.duty_rows import rows
from licensing.web.forms import DateInputField, FilterForm, Form, RadioField, Required, SelectField, choice

blueprint = Blueprint("decisions", __name__, url_prefix="/decisions")
blueprint.register_blueprint(decisions_deciding.blueprint)
blueprint.register_blueprint(decisions_changes.blueprint)
blueprint.register_blueprint(decisions_appeals.blueprint)
blueprint.get("/appeals/<int:appeal_id>", endpoint="appeal")(decisions_appeals.show)


class NarrowForm(FilterForm):
    """Which decisions are listed."""

    kind = SelectField(
        "Decision", choices=[choice("", "Every kind"), *(choice(key, words) for key, words in KINDS.items())]
    )
    shown = SelectField(
        "Where it stands",
        choices=[choice("", "Anywhere"), *(choice(key, words) for key, words in queries.SHOWN.items())],
    )


@blueprint.get("")
@needs(Permission.SEE_APPLICATIONS)
def index() -> ResponseReturnValue:
    form = NarrowForm()
    # An address may hold anything: what is no choice narrows nothing.
    kind = form.kind.data if form.kind.data in KINDS else ""
    shown = form.shown.data if form.shown.data in queries.SHOWN else ""
    return render_template(
        "decisions/index.html",
        form=form,
        narrowed=bool(kind or shown),
        unnotified=queries.not_yet_notified(authority_id()),
        decisions=queries.listed(authority_id(), kind=kind, shown=shown),
        kinds=KINDS,
        states=lifecycle.STATES,
    )


@blueprint.get("/<int:decision_id>")
@needs(Permission.SEE_APPLICATIONS)
def show(decision_id: int) -> ResponseReturnValue:
    decision = scope.get(Decision, decision_id, authority_id())
    with transaction():
        record("decision:viewed", by=officer().actor, subject=decision.subject)
    decision = scope.get(Decision, decision_id, authority_id())
    waiting = changes.waiting_for_the_register(decision)
    sent = [actions.entry_key(decision), *(one.outbox_key for one in waiting)]
    return render_template(
        "decisions/show.html",
        **_words(decision),
        can=lambda step: lifecycle.can(decision.state, step),
        parked=any(PARKED in outbox.states_of(key) for key in sent),
        waiting=waiting,
        application_id=application_id_of(decision.application_ref, authority_id())
        if decision.application_ref
        else None,
        how=actions.NOTIFIED_HOW,
        appeal_until=deadlines.last_day_to_appeal(decision.notified_on) if decision.notified_on else None,
        appeals=queries.appeals_of(decision_id, authority_id()),
        appeal_may_be_lodged=decisions_appeals.may_be_lodged(decision),
        referrals=referrals.newest(decision_id, authority_id()),
        asked_for=referrals.asked_for(decision.risk_of_harm, decision.at_risk_concerned),
        events=_events(decision),
        duties=rows(duties.of_subject(authority_id(), decision.subject)),
    )


def _words(decision: Decision) -> dict[str, object]:
    """A decision, and the words by which a page tells of it."""
    return {
        "decision": decision,
        "kinds": KINDS,
        "states": lifecycle.STATES,
        "licence_kinds": LICENCE_KINDS,
        "grounds": GROUNDS[decision.licence_class],
        "limbs": LIMBS,
        "reliance": RELIANCE,
        "courts": COURTS,
        "outcomes": OUTCOMES,
        "referred_to": REFERRED_TO,
        "decided_by": officer_name(decision.decided_by_id),
    }


def _events(decision: Decision) -> list[dict[str, object]]:
    """What came of a decision, in time order."""
    return [
        {
            "when": one.decided_on,
            "what": CHANGES[one.what][0],
            "by": one.by.name if one.by else "",
            "detail": one.reason,
        }
        for one in decision.changes
    ]


class NotifyForm(Form):
    """When and how the person was notified."""

    notified_on = DateInputField(
        "When was the person notified?",
        [Required("Enter the day of notification")],
        called="The day of notification",
        description="The day they were given the notice. The five working days for the entry begin with it",
    )
    how = RadioField(
        "How was the person notified?",
        [Required("Choose how the person was notified")],
        choices=[choice(key, words) for key, words in actions.NOTIFIED_HOW.items()],
    )


@blueprint.route("/<int:decision_id>/notify", methods=["GET", "POST"])
@needs(Permission.NOTIFY)
def notify(decision_id: int) -> ResponseReturnValue:
    decision = scope.get(Decision, decision_id, authority_id())
    form = NotifyForm(data={"notified_on": clock.today()})
    if form.validate_on_submit():
        try:
            with transaction():
                actions.record_notification(
                    decision_id,
                    notified_on=form.notified_on.data or date.min,
                    how=form.how.data or "",
                    by=officer(),
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The notification has been recorded.", "success")
            return redirect(url_for("decisions.show", decision_id=decision_id))
    return render_template(
        "decisions/notify.html",
        form=form,
        decision=decision,
        kinds=KINDS,
        back_url=url_for("decisions.show", decision_id=decision_id),
    ), 400 if form.errors else 200


@blueprint.get("/<int:decision_id>/notice")
@needs(Permission.SEE_APPLICATIONS)
def notice(decision_id: int) -> ResponseReturnValue:
    decision = _for_notice(decision_id, "page")
    return render_template(
        "decisions/notice.html",
        **_notice(decision),
        back_url=url_for("decisions.show", decision_id=decision_id),
    )


@blueprint.get("/<int:decision_id>/notice.pdf")
@needs(Permission.SEE_APPLICATIONS)
def notice_pdf(decision_id: int) -> ResponseReturnValue:
    decision = _for_notice(decision_id, "PDF")
    page = render_template("decisions/notice_pdf.html", **_notice(decision))
    return Response(
        pdf(page),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="notice-{decision.ref}.pdf"'},
    )


def _for_notice(decision_id: int, form: str) -> Decision:
    scope.get(Decision, decision_id, authority_id())
    with transaction():
        record("decision:notice-viewed", by=officer().actor, subject=f"decision:{decision_id}", form=form)
    return scope.get(Decision, decision_id, authority_id())


def _notice(decision: Decision) -> dict[str, object]:
    day = decision.notified_on or clock.today()
    return _words(decision) | {
        "authority": db.session.get_one(Authority, decision.authority_id),
        "appeal_days": deadlines.APPEAL_DAYS,
        "effect_days": deadlines.EFFECT_DAYS,
        "takes_effect_on": deadlines.takes_effect_on(day, immediate=decision.immediate),
    }
