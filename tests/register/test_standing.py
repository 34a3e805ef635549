"""What decisions make of a licence."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.actions import SYSTEM
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.register.standing import bring_into_step
from tests.factories import people


@pytest.fixture
def licence(app_context):
    """A licence in force."""
    with transaction():
        return people.licence()


def _step(licence, wanted, on):
    with transaction():
        return bring_into_step(db.session.merge(licence), wanted, on=on, by=SYSTEM)


def test_each_step_is_taken_by_the_table_and_written_in_the_audit_log(licence):
    today = clock.today()
    assert _step(licence, "suspended", today) == ["suspend"]
    assert _step(licence, "revoked", today) == ["revoke"]
    assert _step(licence, "suspended", today) == ["reinstate", "suspend"]
    assert _step(licence, "current", today) == ["lift suspension"]
    assert _step(licence, "current", today) == []
    written = select(AuditEntry.facts).where(AuditEntry.event == "licence:state-changed")
    assert len(db.session.scalars(written).all()) == 5


def test_a_licence_whose_term_is_over_loses_nothing_and_is_given_back_what_it_lost(licence):
    today, over = clock.today(), licence.ends_on + timedelta(days=1)
    assert _step(licence, "revoked", over) == []
    assert _step(licence, "revoked", today) == ["revoke"]
    assert _step(licence, "current", over) == ["reinstate"]
