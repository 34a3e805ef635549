"""A concern about a driver licensed elsewhere: the three questions, the letter, sending it, and the reply."""

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.permissions import Permission
from licensing.concerns import actions, lifecycle
from licensing.concerns.checks import NATIONS, OUTCOMES, QUESTIONS, Answer, owes_a_reply
from licensing.concerns.deadlines import ANSWER_WORKING_DAYS
from licensing.concerns.models import CAME_HOW, DOORS, SENT_HOW, Concern
from licensing.db import db, transaction
from licensing.decisions.notice import pdf
from licensing.duties import queries as duties
from licensing.errors import NotPossibleNow
from licensing.national_register.actions import officer_name
from licensing.outbox import queries as outbox
from licensing.outbox.models import PARKED
from licensing.policy.statute import LIMBS
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.concerns_area import Rows, blueprint, identity_rows, in_order, line, looked_at
from licensing.web.concerns_forms import PressForm, QuestionsForm, ReplyForm, SentForm
from licensing.web.duty_rows import rows
from licensing.web.forms import Form, pressed

HOW = {**SENT_HOW, **CAME_HOW, "system": "This system"}


@blueprint.get("/<int:concern_id>")
@needs(Permission.SEE_CONCERNS)
def show(concern_id: int) -> ResponseReturnValue:
    scope.get(Concern, concern_id, authority_id())
    looked_at("concern:viewed", actions.subject_of(concern_id))
    concern = scope.get(Concern, concern_id, authority_id())
    return render_template(
        "concerns/show.html",
        concern=concern,
        words=concern.words,
        identity=concern.identity,
        known=identity_rows(concern.identity),
        questions=QUESTIONS,
        limbs=LIMBS,
        states=lifecycle.SENT_STATES,
        outcomes=OUTCOMES,
        doors=DOORS,
        how=HOW,
        may=lambda step: lifecycle.may(lifecycle.SENT_STEPS, concern.state, step),
        parked=PARKED in outbox.states_of(actions.sending_key(concern)),
        unread=[letter for letter in concern.letters if letter.read_at is None],
        duties=rows(duties.of_subject(authority_id(), actions.subject(concern))),
        happened=_timeline(concern),
        name_of=officer_name,
        back_url=url_for("concerns.index"),
    )


def _timeline(concern: Concern) -> Rows:
    found = concern.information
    to = concern.to_authority.nice_name if concern.to_authority else ""
    lines = [
        line(found.aware_on, "The authority became aware", by=found.aware_by),
        line(found.recorded_at, "Recorded", by=officer_name(found.recorded_by_id)),
        line(
            concern.tested_at,
            "The three questions were answered",
            by=officer_name(concern.tested_by_id) if concern.tested_by_id else "",
        ),
        line(
            concern.sent_on,
            f"Sent to {to}",
            by=officer_name(concern.sent_by_id) if concern.sent_by_id else "",
            detail=HOW.get(concern.sent_how, ""),
        ),
    ]
    for letter in concern.letters:
        lines.append(line(letter.letter_on, f"{to} replied", detail=OUTCOMES[letter.outcome]))
        read_by = officer_name(letter.read_by_id) if letter.read_by_id else ""
        lines.append(line(letter.read_at, "The reply was read", by=read_by))
    return in_order(lines)


@blueprint.route("/<int:concern_id>/test", methods=["GET", "POST"])
@needs(Permission.RAISE_CONCERNS)
def test(concern_id: int) -> ResponseReturnValue:
    concern = scope.get(Concern, concern_id, authority_id())
    lifecycle.sent_after(concern.state, "find owed")
    form = QuestionsForm(data=_answered(concern))
    if form.validate_on_submit() and done(
        form, lambda: actions.answer_test(concern_id, _answers(form), by=officer())
    ):
        concern = scope.get(Concern, concern_id, authority_id())
        if concern.state == "owed":
            return redirect(url_for("concerns.send", concern_id=concern_id))
        flash("Recorded: the test is not met, so nothing is owed to the other authority.", "success")
        return redirect(url_for("concerns.show", concern_id=concern_id))
    concern = scope.get(Concern, concern_id, authority_id())
    return render_template(
        "concerns/test.html",
        form=form,
        concern=concern,
        identity=concern.identity,
        nations=NATIONS,
        questions=QUESTIONS,
        back_url=url_for("concerns.show", concern_id=concern_id),
    ), 400 if form.errors else 200


def _answered(concern: Concern) -> dict[str, Any]:
    """What the form begins with: the answers given before, and the information as it came in."""
    words = concern.words
    first: dict[str, Any] = {
        "limbs": concern.limbs,
        "to": concern.to_authority.nice_name if concern.to_authority else "",
        "information": words.get("information") or concern.information.words["what"],
    }
    for key in QUESTIONS:
        answer = getattr(concern, key)
        first[key] = None if answer is None else "yes" if answer else "no"
        first[f"{key}_reasons"] = words.get("reasons", {}).get(key, "")
    return first


def _answers(form: QuestionsForm) -> actions.Answers:
    return actions.Answers(
        answers={
            key: Answer({"yes": True, "no": False}.get(form[key].data), form[f"{key}_reasons"].data or "")
            for key in QUESTIONS
        },
        limbs=form.limbs.data or [],
        to=form.to.data or "",
        information=form.information.data or "",
    )


