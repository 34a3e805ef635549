"""The matching index: keys of entries and of people as short hashes, their forms sealed, how common names are.

Keys that were stored before are of another kind and go: `flask matching reindex` fills the index anew.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of the index, none of it built yet."""
    op.drop_index(op.f("ix_register_entry_key_entry_id"), table_name="register_entry_key")
    op.drop_table("register_entry_key")
    op.create_table(
        "register_entry_key",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "entry_id", name=op.f("pk_register_entry_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "register_entry_form",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_made_on", sa.Date(), nullable=False),
        sa.Column("form", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_register_entry_form")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entry.id"], name=op.f("fk_register_entry_form_entry_id_register_entry")
        ),
    )
    op.create_table(
        "register_name_count",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_register_name_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_key",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("authority_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "authority_id", "person_id", name=op.f("pk_person_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_form",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_form")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_form_person_id_person")),
    )
    op.create_table(
        "matching_index",
        sa.Column("name", sa.String(10), nullable=False),
        sa.Column("form_version", sa.String(20), nullable=False),
        sa.Column("built_at", MOMENT, nullable=True),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_matching_index")),
    )
    # How many entries there are already: an index of none is in order, whichever version it is of.
    op.execute("""
        INSERT INTO matching_index (name, form_version, held, changed_at)
        SELECT 'entries', '', (SELECT count(*) FROM register_entry WHERE removed_at IS NULL), max(at) FROM (
            SELECT max(first_made_at) AS at FROM register_entry
            UNION ALL SELECT max(made_at) FROM register_entry_change
        ) AS written
    """)
    op.execute("INSERT INTO matching_index (name, form_version, held) VALUES ('people', '', 0)")
    op.add_column("search_receipt", sa.Column("dropped", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Drop them. The keys of migration 0001 come back empty: its version of the register fills them as it writes."""
    op.drop_column("search_receipt", "dropped")
    for table in (
        "matching_index",
        "person_form",
        "person_key",
        "register_name_count",
        "register_entry_form",
        "register_entry_key",
    ):
        op.drop_table(table)
    op.create_table(
        "register_entry_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entry.id"], name=op.f("fk_register_entry_key_entry_id_register_entry")
        ),
        sa.PrimaryKeyConstraint("key", "entry_id", name=op.f("pk_register_entry_key")),
    )
    op.create_index(op.f("ix_register_entry_key_entry_id"), "register_entry_key", ["entry_id"], unique=False)
