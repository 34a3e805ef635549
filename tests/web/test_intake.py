"""Taking an application: a page a question, saved at each step."""

from datetime import date, timedelta

import pytest
from flask import request
from sqlalchemy import func, select

from licensing import clock
from licensing.applications import drafts, intake
from licensing.applications.models import Application
from licensing.authorities.permissions import Role
from licensing.db import db
from licensing.register.models import Person
from tests.factories import people
from tests.factories.applications import ANSWERS
from tests.factories.cases import Desk
from tests.support.typing_in import comes_back, dated, typed_in

EVERY_PAGE = intake.KEYS

# What an officer types on each page, in the order of the pages.
TYPED = {
    "name": {"first": "Perdita", "middle": "Maud", "last": "Exampleby"},
    "other-names": {"any": "no"},
    "date-of-birth": dated("born", date(1985, 3, 27)),
    "address": {"lines": "1 Specimen Street\nInventedtown", "postcode": "zz1 1aa"},
    "earlier-addresses": {"any": "no"},
    "numbers": {"national_insurance": "ab 12 34 56 c"},
    "contact": {"email": "perdita@example.com", "telephone": "07700 900123"},
    "driving": dated("entitled_since", date(2005, 1, 1)),
    "right-to-work": {"limited": "yes", **dated("ends_on", date(2031, 5, 6))},
    "background": {"lived_abroad": "no", "earlier_licence": "yes"},
}
TOMORROW, YESTERDAY = clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)

# Page → what is typed, and the errors (field → some of its words).
FAULTY = [
    ("name", {"first": "", "last": ""}, {"last": "Enter the applicant's name"}),
    ("name", {"first": "P" * 101, "last": "Exampleby"}, {"first": "100"}),
    ("other-names", {"any": None, "first": "Dita"}, {"any": "Choose yes or no"}),
    ("other-names", {"any": "yes", "first": "", "last": ""}, {"last": "Enter the name"}),
    ("other-names", {"any": "no", "first": "Dita"}, {"any": "Choose yes, or remove"}),
    ("date-of-birth", {"born-day": "31", "born-month": "2", "born-year": "1985"}, {"born": "Enter a real date"}),
    ("date-of-birth", {"born-day": "27", "born-month": "", "born-year": "1985"}, {"born": "include a month"}),
    ("date-of-birth", {"born-day": "27", "born-month": "3", "born-year": "85"}, {"born": "4 numbers"}),
    ("date-of-birth", dated("born", TOMORROW), {"born": "in the past"}),
    ("date-of-birth", dated("born", date(1885, 3, 27)), {"born": "110 years"}),
    ("date-of-birth", {}, {"born": "Enter the date of birth"}),
    ("address", {"lines": "", "postcode": "ZZ1 1AA"}, {"lines": "Enter the address"}),
    ("address", {"lines": "1 Street", "postcode": "ZZ1 1AA ZZ1 1AA"}, {"postcode": "10"}),
    ("address", {"lines": "1 Street", **dated("from_on", TOMORROW)}, {"from_on": "today or in the past"}),
    ("earlier-addresses", {"any": "yes", "lines": "", "postcode": "ZZ1 1AB"}, {"lines": "Enter the address"}),
    (
        "earlier-addresses",
        {"any": "yes", "lines": "9 Row", **dated("from_on", clock.today()), **dated("until_on", YESTERDAY)},
        {"until_on": "before the first"},
    ),
    ("earlier-addresses", {"any": "yes", "lines": "9 Old Row", **dated("until_on", TOMORROW)}, {"until_on": "past"}),
    (
        "numbers",
        {"national_insurance": "AB12", "gb_driver": "SHORT", "ni_driver": "123", "community": "ZZ 1"},
        {"national_insurance": "National Insurance", "gb_driver": "16 ", "ni_driver": "8 "},
    ),
    ("contact", {"email": "", "telephone": ""}, {"email": "Enter an email address or a telephone number"}),
    ("contact", {"email": "perdita at home", "telephone": "12"}, {"email": "like name@", "telephone": "like 07700"}),
    ("driving", {}, {"entitled_since": "Enter the day the entitlement began"}),
    ("driving", dated("entitled_since", TOMORROW), {"entitled_since": "in the past"}),
    ("right-to-work", {"limited": None}, {"limited": "Choose one"}),
    ("right-to-work", {"limited": "yes", "ends_on-day": ""}, {"ends_on": "Enter the day the permission ends"}),
    ("background", {"lived_abroad": "yes"}, {"earlier_licence": "Choose whether they held a licence"}),
]  # fmt: skip


