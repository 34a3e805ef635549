"""gunicorn's settings (`gunicorn -c python:licensing.server wsgi:app`): how `./dev run` serves the register."""

from typing import Any

from licensing.errors import NotConfigured
from licensing.settings import load

_settings = load()

_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
bind = f"{_host}:{_settings.port}"
worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 20
# The worker's heartbeat file: memory, so that a slow disk never looks like a dead worker.
worker_tmp_dir = "/dev/shm"  # noqa: S108 (gunicorn makes its own private file there)
# Nobody manages this server from beside it: no socket in anybody's home for that.
control_socket_disable = True
accesslog = "-"
# No referrer, and the address as it was sent: decoded, a line break in it would forge a line of the log. Nothing
# personal stands in an address of ours: ids, page numbers and names of states only.
access_log_format = "%(t)s %(m)s %({raw_uri}e)s %(s)s %(B)s %(M)sms"


def on_starting(server: Any) -> None:
    """Refuse to start where real secrets are needed and missing, and say which."""
    try:
        _settings.refuse_without_secrets()
    except NotConfigured as refusal:
        raise SystemExit(str(refusal)) from None
