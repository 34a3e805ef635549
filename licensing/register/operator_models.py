"""Private hire operators, their names and bases, and their licences. Every row belongs to one authority."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.authorities.models import Authority
from licensing.db import Model
from licensing.register.models import Licence, Person, new_ref

OPERATOR_KINDS = {"operator": "Private hire operator"}
# What an operator is in law; "" when a file of old records does not say.
FORMS = {
    "individual": "An individual",
    "partnership": "A partnership",
    "company": "A company",
    "": "Not recorded",
}


class Operator(Model):
    """Somebody who takes bookings for private hire, licensed by an authority or applying to it."""

    __tablename__ = "operator"
    __table_args__ = (
        CheckConstraint("form in ('individual', 'partnership', 'company', '')", name="form"),
        CheckConstraint("person_id is null or form in ('individual', '')", name="only_an_individual"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_ref)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    # The name of the licence: of the company, the partnership or the individual.
    name: Mapped[str] = mapped_column(String(200))
    form: Mapped[str] = mapped_column(String(20), default="")
    company_number: Mapped[str] = mapped_column(String(20), default="")
    # The individual on this authority's register, when an officer has said so.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    authority: Mapped[Authority] = relationship()
    person: Mapped[Person | None] = relationship()
    trading_names: Mapped[list["TradingName"]] = relationship(
        cascade="all, delete-orphan", order_by="TradingName.id"
    )
    bases: Mapped[list["OperatorBase"]] = relationship(
        cascade="all, delete-orphan", order_by="OperatorBase.id"
    )
    licences: Mapped[list["OperatorLicence"]] = relationship(
        back_populates="operator", order_by="OperatorLicence.starts_on.desc(), OperatorLicence.id.desc()"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> str:
        """The operator as duties and the audit log know it."""
        return f"operator:{self.id}"


class TradingName(Model):
    """A name under which an operator trades or traded."""

    __tablename__ = "trading_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]


class OperatorBase(Model):
    """A place from which an operator takes bookings or took them."""

    __tablename__ = "operator_base"

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True)
    lines: Mapped[str] = mapped_column(Text)
    postcode: Mapped[str] = mapped_column(String(10), default="")
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]

    @property
    def shown(self) -> str:
        """The address in one line."""
        return ", ".join(part for part in (*self.lines.splitlines(), self.postcode) if part)


class OperatorLicence(Licence):
    """An operator licence, for five years at most (1976 Act s.55(2); rule R34)."""

    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), index=True, nullable=True)

    operator: Mapped[Operator] = relationship(back_populates="licences")

    __mapper_args__ = {"polymorphic_identity": "operator"}
