"""The vetting of the demonstration's licence holders: some in date, some due, one to be looked at; plainly invented."""

from datetime import date, timedelta

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.register.models import Person
from licensing.suitability import vetting
from licensing.suitability.vetting import ConsentFacts, SeenFacts


def vet(people: list[Person], *, by: Officer) -> None:
    """Record what was seen of some licence holders of the officer's authority, in the caller's transaction."""
    today = clock.today()
    for number, person in enumerate(people):
        for facts in _seen(number, today):
            vetting.record_seen(person.id, facts, by=by)
        if number % 2 == 0:
            surname = next(one.last for one in person.names if one.kind == "current")
            vetting.record_consent(
                person.id, ConsentFacts(f"00123456{number:04}", surname, today, same_workforce=True), by=by
            )


def _seen(number: int, today: date) -> list[SeenFacts]:
    """What was seen of the first, the second and so on: each certificate older than the one before."""
    issued = today - timedelta(days=20 + 55 * number)
    seen = [
        SeenFacts("enhanced-dbs", "clear", today, issued_on=issued, reference=f"00123456{number:04}"),
        SeenFacts("medical", "met", today, issued_on=issued, reference="Specimen Street Practice"),
        SeenFacts("right-to-work", "no-limit", today, reference="A passport, invented"),
    ]
    if number == 1:
        return [*seen, SeenFacts("dvla-record", "entitled", today, points=9)]
    if number == 2:
        # Found, at a later look, to end before the licence does.
        ends = today + timedelta(days=40)
        limited = SeenFacts("right-to-work", "limited", today, until_on=ends, reference="A1B 2C3 D4E")
        return [*seen, limited]
    return [*seen, SeenFacts("dvla-record", "entitled", today, points=0)]
