"""What a program is told when it can't have what it asks for: a problem, and nothing of what it sent."""

import pytest

from licensing.national_register import embedded

SECRET = "Zebediah-Verysecret"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("DELETE", "/entries", 405),
        ("GET", "/searches", 405),
        ("GET", "/entries/none", 404),
    ],
)
def test_what_is_not_there_is_a_problem_and_no_page(leeds, method, path, status):
    answer = leeds.call(method, path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status
    if status == 405:
        assert answer.headers["Allow"]


@pytest.mark.parametrize(
    "person",
    [
        {"names": [{"first": SECRET, "last": 7}]},
        {"names": [{"first": SECRET + "\0"}]},
        {"names": SECRET},
        {SECRET: SECRET},
        {"dates_of_birth": [0]},
        {"dates_of_birth": [SECRET]},
        {"national_insurance": [SECRET * 50]},
    ],
)
def test_what_is_not_well_formed_is_named_by_its_field_and_never_repeated(leeds, person):
    answer = leeds.call("POST", "/searches", {"person": person})
    assert answer.status_code == 400
    assert answer.json["type"] == "urn:problem:register:bad-input"
    assert answer.json["faults"]
    assert SECRET not in answer.text


def test_what_is_not_json_is_not_taken(leeds, credentials, app):
    told = {
        "Authorization": f"Bearer {credentials['LDS']}",
        "Register-Purpose": "safeguarding",
        "Register-Officer": "x",
    }
    for content_type, status in (("text/plain", 415), ("application/json", 400)):
        answer = app.test_client().post(
            "/register/v1/searches", data="{" + SECRET, content_type=content_type, headers=told
        )
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert SECRET not in answer.text


def test_a_fault_of_ours_shows_nothing_of_its_inside(leeds, monkeypatch):
    def broken(*_arguments, **_named):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(embedded.EmbeddedRegister, "search", broken)
    answer = leeds.call("POST", "/searches", {"person": {}})
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert SECRET not in answer.text
