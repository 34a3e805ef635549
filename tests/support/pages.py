"""A client that reads pages as a person does: it looks at what came back, fills in the form, and sends it.

Every page it sees must be well made: one h1, a title, a language, no id twice, every label and error link
leading somewhere.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import has_app_context
from flask import session as flask_session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import inspect
from werkzeug.test import TestResponse

from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.web.access import begin_session

Values = Mapping[str, Any]


class Page(BeautifulSoup):
    """A page that came back, parsed, with where it was found and the HTTP status it came with."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__(response.text, "html.parser")
        self.url = response.request.full_path.removesuffix("?")
        self.status = response.status_code

    @property
    def heading(self) -> str:
        """The text of the h1."""
        return _words(self.select_one("h1"))

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [_words(item) for item in self.select(".govuk-error-summary__list li")]

    @property
    def rows(self) -> dict[str, str]:
        """What the summary lists say: key and value."""
        return {
            _words(row.select_one(".govuk-summary-list__key")): _words(
                row.select_one(".govuk-summary-list__value")
            )
            for row in self.select(".govuk-summary-list__row")
        }

    @property
    def links(self) -> dict[str, str]:
        """The text of each link, and where it leads."""
        return {_words(link): str(link["href"]) for link in self.select("a[href]")}

    def the_form(self, selector: str = "") -> Tag:
        """The form that `selector` names, else the only one in the main part of the page."""
        found = self.select(selector or "main form")
        assert len(found) == 1, f"{self.url} has {len(found)} forms for {selector or 'main form'!r}, not one."
        return found[0]


class PageClient(FlaskClient):
    """A browser without JavaScript: one person's cookies, and pages instead of bytes."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request. Refused inside an open application context, which would outlive the request."""
        assert not has_app_context(), (
            "An application context is open: it would lend this request its session and its officer. "
            "Leave `with app.app_context()` first, and don't take `app_context` together with `client`."
        )
        return super().open(*args, **kwargs)

    def get_page(self, url: str, status: int = 200) -> Page:
        """Look at a page, following redirects; it must come with this status and be well made."""
        return self._page(self.get(url, follow_redirects=True), status)

    def submit(
        self, page: Page, values: Values | None = None, *, form: str = "", button: str = "", status: int = 200
    ) -> Page:
        """Fill in the page's form, send it, follow the redirect, and give the page that comes.

        `values` name fields of that form; a field, choice or button that is not there is a failure. A list
        ticks several boxes, None leaves a box or a set of radios empty. `button` is a submit button's value,
        name or text, where there are several.
        """
        found = page.the_form(form)
        data = _as_sent(found, button)
        for name, value in (values or {}).items():
            _fill(found, data, name, value)
        where = urljoin(page.url, str(found.get("action") or page.url))
        if str(found.get("method", "get")).lower() == "get":
            return self._page(self.get(where, query_string=data, follow_redirects=True), status)
        uploads = any(not isinstance(value, str | list) for value in data.values())
        kind = "multipart/form-data" if uploads else None
        return self._page(self.post(where, data=data, content_type=kind, follow_redirects=True), status)

    def csrf_token(self) -> str:
        """A token as a form of this person's would carry it, for a request that no form makes."""
        return str(self._in_session(generate_csrf))

    def sign_in(self, officer: Officer | int) -> None:
        """Begin a session of this officer's, as signing in with the right password does."""
        officer_id = officer if isinstance(officer, int) else inspect(officer).identity[0]

        def begin() -> None:
            found = db.session.get(Officer, officer_id)
            assert found is not None, f"There is no officer {officer_id}: was the transaction committed?"
            begin_session(found)

        self._in_session(begin)

    def _in_session(self, act: Callable[[], Any]) -> Any:
        """Do something inside a request of this person's, and keep what it does to their session."""
        with self.session_transaction() as session:
            with self.application.test_request_context():
                flask_session.update(session)
                done = act()
                kept = dict(flask_session)
            session.clear()
            session.update(kept)
        return done

    def _page(self, response: TestResponse, status: int) -> Page:
        page = Page(response)
        assert response.status_code == status, (
            f"{response.request.method} {page.url} answered {response.status_code}, not {status}: "
            f"{_words(page.find('main') or page)[:500]}"
        )
        assert response.mimetype == "text/html", f"{page.url} is {response.mimetype}, not a page."
        faults = faults_of(page)
        assert not faults, f"{page.url} is not well made: {'; '.join(faults)}"
        return page


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page's make, whatever it is about."""
    faults = []
    html = page.find("html")
    if not isinstance(html, Tag) or html.get("lang") not in ("en", "en-GB"):
        faults.append("no language")
    if not _words(page.find("title")):
        faults.append("no title")
    if len(page.find_all("h1")) != 1:
        faults.append(f"{len(page.find_all('h1'))} h1 headings")
    ids = [str(tag["id"]) for tag in page.find_all(id=True)]
    faults += sorted({f"id {name!r} twice" for name in ids if ids.count(name) > 1})
    faults += [
        f"label for {tag['for']!r} leads nowhere"
        for tag in page.select("label[for]")
        if tag["for"] not in ids
    ]
    faults += [
        f"error link {tag['href']} leads nowhere"
        for tag in page.select(".govuk-error-summary a[href^='#']")
        if str(tag["href"])[1:] not in ids
    ]
    faults += [
        f"{attribute} names {name!r}, which is not there"
        for attribute in ("aria-describedby", "aria-labelledby")
        for tag in page.select(f"[{attribute}]")
        for name in str(tag[attribute]).split()
        if name not in ids
    ]
    faults += [
        f"a form posts without a CSRF token to {form.get('action') or page.url}"
        for form in page.find_all("form")
        if str(form.get("method", "get")).lower() == "post" and not form.select("input[name=csrf_token]")
    ]
    return faults


