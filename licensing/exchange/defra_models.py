"""The files of vehicles that were made for Defra's portal, and when each was uploaded."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model


class DefraUpload(Model):
    """One file of an authority's licensed vehicles (SI 2019/885 reg.3; rules R65, R66).

    The register makes the file; an officer uploads it to the portal and says so here.
    """

    __tablename__ = "defra_upload"
    __table_args__ = (
        CheckConstraint("(uploaded_on is null) = (recorded_at is null)", name="uploaded_is_recorded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(60))
    # What the portal calls the authority, as its officer typed it.
    identifier: Mapped[str] = mapped_column(String(20))
    row_count: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    # Kept while it is what the portal holds, or may come to: the next one is compared with it. Then gone.
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    uploaded_on: Mapped[date | None]
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    @property
    def subject(self) -> str:
        """What duties and the audit log call it."""
        return f"defra-upload:{self.id}"
