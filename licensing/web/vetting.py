"""Vetting that is kept up to date: a person's page, what is due in the authority, what the DVLA says of a vehicle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.concerns import queries as concerns
from licensing.db import transaction
from licensing.duties import queries as duties
from licensing.errors import NotFound, NotPossibleNow
from licensing.national_register.actions import officer_name
from licensing.policy.vetting import Watch
from licensing.register.models import Person
from licensing.register.vehicle_models import Vehicle
from licensing.suitability import asking, services, vetting, vetting_queries
from licensing.suitability.findings import findings
from licensing.suitability.standing import OPEN_STATES, Standing
from licensing.suitability.vetting_models import DBS, DVLA, SERVICES, VettingRecord
from licensing.suitability.vetting_queries import Vetted
from licensing.web.access import authority_id, needs, officer
from licensing.web.applications import PER_PAGE, Pagination, page_asked
from licensing.web.asking import done
from licensing.web.duty_rows import rows
from licensing.web.forms import Form, choice, pressed
from licensing.web.forms.vetting import ConsentForm, DueFilter, SeenForm, VoidForm

blueprint = Blueprint("vetting", __name__, url_prefix="/vetting")

OUTCOMES = {
    "BLANK_NO_NEW_INFO": "The certificate was clear, and there is nothing new",
    "NON_BLANK_NO_NEW_INFO": "The certificate had content, and there is nothing new",
    "NEW_INFO": "Something has changed: a new certificate is needed",
    "NO_MATCH_FOUND": "Number, surname and date of birth do not fit together: nothing was checked",
    "refused": "The service called the question malformed: nothing was checked",
    "not-found": "The DVLA holds no vehicle of this mark",
    "found": "Answered",
}


@dataclass(frozen=True)
class Line:
    """One licence holder with what is due of them, the gravest first."""

    person_id: int
    licence_number: str
    standings: Sequence[Standing]


@blueprint.get("")
@needs(Permission.WATCH_VETTING)
def index() -> ResponseReturnValue:
    today = clock.today()
    policies = vetting_queries.policies_of(authority_id(), today)
    everybody = vetting_queries.of_authority(authority_id(), today)
    form = DueFilter()
    watches = [one for one in policies.vetting.about("person") if not one.renews]
    form.what.choices = [choice("", "Everything"), *(choice(one.key, one.title) for one in watches)]
    form.state.choices = [
        choice("", "Everything due"),
        *(choice(one, one.capitalize()) for one in OPEN_STATES),
    ]
    wanted = form.what.data or "", form.state.data or ""
    lines = _lines(everybody, *wanted)
    page = page_asked()
    shown = lines[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "vetting/index.html",
        form=form,
        lines=shown,
        names=vetting_queries.names_of({one.person_id for one in shown}),
        counts=_counts(watches, everybody),
        holders=len(everybody),
        waiting=vetting_queries.waiting_count(authority_id()),
        set_up={SERVICES[one]: services.is_set_up(one) for one in (DBS, DVLA)},
        pagination=Pagination(page, len(lines)),
    )


def _lines(everybody: Sequence[Vetted], what: str, state: str) -> list[Line]:
    """Who has anything due: the gravest and the longest overdue first."""
    found = []
    for vetted in everybody:
        due = [
            one
            for one in vetted.standings
            if one.is_open and what in ("", one.watch.key) and state in ("", one.state)
        ]
        if due:
            found.append(Line(vetted.person_id, vetted.licence_number, sorted(due, key=_gravity)))
    return sorted(found, key=lambda line: (_gravity(line.standings[0]), line.person_id))


def _gravity(one: Standing) -> tuple[int, date]:
    return OPEN_STATES.index(one.state), one.due_on or date.max


def _counts(watches: Sequence[Watch], everybody: Sequence[Vetted]) -> list[tuple[Watch, dict[str, int]]]:
    counts = {one.key: dict.fromkeys(OPEN_STATES, 0) for one in watches}
    for vetted in everybody:
        for standing in vetted.standings:
            if standing.state in OPEN_STATES:
                counts[standing.watch.key][standing.state] += 1
    return [(one, counts[one.key]) for one in watches]


@blueprint.get("/people/<int:person_id>")
@needs(Permission.SEE_APPLICATIONS)
def show(person_id: int) -> ResponseReturnValue:
    scope.get(Person, person_id, authority_id())
    with transaction():
        record("vetting:viewed", by=officer().actor, subject=f"person:{person_id}")
    person = scope.get(Person, person_id, authority_id())
    today = clock.today()
    policies = vetting_queries.policies_of(authority_id(), today)
    return render_template(
        "vetting/person.html",
        person=person,
        vetted=vetting_queries.of_person(person, today),
        watches={one.key: one for one in policies.vetting.about("person")},
        points_flag=policies.common.points_flag,
        records=vetting_queries.records_of(person_id, authority_id()),
        consent=vetting_queries.consent_of(person_id, authority_id()),
        question=vetting_queries.last_question(authority_id(), person_id=person_id),
        outcomes=OUTCOMES,
        is_set_up=services.is_set_up(DBS),
        duties=rows(duties.of_subject(authority_id(), f"person:{person_id}")),
        reports=_self_reports(person_id),
        name_of=officer_name,
        back_url=url_for("people.show", person_id=person_id),
    )


def _self_reports(person_id: int) -> list[Any]:
    """What the licensee reported of arrests, charges and convictions, for who may look at it (rule R55)."""
    if not officer().may(Permission.SEE_CONCERNS):
        return []
    found = concerns.information_about(person_id, authority_id())
    return [one for one in found if one.door == "self-report"]


@blueprint.route("/people/<int:person_id>/records/<kind>/new", methods=["GET", "POST"])
@needs(Permission.WATCH_VETTING)
def new(person_id: int, kind: str) -> ResponseReturnValue:
    """Record what was seen of one thing."""
    scope.get(Person, person_id, authority_id())
    watch = vetting_queries.policies_of(authority_id(), clock.today()).vetting.watch(kind)
    if watch is None or watch.about != "person":
        raise NotFound("This is not among what is kept up to date.")
    form = SeenForm(data={"seen_on": clock.today()})
    form.ask_about(watch)
    if form.validate_on_submit():
        facts = vetting.SeenFacts(
            kind=watch.key,
            result=form.result.data or "",
            seen_on=form.seen_on.data,
            issued_on=form.issued_on.data if form.issued_on else None,
            until_on=form.until_on.data if form.until_on else None,
            points=form.points.data if form.points else None,
            reference=(form.reference.data or "") if form.reference else "",
            note=form.note.data or "",
        )
        if done(form, lambda: vetting.record_seen(person_id, facts, by=officer())):
            flash(f"{watch.title}: recorded.", "success")
            return _to(person_id)
    return _page("vetting/new.html", form, person_id, watch=watch)


@blueprint.route("/records/<int:record_id>/void", methods=["GET", "POST"])
@needs(Permission.WATCH_VETTING)
def void(record_id: int) -> ResponseReturnValue:
    """Say that a record was made in error."""
    held = scope.get(VettingRecord, record_id, authority_id())
    if held.voided_at is not None:
        raise NotPossibleNow("This record was marked as made in error already.")
    if held.recorded_by_id is None:
        raise NotPossibleNow("What a service said was not made in error here.")
    person_id, form = held.person_id, VoidForm()
    if form.validate_on_submit() and done(
        form, lambda: vetting.void(record_id, reason=form.reason.data or "", by=officer())
    ):
        flash("The record was marked as made in error. It counts no longer.", "success")
        return _to(person_id)
    return _page("vetting/void.html", form, person_id)


@blueprint.route("/people/<int:person_id>/consent", methods=["GET", "POST"])
@needs(Permission.WATCH_VETTING)
def consent(person_id: int) -> ResponseReturnValue:
    """Record consent to status checks of a certificate."""
    person = scope.get(Person, person_id, authority_id())
    current = [one for one in person.names if one.kind == "current"]
    form = ConsentForm(data={"given_on": clock.today(), "surname": current[-1].last if current else ""})
    if form.validate_on_submit():
        facts = vetting.ConsentFacts(
            form.number.data or "",
            form.surname.data or "",
            form.given_on.data,
            bool(form.same_workforce.data),
        )
        if done(form, lambda: vetting.record_consent(person_id, facts, by=officer())):
            flash("The consent was recorded.", "success")
            return _to(person_id)
    return _page("vetting/consent.html", form, person_id, is_set_up=services.is_set_up(DBS))


@blueprint.post("/people/<int:person_id>/consent/end")
@needs(Permission.WATCH_VETTING)
def end_consent(person_id: int) -> ResponseReturnValue:
    scope.get(Person, person_id, authority_id())
    pressed()
    with transaction():
        vetting.end_consent(person_id, by=officer())
    flash("The consent was ended. The Update Service is not asked any more.", "success")
    return _to(person_id)


@blueprint.post("/people/<int:person_id>/ask")
@needs(Permission.WATCH_VETTING)
def ask(person_id: int) -> ResponseReturnValue:
    scope.get(Person, person_id, authority_id())
    pressed()
    with transaction():
        asking.ask_about_person(person_id, by=officer())
    flash("The Update Service is being asked. Look again in a minute.", "success")
    return _to(person_id)


@blueprint.get("/vehicles/<int:vehicle_id>")
@needs(Permission.SEE_VEHICLES)
def vehicle(vehicle_id: int) -> ResponseReturnValue:
    found = scope.get(Vehicle, vehicle_id, authority_id())
    subject = found.subject
    with transaction():
        record("vetting:viewed", by=officer().actor, subject=subject)
    found = scope.get(Vehicle, vehicle_id, authority_id())
    return render_template(
        "vetting/vehicle.html",
        vehicle=found,
        **vehicle_panel(found),
        duties=rows(duties.of_subject(authority_id(), subject)),
        back_url=url_for("vetting.index")
        if officer().may(Permission.WATCH_VETTING)
        else url_for("home.show"),
    )


def vehicle_panel(vehicle: Vehicle) -> dict[str, Any]:
    """What vetting/_vehicle.html shows of a vehicle, there or on the vehicle's own page."""
    enquiries = vetting_queries.enquiries_about(vehicle.id, vehicle.authority_id)
    return {
        "enquiries": enquiries,
        "findings": findings(enquiries[0], vehicle, clock.today()) if enquiries else [],
        "question": vetting_queries.last_question(vehicle.authority_id, vehicle_id=vehicle.id),
        "outcomes": OUTCOMES,
        "is_set_up": services.is_set_up(DVLA),
    }


@blueprint.post("/vehicles/<int:vehicle_id>/ask")
@needs(Permission.WATCH_VETTING)
def ask_dvla(vehicle_id: int) -> ResponseReturnValue:
    scope.get(Vehicle, vehicle_id, authority_id())
    pressed()
    with transaction():
        asking.ask_about_vehicle(vehicle_id, by=officer())
    flash("The DVLA is being asked. Look again in a minute.", "success")
    return redirect(url_for("vetting.vehicle", vehicle_id=vehicle_id))


def _page(template: str, form: Form, person_id: int, **more: Any) -> ResponseReturnValue:
    person = scope.get(Person, person_id, authority_id())
    back_url = url_for("vetting.show", person_id=person_id)
    return render_template(
        template, form=form, person=person, back_url=back_url, **more
    ), 400 if form.errors else 200


def _to(person_id: int) -> ResponseReturnValue:
    return redirect(url_for("vetting.show", person_id=person_id))
