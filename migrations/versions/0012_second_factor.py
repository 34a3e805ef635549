"""The second factor and its recovery codes; a password that its owner must change first.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; everybody signs in again, so that whoever needs a second factor is asked for it."""
    op.add_column(
        "officer",
        sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("officer", sa.Column("second_factor_reset_at", MOMENT, nullable=True))
    op.create_table(
        "second_factor",
        sa.Column("officer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_second_factor")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_second_factor_officer_id_officer")
        ),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_recovery_code_officer_id_officer")
        ),
    )
    op.create_index("ix_recovery_code_officer_id", "recovery_code", ["officer_id"])
    op.execute("UPDATE officer SET session_epoch = session_epoch + 1")


def downgrade() -> None:
    """Drop them."""
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_column("officer", "second_factor_reset_at")
    op.drop_column("officer", "must_change_password")
