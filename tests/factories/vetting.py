"""A licence holder whose vetting is kept up to date, for tests: plainly invented, made by the real actions."""

from dataclasses import dataclass
from datetime import date

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.db import transaction
from licensing.register.models import DriverLicence, Person
from licensing.suitability import vetting
from licensing.suitability.vetting_models import VettingRecord
from tests.factories.officers import officer
from tests.factories.people import licence, person

NUMBER = "001234567890"
HELD = {"n001234567890": ("Exampleby", "27/03/1985", "BLANK_NO_NEW_INFO")}


@dataclass
class Holder:
    """An officer, and somebody of their authority who holds a licence."""

    by: Officer
    who: Person
    licence: DriverLicence

    def seen(self, kind: str, result: str, **given: object) -> VettingRecord:
        """Record what was seen, in a transaction of its own."""
        with transaction():
            return vetting.record_seen(
                self.who.id,
                vetting.SeenFacts(kind, result, **given),  # type: ignore[arg-type]
                by=self.by,
            )

    def certificate(
        self, issued_on: date | None = None, result: str = "clear", **given: object
    ) -> VettingRecord:
        """An enhanced certificate, seen today."""
        issued = issued_on or clock.today()
        return self.seen("enhanced-dbs", result, issued_on=issued, reference=NUMBER, **given)

    def consents(self, number: str = NUMBER, surname: str = "Exampleby") -> None:
        """Consent to status checks, given today."""
        with transaction():
            vetting.record_consent(
                self.who.id, vetting.ConsentFacts(number, surname, clock.today(), True), by=self.by
            )


def holder(authority: str = "Leeds", **given: object) -> Holder:
    """A licence holder, in a transaction of its own; takes what `licence` takes."""
    with transaction():
        by = officer(authority)
        who = person(by=by)
        held = licence(who, by=by, **given)  # type: ignore[arg-type]
        return Holder(by, who, held)
