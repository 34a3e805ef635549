"""Every setting, typed, read once from the environment.

With nothing set, the register runs on SQLite on this machine only, with development keys made once into an
ignored folder. On PostgreSQL, or on any address but loopback, real secrets must come from the environment:
`Settings.refuse_without_secrets` says which are missing.
"""

import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from licensing.errors import NotConfigured

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")
KEY_BYTES = 32
# For all authorities that the setting does not name.
OTHERS = "*"
SECRET_NAMES = ("SECRET_KEY", "SEALING_KEYS", "FINGERPRINT_KEY", "AUDIT_KEY")

# Whoever decides about people, reads what was done about them, or keeps accounts.
SECOND_FACTOR_ROLES = ("decision-maker", "auditor", "administrator", "register-operator")


@dataclass(frozen=True)
class Settings:
    """The settings of one process. Each field's metadata says, in a sentence, what it is for."""

    database_url: str = field(
        metadata={
            "name": "DATABASE_URL",
            "says": "Where the register is kept: sqlite:///file or postgresql://…",
        }
    )
    host: str = field(
        metadata={"name": "HOST", "says": "The address the server listens on; 127.0.0.1 unless set."}
    )
    port: int = field(metadata={"name": "PORT", "says": "The port the server listens on; 8000 unless set."})
    secret_key: str = field(
        repr=False,
        metadata={"name": "SECRET_KEY", "says": "Signs sessions and forms; at least 32 characters."},
    )
    sealing_keys: tuple[tuple[str, bytes], ...] = field(
        repr=False,
        metadata={
            "name": "SEALING_KEYS",
            "says": "Keys that encrypt identity numbers, newest first: id:base64 of 32 bytes, separated by commas.",
        },
    )
    fingerprint_key: bytes = field(
        repr=False,
        metadata={
            "name": "FINGERPRINT_KEY",
            "says": "The key of the hashes by which numbers are found, base64 of 32 bytes; never changed.",
        },
    )
    audit_key: bytes = field(
        repr=False,
        metadata={
            "name": "AUDIT_KEY",
            "says": "The key of the audit log's chain of hashes, base64 of 32 bytes.",
        },
    )
    session_idle_minutes: int = field(
        default=30,
        metadata={
            "name": "SESSION_IDLE_MINUTES",
            "says": "Signed out after this long without a request, in minutes.",
        },
    )
    session_hours: int = field(
        default=10,
        metadata={
            "name": "SESSION_HOURS",
            "says": "Signed out this long after signing in, whatever happens, in hours.",
        },
    )
    cookies_over_https_only: bool = field(
        default=False,
        metadata={
            "name": "COOKIES_OVER_HTTPS_ONLY",
            "says": "yes: cookies go over HTTPS only; the default on any address but loopback.",
        },
    )
    trusted_proxies: int = field(
        default=0,
        metadata={
            "name": "TRUSTED_PROXIES",
            "says": "How many reverse proxies stand before the server, whose word on addresses is taken; 0 unless set.",
        },
    )
    second_factor_roles: tuple[str, ...] = field(
        default=SECOND_FACTOR_ROLES,
        metadata={
            "name": "SECOND_FACTOR_ROLES",
            "says": "The roles that may not sign in without a second factor, separated by commas.",
        },
    )
    backup_recipients: tuple[str, ...] = field(
        default=(),
        metadata={
            "name": "BACKUP_RECIPIENT",
            "says": "The public keys (age1…) for whose holders backups are made, separated by commas.",
        },
    )
    instance: Path = field(
        default=ROOT / "instance",
        metadata={
            "name": "INSTANCE",
            "says": "The ignored folder for the SQLite file and the development keys.",
        },
    )
    public_url: str = field(
        default="http://127.0.0.1:8000",
        metadata={
            "name": "PUBLIC_URL",
            "says": "The address at which officers open the register, for links in e-mails and calendars.",
        },
    )
    smtp_host: str = field(
        default="",
        metadata={
            "name": "SMTP_HOST",
            "says": "The mail server; unset, e-mails are files in INSTANCE/outbox.",
        },
    )
    smtp_port: int = field(
        default=587, metadata={"name": "SMTP_PORT", "says": "The mail server's port; 587 unless set."}
    )
    smtp_security: str = field(
        default="starttls",
        metadata={
            "name": "SMTP_SECURITY",
            "says": "starttls, tls, or none, which only a mail server of this machine may have.",
        },
    )
    smtp_user: str = field(
        default="", metadata={"name": "SMTP_USER", "says": "Who signs in to the mail server, if anybody."}
    )
    smtp_password: str = field(
        default="",
        repr=False,
        metadata={"name": "SMTP_PASSWORD", "says": "The password of SMTP_USER at the mail server."},
    )
    smtp_from: str = field(
        default="",
        metadata={"name": "SMTP_FROM", "says": "The address that e-mails come from; needed with SMTP_HOST."},
    )
    national_register: tuple[tuple[str, str], ...] = field(
        default=((OTHERS, "embedded"),),
        metadata={
            "name": "NATIONAL_REGISTER",
            "says": "Each authority's way in to the national register: embedded unless set; see the README.",
        },
    )
    register_credentials: tuple[tuple[str, str], ...] = field(
        default=(),
        repr=False,
        metadata={
            "name": "REGISTER_CREDENTIALS",
            "says": "What each authority shows to a register elsewhere: code:credential, separated by commas.",
        },
    )
    dbs_url: str = field(
        default="",
        metadata={
            "name": "DBS_URL",
            "says": "The address of the DBS Update Service; unset, officers record status checks by hand.",
        },
    )
    dbs_login: str = field(
        default="",
        repr=False,
        metadata={
            "name": "DBS_LOGIN",
            "says": "user:password, only where the way to the DBS Update Service asks for one.",
        },
    )
    dvla_url: str = field(
        default="",
        metadata={
            "name": "DVLA_URL",
            "says": "The address of the DVLA Vehicle Enquiry Service; unset, no vehicle is looked up.",
        },
    )
    dvla_key: str = field(
        default="",
        repr=False,
        metadata={"name": "DVLA_KEY", "says": "The key that the DVLA gave for its service."},
    )
    vetting_asks_an_hour: int = field(
        default=120,
        metadata={
            "name": "VETTING_ASKS_AN_HOUR",
            "says": "How often each outside service is asked in an hour about what fell due; 120 unless set.",
        },
    )
    missing: tuple[str, ...] = ()
    malformed: tuple[str, ...] = ()

    @property
    def on_loopback(self) -> bool:
        """Whether the server listens to this machine only."""
        return self.host in LOOPBACK

    @property
    def smtp_on_loopback(self) -> bool:
        """Whether the mail server is this machine's own."""
        return self.smtp_host in LOOPBACK

    @property
    def development_keys(self) -> bool:
        """Whether any secret is a development key, or absent, because the environment gave none."""
        return bool(self.missing)

    def refuse_without_secrets(self) -> None:
        """Raise NotConfigured when real secrets are needed and the environment did not give them.

        They are needed on PostgreSQL and on any address but loopback. A malformed secret is always refused.
        """
        if self.malformed:
            raise NotConfigured("These settings can't be read: " + "; ".join(self.malformed))
        served_to_others = not self.on_loopback or not self.database_url.startswith("sqlite")
        if served_to_others and self.missing:
            raise NotConfigured(
                "Real secrets are needed on PostgreSQL and on any address but 127.0.0.1. Missing from the "
                f"environment: {', '.join(self.missing)}. The README says how to make each."
            )


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; make development keys if nothing is set.

    Raises NotConfigured for a value that can't be understood, and says which.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("INSTANCE") or ROOT / "instance").resolve()
    url = _database(env.get("DATABASE_URL") or f"sqlite:///{instance / 'register.sqlite3'}")
    host = env.get("HOST") or "127.0.0.1"
    missing = tuple(name for name in SECRET_NAMES if not env.get(name))
    may_use_development_keys = url.startswith("sqlite") and host in LOOPBACK
    made = _development_keys(instance) if missing and may_use_development_keys else {}
    malformed: list[str] = []

    def secret(name: str) -> str:
        return env.get(name) or made.get(name, "")

    secret_key = secret("SECRET_KEY")
    if secret_key and len(secret_key) < KEY_BYTES:
        malformed.append("SECRET_KEY is shorter than 32 characters")
    return Settings(
        database_url=url,
        host=host,
        port=_whole_number(env, "PORT", 8000),
        secret_key=secret_key,
        sealing_keys=_sealing_keys(secret("SEALING_KEYS"), malformed),
        fingerprint_key=_key("FINGERPRINT_KEY", secret("FINGERPRINT_KEY"), malformed),
        audit_key=_key("AUDIT_KEY", secret("AUDIT_KEY"), malformed),
        session_idle_minutes=_whole_number(env, "SESSION_IDLE_MINUTES", 30),
        session_hours=_whole_number(env, "SESSION_HOURS", 10),
        cookies_over_https_only=_yes_or_no(env, "COOKIES_OVER_HTTPS_ONLY", host not in LOOPBACK),
        trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", 0, least=0),
        second_factor_roles=_names(env.get("SECOND_FACTOR_ROLES", "")) or SECOND_FACTOR_ROLES,
        backup_recipients=_names(env.get("BACKUP_RECIPIENT", "")),
        instance=instance,
        **_mail(env, malformed),
        national_register=_ways_in(env.get("NATIONAL_REGISTER") or "embedded"),
        register_credentials=_credentials(env.get("REGISTER_CREDENTIALS") or ""),
        **_services(env, malformed),
        missing=missing,
        malformed=tuple(malformed),
    )


