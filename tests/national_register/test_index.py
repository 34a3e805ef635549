"""The register's index: in step with every entry that is made, changed, removed, reinstated or past its years."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from licensing import clock
from licensing.candidates.index import built_by
from licensing.candidates.models import MatchingIndex
from licensing.db import db, transaction
from licensing.errors import NotConfigured
from licensing.matching.commonness import counted
from licensing.matching.forms import form_of
from licensing.matching.people import Name, Person
from licensing.national_register import index
from licensing.national_register.embedded import EmbeddedRegister, make, remove_change_or_reinstate
from licensing.national_register.models import Entry, EntryForm, EntryKey, NameCount
from licensing.national_register.removal import remove_expired
from tests.factories.officers import council
from tests.factories.people import NATIONAL_INSURANCE, entry, new_entry

pytestmark = pytest.mark.usefixtures("app_context")

PERDITA = Person((Name("Perdita", "", "Exampleby"),), (date(1985, 3, 27),))


def _change(made, what):
    remove_change_or_reinstate(
        made.ref, by_authority_id=council("Bradford").id, what=what, changed_on=clock.today()
    )


def _stored():
    return (
        sorted(db.session.execute(select(EntryKey.key, EntryKey.entry_id))),
        sorted(db.session.execute(select(NameCount.key, NameCount.entries))),
        sorted(db.session.execute(select(EntryForm.entry_id, EntryForm.first_made_on))),
        db.session.scalar(select(MatchingIndex.held).where(MatchingIndex.name == "entries")),
    )


def test_an_entry_is_indexed_in_the_transaction_that_makes_it():
    with transaction():
        made = entry()
        assert {owner for _, owner in _stored()[0]} == {made.id}
        number = made.id
        db.session.rollback()
    assert _stored() == ([], [], [], 0)
    assert db.session.get(Entry, number) is None


def test_a_removed_entry_leaves_the_index_and_comes_back_when_it_is_reinstated():
    with transaction():
        made = entry(numbers=[("national_insurance", NATIONAL_INSURANCE)])
    before = _stored()
    with transaction():
        _change(made, "removed")
    assert _stored() == ([], [], [], 0)
    with transaction():
        _change(made, "removed")
    assert _stored() == ([], [], [], 0)
    with transaction():
        _change(made, "reinstated")
        _change(made, "reinstated")
    assert _stored() == before


def test_an_entry_that_is_removed_after_its_years_leaves_nothing_in_the_index(on):
    with transaction():
        entry()
    on(date(2031, 6, 10))
    with transaction():
        later = entry("Imran", "Sampleton").id
    expected = {later}
    on(date(2037, 6, 10))
    with transaction():
        remove_expired(clock.today())
    keys, counts, forms, held = _stored()
    assert {owner for _, owner in keys} == {number for number, _ in forms} == expected
    assert {entries for _, entries in counts} == {1}
    assert held == 1


WHAT = st.sampled_from(["made", "removed", "reinstated", "amended"])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WHAT, st.integers(0, 3)), max_size=12))
def test_whatever_is_done_an_index_built_anew_is_the_same(steps):
    names = [("Perdita", "Exampleby"), ("Imran", "Sampleton"), ("Muhammad Imran", "Sampleton"), ("", "明")]
    with transaction():
        made = []
        for what, which in steps:
            if what == "made":
                made.append(entry(*names[which]))
            elif made:
                _change(made[which % len(made)], what)
        incremental = _stored()
        index.reindex()
        assert _stored() == incremental
        db.session.rollback()


def test_the_state_counts_the_entries_and_who_bears_the_names(on):
    texts = counted(form_of(PERDITA))
    assert index.state(texts) == index.State(0, None, index.Commonness(dict.fromkeys(texts, 0), 0))
    with transaction():
        entry()
        entry("Imran", "Exampleby")
    state = index.state(texts)
    assert (state.entries, state.changed_at, state.common.total) == (2, clock.now(), 2)
    assert set(state.common.counts) <= set(texts)
    assert set(state.common.counts.values()) == {1, 2}


def test_how_common_another_name_is_can_be_asked_afterwards():
    others = counted(form_of(Person((Name("Imran", "", "Sampleton"),), ())))
    with transaction():
        entry()
        entry("Imran", "Sampleton", born=None)
    common = index.state(counted(form_of(PERDITA))).common
    assert {common.counts.get(text, 0) for text in others} == {1}
    assert common.counts.get("=nobody", 0) == 0


def test_a_change_that_changes_nobody_is_told_by_its_moment(on):
    with transaction():
        made = entry()
    on(date(2026, 7, 1))
    with transaction():
        _change(made, "amended")
    assert index.state().changed_at == clock.now()


def test_an_index_of_another_version_is_not_searched_and_says_what_to_do():
    with transaction():
        entry()
        db.session.execute(update(MatchingIndex).values(form_version="another"))
    with pytest.raises(NotConfigured, match="flask matching reindex"):
        EmbeddedRegister().search(PERDITA, 1)
    with pytest.raises(NotConfigured, match="flask matching reindex"):
        EmbeddedRegister().score(PERDITA)
    with transaction():
        index.reindex()
    assert len(EmbeddedRegister().search(PERDITA, 1).candidates) == 1


def test_entries_are_made_and_removed_even_while_the_index_is_of_another_version():
    with transaction():
        made = entry()
        db.session.execute(update(MatchingIndex).values(form_version="another"))
    with transaction():
        entry("Imran", "Sampleton")
        _change(made, "removed")
        index.reindex()
    assert index.state().entries == 1


def test_two_who_make_entries_at_once_are_both_counted(app, engine):
    sent = [new_entry("Perdita", "Exampleby", key=f"at once {number}") for number in range(8)]
    db.session.rollback()

    def one(new):
        with app.app_context(), transaction():
            make(new)

    with ThreadPoolExecutor(4) as several:
        list(several.map(one, sent))
    _, counts, forms, held = _stored()
    assert held == len(forms) == len(sent)
    assert {entries for _, entries in counts} == {len(sent)}
    assert (
        db.session.scalar(select(MatchingIndex.form_version).where(MatchingIndex.name == "entries"))
        == built_by()
    )


def test_entries_put_in_together_are_found_like_those_made_one_by_one():
    with transaction():
        made = [entry(), entry("Imran", "Sampleton")]
        expected = _stored()
        for one in made:
            index.take_out(one.id)
        index.index_many((one.id, index.as_person(one), one.first_made_on) for one in made)
    assert _stored() == expected


def test_forms_are_read_of_those_still_held_only(on):
    with transaction():
        made = entry()
    assert set(index.forms_of([made.id, 999])) == {made.id}
    assert index.forms_of([]) == {}
    assert index.forms_of([made.id])[made.id] == form_of(index.as_person(made))
    number = made.id
    on(date(2037, 6, 10))
    assert index.forms_of([number]) == {}
