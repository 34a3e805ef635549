"""Training: courses, sessions, attendance lists, completions, exemptions, recognitions.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of training."""
    _courses()
    _sessions()
    _completions()
    _exemptions_and_recognitions()


def _courses() -> None:
    op.create_table(
        "training_provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        *_owned("training_provider"),
        sa.UniqueConstraint("authority_id", "name", name=op.f("uq_training_provider_authority_id_name")),
    )
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("module", sa.String(40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *_owned("course"),
        sa.UniqueConstraint("authority_id", "code", name=op.f("uq_course_authority_id_code")),
    )
    op.create_index("ix_course_module", "course", ["module"])
    op.create_table(
        "course_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("delivery", sa.String(20), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("highest_score", sa.Integer(), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        *_owned("course_version"),
        _to("course_version", "course_id", "course"),
        _to("course_version", "provider_id", "training_provider"),
        sa.UniqueConstraint("course_id", "version", name=op.f("uq_course_version_course_id_version")),
        _check("course_version", "delivery", "delivery in ('classroom', 'online', 'practical')"),
        _check("course_version", "highest_score_above_nothing", "highest_score > 0"),
        _check(
            "course_version",
            "pass_mark_in_range",
            "pass_mark is null or pass_mark between 0 and highest_score",
        ),
        _check("course_version", "length_above_nothing", "length_minutes > 0"),
        _check("course_version", "until_after_from", "until_on is null or until_on >= from_on"),
    )
    op.create_index("ix_course_version_authority_id", "course_version", ["authority_id"])


def _sessions() -> None:
    op.create_table(
        "training_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("course_version_id", sa.Integer(), nullable=False),
        sa.Column("trainer", sa.String(200), nullable=False),
        sa.Column("venue", sa.String(200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *_owned("training_session"),
        _to("training_session", "course_version_id", "course_version"),
        _to("training_session", "recorded_by_id", "officer"),
        _check("training_session", "length_above_nothing", "length_minutes > 0"),
    )
    op.create_index(
        "ix_training_session_authority_id_held_on", "training_session", ["authority_id", "held_on"]
    )
    op.create_index("ix_training_session_course_version_id", "training_session", ["course_version_id"])
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(100), nullable=False),
        sa.Column("last_name", sa.String(100), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("certificate_number", sa.String(60), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("linked_how", sa.String(10), nullable=True),
        sa.Column("link_reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        *_owned("attendance"),
        _to("attendance", "session_id", "training_session"),
        _to("attendance", "person_id", "person"),
        _to("attendance", "recorded_by_id", "officer"),
        sa.UniqueConstraint(
            "session_id",
            "first_name",
            "last_name",
            "date_of_birth",
            name=op.f("uq_attendance_session_id_first_name_last_name_date_of_birth"),
        ),
        _check("attendance", "link_says_how", "(person_id is null) = (linked_how is null)"),
        _check("attendance", "linked_how", "linked_how is null or linked_how in ('identity', 'officer')"),
    )
    op.create_index("ix_attendance_authority_id", "attendance", ["authority_id"])
    op.create_index("ix_attendance_person_id", "attendance", ["person_id"])


def _completions() -> None:
    op.create_table(
        "completion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_version_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("attendance_id", sa.Integer(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("highest_score", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("certificate_number", sa.String(60), nullable=True),
        sa.Column("evidence", sa.String(200), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("voided_at", MOMENT, nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        *_owned("completion"),
        _to("completion", "person_id", "person"),
        _to("completion", "course_version_id", "course_version"),
        _to("completion", "session_id", "training_session"),
        _to("completion", "attendance_id", "attendance"),
        _to("completion", "recorded_by_id", "officer"),
        _to("completion", "voided_by_id", "officer"),
        _check("completion", "marked_course_has_a_score", "pass_mark is null or score is not null"),
        _check(
            "completion",
            "passed_is_what_the_score_says",
            "pass_mark is null or passed = (score >= pass_mark)",
        ),
        _check("completion", "failed_has_no_certificate", "passed or certificate_number is null"),
        _check("completion", "voided_says_by_whom", "(voided_at is null) = (voided_by_id is null)"),
    )
    # One certificate, one completion; what was recorded in error frees its number for the right person.
    op.create_index(
        "uq_completion_authority_id_certificate_number",
        "completion",
        ["authority_id", "certificate_number"],
        unique=True,
        sqlite_where=sa.text("voided_at is null"),
        postgresql_where=sa.text("voided_at is null"),
    )
    op.create_index("ix_completion_person_id_completed_on", "completion", ["person_id", "completed_on"])
    for column in ("authority_id", "course_version_id", "session_id", "attendance_id", "certificate_number"):
        op.create_index(f"ix_completion_{column}", "completion", [column])


def _exemptions_and_recognitions() -> None:
    op.create_table(
        "training_exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        *_owned("training_exemption"),
        _to("training_exemption", "person_id", "person"),
        _to("training_exemption", "recorded_by_id", "officer"),
        _to("training_exemption", "ended_by_id", "officer"),
        _check("training_exemption", "until_after_from", "until_on >= from_on"),
        _check("training_exemption", "ended_says_by_whom", "(ended_at is null) = (ended_by_id is null)"),
    )
    op.create_index("ix_training_exemption_authority_id", "training_exemption", ["authority_id"])
    op.create_index("ix_training_exemption_person_id", "training_exemption", ["person_id"])
    op.create_table(
        "training_recognition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recognised_at", MOMENT, nullable=False),
        sa.Column("recognised_by_id", sa.Integer(), nullable=False),
        *_owned("training_recognition"),
        _to("training_recognition", "completion_id", "completion"),
        _to("training_recognition", "person_id", "person"),
        _to("training_recognition", "recognised_by_id", "officer"),
        sa.UniqueConstraint(
            "person_id", "completion_id", name=op.f("uq_training_recognition_person_id_completion_id")
        ),
    )
    op.create_index("ix_training_recognition_authority_id", "training_recognition", ["authority_id"])
    op.create_index("ix_training_recognition_completion_id", "training_recognition", ["completion_id"])


def downgrade() -> None:
    """Drop them, the ones that lean on others first."""
    for table in (
        "training_recognition",
        "training_exemption",
        "completion",
        "attendance",
        "training_session",
        "course_version",
        "course",
        "training_provider",
    ):
        op.drop_table(table)


def _owned(table: str) -> tuple[sa.PrimaryKeyConstraint, sa.ForeignKeyConstraint]:
    """What every table here has: its number, and the authority whose row it is."""
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")), _to(table, "authority_id", "authority")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
