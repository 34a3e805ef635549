"""The settings: read once from the environment, and a start without real secrets refused where they matter."""

import base64
import json
import subprocess
import sys

import pytest

from licensing.errors import NotConfigured
from licensing.settings import LOOPBACK, ROOT, SECRET_NAMES, Settings, described, load


def a_key(letter):
    return base64.b64encode(letter.encode() * 32).decode()


SECRETS = {
    "SECRET_KEY": "a secret of these tests, which guards nothing",
    "SEALING_KEYS": f"new:{a_key('n')},old:{a_key('o')}",
    "FINGERPRINT_KEY": a_key("f"),
    "AUDIT_KEY": a_key("a"),
}


@pytest.fixture
def loaded(tmp_path):
    """`loaded(PORT="8001")`: the settings of an environment in which nothing else is set."""

    def make(**environ):
        return load({"INSTANCE": str(tmp_path / "instance"), **environ})

    return make


# --- nothing set -----------------------------------------------------------------------------------------------


def test_with_nothing_set_it_is_sqlite_on_this_machine_only(loaded, tmp_path):
    settings = loaded()
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'register.sqlite3'}"
    assert (settings.host, settings.port, settings.on_loopback) == ("127.0.0.1", 8000, True)
    assert (settings.session_idle_minutes, settings.session_hours) == (30, 10)
    assert not settings.cookies_over_https_only
    settings.refuse_without_secrets()


def test_without_an_instance_folder_named_it_is_the_projects_own(tmp_path):
    # With every secret given and no key to make, nothing is written there.
    assert load(dict(SECRETS)).instance == ROOT / "instance"


def test_development_keys_are_made_once_and_only_their_owner_may_read_them(loaded, tmp_path):
    first = loaded()
    kept = tmp_path / "instance" / "development-keys.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    before = kept.read_bytes()
    second = loaded()
    assert kept.read_bytes() == before
    assert (second.secret_key, second.sealing_keys, second.fingerprint_key, second.audit_key) == (
        first.secret_key,
        first.sealing_keys,
        first.fingerprint_key,
        first.audit_key,
    )
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_development_keys_are_long_enough_and_differ_from_machine_to_machine(loaded, tmp_path):
    here, there = loaded(), loaded(INSTANCE=str(tmp_path / "another"))
    assert [len(key) for key in (here.fingerprint_key, here.audit_key, here.sealing_keys[0][1])] == [32] * 3
    assert len(here.secret_key) >= 32
    keys = {here.fingerprint_key, here.audit_key, here.sealing_keys[0][1]}
    assert not keys & {there.fingerprint_key, there.audit_key, there.sealing_keys[0][1]}
    assert len(keys) == 3


