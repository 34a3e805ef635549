"""A person's convictions, and the earliest day on which the guidance would consider a licence: advice, as it says."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Length, NumberRange, Optional

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register.actions import officer_name
from licensing.policy.model import Policy
from licensing.policy.queries import policy_in_force
from licensing.register.models import Person
from licensing.suitability import convictions_recording as convictions
from licensing.suitability.convictions_models import SOURCES, Conviction
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import (
    DateInputField,
    Form,
    IntegerField,
    RadioField,
    Required,
    SelectField,
    StringField,
    TextAreaField,
    choice,
)

blueprint = Blueprint("convictions", __name__, url_prefix="/people/<int:person_id>/convictions")


@blueprint.get("")
@needs(Permission.SEE_APPLICATIONS)
def show(person_id: int) -> ResponseReturnValue:
    scope.get(Person, person_id, authority_id())
    with transaction():
        record("conviction:viewed", by=officer().actor, subject=f"person:{person_id}")
    return render_template(
        "convictions/show.html",
        person=scope.get(Person, person_id, authority_id()),
        convictions=convictions.of_person(person_id, authority_id(), _policy()),
        sources=SOURCES,
        name_of=officer_name,
        back_url=url_for("people.show", person_id=person_id),
    )


def _policy() -> Policy:
    return policy_in_force(officer().authority.gss_code or "", clock.today())


class ConvictionForm(Form):
    """One conviction, as the officer sees it in its source."""

    offence = SelectField("Kind of offence", [Required("Choose the kind of offence")], choices=[])
    words = TextAreaField(
        "Offence",
        [Required("Enter the offence as the source names it")],
        description="As the source names it",
        render_kw={"rows": 2},
    )
    offence_on = DateInputField("Day of the offence", [], called="The day of the offence")
    convicted_on = DateInputField(
        "Day of the conviction",
        [Required("Enter the day of the conviction")],
        called="The day of the conviction",
    )
    sentence = TextAreaField("Sentence", render_kw={"rows": 2})
    sentence_completed_on = DateInputField(
        "Day on which the whole sentence was completed, or will be",
        [],
        called="The day on which the sentence was completed",
        description="The last day of all that was ordered: prison, licence, suspension, community order. Leave it "
        "empty if it is not known: no earliest day is then given",
    )
    disqualified = RadioField(
        "Was the person disqualified from driving?",
        [Required("Say whether there was a driving ban")],
        choices=[choice("no", "No"), choice("yes", "Yes")],
    )
    ban_ends_on = DateInputField("If so, day on which the ban ended or ends", [], called="The end of the ban")
    points = IntegerField(
        "Penalty points for it that are on the driving licence now",
        [Optional(), NumberRange(0, 99, "Points must be a number from 0 to 99")],
        description="Leave it empty if there are none",
        render_kw={"width": 2},
    )
    source = RadioField(
        "Where did you see this?",
        [Required("Choose where this was seen")],
        choices=[choice(key, words) for key, words in SOURCES.items()],
    )
    source_reference = StringField(
        "Reference",
        [Length(max=100, message="Use at most 100 characters")],
        description="A certificate’s or a letter’s own number, if it has one",
        render_kw={"width": 20, "spellcheck": False},
    )
    seen_on = DateInputField(
        "When did you see it?", [Required("Enter the day you saw it")], called="The day you saw it"
    )


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def new(person_id: int) -> ResponseReturnValue:
    person = scope.get(Person, person_id, authority_id())
    form = ConvictionForm(data={"seen_on": clock.today()})
    form.offence.choices = [choice("", "Choose one"), *_kinds()]
    if form.validate_on_submit():
        try:
            with transaction():
                convictions.record_conviction(person_id, _facts(form), by=officer(), on=clock.today())
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The conviction has been recorded.", "success")
            return redirect(url_for("convictions.show", person_id=person_id))
    return _page("convictions/new.html", form, person_id, person=person)


def _kinds() -> list[Any]:
    return [choice(one.key, one.title) for one in _policy().offences]


def _facts(form: ConvictionForm) -> convictions.ConvictionFacts:
    return convictions.ConvictionFacts(
        offence=form.offence.data or "",
        words=form.words.data or "",
        offence_on=form.offence_on.data,
        convicted_on=form.convicted_on.data or date.max,
        sentence=form.sentence.data or "",
        sentence_completed_on=form.sentence_completed_on.data,
        disqualified=form.disqualified.data == "yes",
        ban_ends_on=form.ban_ends_on.data,
        points=form.points.data or 0,
        source=form.source.data or "",
        source_reference=form.source_reference.data or "",
        seen_on=form.seen_on.data or date.max,
    )


class VoidForm(Form):
    """Why a conviction should not have been recorded."""

    reason = TextAreaField("What was wrong?", [Required("Say what was wrong")], render_kw={"rows": 3})


@blueprint.route("/<int:conviction_id>/void", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def void(person_id: int, conviction_id: int) -> ResponseReturnValue:
    """Say that a conviction was recorded in error."""
    conviction = scope.get(Conviction, conviction_id, authority_id())
    if conviction.person_id != person_id:
        raise NotFound("This conviction is of somebody else.")
    if conviction.voided_at is not None:
        raise NotPossibleNow("This conviction was marked as recorded in error already.")
    form = VoidForm()
    if form.validate_on_submit():
        with transaction():
            convictions.void_conviction(conviction_id, reason=form.reason.data or "", by=officer())
        flash("The conviction was marked as recorded in error. It counts no longer.", "success")
        return redirect(url_for("convictions.show", person_id=person_id))
    person = scope.get(Person, person_id, authority_id())
    return _page("convictions/void.html", form, person_id, person=person, conviction=conviction)


def _page(template: str, form: Form, person_id: int, **more: Any) -> ResponseReturnValue:
    back_url = url_for("convictions.show", person_id=person_id)
    return render_template(template, form=form, back_url=back_url, **more), 400 if form.errors else 200
