"""`flask register-clients …`: who may use the register kept here from elsewhere."""

from licensing.db import db
from licensing.national_register import credentials


def _shown(said):
    code, _, whole = said.splitlines()[-1].partition(":")
    return code, whole


def _good(app, whole):
    with app.app_context():
        found = credentials.presented(whole)
        good = found.authority.key if found else ""
        db.session.remove()
    return good


def test_a_credential_is_printed_once_and_is_of_its_authority(app, cli):
    code, whole = _shown(cli("register-clients", "add", "Leeds"))
    assert (code, _good(app, whole)) == ("LDS", "LDS")
    listed = cli("register-clients", "list")
    assert f"LDS {whole.partition('.')[0]} good" in listed
    assert whole not in listed


def test_rotating_leaves_the_earlier_one_good_for_a_while_and_revoking_ends_all(app, cli):
    _, first = _shown(cli("register-clients", "add", "Leeds"))
    _, second = _shown(cli("register-clients", "rotate", "Leeds"))
    assert [_good(app, one) for one in (first, second)] == ["LDS", "LDS"]
    _, third = _shown(cli("register-clients", "rotate", "Leeds", "--overlap-days", "0"))
    assert [_good(app, one) for one in (first, second, third)] == ["", "", "LDS"]
    assert cli("register-clients", "revoke", "Leeds") == "1 credential of Leeds ended.\n"
    assert _good(app, third) == ""


def test_one_credential_is_revoked_by_its_beginning(app, cli):
    _, first = _shown(cli("register-clients", "add", "Leeds"))
    _, second = _shown(cli("register-clients", "rotate", "Leeds"))
    cli("register-clients", "revoke", "Leeds", "--credential", first.partition(".")[0])
    assert [_good(app, one) for one in (first, second)] == ["", "LDS"]


def test_what_can_not_be_done_is_said(app, cli):
    for arguments, says in (
        (("rotate", "Leeds"), "no credential"),
        (("revoke", "Leeds"), "no such credential"),
        (("add", "West Yorkshire Combined Authority"), "does not license"),
        (("add", "Nowhere-at-all"), ""),
    ):
        done = cli.run("register-clients", *arguments)
        assert done.exit_code == 1
        assert says in done.output
    cli("register-clients", "add", "Leeds")
    assert "rotate" in cli.run("register-clients", "add", "Leeds").output
