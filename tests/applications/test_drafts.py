"""The answers of an application being taken: sealed in the row, in their place, under the newest key."""

import pytest
from sqlalchemy import select, update

from licensing import sealing
from licensing.applications import actions, drafts
from licensing.applications.models import Application
from licensing.db import db, transaction
from tests.factories.officers import officer
from tests.support.stored import everything_stored

ANSWERS = {
    "name": {"first": "Siân", "middle": "", "last": "Secretperson"},
    "numbers": {"national_insurance": "AB123456C", "gb_driver": "SECRE853275P99AB"},
    "address": {"lines": "77 Hidden Lane", "postcode": "ZZ7 7ZZ", "from_on": None},
    "other-names": {"names": [{"first": "明", "middle": "", "last": "王"}]},
}


def _started(answers=ANSWERS):
    with transaction():
        by = officer()
        application = actions.start(kind="new", licence_kind="private-hire", by=by)
        for page, fields in answers.items():
            actions.save_page(application.id, page, fields, by=by)
    return application


def test_answers_come_back_as_they_were_given(app_context):
    application = _started()
    db.session.expire_all()
    assert drafts.read(application) == ANSWERS


def test_a_page_saved_again_takes_the_place_of_what_was_there(app_context):
    application = _started({"name": {"first": "A"}, "contact": {"email": ""}})
    with transaction():
        actions.save_page(application.id, "name", {"first": "B"}, by=officer())
    assert drafts.read(application) == {"name": {"first": "B"}, "contact": {"email": ""}}


def test_an_application_without_answers_has_none(app_context):
    assert drafts.read(_started({})) == {}


def test_nothing_an_applicant_says_is_in_clear_while_the_application_is_taken(app_context):
    _started()
    stored = everything_stored()
    assert "application:saved" in stored
    for words in ("Secretperson", "AB123456C", "SECRE853275P99AB", "Hidden Lane", "ZZ7 7ZZ", "王"):
        assert words not in stored


def test_answers_moved_to_another_application_do_not_open(app_context):
    first, second = _started(), _started({})
    with transaction():
        db.session.execute(update(Application).where(Application.id == second.id).values(draft=first.draft))
    db.session.expire_all()
    with pytest.raises(sealing.Unreadable):
        drafts.read(second)


def test_answers_are_sealed_anew_under_the_newest_key(make_app, settings):
    old = settings.sealing_keys[0]
    with make_app().app_context():
        application_id = _started().id
    with make_app(sealing_keys=(("newer", b"N" * 32), old)).app_context():
        application = db.session.get_one(Application, application_id)
        assert not sealing.sealed_by_newest_key(application.draft)
        with transaction():
            drafts.reseal(db.session.get_one(Application, application_id))
        assert sealing.sealed_by_newest_key(application.draft)
        assert drafts.read(application) == ANSWERS
    with make_app(sealing_keys=(("newer", b"N" * 32),)).app_context():
        assert drafts.read(db.session.scalars(select(Application)).one()) == ANSWERS
    with make_app(sealing_keys=(old,)).app_context(), pytest.raises(sealing.Unreadable):
        drafts.read(db.session.scalars(select(Application)).one())


def test_an_altered_draft_does_not_open(app_context):
    application = _started()
    key, _, sealed = application.draft.partition(":")
    other = "A" if sealed[40] != "A" else "B"
    with transaction():
        altered = f"{key}:{sealed[:40]}{other}{sealed[41:]}"
        db.session.execute(update(Application).values(draft=altered))
    db.session.expire_all()
    with pytest.raises(sealing.Unreadable):
        drafts.read(application)
