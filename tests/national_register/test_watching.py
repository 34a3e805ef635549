"""Everybody licensed is compared with an entry when it is made or changed, and their authority is alerted."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.matching.verdict import Band, judge
from licensing.national_register import watching
from licensing.national_register.adjudicating import adjudicate
from licensing.national_register.alert_models import Alert
from licensing.national_register.alerts import Watched
from licensing.national_register.embedded import remove_change_or_reinstate
from licensing.national_register.models import Entry
from licensing.national_register.watching import compare_entries, compare_person, licence_holders
from licensing.outbox.actions import send_due
from licensing.outbox.models import OutboxMessage
from licensing.register.actions import bring_up_to_date
from licensing.register.models import DriverLicence
from licensing.register.queries import as_value, identity_of
from tests.factories.officers import council, officer
from tests.factories.people import entry, entry_about, facts, licence, name, person

TODAY = date(2026, 6, 10)


@pytest.fixture
def holder(leeds):
    """Perdita Exampleby, who holds a licence of Leeds; what was promised about her is done."""
    with transaction():
        who = person(by=leeds)
        licence(who, by=leeds)
    _passes()
    return who


def _passes():
    """The worker's passes, until nothing is due."""
    while send_due():
        pass
    db.session.expire_all()


def _made(**given):
    with transaction():
        made = entry(**given)
        ref = made.ref
    _passes()
    return ref


def _made_about(who, **given):
    with transaction():
        ref = entry_about(who, **given).ref
    _passes()
    return ref


def _changed(ref, what):
    with transaction():
        remove_change_or_reinstate(ref, by_authority_id=council("Bradford").id, what=what, changed_on=TODAY)
    _passes()


def _alerts(**asked):
    return db.session.scalars(select(Alert).filter_by(**asked).order_by(Alert.id)).all()


def _open():
    return [one for one in _alerts() if one.closed_at is None]


def test_a_licence_holder_is_alerted_about_in_the_next_pass_after_an_entry_is_made(leeds, holder):
    with transaction():
        made = entry_about(holder)
        ref, version = made.ref, made.version
    assert _alerts() == []
    _passes()
    (alert,) = _alerts()
    assert (alert.authority_id, alert.person_ref, alert.application_ref) == (
        leeds.authority_id,
        holder.ref,
        None,
    )
    assert (alert.entry_ref, alert.entry_version, alert.band) == (ref, version, "same_number")
    assert alert.licence.person_id == holder.id
    assert alert.recording_authority.nice_name == "Bradford"
    assert alert.identity == identity_of(as_value(holder))
    assert alert.reasons
    assert alert.closed_at is None


def test_another_spelling_and_no_number_is_alerted_about_too(holder):
    _made(first="Perdita", last="Examplebey", born=date(1985, 3, 27))
    (alert,) = _alerts()
    assert alert.band in ("possible", "strong")


def test_holders_of_every_authority_are_compared_and_each_authority_is_told_of_its_own(leeds, holder):
    with transaction():
        york = officer("York")
        licence(person(by=york), by=york)
    _made_about(holder)
    assert {one.authority_id for one in _alerts()} == {leeds.authority_id, york.authority_id}
    for alert in _alerts():
        assert alert.person.authority_id == alert.authority_id


@pytest.mark.parametrize(
    "given",
    [
        {"first": "Otto", "last": "Mockman", "born": date(1961, 1, 2)},
        {"first": "Perdita", "last": "Mockman", "born": date(1961, 1, 2)},
    ],
    ids=["somebody else", "somebody with the same first name"],
)
def test_nobody_is_alerted_about_somebody_unlike(holder, given):
    _made(**given)
    assert _alerts() == []


@pytest.mark.parametrize("what", ["no licence", "expired", "revoked", "surrendered", "replaced"])
def test_who_holds_no_licence_that_runs_is_not_watched(leeds, what):
    with transaction():
        who = person(by=leeds)
        if what != "no licence":
            held = licence(who, by=leeds, starts_on=date(2023, 6, 10), ends_on=date(2026, 6, 9))
            if what != "expired":
                held = licence(who, by=leeds)
            held.state = "current" if what == "expired" else what
            for one in db.session.scalars(select(DriverLicence)):
                one.state = held.state
    _made_about(who)
    assert _alerts() == []


