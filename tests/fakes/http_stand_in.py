"""A service on loopback that answers as it is told to, over real HTTP: what the services' own stand-ins are made of."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OK, SLOW, DRIP, CUT, HANG_UP, GARBAGE, HTML, TOO_LONG = (
    "as it should",
    "the answer comes too late",
    "the answer comes a byte at a time",
    "the answer ends in the middle",
    "the call is ended without an answer",
    "what can't be read",
    "a page for people, with status 200",
    "an answer without end",
)
# What any service may do instead of answering; none of it may be taken for an answer.
NO_ANSWERS = (SLOW, DRIP, CUT, HANG_UP, GARBAGE, HTML, TOO_LONG)
LATE_SECONDS = 2.0


@dataclass(frozen=True)
class Came:
    """A request as it came: method, path with its query, headers in small letters, body."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    kind: str
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class HttpStandIn:
    """Where it is served, what came, and how the next answers fare: `faults` for each in turn, then as it should."""

    answer: Callable[[Came], Said]
    address: str = ""
    came: list[Came] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fails(self, fault: str, times: int = 100) -> None:
        self.faults[:] = [fault] * times

    def works(self) -> None:
        self.faults.clear()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        stand_in: HttpStandIn = self.server.stand_in  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        came = Came(self.command, self.path, headers, body)
        stand_in.came.append(came)
        fault = stand_in.faults.pop(0) if stand_in.faults else OK
        self.close_connection = True
        with suppress(OSError):
            self._do(fault, stand_in.answer(came))

    do_GET = do_POST = _answer  # noqa: N815 (the library's names)

    def _do(self, fault: str, said: Said) -> None:
        if fault == HANG_UP:
            return
        if fault == SLOW:
            time.sleep(LATE_SECONDS)
        content, kind = said.content, said.kind
        if fault == GARBAGE:
            content = b"\x00\xff<{not"
        if fault == HTML:
            content, kind = b"<!doctype html><title>Sign in</title>", "text/html"
        self.send_response(200 if fault == HTML else said.status)
        self.send_header("Content-Type", kind)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        if fault != TOO_LONG:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if fault == CUT:
            self.wfile.write(content[: len(content) // 2])
        elif fault == DRIP:
            for byte in content:
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)
        elif fault == TOO_LONG:
            for _ in range(1000):
                self.wfile.write(b" " * 4096)
        else:
            self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Nothing: the tests' output is read by people."""


@contextmanager
def served(answer: Callable[[Came], Said]) -> Iterator[HttpStandIn]:
    """Serve until the end of the block."""
    stand_in = HttpStandIn(answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.stand_in = stand_in  # type: ignore[attr-defined]
    stand_in.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
