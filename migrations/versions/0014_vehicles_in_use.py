"""What is kept of vehicles and operators beside their licences.

Revision ID: 0014
Revises: 0013
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _column(name: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=nullable)


def _link(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _make(table: str, *columns: sa.schema.SchemaItem, to: dict[str, str], indexed: tuple[str, ...]) -> None:
    """Make a table with its number, its references (`to`: column → table) and an index of each of `indexed`."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
            for column, other in to.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _how_many(*columns: str) -> str:
    """How many of some columns are filled."""
    return " + ".join(f"(case when {column} is null then 0 else 1 end)" for column in columns)


OF_AUTHORITY = {"authority_id": "authority"}
BY_OFFICER = {"recorded_by_id": "officer"}


def upgrade() -> None:
    """Make the tables."""
    _of_vehicles()
    _of_plates_and_badges()
    _of_operators()
    _booking_inspections()
    _disclosures()
    _working_links()


def _of_vehicles() -> None:
    _make(
        "earlier_mark",
        _link("vehicle_id"),
        _column("vrm", sa.String(10)),
        _column("changed_at", MOMENT),
        to={"vehicle_id": "vehicle"},
        indexed=("vehicle_id", "vrm"),
    )
    own = OF_AUTHORITY | {"vehicle_id": "vehicle"} | BY_OFFICER
    _make(
        "vehicle_transfer",
        _link("authority_id"),
        _link("vehicle_id"),
        _link("proprietor_id"),
        _column("transferred_on", sa.Date()),
        _column("notified_on", sa.Date()),
        _column("recorded_at", MOMENT),
        _link("recorded_by_id"),
        _check("vehicle_transfer", "notified_after", "notified_on >= transferred_on"),
        to=own | {"proprietor_id": "vehicle_proprietor"},
        indexed=("vehicle_id",),
    )
    _make(
        "vehicle_document",
        _link("authority_id"),
        _link("vehicle_id"),
        _column("kind", sa.String(10)),
        _column("from_on", sa.Date()),
        _column("until_on", sa.Date(), nullable=True),
        _column("result", sa.String(10)),
        _column("reference", sa.String(60)),
        _column("recorded_at", MOMENT),
        _link("recorded_by_id"),
        _check("vehicle_document", "kind", "kind in ('test', 'mot', 'insurance', 'tax')"),
        _check("vehicle_document", "result", "result in ('passed', 'failed', '')"),
        to=own,
        indexed=("vehicle_id",),
    )
    _make(
        "vehicle_accident",
        _link("authority_id"),
        _link("vehicle_id"),
        _column("happened_at", MOMENT),
        _column("reported_at", MOMENT),
        _column("damage", sa.Text()),
        _column("recorded_at", MOMENT),
        _link("recorded_by_id"),
        _check("vehicle_accident", "reported_after", "reported_at >= happened_at"),
        to=own,
        indexed=("vehicle_id",),
    )


def _of_plates_and_badges() -> None:
    _make(
        "plate_notice",
        _link("authority_id"),
        _link("plate_id"),
        _column("because", sa.String(10)),
        _column("served_on", sa.Date()),
        _column("due_on", sa.Date()),
        _column("recorded_at", MOMENT),
        _link("recorded_by_id"),
        _check("plate_notice", "because", "because in ('expired', 'revoked', 'suspended')"),
        to=OF_AUTHORITY | {"plate_id": "plate"} | BY_OFFICER,
        indexed=("plate_id",),
    )
    _make(
        "stock_movement",
        _link("authority_id"),
        _link("plate_id", nullable=True),
        _link("badge_id", nullable=True),
        _column("state", sa.String(20)),
        _column("moved_on", sa.Date()),
        _column("note", sa.Text()),
        _column("recorded_at", MOMENT),
        _link("recorded_by_id"),
        _check("stock_movement", "of_one_thing", "(plate_id is null) <> (badge_id is null)"),
        to=OF_AUTHORITY | {"plate_id": "plate", "badge_id": "badge"} | BY_OFFICER,
        indexed=("badge_id", "plate_id"),
    )


