"""Requests received and answered, changes told and acknowledged, determinations to review, what was deleted.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WHAT = "what in ('amended', 'removed', 'reinstated')"

# Of the asking authority's own request: how it was delivered, by which letter it was answered, and its end.
COLUMNS = (
    ("letter_ref", sa.String(16)),
    ("answer_letter_ref", sa.String(16)),
)
MOMENTS = ("delivered_at", "deleted_at")

TABLES = (
    "determination_review",
    "change_notice",
    "change_told",
    "correspondence_document",
    "request_answer",
    "received_request",
    "received_letter",
    "letter_cursor",
)


def upgrade() -> None:
    """Make the tables, and what a request of our own gains."""
    for name, kind in COLUMNS:
        op.add_column("information_request", sa.Column(name, kind, nullable=False, server_default=""))
    for name in MOMENTS:
        op.add_column("information_request", sa.Column(name, MOMENT, nullable=True))
    _letters()
    _requests()
    _answers()
    _changes()
    _reviews()


def _letters() -> None:
    op.create_table(
        "letter_cursor",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("way_in", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("authority_id", "way_in", name=op.f("pk_letter_cursor")),
        _to("letter_cursor", "authority_id", "authority"),
    )
    op.create_table(
        "received_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("from_authority_id", sa.Integer(), nullable=False),
        sa.Column("entry_ref", sa.String(16), nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=False),
        sa.Column("taken_in_at", MOMENT, nullable=False),
        sa.Column("became", sa.String(80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("dealt_with_at", MOMENT, nullable=True),
        sa.Column("dealt_with_by_id", sa.Integer(), nullable=True),
        sa.Column("dealt_with_how", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_letter")),
        _to("received_letter", "authority_id", "authority"),
        _to("received_letter", "from_authority_id", "authority"),
        _to("received_letter", "dealt_with_by_id", "officer"),
        sa.UniqueConstraint("authority_id", "ref", name=op.f("uq_received_letter_authority_id_ref")),
    )


def _requests() -> None:
    op.create_table(
        "received_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("entry_ref", sa.String(16), nullable=False),
        sa.Column("from_authority_id", sa.Integer(), nullable=False),
        sa.Column("came_how", sa.String(20), nullable=False),
        sa.Column("letter_ref", sa.String(16), nullable=True),
        sa.Column("their_reference", sa.String(100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_request")),
        _to("received_request", "authority_id", "authority"),
        _to("received_request", "from_authority_id", "authority"),
        _to("received_request", "recorded_by_id", "officer"),
        sa.UniqueConstraint("ref", name=op.f("uq_received_request_ref")),
        sa.UniqueConstraint(
            "authority_id", "letter_ref", name=op.f("uq_received_request_authority_id_letter_ref")
        ),
    )
    op.create_index("ix_received_request_authority_id", "received_request", ["authority_id"])
    op.create_index("ix_received_request_entry_ref", "received_request", ["entry_ref"])


def _answers() -> None:
    op.create_table(
        "request_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("holds", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("limbs", sa.JSON(), nullable=False),
        sa.Column("why_disclosed", sa.Text(), nullable=False),
        sa.Column("withheld", sa.Text(), nullable=False),
        sa.Column("sent_how", sa.String(20), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.Column("letter_ref", sa.String(16), nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_answer")),
        _to("request_answer", "authority_id", "authority"),
        _to("request_answer", "request_id", "received_request"),
        _to("request_answer", "answered_by_id", "officer"),
        sa.UniqueConstraint("ref", name=op.f("uq_request_answer_ref")),
        sa.UniqueConstraint("request_id", name=op.f("uq_request_answer_request_id")),
        sa.CheckConstraint("holds in ('all', 'part', 'nothing')", name=op.f("ck_request_answer_holds")),
        sa.CheckConstraint(
            "(letter_ref = '') = (delivered_at is null)",
            name=op.f("ck_request_answer_delivered_as_a_letter"),
        ),
    )
    op.create_table(
        "correspondence_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("received_request_id", sa.Integer(), nullable=True),
        sa.Column("information_request_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.Column("stored_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondence_document")),
        _to("correspondence_document", "authority_id", "authority"),
        _to("correspondence_document", "received_request_id", "received_request"),
        _to("correspondence_document", "information_request_id", "information_request"),
        _to("correspondence_document", "stored_by_id", "officer"),
        sa.UniqueConstraint("ref", name=op.f("uq_correspondence_document_ref")),
        sa.CheckConstraint(
            "(received_request_id is null) <> (information_request_id is null)",
            name=op.f("ck_correspondence_document_sent_or_received"),
        ),
    )
    for column in ("received_request_id", "information_request_id"):
        op.create_index(f"ix_correspondence_document_{column}", "correspondence_document", [column])


def _changes() -> None:
    op.create_table(
        "change_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("to_authority_id", sa.Integer(), nullable=False),
        sa.Column("received_request_id", sa.Integer(), nullable=False),
        sa.Column("entry_ref", sa.String(16), nullable=False),
        sa.Column("source_key", sa.String(120), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("effect_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("told_how", sa.String(20), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("letter_ref", sa.String(16), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_how", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_told")),
        _to("change_told", "authority_id", "authority"),
        _to("change_told", "to_authority_id", "authority"),
        _to("change_told", "received_request_id", "received_request"),
        _to("change_told", "told_by_id", "officer"),
        sa.UniqueConstraint("ref", name=op.f("uq_change_told_ref")),
        sa.UniqueConstraint(
            "authority_id",
            "source_key",
            "to_authority_id",
            name=op.f("uq_change_told_authority_id_source_key_to_authority_id"),
        ),
        sa.CheckConstraint(WHAT, name=op.f("ck_change_told_what")),
    )
    op.create_index("ix_change_told_received_request_id", "change_told", ["received_request_id"])
    op.create_table(
        "change_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("from_authority_id", sa.Integer(), nullable=False),
        sa.Column("entry_ref", sa.String(16), nullable=False),
        sa.Column("letter_ref", sa.String(16), nullable=True),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("effect_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", MOMENT, nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("acknowledgement_delivered_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_notice")),
        _to("change_notice", "authority_id", "authority"),
        _to("change_notice", "from_authority_id", "authority"),
        _to("change_notice", "recorded_by_id", "officer"),
        _to("change_notice", "acknowledged_by_id", "officer"),
        sa.UniqueConstraint("ref", name=op.f("uq_change_notice_ref")),
        sa.UniqueConstraint(
            "authority_id", "letter_ref", name=op.f("uq_change_notice_authority_id_letter_ref")
        ),
        sa.CheckConstraint(WHAT, name=op.f("ck_change_notice_what")),
        sa.CheckConstraint(
            "deleted_at is null or reason = ''", name=op.f("ck_change_notice_deleted_holds_no_reason")
        ),
    )
    op.create_index("ix_change_notice_entry_ref", "change_notice", ["entry_ref"])


def _reviews() -> None:
    op.create_table(
        "determination_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("information_request_id", sa.Integer(), nullable=False),
        sa.Column("change_notice_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determination_review")),
        _to("determination_review", "authority_id", "authority"),
        _to("determination_review", "application_id", "application"),
        _to("determination_review", "information_request_id", "information_request"),
        _to("determination_review", "change_notice_id", "change_notice"),
        _to("determination_review", "closed_by_id", "officer"),
        sa.UniqueConstraint(
            "information_request_id",
            "change_notice_id",
            name=op.f("uq_determination_review_information_request_id_change_notice_id"),
        ),
        sa.CheckConstraint(
            "(closed_at is null) = (outcome = '')", name=op.f("ck_determination_review_closed_says_how")
        ),
        sa.CheckConstraint(
            "outcome in ('', 'stands', 'taken-up')", name=op.f("ck_determination_review_outcome")
        ),
    )
    op.create_index("ix_determination_review_authority_id", "determination_review", ["authority_id"])
    op.create_index("ix_determination_review_application_id", "determination_review", ["application_id"])


def downgrade() -> None:
    """Take them back."""
    for table in TABLES:
        op.drop_table(table)
    for name in reversed(MOMENTS):
        op.drop_column("information_request", name)
    for name, _kind in reversed(COLUMNS):
        op.drop_column("information_request", name)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
