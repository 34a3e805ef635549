"""Convictions, as officers saw them: what the guidance's earliest day is reckoned from.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLE = "conviction"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("offence", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("offence_on", sa.Date(), nullable=True),
        sa.Column("convicted_on", sa.Date(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("sentence_completed_on", sa.Date(), nullable=True),
        sa.Column("disqualified", sa.Boolean(), nullable=False),
        sa.Column("ban_ends_on", sa.Date(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("source_reference", sa.String(100), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", MOMENT, nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        _to("authority_id", "authority"),
        _to("person_id", "person"),
        _to("recorded_by_id", "officer"),
        _to("voided_by_id", "officer"),
        _check("ban_ends_where_there_was_one", "disqualified or ban_ends_on is null"),
        _check("points_not_below_nothing", "points >= 0"),
        _check("voided_says_by_whom", "(voided_at is null) = (voided_by_id is null)"),
    )
    op.create_index("ix_conviction_person_id", TABLE, ["person_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table(TABLE)


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{column}_{other}"))


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}"))
