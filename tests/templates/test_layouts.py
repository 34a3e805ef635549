"""The page every page stands on, its layouts, and the pages for refusals and faults."""

import hashlib
import re
from base64 import b64encode
from types import SimpleNamespace

import pytest
from flask import flash
from werkzeug.datastructures import MultiDict

from licensing import errors
from licensing.web import forms
from licensing.web.forms import FileField, Form, HiddenField, Required, StringField

BASE = '{% extends "base.html" %}{% set title = "Work list" %}'
SERVICE = "Safeguarding register for taxi and private hire licensing"


class Ask(Form):
    full_name = StringField("Full name", [Required("Enter the full name")])
    ticket = HiddenField()


class Upload(Form):
    photo = FileField("Photograph")


def _asked(site, posted=None):
    with site.test_request_context("/", method="POST"):
        form = Ask(MultiDict(posted or {}))
        form.validate()
    return form


# --- the page -----------------------------------------------------------------------------------------------


def test_a_page_is_called_by_its_title_and_the_service(page):
    assert page(BASE).title.get_text() == f"Work list - {SERVICE}"
    assert page('{% extends "base.html" %}').title.get_text() == SERVICE


def test_a_page_whose_form_has_faults_says_so_first(site, page):
    assert page(BASE, form=_asked(site)).title.get_text().startswith("Error: Work list - ")
    right = _asked(site, {"full_name": "Imran"})
    assert page(BASE, form=right).title.get_text().startswith("Work list - ")


def test_the_header_carries_the_councils_own_name_and_nothing_of_gov_uk(page):
    html = page(BASE, current_authority_name="Leeds City Council")
    assert html.select_one("header .govuk-generic-header a").get_text(strip=True) == "Leeds City Council"
    assert "GOV.UK" not in html.get_text()
    assert not html.select("svg, .govuk-header, .govuk-footer")
    assert "crown" not in str(html).lower()


def test_the_navigation_marks_where_we_are(page):
    html = page(
        BASE,
        navigation=[{"text": "Work list", "href": "/", "active": True}, {"text": "People", "href": "/p"}],
    )
    assert [a.get_text(strip=True) for a in html.select("nav a[aria-current]")] == ["Work list"]
    assert html.select_one("a[href='/p']").get_text(strip=True) == "People"


def test_signing_out_is_a_post_with_its_token_and_only_for_those_signed_in(page):
    form = page(BASE, sign_out_url="/sign-out").select_one("header nav form")
    assert (form["method"], form["action"]) == ("post", "/sign-out")
    assert form.select_one("input[name=csrf_token]")["value"]
    assert form.button.get_text(strip=True) == "Sign out"
    assert not page(BASE).select("nav form")


def test_the_skip_link_comes_first_and_leads_to_the_content(page):
    html = page(BASE)
    first = html.body.find("a")
    assert first["href"] == "#main-content"
    assert html.find(id="main-content").name == "main"


def test_the_footer_leads_to_the_statements(page):
    links = {a.get_text(strip=True): a["href"] for a in page(BASE).select("footer a")}
    assert links == {"Accessibility statement": "/accessibility", "Privacy": "/privacy"}


@pytest.mark.parametrize(
    "template",
    ["errors/refused.html", "errors/fault.html", BASE],
    ids=["a refusal", "a fault", "any page"],
)
def test_no_page_has_a_script_or_a_style_that_the_policy_would_block(page, template):
    html = page(template)
    inline = [script for script in html.select("script") if not script.get("src")]
    assert len(inline) == 1
    digest = b64encode(hashlib.sha256(inline[0].string.encode()).digest()).decode()
    assert f"'sha256-{digest}'" == forms.INLINE_SCRIPT_HASH
    assert not html.select("style, [style], [onclick], [onsubmit], [onload]")


def test_a_nonce_reaches_the_inline_script(page):
    assert page(BASE, csp_nonce="n0nce").select_one("script:not([src])")["nonce"] == "n0nce"


