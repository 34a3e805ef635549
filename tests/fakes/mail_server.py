"""A mail server on loopback, as far as one e-mail needs it: it keeps what it takes, and can be told to misbehave."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class MailServer:
    """What the server says and what it has taken. `says["RCPT"]` is an answer other than the usual one."""

    port: int = 0
    taken: list[tuple[str, str]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    # At these commands it says nothing for so many seconds; "" is the greeting.
    slow: dict[str, float] = field(default_factory=dict)
    # After these commands it hangs up.
    cut: set[str] = field(default_factory=set)
    users: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None


class _Conversation(socketserver.StreamRequestHandler):
    """One client, from the greeting to the farewell."""

    def handle(self) -> None:
        self.post: MailServer = self.server.post  # type: ignore[attr-defined]
        self.secure, self.to = False, ""
        try:
            self.answer("", "220 test ESMTP")
            while line := self.rfile.readline().decode().strip():
                self.post.commands.append(line)
                word = line.split(maxsplit=1)[0].upper()
                getattr(self, f"on_{word.lower()}", self.on_other)(line)
                if word in self.post.cut or word == "QUIT":
                    return
        except OSError:
            return

    def finish(self) -> None:
        super().finish()
        if self.secure:
            # The server closes the socket it accepted, which is not this one any more.
            self.connection.close()

    def answer(self, word: str, usual: str) -> None:
        time.sleep(self.post.slow.get(word, 0))
        self.wfile.write(self.post.says.get(word, usual).encode() + b"\r\n")

    def on_ehlo(self, _line: str) -> None:
        offers = ["250-test"]
        if self.post.tls and not self.secure:
            offers.append("250-STARTTLS")
        if self.post.users:
            offers.append("250-AUTH PLAIN")
        self.answer("EHLO", "\r\n".join([*offers, "250 SIZE 100000"]))

    def on_starttls(self, _line: str) -> None:
        self.answer("STARTTLS", "220 go on")
        assert self.post.tls is not None
        self.connection = self.post.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.secure = True

    def on_auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        right = self.post.users.get(user) == password
        self.answer("AUTH", "235 welcome" if right else "535 no")

    def on_rcpt(self, line: str) -> None:
        self.to = line.partition("<")[2].rstrip(">")
        self.answer("RCPT", "250 ok")

    def on_data(self, _line: str) -> None:
        self.answer("DATA", "354 go on")
        lines = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line)
        self.post.taken.append((self.to, "".join(lines)))
        self.post.encrypted.append(self.secure)
        self.answer("END", "250 taken")

    def on_quit(self, _line: str) -> None:
        self.answer("QUIT", "221 bye")

    def on_other(self, line: str) -> None:
        self.answer(line.split(maxsplit=1)[0].upper(), "250 ok")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(**behaviour: object) -> Iterator[MailServer]:
    """A mail server on a port of its own, until the block ends."""
    post = MailServer(**behaviour)  # type: ignore[arg-type]
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.post = post  # type: ignore[attr-defined]
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()


def certificate(folder: Path, now: Callable[[], datetime.datetime]) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that nobody signed but itself: its file, and what a server needs of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    at = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - datetime.timedelta(days=1))
        .not_valid_after(now() + datetime.timedelta(days=1))
        .add_extension(at, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(pem) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context
