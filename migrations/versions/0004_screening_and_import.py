"""Screening a file, and loading a register from one: an entry's own id there, a birth date that cannot be.

Revision ID: 0004
Revises: 0003

Columns are added and no table is made anew, so that the triggers of 0001 stay. One guard more: a receipt of a
screening names no application and no person of one, so that it can never serve a determination.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OF_AN_APPLICATION = (
    "NEW.made_for <> 'application' AND (NEW.application_ref IS NOT NULL OR NEW.person_ref IS NOT NULL)"
)
SAYS = "A receipt of a screening is of no application, and can never serve one (2022 Act s.3(1))"


def upgrade() -> None:
    """Add the columns, and the guard."""
    op.add_column(
        "register_entry", sa.Column("birth_as_written", sa.String(40), nullable=False, server_default="")
    )
    op.add_column("register_entry", sa.Column("file_entry_id", sa.String(200), nullable=True))
    op.create_index("ix_register_entry_file_entry_id", "register_entry", ["file_entry_id"], unique=True)
    op.add_column(
        "search_receipt",
        sa.Column("made_for", sa.String(20), nullable=False, server_default="application"),
    )
    if op.get_bind().dialect.name == "postgresql":
        schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar()
        op.execute(f"""
            CREATE FUNCTION search_receipt_of_a_screening() RETURNS trigger LANGUAGE plpgsql
            SET search_path = {schema}, pg_temp AS $$
            BEGIN
                IF {OF_AN_APPLICATION} THEN
                    RAISE EXCEPTION USING MESSAGE = '{SAYS}', ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END $$
        """)
        op.execute(
            "CREATE TRIGGER search_receipt_of_a_screening BEFORE INSERT ON search_receipt "
            "FOR EACH ROW EXECUTE FUNCTION search_receipt_of_a_screening()"
        )
    else:
        op.execute(f"""
            CREATE TRIGGER search_receipt_of_a_screening BEFORE INSERT ON search_receipt
            WHEN {OF_AN_APPLICATION}
            BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
        """)


def downgrade() -> None:
    """Take them back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER search_receipt_of_a_screening ON search_receipt")
        op.execute("DROP FUNCTION search_receipt_of_a_screening()")
    else:
        op.execute("DROP TRIGGER search_receipt_of_a_screening")
    op.drop_column("search_receipt", "made_for")
    op.drop_index("ix_register_entry_file_entry_id", table_name="register_entry")
    op.drop_column("register_entry", "file_entry_id")
    op.drop_column("register_entry", "birth_as_written")
