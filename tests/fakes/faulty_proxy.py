"""A small proxy that stands between two processes and does to each request what it is told to."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

# What can be done to one request.
PASS = "pass"
CUT_BEFORE = "cut before the server has it"
CUT_AFTER = "cut after the write, before its answer"
SLOW = "the answer comes too late"
DRIP = "the answer comes a byte at a time"
FAIL = "500, and the server never has it"
FAIL_AFTER = "500, though the server has done it"
REPLAY = "sent twice"
ALL_FAULTS = (CUT_BEFORE, CUT_AFTER, SLOW, FAIL, FAIL_AFTER, REPLAY)

_FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class FaultyProxy:
    """`next_fault` says what is done to the next request; `done` is what was done to each."""

    upstream: tuple[str, int]
    late: float
    next_fault: Callable[[], str] = lambda: PASS
    done: list[str] = field(default_factory=list)
    address: str = ""
    _listener: socket.socket = field(default_factory=socket.socket)

    def listen(self) -> None:
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """From now on connections are refused."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            request = _whole_request(client)
            if not request:
                return
            fault = self.next_fault()
            self.done.append(fault)
            if fault == FAIL:
                client.sendall(_FAILED)
            elif fault != CUT_BEFORE:
                self._pass_on(client, request, fault)

    def _pass_on(self, client: socket.socket, request: bytes, fault: str) -> None:
        answer = self._ask(request)
        if fault == REPLAY:
            answer = self._ask(request)
        if fault == SLOW:
            time.sleep(self.late)
        if fault == FAIL_AFTER:
            client.sendall(_FAILED)
        elif fault == DRIP:
            head, _, rest = answer.partition(b"\r\n\r\n")
            client.sendall(head + b"\r\n\r\n")
            for byte in rest:
                client.sendall(bytes([byte]))
                time.sleep(0.1)
        elif fault != CUT_AFTER:
            client.sendall(answer)

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(self.upstream, timeout=30) as server:
            server.sendall(request)
            pieces = list(iter(lambda: server.recv(65536), b""))
        return b"".join(pieces)


def _whole_request(client: socket.socket) -> bytes:
    """One request with its body; the connection is then closed, so that each request is on one of its own."""
    client.settimeout(30)
    data = b""
    while b"\r\n\r\n" not in data:
        piece = client.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    lines = [one for one in head.split(b"\r\n") if not one.lower().startswith(b"connection:")]
    lengths = [int(one.partition(b":")[2]) for one in lines if one.lower().startswith(b"content-length:")]
    while len(rest) < (lengths[0] if lengths else 0):
        rest += client.recv(65536)
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + rest


@contextmanager
def faulty_proxy(upstream: str, *, late: float) -> Iterator[FaultyProxy]:
    """A proxy before a server at an address; `late` is how many seconds too late an answer comes."""
    host, _, port = upstream.removeprefix("http://").partition(":")
    proxy = FaultyProxy((host, int(port)), late)
    proxy.listen()
    try:
        yield proxy
    finally:
        proxy.stop()
