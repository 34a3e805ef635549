"""The tree of refusals: what each says, and the status by which HTTP says it."""

import pytest

from licensing import errors
from licensing.errors import (
    BadInput,
    BeyondLoadedHolidays,
    NotAllowed,
    NotConfigured,
    NotFound,
    NotPossibleNow,
    NotReachable,
    Reason,
    Refusal,
    Unlawful,
)

STATUSES = {
    BadInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    NotPossibleNow: 409,
    Unlawful: 422,
    NotConfigured: 503,
    NotReachable: 503,
}


@pytest.mark.parametrize(
    ("kind", "status"), STATUSES.items(), ids=lambda value: getattr(value, "__name__", "")
)
def test_each_kind_of_refusal_has_its_status_and_its_title(kind, status):
    refusal = kind("A sentence.")
    assert (refusal.status, refusal.message, str(refusal)) == (status, "A sentence.", "A sentence.")
    assert refusal.title
    assert refusal.reasons == ()


def test_no_refusal_is_left_out_of_the_tree():
    named = {
        thing
        for thing in vars(errors).values()
        if isinstance(thing, type) and issubclass(thing, Refusal) and thing is not Refusal
    }
    assert named == {*STATUSES, BeyondLoadedHolidays}
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in named)


def test_several_reasons_come_together_each_with_its_source():
    missing = [
        Reason("No search was made.", "2022 Act s.3(1)", "R10"),
        Reason("No photograph.", verified=False),
    ]
    refusal = Unlawful("Two things are missing.", missing)
    assert refusal.reasons == tuple(missing)
    assert [reason.verified for reason in refusal.reasons] == [True, False]


def test_bad_input_keeps_its_faults_by_field():
    faults = {"email": "Enter an email address"}
    refusal = BadInput("Look again.", faults)
    faults["email"] = "changed by the caller afterwards"
    assert refusal.faults == {"email": "Enter an email address"}
    assert BadInput("Look again.").faults == {}
