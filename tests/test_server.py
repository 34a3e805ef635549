"""How the server is set up."""

import importlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from licensing.settings import ROOT
from tests.support.databases import SECRETS


def test_a_line_of_the_access_log_is_one_line_and_holds_no_referrer_and_no_cookie(monkeypatch, tmp_path):
    for name, value in (SECRETS | {"INSTANCE": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    server = importlib.import_module("licensing.server")
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/people/7%0A127.0.0.1",
        "PATH_INFO": "/people/7\n127.0.0.1",
        "HTTP_REFERER": "http://localhost/people?q=Exampleby",
        "HTTP_COOKIE": "register=Exampleby",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }

    class Answer:
        status, sent, headers = "200 OK", 10, []

    class Asked:
        headers = [("Referer", "http://localhost/people?q=Exampleby"), ("Cookie", "register=Exampleby")]

    logger = Logger(Config())
    atoms = logger.atoms(Answer(), Asked(), environ, timedelta(milliseconds=3))
    line = server.access_log_format % logger.atoms_wrapper_class(atoms)
    assert "GET /people/7%0A127.0.0.1 200" in line
    assert "Exampleby" not in line
    assert "\n" not in line


# --- started for real ------------------------------------------------------------------------------------------


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _started(tmp_path, **environ):
    """gunicorn, as ./dev run starts it, with these settings and no other."""
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:licensing.server", "wsgi:app"],
        env={"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path / "instance")} | environ,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _health(port):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
        return answer.status, json.load(answer)


def test_it_answers_at_health_on_its_own_machine_and_ends_when_told_to(database_url, tmp_path):
    port = _free_port()
    server = _started(tmp_path, **SECRETS, DATABASE_URL=database_url, PORT=str(port))
    try:
        for _ in range(100):
            try:
                answer = _health(port)
                break
            except OSError:
                assert server.poll() is None, server.communicate()[0]
                time.sleep(0.2)
        assert answer == (200, {"status": "ok"})
    finally:
        server.terminate()
        said, _ = server.communicate(timeout=30)
    assert server.returncode == 0, said


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({"HOST": "0.0.0.0"}, [*SECRETS]),  # noqa: S104 (the address is what is tried)
        ({"DATABASE_URL": "postgresql:///register"}, [*SECRETS]),
        (SECRETS | {"HOST": "0.0.0.0", "AUDIT_KEY": ""}, ["AUDIT_KEY"]),  # noqa: S104
    ],
    ids=["on every address", "on PostgreSQL", "with one secret missing"],
)
def test_it_refuses_to_start_for_others_without_secrets_and_says_which(tmp_path, environ, missing):
    server = _started(tmp_path, **environ, PORT=str(_free_port()))
    said, _ = server.communicate(timeout=60)
    assert server.returncode != 0
    assert "Real secrets are needed" in said
    assert [name for name in SECRETS if name in said] == missing
    assert "Traceback" not in said
    assert not (tmp_path / "instance").exists()
