"""What this installation keeps while it serves as the register of others, and while others serve it.

Credentials of the authorities that come over HTTPS, what each of them wrote under which key, what happened on the
register in order, and how far each authority here has followed a register elsewhere.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.db import Model


class RegisterCredential(Model):
    """What an authority's own installation shows to be taken for that authority. Several may be good at once."""

    __tablename__ = "register_credential"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    # The part by which it is found and called; the whole is held only as its SHA-256.
    prefix: Mapped[str] = mapped_column(String(12), unique=True)
    hashed: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    # From when it is good no more: none until it is replaced.
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    # The minute that its requests are counted in, and how many there were.
    minute: Mapped[datetime | None]
    requests: Mapped[int] = mapped_column(default=0)

    authority: Mapped[Authority] = relationship(lazy="joined")


class RegisterWrite(Model):
    """What was answered to an authority's write under a key, and a keyed hash of what it had sent."""

    __tablename__ = "register_write"
    __table_args__ = (UniqueConstraint("authority_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    key: Mapped[str] = mapped_column(String(120))
    sent: Mapped[str] = mapped_column(String(64))
    # References and moments: nothing of anybody.
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    written_at: Mapped[datetime]


class RegisterFeed(Model):
    """That an entry was made, changed or removed, in the order in which it came to be seen.

    Without a reference: that very many were loaded, and everybody is to be compared.
    """

    __tablename__ = "register_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_ref: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime]


class RegisterCursor(Model):
    """How far an authority here has followed the register elsewhere that it uses."""

    __tablename__ = "register_cursor"

    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    # Which register it is a number of: another one begins anew.
    address: Mapped[str] = mapped_column(String(300))
    after: Mapped[int] = mapped_column(default=0)
    followed_at: Mapped[datetime]
