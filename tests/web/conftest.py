"""Who asks for the pages."""

import pytest

from tests.factories.cases import Desk


@pytest.fixture
def desk(app):
    """The licensing desk of Leeds, at which nobody is signed in yet."""
    return Desk(app)


@pytest.fixture
def officer(desk, client):
    """The case officer of Leeds at their browser."""
    client.sign_in(desk.officer)
    return client


@pytest.fixture
def decider(desk, new_client):
    """The decision maker of Leeds at another browser."""
    browser = new_client()
    browser.sign_in(desk.decider)
    return browser