@blueprint.route("/<int:concern_id>/send", methods=["GET", "POST"])
@needs(Permission.RAISE_CONCERNS)
def send(concern_id: int) -> ResponseReturnValue:
    concern = scope.get(Concern, concern_id, authority_id())
    lifecycle.sent_after(concern.state, "send")
    by_system = actions.reaches(actions.receiver(concern))
    form: Form
    if by_system:
        form = pressing = PressForm()
        sent = pressing.validate_on_submit() and done(form, lambda: actions.send(concern_id, by=officer()))
    else:
        form = letter = SentForm(data={"sent_on": clock.today()})
        sent = letter.validate_on_submit() and done(
            form,
            lambda: actions.record_sending(
                concern_id,
                sent_on=letter.sent_on.data or date.max,
                sent_how=letter.sent_how.data or "",
                by=officer(),
            ),
        )
    if sent:
        flash("The concern is on its way." if by_system else "The sending has been recorded.", "success")
        return redirect(url_for("concerns.show", concern_id=concern_id))
    concern = scope.get(Concern, concern_id, authority_id())
    return render_template(
        "concerns/send.html",
        form=form,
        by_system=by_system,
        **_letter(concern, in_full=False),
        back_url=url_for("concerns.show", concern_id=concern_id),
    ), 400 if form.errors else 200


@blueprint.get("/<int:concern_id>/letter")
@needs(Permission.RAISE_CONCERNS)
def letter(concern_id: int) -> ResponseReturnValue:
    concern = _for_letter(concern_id, "page")
    return render_template(
        "concerns/letter.html",
        title="Letter to " + actions.receiver(concern).nice_name,
        body="concerns/_letter_body.html",
        pdf_url=url_for("concerns.letter_pdf", concern_id=concern_id),
        **_letter(concern, in_full=True),
        back_url=url_for("concerns.show", concern_id=concern_id),
    )


@blueprint.get("/<int:concern_id>/letter.pdf")
@needs(Permission.RAISE_CONCERNS)
def letter_pdf(concern_id: int) -> ResponseReturnValue:
    concern = _for_letter(concern_id, "PDF")
    return drawn(
        render_template(
            "concerns/letter_pdf.html",
            title="Letter to " + actions.receiver(concern).nice_name,
            body="concerns/_letter_body.html",
            **_letter(concern, in_full=True),
        ),
        f"concern-{concern.ref}.pdf",
    )


def drawn(page: str, name: str) -> Response:
    """A page as a PDF to be opened or kept."""
    return Response(
        pdf(page),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _for_letter(concern_id: int, form: str) -> Concern:
    concern = scope.get(Concern, concern_id, authority_id())
    if concern.to_authority_id is None or concern.state == "not-owed":
        raise NotPossibleNow("There is no letter: answer the three questions first.")
    looked_at("concern:letter-viewed", actions.subject_of(concern_id), form=form)
    return scope.get(Concern, concern_id, authority_id())


def _letter(concern: Concern, *, in_full: bool) -> dict[str, Any]:
    return {
        "concern": concern,
        "words": concern.words,
        "identity": concern.identity,
        "known": identity_rows(concern.identity, in_full=in_full),
        "limbs": LIMBS,
        "nations": NATIONS,
        "owes_a_reply": owes_a_reply(actions.receiver(concern).nation),
        "authority": db.session.get_one(Authority, concern.authority_id),
        "days": ANSWER_WORKING_DAYS,
        "signed_by": officer_name(concern.sent_by_id or concern.tested_by_id or officer().id),
        "reference": concern.ref,
    }


@blueprint.route("/<int:concern_id>/reply", methods=["GET", "POST"])
@needs(Permission.RAISE_CONCERNS)
def record_reply(concern_id: int) -> ResponseReturnValue:
    concern = scope.get(Concern, concern_id, authority_id())
    lifecycle.sent_after(concern.state, "take reply")
    form = ReplyForm(data={"received_on": clock.today()})
    if form.validate_on_submit() and done(
        form,
        lambda: actions.record_reply(
            concern_id,
            actions.ReplyFacts(
                outcome=form.outcome.data or "",
                reasons=form.reasons.data or "",
                received_on=form.received_on.data or date.max,
                how=form.how.data or "",
                reference=form.reference.data or "",
            ),
            by=officer(),
        ),
    ):
        flash("The reply has been recorded.", "success")
        return redirect(url_for("concerns.show", concern_id=concern_id))
    concern = scope.get(Concern, concern_id, authority_id())
    return render_template(
        "concerns/record_reply.html",
        form=form,
        concern=concern,
        back_url=url_for("concerns.show", concern_id=concern_id),
    ), 400 if form.errors else 200


@blueprint.post("/<int:concern_id>/read")
@needs(Permission.SEE_CONCERNS)
def mark_read(concern_id: int) -> ResponseReturnValue:
    scope.get(Concern, concern_id, authority_id())
    pressed()
    with transaction():
        actions.mark_read(concern_id, by=officer())
    flash("Marked as read.", "success")
    return redirect(url_for("concerns.show", concern_id=concern_id))
