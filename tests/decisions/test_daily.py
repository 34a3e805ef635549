"""The passing of days, as the worker's daily jobs see it."""

from datetime import timedelta

import pytest

from licensing import clock, daily
from licensing.db import db, transaction
from licensing.decisions.models import Decision
from tests.factories import applications as make
from tests.factories import decisions as decided


@pytest.mark.rule("R27")
def test_the_daily_jobs_let_a_decision_bite_when_its_days_are_over(app_context):
    with transaction():
        by = make.decision_maker()
        decision_id = decided.notified(decided.revoked(by), by).id
    with transaction():
        daily.jobs(clock.today() + timedelta(days=20))
    assert db.session.get_one(Decision, decision_id).state == "pending"
    with transaction():
        daily.jobs(clock.today() + timedelta(days=21))
    decision = db.session.get_one(Decision, decision_id)
    assert (decision.state, decision.licence.state) == ("in-force", "revoked")