def test_two_processes_that_start_at_once_agree_on_the_development_keys(tmp_path):
    says = "from licensing.settings import load; print(load().fingerprint_key.hex(), load().secret_key)"
    environ = {"INSTANCE": str(tmp_path / "new"), "PATH": "/usr/bin", "PYTHONPATH": str(ROOT)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", says], env=environ, cwd=tmp_path, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0] for process in started}
    assert [process.returncode for process in started] == [0] * 4
    assert len(said) == 1


def test_the_environments_own_secret_goes_before_the_development_key(loaded):
    settings = loaded(AUDIT_KEY=a_key("a"))
    assert settings.audit_key == b"a" * 32
    assert settings.missing == tuple(name for name in SECRET_NAMES if name != "AUDIT_KEY")
    assert settings.development_keys


# --- secrets ---------------------------------------------------------------------------------------------------

SERVED_TO_OTHERS = {
    "PostgreSQL": {"DATABASE_URL": "postgresql://register@localhost/register"},
    "another spelling of PostgreSQL": {"DATABASE_URL": "postgres:///register"},
    "PostgreSQL with its driver": {"DATABASE_URL": "postgresql+psycopg:///register"},
    "every address": {"HOST": "0.0.0.0"},  # noqa: S104 (the address is what is tried)
    "an address of the network": {"HOST": "192.0.2.7"},
}


@pytest.mark.parametrize("environ", SERVED_TO_OTHERS.values(), ids=SERVED_TO_OTHERS.keys())
def test_a_start_that_others_could_reach_is_refused_without_secrets_and_says_which(loaded, environ):
    settings = loaded(**environ)
    with pytest.raises(NotConfigured) as refused:
        settings.refuse_without_secrets()
    assert all(name in refused.value.message for name in SECRET_NAMES)


@pytest.mark.parametrize("environ", SERVED_TO_OTHERS.values(), ids=SERVED_TO_OTHERS.keys())
def test_no_development_key_is_made_where_others_could_reach_it(loaded, tmp_path, environ):
    settings = loaded(**environ)
    assert not (tmp_path / "instance").exists()
    assert (settings.secret_key, settings.sealing_keys, settings.fingerprint_key, settings.audit_key) == (
        "",
        (),
        b"",
        b"",
    )


@pytest.mark.parametrize("environ", SERVED_TO_OTHERS.values(), ids=SERVED_TO_OTHERS.keys())
@pytest.mark.parametrize("left_out", SECRET_NAMES)
def test_one_missing_secret_is_enough_to_refuse_and_only_it_is_named(loaded, environ, left_out):
    given = {name: value for name, value in SECRETS.items() if name != left_out}
    with pytest.raises(NotConfigured) as refused:
        loaded(**environ, **given).refuse_without_secrets()
    assert [name for name in SECRET_NAMES if name in refused.value.message] == [left_out]


@pytest.mark.parametrize("environ", SERVED_TO_OTHERS.values(), ids=SERVED_TO_OTHERS.keys())
def test_with_every_secret_given_it_starts(loaded, environ):
    settings = loaded(**environ, **SECRETS)
    settings.refuse_without_secrets()
    assert settings.missing == ()
    assert settings.sealing_keys == (("new", b"n" * 32), ("old", b"o" * 32))
    assert not settings.development_keys


@pytest.mark.parametrize("host", LOOPBACK)
def test_on_sqlite_and_its_own_machine_it_starts_without_secrets(loaded, host):
    loaded(HOST=host).refuse_without_secrets()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", "too short", "SECRET_KEY is shorter than 32 characters"),
        ("FINGERPRINT_KEY", "not base64!", "FINGERPRINT_KEY is not the base64 of 32 bytes"),
        ("FINGERPRINT_KEY", base64.b64encode(b"short").decode(), "FINGERPRINT_KEY is not the base64"),
        ("AUDIT_KEY", base64.b64encode(b"x" * 33).decode(), "AUDIT_KEY is not the base64 of 32 bytes"),
        ("AUDIT_KEY", "é" * 44, "AUDIT_KEY is not the base64 of 32 bytes"),
        ("SEALING_KEYS", a_key("n"), "no id of 1 to 8 letters or digits"),
        ("SEALING_KEYS", f":{a_key('n')}", "no id of 1 to 8 letters or digits"),
        ("SEALING_KEYS", f"much-too-long:{a_key('n')}", "no id of 1 to 8 letters or digits"),
        ("SEALING_KEYS", "new:short", "key new of SEALING_KEYS is not the base64 of 32 bytes"),
        ("SEALING_KEYS", f"new:{a_key('n')},old:short", "key old of SEALING_KEYS"),
        ("SEALING_KEYS", f"one:{a_key('n')},one:{a_key('o')}", "one id to two keys"),
        ("SEALING_KEYS", " , ", "SEALING_KEYS"),
    ],
)
@pytest.mark.parametrize(
    "environ",
    [{}, {"DATABASE_URL": "postgresql:///register"}],
    ids=["on its own machine", "on PostgreSQL"],
)
def test_a_secret_that_cannot_be_read_is_always_refused_and_named(loaded, environ, name, value, says):
    settings = loaded(**(environ | SECRETS | {name: value}))
    with pytest.raises(NotConfigured) as refused:
        settings.refuse_without_secrets()
    assert says in refused.value.message


