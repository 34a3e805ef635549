"""Files to check and load: `as_defra(*rows)` and `sheet_of(...)` make them, `loaded` loads them into Leeds."""

from pathlib import Path

import pytest

from licensing import clock
from licensing.db import db, transaction
from licensing.exchange import checking, loading, profiles
from tests.factories.officers import officer

DATA = Path(__file__).parent / "data"


@pytest.fixture
def by(app_context):
    """A licensing officer of Leeds, who may load files."""
    with transaction():
        made = officer("Leeds").id
    from licensing.authorities.officer_models import Officer

    return db.session.get_one(Officer, made)


@pytest.fixture
def check(by):
    """`check("defra", data)`: the dry run of a file of Leeds."""

    def run(profile, data, *, on=None, of=None):
        laid_out = profiles.named(profile) if isinstance(profile, str) else profile
        return checking.dry_run(laid_out, _bytes(data), on=on or clock.today(), authority=of or by.authority)

    return run


@pytest.fixture
def load(by, check):
    """`load("defra", data)`: loads a file into the register of Leeds, as the command does."""

    def run(profile, data, *, confirmed="", **how):
        laid_out = profiles.named(profile) if isinstance(profile, str) else profile
        with transaction():
            begun = loading.begin(laid_out.name, laid_out.what, checking.sha256(_bytes(data)), by=by).id
        with transaction():
            loading.hold(by)
            return loading.load(check(laid_out, data, **how), begun, by=by, confirmed=confirmed)

    return run


def _bytes(data):
    return data.encode() if isinstance(data, str) else data
