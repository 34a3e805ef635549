"""The audit log's rows: the chain, and its head, kept apart."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model


class AuditEntry(Model):
    """One thing that happened. `hash` covers every other column and the entry before it."""

    __tablename__ = "audit_entry"

    # Numbered by the chain itself, without gaps: a gap is a missing entry.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(80), index=True)
    authority: Mapped[str] = mapped_column(String(20), index=True)
    actor: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)
    reason: Mapped[str] = mapped_column(Text)
    # JSON as text, exactly as it was hashed: an engine's own JSON type would reorder it.
    facts: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """The last entry's number and hash, under a seal: so that a missing last entry is found too."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
