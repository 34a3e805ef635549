"""A person's training: completions, exemptions, and what a partner authority recorded."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import NotPossibleNow
from licensing.register.models import Person
from licensing.training import actions, queries, recognising
from licensing.training.models import Completion, Exemption
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.forms import Form, choice
from licensing.web.forms.training import (
    CertificateForm,
    CompletionForm,
    ExemptionForm,
    ReasonForm,
    RecognitionForm,
    said,
    version_choices,
)

blueprint = Blueprint("people", __name__)


@blueprint.get("/people/<int:person_id>")
@needs(Permission.SEE_TRAINING)
def show(person_id: int) -> ResponseReturnValue:
    scope.get(Person, person_id, authority_id())
    # The reasons of an exemption may be about somebody's health.
    with transaction():
        record("person:viewed", by=officer().actor, subject=f"person:{person_id}")
    return render_template(
        "training/person.html",
        person=scope.get(Person, person_id, authority_id()),
        record=queries.record_of(person_id),
        back_url=url_for("people.show", person_id=person_id),
    )


@blueprint.route("/people/<int:person_id>/completions/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def new_completion(person_id: int) -> ResponseReturnValue:
    person = scope.get(Person, person_id, authority_id())
    form = CompletionForm()
    form.version.choices = version_choices(queries.versions_given(authority_id()))
    if form.validate_on_submit():
        assert form.completed_on.data is not None
        facts = actions.CompletionFacts(
            completed_on=form.completed_on.data,
            score=form.score.data,
            result=said(form.result.data),
            certificate_number=form.certificate_number.data or "",
            evidence=form.evidence.data or "",
        )
        version_id = int(form.version.data)
        if done(
            form,
            lambda: actions.record_completion(person_id, version_id, facts, by=officer(), on=clock.today()),
        ):
            flash("The completion was recorded.", "success")
            return _to(person_id)
    return _page("training/new_completion.html", form, person_id, person=person)


@blueprint.route("/people/<int:person_id>/exemptions/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def new_exemption(person_id: int) -> ResponseReturnValue:
    person = scope.get(Person, person_id, authority_id())
    form = ExemptionForm(data={"from_on": clock.today()})
    titles = queries.modules(authority_id(), clock.today())
    form.module.choices = [choice(key, title) for key, title in titles.items()]
    if form.validate_on_submit():
        from_on, until_on = form.from_on.data, form.until_on.data
        assert from_on is not None
        assert until_on is not None
        if done(
            form,
            lambda: actions.exempt(
                person_id,
                form.module.data or "",
                from_on=from_on,
                until_on=until_on,
                reason=form.reason.data or "",
                by=officer(),
                on=clock.today(),
            ),
        ):
            flash("The exemption was recorded.", "success")
            return _to(person_id)
    return _page("training/new_exemption.html", form, person_id, person=person)


@blueprint.route("/people/<int:person_id>/recognitions/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def find_partner(person_id: int) -> ResponseReturnValue:
    """Look for a completion at partner authorities, by the certificate's number and our date of birth."""
    person = scope.get(Person, person_id, authority_id())
    form = CertificateForm()
    if form.validate_on_submit():
        number = form.certificate_number.data or ""
        found = _partners(person_id, number)
        if any(not one.recognised for one in found):
            recognition = RecognitionForm(formdata=None, data={"certificate_number": number})
            return _recognition_page(recognition, person_id, found)
        form.certificate_number.errors = [
            "This completion was recognised for this person already"
            if found
            else "No completion of a partner authority has this number and this person's date of birth"
        ]
    return _page("training/find_partner.html", form, person_id, person=person)


@blueprint.post("/people/<int:person_id>/recognitions")
@needs(Permission.MANAGE_TRAINING)
def recognise(person_id: int) -> ResponseReturnValue:
    scope.get(Person, person_id, authority_id())
    form = RecognitionForm()
    number = form.certificate_number.data or ""
    if not number:
        return redirect(url_for("training.people.find_partner", person_id=person_id))
    found = _partners(person_id, number)
    _offer(form, found)
    if form.validate_on_submit() and done(
        form,
        lambda: recognising.recognise(
            person_id,
            int(form.completion.data),
            certificate_number=number,
            reason=form.reason.data or "",
            by=officer(),
            on=clock.today(),
        ),
    ):
        flash("The completion was recognised, and counts for this person now.", "success")
        return _to(person_id)
    return _recognition_page(form, person_id, found)


def _partners(person_id: int, number: str) -> list[recognising.PartnerCompletion]:
    with transaction():
        return recognising.find_partner_completions(person_id, number, by=officer(), on=clock.today())


def _offer(form: RecognitionForm, found: list[recognising.PartnerCompletion]) -> None:
    form.completion.choices = [
        choice(
            str(one.completion_id),
            f"{one.course}, {one.authority}, {one.completed_on.day} {one.completed_on:%B %Y}",
            "The name held there agrees"
            if one.names_agree
            else "Another name is held there: ask that authority",
        )
        for one in found
        if not one.recognised
    ]


def _recognition_page(
    form: RecognitionForm, person_id: int, found: list[recognising.PartnerCompletion]
) -> ResponseReturnValue:
    _offer(form, found)
    person = scope.get(Person, person_id, authority_id())
    action = url_for("training.people.recognise", person_id=person_id)
    return _page("training/recognise.html", form, person_id, person=person, form_action=action)


@blueprint.route("/completions/<int:completion_id>/void", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def void(completion_id: int) -> ResponseReturnValue:
    """Say that a completion was recorded in error."""
    completion = scope.get(Completion, completion_id, authority_id())
    if completion.voided_at is not None:
        raise NotPossibleNow("This completion was marked as recorded in error already.")
    person_id = completion.person_id
    form = ReasonForm()
    if form.validate_on_submit() and done(
        form,
        lambda: actions.void_completion(completion_id, reason=form.reason.data or "", by=officer()),
    ):
        flash("The completion was marked as recorded in error. It counts no longer.", "success")
        return _to(person_id)
    return _page("training/void.html", form, person_id, completion=completion, person=completion.person)


@blueprint.route("/exemptions/<int:exemption_id>/end", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def end_exemption(exemption_id: int) -> ResponseReturnValue:
    """Take an exemption back."""
    exemption = scope.get(Exemption, exemption_id, authority_id())
    if exemption.ended_at is not None:
        raise NotPossibleNow("This exemption was taken back already.")
    person_id = exemption.person_id
    form = ReasonForm()
    if form.validate_on_submit() and done(
        form,
        lambda: actions.end_exemption(exemption_id, reason=form.reason.data or "", by=officer()),
    ):
        flash("The exemption was taken back. It counts no longer.", "success")
        return _to(person_id)
    person = scope.get(Person, person_id, authority_id())
    titles = queries.modules(authority_id(), clock.today())
    return _page(
        "training/end_exemption.html", form, person_id, exemption=exemption, person=person, titles=titles
    )


def _page(template: str, form: Form, person_id: int, **more: Any) -> ResponseReturnValue:
    back_url = url_for("training.people.show", person_id=person_id)
    return render_template(template, form=form, back_url=back_url, **more), 400 if form.errors else 200


def _to(person_id: int) -> ResponseReturnValue:
    return redirect(url_for("training.people.show", person_id=person_id))
