"""Keeping courses, sessions, completions and exemptions."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.training import actions, queries
from licensing.training.actions import CompletionFacts, SessionFacts, VersionFacts
from licensing.training.daily import open_lapse_duties
from licensing.training.models import Completion, TrainingProvider
from tests.factories import training as make
from tests.factories.training import KIRKLEES, TODAY

pytestmark = pytest.mark.usefixtures("app_context")

VERSION = VersionFacts("2", "online", "Example Provider", 75, 90, date(2026, 1, 1))


def _events():
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def _stands(person, on=TODAY, months=36):
    return queries.standing(person.id, "safeguarding", valid_months=months, on=on)


def test_a_course_has_versions_and_shares_its_provider():
    with transaction():
        by = make.officer()
        first = make.course(by)
        second = actions.add_version(first.course_id, VERSION, by=by)
        assert [one.version for one in queries.courses(by.authority_id)[0].versions] == ["1", "2"]
        assert (second.delivery, second.pass_mark, second.length_minutes) == ("online", 75, 90)
        assert len(db.session.scalars(select(TrainingProvider)).all()) == 1
    assert _events().count("course:created") == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "sg"}, "code"),
        ({"title": ""}, "title"),
        ({"module": "juggling"}, "module"),
    ],
    ids=["no code", "code in use", "no title", "no such module"],
)
def test_a_course_that_cannot_be_says_why(changes, field):
    facts = {"code": "SG-2", "title": "Safeguarding", "module": "safeguarding"} | changes
    with transaction():
        by = make.officer()
        make.course(by)
        with pytest.raises(BadInput) as refused:
            actions.add_course(**facts, by=by, on=TODAY)
    assert list(refused.value.faults) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": ""}, "version"),
        ({"version": "1"}, "version"),
        ({"delivery": "by post"}, "delivery"),
        ({"provider": ""}, "provider"),
        ({"pass_mark": 101}, "pass_mark"),
        ({"highest_score": 0}, "highest_score"),
        ({"length_minutes": 0}, "length_minutes"),
        ({"until_on": date(2025, 12, 31)}, "until_on"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_version_that_cannot_be_says_why(changes, field):
    facts = VersionFacts(**(VERSION.__dict__ | changes))
    with transaction():
        by = make.officer()
        version = make.course(by)
        with pytest.raises(BadInput) as refused:
            actions.add_version(version.course_id, facts, by=by)
    assert list(refused.value.faults) == [field]


def test_a_session_keeps_trainer_venue_and_length():
    with transaction():
        by = make.officer()
        version = make.course(by)
        session = actions.hold_session(version.id, SessionFacts(date(2026, 6, 3), "Terry", "Hall"), by=by)
        assert (session.trainer, session.venue, session.length_minutes) == ("Terry", "Hall", 180)


def test_a_session_outside_the_versions_days_is_refused():
    with transaction():
        by = make.officer()
        version = make.course(by, until_on=date(2026, 6, 2))
        with pytest.raises(BadInput) as refused:
            actions.hold_session(version.id, SessionFacts(date(2026, 6, 3), "", "", 0), by=by)
    assert list(refused.value.faults) == ["held_on", "length_minutes"]


@pytest.mark.rule("R59")
def test_a_pass_counts_until_its_last_good_day():
    with transaction():
        by, person = make.officer(), make.person()
        make.completion(person, make.course(by), by, completed_on=date(2023, 6, 11), certificate="C-9")
    assert _stands(person).in_date
    assert _stands(person).good_until == TODAY
    assert _stands(person).certificate == "C-9"
    assert _stands(person).where == "Leeds"
    assert not _stands(person, on=date(2026, 6, 11)).in_date
    assert not _stands(person, months=24).in_date


@pytest.mark.rule("R59")
def test_a_failed_assessment_is_kept_and_never_counts():
    with transaction():
        by, person = make.officer(), make.person()
        made = make.completion(person, make.course(by), by, score=79)
        assert made.passed is False
    assert not _stands(person).satisfied
    assert [one.completion.score for one in queries.record_of(person.id, on=TODAY).completions] == [79]


@pytest.mark.rule("R59")
@pytest.mark.parametrize(
    "values",
    [{"score": 79}, {"score": None}, {"passed": False, "certificate_number": "C-1"}],
    ids=["passed below the mark", "no score", "failed with a certificate"],
)
def test_the_database_refuses_a_result_that_is_not_what_the_score_says(values):
    with transaction():
        by, person = make.officer(), make.person()
        made = make.completion(person, make.course(by), by, score=90).id
    change = update(Completion).where(Completion.id == made).values(values)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(change)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"completed_on": date(2026, 6, 11)}, "completed_on"),
        ({"completed_on": date(2017, 12, 31)}, "completed_on"),
        ({"score": None}, "score"),
        ({"score": 101}, "score"),
        ({"score": 10}, "certificate_number"),
        ({"evidence": ""}, "evidence"),
        ({"certificate_number": "USED"}, "certificate_number"),
        ({"completed_on": date(2026, 5, 1)}, "completed_on"),
    ],
    ids=["future", "before the version", "no score", "too high", "failed", "no evidence", "used", "twice"],
)
def test_a_completion_that_cannot_be_says_why(changes, field):
    whole = {"completed_on": date(2026, 6, 3), "score": 90, "certificate_number": "C-1", "evidence": "Seen"}
    facts = CompletionFacts(**(whole | changes))
    with transaction():
        by, person = make.officer(), make.person()
        version = make.course(by)
        make.completion(person, version, by, completed_on=date(2026, 5, 1), certificate="USED")
        with pytest.raises(BadInput) as refused:
            actions.record_completion(person.id, version.id, facts, by=by, on=TODAY)
    assert list(refused.value.faults) == [field]


def test_a_course_without_a_pass_mark_takes_the_assessors_word():
    with transaction():
        by, person = make.officer(), make.person()
        version = make.course(by, pass_mark=None)
        facts = CompletionFacts(TODAY, None, True, "C-1", "Seen")
        assert actions.record_completion(person.id, version.id, facts, by=by, on=TODAY).passed


@pytest.mark.rule("R59")
def test_a_completion_recorded_in_error_counts_no_longer_and_frees_its_certificate():
    with transaction():
        by, wrong, right = make.officer(), make.person(), make.person("Irfan")
        version = make.course(by)
        made = make.completion(wrong, version, by, certificate="C-1")
        actions.void_completion(made.id, reason="Another person's", by=by)
        make.completion(right, version, by, certificate="C-1")
    assert not _stands(wrong).satisfied
    assert _stands(right).in_date
    assert _events().count("training:voided") == 1


def test_a_completion_is_marked_as_an_error_once_and_with_a_reason():
    with transaction():
        by = make.officer()
        made = make.completion(make.person(), make.course(by), by)
        with pytest.raises(BadInput):
            actions.void_completion(made.id, reason="", by=by)
        actions.void_completion(made.id, reason="Wrong", by=by)
        with pytest.raises(NotPossibleNow):
            actions.void_completion(made.id, reason="Wrong", by=by)


def test_an_exemption_counts_while_it_runs_and_not_once_it_is_taken_back():
    with transaction():
        by, person = make.officer(), make.person()
        made = actions.exempt(
            person.id,
            "safeguarding",
            from_on=TODAY,
            until_on=date(2026, 12, 31),
            reason="Teaches it",
            by=by,
            on=TODAY,
        )
        assert _stands(person).exempt
        assert not _stands(person, on=date(2027, 1, 1)).exempt
        actions.end_exemption(made.id, reason="No longer teaches it", by=by)
        assert not _stands(person).exempt
        with pytest.raises(NotPossibleNow):
            actions.end_exemption(made.id, reason="Again", by=by)
    assert _events()[-2:] == ["training:exempted", "training:exemption-ended"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"module": "juggling"}, "module"),
        ({"until_on": date(2026, 6, 9)}, "until_on"),
        ({"reason": ""}, "reason"),
    ],
    ids=["no such module", "backwards", "no reason"],
)
def test_an_exemption_that_cannot_be_says_why(changes, field):
    facts = {"module": "safeguarding", "from_on": TODAY, "until_on": TODAY, "reason": "Teaches it"} | changes
    with transaction():
        by, person = make.officer(), make.person()
        with pytest.raises(BadInput) as refused:
            actions.exempt(person.id, facts.pop("module"), **facts, by=by, on=TODAY)
    assert list(refused.value.faults) == [field]


@pytest.mark.rule("R59")
@pytest.mark.parametrize("how", ["completion", "exemption"])
def test_training_that_counts_again_discharges_the_duty_about_its_lapse(how):
    with transaction():
        by, person = make.officer(), make.person()
        make.licence(person)
        version = make.course(by)
        make.completion(person, version, by, completed_on=date(2023, 6, 10))
        assert open_lapse_duties(TODAY) == 1
        if how == "completion":
            make.completion(person, version, by, completed_on=TODAY, score=10)
            assert db.session.scalars(select(Duty.discharged_on)).one() is None
            make.completion(person, make.course(by, "SG-2"), by, completed_on=TODAY)
        else:
            actions.exempt(
                person.id, "safeguarding", from_on=TODAY, until_on=TODAY, reason="Teaches it", by=by, on=TODAY
            )
    assert db.session.scalars(select(Duty.discharged_on)).one() == TODAY


@pytest.mark.parametrize("what", ["version", "session", "completion", "person", "void", "exempt", "end"])
def test_another_authoritys_rows_are_not_found(what):
    with transaction():
        ours, theirs = make.officer(), make.officer(KIRKLEES)
        person, their_person = make.person(), make.person(gss_code=KIRKLEES)
        version, their_version = make.course(ours), make.course(theirs)
        their_completion = make.completion(their_person, their_version, theirs)
        their_exemption = actions.exempt(
            their_person.id, "safeguarding", from_on=TODAY, until_on=TODAY, reason="R", by=theirs, on=TODAY
        )
        facts = CompletionFacts(TODAY, 90, None, "C-1", "Seen")
        acts = {
            "version": lambda: actions.add_version(their_version.course_id, VERSION, by=ours),
            "session": lambda: actions.hold_session(their_version.id, SessionFacts(TODAY, "", ""), by=ours),
            "completion": lambda: actions.record_completion(
                person.id, their_version.id, facts, by=ours, on=TODAY
            ),
            "person": lambda: actions.record_completion(
                their_person.id, version.id, facts, by=ours, on=TODAY
            ),
            "void": lambda: actions.void_completion(their_completion.id, reason="R", by=ours),
            "exempt": lambda: actions.exempt(
                their_person.id, "safeguarding", from_on=TODAY, until_on=TODAY, reason="R", by=ours, on=TODAY
            ),
            "end": lambda: actions.end_exemption(their_exemption.id, reason="R", by=ours),
        }
        with pytest.raises(NotFound):
            acts[what]()


def test_two_authorities_may_use_one_code_and_one_certificate_number():
    with transaction():
        for gss_code in (make.LEEDS, KIRKLEES):
            by = make.officer(gss_code)
            make.completion(make.person(gss_code=gss_code), make.course(by), by, certificate="C-1")
    assert len(db.session.scalars(select(Completion)).all()) == 2
