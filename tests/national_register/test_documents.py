"""Files that go with an answer: known by their content, sealed, and opened with a line in the audit log."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from licensing.db import db, transaction
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.national_register import documents
from licensing.national_register.correspondence_models import Document
from licensing.national_register.gateway import Enclosure
from licensing.national_register.letters import LARGEST_ENCLOSURES
from licensing.national_register.models import InformationRequest
from tests.factories import correspondence as write
from tests.factories import searches
from tests.support.stored import everything_stored

PDF = b"%PDF-1.7\nnothing at all\n%%EOF\n"


def _picture(kind):
    drawn = io.BytesIO()
    Image.new("RGB", (3, 3)).save(drawn, kind)
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(PDF, "application/pdf", id="PDF"),
        pytest.param(_picture("JPEG"), "image/jpeg", id="JPEG"),
        pytest.param(_picture("PNG"), "image/png", id="PNG"),
        pytest.param("Ó, said he.\r\n".encode(), "text/plain", id="text"),
        pytest.param(b"\xef\xbb\xbfWith a mark of its order", "text/plain", id="text of Windows"),
    ],
)
def test_a_file_is_what_its_content_says(content, kind):
    assert documents.kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"%PDF-1.7\nnothing", id="a PDF cut short"),
        pytest.param(b"\x89PNG\r\n\x1a\nnothing", id="no picture"),
        pytest.param(_picture("PNG")[:40], id="a picture cut short"),
        pytest.param(_picture("GIF"), id="another kind of picture"),
        pytest.param(b"PK\x03\x04\x00\x00", id="an archive"),
        pytest.param(b"MZ\x90\x00\x03", id="a program"),
        pytest.param("Latin: é".encode("latin-1"), id="text of another encoding"),
    ],
)
def test_what_is_none_of_the_kinds_is_not_sent(content):
    with pytest.raises(BadInput) as refused:
        documents.kind_of(content)
    assert set(refused.value.faults) == {"document"}


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("statement.pdf", "application/pdf", "statement.pdf"),
        ("statement.exe", "application/pdf", "statement.pdf"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\name\\A letter.docx", "text/plain", "A letter.txt"),
        ('quote"; filename="other.html', "application/pdf", "quote filenameother.pdf"),
        ("", "application/pdf", "document.pdf"),
        ("…", "image/png", "document.png"),
        ("x" * 300 + ".pdf", "application/pdf", "x" * 100 + ".pdf"),
        ("page.html", "application/octet-stream", "page"),
    ],
)
def test_a_files_name_is_made_safe(name, kind, safe):
    assert documents.safe_name(name, kind) == safe


@pytest.fixture
def request_of_leeds(leeds, bradford, who):
    """A request in the in-tray of Bradford."""
    write.asked(who, leeds)
    return write.received()


def _attach(request, by, content=PDF, name="statement.pdf"):
    with transaction():
        return documents.attach(request.id, name=name, content=content, by=by)


def test_a_file_is_stored_sealed_and_opens(bradford, request_of_leeds):
    made = _attach(request_of_leeds, bradford, b"He said so himself", "words.txt")
    assert made.opened == b"He said so himself"
    assert made.size == 18
    assert "He said so himself" not in everything_stored()


@pytest.mark.rule("R24")
def test_opening_a_file_leaves_a_line_and_another_authoritys_is_not_found(leeds, bradford, request_of_leeds):
    made = _attach(request_of_leeds, bradford)
    with transaction():
        documents.opened(made.id, by=bradford)
    (line,) = searches.lines("correspondence:document-opened")
    assert (line.actor, line.subject) == (f"officer:{bradford.id}", request_of_leeds.subject)
    for act in (
        lambda: documents.opened(made.id, by=leeds),
        lambda: documents.detach(request_of_leeds.id, made.id, by=leeds),
        lambda: documents.attach(request_of_leeds.id, name="a", content=PDF, by=leeds),
    ):
        with pytest.raises(NotFound), transaction():
            act()


def test_files_are_added_and_taken_away_until_the_answer_is_given(bradford, request_of_leeds):
    first, second = _attach(request_of_leeds, bradford), _attach(request_of_leeds, bradford)
    with transaction():
        documents.detach(request_of_leeds.id, first.id, by=bradford)
    write.answered(bradford, request_of_leeds)
    with pytest.raises(NotPossibleNow):
        _attach(request_of_leeds, bradford)
    with pytest.raises(NotPossibleNow), transaction():
        documents.detach(request_of_leeds.id, second.id, by=bradford)
    kept = select(Document.id).where(Document.received_request_id == request_of_leeds.id)
    assert db.session.scalars(kept).all() == [second.id]


def test_files_together_are_no_larger_and_no_more_than_a_letter_carries(
    bradford, request_of_leeds, monkeypatch
):
    _attach(request_of_leeds, bradford, b"x" * (LARGEST_ENCLOSURES - 10))
    with pytest.raises(BadInput) as refused:
        _attach(request_of_leeds, bradford, b"x" * 11)
    assert "8 megabytes" in refused.value.faults["document"]
    monkeypatch.setattr(documents, "MOST_DOCUMENTS", 1)
    with pytest.raises(BadInput, match="sent"):
        _attach(request_of_leeds, bradford, b"x")


def test_a_file_that_another_system_calls_what_it_is_not_is_kept_as_bytes(leeds, request_of_leeds):
    asked = db.session.scalars(select(InformationRequest)).one()
    with transaction():
        documents.keep_enclosures(
            [Enclosure("../page.html", "text/html", b"\x00<script>"), Enclosure("a.pdf", "text/html", PDF)],
            asked,
        )
    kept = documents.of_request(asked.id, leeds.authority_id)
    assert [(one.name, one.media_type) for one in kept] == [
        ("page", "application/octet-stream"),
        ("a.pdf", "application/pdf"),
    ]
