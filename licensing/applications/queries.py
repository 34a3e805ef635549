"""Reading applications, and putting together all that a case shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from licensing import clock
from licensing.applications import checks
from licensing.applications.lifecycle import STATES
from licensing.applications.models import Application
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import Reason
from licensing.national_register import adjudicating, notices
from licensing.national_register import checks as register_checks
from licensing.national_register.actions import gateway
from licensing.national_register.correspondence_models import ChangeNotice
from licensing.national_register.models import (
    Adjudication,
    InformationRequest,
    SearchCandidate,
    SearchReceipt,
)
from licensing.policy.model import Policy, Requirement
from licensing.policy.queries import policy_in_force
from licensing.register.models import Person, Photograph
from licensing.register.queries import as_value, identity_of
from licensing.suitability import checks as suitability
from licensing.suitability.models import Evidence
from licensing.training import queries as training

SAFEGUARDING, MODULES, PHOTOGRAPH = "safeguarding-training", "new-driver-modules", "photograph"


def by_state(authority_id: int) -> dict[str, int]:
    """How many of an authority's applications are in each state, every state named."""
    rows = db.session.execute(
        select(Application.state, func.count())
        .where(Application.authority_id == authority_id)
        .group_by(Application.state)
    )
    counted = dict(rows.all())
    return {state: counted.get(state, 0) for state in STATES}


def listed(
    authority_id: int, *, state: str = "", page: int = 1, per_page: int = 25
) -> tuple[Sequence[Application], int]:
    """A page of an authority's applications, the newest first, and how many there are in all."""
    query = scope.within(Application, authority_id).options(
        selectinload(Application.person).selectinload(Person.names), selectinload(Application.case_officer)
    )
    if state:
        query = query.where(Application.state == state)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.order_by(Application.id.desc()).limit(per_page).offset((page - 1) * per_page)
    ).all()
    return rows, total


def of_person(person_id: int, authority_id: int) -> Sequence[Application]:
    """A person's applications to an authority, the newest first."""
    return db.session.scalars(
        scope.within(Application, authority_id)
        .where(Application.person_id == person_id)
        .order_by(Application.id.desc())
    ).all()


@dataclass(frozen=True)
class Case:
    """Everything a case page shows, and what a determination is checked against."""

    application: Application
    policy: Policy
    items: Sequence[suitability.Item]
    receipt: SearchReceipt | None
    requests: dict[str, InformationRequest]
    identity: str
    # What was told since of changes of the entries that were asked about.
    notices: Sequence[ChangeNotice] = ()

    def request_about(self, candidate: SearchCandidate) -> InformationRequest | None:
        """The request made about a candidate's entry, if any."""
        return self.requests.get(candidate.entry_ref)


def case(application: Application, *, at: datetime | None = None) -> Case:
    """Put a received application's case together as it stands at a moment (UTC)."""
    at = at or clock.now()
    on = clock.london_date(at)
    policy = policy_in_force(application.authority.gss_code or "", on)
    requirements = applicable(application, policy)
    assert application.person is not None
    asked = _requests(application)
    return Case(
        application=application,
        policy=policy,
        items=suitability.checklist(requirements, _seen(application, policy, requirements, on), on),
        receipt=newest_receipt(application),
        requests=asked,
        identity=identity_of(as_value(application.person)),
        notices=notices.about(asked, application.authority_id) if asked else (),
    )


def applicable(application: Application, policy: Policy) -> list[Requirement]:
    """The requirements of the policy that apply to this application's circumstances."""
    holds = {
        "has-limited-leave": application.limited_leave,
        "lived-abroad": application.lived_abroad,
        "first-licence": application.first_licence,
        "not-first-licence": not application.first_licence,
    }
    return [
        one
        for one in policy.requirements(application.kind, application.licence_kind)
        if one.condition is None or holds[one.condition]
    ]


def newest_receipt(application: Application) -> SearchReceipt | None:
    """The newest search made for an application."""
    return db.session.scalar(
        select(SearchReceipt)
        .where(
            SearchReceipt.application_ref == application.ref,
            SearchReceipt.authority_id == application.authority_id,
        )
        .order_by(SearchReceipt.searched_at.desc(), SearchReceipt.id.desc())
        .limit(1)
    )


def prepared_by(application: Application) -> set[int]:
    """The officers who prepared a case: its case officer, and whoever saw evidence, searched, adjudicated or asked."""
    searches = select(SearchReceipt.officer_id).where(SearchReceipt.application_ref == application.ref)
    words = (
        select(Adjudication.officer_id)
        .join(SearchReceipt, SearchReceipt.person_ref == Adjudication.person_ref)
        .where(
            SearchReceipt.application_ref == application.ref,
            Adjudication.said_at >= SearchReceipt.searched_at,
        )
    )
    seen = select(Evidence.seen_by_id).where(Evidence.application_ref == application.ref)
    asked = select(InformationRequest.sent_by_id).where(InformationRequest.application_ref == application.ref)
    officers = {
        officer_id for query in (searches, words, seen, asked) for officer_id in db.session.scalars(query)
    }
    return officers | ({application.case_officer_id} if application.case_officer_id else set())


def case_requests(application: Application) -> Sequence[InformationRequest]:
    """The written requests made for an application."""
    return db.session.scalars(
        scope.within(InformationRequest, application.authority_id).where(
            InformationRequest.application_ref == application.ref
        )
    ).all()


def _requests(application: Application) -> dict[str, InformationRequest]:
    return {row.entry_ref: row for row in case_requests(application)}


def evidence_of(application: Application) -> Sequence[Evidence]:
    """Every item of evidence recorded for an application, the newest first."""
    return db.session.scalars(
        scope.within(Evidence, application.authority_id)
        .where(Evidence.application_ref == application.ref)
        .order_by(Evidence.id.desc())
    ).all()


