"""A partner's completion counts here by an officer's word; what is disclosed is the least that needs to be."""

from datetime import date

import pytest
from sqlalchemy import select

from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.training import actions, queries
from licensing.training.models import Completion, Course, CourseVersion, TrainingProvider
from licensing.training.recognising import find_partner_completions, recognise
from tests.factories import training as make
from tests.factories.training import KIRKLEES, LEICESTER, TODAY

pytestmark = [pytest.mark.usefixtures("app_context"), pytest.mark.rule("R59")]

KNOWN = {"certificate_number": "K-1", "reason": "Certificate and passport seen"}


class Story:
    """Imran is on the registers of Leeds and Kirklees; Kirklees recorded that he passed."""

    def __init__(self, gss_code=KIRKLEES):
        self.leeds, self.kirklees = make.officer(), make.officer(KIRKLEES)
        self.person = make.person()
        self.theirs = make.person(gss_code=KIRKLEES)
        self.version = make.course(self.kirklees)
        self.completion = make.completion(
            self.theirs, self.version, self.kirklees, completed_on=date(2025, 1, 5), certificate="K-1"
        )

    def find(self, number="K-1", on=TODAY):
        return find_partner_completions(self.person.id, number, by=self.leeds, on=on)

    def recognise(self, **changes):
        return recognise(self.person.id, self.completion.id, **(KNOWN | changes), by=self.leeds, on=TODAY)

    def stands(self):
        return queries.standing(self.person.id, "safeguarding", valid_months=36, on=TODAY)


@pytest.fixture
def story():
    with transaction():
        yield Story()


def test_it_is_found_by_certificate_and_birth_and_says_no_more_than_it_must(story):
    (found,) = story.find()
    assert found.__dict__ == {
        "completion_id": story.completion.id,
        "authority": "Kirklees",
        "course": "Course SG",
        "module": "safeguarding",
        "completed_on": date(2025, 1, 5),
        "certificate_number": "K-1",
        "names_agree": True,
        "recognised": False,
    }


def test_each_look_is_in_the_audit_log(story):
    story.find()
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "training:partner-searched")
    ).one()
    assert (entry.subject, entry.facts) == (f"person:{story.person.id}", '{"found": 1}')


def test_another_name_is_said_but_not_told(story):
    story.theirs.names[0].first = "Bilal"
    db.session.flush()
    (found,) = story.find()
    assert found.names_agree is False
    assert "Bilal" not in str(found)


@pytest.mark.parametrize("what", ["number", "birth", "failed", "voided", "not yet partners", "own"])
def test_nothing_is_found(story, what):
    on, number = TODAY, "K-1"
    if what == "number":
        number = "K-2"
    elif what == "birth":
        story.theirs.date_of_birth = date(1985, 3, 28)
    elif what == "failed":
        story.completion.certificate_number, story.completion.passed, story.completion.score = None, False, 1
    elif what == "voided":
        actions.void_completion(story.completion.id, reason="R", by=story.kirklees)
    elif what == "not yet partners":
        on = date(2018, 8, 31)
    else:
        version = make.course(story.leeds)
        make.completion(make.person(), version, story.leeds, certificate="OURS")
        number = "OURS"
    db.session.flush()
    assert story.find(number, on) == []


def test_an_authority_outside_the_partnership_discloses_nothing(story):
    outside = make.officer(LEICESTER)
    theirs = make.person(gss_code=LEICESTER)
    authority_id = outside.authority_id
    course = Course(
        authority_id=authority_id, code="X", title="X", module="safeguarding", created_at=theirs.created_at
    )
    provider = TrainingProvider(authority_id=authority_id, name="X")
    db.session.add_all([course, provider])
    version = CourseVersion(
        authority_id=authority_id,
        course=course,
        provider=provider,
        version="1",
        delivery="online",
        pass_mark=None,
        highest_score=100,
        length_minutes=1,
        from_on=date(2020, 1, 1),
    )
    db.session.add(
        Completion(
            authority_id=authority_id,
            person_id=theirs.id,
            course_version=version,
            completed_on=TODAY,
            passed=True,
            highest_score=100,
            certificate_number="OUT",
            evidence="X",
            recorded_at=theirs.created_at,
            recorded_by_id=outside.id,
        )
    )
    db.session.flush()
    assert story.find("OUT") == []


def test_once_recognised_it_counts_for_our_person(story):
    assert not story.stands().satisfied
    made = story.recognise()
    assert (made.authority_id, made.reason) == (story.leeds.authority_id, KNOWN["reason"])
    found = story.stands()
    assert (found.in_date, found.where, found.certificate) == (True, "Kirklees", "K-1")
    assert found.good_until == date(2028, 1, 4)
    (held,) = queries.record_of(story.person.id, on=TODAY).completions
    assert (held.recognition, held.counts) == (made, True)
    assert story.find()[0].recognised


def test_it_counts_as_long_as_our_own_policy_says(story):
    story.recognise()
    found = queries.standing(story.person.id, "safeguarding", valid_months=12, on=TODAY)
    assert (found.in_date, found.good_until) == (False, date(2026, 1, 4))


def test_it_counts_no_longer_once_the_partner_says_it_was_an_error(story):
    story.recognise()
    actions.void_completion(story.completion.id, reason="Another's", by=story.kirklees)
    assert not story.stands().satisfied


@pytest.mark.parametrize("changes", [{"certificate_number": "K-2"}, {"certificate_number": ""}])
def test_an_id_alone_recognises_nothing(story, changes):
    with pytest.raises(NotFound):
        story.recognise(**changes)


def test_it_is_recognised_once_and_with_a_reason(story):
    with pytest.raises(BadInput):
        story.recognise(reason="")
    story.recognise()
    with pytest.raises(NotPossibleNow):
        story.recognise()


def test_only_for_a_person_of_ones_own_authority(story):
    with pytest.raises(NotFound):
        find_partner_completions(story.theirs.id, "K-1", by=story.leeds, on=TODAY)
    with pytest.raises(NotFound):
        recognise(story.theirs.id, story.completion.id, **KNOWN, by=story.leeds, on=TODAY)


def test_a_number_must_be_given(story):
    with pytest.raises(BadInput):
        story.find("")
