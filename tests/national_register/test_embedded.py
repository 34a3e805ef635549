"""The embedded register: entries made once, changed by their own authority only, found by an index."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, insert, select

from licensing import clock
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound
from licensing.matching.people import Address, Name, Person
from licensing.matching.verdict import MATCHER_VERSION, Band
from licensing.national_register.embedded import (
    CHANGES,
    EmbeddedRegister,
    make,
    remove_change_or_reinstate,
    show,
)
from licensing.national_register.gateway import ChangeShown
from licensing.national_register.models import Entry, EntryKey
from tests.factories.officers import council
from tests.factories.people import (
    COMMUNITY,
    GB_DRIVER,
    NATIONAL_INSURANCE,
    NI_DRIVER,
    entry,
    entry_about,
    new_entry,
)
from tests.support.explained import full_scans, plans_of
from tests.support.stored import everything_stored

pytestmark = pytest.mark.usefixtures("app_context", "on")

REGISTER = EmbeddedRegister()
BORN = date(1985, 3, 27)
ANYBODY = 1


def _applicant(*names, born=BORN, **numbers):
    names = names or (Name("Perdita", "", "Exampleby"),)
    return Person(names=names, dates_of_birth=(born,) if born else (), **numbers)


def _found(applicant):
    return [one.entry.ref for one in REGISTER.search(applicant, ANYBODY).candidates]


def _entries():
    return db.session.scalar(select(func.count(Entry.id)))


# --- making


@pytest.mark.rule("R04", "R05")
def test_an_entry_keeps_what_the_act_lists_and_shows_it_to_others():
    numbers = (
        ("national_insurance", NATIONAL_INSURANCE),
        ("gb_driver", GB_DRIVER),
        ("ni_driver", NI_DRIVER),
        ("community", COMMUNITY),
    )
    sent = new_entry(
        middle="Anne",
        address="1 Specimen Street\nInventedtown",
        postcode="ZZ1 1AA",
        decision="suspended",
        decided_on=date(2026, 6, 1),
        effect_on=date(2026, 6, 22),
        suspension_ends_on=date(2026, 9, 1),
        numbers=numbers,
    )
    with transaction():
        receipt = make(sent)
    shown = REGISTER.entry(receipt.entry_ref, ANYBODY)
    assert shown.person == Person(
        names=(Name("Perdita", "Anne", "Exampleby"),),
        dates_of_birth=(BORN,),
        addresses=(Address(("1 Specimen Street", "Inventedtown"), "ZZ1 1AA"),),
        national_insurance=(NATIONAL_INSURANCE,),
        gb_driver=(GB_DRIVER,),
        ni_driver=(NI_DRIVER,),
        community=(COMMUNITY,),
    )
    assert shown.full_name == "Perdita Anne Exampleby"
    assert (shown.recording_authority, shown.further_information) == (
        "Bradford",
        "Write to the licensing team.",
    )
    assert (shown.decision, shown.decided_on, shown.effect_on, shown.suspension_ends_on) == (
        "suspended",
        date(2026, 6, 1),
        date(2026, 6, 22),
        date(2026, 9, 1),
    )
    assert (shown.first_made_on, shown.changes) == (date(2026, 6, 10), ())
    assert receipt.made_at == clock.now()


def test_the_day_an_entry_is_made_is_the_day_in_london(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 10, 23, 30, tzinfo=UTC))
    with transaction():
        assert entry().first_made_on == date(2026, 6, 11)


def test_an_effect_date_is_kept_only_when_it_is_another_day():
    with transaction():
        assert entry(decided_on=date(2026, 6, 1), effect_on=date(2026, 6, 1)).effect_on is None


@pytest.mark.rule("R04")
def test_the_same_key_sent_twice_makes_one_entry_and_acknowledges_it_again(on):
    sent = new_entry(key="decision:7:entry")
    first = REGISTER.make_entry(sent)
    on(date(2026, 6, 12))
    assert REGISTER.make_entry(sent) == first
    assert _entries() == 1


def test_two_authorities_may_use_one_key():
    first = REGISTER.make_entry(new_entry(key="decision:7"))
    second = REGISTER.make_entry(new_entry(key="decision:7", recorded_by="York"))
    assert first.entry_ref != second.entry_ref


@pytest.mark.rule("R06", "R21")
def test_what_the_act_does_not_allow_is_refused_and_nothing_is_kept():
    for wrong, field in (
        ({"decision": "vehicle-suspended"}, "decision"),
        ({"decision": "operator-refused"}, "decision"),
        ({"decision": "granted"}, "decision"),
        ({"first": "", "last": ""}, "name"),
        ({"further_information": "  "}, "further_information"),
        ({"recorded_by": "West Yorkshire"}, "recording_authority"),
        ({"suspension_ends_on": date(2026, 9, 1)}, "suspension_ends_on"),
        ({"decision": "refused", "suspension_ends_on": date(2026, 9, 1)}, "suspension_ends_on"),
        ({"decision": "suspended", "suspension_ends_on": date(2026, 3, 1)}, "suspension_ends_on"),
        (
            {
                "decision": "suspended",
                "effect_on": date(2026, 3, 23),
                "suspension_ends_on": date(2026, 3, 22),
            },
            "suspension_ends_on",
        ),
    ):
        sent = new_entry(**wrong)
        with pytest.raises(BadInput) as refused:
            REGISTER.make_entry(sent)
        assert set(refused.value.faults) == {field}, wrong
    assert _entries() == 0


@pytest.mark.rule("R06")
def test_a_suspension_for_a_period_says_when_it_ends_and_one_without_end_says_none():
    with transaction():
        ends = entry(decision="suspended", suspension_ends_on=date(2026, 9, 1))
        open_ended = entry(decision="suspended")
    assert ends.suspension_ends_on == date(2026, 9, 1)
    assert open_ended.suspension_ends_on is None


def test_every_fault_of_an_entry_is_told_together():
    sent = new_entry("", "", decision="none", further_information="")
    with pytest.raises(BadInput) as refused:
        REGISTER.make_entry(sent)
    assert set(refused.value.faults) == {"name", "decision", "further_information"}


# --- changing


def _change(made, what="amended", by="Bradford", **more):
    with transaction():
        remove_change_or_reinstate(
            made.ref,
            by_authority_id=council(by).id,
            what=what,
            changed_on=date(2026, 6, 10),
            **more,
        )


@pytest.mark.rule("R16")
def test_only_the_authority_that_recorded_an_entry_changes_it():
    with transaction():
        made = entry_about(_applicant())
    version = made.version
    for what in CHANGES:
        with pytest.raises(NotFound):
            _change(made, what, by="Leeds")
    assert _found(_applicant()) == [made.ref]
    assert (made.version, made.changes) == (version, [])
    _change(made, "removed")
    assert _found(_applicant()) == []


def test_an_entry_that_there_is_not_is_not_changed():
    with pytest.raises(NotFound), transaction():
        remove_change_or_reinstate(
            "0" * 16, by_authority_id=council("Bradford").id, what="amended", changed_on=date(2026, 6, 10)
        )


def test_an_entry_is_amended_removed_or_reinstated_and_nothing_else():
    with transaction():
        made = entry()
    with pytest.raises(ValueError, match="amended, removed, reinstated"):
        _change(made, "erased")


@pytest.mark.parametrize("what", ["amended", "removed"])
def test_a_change_is_shown_with_its_dates_and_makes_a_new_version(what):
    with transaction():
        made = entry()
    version = made.version
    _change(made, what, effect_on=date(2026, 7, 1))
    assert made.version == version + 1
    assert show(made).changes == (ChangeShown(what, date(2026, 6, 10), date(2026, 7, 1)),)


def test_a_removed_entry_is_not_found_and_a_reinstated_one_is():
    with transaction():
        made = entry_about(_applicant())
    _change(made, "removed")
    assert _found(_applicant()) == []
    assert REGISTER.entry(made.ref, ANYBODY) is None
    _change(made, "reinstated")
    assert _found(_applicant()) == [made.ref]
    assert [one.what for one in REGISTER.entry(made.ref, ANYBODY).changes] == ["removed", "reinstated"]


@pytest.mark.rule("R08", "R09")
def test_no_change_restarts_the_eleven_years(on):
    with transaction():
        made = entry()
    on(date(2027, 6, 10))
    _change(made, "removed")
    _change(made, "reinstated")
    assert made.first_made_on == date(2026, 6, 10)


def test_an_entry_that_there_is_not_is_none():
    assert REGISTER.entry("0" * 16, ANYBODY) is None


# --- searching


@pytest.mark.rule("R10")
def test_each_number_by_itself_finds_the_entry_of_somebody_with_another_name_and_birth_date():
    numbers = {
        "national_insurance": NATIONAL_INSURANCE,
        "gb_driver": GB_DRIVER,
        "ni_driver": NI_DRIVER,
    }
    with transaction():
        made = {
            kind: entry("Imran", "Sampleton", born=date(1970, 1, 1), numbers=[(kind, number)])
            for kind, number in numbers.items()
        }
    for kind, number in numbers.items():
        found = REGISTER.search(_applicant(**{kind: (number,)}), ANYBODY).candidates
        assert [(one.entry.ref, one.verdict.band) for one in found] == [(made[kind].ref, Band.SAME_NUMBER)]


@pytest.mark.rule("R10")
def test_each_name_by_itself_finds_the_entry_under_it():
    names = [
        Name("Perdita", "", "Exampleby"),
        Name("Dita", "", "Sample"),
        Name("Patience", "", "Specimen"),
    ]
    with transaction():
        made = {name: entry(name.first, name.last) for name in names}
    assert set(_found(_applicant(*names))) == {one.ref for one in made.values()}
    assert _found(_applicant(names[1])) == [made[names[1]].ref]


UNUSUAL = [
    (Name("", "", "Prakash"), Name("Prakash", "", "")),
    (Name("Łukasz", "", "Żółć"), Name("Lukasz", "", "Zolc")),
    (Name("Siân", "", "O’Nonesuch"), Name("Sian", "", "O'Nonesuch")),
    (Name("Siân", "", "O’Nonesuch"), Name("Sian", "", "ONonesuch")),
    (Name("Mary-Jane", "", "D'Sample"), Name("Mary Jane", "", "DSample")),
    (Name("明", "", "王"), Name("王", "", "明")),
    (Name("محمد", "", "مثال"), Name("محمد", "", "مثال")),
    (Name("Muhammad", "", "Sampleton"), Name("Mohammed", "", "Sampelton")),
]


def test_unusual_names_are_found_and_found_spelt_otherwise():
    for held, sought in UNUSUAL:
        with transaction():
            made = entry(held.first, held.last)
        assert made.ref in _found(_applicant(sought)), (held, sought)
        assert made.ref in _found(_applicant(held)), held


def test_day_and_month_exchanged_find_the_entry():
    with transaction():
        made = entry(born=date(1985, 7, 3))
    assert _found(_applicant(born=date(1985, 3, 7))) == [made.ref]


def test_an_entry_without_a_birth_date_is_found_by_name_and_address():
    with transaction():
        made = entry(born=None, address="1 Specimen Street", postcode="ZZ1 1AA")
    home = Address(("1 Specimen Street",), "ZZ1 1AA")
    assert _found(_applicant(addresses=(home,))) == [made.ref]
    assert _found(_applicant(born=None, addresses=(home,))) == [made.ref]


def test_somebody_else_is_not_found():
    with transaction():
        entry("Imran", "Sampleton", born=date(1970, 1, 1))
        entry("Imran", "Sampleton")
        entry(born=date(1950, 11, 1))
    assert _found(_applicant()) == []


def test_the_likeliest_comes_first():
    with transaction():
        by_name = entry()
        by_number = entry(numbers=[("national_insurance", NATIONAL_INSURANCE)], recorded_by="York")
    assert _found(_applicant(national_insurance=(NATIONAL_INSURANCE,))) == [by_number.ref, by_name.ref]


def test_an_answer_says_by_which_matcher_and_in_which_state_of_the_register(on):
    assert REGISTER.search(_applicant(), ANYBODY).register_changed_at is None
    with transaction():
        entry()
    on(date(2026, 6, 11))
    with transaction():
        last = entry("Imran", "Sampleton")
        removed = entry("Olga", "Pretendova")
    _change(removed, "removed")
    found = REGISTER.search(_applicant(), ANYBODY)
    assert (found.way_in, found.matcher) == ("embedded", MATCHER_VERSION)
    assert (found.register_entries, found.register_changed_at) == (2, last.first_made_at)


def test_an_authority_finds_its_own_entries_too():
    with transaction():
        made = entry(recorded_by="Leeds")
    found = REGISTER.search(_applicant(), council("Leeds").id).candidates
    assert [one.entry.ref for one in found] == [made.ref]


# --- the index


def test_the_index_holds_nothing_that_can_be_read():
    with transaction():
        entry(numbers=[("national_insurance", NATIONAL_INSURANCE)], postcode="ZZ1 1AA")
    keys = db.session.scalars(select(EntryKey.key)).all()
    assert len(keys) > 5
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)
    assert "national_insurance|" not in everything_stored()


def test_a_search_goes_by_the_index_and_never_reads_every_key():
    with transaction():
        about = entry_about(_applicant())
        others = [{"key": f"{number:064x}", "entry_id": about.id} for number in range(5000)]
        db.session.execute(insert(EntryKey), others)
    lines = plans_of("register_entry_key", lambda: _found(_applicant()))
    assert full_scans(lines) == []


def test_more_keys_than_fit_into_one_question_are_asked_in_several(monkeypatch):
    monkeypatch.setattr("licensing.national_register.embedded.KEYS_AT_ONCE", 3)
    with transaction():
        made = entry_about(_applicant())
        entry("Imran", "Sampleton")
    assert _found(_applicant()) == [made.ref]
