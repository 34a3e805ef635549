"""What an officer records of a portal: one entry never takes the place of another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from licensing import clock
from licensing.db import db, transaction
from licensing.errors import BadInput
from licensing.matching.people import Name, Person
from licensing.national_register import portal_recording as recording
from licensing.national_register.gateway import AwaitsOfficer, NewChange, NewEntry
from licensing.national_register.portal import PortalRegister
from licensing.national_register.portal_models import OPEN, PortalTask
from tests.factories.portal import portal_seen

PORTAL = PortalRegister()
WHO = Person(names=(Name("Perdita", "", "Exampleby"),))


def new_entry(by, key):
    return NewEntry(
        source_key=key,
        recording_authority_id=by.authority_id,
        first_name="Perdita",
        middle_names="",
        last_name="Exampleby",
        date_of_birth=date(1985, 3, 27),
        home_address="1 Specimen Street",
        home_postcode="ZZ1 1AA",
        further_information="Write to us.",
        decision="revoked",
        decided_on=date(2026, 3, 2),
    )


def asked(act):
    """The open task that something asked of the portal became."""
    with pytest.raises(AwaitsOfficer) as waiting:
        act()
    return waiting.value.task_id


def finish(task, by, reference, **given):
    done_at = clock.now() - timedelta(seconds=1)
    with transaction():
        recording.finish(
            task, reference=reference, done_at=done_at, **{"nothing_found": False} | given, by=by
        )


@pytest.mark.rule("R04", "R16")
def test_the_reference_of_one_decisions_entry_is_not_taken_for_anothers(leeds):
    first = asked(lambda: PORTAL.make_entry(new_entry(leeds, "1")))
    finish(first, leeds, "P/1")
    second = asked(lambda: PORTAL.make_entry(replace(new_entry(leeds, "2"), first_name="Olga")))
    with pytest.raises(BadInput) as refusal:
        finish(second, leeds, "P/1")
    assert refusal.value.faults == {"reference": "This is the reference of the entry of another decision"}
    ref = PORTAL.make_entry(new_entry(leeds, "1")).entry_ref
    assert PORTAL.entry(ref, leeds.authority_id).full_name == "Perdita Exampleby"
    assert db.session.get_one(PortalTask, second).state == OPEN


@pytest.mark.rule("R16")
def test_the_reference_of_another_authoritys_entry_is_not_taken_for_our_own(leeds):
    search = asked(lambda: PORTAL.search(WHO, leeds.authority_id, key="1"))
    with transaction():
        recording.add_entry(search, portal_seen(reference="P/1"), by=leeds)
    made = asked(lambda: PORTAL.make_entry(new_entry(leeds, "1")))
    with pytest.raises(BadInput) as refusal:
        finish(made, leeds, "P/1")
    assert refusal.value.faults == {"reference": "This is the reference of an entry that Bradford recorded"}


@pytest.mark.rule("R05", "R07")
def test_our_own_entry_that_a_search_finds_keeps_the_changes_that_we_made(leeds):
    made = asked(lambda: PORTAL.make_entry(new_entry(leeds, "1")))
    finish(made, leeds, "P/1")
    ref = PORTAL.make_entry(new_entry(leeds, "1")).entry_ref
    change = NewChange("2", ref, leeds.authority_id, "amended", date(2026, 4, 1))
    finish(asked(lambda: PORTAL.change_entry(change)), leeds, "P/1")
    search = asked(lambda: PORTAL.search(WHO, leeds.authority_id, key="1"))
    with transaction():
        recording.add_entry(search, portal_seen("Leeds", reference="P/1"), by=leeds)
    shown = PORTAL.entry(ref, leeds.authority_id)
    assert (shown.full_name, len(shown.changes)) == ("Perdita Exampleby", 1)
    task = db.session.get_one(PortalTask, search)
    assert [one.ref for one in recording.entries_of(task)] == [ref]