def _url(application, page="", change=False):
    return f"/applications/{application}/intake/{page}".rstrip("/") + ("?change=yes" if change else "")


def _answers(desk, application):
    return desk.read(lambda: drafts.read(db.session.get_one(Application, application)))


def _back(page):
    return page.select_one(".govuk-back-link")["href"]


def test_every_page_is_saved_and_leads_to_the_next(desk, officer):
    application = desk.draft()
    page = officer.get_page(_url(application))
    for place, key in enumerate(EVERY_PAGE):
        assert page.url == _url(application, key)
        page = officer.submit(page, TYPED[key], button="Continue")
        assert list(_answers(desk, application)) == list(EVERY_PAGE[: place + 1])
    assert page.url == _url(application, "check")
    assert _answers(desk, application)["address"]["postcode"] == "ZZ1 1AA"
    assert page.rows["Right to work"].startswith("Limited, until 6 May 2031")


@pytest.mark.parametrize("another", [False, True], ids=["by the same officer", "by a colleague"])
def test_an_application_is_taken_up_again_where_it_was_left(desk, client, another):
    application = desk.draft("name", "other-names", "date-of-birth")
    client.sign_in(desk.somebody(Role.LICENSING_OFFICER) if another else desk.officer)
    assert client.get_page(f"/applications/{application}").url == _url(application, "address")
    page = client.get_page(_url(application, "name"))
    assert (typed_in(page, "first"), typed_in(page, "last")) == ("Perdita", "Exampleby")


def test_the_back_link_leads_to_the_page_before(desk, officer):
    application = desk.draft(*EVERY_PAGE)
    before = ["/applications", *(_url(application, key) for key in EVERY_PAGE)]
    for key, expected in zip([*EVERY_PAGE, "check"], before, strict=True):
        assert _back(officer.get_page(_url(application, key))) == expected


def test_changing_an_answer_goes_back_to_the_answers(desk, officer):
    application = desk.draft(*EVERY_PAGE)
    page = officer.get_page(_url(application, "check"))
    address = next(link["href"] for link in page.select("main a") if "contact" in link["href"])
    page = officer.get_page(address)
    assert _back(page) == _url(application, "check")
    page = officer.submit(page, {"email": "new@example.com"})
    assert page.url == _url(application, "check")
    assert page.rows["Email and telephone"].startswith("new@example.com")


def test_a_faulty_change_still_goes_back_to_the_answers_once_it_is_right(desk, officer):
    application = desk.draft(*EVERY_PAGE)
    page = officer.get_page(_url(application, "contact", change=True))
    page = officer.submit(page, {"email": "no address"}, status=400)
    page = officer.submit(page, {"email": "new@example.com"})
    assert page.url == _url(application, "check")


def test_other_names_are_added_one_after_another_and_removed(desk, officer):
    application = desk.draft("name")
    page = officer.get_page(_url(application, "other-names"))
    page = officer.submit(page, {"any": "yes", "first": "Dita", "last": "Sample"}, button="another")
    assert (page.url, typed_in(page, "first")) == (_url(application, "other-names"), "")
    page = officer.submit(page, {"first": "Maud", "last": "Mockford"}, form=".app-several", button="another")
    assert [one.get_text() for one in page.select(".app-entered__words")] == ["Dita Sample", "Maud Mockford"]
    page = officer.submit(page, form=".app-entered", button="0")
    assert [one.get_text() for one in page.select(".app-entered__words")] == ["Maud Mockford"]
    page = officer.submit(page, form=".app-several", button="Continue")
    assert page.url == _url(application, "date-of-birth")
    assert _answers(desk, application)["other-names"]["names"] == [
        {"first": "Maud", "middle": "", "last": "Mockford"}
    ]


