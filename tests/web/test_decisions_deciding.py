"""Suspending and revoking: what is entered, checked and recorded."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.decisions.models import Decision, Referral
from licensing.register.models import DriverLicence
from licensing.web.filters import day
from tests.factories import decisions as decided
from tests.factories import people
from tests.support.typing_in import comes_back, dated

TODAY = clock.today()

REVOKE = {
    "grounds": ["(b)"],
    "reliance": "wholly",
    "limbs": ["c", "g"],
    "immediate": "yes",
    "safety_statement": "The interests of public safety require it.",
    "safety_explanation": "He drove at a passenger on purpose.",
    "reasons": "He drove at a passenger.\n\nHe said he would do it again.",
    "risk_of_harm": "yes",
    "dbs_made": "yes",
    "dbs_reference": "DBS/1",
    "police_made": "no",
    "police_why_not": "They told us.",
    "at_risk_concerned": "no",
} | dated("dbs_made_on", TODAY)
SUSPEND = {
    "grounds": ["(a)(ii)"],
    "reliance": "none",
    "immediate": "no",
    "reasons": "He failed to produce his licence.",
    "risk_of_harm": "no",
    "at_risk_concerned": "no",
    "until": "notice",
}


@pytest.fixture
def licence(desk):
    """A licence that somebody holds, by its id."""
    return desk.done(lambda by, _: people.licence(by=by).id)


def _url(licence, page):
    return f"/decisions/licences/{licence}/{page}"


def _words(page):
    return " ".join(page.select_one("main").get_text(" ").split())


def _recorded(desk):
    return desk.read(lambda: db.session.scalars(select(Decision)).all())


def test_from_the_person_a_decision_maker_comes_to_a_decision_that_is_checked_and_recorded(
    desk, decider, licence
):
    person = desk.read(lambda: db.session.get_one(DriverLicence, licence).person_id)
    page = decider.get_page(f"/people/{person}")
    start = next(href for text, href in page.links.items() if text.startswith("Suspend or revoke"))
    page = decider.submit(decider.get_page(start), {"kind": "revoke"})
    assert page.heading == "Revoke the licence"
    page = decider.submit(page, REVOKE)
    assert page.heading == "Check the decision"
    assert page.rows["Takes effect"] == "At once, when notice is given"
    assert "He drove at a passenger on purpose." in page.text
    assert _recorded(desk) == []
    page = decider.submit(page, button="confirmed")
    assert page.heading == "Decision 1 Licence revoked: Perdita Exampleby"
    (decision,) = _recorded(desk)
    assert (decision.kind, decision.state, decision.licence_id) == ("revoked", "decided", licence)
    assert (decision.limbs, decision.grounds, decision.decided_by_id) == (["c", "g"], ["(b)"], desk.decider)
    made = desk.read(lambda: {one.referred_to: one for one in db.session.scalars(select(Referral))})
    assert (made["dbs"].made_on, made["dbs"].reference) == (TODAY, "DBS/1")
    assert (made["police"].made_on, made["police"].why_not) == (None, "They told us.")
    assert "referred on" in _words(page).lower()


def test_what_was_entered_can_be_changed_before_it_is_recorded(desk, decider, licence):
    page = decider.submit(decider.get_page(_url(licence, "revoke")), REVOKE)
    page = decider.submit(page, button="change")
    assert page.heading == "Revoke the licence"
    page = decider.submit(page, {"reasons": "Another reason."})
    assert "Another reason." in page.text
    decider.submit(page, button="confirmed")
    assert [one.reasons for one in _recorded(desk)] == ["Another reason."]


@pytest.mark.rule("R28", "R31", "R03", "R06", "R32")
@pytest.mark.parametrize(
    ("kind", "changes", "errors"),
    [
        pytest.param("revoke", {"grounds": []}, {"grounds": "at least one ground"}, id="no ground"),
        pytest.param("revoke", {"limbs": []}, {"limbs": "relevant information"}, id="no limb"),
        pytest.param(
            "revoke", {"safety_statement": ""}, {"safety_statement": "statement"}, id="no statement"
        ),
        pytest.param(
            "revoke", {"safety_explanation": " "}, {"safety_explanation": "why"}, id="no explanation"
        ),
        pytest.param("revoke", {"immediate": None}, {"immediate": "takes effect"}, id="no effect"),
        pytest.param("revoke", {"police_made": None}, {"police_made": "Police"}, id="police not said"),
        pytest.param("revoke", {"police_why_not": ""}, {"police_why_not": "why"}, id="no reason why not"),
        pytest.param("revoke", {"at_risk_concerned": "yes"}, {"mash_made": "hub"}, id="hub not said"),
        pytest.param(
            "revoke", {"grounds": ["(aa)"]}, {"immigration_spent": "spent"}, id="immigration not said"
        ),
        pytest.param(
            "revoke",
            {"grounds": ["(aa)"], "immigration_spent": "yes"},
            {"immigration_answer": "spent"},
            id="a spent conviction is answered",
        ),
        pytest.param("suspend", {"until": "period"}, {"ends_on": "last day"}, id="a period without an end"),
        pytest.param(
            "suspend",
            {"until": "period"} | dated("ends_on", TODAY + timedelta(days=20)),
            {"ends_on": "over before it takes effect"},
            id="over before it begins",
        ),
    ],
)
def test_what_the_law_asks_for_comes_back_with_everything_that_was_typed(
    desk, decider, licence, kind, changes, errors
):
    given = (REVOKE if kind == "revoke" else SUSPEND) | changes
    typed = {name: value for name, value in given.items() if value != " "}
    if " " in given.values():
        typed |= {name: "" for name, value in given.items() if value == " "}
    comes_back(decider, _url(licence, kind), typed, errors)
    assert _recorded(desk) == []


def test_everything_that_is_wrong_is_said_at_once(desk, decider, licence):
    page = decider.get_page(_url(licence, "revoke"))
    page = decider.submit(page, {"immediate": "yes", "risk_of_harm": "yes"}, status=400)
    assert len(page.errors) == 8
    assert len(set(page.errors)) == 8


def test_a_licence_that_is_suspended_is_revoked_only_with_reasons_of_its_own(desk, decider, licence):
    desk.done(lambda _, by: decided.suspended(by, of=db.session.get_one(DriverLicence, licence)))
    page = decider.get_page(_url(licence, "revoke"))
    assert "never turned into a revocation" in _words(page)
    comes_back(
        decider, _url(licence, "revoke"), REVOKE | {"apart": ""}, {"apart": "suspension did not decide"}
    )


def test_a_suspension_of_twenty_one_days_later_shows_when_it_would_take_effect(decider, licence):
    page = decider.submit(decider.get_page(_url(licence, "suspend")), SUSPEND)
    assert day(TODAY + timedelta(days=20)) in page.rows["Takes effect"]
    assert page.rows["For how long"] == "Until further notice"
    assert "No entry on the national register will follow" in _words(page)


def test_a_revoked_licence_is_not_decided_on_again(desk, decider, licence):
    desk.done(
        lambda by, decider: decided.notified(
            decided.revoked(decider, of=db.session.get_one(DriverLicence, licence), effect=decided.AT_ONCE),
            by,
        )
    )
    for page in ("new", "suspend", "revoke"):
        assert "This licence is revoked" in decider.get_page(_url(licence, page), 409).text


def test_another_authoritys_licence_is_not_found(desk, new_client, licence):
    stranger = new_client()
    stranger.sign_in(desk.somebody(Role.DECISION_MAKER, authority="York"))
    for page in ("new", "suspend", "revoke"):
        stranger.get_page(_url(licence, page), 404)
