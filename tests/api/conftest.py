"""Authorities' programs, as the API meets them."""

from collections.abc import Callable

import pytest

from tests.factories.people import new_entry
from tests.fakes.served_register import give_credentials

HEADERS = {"Register-Purpose": "safeguarding", "Register-Officer": "officer:12"}
CLIENTS = ("Leeds", "Bradford", "York")


class Program:
    """One authority's program: `call("GET", "/alerts")`."""

    def __init__(self, app, credential):
        self._client, self._credential = app.test_client(), credential

    def call(self, method, path, json=None, *, key="", **headers):
        given = (
            HEADERS
            | {"Authorization": f"Bearer {self._credential}"}
            | ({"Idempotency-Key": key} if key else {})
        )
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open(
            f"/register/v1{path}",
            method=method,
            json=json,
            headers={name: value for name, value in given.items() if value is not None},
        )


@pytest.fixture
def credentials(app):
    """The credential of each of three authorities, by its code."""
    return give_credentials(app, CLIENTS)


@pytest.fixture
def leeds(app, credentials):
    return Program(app, credentials["LDS"])


@pytest.fixture
def bradford(app, credentials):
    return Program(app, credentials["BRD"])


@pytest.fixture
def entry(app) -> Callable[..., dict[str, object]]:
    """`entry(decision="revoked")`: what is sent to have an entry made."""
    from licensing.national_register.wire import EntrySent

    def make(**given):
        with app.app_context():
            return EntrySent.of(new_entry()).model_dump(mode="json") | given

    return make
