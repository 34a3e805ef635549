"""Identity numbers, encrypted in the row and found by a keyed hash.

`seal` and `unseal` are AES-256-GCM. Sealed text carries the id of its key, so that keys rotate: the first of
SEALING_KEYS seals, every one of them unseals, and `flask keys rotate` seals anew what an older key sealed.
`context` says where the text lives (table, column, owner); text moved to another place does not open.

`seal_bytes` and `unseal_bytes` are the same for bytes, without the third that base64 adds: for what is stored in
great number and opened by the dozen in each search.

`fingerprint` is HMAC-SHA256 under a key of its own that never rotates with the others: it finds a number
without holding it. `short_fingerprints` is a shorter one, for an index: BLAKE2b under the same key.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from licensing.errors import NotConfigured
from licensing.settings import Settings

NONCE_BYTES = 12
# Among the twenty million keys of a million entries, one look-up in two hundred meets a stranger's by chance, which
# costs a comparison; each further byte would cost the index twenty megabytes.
SHORT_BYTES = 4


class Unreadable(Exception):
    """Sealed text does not open: its key is gone, it was altered, or it was moved from its place."""


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.sealing_keys or not settings.fingerprint_key:
        raise NotConfigured("Identity numbers need SEALING_KEYS and FINGERPRINT_KEY in the environment.")
    return settings


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(text: str, context: str) -> str:
    """Encrypt under the newest key. Raises NotConfigured without one."""
    return _seal_under(*_settings().sealing_keys[0], text, context)


def _seal_under(key_id: str, key: bytes, text: str, context: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, text.encode(), context.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, context: str) -> str:
    """Decrypt. Raises Unreadable when the key is unknown, or the text was altered or moved."""
    key_id, _, encoded = sealed.partition(":")
    key = dict(_settings().sealing_keys).get(key_id)
    if key is None:
        raise Unreadable(f"Key {key_id!r} is not among SEALING_KEYS.")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, ValueError) as fault:
        raise Unreadable("This sealed text was altered, or moved from its place.") from fault


def seal_bytes(data: bytes, context: str) -> bytes:
    """Encrypt bytes under the newest key: its id with its length before it, the nonce, what is sealed.

    Raises NotConfigured without a key.
    """
    key_id, key = _settings().sealing_keys[0]
    name, nonce = key_id.encode(), secrets.token_bytes(NONCE_BYTES)
    return bytes([len(name)]) + name + nonce + _cipher(key).encrypt(nonce, data, context.encode())


def unseal_bytes(sealed: bytes, context: str) -> bytes:
    """Decrypt bytes. Raises Unreadable when the key is unknown, or they were altered or moved."""
    return unsealer()(sealed, context)


def unsealer() -> Callable[[bytes, str], bytes]:
    """What `unseal_bytes` does, for many at once: the settings are read only once."""
    ciphers = {
        bytes([len(key_id.encode())]) + key_id.encode(): _cipher(key)
        for key_id, key in _settings().sealing_keys
    }

    def open_one(sealed: bytes, context: str) -> bytes:
        after = sealed[0] + 1 if sealed else 0
        cipher = ciphers.get(sealed[:after])
        if cipher is None:
            raise Unreadable(f"Key {sealed[1:after].decode(errors='replace')!r} is not among SEALING_KEYS.")
        start = after + NONCE_BYTES
        try:
            return cipher.decrypt(sealed[after:start], sealed[start:], context.encode())
        except (InvalidTag, ValueError) as fault:
            raise Unreadable("These sealed bytes were altered, or moved from their place.") from fault

    return open_one


def bytes_sealed_by_newest_key(sealed: bytes) -> bool:
    """Whether bytes were sealed by the key that now seals."""
    return sealed[1 : sealed[0] + 1].decode(errors="replace") == _settings().sealing_keys[0][0]


def sealed_by_newest_key(sealed: str) -> bool:
    """Whether text was sealed by the key that now seals."""
    return sealed.partition(":")[0] == _settings().sealing_keys[0][0]


def fingerprint(kind: str, text: str) -> str:
    """A keyed hash of text of one kind, 64 hexadecimal digits: equal text, equal fingerprint."""
    key = _settings().fingerprint_key
    return hmac.new(key, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()


def short_fingerprints(kind: str) -> Callable[[str], int]:
    """A function that gives the keyed hash of text of one kind (16 bytes of name at most) as a signed integer.

    Of 32 bits, since two texts that share one only cost a comparison. The key is set up once, not for each text.
    """
    return _short_fingerprints(_settings().fingerprint_key, kind)


@lru_cache(maxsize=16)
def _short_fingerprints(key: bytes, kind: str) -> Callable[[str], int]:
    keyed = hashlib.blake2b(
        digest_size=SHORT_BYTES, key=key[: hashlib.blake2b.MAX_KEY_SIZE], person=kind.encode()
    )

    def of(text: str) -> int:
        one = keyed.copy()
        one.update(text.encode(errors="surrogatepass"))
        return int.from_bytes(one.digest(), "big", signed=True)

    return of


def chained(text: str) -> str:
    """The keyed hash of the audit log's chain, 64 hexadecimal digits. Raises NotConfigured without AUDIT_KEY."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.audit_key:
        raise NotConfigured("The audit log needs AUDIT_KEY in the environment.")
    return hmac.new(settings.audit_key, text.encode(), hashlib.sha256).hexdigest()


_PROOF = "proof of a key"


def proofs() -> dict[str, str]:
    """What shows later, without giving anything away, whether the keys that are then set are those of now."""
    keys = {
        f"key {name} of SEALING_KEYS": _seal_under(name, key, _PROOF, _PROOF)
        for name, key in _settings().sealing_keys
    }
    return {**keys, "FINGERPRINT_KEY": fingerprint(_PROOF, _PROOF)}


def unproved(shown: Mapping[str, str]) -> list[str]:
    """Of the keys that `proofs` showed, the names of those that are not set now."""
    return [name for name, proof in shown.items() if not _is_proved(name, proof)]


def _is_proved(name: str, proof: str) -> bool:
    if name == "FINGERPRINT_KEY":
        return hmac.compare_digest(proof, fingerprint(_PROOF, _PROOF))
    try:
        return unseal(proof, _PROOF) == _PROOF
    except Unreadable:
        return False
