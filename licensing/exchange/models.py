"""Loads of files, and what each changed: sealed, so that a load can be undone as one step."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import Model
from licensing.sealing import bytes_sealed_by_newest_key, seal_bytes, unseal_bytes

STATES = {
    "begun": "Begun, and not finished: nothing was stored",
    "loaded": "Loaded",
    "undone": "Undone",
}


class Load(Model):
    """One file, loaded into an authority's register in one transaction, or begun and never finished."""

    __tablename__ = "exchange_load"
    __table_args__ = (
        CheckConstraint("state in ('begun', 'loaded', 'undone')", name="state"),
        CheckConstraint("(state = 'begun') = (loaded_at is null)", name="loaded_says_when"),
        CheckConstraint("(state = 'undone') = (undone_at is not null)", name="undone_says_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    profile: Mapped[str] = mapped_column(String(60))
    # What the file holds: vehicles, operators, drivers or training.
    what: Mapped[str] = mapped_column(String(20))
    # The council's own profile file, for its next files; "" for one of ours.
    profile_text: Mapped[str] = mapped_column(Text, default="")
    file_sha256: Mapped[str] = mapped_column(String(64))
    # A file that was sent to a page, sealed, until it is loaded or thrown away.
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[str] = mapped_column(String(10))
    # Rows of the file, and what became of them; what ended was in no row.
    lines: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    ended: Mapped[int] = mapped_column(default=0)
    left_alone: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    loaded_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    authority: Mapped[Authority] = relationship()
    begun_by: Mapped[Officer] = relationship(foreign_keys=[begun_by_id])
    undone_by: Mapped[Officer | None] = relationship(foreign_keys=[undone_by_id])

    @property
    def subject(self) -> str:
        """The load as the audit log knows it."""
        return f"load:{self.id}"

    @property
    def context(self) -> str:
        """What the seal of its file binds it to."""
        return f"exchange_load:{self.id}"

    def reseal(self) -> bool:
        """Seal its file anew under the newest key, unless that sealed it already; whether it did."""
        if self.content is None or bytes_sealed_by_newest_key(self.content):
            return False
        self.content = seal_bytes(unseal_bytes(self.content, self.context), self.context)
        return True


class Change(Model):
    """What a load did for one line of its file, or to one licence that the file left out (line 0)."""

    __tablename__ = "exchange_change"
    __table_args__ = (CheckConstraint("action in ('added', 'changed', 'ended')", name="action"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("exchange_load.id"), index=True)
    line: Mapped[int]
    action: Mapped[str] = mapped_column(String(10))
    # Each row that was written, as it was before and after: see loading.py.
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @staticmethod
    def context(row_id: int, load_id: int) -> str:
        """What the seal of a change binds it to."""
        return f"exchange_change:{load_id}:{row_id}"

    def reseal(self) -> bool:
        """Seal anew under the newest key, unless it sealed this already; whether it did."""
        if bytes_sealed_by_newest_key(self.sealed):
            return False
        context = self.context(self.id, self.load_id)
        self.sealed = seal_bytes(unseal_bytes(self.sealed, context), context)
        return True
