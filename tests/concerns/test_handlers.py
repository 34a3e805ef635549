"""A concern and its reply, carried by the outbox: delivered once, whatever is repeated; each side its own copy."""

import pytest
from sqlalchemy import func, select, update

from licensing import clock
from licensing.concerns import actions, considering
from licensing.concerns.considering import Consideration
from licensing.concerns.models import Concern, ConcernLetter, ReceivedConcern
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.outbox.actions import send_due
from licensing.outbox.models import OutboxMessage
from tests.factories import concerns as make

TODAY = clock.today()


@pytest.fixture
def sent(bradford, york):
    """A concern of Bradford's that is on its way to York."""
    with transaction():
        concern = make.owed(bradford)
        actions.send(concern.id, by=bradford)
    return concern


def case():
    """The one case."""
    return db.session.scalars(select(ReceivedConcern)).one()


def open_duties():
    """Kind and authority of each open duty."""
    found = db.session.execute(
        select(Duty.kind, Duty.authority_id).where(Duty.discharged_at.is_(None)).order_by(Duty.kind)
    )
    return [tuple(one) for one in found]


def again():
    """What a worker does that died after delivering and before saying so."""
    with transaction():
        db.session.execute(update(OutboxMessage).values(state="waiting", sent_at=None))
    return send_due()


@pytest.mark.rule("R17", "R19", "R20")
def test_the_receivers_clock_begins_with_the_delivery_and_the_sender_watches_for_the_reply(
    sent, bradford, york
):
    assert send_due() == 1
    assert (sent.state, sent.sent_on) == ("sent", TODAY)
    assert (case().authority_id, case().aware_on) == (york.authority_id, TODAY)
    assert open_duties() == [
        ("await-concern-reply", bradford.authority_id),
        ("consider-concern", york.authority_id),
        ("reply-to-concern", york.authority_id),
    ]
    assert len(set(db.session.scalars(select(Duty.due_on).where(Duty.discharged_at.is_(None))))) == 1


@pytest.mark.rule("R17")
def test_the_information_and_what_identifies_go_and_nothing_of_what_the_sender_thought(sent):
    send_due()
    words = case().words
    assert words["information"] == make.WHAT
    assert case().identity == make.WHO
    assert set(words) == {"information", "identity"}
    assert case().limbs == ["h"]


def test_delivered_twice_it_is_one_case_with_one_clock_each(sent):
    send_due()
    before = open_duties()
    assert again() == 1
    assert db.session.scalar(select(func.count(ReceivedConcern.id))) == 1
    assert open_duties() == before


def _answered(york):
    send_due()
    with transaction():
        considering.identify(case().id, person_id=None, reason="Nobody like that", by=york)
        considering.consider(case().id, Consideration("not-licensed", "He left in 2025"), by=york)
        considering.reply(case().id, by=york)


@pytest.mark.rule("R20")
def test_a_reply_comes_to_the_sender_and_closes_the_case_only_when_it_is_delivered(sent, bradford, york):
    _answered(york)
    assert (case().state, case().replied_on) == ("replying", None)
    assert ("reply-to-concern", york.authority_id) in open_duties()
    send_due()
    assert (case().state, case().replied_on, sent.state) == ("closed", TODAY, "replied")
    assert open_duties() == []
    ours, theirs = db.session.scalars(select(ConcernLetter).order_by(ConcernLetter.id))
    assert (ours.authority_id, theirs.authority_id) == (york.authority_id, bradford.authority_id)
    assert theirs.words["reasons"] == "He left in 2025"
    assert theirs.read_at is None
    with transaction():
        assert actions.mark_read(sent.id, by=bradford) == 1
    assert theirs.read_by_id == bradford.id
    with transaction():
        assert actions.mark_read(sent.id, by=bradford) == 0


def test_a_reply_delivered_twice_is_one_letter(sent, york):
    _answered(york)
    send_due()
    again()
    assert db.session.scalar(select(func.count(ConcernLetter.id))) == 2


def test_a_further_reply_follows_the_first(sent, york):
    _answered(york)
    send_due()
    with transaction():
        considering.consider(case().id, Consideration("not-licensed", "He never was ours"), by=york)
        considering.reply(case().id, by=york)
    send_due()
    concern = db.session.scalars(select(Concern)).one()
    assert [one.words["reasons"] for one in concern.letters] == ["He left in 2025", "He never was ours"]
    assert case().state == "closed"
