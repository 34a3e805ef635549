"""Following a register elsewhere: what happens there is compared with this authority's own people."""

from datetime import date

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.db import db, transaction
from licensing.errors import NotReachable
from licensing.national_register import correspondence, following
from licensing.national_register.alert_models import Alert
from licensing.national_register.correspondence_models import LetterCursor, ReceivedRequest
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import NewChange, NewLetter
from licensing.national_register.serving_models import RegisterCursor
from licensing.outbox.actions import send_due
from licensing.outbox.models import OutboxMessage
from tests.factories.officers import council, officer
from tests.factories.people import licence, new_entry, person
from tests.fakes.served_register import served

DAY = date(2026, 6, 9)


@pytest.fixture
def register(engine, tmp_path):
    with served(engine, tmp_path / "register", ("Leeds", "Bradford")) as one:
        yield one


@pytest.fixture
def leeds(make_app, register, on):
    """A licensing officer of Leeds, whose register is elsewhere."""
    ways = (("*", "embedded"), ("LDS", register.address))
    app = make_app(national_register=ways, register_credentials=(("LDS", register.credentials["LDS"]),))
    with app.app_context():
        with transaction():
            made = officer("Leeds")
        yield made


@pytest.fixture
def there(register):
    """`there(act)`: something that is done at the register itself."""

    def there(act):
        with register.app.app_context():
            return act(EmbeddedRegister())

    return there


@pytest.fixture
def later(monkeypatch):
    """`later()`: half a minute passes, and what happened is followed and kept."""

    def later():
        at = clock.now() + following.EVERY
        monkeypatch.setattr(clock, "now", lambda: at)
        came = following.follow_due()
        while send_due():
            pass
        return came

    return later


def _alerts():
    return db.session.scalars(select(Alert).order_by(Alert.id)).all()


def test_an_entry_made_elsewhere_about_a_licence_holder_is_an_alert_here_once(leeds, there, later):
    with transaction():
        holder = person(by=leeds)
        licence(holder, by=leeds)
    later()
    receipt = there(lambda way: way.make_entry(_bradfords()))
    assert later() == 1
    (alert,) = _alerts()
    assert (alert.entry_ref, alert.person_id) == (receipt.entry_ref, holder.id)
    assert alert.recording_authority_id == council("Bradford").id
    assert alert.closed_at is None
    assert later() == 0
    assert len(_alerts()) == 1
    assert db.session.scalars(select(OutboxMessage.state).distinct()).all() == ["sent"]


def test_an_entry_that_is_changed_alerts_anew_and_one_that_is_removed_closes_its_alert(leeds, there, later):
    with transaction():
        licence(person(by=leeds), by=leeds)
    ref = there(lambda way: way.make_entry(_bradfords())).entry_ref
    later()
    there(lambda way: way.change_entry(_change(ref, "amended")))
    later()
    assert [alert.closed_how for alert in _alerts()] == ["compared-anew", ""]
    there(lambda way: way.change_entry(_change(ref, "removed")))
    later()
    assert [alert.closed_how for alert in _alerts()] == ["compared-anew", "entry-gone"]


def test_people_of_an_authority_whose_register_is_here_are_not_compared_with_one_elsewhere(
    leeds, there, later
):
    with transaction():
        by = officer("York")
        licence(person(by=by), by=by)
    there(lambda way: way.make_entry(_bradfords()))
    later()
    assert _alerts() == []


def test_an_entry_made_here_is_not_compared_with_people_whose_register_is_elsewhere(leeds, later):
    with transaction():
        licence(person(by=leeds), by=leeds)
    EmbeddedRegister().make_entry(_bradfords())
    later()
    assert _alerts() == []


def test_it_is_asked_twice_a_minute_at_most_and_goes_on_where_it_stopped(leeds, there, later):
    there(lambda way: way.make_entry(_bradfords()))
    assert later() == 1
    assert following.follow_due() == 0
    cursor = db.session.get_one(RegisterCursor, leeds.authority_id)
    assert cursor.after > 0


def test_a_register_that_does_not_answer_loses_nothing(leeds, there, later, monkeypatch):
    there(lambda way: way.make_entry(_bradfords()))

    def down(*_arguments, **_named):
        raise NotReachable("It is down.")

    with monkeypatch.context() as broken:
        broken.setattr("licensing.national_register.http.HttpRegister.alerts", down)
        with pytest.raises(NotReachable):
            later()
    assert later() == 1


def test_letters_that_wait_elsewhere_are_taken_in(leeds, there, later, monkeypatch):
    asked = []
    monkeypatch.setattr(correspondence, "take_in", lambda authority_id: asked.append(authority_id) or 1)
    ids = council("Bradford").id, council("Leeds").id

    def write(way):
        ref = way.make_entry(new_entry(recorded_by="Leeds")).entry_ref
        way.send(NewLetter("a letter", "request", *ids, ref, "Please tell us."))

    later()
    assert asked == []
    there(write)
    later()
    assert asked == [leeds.authority_id]


def test_a_register_that_takes_the_place_of_another_loses_no_letter(leeds, there, later):
    ids = council("Bradford").id, council("Leeds").id
    with transaction():
        at = clock.now()
        old = {"address": "https://old.example", "after": 500, "followed_at": at}
        db.session.add(RegisterCursor(authority_id=leeds.authority_id, **old))
        db.session.add(LetterCursor(authority_id=leeds.authority_id, way_in="http", number=500))

    def write(way):
        ref = way.make_entry(new_entry(recorded_by="Leeds")).entry_ref
        way.send(NewLetter("a letter", "request", *ids, ref, "Please tell us."))

    there(write)
    later()
    assert db.session.scalars(select(ReceivedRequest.text)).all() == ["Please tell us."]


def _bradfords():
    return new_entry(key="an entry")


def _change(ref, what):
    return NewChange(f"to be {what}", ref, council("Bradford").id, what, DAY)
