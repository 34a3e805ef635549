"""Duties, and the bank holidays by which they are counted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model


class Duty(Model):
    """One statutory clock: a kind, the rule's id, whose it is, what began it, when it is due, what ended it."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("due_on >= began_on", name="due_after_it_began"),
        Index("ix_duty_authority_id_discharged_at_due_on", "authority_id", "discharged_at", "due_on"),
        Index("ix_duty_subject_kind", "subject", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(4))
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    # What it is about, as "application:12": the page that discharges it.
    subject: Mapped[str] = mapped_column(String(80))
    about: Mapped[str] = mapped_column(String(200))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    began_on: Mapped[date]
    # The last lawful day, a date in London.
    due_on: Mapped[date]
    opened_at: Mapped[datetime]
    discharged_at: Mapped[datetime | None]
    discharged_on: Mapped[date | None]
    discharged_by: Mapped[str] = mapped_column(String(60), default="")
    discharge: Mapped[str] = mapped_column(Text, default="")


class DutyNote(Model):
    """What an officer wrote of a duty. Only ever added to: the database refuses a change (migration 0011)."""

    __tablename__ = "duty_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    written_at: Mapped[datetime]


class DutyAssignment(Model):
    """That a duty was given to an officer, or to nobody. Only ever added to, as notes are."""

    __tablename__ = "duty_assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # As the audit log knows them: an officer, or the system.
    assigned_by: Mapped[str] = mapped_column(String(60))
    assigned_at: Mapped[datetime]


class BankHolidayYear(Model):
    """A year whose bank holidays in England are all loaded, and where the list came from."""

    __tablename__ = "bank_holiday_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[datetime]


class BankHoliday(Model):
    """One bank holiday in England."""

    __tablename__ = "bank_holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(200))


class DailyRun(Model):
    """That the day's jobs were begun on a day (London): the first worker to write it does them."""

    __tablename__ = "daily_run"

    day: Mapped[date] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
