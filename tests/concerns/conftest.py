"""Who sends and who receives."""

import pytest

from licensing.authorities.permissions import Role
from licensing.db import transaction
from tests.factories import officers


@pytest.fixture
def bradford(app_context):
    """A licensing officer of Bradford, which became aware."""
    with transaction():
        return officers.officer("Bradford", name="Bram Example")


@pytest.fixture
def york(app_context):
    """A decision maker of York, which licensed the driver."""
    with transaction():
        return officers.officer(
            "York", roles=(Role.LICENSING_OFFICER, Role.DECISION_MAKER), name="Yasmin Example"
        )
