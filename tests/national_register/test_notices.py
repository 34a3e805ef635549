"""What another authority told of a change: taken in or recorded by hand, read with a line, acknowledged."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register import notices
from licensing.national_register.correspondence_models import ChangeNotice
from licensing.national_register.letters import RegisterLetter
from licensing.outbox.models import OutboxMessage
from tests.factories import correspondence as write
from tests.factories import searches

TODAY = date(2026, 6, 10)


@pytest.fixture
def notice(leeds, bradford, who):
    """A change of which Leeds was told through the register."""
    request = write.asked(who, leeds)
    write.answered(bradford)
    write.told(request.entry_ref, bradford)
    return db.session.scalars(select(ChangeNotice)).one()


@pytest.fixture
def replied(leeds, who):
    """A request of Leeds by post, and its reply."""
    request = searches.requested(who, leeds)
    searches.reply(request, leeds)
    return request


def _by_hand(request, by, **given):
    told = {
        "what": "removed",
        "changed_on": TODAY,
        "effect_on": None,
        "reason": "The court allowed his appeal.",
        "received_on": TODAY,
    }
    with transaction():
        return notices.record_by_hand(request.id, by=by, **(told | given))


@pytest.mark.rule("R14")
def test_a_change_is_to_be_acknowledged_by_whoever_asked(leeds, notice):
    (duty,) = db.session.scalars(select(Duty).where(Duty.kind == "acknowledge-change"))
    assert (duty.subject, duty.authority_id, duty.officer_id) == (
        notice.subject,
        leeds.authority_id,
        leeds.id,
    )
    assert (duty.rule, duty.due_on, duty.about) == ("R14", date(2026, 6, 16), "Bradford removed its entry")
    assert notices.unacknowledged_count(leeds.authority_id) == 1
    assert notices.listed(leeds.authority_id) == [notice]


@pytest.mark.rule("R14")
def test_an_acknowledgement_says_who_and_when_and_goes_back_as_a_letter(leeds, bradford, notice, on):
    on(date(2026, 6, 11))
    with transaction():
        notices.acknowledge(notice.id, by=leeds)
    assert notice.acknowledged_by_id == leeds.id
    assert notices.unacknowledged_count(leeds.authority_id) == 0
    write.delivered()
    db.session.expire_all()
    assert notice.acknowledgement_delivered_at is not None
    (letter,) = db.session.scalars(select(RegisterLetter).where(RegisterLetter.kind == "acknowledgement"))
    assert (letter.about, letter.to_authority_id) == (notice.letter_ref, bradford.authority_id)
    with pytest.raises(NotPossibleNow), transaction():
        notices.acknowledge(notice.id, by=leeds)
    (duty,) = db.session.scalars(select(Duty).where(Duty.kind == "acknowledge-change"))
    assert (duty.discharged_on, duty.discharged_by) == (date(2026, 6, 11), f"officer:{leeds.id}")


@pytest.mark.rule("R24")
def test_looking_at_a_change_leaves_a_line_and_another_authoritys_is_not_found(leeds, bradford, notice):
    with transaction():
        notices.look_at(notice.id, by=leeds)
    (line,) = searches.lines("change-notice:viewed")
    assert (line.actor, line.subject) == (f"officer:{leeds.id}", notice.subject)
    for act in (notices.look_at, notices.acknowledge):
        with pytest.raises(NotFound), transaction():
            act(notice.id, by=bradford)
    assert notices.listed(bradford.authority_id) == []
    assert notices.unacknowledged_count(bradford.authority_id) == 0


@pytest.mark.rule("R14")
def test_a_change_told_by_post_is_recorded_by_hand_and_no_letter_goes_back(leeds, replied):
    made = _by_hand(replied, leeds, effect_on=TODAY + timedelta(days=3))
    assert (made.from_authority_id, made.entry_ref) == (replied.recording_authority_id, replied.entry_ref)
    assert (made.letter_ref, made.recorded_by_id) == (None, leeds.id)
    with transaction():
        notices.acknowledge(made.id, by=leeds)
    topics = set(db.session.scalars(select(OutboxMessage.topic)))
    assert "change-notice:acknowledged" not in topics
    assert "change-notice:taken-in" in topics


def test_a_change_by_hand_says_what_is_wrong_with_it(leeds, bradford, replied):
    for wrong, field in (
        ({"what": "lost"}, "what"),
        ({"reason": " "}, "reason"),
        ({"received_on": TODAY - timedelta(days=1)}, "received_on"),
        ({"received_on": TODAY + timedelta(days=1)}, "received_on"),
    ):
        with pytest.raises(BadInput) as refused:
            _by_hand(replied, leeds, **wrong)
        assert set(refused.value.faults) == {field}
    with pytest.raises(BadInput) as refused:
        _by_hand(replied, leeds, changed_on=TODAY + timedelta(days=1))
    assert set(refused.value.faults) == {"changed_on", "received_on"}
    with pytest.raises(NotFound):
        _by_hand(replied, bradford)


def test_a_change_is_told_after_a_reply_and_not_instead_of_one(leeds, who):
    with pytest.raises(NotPossibleNow):
        _by_hand(searches.requested(who, leeds), leeds)
