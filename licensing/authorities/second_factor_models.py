"""The rows of an officer's second factor."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model


class SecondFactor(Model):
    """What an officer's authenticator and the register share: six digits of it change every 30 seconds."""

    __tablename__ = "second_factor"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[str] = mapped_column(Text)
    # The half minute, counted from 1970, of the last code taken: no code counts twice, nor an older one after it.
    last_step: Mapped[int]
    set_at: Mapped[datetime]


class RecoveryCode(Model):
    """A code for the day the authenticator is lost, by its keyed hash. Each works once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
