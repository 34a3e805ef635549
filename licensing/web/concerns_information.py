"""The doors by which information about a driver comes in, and what is made of it."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.concerns import informing
from licensing.concerns.informing import InformationFacts
from licensing.concerns.models import CAME_HOW, CATEGORIES, DOORS, EVENTS, REVIEWED, Information
from licensing.db import transaction
from licensing.duties import queries as duties
from licensing.errors import BadInput, NotFound
from licensing.national_register.actions import officer_name
from licensing.register.models import Person
from licensing.register.queries import holder_of
from licensing.web.access import authority_id, needs, officer
from licensing.web.concerns_area import blueprint, identity_rows, in_order, line, looked_at
from licensing.web.concerns_forms import (
    FORMS,
    ContractForm,
    DoorForm,
    InformationForm,
    ReviewForm,
    SelfReportForm,
)
from licensing.web.duty_rows import rows


@blueprint.route("/information/new", methods=["GET", "POST"])
@needs(Permission.RAISE_CONCERNS)
def new_information() -> ResponseReturnValue:
    person = _person_asked()
    form = DoorForm()
    if form.validate_on_submit():
        return redirect(
            url_for("concerns.record_information", door=form.door.data, person=person.id if person else None)
        )
    return render_template(
        "concerns/door.html", form=form, person=person, back_url=_way_back(person)
    ), 400 if form.errors else 200


@blueprint.route("/information/new/<door>", methods=["GET", "POST"])
@needs(Permission.RAISE_CONCERNS)
def record_information(door: str) -> ResponseReturnValue:
    if door not in DOORS:
        raise NotFound("Information does not come in by such a door.")
    person = _person_asked()
    form = _form_for(door, person)
    if form.validate_on_submit():
        try:
            with transaction():
                made = informing.record_information(_facts(door, form, person), by=officer())
                information_id, concern_id = made.id, made.concern.id if made.concern else None
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The information has been recorded.", "success")
            if concern_id:
                return redirect(url_for("concerns.test", concern_id=concern_id))
            return redirect(url_for("concerns.information", information_id=information_id))
    person = _person_asked()
    return render_template(
        "concerns/new_information.html",
        form=form,
        door=door,
        door_words=DOORS[door],
        person=person,
        known=identity_rows(informing.identity_of(person)) if person else [],
        back_url=url_for("concerns.new_information", person=person.id if person else None),
    ), 400 if form.errors else 200


def _person_asked() -> Person | None:
    """The person from whose page one comes, if any: one of the officer's own authority."""
    number = request.args.get("person", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 9:
        raise NotFound("There is no such person.")
    return scope.get(Person, int(number), authority_id())


def _way_back(person: Person | None) -> str:
    return url_for("people.show", person_id=person.id) if person else url_for("concerns.index")


def _form_for(door: str, person: Person | None) -> InformationForm:
    today = clock.today()
    first = {"aware_on": today, "aware_by": officer().name, "reported_on": today}
    form = FORMS.get(door, InformationForm)(data=first)
    if door == "self-report":
        # A licensee reports to the authority that licensed them.
        del form.about
    if person:
        for part in ("names", "born", "address", "contact", "national_insurance", "gb_driver"):
            delattr(form, part)
    return form


def _facts(door: str, form: InformationForm, person: Person | None) -> InformationFacts:
    about = "own" if door == "self-report" else form.about.data or ""
    identity = form.identity
    person_id = person.id if person else None
    if about == "own" and person_id is None:
        person_id = holder_of(authority_id(), identity.licence_number or identity.badge_number)
    happened, reported = form.moments if isinstance(form, SelfReportForm) else (None, None)
    return InformationFacts(
        door=door,
        about=about,
        what=form.what.data or "",
        identity=identity,
        aware_on=form.aware_on.data or date.max,
        aware_by=form.aware_by.data or "",
        came_how=form.came_how.data or "",
        person_id=person_id,
        source_reference=form.source_reference.data or "",
        event=form.event.data or "" if isinstance(form, SelfReportForm) else "",
        category=form.category.data or "" if isinstance(form, SelfReportForm) else "",
        event_at=happened,
        reported_at=reported,
        contract_ended_on=form.contract_ended_on.data if isinstance(form, ContractForm) else None,
    )


@blueprint.get("/information/<int:information_id>")
@needs(Permission.SEE_CONCERNS)
def information(information_id: int) -> ResponseReturnValue:
    scope.get(Information, information_id, authority_id())
    looked_at("information:viewed", f"information:{information_id}")
    found = scope.get(Information, information_id, authority_id())
    return render_template(
        "concerns/information.html",
        information=found,
        words=found.words,
        identity=found.identity,
        known=identity_rows(found.identity),
        doors=DOORS,
        came_how=CAME_HOW,
        events=EVENTS,
        categories=CATEGORIES,
        reviewed=REVIEWED,
        duties=rows(duties.of_subject(authority_id(), f"information:{information_id}")),
        happened=_timeline(found),
        back_url=url_for("concerns.index"),
    )


def _timeline(found: Information) -> list[dict[str, object]]:
    return in_order(
        (
            line(found.event_at, EVENTS.get(found.event, "")),
            line(found.contract_ended_on, "The contract failed or ended"),
            line(found.reported_at, "The licensee reported it"),
            line(found.aware_on, "The authority became aware", by=found.aware_by),
            line(found.recorded_at, "Recorded", by=officer_name(found.recorded_by_id)),
            line(
                found.reviewed_at,
                f"Looked at: {REVIEWED.get(found.review_outcome, '').lower()}",
                by=officer_name(found.reviewed_by_id) if found.reviewed_by_id else "",
            ),
        )
    )


@blueprint.route("/information/<int:information_id>/review", methods=["GET", "POST"])
@needs(Permission.RAISE_CONCERNS)
def review(information_id: int) -> ResponseReturnValue:
    found = scope.get(Information, information_id, authority_id())
    form = ReviewForm()
    if form.validate_on_submit():
        try:
            with transaction():
                informing.review_information(
                    information_id,
                    outcome=form.outcome.data or "",
                    reasons=form.reasons.data or "",
                    by=officer(),
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("What is made of it has been recorded.", "success")
            return redirect(url_for("concerns.information", information_id=information_id))
        found = scope.get(Information, information_id, authority_id())
    return render_template(
        "concerns/review.html",
        form=form,
        information=found,
        back_url=url_for("concerns.information", information_id=information_id),
    ), 400 if form.errors else 200
