"""Files that go with an answer: judged by their content, not by their name, and kept sealed."""

import io
import re
import warnings
from collections.abc import Sequence
from pathlib import PurePath

from PIL import Image, UnidentifiedImageError
from sqlalchemy import func, select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput, NotPossibleNow
from licensing.national_register.correspondence_models import Document, ReceivedRequest
from licensing.national_register.gateway import Enclosure
from licensing.national_register.letters import LARGEST_ENCLOSURES
from licensing.national_register.models import InformationRequest

PDF, JPEG, PNG, PLAIN = "application/pdf", "image/jpeg", "image/png", "text/plain"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", PLAIN: ".txt"}
# What another authority's system may call anything else: given out as bytes, never as what it says it is.
UNKNOWN = "application/octet-stream"
LONGEST_NAME = 100
MOST_DOCUMENTS = 20
KINDS = "The file must be a PDF, a JPEG or PNG picture, or plain text"


def kind_of(content: bytes) -> str:
    """What a file is, by its content. Raises BadInput for what is none of the kinds that are sent."""
    if not content:
        raise _fault("The file is empty")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise _fault("The PDF is cut short: save it again")
        return PDF
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _fault(KINDS) from None
    if any(ord(one) < 32 and one not in "\t\n\r\f" for one in text):
        raise _fault(KINDS)
    return PLAIN


def _picture(content: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"PIL\.")
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
                kind = JPEG if opened.format == "JPEG" else PNG
                opened.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as fault:
        raise _fault(KINDS) from fault
    return kind


def safe_name(name: str, media_type: str) -> str:
    """A file's name without folders or anything a system might trip over, with the ending of what it is."""
    stem = PurePath(name.replace("\\", "/")).name.rpartition(".")[0] or name
    plain = re.sub(r"[^\w \-().]+", "", PurePath(stem).name).strip(" .") or "document"
    return plain[:LONGEST_NAME] + ENDINGS.get(media_type, "")


def attach(request_id: int, *, name: str, content: bytes, by: Officer) -> Document:
    """Add a file to the answer that is being prepared, in the caller's transaction.

    Raises NotPossibleNow once the request is answered, BadInput for what can't be sent.
    """
    request = _being_answered(request_id, by)
    media_type = kind_of(content)
    held, size = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Document.size), 0)).where(
            Document.received_request_id == request.id
        )
    ).one()
    if held >= MOST_DOCUMENTS:
        raise _fault(f"At most {MOST_DOCUMENTS} files go with an answer")
    if size + len(content) > LARGEST_ENCLOSURES:
        raise _fault("The files must be 8 megabytes or smaller together: send some by secure email")
    document = Document.of(safe_name(name, media_type), media_type, content)
    document.authority_id, document.received_request_id = by.authority_id, request.id
    document.stored_at, document.stored_by_id = clock.now(), by.id
    db.session.add(document)
    db.session.flush()
    record(
        "received-request:document-attached",
        by=by.actor,
        subject=request.subject,
        document=document.ref,
        kind=media_type,
        bytes=len(content),
    )
    return document


def detach(request_id: int, document_id: int, *, by: Officer) -> None:
    """Take a file away from an answer that is still being prepared."""
    request = _being_answered(request_id, by)
    document = scope.get(Document, document_id, by.authority_id)
    if document.received_request_id != request.id:
        raise NotPossibleNow("This file does not belong to this request.")
    ref = document.ref
    db.session.delete(document)
    db.session.flush()
    record("received-request:document-removed", by=by.actor, subject=request.subject, document=ref)


def _being_answered(request_id: int, by: Officer) -> ReceivedRequest:
    request = scope.get(ReceivedRequest, request_id, by.authority_id, lock=True)
    if request.answer is not None:
        raise NotPossibleNow("This request has been answered: what was disclosed is kept as it was sent.")
    return request


def opened(document_id: int, *, by: Officer) -> Document:
    """A file of an authority's own correspondence, for an officer to read; leaves an audit line."""
    document = scope.get(Document, document_id, by.authority_id)
    subject = (
        f"information-request:{document.received_request_id}"
        if document.received_request_id
        else f"request:{document.information_request_id}"
    )
    record("correspondence:document-opened", by=by.actor, subject=subject, document=document.ref)
    return document


def keep_enclosures(enclosures: Sequence[Enclosure], request: InformationRequest) -> None:
    """Keep the files that came with the answer to a request of ours, in the caller's transaction."""
    for one in enclosures:
        try:
            media_type = kind_of(one.content)
        except BadInput:
            media_type = UNKNOWN
        document = Document.of(safe_name(one.name, media_type), media_type, one.content)
        document.authority_id, document.information_request_id = request.authority_id, request.id
        document.stored_at = clock.now()
        db.session.add(document)
    db.session.flush()


def of_request(request_id: int, authority_id: int) -> Sequence[Document]:
    """The files that came with the answer to a request of ours."""
    return db.session.scalars(
        scope.within(Document, authority_id)
        .where(Document.information_request_id == request_id)
        .order_by(Document.id)
    ).all()


def _fault(sentence: str) -> BadInput:
    return BadInput("This file can't be sent.", {"document": sentence})
