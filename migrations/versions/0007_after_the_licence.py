"""Suspensions and revocations, their changes, appeals and referrals.

Revision ID: 0007
Revises: 0006

A decision that was notified has until now had one state; it becomes "in force". The triggers at the end keep what the
law asks of the record itself: no immediate effect without the statement and the explanation (1976 Act s.61(2B)), no
ground but one of the statute's, what was decided never edited, nothing ever removed. On SQLite the table of decisions
is made anew, since no constraint can be taken off there; it had no trigger before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

# What was decided, and by whom: never edited.
DECIDED = (
    *("ref", "authority_id", "person_id", "application_ref", "licence_id", "kind", "licence_class"),
    *(
        "licence_kind",
        "decided_on",
        "decided_by_id",
        "grounds",
        "immigration",
        "limbs",
        "reliance",
        "reasons",
    ),
    *("apart_from_suspension", "immediate", "safety_statement", "safety_explanation", "suspension_ends_on"),
    *("risk_of_harm", "at_risk_concerned", "recorded_at"),
)
# What is written once, when it is known.
ONCE = ("notified_on", "notified_by_id", "takes_effect_on", "entry_acknowledged_at")
OF_A_CHANGE = (
    *("ref", "authority_id", "decision_id", "key", "what", "decided_on", "effect_on", "reason", "stands_as"),
    *("stands_until", "appeal_id", "by_id", "on_register", "recorded_at"),
)
OF_AN_APPEAL = (
    *("authority_id", "decision_id", "after_id", "court", "lodged_by", "lodged_on", "late", "stays"),
    *("stays_because", "recorded_by_id", "recorded_at"),
)
JSON_COLUMNS = ("grounds", "immigration", "limbs")


def _differs(columns: tuple[str, ...]) -> str:
    def part(name: str) -> str:
        if name in JSON_COLUMNS:
            return f"CAST(NEW.{name} AS TEXT) <> CAST(OLD.{name} AS TEXT)"
        return f"NEW.{name} IS DISTINCT FROM OLD.{name}"

    return " OR ".join(part(name) for name in columns)


def _rewritten(columns: tuple[str, ...]) -> str:
    return " OR ".join(
        f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in columns
    )


# Each guard: the table, its name, when it is asked, what must not be so, and the sentence it then says.
GUARDS = (
    (
        "decision",
        "at_once_without_reason",
        "INSERT",
        "NEW.immediate AND (TRIM(NEW.safety_statement) = '' OR TRIM(NEW.safety_explanation) = '')",
        (
            "Immediate effect needs the statement that public safety requires it and the explanation why "
            "(1976 Act s.61(2B))"
        ),
    ),
    (
        "decision",
        "at_once_of_no_driver",
        "INSERT",
        "NEW.immediate AND (NEW.licence_class <> 'driver' OR NEW.kind NOT IN ('suspended', 'revoked'))",
        "Only the suspension or revocation of a driver licence takes effect at once (1976 Act s.61(2B))",
    ),
    (
        "decision",
        "of_no_licence",
        "INSERT",
        (
            "NEW.kind IN ('suspended', 'revoked') AND NEW.licence_class = 'driver' AND NOT EXISTS ("
            "SELECT 1 FROM licence l WHERE l.id = NEW.licence_id AND l.person_id = NEW.person_id "
            "AND l.authority_id = NEW.authority_id)"
        ),
        "A suspension or revocation is of a licence of this person and this authority",
    ),
    (
        "decision",
        "without_ground",
        "INSERT",
        "NEW.kind IN ('suspended', 'revoked') AND CAST(NEW.grounds AS TEXT) IN ('[]', '')",
        "A suspension or revocation needs a ground of the statute (1976 Act ss.60(1), 61(1), 62(1))",
    ),
    (
        "decision",
        "made_already",
        "INSERT",
        "EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.id OR d.ref = NEW.ref)",
        "What was decided is never changed",
    ),
    ("decision", "never_changed", "UPDATE", _differs(DECIDED), "What was decided is never changed"),
    (
        "decision",
        "written_once",
        "UPDATE",
        _rewritten(ONCE) + " OR (OLD.entry_ref <> '' AND NEW.entry_ref <> OLD.entry_ref)",
        "When a decision was notified, takes effect and was entered is written once",
    ),
    ("decision", "never_removed", "DELETE", "1 = 1", "A decision is never removed"),
    (
        "decision_change",
        "never_changed",
        "UPDATE",
        _differs(OF_A_CHANGE) + " OR " + _rewritten(("register_acknowledged_at",)),
        "A change of a decision is never changed itself",
    ),
    ("decision_change", "never_removed", "DELETE", "1 = 1", "A change of a decision is never removed"),
    (
        "decision_appeal",
        "never_changed",
        "UPDATE",
        _differs(OF_AN_APPEAL) + " OR (OLD.outcome <> '' AND NEW.outcome <> OLD.outcome)",
        "An appeal and its outcome are never changed",
    ),
    ("decision_appeal", "never_removed", "DELETE", "1 = 1", "An appeal is never removed"),
    ("appeal_hearing", "never_removed", "DELETE", "1 = 1", "A hearing is never removed"),
    (
        "decision_referral",
        "never_changed",
        "UPDATE",
        "1 = 1",
        "A referral is never changed: another is recorded",
    ),
    ("decision_referral", "never_removed", "DELETE", "1 = 1", "A referral is never removed"),
)
NEVER_EMPTIED = ("decision", "decision_change", "decision_appeal", "appeal_hearing", "decision_referral")

OLD_CHECK = "(notified_on is null) = (state = 'decided')"
NEW_CHECK = "(notified_on is null) = (state in ('decided', 'withdrawn'))"
CHECKS = (
    ("ck_decision_licence_class", "licence_class in ('driver', 'vehicle', 'operator')"),
    ("ck_decision_only_a_suspension_ends", "suspension_ends_on is null or kind = 'suspended'"),
)


def _added() -> list[sa.Column[object]]:
    """The columns that are new, with what they are in the rows there are."""
    return [
        sa.Column("licence_id", sa.Integer(), nullable=True),
        sa.Column("licence_class", sa.String(10), nullable=False, server_default="driver"),
        sa.Column("grounds", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("immigration", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("apart_from_suspension", sa.Text(), nullable=False, server_default=""),
        sa.Column("immediate", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("safety_statement", sa.Text(), nullable=False, server_default=""),
        sa.Column("safety_explanation", sa.Text(), nullable=False, server_default=""),
        sa.Column("suspension_ends_on", sa.Date(), nullable=True),
        sa.Column("risk_of_harm", sa.Boolean(), nullable=True),
        sa.Column("at_risk_concerned", sa.Boolean(), nullable=True),
        sa.Column("takes_effect_on", sa.Date(), nullable=True),
        sa.Column("stands_as", sa.String(20), nullable=False, server_default=""),
        sa.Column("stands_until", sa.Date(), nullable=True),
    ]


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _make_decision(check: str, added: list[sa.Column[object]], more: list[sa.schema.SchemaItem]) -> None:
    """The table of decisions as migration 0001 makes it, with this check, and more columns after its own."""
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
        sa.Column("entry_acknowledged_at", MOMENT, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        *added,
        sa.CheckConstraint(check, name=op.f("ck_decision_notified_when_notified")),
        sa.CheckConstraint("reliance in ('wholly', 'in-part', 'none')", name=op.f("ck_decision_reliance")),
        sa.CheckConstraint(
            "notified_on is null or notified_on >= decided_on",
            name=op.f("ck_decision_notified_after_decided"),
        ),
        _to("decision", "authority_id", "authority"),
        _to("decision", "decided_by_id", "officer"),
        _to("decision", "notified_by_id", "officer"),
        _to("decision", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("ref", name=op.f("uq_decision_ref")),
        *more,
    )
    for column in ("application_ref", "authority_id", "person_id"):
        op.create_index(op.f(f"ix_decision_{column}"), "decision", [column])


KEPT = (
    "id, ref, authority_id, person_id, application_ref, kind, licence_kind, state, decided_on, decided_by_id, limbs, "
    "reliance, reasons, notified_on, notified_how, notified_by_id, entry_ref, entry_acknowledged_at, recorded_at"
)


def _remade_on_sqlite(check: str, added: list[sa.Column[object]], more: list[sa.schema.SchemaItem]) -> None:
    op.execute(f"CREATE TABLE decision_kept AS SELECT {KEPT} FROM decision")  # noqa: S608 (our own words)
    op.drop_table("decision")
    _make_decision(check, added, more)
    op.execute(f"INSERT INTO decision ({KEPT}) SELECT {KEPT} FROM decision_kept")  # noqa: S608 (our own words)
    op.drop_table("decision_kept")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    """Widen decisions, make the tables beside them, and guard them."""
    if _on_postgresql():
        for column in _added():
            op.add_column("decision", column)
        op.drop_constraint(op.f("ck_decision_notified_when_notified"), "decision", type_="check")
        op.create_check_constraint(op.f("ck_decision_notified_when_notified"), "decision", NEW_CHECK)
        for name, check in CHECKS:
            op.create_check_constraint(op.f(name), "decision", check)
        op.create_foreign_key(
            op.f("fk_decision_licence_id_licence"), "decision", "licence", ["licence_id"], ["id"]
        )
    else:
        checks = [sa.CheckConstraint(check, name=op.f(name)) for name, check in CHECKS]
        _remade_on_sqlite(NEW_CHECK, _added(), [*checks, _to("decision", "licence_id", "licence")])
    op.create_index("ix_decision_licence_id", "decision", ["licence_id"])
    op.execute("UPDATE decision SET stands_as = kind, takes_effect_on = decided_on")
    op.execute("UPDATE decision SET state = 'in-force' WHERE state = 'notified'")
    _make_appeals()
    _make_changes()
    _make_referrals()
    _guard()


def _make_appeals() -> None:
    op.create_table(
        "decision_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("court", sa.String(20), nullable=False),
        sa.Column("court_name", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("lodged_by", sa.String(20), nullable=False),
        sa.Column("lodged_on", sa.Date(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=True),
        sa.Column("stays", sa.Boolean(), nullable=False),
        sa.Column("stays_because", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("outcome_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome_recorded_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_appeal")),
        _to("decision_appeal", "authority_id", "authority"),
        _to("decision_appeal", "decision_id", "decision"),
        _to("decision_appeal", "after_id", "decision_appeal"),
        _to("decision_appeal", "recorded_by_id", "officer"),
        _to("decision_appeal", "outcome_by_id", "officer"),
        sa.UniqueConstraint("decision_id", "court", name=op.f("uq_decision_appeal_decision_id_court")),
        sa.CheckConstraint("court in ('magistrates', 'crown')", name=op.f("ck_decision_appeal_court")),
        sa.CheckConstraint("lodged_by in ('person', 'authority')", name=op.f("ck_decision_appeal_lodged_by")),
        sa.CheckConstraint(
            "outcome in ('', 'dismissed', 'allowed', 'varied', 'withdrawn')",
            name=op.f("ck_decision_appeal_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome = '') = (outcome_on is null)", name=op.f("ck_decision_appeal_outcome_has_a_day")
        ),
    )
    for column in ("authority_id", "decision_id"):
        op.create_index(f"ix_decision_appeal_{column}", "decision_appeal", [column])
    op.create_table(
        "appeal_hearing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("adjourned_at", MOMENT, nullable=True),
        sa.Column("adjourned_because", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_hearing")),
        _to("appeal_hearing", "authority_id", "authority"),
        _to("appeal_hearing", "appeal_id", "decision_appeal"),
        _to("appeal_hearing", "recorded_by_id", "officer"),
    )
    op.create_index("ix_appeal_hearing_appeal_id", "appeal_hearing", ["appeal_id"])


def _make_changes() -> None:
    op.create_table(
        "decision_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("effect_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stands_as", sa.String(20), nullable=False),
        sa.Column("stands_until", sa.Date(), nullable=True),
        sa.Column("appeal_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("on_register", sa.String(20), nullable=False),
        sa.Column("register_acknowledged_at", MOMENT, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_change")),
        _to("decision_change", "authority_id", "authority"),
        _to("decision_change", "decision_id", "decision"),
        _to("decision_change", "appeal_id", "decision_appeal"),
        _to("decision_change", "by_id", "officer"),
        sa.UniqueConstraint("ref", name=op.f("uq_decision_change_ref")),
        sa.UniqueConstraint("decision_id", "key", name=op.f("uq_decision_change_decision_id_key")),
    )
    for column in ("authority_id", "decision_id"):
        op.create_index(f"ix_decision_change_{column}", "decision_change", [column])


def _make_referrals() -> None:
    op.create_table(
        "decision_referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("referred_to", sa.String(10), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("why_not", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_referral")),
        _to("decision_referral", "authority_id", "authority"),
        _to("decision_referral", "decision_id", "decision"),
        _to("decision_referral", "recorded_by_id", "officer"),
        sa.CheckConstraint(
            "referred_to in ('dbs', 'police', 'mash')", name=op.f("ck_decision_referral_referred_to")
        ),
        sa.CheckConstraint(
            "(made_on is null) = (why_not <> '')", name=op.f("ck_decision_referral_made_or_why_not")
        ),
    )
    op.create_index("ix_decision_referral_decision_id", "decision_referral", ["decision_id"])


def _guard() -> None:
    postgresql = _on_postgresql()
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
        for table in NEVER_EMPTIED:
            op.execute(
                f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION never_emptied()"
            )


def _unguard() -> None:
    postgresql = _on_postgresql()
    for table, name, *_ in GUARDS:
        op.execute(f"DROP TRIGGER {table}_{name}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            op.execute(f"DROP FUNCTION {table}_{name}()")
    if postgresql:
        for table in NEVER_EMPTIED:
            op.execute(f"DROP TRIGGER {table}_never_emptied ON {table}")


def downgrade() -> None:
    """Take it back. Only refusals fit into the older table: with any other decision this is refused."""
    _unguard()
    of_licences = op.get_bind().exec_driver_sql(
        "SELECT count(*) FROM decision WHERE licence_id IS NOT NULL OR state = 'withdrawn'"
    )
    if of_licences.scalar():
        raise RuntimeError("There are suspensions or revocations: the older tables have no room for them.")
    for table in ("decision_referral", "decision_change", "appeal_hearing", "decision_appeal"):
        op.drop_table(table)
    op.execute("UPDATE decision SET state = 'notified' WHERE state <> 'decided'")
    op.drop_index("ix_decision_licence_id", table_name="decision")
    if _on_postgresql():
        op.drop_constraint(op.f("fk_decision_licence_id_licence"), "decision", type_="foreignkey")
        for name, _check in CHECKS:
            op.drop_constraint(op.f(name), "decision", type_="check")
        for column in _added():
            op.drop_column("decision", column.name)
        op.drop_constraint(op.f("ck_decision_notified_when_notified"), "decision", type_="check")
        op.create_check_constraint(op.f("ck_decision_notified_when_notified"), "decision", OLD_CHECK)
    else:
        _remade_on_sqlite(OLD_CHECK, [], [])
