"""The pages by which an application is taken: which they are, in which order, and what they say together.

Plain Python over the answers (page → fields, all of them JSON's own types; dates as ISO text).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from licensing.register.actions import AddressFacts, NameFacts, PersonFacts

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Page:
    """One page of the intake: its key in the address, and what it asks in a few words."""

    key: str
    title: str


PAGES = (
    Page("name", "Name"),
    Page("other-names", "Other and earlier names"),
    Page("date-of-birth", "Date of birth"),
    Page("address", "Home address"),
    Page("earlier-addresses", "Earlier addresses"),
    Page("numbers", "Identity numbers"),
    Page("contact", "Email and telephone"),
    Page("driving", "Driving entitlement"),
    Page("right-to-work", "Right to work"),
    Page("background", "Background"),
)
KEYS = tuple(page.key for page in PAGES)
CHECK = "check"


def first_unanswered(answers: Answers) -> str:
    """The page to go on with: the first without an answer, or the last one, "check"."""
    return next((key for key in KEYS if key not in answers), CHECK)


def after(key: str) -> str:
    """The page after a page."""
    place = KEYS.index(key)
    return KEYS[place + 1] if place + 1 < len(KEYS) else CHECK


def before(key: str) -> str | None:
    """The page before a page; None before the first."""
    if key == CHECK:
        return KEYS[-1]
    place = KEYS.index(key)
    return KEYS[place - 1] if place else None


def person_facts(answers: Answers) -> PersonFacts:
    """Who the person is, from the answers. Raises KeyError when a page it needs has no answer."""
    name = answers["name"]
    address = answers["address"]
    return PersonFacts(
        name=_name(name),
        date_of_birth=date.fromisoformat(answers["date-of-birth"]["born"]),
        other_names=[_name(one) for one in answers["other-names"]["names"]],
        home=AddressFacts(address["lines"], address["postcode"], _day(address["from_on"]), None),
        earlier_addresses=[
            AddressFacts(one["lines"], one["postcode"], _day(one["from_on"]), _day(one["until_on"]))
            for one in answers["earlier-addresses"]["addresses"]
        ],
        numbers={kind: number for kind, number in answers["numbers"].items() if number},
        email=answers["contact"]["email"],
        telephone=answers["contact"]["telephone"],
    )


@dataclass(frozen=True)
class Circumstances:
    """What the applicant said that the checklist and the term of a licence depend on."""

    entitled_since: date | None
    limited_leave: bool
    leave_ends_on: date | None
    leave_continues: bool
    lived_abroad: bool
    first_licence: bool


def circumstances(answers: Answers) -> Circumstances:
    """The circumstances, from the answers."""
    leave, background = answers["right-to-work"], answers["background"]
    return Circumstances(
        entitled_since=_day(answers["driving"]["entitled_since"]),
        limited_leave=leave["limited"] != "no",
        leave_ends_on=_day(leave["ends_on"]),
        leave_continues=leave["limited"] == "continues",
        lived_abroad=background["lived_abroad"] == "yes",
        first_licence=background["earlier_licence"] == "no",
    )


CORRECTABLE = ("driving", "right-to-work", "background")


class Said(Protocol):
    """Whatever holds the circumstances by these names: an application."""

    entitled_since: date | None
    limited_leave: bool
    leave_ends_on: date | None
    leave_continues: bool
    lived_abroad: bool
    first_licence: bool


def correct(said: Said, page: str, fields: Mapping[str, Any]) -> None:
    """Put the answers of one page into what holds the circumstances."""
    if page == "driving":
        said.entitled_since = _day(fields["entitled_since"])
    elif page == "right-to-work":
        said.limited_leave = fields["limited"] != "no"
        said.leave_continues = fields["limited"] == "continues"
        said.leave_ends_on = _day(fields["ends_on"])
    else:
        said.lived_abroad = fields["lived_abroad"] == "yes"
        said.first_licence = fields["earlier_licence"] == "no"


def answers_of(said: Said, page: str) -> dict[str, Any]:
    """The circumstances as the answers of one page."""
    if page == "driving":
        return {"entitled_since": said.entitled_since.isoformat() if said.entitled_since else None}
    if page == "right-to-work":
        limited = "continues" if said.leave_continues else "yes" if said.limited_leave else "no"
        return {"limited": limited, "ends_on": said.leave_ends_on.isoformat() if said.leave_ends_on else None}
    return {
        "lived_abroad": "yes" if said.lived_abroad else "no",
        "earlier_licence": "no" if said.first_licence else "yes",
    }


def _name(given: Mapping[str, Any]) -> NameFacts:
    return NameFacts(given["first"], given["middle"], given["last"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
