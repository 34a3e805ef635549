"""The capped look-up: who shares a key, and what is said of a key that too many share."""

import pytest
from sqlalchemy import insert, text

from licensing.candidates import looking
from licensing.candidates.looking import look_up
from licensing.db import db, transaction
from licensing.matching.keys import KIND_OF_KEY, Lookup
from licensing.national_register.index import ENTRIES
from licensing.national_register.models import EntryKey
from licensing.register.index import PEOPLE
from licensing.register.models import PersonKey
from licensing.sealing import short_fingerprints

pytestmark = pytest.mark.usefixtures("app_context")

TAG, WORDS = sorted(KIND_OF_KEY.items())[0]
CAP, BOUND = 3, 5


def _lookup(text_of_key, *, covered=False):
    return Lookup(TAG, text_of_key, covered)


def _hold(**owners):
    hashed = short_fingerprints("matching-key")
    with transaction():
        db.session.execute(
            insert(EntryKey),
            [{"key": hashed(key), "entry_id": owner} for key, several in owners.items() for owner in several],
        )


def _look(*lookups):
    return look_up(ENTRIES, lookups, cap=CAP, bound=BOUND)


def test_whoever_shares_any_key_is_found_once_in_order():
    _hold(a=[7, 2], b=[2, 5], c=[1])
    assert _look(_lookup("a"), _lookup("b", covered=True)) == looking.LookedUp((2, 5, 7), ())


def test_no_keys_find_nobody():
    _hold(a=[1])
    assert _look() == looking.LookedUp((), ())


def test_a_covered_key_is_followed_up_to_its_cap_and_passed_over_beyond_it():
    _hold(at_the_cap=[1, 2, 3], beyond=[11, 12, 13, 14])
    looked = _look(_lookup("at_the_cap", covered=True), _lookup("beyond", covered=True))
    assert looked.ids == (1, 2, 3)
    assert len(looked.dropped) == 1
    assert looked.dropped[0].lower().startswith(WORDS.lower())
    assert "more than 3" in looked.dropped[0]


def test_a_key_that_nothing_covers_is_bounded_to_its_first_and_the_answer_says_so():
    _hold(few=[1, 2, 3, 4, 5], many=[16, 15, 14, 13, 12, 11])
    looked = _look(_lookup("few"), _lookup("many"))
    assert looked.ids == (1, 2, 3, 4, 5, 11, 12, 13, 14, 15)
    assert len(looked.dropped) == 1
    assert "more than 5" in looked.dropped[0]


def test_two_keys_of_one_kind_that_were_passed_over_are_told_in_one_line():
    _hold(a=[1, 2, 3, 4], b=[1, 2, 3, 4])
    looked = _look(_lookup("a", covered=True), _lookup("b", covered=True))
    assert looked.ids == ()
    assert len(looked.dropped) == 1
    assert "2 keys" in looked.dropped[0]


def test_what_is_said_of_a_key_never_holds_its_text():
    _hold(perdita=[1, 2, 3, 4])
    assert "perdita" not in " ".join(_look(_lookup("perdita", covered=True)).dropped)


def test_people_are_looked_up_within_one_authority_or_in_all_and_capped_so():
    hashed = short_fingerprints("matching-key")("a")
    with transaction():
        db.session.execute(
            insert(PersonKey),
            [{"key": hashed, "authority_id": 1 + number % 2, "person_id": number} for number in range(1, 7)],
        )
    lookup = _lookup("a", covered=True)
    assert look_up(PEOPLE, [lookup], authority_id=1, cap=CAP, bound=BOUND).ids == (2, 4, 6)
    assert look_up(PEOPLE, [lookup], authority_id=3, cap=CAP, bound=BOUND).ids == ()
    in_all = look_up(PEOPLE, [lookup], cap=CAP, bound=BOUND)
    assert (in_all.ids, len(in_all.dropped)) == ((), 1)
    assert look_up(PEOPLE, [_lookup("a")], cap=CAP, bound=BOUND).ids == (1, 2, 3, 4, 5)


def test_any_number_of_keys_is_asked_in_one_statement():
    _hold(**{f"key{number}": [number] for number in range(1200)})
    looked = _look(*(_lookup(f"key{number}", covered=bool(number % 2)) for number in range(1200)))
    assert looked.ids == tuple(range(1200))


def test_a_look_up_goes_by_the_index_and_never_reads_every_key():
    _hold(**{f"key{number}": [number] for number in range(3000)})
    connection = db.session.connection()
    connection.execute(text("ANALYZE"))
    question = looking._question(ENTRIES, False, CAP, BOUND)
    if connection.dialect.name == "sqlite":
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question.sqlite}", ("[1,2]", "[3]"))
    else:
        plan = connection.exec_driver_sql(f"EXPLAIN {question.postgresql}", ("{1,2}", "{3}"))
    lines = [str(row[-1]) for row in plan]
    of_keys = [line for line in lines if "register_entry_key" in line]
    assert of_keys
    assert not [line for line in of_keys if line.strip().startswith("SCAN") or "Seq Scan" in line]
