"""The pages in a real Chromium, against the real application, served by a thread, on both engines."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.support import chromium, watching
from tests.support.missing import not_to_be_had
from tests.support.pages import PageClient
from tests.support.watching import Watch

if TYPE_CHECKING:
    from flask import Flask

    from licensing.authorities.officer_models import Officer

HERE = Path(__file__).parent
MILLISECONDS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process; each test has contexts of its own in it."""
    where = chromium.find()
    if where is None:
        not_to_be_had(f"There is no Chromium. To have these tests:  {chromium.INSTALL_LINE}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where, args=chromium.FLAGS)
        yield browser
        browser.close()


class Live:
    """The application as a browser finds it."""

    def __init__(self, app: Flask, origin: str) -> None:
        self.app = app
        self.origin = origin
        self.watch = Watch(origin)

    def url(self, path: str) -> str:
        """The address of a path."""
        return self.origin + path

    def expecting(self, *statuses: int) -> AbstractContextManager[None]:
        """Inside, answers with these statuses are meant; any other of 400 or more fails the test."""
        return self.watch.expecting(*statuses)

    def sign_in(self, page: Page, officer: Officer | int) -> None:
        """Begin an officer's session in this page's browser without the form."""
        client = self.app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in(officer)
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        page.context.add_cookies([{"name": name, "value": cookie.value, "url": self.origin}])

    def run_worker_once(self) -> int:
        """What the worker does in one pass over what is due; the number of messages it tried."""
        from licensing.daily import run_daily
        from licensing.outbox.actions import send_due

        with self.app.app_context():
            run_daily()
            return send_due()


@pytest.fixture
def live(app: Flask) -> Iterator[Live]:
    """The application, served on a free port of 127.0.0.1."""
    # A line for each request would bury what a failing test has to say.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    served = Live(app, f"http://127.0.0.1:{server.server_port}")
    yield served
    server.shutdown()
    thread.join()
    server.server_close()
    assert not served.watch.faults, "Behind the pages something went wrong:\n" + "\n".join(
        served.watch.faults
    )


@pytest.fixture
def new_browser_page(chromium_browser: Browser, live: Live) -> Iterator[Callable[..., Page]]:
    """`new_browser_page()`: another person's browser. `javascript=False` turns its scripts off."""
    contexts: list[BrowserContext] = []

    def make(*, javascript: bool = True) -> Page:
        context = chromium_browser.new_context(
            base_url=live.origin,
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            viewport={"width": watching.DESK, "height": watching.HEIGHT},
        )
        context.set_default_timeout(MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        live.watch.follow(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def browser_page(new_browser_page: Callable[..., Page]) -> Page:
    """A page at 1280 pixels; errors behind it fail the test when it ends."""
    return new_browser_page()


@pytest.fixture
def check_page() -> Callable[[Page], None]:
    """`check_page(page)`: at 375 and at 1280 pixels no sideways scrolling and nothing that axe objects to."""
    return watching.check_page
