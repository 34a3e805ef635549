"""A council's licensing desk at work: two officers, and cases in the state that a page is asked about.

Rows are given as ids, because each step is a transaction of its own, as each page is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import select

from licensing import clock
from licensing.applications import actions, determining
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Role
from licensing.db import db, transaction
from licensing.decisions import actions as decisions
from licensing.national_register.models import Entry
from tests.factories import applications as make
from tests.factories import officers, people

T = TypeVar("T")

BORN = date(1985, 4, 9)
FOUND, SAME_PERSON, ASKED, ANSWERED, WEIGHED = range(5)
REPLY = "He drove off with a passenger's bag."


@dataclass(frozen=True)
class Hit:
    """An application whose search found an entry, as far as its officers have come with it."""

    application: int
    candidate: int
    entry_ref: str
    receipt_ref: str
    request: int | None = None


class Desk:
    """A case officer (who also keeps training) and a decision maker of one council, by their ids."""

    def __init__(self, app: Flask, authority: str = "Leeds") -> None:
        self.app, self.authority = app, authority
        with app.app_context(), transaction():
            self.officer = make.preparer(authority=authority, name="Olive Officer").id
            self.decider = make.decision_maker(authority=authority, name="Dora Decider").id

    def done(self, act: Callable[[Officer, Officer], T]) -> T:
        """What comes of something that the case officer and the decision maker do, in one transaction."""
        with self.app.app_context(), transaction():
            return act(db.session.get_one(Officer, self.officer), db.session.get_one(Officer, self.decider))

    def read(self, look: Callable[[], T]) -> T:
        """What is stored now."""
        with self.app.app_context():
            return look()

    def somebody(self, *roles: Role, **changes: object) -> int:
        """Another officer of the council, with these roles."""
        changes = {"authority": self.authority} | changes
        return self.done(lambda *_: officers.officer(roles=roles, **changes).id)  # type: ignore[arg-type]

    def draft(self, *pages: str, **changes: dict[str, object]) -> int:
        """An application that is being taken; these pages are answered (`date_of_birth={…}` changes one)."""
        answers = make.ANSWERS | {key.replace("_", "-"): value for key, value in changes.items()}

        def act(by: Officer, _decider: Officer) -> int:
            application = actions.start(kind="new", licence_kind="private-hire", by=by)
            for page in pages:
                actions.save_page(application.id, page, answers[page], by=by)
            return application.id

        return self.done(act)

    def received(self, **answers: Any) -> int:
        """An application that has been received, and nothing more."""
        return self.done(lambda by, _: make.received(by, **answers).id)

    def ready(self, **options: object) -> int:
        """An application put to a decision maker with nothing missing (`without=` leaves evidence out)."""
        return self.done(lambda by, _: make.ready(by, **options).id)

    def granted(self, badge: str = "B1", **options: object) -> int:
        """An application that was granted."""

        def act(by: Officer, decider: Officer) -> int:
            application = make.ready(by, **options)
            determining.grant(application.id, make.grant_facts(badge), by=decider)
            return application.id

        return self.done(act)

    def refused(self, **facts: object) -> int:
        """A decision that refused an application; nobody is notified yet."""

        def act(by: Officer, decider: Officer) -> int:
            made = determining.refuse(make.ready(by).id, make.refusal_facts(**facts), by=decider)
            assert made.decision_id is not None
            return made.decision_id

        return self.done(act)

    def notified(self, **facts: object) -> int:
        """A decision that refused an application, of which the person was notified by post today."""
        decision = self.refused(**facts)
        today = clock.today()
        self.done(lambda by, _: decisions.record_notification(decision, notified_on=today, how="post", by=by))
        return decision

    def hit(self, come_to: int = FOUND, *, recorded_by: str = "Bradford", evidence: bool = False) -> Hit:
        """An application about which the search found an entry, and what was done about it.

        `come_to`: FOUND, SAME_PERSON (adjudicated), ASKED (in writing), ANSWERED, WEIGHED (regard recorded).
        With `evidence` nothing else is missing, and it is with a decision maker.
        """
        return self.done(lambda by, _: _hit(by, come_to, recorded_by, evidence))


def _hit(by: Officer, come_to: int, recorded_by: str, evidence: bool) -> Hit:
    entry = people.entry("Imran", "Sampleton", born=BORN, recorded_by=recorded_by)
    application = make.received(
        by,
        name={"first": "Imran", "middle": "", "last": "Sampleton"},
        date_of_birth={"born": BORN.isoformat()},
        numbers={},
    )
    if evidence:
        make.with_evidence(application, by)
    receipt = make.searched(application, by)
    if evidence:
        actions.refer(application.id, by=by)
    (candidate,) = receipt.candidates
    today, request = clock.today(), None
    if come_to >= SAME_PERSON:
        actions.adjudicate(
            application.id, candidate.id, same_person=True, reason="The passport shows both", by=by
        )
    if come_to >= ASKED:
        request = actions.send_request(
            application.id, candidate.id, text="Please tell us why.", sent_on=today, sent_how="post", by=by
        ).id
    if come_to >= ANSWERED:
        assert request is not None
        actions.record_reply(application.id, request, received_on=today, reply=REPLY, reference="BD/7", by=by)
    if come_to >= WEIGHED:
        assert request is not None
        actions.record_regard(application.id, request, regard="It weighs heavily", by=by)
    return Hit(application.id, candidate.id, entry.ref, receipt.ref, request)


def entry_made() -> Entry:
    """The one entry on the register."""
    return db.session.scalars(select(Entry)).one()
