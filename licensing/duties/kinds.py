"""The catalogue of duties: each statutory clock this register counts, with its rule and its source."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of duty. `owed_to_us` is a clock of another authority that this one watches."""

    key: str
    rule: str
    title: str
    source: str
    owed_to_us: bool = False


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "make-entry",
            "R04",
            "Make the entry on the national register",
            "2022 Act s.2(2)(a), (5)(a): 5 working days beginning with the day the person is notified",
        ),
        Kind(
            "update-entry",
            "R07",
            "Bring the entry on the national register up to date",
            "2022 Act s.2(2)(b), (3), (5)(b): as soon as practicable after becoming aware of the change",
        ),
        Kind(
            "await-reply",
            "R12",
            "The recording authority's reply to our request is due",
            "2022 Act s.3(2)(b): 20 working days beginning with the day it receives the request",
            owed_to_us=True,
        ),
        Kind(
            "adjudicate-alert",
            "R72",
            "An alert of the national register: say whether it is the same person",
            "The authorities' own setting: the law asks for no watching, and sets no time to look at an alert",
        ),
        Kind(
            "portal-task",
            "R07",
            "Do by hand on the register's portal what is waiting, and record its receipt",
            "2022 Act s.2(5)(b): as soon as practicable; for an entry, s.2(5)(a) has its own duty",
        ),
        Kind(
            "give-grounds",
            "R25",
            "Give notice of the grounds of the decision",
            "1976 Act s.61(2)(a): within 14 days",
        ),
        Kind(
            "training-lapsed",
            "R59",
            "Safeguarding training has lapsed: see the driver",
            "Statutory standards and the common policy: training in date; the interval is a policy setting",
        ),
        Kind(
            "modules-overdue",
            "R60",
            "The new-driver modules are not all passed after twelve months",
            "Common policy: all modules within 12 months of the application",
        ),
    )
}
