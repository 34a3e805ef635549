"""Decisions against a person: notifying them, the notice on paper, the entry on the national register."""

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
from licensing.decisions import actions, deadlines, queries
from licensing.decisions.models import KINDS, Decision
from licensing.decisions.notice import pdf
from licensing.duties import queries as duties
from licensing.errors import BadInput
from licensing.national_register.actions import officer_name
from licensing.outbox import queries as outbox
from licensing.outbox.models import PARKED
from licensing.policy.statute import LIMBS, RELIANCE
from licensing.register.models import LICENCE_KINDS
from licensing.web.access import authority_id, needs, officer
from licensing.web.duty_rows import rows
from licensing.web.forms import DateInputField, Form, RadioField, Required, choice

blueprint = Blueprint("decisions", __name__, url_prefix="/decisions")


@blueprint.get("")
@needs(Permission.SEE_APPLICATIONS)
def index() -> ResponseReturnValue:
    return render_template(
        "decisions/index.html",
        unnotified=queries.not_yet_notified(authority_id()),
        decisions=queries.newest(authority_id()),
        kinds=KINDS,
    )


@blueprint.get("/<int:decision_id>")
@needs(Permission.SEE_APPLICATIONS)
def show(decision_id: int) -> ResponseReturnValue:
    decision = scope.get(Decision, decision_id, authority_id())
    return render_template(
        "decisions/show.html",
        decision=decision,
        kinds=KINDS,
        licence_kinds=LICENCE_KINDS,
        limbs=LIMBS,
        reliance=RELIANCE,
        decided_by=officer_name(decision.decided_by_id),
        parked=PARKED in outbox.states_of(actions.entry_key(decision)),
        application_id=application_id_of(decision.application_ref, authority_id()),
        how=actions.NOTIFIED_HOW,
        appeal_until=deadlines.last_day_to_appeal(decision.notified_on) if decision.notified_on else None,
        duties=rows(duties.of_subject(authority_id(), f"decision:{decision.id}")),
    )


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
    return {
        "decision": decision,
        "kinds": KINDS,
        "licence_kinds": LICENCE_KINDS,
        "limbs": LIMBS,
        "authority": db.session.get_one(Authority, decision.authority_id),
        "appeal_days": deadlines.APPEAL_DAYS,
        "decided_by": officer_name(decision.decided_by_id),
    }
