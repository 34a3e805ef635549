"""Who may see a page. Every view says what it needs; a view that says nothing is refused to everybody.

@blueprint.get("/people/<int:person_id>")
@needs(Permission.SEE_PEOPLE)
def show(person_id): …
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from licensing import clock
from licensing.authorities import second_factor
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.errors import NotAllowed, NotConfigured, NotFound
from licensing.settings import LOOPBACK, Settings

View = TypeVar("View", bound=Callable[..., Any])
login = LoginManager()


def needs(permission: Permission) -> Callable[[View], View]:
    """A view for signed-in officers who hold a permission."""

    def mark(view: View) -> View:
        view.__needs__ = permission  # type: ignore[attr-defined]
        return view

    return mark


def open_to_all(reason: str) -> Callable[[View], View]:
    """A view for anybody, and why that is right."""

    def mark(view: View) -> View:
        view.__needs__ = None  # type: ignore[attr-defined]
        view.__open_because__ = reason  # type: ignore[attr-defined]
        return view

    return mark


def officer() -> Officer:
    """The officer who is signed in. Only for views that need a permission."""
    return cast("Officer", current_user._get_current_object())  # noqa: SLF001 (werkzeug's way out of its proxy)


def authority_id() -> int:
    """The authority of the officer who is signed in."""
    return officer().authority_id


def init_app(app: Flask) -> None:
    """Set up sign-in, and the check before every request."""
    settings: Settings = app.config["SETTINGS"]
    # A role that is none is refused at the start, and not when somebody without a second factor signs in.
    second_factor.roles_that_need_it(settings.second_factor_roles)
    login.init_app(app)
    login.user_loader(load)
    # Mobile addresses change during a shift; binding the session to one would sign officers out at the roadside.
    login.session_protection = None
    app.config.update(
        SESSION_COOKIE_NAME="register",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.cookies_over_https_only,
    )
    app.before_request(_check)


def load(session_id: str) -> Officer | None:
    """The officer of a session, if they may still have it: by what `Officer.get_id` gave."""
    number, _, epoch = session_id.partition(".")
    if not (number.isdigit() and epoch.isdigit()):
        return None
    found = db.session.get(Officer, int(number))
    return found if found and found.active and found.session_epoch == int(epoch) else None


def begin_session(who: Officer) -> None:
    """Sign an officer in under a fresh session: nothing from before sign-in is kept."""
    session.clear()
    login_user(who)
    session["began"] = session["seen"] = clock.now().isoformat()


def end_session() -> None:
    """Sign out: nothing of the session is kept."""
    logout_user()
    session.clear()


def _check() -> ResponseReturnValue | None:
    settings: Settings = current_app.config["SETTINGS"]
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        # PostgreSQL keeps no such character, and nobody types one.
        raise NotFound("There is no such page.")
    if settings.development_keys and from_elsewhere():
        raise NotConfigured("This register runs on development keys and answers to its own machine only.")
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    if not hasattr(view, "__needs__"):
        raise NotAllowed("This page does not say who may see it, so nobody may.")
    if hasattr(view, "__for_clients__"):
        # A program's: no session is asked or begun here, its credential is asked by the API itself.
        return None
    if current_user.is_authenticated and _expired(settings):
        end_session()
        flash(
            "You were signed out because the time limit was reached. Sign in to go on; what was saved is kept."
        )
        return redirect(url_for("sign_in.ask", next=_way_back()))
    if view.__needs__ is None:
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("sign_in.ask", next=_way_back()))
    session["seen"] = clock.now().isoformat()
    if not officer().may(view.__needs__):
        raise NotAllowed(
            f"Your roles do not let you {view.__needs__.value}. Ask your administrator if you need to."
        )
    return None


def from_elsewhere() -> bool:
    """Whether a request comes from another machine: by its address, through a proxy, or under another name."""
    host = urlsplit(f"//{request.host}").hostname or ""
    forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host"))
    return request.remote_addr not in (*LOOPBACK, None) or forwarded or host not in LOOPBACK


def _way_back() -> str:
    return request.path if request.method == "GET" else ""


def _expired(settings: Settings) -> bool:
    at = clock.now()
    try:
        began, seen = (datetime.fromisoformat(session[name]) for name in ("began", "seen"))
    except (KeyError, ValueError):
        return True
    return at - seen > timedelta(minutes=settings.session_idle_minutes) or at - began > timedelta(
        hours=settings.session_hours
    )
