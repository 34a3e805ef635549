"""What the database itself keeps of concerns."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from licensing.concerns.models import Concern, Information, ReceivedConcern
from licensing.db import db, transaction
from licensing.sealing import Unreadable
from tests.factories import concerns as make
from tests.support.stored import everything_stored


def test_what_is_alleged_and_of_whom_is_nowhere_in_clear(bradford, york):
    with transaction():
        make.owed(bradford)
        make.received(york)
    stored = everything_stored()
    for secret in ("drove off", "Uydurma", "ZZ99", "Because of"):
        assert secret not in stored


def test_sealed_words_moved_to_another_row_do_not_open(bradford):
    with transaction():
        first, second = make.information(bradford), make.information(bradford)
        first.sealed = second.sealed
        with pytest.raises(Unreadable, match="moved"):
            _ = first.words


@pytest.mark.rule("R20")
def test_the_database_closes_no_case_without_a_reply(york):
    with transaction():
        case = make.received(york).id
    with pytest.raises(IntegrityError, match="closed_with_a_reply"), transaction():
        db.session.execute(
            update(ReceivedConcern)
            .where(ReceivedConcern.id == case)
            .values(state="closed", outcome="no-action")
        )


@pytest.mark.rule("R19")
def test_the_database_takes_no_consideration_without_an_outcome(york):
    with transaction():
        make.received(york)
    with pytest.raises(IntegrityError, match="considered_with_an_outcome"), transaction():
        db.session.execute(update(ReceivedConcern).values(state="considered"))


def test_the_database_knows_no_concern_sent_on_no_day_or_to_nobody(bradford):
    with transaction():
        make.concern(bradford)
    with pytest.raises(IntegrityError, match="sent_when_it_was_sent"), transaction():
        db.session.execute(update(Concern).values(state="sent", to_authority_id=bradford.authority_id))
    with pytest.raises(IntegrityError, match="sent_to_somebody"), transaction():
        db.session.execute(update(Concern).values(state="sent", sent_on=date(2026, 6, 1)))


def test_information_about_our_own_licensee_names_the_person(bradford):
    with transaction():
        make.information(bradford)
    with pytest.raises(IntegrityError, match="own_licensee_is_known"), transaction():
        db.session.execute(update(Information).values(about="own"))
    assert db.session.scalars(select(Information.about)).one() == "elsewhere"
