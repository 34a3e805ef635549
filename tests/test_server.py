"""How the server is set up."""

import importlib
from datetime import timedelta

from gunicorn.config import Config
from gunicorn.glogging import Logger

from tests.support.databases import SECRETS


def test_a_line_of_the_access_log_holds_no_query_and_no_referrer(monkeypatch, tmp_path):
    for name, value in (SECRETS | {"INSTANCE": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    server = importlib.import_module("licensing.server")
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/applications?q=Exampleby",
        "PATH_INFO": "/applications",
        "QUERY_STRING": "q=Exampleby",
        "HTTP_REFERER": "http://localhost/people?q=Exampleby",
        "HTTP_COOKIE": "register=Exampleby",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }

    class Answer:
        status, sent, headers = "200 OK", 10, []

    class Asked:
        headers = [("Referer", environ["HTTP_REFERER"])]

    logger = Logger(Config())
    atoms = logger.atoms(Answer(), Asked(), environ, timedelta(milliseconds=3))
    line = server.access_log_format % logger.atoms_wrapper_class(atoms)
    assert "/applications 200" in line
    assert "Exampleby" not in line
