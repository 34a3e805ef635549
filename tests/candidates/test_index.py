"""An index is kept in step: whatever is put in and taken out, it is what a fresh one would be."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from licensing.candidates.index import SET_ASIDE, Indexed, built_by, is_in_order
from licensing.candidates.models import MatchingIndex
from licensing.db import db, transaction
from licensing.errors import NotConfigured
from licensing.matching.forms import FORM_VERSION, form_of
from licensing.matching.people import Address, Name, Person
from licensing.national_register import index as entries
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.index import ENTRIES
from licensing.national_register.models import EntryForm, EntryKey, NameCount
from licensing.register import reindex as people
from licensing.register.index import people_like
from tests.factories.officers import officer
from tests.factories.people import entry, person

AT = datetime(2026, 6, 10, 11, tzinfo=UTC)
FIRST = date(2026, 6, 10)
ONE = Person((Name("Perdita", "", "Exampleby"),), (date(1985, 3, 27),), (Address((), "ZZ1 1AA"),))
OTHER = Person((Name("Imran", "", "Sampleton"),), (date(1970, 1, 1),))


def _stored():
    keys = set(db.session.execute(select(EntryKey.key, EntryKey.entry_id)))
    counts = dict(db.session.execute(select(NameCount.key, NameCount.entries)).all())
    forms = set(db.session.scalars(select(EntryForm.entry_id)))
    return keys, counts, forms


def _row():
    return db.session.execute(
        select(MatchingIndex.form_version, MatchingIndex.held).where(MatchingIndex.name == "entries")
    ).one()


def _indexed(number, person):
    return Indexed(number, form_of(person), first_made_on=FIRST)


@pytest.fixture
def numbers(app_context):
    """Two entries' numbers, their index emptied of them."""
    with transaction():
        held = [entry().id, entry("Imran", "Sampleton").id]
        for one in held:
            ENTRIES.take_out(one, AT)
    return held


def test_what_was_taken_out_leaves_nothing_behind(numbers):
    assert _stored() == (set(), {}, set())
    assert _row().held == 0


def test_put_in_twice_is_put_in_once(numbers):
    with transaction():
        ENTRIES.put(_indexed(numbers[0], ONE), AT)
    before = _stored()
    with transaction():
        ENTRIES.put(_indexed(numbers[0], ONE), AT)
    assert _stored() == before
    assert _row() == (built_by(), 1)


def test_whoever_changes_is_found_by_what_is_new_only(numbers):
    with transaction():
        ENTRIES.put(_indexed(numbers[0], OTHER), AT)
    expected = _stored()
    with transaction():
        ENTRIES.put(_indexed(numbers[0], ONE), AT)
        ENTRIES.put(_indexed(numbers[0], OTHER), AT)
    assert _stored() == expected


def test_many_at_once_are_the_same_as_one_by_one(numbers):
    with transaction():
        for number, person in zip(numbers, (ONE, OTHER), strict=True):
            ENTRIES.put(_indexed(number, person), AT)
    expected = _stored()
    with transaction():
        for number in numbers:
            ENTRIES.take_out(number, AT)
        ENTRIES.put_many([_indexed(n, p) for n, p in zip(numbers, (ONE, OTHER), strict=True)], AT)
    assert _stored() == expected
    assert _row().held == 2


def test_a_part_of_a_name_is_counted_once_for_each_who_bears_it(numbers):
    with transaction():
        ENTRIES.put_many([_indexed(number, ONE) for number in numbers], AT)
    _, counts, _ = _stored()
    assert counts
    assert set(counts.values()) == {2}
    with transaction():
        ENTRIES.take_out(numbers[0], AT)
    assert set(_stored()[1].values()) == {1}


def test_what_is_rolled_back_is_not_indexed(numbers):
    db.session.rollback()
    ENTRIES.put(_indexed(numbers[0], ONE), AT)
    assert _row().held == 1
    db.session.rollback()
    assert _stored() == (set(), {}, set())
    assert _row().held == 0


def test_a_form_that_no_longer_opens_has_its_keys_found_by_reading_them_all(numbers):
    with transaction():
        ENTRIES.put_many([_indexed(number, ONE) for number in numbers], AT)
        db.session.execute(
            update(EntryForm).where(EntryForm.entry_id == numbers[0]).values(form=b"\x05test1" + b"?" * 40)
        )
    with transaction():
        ENTRIES.take_out(numbers[0], AT)
    keys, _, forms = _stored()
    assert {owner for _, owner in keys} == forms == {numbers[1]}


def test_taking_out_who_is_not_there_changes_nothing(numbers):
    with transaction():
        ENTRIES.put(_indexed(numbers[0], ONE), AT)
    before = (_stored(), _row())
    with transaction():
        ENTRIES.take_out(numbers[1], AT)
    assert (_stored(), _row()) == before


def test_a_stored_form_is_bound_to_its_owner_and_its_version():
    assert ENTRIES.context(1) != ENTRIES.context(2)
    assert FORM_VERSION in ENTRIES.context(1)
    assert replace(ENTRIES, forms=EntryKey.__table__).context(1) != ENTRIES.context(1)


@pytest.mark.parametrize(
    ("version", "held", "in_order"),
    [
        pytest.param(FORM_VERSION, 5, False, id="of this version, and nobody knows which key"),
        pytest.param(f"{FORM_VERSION}:00000000", 5, False, id="of another key"),
        pytest.param(f"{FORM_VERSION}:00000000", 0, True, id="of another key, and empty"),
        pytest.param("another", 5, False, id="of another"),
        pytest.param("another", 0, True, id="of another, and empty"),
        pytest.param("", 0, True, id="never built, and empty"),
        pytest.param("", 5, False, id="never built"),
        pytest.param(SET_ASIDE, 0, False, id="set aside, although it was empty"),
        pytest.param(SET_ASIDE, 5, False, id="set aside"),
    ],
)
def test_an_index_is_in_order_when_it_is_of_this_version_and_key_or_holds_nothing(
    app_context, version, held, in_order
):
    assert is_in_order(version, held) is in_order
    assert is_in_order(built_by(), 5)


def test_the_first_that_is_put_into_an_empty_index_makes_it_one_of_this_version(numbers):
    with transaction():
        db.session.execute(update(MatchingIndex).values(form_version="another"))
        ENTRIES.put(_indexed(numbers[0], ONE), AT)
    assert _row().form_version == built_by()


def test_one_that_was_set_aside_stays_so_whatever_is_put_into_it(numbers):
    with transaction():
        db.session.execute(update(MatchingIndex).values(form_version=SET_ASIDE))
        ENTRIES.put(_indexed(numbers[0], ONE), AT)
    assert _row().form_version == SET_ASIDE


def test_under_another_fingerprint_key_it_refuses_until_it_is_built_anew(app_context, make_app):
    with transaction():
        person(by=officer())
        entry()
    db.session.remove()
    with make_app(fingerprint_key=b"another key of thirty-two bytes!").app_context():
        for ask in (lambda: EmbeddedRegister().search(ONE, 1), lambda: people_like(form_of(ONE))):
            with pytest.raises(NotConfigured, match="flask matching reindex"):
                ask()
        db.session.rollback()
        with transaction():
            entries.reindex()
            people.reindex()
        assert len(EmbeddedRegister().search(ONE, 1).candidates) == 1
        assert len(people_like(form_of(ONE))) == 1
