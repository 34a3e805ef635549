"""An entry is there to the last day of its eleven years, and gone the day after."""

import json
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from licensing.db import db, transaction
from licensing.national_register import actions, removal
from licensing.national_register.embedded import remove_change_or_reinstate
from licensing.national_register.models import (
    Entry,
    EntryKey,
    EntryNumber,
    SearchCandidate,
)
from tests.factories import searches
from tests.factories.officers import council, officer
from tests.factories.people import NATIONAL_INSURANCE, entry, entry_about

TODAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 11, tzinfo=UTC)
TEXT = "Under section 3(2)(a) of the 2022 Act, please provide the relevant information."


def _kept():
    db.session.expire_all()
    return set(db.session.scalars(select(Entry.ref)))


@pytest.mark.rule("R09")
def test_an_entry_is_there_on_its_last_day_and_gone_the_day_after(leeds, who, on, cli):
    with transaction():
        made = entry_about(who)
        receipt = actions.search(
            who,
            purpose="safeguarding",
            reason="To decide",
            application=actions.ForApplication("application", 1),
            by=leeds,
        )
        ref, candidate_id = made.ref, receipt.candidates[0].id
    on(date(2026, 6, 11))
    with transaction():
        later = entry_about(who, recorded_by="York").ref
    db.session.rollback()

    on(date(2037, 6, 9), time(23, 59))
    assert "0 removed on 9 June 2037" in cli("national", "remove-expired")
    assert _kept() == {ref, later}

    on(date(2037, 6, 10), time(0, 0))
    db.session.rollback()
    dry = cli("national", "remove-expired", "--dry-run")
    assert f"entry {ref}: would be removed" in dry
    assert _kept() == {ref, later}

    db.session.rollback()
    said = cli("national", "remove-expired")
    assert f"entry {ref}: removed" in said
    assert "1 removed on 10 June 2037" in said
    assert _kept() == {later}
    for table in (EntryNumber, EntryKey):
        entries = set(db.session.scalars(select(Entry.ref).join(table, table.entry_id == Entry.id)))
        assert entries == {later}
    # How it compared goes with it; that there was a candidate does not.
    assert db.session.get_one(SearchCandidate, candidate_id).reasons == []
    db.session.rollback()
    assert "0 removed" in cli("national", "remove-expired")


@pytest.mark.rule("R09")
def test_an_entry_made_on_29_february_goes_after_the_last_of_february(leeds, on, cli):
    on(date(2028, 2, 29))
    with transaction():
        leap = entry().ref
    on(date(2028, 3, 1))
    with transaction():
        day_after = entry().ref
    db.session.rollback()
    on(date(2039, 2, 28), time(23, 59))
    cli("national", "remove-expired")
    assert _kept() == {leap, day_after}
    db.session.rollback()
    # An entry of 1 March 2028 also has 28 February 2039 for its last day.
    on(date(2039, 3, 1), time(0, 0))
    assert "2 removed" in cli("national", "remove-expired")
    assert _kept() == set()


@pytest.mark.rule("R09")
def test_an_entry_that_its_authority_removed_goes_for_good_with_its_changes(leeds, on, cli):
    with transaction():
        made = entry()
    for what in ("amended", "removed"):
        with transaction():
            remove_change_or_reinstate(
                made.ref, by_authority_id=council("Bradford").id, what=what, changed_on=TODAY
            )
    db.session.rollback()
    on(date(2037, 6, 10))
    assert "1 removed" in cli("national", "remove-expired")
    assert _kept() == set()


@pytest.mark.rule("R09")
def test_a_removal_leaves_a_certificate_without_identity_and_the_log_stays_whole(leeds, on, cli):
    with transaction():
        ref = entry(numbers=[("national_insurance", NATIONAL_INSURANCE)]).ref
    db.session.rollback()
    on(date(2037, 6, 10))
    cli("national", "remove-expired")
    (line,) = searches.lines("national-register:entry-removed")
    assert (line.actor, line.subject) == ("system", f"entry:{ref}")
    assert line.reason == "Eleven years ended; recorded by BRD."
    assert json.loads(line.facts) == {
        "entry": ref,
        "first_made_on": "2026-06-10",
        "removed_on": "2037-06-10",
    }
    told = f"{line.facts} {line.reason} {line.subject}"
    assert not any(word in told for word in ("Perdita", "Exampleby", "1985", "56C", "revoked"))
    db.session.rollback()
    cli("audit", "verify")


@pytest.mark.rule("R09")
def test_a_removed_entry_is_no_longer_found_nor_shown(leeds, who, on, cli):
    with transaction():
        made = entry_about(who)
        ref = made.ref
    db.session.rollback()
    on(date(2037, 6, 10))
    cli("national", "remove-expired")
    db.session.expire_all()
    with transaction():
        trained = officer("Leeds")
    assert searches.search(who, trained).candidates == []
    assert actions.gateway(leeds.authority_id).entry(ref, leeds.authority_id) is None


@pytest.mark.rule("R09")
def test_many_entries_go_each_with_its_own_certificate(leeds, on):
    with transaction():
        refs = {entry().ref for _ in range(3)}
    on(date(2038, 1, 1))
    assert {one.ref for one in removal.expired(date(2038, 1, 1))} == refs
    with transaction():
        removed = removal.remove_expired(date(2038, 1, 1))
    assert set(removed) == refs
    assert {line.subject for line in searches.lines("national-register:entry-removed")} == {
        f"entry:{ref}" for ref in refs
    }