def _as_sent(form: Tag, button: str) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    data: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(field["name"]), str(field.get("type", ""))
        if field.has_attr("disabled") or kind in ("submit", "button", "file"):
            continue
        if kind in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data.setdefault(name, []).append(str(field.get("value", "on")))
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            data[name] = _value(chosen) if chosen else ""
        elif field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n")
        elif kind == "hidden" and name in data:
            # What travels with a page may be several values of one name.
            before = data[name] if isinstance(data[name], list) else [data[name]]
            data[name] = [*before, str(field.get("value", ""))]
        else:
            data[name] = str(field.get("value", ""))
    pressed = _button(form, button)
    if pressed is not None and pressed.get("name"):
        data[str(pressed["name"])] = str(pressed.get("value", ""))
    return data


def _button(form: Tag, wanted: str) -> Tag | None:
    buttons = list(form.select("button:not([type=button]), input[type=submit]"))
    if wanted:
        buttons = [b for b in buttons if wanted in (b.get("value"), b.get("name"), _words(b))]
        assert len(buttons) == 1, f"{len(buttons)} buttons of the form are called {wanted!r}."
    return buttons[0] if buttons else None


def _fill(form: Tag, data: dict[str, Any], name: str, value: Any) -> None:
    fields = [f for f in form.select("input[name], select[name], textarea[name]") if f["name"] == name]
    there = sorted({str(f["name"]) for f in form.select("[name]")})
    assert fields, f"The form has no field {name!r}; it has {', '.join(there)}."
    kind = str(fields[0].get("type", ""))
    if value is None:
        data.pop(name, None)
    elif kind in ("checkbox", "radio") or fields[0].name == "select":
        offered = [_value(o) for f in fields for o in (f.select("option") if f.name == "select" else [f])]
        wanted = [str(one) for one in (value if isinstance(value, list | tuple | set) else [value])]
        unknown = sorted(set(wanted) - set(offered))
        assert not unknown, f"{name!r} does not offer {', '.join(unknown)}; it offers {', '.join(offered)}."
        data[name] = wanted
    elif kind == "file":
        data[name] = value
    else:
        data[name] = str(value)


def _value(tag: Tag) -> str:
    return str(tag["value"]) if tag.has_attr("value") else ("on" if tag.name == "input" else _words(tag))


def _words(tag: Any) -> str:
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip() if tag is not None else ""


def path_of(url: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