@pytest.mark.parametrize("name", ["SECRET_KEY", "FINGERPRINT_KEY", "AUDIT_KEY", "SEALING_KEYS"])
def test_a_refusal_never_repeats_a_secret(loaded, name):
    hidden = "5up3r-s3cr3t"
    settings = loaded(**(SECRETS | {name: hidden, "DATABASE_URL": "postgresql:///register"}))
    with pytest.raises(NotConfigured) as refused:
        settings.refuse_without_secrets()
    assert hidden not in refused.value.message


def test_settings_never_show_their_secrets(loaded):
    shown = repr(loaded(**SECRETS))
    for secret in ("guards nothing", a_key("n"), "nnnn", "ffff", "aaaa"):
        assert secret not in shown


# --- other settings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["PORT", "SESSION_IDLE_MINUTES", "SESSION_HOURS"])
@pytest.mark.parametrize("value", ["0", "-1", "8000.5", "many", "٣", " 7"])
def test_a_number_that_is_not_a_whole_number_above_nought_is_refused_by_name(loaded, name, value):
    with pytest.raises(NotConfigured, match=name):
        loaded(**{name: value})


def test_numbers_are_read(loaded):
    settings = loaded(PORT="8001", SESSION_IDLE_MINUTES="5", SESSION_HOURS="2")
    assert (settings.port, settings.session_idle_minutes, settings.session_hours) == (8001, 5, 2)


@pytest.mark.parametrize(
    ("environ", "secure"),
    [
        ({}, False),
        ({"HOST": "192.0.2.7"}, True),
        ({"COOKIES_OVER_HTTPS_ONLY": "yes"}, True),
        ({"HOST": "192.0.2.7", "COOKIES_OVER_HTTPS_ONLY": "NO"}, False),
    ],
)
def test_cookies_go_over_https_only_unless_it_serves_its_own_machine(loaded, environ, secure):
    assert loaded(**environ).cookies_over_https_only is secure


def test_yes_or_no_is_meant_literally(loaded):
    with pytest.raises(NotConfigured, match="COOKIES_OVER_HTTPS_ONLY"):
        loaded(COOKIES_OVER_HTTPS_ONLY="perhaps")


@pytest.mark.parametrize(
    "url", ["postgres://a@b/c", "postgresql://a@b/c", "postgresql+psycopg://a@b/c"], ids=lambda url: url[:12]
)
def test_postgresql_is_reached_through_psycopg_however_it_is_spelt(loaded, url):
    assert loaded(DATABASE_URL=url).database_url == "postgresql+psycopg://a@b/c"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("sqlite:///try.sqlite3", "sqlite:///{here}/try.sqlite3"),
        ("sqlite:///below/try.sqlite3?timeout=3", "sqlite:///{here}/below/try.sqlite3?timeout=3"),
        ("sqlite:////var/lib/try.sqlite3", "sqlite:////var/lib/try.sqlite3"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
    ],
)
def test_a_sqlite_file_is_named_from_the_root_so_that_everybody_opens_the_same(
    loaded, tmp_path, monkeypatch, given, wanted
):
    monkeypatch.chdir(tmp_path)
    assert loaded(DATABASE_URL=given).database_url == wanted.format(here=tmp_path)


def test_a_relative_instance_folder_is_taken_from_where_the_program_was_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load({"INSTANCE": "inst"})
    assert settings.instance == tmp_path / "inst"
    assert settings.database_url == f"sqlite:///{tmp_path / 'inst' / 'register.sqlite3'}"


def test_every_setting_has_a_sentence_and_a_name():
    for name, says in described():
        assert name.isupper()
        assert says.endswith(".") or ":" in says
        assert len(says.split()) > 4
    documented = {name for name, _ in described()}
    assert set(SECRET_NAMES) <= documented
    assert {"DATABASE_URL", "HOST", "PORT", "INSTANCE"} <= documented
    assert len(documented) == len(Settings.__dataclass_fields__) - len({"missing", "malformed"})


# --- commands that need none -----------------------------------------------------------------------------------


