"""Whoever was answered about an entry is told what changed and why, by letter or by hand, and acknowledges it."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register import answers, correspondence, handlers, notices, telling
from licensing.national_register.actions import gateway
from licensing.national_register.correspondence_models import ChangeNotice, ChangeTold
from licensing.outbox.actions import Delivery, NotYet
from licensing.outbox.models import OutboxMessage
from tests.factories import correspondence as write
from tests.factories import searches
from tests.factories.officers import council, officer
from tests.factories.people import entry, person

TODAY = date(2026, 6, 10)


def _told():
    return db.session.scalars(select(ChangeTold).order_by(ChangeTold.id)).all()


def _duties(kind):
    return db.session.scalars(select(Duty).where(Duty.kind == kind).order_by(Duty.id)).all()


@pytest.fixture
def by_letter(leeds, bradford, who):
    """The entry about which Leeds was answered through the register."""
    request = write.asked(who, leeds)
    write.answered(bradford)
    return request.entry_ref


@pytest.fixture
def by_hand(bradford):
    """The entry about which York, which works elsewhere, was answered by post."""
    with transaction():
        ref = entry(recorded_by="Bradford").ref
        answers.record_received(
            entry_ref=ref,
            from_authority_id=council("York").id,
            came_how="post",
            received_on=TODAY,
            their_reference="YK/1",
            text="Please tell us why.",
            by=bradford,
        )
    write.answered(bradford, **write.by_hand())
    return ref


@pytest.mark.rule("R14")
def test_an_authority_that_was_answered_is_told_what_changed_when_and_why(leeds, bradford, by_letter):
    assert write.told(by_letter, bradford, what="amended", reason="The period was shortened.") == 1
    (told,) = _told()
    assert (told.to_authority_id, told.told_how, told.told_on) == (leeds.authority_id, "register", TODAY)
    notice = db.session.scalars(select(ChangeNotice)).one()
    assert (notice.what, notice.changed_on, notice.reason) == ("amended", TODAY, "The period was shortened.")
    (line,) = searches.lines("entry-change:told")
    assert json.loads(line.facts) == {
        "to": "LDS",
        "entry": by_letter,
        "what": "amended",
        "told_on": "2026-06-10",
        "how": "register",
    }
    assert "shortened" not in line.facts + line.reason


@pytest.mark.rule("R14")
def test_telling_is_due_on_the_day_and_ends_when_the_letter_is_delivered(bradford, by_letter):
    with transaction():
        telling.tell_answered(
            entry_ref=by_letter,
            authority_id=bradford.authority_id,
            what="removed",
            changed_on=TODAY,
            effect_on=None,
            reason="The court allowed his appeal.",
            key="a",
            by=bradford.actor,
        )
    (duty,) = _duties("tell-of-change")
    assert (duty.rule, duty.began_on, duty.due_on, duty.discharged_at) == ("R14", TODAY, TODAY, None)
    assert duty.subject == f"information-request:{write.received().id}"
    write.delivered()
    assert _duties("tell-of-change")[0].discharged_on == TODAY
    (awaited,) = _duties("await-acknowledgement")
    assert (awaited.due_on, awaited.discharged_at) == (date(2026, 6, 16), None)


@pytest.mark.rule("R14")
def test_every_authority_that_was_ever_answered_is_told_and_nobody_else(leeds, bradford, who, by_letter):
    with transaction():
        kirklees, wakefield = officer("Kirklees"), officer("Wakefield")
        theirs, others = person(by=kirklees), person(by=wakefield)
    for whose, by in ((theirs, kirklees), (others, wakefield)):
        own = searches.actions.ForApplication(f"of {by.authority.key}", 1)
        (candidate,) = searches.search(whose, by, application=own).candidates
        searches.adjudicate(candidate, by)
        searches.ask(candidate, by, sent_how="register")
    write.delivered()
    # Wakefield asked and is not answered yet: its answer will say what is then true.
    (request,) = [
        one
        for one in answers.listed(bradford.authority_id, answered=False)
        if one.from_authority_id == kirklees.authority_id
    ]
    write.answered(bradford, request)
    assert write.told(by_letter, bradford) == 2
    assert {one.to_authority_id for one in _told()} == {leeds.authority_id, kirklees.authority_id}
    assert {one.authority_id for one in db.session.scalars(select(ChangeNotice))} == {
        leeds.authority_id,
        kirklees.authority_id,
    }


@pytest.mark.rule("R14")
def test_an_authority_answered_twice_is_told_once(leeds, bradford, who, by_letter):
    (again,) = searches.search(
        who, leeds, application=searches.actions.ForApplication("another one", 1)
    ).candidates
    searches.ask(again, leeds, sent_how="register")
    write.delivered()
    write.answered(bradford)
    assert write.told(by_letter, bradford) == 1
    assert len(_told()) == 1


@pytest.mark.rule("R14")
def test_the_same_change_told_twice_is_one_letter_and_another_change_is_another(bradford, by_letter):
    for key in ("a", "a", "b"):
        assert write.told(by_letter, bradford, key=key) == 1
    assert len(_told()) == 2
    assert len(db.session.scalars(select(ChangeNotice)).all()) == 2


def test_nobody_is_told_of_an_entry_that_nobody_was_answered_about(bradford):
    with transaction():
        ref = entry(recorded_by="Bradford").ref
    assert write.told(ref, bradford) == 0
    assert _duties("tell-of-change") == []


@pytest.mark.rule("R14")
def test_a_change_waits_for_the_answer_that_it_follows(leeds, bradford, who):
    request = write.asked(who, leeds)
    with transaction():
        answers.answer(write.received().id, write.new_answer(), by=bradford)
        telling.tell_answered(
            entry_ref=request.entry_ref,
            authority_id=bradford.authority_id,
            what="removed",
            changed_on=TODAY,
            effect_on=None,
            reason="The court allowed his appeal.",
            key="a",
            by=bradford.actor,
        )
    (told,) = _told()
    with pytest.raises(NotYet):
        handlers.send_change(Delivery("a key", {"told_id": told.id}))
    db.session.rollback()
    write.delivered()
    assert _told()[0].told_on == TODAY


# --- by hand


@pytest.mark.rule("R14")
def test_an_authority_that_was_answered_by_post_is_told_by_hand(bradford, by_hand, on):
    assert write.told(by_hand, bradford) == 1
    (told,) = _told()
    assert (told.told_on, told.letter_ref) == (None, "")
    assert db.session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "entry:told")).all() == []
    on(date(2026, 6, 12))
    with transaction():
        telling.record_told(told.id, how="secure-email", on=date(2026, 6, 11), by=bradford)
    assert _duties("tell-of-change")[0].discharged_on == date(2026, 6, 11)
    assert _duties("await-acknowledgement")[0].due_on == date(2026, 6, 17)
    with pytest.raises(NotPossibleNow), transaction():
        telling.record_told(told.id, how="post", on=TODAY, by=bradford)
    on(date(2026, 6, 15))
    with transaction():
        telling.record_acknowledgement(
            told.id, on=date(2026, 6, 15), how="A letter of their manager", by=bradford
        )
    assert _duties("await-acknowledgement")[0].discharged_on == date(2026, 6, 15)


@pytest.mark.rule("R14")
def test_the_duty_to_tell_ends_when_every_change_was_told(bradford, by_hand):
    for key in ("a", "b"):
        write.told(by_hand, bradford, key=key)
    first, second = _told()
    with transaction():
        telling.record_told(first.id, how="post", on=TODAY, by=bradford)
    assert [one.discharged_at for one in _duties("tell-of-change")] == [None]
    with transaction():
        telling.record_told(second.id, how="post", on=TODAY, by=bradford)
        telling.record_acknowledgement(first.id, on=TODAY, how="By telephone", by=bradford)
    assert _duties("tell-of-change")[0].discharged_on == TODAY
    assert [one.discharged_at for one in _duties("await-acknowledgement")] == [None]


def test_what_is_told_by_hand_says_what_is_wrong_with_it(leeds, bradford, by_hand):
    write.told(by_hand, bradford)
    (told,) = _told()
    for how, on, field in (
        ("register", TODAY, "told_how"),
        ("", TODAY, "told_how"),
        ("post", TODAY + timedelta(days=1), "told_on"),
        ("post", TODAY - timedelta(days=1), "told_on"),
    ):
        with pytest.raises(BadInput) as refused, transaction():
            telling.record_told(told.id, how=how, on=on, by=bradford)
        assert set(refused.value.faults) == {field}
    with pytest.raises(NotPossibleNow), transaction():
        telling.record_acknowledgement(told.id, on=TODAY, how="Early", by=bradford)
    with pytest.raises(NotFound), transaction():
        telling.record_told(told.id, how="post", on=TODAY, by=leeds)
    with transaction():
        telling.record_told(told.id, how="post", on=TODAY, by=bradford)
    for on, how, field in (
        (TODAY, " ", "acknowledged_how"),
        (TODAY - timedelta(days=1), "So", "acknowledged_on"),
    ):
        with pytest.raises(BadInput) as refused, transaction():
            telling.record_acknowledgement(told.id, on=on, how=how, by=bradford)
        assert set(refused.value.faults) == {field}


def test_what_a_letter_tells_is_not_recorded_by_hand(bradford, by_letter):
    with transaction():
        telling.tell_answered(
            entry_ref=by_letter,
            authority_id=bradford.authority_id,
            what="removed",
            changed_on=TODAY,
            effect_on=None,
            reason="The court allowed his appeal.",
            key="a",
            by=bradford.actor,
        )
    (told,) = _told()
    with pytest.raises(NotPossibleNow), transaction():
        telling.record_told(told.id, how="post", on=TODAY, by=bradford)


@pytest.mark.rule("R14")
def test_each_acknowledgement_is_of_the_change_that_it_answers(leeds, bradford, by_letter, on):
    for key in ("a", "b"):
        write.told(by_letter, bradford, key=key)
    second = db.session.scalars(select(ChangeNotice.id).order_by(ChangeNotice.id.desc())).first()
    on(date(2026, 6, 11))
    with transaction():
        notices.acknowledge(second, by=leeds)
    write.delivered()
    db.session.expire_all()
    assert [one.acknowledged_on for one in _told()] == [None, date(2026, 6, 11)]
    assert "Acknowledged on 11 June 2026." in _told()[1].acknowledged_how


@pytest.mark.rule("R14")
def test_an_acknowledgement_quicker_than_the_record_of_the_delivery_leaves_nothing_awaited(
    leeds, bradford, by_letter
):
    with transaction():
        telling.tell_answered(
            entry_ref=by_letter,
            authority_id=bradford.authority_id,
            what="removed",
            changed_on=TODAY,
            effect_on=None,
            reason="The court allowed his appeal.",
            key="a",
            by=bradford.actor,
        )
    letter = telling.as_letter(_told()[0])
    gateway(bradford.authority_id).send(letter)
    correspondence.take_in(leeds.authority_id)
    with transaction():
        notice = notices.acknowledge(db.session.scalars(select(ChangeNotice.id)).one(), by=leeds)
    letter = notices.as_letter(notice)
    db.session.rollback()
    gateway(leeds.authority_id).send(letter)
    correspondence.take_in(bradford.authority_id)
    write.delivered()
    db.session.expire_all()
    assert [(one.told_on, one.acknowledged_on) for one in _told()] == [(TODAY, TODAY)]
    assert [one.kind for one in _duties("tell-of-change") if one.discharged_at is None] == []
    assert [one.kind for one in _duties("await-acknowledgement") if one.discharged_at is None] == []
