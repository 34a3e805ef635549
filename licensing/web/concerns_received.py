"""A concern that another authority sent: who it is about, the consideration, the written reply."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.permissions import Permission
from licensing.concerns import considering, lifecycle, queries
from licensing.concerns.checks import OUTCOMES
from licensing.concerns.models import CAME_HOW, ConcernLetter, ReceivedConcern
from licensing.db import db, transaction
from licensing.decisions.models import Decision
from licensing.duties import queries as duties
from licensing.errors import NotAllowed, NotFound, NotPossibleNow
from licensing.national_register.actions import officer_name
from licensing.outbox import queries as outbox
from licensing.outbox.models import PARKED
from licensing.policy.statute import LIMBS
from licensing.register.models import Person
from licensing.register.queries import find
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.concerns_area import PURPOSE, Rows, blueprint, identity_rows, in_order, line, looked_at
from licensing.web.concerns_forms import ConsiderForm, PressForm, ReceivedForm, SentForm, WhoForm
from licensing.web.concerns_sent import HOW, drawn
from licensing.web.duty_rows import rows
from licensing.web.forms import Form, choice, pressed

NOT_OURS = "none"


@blueprint.route("/received/new", methods=["GET", "POST"])
@needs(Permission.RAISE_CONCERNS)
def record_received() -> ResponseReturnValue:
    form = ReceivedForm(data={"aware_on": clock.today()})
    made: list[int] = []

    def act() -> None:
        case = considering.record_received(
            considering.ReceivedFacts(
                sender=form.sender.data or "",
                what=form.what.data or "",
                identity=form.identity,
                aware_on=form.aware_on.data or date.max,
                came_how=form.came_how.data or "",
                limbs=form.limbs.data or [],
                reference=form.reference.data or "",
            ),
            by=officer(),
        )
        made.append(case.id)

    if form.validate_on_submit() and done(form, act):
        flash("The concern has been recorded. Say now who it is about.", "success")
        return redirect(url_for("concerns.received", case_id=made[0]))
    return render_template(
        "concerns/new_received.html", form=form, back_url=url_for("concerns.index")
    ), 400 if form.errors else 200


@blueprint.get("/received/<int:case_id>")
@needs(Permission.SEE_CONCERNS)
def received(case_id: int) -> ResponseReturnValue:
    scope.get(ReceivedConcern, case_id, authority_id())
    looked_at("received-concern:viewed", f"received-concern:{case_id}")
    return _shown(case_id)


@blueprint.post("/received/<int:case_id>/numbers")
@needs(Permission.SEE_NUMBERS)
def received_numbers(case_id: int) -> ResponseReturnValue:
    """The identity numbers that were sent to us, in full: by a press, which is recorded."""
    case = scope.get(ReceivedConcern, case_id, authority_id())
    pressed()
    if not officer().may(Permission.SEE_CONCERNS):
        raise NotAllowed("Your roles do not let you look at concerns.")
    kinds = sorted({kind for kind, _number in case.identity.numbers})
    with transaction():
        record(
            "person:numbers-viewed",
            by=officer().actor,
            subject=f"received-concern:{case_id}",
            reason=PURPOSE,
            kinds=kinds,
        )
    return _shown(case_id, in_full=True)


def _shown(case_id: int, *, in_full: bool = False) -> ResponseReturnValue:
    case = scope.get(ReceivedConcern, case_id, authority_id())
    return render_template(
        "concerns/received.html",
        case=case,
        words=case.words,
        identity=case.identity,
        known=identity_rows(case.identity, in_full=in_full),
        in_full=in_full,
        limbs=LIMBS,
        outcomes=OUTCOMES,
        came_how=HOW,
        states=lifecycle.RECEIVED_STATES,
        may=lambda step: lifecycle.may(lifecycle.RECEIVED_STEPS, case.state, step),
        parked=any(PARKED in outbox.states_of(f"concern-letter:{one.ref}") for one in case.letters),
        duties=rows(duties.of_subject(authority_id(), considering.subject(case))),
        happened=_timeline(case),
        back_url=url_for("concerns.index"),
    )


def _timeline(case: ReceivedConcern) -> Rows:
    def by(officer_id: int | None) -> str:
        return officer_name(officer_id) if officer_id else ""

    who = "said to be one of ours" if case.identified == "ours" else "said to be nobody whom we license"
    lines = [
        line(case.aware_on, "This authority became aware"),
        line(
            case.received_at,
            f"Recorded: from {case.from_authority.nice_name}",
            by=by(case.recorded_by_id),
            detail=HOW.get(case.came_how, ""),
        ),
        line(case.identified_at, f"The person was {who}", by=by(case.identified_by_id)),
        line(
            case.considered_at,
            "Considered",
            by=by(case.considered_by_id),
            detail=OUTCOMES.get(case.outcome, ""),
        ),
    ]
    for letter in case.letters:
        told = f"Replied to {case.from_authority.nice_name}"
        lines.append(
            line(letter.letter_on, told, by=by(letter.recorded_by_id), detail=OUTCOMES[letter.outcome])
        )
    return in_order(lines)


@blueprint.route("/received/<int:case_id>/who", methods=["GET", "POST"])
@needs(Permission.RAISE_CONCERNS)
def who(case_id: int) -> ResponseReturnValue:
    case = scope.get(ReceivedConcern, case_id, authority_id())
    lifecycle.received_after(case.state, "identify")
    form = WhoForm()
    people = _offered(case, form.q.data or "")
    form.person.choices = [
        *(choice(str(one.id), one.full_name, _told_apart(one)) for one in people),
        choice(NOT_OURS, "This authority does not license the person"),
    ]
    searching = "search" in request.form
    if searching:
        if not form.validate_csrf_only():
            form.validate()
    elif form.validate_on_submit() and done(
        form,
        lambda: considering.identify(
            case_id,
            person_id=None if form.person.data == NOT_OURS else int(form.person.data or 0),
            reason=form.reason.data or "",
            by=officer(),
        ),
    ):
        flash("Who it is about has been recorded.", "success")
        return redirect(url_for("concerns.received", case_id=case_id))
    if not form.errors:
        looked_at("received-concern:searched", f"received-concern:{case_id}", found=len(people))
    case = scope.get(ReceivedConcern, case_id, authority_id())
    return render_template(
        "concerns/who.html",
        form=form,
        case=case,
        known=identity_rows(case.identity),
        found=len(form.person.choices) - 1,
        back_url=url_for("concerns.received", case_id=case_id),
    ), 400 if form.errors else 200


def _offered(case: ReceivedConcern, words: str) -> list[Person]:
    """Our own people who may be meant: by what the concern says, and by what the officer looks for besides."""
    found = {one.id: one for one in queries.who_it_may_be(case.identity, case.authority_id)}
    if words:
        found |= {one.id: one for one in find(case.authority_id, words, queries.MOST_FOUND)}
    return list(found.values())


def _told_apart(person: Person) -> str:
    born = person.date_of_birth
    licences = ", ".join(licence.number for licence in person.licences)
    return f"Born {born.day} {born:%B %Y}" + (f"; licence {licences}" if licences else "; no licence")


@blueprint.route("/received/<int:case_id>/consider", methods=["GET", "POST"])
@needs(Permission.CONSIDER_CONCERNS)
def consider(case_id: int) -> ResponseReturnValue:
    case = scope.get(ReceivedConcern, case_id, authority_id())
    lifecycle.received_after(case.state, "consider again" if case.state == "closed" else "consider")
    if not case.identified:
        raise NotPossibleNow("Say first who of your own people this is about, or that it is none of them.")
    ours = case.identified == "ours"
    theirs = considering.decisions_about(case)
    form = ConsiderForm()
    form.offer(ours=ours, decisions=[choice(str(one.id), _decision_words(one)) for one in theirs])
    if form.validate_on_submit() and done(
        form,
        lambda: considering.consider(
            case_id,
            considering.Consideration(
                outcome=form.outcome.data or "",
                reasons=form.reasons.data or "",
                other_information=form.other_information.data or "",
                decision_id=int(form.decision.data) if form.decision.data else None,
            ),
            by=officer(),
        ),
    ):
        flash("The consideration has been recorded. The written reply is owed now.", "success")
        return redirect(url_for("concerns.reply", case_id=case_id))
    case = scope.get(ReceivedConcern, case_id, authority_id())
    return render_template(
        "concerns/consider.html",
        form=form,
        case=case,
        words=case.words,
        limbs=LIMBS,
        ours=ours,
        decisions=len(theirs),
        back_url=url_for("concerns.received", case_id=case_id),
    ), 400 if form.errors else 200


def _decision_words(one: Decision) -> str:
    day = one.decided_on
    return f"Decision {one.id}: {one.kind}, {day.day} {day:%B %Y}"


@blueprint.route("/received/<int:case_id>/reply", methods=["GET", "POST"])
@needs(Permission.CONSIDER_CONCERNS)
def reply(case_id: int) -> ResponseReturnValue:
    case = scope.get(ReceivedConcern, case_id, authority_id())
    by_system = case.by_system
    lifecycle.received_after(case.state, "send reply" if by_system else "record reply")
    form: Form
    if by_system:
        form = pressing = PressForm()
        sent = pressing.validate_on_submit() and done(form, lambda: considering.reply(case_id, by=officer()))
    else:
        form = letter = SentForm(data={"sent_on": clock.today()})
        sent = letter.validate_on_submit() and done(
            form,
            lambda: considering.record_reply_sent(
                case_id,
                sent_on=letter.sent_on.data or date.max,
                sent_how=letter.sent_how.data or "",
                by=officer(),
            ),
        )
    if sent:
        flash("The reply is on its way." if by_system else "The reply has been recorded as sent.", "success")
        return redirect(url_for("concerns.received", case_id=case_id))
    case = scope.get(ReceivedConcern, case_id, authority_id())
    return render_template(
        "concerns/reply.html",
        form=form,
        by_system=by_system,
        **_reply(case, None),
        back_url=url_for("concerns.received", case_id=case_id),
    ), 400 if form.errors else 200


@blueprint.get("/received/<int:case_id>/reply/letter")
@needs(Permission.SEE_CONCERNS)
def reply_letter(case_id: int) -> ResponseReturnValue:
    case, letter = _for_letter(case_id, "page")
    return render_template(
        "concerns/letter.html",
        title=f"Reply to {case.from_authority.nice_name}",
        body="concerns/_reply_body.html",
        pdf_url=url_for("concerns.reply_letter_pdf", case_id=case_id, letter=letter.id if letter else None),
        **_reply(case, letter),
        back_url=url_for("concerns.received", case_id=case_id),
    )


@blueprint.get("/received/<int:case_id>/reply/letter.pdf")
@needs(Permission.SEE_CONCERNS)
def reply_letter_pdf(case_id: int) -> ResponseReturnValue:
    case, letter = _for_letter(case_id, "PDF")
    page = render_template(
        "concerns/letter_pdf.html",
        title=f"Reply to {case.from_authority.nice_name}",
        body="concerns/_reply_body.html",
        **_reply(case, letter),
    )
    return drawn(page, f"reply-{case.ref}.pdf")


def _for_letter(case_id: int, form: str) -> tuple[ReceivedConcern, ConcernLetter | None]:
    """The case, and the reply that is asked for by its number; without one, the reply as it now stands."""
    case = scope.get(ReceivedConcern, case_id, authority_id())
    if not case.outcome:
        raise NotPossibleNow("There is no reply yet: it follows from the consideration.")
    looked_at("concern:letter-viewed", f"received-concern:{case_id}", form=form)
    case = scope.get(ReceivedConcern, case_id, authority_id())
    number = request.args.get("letter", "")
    if not number:
        return case, None
    for letter in case.letters:
        if str(letter.id) == number:
            return case, letter
    raise NotFound("There is no such reply.")


def _reply(case: ReceivedConcern, letter: ConcernLetter | None) -> dict[str, Any]:
    signed_by = letter.recorded_by_id if letter else officer().id
    return {
        "case": case,
        "identity": case.identity,
        "outcome": letter.outcome if letter else case.outcome,
        "outcomes": OUTCOMES,
        "reasons": (letter or case).words["reasons"],
        "letter_on": letter.letter_on if letter else None,
        "authority": db.session.get_one(Authority, case.authority_id),
        "signed_by": officer_name(signed_by) if signed_by else "",
        "reference": case.ref,
        "came_how": CAME_HOW,
    }