def test_flask_db_upgrade_needs_no_secrets(empty_database_url, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "flask", "db", "upgrade"],
        env={
            "DATABASE_URL": empty_database_url,
            "INSTANCE": str(tmp_path / "instance"),
            "PATH": "/usr/bin",
            "PYTHONWARNINGS": "error",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "The database is at head." in done.stdout


def test_a_command_that_touches_the_audit_log_refuses_without_its_key(database_url, tmp_path):
    environ = {"DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "i"), "PATH": "/usr/bin"}
    # On SQLite and this machine development keys would do: HOST takes them away.
    environ |= {"HOST": "192.0.2.7"}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "audit", "verify"],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    assert "AUDIT_KEY" in done.stderr


def test_the_development_keys_file_holds_the_four_secrets(loaded, tmp_path):
    loaded()
    kept = json.loads((tmp_path / "instance" / "development-keys.json").read_text())
    assert sorted(kept) == sorted(SECRET_NAMES)


# --- the ways in to the national register ------------------------------------------------------------------------


def test_the_register_is_embedded_unless_the_setting_says_otherwise(loaded):
    assert loaded().national_register == (("*", "embedded"),)
    said = loaded(NATIONAL_REGISTER=" YOR=https://register.example/ ; lds=portal;http://127.0.0.1:8001")
    assert dict(said.national_register) == {
        "*": "http://127.0.0.1:8001",
        "YOR": "https://register.example",
        "LDS": "portal",
    }


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("YOR=http://register.example", "https:// only"),
        ("somewhere", "a way in is"),
        ("YOR=ftp://register.example", "a way in is"),
        ("YOR=https://me:secret@register.example", "a way in is"),
        ("YOR=https://register.example?key=secret", "a way in is"),
        ("YOR=portal; YOR=embedded", "two ways in"),
        ("portal; embedded", "two ways in"),
        ("York City=portal", "no authority's short code"),
    ],
)
def test_a_way_in_that_can_not_be_is_refused_and_no_secret_is_repeated(loaded, value, says):
    with pytest.raises(NotConfigured, match=says) as refused:
        loaded(NATIONAL_REGISTER=value)
    assert "secret" not in refused.value.message


def test_credentials_are_read_by_authority_and_never_shown(loaded):
    settings = loaded(REGISTER_CREDENTIALS="yor:one.secret, LDS:two.secret")
    assert settings.register_credentials == (("YOR", "one.secret"), ("LDS", "two.secret"))
    assert "secret" not in repr(settings)
    for wrong in ("YOR", "YOR:", "YOR:a,YOR:b"):
        with pytest.raises(NotConfigured):
            loaded(REGISTER_CREDENTIALS=wrong)


@pytest.mark.parametrize("name", ["DBS_URL", "DVLA_URL"])
@pytest.mark.parametrize(
    "value",
    [
        "http://service.example",
        "ftp://service.example",
        "somewhere",
        "https://me:secret@service.example",
        "https://service.example?key=secret",
        "https://[service",
    ],
)
def test_a_service_that_vetting_asks_is_reached_with_tls_and_at_a_plain_address(loaded, name, value):
    with pytest.raises(NotConfigured, match=name) as refused:
        loaded(**{name: value, "DVLA_KEY": "made up"}).refuse_without_secrets()
    assert "secret" not in refused.value.message
    for good in ("https://service.example/path/", "http://127.0.0.1:8099"):
        loaded(**{name: good, "DVLA_KEY": "made up"}).refuse_without_secrets()


def test_what_the_services_are_shown_is_never_shown_otherwise(loaded):
    settings = loaded(DVLA_URL="https://dvla.example/", DVLA_KEY="a secret", DBS_LOGIN="council:a secret")
    assert (settings.dvla_url, settings.vetting_asks_an_hour) == ("https://dvla.example", 120)
    assert "secret" not in repr(settings)
    with pytest.raises(NotConfigured, match="DVLA_KEY"):
        loaded(DVLA_URL="https://dvla.example").refuse_without_secrets()
