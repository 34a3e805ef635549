"""Concerns sent and received (2022 Act ss.5 and 6), and how information came in.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the four tables."""
    _information()
    _concern()
    _received_concern()
    _concern_letter()


def _information() -> None:
    table = "information"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *_sealed(),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.Column("about", sa.String(10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("aware_on", sa.Date(), nullable=False),
        sa.Column("aware_by", sa.String(200), nullable=False),
        sa.Column("came_how", sa.String(20), nullable=False),
        sa.Column("source_reference", sa.String(100), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("event_at", MOMENT, nullable=True),
        sa.Column("reported_at", MOMENT, nullable=True),
        sa.Column("contract_ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", MOMENT, nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("review_outcome", sa.String(20), nullable=False),
        *_keys(table),
        _to(table, "authority_id", "authority"),
        _to(table, "person_id", "person"),
        _to(table, "recorded_by_id", "officer"),
        _to(table, "reviewed_by_id", "officer"),
        _check(table, "about", "about in ('own', 'elsewhere')"),
        _check(table, "own_licensee_is_known", "about <> 'own' or person_id is not null"),
        _check(table, "reviewed_with_an_outcome", "(reviewed_at is null) = (review_outcome = '')"),
    )
    op.create_index("ix_information_authority_id_reviewed_at", table, ["authority_id", "reviewed_at"])
    op.create_index("ix_information_person_id", table, ["person_id"])


def _concern() -> None:
    table = "concern"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *_sealed(),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("information_id", sa.Integer(), nullable=False),
        sa.Column("to_authority_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("drove_here", sa.Boolean(), nullable=True),
        sa.Column("conduct_here", sa.Boolean(), nullable=True),
        sa.Column("would_consider", sa.Boolean(), nullable=True),
        sa.Column("limbs", sa.JSON(), nullable=False),
        sa.Column("tested_at", MOMENT, nullable=True),
        sa.Column("tested_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_how", sa.String(20), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        *_keys(table),
        _to(table, "authority_id", "authority"),
        _to(table, "information_id", "information"),
        _to(table, "to_authority_id", "authority"),
        _to(table, "tested_by_id", "officer"),
        _to(table, "sent_by_id", "officer"),
        sa.UniqueConstraint("information_id", name=op.f("uq_concern_information_id")),
        _check(
            table, "sent_when_it_was_sent", "(sent_on is not null) = (state in ('sent', 'told', 'replied'))"
        ),
        _check(table, "sent_to_somebody", "state in ('testing', 'not-owed') or to_authority_id is not null"),
    )
    op.create_index("ix_concern_authority_id_state", table, ["authority_id", "state"])


def _received_concern() -> None:
    table = "received_concern"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *_sealed(),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("from_authority_id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(40), nullable=False),
        sa.Column("came_how", sa.String(20), nullable=False),
        sa.Column("their_reference", sa.String(100), nullable=False),
        sa.Column("aware_on", sa.Date(), nullable=False),
        sa.Column("limbs", sa.JSON(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("identified", sa.String(10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("identified_at", MOMENT, nullable=True),
        sa.Column("identified_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("considered_at", MOMENT, nullable=True),
        sa.Column("considered_by_id", sa.Integer(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        *_keys(table),
        _to(table, "authority_id", "authority"),
        _to(table, "from_authority_id", "authority"),
        _to(table, "recorded_by_id", "officer"),
        _to(table, "person_id", "person"),
        _to(table, "identified_by_id", "officer"),
        _to(table, "decision_id", "decision"),
        _to(table, "considered_by_id", "officer"),
        sa.UniqueConstraint(
            "authority_id", "source_key", name=op.f("uq_received_concern_authority_id_source_key")
        ),
        _check(table, "identified", "identified in ('', 'ours', 'not-ours')"),
        _check(table, "ours_names_the_person", "(identified = 'ours') = (person_id is not null)"),
        _check(table, "considered_with_an_outcome", "state = 'open' or outcome <> ''"),
        _check(table, "closed_with_a_reply", "state <> 'closed' or replied_on is not null"),
    )
    op.create_index("ix_received_concern_authority_id_state", table, ["authority_id", "state"])
    op.create_index("ix_received_concern_person_id", table, ["person_id"])


def _concern_letter() -> None:
    table = "concern_letter"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *_sealed(),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("source_key", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("their_reference", sa.String(100), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        *_keys(table),
        _to(table, "authority_id", "authority"),
        _to(table, "concern_id", "concern"),
        _to(table, "case_id", "received_concern"),
        _to(table, "recorded_by_id", "officer"),
        _to(table, "read_by_id", "officer"),
        sa.UniqueConstraint(
            "authority_id", "source_key", name=op.f("uq_concern_letter_authority_id_source_key")
        ),
        _check(table, "of_one_side", "(concern_id is null) <> (case_id is null)"),
    )
    op.create_index("ix_concern_letter_concern_id", table, ["concern_id"])
    op.create_index("ix_concern_letter_case_id", table, ["case_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("concern_letter", "received_concern", "concern", "information"):
        op.drop_table(table)


def _sealed() -> list[sa.Column[str]]:
    return [
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
    ]


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("ref", name=op.f(f"uq_{table}_ref")),
    ]


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