@pytest.mark.parametrize("state", ["current", "suspended"])
def test_a_licence_on_its_last_day_and_one_that_is_suspended_are_watched(leeds, state):
    with transaction():
        who = person(by=leeds)
        licence(who, by=leeds, starts_on=date(2023, 6, 11), ends_on=TODAY).state = state
    assert licence_holders([who.id]).keys() == {who.id}
    _made_about(who)
    assert len(_alerts()) == 1


def test_the_same_message_sent_twice_makes_one_alert_and_one_duty(holder):
    ref = _made_about(holder)
    with transaction():
        for message in db.session.scalars(select(OutboxMessage)):
            message.state, message.sent_at = "waiting", None
    _passes()
    assert compare_entries([ref, ref], licence_holders) == 0
    assert len(_alerts()) == 1
    assert len(db.session.scalars(select(Duty).where(Duty.kind == "adjudicate-alert")).all()) == 1


def test_workers_that_compare_the_same_entry_at_once_open_one_alert(app, holder):
    with transaction():
        ref = entry_about(holder).ref
    together = threading.Barrier(3)

    def work(_):
        with app.app_context():
            together.wait(20)
            return compare_entries([ref], licence_holders)

    with ThreadPoolExecutor(3) as workers:
        assert sorted(workers.map(work, range(3))) == [0, 0, 1]
    assert len(_alerts()) == 1


def test_a_message_of_many_entries_compares_each_of_them(leeds, holder):
    with transaction():
        other = person("Otto", "Mockman", by=leeds, born=date(1961, 1, 2), numbers={})
        licence(other, by=leeds)
        refs = [entry_about(holder).ref, entry_about(other).ref, "gone"]
        db.session.query(OutboxMessage).delete()
    assert compare_entries(refs, licence_holders) == 2
    assert compare_entries(refs, licence_holders) == 0


def test_not_the_same_person_does_not_come_back(leeds, holder):
    ref = _made_about(holder)
    with transaction():
        adjudicate(_alerts()[0].ref, same_person=False, reason="Her passport differs", by=leeds)
    assert compare_entries([ref], licence_holders) == 0
    assert compare_person(Watched(holder.id, licence_id=holder.licences[0].id)) == 0
    assert len(_alerts()) == 1


def test_it_comes_back_when_the_entry_changes(leeds, holder):
    ref = _made_about(holder)
    with transaction():
        adjudicate(_alerts()[0].ref, same_person=False, reason="Her passport differs", by=leeds)
    _changed(ref, "amended")
    (alert,) = _open()
    assert alert.entry_version == db.session.scalars(select(Entry.version)).one()


def test_it_comes_back_when_something_new_is_known_of_the_person(leeds, holder):
    _made_about(holder)
    with transaction():
        adjudicate(_alerts()[0].ref, same_person=False, reason="Her passport differs", by=leeds)
    with transaction():
        bring_up_to_date(holder, facts(other_names=[name("Dita", "Sample")]), by=leeds)
    _passes()
    (alert,) = _open()
    assert alert.identity == identity_of(as_value(holder))
    # A telephone number is no fact to compare.
    with transaction():
        adjudicate(alert.ref, same_person=False, reason="Her passport differs", by=leeds)
    with transaction():
        bring_up_to_date(holder, facts(telephone="07700 900999"), by=leeds)
    _passes()
    assert _open() == []


def test_a_person_is_alerted_about_once_where_a_newer_alert_takes_the_place_of_an_open_one(holder):
    ref = _made_about(holder)
    _changed(ref, "amended")
    first, second = _alerts()
    assert (first.closed_how, second.closed_at) == ("compared-anew", None)
    (duty,) = db.session.scalars(select(Duty).where(Duty.discharged_at.is_(None)))
    assert duty.subject == second.subject


