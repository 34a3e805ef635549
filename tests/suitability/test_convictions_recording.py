"""Convictions are recorded as they were seen, marked when in error, and read with what the guidance says."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.policy.queries import policy_in_force
from licensing.suitability.convictions_models import Conviction
from licensing.suitability.convictions_recording import (
    ConvictionFacts,
    of_person,
    record_conviction,
    void_conviction,
)
from tests.factories import people
from tests.factories.officers import officer

TODAY = date(2026, 11, 21)
FACTS = ConvictionFacts(
    offence="violence",
    words="Common assault",
    offence_on=date(2019, 1, 2),
    convicted_on=date(2019, 3, 4),
    sentence="Community order of 12 months",
    sentence_completed_on=date(2020, 3, 3),
    source="dbs-certificate",
    source_reference="001234567890",
    seen_on=date(2026, 11, 20),
)


@pytest.fixture
def by(app_context):
    """A licensing officer of Leeds."""
    with transaction():
        return officer()


@pytest.fixture
def person(by):
    """Somebody on the register of Leeds."""
    with transaction():
        return people.person(by=by)


def _recorded(person, by, **changes):
    with transaction():
        return record_conviction(person.id, replace(FACTS, **changes), by=by, on=TODAY)


def _of(person, on=TODAY):
    return of_person(person.id, person.authority_id, policy_in_force("E08000035", on))


@pytest.mark.rule("R61")
def test_a_conviction_is_read_with_the_day_that_the_guidance_gives(person, by):
    _recorded(person, by)
    found = _of(person)
    (one,) = found.counted
    assert (one.conviction.words, one.advice.on) == ("Common assault", date(2030, 3, 3))
    assert found.overall.on == date(2030, 3, 3)
    assert found.policy_version.startswith("common ")


def test_the_newest_conviction_stands_first(person, by):
    _recorded(person, by)
    _recorded(person, by, convicted_on=date(2022, 3, 4), sentence_completed_on=None, words="Affray")
    assert [one.conviction.words for one in _of(person).counted] == ["Affray", "Common assault"]


def test_what_was_recorded_is_in_the_audit_log_without_its_words(person, by):
    made = _recorded(person, by)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "conviction:recorded")).one()
    assert entry.subject == f"person:{person.id}"
    assert json.loads(entry.facts) == {
        "conviction": made.id,
        "offence": "violence",
        "source": "dbs-certificate",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"offence": "horoscope"}, "offence", id="a kind there is not"),
        pytest.param({"words": " "}, "words", id="no words"),
        pytest.param({"source": "rumour"}, "source", id="a source there is not"),
        pytest.param({"offence_on": date(2019, 3, 5)}, "offence_on", id="offence after the conviction"),
        pytest.param({"offence_on": date(1900, 1, 1)}, "offence_on", id="offence before birth"),
        pytest.param(
            {"convicted_on": date(2026, 11, 22), "seen_on": date(2026, 11, 22)}, "convicted_on", id="future"
        ),
        pytest.param({"sentence_completed_on": date(2019, 3, 3)}, "sentence_completed_on", id="sentence"),
        pytest.param({"ban_ends_on": date(2020, 3, 3)}, "ban_ends_on", id="the end of a ban there was not"),
        pytest.param(
            {"disqualified": True, "ban_ends_on": date(2019, 3, 3)}, "ban_ends_on", id="ban before conviction"
        ),
        pytest.param({"points": -1}, "points", id="points"),
        pytest.param({"seen_on": date(2026, 11, 22)}, "seen_on", id="seen tomorrow"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(person, by, changes, field):
    with pytest.raises(BadInput) as refused:
        _recorded(person, by, **changes)
    assert field in refused.value.faults


def test_a_sentence_may_be_completed_in_the_future(person, by):
    _recorded(person, by, sentence_completed_on=date(2027, 3, 3))
    assert _of(person).overall.on == date(2037, 3, 3)


def test_one_recorded_in_error_stays_to_be_seen_and_counts_no_longer(person, by):
    made = _recorded(person, by)
    with transaction():
        void_conviction(made.id, reason="It is his brother's.", by=by)
    found = _of(person)
    assert (found.counted, found.overall) == ((), None)
    assert [one.void_reason for one in found.voided] == ["It is his brother's."]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "conviction:voided")).one()
    assert json.loads(entry.facts) == {"conviction": made.id}


def test_an_error_needs_a_reason_and_is_marked_once(person, by):
    made = _recorded(person, by)
    with pytest.raises(BadInput), transaction():
        void_conviction(made.id, reason=" ", by=by)
    with transaction():
        void_conviction(made.id, reason="A slip", by=by)
    with pytest.raises(NotPossibleNow), transaction():
        void_conviction(made.id, reason="Again", by=by)


def test_another_authoritys_person_and_conviction_are_not_found(person, by):
    made = _recorded(person, by)
    with transaction():
        other = officer("Bradford")
    with pytest.raises(NotFound), transaction():
        record_conviction(person.id, FACTS, by=other, on=TODAY)
    with pytest.raises(NotFound), transaction():
        void_conviction(made.id, reason="Not ours", by=other)
    assert of_person(person.id, other.authority_id, policy_in_force("E08000032", TODAY)).counted == ()


@pytest.mark.rule("R61")
def test_an_authoritys_own_period_is_the_one_that_counts(person, by):
    _recorded(person, by, offence="dishonesty")
    ours = _of(person).counted[0].advice
    bradford = policy_in_force("E08000032", TODAY)
    theirs = of_person(person.id, person.authority_id, bradford).counted[0].advice
    assert (ours.on, theirs.on) == (date(2027, 3, 3), date(2030, 3, 3))


def test_the_database_refuses_the_end_of_a_ban_there_was_not(person, by):
    made = _recorded(person, by)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(
            Conviction.__table__.update().where(Conviction.id == made.id).values(ban_ends_on=TODAY)
        )
