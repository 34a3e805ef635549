"""The index of people built anew: everybody, of every authority, as they are now known."""

import pytest
from sqlalchemy import delete, select

from licensing.db import db, transaction
from licensing.register import reindex
from licensing.register.models import PersonForm, PersonKey
from tests.factories.officers import officer
from tests.factories.people import person

pytestmark = pytest.mark.usefixtures("app_context")


def _keys():
    return set(db.session.execute(select(PersonKey.key, PersonKey.authority_id, PersonKey.person_id)))


def test_everybody_is_in_it_again_and_the_progress_is_told(monkeypatch):
    monkeypatch.setattr(reindex, "BATCH", 2)
    with transaction():
        for council, first in (("Leeds", "Perdita"), ("Leeds", "Dita"), ("Bradford", "Yusuf")):
            person(first, by=officer(council))
    before, told = _keys(), []
    with transaction():
        db.session.execute(delete(PersonKey))
        db.session.execute(delete(PersonForm))
        assert reindex.reindex(told.append) == reindex.how_many() == 3
    assert _keys() == before
    assert told == [2, 1]
