"""Looking authorities up in the database."""

from datetime import date

import pytest
from sqlalchemy import delete

from licensing.authorities import packaged, queries
from licensing.authorities.models import AuthorityName, AuthoritySuccessor, FormerGssCode
from licensing.db import db

pytestmark = pytest.mark.usefixtures("app_context")

ON = date(2026, 11, 21)


def test_the_database_knows_what_the_packaged_data_knows():
    there = {one.key: one for one in queries.known_authorities()}
    assert len(there) == len(packaged.councils())
    for council in packaged.councils():
        one, known = there[council.key], council.known(ON)
        assert sorted(one.successors) == sorted(known.successors)
        assert sorted(one.former_codes) == sorted(known.former_codes)
        assert (set(one.names), set(one.former_names)) == (set(known.names), set(known.former_names))
        assert (one.gss_code, one.kind, one.ended_on) == (known.gss_code, known.kind, known.ended_on)


def test_names_resolve_from_the_database_when_it_is_loaded():
    with db.session.begin_nested():
        for model in (AuthorityName, AuthoritySuccessor, FormerGssCode):
            db.session.execute(delete(model))
    db.session.expire_all()
    assert queries.names(ON).resolve("Hull City Council").authority is not None
    assert queries.names(ON).resolve("Kingston upon Thames").authority is not None
    # An alternative name is in the table that was emptied.
    assert queries.names(ON).resolve("Abertawe").authority is None
