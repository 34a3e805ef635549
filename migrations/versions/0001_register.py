"""The register: authorities and officers, people and licences, the national register, applications, the audit log.

Revision ID: 0001
Revises:

The triggers at the end are the last guard of the 2022 Act s.3(1): no application for a driver licence is
determined, granted or refused, without a search of the national register made for it, whoever asks the
database. They are written once for each engine. Who changes one of these tables on SQLite later must make its
triggers again, since SQLite alters a table by making a new one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Each guard: the table, when it is asked, what must not be so, and the sentence it then says.
GUARDS = (
    (
        "determination",
        "no_search",
        "INSERT",
        """
        NOT EXISTS (
            SELECT 1 FROM search_receipt r
            JOIN application a ON a.id = NEW.application_id
            JOIN person p ON p.id = NEW.person_id
            WHERE r.id = NEW.receipt_id AND r.authority_id = NEW.authority_id AND r.application_ref = a.ref
              AND r.person_ref = p.ref AND a.ref = NEW.application_ref AND a.authority_id = NEW.authority_id
              AND a.person_id = NEW.person_id
              AND r.searched_at <= NEW.decided_at AND NEW.decided_at <= r.good_until
              AND NOT EXISTS (
                  SELECT 1 FROM search_receipt n
                  WHERE n.application_ref = a.ref AND n.authority_id = a.authority_id AND n.id > r.id
              )
        )
        """,
        "A determination needs a search of the national register for its application, not too old (2022 Act s.3(1))",
    ),
    (
        "determination",
        "not_adjudicated",
        "INSERT",
        """
        EXISTS (
            SELECT 1 FROM search_candidate c
            JOIN search_receipt r ON r.id = c.receipt_id
            LEFT JOIN adjudication j ON j.id = c.adjudication_id AND j.entry_ref = c.entry_ref
                AND j.entry_version = c.entry_version AND j.person_ref = r.person_ref
                AND j.authority_id = r.authority_id
            WHERE c.receipt_id = NEW.receipt_id AND j.id IS NULL
        )
        """,
        "A determination needs every possible match adjudicated by an officer (2022 Act s.3)",
    ),
    (
        "determination",
        "not_asked",
        "INSERT",
        """
        EXISTS (
            SELECT 1 FROM search_candidate c
            JOIN adjudication j ON j.id = c.adjudication_id
            WHERE c.receipt_id = NEW.receipt_id AND j.same_person
              AND c.recording_authority_id <> NEW.authority_id
              AND NOT EXISTS (
                  SELECT 1 FROM information_request q
                  WHERE q.application_ref = NEW.application_ref AND q.authority_id = NEW.authority_id
                    AND q.entry_ref = c.entry_ref AND (q.received_on IS NOT NULL OR q.overridden_at IS NOT NULL)
              )
        )
        """,
        "A determination needs the recording authority asked in writing, and a reply or override (2022 Act s.3(2))",
    ),
    # On SQLite, REPLACE takes a row away without asking a trigger of DELETE: so a second row is refused first.
    (
        "determination",
        "made_already",
        "INSERT",
        "EXISTS (SELECT 1 FROM determination d WHERE d.id = NEW.id OR d.application_id = NEW.application_id)",
        "An application is determined once, and its determination is never changed",
    ),
    ("determination", "never_changed", "UPDATE", "1 = 1", "A determination is never changed once it is made"),
    ("determination", "never_removed", "DELETE", "1 = 1", "A determination is never removed"),
    (
        "search_receipt",
        "made_already",
        "INSERT",
        "EXISTS (SELECT 1 FROM search_receipt r WHERE r.id = NEW.id OR r.ref = NEW.ref)",
        "The receipt of a search is never changed",
    ),
    ("search_receipt", "never_changed", "UPDATE", "1 = 1", "The receipt of a search is never changed"),
    ("search_receipt", "never_removed", "DELETE", "1 = 1", "The receipt of a search is never removed"),
    (
        "search_candidate",
        "never_changed",
        "UPDATE",
        """
        NEW.receipt_id <> OLD.receipt_id OR NEW.entry_ref <> OLD.entry_ref OR NEW.entry_version <> OLD.entry_version
        OR NEW.recording_authority_id <> OLD.recording_authority_id OR NEW.authority_id <> OLD.authority_id
        """,
        "What a search found is never changed: it is adjudicated",
    ),
    ("search_candidate", "never_removed", "DELETE", "1 = 1", "What a search found is never removed"),
    ("adjudication", "never_changed", "UPDATE", "1 = 1", "An adjudication is never changed: another is made"),
    ("adjudication", "never_removed", "DELETE", "1 = 1", "An adjudication is never removed"),
    (
        "information_request",
        "never_removed",
        "DELETE",
        "1 = 1",
        "A written request to another authority is never removed (2022 Act s.3(2)(a))",
    ),
    (
        "licence",
        "no_determination",
        "INSERT",
        """
        NEW.determination_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM determination d JOIN application a ON a.id = d.application_id
            WHERE d.id = NEW.determination_id AND d.outcome = 'granted' AND d.person_id = NEW.person_id
              AND d.authority_id = NEW.authority_id AND d.licence_ends_on = NEW.ends_on
              AND a.licence_kind = NEW.kind
        )
        """,
        "A licence that was granted needs its determination (2022 Act s.3(1))",
    ),
    (
        "licence",
        "made_already",
        "INSERT",
        "EXISTS (SELECT 1 FROM licence l WHERE l.id = NEW.id OR l.determination_id = NEW.determination_id)",
        "A determination grants one licence, and what it rests on is never changed",
    ),
    (
        "licence",
        "other_determination",
        "UPDATE",
        """
        NEW.origin <> OLD.origin OR NEW.person_id <> OLD.person_id OR NEW.authority_id <> OLD.authority_id
        OR NEW.kind <> OLD.kind OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on
        OR COALESCE(NEW.determination_id, 0) <> COALESCE(OLD.determination_id, 0)
        """,
        "What a licence rests on, whose it is, and its term, are never changed",
    ),
    (
        "application",
        "begun_determined",
        "INSERT",
        "NEW.state IN ('granted', 'refused')",
        "An application is determined by a determination only (2022 Act s.3(1))",
    ),
    (
        "application",
        "not_determined",
        "UPDATE",
        """
        NEW.state IN ('granted', 'refused') AND NOT EXISTS (
            SELECT 1 FROM determination d WHERE d.application_id = NEW.id AND d.outcome = NEW.state
        )
        """,
        "An application is determined by a determination only (2022 Act s.3(1))",
    ),
)
# Not emptied by a statement that asks no row's trigger either (PostgreSQL's TRUNCATE).
NEVER_EMPTIED = (
    "determination",
    "search_receipt",
    "search_candidate",
    "adjudication",
    "audit_entry",
    "audit_head",
)


def _guard() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        # Only this schema's own tables are asked: a temporary table of the same name is not.
        schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar()
    for table, name, when, must_not_be, says in GUARDS:
        if postgresql:
            back = "OLD" if when == "DELETE" else "NEW"
            op.execute(f"""
                CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql
                SET search_path = {schema}, pg_temp AS $$
                BEGIN
                    IF {must_not_be} THEN
                        RAISE EXCEPTION USING MESSAGE = '{says}', ERRCODE = 'check_violation';
                    END IF;
                    RETURN {back};
                END $$
            """)
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
            )
        else:
            op.execute(f"""
                CREATE TRIGGER {table}_{name} BEFORE {when} ON {table}
                WHEN {must_not_be}
                BEGIN SELECT RAISE(ABORT, '{says}'); END
            """)

    if postgresql:
        op.execute("""
            CREATE FUNCTION never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION USING MESSAGE = 'This table is never emptied', ERRCODE = 'check_violation';
            END $$
        """)
        for table in NEVER_EMPTIED:
            op.execute(
                f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION never_emptied()"
            )


def _unguard() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table, name, *_ in GUARDS:
        op.execute(
            f"DROP TRIGGER {table}_{name} ON {table}" if postgresql else f"DROP TRIGGER {table}_{name}"
        )
        if postgresql:
            op.execute(f"DROP FUNCTION {table}_{name}()")
    if postgresql:
        for table in NEVER_EMPTIED:
            op.execute(f"DROP TRIGGER {table}_never_emptied ON {table}")
        op.execute("DROP FUNCTION never_emptied()")


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("authority", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_actor"), "audit_entry", ["actor"], unique=False)
    op.create_index(op.f("ix_audit_entry_authority"), "audit_entry", ["authority"], unique=False)
    op.create_index(op.f("ix_audit_entry_event"), "audit_entry", ["event"], unique=False)
    op.create_index(op.f("ix_audit_entry_subject"), "audit_entry", ["subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gss_code", sa.String(length=9), nullable=True),
        sa.Column("short_code", sa.String(length=20), nullable=False),
        sa.Column("official_name", sa.String(length=200), nullable=False),
        sa.Column("nice_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("nation", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("licenses", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_authority_ended_after_it_started")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("gss_code", name=op.f("uq_authority_gss_code")),
        sa.UniqueConstraint("short_code", name=op.f("uq_authority_short_code")),
    )
    op.create_index(op.f("ix_authority_licenses"), "authority", ["licenses"], unique=False)
    op.create_index(op.f("ix_authority_nice_name"), "authority", ["nice_name"], unique=False)
    op.create_table(
        "bank_holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_bank_holiday")),
    )
    op.create_table(
        "bank_holiday_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_bank_holiday_year")),
    )
    op.create_table(
        "daily_run",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_run")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("handler", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_fault", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'sent', 'parked')", name=op.f("ck_outbox_message_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("key", "handler", name=op.f("uq_outbox_message_key_handler")),
    )
    op.create_index(
        "ix_outbox_message_state_next_attempt_at",
        "outbox_message",
        ["state", "next_attempt_at"],
        unique=False,
    )
    op.create_table(
        "partnership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
        sa.UniqueConstraint("name", name=op.f("uq_partnership_name")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_account"), "sign_in_attempt", ["account"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_at"), "sign_in_attempt", ["at"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_origin"), "sign_in_attempt", ["origin"], unique=False)
    op.create_table(
        "authority_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("searchable", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "kind IN ('official', 'nice', 'alternative', 'former', 'code')",
            name=op.f("ck_authority_name_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_authority_name_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_name")),
        sa.UniqueConstraint(
            "authority_id", "name", "kind", name=op.f("uq_authority_name_authority_id_name_kind")
        ),
    )
    op.create_index("ix_authority_name_searchable", "authority_name", ["searchable"], unique=False)
    op.create_table(
        "authority_successor",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "successor_id <> authority_id", name=op.f("ck_authority_successor_not_after_itself")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_authority_successor_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["authority.id"], name=op.f("fk_authority_successor_successor_id_authority")
        ),
        sa.PrimaryKeyConstraint("authority_id", "successor_id", name=op.f("pk_authority_successor")),
    )
    op.create_index(
        op.f("ix_authority_successor_successor_id"), "authority_successor", ["successor_id"], unique=False
    )
    op.create_table(
        "former_gss_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("gss_code", sa.String(length=9), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_former_gss_code_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_gss_code")),
        sa.UniqueConstraint("gss_code", name=op.f("uq_former_gss_code_gss_code")),
    )
    op.create_index(
        op.f("ix_former_gss_code_authority_id"), "former_gss_code", ["authority_id"], unique=False
    )
    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_officer_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("email", name=op.f("uq_officer_email")),
    )
    op.create_index(op.f("ix_officer_authority_id"), "officer", ["authority_id"], unique=False)
    op.create_table(
        "partnership_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_partnership_member_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_partnership_member_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_member_partnership_id_partnership"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_member")),
        sa.UniqueConstraint(
            "partnership_id",
            "authority_id",
            "from_on",
            name=op.f("uq_partnership_member_partnership_id_authority_id_from_on"),
        ),
    )
    op.create_index(
        op.f("ix_partnership_member_authority_id"), "partnership_member", ["authority_id"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_person_authority_id_authority")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("ref", name=op.f("uq_person_ref")),
    )
    op.create_index(op.f("ix_person_authority_id"), "person", ["authority_id"], unique=False)
    op.create_index(op.f("ix_person_date_of_birth"), "person", ["date_of_birth"], unique=False)
    op.create_table(
        "register_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("middle_names", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("home_address", sa.Text(), nullable=False),
        sa.Column("home_postcode", sa.String(length=10), nullable=False),
        sa.Column("recording_authority_id", sa.Integer(), nullable=False),
        sa.Column("further_information", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("effect_on", sa.Date(), nullable=True),
        sa.Column("suspension_ends_on", sa.Date(), nullable=True),
        sa.Column("source_key", sa.String(length=120), nullable=False),
        sa.Column("first_made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_made_on", sa.Date(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decision in ('refused', 'refused-renewal', 'suspended', 'revoked')",
            name=op.f("ck_register_entry_decision"),
        ),
        sa.CheckConstraint(
            "suspension_ends_on is null or decision = 'suspended'",
            name=op.f("ck_register_entry_only_a_suspension_ends"),
        ),
        sa.ForeignKeyConstraint(
            ["recording_authority_id"],
            ["authority.id"],
            name=op.f("fk_register_entry_recording_authority_id_authority"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint(
            "recording_authority_id",
            "source_key",
            name=op.f("uq_register_entry_recording_authority_id_source_key"),
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_register_entry_ref")),
    )
    op.create_index(
        op.f("ix_register_entry_first_made_on"), "register_entry", ["first_made_on"], unique=False
    )
    op.create_index(
        op.f("ix_register_entry_recording_authority_id"),
        "register_entry",
        ["recording_authority_id"],
        unique=False,
    )
    op.create_table(
        "adjudication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_ref", sa.String(length=16), nullable=False),
        sa.Column("entry_ref", sa.String(length=16), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("same_person", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_adjudication_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_adjudication_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjudication")),
    )
    op.create_index(
        "ix_adjudication_authority_id_person_ref_entry_ref",
        "adjudication",
        ["authority_id", "person_ref", "entry_ref"],
        unique=False,
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("application_ref", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("licence_kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("limbs", sa.JSON(), nullable=False),
        sa.Column("reliance", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("notified_how", sa.String(length=20), nullable=False),
        sa.Column("notified_by_id", sa.Integer(), nullable=True),
        sa.Column("entry_ref", sa.String(length=40), nullable=False),
        sa.Column("entry_acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(notified_on is null) = (state = 'decided')", name=op.f("ck_decision_notified_when_notified")
        ),
        sa.CheckConstraint("reliance in ('wholly', 'in-part', 'none')", name=op.f("ck_decision_reliance")),
        sa.CheckConstraint(
            "notified_on is null or notified_on >= decided_on",
            name=op.f("ck_decision_notified_after_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_decision_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["officer.id"], name=op.f("fk_decision_decided_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["notified_by_id"], ["officer.id"], name=op.f("fk_decision_notified_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_decision_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("ref", name=op.f("uq_decision_ref")),
    )
    op.create_index(op.f("ix_decision_application_ref"), "decision", ["application_ref"], unique=False)
    op.create_index(op.f("ix_decision_authority_id"), "decision", ["authority_id"], unique=False)
    op.create_index(op.f("ix_decision_person_id"), "decision", ["person_id"], unique=False)
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=4), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("discharged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discharged_on", sa.Date(), nullable=True),
        sa.Column("discharged_by", sa.String(length=60), nullable=False),
        sa.Column("discharge", sa.Text(), nullable=False),
        sa.CheckConstraint("due_on >= began_on", name=op.f("ck_duty_due_after_it_began")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_duty_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_duty_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_index(
        "ix_duty_authority_id_discharged_at_due_on",
        "duty",
        ["authority_id", "discharged_at", "due_on"],
        unique=False,
    )
    op.create_index("ix_duty_subject_kind", "duty", ["subject", "kind"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("application_ref", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("good_until", sa.Date(), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_evidence_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_person_id_person")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["officer.id"], name=op.f("fk_evidence_seen_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(
        "ix_evidence_application_ref_requirement",
        "evidence",
        ["application_ref", "requirement"],
        unique=False,
    )
    op.create_index(op.f("ix_evidence_authority_id"), "evidence", ["authority_id"], unique=False)
    op.create_index(op.f("ix_evidence_person_id"), "evidence", ["person_id"], unique=False)
    op.create_table(
        "information_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("application_ref", sa.String(length=16), nullable=False),
        sa.Column("entry_ref", sa.String(length=16), nullable=False),
        sa.Column("recording_authority_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_how", sa.String(length=20), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("reply_reference", sa.String(length=100), nullable=False),
        sa.Column("reply_recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("regard", sa.Text(), nullable=False),
        sa.Column("regard_by_id", sa.Integer(), nullable=True),
        sa.Column("regard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overridden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overridden_by_id", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("legal_advice", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(overridden_at is null) = (legal_advice = '')",
            name=op.f("ck_information_request_override_names_the_legal_advice"),
        ),
        sa.CheckConstraint(
            "(overridden_at is null) = (override_reason = '')",
            name=op.f("ck_information_request_override_has_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_information_request_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["overridden_by_id"], ["officer.id"], name=op.f("fk_information_request_overridden_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["recording_authority_id"],
            ["authority.id"],
            name=op.f("fk_information_request_recording_authority_id_authority"),
        ),
        sa.ForeignKeyConstraint(
            ["regard_by_id"], ["officer.id"], name=op.f("fk_information_request_regard_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["reply_recorded_by_id"],
            ["officer.id"],
            name=op.f("fk_information_request_reply_recorded_by_id_officer"),
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["officer.id"], name=op.f("fk_information_request_sent_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_request")),
        sa.UniqueConstraint(
            "application_ref", "entry_ref", name=op.f("uq_information_request_application_ref_entry_ref")
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_information_request_ref")),
    )
    op.create_index(
        op.f("ix_information_request_application_ref"),
        "information_request",
        ["application_ref"],
        unique=False,
    )
    op.create_index(
        op.f("ix_information_request_authority_id"), "information_request", ["authority_id"], unique=False
    )
    op.create_index(
        op.f("ix_information_request_recording_authority_id"),
        "information_request",
        ["recording_authority_id"],
        unique=False,
    )
    op.create_table(
        "licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("determination_id", sa.Integer(), nullable=True),
        sa.Column("term_reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(origin = 'old-records') = (determination_id is null)",
            name=op.f("ck_licence_rests_on_a_determination"),
        ),
        sa.CheckConstraint("kind in ('private-hire', 'hackney', 'dual')", name=op.f("ck_licence_kind")),
        sa.CheckConstraint("origin in ('determination', 'old-records')", name=op.f("ck_licence_origin")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_licence_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_licence_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_licence_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence")),
        sa.UniqueConstraint("authority_id", "number", name=op.f("uq_licence_authority_id_number")),
    )
    op.create_index(op.f("ix_licence_authority_id"), "licence", ["authority_id"], unique=False)
    op.create_index(op.f("ix_licence_ends_on"), "licence", ["ends_on"], unique=False)
    op.create_index(op.f("ix_licence_person_id"), "licence", ["person_id"], unique=False)
    op.create_table(
        "officer_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_officer_role_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_role")),
        sa.UniqueConstraint("officer_id", "role", name=op.f("uq_officer_role_officer_id_role")),
    )
    op.create_table(
        "person_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_address_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_address")),
    )
    op.create_index(op.f("ix_person_address_person_id"), "person_address", ["person_id"], unique=False)
    op.create_table(
        "person_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("first", sa.String(length=100), nullable=False),
        sa.Column("middle", sa.String(length=200), nullable=False),
        sa.Column("last", sa.String(length=100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('current', 'earlier', 'other')", name=op.f("ck_person_name_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_name_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_name")),
    )
    op.create_index(op.f("ix_person_name_person_id"), "person_name", ["person_id"], unique=False)
    op.create_table(
        "earlier_birth_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_earlier_birth_date_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_birth_date")),
    )
    op.create_index(
        op.f("ix_earlier_birth_date_person_id"), "earlier_birth_date", ["person_id"], unique=False
    )
    op.create_table(
        "person_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_number_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_number")),
        sa.UniqueConstraint(
            "person_id", "kind", "fingerprint", name=op.f("uq_person_number_person_id_kind_fingerprint")
        ),
    )
    op.create_index(
        "ix_person_number_kind_fingerprint", "person_number", ["kind", "fingerprint"], unique=False
    )
    op.create_index(op.f("ix_person_number_person_id"), "person_number", ["person_id"], unique=False)
    op.create_table(
        "photograph",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_photograph_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_photograph_person_id_person")),
        sa.ForeignKeyConstraint(
            ["stored_by_id"], ["officer.id"], name=op.f("fk_photograph_stored_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photograph")),
    )
    op.create_index(op.f("ix_photograph_person_id"), "photograph", ["person_id"], unique=False)
    op.create_table(
        "register_entry_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("effect_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entry.id"], name=op.f("fk_register_entry_change_entry_id_register_entry")
        ),
        sa.UniqueConstraint("source_key", name=op.f("uq_register_entry_change_source_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry_change")),
    )
    op.create_index(
        op.f("ix_register_entry_change_entry_id"), "register_entry_change", ["entry_id"], unique=False
    )
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
    op.create_table(
        "register_entry_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entry.id"], name=op.f("fk_register_entry_number_entry_id_register_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry_number")),
    )
    op.create_index(
        op.f("ix_register_entry_number_entry_id"), "register_entry_number", ["entry_id"], unique=False
    )
    op.create_index(
        "ix_register_entry_number_kind_fingerprint",
        "register_entry_number",
        ["kind", "fingerprint"],
        unique=False,
    )
    op.create_table(
        "register_training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_register_training_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_training")),
    )
    op.create_index(
        op.f("ix_register_training_officer_id"), "register_training", ["officer_id"], unique=False
    )
    op.create_table(
        "search_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("application_ref", sa.String(length=16), nullable=True),
        sa.Column("person_ref", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way_in", sa.String(length=10), nullable=False),
        sa.Column("matcher", sa.String(length=20), nullable=False),
        sa.Column("register_entries", sa.Integer(), nullable=False),
        sa.Column("register_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried", sa.JSON(), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_search_receipt_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_search_receipt_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_receipt")),
        sa.UniqueConstraint("ref", name=op.f("uq_search_receipt_ref")),
    )
    op.create_index(
        op.f("ix_search_receipt_application_ref"), "search_receipt", ["application_ref"], unique=False
    )
    op.create_index(op.f("ix_search_receipt_authority_id"), "search_receipt", ["authority_id"], unique=False)
    op.create_index(op.f("ix_search_receipt_person_ref"), "search_receipt", ["person_ref"], unique=False)
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("licence_kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("renews_licence_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("case_officer_id", sa.Integer(), nullable=True),
        sa.Column("first_licence", sa.Boolean(), nullable=False),
        sa.Column("lived_abroad", sa.Boolean(), nullable=False),
        sa.Column("limited_leave", sa.Boolean(), nullable=False),
        sa.Column("leave_ends_on", sa.Date(), nullable=True),
        sa.Column("leave_continues", sa.Boolean(), nullable=False),
        sa.Column("entitled_since", sa.Date(), nullable=True),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("still_needed", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (person_id is null) or state = 'withdrawn'",
            name=op.f("ck_application_received_has_a_person"),
        ),
        sa.CheckConstraint("kind in ('new', 'renewal')", name=op.f("ck_application_kind")),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_application_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["case_officer_id"], ["officer.id"], name=op.f("fk_application_case_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_application_person_id_person")),
        sa.ForeignKeyConstraint(
            ["renews_licence_id"], ["licence.id"], name=op.f("fk_application_renews_licence_id_licence")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["officer.id"], name=op.f("fk_application_started_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("ref", name=op.f("uq_application_ref")),
    )
    op.create_index(
        "ix_application_authority_id_state", "application", ["authority_id", "state"], unique=False
    )
    op.create_index(op.f("ix_application_person_id"), "application", ["person_id"], unique=False)
    op.create_table(
        "badge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("licence_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_badge_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name=op.f("fk_badge_licence_id_licence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("authority_id", "number", name=op.f("uq_badge_authority_id_number")),
    )
    op.create_index(op.f("ix_badge_licence_id"), "badge", ["licence_id"], unique=False)
    op.create_table(
        "search_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("entry_ref", sa.String(length=16), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=False),
        sa.Column("recording_authority_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("adjudication_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["adjudication_id"],
            ["adjudication.id"],
            name=op.f("fk_search_candidate_adjudication_id_adjudication"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_search_candidate_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["search_receipt.id"], name=op.f("fk_search_candidate_receipt_id_search_receipt")
        ),
        sa.ForeignKeyConstraint(
            ["recording_authority_id"],
            ["authority.id"],
            name=op.f("fk_search_candidate_recording_authority_id_authority"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_candidate")),
        sa.UniqueConstraint("receipt_id", "entry_ref", name=op.f("uq_search_candidate_receipt_id_entry_ref")),
    )
    op.create_index(
        op.f("ix_search_candidate_adjudication_id"), "search_candidate", ["adjudication_id"], unique=False
    )
    op.create_index(
        op.f("ix_search_candidate_authority_id"), "search_candidate", ["authority_id"], unique=False
    )
    op.create_index(op.f("ix_search_candidate_entry_ref"), "search_candidate", ["entry_ref"], unique=False)
    op.create_index(op.f("ix_search_candidate_receipt_id"), "search_candidate", ["receipt_id"], unique=False)
    op.create_table(
        "determination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("application_ref", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("case_officer_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.String(length=120), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("licence_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'granted') = (licence_ends_on is not null)",
            name=op.f("ck_determination_grant_has_a_term"),
        ),
        sa.CheckConstraint(
            "(outcome = 'refused') = (decision_id is not null)",
            name=op.f("ck_determination_refusal_has_a_decision"),
        ),
        sa.CheckConstraint("outcome in ('granted', 'refused')", name=op.f("ck_determination_outcome")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_determination_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_determination_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["case_officer_id"], ["officer.id"], name=op.f("fk_determination_case_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["officer.id"], name=op.f("fk_determination_decided_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_determination_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_determination_person_id_person")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["search_receipt.id"], name=op.f("fk_determination_receipt_id_search_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determination")),
        sa.UniqueConstraint("application_id", name=op.f("uq_determination_application_id")),
    )
    op.create_index(op.f("ix_determination_authority_id"), "determination", ["authority_id"], unique=False)
    _guard()


def downgrade() -> None:
    _unguard()
    op.drop_index(op.f("ix_determination_authority_id"), table_name="determination")
    op.drop_table("determination")
    op.drop_index(op.f("ix_search_candidate_receipt_id"), table_name="search_candidate")
    op.drop_index(op.f("ix_search_candidate_entry_ref"), table_name="search_candidate")
    op.drop_index(op.f("ix_search_candidate_authority_id"), table_name="search_candidate")
    op.drop_index(op.f("ix_search_candidate_adjudication_id"), table_name="search_candidate")
    op.drop_table("search_candidate")
    op.drop_index(op.f("ix_badge_licence_id"), table_name="badge")
    op.drop_table("badge")
    op.drop_index(op.f("ix_application_person_id"), table_name="application")
    op.drop_index("ix_application_authority_id_state", table_name="application")
    op.drop_table("application")
    op.drop_index(op.f("ix_search_receipt_person_ref"), table_name="search_receipt")
    op.drop_index(op.f("ix_search_receipt_authority_id"), table_name="search_receipt")
    op.drop_index(op.f("ix_search_receipt_application_ref"), table_name="search_receipt")
    op.drop_table("search_receipt")
    op.drop_index(op.f("ix_register_training_officer_id"), table_name="register_training")
    op.drop_table("register_training")
    op.drop_index("ix_register_entry_number_kind_fingerprint", table_name="register_entry_number")
    op.drop_index(op.f("ix_register_entry_number_entry_id"), table_name="register_entry_number")
    op.drop_table("register_entry_number")
    op.drop_index(op.f("ix_register_entry_key_entry_id"), table_name="register_entry_key")
    op.drop_table("register_entry_key")
    op.drop_index(op.f("ix_register_entry_change_entry_id"), table_name="register_entry_change")
    op.drop_table("register_entry_change")
    op.drop_index(op.f("ix_photograph_person_id"), table_name="photograph")
    op.drop_table("photograph")
    op.drop_index(op.f("ix_person_number_person_id"), table_name="person_number")
    op.drop_index("ix_person_number_kind_fingerprint", table_name="person_number")
    op.drop_table("person_number")
    op.drop_index(op.f("ix_earlier_birth_date_person_id"), table_name="earlier_birth_date")
    op.drop_table("earlier_birth_date")
    op.drop_index(op.f("ix_person_name_person_id"), table_name="person_name")
    op.drop_table("person_name")
    op.drop_index(op.f("ix_person_address_person_id"), table_name="person_address")
    op.drop_table("person_address")
    op.drop_table("officer_role")
    op.drop_index(op.f("ix_licence_person_id"), table_name="licence")
    op.drop_index(op.f("ix_licence_ends_on"), table_name="licence")
    op.drop_index(op.f("ix_licence_authority_id"), table_name="licence")
    op.drop_table("licence")
    op.drop_index(op.f("ix_information_request_recording_authority_id"), table_name="information_request")
    op.drop_index(op.f("ix_information_request_authority_id"), table_name="information_request")
    op.drop_index(op.f("ix_information_request_application_ref"), table_name="information_request")
    op.drop_table("information_request")
    op.drop_index(op.f("ix_evidence_person_id"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_authority_id"), table_name="evidence")
    op.drop_index("ix_evidence_application_ref_requirement", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_duty_subject_kind", table_name="duty")
    op.drop_index("ix_duty_authority_id_discharged_at_due_on", table_name="duty")
    op.drop_table("duty")
    op.drop_index(op.f("ix_decision_person_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_authority_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_application_ref"), table_name="decision")
    op.drop_table("decision")
    op.drop_index("ix_adjudication_authority_id_person_ref_entry_ref", table_name="adjudication")
    op.drop_table("adjudication")
    op.drop_index(op.f("ix_register_entry_recording_authority_id"), table_name="register_entry")
    op.drop_index(op.f("ix_register_entry_first_made_on"), table_name="register_entry")
    op.drop_table("register_entry")
    op.drop_index(op.f("ix_person_date_of_birth"), table_name="person")
    op.drop_index(op.f("ix_person_authority_id"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_partnership_member_authority_id"), table_name="partnership_member")
    op.drop_table("partnership_member")
    op.drop_index(op.f("ix_officer_authority_id"), table_name="officer")
    op.drop_table("officer")
    op.drop_index(op.f("ix_former_gss_code_authority_id"), table_name="former_gss_code")
    op.drop_table("former_gss_code")
    op.drop_index(op.f("ix_authority_successor_successor_id"), table_name="authority_successor")
    op.drop_table("authority_successor")
    op.drop_index("ix_authority_name_searchable", table_name="authority_name")
    op.drop_table("authority_name")
    op.drop_index(op.f("ix_sign_in_attempt_origin"), table_name="sign_in_attempt")
    op.drop_index(op.f("ix_sign_in_attempt_at"), table_name="sign_in_attempt")
    op.drop_index(op.f("ix_sign_in_attempt_account"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("partnership")
    op.drop_index("ix_outbox_message_state_next_attempt_at", table_name="outbox_message")
    op.drop_table("outbox_message")
    op.drop_table("daily_run")
    op.drop_table("bank_holiday_year")
    op.drop_table("bank_holiday")
    op.drop_index(op.f("ix_authority_nice_name"), table_name="authority")
    op.drop_index(op.f("ix_authority_licenses"), table_name="authority")
    op.drop_table("authority")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_entry_subject"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_event"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_authority"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor"), table_name="audit_entry")
    op.drop_table("audit_entry")
