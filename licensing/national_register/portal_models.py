"""What an officer has to do by hand on a register's portal, and what they saw there."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model
from licensing.register.models import new_ref
from licensing.sealing import seal, sealed_by_newest_key, unseal

KINDS = {
    "search": "Search the register",
    "make-entry": "Make an entry",
    "change-entry": "Change an entry",
    "letter": "Write to an authority",
}
OPEN, DONE, WITHDRAWN = "open", "done", "withdrawn"


class PortalTask(Model):
    """One thing to do on the portal. `key` makes it once only, however often it is asked for."""

    __tablename__ = "portal_task"
    __table_args__ = (
        UniqueConstraint("authority_id", "key"),
        CheckConstraint("kind in ('search', 'make-entry', 'change-entry', 'letter')", name="kind"),
        CheckConstraint("state in ('open', 'done', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'done') = (recorded_at is not null)", name="done_when_recorded"),
        Index("ix_portal_task_authority_id_state", "authority_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(160))
    # The application that it is for, if any: where the officer goes on.
    application_ref: Mapped[str] = mapped_column(String(16), default="", index=True)
    # What to search for or to enter, and what came of it, both sealed.
    content: Mapped[str] = mapped_column(Text, deferred=True)
    outcome: Mapped[str] = mapped_column(Text, default="", deferred=True)
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    opened_at: Mapped[datetime]
    # The portal's receipt: its reference, and when it was done there.
    reference: Mapped[str] = mapped_column(String(100), default="")
    done_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    @property
    def subject(self) -> str:
        """The task as duties and the audit log know it."""
        return f"portal-task:{self.id}"

    @staticmethod
    def context(ref: str, what: str) -> str:
        """What the seal of a task's "content" or "outcome" binds it to."""
        return f"portal_task:{what}:{ref}"

    def reseal(self) -> int:
        """Seal both anew under the newest key; returns how many needed it."""
        return sum(_reseal(self, what, self.context(self.ref, what)) for what in ("content", "outcome"))


class PortalEntry(Model):
    """An entry as an authority's officers last saw or made it on the portal.

    The portal's own reference may be of any form: ours stands for it wherever an entry is referred to.
    """

    __tablename__ = "portal_entry"
    __table_args__ = (UniqueConstraint("authority_id", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    reference: Mapped[str] = mapped_column(String(100))
    # Raised each time it is seen otherwise than before.
    version: Mapped[int] = mapped_column(default=1)
    # What was seen, sealed; "" once it was deleted (rule R23), while its references stay for what was said of it.
    content: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]

    @staticmethod
    def context(ref: str) -> str:
        """What the seal of an entry binds it to."""
        return f"portal_entry:content:{ref}"

    def reseal(self) -> int:
        """Seal what was seen anew under the newest key; returns whether that was needed, as a count."""
        return _reseal(self, "content", self.context(self.ref))


def _reseal(row: Model, name: str, context: str) -> int:
    text = getattr(row, name)
    if not text or sealed_by_newest_key(text):
        return 0
    setattr(row, name, seal(unseal(text, context), context))
    return 1
