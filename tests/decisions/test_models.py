"""The database itself keeps what the law asks of a decision, whoever asks it, on both engines."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from licensing import clock
from licensing.db import db, transaction
from licensing.decisions import appeals
from licensing.decisions.models import Appeal, Decision, DecisionChange, Hearing, Referral
from licensing.decisions.referrals import ReferralFacts
from tests.factories import applications as make
from tests.factories import decisions as decided
from tests.factories import people

TODAY = clock.today()


@pytest.fixture
def by(app_context):
    """A decision maker of Leeds."""
    with transaction():
        return make.decision_maker()


@pytest.fixture
def decision(by):
    """A licence revoked at once, of which the person was notified; referred, appealed against, heard."""
    with transaction():
        made = decided.revoked(
            by,
            effect=decided.AT_ONCE,
            risk_of_harm=True,
            referrals=[
                ReferralFacts("dbs", True, TODAY),
                ReferralFacts("police", False, why_not="They know."),
            ],
        )
        decided.notified(made, by)
        appeal = appeals.lodge(made.id, appeals.Lodged(TODAY, "Leeds Magistrates’ Court"), by=by)
        appeals.list_hearing(appeal.id, held_on=TODAY + timedelta(days=30), note="", by=by)
        appeals.record_outcome(appeal.id, appeals.Outcome("allowed", TODAY, "Not proved."), by=by)
        return made


def _row(decision, **changes):
    """The decision once more, as somebody past the application would write it."""
    row = {column.name: getattr(decision, column.name) for column in Decision.__table__.columns}
    row |= {"ref": "another", "notified_on": None, "notified_by_id": None, "takes_effect_on": None}
    row |= {"entry_ref": "", "entry_acknowledged_at": None, "state": "decided", "notified_how": ""}
    row.pop("id")
    return row | changes


def _refused(statement):
    with pytest.raises(IntegrityError) as refused, transaction():
        db.session.execute(statement)
    return str(refused.value.orig)


@pytest.mark.rule("R28")
@pytest.mark.parametrize(
    "changes",
    [{"safety_statement": ""}, {"safety_explanation": "  "}],
    ids=["no statement", "no explanation"],
)
def test_immediate_effect_without_both_texts_is_refused(decision, changes):
    assert "61(2B)" in _refused(insert(Decision).values(_row(decision, **changes)))


@pytest.mark.rule("R28", "R31", "R21")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param(
            {"licence_class": "vehicle"}, "Only the suspension or revocation of a driver", id="vehicle"
        ),
        pytest.param({"kind": "refused"}, "Only the suspension or revocation", id="a refusal at once"),
        pytest.param({"grounds": []}, "needs a ground of the statute", id="no ground"),
        pytest.param({"licence_id": None}, "is of a licence of this person", id="no licence"),
        pytest.param({"ref": None}, "", id="the same once more"),
    ],
)
def test_what_the_statute_does_not_know_is_refused(decision, changes, says):
    if changes == {"ref": None}:
        changes, says = {"ref": decision.ref}, "never changed"
    assert says in _refused(insert(Decision).values(_row(decision, **changes)))


def test_a_licence_of_somebody_else_is_refused(decision, by):
    with transaction():
        other = people.licence(people.person("Otto", "Mockman", by=by, numbers={}), by=by).id
    assert "of this person" in _refused(insert(Decision).values(_row(decision, licence_id=other)))


@pytest.mark.rule("R06")
def test_only_a_suspension_has_a_last_day(decision):
    row = _row(decision, suspension_ends_on=TODAY + timedelta(days=30))
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(insert(Decision).values(row))


@pytest.mark.rule("R08")
@pytest.mark.parametrize(
    "changes",
    [
        {"reasons": "Others."},
        {"kind": "suspended"},
        {"decided_on": date(2020, 1, 6)},
        {"limbs": ["a"]},
        {"grounds": ["(a)(i)"]},
        {"reliance": "none"},
        {"immediate": False},
        {"safety_explanation": "Another."},
        {"decided_by_id": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_was_decided_is_never_edited(decision, changes):
    assert "never changed" in _refused(update(Decision).values(**changes))


@pytest.mark.parametrize("changes", [{"notified_on": TODAY + timedelta(days=1)}, {"takes_effect_on": None}])
def test_when_it_was_notified_and_takes_effect_is_written_once(decision, changes):
    assert "written once" in _refused(update(Decision).values(**changes))


@pytest.mark.rule("R08")
@pytest.mark.parametrize("table", [Decision, DecisionChange, Appeal, Hearing, Referral])
def test_nothing_of_a_decision_is_ever_removed(decision, table):
    assert db.session.scalars(select(table)).first() is not None
    assert "never removed" in _refused(delete(table))


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(update(DecisionChange).values(reason="Another."), id="a change"),
        pytest.param(update(DecisionChange).values(effect_on=None), id="the day of a change"),
        pytest.param(update(Appeal).values(lodged_on=date(2020, 1, 6)), id="an appeal"),
        pytest.param(update(Appeal).values(outcome="dismissed"), id="an outcome"),
        pytest.param(update(Referral).values(reference="Another"), id="a referral"),
    ],
)
def test_what_came_of_it_is_never_edited(decision, statement):
    assert "never changed" in _refused(statement)


@pytest.mark.rule("R21")
@pytest.mark.parametrize(
    ("licence_class", "reliance", "goes"),
    [
        ("driver", "wholly", True),
        ("driver", "in-part", True),
        ("driver", "none", False),
        ("vehicle", "wholly", False),
        ("operator", "wholly", False),
    ],
)
def test_only_a_drivers_decision_on_relevant_information_goes_to_the_national_register(
    licence_class, reliance, goes
):
    assert Decision(licence_class=licence_class, reliance=reliance).goes_to_the_national_register is goes
