"""The receipt of a screening on its page: what it says, and who sees it."""

import pytest
from sqlalchemy import select

from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.matching.people import Name, Person
from licensing.national_register import screening
from licensing.national_register.models import SearchReceipt
from licensing.national_register.screening import Query, Task
from licensing.register.queries import as_value
from tests.factories import people
from tests.factories.officers import officer as an_officer


@pytest.fixture
def screened(desk):
    """The addresses of two receipts: of somebody who is on the register, and of nobody in particular."""

    def make(*_):
        by = an_officer()
        value = as_value(people.person(by=by))
        people.entry_about(value)
        nobody = Person(names=(Name("Nobody", "", "Atall"),), births_as_written=("31/02/1985",))
        screening.screen(
            [Query("1", value), Query("2", nobody)], Task("f", "safeguarding", "The fleet of 2026"), by=by
        )

    desk.done(make)
    refs = desk.read(lambda: db.session.scalars(select(SearchReceipt.ref).order_by(SearchReceipt.id)).all())
    return [f"/screenings/receipts/{ref}" for ref in refs]


@pytest.mark.rule("R10")
def test_a_receipt_of_a_screening_says_that_it_is_of_no_application(officer, screened):
    page = officer.get_page(screened[0])
    assert "Screening, no application. It can never serve a decision." in page.text
    assert "The fleet of 2026" in page.text
    assert "1 possible match was found" in page.text
    assert "Perdita Exampleby" in page.text
    assert people.NATIONAL_INSURANCE not in page.text


def test_a_receipt_proves_too_that_nothing_was_found(officer, screened):
    page = officer.get_page(screened[1])
    assert "nothing was found" in page.text
    assert "which cannot be one: 31/02/1985" in page.text


def test_another_authoritys_receipt_is_not_found(desk, new_client, screened):
    browser = new_client()
    browser.sign_in(desk.done(lambda *_: an_officer("York").id))
    browser.get_page(screened[0], status=404)


def test_a_receipt_of_an_application_is_not_shown_as_one_of_a_screening(desk, officer):
    desk.hit()
    ref = desk.read(lambda: db.session.scalars(select(SearchReceipt.ref)).first())
    officer.get_page(f"/screenings/receipts/{ref}", status=404)


def test_who_may_not_screen_sees_no_receipt(desk, new_client, screened):
    browser = new_client()
    browser.sign_in(desk.done(lambda *_: an_officer(roles=(Role.REGISTER_OPERATOR,)).id))
    browser.get_page(screened[0], status=403)
