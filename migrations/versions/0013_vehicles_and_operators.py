"""Vehicles and operators, and licences of all three classes in one table.

Revision ID: 0013
Revises: 0012

A licence has until now been a driver's. On SQLite the table of licences is made anew, since no column there can lose
its NOT NULL, and its triggers with it; on PostgreSQL those triggers are replaced. What they keep is what migration
0001 made them keep, of whichever class a licence is: a licence that was granted here rests on its determination.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COLUMNS = (
    "id, authority_id, person_id, kind, number, starts_on, ends_on, state, origin, determination_id, "
    "term_reason, recorded_at"
)
OLD_KIND = "kind in ('private-hire', 'hackney', 'dual')"
NEW_KIND = (
    "(licence_class = 'driver' and kind in ('private-hire', 'hackney', 'dual'))"
    " or (licence_class = 'vehicle' and kind in ('hackney-carriage', 'private-hire-vehicle'))"
    " or (licence_class = 'operator' and kind = 'operator')"
)
HOLDER = (
    "(licence_class = 'driver') = (person_id is not null)"
    " and (licence_class = 'vehicle') = (vehicle_id is not null)"
    " and (licence_class = 'operator') = (operator_id is not null)"
)

NO_DETERMINATION = "A licence that was granted needs its determination (2022 Act s.3(1))"
MADE_ALREADY = "A determination grants one licence, and what it rests on is never changed"
OTHER_DETERMINATION = "What a licence rests on, whose it is, and its term, are never changed"
GRANTED_BY = """
    NEW.determination_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM determination d JOIN application a ON a.id = d.application_id
        WHERE d.id = NEW.determination_id AND d.outcome = 'granted' AND d.person_id = NEW.person_id
          AND d.authority_id = NEW.authority_id AND d.licence_ends_on = NEW.ends_on
          AND a.licence_kind = NEW.kind
    )
