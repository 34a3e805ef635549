"""The ways in to the national register: its clients, their credentials, and the portal's tasks.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.add_column("search_receipt", sa.Column("reference", sa.String(100), server_default="", nullable=False))
    op.create_table(
        "register_credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(12), nullable=False),
        sa.Column("hashed", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("minute", MOMENT, nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        _to_authority("register_credential"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_credential")),
        sa.UniqueConstraint("prefix", name=op.f("uq_register_credential_prefix")),
    )
    op.create_index(op.f("ix_register_credential_authority_id"), "register_credential", ["authority_id"])
    op.create_table(
        "register_write",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("sent", sa.String(64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        _to_authority("register_write"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_write")),
        sa.UniqueConstraint("authority_id", "key", name=op.f("uq_register_write_authority_id_key")),
    )
    op.create_table(
        "register_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_ref", sa.String(16), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_feed")),
    )
    op.create_table(
        "register_cursor",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("followed_at", MOMENT, nullable=False),
        _to_authority("register_cursor"),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_register_cursor")),
    )
    _portal()


def _portal() -> None:
    op.create_table(
        "portal_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("application_ref", sa.String(16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('search', 'make-entry', 'change-entry', 'letter')", name=op.f("ck_portal_task_kind")
        ),
        sa.CheckConstraint("state in ('open', 'done', 'withdrawn')", name=op.f("ck_portal_task_state")),
        sa.CheckConstraint(
            "(state = 'done') = (recorded_at is not null)", name=op.f("ck_portal_task_done_when_recorded")
        ),
        _to_authority("portal_task"),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_portal_task_recorded_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_task")),
        sa.UniqueConstraint("ref", name=op.f("uq_portal_task_ref")),
        sa.UniqueConstraint("authority_id", "key", name=op.f("uq_portal_task_authority_id_key")),
    )
    op.create_index("ix_portal_task_authority_id_state", "portal_task", ["authority_id", "state"])
    op.create_index(op.f("ix_portal_task_application_ref"), "portal_task", ["application_ref"])
    op.create_table(
        "portal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        _to_authority("portal_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_entry")),
        sa.UniqueConstraint("ref", name=op.f("uq_portal_entry_ref")),
        sa.UniqueConstraint("authority_id", "reference", name=op.f("uq_portal_entry_authority_id_reference")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("portal_entry")
    op.drop_table("portal_task")
    op.drop_table("register_cursor")
    op.drop_table("register_feed")
    op.drop_table("register_write")
    op.drop_table("register_credential")
    op.drop_column("search_receipt", "reference")


def _to_authority(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["authority_id"], ["authority.id"], name=op.f(f"fk_{table}_authority_id_authority")
    )
