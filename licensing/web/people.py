"""People: finding them, and everything held about one, in time order."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from licensing.applications import lifecycle
from licensing.applications import queries as applications
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.concerns import queries as concerns
from licensing.concerns.models import DOORS
from licensing.db import db, transaction
from licensing.decisions import queries as decisions
from licensing.decisions.lifecycle import STATES as DECISION_STATES
from licensing.decisions.models import KINDS as DECISION_KINDS
from licensing.duties import queries as duties
from licensing.errors import BadInput, NotFound
from licensing.register import interests, photographs
from licensing.register import lifecycle as licences
from licensing.register.models import LICENCE_KINDS, NUMBER_KINDS, Person, Photograph
from licensing.register.operator_use_models import MEMBERS
from licensing.register.queries import find
from licensing.training import queries as training
from licensing.web.access import authority_id, needs, officer
from licensing.web.duty_rows import rows
from licensing.web.forms import FileField, Form, Required, SearchField, pressed
from licensing.web.history import history
from licensing.web.working_links import links_of

blueprint = Blueprint("people", __name__, url_prefix="/people")

MOST_FOUND = 50


class SearchForm(Form):
    """What to look for. Posted, not put in the address: a name in an address stays in histories and logs."""

    q = SearchField("Name, licence number or badge number", render_kw={"width": 20})


@blueprint.route("", methods=["GET", "POST"])
@needs(Permission.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    form = SearchForm()
    words = (form.q.data or "") if form.validate_on_submit() else ""
    found = find(authority_id(), words, MOST_FOUND) if words else []
    return render_template(
        "people/index.html",
        form=form,
        found=found,
        words=words,
        most=MOST_FOUND,
        kinds=LICENCE_KINDS,
        shown=licences.shown,
    )


@blueprint.get("/<int:person_id>")
@needs(Permission.SEE_PEOPLE)
def show(person_id: int) -> ResponseReturnValue:
    scope.get(Person, person_id, authority_id())
    with transaction():
        record("person:viewed", by=officer().actor, subject=f"person:{person_id}")
    return _shown(person_id)


@blueprint.post("/<int:person_id>/numbers")
@needs(Permission.SEE_NUMBERS)
def numbers(person_id: int) -> ResponseReturnValue:
    """The identity numbers in full: by a press, which is recorded, and never in an address."""
    person = scope.get(Person, person_id, authority_id())
    pressed()
    kinds = sorted({held.kind for held in person.numbers})
    with transaction():
        record("person:numbers-viewed", by=officer().actor, subject=f"person:{person_id}", kinds=kinds)
    return _shown(person_id, in_full=True)


def _shown(person_id: int, *, in_full: bool = False) -> ResponseReturnValue:
    person = scope.get(Person, person_id, authority_id())
    may_see_applications = officer().may(Permission.SEE_APPLICATIONS)
    their_applications = applications.of_person(person_id, authority_id()) if may_see_applications else []
    their_decisions = decisions.of_person(person_id, authority_id()) if may_see_applications else []
    owed = list(duties.of_subject(authority_id(), f"person:{person_id}"))
    return render_template(
        "people/show.html",
        person=person,
        in_full=in_full,
        kinds=LICENCE_KINDS,
        number_kinds=NUMBER_KINDS,
        shown=licences.shown,
        applications=their_applications,
        application_states=lifecycle.STATES,
        decisions=their_decisions,
        decision_kinds=DECISION_KINDS,
        decision_states=DECISION_STATES,
        duties=rows(owed),
        has_photograph=_newest_photograph(person_id) is not None,
        training=training.record_of(person_id) if officer().may(Permission.SEE_TRAINING) else None,
        **_concerns(person_id),
        **_vehicles_and_operators(person),
        events=history(person, their_applications, their_decisions),
    )


def _vehicles_and_operators(person: Person) -> dict[str, object]:
    """What the person drives, keeps and answers for, for who may look at vehicles."""
    if not officer().may(Permission.SEE_VEHICLES):
        return {}
    return {
        "links": links_of(person),
        "vehicles_kept": interests.vehicles_kept_by(person),
        "operators_answered_for": interests.operators_answered_for_by(person),
        "member_roles": MEMBERS,
    }


def _concerns(person_id: int) -> dict[str, object]:
    """What came in about the person, and what other authorities sent, for who may look at it."""
    if not officer().may(Permission.SEE_CONCERNS):
        return {}
    return {
        "doors": DOORS,
        "information": concerns.information_about(person_id, authority_id()),
        "received_concerns": concerns.received_about(person_id, authority_id()),
    }


class PhotographForm(Form):
    """A photograph."""

    photograph = FileField(
        "Upload a photograph",
        [Required("Choose a file")],
        description="A JPEG, PNG or WebP picture of at most 8 megabytes. "
        "Where and with what it was taken is removed from the file",
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )


@blueprint.route("/<int:person_id>/photograph/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_PEOPLE)
def add_photograph(person_id: int) -> ResponseReturnValue:
    person = scope.get(Person, person_id, authority_id())
    form = PhotographForm()
    if form.validate_on_submit():
        try:
            content = form.photograph.data.read(photographs.LARGEST_BYTES + 1)
            with transaction():
                photographs.store(scope.get(Person, person_id, authority_id()), content, by=officer())
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The photograph has been stored.", "success")
            return redirect(url_for("people.show", person_id=person_id))
    return render_template(
        "people/photograph.html",
        form=form,
        person=person,
        back_url=url_for("people.show", person_id=person_id),
    ), 400 if form.errors else 200


@blueprint.get("/<int:person_id>/photograph")
@needs(Permission.SEE_PEOPLE)
def photograph(person_id: int) -> ResponseReturnValue:
    scope.get(Person, person_id, authority_id())
    newest = _newest_photograph(person_id)
    if newest is None:
        raise NotFound("There is no photograph of this person.")
    return Response(
        newest.content,
        mimetype=newest.media_type,
        headers={"Last-Modified": newest.stored_at.strftime("%a, %d %b %Y %H:%M:%S GMT")},
    )


def _newest_photograph(person_id: int) -> Photograph | None:
    return db.session.scalar(
        select(Photograph)
        .where(Photograph.person_id == person_id, Photograph.authority_id == authority_id())
        .order_by(Photograph.id.desc())
        .limit(1)
    )
