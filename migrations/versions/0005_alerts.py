"""Watching: alerts about an authority's own people, its own entries, and re-screenings.

Revision ID: 0005
Revises: 0004

The trigger at the end is part of the last guard of the 2022 Act s.3(1): an application is not determined while
an alert says that the register holds an entry, about this applicant as far as is known, that the search did not
see.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

GUARD = "determination_open_alert"
SAYS = "A determination needs every alert about the applicant looked at, or a new search (2022 Act s.3(1))"
# Open, or adjudicated the same person: in both cases an entry that the search does not hold. One that was adjudicated
# before the search and is gone from the register stops nothing: no search could hold it any more.
MUST_NOT_BE = """
    EXISTS (
        SELECT 1 FROM register_alert a
        JOIN person p ON p.ref = a.person_ref
        JOIN search_receipt r ON r.id = NEW.receipt_id
        LEFT JOIN adjudication j ON j.id = a.adjudication_id
        WHERE p.id = NEW.person_id AND a.authority_id = NEW.authority_id
          AND (
              a.closed_at IS NULL
              OR j.same_person AND (
                  a.opened_at > r.searched_at
                  OR EXISTS (SELECT 1 FROM register_entry e WHERE e.ref = a.entry_ref AND e.removed_at IS NULL)
              )
          )
          AND NOT EXISTS (
              SELECT 1 FROM search_candidate c
              WHERE c.receipt_id = NEW.receipt_id AND c.entry_ref = a.entry_ref
                AND c.entry_version >= a.entry_version
          )
    )
"""


def upgrade() -> None:
    """Make the tables of watching, and its guard."""
    op.create_table(
        "register_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_ref", sa.String(16), nullable=False),
        sa.Column("licence_id", sa.Integer(), nullable=True),
        sa.Column("application_ref", sa.String(16), nullable=True),
        sa.Column("entry_ref", sa.String(16), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=False),
        sa.Column("recording_authority_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(64), nullable=False),
        sa.Column("band", sa.String(20), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("matcher", sa.String(20), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_how", sa.String(20), nullable=False),
        sa.Column("adjudication_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_alert")),
        _to("register_alert", "authority_id", "authority"),
        _to("register_alert", "person_id", "person"),
        _to("register_alert", "licence_id", "licence"),
        _to("register_alert", "recording_authority_id", "authority"),
        _to("register_alert", "adjudication_id", "adjudication"),
        sa.UniqueConstraint("ref", name=op.f("uq_register_alert_ref")),
        sa.UniqueConstraint(
            "authority_id",
            "person_ref",
            "entry_ref",
            "entry_version",
            "identity",
            name=op.f("uq_register_alert_authority_id_person_ref_entry_ref_and_facts"),
        ),
        sa.CheckConstraint(
            "(closed_at is null) = (closed_how = '')", name=op.f("ck_register_alert_closed_says_how")
        ),
        sa.CheckConstraint(
            "(closed_how = 'adjudicated') = (adjudication_id is not null)",
            name=op.f("ck_register_alert_adjudicated"),
        ),
    )
    op.create_index(
        "ix_register_alert_authority_id_closed_at", "register_alert", ["authority_id", "closed_at"]
    )
    op.create_index("ix_register_alert_entry_ref", "register_alert", ["entry_ref"])
    op.create_index("ix_register_alert_person_id", "register_alert", ["person_id"])
    op.create_table(
        "register_own_entry",
        sa.Column("entry_ref", sa.String(16), nullable=False),
        sa.Column("person_ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entry_ref", "person_ref", name=op.f("pk_register_own_entry")),
        _to("register_own_entry", "authority_id", "authority"),
    )
    op.execute("""
        INSERT INTO register_own_entry (entry_ref, person_ref, authority_id)
        SELECT DISTINCT d.entry_ref, p.ref, d.authority_id
        FROM decision d JOIN person p ON p.id = d.person_id WHERE d.entry_ref <> ''
    """)
    op.create_table(
        "register_rescreening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matcher", sa.String(20), nullable=False),
        sa.Column("purpose", sa.String(30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("last_person_id", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_rescreening")),
        _to("register_rescreening", "officer_id", "officer"),
    )
    op.create_index("ix_register_rescreening_matcher", "register_rescreening", ["matcher"])
    _guard()


def _guard() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.execute(f"""
            CREATE TRIGGER {GUARD} BEFORE INSERT ON determination
            WHEN {MUST_NOT_BE}
            BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
        """)
        return
    # Only this schema's own tables are asked: a temporary table of the same name is not.
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar()
    op.execute(f"""
        CREATE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql
        SET search_path = {schema}, pg_temp AS $$
        BEGIN
            IF {MUST_NOT_BE} THEN
                RAISE EXCEPTION USING MESSAGE = '{SAYS}', ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute(
        f"CREATE TRIGGER {GUARD} BEFORE INSERT ON determination FOR EACH ROW EXECUTE FUNCTION {GUARD}()"
    )


def downgrade() -> None:
    """Drop them, the guard first."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {GUARD} ON determination")
        op.execute(f"DROP FUNCTION {GUARD}()")
    else:
        op.execute(f"DROP TRIGGER {GUARD}")
    for table in ("register_rescreening", "register_own_entry", "register_alert"):
        op.drop_table(table)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