def test_everything_a_page_loads_is_in_the_static_folder(site, page):
    html = page(BASE)
    addresses = [node.get("href") or node.get("src") for node in html.select("link, script[src]")]
    assert len(addresses) == 4
    client = site.test_client()
    for address in addresses:
        with client.get(address) as answer:
            assert answer.status_code == 200


def test_messages_left_behind_are_announced(site):
    with site.test_request_context("/"):
        flash("Search recorded", "success")
        flash("The register did not answer", "important")
        html = site.jinja_env.from_string(BASE).render()
    assert html.count('role="alert"') == 2
    assert html.count("govuk-notification-banner--success") == 1
    assert len(set(re.findall(r'id="(message-\d)"', html))) == 2


# --- layouts ------------------------------------------------------------------------------------------------

QUESTION = """{% extends "layouts/question.html" %}{% set title = "Who applies?" %}
{% block question %}{{ govuk_field(form.full_name, heading=heading_in_field) }}{% endblock %}"""


def test_a_question_page_has_one_heading_one_form_and_one_button(site, page):
    site.config["WTF_CSRF_ENABLED"] = True
    with site.test_request_context("/"):
        form = Ask()
    html = page(QUESTION, form=form, back_url="/before")
    assert [h.get_text(strip=True) for h in html.select("h1")] == ["Who applies?"]
    assert [b.get_text(strip=True) for b in html.select("main form button")] == ["Continue"]
    assert html.select_one("main form")["method"] == "post"
    assert html.select_one("main form input[name=csrf_token]")["value"]
    assert html.select_one("main form input[name=ticket]")
    assert html.select_one(".govuk-back-link")["href"] == "/before"
    assert not html.select(".govuk-error-summary")


def test_a_question_page_at_fault_starts_with_the_summary(site, page):
    html = page(QUESTION, form=_asked(site))
    assert html.main.find(True).find(class_="govuk-error-summary")
    assert html.select_one(".govuk-error-summary a")["href"] == "#full_name"


def test_the_label_can_be_the_only_heading(site, page):
    html = page(QUESTION, form=_asked(site), heading_in_field=True)
    assert [h.get_text(strip=True) for h in html.select("h1")] == ["Full name"]


def test_saving_for_later_is_a_button_or_a_link(site, page):
    html = page(QUESTION, form=_asked(site), save_later=True)
    assert html.select_one("button[name=save_later]")["value"] == "yes"
    assert html.select("main form button")[0].get_text(strip=True) == "Continue"
    html = page(QUESTION, form=_asked(site), save_later="/drafts")
    assert html.select_one("main form a")["href"] == "/drafts"
    assert not html.select("button[name=save_later]")


def test_a_form_with_a_file_is_sent_in_parts_and_others_are_not(site, page):
    source = '{% extends "layouts/question.html" %}'
    with site.test_request_context("/"):
        upload, ask = Upload(), Ask()
    assert page(source, form=upload).select_one("main form")["enctype"] == "multipart/form-data"
    assert "enctype" not in page(source, form=ask).select_one("main form").attrs


RECORD = """{% extends "layouts/record.html" %}{% set title = "Imran Example" %}{% set caption = "LDS-12" %}
{% block state %}granted{% endblock %}{% block summary %}<p id="facts"></p>{% endblock %}
{% block sections %}<p id="more"></p>{% endblock %}{% block actions %}{{ actions }}{% endblock %}"""


@pytest.mark.parametrize("actions", ["", "Withdraw"])
def test_a_record_shows_each_part_once_and_a_side_column_only_for_actions(page, actions):
    html = page(RECORD, actions=actions)
    assert len(html.select("#facts")) == len(html.select("#more")) == 1
    assert [aside.get_text(strip=True) for aside in html.select("aside")] == ([actions] if actions else [])
    assert html.h1.get_text(" ", strip=True) == "LDS-12 Imran Example"


