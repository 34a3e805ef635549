"""A register elsewhere, over HTTPS: another installation of this project that serves as the register.

Everything here is safe to repeat. A search and a look at an entry change nothing; each write carries its writer's key
as `Idempotency-Key`, and the register does it once. So a try whose answer was lost is made again: twice at once,
with back-off, and later by the outbox. Nothing personal stands in an address: a search is posted.
"""

import functools
import time
from collections.abc import Callable, Mapping, Sequence
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, ValidationError
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from licensing.errors import (
    BadInput,
    NotAllowed,
    NotConfigured,
    NotFound,
    NotPossibleNow,
    NotReachable,
    Refusal,
    Unlawful,
)
from licensing.matching.people import Person
from licensing.national_register import wire, wire_letters
from licensing.national_register.gateway import (
    BY_ITSELF,
    Asked,
    ChangeReceipt,
    EntryReceipt,
    EntryShown,
    Found,
    Letter,
    LetterReceipt,
    NewChange,
    NewEntry,
    NewLetter,
)
from licensing.settings import LOOPBACK

Value = TypeVar("Value")
Answer = TypeVar("Answer", bound=BaseModel)

# Seconds: until somebody takes the call, between two pieces of the answer, and until the whole answer is in.
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 3.05, 15.0, 30.0
LARGEST_ANSWER = 50 * wire_letters.LARGEST_BODY
PIECE = 64 * 1024
PROBLEM = "application/problem+json"
# A problem of the register's own; an answer of this status from anybody else (a proxy, another service at this
# address) says nothing about the register.
PROBLEM_TYPE = "urn:problem:register:"

REFUSALS: Mapping[str, type[Refusal]] = {
    "bad-input": BadInput,
    "not-allowed": NotAllowed,
    "not-found": NotFound,
    "not-possible-now": NotPossibleNow,
    "unlawful": Unlawful,
}


class TooManyRequests(NotReachable):
    """The register asks to wait: there were more requests in a minute than an authority may make."""


