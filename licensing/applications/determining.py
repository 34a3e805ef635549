"""Granting and refusing: the decision on an application, in the caller's transaction.

Nothing here decides. A decision maker does; this refuses what may not lawfully be decided yet, and says all
that is missing at once.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from licensing import clock
from licensing.applications import checks, lifecycle, queries
from licensing.applications.models import Application, Determination
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.decisions.actions import later_grant, record_refusal
from licensing.decisions.checks import Immigration
from licensing.duties.actions import discharge
from licensing.errors import BadInput, NotAllowed, NotPossibleNow, Unlawful
from licensing.national_register.portal import withdraw_searches
from licensing.register import deadlines as terms
from licensing.register.actions import Term, grant_licence
from licensing.register.models import DriverLicence, Person
from licensing.suitability.vetting import after_grant


@dataclass(frozen=True)
class Grant:
    """What a decision maker enters to grant."""

    starts_on: date
    ends_on: date
    badge_number: str
    reasons: str
    fit_and_proper: bool
    term_reason: str = ""


@dataclass(frozen=True)
class Refusal:
    """What a decision maker enters to refuse."""

    limbs: Collection[str]
    reliance: str
    reasons: str
    # Of a refusal to renew (1976 Act s.61(1), (1A); R31, R32).
    grounds: Collection[str] = ()
    immigration: Immigration = field(default_factory=Immigration)


def grant(application_id: int, given: Grant, *, by: Officer) -> DriverLicence:
    """Grant a licence. Raises Unlawful with everything that is missing, BadInput with faults by field."""
    application, case = _to_determine(application_id, "grant", by)
    leave = terms.Leave(application.leave_ends_on, application.leave_continues)
    today = clock.today()
    faults = {}
    if given.starts_on < today:
        faults["starts_on"] = "A licence can't start before today"
    elif given.starts_on > today + terms.START_WITHIN:
        faults["starts_on"] = (
            "A licence must start within 3 months: today's search and evidence say nothing of later"
        )
    term = [reason.text for reason in terms.term_faults(given.starts_on, given.ends_on, leave)]
    if term:
        faults["ends_on"] = " ".join(term)
    elif (
        given.ends_on < terms.longest_end(given.starts_on, terms.LONGEST_MONTHS, leave)
        and not given.term_reason.strip()
    ):
        # 1976 Act s.53(1): a lesser period only as is appropriate in the circumstances of the case.
        faults["term_reason"] = "Say why the term is shorter than it could be in this case"
    if not given.reasons.strip():
        faults["reasons"] = "Give the reasons for the decision"
    for reason in checks.fit_and_proper_faults(given.fit_and_proper):
        # Asked on the form, so said on it: nothing that was typed is lost.
        faults["fit_and_proper"] = f"{reason.text} ({reason.source})"
    if faults:
        raise BadInput("This licence can't be granted as entered.", faults)
    determination = _determine(application, case, "granted", given.reasons, by, licence_ends_on=given.ends_on)
    person = scope.get(Person, application.person_id or 0, by.authority_id, lock=True)
    licence = grant_licence(
        person,
        Term(application.licence_kind, given.starts_on, given.ends_on, given.term_reason.strip()),
        determination_id=determination.id,
        badge_number=given.badge_number,
        by=by,
    )
    application.state = lifecycle.after(application.state, "grant")
    db.session.flush()
    entries = [
        candidate.entry_ref
        for candidate in (case.receipt.candidates if case.receipt else ())
        if candidate.recording_authority_id == by.authority_id
        and candidate.adjudication
        and candidate.adjudication.same_person
    ]
    later_grant(entries, licence_id=licence.id, granted_on=today, by=by)
    after_grant(
        person,
        limited_leave=application.limited_leave,
        leave_continues=application.leave_continues,
        leave_ends_on=application.leave_ends_on,
        by=by,
    )
    return licence


def refuse(application_id: int, given: Refusal, *, by: Officer) -> Determination:
    """Refuse an application, with limbs, reliance and reasons (R03). A person decides; no rule does (R72)."""
    application, case = _to_determine(application_id, "refuse", by)
    decision = record_refusal(
        renewal=application.kind == "renewal",
        person_id=application.person_id or 0,
        application_ref=application.ref,
        licence_kind=application.licence_kind,
        limbs=given.limbs,
        reliance=given.reliance,
        reasons=given.reasons,
        decided_on=clock.today(),
        by=by,
        grounds=given.grounds,
        immigration=given.immigration,
    )
    determination = _determine(application, case, "refused", given.reasons, by, decision_id=decision.id)
    application.state = lifecycle.after(application.state, "refuse")
    db.session.flush()
    return determination


def _to_determine(application_id: int, outcome: str, by: Officer) -> tuple[Application, queries.Case]:
    """The case, if it may be determined now by this officer; otherwise every reason why not, together."""
    application = scope.get(Application, application_id, by.authority_id, lock=True)
    not_yet_determined(application)
    lifecycle.after(application.state, outcome)
    case = queries.case(application)
    reasons = checks.decision_maker_faults(
        decision_maker_id=by.id,
        prepared_by=queries.prepared_by(application),
        another_officer_decides=bool(case.policy.decision_by_another_officer.value),
    )
    if reasons:
        raise NotAllowed("You can't determine this application.", reasons)
    reasons = queries.missing(case, outcome)
    if reasons:
        raise Unlawful("This application is not ready for this decision.", reasons)
    return application, case


def not_yet_determined(application: Application) -> None:
    """Raise NotPossibleNow, saying who determined it and how, when somebody else was first."""
    made = application.determination
    if made is not None:
        raise NotPossibleNow(
            f"{made.decided_by.name} determined this application on "
            f"{clock.london_date(made.decided_at):%-d %B %Y}: it was {made.outcome}. Nothing of yours was saved."
        )


def _determine(
    application: Application,
    case: queries.Case,
    outcome: str,
    reasons: str,
    by: Officer,
    *,
    decision_id: int | None = None,
    licence_ends_on: date | None = None,
) -> Determination:
    assert case.receipt is not None
    determination = Determination(
        authority_id=by.authority_id,
        application_id=application.id,
        application_ref=application.ref,
        person_id=application.person_id,
        outcome=outcome,
        receipt_id=case.receipt.id,
        decided_at=clock.now(),
        decided_by_id=by.id,
        case_officer_id=application.case_officer_id,
        reasons=reasons.strip(),
        policy_version=case.policy.version,
        decision_id=decision_id,
        licence_ends_on=licence_ends_on,
    )
    db.session.add(determination)
    db.session.flush()
    record(
        "application:determined",
        by=by.actor,
        subject=application.subject,
        outcome=outcome,
        receipt=case.receipt.ref,
        policy_version=case.policy.version,
    )
    discharge(
        "modules-overdue",
        subject=application.subject,
        on=clock.today(),
        by=by.actor,
        how="The application was determined",
    )
    withdraw_searches(application.authority_id, application.ref, why="The application was determined")
    return determination
