"""How a refusal becomes a page, and how a fault shows nothing of its inside."""

import re
import secrets

from flask import Flask, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from licensing.db import db
from licensing.errors import NotPossibleNow, Refusal, Unlawful

# PostgreSQL's codes for two transactions that crossed: a deadlock, a serialisation failure, a lock not had in time.
CROSSED = ("40P01", "40001", "55P03")


def init_app(app: Flask) -> None:
    """Say each refusal, and each fault, in words."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(IntegrityError, _guarded)
    app.register_error_handler(Exception, _fault)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("errors/refused.html", refusal=refusal), refusal.status


def _stale_form(_fault: CSRFError) -> ResponseReturnValue:
    return render_template(
        "errors/refused.html",
        title="This page was open for too long",
        message="What you sent could not be checked, so nothing was saved. Go back, load the page again, "
        "and send it again.",
        reasons=(),
        next_step="If you were signed out meanwhile, sign in first.",
        back_url=url_for("home.show"),
    ), 400


def _http(fault: HTTPException) -> ResponseReturnValue:
    if fault.code == 404:
        return render_template("errors/refused.html"), 404
    if fault.code is not None and fault.code < 400:
        return fault
    words = {
        405: ("This page can't be used that way", "Go back and use the buttons on the page."),
        413: ("The file is too large", "Send a file of at most 10 megabytes."),
    }
    title, message = words.get(
        fault.code or 0, ("There is a problem", "What was sent could not be understood.")
    )
    return (
        render_template(
            "errors/refused.html",
            title=title,
            message=message,
            reasons=(),
            next_step="",
            back_url=url_for("home.show"),
        ),
        fault.code or 400,
        {name: value for name, value in fault.get_headers() if name == "Allow"},
    )


def _busy(fault: OperationalError) -> ResponseReturnValue:
    """Two who wanted the same thing in the same moment, and one of them was sent away."""
    sqlite_waited = "locked" in str(fault.orig)
    if not sqlite_waited and getattr(fault.orig, "sqlstate", None) not in CROSSED:
        return _fault(fault)
    return _refused(
        NotPossibleNow("The register is busy. Nothing was saved: wait a few seconds and send it again.")
    )


def _guarded(fault: IntegrityError) -> ResponseReturnValue:
    """The database's own guard refused: what it says is ours, and a person can act on it."""
    guard = re.search(r"An? [a-z][^\n]*\(2022 Act s\.[^\n)]*\)\)?", str(fault.orig))
    if guard is None:
        return _fault(fault)
    return _refused(Unlawful(f"{guard.group()}. Nothing was saved: look at the case again."))


def _fault(fault: Exception) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    current_app.logger.error("fault %s: %s", reference, type(fault).__name__, exc_info=fault)
    db.session.rollback()
    return current_app.jinja_env.get_template("errors/fault.html").render(reference=reference), 500