def _of_operators() -> None:
    own = OF_AUTHORITY | {"operator_id": "operator"}
    period = (
        ("from_on", sa.Date()),
        ("until_on", sa.Date()),
    )
    _make(
        "operator_member",
        _link("authority_id"),
        _link("operator_id"),
        _column("name", sa.String(200)),
        _column("role", sa.String(20)),
        _link("person_id", nullable=True),
        *(_column(name, kind, nullable=True) for name, kind in period),
        _column("recorded_at", MOMENT),
        _check("operator_member", "role", "role in ('director', 'partner', 'secretary', 'individual')"),
        to=own | {"person_id": "person"},
        indexed=("operator_id", "person_id"),
    )
    _make(
        "booking_staff",
        _link("authority_id"),
        _link("operator_id"),
        _column("name", sa.String(200)),
        _column("role", sa.String(20)),
        _column("employer", sa.String(200)),
        *(_column(name, kind, nullable=True) for name, kind in period),
        _column("recorded_at", MOMENT),
        _check("booking_staff", "role", "role in ('bookings', 'dispatch', 'both')"),
        to=own,
        indexed=("operator_id",),
    )
    _make(
        "operator_policy",
        _link("authority_id"),
        _link("operator_id"),
        _column("kind", sa.String(20)),
        _column("seen_on", sa.Date()),
        _column("reference", sa.String(200)),
        _column("recorded_at", MOMENT),
        _link("recorded_by_id"),
        _check("operator_policy", "kind", "kind in ('complaints', 'ex-offenders')"),
        to=own | BY_OFFICER,
        indexed=("operator_id",),
    )
    _make(
        "subcontract",
        _link("authority_id"),
        _link("operator_id"),
        _column("name", sa.String(200)),
        _column("licensed_by", sa.String(200)),
        *(_column(name, kind, nullable=True) for name, kind in period),
        _column("recorded_at", MOMENT),
        to=own,
        indexed=("operator_id",),
    )


def _booking_inspections() -> None:
    _make(
        "booking_inspection",
        _link("authority_id"),
        _link("operator_id"),
        _column("inspected_on", sa.Date()),
        _column("produced", sa.Boolean()),
        _column("sample_size", sa.Integer()),
        _column("entered_late", sa.Integer()),
        _column("kept_from", sa.Date(), nullable=True),
        _column("notes", sa.Text()),
        _column("recorded_at", MOMENT),
        _link("inspected_by_id"),
        _check("booking_inspection", "sample_size", "sample_size >= 0"),
        _check("booking_inspection", "entered_late", "entered_late >= 0 and entered_late <= sample_size"),
        _check("booking_inspection", "sampled_what_was_produced", "produced or sample_size = 0"),
        to=OF_AUTHORITY | {"operator_id": "operator", "inspected_by_id": "officer"},
        indexed=("operator_id",),
    )
    _make(
        "booking_lack",
        _link("inspection_id"),
        _column("field", sa.String(20)),
        _column("lacking", sa.Integer()),
        _check("booking_lack", "lacking", "lacking > 0"),
        sa.UniqueConstraint("inspection_id", "field", name=op.f("uq_booking_lack_inspection_id_field")),
        to={"inspection_id": "booking_inspection"},
        indexed=("inspection_id",),
    )


def _disclosures() -> None:
    whose = {
        "proprietor_id": "vehicle_proprietor",
        "member_id": "operator_member",
        "staff_id": "booking_staff",
    }
    _make(
        "basic_disclosure",
        _link("authority_id"),
        *(_link(column, nullable=True) for column in whose),
        _column("issued_on", sa.Date()),
        _column("seen_on", sa.Date()),
        _column("seen_at", MOMENT, nullable=True),
        _column("ref", sa.String(16)),
        _column("sealed", sa.Text()),
        _column("recorded_at", MOMENT),
        _link("recorded_by_id"),
        _check("basic_disclosure", "of_one_person", f"{_how_many(*whose)} = 1"),
        _check("basic_disclosure", "seen_after_issue", "seen_on >= issued_on"),
        to=OF_AUTHORITY | whose | BY_OFFICER,
        indexed=("member_id", "proprietor_id", "staff_id"),
    )


def _working_links() -> None:
    of_whom = {"person_id": "person", "vehicle_id": "vehicle", "operator_id": "operator"}
    _make(
        "working_link",
        _link("authority_id"),
        *(_link(column, nullable=True) for column in of_whom),
        _column("from_on", sa.Date()),
        _column("until_on", sa.Date(), nullable=True),
        _column("recorded_at", MOMENT),
        _link("recorded_by_id"),
        _check("working_link", "at_least_two", f"{_how_many(*of_whom)} >= 2"),
        _check("working_link", "in_order", "until_on is null or until_on >= from_on"),
        to=OF_AUTHORITY | of_whom | BY_OFFICER,
        indexed=("operator_id", "person_id", "vehicle_id"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in (
        "working_link",
        "basic_disclosure",
        "booking_lack",
        "booking_inspection",
        "subcontract",
        "operator_policy",
        "booking_staff",
        "operator_member",
        "stock_movement",
        "plate_notice",
        "vehicle_accident",
        "vehicle_document",
        "vehicle_transfer",
        "earlier_mark",
    ):
        op.drop_table(table)
