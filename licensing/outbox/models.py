"""The outbox's rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model

WAITING, SENT, PARKED = "waiting", "sent", "parked"


class OutboxMessage(Model):
    """One promise to one handler. `key` makes it once only, however often it is promised or sent."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("key", "handler"),
        CheckConstraint("state in ('waiting', 'sent', 'parked')", name="state"),
        Index("ix_outbox_message_state_next_attempt_at", "state", "next_attempt_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(60))
    handler: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(120))
    # Ids only: what is said is read when it is sent, so that nothing personal lies here.
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Whose message it is, so that the right administrator sees it when parked; null for the system's own.
    authority_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    promised_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    last_fault: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None]
