"""Who works on an application."""

import pytest

from licensing.db import transaction
from tests.factories import applications as make


@pytest.fixture
def people(app_context):
    """A case officer and a decision maker of Leeds."""
    with transaction():
        return make.preparer(), make.decision_maker()
