"""What each officer chose about digests and calendar feeds."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model


class DigestRefusal(Model):
    """That an officer wants no daily digest. Without a row, the digest is sent."""

    __tablename__ = "digest_refusal"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True, autoincrement=False)
    since: Mapped[datetime]


class CalendarFeed(Model):
    """An officer's calendar feed. The address holds a secret, of which only the keyed hash is kept."""

    __tablename__ = "calendar_feed"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
