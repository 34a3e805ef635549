"""A small site with nothing but the forms, filters and templates: no database, no sign-in."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.datastructures import MultiDict

from licensing.web import filters, forms
from tests.support.source import ROOT

Draw = Callable[..., Tag]
Page = Callable[..., BeautifulSoup]


@pytest.fixture
def site() -> Flask:
    site = Flask("site", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    site.config.update(SECRET_KEY="made up", WTF_CSRF_ENABLED=False)
    forms.init_app(site)
    filters.init_app(site)
    return site


@pytest.fixture
def page(site: Flask) -> Page:
    """Render a template text, or a file, as a page; give the parsed page."""

    def page(source: str, /, url: str = "/", **context: Any) -> BeautifulSoup:
        with site.test_request_context(url):
            is_file = source.endswith(".html")
            template = site.jinja_env.get_template(source) if is_file else site.jinja_env.from_string(source)
            site.update_template_context(context)
            return BeautifulSoup(template.render(context), "html.parser")

    return page


@pytest.fixture
def draw(site: Flask) -> Draw:
    """Draw one field and its summary: empty, filled (`filled=`), or as posted and judged (`posted=`)."""

    def draw(field: Any, /, filled: Any = None, posted: Any = None, **options: Any) -> Tag:
        kind = type("OneField", (forms.Form,), {"asked": field})
        with site.test_request_context("/", method="POST" if posted is not None else "GET"):
            data = None if filled is None else {"asked": filled}
            form = kind(formdata=None if posted is None else MultiDict(posted), data=data)
            if posted is not None:
                form.validate()
            html = forms.govuk_field(form.asked, **options) + forms.error_summary(form)
        return BeautifulSoup(html, "html.parser")

    return draw
