"""Letters between authorities about entries, as the register carries them.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "register_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("source_key", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("from_authority_id", sa.Integer(), nullable=False),
        sa.Column("to_authority_id", sa.Integer(), nullable=False),
        sa.Column("entry_ref", sa.String(16), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("about", sa.String(16), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("effect_on", sa.Date(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("delivered_at", MOMENT, nullable=False),
        sa.Column("taken_in_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_letter")),
        _to("from_authority_id"),
        _to("to_authority_id"),
        sa.UniqueConstraint("ref", name=op.f("uq_register_letter_ref")),
        sa.UniqueConstraint(
            "from_authority_id", "source_key", name=op.f("uq_register_letter_from_authority_id_source_key")
        ),
        sa.CheckConstraint(
            "kind in ('request', 'answer', 'change', 'acknowledgement')", name=op.f("ck_register_letter_kind")
        ),
        sa.CheckConstraint(
            "(content is null) = (taken_in_at is not null)",
            name=op.f("ck_register_letter_forgotten_when_taken_in"),
        ),
    )
    op.create_index("ix_register_letter_to_authority_id_id", "register_letter", ["to_authority_id", "id"])
    op.create_index("ix_register_letter_entry_ref", "register_letter", ["entry_ref"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("register_letter")


def _to(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["authority.id"], name=op.f(f"fk_register_letter_{column}_authority")
    )
