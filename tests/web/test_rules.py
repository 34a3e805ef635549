"""The page of the rules of law and what proves them."""

from licensing.authorities.permissions import Role
from licensing.policy.rules import recorded_proofs


def test_each_rule_is_shown_with_how_far_it_is_kept(officer):
    page = officer.get_page("/policy")
    page = officer.get_page(page.links["Rules of law, and what proves them"])
    assert page.heading == "Rules of law, and what proves them"
    assert len(page.select("tbody tr")) == 75
    fourth = page.select_one("#R04").find_parent("tr").get_text(" ")
    assert "5 WD from day person notified" in fourth
    assert f"Proved by {len(recorded_proofs()['R04'])} tests" in fourth
    off = page.select_one("#R73").find_parent("tr").get_text(" ")
    assert "Switched off" in off
    assert "stays off until" in " ".join(off.split())
    assert "not verified" in off


def test_every_officer_may_read_it(desk, client):
    client.sign_in(desk.somebody(Role.AUDITOR))
    client.get_page("/rules")
