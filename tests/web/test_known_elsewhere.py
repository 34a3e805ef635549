"""Somebody who applies here and is known next door, on the pages of both authorities."""

import pytest

from tests.factories import applications as make
from tests.factories.cases import Desk
from tests.support.typing_in import comes_back


@pytest.fixture
def york(app):
    return Desk(app, "York")


@pytest.fixture
def moved(desk, york):
    """York considers an application; the same person applies to Leeds: the number of Leeds's application."""
    york.done(lambda by, _: make.received(by).id)
    return desk.done(lambda by, _: make.received(by).id)


def _words(page):
    return " ".join(page.text.split())


def test_leeds_says_that_it_is_the_same_person_and_york_sees_it(york, officer, new_client, moved):
    case = officer.get_page(f"/applications/{moved}")
    page = officer.get_page(case.links["May be known to York: say whether it is the same person"])
    assert "An application is being considered, received on" in _words(page)
    page = officer.submit(page, {"same_person": "yes", "reason": "The same passport."})
    assert "Nobody has to be looked at." in page.text
    assert "Known to York" in officer.get_page(f"/applications/{moved}").links
    browser = new_client()
    browser.sign_in(york.officer)
    theirs = browser.get_page("/known-elsewhere")
    assert [cell.get_text(strip=True) for cell in theirs.select("main tbody td")] == [
        "Leeds", "Being prepared", "Same person",
    ]  # fmt: skip
    page = browser.get_page("/known-elsewhere/1")
    assert page.heading.startswith("May have applied to Leeds")
    assert "The same passport." not in page.text
    assert page.select("main form") == []


def test_a_missing_reason_comes_back(officer, moved):
    comes_back(
        officer, "/known-elsewhere/1", {"same_person": "no", "reason": ""}, {"reason": "what makes you sure"}
    )


def test_a_decision_maker_reads_it_and_does_not_say_who_it_is(decider, moved):
    page = decider.get_page("/known-elsewhere/1")
    assert page.select("main form") == []
    answer = decider.post(
        "/known-elsewhere/1",
        data={"csrf_token": decider.csrf_token(), "same_person": "yes", "reason": "I say so."},
    )
    assert answer.status_code == 403


def test_a_third_authority_finds_nothing(app, new_client, moved):
    wakefield = Desk(app, "Wakefield")
    browser = new_client()
    browser.sign_in(wakefield.officer)
    assert browser.get("/known-elsewhere/1").status_code == 404
    assert "Nobody of yours" in browser.get_page("/known-elsewhere").text
