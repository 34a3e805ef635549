"""Operators' pages: finding them, their record, recording one and taking over a licence."""

from datetime import date

import pytest
from sqlalchemy import select

from licensing.audit.models import AuditEntry
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from tests.factories import officers
from tests.factories import vehicles as make
from tests.support.typing_in import dated

FIVE_YEARS = dated("starts_on", date(2026, 6, 10)) | dated("ends_on", date(2031, 6, 9))


@pytest.fixture
def firm(desk):
    """The id of an operator of Leeds with its licence."""

    def made(by, _decider):
        known = make.operator("Invented Cars Ltd", by=by, form="company", trading_names=("Made-Up Minicabs",))
        make.operator_licence(known, by=by, number="OP-7")
        return known.id

    return desk.done(made)


def test_operators_are_listed_and_found_and_no_address_says_what_was_sought(officer, firm):
    page = officer.get_page("/operators")
    assert page.links["Invented Cars Ltd"] == f"/operators/{firm}"
    for words in ("minicabs", "op-7", "Invented"):
        found = officer.submit(page, {"q": words}, form="main form[method=post]")
        assert found.url == "/operators"
        assert "Trading as Made-Up Minicabs" in found.text
    nothing = officer.submit(page, {"q": "Nobody"}, form="main form[method=post]")
    assert "No operator of this authority was found" in nothing.text


def test_a_record_says_what_is_held_and_that_it_was_looked_at(desk, officer, firm):
    page = officer.get_page(f"/operators/{firm}")
    assert page.heading.endswith("Invented Cars Ltd")
    assert (page.rows["In law"], page.rows["Trading names"]) == ("A company", "Made-Up Minicabs")
    assert "OP-7" in page.select_one("#licences").text
    line = desk.read(
        lambda: db.session.scalars(select(AuditEntry).where(AuditEntry.event == "operator:viewed")).one()
    )
    assert (line.actor, line.subject) == (f"officer:{desk.officer}", f"operator:{firm}")


def test_another_authoritys_operator_is_not_found(app, new_client, firm):
    with app.app_context(), transaction():
        elsewhere = officers.officer("York").id
    browser = new_client()
    browser.sign_in(elsewhere)
    for path in ("", "/change", "/licences/new"):
        assert browser.get(f"/operators/{firm}{path}").status_code == 404
    assert "Invented Cars" not in browser.get_page("/operators").text


def test_an_operator_is_recorded_and_its_licence_taken_over(officer):
    shown = officer.submit(
        officer.get_page("/operators/new"),
        {"name": "Sample Travel", "form": "partnership", "email": "a@b.example"},
    )
    assert (shown.heading.endswith("Sample Travel"), shown.rows["In law"]) == (True, "A partnership")
    taking = officer.get_page(shown.links["Take over a licence of old records"])
    wrong = officer.submit(taking, {"number": "op-9"} | FIVE_YEARS | {"ends_on-day": "10"}, status=400)
    assert wrong.errors == ["An operator licence runs for 5 years at most."]
    done = officer.submit(wrong, FIVE_YEARS)
    assert "OP-9" in done.select_one("#licences").text


def test_what_was_typed_stays_when_something_is_wrong(officer, firm):
    page = officer.submit(officer.get_page("/operators/new"), {"telephone": "07700 900123"}, status=400)
    assert page.errors == ["Enter the operator's name"]
    assert page.select_one("input[name=telephone]")["value"] == "07700 900123"
    page = officer.submit(officer.get_page(f"/operators/{firm}/change"), {"company_number": "zz000009"})
    assert page.rows["Company number"] == "ZZ000009"


def test_who_may_only_look_is_offered_nothing_to_change(desk, new_client, firm):
    browser = new_client()
    browser.sign_in(desk.somebody(Role.ENFORCEMENT_OFFICER))
    page = browser.get_page(f"/operators/{firm}")
    assert not any("new" in href or "change" in href for href in page.links.values())
    assert browser.get(f"/operators/{firm}/change").status_code == 403
