"""Other authorities' requests for what an entry of ours rests on: the in-tray, each request, and its answer."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.permissions import Permission
from licensing.db import db, transaction
from licensing.decisions import queries as decisions
from licensing.decisions.models import KINDS, Decision
from licensing.duties import queries as duties
from licensing.errors import NotFound, NotPossibleNow
from licensing.national_register import answers, correspondence, documents, telling
from licensing.national_register.actions import officer_name
from licensing.national_register.correspondence_models import ReceivedLetter, ReceivedRequest
from licensing.national_register.letters import LARGEST_ENCLOSURES
from licensing.national_register.requests import BY_HAND, BY_REGISTER, SENT_HOW
from licensing.policy.statute import LIMBS
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.duty_rows import rows
from licensing.web.forms import Form, choice, pressed
from licensing.web.forms.correspondence import (
    AcknowledgedForm,
    AnswerForm,
    DealtWithForm,
    DocumentForm,
    ReceivedForm,
    ToldForm,
)

blueprint = Blueprint("information_requests", __name__, url_prefix="/information-requests")


@blueprint.get("")
@needs(Permission.ANSWER_REQUESTS)
def index() -> ResponseReturnValue:
    return render_template(
        "information_requests/index.html",
        waiting=answers.listed(authority_id(), answered=False),
        answered=answers.listed(authority_id(), answered=True),
        set_aside=correspondence.set_aside(authority_id()),
        came_how=SENT_HOW,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.ANSWER_REQUESTS)
def new() -> ResponseReturnValue:
    form = ReceivedForm(data={"received_on": clock.today()})
    others = db.session.execute(
        select(Authority.id, Authority.nice_name)
        .where(Authority.licenses, Authority.id != authority_id())
        .order_by(Authority.nice_name)
    ).all()
    form.from_authority.choices = [
        choice("", "Choose one"),
        *(choice(str(one_id), name) for one_id, name in others),
    ]
    made: list[int] = []
    if form.validate_on_submit() and done(
        form,
        lambda: made.append(
            answers.record_received(
                entry_ref=form.entry_ref.data or "",
                from_authority_id=int(form.from_authority.data or 0),
                came_how=form.came_how.data or "",
                received_on=form.received_on.data or date.min,
                their_reference=form.their_reference.data or "",
                text=form.text.data or "",
                by=officer(),
            ).id
        ),
    ):
        flash("The request has been recorded, and the 20 working days are counted.", "success")
        return _back(made[0])
    return render_template(
        "information_requests/new.html", form=form, back_url=url_for("information_requests.index")
    ), 400 if form.errors else 200


@blueprint.get("/<int:request_id>")
@needs(Permission.ANSWER_REQUESTS)
def show(request_id: int) -> ResponseReturnValue:
    with transaction():
        answers.look_at(request_id, by=officer())
    request = _request(request_id)
    return render_template(
        "information_requests/show.html",
        request_made=request,
        answer=request.answer,
        decision=_decision(request),
        kept_until=answers.kept_until(request.entry_ref, authority_id()),
        duties=rows(duties.of_subject(authority_id(), request.subject)),
        kinds=KINDS,
        limbs=LIMBS,
        holds=answers.HOLDS,
        came_how=SENT_HOW,
        changes=telling.CHANGES,
        by_register=BY_REGISTER,
        name_of=officer_name,
        largest=LARGEST_ENCLOSURES,
    )


@blueprint.route("/<int:request_id>/answer", methods=["GET", "POST"])
@needs(Permission.ANSWER_REQUESTS)
def answer(request_id: int) -> ResponseReturnValue:
    request = _unanswered(request_id)
    decision, by_letter = _decision(request), request.letter_ref is not None
    ways = SENT_HOW if by_letter else BY_HAND
    form = AnswerForm(
        data={
            # Where the decision is in older records, there is nothing to begin from but an empty page.
            "text": _draft(request, decision) if decision else "",
            "limbs": decision.limbs if decision else [],
            "sent_how": BY_REGISTER if by_letter else None,
        }
    )
    form.sent_how.choices = [choice(key, words) for key, words in ways.items()]
    if form.validate_on_submit() and done(form, lambda: _answer(request_id, form)):
        flash(
            "The answer has been recorded and is on its way."
            if form.sent_how.data == BY_REGISTER
            else "The answer has been recorded.",
            "success",
        )
        return _back(request_id)
    return _page("answer", form, request, files=request.documents, by_letter=by_letter)


def _answer(request_id: int, form: AnswerForm) -> None:
    given = answers.NewAnswer(
        holds=form.holds.data or "",
        text=form.text.data or "",
        limbs=form.limbs.data or (),
        why_disclosed=form.why_disclosed.data or "",
        withheld=form.withheld.data or "",
        sent_how=form.sent_how.data or "",
        sent_on=form.sent_on.data,
    )
    answers.answer(request_id, given, by=officer())


def _draft(request: ReceivedRequest, decision: Decision) -> str:
    return render_template(
        "messages/answer_to_request.txt",
        asked=request,
        decision=decision,
        kinds=KINDS,
        limbs=LIMBS,
        officer=officer(),
    )


@blueprint.route("/<int:request_id>/documents/new", methods=["GET", "POST"])
@needs(Permission.ANSWER_REQUESTS)
def add_document(request_id: int) -> ResponseReturnValue:
    request = _unanswered(request_id)
    form = DocumentForm()
    if form.validate_on_submit():
        sent = form.document.data
        content = sent.read(LARGEST_ENCLOSURES + 1)
        if done(
            form,
            lambda: documents.attach(request_id, name=sent.filename or "", content=content, by=officer()),
        ):
            flash("The file will go with the answer.", "success")
            return _back(request_id)
    return _page("document", form, request)


@blueprint.post("/<int:request_id>/documents/<int:document_id>/remove")
@needs(Permission.ANSWER_REQUESTS)
def remove_document(request_id: int, document_id: int) -> ResponseReturnValue:
    pressed()
    with transaction():
        documents.detach(request_id, document_id, by=officer())
    flash("The file was taken away.", "success")
    return _back(request_id)


@blueprint.route("/<int:request_id>/changes/<int:told_id>/told", methods=["GET", "POST"])
@needs(Permission.ANSWER_REQUESTS)
def tell(request_id: int, told_id: int) -> ResponseReturnValue:
    request = _request(request_id)
    change = _told(request, told_id)
    form = ToldForm(data={"told_on": clock.today()})
    if form.validate_on_submit() and done(
        form,
        lambda: telling.record_told(
            told_id, how=form.told_how.data or "", on=form.told_on.data or date.min, by=officer()
        ),
    ):
        flash("How they were told has been recorded.", "success")
        return _back(request_id)
    return _page("told", form, request, change=change, changes=telling.CHANGES)


@blueprint.route("/<int:request_id>/changes/<int:told_id>/acknowledged", methods=["GET", "POST"])
@needs(Permission.ANSWER_REQUESTS)
def acknowledged(request_id: int, told_id: int) -> ResponseReturnValue:
    request = _request(request_id)
    change = _told(request, told_id)
    form = AcknowledgedForm(data={"acknowledged_on": clock.today()})
    if form.validate_on_submit() and done(
        form,
        lambda: telling.record_acknowledgement(
            told_id,
            on=form.acknowledged_on.data or date.min,
            how=form.acknowledged_how.data or "",
            by=officer(),
        ),
    ):
        flash("The acknowledgement has been recorded.", "success")
        return _back(request_id)
    return _page("acknowledged", form, request, change=change, changes=telling.CHANGES)


@blueprint.route("/letters/<int:letter_id>", methods=["GET", "POST"])
@needs(Permission.ANSWER_REQUESTS)
def letter(letter_id: int) -> ResponseReturnValue:
    form = DealtWithForm()
    if form.validate_on_submit() and done(
        form, lambda: correspondence.deal_with(letter_id, how=form.how.data or "", by=officer())
    ):
        flash("The letter has been dealt with, and what it said is deleted.", "success")
        return redirect(url_for("information_requests.index"))
    if not form.is_submitted():
        with transaction():
            correspondence.look_at(letter_id, by=officer())
    row = scope.get(ReceivedLetter, letter_id, authority_id())
    return render_template(
        "information_requests/letter.html",
        form=form,
        letter=row,
        text=correspondence.text_of(row),
        back_url=url_for("information_requests.index"),
    ), 400 if form.errors else 200


def _request(request_id: int) -> ReceivedRequest:
    return scope.get(ReceivedRequest, request_id, authority_id())


def _unanswered(request_id: int) -> ReceivedRequest:
    request = _request(request_id)
    if request.answer is not None:
        raise NotPossibleNow("This request has been answered: what was disclosed is kept as it was sent.")
    return request


def _told(request: ReceivedRequest, told_id: int) -> Any:
    found = next((one for one in request.told if one.id == told_id), None)
    if found is None:
        raise NotFound("There is no such change to tell.")
    return found


def _decision(request: ReceivedRequest) -> Decision | None:
    return decisions.by_entry(request.entry_ref, authority_id())


def _page(template: str, form: Form, request: ReceivedRequest, **more: Any) -> ResponseReturnValue:
    return render_template(
        f"information_requests/{template}.html",
        form=form,
        request_made=scope.get(ReceivedRequest, request.id, authority_id()),
        back_url=url_for("information_requests.show", request_id=request.id),
        **more,
    ), 400 if form.errors else 200


def _back(request_id: int) -> ResponseReturnValue:
    return redirect(url_for("information_requests.show", request_id=request_id))
