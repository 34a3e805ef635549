"""Who drives what, for whom, recorded from the record of any of the three."""

from datetime import date

import pytest

from licensing.authorities.permissions import Role
from licensing.db import transaction
from tests.factories import officers
from tests.factories import vehicles as make
from tests.factories.people import licence
from tests.support.typing_in import comes_back, dated

JUNE = date(2026, 6, 1)


@pytest.fixture
def three(desk):
    """The ids of a driver, a vehicle and an operator of Leeds, all licensed."""

    def made(by, _decider):
        driver = licence(by=by, number="OLD-7", badge="B7").person_id
        car = make.vehicle_licence(make.vehicle("AB12 CDE", by=by), by=by).vehicle_id
        firm = make.operator_licence(
            make.operator("Invented Cars Ltd", by=by), by=by, number="OP-7"
        ).operator_id
        return {"person": driver, "vehicle": car, "operator": firm}

    return desk.done(made)


RECORDS = {"person": "/people/{}", "vehicle": "/vehicles/{}", "operator": "/operators/{}"}
NUMBERS = {"driver": "B7", "vehicle": "ab12 cde", "operator": "op-7"}


@pytest.mark.rule("R52")
@pytest.mark.parametrize("of", RECORDS)
def test_a_link_is_recorded_from_each_record_and_shown_on_all_three(officer, three, of):
    record = RECORDS[of].format(three[of])
    page = officer.get_page(officer.get_page(record).links["Record who drives what, for whom"])
    known = "driver" if of == "person" else of
    assert page.select_one(f"input[name={known}]")["value"] in ("OLD-7", "AB12CDE", "OP-7")
    others = {name: number for name, number in NUMBERS.items() if name != known}
    shown = officer.submit(page, others | dated("from_on", JUNE))
    assert shown.url == record
    for one, path in RECORDS.items():
        links = officer.get_page(path.format(three[one])).links.values()
        assert {RECORDS[other].format(three[other]) for other in RECORDS if other != one} <= set(links)


def test_a_link_ends_and_leads_back_to_where_the_officer_came_from(officer, three):
    page = officer.get_page(f"/working-links/new?vehicle={three['vehicle']}")
    shown = officer.submit(page, {"driver": "B7"} | dated("from_on", JUNE))
    ending = next(href for words, href in shown.links.items() if words.startswith("Record the last day"))
    comes_back(officer, ending, dated("until_on", date(2026, 5, 31)), {"until_on": "1 June 2026, or later"})
    shown = officer.submit(officer.get_page(ending), dated("until_on", date(2026, 7, 1)))
    assert (shown.url, "1 Jun 2026 to 1 Jul 2026" in shown.get_text(" ")) == (
        f"/vehicles/{three['vehicle']}",
        True,
    )


def test_numbers_that_name_nobody_come_back_each_with_its_fault(officer, three):
    url = f"/working-links/new?operator={three['operator']}"
    wrong = {"driver": "NONE", "vehicle": "ZZ99 ZZZ", "operator": "NONE"}
    comes_back(
        officer,
        url,
        wrong | dated("from_on", JUNE),
        {"driver": "No one driver", "vehicle": "No vehicle", "operator": "No operator"},
    )
    alone = officer.submit(officer.get_page(url), dated("from_on", JUNE), status=400)
    assert alone.errors == ["Give at least two of the driver, the vehicle and the operator"]


def test_another_authoritys_records_and_links_are_not_found(app, desk, new_client, officer, three):
    page = officer.get_page(f"/working-links/new?vehicle={three['vehicle']}")
    officer.submit(page, {"driver": "B7"} | dated("from_on", JUNE))
    with app.app_context(), transaction():
        elsewhere = officers.officer("York").id
    browser = new_client()
    browser.sign_in(elsewhere)
    for what, row_id in three.items():
        assert browser.get(f"/working-links/new?{what}={row_id}").status_code == 404
    assert browser.get("/working-links/1/end").status_code == 404
    page = browser.submit(
        browser.get_page("/working-links/new"), NUMBERS | dated("from_on", JUNE), status=400
    )
    assert len(page.errors) == 3


def test_who_may_not_see_vehicles_sees_none_on_a_persons_record(desk, new_client, three):
    browser = new_client()
    browser.sign_in(desk.somebody(Role.TRAINING_ADMINISTRATOR))
    assert browser.get_page(f"/people/{three['person']}").select("#working-links") == []
