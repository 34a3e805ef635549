"""`flask matching reindex`: after it every entry and everybody is found again."""

from sqlalchemy import delete, update

from licensing.candidates.models import MatchingIndex
from licensing.db import db, transaction
from licensing.national_register.models import EntryForm, EntryKey, NameCount
from licensing.register.models import PersonForm, PersonKey
from tests.factories.officers import officer
from tests.factories.people import entry, person


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
