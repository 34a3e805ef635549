"""Searching the national register for an application, adjudicating, asking, recording the reply."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Length

from licensing import clock
from licensing.applications import actions, lifecycle, queries
from licensing.applications.models import Application
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officers import register_training_until
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.duties.holidays import holidays
from licensing.errors import NotAllowed, NotFound
from licensing.national_register import actions as national
from licensing.national_register import checks, documents, notices, portal, requests
from licensing.national_register.deadlines import reply_due
from licensing.national_register.gateway import AwaitsOfficer
from licensing.national_register.models import DECISIONS, InformationRequest, SearchCandidate
from licensing.national_register.telling import CHANGES
from licensing.policy.statute import LIMBS
from licensing.register.queries import as_value
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.case import _back, _page
from licensing.web.forms import DateInputField, Form, RadioField, Required, StringField, TextAreaField, choice

blueprint = Blueprint(
    "national_register", __name__, url_prefix="/applications/<int:application_id>/national-register"
)


class SearchForm(Form):
    """Why the register is searched."""

    purpose = RadioField(
        "What is the search for?",
        [Required("Choose what the search is for")],
        choices=[choice(key, words) for key, words in national.PURPOSES.items()],
    )
    reason = TextAreaField(
        "Why are you searching?",
        [Required("Say why you are searching")],
        description="It is kept on the receipt and in the audit log",
        render_kw={"rows": 2},
    )


@blueprint.route("/search", methods=["GET", "POST"])
@needs(Permission.SEARCH_NATIONAL_REGISTER)
def search(application_id: int) -> ResponseReturnValue:
    application = _application(application_id)
    lifecycle.still_being_prepared(application.state)
    untrained = checks.training_fault(register_training_until(officer().id, clock.today()))
    if untrained:
        raise NotAllowed("You can't search the national register.", untrained)
    words = "the renewal" if application.kind == "renewal" else "the application"
    form = SearchForm(data={"purpose": "safeguarding", "reason": f"To decide {words} (2022 Act s.3(1))"})
    if form.validate_on_submit():
        why = {"purpose": form.purpose.data or "", "reason": form.reason.data or ""}
        try:
            answer = actions.ask_national_register(application_id, **why, by=officer())
        except AwaitsOfficer as waiting:
            return redirect(url_for("portal.show", task_id=waiting.task_id))
        with transaction():
            receipt = actions.search_national_register(application_id, **why, by=officer(), answer=answer)
            ref, found = receipt.ref, len(receipt.candidates)
        flash(
            "The national register was searched: nothing was found."
            if not found
            else f"The national register was searched: {found} possible match{'es' if found > 1 else ''} to look at.",
            "success",
        )
        return redirect(url_for("national_register.receipt", application_id=application_id, ref=ref))
    assert application.person is not None
    return _page(
        "national_register/search.html", form, application, tried=national.tried(as_value(application.person))
    )


@blueprint.get("/receipts/<ref>")
@needs(Permission.SEE_APPLICATIONS)
def receipt(application_id: int, ref: str) -> ResponseReturnValue:
    application = _application(application_id)
    found = national.receipt_by_ref(ref, authority_id())
    if found.application_ref != application.ref:
        raise NotFound("There is no such receipt for this application.")
    return render_template(
        "national_register/receipt.html",
        application=application,
        receipt=found,
        purposes=national.PURPOSES,
        who=national.officer_name(found.officer_id),
        back_url=url_for("case.show", application_id=application_id),
        newest=queries.newest_receipt(application) is found,
        preparing=application.state in lifecycle.PREPARING,
    )


class AdjudicationForm(Form):
    """An officer's word on a candidate."""

    same_person = RadioField(
        "Is this the applicant?",
        [Required("Choose whether this is the applicant")],
        choices=[choice("yes", "Yes, the same person"), choice("no", "No, not the same person")],
    )
    reason = TextAreaField(
        "What makes you sure?",
        [Required("Say what makes you sure")],
        description="For example what you compared, and with which document",
        render_kw={"rows": 4},
    )


