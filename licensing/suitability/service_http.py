"""Asking an outside service over HTTP: one question, one answer, in time and of no endless size.

What is asked may name somebody in its address, as the DBS's contract wants it. So neither an address nor what a library
says of a fault is ever logged or raised from here, and repeating is our own: the library's would log the address.
Whatever is asked here only reads, so that a question whose answer was lost is asked again at once, and later by the
outbox.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from licensing import clock
from licensing.errors import NotConfigured, NotReachable
from licensing.settings import LOOPBACK

# Seconds: until somebody takes the call, between two pieces of the answer, and until the last answer is in whole.
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 3.05, 10.0, 30.0
TRIES, PAUSE_SECONDS = 3, 0.3
LARGEST_ANSWER = 256 * 1024
PIECE = 16 * 1024
TRIED_AGAIN = (500, 502, 504)
LONGEST_PAUSE, USUAL_PAUSE = timedelta(days=1), timedelta(minutes=1)


class TooMany(NotReachable):
    """The service asks not to be asked before a moment (429)."""

    def __init__(self, service: str, until: datetime) -> None:
        super().__init__(f"The {service} asks to be asked less often.")
        self.until = until


@dataclass(frozen=True)
class Answer:
    """What a service said: its status, the kind of content without parameters, in small letters, and the content."""

    status: int
    content_type: str
    content: bytes


class Service:
    """A service at an address. `name` is what it is called in our own words; they say nothing of whom was asked."""

    def __init__(self, name: str, address: str) -> None:
        """Raises NotConfigured for an address without TLS on another machine, or one that is none."""
        parts = urlsplit(address)
        here = parts.hostname in LOOPBACK
        if parts.scheme != "https" and not (parts.scheme == "http" and here):
            raise NotConfigured(f"The {name} on another machine is reached by https:// only.")
        self.name = name
        self._base, self._here = address.rstrip("/"), here

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        login: tuple[str, str] | None = None,
    ) -> Answer:
        """Ask, and ask again at once where no answer came. Raises NotReachable; TooMany on 429."""
        ends = time.monotonic() + WHOLE_SECONDS
        for again in range(TRIES):
            try:
                answer = self._once(method, path, query, body, headers, login, ends)
            except TooMany:
                raise
            except NotReachable:
                if again + 1 == TRIES or time.monotonic() >= ends:
                    raise
            else:
                if answer.status not in TRIED_AGAIN or again + 1 == TRIES:
                    return answer
            time.sleep(PAUSE_SECONDS * 2**again)
        raise AssertionError("The last try returns or raises.")

    def _once(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: bytes | None,
        headers: Mapping[str, str] | None,
        login: tuple[str, str] | None,
        ends: float,
    ) -> Answer:
        try:
            with (
                self._session() as session,
                session.request(
                    method,
                    self._base + path,
                    params=query,
                    data=body,
                    headers=dict(headers or {}),
                    auth=login,
                    timeout=(CONNECT_SECONDS, READ_SECONDS),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                content = self._whole(response, ends)
        except (requests.RequestException, HTTPError, OSError) as fault:
            # What the fault says quotes the address; its kind does not.
            raise NotReachable(f"The {self.name} can't be reached ({type(fault).__name__}).") from None
        if response.status_code == 429:
            raise TooMany(self.name, _not_before(response.headers.get("Retry-After", "")))
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.status_code, kind, content)

    def _session(self) -> requests.Session:
        """Connections of one question. No proxy and no password from a file for this machine; no cookie ever."""
        session = requests.Session()
        session.trust_env = not self._here
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return session

    def _whole(self, response: requests.Response, ends: float) -> bytes:
        """The whole answer. Read as it comes: the library's own limit is for each piece, and one may drip."""
        pieces, size = [], 0
        while piece := response.raw.read1(PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_ANSWER or time.monotonic() > ends:
                raise NotReachable(f"The answer of the {self.name} is too long, or too slow.")
        promised = response.headers.get("Content-Length", "")
        if promised.isdigit() and not response.headers.get("Content-Encoding") and size != int(promised):
            raise NotReachable(f"The answer of the {self.name} was cut short.")
        return b"".join(pieces)

    def refused(self, status: int) -> NotReachable | NotConfigured:
        """What an answer means that the service's contract does not name."""
        if status in (401, 403):
            return NotConfigured(f"The {self.name} does not take our credentials.")
        return NotReachable(f"The {self.name} answered {status}.")

    def not_understood(self) -> NotReachable:
        """The answer is not of the form agreed: nothing in it is used."""
        return NotReachable(f"The {self.name} answered what can't be understood.")


def _not_before(retry_after: str) -> datetime:
    """The moment that a Retry-After names, in seconds or as a date; a minute from now where it names none."""
    now = clock.now()
    if retry_after.strip().isdigit():
        seconds = min(int(retry_after), int(LONGEST_PAUSE.total_seconds()))
        return now + timedelta(seconds=seconds)
    try:
        told = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError):
        return now + USUAL_PAUSE
    told = told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    return min(max(told, now), now + LONGEST_PAUSE)


def _nothing_below_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


# Its lines below warnings hold each address that is asked.
logging.getLogger("urllib3.connectionpool").addFilter(_nothing_below_warning)
