"""Determinations to be looked at again, because what another authority had told changed or came late.

Nothing is decided here about anybody: a decision maker says whether the determination stands or is taken up again.
The 2022 Act asks an authority to be told (s.3(4)); what it does with a decision already made is its own to say.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing import clock
from licensing.applications.models import Application
from licensing.audit.actions import Actor, record, system_for
from licensing.authorities import scope
from licensing.authorities.duty_work import still_able
from licensing.authorities.officer_models import Officer
from licensing.db import Model, db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.holidays import holidays
from licensing.errors import BadInput, NotPossibleNow
from licensing.national_register import deadlines
from licensing.national_register.correspondence_models import ChangeNotice
from licensing.national_register.models import InformationRequest
from licensing.national_register.requests import about_entry

OUTCOMES = {
    "stands": "The determination stands",
    "taken-up": "It is taken up again",
}


class Review(Model):
    """One determination to look at again, because of one change of an entry or one late answer."""

    __tablename__ = "determination_review"
    __table_args__ = (
        UniqueConstraint("information_request_id", "change_notice_id"),
        CheckConstraint("(closed_at is null) = (outcome = '')", name="closed_says_how"),
        CheckConstraint("outcome in ('', 'stands', 'taken-up')", name="outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    # The request whose reply the determination had regard to, or did not wait for.
    information_request_id: Mapped[int] = mapped_column(ForeignKey("information_request.id"))
    # Nothing where it is the answer itself that came late.
    change_notice_id: Mapped[int | None] = mapped_column(ForeignKey("change_notice.id"))
    opened_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20), default="")
    # Why it stands, or what will be done.
    reasons: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    application: Mapped[Application] = relationship()
    request: Mapped[InformationRequest] = relationship()
    notice: Mapped[ChangeNotice | None] = relationship()

    @property
    def subject(self) -> str:
        """The review as duties and the audit log know it."""
        return f"review:{self.id}"


def open_for_change(notice_id: int) -> int:
    """Open a review of each determination with a request about the entry that changed, grants and refusals alike.

    In the caller's transaction; returns how many. Safe to repeat. An application that is still open has regard to
    the change instead (s.3(4)), and one that was withdrawn was never determined.
    """
    notice = db.session.get_one(ChangeNotice, notice_id)
    asked = about_entry(notice.authority_id, notice.entry_ref)
    return sum(_open(request, notice) for request in asked)


def open_for_late_answer(request_id: int) -> int:
    """Open a review where the answer came after the determination; returns how many. In the caller's transaction."""
    return _open(db.session.get_one(InformationRequest, request_id), None)


def _open(request: InformationRequest, notice: ChangeNotice | None) -> int:
    application = db.session.scalar(
        select(Application).where(
            Application.ref == request.application_ref, Application.authority_id == request.authority_id
        )
    )
    if application is None or application.determination is None or _opened(request, notice):
        return 0
    review = Review(
        authority_id=request.authority_id,
        application_id=application.id,
        information_request_id=request.id,
        change_notice_id=notice.id if notice else None,
        opened_at=clock.now(),
    )
    db.session.add(review)
    db.session.flush()
    by = system_for(application.authority.key)
    record(
        "review:opened",
        by=by,
        subject=review.subject,
        application=application.id,
        entry=request.entry_ref,
        because="change" if notice else "late-answer",
    )
    _owe(review, application, by=by)
    return 1


def _opened(request: InformationRequest, notice: ChangeNotice | None) -> bool:
    there = select(Review.id).where(
        Review.information_request_id == request.id,
        Review.change_notice_id == notice.id if notice else Review.change_notice_id.is_(None),
    )
    return db.session.scalar(there) is not None


def _owe(review: Review, application: Application, *, by: Actor) -> None:
    assert application.determination is not None
    today = clock.today()
    open_duty(
        "review-determination",
        authority_id=review.authority_id,
        subject=review.subject,
        by=by,
        about=f"Application {application.id}, {application.determination.outcome}",
        began_on=today,
        due_on=deadlines.review_due(today, holidays()),
        officer_id=still_able(application.determination.decided_by_id, "review-determination"),
    )


def record_outcome(review_id: int, *, outcome: str, reasons: str, by: Officer) -> Review:
    """Record what came of a review, in the caller's transaction. Raises NotPossibleNow, BadInput by field."""
    review = scope.get(Review, review_id, by.authority_id, lock=True)
    if review.closed_at is not None:
        raise NotPossibleNow("The outcome of this review has been recorded already.")
    faults = {}
    if outcome not in OUTCOMES:
        faults["outcome"] = "Say whether the determination stands"
    if not reasons.strip():
        faults["reasons"] = "Say why, and what will be done"
    if faults:
        raise BadInput("This outcome can't be recorded.", faults)
    review.outcome, review.reasons = outcome, reasons.strip()
    review.closed_at, review.closed_by_id = clock.now(), by.id
    db.session.flush()
    record("review:closed", by=by.actor, subject=review.subject, outcome=outcome)
    discharge(
        "review-determination",
        subject=review.subject,
        on=clock.today(),
        by=by.actor,
        how=OUTCOMES[outcome],
    )
    return review


def look_at(review_id: int, *, by: Officer) -> Review:
    """A review, for an officer to read; leaves an audit line, in the caller's transaction (R24)."""
    review = scope.get(Review, review_id, by.authority_id)
    record("review:viewed", by=by.actor, subject=review.subject)
    return review


def listed(authority_id: int) -> Sequence[Review]:
    """An authority's determinations to review, the open ones first, the oldest of them first."""
    return db.session.scalars(
        scope.within(Review, authority_id).order_by(Review.closed_at.is_not(None), Review.id)
    ).all()


def of_application(application: Application) -> Sequence[Review]:
    """The reviews of an application's determination, the oldest first."""
    return db.session.scalars(
        scope.within(Review, application.authority_id)
        .where(Review.application_id == application.id)
        .order_by(Review.id)
    ).all()


def open_count(authority_id: int) -> int:
    """How many determinations of an authority wait to be looked at again."""
    query = select(func.count()).where(Review.authority_id == authority_id, Review.closed_at.is_(None))
    return db.session.scalar(query) or 0
