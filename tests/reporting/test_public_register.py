"""The public register of private hire drivers: what the Act names, of licences in force, and nothing else."""

import csv
import io
from datetime import timedelta

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.errors import NotFound
from licensing.reporting import public_register as register
from tests.factories import people
from tests.factories.officers import council, officer

TODAY = clock.today()
AGO = TODAY - timedelta(days=200)


@pytest.fixture
def by(app_context):
    with transaction():
        return officer()


def held(by, first="Imran", **given):
    return people.licence(people.person(first, by=by), by=by, **given)


@pytest.mark.rule("R40")
def test_it_lists_private_hire_and_dual_licences_in_force_by_name_and_no_others(by):
    with transaction():
        held(by, "Zoe", kind="dual", number="D1")
        held(by, "Adam", kind="private-hire", number="P1", starts_on=AGO, ends_on=TODAY)
        held(by, "Hugh", kind="hackney")
        held(by, "Over", starts_on=AGO, ends_on=TODAY - timedelta(days=1))
        held(by, "Ahead", starts_on=TODAY + timedelta(days=1))
        held(by, "Sus").state = "suspended"
        held(by, "Rev").state = "revoked"
        held(officer("York"), "York")
    lines = register.listed(by.authority, TODAY)
    assert [(line.name.split()[0], line.number, line.granted_on) for line in lines] == [
        ("Adam", "P1", AGO),
        ("Zoe", "D1", TODAY),
    ]
    assert set(vars(lines[0])) == {"name", "number", "granted_on", "until"}


@pytest.mark.rule("R40")
@pytest.mark.parametrize("typed", ["LDS-PHD-7", "lds-phd-7", " b 77 ", "B77"])
def test_one_licence_is_found_by_its_number_or_its_badge_however_typed(by, typed):
    with transaction():
        held(by, number="LDS-PHD-7", badge="B77")
    assert register.look_up(by.authority, typed, TODAY).number == "LDS-PHD-7"
    assert register.look_up(council("York"), typed, TODAY) is None


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "Imran"])
def test_nothing_but_a_whole_number_finds_a_licence(by, typed):
    with transaction():
        held(by, number="LDS-PHD-7", badge="B77")
    assert register.look_up(by.authority, typed, TODAY) is None


def test_a_licence_that_is_suspended_is_not_shown_as_in_force(by):
    with transaction():
        held(by, number="P9").state = "suspended"
    assert register.look_up(by.authority, "P9", TODAY) is None


def test_a_council_without_officers_here_has_no_register_here(by):
    assert [one.nice_name for one in register.councils()] == ["Leeds"]
    assert register.council("E08000035").nice_name == "Leeds"
    for elsewhere in ("E06000014", "E00000000", ""):
        with pytest.raises(NotFound):
            register.council(elsewhere)


def test_a_single_look_up_is_what_the_common_policy_and_no_policy_say(by):
    assert not register.is_published(council("Leeds"), TODAY)
    assert not register.is_published(council("Birmingham"), TODAY)


def test_no_name_is_a_formula_to_a_spreadsheet():
    lines = [
        register.Line('=HYPERLINK("x")', "P1", AGO, TODAY),
        register.Line("Ada Example", "P2", AGO, TODAY),
    ]
    rows = list(csv.reader(io.StringIO(register.as_csv(lines))))
    assert rows[0] == ["name", "licence_number", "granted_on", "until"]
    assert [row[0] for row in rows[1:]] == ['\'=HYPERLINK("x")', "Ada Example"]
