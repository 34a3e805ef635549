"""What anybody may read, and the health check."""

import pytest

from licensing.db import db


def test_health_says_that_the_register_and_its_database_answer(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_health_is_not_well_without_the_databases_tables(app, client):
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    assert client.get("/health").status_code == 500


@pytest.mark.parametrize("path", ["/accessibility", "/privacy"])
def test_what_must_be_public_is_read_without_signing_in(client, path):
    page = client.get_page(path)
    assert page.url == path
    assert page.heading
    assert set(page.links.values()) >= {"/accessibility", "/privacy"}


def test_browsers_that_ask_for_an_icon_get_no_fault(client):
    assert client.get("/favicon.ico").status_code == 204