def test_earlier_addresses_are_added_and_removed_on_the_way_back_to_the_answers(desk, officer):
    application = desk.draft(*EVERY_PAGE)
    page = officer.get_page(_url(application, "earlier-addresses", change=True))
    old_row = {"lines": "9 Old Row", "postcode": "zz9 9zz", **dated("until_on", date(2019, 4, 30))}
    page = officer.submit(page, {"any": "yes"} | old_row, button="another")
    assert page.url == _url(application, "earlier-addresses", change=True)
    page = officer.submit(page, {"lines": "2 Older Row"}, form=".app-several", button="another")
    assert len(page.select(".app-entered__words")) == 2
    page = officer.submit(page, form=".app-entered", button="1")
    assert page.url == _url(application, "earlier-addresses", change=True)
    page = officer.submit(page, form=".app-several", button="Continue")
    assert page.url == _url(application, "check")
    assert page.rows["Earlier addresses"].startswith("9 Old Row, ZZ9 9ZZ, until 30 April 2019")


def test_the_same_name_typed_twice_is_kept_once(desk, officer):
    application = desk.draft("name")
    page = officer.get_page(_url(application, "other-names"))
    page = officer.submit(page, {"any": "yes", "first": "Dita"}, button="another")
    page = officer.submit(page, {"first": "Dita"}, form=".app-several", button="another")
    assert len(page.select(".app-entered__words")) == 1


def test_whatever_is_wrong_comes_back_with_what_was_typed_and_nothing_is_stored(desk, officer):
    application = desk.draft()
    for page, values, errors in FAULTY:
        comes_back(officer, _url(application, page), values, errors, button="Continue")
        assert _answers(desk, application) == {}, page


def test_several_faults_of_one_page_are_said_together(desk, officer):
    application = desk.draft()
    page = officer.submit(officer.get_page(_url(application, "background")), status=400)
    assert page.errors == ["Choose whether they lived abroad", "Choose whether they held a licence"]


def test_the_answers_are_asked_for_before_they_can_be_checked(desk, officer):
    application = desk.draft("name", "other-names")
    assert officer.get_page(_url(application, "check")).url == _url(application, "date-of-birth")


def test_a_page_that_is_none_is_not_found(desk, officer):
    officer.get_page(_url(desk.draft(), "shoe-size"), status=404)


def test_identity_numbers_are_masked_where_they_are_only_looked_at(desk, officer):
    page = officer.get_page(_url(desk.draft(*EVERY_PAGE), "check"))
    assert page.rows["Identity numbers"].startswith("National Insurance number ••••••56C")
    assert "AB123456C" not in str(page)


def test_a_driver_number_that_disagrees_is_a_warning_and_no_refusal(desk, officer):
    application = desk.draft(
        *EVERY_PAGE,
        name={"first": "Otto", "middle": "", "last": "Mockman"},
        numbers={"gb_driver": people.GB_DRIVER},
    )
    page = officer.get_page(_url(application, "check"))
    assert "The driver number does not agree with the other answers" in page.text
    page = officer.submit(page)
    assert (page.url, page.heading.endswith("Otto Mockman")) == (f"/applications/{application}", True)


def test_a_driver_number_that_agrees_is_not_remarked_on(desk, officer):
    application = desk.draft(*EVERY_PAGE, numbers={"gb_driver": people.GB_DRIVER})
    assert "does not agree" not in officer.get_page(_url(application, "check")).text


def _people(desk):
    return desk.read(lambda: db.session.scalar(select(func.count()).select_from(Person)))


