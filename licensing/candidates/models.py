"""What is known of each index: which version built it, and the state of what it holds."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from licensing.db import Model


class MatchingIndex(Model):
    """One index: "entries" of the national register, or "people" of the authorities' registers."""

    __tablename__ = "matching_index"

    name: Mapped[str] = mapped_column(String(10), primary_key=True)
    # The version of forms and keys that built it; "" for one that was never built whole.
    form_version: Mapped[str] = mapped_column(String(20))
    built_at: Mapped[datetime | None]
    # Kept for entries only: people are not counted, so that two intakes never wait for each other here.
    held: Mapped[int]
    changed_at: Mapped[datetime | None]
