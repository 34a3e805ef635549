"""The links at the top of every page: each officer sees what they may open."""

from collections.abc import Callable
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from licensing import clock
from licensing.applications.reviews import open_count as to_review
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.concerns.queries import open_received_count
from licensing.duties.queries import overdue_count
from licensing.national_register.adjudicating import open_count
from licensing.national_register.answers import unanswered_count
from licensing.national_register.notices import unacknowledged_count
from licensing.national_register.ways_in import is_portal
from licensing.web.access import officer

LINKS = (
    ("Work list", "home.show", Permission.SEE_HOME),
    ("Applications", "applications.index", Permission.SEE_APPLICATIONS),
    ("People", "people.index", Permission.SEE_PEOPLE),
    ("Vehicles", "vehicles.index", Permission.SEE_VEHICLES),
    ("Operators", "operators.index", Permission.SEE_VEHICLES),
    ("Alerts", "alerts.index", Permission.SEARCH_NATIONAL_REGISTER),
    ("Requests", "information_requests.index", Permission.ANSWER_REQUESTS),
    ("Changes", "change_notices.index", Permission.SEE_APPLICATIONS),
    ("Concerns", "concerns.index", Permission.SEE_CONCERNS),
    ("Duties", "duties.board", Permission.SEE_DUTIES),
    ("Decisions", "decisions.index", Permission.SEE_APPLICATIONS),
    ("Training", "training.index", Permission.SEE_TRAINING),
    ("Vetting", "vetting.index", Permission.WATCH_VETTING),
    ("Files", "exchange.index", Permission.LOAD_FILES),
    ("Policy", "policy.show", Permission.SEE_POLICY),
    ("Officers", "accounts.index", Permission.MANAGE_OFFICERS),
    ("Bank holidays", "accounts.bank_holidays", Permission.MANAGE_HOLIDAYS),
    ("Messages", "messages.index", Permission.RELEASE_MESSAGES),
    ("Audit log", "audit_log.index", Permission.READ_AUDIT),
)
# For the officers of an authority whose national register is a portal.
PORTAL = ("Register portal", "portal.index", Permission.SEARCH_NATIONAL_REGISTER)


def init_app(app: Flask) -> None:
    """Give every template the navigation, today's date in London, and who is signed in."""
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    shared: dict[str, Any] = {
        "today": clock.today(),
        "accessibility_url": url_for("about.accessibility"),
        "privacy_url": url_for("about.privacy"),
        "home_url": url_for("home.show"),
        "P": Permission,
    }
    if not current_user.is_authenticated:
        return shared
    who = officer()
    area = (request.endpoint or "").partition(".")[0]
    return shared | {
        "me": who,
        "current_authority_name": who.authority.nice_name,
        "sign_out_url": url_for("sign_in.end"),
        "password_url": url_for("sign_in.password"),
        "navigation": [
            {"text": _counted(text, who), "href": url_for(endpoint), "active": _active(area, endpoint)}
            for text, endpoint, permission in (*LINKS, *((PORTAL,) if is_portal(who.authority_id) else ()))
            if who.may(permission)
        ],
    }


def _counted(text: str, who: Officer) -> str:
    """A link's words; some say how much waits or is overdue, so that nobody has to look for it."""
    if text == "Duties":
        late = overdue_count(who.authority_id, clock.today())
        return f"{text} ({late} overdue)" if late else text
    waiting = _WAITING[text](who.authority_id) if text in _WAITING else 0
    return f"{text} ({waiting})" if waiting else text


_WAITING: dict[str, Callable[[int], int]] = {
    "Alerts": open_count,
    "Concerns": open_received_count,
    "Requests": unanswered_count,
    "Changes": lambda authority_id: unacknowledged_count(authority_id) + to_review(authority_id),
}

_UNDER = {
    "case": "applications",
    "defra_uploads": "vehicles",
    "convictions": "people",
    "intake": "applications",
    "known_elsewhere": "applications",
    "determination": "applications",
    "national_register": "applications",
    "public_register": "people",
    "reminders": "duties",
    "rules": "policy",
    "plates": "vehicles",
    "working_links": "vehicles",
}


def _active(area: str, endpoint: str) -> bool:
    if endpoint.startswith("accounts."):
        # Two links lead into one module: officers, and bank holidays.
        about_holidays = "bank_holiday" in (request.endpoint or "")
        return area == "accounts" and about_holidays == ("bank_holiday" in endpoint)
    return endpoint.partition(".")[0] == _UNDER.get(area, area)
