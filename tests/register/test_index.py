"""The index of people: in step with who they are, within one authority or across all."""

from datetime import date

import pytest
from sqlalchemy import select, update

from licensing.candidates.models import MatchingIndex
from licensing.db import db, transaction
from licensing.errors import NotConfigured
from licensing.matching.forms import FORM_VERSION, form_of
from licensing.matching.people import Name
from licensing.matching.people import Person as PersonValue
from licensing.register.actions import bring_up_to_date
from licensing.register.index import people_like
from licensing.register.models import PersonForm, PersonKey
from licensing.register.queries import alike
from licensing.sealing import unseal_bytes
from tests.factories.officers import officer
from tests.factories.people import NATIONAL_INSURANCE, facts, name, person

pytestmark = pytest.mark.usefixtures("app_context")

PERDITA = form_of(PersonValue((Name("Perdita", "", "Exampleby"),), (date(1985, 3, 27),)))


@pytest.fixture
def leeds():
    with transaction():
        return officer("Leeds")


def _keys():
    return set(db.session.execute(select(PersonKey.key, PersonKey.authority_id, PersonKey.person_id)))


def test_people_are_found_within_an_authority_or_in_every_one(leeds):
    with transaction():
        bradford = officer("Bradford")
        ours, theirs = person(by=leeds), person(by=bradford)
        person("Imran", "Sampleton", by=leeds, born=date(1970, 1, 1), numbers={}, home=None)
    assert people_like(PERDITA, authority_id=leeds.authority_id) == (ours.id,)
    assert people_like(PERDITA, authority_id=bradford.authority_id) == (theirs.id,)
    assert people_like(PERDITA) == (ours.id, theirs.id)


def test_a_new_name_finds_the_person_and_the_earlier_one_still_does(leeds):
    other = form_of(PersonValue((Name("Dita", "", "Specimen"),), (date(1990, 5, 6),)))
    with transaction():
        who = person(by=leeds, numbers={})
        assert people_like(other) == ()
        bring_up_to_date(who, facts("Dita", "Specimen", born=date(1990, 5, 6), numbers={}), by=leeds)
    assert people_like(other) == people_like(PERDITA) == (who.id,)


def test_a_number_that_is_added_finds_the_person(leeds):
    by_number = form_of(PersonValue(national_insurance=(NATIONAL_INSURANCE,)))
    with transaction():
        who = person(by=leeds, numbers={})
        assert people_like(by_number) == ()
        bring_up_to_date(who, facts(), by=leeds)
    assert people_like(by_number) == (who.id,)


def test_what_says_nothing_of_who_somebody_is_leaves_the_index_alone(leeds):
    with transaction():
        who = person(by=leeds)
        form = db.session.scalar(select(PersonForm.form))
        bring_up_to_date(who, facts(email="other@example.com", telephone="07700 900124"), by=leeds)
        assert db.session.scalar(select(PersonForm.form)) == form


def test_what_is_rolled_back_is_not_indexed(leeds):
    db.session.rollback()
    person(by=leeds)
    assert _keys()
    db.session.rollback()
    assert _keys() == set()


def test_a_persons_form_is_sealed_and_bound_to_them(leeds):
    with transaction():
        who = person(by=leeds, other_names=[name("Dita", "Sample")])
    form = db.session.scalar(select(PersonForm.form).where(PersonForm.person_id == who.id))
    assert b"exampleby" not in form.lower()
    assert b"exampleby" in unseal_bytes(form, f"person_form:{FORM_VERSION}:{who.id}").lower()


def test_an_index_of_another_version_is_not_asked_and_says_what_to_do(leeds):
    with transaction():
        person(by=leeds)
        db.session.execute(update(MatchingIndex).values(form_version="another"))
    with pytest.raises(NotConfigured, match="flask matching reindex"):
        people_like(PERDITA)
    value = PersonValue((Name("Perdita", "", "Exampleby"),), (date(1985, 3, 27),))
    with pytest.raises(NotConfigured, match="flask matching reindex"):
        alike(leeds.authority_id, value)


def test_nobody_is_like_anybody_in_an_empty_register(leeds):
    assert people_like(PERDITA) == ()
    assert alike(leeds.authority_id, PersonValue((Name("Perdita", "", "Exampleby"),), ())) == []
