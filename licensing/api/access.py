"""Whose program calls: the authority whose credential it shows, why it asks, and for whom.

Every call carries `Authorization: Bearer …`; `Register-Purpose`, one of the two for which the Act lets the register be
used (2022 Act s.4(3)(c); R15); `Register-Officer`, the asking authority's own reference of who asks; and
`Register-Application`, its reference of the application, where there is one (R24).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import g, request

from licensing.audit.actions import Actor
from licensing.db import db, transaction
from licensing.errors import BadInput, NotAllowed, Refusal, Unlawful
from licensing.national_register import credentials
from licensing.national_register.actions import PURPOSES
from licensing.national_register.gateway import Asked
from licensing.settings import LOOPBACK

View = TypeVar("View", bound=Callable[..., Any])
REFERENCE = re.compile(r"[A-Za-z0-9:._-]{1,60}")


class NotAuthenticated(Refusal):
    """No credential, or one that is not good."""

    status = 401
    title = "Not authenticated"


class TooMany(Refusal):
    """More requests in a minute than a credential may make."""

    status = 429
    title = "Too many requests"


@dataclass(frozen=True)
class Client:
    """The authority that calls, and what the audit log calls its installation."""

    authority_id: int
    actor: Actor
    asked: Asked


def for_clients(view: View) -> View:
    """A view for programs that show an authority's credential, and for nobody else: no officer's session opens it."""
    view.__needs__ = None  # type: ignore[attr-defined]
    view.__open_because__ = "A program's: it shows its authority's credential"  # type: ignore[attr-defined]
    view.__for_clients__ = True  # type: ignore[attr-defined]
    return view


def client() -> Client:
    """Who calls. Raises NotAuthenticated, NotAllowed, TooMany, BadInput, Unlawful: see the module."""
    if "client" not in g:
        g.client = _client()
    found: Client = g.client
    return found


def _client() -> Client:
    if not request.is_secure and request.remote_addr not in LOOPBACK:
        raise NotAllowed("The register is reached by HTTPS only.")
    scheme, _, whole = request.headers.get("Authorization", "").partition(" ")
    found = credentials.presented(whole.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise NotAuthenticated("Show the credential of your authority: Authorization: Bearer …")
    credential_id, authority_id = found.id, found.authority_id
    actor = Actor(f"register-client:{found.prefix}", found.authority.key)
    with transaction():
        within = credentials.within_limit(credential_id)
    if not within:
        raise TooMany(f"At most {credentials.REQUESTS_A_MINUTE} requests a minute. Wait, and go on.")
    db.session.rollback()
    return Client(authority_id, actor, _asked())


def _asked() -> Asked:
    purpose = request.headers.get("Register-Purpose", "")
    officer = request.headers.get("Register-Officer", "")
    application = request.headers.get("Register-Application", "")
    faults = {}
    if not purpose:
        faults["Register-Purpose"] = f"Say what the register is used for: {' or '.join(PURPOSES)}"
    if not REFERENCE.fullmatch(officer):
        faults["Register-Officer"] = "Give your own reference of who asks: up to 60 letters, digits, and :._-"
    if application and not REFERENCE.fullmatch(application):
        faults["Register-Application"] = "Give your own reference: up to 60 letters, digits, and :._-"
    if faults:
        raise BadInput("This request does not say who asks, or why.", faults)
    if purpose not in PURPOSES:
        raise Unlawful(
            "The national register may be used only for the safeguarding of passengers or road safety "
            "(2022 Act s.4(3)(c))."
        )
    return Asked(purpose, officer, application)