def test_somebody_on_the_register_is_offered_and_chosen_and_no_second_record_is_made(desk, officer):
    known = desk.done(lambda by, _: people.person("Perdita", "Exampelby", by=by).id)
    application = desk.draft(*EVERY_PAGE)
    page = officer.get_page(_url(application, "check"))
    assert "1 person is on the register already who may be the applicant" in page.text
    assert "Perdita Exampelby: the same number" in page.text
    assert typed_in(page, "person") == []
    page = officer.submit(page, {"person": str(known)})
    assert page.url == f"/applications/{application}"
    assert _people(desk) == 1
    assert desk.read(lambda: db.session.get_one(Application, application).person_id) == known


def test_who_the_applicant_is_must_be_said_when_somebody_alike_is_known(desk, officer):
    desk.done(lambda by, _: people.person(by=by))
    application = desk.draft(*EVERY_PAGE)
    page = officer.get_page(_url(application, "check"))
    page = officer.submit(page, status=400)
    assert page.errors == ["Choose who the applicant is"]
    assert _people(desk) == 1


def test_somebody_alike_may_be_somebody_else(desk, officer):
    desk.done(lambda by, _: people.person(by=by, numbers={}))
    page = officer.get_page(_url(desk.draft(*EVERY_PAGE, numbers={}), "check"))
    officer.submit(page, {"person": "new"})
    assert _people(desk) == 2


def test_people_of_another_authority_are_not_offered(desk, officer):
    Desk(desk.app, "York").done(lambda by, _: people.person(by=by))
    page = officer.get_page(_url(desk.draft(*EVERY_PAGE), "check"))
    assert "Nobody alike was found" in page.text
    assert typed_in(page, "person") == ["new"]


def test_an_application_is_not_received_in_the_future(desk, officer):
    application = desk.draft(*EVERY_PAGE)
    values = dated("received_on", TOMORROW)
    comes_back(officer, _url(application, "check"), values, {"received_on": "must be today or"})
    assert _people(desk) == 0


def test_a_received_application_is_no_longer_taken(desk, officer):
    application = desk.received()
    for page in ("", *EVERY_PAGE, "check"):
        assert officer.get_page(_url(application, page)).url == f"/applications/{application}"
    token = officer.csrf_token()
    answer = officer.post(_url(application, "name"), data={"csrf_token": token, "last": "Otherwise"})
    assert answer.location == f"/applications/{application}"
    assert "Otherwise" not in officer.get_page(f"/applications/{application}").text


def test_a_renewal_is_offered_the_person_who_holds_the_licence(desk, officer):
    licence = desk.done(lambda by, _: people.licence(by=by).id)
    page = officer.submit(officer.get_page(f"/applications/renew/{licence}"))
    assert page.url.endswith("/intake/driving")
    for key in ("driving", "right-to-work", "background"):
        page = officer.submit(page, TYPED[key] | ({"limited": "no"} if key == "right-to-work" else {}))
    held_by = desk.read(lambda: db.session.scalars(select(Person.id)).one())
    assert typed_in(page, "person") == [str(held_by)]
    assert page.rows["Name"].startswith("Perdita Exampleby")
    comes_back(officer, page.url, {"person": "new"}, {"person": "Choose the holder of the licence"})
    officer.submit(page)
    assert _people(desk) == 1


def test_no_name_and_no_number_is_in_an_address_or_in_the_log(desk, officer, caplog):
    application, addresses = desk.draft(), []
    caplog.set_level("DEBUG")
    officer.application.before_request(lambda: addresses.append(request.full_path))
    page = officer.get_page(_url(application))
    for key in EVERY_PAGE:
        page = officer.submit(page, TYPED[key], button="Continue")
    page = officer.submit(page)
    assert page.heading.endswith("Perdita Maud Exampleby")
    assert len(addresses) > 20
    told = " ".join(addresses) + caplog.text
    for word in ("Perdita", "Exampleby", "123456", "Specimen", "perdita"):
        assert word not in told


def test_answers_without_a_token_are_not_saved(desk, officer):
    application = desk.draft()
    assert officer.post(_url(application, "name"), data=ANSWERS["name"]).status_code == 400
    assert _answers(desk, application) == {}
