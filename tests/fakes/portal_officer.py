"""An officer of the tests who does on a stand-in of the portal what the tasks ask for, and records what came of it."""

from datetime import timedelta

from licensing import clock
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import db, transaction
from licensing.matching.people import Address, Person
from licensing.national_register import portal, portal_recording, wire
from licensing.national_register.gateway import EntryShown
from licensing.national_register.portal_models import PortalEntry, PortalTask
from licensing.register.models import NUMBER_KINDS
from tests.fakes.national_register import StandIn


class PortalOfficer:
    """`work(task_id)`: one task, done and recorded."""

    def __init__(self, by: Officer, register: StandIn, person: Person | None = None) -> None:
        self._by, self._register = by, register
        # Whom the officer reads off the task's page: the test knows it as a value.
        self.person = person

    def work(self, task_id: int) -> None:
        task = db.session.get_one(PortalTask, task_id)
        kind, content, key = task.kind, portal.opened(task, "content"), task.key
        db.session.rollback()
        found: list[EntryShown] = []
        reference = f"Search {task_id}"
        if kind == "search":
            assert self.person is not None
            found = [
                one.entry for one in self._register.search(self.person, self._by.authority_id).candidates
            ]
        elif kind == "make-entry":
            sent = wire.EntrySent.model_validate_json(content["entry"])
            reference = self._register.make_entry(sent.new(key, self._by.authority_id)).entry_ref
        elif kind == "change-entry":
            change = wire.ChangeSent.model_validate_json(content["change"])
            there = self._there(content["entry"])
            self._register.change_entry(change.new(key, there, self._by.authority_id))
        for one in found:
            with transaction():
                portal_recording.add_entry(task_id, _seen(one), by=self._by)
        with transaction():
            portal_recording.finish(
                task_id,
                reference=reference,
                done_at=clock.now() - timedelta(seconds=1),
                nothing_found=not found,
                by=self._by,
            )

    def _there(self, ref: str) -> str:
        row = db.session.query(PortalEntry).filter_by(ref=ref, authority_id=self._by.authority_id).one()
        return str(row.reference)


def _seen(entry: EntryShown) -> portal_recording.Seen:
    person = entry.person
    return portal_recording.Seen(
        reference=entry.ref,
        name=person.names[0],
        date_of_birth=person.dates_of_birth[0] if person.dates_of_birth else None,
        address=person.addresses[0] if person.addresses else Address(),
        numbers=tuple((kind, one) for kind in NUMBER_KINDS for one in getattr(person, kind)),
        recorded_by=db.session.get_one(Authority, entry.recording_authority_id),
        further_information=entry.further_information,
        decision=entry.decision,
        decided_on=entry.decided_on,
        effect_on=entry.effect_on,
        suspension_ends_on=entry.suspension_ends_on,
        first_made_on=entry.first_made_on,
        changes=entry.changes,
    )
