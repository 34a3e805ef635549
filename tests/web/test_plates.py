"""Plates and badges on their pages."""

from datetime import timedelta

import pytest

from licensing import clock
from licensing.db import transaction
from tests.factories import officers
from tests.factories import vehicles as make
from tests.factories.people import licence
from tests.support.typing_in import comes_back, dated


@pytest.fixture
def plated(desk):
    """The ids of a vehicle whose licence is over, of that licence and of its plate."""

    def made(by, _decider):
        held = make.vehicle_licence(by=by, plate="P1", starts_on=clock.today() - timedelta(days=400))
        return held.vehicle_id, held.id, held.plates[0].id

    return desk.done(made)


@pytest.mark.rule("R42")
def test_a_plate_is_required_back_and_the_duty_leads_to_the_vehicle(officer, plated):
    vehicle, _, plate = plated
    page = officer.get_page(f"/vehicles/{vehicle}")
    asked = officer.get_page(page.links["Require its return , plate P1"])
    served = dated("served_on", clock.today() - timedelta(days=10))
    shown = officer.submit(asked, {"because": "expired"} | served)
    assert "Not returned in 7 days" in shown.text
    board = officer.get_page("/duties")
    assert f"/vehicles/{vehicle}" in board.links.values()
    moved = officer.get_page(f"/plates/{plate}/move")
    shown = officer.submit(moved, {"state": "returned", "note": "By post"} | dated("moved_on", clock.today()))
    assert "By post" in shown.text
    assert "Not returned in 7 days" not in shown.text
    assert f"/vehicles/{vehicle}" not in officer.get_page("/duties").links.values()
    again = officer.get_page(f"/plates/{plate}/move")
    shown = officer.submit(again, {"state": "issued"} | dated("moved_on", clock.today()), status=409)
    assert "This licence is over" in shown.text


def test_a_plate_is_issued_and_replaced(desk, officer):
    def made(by, _decider):
        held = make.vehicle_licence(by=by, plate="P1", starts_on=clock.today() - timedelta(days=10))
        return held.vehicle_id, held.plates[0].id

    vehicle, plate = desk.done(made)
    page = officer.get_page(f"/plates/{plate}/move")
    shown = officer.submit(page, {"state": "replaced", "number": "P2"} | dated("moved_on", clock.today()))
    assert ("Replaced by another" in shown.text, "P2" in shown.text) == (True, True)
    issue = next(href for words, href in shown.links.items() if words.startswith("Issue a plate"))
    shown = officer.submit(officer.get_page(issue), {"number": "P3"} | dated("issued_on", clock.today()))
    assert (shown.url, "P3" in shown.text) == (f"/vehicles/{vehicle}", True)


def test_a_badge_is_lost_and_replaced_on_the_persons_record(desk, officer):
    def made(by, _decider):
        held = licence(by=by, badge="B7", starts_on=clock.today() - timedelta(days=10))
        return held.person_id, held.badges[0].id

    person, badge = desk.done(made)
    page = officer.get_page(f"/badges/{badge}/move")
    shown = officer.submit(page, {"state": "lost"} | dated("moved_on", clock.today()))
    assert (shown.url, "now lost" in shown.text) == (f"/people/{person}", True)
    page = officer.get_page(f"/badges/{badge}/move")
    shown = officer.submit(page, {"state": "replaced", "number": "b8"} | dated("moved_on", clock.today()))
    assert "B8" in shown.select_one("#licences").text


def test_what_is_wrong_comes_back_with_what_was_typed(desk, officer, plated):
    _, _, plate = plated
    badge = desk.done(lambda by, _: licence(by=by, badge="B7").badges[0].id)
    tomorrow = dated("moved_on", clock.today() + timedelta(days=1))
    comes_back(officer, f"/plates/{plate}/move", {"state": "lost"} | tomorrow, {"moved_on": "to today"})
    comes_back(
        officer,
        f"/plates/{plate}/notice",
        {"because": "revoked"} | dated("served_on", clock.today()),
        {"because": "No revocation"},
    )
    comes_back(
        officer,
        f"/badges/{badge}/move",
        {"state": "replaced", "number": "b7"} | dated("moved_on", clock.today()),
        {"number": "not in use"},
    )


def test_another_authoritys_plates_and_badges_are_not_found(app, desk, new_client, plated):
    _, held, plate = plated
    badge = desk.done(lambda by, _: licence(by=by).badges[0].id)
    with app.app_context(), transaction():
        elsewhere = officers.officer("York").id
    browser = new_client()
    browser.sign_in(elsewhere)
    for path in (
        f"/plates/{plate}/move",
        f"/plates/{plate}/notice",
        f"/vehicle-licences/{held}/plates/new",
        f"/badges/{badge}/move",
    ):
        assert browser.get(path).status_code == 404
