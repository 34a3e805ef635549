"""The file of a backup: sealed, over nothing, and read to its end or not at all."""

import gzip
import random
import tracemalloc

import pyrage
import pytest

from licensing.backup import envelope
from licensing.errors import BadInput, NotConfigured

LINES = [b'{"first":1}\n', *(f"[{n}]\n".encode() for n in range(20_000))]


@pytest.fixture
def written(tmp_path, recipient):
    """A backup of LINES."""
    path = tmp_path / "backup"
    envelope.write(path, [recipient], iter(LINES))
    return path


def test_what_was_written_is_read_again_and_its_owner_only_may_read_the_file(written, key):
    assert list(envelope.read(written, key)) == LINES
    assert written.stat().st_mode & 0o777 == 0o600
    assert not written.with_name("backup.partial").exists()


def test_the_hash_is_the_files(tmp_path, recipient):
    import hashlib

    said = envelope.write(tmp_path / "backup", [recipient], iter(LINES))
    assert said == hashlib.sha256((tmp_path / "backup").read_bytes()).hexdigest()


def test_any_age_program_and_gunzip_open_it(written, key):
    assert gzip.decompress(pyrage.decrypt(written.read_bytes(), [key])) == b"".join(LINES)


def test_every_recipient_opens_it(tmp_path, recipient, key):
    other = pyrage.x25519.Identity.generate()
    envelope.write(tmp_path / "backup", [recipient, other.to_public()], iter(LINES))
    for one in (key, other):
        assert list(envelope.read(tmp_path / "backup", one)) == LINES


def test_nothing_is_overwritten(written, recipient):
    before = written.read_bytes()
    with pytest.raises(BadInput, match="overwrites nothing"):
        envelope.write(written, [recipient], iter(LINES))
    written.with_name("other.partial").touch()
    with pytest.raises(BadInput, match="broken off"):
        envelope.write(written.with_name("other"), [recipient], iter(LINES))
    assert written.read_bytes() == before


def test_a_backup_that_fails_half_way_leaves_no_file_and_says_why(tmp_path, recipient):
    def failing():
        yield from LINES
        raise LookupError("the database went away")

    with pytest.raises(LookupError, match="the database went away"):
        envelope.write(tmp_path / "backup", [recipient], failing())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path, recipient):
    with pytest.raises(BadInput, match="can't be written"):
        envelope.write(tmp_path / "nowhere" / "backup", [recipient], iter(LINES))


def test_another_identity_does_not_open_it(written):
    with pytest.raises(BadInput, match="not made for this identity"):
        list(envelope.read(written, pyrage.x25519.Identity.generate()))


def test_a_file_cut_short_anywhere_is_found(written, key):
    whole = written.read_bytes()
    for length in (0, 10, 200, len(whole) // 2, len(whole) - 1):
        written.write_bytes(whole[:length])
        with pytest.raises(BadInput):
            list(envelope.read(written, key))


def test_an_altered_byte_anywhere_is_found(written, key):
    whole = written.read_bytes()
    for at in [random.Random(7).randrange(len(whole)) for _ in range(20)]:  # noqa: S311 (which byte is no secret)
        written.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BadInput):
            list(envelope.read(written, key))


@pytest.mark.parametrize(
    "nonsense", [b"", b"hello", b"age-encryption.org/v1\n"], ids=["none", "text", "a head"]
)
def test_a_file_that_is_no_backup_is_said(tmp_path, key, nonsense):
    (tmp_path / "file").write_bytes(nonsense)
    with pytest.raises(BadInput):
        list(envelope.read(tmp_path / "file", key))


def test_a_file_that_is_not_there_is_said(tmp_path, key):
    with pytest.raises(BadInput, match="can't be read"):
        list(envelope.read(tmp_path / "nothing", key))


def test_what_is_sealed_but_not_packed_is_no_backup(tmp_path, key, recipient):
    (tmp_path / "file").write_bytes(pyrage.encrypt(b"in clear\n" * 100, [recipient]))
    with pytest.raises(BadInput, match="no backup"):
        list(envelope.read(tmp_path / "file", key))


def test_a_line_without_end_is_not_taken_into_memory(tmp_path, key, recipient, monkeypatch):
    monkeypatch.setattr(envelope, "LONGEST_LINE", 1000)
    envelope.write(tmp_path / "backup", [recipient], iter([b"x" * 5000]))
    with pytest.raises(BadInput, match="a line has no end"):
        list(envelope.read(tmp_path / "backup", key))


def test_who_stops_reading_is_not_waited_for(written, key):
    lines = envelope.read(written, key)
    assert next(lines) == LINES[0]
    lines.close()


def test_memory_does_not_grow_with_the_backup(tmp_path, key, recipient):
    """Thirty megabytes pass through less than four."""
    line = b"[" + b"0123456789" * 300 + b"]\n"
    tracemalloc.start()
    envelope.write(tmp_path / "backup", [recipient], (line for _ in range(10_000)))
    assert sum(len(one) for one in envelope.read(tmp_path / "backup", key)) == 10_000 * len(line)
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert highest < 4 * 1024 * 1024


def test_recipients_are_read_from_the_setting_and_what_is_none_is_said(recipient):
    assert [str(one) for one in envelope.recipients([str(recipient)])] == [str(recipient)]
    with pytest.raises(NotConfigured, match="--new-key"):
        envelope.recipients([])
    with pytest.raises(NotConfigured, match="age1nonsense"):
        envelope.recipients(["age1nonsense"])


def test_an_identity_is_read_from_its_file_and_what_is_none_is_said(tmp_path):
    secret, public = envelope.new_identity()
    (tmp_path / "key").write_text(f"# public key: {public}\n{secret}\n")
    assert str(envelope.identity_of(tmp_path / "key").to_public()) == public
    for text in ("", "AGE-SECRET-KEY-1NONSENSE", f"{secret}\n{secret}\n", "é"):
        (tmp_path / "key").write_text(text)
        with pytest.raises(BadInput, match="holds no identity"):
            envelope.identity_of(tmp_path / "key")
    with pytest.raises(BadInput, match="holds no identity"):
        envelope.identity_of(tmp_path / "nothing")


def test_reading_a_file_opens_it_anew_each_time(written, key):
    assert list(envelope.read(written, key)) == list(envelope.read(written, key))
