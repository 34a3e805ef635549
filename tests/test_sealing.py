"""Sealed text and fingerprints. Rotation over the whole register is tested with its command, `flask keys rotate`."""

import base64
import re
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from licensing import sealing
from licensing.errors import NotConfigured
from licensing.settings import Settings
from tests.support.databases import settings_for

OLD, NEW = ("old", b"o" * 32), ("new", b"n" * 32)
SETTINGS = Settings(
    database_url="sqlite://",
    host="127.0.0.1",
    port=8000,
    secret_key="",
    sealing_keys=(NEW,),
    fingerprint_key=b"f" * 32,
    audit_key=b"a" * 32,
)
CONTEXT = "person_number:national_insurance:0011223344556677"


@pytest.fixture(scope="module")
def base_settings(tmp_path_factory):
    return settings_for("sqlite://", tmp_path_factory.mktemp("instance"))


@pytest.fixture
def under(base_settings):
    """`with under(sealing_keys=(…)):`: inside, these are the settings."""

    def make(**changes):
        app = Flask("sealing")
        app.config["SETTINGS"] = replace(base_settings, **changes)
        return app.app_context()

    return make


def test_what_was_sealed_opens_again(under):
    with under(sealing_keys=(NEW,)):
        sealed = sealing.seal("AB123456C", CONTEXT)
        assert sealing.unseal(sealed, CONTEXT) == "AB123456C"


@given(text=st.text(), context=st.text(max_size=20))
def test_any_text_opens_again(text, context):
    app = Flask("sealing")
    app.config["SETTINGS"] = SETTINGS
    with app.app_context():
        assert sealing.unseal(sealing.seal(text, context), context) == text


def test_sealed_text_says_its_key_and_nothing_of_what_it_hides(under):
    with under(sealing_keys=(NEW,)):
        sealed = sealing.seal("AB123456C", CONTEXT)
        assert re.fullmatch(r"new:[A-Za-z0-9+/]+=*", sealed)
        assert b"AB123456C" not in base64.b64decode(sealed.partition(":")[2])


def test_the_same_text_is_sealed_differently_each_time(under):
    with under(sealing_keys=(NEW,)):
        assert len({sealing.seal("AB123456C", CONTEXT) for _ in range(20)}) == 20


def test_the_first_key_seals_and_every_key_opens(under):
    with under(sealing_keys=(OLD,)):
        by_old = sealing.seal("AB123456C", CONTEXT)
    with under(sealing_keys=(NEW, OLD)):
        assert sealing.unseal(by_old, CONTEXT) == "AB123456C"
        assert not sealing.sealed_by_newest_key(by_old)
        by_new = sealing.seal("AB123456C", CONTEXT)
        assert by_new.startswith("new:")
        assert sealing.sealed_by_newest_key(by_new)


def test_text_of_a_key_that_is_gone_does_not_open_and_the_key_is_named(under):
    with under(sealing_keys=(OLD,)):
        by_old = sealing.seal("AB123456C", CONTEXT)
    with under(sealing_keys=(NEW,)), pytest.raises(sealing.Unreadable, match="old"):
        sealing.unseal(by_old, CONTEXT)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "person_number:national_insurance:8899aabbccddeeff",
        "person_number:gb_driver:0011223344556677",
        "entry_number:national_insurance:0011223344556677",
        "",
    ],
    ids=["another row", "another kind", "another table", "nowhere"],
)
def test_text_moved_from_its_place_does_not_open(under, elsewhere):
    with under(sealing_keys=(NEW,)):
        sealed = sealing.seal("AB123456C", CONTEXT)
        with pytest.raises(sealing.Unreadable, match="altered, or moved"):
            sealing.unseal(sealed, elsewhere)


def test_text_altered_in_any_byte_does_not_open(under):
    with under(sealing_keys=(NEW,)):
        key_id, _, encoded = sealing.seal("AB123456C", CONTEXT).partition(":")
        raw = base64.b64decode(encoded)
        for at in range(len(raw)):
            altered = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
            with pytest.raises(sealing.Unreadable):
                sealing.unseal(f"{key_id}:{base64.b64encode(altered).decode()}", CONTEXT)


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "new",
        "new:",
        "new:AAAA",
        "new:not base64",
        "new:" + base64.b64encode(b"x" * 11).decode(),
        ":AAAA",
        "é",
    ],
)
def test_what_was_never_sealed_does_not_open(under, nonsense):
    with under(sealing_keys=(NEW,)), pytest.raises(sealing.Unreadable):
        sealing.unseal(nonsense, CONTEXT)


