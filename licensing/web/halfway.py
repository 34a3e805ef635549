"""Between the right password and a session: the second factor, a first password of one's own.

Somebody halfway is not signed in, and reaches nothing but the pages of `web/sign_in_steps`. The cookie says who,
what they have proved, since when, and where they were going; it dies after ten minutes, and with the officer's
sessions.
"""

from datetime import datetime, timedelta

from flask import current_app, flash, redirect, session, url_for
from werkzeug import Response

from licensing import clock
from licensing.authorities import officers, second_factor
from licensing.authorities.officer_models import Officer
from licensing.db import transaction
from licensing.settings import Settings
from licensing.web import access
from licensing.web.filters import day

LASTS = timedelta(minutes=10)
_KEY = "halfway"


def begin(who: Officer, way_on: str) -> None:
    """The password was right. Nothing of an earlier session is kept. `way_on` is a path of this site."""
    session.clear()
    session[_KEY] = {"who": who.get_id(), "since": clock.now().isoformat(), "way_on": way_on, "code": False}


def who() -> Officer | None:
    """Who gave the right password in the last ten minutes, and is not signed in yet."""
    kept = session.get(_KEY)
    if not kept or clock.now() - datetime.fromisoformat(kept["since"]) > LASTS:
        return None
    return access.load(kept["who"])


def code_is_given() -> None:
    """The second factor was proved."""
    session[_KEY] = {**session[_KEY], "code": True}


def still(who: Officer) -> None:
    """Whose sessions were ended by a step of their own is still halfway, with all that was proved."""
    session[_KEY] = {**session[_KEY], "who": who.get_id()}


def step(who: Officer) -> str:
    """The endpoint of what is asked next, or "" when nothing is."""
    settings: Settings = current_app.config["SETTINGS"]
    has_one = second_factor.is_set(who)
    if has_one and not session[_KEY]["code"]:
        return "sign_in_steps.code"
    if who.must_change_password:
        return "sign_in_steps.first_password"
    if not has_one and second_factor.is_required(who, settings.second_factor_roles):
        return "sign_in_steps.set_up"
    return ""


def go_on(who: Officer) -> Response:
    """To what is asked next, or, when nothing is, signed in and on to the page that was asked for."""
    if endpoint := step(who):
        return redirect(url_for(endpoint))
    return redirect(finish(who))


def finish(who: Officer) -> str:
    """Sign in somebody of whom nothing more is asked; gives the path they were on their way to."""
    way_on = str(session[_KEY]["way_on"])
    reset_at = who.second_factor_reset_at
    with transaction():
        officers.record_signed_in(who)
    access.begin_session(who)
    if reset_at:
        flash(
            f"An administrator took your second factor away on {day(reset_at)}. Tell them if you did not ask for that."
        )
    if second_factor.is_set(who) and not second_factor.codes_left(who):
        flash("You have no recovery codes left. Make new ones under Password, Your second factor.")
    return way_on
