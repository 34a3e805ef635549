"""The catalogue of duties: each statutory clock this register counts, with its rule and its source."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of duty.

    `owed_to_us` is a clock of another authority that this one watches. `by_hand` is one that an officer may end by
    saying what was done, because no record of ours proves it: somebody was seen, or an application goes on.
    """

    key: str
    rule: str
    title: str
    source: str
    owed_to_us: bool = False
    by_hand: bool = False

    @property
    def in_working_days(self) -> bool:
        """Whether its period is counted in working days: its source says so."""
        return "working days" in self.source


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
            "answer-request",
            "R12",
            "Answer another authority's request for information",
            "2022 Act s.3(2)(b): 20 working days beginning with the day the request is received",
        ),
        Kind(
            "tell-of-change",
            "R14",
            "Tell an authority that was answered what changed of the entry, and why",
            "2022 Act s.3(4), with s.2(5)(b): as soon as practicable",
        ),
        Kind(
            "await-acknowledgement",
            "R14",
            "An authority that was told of a change has not acknowledged it",
            "The law asks for no acknowledgement. Our own: within 5 working days",
            owed_to_us=True,
        ),
        Kind(
            "acknowledge-change",
            "R14",
            "An entry that you were answered about has changed: read it and acknowledge it",
            "2022 Act s.3(4) asks for regard to it, and no acknowledgement. Our own: within 5 working days",
        ),
        Kind(
            "review-determination",
            "R14",
            "What a determination had regard to has changed, or came late: look at it again",
            "The law sets no time to look again at a decision that was made. Our own: within 20 working days",
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
            "return-plate",
            "R42",
            "A proprietor was served notice to return a plate: see that it comes back",
            "1976 Act s.58(1): within 7 days after service of the notice",
        ),
        Kind(
            "watch-appeal",
            "R30",
            "An appeal against a decision is listed for hearing",
            "1976 Act s.77(1); Public Health Act 1936 s.300: what the court decides is recorded as soon as it is known",
        ),
        Kind(
            "training-lapsed",
            "R59",
            "Safeguarding training has lapsed: see the driver",
            "Statutory standards and the common policy: training in date; the interval is a policy setting. "
            "Our own: seen within 10 working days",
            by_hand=True,
        ),
        Kind(
            "modules-overdue",
            "R60",
            "The new-driver modules are not all passed after twelve months",
            "Common policy: all modules within 12 months of the application. Our own: looked at within 10 working days",
            by_hand=True,
        ),
        Kind(
            "send-concern",
            "R17",
            "Test the information, and send the concern if it is owed",
            "2022 Act s.5: 10 working days beginning with the day of becoming aware",
        ),
        Kind(
            "await-concern-reply",
            "R20",
            "The licensing authority's reply to our concern is due",
            "2022 Act s.6(2): 20 working days beginning with the day it becomes aware of the information",
            owed_to_us=True,
        ),
        Kind(
            "consider-concern",
            "R19",
            "Consider whether to suspend or revoke on a concern received",
            "2022 Act s.6(2)(a): 20 working days beginning with the day of becoming aware",
        ),
        Kind(
            "reply-to-concern",
            "R20",
            "Reply in writing to a concern received, with the reasons",
            "2022 Act s.6(2)(b): 20 working days beginning with the day of becoming aware",
        ),
        Kind(
            "write-again",
            "R20",
            "A concern was considered again: write to its sender what came of it",
            "2022 Act s.6(2)(b) asks for one reply. Our own: the next within 5 working days",
        ),
        Kind(
            "review-information",
            "R55",
            "Look at what a licensee reported",
            "Statutory standards: arrest and release, charge or conviction. Our own: looked at within 5 working days",
        ),
        Kind(
            "upload-vehicles",
            "R65",
            "Upload the vehicles you license to Defra's portal",
            "SI 2019/885 reg.3(3): at least as frequently as once a week",
        ),
        Kind(
            "review-complaint",
            "R63",
            "Look at a complaint about your own licence holder",
            "Statutory standards: complaints are recorded and acted on. Our own: looked at within 5 working days",
        ),
        Kind(
            "review-disclosure",
            "R55",
            "Look at what came in about your own licence holder",
            "Statutory standards: what the police and others disclose. Our own: looked at within 5 working days",
        ),
        Kind(
            "review-contract",
            "R75",
            "Look at a failed or ended school-transport contract",
            "LGA and Institute of Licensing note: shared with licensing. Our own: looked at within 5 working days",
        ),
        Kind(
            "dbs-check-due",
            "R54",
            "A licence holder's DBS check is due",
            "Statutory standards: the status is checked every six months",
        ),
        Kind(
            "correct-dbs-details",
            "R54",
            "The DBS finds no such certificate: correct its details",
            "Statutory standards: the status is checked every six months. Our own: corrected within 5 working days",
        ),
        Kind(
            "medical-due",
            "R39",
            "A licence holder's medical certificate is due",
            "1976 Act s.57(2)(a): a certificate may be required. The ages and periods are a policy setting",
        ),
        Kind(
            "driving-record-due",
            "R62",
            "A licence holder's driving record is to be looked at again",
            "Common policy: points are flagged. How often the record is looked at is a policy setting",
        ),
        Kind(
            "leave-ends",
            "R36",
            "A licence holder's leave ends: check the right to work",
            "1976 Act s.53A: a licence ends on or before the day the leave ends",
        ),
        Kind(
            "return-licence",
            "R37",
            "A licence ended with its holder's leave: have it and the badge given back",
            "1976 Act s.55ZA(6), (7), and s.53A: within 7 days beginning with the day after",
            by_hand=True,
        ),
        Kind(
            "review-vetting",
            "R72",
            "Something has changed in what vets a licence: look at it",
            "Statutory standards: an officer looks, and nothing follows by itself. Our own: within 5 working days",
            by_hand=True,
        ),
    )
}
