"""Applications, made by the actions an officer uses, in your transaction."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from licensing import clock
from licensing.applications import actions, determining, intake, queries
from licensing.applications.models import Application
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.national_register.models import SearchCandidate, SearchReceipt
from licensing.policy.queries import policy_in_force
from licensing.register import photographs
from licensing.register.deadlines import last_day_of_term
from licensing.register.models import DriverLicence
from licensing.training.actions import CompletionFacts, record_completion
from licensing.training.demo import safeguarding_course
from licensing.training.models import Course, CourseVersion
from tests.factories.officers import officer
from tests.factories.people import entry
from tests.factories.photographs import likeness

ANSWERS: dict[str, dict[str, Any]] = {
    "name": {"first": "Perdita", "middle": "", "last": "Exampleby"},
    "other-names": {"names": []},
    "date-of-birth": {"born": "1985-03-27"},
    "address": {"lines": "1 Specimen Street\nInventedtown", "postcode": "ZZ1 1AA", "from_on": "2019-05-01"},
    "earlier-addresses": {"addresses": []},
    "numbers": {"national_insurance": "AB123456C"},
    "contact": {"email": "perdita@example.com", "telephone": ""},
    "driving": {"entitled_since": "2005-01-01"},
    "right-to-work": {"limited": "no", "ends_on": None},
    "background": {"lived_abroad": "no", "earlier_licence": "no"},
}
REFERENCES = {"dvla-record": "TESTTEST", "enhanced-dbs": "000000000001", "tax-check": "TESTTEST1"}


def preparer(**changes: Any) -> Officer:
    """A licensing officer who also keeps training."""
    return officer(roles=(Role.LICENSING_OFFICER, Role.TRAINING_ADMINISTRATOR), **changes)


def decision_maker(**changes: Any) -> Officer:
    """A decision maker."""
    return officer(roles=(Role.DECISION_MAKER,), **changes)


def received(
    by: Officer,
    *,
    person_id: int | None = None,
    kind: str = "new",
    renews: DriverLicence | None = None,
    **answers: Any,
) -> Application:
    """A received application; `answers` replace pages by key with `_` for `-` (date_of_birth={"born": …})."""
    application = actions.start(kind=kind, licence_kind="private-hire", by=by, renews=renews)
    given = ANSWERS | {key.replace("_", "-"): value for key, value in answers.items()}
    for page in intake.KEYS:
        actions.save_page(application.id, page, given[page], by=by)
    return actions.receive(application.id, person_id=person_id, received_on=clock.today(), by=by)


def with_evidence(application: Application, by: Officer, *, without: Collection[str] = ()) -> Application:
    """Everything the policy asks for is recorded, but what is named in `without`."""
    today = clock.today()
    policy = policy_in_force(by.authority.gss_code or "", today)
    for requirement in queries.applicable(application, policy):
        if requirement.how == "evidence" and requirement.key not in without:
            option = next(one for one in requirement.results if one.satisfies)
            if requirement.key == "right-to-work" and application.limited_leave:
                option = next(one for one in requirement.results if one.key == "limited")
            actions.record_evidence(
                application.id,
                actions.EvidenceFacts(
                    requirement.key,
                    option.key,
                    REFERENCES.get(requirement.key, "Seen"),
                    "Considered",
                    today - timedelta(days=14),
                    today,
                ),
                by=by,
            )
    if "photograph" not in without:
        assert application.person is not None
        photographs.store(application.person, likeness(), by=by)
    if "new-driver-modules" not in without:
        for module in policy.modules.value:
            if module != "safeguarding" or "safeguarding-training" not in without:
                trained(application, module, today - timedelta(days=30), by)
    elif "safeguarding-training" not in without:
        trained(application, "safeguarding", today - timedelta(days=30), by)
    return application


def trained(application: Application, module: str, on: date, by: Officer) -> None:
    """The applicant passed a module on a day."""
    safeguarding_course(by.authority_id, by)
    version = db.session.scalars(
        select(CourseVersion)
        .join(Course)
        .where(Course.authority_id == by.authority_id, Course.module == module)
    ).one()
    assert application.person_id is not None
    score = None if version.pass_mark is None else 90
    facts = CompletionFacts(completed_on=on, score=score, result=None if score else True, evidence="List")
    record_completion(application.person_id, version.id, facts, by=by, on=clock.today())


def searched(application: Application, by: Officer) -> SearchReceipt:
    """The national register is searched for it."""
    return actions.search_national_register(application.id, purpose="safeguarding", reason="To decide", by=by)


def ready(by: Officer, **options: Any) -> Application:
    """An application put to a decision maker with nothing missing."""
    without = options.pop("without", ())
    application = with_evidence(received(by, **options), by, without=without)
    searched(application, by)
    return actions.refer(application.id, by=by)


def grant_facts(badge: str = "B1", **changes: Any) -> determining.Grant:
    """What a decision maker enters to grant for three years from today."""
    today = clock.today()
    given: dict[str, Any] = {
        "starts_on": today,
        "ends_on": last_day_of_term(today, 36),
        "badge_number": badge,
        "reasons": "Nothing against.",
        "fit_and_proper": True,
    }
    return determining.Grant(**(given | changes))


def refusal_facts(**changes: Any) -> determining.Refusal:
    """What a decision maker enters to refuse."""
    given: dict[str, Any] = {"limbs": ["g"], "reliance": "wholly", "reasons": "Threatened an officer."}
    return determining.Refusal(**(given | changes))


def hit(by: Officer, *, recorded_by: str = "Bradford") -> tuple[Application, SearchCandidate]:
    """An application put to a decision maker whose search found another authority's entry, not yet adjudicated."""
    row = entry("Imran", "Sampleton", recorded_by=recorded_by, born=date(1985, 4, 9), decision="revoked")
    application = received(
        by, name={"first": "Imran", "middle": "", "last": "Sampleton"}, date_of_birth={"born": "1985-04-09"}
    )
    receipt = searched(with_evidence(application, by), by)
    actions.refer(application.id, by=by)
    (candidate,) = receipt.candidates
    assert candidate.entry_ref == row.ref
    return application, candidate
