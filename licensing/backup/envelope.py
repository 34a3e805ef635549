"""The file of a backup: gzipped lines in the age format, never in clear on any disk, never all in memory.

A backup is sealed for recipients (public keys). The machine that makes one each night can't read it, nor can who
steals that machine's disk: the identity that opens it is kept elsewhere. What age leaves open, whether a file was
made by this register at all, is closed by the seal of `layout`.
"""

import gzip
import hashlib
import os
import threading
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyrage

from licensing.errors import BadInput, NotConfigured

# Of one row: a photograph of the largest size that is taken, in base64, and more.
LONGEST_LINE = 64 * 1024 * 1024
PIECE = 256 * 1024
# Packing is most of the time that a backup takes; higher levels save little of names and hashes.
LEVEL = 3
GZIP = 31


def new_identity() -> tuple[str, str]:
    """A new key: what opens backups, to be kept away from the register, and the recipient to make them for."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipients(names: Iterable[str]) -> list[pyrage.x25519.Recipient]:
    """Public keys as BACKUP_RECIPIENT names them. Raises NotConfigured for none, and for what is none."""
    found = []
    for name in names:
        try:
            found.append(pyrage.x25519.Recipient.from_str(name))
        except pyrage.RecipientError:
            raise NotConfigured(f"BACKUP_RECIPIENT names {name!r}, which is no public key (age1…).") from None
    if not found:
        raise NotConfigured(
            "BACKUP_RECIPIENT says for whom backups are made. Make a key with `flask backup --new-key FILE`, "
            "put its public half into the environment, and keep FILE away from this machine."
        )
    return found


def identity_of(path: Path) -> pyrage.x25519.Identity:
    """The key in a file as `flask backup --new-key` or age-keygen writes it. Raises BadInput for none."""
    try:
        lines = path.read_text(encoding="ascii").split()
        (found,) = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
        return pyrage.x25519.Identity.from_str(found)
    except (OSError, ValueError, pyrage.IdentityError) as fault:
        raise BadInput(f"{path} holds no identity (one line, AGE-SECRET-KEY-1…).") from fault


def write(path: Path, wanted: list[pyrage.x25519.Recipient], lines: Iterable[bytes]) -> str:
    """Write a backup and give its SHA-256. Under another name until it is whole, and over no other file.

    Raises BadInput when there is a file of the name; whatever `lines` raises leaves no file behind.
    """
    partial = path.with_name(path.name + ".partial")
    if path.exists():
        raise BadInput(f"There is a file {path} already. A backup overwrites nothing.")
    try:
        number = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput(
            f"There is a file {partial}, of a backup that goes on or was broken off. Remove it if none goes on."
        ) from None
    except OSError as fault:
        raise BadInput(f"{partial} can't be written: {fault.strerror}.") from fault
    try:
        with os.fdopen(number, "wb") as file:
            hashed = _Hashed(file)
            packed = _Packed(iter(lines))
            try:
                pyrage.encrypt_io(packed, hashed, wanted)
            except pyrage.EncryptError:
                raise packed.fault or RuntimeError("The backup could not be sealed.") from None
            file.flush()
            os.fsync(file.fileno())
        # Takes the name only while no other file has it.
        os.link(partial, path)
    finally:
        partial.unlink()
    return hashed.sha256.hexdigest()


class _Hashed:
    """A file that is hashed as it is written."""

    def __init__(self, file: object) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return int(self._file.write(data))  # type: ignore[attr-defined]

    def flush(self) -> None:
        self._file.flush()  # type: ignore[attr-defined]


class _Packed:
    """Lines as a file to read from, packed: as much of them is taken at a time as is asked for."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._packer = zlib.compressobj(LEVEL, wbits=GZIP)
        self._ready = bytearray()
        self._ended = False
        # What the lines raised: pyrage keeps only its words.
        self.fault: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._ended and len(self._ready) < max(size, 1):
                self._pack_a_piece()
        except BaseException as fault:
            self.fault = fault
            raise
        given = bytes(self._ready[:size])
        del self._ready[:size]
        return given

    def _pack_a_piece(self) -> None:
        piece = bytearray()
        for line in self._lines:
            piece += line
            if len(piece) >= PIECE:
                break
        else:
            self._ended = True
        self._ready += self._packer.compress(bytes(piece))
        if self._ended:
            self._ready += self._packer.flush()


def read(path: Path, identity: pyrage.x25519.Identity) -> Iterator[bytes]:
    """The lines of a backup, one by one. Raises BadInput, when it comes to it, for a file that was cut or altered.

    The file is opened by a thread that hands the lines over through a pipe, so that few of them are in memory.
    """
    out, into = os.pipe()
    opening = _Opening(path, identity, into)
    opening.start()
    try:
        with os.fdopen(out, "rb") as pipe, gzip.GzipFile(fileobj=pipe) as plain:
            while line := plain.readline(LONGEST_LINE):
                if not line.endswith(b"\n"):
                    raise BadInput(f"{path} is no backup of a register: a line has no end.")
                yield line
    except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
        opening.join()
        raise opening.in_words() or BadInput(f"{path} is no backup of a register.") from fault
    opening.join()
    if said := opening.in_words():
        raise said


class _Opening(threading.Thread):
    """Opens an age file into a pipe."""

    def __init__(self, path: Path, identity: pyrage.x25519.Identity, into: int) -> None:
        super().__init__(daemon=True)
        self._path, self._identity, self._into = path, identity, into
        self._fault: Exception | None = None

    def run(self) -> None:
        try:
            with os.fdopen(self._into, "wb") as pipe, self._path.open("rb") as file:
                pyrage.decrypt_io(file, pipe, [self._identity])
        except BrokenPipeError:
            # Whoever reads wants no more of it, and knows why.
            pass
        except (OSError, pyrage.DecryptError) as fault:
            self._fault = fault

    def in_words(self) -> BadInput | None:
        """What was wrong with the file; None when nothing was."""
        if self._fault is None:
            return None
        if isinstance(self._fault, pyrage.DecryptError) and "No matching keys" in str(self._fault):
            return BadInput(f"{self._path} was not made for this identity.")
        if isinstance(self._fault, OSError) and self._fault.strerror:
            return BadInput(f"{self._path} can't be read: {self._fault.strerror}.")
        return BadInput(f"{self._path} is no backup, or was cut short or altered: it does not open.")
