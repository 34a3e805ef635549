"""Letters: only to whom the Act lets one write, and read by their addressee alone."""

import pytest

ASKED = {"kind": "request", "to": "BRD", "text": "Please tell us."}


@pytest.fixture
def ref(bradford, entry):
    return bradford.call("POST", "/entries", entry(), key="one").json["entry"]


@pytest.mark.rule("R11", "R16")
def test_a_letter_is_read_by_its_addressee_alone_and_forgotten_once_taken_in(leeds, bradford, ref):
    sent = leeds.call("POST", "/letters", ASKED | {"entry": ref}, key="a letter")
    assert sent.status_code == 201
    assert bradford.call("GET", "/alerts").json["letters"] == 1
    assert leeds.call("GET", "/letters").json["letters"] == []
    (letter,) = bradford.call("GET", "/letters").json["letters"]
    assert (letter["from"], letter["text"]) == ("LDS", "Please tell us.")
    # Asked again with the same number, as after a lost answer, it is given again.
    assert len(bradford.call("GET", "/letters").json["letters"]) == 1
    assert bradford.call("GET", f"/letters?after={letter['number']}").json["letters"] == []
    assert bradford.call("GET", "/letters").json["letters"] == []


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"to": "YOR"}, 404),
        ({"to": "ZZZ"}, 400),
        ({"kind": "threat"}, 400),
        ({"text": " "}, 400),
        ({"entry": "0" * 16}, 404),
        ({"enclosures": [{"name": "a", "media_type": "text/plain", "content": "!"}]}, 400),
    ],
)
def test_a_letter_that_can_not_be_sent_is_refused(leeds, ref, wrong, status):
    assert (
        leeds.call("POST", "/letters", ASKED | {"entry": ref} | wrong, key="a letter").status_code == status
    )
