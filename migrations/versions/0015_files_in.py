"""Files that were checked and loaded, and what each changed.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "exchange_load",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(60), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("profile_text", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("left_alone", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state in ('begun', 'loaded', 'undone')", name=op.f("ck_exchange_load_state")),
        sa.CheckConstraint(
            "(state = 'begun') = (loaded_at is null)", name=op.f("ck_exchange_load_loaded_says_when")
        ),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_at is not null)", name=op.f("ck_exchange_load_undone_says_when")
        ),
        _to("exchange_load", "authority_id", "authority"),
        _to("exchange_load", "begun_by_id", "officer"),
        _to("exchange_load", "undone_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_load")),
    )
    op.create_index(op.f("ix_exchange_load_authority_id"), "exchange_load", ["authority_id"])
    op.create_table(
        "exchange_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("action in ('added', 'changed', 'ended')", name=op.f("ck_exchange_change_action")),
        _to("exchange_change", "load_id", "exchange_load"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_change")),
    )
    op.create_index(op.f("ix_exchange_change_load_id"), "exchange_change", ["load_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("exchange_change")
    op.drop_table("exchange_load")
