"""`flask matching reindex`: after it every entry and everybody is found again."""

import pytest
from sqlalchemy import delete, select, update

from licensing.authorities.permissions import Role
from licensing.candidates.index import SET_ASIDE
from licensing.candidates.models import MatchingIndex
from licensing.db import db, transaction
from licensing.national_register.alert_models import Alert
from licensing.national_register.models import EntryForm, EntryKey, NameCount
from licensing.outbox.actions import send_due
from licensing.outbox.models import OutboxMessage
from licensing.register.models import PersonForm, PersonKey
from tests.factories.officers import officer
from tests.factories.people import entry, entry_about, licence, person


def test_what_was_never_indexed_is_found_after_it(app, cli):
    with app.app_context():
        with transaction():
            by = officer()
            who, made = person(by=by), entry()
            numbers = (who.id, made.id)
            for table in (EntryKey, EntryForm, NameCount, PersonKey, PersonForm):
                db.session.execute(delete(table))
            db.session.execute(update(MatchingIndex).values(form_version=""))
        db.session.remove()
    said = cli("matching", "reindex")
    assert "1 entries of the national register indexed." in said
    assert "1 people indexed." in said
    with app.app_context():
        forms = db.session.query(PersonForm.person_id).scalar(), db.session.query(EntryForm.entry_id).scalar()
        assert forms == numbers


def test_it_may_be_run_again(app, cli):
    with app.app_context(), transaction():
        entry()
    assert cli("matching", "reindex") == cli("matching", "reindex")


@pytest.mark.parametrize("version", [SET_ASIDE, "another"])
def test_where_no_search_was_answered_before_everybody_watched_is_compared_after_it(app, cli, version):
    with app.app_context(), transaction():
        by = officer("Leeds", (Role.LICENSING_OFFICER, Role.REGISTER_OPERATOR))
        who = person(by=by)
        licence(who, by=by)
        entry_about(who)
        # As an interrupted load leaves it: nobody was promised a comparison with its entries.
        db.session.execute(delete(OutboxMessage))
        db.session.execute(update(MatchingIndex).values(form_version=version))
        operator = by.authority_id
    cli("matching", "reindex")
    with app.app_context():
        promised = db.session.scalars(select(OutboxMessage)).all()
        assert [(one.topic, one.authority_id) for one in promised] == [("register:loaded", operator)]
        db.session.rollback()
        while send_due():
            pass
        assert len(db.session.scalars(select(Alert)).all()) == 1


def test_where_searches_were_answered_nobody_is_compared_again(app, cli):
    with app.app_context(), transaction():
        officer()
        entry()
        db.session.execute(delete(OutboxMessage))
    cli("matching", "reindex")
    with app.app_context():
        assert db.session.scalars(select(OutboxMessage)).all() == []


def test_without_any_officer_nobody_is_watched_and_it_is_built_all_the_same(app, cli):
    with app.app_context(), transaction():
        db.session.execute(update(MatchingIndex).values(form_version=SET_ASIDE))
    assert "0 entries of the national register indexed." in cli("matching", "reindex")