def test_a_list_has_a_filter_form_only_when_it_has_filters(page):
    source = '{% extends "layouts/list.html" %}{% block filters %}{{ fields }}{% endblock %}'
    assert not page(source).select("main form")
    form = page(source, url="/people?q=a", fields="q").select_one("main form")
    assert (form["method"], form["action"]) == ("get", "/people")


def test_a_long_list_can_be_paged_through_with_its_filters(page):
    pagination = SimpleNamespace(page=5, pages=9, total=1204)
    html = page('{% extends "layouts/list.html" %}', url="/people?q=a&page=5", pagination=pagination)
    items = [item.get_text(strip=True) for item in html.select(".govuk-pagination__item")]
    assert items == ["1", "⋯", "4", "5", "6", "⋯", "9"]
    assert html.select_one("[aria-current=page]")["href"] == "/people?q=a&page=5"
    assert html.select_one("a[rel=prev]")["href"] == "/people?q=a&page=4"
    assert html.select_one("a[rel=next]")["href"] == "/people?q=a&page=6"
    assert "Page 5 of 9, 1,204 in all" in html.get_text()


@pytest.mark.parametrize(("here", "ways"), [(1, ["next"]), (2, ["prev"])])
def test_the_first_page_has_none_before_it_and_the_last_none_after(page, here, ways):
    pagination = SimpleNamespace(page=here, pages=2, total=30)
    html = page('{% extends "layouts/list.html" %}', pagination=pagination)
    assert [a["rel"][0] for a in html.select("a[rel]")] == ways


def test_a_short_list_has_no_pages(page):
    pagination = SimpleNamespace(page=1, pages=1, total=3)
    assert not page('{% extends "layouts/list.html" %}', pagination=pagination).select(".govuk-pagination")


# --- refusals and faults ------------------------------------------------------------------------------------


def test_a_refusal_lists_every_reason_with_its_source_and_marks_the_unverified(page):
    refusal = errors.Unlawful(
        "This application can't be granted yet.",
        [
            errors.Reason("There is no search.", "2022 Act s.3", "R10"),
            errors.Reason("Another officer decides.", "Policy", verified=False),
        ],
    )
    html = page("errors/refused.html", refusal=refusal)
    assert html.h1.get_text(strip=True) == "Something is missing"
    assert "This application can't be granted yet." in html.main.get_text()
    first, second = html.select(".app-reasons__item")
    assert first.get_text(" ", strip=True) == "There is no search. 2022 Act s.3"
    assert "Unverified law" in second.get_text()
    assert html.select_one("main a")["href"] == "/"


@pytest.mark.parametrize(
    "refusal",
    [
        errors.Refusal("No."),
        errors.BadInput("No.", {"name": "Enter a name"}),
        errors.NotAllowed("No."),
        errors.NotFound("No."),
        errors.NotPossibleNow("No."),
        errors.BeyondLoadedHolidays(2022, 2028, 2029),
        errors.NotConfigured("No."),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_every_kind_of_refusal_has_a_page_that_says_what_to_do(page, refusal):
    html = page("errors/refused.html", refusal=refusal)
    assert html.h1.get_text(strip=True) == refusal.title
    assert html.find("h2", string="What you can do").find_next("p").get_text(strip=True)


def test_a_page_that_does_not_exist_needs_no_refusal(page):
    html = page("errors/refused.html")
    assert html.h1.get_text(strip=True) == "Page not found"
    assert "Check the address" in html.main.get_text()


def test_a_view_may_say_the_next_step_itself(page):
    html = page("errors/refused.html", title="Somebody else was first", next_step="Open the application.")
    assert "Open the application." in html.main.get_text()
    assert html.title.get_text().startswith("Somebody else was first - ")


def test_a_fault_gives_its_reference_without_session_or_context(site):
    with site.test_request_context("/"):
        html = site.jinja_env.get_template("errors/fault.html").render(reference="7f3a-9c21")
    assert "7f3a-9c21" in html
    assert "<h1" in html
