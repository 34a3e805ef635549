"""Officers: who they are, what they may do, and what they are trained in."""

from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from licensing.audit.actions import Actor
from licensing.authorities.models import Authority
from licensing.authorities.permissions import PERMISSIONS_OF, Permission, Role
from licensing.db import Model


class Officer(UserMixin, Model):
    """An officer of one authority."""

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    # A demonstration officer's password is printed for all to read; it works on this machine only.
    demo: Mapped[bool] = mapped_column(default=False)
    # Raised to end every session of this officer at once.
    session_epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    # An administrator has seen the password: its owner chooses another before anything else.
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    # When an administrator took the second factor away; the officer is told when they next sign in.
    second_factor_reset_at: Mapped[datetime | None]

    authority: Mapped[Authority] = relationship(lazy="joined")
    role_rows: Mapped[list["OfficerRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles this officer holds."""
        return frozenset(Role(row.role) for row in self.role_rows)

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the officer's roles let them do; nothing once the account is closed."""
        if not self.active:
            return frozenset()
        return frozenset().union(*(PERMISSIONS_OF[role] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether the officer may do a thing."""
        return permission in self.permissions

    @property
    def actor(self) -> Actor:
        """The officer as the audit log knows them."""
        return Actor(f"officer:{self.id}", self.authority.key)

    def get_id(self) -> str:
        """What the session holds: a raised epoch makes every older session a stranger's."""
        return f"{self.id}.{self.session_epoch}"

    @property
    def is_active(self) -> bool:
        """For flask-login: a closed account can't stay signed in."""
        return self.active


class OfficerRole(Model):
    """One role of one officer."""

    __tablename__ = "officer_role"
    __table_args__ = (UniqueConstraint("officer_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    role: Mapped[str] = mapped_column(String(30))


class RegisterTraining(Model):
    """Training of an officer in the use of the national register (rule R22)."""

    __tablename__ = "register_training"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    completed_on: Mapped[date]
    # The last day on which the training counts.
    valid_until: Mapped[date]
    reference: Mapped[str] = mapped_column(String(100))


class SignInAttempt(Model):
    """A failed sign-in, kept where every process sees it, by keyed hashes of the address and the account tried."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64), index=True)
    origin: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
