"""The demonstration's vehicles and operators: one of each in order, and one with what an officer has to look at."""

from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from licensing.authorities.officer_models import Officer
from licensing.register import (
    disclosures,
    operator_use,
    operators,
    plates,
    proprietors,
    vehicle_use,
    vehicles,
    working_links,
)
from licensing.register.actions import Term
from licensing.register.deadlines import last_day_of_term
from licensing.register.operator_models import Operator
from licensing.register.operator_use_models import BookingStaff, OperatorMember
from licensing.register.queries import find
from licensing.register.vehicle_models import Vehicle, VehicleProprietor

# The mark ZZ, with which no local memory tag begins; the companies' numbers are of no register.
IN_ORDER, LAPSED = "ZZ70 AAA", "ZZ70 BBB"


def fill(by: Officer, today: date) -> None:
    """Two vehicles and two operators of the officer's authority, and who drives what for whom."""
    cars = _operator_in_order(by, today)
    _operator_to_look_at(by, today)
    saloon = _vehicle_in_order(by, today)
    _vehicle_to_look_at(by, today)
    for person in find(by.authority_id, "Exampleby"):
        working_links.add_link(
            person=person, vehicle=saloon, operator=cars, from_on=today - relativedelta(months=5), by=by
        )


def _vehicle_in_order(by: Officer, today: date) -> Vehicle:
    vehicle = _licensed(
        vehicles.VehicleFacts(IN_ORDER, "Sample", "Saloon", "Silver", 4, False, True),
        today - relativedelta(months=5),
        number="OLD-PHV-0001",
        plate="P0001",
        by=by,
    )
    facts = proprietors.ProprietorFacts(
        "company", "Specimen Fleet Ltd", "ZZ000001", "1 Mockup Mews", "ZZ2 1AA"
    )
    keeper = proprietors.add_proprietor(vehicle, facts, from_on=today - relativedelta(years=2), by=by)
    _seen(keeper, 4, today, by, subject=vehicle.subject)
    for kind, result in (("test", "passed"), ("mot", "passed"), ("insurance", ""), ("tax", "")):
        begun = today - relativedelta(months=5)
        document = vehicle_use.DocumentFacts(kind, begun, last_day_of_term(begun, 12), result, "Invented")
        vehicle_use.record_document(vehicle, document, by=by)
    return vehicle


def _vehicle_to_look_at(by: Officer, today: date) -> None:
    """A vehicle that was passed on, with insurance that lapsed and a plate that has to come back."""
    began = today - relativedelta(months=13)
    vehicle = _licensed(
        vehicles.VehicleFacts(LAPSED, "Mockford", "Estate", "Blue", 6, True, None),
        began,
        number="OLD-PHV-0002",
        plate="P0002",
        by=by,
    )
    before = proprietors.add_proprietor(
        vehicle, proprietors.ProprietorFacts("individual", "Norman Nobodyson"), from_on=began, by=by
    )
    moved_on = today - relativedelta(months=3)
    proprietors.transfer(
        vehicle,
        proprietors.ProprietorFacts("individual", "Patience Exampleby", driver_number="OLD-0001"),
        from_whom=[before.id],
        transferred_on=moved_on,
        notified_on=moved_on + timedelta(days=20),
        by=by,
    )
    insured = vehicle_use.DocumentFacts("insurance", began, last_day_of_term(began, 12), "", "Invented")
    vehicle_use.record_document(vehicle, insured, by=by)
    plate = vehicle.licences[0].plates[0]
    plates.require_return(plate, "expired", served_on=today - timedelta(days=3), by=by)


def _licensed(facts: vehicles.VehicleFacts, starts: date, *, number: str, plate: str, by: Officer) -> Vehicle:
    vehicle = vehicles.add_vehicle(facts, by=by)
    term = Term("private-hire-vehicle", starts, last_day_of_term(starts, 12))
    vehicles.take_over_licence(vehicle, term, number=number, plate_number=plate, by=by)
    return vehicle


def _operator_in_order(by: Officer, today: date) -> Operator:
    began = today - relativedelta(years=1)
    base = operators.BaseFacts("2 Placeholder Road\nInventedtown", "ZZ2 1AB")
    operator = operators.add_operator(
        operators.OperatorFacts(
            "Invented Cars Ltd",
            "company",
            "ZZ000002",
            "office@example.com",
            "07700 900456",
            ("Made-Up Minicabs",),
            (base,),
        ),
        by=by,
    )
    term = Term("operator", began, last_day_of_term(began, 60))
    operators.take_over_licence(operator, term, number="OLD-OP-0001", by=by)
    director = operator_use.add_member(operator, "Dorothea Dummyson", "director", from_on=began, by=by)
    _seen(director, 3, today, by, subject=operator.subject)
    clerk = operator_use.add_staff(operator, "Connie Contrived", "both", from_on=began, by=by)
    _seen(clerk, 2, today, by, subject=operator.subject)
    for kind in ("complaints", "ex-offenders"):
        operator_use.see_policy(operator, kind, seen_on=began, by=by)
    operator_use.inspect_records(
        operator,
        operator_use.InspectionFacts(
            inspected_on=today - relativedelta(months=2),
            produced=True,
            sample_size=20,
            entered_late=0,
            kept_from=began,
            lacking={"dispatched_by": 3},
        ),
        by=by,
    )
    operator_use.add_subcontract(operator, "Pretend Private Hire", "Bradford", from_on=began, by=by)
    return operator


def _operator_to_look_at(by: Officer, today: date) -> None:
    """An operator of whom nothing was seen yet."""
    began = today - relativedelta(months=1)
    operator = operators.add_operator(operators.OperatorFacts("Fictional Travel", "partnership"), by=by)
    term = Term("operator", began, last_day_of_term(began, 60))
    operators.take_over_licence(operator, term, number="OLD-OP-0002", by=by)
    operator_use.add_member(operator, "Simeon Sampleton", "partner", from_on=began, by=by)


def _seen(
    owner: VehicleProprietor | OperatorMember | BookingStaff,
    months: int,
    today: date,
    by: Officer,
    *,
    subject: str,
) -> None:
    """A certificate of somebody, issued so many months ago and seen a week later."""
    issued_on = today - relativedelta(months=months)
    seen_on = issued_on + timedelta(days=7)
    seen_at = datetime.combine(seen_on, time(10), UTC) if isinstance(owner, BookingStaff) else None
    facts = disclosures.DisclosureFacts("000000000002", issued_on, seen_on, seen_at)
    disclosures.record_disclosure(owner, facts, subject=subject, by=by)
