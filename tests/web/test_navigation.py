"""The links at the top: each officer sees what they may open, and where they are."""

import pytest

from licensing.authorities.permissions import PERMISSIONS_OF, Role
from licensing.db import transaction
from licensing.web.navigation import LINKS
from tests.factories.officers import officer


@pytest.fixture
def signed_in(app, new_client):
    """`signed_in(role, …)`: the browser of a new officer of Leeds."""

    def make(*roles):
        with app.app_context(), transaction():
            who = officer("Leeds", roles, name="Sam Example").id
        browser = new_client()
        browser.sign_in(who)
        return browser

    return make


def links(page):
    """The navigation's links, and those that are marked as where one is."""
    found = page.select("nav a[href], .govuk-service-navigation a[href]")
    texts = {" ".join(link.get_text().split()): str(link["href"]) for link in found}
    here = [" ".join(link.get_text().split()) for link in found if link.get("aria-current")]
    return texts, here


def test_each_role_sees_the_links_it_may_open_and_each_of_them_opens(signed_in):
    for role in Role:
        browser = signed_in(role)
        page = browser.get_page("/")
        shown, _ = links(page)
        wanted = {text for text, _, permission in LINKS if permission in PERMISSIONS_OF[role]}
        assert {text for text, _, _ in LINKS} & set(shown) == wanted, role
        for text in wanted:
            assert browser.get(shown[text]).status_code == 200, (role, text)


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", "Work list"),
        ("/applications", "Applications"),
        ("/applications/start", "Applications"),
        ("/officers", "Officers"),
        ("/officers/new", "Officers"),
        ("/bank-holidays", "Bank holidays"),
        ("/bank-holidays/day", "Bank holidays"),
        ("/bank-holidays/year", "Bank holidays"),
        ("/messages", "Messages"),
        ("/audit", "Audit log"),
        ("/policy", "Policy"),
        ("/duties", "Duties"),
        ("/alerts", "Alerts"),
        ("/concerns", "Concerns"),
        ("/concerns/received/new", "Concerns"),
        ("/information-requests", "Requests"),
        ("/information-requests/new", "Requests"),
        ("/change-notices", "Changes"),
    ],
)
def test_where_one_is_is_marked_and_nothing_else_is(signed_in, path, here):
    page = signed_in(*Role).get_page(path)
    assert links(page)[1] == [here]


def test_who_is_signed_in_may_sign_out_and_sees_their_councils_name(signed_in):
    page = signed_in(Role.AUDITOR).get_page("/")
    header = page.find("header")
    assert "Leeds" in (header.get_text() if header else "")
    assert page.select("form[action='/sign-out'] input[name=csrf_token]")


def test_who_is_not_signed_in_sees_no_way_in_but_signing_in(client):
    page = client.get_page("/privacy")
    assert {text for text, _, _ in LINKS} & set(links(page)[0]) == set()
    assert not page.select("form[action='/sign-out']")
