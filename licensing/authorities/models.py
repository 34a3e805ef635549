"""Authorities: the bodies of local government, what they are and were called, and who came after whom.

Rows are loaded from the packaged data (loading.py) and never edited by hand. Which bodies license is data.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.db import Model


class Authority(Model):
    """One body: a council, a combined authority, or one of the two that license where no council does."""

    __tablename__ = "authority"
    __table_args__ = (CheckConstraint("ended_on >= started_on", name="ended_after_it_started"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The ONS code of its area; None for the 25 councils of Northern Ireland that ended in 2015. Transport for
    # London and the Department for Infrastructure have the code of the region for which they license.
    gss_code: Mapped[str | None] = mapped_column(String(9), unique=True)
    # The council file's own code, which does not change with a boundary; one of ours begins with "X-".
    short_code: Mapped[str] = mapped_column(String(20), unique=True)
    official_name: Mapped[str] = mapped_column(String(200))
    nice_name: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    nation: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(40))
    # Whether it licenses taxi and private hire drivers: never when it has ended.
    licenses: Mapped[bool] = mapped_column(index=True)
    started_on: Mapped[date | None]
    # The last day of its existence.
    ended_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))
    notes: Mapped[str] = mapped_column(Text, default="")

    names: Mapped[list["AuthorityName"]] = relationship(
        cascade="all, delete-orphan", lazy="select", order_by="AuthorityName.id"
    )
    former_codes: Mapped[list["FormerGssCode"]] = relationship(
        cascade="all, delete-orphan", lazy="select", order_by="FormerGssCode.gss_code"
    )
    successor_rows: Mapped[list["AuthoritySuccessor"]] = relationship(
        cascade="all, delete-orphan",
        lazy="select",
        foreign_keys="AuthoritySuccessor.authority_id",
        order_by="AuthoritySuccessor.successor_id",
    )

    @property
    def key(self) -> str:
        """What the authority is called outside the database: its short code."""
        return self.short_code


class AuthorityName(Model):
    """One name of an authority: official, nice, alternative or former, or its short code."""

    __tablename__ = "authority_name"
    __table_args__ = (
        CheckConstraint("kind IN ('official', 'nice', 'alternative', 'former', 'code')", name="kind"),
        UniqueConstraint("authority_id", "name", "kind"),
        Index("ix_authority_name_searchable", "searchable"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    # The name folded, without spaces, accents and empty words (wording.py).
    searchable: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))


class FormerGssCode(Model):
    """Another GSS code of an authority: one it had before, or one newer than the council file.

    A code changes when a boundary does.
    """

    __tablename__ = "former_gss_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    gss_code: Mapped[str] = mapped_column(String(9), unique=True)
    # The day on which the code changed; None where the source does not say.
    changed_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))


class AuthoritySuccessor(Model):
    """That one authority came after another. Several rows when an area was divided."""

    __tablename__ = "authority_successor"
    __table_args__ = (CheckConstraint("successor_id <> authority_id", name="not_after_itself"),)

    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True, index=True)
    # Which part of the area it took, in words; "" when it took the whole.
    part: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(300))

    successor: Mapped[Authority] = relationship(foreign_keys=[successor_id], lazy="select")


class Partnership(Model):
    """A standing arrangement of licensing authorities. Each goes on deciding for itself."""

    __tablename__ = "partnership"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    source: Mapped[str] = mapped_column(String(300))

    members: Mapped[list["PartnershipMember"]] = relationship(cascade="all, delete-orphan", lazy="select")


class PartnershipMember(Model):
    """That an authority is of a partnership, from a day and until its last, or still."""

    __tablename__ = "partnership_member"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),
        UniqueConstraint("partnership_id", "authority_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
