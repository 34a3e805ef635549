"""What the law asks about the national register before an application is determined. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from licensing.errors import Reason

SEARCH_SOURCE = "2022 Act s.3(1)"
REQUEST_SOURCE = "2022 Act s.3(2)(a)"


@dataclass(frozen=True)
class Hit:
    """A candidate of the search as the checks see it."""

    name_of_authority: str
    another_authority: bool
    same_person: bool | None
    requested: bool = False
    replied: bool = False
    overridden: bool = False
    regard_recorded: bool = False


@dataclass(frozen=True)
class Searched:
    """The newest search made for the application."""

    good_until: datetime
    identity: str
    hits: Sequence[Hit]


def unmet(search: Searched | None, *, identity: str, at: datetime) -> list[Reason]:
    """Everything about the national register that stands in the way of a determination, grant or refusal.

    `identity` is a fingerprint of what the person is known by now; `at` is in UTC.
    """
    if search is None:
        return [
            Reason("The national register has not been searched for this application.", SEARCH_SOURCE, "R10")
        ]
    reasons = []
    if at > search.good_until:
        # The Act sets no age; how old a search may be is a setting of the policy.
        reasons.append(
            Reason(
                "The search of the national register is too old: search again.",
                f"{SEARCH_SOURCE}; the age allowed is a policy setting",
                "R10",
            )
        )
    if search.identity != identity:
        # Searched by everything an applicant has been called and every number (R10).
        reasons.append(
            Reason(
                "The person's names, addresses or numbers changed after the search: search again.",
                SEARCH_SOURCE,
                "R10",
            )
        )
    for hit in search.hits:
        reasons += _about(hit)
    return reasons


@dataclass(frozen=True)
class Told:
    """An alert about the applicant as the checks see it: open, or adjudicated the same person."""

    name_of_authority: str
    opened_at: datetime
    is_open: bool
    # Whether the newest search for the application found its entry, which is then adjudicated there.
    found_by_the_search: bool
    # Whether the register still holds the entry: one that is gone is on no search, and asked about no more.
    still_held: bool = True


def unmet_alerts(told: Sequence[Told], searched_at: datetime | None) -> list[Reason]:
    """What alerts leave to be done before a determination, grant or refusal; `searched_at` is in UTC.

    An entry that the register has held only since the search is searched for, adjudicated and asked about like any
    other, whatever was said of its alert. One adjudicated the same person is asked about through a search that
    holds it, however long ago that was said.
    """
    reasons = []
    for alert in told:
        since = searched_at is not None and alert.opened_at > searched_at
        waits = alert.is_open or since or alert.still_held
        if searched_at is None or alert.found_by_the_search or not waits:
            continue
        reasons.append(Reason(_waits_for(alert, since=since), "2022 Act s.3(1), (3)", "R10"))
    return reasons


def _waits_for(alert: Told, *, since: bool) -> str:
    name = alert.name_of_authority
    if since:
        return f"An alert since the search says that an entry of {name} may be about the applicant: search again."
    if alert.is_open:
        return f"An alert about an entry of {name} has not been adjudicated."
    return (
        f"An entry of {name} was adjudicated the same person, and the search does not hold it: search again."
    )


def _about(hit: Hit) -> list[Reason]:
    if hit.same_person is None:
        return [
            Reason(
                f"A possible match recorded by {hit.name_of_authority} has not been adjudicated.",
                "2022 Act s.3(1), (3)",
                "R10",
            )
        ]
    if hit.another_authority and hit.replied and not hit.regard_recorded:
        # What another authority told is regarded, whatever was said of the entry before or after (s.3(3)).
        return [_no_regard(hit)]
    if not hit.same_person or not hit.another_authority:
        return []
    if not hit.requested:
        # The written request is never waived.
        return [
            Reason(
                f"{hit.name_of_authority} has not been asked in writing for its information.",
                REQUEST_SOURCE,
                "R11",
            )
        ]
    if not (hit.replied or hit.overridden):
        return [
            Reason(
                f"{hit.name_of_authority} has not replied yet to the request for information.",
                "2022 Act s.3(2)(b), (3)",
                "R13",
            )
        ]
    return []


def _no_regard(hit: Hit) -> Reason:
    return Reason(
        f"Regard to the information from {hit.name_of_authority} has not been recorded.",
        "2022 Act s.3(3)",
        "R13",
    )


@dataclass(frozen=True)
class Changed:
    """A change of an entry that was told after it was answered about, and the last regard had to the answer."""

    name_of_authority: str
    what: str
    changed_on: date
    told_at: datetime
    regard_at: datetime | None


def unmet_changes(changes: Sequence[Changed]) -> list[Reason]:
    """The changes to which regard is still owed before a determination, grant or refusal (2022 Act s.3(4)).

    Regard that was recorded before the change was told was had to something else: it is recorded anew.
    """
    return [
        Reason(
            f"{one.name_of_authority} {one.what} its entry on {one.changed_on:%-d %B %Y}, and said why: "
            "record the regard had to that.",
            "2022 Act s.3(4)",
            "R14",
        )
        for one in changes
        if one.regard_at is None or one.regard_at < one.told_at
    ]


def training_fault(trained_until: date | None) -> list[Reason]:
    """Why an officer may not search: only one trained in the national register, in date, may (rule R22)."""
    if trained_until is not None:
        return []
    return [
        Reason(
            "Your training in the use of the national register is not recorded, or has lapsed. "
            "An administrator records it.",
            "Councils' policies on the use of NR3S",
            "R22",
        )
    ]
