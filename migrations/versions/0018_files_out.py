"""The weekly uploads of vehicles to Defra.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "defra_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(60), nullable=False),
        sa.Column("identifier", sa.String(20), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(uploaded_on is null) = (recorded_at is null)", name=op.f("ck_defra_upload_uploaded_is_recorded")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_defra_upload_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["officer.id"], name=op.f("fk_defra_upload_made_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_defra_upload_recorded_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defra_upload")),
    )
    op.create_index("ix_defra_upload_authority_id", "defra_upload", ["authority_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("defra_upload")
