"""One e-mail to a mail server that is well, refuses, is slow, hangs up, or can't be trusted; and into a file."""

import email
import socket
from email import policy

import pytest

from licensing import clock
from licensing.errors import NotConfigured
from licensing.outbox.actions import CannotBeSent, NotYet
from licensing.reporting import mail as module
from licensing.reporting.mail import Mail, send
from licensing.settings import Settings
from tests.fakes.mail_server import certificate, mail_server

MAIL = Mail("olive@leeds.example", "Duties: 2 open", "Two duties wait.\n", "digest:7:2026-06-01")


def settings_for(port=0, **changes):
    """Settings of nothing but e-mail."""
    given = {
        "database_url": "sqlite://",
        "host": "127.0.0.1",
        "port": 8000,
        "secret_key": "",
        "sealing_keys": (),
        "fingerprint_key": b"",
        "audit_key": b"",
        "public_url": "https://register.example",
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_from": "register@leeds.example",
    }
    return Settings(**(given | changes))


def read(text):
    return email.message_from_string(text, policy=policy.default)


def test_an_e_mail_arrives_with_an_identity_that_stays_the_same_when_it_is_sent_again():
    with mail_server() as post:
        for _ in range(2):
            send(MAIL, settings_for(post.port))
    (to, first), (_, second) = post.taken
    found = read(first)
    assert to == "olive@leeds.example"
    assert (found["From"], found["Subject"]) == ("register@leeds.example", "Duties: 2 open")
    assert found["Message-ID"] == read(second)["Message-ID"] == "<digest.7.2026-06-01@register.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found.get_content().strip() == "Two duties wait."


def test_without_a_mail_server_it_becomes_a_file_and_twice_is_still_one(tmp_path):
    for _ in range(2):
        send(MAIL, settings_for(smtp_host="", smtp_from="", instance=tmp_path))
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == "digest-7-2026-06-01.eml"
    assert read(file.read_text())["To"] == "olive@leeds.example"


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize(
    ("says", "becomes"),
    [("550 no", CannotBeSent), ("451 later", NotYet)],
    ids=["for good", "for now"],
)
def test_a_refusal_is_for_good_or_for_now_and_quotes_no_address(command, says, becomes):
    with mail_server(says={command: says}) as post, pytest.raises(becomes) as refused:
        send(MAIL, settings_for(post.port))
    assert "olive" not in str(refused.value)
    assert says[:3] in str(refused.value)


@pytest.mark.parametrize("command", ["", "EHLO", "RCPT", "END"])
def test_a_slow_server_is_not_waited_for_beyond_the_time_limit(command, monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.2)
    with mail_server(slow={command: 1.0}) as post, pytest.raises(NotYet, match="could not be reached"):
        send(MAIL, settings_for(post.port))


@pytest.mark.parametrize("command", ["EHLO", "RCPT"])
def test_a_server_that_hangs_up_is_tried_again_later(command):
    with mail_server(cut={command}) as post, pytest.raises(NotYet):
        send(MAIL, settings_for(post.port))
    assert post.taken == []


def test_nobody_there_is_tried_again_later():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(NotYet, match="could not be reached"):
            send(MAIL, settings_for(unused.getsockname()[1]))


@pytest.mark.parametrize("farewell", [{"says": {"QUIT": "500 what"}}, {"slow": {"QUIT": 1.0}}])
def test_what_was_taken_is_sent_however_the_server_takes_its_leave(farewell, monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.2)
    with mail_server(**farewell) as post:
        send(MAIL, settings_for(post.port))
    assert len(post.taken) == 1


def test_it_signs_in_where_a_user_is_set():
    with mail_server(users={"register": "secret"}) as post:
        send(MAIL, settings_for(post.port, smtp_user="register", smtp_password="secret"))
    assert len(post.taken) == 1


def test_a_wrong_password_is_a_setting_to_put_right_and_nothing_is_sent():
    with mail_server(users={"register": "secret"}) as post, pytest.raises(NotConfigured, match="SMTP_USER"):
        send(MAIL, settings_for(post.port, smtp_user="register", smtp_password="wrong"))
    assert post.taken == []


def test_over_starttls_nothing_is_said_before_the_connection_is_encrypted(tmp_path, monkeypatch):
    file, context = certificate(tmp_path, clock.now)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with mail_server(tls=context, users={"register": "secret"}) as post:
        send(
            MAIL,
            settings_for(post.port, smtp_security="starttls", smtp_user="register", smtp_password="secret"),
        )
    assert post.encrypted == [True]
    words = [line.split()[0] for line in post.commands]
    assert words[:4] == ["ehlo", "STARTTLS", "ehlo", "AUTH"]


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path, monkeypatch):
    _, context = certificate(tmp_path, clock.now)
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    with mail_server(tls=context) as post, pytest.raises(NotConfigured, match="can't be trusted"):
        send(MAIL, settings_for(post.port, smtp_security="starttls"))
    assert post.taken == []


def test_a_server_that_offers_no_encryption_gets_nothing():
    with mail_server() as post, pytest.raises(NotConfigured, match="SMTP_SECURITY"):
        send(MAIL, settings_for(post.port, smtp_security="starttls"))
    assert post.taken == []


def test_without_encryption_no_other_machine_is_talked_to(monkeypatch):
    monkeypatch.setattr(module.smtplib, "SMTP", None)
    with pytest.raises(NotConfigured, match="this machine only"):
        send(MAIL, settings_for(25, smtp_host="mail.example", smtp_security="none"))
