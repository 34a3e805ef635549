"""Story: Leeds revokes at once; Kirklees, alerted, asks, is answered, refuses; a court overturns; Kirklees is told."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.decisions.models import Decision
from licensing.duties.models import Duty
from licensing.national_register.models import Entry
from licensing.register.models import DriverLicence
from tests.factories import applications as make
from tests.factories.officers import PASSWORD, council, officer
from tests.factories.people import licence, person
from tests.support.officer_at_work import OfficerAtWork

BORN = date(1984, 3, 9)
NUMBER = "AB123456C"


class Both:
    """The desks of Leeds and Kirklees: an officer and a decision maker of each, signed in when first needed."""

    def __init__(self, live, new_browser_page, check_page):
        self._live, self._new, self._check = live, new_browser_page, check_page
        self._at_work = {}
        with live.app.app_context(), transaction():
            for name in ("Leeds", "Kirklees"):
                make.preparer(authority=name, email=f"officer@{name}.test".lower())
                officer(
                    name, (Role.DECISION_MAKER,), email=f"decider@{name}.test".lower(), name="Dora Decider"
                )

    def __getitem__(self, email):
        if email not in self._at_work:
            self._at_work[email] = at_work = OfficerAtWork(self._new(), self._check)
            at_work.sign_in(email, PASSWORD)
        return self._at_work[email]


def _officer(email):
    return db.session.query(Officer).filter_by(email=email).one()


def _duties(live, kind, authority):
    """The days on which the duties of a kind were due and done."""
    with live.app.app_context():
        whose = council(authority).id
        return [
            (one.due_on, one.discharged_on)
            for one in db.session.query(Duty).filter_by(kind=kind, authority_id=whose).order_by(Duty.id)
        ]


def _everything_sent(live):
    while live.run_worker_once():
        pass


@pytest.mark.rule("R04", "R07", "R11", "R12", "R13", "R14", "R28", "R29", "R30")
def test_a_revocation_reaches_another_authoritys_refusal_and_so_does_its_being_overturned(
    live, new_browser_page, check_page
):
    both = Both(live, new_browser_page, check_page)
    today = clock.today()
    with live.app.app_context(), transaction():
        by = _officer("officer@leeds.test")
        holder = person("Imran", "Sampleton", by=by, born=BORN, numbers={"national_insurance": NUMBER})
        licence(holder, by=by)
        holder_id = holder.id
    with live.app.app_context(), transaction():
        by = _officer("officer@kirklees.test")
        application = make.received(
            by,
            name={"first": "Imran", "middle": "", "last": "Sampleton"},
            date_of_birth={"born": BORN.isoformat()},
            numbers={"national_insurance": NUMBER},
        )
        case = f"/applications/{make.with_evidence(application, by).id}"

    _leeds_revokes_at_once(both, live, holder_id)
    _everything_sent(live)
    assert [done for _, done in _duties(live, "make-entry", "Leeds")] == [today]
    with live.app.app_context():
        ref = db.session.query(Entry).filter_by(decision="revoked").one().ref
        assert db.session.query(DriverLicence).filter_by(person_id=holder_id).one().state == "revoked"

    _kirklees_is_alerted_and_asks(both, case)
    _everything_sent(live)
    assert len(_duties(live, "answer-request", "Leeds")) == 1
    _leeds_answers(both)
    _everything_sent(live)
    assert [done for _, done in _duties(live, "answer-request", "Leeds")] == [today]
    assert [done for _, done in _duties(live, "await-reply", "Kirklees")] == [today]
    _kirklees_refuses(both, case)

    _the_court_overturns(both, today)
    _everything_sent(live)
    with live.app.app_context():
        assert db.session.query(Entry).filter_by(ref=ref).one().removed_at is not None
        assert db.session.query(DriverLicence).filter_by(person_id=holder_id).one().state == "current"
    assert [done for _, done in _duties(live, "update-entry", "Leeds")] == [today]
    assert [done for _, done in _duties(live, "tell-of-change", "Leeds")] == [today]

    _kirklees_acknowledges_and_reviews(both, live)
    _everything_sent(live)
    assert [done for _, done in _duties(live, "await-acknowledgement", "Leeds")] == [today]


def _leeds_revokes_at_once(both, live, holder_id):
    decider = both["decider@leeds.test"]
    decider.page.goto(f"/people/{holder_id}")
    decider.look("Imran Sampleton")
    decider.follow("Suspend or revoke")
    decider.look("Suspend or revoke a licence")
    decider.choose("kind", "revoke")
    decider.press("Continue")
    decider.look("Revoke")
    decider.choose("grounds", "(b)")
    decider.choose("reliance", "wholly")
    decider.choose("limbs", "b")
    decider.choose("immediate", "yes")
    decider.choose("risk_of_harm", "yes")
    decider.choose("at_risk_concerned", "no")
    decider.fill("reasons", "He followed a passenger home and would not leave.")
    decider.page.get_by_text("If it does: the DBS and the police").click()
    for body in ("dbs", "police"):
        decider.choose(f"{body}_made", "yes")
        decider.fill_date(f"{body}_made_on", clock.today())
    # At once only with both texts (1976 Act s.61(2B)); what was typed is kept.
    with live.expecting(400):
        decider.press("Check the decision")
        expect(decider.page.locator(".govuk-error-summary")).to_contain_text("public safety")
        decider.look("Revoke")
    decider.fill("safety_statement", "The interests of public safety require that this takes effect at once.")
    decider.fill("safety_explanation", "He may do it again with the next passenger.")
    decider.press("Check the decision")
    decider.look("Check the decision")
    decider.press("Record the decision")
    decider.look("Licence revoked")

    leeds = both["officer@leeds.test"]
    leeds.page.goto(decider.page.url)
    leeds.follow("Notice, as a page to print")
    leeds.look("otice")
    expect(leeds.page.locator("main")).to_contain_text("He may do it again with the next passenger.")
    expect(leeds.page.locator("main")).to_contain_text("national register")
    leeds.page.goto(decider.page.url + "/notify")
    leeds.choose("how", "in-person")
    leeds.press("Record the notification")
    leeds.look("Licence revoked")
    expect(leeds.page.locator("main")).to_contain_text("In force")


def _kirklees_is_alerted_and_asks(both, case):
    kirklees = both["officer@kirklees.test"]
    kirklees.page.goto("/alerts")
    kirklees.look("Alerts of the national register")
    expect(kirklees.page.locator("main")).to_contain_text("Imran Sampleton")
    kirklees.page.goto(case)
    kirklees.searches_the_national_register()
    kirklees.page.goto(case)
    kirklees.follow("Decide whether it is the applicant")
    kirklees.look("Is this entry about the applicant?")
    kirklees.choose("same_person", "yes")
    kirklees.fill("reason", "The same number, name and birth date.")
    kirklees.press("Record")
    kirklees.look("Imran Sampleton")
    kirklees.follow("Write to Leeds")
    kirklees.look("Ask Leeds for its information")
    kirklees.choose("sent_how", "register")
    kirklees.press("Record the request")
    kirklees.look("Imran Sampleton")


def _leeds_answers(both):
    leeds = both["officer@leeds.test"]
    leeds.page.goto("/duties")
    leeds.look("Duties")
    leeds.follow("Answer another authority")
    leeds.look("Request of Kirklees")
    leeds.press("Answer the request")
    leeds.look("Answer Kirklees")
    leeds.choose("holds", "all")
    leeds.choose("limbs", "b")
    leeds.fill("text", "A passenger complained that he followed her home. He did not deny it.")
    leeds.fill("why_disclosed", "The decision rested on it.")
    leeds.choose("sent_how", "register")
    leeds.press("Send the answer")
    leeds.look("Request of Kirklees")


def _kirklees_refuses(both, case):
    kirklees = both["officer@kirklees.test"]
    kirklees.page.goto(case)
    kirklees.look("Imran Sampleton")
    kirklees.follow("Record the regard had")
    kirklees.look("regard")
    expect(kirklees.page.locator("main")).to_contain_text("A passenger complained that he followed her home.")
    kirklees.fill("regard", "Recent, serious, and about a passenger.")
    kirklees.press("Record")
    kirklees.look("Imran Sampleton")
    kirklees.press("Put to a decision maker")
    kirklees.look("Imran Sampleton")

    decider = both["decider@kirklees.test"]
    decider.page.goto(case)
    decider.press("Refuse the application")
    decider.look("Refuse")
    decider.choose("reliance", "wholly")
    decider.choose("limbs", "b")
    decider.fill("reasons", "We rely on what Leeds told us of the passenger.")
    decider.press("Record the refusal")
    decider.look("Application refused")


def _the_court_overturns(both, today):
    leeds = both["officer@leeds.test"]
    leeds.page.goto("/decisions")
    leeds.look("Decisions")
    leeds.follow("Imran Sampleton")
    leeds.look("Licence revoked")
    leeds.follow("Record an appeal")
    leeds.look("Record an appeal")
    leeds.fill_date("lodged_on", today)
    leeds.fill("court_name", "Leeds Magistrates’ Court")
    leeds.press("Record an appeal to the magistrates’ court")
    leeds.look("ppeal")
    # It took effect at once, so the appeal does not hold it (1976 Act s.77(3)).
    appeal = leeds.page.url
    leeds.page.goto(f"{appeal}/hearings/new")
    leeds.look("Record a hearing")
    leeds.fill_date("held_on", today + timedelta(days=7))
    leeds.press("Record a hearing")
    leeds.look("ppeal")
    leeds.page.goto(f"{appeal}/outcome")
    leeds.look("Record the outcome of the appeal")
    leeds.choose("outcome", "allowed")
    leeds.fill_date("decided_on", today)
    leeds.fill("words", "The court found that it was another man who followed the passenger.")
    leeds.press("Record the outcome of the appeal")
    leeds.look("ppeal")


def _kirklees_acknowledges_and_reviews(both, live):
    kirklees = both["officer@kirklees.test"]
    kirklees.page.goto("/change-notices")
    kirklees.look("Changes")
    kirklees.follow("Removed by Leeds")
    kirklees.look("Entry of Leeds removed")
    expect(kirklees.page.locator("main")).to_contain_text("it was another man who followed the passenger")
    kirklees.press("Acknowledge")
    kirklees.look("Entry of Leeds removed")
    assert [done for _, done in _duties(live, "acknowledge-change", "Kirklees")] == [clock.today()]

    # The refusal stands, on the list, until a decision maker has looked at it again.
    decider = both["decider@kirklees.test"]
    decider.page.goto("/change-notices")
    decider.look("Changes")
    decider.follow("Imran Sampleton")
    decider.look("Review: Imran Sampleton")
    expect(decider.page.locator("main")).to_contain_text("We rely on what Leeds told us of the passenger.")
    assert [done for _, done in _duties(live, "review-determination", "Kirklees")] == [None]
    with live.app.app_context():
        refused = db.session.query(Decision).filter_by(kind="refused").one()
        assert refused.state == "decided"
