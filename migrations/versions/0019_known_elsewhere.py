"""Applicants who may be known to another authority of the partnership.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_known_elsewhere_{column}_{other}")
    )


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "known_elsewhere",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("other_authority_id", sa.Integer(), nullable=False),
        sa.Column("other_person_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(20), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("same_person", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", MOMENT, nullable=True),
        sa.CheckConstraint("(same_person is null) = (said_at is null)", name=op.f("ck_known_elsewhere_said")),
        sa.CheckConstraint("authority_id <> other_authority_id", name=op.f("ck_known_elsewhere_of_another")),
        _to("authority_id", "authority"),
        _to("application_id", "application"),
        _to("other_authority_id", "authority"),
        _to("other_person_id", "person"),
        _to("said_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_elsewhere")),
        sa.UniqueConstraint(
            "application_id",
            "other_person_id",
            name=op.f("uq_known_elsewhere_application_id_other_person_id"),
        ),
    )
    for column in ("authority_id", "other_authority_id", "other_person_id"):
        op.create_index(f"ix_known_elsewhere_{column}", "known_elsewhere", [column])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("known_elsewhere")
