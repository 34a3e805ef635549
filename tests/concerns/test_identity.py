"""What is known of who somebody is."""

from datetime import date

import pytest

from licensing.concerns.identity import PARTS, Identity

WHOLE = Identity(
    names=("Orhan Uydurma", "Orhan Example"),
    born=date(1983, 4, 4),
    address="1 Specimen Street",
    contact="07700 900123",
    licence_number="YRK-7",
    badge_number="B7",
    vehicle="ZZ99 ABC",
    operator="Invented Cars",
    description="Tall",
    numbers=(("national_insurance", "AB111111A"),),
)


def test_what_is_kept_comes_back_as_it_was():
    assert Identity.kept(WHOLE.stored()) == WHOLE
    assert Identity.kept(Identity().stored()) == Identity()
    assert set(PARTS) | {"numbers"} == set(WHOLE.stored())


@pytest.mark.parametrize(
    ("identity", "called"),
    [
        (WHOLE, "Orhan Uydurma"),
        (Identity(badge_number="B7", vehicle="ZZ99 ABC"), "Badge number B7"),
        (Identity(vehicle="ZZ99 ABC"), "Vehicle registration ZZ99 ABC"),
        (Identity(description="Tall"), "Somebody not named"),
    ],
)
def test_somebody_is_called_by_what_is_known(identity, called):
    assert identity.called == called
    assert identity.points_to_somebody is (called != "Somebody not named")


def test_what_two_sources_know_is_joined_and_nothing_is_said_twice():
    seen = Identity(names=("O. Uydurma", "Orhan Uydurma"), vehicle="ZZ11 NEW")
    joined = seen.and_also(WHOLE)
    assert joined.names == ("O. Uydurma", "Orhan Uydurma", "Orhan Example")
    assert joined.vehicle == "ZZ11 NEW"
    assert joined.born == WHOLE.born
    assert joined.numbers == WHOLE.numbers
