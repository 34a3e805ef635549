"""People and driver licences, and what all licences are. Every row belongs to one authority, its controller."""

import secrets
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.db import Model
from licensing.matching.numbers import comparable_number
from licensing.sealing import fingerprint, seal, unseal


def new_ref() -> str:
    """A reference that tells nothing and can't be guessed."""
    return secrets.token_hex(8)


class Person(Model):
    """Somebody who holds a licence of an authority, or has applied to it."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    date_of_birth: Mapped[date] = mapped_column(index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    authority: Mapped[Authority] = relationship()
    names: Mapped[list["PersonName"]] = relationship(cascade="all, delete-orphan", order_by="PersonName.id")
    earlier_birth_dates: Mapped[list["EarlierBirthDate"]] = relationship(
        cascade="all, delete-orphan", order_by="EarlierBirthDate.id"
    )
    addresses: Mapped[list["PersonAddress"]] = relationship(
        cascade="all, delete-orphan", order_by="PersonAddress.from_on.desc(), PersonAddress.id.desc()"
    )
    numbers: Mapped[list["PersonNumber"]] = relationship(
        cascade="all, delete-orphan", order_by="PersonNumber.id"
    )
    licences: Mapped[list["DriverLicence"]] = relationship(
        back_populates="person", order_by="DriverLicence.starts_on.desc(), DriverLicence.id.desc()"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def full_name(self) -> str:
        """The current name in one line."""
        current = [name for name in self.names if name.kind == "current"]
        return current[-1].full if current else "Name not recorded"

    @property
    def home_address(self) -> "PersonAddress | None":
        """Where the person lives now, if that is known."""
        return next((address for address in self.addresses if address.until_on is None), None)


class PersonName(Model):
    """A name the person has or had: current, earlier, or another by which they are known."""

    __tablename__ = "person_name"
    __table_args__ = (CheckConstraint("kind in ('current', 'earlier', 'other')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    first: Mapped[str] = mapped_column(String(100), default="")
    middle: Mapped[str] = mapped_column(String(200), default="")
    last: Mapped[str] = mapped_column(String(100), default="")
    recorded_at: Mapped[datetime]

    @property
    def full(self) -> str:
        """The name in one line."""
        return " ".join(part for part in (self.first, self.middle, self.last) if part)


class EarlierBirthDate(Model):
    """A date of birth that was held before it was corrected: still searched by."""

    __tablename__ = "earlier_birth_date"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    born: Mapped[date]
    corrected_at: Mapped[datetime]


class PersonAddress(Model):
    """A home address, from when to when (dates may be unknown)."""

    __tablename__ = "person_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    lines: Mapped[str] = mapped_column(Text)
    postcode: Mapped[str] = mapped_column(String(10), default="")
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]

    @property
    def shown(self) -> str:
        """The address in one line."""
        return ", ".join(part for part in (*self.lines.splitlines(), self.postcode) if part)


NUMBER_KINDS = {
    "national_insurance": "National Insurance number",
    "gb_driver": "GB driver number",
    "ni_driver": "Northern Ireland driver number",
    "community": "Community licence number",
}


def number_fingerprint(kind: str, number: str) -> str:
    """The keyed hash by which a number is found, however it was written.

    The last letter of a National Insurance number tells nobody apart, so it is left out.
    """
    plain = comparable_number(number)
    return fingerprint(kind, plain[:8] if kind == "national_insurance" else plain)


class PersonNumber(Model):
    """An identity number: sealed in the row, found by its fingerprint, never in clear in the database."""

    __tablename__ = "person_number"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "fingerprint"),
        Index("ix_person_number_kind_fingerprint", "kind", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    # Part of what the seal covers: sealed text moved to another row does not open.
    ref: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]

    @classmethod
    def of(cls, kind: str, number: str, at: datetime) -> "PersonNumber":
        """A number, sealed. It must have been checked for form before."""
        ref = new_ref()
        return cls(
            kind=kind,
            ref=ref,
            sealed=seal(number, cls.context(kind, ref)),
            fingerprint=number_fingerprint(kind, number),
            recorded_at=at,
        )

    @staticmethod
    def context(kind: str, ref: str) -> str:
        """What the seal of a number binds it to."""
        return f"person_number:{kind}:{ref}"

    @property
    def number(self) -> str:
        """The number in clear: for comparing and for eyes that may see it."""
        return unseal(self.sealed, self.context(self.kind, self.ref))

    def reseal(self) -> None:
        """Seal anew under the newest key."""
        self.sealed = seal(self.number, self.context(self.kind, self.ref))

    @property
    def masked(self) -> str:
        """Enough to tell one from another: the last three characters."""
        return "•" * 6 + self.number[-3:]


class PersonKey(Model):
    """A keyed hash by which a person is found as somebody to compare with, within an authority or in all of them.

    Filled by `index.py`; no foreign key (see `candidates/index.py`).
    """

    __tablename__ = "person_key"
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    authority_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class PersonForm(Model):
    """A person made comparable once, sealed."""

    __tablename__ = "person_form"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    form: Mapped[bytes] = mapped_column(LargeBinary)


class Photograph(Model):
    """A likeness, re-drawn by us so that nothing hides in the file."""

    __tablename__ = "photograph"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    media_type: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    stored_at: Mapped[datetime]
    stored_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))


LICENCE_KINDS = {
    "private-hire": "Private hire driver",
    "hackney": "Hackney carriage driver",
    "dual": "Hackney carriage and private hire (dual) driver",
}


class Licence(Model):
    """A licence of a driver, a vehicle or an operator. The classes beneath say which; nobody makes a bare one.

    Either it rests on a determination made here, or it was taken over from old records. The database keeps that: see
    the triggers of migrations 0001 and 0013.
    """

    __tablename__ = "licence"
    __table_args__ = (
        UniqueConstraint("authority_id", "number"),
        CheckConstraint(
            "(licence_class = 'driver' and kind in ('private-hire', 'hackney', 'dual'))"
            " or (licence_class = 'vehicle' and kind in ('hackney-carriage', 'private-hire-vehicle'))"
            " or (licence_class = 'operator' and kind = 'operator')",
            name="kind",
        ),
        CheckConstraint(
            "(licence_class = 'driver') = (person_id is not null)"
            " and (licence_class = 'vehicle') = (vehicle_id is not null)"
            " and (licence_class = 'operator') = (operator_id is not null)",
            name="holder",
        ),
        CheckConstraint("origin in ('determination', 'old-records')", name="origin"),
        CheckConstraint(
            "(origin = 'old-records') = (determination_id is null)", name="rests_on_a_determination"
        ),
        CheckConstraint("ends_on > starts_on", name="ends_after_it_starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    licence_class: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(30))
    starts_on: Mapped[date]
    # The last day on which the licence is in force.
    ends_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(20), default="current")
    origin: Mapped[str] = mapped_column(String(20))
    # The determination stands in a higher room; the trigger, not a foreign key, holds the two together.
    determination_id: Mapped[int | None] = mapped_column(index=True)
    term_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]

    authority: Mapped[Authority] = relationship()

    __mapper_args__ = {"polymorphic_on": "licence_class"}


class DriverLicence(Licence):
    """A driver licence (1847 Act s.46; 1976 Act s.51), held by a person."""

    # Every driver licence has one (the check "holder"); the licences of other classes in the table have none.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, nullable=True)

    person: Mapped[Person] = relationship(back_populates="licences")
    badges: Mapped[list["Badge"]] = relationship(order_by="Badge.id")

    __mapper_args__ = {"polymorphic_identity": "driver"}


class Badge(Model):
    """A driver's badge (1976 Act s.54(1); rule R41)."""

    __tablename__ = "badge"
    __table_args__ = (UniqueConstraint("authority_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"), index=True)
    number: Mapped[str] = mapped_column(String(30))
    issued_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="issued")
