"""What to do about a test whose database or browser this machine doesn't have."""

import os

import pytest


def not_to_be_had(why: str) -> None:
    """Skip, saying why and how to install it; fail where everything must be had (CI=true)."""
    if os.environ.get("CI") == "true":
        pytest.fail(why, pytrace=False)
    pytest.skip(why)