"""
# Each guard of a licence: its name, when it is asked, what must not be so, and the sentence it then says.
OLD_GUARDS = (
    # Word for word as migration 0001 writes them: going down again must leave what was there.
    (
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
        NO_DETERMINATION,
    ),
    (
        "made_already",
        "INSERT",
        "EXISTS (SELECT 1 FROM licence l WHERE l.id = NEW.id OR l.determination_id = NEW.determination_id)",
        MADE_ALREADY,
    ),
    (
        "other_determination",
        "UPDATE",
        """
        NEW.origin <> OLD.origin OR NEW.person_id <> OLD.person_id OR NEW.authority_id <> OLD.authority_id
        OR NEW.kind <> OLD.kind OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on
        OR COALESCE(NEW.determination_id, 0) <> COALESCE(OLD.determination_id, 0)
        """,
        OTHER_DETERMINATION,
    ),
)
NEW_GUARDS = (
    # No determination is of a vehicle or an operator yet, so that none of their licences can claim one.
    ("no_determination", "INSERT", GRANTED_BY, NO_DETERMINATION),
    (
        "made_already",
        "INSERT",
        # Two questions, each answered by an index: a file of a hundred thousand licences asks it of each row.
        """
        EXISTS (SELECT 1 FROM licence l WHERE l.id = NEW.id)
        OR EXISTS (SELECT 1 FROM licence l WHERE l.determination_id = NEW.determination_id)
        """,
        MADE_ALREADY,
    ),
    (
        "other_determination",
        "UPDATE",
        """
        NEW.origin <> OLD.origin OR NEW.authority_id <> OLD.authority_id OR NEW.licence_class <> OLD.licence_class
        OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.vehicle_id IS DISTINCT FROM OLD.vehicle_id
        OR NEW.operator_id IS DISTINCT FROM OLD.operator_id
        OR NEW.kind <> OLD.kind OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on
        OR NEW.determination_id IS DISTINCT FROM OLD.determination_id
        """,
        OTHER_DETERMINATION,
    ),
)


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _unguard() -> None:
    """Take the triggers of licences away (SQLite has done so with the table)."""
    for name, *_ in OLD_GUARDS:
        op.execute(f"DROP TRIGGER licence_{name} ON licence")
        op.execute(f"DROP FUNCTION licence_{name}()")


def _guard(guards: tuple[tuple[str, str, str, str], ...]) -> None:
    postgresql = _on_postgresql()
    if postgresql:
        # Only this schema's own tables are asked: a temporary table of the same name is not.
        schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar()
    for name, when, must_not_be, says in guards:
        if postgresql:
            op.execute(f"""
                CREATE FUNCTION licence_{name}() RETURNS trigger LANGUAGE plpgsql
                SET search_path = {schema}, pg_temp AS $$
                BEGIN
                    IF {must_not_be} THEN
                        RAISE EXCEPTION USING MESSAGE = '{says}', ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                END $$
            """)
            op.execute(
                f"CREATE TRIGGER licence_{name} BEFORE {when} ON licence "
                f"FOR EACH ROW EXECUTE FUNCTION licence_{name}()"
            )
        else:
            op.execute(f"""
                CREATE TRIGGER licence_{name} BEFORE {when} ON licence
                WHEN {must_not_be}
                BEGIN SELECT RAISE(ABORT, '{says}'); END
            """)


def _make_licence(*, all_classes: bool) -> None:
    """The table of licences: of all classes, or as migration 0001 makes it."""
    added: list[sa.schema.SchemaItem] = []
    if all_classes:
        added = [
            sa.Column("licence_class", sa.String(10), nullable=False),
            sa.Column("vehicle_id", sa.Integer(), nullable=True),
            sa.Column("operator_id", sa.Integer(), nullable=True),
            sa.CheckConstraint(HOLDER, name=op.f("ck_licence_holder")),
            _to("licence", "vehicle_id", "vehicle"),
            _to("licence", "operator_id", "operator"),
        ]
    op.create_table(
        "licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=all_classes),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("determination_id", sa.Integer(), nullable=True),
        sa.Column("term_reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        *added,
        sa.CheckConstraint(
            "(origin = 'old-records') = (determination_id is null)",
            name=op.f("ck_licence_rests_on_a_determination"),
        ),
        sa.CheckConstraint(NEW_KIND if all_classes else OLD_KIND, name=op.f("ck_licence_kind")),
        sa.CheckConstraint("origin in ('determination', 'old-records')", name=op.f("ck_licence_origin")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_licence_ends_after_it_starts")),
        _to("licence", "authority_id", "authority"),
        _to("licence", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence")),
        sa.UniqueConstraint("authority_id", "number", name=op.f("uq_licence_authority_id_number")),
    )
    for column in ("authority_id", "ends_on", "person_id"):
        op.create_index(op.f(f"ix_licence_{column}"), "licence", [column])


def _remade_on_sqlite(*, all_classes: bool) -> None:
    op.execute(f"CREATE TABLE licence_kept AS SELECT {COLUMNS} FROM licence")  # noqa: S608 (our own words)
    op.drop_table("licence")
    _make_licence(all_classes=all_classes)
    more, values = (", licence_class", ", 'driver'") if all_classes else ("", "")
    op.execute(f"INSERT INTO licence ({COLUMNS}{more}) SELECT {COLUMNS}{values} FROM licence_kept")  # noqa: S608
    op.drop_table("licence_kept")


def _widened_on_postgresql() -> None:
    _unguard()
    op.add_column(
        "licence", sa.Column("licence_class", sa.String(10), nullable=False, server_default="driver")
    )
    op.alter_column("licence", "licence_class", server_default=None)
    op.alter_column("licence", "person_id", nullable=True)
    for column in ("vehicle", "operator"):
        op.add_column("licence", sa.Column(f"{column}_id", sa.Integer(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_licence_{column}_id_{column}"), "licence", column, [f"{column}_id"], ["id"]
        )
    op.drop_constraint(op.f("ck_licence_kind"), "licence", type_="check")
    op.create_check_constraint(op.f("ck_licence_kind"), "licence", NEW_KIND)
    op.create_check_constraint(op.f("ck_licence_holder"), "licence", HOLDER)


def _narrowed_on_postgresql() -> None:
    _unguard()
    for name in ("ck_licence_kind", "ck_licence_holder"):
        op.drop_constraint(op.f(name), "licence", type_="check")
    for column in ("licence_class", "vehicle_id", "operator_id"):
        op.drop_column("licence", column)
    op.alter_column("licence", "person_id", nullable=False)
    op.create_check_constraint(op.f("ck_licence_kind"), "licence", OLD_KIND)


def upgrade() -> None:
    """Make vehicles and operators, and let the table of licences hold theirs."""
    _make_vehicles()
    _make_operators()
    if _on_postgresql():
        _widened_on_postgresql()
    else:
        _remade_on_sqlite(all_classes=True)
    for column in ("determination_id", "operator_id", "vehicle_id"):
        op.create_index(f"ix_licence_{column}", "licence", [column])
    _guard(NEW_GUARDS)


def _make_vehicles() -> None:
    op.create_table(
        "vehicle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("vrm", sa.String(10), nullable=False),
        sa.Column("make", sa.String(60), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("colour", sa.String(40), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("wheelchair_accessible", sa.Boolean(), nullable=True),
        sa.Column("cctv_fitted", sa.Boolean(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats is null or seats > 0", name=op.f("ck_vehicle_seats")),
        _to("vehicle", "authority_id", "authority"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle")),
        sa.UniqueConstraint("ref", name=op.f("uq_vehicle_ref")),
        sa.UniqueConstraint("authority_id", "vrm", name=op.f("uq_vehicle_authority_id_vrm")),
    )
    op.create_index("ix_vehicle_vrm", "vehicle", ["vrm"])
    op.create_table(
        "vehicle_proprietor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("company_number", sa.String(20), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(10), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind in ('individual', 'company')", name=op.f("ck_vehicle_proprietor_kind")),
        _to("vehicle_proprietor", "vehicle_id", "vehicle"),
        _to("vehicle_proprietor", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle_proprietor")),
    )
    for column in ("person_id", "vehicle_id"):
        op.create_index(f"ix_vehicle_proprietor_{column}", "vehicle_proprietor", [column])
    op.create_table(
        "plate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("licence_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        _to("plate", "authority_id", "authority"),
        _to("plate", "licence_id", "licence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plate")),
    )
    for column in ("licence_id", "number"):
        op.create_index(f"ix_plate_{column}", "plate", [column])


def _make_operators() -> None:
    op.create_table(
        "operator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("form", sa.String(20), nullable=False),
        sa.Column("company_number", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("telephone", sa.String(40), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "form in ('individual', 'partnership', 'company', '')", name=op.f("ck_operator_form")
        ),
        sa.CheckConstraint(
            "person_id is null or form in ('individual', '')", name=op.f("ck_operator_only_an_individual")
        ),
        _to("operator", "authority_id", "authority"),
        _to("operator", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("ref", name=op.f("uq_operator_ref")),
    )
    for column in ("authority_id", "person_id"):
        op.create_index(f"ix_operator_{column}", "operator", [column])
    op.create_table(
        "trading_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        _to("trading_name", "operator_id", "operator"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trading_name")),
    )
    op.create_index("ix_trading_name_operator_id", "trading_name", ["operator_id"])
    op.create_table(
        "operator_base",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(10), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        _to("operator_base", "operator_id", "operator"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_base")),
    )
    op.create_index("ix_operator_base_operator_id", "operator_base", ["operator_id"])


def downgrade() -> None:
    """Take it back. Only driver licences fit into the older table: with any other this is refused."""
    others = op.get_bind().exec_driver_sql("SELECT count(*) FROM licence WHERE licence_class <> 'driver'")
    if others.scalar():
        raise RuntimeError(
            "There are licences of vehicles or operators: the older table has no room for them."
        )
    for column in ("determination_id", "operator_id", "vehicle_id"):
        op.drop_index(f"ix_licence_{column}", table_name="licence")
    if _on_postgresql():
        _narrowed_on_postgresql()
    else:
        _remade_on_sqlite(all_classes=False)
    _guard(OLD_GUARDS)
    for table in ("plate", "vehicle_proprietor", "vehicle", "operator_base", "trading_name", "operator"):
        op.drop_table(table)
