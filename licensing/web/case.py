"""A received application: what is held, what is missing, and each thing an officer can do with it."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Length

from licensing import clock
from licensing.applications import actions, intake, known_elsewhere, lifecycle, queries, reviews
from licensing.applications.models import Application
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.duties import queries as duties
from licensing.errors import NotFound
from licensing.national_register.actions import officer_name
from licensing.policy.model import Requirement
from licensing.policy.queries import policy_in_force
from licensing.register.models import LICENCE_KINDS, DriverLicence
from licensing.suitability import convictions_recording as convictions
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.duty_rows import rows
from licensing.web.forms import (
    DateInputField,
    Form,
    RadioField,
    Required,
    StringField,
    TextAreaField,
    choice,
    pressed,
)
from licensing.web.forms.intake import FORMS

blueprint = Blueprint("case", __name__, url_prefix="/applications/<int:application_id>")


@blueprint.get("")
@needs(Permission.SEE_APPLICATIONS)
def show(application_id: int) -> ResponseReturnValue:
    application = scope.get(Application, application_id, authority_id())
    if application.state == "draft" and officer().may(Permission.WORK_APPLICATIONS):
        return redirect(url_for("intake.resume", application_id=application_id))
    if application.person_id is None:
        return render_template(
            "case/without_person.html", application=application, states=lifecycle.STATES, kinds=LICENCE_KINDS
        )
    with transaction():
        record("application:viewed", by=officer().actor, subject=application.subject)
    application = scope.get(Application, application_id, authority_id())
    assert application.person_id is not None
    case = queries.case(application)
    owed = list(duties.of_subject(authority_id(), application.subject))
    for request in case.requests.values():
        owed += duties.of_subject(authority_id(), f"request:{request.id}")
    if application.determination and application.determination.decision_id:
        owed += duties.of_subject(authority_id(), f"decision:{application.determination.decision_id}")
    licence = _licence(application)
    found = convictions.of_person(application.person_id, authority_id(), case.policy)
    return render_template(
        "case/show.html",
        application=application,
        case=case,
        states=lifecycle.STATES,
        kinds=LICENCE_KINDS,
        missing_for_grant=queries.missing(case, "grant"),
        missing_for_refusal=queries.missing(case, "refuse"),
        prepared_by_me=officer().id in queries.prepared_by(application),
        can=lambda step: lifecycle.can(application.state, step),
        preparing=application.state in lifecycle.PREPARING,
        duties=rows(owed),
        now=clock.now(),
        licence=licence,
        reviews=reviews.of_application(application),
        known_elsewhere=known_elsewhere.of_application(application),
        evidence=queries.evidence_of(application),
        convictions=found,
        disagreements=found.disagreements(
            {item.requirement.key: item.seen.result for item in case.items if item.seen}
        ),
        name_of=officer_name,
    )


def _licence(application: Application) -> DriverLicence | None:
    if application.determination is None or application.person is None:
        return None
    return next(
        (one for one in application.person.licences if one.determination_id == application.determination.id),
        None,
    )


class EvidenceForm(Form):
    """What was seen of one requirement."""

    result = RadioField("Result", [Required("Choose the result")], choices=[])
    reference = StringField(
        "Reference",
        [Length(max=100, message="Use at most 100 characters")],
        render_kw={"width": 20, "spellcheck": False},
    )
    issued_on = DateInputField("When was it issued?", [], called="The day it was issued")
    seen_on = DateInputField(
        "When did you see it?", [Required("Enter the day you saw it")], called="The day you saw it"
    )
    note = TextAreaField("Note", render_kw={"rows": 3})


@blueprint.route("/evidence/<requirement>", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def evidence(application_id: int, requirement: str) -> ResponseReturnValue:
    application = scope.get(Application, application_id, authority_id())
    lifecycle.still_being_prepared(application.state)
    wanted = _requirement(application, requirement)
    form = EvidenceForm(data={"seen_on": clock.today()})
    form.result.choices = [choice(one.key, one.label) for one in wanted.results]
    form.reference.label.text = wanted.reference_label or "Reference"
    form.reference.description = wanted.reference_hint
    if wanted.counted_from != "issued":
        del form.issued_on
    if form.validate_on_submit():
        facts = actions.EvidenceFacts(
            wanted.key,
            form.result.data or "",
            form.reference.data or "",
            form.note.data or "",
            form.issued_on.data if form.issued_on else None,
            form.seen_on.data,
        )
        if done(form, lambda: actions.record_evidence(application_id, facts, by=officer())):
            flash(f"{wanted.title}: recorded.", "success")
            return _back(application_id)
    return _page("case/evidence.html", form, application, requirement=wanted)


def _requirement(application: Application, key: str) -> Requirement:
    policy = policy_in_force(application.authority.gss_code or "", clock.today())
    for one in queries.applicable(application, policy):
        if one.key == key and one.how == "evidence":
            return one
    raise NotFound("The policy asks for no such evidence here.")


@blueprint.route("/said/<page>", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def correct(application_id: int, page: str) -> ResponseReturnValue:
    """Correct what the applicant was taken to have said: the checklist and the term depend on it."""
    application = scope.get(Application, application_id, authority_id())
    lifecycle.still_being_prepared(application.state)
    if page not in intake.CORRECTABLE:
        raise NotFound("There is no such page.")
    kind = FORMS[page]
    form = kind(data=kind.shown(intake.answers_of(application, page)))
    if form.validate_on_submit():
        faults = form.faults(clock.today())
        if not faults:
            with transaction():
                actions.correct(application_id, page, form.fields(), by=officer())
            flash("What the applicant said has been corrected.", "success")
            return _back(application_id)
        form.add_faults(faults)
    return _page(f"intake/{page}.html", form, application, page_title="")


class ReasonForm(Form):
    """A reason."""

    reason = TextAreaField("Reason", [Required("Enter a reason")], render_kw={"rows": 4})


@blueprint.post("/take")
@needs(Permission.WORK_APPLICATIONS)
def take(application_id: int) -> ResponseReturnValue:
    pressed()
    with transaction():
        actions.take_case(application_id, by=officer())
    flash("You are the case officer now.", "success")
    return _back(application_id)


@blueprint.post("/refer")
@needs(Permission.WORK_APPLICATIONS)
def refer(application_id: int) -> ResponseReturnValue:
    pressed()
    with transaction():
        actions.refer(application_id, by=officer())
    flash("The application has been put to a decision maker.", "success")
    return _back(application_id)


@blueprint.route("/return", methods=["GET", "POST"])
@needs(Permission.DETERMINE)
def give_back(application_id: int) -> ResponseReturnValue:
    application = scope.get(Application, application_id, authority_id())
    lifecycle.after(application.state, "return")
    form = ReasonForm()
    form.reason.label.text = "What is still needed?"
    if form.validate_on_submit() and done(
        form, lambda: actions.give_back(application_id, reason=form.reason.data or "", by=officer())
    ):
        flash("The application is back with its case officer.", "success")
        return _back(application_id)
    return _page("case/reason.html", form, application, heading="Give the application back")


class WithdrawForm(Form):
    """A withdrawal by the applicant."""

    withdrawn_on = DateInputField(
        "When did the applicant withdraw?",
        [Required("Enter the day of withdrawal")],
        called="The day of withdrawal",
    )
    reason = TextAreaField(
        "How did they withdraw, and why if they said?",
        [Required("Say how the applicant withdrew")],
        render_kw={"rows": 4},
    )


@blueprint.route("/withdraw", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def withdraw(application_id: int) -> ResponseReturnValue:
    application = scope.get(Application, application_id, authority_id())
    lifecycle.after(application.state, "withdraw")
    form = WithdrawForm(data={"withdrawn_on": clock.today()})
    if form.validate_on_submit() and done(
        form,
        lambda: actions.withdraw(
            application_id,
            withdrawn_on=form.withdrawn_on.data or date.min,
            reason=form.reason.data or "",
            by=officer(),
        ),
    ):
        flash("The withdrawal has been recorded.", "success")
        return _back(application_id)
    return _page("case/reason.html", form, application, heading="Record a withdrawal")


def _page(template: str, form: Form, application: Application, **more: Any) -> ResponseReturnValue:
    back_url = url_for("case.show", application_id=application.id)
    return render_template(
        template, form=form, application=application, back_url=back_url, caption=caption(application), **more
    ), 400 if form.errors else 200


def _back(application_id: int) -> ResponseReturnValue:
    return redirect(url_for("case.show", application_id=application_id))


def caption(application: Application) -> str:
    """What stands above the heading of every page about an application."""
    who = application.person.full_name if application.person else "Application"
    return f"{who}: application {application.id}"
