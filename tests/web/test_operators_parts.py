"""An operator's names, bases, members, staff, policies, inspections and subcontracts, as an officer records them."""

from datetime import date

import pytest

from licensing import clock
from licensing.db import transaction
from licensing.register import operator_use
from tests.factories import officers
from tests.factories import vehicles as make
from tests.support.typing_in import comes_back, dated

JUNE = date(2026, 6, 1)
SINCE = dated("from_on", JUNE)


@pytest.fixture
def firm(desk):
    """The id of an operator of Leeds, and those of a director and a clerk."""

    def made(by, _decider):
        operator = make.operator("Invented Cars Ltd", by=by)
        director = operator_use.add_member(operator, "Dorothea Dummyson", "director", from_on=JUNE, by=by)
        clerk = operator_use.add_staff(operator, "Connie Contrived", "both", from_on=JUNE, by=by)
        return operator.id, director.id, clerk.id

    return desk.done(made)


@pytest.mark.parametrize(
    ("path", "typed", "shown"),
    [
        ("trading-names/new", {"name": "Made-Up Minicabs"}, "Made-Up Minicabs"),
        ("bases/new", {"lines": "1 Nowhere Street", "postcode": "zz1 1aa"}, "1 Nowhere Street, ZZ1 1AA"),
        ("members/new", {"name": "Simeon Sampleton", "role": "partner"}, "Simeon Sampleton"),
        ("staff/new", {"name": "Bookie Bogus", "role": "bookings", "employer": "Call Co"}, "employed by Call Co"),
        ("subcontracts/new", {"name": "Pretend Cars", "licensed_by": "Bradford"}, "licensed by Bradford"),
    ],
    ids=["trading name", "base", "member", "staff", "subcontract"],
)  # fmt: skip
def test_each_part_is_recorded_with_its_day_and_shown(officer, firm, path, typed, shown):
    page = officer.submit(officer.get_page(f"/operators/{firm[0]}/{path}"), typed | SINCE)
    assert (page.url, shown in page.get_text(" ")) == (f"/operators/{firm[0]}", True)
    empty = officer.submit(officer.get_page(f"/operators/{firm[0]}/{path}"), {}, status=400)
    assert empty.errors


def test_the_last_day_of_a_part_is_recorded(officer, firm):
    base, director, clerk = firm
    for what, part_id in (("member", director), ("staff", clerk)):
        url = f"/operators/{base}/{what}/{part_id}/end"
        comes_back(officer, url, dated("until_on", date(2026, 5, 31)), {"until_on": "or later"})
        page = officer.submit(officer.get_page(url), dated("until_on", date(2026, 7, 1)))
        assert "1 Jun 2026 to 1 Jul 2026" in page.get_text(" ")
        assert officer.get(url).status_code == 200
        again = officer.submit(officer.get_page(url), dated("until_on", date(2026, 7, 1)), status=409)
        assert "already" in again.text


@pytest.mark.rule("R57")
def test_a_clerks_certificate_is_seen_by_the_operator_at_a_time(officer, firm):
    url = f"/operators/{firm[0]}/staff/{firm[2]}/dbs"
    typed = {"number": "000000000123"} | dated("issued_on", JUNE) | dated("seen_on", date(2026, 6, 8))
    comes_back(officer, url, typed, {"seen_time": "time at which the operator saw it"})
    page = officer.submit(officer.get_page(url), typed | {"seen_time": "14:30"})
    assert "••••••123, seen 8 June 2026 at 2:30pm" in " ".join(page.get_text(" ").split())


@pytest.mark.rule("R58")
def test_a_directors_certificate_is_recorded(officer, firm):
    url = f"/operators/{firm[0]}/member/{firm[1]}/dbs"
    typed = {"number": "000000000123"} | dated("issued_on", JUNE) | dated("seen_on", date(2026, 6, 8))
    page = officer.submit(officer.get_page(url), typed)
    assert "Issued 1 June 2026" in page.text


def test_a_policy_that_was_seen_is_recorded(officer, firm):
    page = officer.get_page(f"/operators/{firm[0]}")
    assert page.rows["Complaints policy"] == "Not seen"
    page = officer.submit(
        officer.get_page(f"/operators/{firm[0]}/policies/new"),
        {"kind": "complaints", "reference": "version 2"} | dated("seen_on", JUNE),
    )
    assert page.rows["Complaints policy"] == "Seen 1 June 2026, version 2"


@pytest.mark.rule("R49", "R50", "R51")
def test_an_inspection_says_what_the_sample_lacked_and_how_far_back_records_go(officer, firm):
    url = f"/operators/{firm[0]}/inspections/new"
    typed = {"produced": "yes", "sample_size": "20", "entered_late": "2", "dispatched_by": "3"}
    days = dated("inspected_on", JUNE) | dated("kept_from", date(2025, 11, 30))
    page = officer.submit(officer.get_page(url), typed | days)
    words = " ".join(page.get_text(" ").split())
    for said in (
        "20 bookings looked at; 2 entered only after the journey had begun",
        "Name of who dispatched the vehicle: 3 of 20 lacked it",
        "30 November 2025: 6 whole months before",
        "Unverified period",
    ):
        assert said in words
    page = officer.submit(officer.get_page(url), {"produced": "no"} | dated("inspected_on", clock.today()))
    assert "did not produce its records" in page.text
    comes_back(
        officer,
        url,
        {"produced": "yes", "sample_size": "2", "pick_up": "3", "entered_late": ""}
        | dated("inspected_on", JUNE),
        {"entered_late": "Enter a number"},
    )
    comes_back(
        officer,
        url,
        {"produced": "yes", "sample_size": "2", "pick_up": "3"} | dated("inspected_on", JUNE),
        {"pick_up": "between 0 and 2"},
    )


def test_another_authoritys_operator_is_not_found(app, new_client, officer, firm):
    with app.app_context(), transaction():
        elsewhere = officers.officer("York").id
    browser = new_client()
    browser.sign_in(elsewhere)
    for path in ("trading-names/new", f"member/{firm[1]}/end", f"staff/{firm[2]}/dbs", "inspections/new"):
        assert browser.get(f"/operators/{firm[0]}/{path}").status_code == 404
    for path in ("nothing/1/end", "base/1/dbs", "member/999/end"):
        assert officer.get(f"/operators/{firm[0]}/{path}").status_code == 404
