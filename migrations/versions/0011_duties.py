"""The duties board: who has been given a duty, notes on it, digests by e-mail, calendar feeds.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# What was written of a duty stays as it was written.
NEVER_CHANGED = ("duty_note", "duty_assignment")


def upgrade() -> None:
    """Make the tables, and guard the two that are only ever added to."""
    op.create_table(
        "duty_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_note")),
        _to("duty_note", "duty_id", "duty"),
        _to("duty_note", "written_by_id", "officer"),
    )
    op.create_index("ix_duty_note_duty_id", "duty_note", ["duty_id"])
    op.create_table(
        "duty_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("assigned_by", sa.String(60), nullable=False),
        sa.Column("assigned_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_assignment")),
        _to("duty_assignment", "duty_id", "duty"),
        _to("duty_assignment", "officer_id", "officer"),
    )
    op.create_index("ix_duty_assignment_duty_id", "duty_assignment", ["duty_id"])
    op.create_table(
        "digest_refusal",
        sa.Column("officer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_digest_refusal")),
        _to("digest_refusal", "officer_id", "officer"),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("officer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_calendar_feed")),
        _to("calendar_feed", "officer_id", "officer"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    for table in NEVER_CHANGED:
        for when in ("UPDATE", "DELETE"):
            _guard(table, when)


def downgrade() -> None:
    """Take the guards away, and drop the tables."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in NEVER_CHANGED:
        for when in ("update", "delete"):
            name = f"{table}_no_{when}"
            op.execute(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}")
            if postgresql:
                op.execute(f"DROP FUNCTION {name}()")
    for table in ("calendar_feed", "digest_refusal", "duty_assignment", "duty_note"):
        op.drop_table(table)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _guard(table: str, when: str) -> None:
    name, says = f"{table}_no_{when.lower()}", "What was written of a duty is never changed"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION USING MESSAGE = '{says}', ERRCODE = 'check_violation';
            END $$
        """)
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    else:
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, '{says}'); END")
