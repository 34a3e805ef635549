"""A register elsewhere, over HTTP: what crosses, what is refused, what is not understood."""

from datetime import date

import pytest

from licensing.matching.people import Name, Person
from licensing.matching.verdict import judge
from licensing.national_register.http import HttpRegister, TooManyRequests
from tests.factories.officers import council
from tests.factories.people import new_entry
from tests.fakes.served_register import served

PERDITA = Person(names=(Name("Perdita", "", "Exampleby"),), dates_of_birth=(date(1985, 3, 27),))


@pytest.fixture
def register(engine, tmp_path):
    """A register that serves Leeds and Bradford from another database."""
    with served(engine, tmp_path / "register", ("Leeds", "Bradford")) as one:
        yield one


@pytest.mark.usefixtures("app_context", "on")
def test_an_entry_that_one_authority_makes_is_found_by_another_with_the_registers_own_verdict(register):
    receipt = HttpRegister(register.address, register.credentials["BRD"]).make_entry(new_entry())
    found = HttpRegister(register.address, register.credentials["LDS"]).search(PERDITA, council().id)
    (candidate,) = found.candidates
    assert (found.way_in, candidate.entry.ref) == ("http", receipt.entry_ref)
    assert candidate.entry.recording_authority_id == council("Bradford").id
    assert judge(candidate.comparison) == candidate.verdict


def test_a_register_that_was_asked_too_much_asks_to_wait(engine, tmp_path, make_app, monkeypatch):
    monkeypatch.setattr("licensing.national_register.credentials.REQUESTS_A_MINUTE", 0)
    with served(engine, tmp_path / "register", ("Leeds",)) as register, make_app().app_context():
        way = HttpRegister(register.address, register.credentials["LDS"])
        with pytest.raises(TooManyRequests):
            way.alerts(after=0)
