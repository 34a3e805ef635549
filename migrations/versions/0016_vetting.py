"""Vetting that is looked after while a licence runs: what was seen, consent, and what services were asked and said.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ABOUT = (
    "(service = 'dbs' and person_id is not null and consent_id is not null and vehicle_id is null)"
    " or (service = 'dvla' and vehicle_id is not null and person_id is null and consent_id is null)"
)
HOW = (
    "(how = 'officer' and recorded_by_id is not null and question_id is null)"
    " or (how = 'service' and recorded_by_id is null and question_id is not null)"
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "dbs_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_because", sa.String(20), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.CheckConstraint("(ended_on is null) = (ended_because = '')", name=op.f("ck_dbs_consent_ended")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_dbs_consent_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dbs_consent_person_id_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_dbs_consent_recorded_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dbs_consent")),
        sa.UniqueConstraint("ref", name=op.f("uq_dbs_consent_ref")),
    )
    op.create_index("ix_dbs_consent_authority_id", "dbs_consent", ["authority_id"])
    op.create_index("ix_dbs_consent_person_id", "dbs_consent", ["person_id"])
    op.create_index(
        "ix_dbs_consent_person_id_standing",
        "dbs_consent",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_on is null"),
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_table(
        "service_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("vehicle_id", sa.Integer(), nullable=True),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("put_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint(ABOUT, name=op.f("ck_service_question_about")),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at is not null)", name=op.f("ck_service_question_answered")
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'answered', 'withdrawn')", name=op.f("ck_service_question_state")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["officer.id"], name=op.f("fk_service_question_asked_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_service_question_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["dbs_consent.id"], name=op.f("fk_service_question_consent_id_dbs_consent")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_service_question_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["vehicle_id"], ["vehicle.id"], name=op.f("fk_service_question_vehicle_id_vehicle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_question")),
    )
    op.create_index("ix_service_question_authority_id_state", "service_question", ["authority_id", "state"])
    op.create_index("ix_service_question_consent_id", "service_question", ["consent_id"])
    op.create_index("ix_service_question_person_id", "service_question", ["person_id"])
    op.create_index(
        "ix_service_question_person_id_waiting",
        "service_question",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_service_question_vehicle_id", "service_question", ["vehicle_id"])
    op.create_index(
        "ix_service_question_vehicle_id_waiting",
        "service_question",
        ["vehicle_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "vetting_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("voided_at", MOMENT, nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.CheckConstraint(HOW, name=op.f("ck_vetting_record_how")),
        sa.CheckConstraint(
            "(voided_at is null) = (voided_by_id is null)", name=op.f("ck_vetting_record_voided")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_vetting_record_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_vetting_record_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["service_question.id"],
            name=op.f("fk_vetting_record_question_id_service_question"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_vetting_record_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["voided_by_id"], ["officer.id"], name=op.f("fk_vetting_record_voided_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_record")),
        sa.UniqueConstraint("question_id", name=op.f("uq_vetting_record_question_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_vetting_record_ref")),
    )
    op.create_index("ix_vetting_record_authority_id", "vetting_record", ["authority_id"])
    op.create_index("ix_vetting_record_person_id_kind", "vetting_record", ["person_id", "kind"])
    op.create_table(
        "vehicle_enquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("vrm", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("tax_status", sa.String(40), nullable=False),
        sa.Column("tax_due_on", sa.Date(), nullable=True),
        sa.Column("mot_status", sa.String(40), nullable=False),
        sa.Column("mot_expires_on", sa.Date(), nullable=True),
        sa.Column("make", sa.String(60), nullable=False),
        sa.Column("colour", sa.String(40), nullable=False),
        sa.Column("fuel_type", sa.String(60), nullable=False),
        sa.Column("year_of_manufacture", sa.Integer(), nullable=True),
        sa.Column("first_registered", sa.String(7), nullable=False),
        sa.Column("marked_for_export", sa.Boolean(), nullable=True),
        sa.Column("v5c_issued_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('found', 'not-found', 'refused')", name=op.f("ck_vehicle_enquiry_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_vehicle_enquiry_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["service_question.id"],
            name=op.f("fk_vehicle_enquiry_question_id_service_question"),
        ),
        sa.ForeignKeyConstraint(
            ["vehicle_id"], ["vehicle.id"], name=op.f("fk_vehicle_enquiry_vehicle_id_vehicle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle_enquiry")),
        sa.UniqueConstraint("question_id", name=op.f("uq_vehicle_enquiry_question_id")),
    )
    op.create_index("ix_vehicle_enquiry_authority_id", "vehicle_enquiry", ["authority_id"])
    op.create_index("ix_vehicle_enquiry_vehicle_id", "vehicle_enquiry", ["vehicle_id"])
    op.create_table(
        "service_pause",
        sa.Column("service", sa.String(10), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_service_pause")),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("service_pause", "vehicle_enquiry", "vetting_record", "service_question", "dbs_consent"):
        op.drop_table(table)
