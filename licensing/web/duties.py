"""The duties board: what is owed, by when, and the page that discharges it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.applications.queries import application_id_of
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.duties.kinds import KINDS, Kind
from licensing.duties.models import Duty
from licensing.duties.queries import board as duties_of
from licensing.national_register.alert_models import Alert
from licensing.national_register.models import InformationRequest
from licensing.web.access import authority_id, needs, officer

blueprint = Blueprint("duties", __name__, url_prefix="/duties")


@dataclass(frozen=True)
class Row:
    """A duty as a page shows it: with its kind and the page that discharges it."""

    duty: Duty
    kind: Kind
    href: str


@blueprint.get("")
@needs(Permission.SEE_DUTIES)
def board() -> ResponseReturnValue:
    listed = rows(duties_of(authority_id()))
    today = clock.today()
    return render_template(
        "duties/board.html",
        ours=[row for row in listed if not row.kind.owed_to_us],
        theirs=[row for row in listed if row.kind.owed_to_us],
        overdue=sum(row.duty.due_on < today for row in listed),
        total=len(listed),
    )


def rows(duties: Iterable[Duty]) -> list[Row]:
    """Duties with the page that discharges each."""
    return [Row(duty, KINDS[duty.kind], href(duty)) for duty in duties]


def href(duty: Duty) -> str:
    """The page that discharges a duty; "" where this officer may not open it."""
    what, _, number = duty.subject.partition(":")
    if not number.isdigit():
        return ""
    row_id = int(number)
    who = officer()
    if what == "decision" and who.may(Permission.SEE_APPLICATIONS):
        return url_for("decisions.show", decision_id=row_id)
    if what == "person" and who.may(Permission.SEE_PEOPLE):
        return url_for("people.show", person_id=row_id)
    if what == "application" and who.may(Permission.SEE_APPLICATIONS):
        return url_for("case.show", application_id=row_id)
    if what == "alert" and who.may(Permission.SEARCH_NATIONAL_REGISTER):
        return url_for("alerts.show", ref=scope.get(Alert, row_id, duty.authority_id).ref)
    if what == "portal-task" and who.may(Permission.SEARCH_NATIONAL_REGISTER):
        return url_for("portal.show", task_id=row_id)
    if what == "request" and who.may(Permission.SEE_APPLICATIONS):
        request = scope.get(InformationRequest, row_id, duty.authority_id)
        return url_for(
            "case.show", application_id=application_id_of(request.application_ref, duty.authority_id)
        )
    return ""
