"""Duties as pages show them: with their kind, who has them, how they stand, and the page that discharges each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app, url_for
from sqlalchemy import select

from licensing import clock
from licensing.applications.queries import application_id_of
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties.holidays import holidays
from licensing.duties.kinds import KINDS, Kind
from licensing.duties.models import Duty
from licensing.errors import BeyondLoadedHolidays
from licensing.national_register.alert_models import Alert
from licensing.national_register.models import InformationRequest
from licensing.register.plates import vehicle_of_plate
from licensing.register.vehicle_models import Plate
from licensing.web.access import officer
from licensing.web.filters import counted
from licensing.workingdays import BankHolidays, working_days_left

# What "came in lately" means on pages.
CAME_IN_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Row:
    """A duty as a page shows it: its kind, the page that discharges it, who has it, and its working days in words."""

    duty: Duty
    kind: Kind
    href: str
    who: str = ""
    working: str = ""


# What a duty's subject names → the view of the page that discharges it, and what that view calls the number.
PAGES: dict[str, tuple[str, str]] = {
    "appeal": ("decisions.appeal", "appeal_id"),
    "application": ("case.show", "application_id"),
    "change-notice": ("change_notices.show", "notice_id"),
    "concern": ("concerns.show", "concern_id"),
    "decision": ("decisions.show", "decision_id"),
    "information": ("concerns.information", "information_id"),
    "information-request": ("information_requests.show", "request_id"),
    "person": ("people.show", "person_id"),
    "portal-task": ("portal.show", "task_id"),
    "vehicle": ("vetting.vehicle", "vehicle_id"),
    "received-concern": ("concerns.received", "case_id"),
    "review": ("change_notices.review", "review_id"),
}


def _alert(row_id: int, authority_id: int) -> dict[str, Any]:
    return {"ref": scope.get(Alert, row_id, authority_id).ref}


def _case_of_request(row_id: int, authority_id: int) -> dict[str, Any]:
    request = scope.get(InformationRequest, row_id, authority_id)
    return {"application_id": application_id_of(request.application_ref, authority_id)}


def _vehicle_of_plate(row_id: int, authority_id: int) -> dict[str, Any]:
    return {"vehicle_id": vehicle_of_plate(scope.get(Plate, row_id, authority_id))}


# The same where the page goes by something else than the subject's number.
LOOKED_UP: dict[str, tuple[str, Callable[[int, int], dict[str, Any]]]] = {
    "defra-uploads": ("defra_uploads.index", lambda _number, _authority_id: {}),
    "alert": ("alerts.show", _alert),
    "plate": ("vehicles.show", _vehicle_of_plate),
    "request": ("case.show", _case_of_request),
}


def rows(duties: Iterable[Duty], today: date | None = None) -> list[Row]:
    """Duties with their kind, who has them, and the page that discharges each. `today` is the day in London."""
    listed, on = list(duties), today or clock.today()
    ids = {duty.officer_id for duty in listed if duty.officer_id is not None}
    names = (
        {one.id: one.name for one in db.session.scalars(select(Officer).where(Officer.id.in_(ids)))}
        if ids
        else {}
    )
    counted_so = any(KINDS[duty.kind].in_working_days for duty in listed)
    loaded = holidays() if counted_so else None
    return [
        Row(
            duty,
            KINDS[duty.kind],
            href(duty),
            who=names.get(duty.officer_id or 0, ""),
            working=working_words(duty, on, loaded) if loaded else "",
        )
        for duty in listed
    ]


def working_words(duty: Duty, on: date, loaded: BankHolidays) -> str:
    """How many working days an open duty has left or is late by, in words; "" where its clock counts others.

    What is left counts today and the last day, as the period itself does; what it is late by begins with the day
    after the last lawful day. "" too for none at all, and where the bank holidays of those days are not loaded.
    """
    if duty.discharged_at is not None or not KINDS[duty.kind].in_working_days:
        return ""
    try:
        if on <= duty.due_on:
            left = working_days_left(on, duty.due_on, loaded)
            return f"{counted(left, 'working day', 'working days')} left" if left else ""
        late = working_days_left(duty.due_on + timedelta(days=1), on, loaded)
    except BeyondLoadedHolidays:
        return ""
    return f"{counted(late, 'working day', 'working days')} late" if late else ""


def href(duty: Duty) -> str:
    """The page that discharges a duty; "" where it has none, or this officer may not open it."""
    what, _, number = duty.subject.partition(":")
    if not number.isdigit():
        return ""
    if what in LOOKED_UP:
        endpoint, look_up = LOOKED_UP[what]
        return url_for(endpoint, **look_up(int(number), duty.authority_id)) if _may_open(endpoint) else ""
    if what not in PAGES:
        return ""
    endpoint, argument = PAGES[what]
    values: dict[str, Any] = {argument: int(number)}
    return url_for(endpoint, **values) if _may_open(endpoint) else ""


def _may_open(endpoint: str) -> bool:
    """Whether the officer signed in may open a view: it says itself what it needs."""
    view = current_app.view_functions.get(endpoint)
    needed = getattr(view, "__needs__", None)
    return needed is not None and officer().may(needed)


def named(actor: str, names: Mapping[int, str]) -> str:
    """Who did something, by name, from what the audit log calls them; the register itself has none."""
    what, _, number = actor.partition(":")
    if what == "officer" and number.isdigit():
        return names.get(int(number), "")
    return "the register itself"
