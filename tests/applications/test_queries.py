"""Reading applications, and putting a case together."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from licensing import clock
from licensing.applications import actions, lifecycle, queries
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.policy.queries import policy_in_force
from licensing.register.models import Person
from licensing.suitability.checks import LAPSED, MET, MISSING, NOT_SATISFIED
from tests.factories import applications as make
from tests.factories import people as people_of
from tests.factories.officers import officer

TODAY = clock.today()
OTTO = {"name": {"first": "Otto", "middle": "", "last": "Mockman"}, "numbers": {}}


def _draft(by):
    return actions.start(kind="new", licence_kind="dual", by=by)


def _item(case, key):
    return next(one for one in case.items if one.requirement.key == key)


def test_every_state_is_counted_also_one_that_nothing_is_in(people):
    by, _ = people
    with transaction():
        _draft(by)
        make.received(by)
        make.received(by, **OTTO)
        stranger = make.preparer(authority="York")
        make.received(stranger)
    counted = queries.by_state(by.authority_id)
    assert list(counted) == list(lifecycle.STATES)
    assert counted == dict.fromkeys(lifecycle.STATES, 0) | {"draft": 1, "open": 2}


def test_a_list_has_pages_the_newest_first_and_says_how_many_there_are(people):
    by, _ = people
    with transaction():
        ids = [_draft(by).id for _ in range(3)]
        received = make.received(by).id
        _draft(make.preparer(authority="York"))
    page, total = queries.listed(by.authority_id, page=1, per_page=2)
    assert ([one.id for one in page], total) == ([received, ids[2]], 4)
    page, total = queries.listed(by.authority_id, page=2, per_page=2)
    assert ([one.id for one in page], total) == ([ids[1], ids[0]], 4)
    page, total = queries.listed(by.authority_id, state="open")
    assert ([one.id for one in page], total) == ([received], 1)
    assert queries.listed(by.authority_id, page=9, per_page=2) == ([], 4)


def test_a_persons_applications_come_newest_first_and_are_their_authoritys_only(people):
    by, _ = people
    with transaction():
        first = make.received(by)
        second = make.received(by, person_id=first.person_id)
        make.received(by, **OTTO)
        york = make.preparer(authority="York").authority_id
    assert queries.of_person(first.person_id, by.authority_id) == [second, first]
    assert queries.of_person(first.person_id, york) == []


def test_mine_are_those_i_take_or_prepare_the_oldest_first(people):
    by, _ = people
    with transaction():
        draft, open_, referred = _draft(by), make.received(by), make.received(by, **OTTO)
        actions.refer(referred.id, by=by)
        colleague = make.preparer()
        _draft(colleague)
    assert queries.mine(by.id, by.authority_id) == [draft, open_]


def test_an_application_is_found_by_its_reference_by_its_own_authority_only(people):
    by, _ = people
    with transaction():
        draft = _draft(by)
        york = make.preparer(authority="York").authority_id
    assert queries.application_id_of(draft.ref, by.authority_id) == draft.id
    with pytest.raises(NoResultFound):
        queries.application_id_of(draft.ref, york)


@pytest.mark.rule("R56", "R64")
@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, {"tax-guidance"}),
        ({"background": {"lived_abroad": "no", "earlier_licence": "yes"}}, {"tax-check"}),
        ({"background": {"lived_abroad": "yes", "earlier_licence": "no"}}, {"tax-guidance", "overseas"}),
        ({"right_to_work": {"limited": "yes", "ends_on": "2031-05-06"}}, {"tax-guidance", "limited-leave"}),
        ({"right_to_work": {"limited": "continues", "ends_on": None}}, {"tax-guidance", "limited-leave"}),
    ],
)
def test_what_is_asked_follows_from_what_the_applicant_said(people, answers, asked):
    by, _ = people
    with transaction():
        application = make.received(by, **answers)
    policy = policy_in_force("E08000035", TODAY)
    keys = {one.key for one in queries.applicable(application, policy)}
    assert keys & {"tax-guidance", "tax-check", "overseas", "limited-leave"} == asked


def test_a_new_case_has_every_item_missing(people):
    by, _ = people
    with transaction():
        case = queries.case(make.received(by))
    assert {one.status for one in case.items} == {MISSING}
    assert (case.receipt, case.requests) == (None, {})
    assert case.policy.version == "common 2026-04-01; E08000035 2026-06-01"


def test_the_newest_evidence_of_a_requirement_counts(people):
    by, _ = people
    with transaction():
        application = make.received(by)
        for result, note in (("not-confirmed", "Another's photograph"), ("confirmed", "")):
            facts = actions.EvidenceFacts("identity", result, note=note)
            actions.record_evidence(application.id, facts, by=by)
        assert _item(queries.case(application), "identity").status == MET
        facts = actions.EvidenceFacts("identity", "not-confirmed", note="A forgery after all")
        actions.record_evidence(application.id, facts, by=by)
        item = _item(queries.case(application), "identity")
    assert (item.status, item.seen.note, item.seen.seen_by) == (NOT_SATISFIED, "A forgery after all", by.name)
    assert [row.result for row in queries.evidence_of(application)] == [
        "not-confirmed",
        "confirmed",
        "not-confirmed",
    ]


@pytest.mark.rule("R53")
def test_evidence_lapses_on_the_day_after_it_was_good(people):
    by, _ = people
    with transaction():
        application = make.with_evidence(make.received(by), by)
    row = next(one for one in queries.evidence_of(application) if one.requirement == "enhanced-dbs")
    noon = clock.now().replace(hour=12)
    for days, status in ((0, MET), (1, LAPSED)):
        at = noon + timedelta(days=(row.good_until - TODAY).days + days)
        assert _item(queries.case(application, at=at), "enhanced-dbs").status == status


@pytest.mark.rule("R60")
def test_the_modules_are_told_by_number_until_all_are_passed(people):
    by, _ = people
    modules = policy_in_force("E08000035", TODAY).modules.value
    with transaction():
        application = make.received(by)
        make.trained(application, modules[0], TODAY - timedelta(days=9), by)
        item = _item(queries.case(application), "new-driver-modules")
    assert item.status == NOT_SATISFIED
    assert item.words.startswith(f"1 of {len(modules)} passed; missing: ")
    with transaction():
        for module in modules[1:]:
            make.trained(application, module, TODAY - timedelta(days=9), by)
        item = _item(queries.case(application), "new-driver-modules")
    assert (item.status, item.words) == (MET, f"All {len(modules)} passed")


def test_a_photograph_of_another_person_is_none_of_the_applicants(people):
    by, _ = people
    with transaction():
        make.with_evidence(make.received(by, **OTTO), by)
        case = queries.case(make.received(by))
    assert _item(case, "photograph").status == MISSING


@pytest.mark.rule("R10")
def test_the_newest_search_is_the_one_that_counts_and_another_applications_never(people):
    by, _ = people
    with transaction():
        application = make.received(by)
        other = make.received(by, person_id=application.person_id)
        make.searched(application, by)
        newer = make.searched(application, by)
        make.searched(other, by)
    assert queries.newest_receipt(application).id == newer.id


@pytest.mark.rule("R10", "R11")
def test_a_hit_of_our_own_is_told_apart_from_another_authoritys(people):
    by, _ = people
    with transaction():
        application = make.received(by)
        person = db.session.get_one(Person, application.person_id)
        for recorded_by in ("Bradford", "Leeds"):
            people_of.entry_about(person, recorded_by=recorded_by)
        make.searched(application, by)
        hits = queries.hits(queries.case(application))
    assert {(hit.name_of_authority, hit.another_authority) for hit in hits} == {
        ("Bradford", True),
        ("Leeds", False),
    }
    assert {hit.same_person for hit in hits} == {None}


def test_less_is_missing_before_a_refusal_than_before_a_grant(people):
    by, _ = people
    with transaction():
        case = queries.case(make.received(by))
    grant, refuse = queries.missing(case, "grant"), queries.missing(case, "refuse")
    assert {one.rule for one in refuse} == {"R10", "R64"}
    assert set(refuse) < set(grant)


def test_whoever_did_any_part_of_it_prepared_the_case(people):
    by, decider = people
    with transaction():
        application = make.received(by)
        assert queries.prepared_by(application) == {by.id}
        second = officer(roles=(Role.LICENSING_OFFICER,))
        make.searched(application, second)
        third = officer(roles=(Role.LICENSING_OFFICER,))
        actions.record_evidence(application.id, actions.EvidenceFacts("identity", "confirmed"), by=third)
        heir = officer(roles=(Role.LICENSING_OFFICER,))
        actions.take_case(application.id, by=heir)
    assert queries.prepared_by(application) >= {second.id, third.id, heir.id}
    assert decider.id not in queries.prepared_by(application)
