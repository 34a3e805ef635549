"""An index built anew is what writing one by one has made, whatever there was before."""

import pytest
from sqlalchemy import delete, insert, select, update

from licensing import clock
from licensing.candidates import upkeep
from licensing.candidates.index import built_by
from licensing.candidates.models import MatchingIndex
from licensing.db import db, transaction
from licensing.errors import NotConfigured
from licensing.matching.people import Name, Person
from licensing.national_register import index as entries
from licensing.national_register.embedded import EmbeddedRegister, remove_change_or_reinstate
from licensing.national_register.models import EntryForm, EntryKey, NameCount
from licensing.register import reindex as people
from licensing.register.index import PEOPLE
from licensing.register.models import PersonForm, PersonKey
from tests.factories.officers import council, officer
from tests.factories.people import NATIONAL_INSURANCE, entry, name, person

pytestmark = pytest.mark.usefixtures("app_context")


def _stored():
    return (
        sorted(db.session.execute(select(EntryKey.key, EntryKey.entry_id))),
        sorted(db.session.execute(select(NameCount.key, NameCount.entries))),
        sorted(db.session.execute(select(EntryForm.entry_id, EntryForm.first_made_on))),
        sorted(db.session.execute(select(PersonKey.key, PersonKey.authority_id, PersonKey.person_id))),
        sorted(db.session.scalars(select(PersonForm.person_id))),
        db.session.execute(
            select(MatchingIndex.name, MatchingIndex.form_version, MatchingIndex.held).order_by(
                MatchingIndex.name
            )
        ).all(),
    )


@pytest.fixture
def written():
    """Entries and people, some changed since."""
    with transaction():
        removed = entry("Olga", "Pretendova")
        back = entry("Imran", "Sampleton", postcode="ZZ1 1AA", address="1 Specimen Street")
        entry(numbers=[("national_insurance", NATIONAL_INSURANCE)])
        entry("Muhammad Imran", "Sampleton", born=None)
        for made, what in ((removed, "removed"), (back, "removed"), (back, "reinstated"), (back, "amended")):
            remove_change_or_reinstate(
                made.ref, by_authority_id=council("Bradford").id, what=what, changed_on=clock.today()
            )
        person(other_names=[name("Dita", "Sample")])
        person("Yusuf", "Inventoff", by=officer("Bradford"), numbers={})


def _reindex():
    with transaction():
        return entries.reindex(), people.reindex()


def test_an_index_built_anew_is_what_writing_one_by_one_made(written):
    before = _stored()
    assert before[0]
    assert before[3]
    assert _reindex() == (3, 2)
    assert _stored() == before


@pytest.mark.parametrize("at_once", [1, 2])
def test_it_is_the_same_however_many_are_taken_at_once(written, monkeypatch, at_once):
    before = _stored()
    monkeypatch.setattr(entries, "BATCH", at_once)
    monkeypatch.setattr(people, "BATCH", at_once)
    monkeypatch.setattr(upkeep, "PARTS_AT_ONCE", at_once)
    told = []
    with transaction():
        entries.reindex(told.append)
        people.reindex()
    assert _stored() == before
    assert sum(told) == entries.how_many() == 3


def test_it_mends_an_index_that_says_something_else(written):
    before = _stored()
    with transaction():
        db.session.execute(delete(EntryForm))
        db.session.execute(update(NameCount).values(entries=99))
        db.session.execute(insert(EntryKey).values(key=1, entry_id=1))
        db.session.execute(delete(PersonKey))
        db.session.execute(update(MatchingIndex).values(form_version="another", held=77))
    _reindex()
    assert _stored()[:5] == before[:5]
    assert [(row.form_version, row.held) for row in _stored()[5]] == [(built_by(), 3), (built_by(), 0)]


def test_an_empty_register_is_indexed_too():
    assert _reindex() == (0, 0)


def test_entries_loaded_while_it_is_set_aside_are_found_once_it_is_built(written):
    who = Person((Name("Imran", "", "Sampleton"),), ())
    with transaction():
        entries.set_aside()
    with pytest.raises(NotConfigured, match="flask matching reindex"):
        EmbeddedRegister().search(who, 1)
    _reindex()
    assert EmbeddedRegister().score(who).state.entries == 3


def test_after_it_nothing_is_left_to_do_but_what_the_engine_does(written):
    _reindex()
    upkeep.tidy(entries.ENTRIES, PEOPLE)
    assert db.session.scalar(select(EntryKey.entry_id).limit(1)) is not None
