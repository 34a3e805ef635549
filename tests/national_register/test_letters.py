"""The register's side of letters: who may write what to whom, once for each key, and forgotten when taken in."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound
from licensing.national_register import credentials, letters
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import Enclosure, NewLetter
from licensing.national_register.letters import LARGEST_ENCLOSURES, LONGEST_TEXT, RegisterLetter, reach
from licensing.outbox.models import OutboxMessage
from tests.factories.officers import council, officer
from tests.factories.people import entry
from tests.support.stored import everything_stored

pytestmark = pytest.mark.usefixtures("app_context", "on")

REGISTER = EmbeddedRegister()


@pytest.fixture
def made():
    """An entry of Bradford, whose officers work here."""
    with transaction():
        officer("Bradford")
        return entry(recorded_by="Bradford").ref


def _letter(kind: str, writer: str, addressee: str, entry_ref: str, **given: Any) -> NewLetter:
    changed: dict[str, Any] = {"what": "removed", "changed_on": date(2026, 6, 9)} if kind == "change" else {}
    told: dict[str, Any] = {"source_key": f"{writer} {kind}", "text": f"The {kind} of {writer}"} | changed
    return NewLetter(
        kind=kind,
        from_authority_id=council(writer).id,
        to_authority_id=council(addressee).id,
        entry_ref=entry_ref,
        **(told | given),
    )


def _send(*about: str, **given: Any) -> str:
    return REGISTER.send(_letter(*about, **given)).letter_ref


def _texts(name: str, after: int = 0) -> list[str]:
    return [one.text for one in REGISTER.letters(council(name).id, after=after)]


@pytest.mark.rule("R11", "R12", "R14")
def test_each_letter_follows_the_one_it_answers(made):
    request = _send("request", "Leeds", "Bradford", made)
    _send("answer", "Bradford", "Leeds", made, about=request)
    change = _send("change", "Bradford", "Leeds", made)
    _send("acknowledgement", "Leeds", "Bradford", made, about=change)
    assert _texts("Bradford") == ["The request of Leeds", "The acknowledgement of Leeds"]
    assert _texts("Leeds") == ["The answer of Bradford", "The change of Bradford"]


@pytest.mark.rule("R16")
@pytest.mark.parametrize(
    ("kind", "writer", "addressee"),
    [
        pytest.param(
            "request", "Leeds", "Kirklees", id="a request to an authority that did not make the entry"
        ),
        pytest.param("request", "Bradford", "Bradford", id="a request to oneself"),
        pytest.param("answer", "Bradford", "Leeds", id="an answer that nobody asked for"),
        pytest.param("change", "Bradford", "Leeds", id="a change told to one that was never answered"),
        pytest.param("acknowledgement", "Leeds", "Bradford", id="an acknowledgement of nothing"),
    ],
)
def test_a_letter_that_the_act_gives_no_part_in_is_not_found(made, kind, writer, addressee):
    with pytest.raises(NotFound):
        _send(kind, writer, addressee, made)
    assert db.session.scalars(select(RegisterLetter)).all() == []


@pytest.mark.rule("R16")
def test_only_the_authority_that_was_asked_answers_and_only_who_was_told_acknowledges(made):
    request = _send("request", "Leeds", "Bradford", made)
    with pytest.raises(NotFound):
        _send("answer", "Kirklees", "Leeds", made, about=request)
    with pytest.raises(NotFound):
        _send("answer", "Bradford", "Kirklees", made, about=request)
    with transaction():
        other = entry("Otto", "Mockman", recorded_by="Bradford").ref
    with pytest.raises(NotFound):
        _send("answer", "Bradford", "Leeds", other, about=request)
    _send("answer", "Bradford", "Leeds", made, about=request)
    with pytest.raises(NotFound):
        _send("change", "Bradford", "Kirklees", made)
    change = _send("change", "Bradford", "Leeds", made)
    with pytest.raises(NotFound):
        _send("acknowledgement", "Kirklees", "Bradford", made, about=change)


def test_a_letter_about_no_entry_is_not_found():
    with pytest.raises(NotFound):
        _send("request", "Leeds", "Bradford", "0" * 16)


def test_the_same_key_sends_one_letter_and_each_writer_has_keys_of_its_own(made):
    first = REGISTER.send(_letter("request", "Leeds", "Bradford", made, source_key="a"))
    again = REGISTER.send(_letter("request", "Leeds", "Bradford", made, source_key="a", text="Otherwise"))
    assert again == first
    assert _send("request", "Kirklees", "Bradford", made, source_key="a") != first.letter_ref
    assert _texts("Bradford") == ["The request of Leeds", "The request of Kirklees"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "text"),
        ({"source_key": " "}, "source_key"),
        ({"kind": "postcard"}, "kind"),
        ({"what": "removed", "changed_on": date(2026, 6, 9)}, "what"),
        (
            {"enclosures": (Enclosure("a.pdf", "application/pdf", b"x" * (LARGEST_ENCLOSURES + 1)),)},
            "enclosures",
        ),
    ],
)
def test_a_letter_says_what_is_wrong_with_it(made, given, field):
    given = dict(given)  # Shared by the runs on both engines.
    kind = given.pop("kind", "request")
    with pytest.raises(BadInput) as refused:
        _send(kind, "Leeds", "Bradford", made, **given)
    assert set(refused.value.faults) == {field}


@pytest.mark.rule("R23")
def test_what_was_taken_in_is_forgotten_and_that_it_was_sent_is_kept(made):
    files = (Enclosure("statement.txt", "text/plain", b"He said so himself"),)
    request = _send("request", "Leeds", "Bradford", made, text="About somebody invented")
    _send("answer", "Bradford", "Leeds", made, about=request, text="A secret", enclosures=files)
    (answer,) = REGISTER.letters(council("Leeds").id, after=0)
    assert answer.enclosures == files
    assert REGISTER.letters(council("Leeds").id, after=0) == [answer]
    assert REGISTER.letters(council("Leeds").id, after=answer.number) == []
    assert REGISTER.letters(council("Leeds").id, after=0) == []
    row = db.session.scalars(select(RegisterLetter).where(RegisterLetter.ref == answer.ref)).one()
    assert row.content is None
    assert row.taken_in_at is not None
    # Bradford has not taken its own in yet.
    assert _texts("Bradford") == ["About somebody invented"]


def test_a_letter_is_sealed_while_the_register_holds_it(made):
    _send("request", "Leeds", "Bradford", made, text="About somebody invented")
    assert "somebody invented" not in everything_stored()


def test_the_cursor_gives_so_many_letters_at_a_time_the_oldest_first(made):
    for number in range(3):
        _send("request", "Leeds", "Bradford", made, source_key=str(number), text=f"Letter {number}")
    bradford = council("Bradford").id
    first = REGISTER.letters(bradford, after=0, limit=2)
    assert [one.text for one in first] == ["Letter 0", "Letter 1"]
    assert [one.text for one in REGISTER.letters(bradford, after=first[-1].number)] == ["Letter 2"]


def test_large_letters_are_given_few_at_a_time_though_each_be_larger_than_that(made, monkeypatch):
    texts = [f"Letter {number}" for number in range(4)]
    for text in texts:
        _send("request", "Leeds", "Bradford", made, source_key=text, text=text)
    size = db.session.scalar(select(func.length(RegisterLetter.content)).limit(1))
    monkeypatch.setattr(letters, "LARGEST_HANDFUL", 2 * size)
    assert _texts("Bradford") == texts[:2]
    monkeypatch.setattr(letters, "LARGEST_HANDFUL", 1)
    after = db.session.scalars(select(RegisterLetter.id).order_by(RegisterLetter.id)).all()[1]
    assert _texts("Bradford", after) == texts[2:3]


def test_the_worker_is_told_of_each_letter_by_ids_only(made):
    _send("request", "Leeds", "Bradford", made)
    message = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.topic == "register-letter:sent")
    ).one()
    assert message.payload == {"authority_id": council("Bradford").id}


@pytest.mark.rule("R11")
def test_a_request_to_an_authority_that_comes_for_no_letters_is_not_taken():
    with transaction():
        ref = entry(recorded_by="York").ref
    with pytest.raises(BadInput) as refused:
        _send("request", "Leeds", "York", ref)
    assert "another way" in refused.value.faults["to"]
    assert not reach(council("York").id)
    with transaction():
        credentials.add(council("York"))
    assert _send("request", "Leeds", "York", ref)
