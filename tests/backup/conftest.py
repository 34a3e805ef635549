"""Backups to read, and somebody to read them."""

import pyrage
import pytest


@pytest.fixture
def key():
    """The identity that opens the backups of a test."""
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def recipient(key):
    """For whom they are made."""
    return key.to_public()
