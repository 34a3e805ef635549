"""Identity numbers, encrypted in the row and found by a keyed hash.

`seal` and `unseal` are AES-256-GCM. Sealed text carries the id of its key, so that keys rotate: the first of
SEALING_KEYS seals, every one of them unseals, and `flask keys rotate` seals anew what an older key sealed.
`context` says where the text lives (table, column, owner); text moved to another place does not open.

`fingerprint` is HMAC-SHA256 under a key of its own that never rotates with the others: it finds a number
without holding it.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from licensing.errors import NotConfigured
from licensing.settings import Settings

NONCE_BYTES = 12


class Unreadable(Exception):
    """Sealed text does not open: its key is gone, it was altered, or it was moved from its place."""


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.sealing_keys or not settings.fingerprint_key:
        raise NotConfigured("Identity numbers need SEALING_KEYS and FINGERPRINT_KEY in the environment.")
    return settings


def seal(text: str, context: str) -> str:
    """Encrypt under the newest key. Raises NotConfigured without one."""
    key_id, key = _settings().sealing_keys[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), context.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, context: str) -> str:
    """Decrypt. Raises Unreadable when the key is unknown, or the text was altered or moved."""
    key_id, _, encoded = sealed.partition(":")
    key = dict(_settings().sealing_keys).get(key_id)
    if key is None:
        raise Unreadable(f"Key {key_id!r} is not among SEALING_KEYS.")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, ValueError) as fault:
        raise Unreadable("This sealed text was altered, or moved from its place.") from fault


def sealed_by_newest_key(sealed: str) -> bool:
    """Whether text was sealed by the key that now seals."""
    return sealed.partition(":")[0] == _settings().sealing_keys[0][0]


def fingerprint(kind: str, text: str) -> str:
    """A keyed hash of text of one kind, 64 hexadecimal digits: equal text, equal fingerprint."""
    key = _settings().fingerprint_key
    return hmac.new(key, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()


def chained(text: str) -> str:
    """The keyed hash of the audit log's chain, 64 hexadecimal digits. Raises NotConfigured without AUDIT_KEY."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.audit_key:
        raise NotConfigured("The audit log needs AUDIT_KEY in the environment.")
    return hmac.new(settings.audit_key, text.encode(), hashlib.sha256).hexdigest()
