"""Everything that happened to a person, in time order, as a page shows it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for

from licensing import clock
from licensing.applications.models import Application
from licensing.decisions.models import KINDS as DECISION_KINDS
from licensing.decisions.models import Decision
from licensing.register.models import LICENCE_KINDS, Person


def history(
    person: Person, applications: Sequence[Application], decisions: Sequence[Decision]
) -> list[dict[str, Any]]:
    """Lines of a timeline, the newest first: names, addresses, licences, applications, decisions."""
    lines: list[tuple[date, str, str, str]] = []

    def add(when: date | datetime | None, what: str, detail: str = "", href: str = "") -> None:
        if when is not None:
            day = clock.london_date(when) if isinstance(when, datetime) else when
            lines.append((day, what, detail, href))

    add(person.created_at, "Added to the register")
    for name in person.names:
        if name.recorded_at > person.created_at:
            add(name.recorded_at, "Name recorded", f"{name.full} ({name.kind})")
    for address in person.addresses:
        add(address.from_on, "Moved", f"to {address.shown}")
    for licence in person.licences:
        origin = "taken over from old records" if licence.origin == "old-records" else "granted"
        add(licence.starts_on, f"Licence {licence.number} began", f"{LICENCE_KINDS[licence.kind]}, {origin}")
        for badge in licence.badges:
            add(badge.issued_on, f"Badge {badge.number} issued")
    for application in applications:
        href = url_for("case.show", application_id=application.id)
        add(application.received_on, "Application received", LICENCE_KINDS[application.licence_kind], href)
        add(application.withdrawn_on, "Application withdrawn", application.withdrawal_reason, href)
        if application.determination:
            add(
                application.determination.decided_at,
                f"Application {application.determination.outcome}",
                "",
                href,
            )
    for decision in decisions:
        href = url_for("decisions.show", decision_id=decision.id)
        add(decision.notified_on, f"{DECISION_KINDS[decision.kind]}: notified", "", href)
        add(decision.entry_acknowledged_at, "Entry on the national register acknowledged", "", href)
    lines.sort(key=lambda line: line[0], reverse=True)
    return [
        {"when": when, "what": what, "detail": detail, "href": href} for when, what, detail, href in lines
    ]
