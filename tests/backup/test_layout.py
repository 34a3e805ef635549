"""What a backup says: whole, of this register, and for the keys that are set; or it is said what is wrong."""

import json
from dataclasses import replace

import pytest

from licensing.backup import layout
from licensing.backup.tables import Shape
from licensing.errors import BadInput

FIRST = {"revision": "0012", "made_at": "2026-11-21T16:00:00+00:00", "audit": {"entry": 7, "hash": "a" * 64}}
PEOPLE = Shape("people", (("id", "number"), ("name", "text")), ("id",))
EMPTY = Shape("places", (("id", "number"),), ("id",))
ROWS = [[1, "Ann"], [2, "Zoë\nof two lines"], [3, None]]


@pytest.fixture
def engine():
    """No database is asked for anything: one engine is as good as the other."""
    return "sqlite"


@pytest.fixture
def lines(app_context):
    """The lines of a backup of two tables."""
    return list(layout.lines(FIRST, [(PEOPLE, iter(ROWS)), (EMPTY, iter([]))], {}))


def test_every_table_is_handed_over_with_its_rows(lines):
    taken = {}
    found = layout.read(iter(lines), lambda shape, rows: taken.update({shape: list(rows)}))
    assert taken == {PEOPLE: ROWS, EMPTY: []}
    assert (found.revision, found.audit_entry, found.audit_hash) == ("0012", 7, "a" * 64)
    assert (found.rows, found.total) == ({"people": 3, "places": 0}, 3)


def test_reading_it_to_the_end_needs_nobody_to_take_it(lines):
    assert layout.read(iter(lines)).total == 3
    # Nor need they take all of it.
    assert layout.read(iter(lines), lambda _shape, rows: next(rows, None)).total == 3


def test_rows_are_counted_as_they_are_written(app_context):
    counts = {}
    list(layout.lines(FIRST, [(PEOPLE, iter(ROWS))], counts))
    assert counts == {"people": 3}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lines: lines[:-1], id="the seal is missing"),
        pytest.param(lambda lines: lines[:3], id="cut in a table"),
        pytest.param(lambda lines: lines[:2] + lines[3:], id="a row is missing"),
        pytest.param(lambda lines: [*lines[:3], b'[2,"Eve"]\n', *lines[4:]], id="a row was changed"),
        pytest.param(lambda lines: [*lines[:3], lines[2], *lines[3:]], id="a row twice"),
        pytest.param(lambda lines: lines[:6] + lines[8:], id="a table is missing"),
        pytest.param(
            lambda lines: [lines[0].replace(b'"entry":7', b'"entry":8'), *lines[1:]],
            id="the first line was changed",
        ),
        pytest.param(lambda lines: [], id="nothing"),
        pytest.param(lambda lines: [b"nonsense\n"], id="nonsense"),
        pytest.param(lambda lines: [b'{"format":"another"}\n'], id="another format"),
        pytest.param(
            lambda lines: [lines[0].replace(b'"version":1', b'"version":2'), *lines[1:]], id="another version"
        ),
    ],
)
def test_what_is_not_whole_is_refused(lines, change):
    with pytest.raises(BadInput):
        layout.read(iter(change(lines)))


def test_a_backup_made_by_who_has_the_recipient_but_not_the_registers_key_is_refused(app_context, lines):
    """Anybody can encrypt for a public key, and count the rows right."""
    settings = app_context.config["SETTINGS"]
    app_context.config["SETTINGS"] = replace(settings, audit_key=b"f" * 32)
    forged = list(layout.lines(FIRST, [(PEOPLE, iter([[1, "Eve"]]))], {}))
    app_context.config["SETTINGS"] = settings
    with pytest.raises(BadInput, match="not made by this register"):
        layout.read(iter(forged))


def test_keys_that_are_not_set_are_named_before_anything_is_read(app_context, lines):
    settings = app_context.config["SETTINGS"]
    taken = []
    for changes, name in (
        ({"sealing_keys": (("test1", b"o" * 32),)}, "key test1 of SEALING_KEYS"),
        ({"sealing_keys": (("other", b"o" * 32),)}, "key test1 of SEALING_KEYS"),
        ({"fingerprint_key": b"o" * 32}, "FINGERPRINT_KEY"),
    ):
        app_context.config["SETTINGS"] = replace(settings, **changes)
        with pytest.raises(BadInput, match=name):
            layout.read(iter(lines), lambda shape, rows: taken.append(shape))
    assert taken == []
    newer = (("newer", b"n" * 32), *settings.sealing_keys)
    app_context.config["SETTINGS"] = replace(settings, sealing_keys=newer)
    assert layout.read(iter(lines)).total == 3


def test_no_key_is_in_it(app_context, lines):
    settings = app_context.config["SETTINGS"]
    shown = json.loads(lines[0])["keys"]
    assert set(shown) == {"key test1 of SEALING_KEYS", "FINGERPRINT_KEY"}
    for secret in (settings.sealing_keys[0][1], settings.fingerprint_key, settings.audit_key):
        assert secret not in b"".join(lines)


def test_who_waits_is_told_how_far_it_is(monkeypatch):
    monkeypatch.setattr(layout, "SAY_EVERY", 2)
    said = []
    assert list(layout.counted(PEOPLE, iter(ROWS), said.append)) == ROWS
    assert said == ["people: 2 rows"]
