"""The embedded register: entries made once, changed by their own authority only, found by an index."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.candidates.looking import look_up
from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound
from licensing.matching.forms import form_of
from licensing.matching.keys import keys_to_search
from licensing.matching.people import Address, Name, Person
from licensing.matching.verdict import MATCHER_VERSION, Band
from licensing.national_register.actions import ForApplication, search
from licensing.national_register.embedded import (
    CHANGES,
    EmbeddedRegister,
    make,
    remove_change_or_reinstate,
    show,
)
from licensing.national_register.gateway import ChangeShown
from licensing.national_register.models import Entry, EntryForm, EntryKey, SearchReceipt
from tests.factories.officers import council
from tests.factories.people import (
    COMMUNITY,
    GB_DRIVER,
    NATIONAL_INSURANCE,
    NI_DRIVER,
    entry,
    entry_about,
    new_entry,
    person,
)
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
        entry(
            numbers=[("national_insurance", NATIONAL_INSURANCE)],
            address="1 Specimen Street",
            postcode="ZZ1 1AA",
        )
    assert len(db.session.scalars(select(EntryKey.key)).all()) > 5
    forms = db.session.scalars(select(EntryForm.form)).all()
    for clear in (NATIONAL_INSURANCE[:8], "EXAMPLEBY", "PERDITA", "ZZ11AA", "SPECIMEN", "1985"):
        assert not any(clear.encode() in form.upper() for form in forms), clear
    stored = everything_stored()
    assert NATIONAL_INSURANCE[:8] not in stored
    assert not any(one.text in stored for one in keys_to_search(form_of(_applicant())) if len(one.text) > 8)


def _scored_refs(applicant):
    refs = dict(db.session.execute(select(Entry.id, Entry.ref)).all())
    return [refs[number] for number, _points, _band in REGISTER.score(applicant).pairs]


def test_scoring_says_the_same_as_searching_without_the_words():
    with transaction():
        entry(numbers=[("national_insurance", NATIONAL_INSURANCE)], recorded_by="York")
        entry("Perdita", "Sampleby")
        entry(born=date(1985, 3, 28))
    applicant = _applicant(national_insurance=(NATIONAL_INSURANCE,))
    found = [
        (one.entry.ref, one.verdict.points, one.verdict.band)
        for one in REGISTER.search(applicant, 1).candidates
    ]
    refs = dict(db.session.execute(select(Entry.id, Entry.ref)).all())
    scored = REGISTER.score(applicant)
    hits = [(refs[number], points, band) for number, points, band in scored.pairs if band.is_hit]
    assert hits
    assert sorted(hits) == sorted(found)
    assert scored.candidates == len(scored.pairs)
    assert scored.keys == len(keys_to_search(form_of(applicant)))
    assert REGISTER.score(applicant, everything=False).pairs == [one for one in scored.pairs if one[2].is_hit]


def test_what_is_removed_or_past_its_years_is_not_scored_either(on):
    with transaction():
        made = entry_about(_applicant())
    assert _scored_refs(_applicant()) == [made.ref]
    _change(made, "removed")
    assert _scored_refs(_applicant()) == []
    _change(made, "reinstated")
    assert _scored_refs(_applicant()) == [made.ref]
    on(date(2037, 6, 9))
    assert _scored_refs(_applicant()) == [made.ref]
    on(date(2037, 6, 10))
    assert _scored_refs(_applicant()) == []
    assert _found(_applicant()) == []


def test_an_entry_past_its_years_is_not_counted_among_those_held(on):
    with transaction():
        entry()
    on(date(2030, 1, 1))
    with transaction():
        entry("Imran", "Sampleton")
    assert REGISTER.search(_applicant(), ANYBODY).register_entries == 2
    on(date(2037, 6, 10))
    assert REGISTER.search(_applicant(), ANYBODY).register_entries == 1


def test_what_a_search_shows_is_what_the_register_shows_of_the_entry():
    with transaction():
        made = entry(
            middle="Anne",
            address="1 Specimen Street\nInventedtown",
            postcode="ZZ1 1AA",
            numbers=[("national_insurance", NATIONAL_INSURANCE), ("gb_driver", GB_DRIVER)],
        )
    _change(made, "amended", effect_on=date(2026, 7, 1))
    _change(made, "amended")
    found = REGISTER.search(_applicant(national_insurance=(NATIONAL_INSURANCE,)), ANYBODY).candidates
    assert [one.entry for one in found] == [REGISTER.entry(made.ref, ANYBODY)]


def test_a_key_that_too_many_share_is_told_with_the_answer(monkeypatch):
    monkeypatch.setattr("licensing.national_register.embedded.look_up", partial(look_up, cap=1, bound=1))
    with transaction():
        for _ in range(3):
            entry()
    dropped = REGISTER.search(_applicant(), ANYBODY).dropped
    assert dropped
    assert all("more than 1 " in words for words in dropped)
    assert "perdita" not in " ".join(dropped).lower()


@pytest.mark.rule("R24")
def test_the_receipt_keeps_what_was_too_common_to_follow_to_the_end(monkeypatch, leeds):
    monkeypatch.setattr("licensing.national_register.embedded.look_up", partial(look_up, cap=1, bound=1))
    with transaction():
        for _ in range(3):
            entry()
        receipt = search(
            person(by=leeds),
            purpose="safeguarding",
            reason="To decide",
            application=ForApplication("application", 1),
            by=leeds,
        )
    dropped = db.session.scalar(select(SearchReceipt.dropped).where(SearchReceipt.id == receipt.id))
    assert dropped
    assert all("more than 1 " in words for words in dropped)


@pytest.mark.rule("R06", "R07")
def test_a_court_that_makes_a_suspension_of_a_revocation_makes_another_entry_of_it():
    with transaction():
        made = entry(decision="revoked")
    _change(made, "amended", decision="suspended", suspension_ends_on=date(2026, 9, 1))
    assert (made.decision, made.suspension_ends_on) == ("suspended", date(2026, 9, 1))
    # And a further appeal that restores the revocation: it has no last day (2022 Act s.2(4)(h)).
    _change(made, "amended", decision="revoked")
    assert (made.decision, made.suspension_ends_on) == ("revoked", None)
    with pytest.raises(BadInput) as refused:
        _change(made, "amended", decision="warned")
    assert "decision" in refused.value.faults
