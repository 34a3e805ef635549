"""Partnerships of licensing authorities as dated data."""

from datetime import date

import pytest
from sqlalchemy import select

from licensing.authorities.models import Authority, Partnership, PartnershipMember
from licensing.authorities.partnerships import load_partnerships, partners_of
from licensing.db import db, transaction

pytestmark = pytest.mark.usefixtures("app_context")

SIX = {"E08000032", "E08000033", "E08000034", "E08000035", "E08000036", "E06000014"}
ON = date(2026, 11, 21)


def id_of(gss_code):
    return db.session.scalars(select(Authority.id).where(Authority.gss_code == gss_code)).one()


def partners(gss_code, on=ON):
    found = partners_of(id_of(gss_code), on)
    return set(db.session.scalars(select(Authority.gss_code).where(Authority.id.in_(found))))


@pytest.mark.parametrize("gss_code", sorted(SIX))
def test_each_of_the_six_has_the_same_partners_itself_among_them(gss_code):
    assert partners(gss_code) == SIX


def test_york_is_a_partner_though_it_is_not_in_the_combined_authority():
    assert "E06000014" in partners("E08000035")


def test_a_council_in_no_partnership_is_its_own_only_partner():
    assert partners("E08000003") == {"E08000003"}


def test_nobody_is_a_partner_before_the_partnership_began():
    assert partners("E08000035", date(2018, 8, 31)) == {"E08000035"}
    assert partners("E08000035", date(2018, 9, 1)) == SIX


def test_a_member_that_left_is_a_partner_until_its_last_day_and_no_longer():
    with transaction():
        york = db.session.scalars(
            select(PartnershipMember).where(PartnershipMember.authority_id == id_of("E06000014"))
        ).one()
        york.until_on = date(2026, 3, 31)
    assert "E06000014" in partners("E08000035", date(2026, 3, 31))
    assert "E06000014" not in partners("E08000035", date(2026, 4, 1))
    assert partners("E06000014", date(2026, 4, 1)) == {"E06000014"}


def test_loading_again_changes_nothing_and_mends_what_was_altered():
    with transaction():
        assert load_partnerships() == 0
        partnership = db.session.scalars(select(Partnership)).one()
        partnership.members[0].until_on = date(2020, 1, 1)
        partnership.members.pop()
    with transaction():
        assert load_partnerships() == 1
    assert partners("E08000035") == SIX


def test_an_authority_of_two_partnerships_has_the_partners_of_both():
    with transaction():
        second = Partnership(name="Of the north", source="made up for this test")
        second.members = [
            PartnershipMember(authority_id=id_of(code), from_on=date(2024, 2, 1), until_on=None)
            for code in ("E06000014", "E06000065")
        ]
        db.session.add(second)
    assert partners("E06000014") == SIX | {"E06000065"}
    assert partners("E08000035") == SIX