@blueprint.route("/candidates/<int:candidate_id>", methods=["GET", "POST"])
@needs(Permission.SEE_APPLICATIONS)
def candidate(application_id: int, candidate_id: int) -> ResponseReturnValue:
    application = _application(application_id)
    found = _candidate(application, candidate_id)
    entry = national.gateway(authority_id()).entry(found.entry_ref, authority_id())
    may = (
        officer().may(Permission.SEARCH_NATIONAL_REGISTER)
        and application.state in lifecycle.PREPARING
        and queries.newest_receipt(application) is found.receipt
    )
    said = found.adjudication
    form = AdjudicationForm(
        data={"same_person": ("yes" if said.same_person else "no"), "reason": said.reason} if said else None
    )
    if form.is_submitted():
        if not may:
            raise NotAllowed("This candidate can't be adjudicated by you, or not any more.")
        if form.validate() and done(
            form,
            lambda: actions.adjudicate(
                application_id,
                candidate_id,
                same_person=form.same_person.data == "yes",
                reason=form.reason.data or "",
                by=officer(),
            ),
        ):
            flash("Your decision on this candidate has been recorded.", "success")
            return _back(application_id)
    elif entry:
        with transaction():
            record(
                "national-register:candidate-viewed",
                by=officer().actor,
                subject=application.subject,
                receipt=found.receipt.ref,
                candidate=found.entry_ref,
            )
        application, found = _application(application_id), _candidate(application, candidate_id)
    assert application.person is not None
    comparison = national.compared(as_value(application.person), entry.person) if entry else None
    return _page(
        "national_register/candidate.html",
        form,
        application,
        candidate=found,
        entry=entry,
        forgotten=entry is None and portal.is_forgotten(found.entry_ref, authority_id()),
        comparison=comparison,
        decisions=DECISIONS,
        may=may,
        said_by=national.officer_name(said.officer_id) if said else "",
        request=requests.request_for(application.ref, found.entry_ref),
    )


class RequestForm(Form):
    """The written request to the recording authority."""

    text = TextAreaField("The request", [Required("Enter the request as it is sent")], render_kw={"rows": 12})
    sent_how = RadioField(
        "How is it sent?",
        [Required("Choose how it was sent")],
        choices=[choice(key, words) for key, words in requests.SENT_HOW.items()],
    )
    sent_on = DateInputField(
        "When was it sent?",
        [Required("Enter the day it was sent")],
        called="The day it was sent",
        description="Where the register sends it, that is today",
    )


