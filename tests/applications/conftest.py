"""Who works on an application."""

import pytest

from licensing.db import transaction
from tests.factories import applications as make


@pytest.fixture
def people(app_context):
    """A case officer and a decision maker of Leeds."""
    with transaction():
        return make.preparer(), make.decision_maker()


@pytest.fixture
def bradford(people):
    """A licensing officer of Bradford, which makes the entries that are found."""
    with transaction():
        return make.preparer(authority="Bradford", name="Bea Bradfordian")
