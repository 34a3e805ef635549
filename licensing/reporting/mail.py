"""One letter by e-mail: to a mail server (SMTP), or into a file where no server is set, as in the demonstration.

Outside this machine the connection is encrypted and the server's certificate is checked; every step has a time limit.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

from licensing.errors import NotConfigured
from licensing.outbox.actions import CannotBeSent, NotYet
from licensing.settings import Settings

# Of one step: connecting, a command, its answer. All of them together end before the outbox's lease does.
SECONDS = 6.0


@dataclass(frozen=True)
class Mail:
    """An e-mail to one address. `key` is the same each time it is sent, so that a mailbox can tell a repetition."""

    to: str
    subject: str
    text: str
    key: str


def send(mail: Mail, settings: Settings) -> None:
    """Send an e-mail, or write it into the folder outbox/ of the instance where no SMTP_HOST is set.

    Raises NotYet when the server can't be reached or asks to wait, CannotBeSent when it will not have this e-mail,
    NotConfigured when it will not have us: an encryption, a certificate or a password is wrong.
    """
    message = _message(mail, settings)
    if not settings.smtp_host:
        folder = settings.instance / "outbox"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The same name each time: sent twice, it is still one file.
        (folder / f"{mail.key.replace(':', '-')}.eml").write_bytes(bytes(message))
        return
    with _in_words():
        server = _connected(settings)
        try:
            server.send_message(message)
        finally:
            # Once it has been taken it is sent, whatever becomes of the farewell.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()


def _message(mail: Mail, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.smtp_from or "register@localhost"
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Message-ID"] = f"<{mail.key.replace(':', '.')}@{_our_name(settings)}>"
    # RFC 3834: no out-of-office reply to a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _our_name(settings: Settings) -> str:
    return urlsplit(settings.public_url).hostname or "localhost"


def _connected(settings: Settings) -> smtplib.SMTP:
    """A connection over which a letter may go: encrypted, and signed in where a user is set."""
    if settings.smtp_security == "none" and not settings.smtp_on_loopback:
        raise NotConfigured("SMTP_SECURITY may be none for a mail server of this machine only.")
    name, context = _our_name(settings), ssl.create_default_context()
    server: smtplib.SMTP
    if settings.smtp_security == "tls":
        server = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, name, timeout=SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, name, timeout=SECONDS)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


@contextmanager
def _in_words() -> Iterator[None]:
    """What went wrong with a mail server, as the outbox understands it; an address is never quoted."""
    try:
        yield
    except ssl.SSLError as fault:
        raise NotConfigured(f"The mail server's encryption can't be trusted: {fault.reason}.") from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise NotConfigured(
            "The mail server does not offer what SMTP_SECURITY and SMTP_USER ask for."
        ) from fault
    except smtplib.SMTPRecipientsRefused as fault:
        raise _by_code(max(code for code, _ in fault.recipients.values())) from fault
    except smtplib.SMTPAuthenticationError as fault:
        if fault.smtp_code < 500:
            raise _by_code(fault.smtp_code) from fault
        raise NotConfigured("The mail server does not take SMTP_USER with SMTP_PASSWORD.") from fault
    except smtplib.SMTPConnectError as fault:
        # Whatever its number, it is about the connection and not about this letter.
        raise NotYet(f"The mail server would not talk to us (code {fault.smtp_code}).") from fault
    except smtplib.SMTPResponseException as fault:
        raise _by_code(fault.smtp_code) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise NotYet("The mail server could not be reached.") from fault


def _by_code(code: int) -> Exception:
    """A refusal for now (4xx) or for good (5xx), as RFC 5321 4.2.1 has it."""
    if code < 500:
        return NotYet(f"The mail server asks to wait (code {code}).")
    return CannotBeSent(f"The mail server does not take this e-mail (code {code}): is the address right?")
