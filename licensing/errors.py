"""The tree of refusals: everything the system may decline to do, and how it says so.

    Refusal                     a sentence for the person, and the reasons, each with its source
    ├── BadInput          400   what was sent is not well formed; faults by field
    ├── NotAllowed        403   this person may not do this
    ├── NotFound          404   there is none, or it is another authority's
    ├── NotPossibleNow    409   the record is in another state, or somebody else was first
    ├── Unlawful          422   the law asks for something that is missing; every reason together
    │   └── BeyondLoadedHolidays   a period runs past the last year of bank holidays that is loaded
    ├── NotConfigured     503   a secret or a setting is missing; says which
    └── NotReachable      503   a system elsewhere does not answer, or not as it should; tried again later

A refusal is about an act, never about a person: nobody is refused a licence by an exception.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One reason why something can't be done now.

    `text` is a sentence an officer can act on, `source` the law or policy it rests on, `verified` whether that
    source has been read ([V] or [S]) or is only reported ([R], [NV]), `rule` the id of the row in rules.csv.
    """

    text: str
    source: str = ""
    rule: str = ""
    verified: bool = True


class Refusal(Exception):
    """Something is declined. `status` is the HTTP status that says so."""

    status = 400
    title = "This can't be done"

    def __init__(self, message: str, reasons: Sequence[Reason] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.reasons = tuple(reasons)


class BadInput(Refusal):
    """What was sent is not well formed. `faults` maps a field's name to a sentence that says what to do."""

    status = 400
    title = "There is a problem"

    def __init__(self, message: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.faults = dict(faults or {})


class NotAllowed(Refusal):
    """This person may not do this."""

    status = 403
    title = "You can't do this"


class NotFound(Refusal):
    """There is no such record, or it belongs to another authority: the two are not told apart."""

    status = 404
    title = "Page not found"


class NotPossibleNow(Refusal):
    """The record is in another state than this step needs, or somebody else got there first."""

    status = 409
    title = "This can't be done now"


class Unlawful(Refusal):
    """The law or the policy asks first for something that is missing. Every reason is listed together."""

    status = 422
    title = "Something is missing"


class BeyondLoadedHolidays(Unlawful):
    """A statutory period runs past the last year whose bank holidays are loaded; it is not counted at all."""

    def __init__(self, first_year: int, last_year: int, asked: int) -> None:
        loaded = f"bank holidays are loaded for {first_year} to {last_year} only"
        if last_year < first_year:
            loaded = "no bank holidays are loaded"
        super().__init__(
            f"This period reaches {asked}, but {loaded}. "
            f"Ask an administrator to add the bank holidays of {asked}.",
            [
                Reason(
                    "A period of working days can't be counted without the year's bank holidays.",
                    "2022 Act s.8(1)",
                    "R01",
                )
            ],
        )
        self.asked = asked


class NotConfigured(Refusal):
    """A secret or a setting that this needs is missing. The message names it."""

    status = 503
    title = "The service is not set up"


class NotReachable(Refusal):
    """A system elsewhere does not answer, or not as it should. Nothing is known of what it did."""

    status = 503
    title = "Another system does not answer"
