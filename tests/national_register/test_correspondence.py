"""Letters taken in: each once, in order, by however many workers; what answers nothing waits for a person."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register import correspondence, credentials, handlers, letters, notices
from licensing.national_register.correspondence_models import (
    ChangeNotice,
    ChangeTold,
    LetterCursor,
    ReceivedLetter,
    ReceivedRequest,
)
from licensing.national_register.gateway import NewLetter
from licensing.national_register.letters import RegisterLetter
from licensing.national_register.models import InformationRequest
from licensing.outbox.actions import Delivery
from tests.factories import correspondence as write
from tests.factories import searches
from tests.factories.officers import council, officer
from tests.factories.people import entry


def _count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def _open_duties():
    return sorted(db.session.scalars(select(Duty.kind).where(Duty.discharged_at.is_(None))))


@pytest.mark.rule("R11", "R12", "R14")
def test_a_request_its_answer_a_change_and_its_acknowledgement_cross_between_two_authorities(
    leeds, bradford, who
):
    request = write.asked(who, leeds)
    received = write.received()
    assert (received.authority_id, received.from_authority_id) == (bradford.authority_id, leeds.authority_id)
    assert (received.text, received.their_reference) == (request.text, request.ref)
    assert _open_duties() == ["answer-request", "await-reply"]
    write.answered(bradford)
    db.session.expire_all()
    assert (request.reply, request.reply_recorded_by_id) == (write.TOLD, None)
    assert _open_duties() == []
    assert write.told(request.entry_ref, bradford) == 1
    notice = db.session.scalars(select(ChangeNotice)).one()
    assert (notice.authority_id, notice.what) == (leeds.authority_id, "removed")
    assert notice.reason == "The court allowed his appeal."
    assert _open_duties() == ["acknowledge-change", "await-acknowledgement"]
    with transaction():
        notices.acknowledge(notice.id, by=leeds)
    write.delivered()
    told = db.session.scalars(select(ChangeTold)).one()
    assert told.acknowledged_on is not None
    assert _open_duties() == []
    # Everything was taken in, so the register holds none of what was said.
    assert (
        db.session.scalars(select(RegisterLetter.content).where(RegisterLetter.content.is_not(None))).all()
        == []
    )
    assert _count(ReceivedLetter) == 4


@pytest.mark.rule("R12")
def test_what_crossed_is_not_taken_in_again_however_often_it_is_asked_for(leeds, bradford, who):
    write.asked(who, leeds)
    for _ in range(2):
        assert correspondence.take_in(bradford.authority_id) == 0
    assert _count(ReceivedRequest) == 1
    assert db.session.scalars(select(LetterCursor.way_in)).all() == ["embedded"]


def test_a_letter_that_comes_twice_under_another_number_is_taken_in_once(leeds, bradford, who):
    write.asked(who, leeds)
    with transaction():
        # As after a register was put back to an earlier day: the letters come again.
        db.session.execute(RegisterLetter.__table__.update().values(taken_in_at=None, content=_content()))
        db.session.execute(LetterCursor.__table__.update().values(number=0))
    assert correspondence.take_in(bradford.authority_id) == 0
    assert _count(ReceivedRequest) == 1


def _content():
    row = db.session.scalars(select(RegisterLetter)).one()
    return letters.seal_bytes(b'{"text": "Again", "enclosures": []}', letters._context(row.ref))


def test_a_letter_that_fails_is_not_lost_and_those_before_it_are_kept(leeds, bradford, who, monkeypatch):
    with transaction():
        made = [entry("Otto", f"Mockman{number}").ref for number in range(2)]
        for ref in made:
            letters.send(_request(leeds, ref))
    working, calls = correspondence._placed, []

    def placed(letter):
        calls.append(letter.entry_ref)
        if len(calls) == 2:
            raise OSError
        return working(letter)

    monkeypatch.setattr(correspondence, "_placed", placed)
    with pytest.raises(OSError):
        correspondence.take_in(bradford.authority_id)
    assert db.session.scalars(select(ReceivedRequest.entry_ref)).all() == made[:1]
    assert correspondence.take_in(bradford.authority_id) == 1
    assert db.session.scalars(select(ReceivedRequest.entry_ref).order_by(ReceivedRequest.id)).all() == made


def _request(by, entry_ref, **given):
    told = {
        "source_key": f"of {entry_ref}",
        "kind": "request",
        "text": "Please tell us why.",
        "reference": "a",
    }
    return NewLetter(
        from_authority_id=by.authority_id,
        to_authority_id=council("Bradford").id,
        entry_ref=entry_ref,
        **(told | given),
    )


def test_letters_of_an_authority_that_works_elsewhere_are_left_for_it(leeds, who):
    with transaction():
        credentials.add(council("Bradford"))
        letters.send(_request(leeds, entry().ref))
    handlers.take_in_letters(Delivery("a key", {"authority_id": council("Bradford").id}))
    assert _count(ReceivedRequest) == 0
    assert db.session.scalars(select(RegisterLetter.content)).one() is not None


def test_of_two_workers_each_takes_in_what_the_other_has_not(app, on):
    with app.app_context():
        with transaction():
            leeds = officer("Leeds")
            officer("Bradford")
            for number in range(12):
                letters.send(_request(leeds, entry("Otto", f"Mockman{number}").ref))
        bradford = council("Bradford").id

    def work(_):
        with app.app_context():
            return correspondence.take_in(bradford)

    with ThreadPoolExecutor(2) as workers:
        taken = list(workers.map(work, range(2)))
    with app.app_context():
        assert sum(taken) == 12
        assert _count(ReceivedRequest) == 12
        assert _count(ReceivedLetter) == 12
        assert (
            db.session.scalars(
                select(RegisterLetter.content).where(RegisterLetter.content.is_not(None))
            ).all()
            == []
        )


# --- what answers nothing held here


@pytest.fixture
def unplaced(leeds, bradford, who):
    """An answer that came after the reply was recorded by hand."""
    request = write.asked(who, leeds)
    searches.reply(request, leeds, reply="By telephone: revoked after a complaint")
    write.answered(bradford)
    return db.session.scalars(select(ReceivedLetter).where(ReceivedLetter.became == "")).one()


def test_an_answer_to_what_was_answered_already_waits_for_a_person_and_changes_nothing(leeds, unplaced):
    assert correspondence.set_aside(leeds.authority_id) == [unplaced]
    assert correspondence.text_of(unplaced) == write.TOLD
    request = db.session.scalars(select(InformationRequest)).one()
    assert request.reply == "By telephone: revoked after a complaint"


def test_such_a_letter_is_dealt_with_in_words_and_then_forgotten(leeds, bradford, unplaced):
    with pytest.raises(BadInput) as refused, transaction():
        correspondence.deal_with(unplaced.id, how=" ", by=leeds)
    assert set(refused.value.faults) == {"how"}
    with pytest.raises(NotFound), transaction():
        correspondence.deal_with(unplaced.id, how="Read it", by=bradford)
    with transaction():
        correspondence.deal_with(unplaced.id, how="It says what we were told", by=leeds)
    assert correspondence.set_aside(leeds.authority_id) == []
    assert (unplaced.content, unplaced.dealt_with_by_id) == (None, leeds.id)
    for again in (
        lambda: correspondence.text_of(unplaced),
        lambda: correspondence.deal_with(unplaced.id, how="Again", by=leeds),
    ):
        with pytest.raises(NotPossibleNow), transaction():
            again()
