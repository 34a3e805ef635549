"""Whom an attendance list means: exactly one person, or a question."""

from datetime import date

import pytest

from licensing.db import transaction
from licensing.register.models import PersonName
from licensing.training.attendance_file import read
from licensing.training.identity import find_people
from tests.factories import training as make
from tests.factories.training import KIRKLEES, TODAY, sheet

pytestmark = pytest.mark.usefixtures("app_context")

COLUMNS = "first_name,last_name,date_of_birth,licence_number,badge,national_insurance,score"


def _match(line):
    rows = read(sheet(line, columns=COLUMNS), on=TODAY, in_session=True).rows
    return find_people(make.authority().id, rows)[2]


@pytest.fixture
def imran():
    """Imran Example of Leeds: licence L-1, badge B-L-1, and a National Insurance number."""
    with transaction():
        person = make.person(insurance="AB123456C")
        person.names.append(
            PersonName(kind="earlier", first="Imran", last="Óldname", recorded_at=person.created_at)
        )
        make.licence(person, number="L-1")
        return person.id


@pytest.mark.parametrize(
    "line",
    [
        "Imran,Example,1985-03-27,,,,80",
        "IMRAN,ex-ample,27/03/1985,,,,80",
        "Imran,Oldname,1985-03-27,,,,80",
        "Imran,Example,1985-03-27,l-1,,,80",
        "Mohd,Example,1985-03-27,,b-l-1,,80",
        "I.,Example,1985-03-27,,,ab 12 34 56 c,80",
        "Imran,Example,1985-03-27,L-1,B-L-1,AB123456C,80",
    ],
    ids=["name", "case and hyphen", "earlier name", "licence", "badge", "insurance", "all numbers"],
)
def test_exact_identity_is_linked(imran, line):
    assert _match(line).person.person_id == imran


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("Imrn,Example,1985-03-27,,,,80", "Nobody of the register has exactly this name and date of birth"),
        ("Imran,Example,1985-03-28,,,,80", "Nobody of the register has exactly this name and date of birth"),
        (
            "Imran,Other,1985-03-27,L-1,,,80",
            "The number is held by somebody whose surname or date of birth differs",
        ),
        (
            "Imran,Example,1985-03-28,L-1,,,80",
            "The number is held by somebody whose surname or date of birth differs",
        ),
        ("Imran,Example,1985-03-27,L-9,,,80", "A number that the list gives is not on the register"),
        ("Imran,Example,1985-03-27,L-1,B-9,,80", "A number that the list gives is not on the register"),
        (
            "Imran,Example,1985-03-27,L-1,B-L-2,,80",
            "The numbers that the list gives are held by different people",
        ),
    ],
    ids=[
        "misspelt",
        "born otherwise",
        "another's number",
        "number, born otherwise",
        "unknown",
        "half known",
        "two people",
    ],
)
def test_whatever_is_less_is_asked_and_offers_whom_it_may_be(imran, line, question):
    with transaction():
        make.licence(make.person("Zed", "Zulu", born=date(1970, 1, 1)), number="L-2")
    found = _match(line)
    assert (found.person, found.question) == (None, question)
    assert imran in [one.person_id for one in found.candidates]


def test_nobody_alike_offers_nobody(imran):
    found = _match("Wilhelmina,Quux,1950-01-01,L-404,,,80")
    assert (found.person, found.candidates) == (None, ())


def test_a_person_of_another_authority_is_nobody():
    with transaction():
        person = make.person(gss_code=KIRKLEES, insurance="AB123456C")
        make.licence(person, number="L-1")
    for line in ("Imran,Example,1985-03-27,,,,80", "Imran,Example,1985-03-27,L-1,B-L-1,AB123456C,80"):
        assert (_match(line).person, _match(line).candidates) == (None, ())


def test_a_candidate_is_told_apart_by_birth_and_licence(imran):
    assert _match("Imran,Example,1985-03-27,,,,80").person.words == "Imran Example, born 27 March 1985, L-1"