@pytest.fixture
def unlike_from(monkeypatch):
    """From the call on nobody is like any entry, as when a change tells them apart; they may share no key either."""

    def unlike_from(shares_a_key):
        monkeypatch.setattr(watching, "judge", lambda comparison: replace(judge(comparison), band=Band.NO))
        if not shares_a_key:
            monkeypatch.setattr(watching, "people_like", lambda form: ())

    return unlike_from


@pytest.mark.parametrize("shares_a_key", [True, False])
def test_an_alert_about_an_entry_that_changed_and_is_like_the_person_no_more_is_closed(
    holder, unlike_from, shares_a_key
):
    ref = _made_about(holder)
    unlike_from(shares_a_key)
    _changed(ref, "amended")
    (alert,) = _alerts()
    assert (alert.closed_how, alert.adjudication_id) == ("compared-anew", None)
    assert db.session.scalars(select(Duty.discharged_at)).one() is not None


def test_an_alert_about_the_entry_as_it_still_is_stays_open_when_it_is_compared_again(holder, unlike_from):
    ref = _made_about(holder)
    unlike_from(True)
    assert compare_entries([ref], licence_holders) == 0
    assert len(_open()) == 1


def test_an_alert_about_somebody_who_is_watched_otherwise_is_left_to_that_comparison(holder, unlike_from):
    ref = _made_about(holder)
    unlike_from(True)
    with transaction():
        remove_change_or_reinstate(
            ref, by_authority_id=council("Bradford").id, what="amended", changed_on=TODAY
        )
        db.session.query(OutboxMessage).delete()
    assert compare_entries([ref], lambda people: {}) == 0
    assert len(_open()) == 1
    assert compare_entries([ref], licence_holders) == 0
    assert _open() == []


def test_an_entry_that_its_authority_removes_closes_its_alerts_and_one_reinstated_alerts_anew(holder):
    ref = _made_about(holder)
    _changed(ref, "removed")
    (alert,) = _alerts()
    assert (alert.closed_how, alert.adjudication_id) == ("entry-gone", None)
    assert db.session.scalars(select(Duty.discharged_at)).one() is not None
    _changed(ref, "reinstated")
    assert len(_open()) == 1


def test_an_entry_whose_eleven_years_ended_is_compared_with_nobody(leeds, holder, on):
    with transaction():
        ref = entry_about(holder).ref
    on(date(2037, 6, 10))
    with transaction():
        licence(holder, by=leeds)
    assert compare_entries([ref], licence_holders) == 0


def test_an_entry_that_changed_while_it_was_compared_is_left_to_its_next_message(holder, monkeypatch):
    with transaction():
        ref = entry_about(holder).ref
    like = watching._like

    def meanwhile(shown, watching_whom):
        found = like(shown, watching_whom)
        db.session.rollback()
        with transaction():
            remove_change_or_reinstate(
                ref, by_authority_id=council("Bradford").id, what="removed", changed_on=TODAY
            )
        return found

    monkeypatch.setattr(watching, "_like", meanwhile)
    assert compare_entries([ref], licence_holders) == 0
    assert _alerts() == []


def test_a_licence_taken_over_from_old_records_is_compared_with_what_the_register_holds(leeds):
    with transaction():
        who = person(by=leeds)
        entry_about(who)
    _passes()
    assert _alerts() == []
    with transaction():
        licence(who, by=leeds)
    _passes()
    (alert,) = _alerts()
    assert alert.licence.origin == "old-records"


def test_another_record_of_the_same_man_at_the_recording_authority_is_alerted_about(leeds, holder):
    """Who entered him may not know that he holds another licence of the same council under another record."""
    _made_about(holder, recorded_by="Leeds")
    (alert,) = _alerts()
    assert alert.authority_id == alert.recording_authority_id == leeds.authority_id


def test_a_person_who_is_gone_is_compared_with_nothing(leeds):
    assert compare_person(Watched(999_999)) == 0