def test_a_fingerprint_is_the_same_for_the_same_text_and_whichever_key_seals(under):
    with under(sealing_keys=(OLD,)):
        before = sealing.fingerprint("national_insurance", "AB123456C")
    with under(sealing_keys=(NEW,)):
        assert sealing.fingerprint("national_insurance", "AB123456C") == before
    assert re.fullmatch(r"[0-9a-f]{64}", before)


def test_a_fingerprint_differs_by_kind_by_text_and_by_key(under):
    with under():
        prints = [
            sealing.fingerprint("national_insurance", "AB123456C"),
            sealing.fingerprint("gb_driver", "AB123456C"),
            sealing.fingerprint("national_insurance", "AB123456D"),
            # Where the kind ends and the text begins counts too.
            sealing.fingerprint("national", "_insuranceAB123456C"),
        ]
    with under(fingerprint_key=b"another key of thirty-two bytes!"):
        prints.append(sealing.fingerprint("national_insurance", "AB123456C"))
    assert len(set(prints)) == len(prints)


def test_the_audit_chains_hash_has_a_key_of_its_own(under):
    with under(audit_key=b"a" * 32):
        one = sealing.chained("text")
        assert re.fullmatch(r"[0-9a-f]{64}", one)
        assert sealing.chained("text") == one != sealing.chained("texts")
    with under(audit_key=b"b" * 32):
        assert sealing.chained("text") != one


@pytest.mark.parametrize(
    "without", [{"sealing_keys": ()}, {"fingerprint_key": b""}], ids=lambda without: next(iter(without))
)
@pytest.mark.parametrize(
    "act",
    [
        lambda: sealing.seal("AB123456C", CONTEXT),
        lambda: sealing.unseal("new:AAAA", CONTEXT),
        lambda: sealing.fingerprint("national_insurance", "AB123456C"),
    ],
    ids=["seal", "unseal", "fingerprint"],
)
def test_nothing_is_sealed_opened_or_looked_for_without_keys(under, without, act):
    with under(**without), pytest.raises(NotConfigured, match="SEALING_KEYS and FINGERPRINT_KEY"):
        act()


def test_the_audit_log_is_not_written_without_its_key(under):
    with under(audit_key=b""), pytest.raises(NotConfigured, match="AUDIT_KEY"):
        sealing.chained("text")


# --- bytes, and the short fingerprints of an index


@given(data=st.binary(max_size=200), context=st.text(max_size=20))
def test_any_bytes_open_again_in_their_place_only(data, context):
    app = Flask("sealing")
    app.config["SETTINGS"] = SETTINGS
    with app.app_context():
        sealed = sealing.seal_bytes(data, context)
        assert sealing.unseal_bytes(sealed, context) == sealing.unsealer()(sealed, context) == data
        assert len(data) < 8 or data not in sealed
        with pytest.raises(sealing.Unreadable, match="moved"):
            sealing.unseal_bytes(sealed, context + "elsewhere")


def test_bytes_say_their_key_and_open_after_another_was_put_first(under):
    with under(sealing_keys=(OLD,)):
        sealed = sealing.seal_bytes(b"form", CONTEXT)
        assert sealing.bytes_sealed_by_newest_key(sealed)
    with under(sealing_keys=(NEW, OLD)):
        assert not sealing.bytes_sealed_by_newest_key(sealed)
        assert sealing.unseal_bytes(sealed, CONTEXT) == b"form"
    with under(sealing_keys=(NEW,)), pytest.raises(sealing.Unreadable, match="old"):
        sealing.unseal_bytes(sealed, CONTEXT)


def test_bytes_that_are_no_seal_do_not_open(under):
    with under(sealing_keys=(NEW,)):
        sealed = sealing.seal_bytes(b"form", CONTEXT)
        for broken in (
            b"",
            b"\x00",
            b"\x03new",
            sealed[:-1],
            sealed[:10],
            sealed[:-1] + bytes([sealed[-1] ^ 1]),
        ):
            with pytest.raises(sealing.Unreadable):
                sealing.unseal_bytes(broken, CONTEXT)


def test_short_fingerprints_are_numbers_of_the_key_the_kind_and_the_text(under):
    with under(sealing_keys=(NEW,)):
        first = sealing.short_fingerprints("matching-key")
        assert first("born 1985") == first("born 1985") != first("born 1986")
        assert first("born 1985") != sealing.short_fingerprints("name-count")("born 1985")
    with under(sealing_keys=(NEW,), fingerprint_key=b"g" * 32):
        assert sealing.short_fingerprints("matching-key")("born 1985") != first("born 1985")


@given(st.text())
def test_a_short_fingerprint_fits_an_integer_column_whatever_the_text(text):
    app = Flask("sealing")
    app.config["SETTINGS"] = SETTINGS
    with app.app_context():
        assert -(2**31) <= sealing.short_fingerprints("matching-key")(text + "\ud800") < 2**31
