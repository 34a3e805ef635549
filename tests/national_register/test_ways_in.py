"""Which way in an authority uses; and one suite that every way in passes, the stand-in too."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest

from licensing.authorities.officer_models import Officer
from licensing.db import transaction
from licensing.errors import BadInput, NotConfigured, NotFound
from licensing.matching.people import Address, Name, Person
from licensing.national_register import ways_in
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import AwaitsOfficer, ChangeShown, Enclosure, NewChange, NewLetter
from licensing.national_register.http import HttpRegister
from licensing.national_register.portal import PortalRegister
from tests.factories.officers import council, officer
from tests.factories.people import GB_DRIVER, NATIONAL_INSURANCE, new_entry
from tests.fakes.national_register import StandIn
from tests.fakes.portal_officer import PortalOfficer
from tests.fakes.served_register import served

PERDITA = Person(names=(Name("Perdita", "", "Exampleby"),), dates_of_birth=(date(1985, 3, 27),))
CLIENTS = ("Leeds", "Bradford", "York")
NUMBERS = (("national_insurance", NATIONAL_INSURANCE), ("gb_driver", GB_DRIVER))

pytestmark = pytest.mark.usefixtures("on")


@dataclass
class Way:
    """One way in as three authorities walk it. Whatever waits for an officer is done by one, and asked again."""

    name: str
    stand_in: StandIn = field(default_factory=StandIn)
    officers: dict[int, Officer] = field(default_factory=dict)
    keys: Any = field(default_factory=count)

    def of(self, name):
        return self.stand_in if self.name == "stand-in" else ways_in.gateway(council(name).id)

    def do(self, name: str, act: Callable[[Any], Any], person: Person | None = None) -> Any:
        try:
            return act(self.of(name))
        except AwaitsOfficer as waiting:
            by = self.officers[council(name).id]
            PortalOfficer(by, self.stand_in, person).work(waiting.task_id)
            return act(self.of(name))

    def search(self, name: str, person: Person = PERDITA) -> Any:
        key, asking = f"a search:{next(self.keys)}", council(name).id
        return self.do(name, lambda way: way.search(person, asking, key=key), person)

    def make(self, **given: Any) -> Any:
        new = new_entry(**given)
        return self.do(given.get("recorded_by", "Bradford"), lambda way: way.make_entry(new))

    def change(self, ref: str, what: str = "amended", *, by: str = "Bradford", **given: Any) -> Any:
        told: dict[str, Any] = {
            "changed_on": date(2026, 6, 9),
            "source_key": f"change:{next(self.keys)}",
        } | given
        new = NewChange(entry_ref=ref, recording_authority_id=council(by).id, what=what, **told)
        return self.do(by, lambda way: way.change_entry(new))

    def entry(self, name: str, ref: str) -> Any:
        return self.of(name).entry(ref, council(name).id)


@pytest.fixture(params=["embedded", "http", "portal", "stand-in"])
def way(request, make_app, engine, tmp_path):
    name = request.param
    if name != "http":
        with make_app(national_register=(("*", "portal" if name == "portal" else "embedded"),)).app_context():
            yield _with_officers(Way(name))
        return
    with served(engine, tmp_path / "register", CLIENTS) as register:
        app = make_app(
            national_register=(("*", register.address),),
            register_credentials=tuple(register.credentials.items()),
        )
        with app.app_context():
            yield _with_officers(Way(name))


def _with_officers(way):
    with transaction():
        for name in CLIENTS:
            made = officer(name)
            way.officers[made.authority_id] = made
    return way


@pytest.mark.rule("R04", "R05", "R10")
def test_an_entry_that_one_authority_makes_is_found_by_another_with_the_fields_of_the_act(way):
    way.make(
        middle="Anne",
        address="1 Specimen Street\nInventedtown",
        postcode="ZZ1 1AA",
        numbers=NUMBERS,
        decision="suspended",
        decided_on=date(2026, 6, 1),
        effect_on=date(2026, 6, 22),
        suspension_ends_on=date(2026, 9, 1),
    )
    (candidate,) = way.search("Leeds").candidates
    assert candidate.verdict.band.is_hit
    shown = candidate.entry
    assert shown.person == Person(
        names=(Name("Perdita", "Anne", "Exampleby"),),
        dates_of_birth=(date(1985, 3, 27),),
        addresses=(Address(("1 Specimen Street", "Inventedtown"), "ZZ1 1AA"),),
        national_insurance=(NATIONAL_INSURANCE,),
        gb_driver=(GB_DRIVER,),
    )
    assert (shown.full_name, shown.recording_authority) == ("Perdita Anne Exampleby", "Bradford")
    assert shown.recording_authority_id == council("Bradford").id
    assert (shown.decision, shown.decided_on, shown.effect_on, shown.suspension_ends_on) == (
        "suspended",
        date(2026, 6, 1),
        date(2026, 6, 22),
        date(2026, 9, 1),
    )
    assert (shown.first_made_on, shown.further_information) == (
        date(2026, 6, 10),
        "Write to the licensing team.",
    )
    assert way.entry("Leeds", shown.ref) == shown


@pytest.mark.rule("R10")
def test_a_search_by_a_number_alone_finds_an_entry_under_another_name(way):
    way.make(first="Another", last="Nameby", born=date(1970, 1, 2), numbers=NUMBERS)
    (candidate,) = way.search("Leeds", Person(national_insurance=(NATIONAL_INSURANCE,))).candidates
    assert candidate.verdict.band.value == "same_number"


@pytest.mark.rule("R10")
def test_a_search_that_finds_nothing_says_so_and_by_which_matcher(way):
    way.make(first="Somebody", last="Elsewise", born=date(1970, 1, 2))
    found = way.search("Leeds")
    assert (found.candidates, bool(found.matcher)) == ((), True)


@pytest.mark.rule("R04")
def test_an_entry_is_made_once_for_each_key_and_acknowledged_again(way):
    first = way.make(key="decision:7:entry")
    assert way.make(key="decision:7:entry") == first
    assert way.make(key="decision:7:entry", recorded_by="York").entry_ref != first.entry_ref
    assert len(way.search("Leeds").candidates) == 2


@pytest.mark.rule("R06", "R21")
def test_what_the_act_does_not_allow_is_refused(way):
    for wrong in (
        {"decision": "operator-refused"},
        {"first": "", "last": ""},
        {"further_information": " "},
        {"suspension_ends_on": date(2026, 9, 1)},
    ):
        with pytest.raises(BadInput) as refused:
            way.make(**wrong)
        assert refused.value.faults
    assert way.search("Leeds").candidates == ()


@pytest.mark.rule("R07")
def test_a_change_raises_the_version_once_for_each_key_and_is_shown(way):
    ref = way.make(decision="suspended", suspension_ends_on=date(2026, 9, 1)).entry_ref
    version = way.entry("Bradford", ref).version
    changed = way.change(ref, source_key="later:1", suspension_ends_on=date(2026, 8, 1))
    assert changed.version > version
    assert way.change(ref, source_key="later:1", suspension_ends_on=date(2026, 8, 1)) == changed
    (candidate,) = way.search("Leeds").candidates
    assert candidate.entry.suspension_ends_on == date(2026, 8, 1)
    assert candidate.entry.changes == (ChangeShown("amended", date(2026, 6, 9), None),)


@pytest.mark.rule("R07")
def test_an_entry_that_is_removed_is_found_no_more_until_it_is_reinstated(way):
    ref = way.make().entry_ref
    way.change(ref, "removed")
    assert way.search("Leeds").candidates == ()
    assert way.entry("Bradford", ref) is None
    way.change(ref, "reinstated")
    assert len(way.search("Leeds").candidates) == 1
    assert way.entry("Bradford", ref) is not None


@pytest.mark.rule("R16")
def test_another_authoritys_entry_is_not_found_to_be_changed(way):
    way.make()
    (candidate,) = way.search("Leeds").candidates
    for ref in (candidate.entry.ref, "0" * 16):
        with pytest.raises(NotFound):
            way.change(ref, "removed", by="Leeds")
    assert len(way.search("York").candidates) == 1


# --- letters: a portal carries none


def _letter(kind, entry_ref, *, by, to, **given):
    told = {"text": "Dear colleagues, invented as we are.", "source_key": f"a {kind}"} | given
    return NewLetter(
        kind=kind,
        from_authority_id=council(by).id,
        to_authority_id=council(to).id,
        entry_ref=entry_ref,
        **told,
    )


THAT_CARRY_LETTERS = ["embedded", "http", "stand-in"]


@pytest.mark.rule("R11", "R12", "R14")
@pytest.mark.parametrize("way", THAT_CARRY_LETTERS, indirect=True)
def test_a_request_its_answer_a_change_and_its_acknowledgement_reach_the_other_authority_once(way):
    ref = way.make().entry_ref
    leeds, bradford = council("Leeds").id, council("Bradford").id
    asked = _letter("request", ref, by="Leeds", to="Bradford", reference="request-7")
    receipt = way.of("Leeds").send(asked)
    assert way.of("Leeds").send(asked) == receipt
    (request,) = way.of("Bradford").letters(bradford, after=0)
    assert (request.ref, request.reference, request.text) == (receipt.letter_ref, "request-7", asked.text)
    assert (request.from_authority_id, request.delivered_at) == (leeds, receipt.delivered_at)
    document = Enclosure("evidence.pdf", "application/pdf", b"%PDF invented \x00\xff")
    way.of("Bradford").send(
        _letter("answer", ref, by="Bradford", to="Leeds", about=request.ref, enclosures=(document,))
    )
    (answer,) = way.of("Leeds").letters(leeds, after=0)
    assert (answer.kind, answer.about, answer.enclosures) == ("answer", request.ref, (document,))
    changed = {"what": "removed", "changed_on": date(2026, 6, 10)}
    way.of("Bradford").send(_letter("change", ref, by="Bradford", to="Leeds", **changed))
    (change,) = way.of("Leeds").letters(leeds, after=answer.number)
    assert (change.what, change.changed_on) == ("removed", date(2026, 6, 10))
    way.of("Leeds").send(_letter("acknowledgement", ref, by="Leeds", to="Bradford", about=change.ref))
    (acknowledged,) = way.of("Bradford").letters(bradford, after=request.number)
    assert acknowledged.about == change.ref
    assert list(way.of("York").letters(council("York").id, after=0)) == []


@pytest.mark.rule("R16")
@pytest.mark.parametrize("way", THAT_CARRY_LETTERS, indirect=True)
def test_a_letter_that_is_not_the_writers_to_write_is_not_found(way):
    ref = way.make().entry_ref
    changed = {"what": "removed", "changed_on": date(2026, 6, 10)}
    for wrong in (
        _letter("request", ref, by="Leeds", to="York"),
        _letter("request", ref, by="Bradford", to="Bradford"),
        _letter("answer", ref, by="Bradford", to="Leeds", about="0" * 16),
        _letter("change", ref, by="Bradford", to="Leeds", **changed),
    ):
        with pytest.raises(NotFound):
            way.of("Leeds" if wrong.from_authority_id == council("Leeds").id else "Bradford").send(wrong)


# --- which


def test_each_authority_has_the_way_in_that_the_setting_gives_it(make_app):
    ways = (("*", "embedded"), ("YOR", "https://register.example"), ("LDS", "portal"))
    with make_app(national_register=ways, register_credentials=(("YOR", "a.b"),)).app_context():
        kinds = {name: type(ways_in.gateway(council(name).id)) for name in CLIENTS}
    assert kinds == {"Bradford": EmbeddedRegister, "York": HttpRegister, "Leeds": PortalRegister}


def test_an_authority_without_a_credential_is_told_so(make_app):
    with (
        make_app(national_register=(("*", "https://register.example"),)).app_context(),
        pytest.raises(NotConfigured, match="YOR"),
    ):
        ways_in.gateway(council("York").id)


def test_a_code_that_is_no_authoritys_is_refused_at_the_start(make_app):
    with pytest.raises(NotConfigured, match="YRK"):
        make_app(national_register=(("*", "embedded"), ("YRK", "portal")))