def _seen(
    application: Application, policy: Policy, requirements: Sequence[Requirement], on: date
) -> dict[str, suitability.Seen]:
    seen: dict[str, suitability.Seen] = {}
    by_key = {one.key: one for one in requirements}
    names = db.session.execute(
        select(Officer.id, Officer.name).where(Officer.authority_id == application.authority_id)
    )
    officers = dict(names.all())
    for row in evidence_of(application):
        requirement = by_key.get(row.requirement)
        if requirement is None or row.requirement in seen:
            continue
        option = next((one for one in requirement.results if one.key == row.result), None)
        seen[row.requirement] = suitability.Seen(
            row.result,
            bool(option and option.satisfies),
            option.label if option else row.result,
            row.good_until,
            row.reference,
            row.seen_on,
            officers.get(row.seen_by_id, ""),
            row.note,
        )
    assert application.person_id is not None
    months = policy.training_valid_months.value
    if SAFEGUARDING in by_key:
        standing = training.standing(application.person_id, "safeguarding", valid_months=months, on=on)
        if standing.in_date or standing.exempt or standing.completed_on:
            seen[SAFEGUARDING] = suitability.Seen(
                "in-date" if standing.in_date else "lapsed",
                standing.in_date or standing.exempt,
                standing.words,
                standing.good_until,
            )
    if MODULES in by_key:
        standings = training.standings(
            application.person_id, policy.modules.value, valid_months=months, on=on
        )
        passed = [one for one in standings if one.in_date or one.exempt]
        missing = ", ".join(one.module for one in standings if one not in passed)
        if passed:
            words = (
                f"All {len(standings)} passed"
                if not missing
                else f"{len(passed)} of {len(standings)} passed; missing: {missing}"
            )
            seen[MODULES] = suitability.Seen("passed", not missing, words)
    if PHOTOGRAPH in by_key:
        stored = db.session.scalar(
            select(func.max(Photograph.stored_at)).where(
                Photograph.person_id == application.person_id,
                Photograph.authority_id == application.authority_id,
            )
        )
        if stored:
            seen[PHOTOGRAPH] = suitability.Seen(
                "held", True, f"Held since {clock.london_date(stored):%-d %B %Y}"
            )
    return seen


def hits(case: Case) -> list[register_checks.Hit]:
    """The candidates of the newest search as the checks see them."""
    found = []
    for candidate in case.receipt.candidates if case.receipt else []:
        request = case.request_about(candidate)
        found.append(
            register_checks.Hit(
                name_of_authority=candidate.recording_authority.nice_name,
                another_authority=candidate.recording_authority_id != case.application.authority_id,
                same_person=candidate.adjudication.same_person if candidate.adjudication else None,
                requested=request is not None,
                replied=bool(request and request.received_on),
                overridden=bool(request and request.overridden_at),
                regard_recorded=bool(request and request.regard),
            )
        )
    return found


def _told(case: Case) -> list[register_checks.Told]:
    """The alerts about the applicant as the checks see them."""
    found = {one.entry_ref: one.entry_version for one in case.receipt.candidates} if case.receipt else {}
    authority_id = case.application.authority_id
    register = gateway(authority_id)
    alerts = adjudicating.about_person(case.application.person_id or 0, authority_id)
    return [
        register_checks.Told(
            name_of_authority=alert.recording_authority.nice_name,
            opened_at=alert.opened_at,
            is_open=alert.closed_at is None,
            found_by_the_search=found.get(alert.entry_ref, -1) >= alert.entry_version,
            still_held=register.entry(alert.entry_ref, authority_id) is not None,
        )
        for alert in alerts
    ]


def _changed(case: Case) -> list[register_checks.Changed]:
    """The changes told of entries that were answered about, as the checks see them."""
    return [
        register_checks.Changed(
            name_of_authority=notice.from_authority.nice_name,
            what=notice.what,
            changed_on=notice.changed_on,
            told_at=notice.recorded_at,
            regard_at=request.regard_at,
        )
        for notice in case.notices
        if (request := case.requests[notice.entry_ref]).received_on is not None
    ]


def missing(case: Case, outcome: str, *, at: datetime | None = None) -> list[Reason]:
    """Everything that is missing before an outcome ("grant" or "refuse"), all of it together."""
    at = at or clock.now()
    search = (
        register_checks.Searched(case.receipt.good_until, case.receipt.identity, hits(case))
        if case.receipt
        else None
    )
    application = case.application
    said = checks.contradictions(
        limited_leave=application.limited_leave,
        leave_continues=application.leave_continues,
        entitled_since=application.entitled_since,
        received_on=application.received_on,
        results={item.requirement.key: item.seen.result for item in case.items if item.seen},
    )
    return [
        *register_checks.unmet(search, identity=case.identity, at=at),
        *register_checks.unmet_alerts(_told(case), case.receipt.searched_at if case.receipt else None),
        *register_checks.unmet_changes(_changed(case)),
        *suitability.unmet(case.items, outcome),
        *(said if outcome == "grant" else ()),
    ]


def mine(officer_id: int, authority_id: int) -> Sequence[Application]:
    """The applications that an officer is taking or preparing, the oldest first."""
    return db.session.scalars(
        scope.within(Application, authority_id)
        .where(Application.case_officer_id == officer_id, Application.state.in_(("draft", "open")))
        .order_by(Application.id)
    ).all()


def application_id_of(ref: str, authority_id: int) -> int:
    """The id of an authority's application by its reference."""
    return db.session.scalars(
        select(Application.id).where(Application.ref == ref, Application.authority_id == authority_id)
    ).one()
