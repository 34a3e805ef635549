"""Screening a file: a receipt for everybody, that says so and can never serve a determination."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from licensing.applications import determining
from licensing.applications.models import Determination
from licensing.applications.queries import newest_receipt
from licensing.audit.actions import verify
from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.errors import BadInput, NotAllowed, NotPossibleNow, Refusal, Unlawful
from licensing.matching.people import Name, Person
from licensing.matching.verdict import MATCHER_VERSION, Band
from licensing.national_register import actions, screening
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import Asked
from licensing.national_register.http import TooManyRequests
from licensing.national_register.models import Adjudication, Entry, SearchReceipt
from licensing.national_register.screening import Query, Task
from licensing.register.queries import as_value
from tests.factories import applications as make
from tests.factories.officers import officer
from tests.factories.people import entry, entry_about, person

TASK = Task(file="f" * 64, purpose="safeguarding", reason="Screening of fleet.csv")
NOBODY = Person(names=(Name("Nobody", "", "Atall"),))


@pytest.fixture
def perdita(leeds):
    """What is known of Perdita Exampleby, who is on the register twice, once of a file."""
    with transaction():
        value = as_value(person(by=leeds))
        entry_about(value)
        row = entry_about(value, middle="Anne", recorded_by="York")
        row.file_entry_id = "=17/b"
        entry("Olga", "Pretendova")
    return value


def screen(people, by, task=TASK):
    queries = [Query(f"q{number}", who) for number, who in enumerate(people, start=1)]
    answers = screening.ask(queries, task, by=by)
    with transaction():
        return screening.screen(queries, task, by=by, answers=answers)


def receipts():
    return db.session.scalars(select(SearchReceipt).order_by(SearchReceipt.id)).all()


@pytest.mark.rule("R10", "R24")
def test_everybody_has_a_receipt_of_who_why_when_of_what_and_the_result_also_who_was_not_found(
    leeds, perdita
):
    found = screen([perdita, NOBODY], leeds)
    first, second = receipts()
    assert found.receipt_rows == [("q1", first.ref, "2"), ("q2", second.ref, "0")]
    for receipt in (first, second):
        assert (receipt.made_for, receipt.application_ref, receipt.person_ref) == ("screening", None, None)
        assert (receipt.officer_id, receipt.authority_id) == (leeds.id, leeds.authority_id)
        assert (receipt.purpose, receipt.reason) == ("safeguarding", "Screening of fleet.csv")
        assert receipt.good_until == receipt.searched_at
        assert (receipt.way_in, receipt.matcher, receipt.register_entries) == ("embedded", MATCHER_VERSION, 3)
    assert first.tried == actions.tried(perdita)
    assert second.tried["names"] == ["Nobody Atall"]
    assert len(first.candidates) == 2
    assert second.candidates == []


def test_what_is_found_is_what_a_search_finds_with_the_same_points_and_reasons(leeds, perdita):
    found = screen([perdita], leeds)
    searched = EmbeddedRegister().search(perdita, leeds.authority_id)
    told = {row[1]: row for row in found.result_rows}
    assert len(told) == len(searched.candidates) == 2
    for candidate in searched.candidates:
        row = db.session.scalars(select(Entry).where(Entry.ref == candidate.entry.ref)).one()
        result = told[row.file_entry_id or f"this-register:{row.ref}"]
        assert float(result[2]) == pytest.approx(candidate.verdict.points, abs=1e-6)
        assert result[3] == candidate.verdict.band.value
        assert result[4] == " | ".join(candidate.verdict.reasons)


def test_an_entry_of_a_file_comes_back_by_its_own_id_and_one_made_here_can_not_be_taken_for_one(
    leeds, perdita
):
    ids = {row[1] for row in screen([perdita], leeds).result_rows}
    made_here = db.session.scalars(
        select(Entry.ref).where(Entry.file_entry_id.is_(None), Entry.last_name == "Exampleby")
    ).one()
    assert ids == {"=17/b", f"this-register:{made_here}"}


def test_rows_are_in_the_order_of_the_queries_the_likeliest_entry_first(leeds, perdita):
    found = screen([NOBODY, perdita, perdita], leeds)
    assert [row[0] for row in found.result_rows] == ["q2", "q2", "q3", "q3"]
    scores = [float(row[2]) for row in found.result_rows[:2]]
    assert scores == sorted(scores, reverse=True)
    assert [row[0] for row in found.receipt_rows] == ["q1", "q2", "q3"]


def test_no_row_stands_for_less_than_the_lowest_band_unless_every_pair_is_asked_for(leeds, perdita):
    with transaction():
        entry_about(perdita, born=None, numbers=(), middle="", recorded_by="York")
    twin = Person(
        names=(Name("Gareth", "", "Exampleby"),),
        dates_of_birth=perdita.dates_of_birth,
        addresses=perdita.addresses,
    )
    few = screen([twin], leeds)
    every = screen([twin], leeds, Task(TASK.file, TASK.purpose, TASK.reason, all_candidates=True))
    scored = EmbeddedRegister().score(twin)
    assert all(row[3] != Band.NO.value for row in few.result_rows)
    assert len(every.result_rows) == len(scored.pairs)
    assert [row[2] for row in every.result_rows] == [f"{points:.6f}" for _, points, _ in scored.pairs]
    # The receipt counts the possible matches either way.
    assert every.receipt_rows[0][2] == few.receipt_rows[0][2]


def test_a_batch_leaves_one_line_in_the_log_from_its_first_receipt_to_its_last(leeds, perdita):
    screen([perdita, NOBODY], leeds)
    with transaction():
        screening.finish(TASK, searches=2, candidates=2, by=leeds)
    first, second = receipts()
    batch, whole = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event.like("national-register:%screened")).order_by(AuditEntry.id)
    )
    assert json.loads(batch.facts) == {
        "purpose": "safeguarding",
        "searches": 2,
        "from_receipt": first.ref,
        "to_receipt": second.ref,
        "candidates": 2,
        "matcher": MATCHER_VERSION,
    }
    assert json.loads(whole.facts) == {
        "file": "f" * 64,
        "purpose": "safeguarding",
        "searches": 2,
        "candidates": 2,
    }
    assert (batch.reason, batch.actor) == ("Screening of fleet.csv", f"officer:{leeds.id}")
    assert "Exampleby" not in batch.facts
    assert verify().fault == ""


# --- it can never serve a determination


@pytest.mark.rule("R10")
@pytest.mark.parametrize("names", ["application_ref", "person_ref"])
def test_the_database_takes_no_receipt_of_a_screening_that_names_an_application_or_its_person(
    leeds, perdita, names
):
    screen([perdita], leeds)
    (receipt,) = receipts()
    values = {
        column.key: getattr(receipt, column.key)
        for column in SearchReceipt.__table__.columns
        if column.key != "id"
    }
    with pytest.raises(IntegrityError, match="can never serve one"), transaction():
        db.session.execute(insert(SearchReceipt).values(values | {"ref": "another", names: "somebody"}))


@pytest.mark.rule("R10")
def test_a_receipt_of_a_screening_never_serves_a_determination(leeds):
    with transaction():
        decider = make.decision_maker()
        application = make.ready(make.preparer())
        who = as_value(application.person)
    screen([who], leeds)
    screening_receipt = receipts()[-1]
    assert screening_receipt.identity == receipts()[0].identity
    row = {
        "authority_id": application.authority_id,
        "application_id": application.id,
        "application_ref": application.ref,
        "person_id": application.person_id,
        "receipt_id": screening_receipt.id,
        "outcome": "granted",
        "decided_at": screening_receipt.searched_at,
        "decided_by_id": decider.id,
        "case_officer_id": application.case_officer_id,
        "reasons": "",
        "policy_version": "",
        "licence_ends_on": date(2029, 1, 1),
    }
    with pytest.raises(IntegrityError, match="search of the national register"), transaction():
        db.session.execute(insert(Determination).values(**row))
    # The search that was made for the application serves it, whatever was screened after it.
    with transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)
    assert db.session.scalars(select(Determination.receipt_id)).one() == receipts()[0].id


@pytest.mark.rule("R10")
def test_who_was_only_screened_has_not_been_searched_for(leeds):
    with transaction():
        decider, preparer = make.decision_maker(), make.preparer()
        application = make.received(preparer)
        make.with_evidence(application, preparer)
    screen([as_value(application.person)], leeds)
    assert newest_receipt(application) is None
    with pytest.raises(Refusal), transaction():
        determining.grant(application.id, make.grant_facts(), by=decider)


def test_what_a_screening_found_is_not_adjudicated(leeds, perdita):
    screen([perdita], leeds)
    candidate = receipts()[0].candidates[0]
    with pytest.raises(NotPossibleNow, match="of no application"), transaction():
        actions.adjudicate(candidate.id, same_person=True, reason="It looks so", by=leeds)
    assert db.session.scalar(select(func.count(Adjudication.id))) == 0


# --- who may, and why


def test_who_is_not_trained_in_the_register_screens_nobody(leeds, perdita):
    with transaction():
        untrained = officer("Leeds", trained_until=None)
    with pytest.raises(NotAllowed) as refused:
        screen([perdita], untrained)
    assert refused.value.reasons
    assert receipts() == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LICENSING_OFFICER], ids=str)
def test_who_has_not_the_permission_screens_nobody(leeds, role):
    with transaction():
        other = officer("Leeds", (role,))
    with pytest.raises(NotAllowed):
        screen([NOBODY], other)
    assert receipts() == []


@pytest.mark.rule("R15")
def test_a_purpose_the_act_does_not_know_is_refused_and_a_reason_is_needed(leeds):
    with pytest.raises(Unlawful):
        screen([NOBODY], leeds, Task("f", "curiosity", "Screening"))
    with pytest.raises(BadInput):
        screen([NOBODY], leeds, Task("f", "safeguarding", " "))
    assert receipts() == []


class Elsewhere:
    """A register that is reached another way."""

    def __init__(self, way_in):
        self.way_in = way_in
        self.asked = []

    def search(self, who, authority_id, *, asked):
        assert not is_writing()
        self.asked.append(asked)
        return replace(EmbeddedRegister().search(who, authority_id), way_in=self.way_in)


def test_screening_is_not_possible_by_portal(leeds, monkeypatch):
    monkeypatch.setattr(screening, "gateway", lambda _: Elsewhere("portal"))
    with pytest.raises(NotPossibleNow, match="not possible by portal"):
        screen([NOBODY], leeds)
    assert receipts() == []


def test_a_register_elsewhere_that_asks_to_wait_is_asked_again_after_a_minute(leeds, perdita, monkeypatch):
    way, waited = Elsewhere("http"), []
    search = way.search

    def after_a_minute(*who, **asked):
        if not waited:
            raise TooManyRequests("Wait.")
        return search(*who, **asked)

    monkeypatch.setattr(way, "search", after_a_minute)
    monkeypatch.setattr(screening, "gateway", lambda _: way)
    monkeypatch.setattr(screening.time, "sleep", waited.append)
    assert [row[2] for row in screen([perdita, NOBODY], leeds).receipt_rows] == ["2", "0"]
    assert waited == [60]


def is_writing():
    """Whether a transaction is open, in which others who write would wait."""
    try:
        with transaction():
            return False
    except RuntimeError:
        return True


@pytest.mark.rule("R15", "R24")
def test_a_register_elsewhere_is_asked_before_the_transaction_by_whom_and_why(leeds, perdita, monkeypatch):
    way = Elsewhere("http")
    monkeypatch.setattr(screening, "gateway", lambda _: way)
    found = screen([perdita, NOBODY], leeds, replace(TASK, purpose="road-safety"))
    assert way.asked == [Asked("road-safety", leeds.actor.ref)] * 2
    with pytest.raises(ValueError, match="before the transaction"), transaction():
        screening.screen([Query("q1", NOBODY)], TASK, by=leeds)
    assert [row[2] for row in found.receipt_rows] == ["2", "0"]
    assert {receipt.way_in for receipt in receipts()} == {"http"}
    assert all(row[1].startswith("this-register:") for row in found.result_rows)
    with pytest.raises(NotPossibleNow, match="Only the register kept here"):
        screen([perdita], leeds, Task("f", "safeguarding", "Why", all_candidates=True))


# --- the file of queries


def test_a_file_is_read_in_batches_and_from_where_an_interruption_left_it(tmp_path, monkeypatch):
    monkeypatch.setattr(screening, "AT_ONCE", 2)
    path = tmp_path / "fleet.csv"
    path.write_text("query_id,last_name\n" + "".join(f"{n},Exampleby\n" for n in range(5)))
    assert screening.check(path) == 5
    assert [[one.query_id for one in some] for some in screening.batches(path)] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
    ]
    assert [[one.query_id for one in some] for some in screening.batches(path, after=3)] == [["3", "4"]]


def test_a_query_id_that_is_missing_or_there_twice_is_told_before_anything_is_searched(tmp_path):
    path = tmp_path / "fleet.csv"
    path.write_text("query_id,last_name\n1,Exampleby\n,Exampleby\n1,Exampleby\n2,Exampleby,more\n")
    with pytest.raises(BadInput) as refused:
        screening.check(path)
    assert refused.value.message.splitlines() == [
        "fleet.csv can't be screened; nothing was searched.",
        "Line 3: its query_id is missing.",
        "Line 4: its query_id is that of line 2.",
        "Line 5: it has more values than there are columns.",
    ]