def described() -> list[tuple[str, str]]:
    """Each setting's environment name and the sentence that says what it is for."""
    return [(f.metadata["name"], f.metadata["says"]) for f in fields(Settings) if "name" in f.metadata]


def in_force() -> Settings:
    """The settings of the application that is at work, for whoever is not handed them."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _ways_in(text: str) -> tuple[tuple[str, str], ...]:
    """`embedded; YOR=https://register.example; LDS=portal`: a code and its way; a bare way is for all others."""
    ways: dict[str, str] = {}
    for piece in filter(None, (part.strip() for part in text.split(";"))):
        before, equals, after = piece.partition("=")
        code, way = (before.strip().upper(), after.strip()) if equals else (OTHERS, piece)
        if not re.fullmatch(r"\*|[A-Z][A-Z0-9-]{1,19}", code):
            raise NotConfigured(f"NATIONAL_REGISTER names {code!r}, which is no authority's short code.")
        if code in ways:
            raise NotConfigured(f"NATIONAL_REGISTER gives {code} two ways in.")
        ways[code] = _way_in(way)
    return tuple(({OTHERS: "embedded"} | ways).items())


def _way_in(way: str) -> str:
    if way in ("embedded", "portal"):
        return way
    try:
        address = urlsplit(way)
        plain = not (address.username or address.password or address.query or address.fragment)
        good = bool(address.hostname) and plain and address.port != 0
    except ValueError:
        good = False
    if not good or address.scheme not in ("http", "https"):
        raise NotConfigured(
            "NATIONAL_REGISTER: a way in is embedded, portal, or the register's address, like https://register.example."
        )
    if address.scheme == "http" and address.hostname not in LOOPBACK:
        raise NotConfigured("NATIONAL_REGISTER: a register on another machine is reached by https:// only.")
    return way.rstrip("/")


def _credentials(text: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for piece in filter(None, (part.strip() for part in text.split(","))):
        code, _, credential = (part.strip() for part in piece.partition(":"))
        if not code or not credential.isascii() or not credential.isprintable() or not credential:
            raise NotConfigured("REGISTER_CREDENTIALS is a list of code:credential, separated by commas.")
        if code.upper() in found:
            raise NotConfigured(f"REGISTER_CREDENTIALS gives {code.upper()} two credentials.")
        found[code.upper()] = credential
    return tuple(found.items())


def _database(url: str) -> str:
    """One address for everybody who connects.

    PostgreSQL is reached through psycopg 3, whichever of the usual spellings the URL has. A SQLite file is named
    from the root: Flask-SQLAlchemy takes a relative path from the instance folder, Alembic from where it was
    started, and they would open two files.
    """
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    path = url.removeprefix("sqlite:///")
    if url.startswith("sqlite:///") and path and not path.startswith((":memory:", "file:")):
        return f"sqlite:///{Path(path).absolute()}"
    return url


def _mail(env: Mapping[str, str], malformed: list[str]) -> dict[str, Any]:
    """The settings of e-mails and of the links in them."""
    port = _whole_number(env, "PORT", 8000)
    mail = {
        "public_url": (env.get("PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        "smtp_host": env.get("SMTP_HOST") or "",
        "smtp_port": _whole_number(env, "SMTP_PORT", 587),
        "smtp_security": (env.get("SMTP_SECURITY") or "starttls").lower(),
        "smtp_user": env.get("SMTP_USER") or "",
        "smtp_password": env.get("SMTP_PASSWORD") or "",
        "smtp_from": env.get("SMTP_FROM") or "",
    }
    if urlsplit(str(mail["public_url"])).scheme not in ("http", "https"):
        malformed.append("PUBLIC_URL does not begin with https:// or http://")
    if mail["smtp_security"] not in ("starttls", "tls", "none"):
        malformed.append("SMTP_SECURITY is not starttls, tls or none")
    if mail["smtp_security"] == "none" and mail["smtp_host"] not in ("", *LOOPBACK):
        malformed.append("SMTP_SECURITY is none, and SMTP_HOST is another machine")
    if mail["smtp_host"] and "@" not in str(mail["smtp_from"]):
        malformed.append("SMTP_FROM is not an e-mail address, and SMTP_HOST is set")
    return mail


def _services(env: Mapping[str, str], malformed: list[str]) -> dict[str, Any]:
    """The settings of the services that vetting asks."""
    found: dict[str, Any] = {
        "dbs_url": (env.get("DBS_URL") or "").rstrip("/"),
        "dbs_login": env.get("DBS_LOGIN") or "",
        "dvla_url": (env.get("DVLA_URL") or "").rstrip("/"),
        "dvla_key": env.get("DVLA_KEY") or "",
        "vetting_asks_an_hour": _whole_number(env, "VETTING_ASKS_AN_HOUR", 120),
    }
    malformed += [
        f"{name} is no plain address with https://; http:// is for this machine only"
        for name in ("DBS_URL", "DVLA_URL")
        if env.get(name) and not _is_service(str(found[name.lower()]))
    ]
    if found["dvla_url"] and not found["dvla_key"]:
        malformed.append("DVLA_KEY is missing, and DVLA_URL is set")
    return found


def _is_service(text: str) -> bool:
    """Whether text is the address of a service: nothing but host, port and path, and TLS beyond this machine."""
    try:
        address = urlsplit(text)
        plain = not (address.username or address.password or address.query or address.fragment)
        there = bool(address.hostname) and plain and address.port != 0
    except ValueError:
        return False
    return there and (
        address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)
    )


def _whole_number(env: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise NotConfigured(f"{name} must be a whole number, {least} or more, not {text!r}.")
    return int(text)


def _yes_or_no(env: Mapping[str, str], name: str, default: bool) -> bool:
    text = (env.get(name) or ("yes" if default else "no")).lower()
    if text not in ("yes", "no"):
        raise NotConfigured(f"{name} must be yes or no, not {text!r}.")
    return text == "yes"


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _key(name: str, text: str, malformed: list[str]) -> bytes:
    if not text:
        return b""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        malformed.append(f"{name} is not the base64 of 32 bytes")
        return b""
    return key


def _sealing_keys(text: str, malformed: list[str]) -> tuple[tuple[str, bytes], ...]:
    keys: list[tuple[str, bytes]] = []
    before = len(malformed)
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        key_id, _, encoded = part.partition(":")
        if not key_id or len(key_id) > 8 or not key_id.isalnum():
            malformed.append("a key in SEALING_KEYS has no id of 1 to 8 letters or digits before its colon")
            continue
        key = _key(f"key {key_id} of SEALING_KEYS", encoded, malformed)
        if key:
            keys.append((key_id, key))
    if text and not keys and len(malformed) == before:
        malformed.append("SEALING_KEYS holds no key")
    if len({key_id for key_id, _ in keys}) < len(keys):
        malformed.append("SEALING_KEYS gives one id to two keys")
    return tuple(keys)


def _development_keys(instance: Path) -> dict[str, str]:
    """Keys for this machine only, made once, readable by its owner only."""
    path = instance / "development-keys.json"
    if not path.exists():
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = {
            "SECRET_KEY": secrets.token_urlsafe(KEY_BYTES),
            "SEALING_KEYS": "dev1:" + _new_key(),
            "FINGERPRINT_KEY": _new_key(),
            "AUDIT_KEY": _new_key(),
        }
        # Two processes may start at once: the first to create the file wins, the other reads it.
        partial = instance / f".development-keys.{os.getpid()}"
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(made, indent=1))
        try:
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    keys: dict[str, str] = json.loads(path.read_text())
    return keys


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