@blueprint.route("/candidates/<int:candidate_id>/request", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def ask(application_id: int, candidate_id: int) -> ResponseReturnValue:
    application = _application(application_id)
    lifecycle.still_being_prepared(application.state)
    found = _candidate(application, candidate_id)
    entry = national.gateway(authority_id()).entry(found.entry_ref, authority_id())
    text = render_template(
        "messages/request_for_information.txt",
        application=application,
        candidate=found,
        entry=entry,
        officer=officer(),
        limbs=LIMBS,
        decisions=DECISIONS,
    )
    by_register = requests.register_carries(authority_id(), found.recording_authority_id)
    form = RequestForm(
        data={
            "text": text,
            "sent_on": clock.today(),
            "sent_how": requests.BY_REGISTER if by_register else None,
        }
    )
    if not by_register:
        form.sent_how.choices = [choice(key, words) for key, words in requests.BY_HAND.items()]
    if form.validate_on_submit() and done(
        form,
        lambda: actions.send_request(
            application_id,
            candidate_id,
            text=form.text.data or "",
            sent_on=form.sent_on.data or date.min,
            sent_how=form.sent_how.data or "",
            by=officer(),
        ),
    ):
        flash("The request has been recorded. The reply is watched for on your duties.", "success")
        return _back(application_id)
    return _page(
        "national_register/request.html", form, application, candidate=found, by_register=by_register
    )


class ReplyForm(Form):
    """The recording authority's reply."""

    received_on = DateInputField(
        "When was the reply received?",
        [Required("Enter the day it was received")],
        called="The day it was received",
    )
    reply = TextAreaField(
        "What did the authority tell you?",
        [Required("Enter what the authority told you")],
        description="Used for this application only, and deleted when it and any appeal are over",
        render_kw={"rows": 8},
    )
    reference = StringField(
        "Their reference",
        [Length(max=100, message="Use at most 100 characters")],
        render_kw={"width": 20},
    )


@blueprint.route("/requests/<int:request_id>/reply", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def reply(application_id: int, request_id: int) -> ResponseReturnValue:
    application = _application(application_id)
    asked = _request(application, request_id)
    form = ReplyForm(data={"received_on": clock.today()})
    if form.validate_on_submit() and done(
        form,
        lambda: actions.record_reply(
            application_id,
            request_id,
            received_on=form.received_on.data or date.min,
            reply=form.reply.data or "",
            reference=form.reference.data or "",
            by=officer(),
        ),
    ):
        flash("The reply has been recorded.", "success")
        return _back(application_id)
    return _page("national_register/reply.html", form, application, asked=asked)


class RegardForm(Form):
    """Having regard to the reply."""

    regard = TextAreaField(
        "What regard is had to this information?",
        [Required("Say what weight the information has, and why")],
        description="No decision rests on an entry alone: say what it means for this applicant",
        render_kw={"rows": 6},
    )


@blueprint.route("/requests/<int:request_id>/regard", methods=["GET", "POST"])
@needs(Permission.SEE_APPLICATIONS)
def regard(application_id: int, request_id: int) -> ResponseReturnValue:
    if not (officer().may(Permission.WORK_APPLICATIONS) or officer().may(Permission.DETERMINE)):
        raise NotAllowed("Regard is recorded by the case officer or a decision maker.")
    application, asked = _looked_at(application_id, request_id)
    form = RegardForm(data={"regard": asked.regard})
    if form.validate_on_submit() and done(
        form,
        lambda: actions.record_regard(
            application_id, request_id, regard=form.regard.data or "", by=officer()
        ),
    ):
        flash("The regard had to the reply has been recorded.", "success")
        return _back(application_id)
    return _page("national_register/regard.html", form, application, asked=asked, **_told(asked))


class OverrideForm(Form):
    """Deciding without waiting for the reply."""

    reason = TextAreaField(
        "Why can't the decision wait?", [Required("Say why the decision can't wait")], render_kw={"rows": 4}
    )
    legal_advice = StringField(
        "Whose legal advice is this, and of what day?",
        [Required("Name the legal advice: who gave it, and when")],
    )


@blueprint.route("/requests/<int:request_id>/override", methods=["GET", "POST"])
@needs(Permission.DETERMINE)
def override(application_id: int, request_id: int) -> ResponseReturnValue:
    application = _application(application_id)
    asked = _request(application, request_id)
    form = OverrideForm()
    if form.validate_on_submit() and done(
        form,
        lambda: actions.override_wait(
            application_id,
            request_id,
            reason=form.reason.data or "",
            legal_advice=form.legal_advice.data or "",
            by=officer(),
        ),
    ):
        flash("The wait has been overridden. It stays visible on the case.", "success")
        return _back(application_id)
    return _page(
        "national_register/override.html",
        form,
        application,
        asked=asked,
        due=reply_due(requests.clock_from(asked), holidays()),
    )


@blueprint.get("/requests/<int:request_id>")
@needs(Permission.SEE_APPLICATIONS)
def request_letter(application_id: int, request_id: int) -> ResponseReturnValue:
    application, asked = _looked_at(application_id, request_id)
    return render_template(
        "national_register/letter.html",
        application=application,
        asked=asked,
        name_of=national.officer_name,
        sent_how=requests.SENT_HOW,
        back_url=url_for("case.show", application_id=application_id),
        **_told(asked),
    )


def _looked_at(application_id: int, request_id: int) -> tuple[Application, InformationRequest]:
    """A request with what another authority told on it, for an officer to read; leaves an audit line (R24)."""
    asked = _request(_application(application_id), request_id)
    with transaction():
        record("request:viewed", by=officer().actor, subject=f"request:{request_id}", entry=asked.entry_ref)
    application = _application(application_id)
    return application, _request(application, request_id)


def _told(asked: InformationRequest) -> dict[str, Any]:
    """What the recording authority told besides its reply: the files with it, and later changes of the entry."""
    return {
        "files": documents.of_request(asked.id, authority_id()),
        "notices": notices.about([asked.entry_ref], authority_id()),
        "changes": CHANGES,
    }


def _application(application_id: int) -> Application:
    application = scope.get(Application, application_id, authority_id())
    if application.person_id is None:
        raise NotFound("This application has not been received yet.")
    return application


def _candidate(application: Application, candidate_id: int) -> SearchCandidate:
    found = scope.get(SearchCandidate, candidate_id, authority_id())
    if found.receipt.application_ref != application.ref:
        raise NotFound("There is no such candidate.")
    return found


def _request(application: Application, request_id: int) -> InformationRequest:
    found = scope.get(InformationRequest, request_id, authority_id())
    if found.application_ref != application.ref:
        raise NotFound("There is no such request.")
    return found