class HttpRegister:
    """The gateway to a register at an address. `credential` is the asking authority's own."""

    way_in = "http"

    def __init__(self, address: str, credential: str) -> None:
        """Raises NotConfigured for an address without TLS on another machine."""
        parts = urlsplit(address)
        self._here = parts.hostname in LOOPBACK
        if parts.scheme != "https" and not (parts.scheme == "http" and self._here):
            raise NotConfigured("A register on another machine is reached by https:// only.")
        self._base = f"{address.rstrip('/')}/register/v1"
        self._credential = credential

    def search(
        self, person: Person, asking_authority_id: int, *, key: str = "", asked: Asked = BY_ITSELF
    ) -> Found:
        """Search the register for somebody."""
        sent = _made(lambda: wire.SearchSent(person=wire.PersonSent.of(person)))
        answer = self._ask("POST", "/searches", wire.FoundAnswered, sent=sent, asked=asked)
        return _read(lambda: answer.found(person, self.way_in, wire.id_of))

    def entry(self, ref: str, asking_authority_id: int, *, asked: Asked = BY_ITSELF) -> EntryShown | None:
        """One entry as it is now, or None when the register holds it no more."""
        try:
            answer = self._ask("GET", f"/entries/{ref}", wire.EntryAnswered, asked=asked)
        except NotFound:
            return None
        return _read(lambda: answer.shown(wire.id_of))

    def make_entry(self, entry: NewEntry) -> EntryReceipt:
        """Have an entry made, once only for each key."""
        sent = _made(lambda: wire.EntrySent.of(entry))
        answer = self._ask("POST", "/entries", wire.EntryReceiptAnswered, sent=sent, key=entry.source_key)
        return answer.receipt()

    def change_entry(self, change: NewChange) -> ChangeReceipt:
        """Have one's own entry amended, removed or reinstated, once only for each key."""
        sent = _made(
            lambda: wire.ChangeSent(
                what=change.what,
                changed_on=change.changed_on,
                effect_on=change.effect_on,
                suspension_ends_on=change.suspension_ends_on,
                decision=change.decision or None,
            )
        )
        path = f"/entries/{change.entry_ref}/changes"
        answer = self._ask("POST", path, wire.ChangeReceiptAnswered, sent=sent, key=change.source_key)
        return answer.receipt()

    def send(self, letter: NewLetter) -> LetterReceipt:
        """Send a letter to another authority, once only for each key."""
        sent = _made(lambda: wire_letters.LetterSent.of(letter, wire.code_of))
        answer = self._ask(
            "POST", "/letters", wire_letters.LetterReceiptAnswered, sent=sent, key=letter.source_key
        )
        return answer.receipt()

    def letters(self, authority_id: int, *, after: int, limit: int = 50) -> Sequence[Letter]:
        """The letters to an authority above a number."""
        query = {"after": str(after), "limit": str(limit)}
        answer = self._ask("GET", "/letters", wire_letters.LettersAnswered, query=query)
        return _read(lambda: [one.letter(wire.id_of) for one in answer.letters])

    def alerts(self, *, after: int) -> wire_letters.AlertsAnswered:
        """What happened on the register after a number."""
        return self._ask("GET", "/alerts", wire_letters.AlertsAnswered, query={"after": str(after)})

    def _ask(
        self,
        method: str,
        path: str,
        kind: type[Answer],
        *,
        sent: BaseModel | None = None,
        query: Mapping[str, str] | None = None,
        key: str = "",
        asked: Asked = BY_ITSELF,
    ) -> Answer:
        headers = {
            "Authorization": f"Bearer {self._credential}",
            "Accept": "application/json",
            "Register-Purpose": asked.purpose,
            "Register-Officer": asked.officer,
        }
        if asked.application:
            headers["Register-Application"] = asked.application
        if key:
            headers["Idempotency-Key"] = key
        if sent is not None:
            headers["Content-Type"] = "application/json"
        body = sent.model_dump_json(by_alias=True).encode() if sent is not None else None
        ends = time.monotonic() + WHOLE_SECONDS
        try:
            with _session(self._here).request(
                method,
                self._base + path,
                params=query,
                data=body,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = _whole(response, ends)
        except (requests.RequestException, HTTPError) as fault:
            # What the fault says may quote what was sent; its kind does not.
            raise NotReachable(f"The national register can't be reached ({type(fault).__name__}).") from None
        if response.status_code not in (200, 201):
            raise _refusal(response, content)
        return _read(lambda: kind.model_validate_json(content))


@functools.cache
def _session(on_this_machine: bool) -> requests.Session:
    """The process's one pool of connections. It keeps no cookie, and asks no proxy for this machine."""
    session = requests.Session()
    session.trust_env = not on_this_machine
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    retry = Retry(
        total=2,
        connect=2,
        read=2,
        status=2,
        other=0,
        redirect=0,
        # Every method: what writes carries its key.
        allowed_methods=None,
        status_forcelist=(500, 502, 503, 504),
        backoff_factor=0.3,
        backoff_jitter=0.2,
        raise_on_status=False,
        # How long to wait is ours to say: an officer waits for a search.
        respect_retry_after_header=False,
    )
    session.mount("https://", HTTPAdapter(pool_connections=4, pool_maxsize=16, max_retries=retry))
    session.mount("http://", HTTPAdapter(pool_connections=4, pool_maxsize=16, max_retries=retry))
    return session


def _whole(response: requests.Response, ends: float) -> bytes:
    """The whole answer, in time and of no endless size. Raises NotReachable.

    Read as it comes: a time limit of the library's own is for each piece, and an answer that drips would never meet it.
    """
    pieces, size = [], 0
    while piece := response.raw.read1(PIECE, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER or time.monotonic() > ends:
            raise NotReachable("The national register's answer is too long, or too slow.")
    return b"".join(pieces)


def _refusal(response: requests.Response, content: bytes) -> Refusal:
    """What an answer other than yes means, in our own words where the register's are not to be had."""
    status = response.status_code
    problem: dict[str, Any] = {}
    if response.headers.get("Content-Type", "").partition(";")[0].strip() == PROBLEM:
        try:
            problem = _Problem.model_validate_json(content).model_dump()
        except ValidationError:
            problem = {}
    kind = str(problem.get("type", "")).removeprefix(PROBLEM_TYPE)
    said = str(problem.get("detail", ""))[:500]
    if kind == "not-authenticated":
        return NotConfigured("The national register does not take this authority's credential.")
    if kind == "too-many":
        return TooManyRequests("The national register asks to wait a minute.")
    if kind == "bad-input":
        return BadInput(said, problem["faults"])
    if kind in REFUSALS:
        return REFUSALS[kind](said)
    return NotReachable(f"The national register answered {status}.")


class _Problem(BaseModel):
    type: str
    detail: str
    faults: dict[str, str] = {}


def _read(read: Callable[[], Value]) -> Value:
    """What was answered. Raises NotReachable for what is not of the form agreed."""
    try:
        return read()
    except ValueError:
        raise NotReachable("The national register answered what can't be understood.") from None


def _made(make: Callable[[], Value]) -> Value:
    """What is to be sent. Raises BadInput, by field, for what the register would not take."""
    try:
        return make()
    except ValidationError as fault:
        faults = {
            ".".join(str(part) for part in one["loc"]): one["msg"]
            for one in fault.errors(include_input=False, include_url=False, include_context=False)
        }
        raise BadInput("The national register can't take this.", faults) from None
