"""The demonstration's courses."""

import pytest

from licensing.db import transaction
from licensing.training import queries
from licensing.training.demo import safeguarding_course
from tests.factories import training as make
from tests.factories.training import TODAY

pytestmark = pytest.mark.usefixtures("app_context")


def test_there_is_a_course_for_each_module_and_twice_changes_nothing():
    with transaction():
        by = make.officer()
        version = safeguarding_course(by.authority_id, by, on=TODAY)
        assert version.course.module == "safeguarding"
        assert version.given_on(TODAY)
        assert safeguarding_course(by.authority_id, by, on=TODAY) is version
        made = queries.courses(by.authority_id)
        assert {one.module for one in made} == set(queries.modules(by.authority_id, TODAY))
        assert len(made) == len({one.code for one in made})


def test_an_officer_makes_no_course_for_another_authority():
    with transaction(), pytest.raises(ValueError):
        safeguarding_course(make.authority(make.KIRKLEES).id, make.officer(), on=TODAY)
