"""What another authority told is deleted when the application it was told for, and any appeal, are over (rule R23).

Councils' policies on the use of NR3S: used for that application only, and not kept beyond its determination and any
appeal. What this authority said of it stays (the regard, the determination and its reasons), and so does the fact
that it was told and when it was deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, or_, select

from licensing import clock
from licensing.applications.models import Application
from licensing.applications.reviews import Review
from licensing.audit.actions import Actor, record, system_for
from licensing.db import db
from licensing.decisions.queries import is_over
from licensing.national_register import documents, notices, portal
from licensing.national_register.correspondence_models import ChangeNotice, Document
from licensing.national_register.models import InformationRequest
from licensing.national_register.requests import about_entry, answered_key
from licensing.outbox.models import PARKED, WAITING
from licensing.outbox.queries import states_of

ENDED = ("granted", "refused", "withdrawn")


@dataclass(frozen=True)
class Deleted:
    """What was deleted, or would be, of one request: its reply, the files with it, the changes told after it."""

    request_id: int
    application_id: int
    documents: Sequence[Document]
    changes: Sequence[ChangeNotice]
    reply: bool


def delete_received(on: date, *, dry_run: bool = False) -> list[Deleted]:
    """Delete what was told for applications that are over on a day (London), in the caller's transaction."""
    deleted = []
    for request, application in _held_after_the_end():
        if _is_over(application, on) and not _review_on_its_way(request):
            gone = Deleted(
                request.id,
                application.id,
                documents.of_request(request.id, request.authority_id),
                _changes_no_longer_needed(request, on),
                reply=request.deleted_at is None and request.received_on is not None,
            )
            if gone.reply or gone.documents or gone.changes:
                deleted.append(gone)
                if not dry_run:
                    _delete(request, gone, by=system_for(application.authority.key))
    return deleted


def delete_found_by_hand(on: date, *, dry_run: bool = False) -> list[str]:
    """Delete what officers typed of other authorities' entries on a portal, once every application is over.

    Gives the entries' references. In the caller's transaction. Of an application that holds the same entry, and is
    not over, it goes with that one.
    """
    gone = []
    for row, found_for in portal.found_elsewhere():
        applications = db.session.scalars(
            select(Application).where(
                Application.authority_id == row.authority_id, Application.ref.in_(found_for)
            )
        )
        if all(_is_over(one, on) for one in applications):
            gone.append(row.ref)
            if not dry_run:
                portal.forget(row)
    return gone


def _held_after_the_end() -> Sequence[Row[InformationRequest, Application]]:
    """The requests whose reply, or a change told after it, is held though the application has ended."""
    told = (
        select(ChangeNotice.id)
        .where(
            ChangeNotice.authority_id == InformationRequest.authority_id,
            ChangeNotice.entry_ref == InformationRequest.entry_ref,
            ChangeNotice.deleted_at.is_(None),
        )
        .exists()
    )
    held = InformationRequest.received_on.is_not(None) & InformationRequest.deleted_at.is_(None)
    return db.session.execute(
        select(InformationRequest, Application)
        .join(
            Application,
            (Application.ref == InformationRequest.application_ref)
            & (Application.authority_id == InformationRequest.authority_id),
        )
        .where(Application.state.in_(ENDED), or_(held, told))
        .order_by(InformationRequest.id)
    ).all()


def _is_over(application: Application, on: date) -> bool:
    """Whether an application and any appeal are over, and nothing of it waits to be looked at again."""
    under_review = select(Review.id).where(
        Review.application_id == application.id, Review.closed_at.is_(None)
    )
    return (
        application.state in ENDED
        and db.session.scalar(under_review.limit(1)) is None
        and is_over(application.ref, application.authority_id, on)
    )


def _review_on_its_way(request: InformationRequest) -> bool:
    """Whether nobody asked yet if the answer came too late for the determination: a review may still be opened."""
    return bool({WAITING, PARKED} & set(states_of(answered_key(request))))


def _changes_no_longer_needed(request: InformationRequest, on: date) -> list[ChangeNotice]:
    """The changes told of an entry, once every application that asked about it is over."""
    asked = [one.application_ref for one in about_entry(request.authority_id, request.entry_ref)]
    applications = db.session.scalars(
        select(Application).where(
            Application.authority_id == request.authority_id, Application.ref.in_(asked)
        )
    )
    if not all(_is_over(one, on) for one in applications):
        return []
    told = notices.about([request.entry_ref], request.authority_id)
    return [one for one in told if one.deleted_at is None and one.acknowledged_at is not None]


def _delete(request: InformationRequest, gone: Deleted, *, by: Actor) -> None:
    for document in gone.documents:
        db.session.delete(document)
    for notice in gone.changes:
        notice.reason, notice.deleted_at = "", clock.now()
    if gone.reply:
        request.reply, request.deleted_at = "", clock.now()
    db.session.flush()
    record(
        "request:reply-deleted",
        by=by,
        subject=f"request:{request.id}",
        application=gone.application_id,
        documents=len(gone.documents),
        changes=len(gone.changes),
    )
