"""Everything that happened to a person, in time order, as a page shows it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for

from licensing import clock
from licensing.applications.models import Application
from licensing.decisions.models import CHANGES, Decision
from licensing.decisions.models import KINDS as DECISION_KINDS
from licensing.register.models import LICENCE_KINDS, Person

Line = tuple[date, str, str, str]


def history(
    person: Person, applications: Sequence[Application], decisions: Sequence[Decision]
) -> list[dict[str, Any]]:
    """Lines of a timeline, the newest first: names, addresses, licences, applications, decisions."""
    lines = [*_of_person(person), *_of_applications(applications), *_of_decisions(decisions)]
    # The last of a day comes first, as the last day does.
    lines.reverse()
    lines.sort(key=lambda line: line[0], reverse=True)
    return [
        {"when": when, "what": what, "detail": detail, "href": href} for when, what, detail, href in lines
    ]


def _of_person(person: Person) -> Iterator[Line]:
    yield from _line(person.created_at, "Added to the register")
    for name in person.names:
        if name.recorded_at > person.created_at:
            yield from _line(name.recorded_at, "Name recorded", f"{name.full} ({name.kind})")
    for address in person.addresses:
        yield from _line(address.from_on, "Moved", f"to {address.shown}")
        yield from _line(address.until_on, "Moved away", f"from {address.shown}")
    for corrected in person.earlier_birth_dates:
        yield from _line(
            corrected.corrected_at, "Date of birth corrected", f"It was {corrected.born:%-d %B %Y}"
        )
    for licence in person.licences:
        origin = "taken over from old records" if licence.origin == "old-records" else "granted"
        what = f"{LICENCE_KINDS[licence.kind]}, {origin}"
        yield from _line(licence.starts_on, f"Licence {licence.number} began", what)
        if licence.ends_on < clock.today():
            yield from _line(licence.ends_on, f"Licence {licence.number}: last day")
        for badge in licence.badges:
            yield from _line(badge.issued_on, f"Badge {badge.number} issued")


def _of_applications(applications: Sequence[Application]) -> Iterator[Line]:
    for application in applications:
        href = url_for("case.show", application_id=application.id)
        what = LICENCE_KINDS[application.licence_kind]
        yield from _line(application.received_on, "Application received", what, href)
        yield from _line(
            application.withdrawn_on, "Application withdrawn", application.withdrawal_reason, href
        )
        made = application.determination
        if made:
            yield from _line(made.decided_at, f"Application {made.outcome}", "", href)


def _of_decisions(decisions: Sequence[Decision]) -> Iterator[Line]:
    for decision in decisions:
        href = url_for("decisions.show", decision_id=decision.id)
        kind = DECISION_KINDS[decision.kind]
        yield from _line(decision.notified_on, f"{kind}: notified", "", href)
        for one in decision.changes:
            yield from _line(one.decided_on, f"{kind}: {CHANGES[one.what][0].lower()}", one.reason, href)
        yield from _line(
            decision.entry_acknowledged_at, "Entry on the national register acknowledged", "", href
        )


def _line(when: date | datetime | None, what: str, detail: str = "", href: str = "") -> Iterator[Line]:
    """A line of the day (London) on which something happened; none for what has no day."""
    if isinstance(when, datetime):
        when = clock.london_date(when)
    if when is not None:
        yield when, what, detail, href
