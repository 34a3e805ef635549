"""Wrong answers are counted apart by what they answer, and by origin for both."""

import pytest

from licensing.authorities import throttle
from licensing.db import transaction

HERE, THERE = "192.0.2.1", "203.0.113.1"


@pytest.fixture
def wrong(app_context):
    """`wrong(kind, account, times, origin)`: so many wrong answers."""

    def make(kind, account, times, origin=HERE):
        with transaction():
            for _ in range(times):
                throttle.count(kind, account, origin)

    return make


def test_codes_and_passwords_of_one_account_are_counted_apart(wrong):
    wrong(throttle.CODE, "7", throttle.FAILURES_PER_ACCOUNT)
    assert throttle.too_many(throttle.CODE, "7", THERE)
    assert not throttle.too_many(throttle.PASSWORD, "7", THERE)


def test_an_origin_is_counted_whatever_it_tried(wrong):
    for number in range(throttle.FAILURES_PER_ORIGIN):
        wrong((throttle.CODE, throttle.PASSWORD)[number % 2], str(number), 1)
    assert throttle.too_many(throttle.PASSWORD, "somebody", HERE)
    assert not throttle.too_many(throttle.PASSWORD, "somebody", THERE)


def test_a_right_answer_forgets_the_accounts_wrong_ones_of_its_kind(wrong):
    wrong(throttle.CODE, "7", throttle.FAILURES_PER_ACCOUNT)
    wrong(throttle.PASSWORD, "7", throttle.FAILURES_PER_ACCOUNT)
    with transaction():
        throttle.forget(throttle.CODE, "7")
    assert not throttle.too_many(throttle.CODE, "7", THERE)
    assert throttle.too_many(throttle.PASSWORD, "7", THERE)
