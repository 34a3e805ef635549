"""The database's own guard: rows written past every page and every check, straight into the tables."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from licensing import clock
from licensing.applications import actions, determining
from licensing.applications.models import Application, Determination
from licensing.db import db, transaction
from licensing.decisions.models import Decision
from licensing.national_register.models import (
    Adjudication,
    InformationRequest,
    SearchCandidate,
    SearchReceipt,
)
from licensing.register.models import DriverLicence
from tests.factories import applications as make
from tests.factories.people import entry


def _determination(application, decider, **changes):
    """A determination row as somebody with SQL could write it."""
    row = {
        "authority_id": application.authority_id,
        "application_id": application.id,
        "application_ref": application.ref,
        "person_id": application.person_id,
        "outcome": "granted",
        "decided_at": clock.now(),
        "decided_by_id": decider.id,
        "case_officer_id": application.case_officer_id,
        "reasons": "",
        "policy_version": "",
        "licence_ends_on": date(2029, 1, 1),
    } | changes
    if row["outcome"] == "refused":
        row |= {"licence_ends_on": None, "decision_id": _decision(application, decider)}
    return row


def _decision(application, decider):
    return db.session.execute(
        insert(Decision)
        .values(
            authority_id=application.authority_id, person_id=application.person_id, ref="d" * 16, kind="refused",
            application_ref=application.ref, licence_kind="private-hire", state="decided", decided_on=clock.today(),
            decided_by_id=decider.id, limbs=[], reliance="none", reasons="", notified_how="", entry_ref="",
            recorded_at=clock.now(),
        )
        .returning(Decision.id)
    ).scalar_one()  # fmt: skip


def _refused(row):
    with pytest.raises(IntegrityError) as refused, transaction():
        db.session.execute(insert(Determination).values(**row()))
    return str(refused.value.orig)


OUTCOMES = pytest.mark.parametrize("outcome", ["granted", "refused"])


@pytest.mark.rule("R10")
@OUTCOMES
def test_the_database_refuses_a_determination_without_a_receipt(people, outcome):
    by, decider = people
    with transaction():
        application = make.received(by)
    said = _refused(lambda: _determination(application, decider, outcome=outcome, receipt_id=None))
    assert "receipt_id" in said or "search" in said
    said = _refused(lambda: _determination(application, decider, outcome=outcome, receipt_id=987654))
    assert "search of the national register" in said


@pytest.mark.rule("R10")
@OUTCOMES
def test_the_database_refuses_the_receipt_of_another_application(people, outcome):
    by, decider = people
    with transaction():
        application = make.received(by)
        other = make.received(by, numbers={}, name={"first": "Otto", "middle": "", "last": "Mockman"})
        receipt = make.searched(other, by)
    said = _refused(lambda: _determination(application, decider, outcome=outcome, receipt_id=receipt.id))
    assert "search of the national register" in said
    # Nor does it help to name the other application's reference beside this application.
    lie = {"receipt_id": receipt.id, "application_ref": other.ref}
    assert "search" in _refused(lambda: _determination(application, decider, outcome=outcome, **lie))


@pytest.mark.rule("R10")
@OUTCOMES
def test_the_database_refuses_a_receipt_of_another_authority(people, outcome):
    by, decider = people
    with transaction():
        application = make.received(by)
        stranger = make.preparer(authority="Kirklees")
        receipt = make.searched(make.received(stranger), stranger)
    said = _refused(lambda: _determination(application, decider, outcome=outcome, receipt_id=receipt.id))
    assert "search of the national register" in said


@pytest.mark.rule("R10")
@OUTCOMES
@pytest.mark.parametrize(
    "shift", [timedelta(days=5), timedelta(days=-1)], ids=["too old", "before the search"]
)
def test_the_database_refuses_a_receipt_out_of_its_time(people, outcome, shift):
    by, decider = people
    with transaction():
        application = make.received(by)
        receipt = make.searched(application, by)
    at = clock.now() + shift
    said = _refused(
        lambda: _determination(application, decider, outcome=outcome, receipt_id=receipt.id, decided_at=at)
    )
    assert "search of the national register" in said


@pytest.mark.rule("R10")
@OUTCOMES
def test_the_database_refuses_a_screening_receipt_that_names_no_application(people, outcome):
    by, decider = people
    with transaction():
        application = make.received(by)
        good = make.searched(application, by)
        row = {column.key: getattr(good, column.key) for column in SearchReceipt.__table__.columns}
        row |= {"id": good.id + 1, "ref": "s" * 16, "application_ref": None}
        db.session.execute(insert(SearchReceipt).values(**row))
    said = _refused(lambda: _determination(application, decider, outcome=outcome, receipt_id=row["id"]))
    assert "search of the national register" in said


def _hit(by):
    entry("Perdita", "Exampleby", born=date(1985, 3, 27), recorded_by="Bradford")
    application = make.received(by)
    receipt = make.searched(application, by)
    (candidate,) = receipt.candidates
    return application, receipt, candidate


@pytest.mark.rule("R10")
@OUTCOMES
def test_the_database_refuses_a_determination_over_a_hit_that_nobody_adjudicated(people, outcome):
    by, decider = people
    with transaction():
        application, receipt, _ = _hit(by)
    said = _refused(lambda: _determination(application, decider, outcome=outcome, receipt_id=receipt.id))
    assert "adjudicated" in said


@pytest.mark.rule("R11")
@OUTCOMES
def test_the_database_refuses_a_determination_before_the_recording_authority_was_asked_and_answered(
    people, outcome
):
    by, decider = people
    today = clock.today()
    with transaction():
        application, receipt, candidate = _hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Same", by=by)
    row = {"outcome": outcome, "receipt_id": receipt.id}
    assert "asked in writing" in _refused(lambda: _determination(application, decider, **row))
    with transaction():
        request = actions.send_request(
            application.id, candidate.id, text="Please", sent_on=today, sent_how="post", by=by
        )
    assert "asked in writing" in _refused(lambda: _determination(application, decider, **row))
    with transaction():
        actions.record_reply(application.id, request.id, received_on=today, reply="x", reference="", by=by)
    with transaction():
        db.session.execute(insert(Determination).values(**_determination(application, decider, **row)))
    assert db.session.scalars(select(Determination.outcome)).one() == outcome


@pytest.mark.rule("R10")
def test_the_database_refuses_a_granted_licence_without_a_determination(people):
    by, _ = people
    with transaction():
        application = make.received(by)
    row = {
        "authority_id": application.authority_id, "person_id": application.person_id, "kind": "private-hire",
        "licence_class": "driver", "number": "X1", "starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1),
        "state": "current", "origin": "determination", "term_reason": "", "recorded_at": clock.now(),
    }  # fmt: skip
    for determination_id in (None, 4711):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(insert(DriverLicence).values(**row, determination_id=determination_id))
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            insert(DriverLicence).values(**row | {"origin": "old-records"}, determination_id=4711)
        )


@pytest.mark.rule("R10")
def test_the_database_refuses_a_licence_that_rests_on_a_refusal_or_on_another_persons_grant(people):
    by, decider = people
    with transaction():
        refused = determining.refuse(make.ready(by).id, make.refusal_facts(), by=decider)
        other = make.ready(by, numbers={}, name={"first": "Otto", "middle": "", "last": "Mockman"})
        licence = determining.grant(other.id, make.grant_facts(), by=decider)
        person_id = refused.person_id
    row = {
        "authority_id": by.authority_id, "person_id": person_id, "kind": "private-hire", "number": "X1",
        "licence_class": "driver", "starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1), "state": "current",
        "origin": "determination", "term_reason": "", "recorded_at": clock.now(),
    }  # fmt: skip
    for determination_id in (refused.id, licence.determination_id):
        with pytest.raises(IntegrityError, match="determination"), transaction():
            db.session.execute(insert(DriverLicence).values(**row, determination_id=determination_id))
    with pytest.raises(IntegrityError, match="never changed"), transaction():
        db.session.execute(
            update(DriverLicence).where(DriverLicence.id == licence.id).values(person_id=person_id)
        )


def test_the_database_keeps_a_determination_and_a_receipt_as_they_were_made(people):
    by, decider = people
    with transaction():
        determining.grant(make.ready(by).id, make.grant_facts(), by=decider)
    for change in (
        update(Determination).values(reasons="Otherwise"),
        update(SearchReceipt).values(reason="Otherwise"),
        delete(Determination),
    ):
        with pytest.raises(IntegrityError, match="never"), transaction():
            db.session.execute(change.execution_options(synchronize_session=False))


def test_the_database_refuses_an_application_called_determined_that_was_not(people):
    by, _ = people
    with transaction():
        application = make.received(by)
    for state in ("granted", "refused"):
        with pytest.raises(IntegrityError, match="determined by a determination"), transaction():
            db.session.execute(
                update(Application).where(Application.id == application.id).values(state=state)
            )


def test_an_adjudication_of_somebody_elses_candidate_does_not_settle_a_hit(people):
    by, decider = people
    with transaction():
        application, receipt, candidate = _hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=False, reason="Other", by=by)
        assert db.session.scalars(select(Adjudication.entry_ref)).one() == candidate.entry_ref
        again = make.searched(application, by)
    assert again.candidates[0].adjudication_id is not None
    with transaction():
        db.session.execute(
            update(SearchCandidate)
            .where(SearchCandidate.id == again.candidates[0].id)
            .values(adjudication_id=None)
        )
    said = _refused(lambda: _determination(application, decider, receipt_id=again.id))
    assert "adjudicated" in said
    assert receipt.id != again.id


def _replace(table, row):
    """REPLACE INTO, which on SQLite takes the old row away without asking a trigger of DELETE."""
    columns = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    return text(f"REPLACE INTO {table} ({columns}) VALUES ({values})"), row  # noqa: S608 (names of our own columns)


@pytest.mark.rule("R10")
def test_nothing_replaces_a_determination_a_receipt_or_a_licence(people, engine):
    if engine != "sqlite":
        return  # PostgreSQL has no REPLACE; its ON CONFLICT DO UPDATE asks the trigger of UPDATE
    by, decider = people
    with transaction():
        refusal = determining.refuse(make.ready(by).id, make.refusal_facts(), by=decider)
        other = make.ready(by, numbers={}, name={"first": "Otto", "middle": "", "last": "Mockman"})
        licence = determining.grant(other.id, make.grant_facts(), by=decider)
    for kind, row_id, changes in (
        (
            Determination,
            refusal.id,
            {"outcome": "granted", "decision_id": None, "licence_ends_on": date(2029, 1, 1)},
        ),
        (SearchReceipt, refusal.receipt_id, {"reason": "Otherwise"}),
        (DriverLicence, licence.id, {"origin": "old-records", "determination_id": None}),
    ):
        table = kind.__tablename__
        found = db.session.execute(text(f"SELECT * FROM {table} WHERE id = {row_id}")).mappings().one()  # noqa: S608
        statement, values = _replace(table, dict(found) | changes)
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(statement, values)


@pytest.mark.rule("R10")
def test_one_determination_grants_one_licence_of_its_kind_and_term(people):
    by, decider = people
    with transaction():
        licence = determining.grant(make.ready(by).id, make.grant_facts(), by=decider)
        row = {one.key: getattr(licence, one.key) for one in DriverLicence.__mapper__.column_attrs}
    for changes in ({"kind": "dual"}, {"ends_on": date(2099, 1, 1)}, {}):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(
                insert(DriverLicence).values(**row | {"id": row["id"] + 1, "number": "X"} | changes)
            )
    for changes in ({"ends_on": date(2099, 1, 1)}, {"kind": "dual"}):
        with pytest.raises(IntegrityError, match="never changed"), transaction():
            db.session.execute(
                update(DriverLicence).values(**changes).execution_options(synchronize_session=False)
            )


@pytest.mark.rule("R10")
@OUTCOMES
def test_an_older_search_does_not_serve_once_there_is_a_newer(people, outcome):
    by, decider = people
    with transaction():
        application = make.received(by)
        older = make.searched(application, by)
        entry("Perdita", "Exampleby", born=date(1985, 3, 27), recorded_by="Bradford")
        make.searched(application, by)
    said = _refused(lambda: _determination(application, decider, outcome=outcome, receipt_id=older.id))
    assert "search of the national register" in said


@pytest.mark.rule("R10")
def test_a_candidate_is_not_settled_by_an_adjudication_of_another_entry(people):
    by, decider = people
    with transaction():
        for council in ("Bradford", "York"):
            entry("Perdita", "Exampleby", born=date(1985, 3, 27), recorded_by=council)
        application = make.received(by)
        receipt = make.searched(application, by)
        first, second = receipt.candidates
        actions.adjudicate(application.id, first.id, same_person=False, reason="Other", by=by)
        point = update(SearchCandidate).where(SearchCandidate.id == second.id)
        db.session.execute(point.values(adjudication_id=first.adjudication_id))
    assert "adjudicated" in _refused(lambda: _determination(application, decider, receipt_id=receipt.id))


def test_what_a_search_found_and_what_was_said_of_it_are_never_removed_or_rewritten(people):
    by, _ = people
    with transaction():
        application, _, candidate = _hit(by)
        actions.adjudicate(application.id, candidate.id, same_person=True, reason="Same", by=by)
        actions.send_request(
            application.id, candidate.id, text="Please", sent_on=clock.today(), sent_how="post", by=by
        )
    for statement in (
        delete(SearchCandidate),
        update(SearchCandidate).values(entry_ref="x" * 16),
        delete(Adjudication),
        update(Adjudication).values(same_person=False),
        delete(InformationRequest),
    ):
        with pytest.raises(IntegrityError, match="never"), transaction():
            db.session.execute(statement.execution_options(synchronize_session=False))


def test_postgresql_neither_empties_these_tables_nor_asks_a_temporary_one(people, engine):
    if engine != "postgresql":
        return  # SQLite has no TRUNCATE, and its triggers name no temporary table
    by, decider = people
    with transaction():
        application = make.received(by)
    for table in ("determination", "search_receipt", "audit_entry"):
        with pytest.raises(IntegrityError, match="never emptied"), transaction():
            db.session.execute(text(f"TRUNCATE {table} CASCADE"))

    def with_a_table_of_ones_own():
        db.session.execute(text("CREATE TEMP TABLE search_receipt AS SELECT * FROM search_receipt"))
        row = _determination(application, decider, receipt_id=1)
        db.session.execute(insert(Determination).values(**row))

    with pytest.raises(IntegrityError, match="search of the national register"), transaction():
        with_a_table_of_ones_own()
