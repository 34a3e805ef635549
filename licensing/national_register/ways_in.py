"""Which way in to the national register each authority uses: embedded, HTTP or portal (setting NATIONAL_REGISTER)."""

import hashlib

from licensing.authorities import packaged
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.errors import NotConfigured
from licensing.national_register.embedded import EmbeddedRegister
from licensing.national_register.gateway import Gateway
from licensing.national_register.http import HttpRegister
from licensing.national_register.portal import PortalRegister
from licensing.settings import OTHERS, Settings, in_force


def gateway(authority_id: int) -> Gateway:
    """The way in that an authority uses. Raises NotConfigured for an address without the authority's credential."""
    way = way_of(authority_id)
    if way == "embedded":
        return EmbeddedRegister()
    if way == "portal":
        return PortalRegister()
    return http_register(authority_id)


def is_embedded(authority_id: int) -> bool:
    """Whether the register in our own database is an authority's national register."""
    return way_of(authority_id) == "embedded"


def is_portal(authority_id: int) -> bool:
    """Whether an authority's officers work the register's portal by hand."""
    return way_of(authority_id) == "portal"


def is_http(authority_id: int) -> bool:
    """Whether an authority's register is served by another installation."""
    return way_of(authority_id) not in ("embedded", "portal")


def way_of(authority_id: int) -> str:
    """An authority's way in: "embedded", "portal" or the address of a register."""
    ways = dict(in_force().national_register)
    return ways[OTHERS] if len(ways) == 1 else ways.get(_code(authority_id), ways[OTHERS])


def register_of(authority_id: int) -> str:
    """Which register it is that an authority uses, in ten characters: each has numbers of its own."""
    way = way_of(authority_id)
    return way if way in ("embedded", "portal") else f"h:{hashlib.sha256(way.encode()).hexdigest()[:8]}"


def http_register(authority_id: int) -> HttpRegister:
    """The register at the address that an authority uses. Raises NotConfigured without its credential."""
    code = _code(authority_id)
    credential = dict(in_force().register_credentials).get(code)
    if not credential:
        raise NotConfigured(f"REGISTER_CREDENTIALS holds no credential of {code} for the national register.")
    return HttpRegister(way_of(authority_id), credential)


def refuse_unknown_authorities(settings: Settings) -> None:
    """Raise NotConfigured for a code in the settings that is no authority's: its way in would be another's."""
    named = [code for code, _ in (*settings.national_register, *settings.register_credentials)]
    known = {one.key for one in packaged.councils()} | {OTHERS}
    if unknown := sorted(set(named) - known):
        raise NotConfigured(f"No authority has the short code {', '.join(unknown)}.")


def _code(authority_id: int) -> str:
    return db.session.get_one(Authority, authority_id).short_code
