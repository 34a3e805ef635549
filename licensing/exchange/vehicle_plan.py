"""What a file of vehicle licences would do: to vehicles, their licences and their plates."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from licensing import clock
from licensing.db import db
from licensing.exchange.planning import (
    ADDED,
    CHANGED,
    ENDED,
    HeldLicence,
    Licences,
    New,
    Plan,
    Planner,
    Step,
    Write,
    differing,
    ending,
    in_words,
    licence_row,
    listing_again,
    replacing,
    term_words,
    what_a_file_cannot_change,
)
from licensing.exchange.reading import Reader, Record
from licensing.register import deadlines
from licensing.register.bulk import Row, table_of
from licensing.register.models import new_ref
from licensing.register.vehicle_models import Plate, Vehicle

DETAILS = ("make", "model", "colour", "seats", "wheelchair_accessible", "cctv_fitted")
_VEHICLES, _PLATES = table_of(Vehicle), table_of(Plate)


class HeldVehicle(NamedTuple):
    """A vehicle of the register, with what a file may say of it."""

    id: int
    version: int
    make: str
    model: str
    colour: str
    seats: int | None
    wheelchair_accessible: bool | None
    cctv_fitted: bool | None

    @property
    def details(self) -> Row:
        """What a file may say of it."""
        return {name: getattr(self, name) for name in DETAILS}


class Match(NamedTuple):
    """What a line is about on the register: the vehicle, the licence and its plate, as far as they are there."""

    vehicle: HeldVehicle | None
    licence: HeldLicence | None
    plate: tuple[int, str] | None
    # The plan's own finding: what of the vehicle differs, and whether term or plate do.
    details: Row
    other_term: bool = False
    other_plate: bool = False
    listed_again: bool = False

    @property
    def differs(self) -> str:
        """In what the line differs from the register, in words."""
        return in_words(
            self.details, term=self.other_term, plate=self.other_plate, on_the_list_again=self.listed_again
        )


class VehiclePlanner(Planner):
    """Plans vehicle licences: known by their number, or by the vehicle's mark and the day the licence starts."""

    def __init__(self, authority_id: int, reader: Reader, on: date) -> None:
        super().__init__(authority_id, reader, on)
        self._licences = Licences(authority_id, "vehicle")
        self._vehicles = self._all_vehicles()
        self._plates = self._all_plates()
        self._named: set[int] = set()
        # Vehicles that lines of this file added, so that two licences of one vehicle add it once.
        # Vehicles that lines of this file made: a later line may be about the same.
        self._made: dict[str, int] = {}
        # Of each vehicle, the line of its newest licence: that one tells what the vehicle is.
        self._newest: dict[str, Record] = {}
        self._keys: dict[object, Record] = {}
        self._numbers: dict[str, int] = {}

    def plan(self, records: Iterable[Record], name: str) -> Plan:
        """The plan of these lines."""
        plan = Plan(self.authority_id, name, self)
        sound = [record for record in records if self._is_sound(record)]
        for record in sound:
            newest = self._newest.setdefault(record.get("vrm"), record)
            if record.get("starts_on") > newest.get("starts_on"):
                self._newest[record.get("vrm")] = record
        for record in sound:
            step = self._step(record)
            if step is None:
                plan.left += 1
            elif step.action:
                plan.steps.append(step)
        to_end, plan.in_force, ours = self._licences.to_end(self._named, self.on)
        if self.profile.replaces_all:
            plan.steps += [Step(0, ENDED, None, one) for one in to_end]
            self.say_of_granted(ours)
        return plan

    # --- a line

    def _is_sound(self, record: Record) -> bool:
        """Whether a line can be a licence: its term lawful, and there once in the file."""
        starts_on, ends_on, kind = record.get("starts_on"), record.get("ends_on"), record.get("kind")
        wrong = deadlines.vehicle_term_faults(kind, starts_on, ends_on)
        if wrong and self.profile.is_defra:
            # The portal asks only that it ends after it starts (R66), and councils' files hold such terms.
            self.noticed.note(f"{term_words(wrong)}; it is read as it stands", record.line)
            wrong = []
        if wrong:
            self.fault(record, "ends_on", term_words(wrong))
        elif kind == "hackney-carriage" and ends_on > deadlines.last_day_of_term(starts_on, 12):
            self.noticed.note(
                "A hackney carriage licence of more than a year (1847 Act s.43, not verified)", record.line
            )
        key = (record.get("vrm"), starts_on)
        first = self._keys.setdefault(key, record)
        if first is record:
            return not wrong
        if not self.profile.is_defra and first.values == record.values:
            self.noticed.note("The same as an earlier line, and counted once", record.line)
        else:
            self.fault(
                record, "vrm", f"{record.get('vrm')} with this start date is on line {first.line} already"
            )
        return False

    def _step(self, record: Record) -> Step | None:
        """The step of a line; None when it changes nothing; one without an action when it is at fault."""
        vehicle = self._vehicles.get(record.get("vrm"))
        licence = self._licence_of(record, vehicle)
        nothing = Step(record.line, "", record)
        if licence is not None:
            self._named.add(licence.id)
        if not self._number_is_free(record, licence, vehicle):
            return nothing
        if licence is None:
            details = differing(vehicle.details, self._told(record)) if vehicle else {}
            return Step(record.line, ADDED, record, Match(vehicle, None, None, details))
        assert vehicle is not None
        if licence.kind != record.get("kind"):
            self.fault(record, "kind", f"the licence on the register is of the other kind ({licence.kind})")
            return nothing
        if why := what_a_file_cannot_change(licence):
            self.noticed.note(why, record.line)
            return None
        return self._change(record, vehicle, licence)

    def _change(self, record: Record, vehicle: HeldVehicle, licence: HeldLicence) -> Step | None:
        plate = self._plates.get(licence.id)
        told_plate = record.get("plate", "")
        match = Match(
            vehicle,
            licence,
            plate,
            differing(vehicle.details, self._told(record)),
            other_term=(licence.starts_on, licence.ends_on)
            != (record.get("starts_on"), record.get("ends_on")),
            other_plate=bool(told_plate) and (plate is None or plate[1] != told_plate),
            listed_again=licence.state == "ended",
        )
        if match.other_term and licence.origin != "old-records":
            self.fault(
                record, "ends_on", "the licence was granted here with another term, which no file changes"
            )
            return Step(record.line, "", record)
        if match.details or match.other_term or match.other_plate or match.listed_again:
            return Step(record.line, CHANGED, record, match)
        return None

    def _licence_of(self, record: Record, vehicle: HeldVehicle | None) -> HeldLicence | None:
        if number := record.get("number"):
            return self._licences.numbered(number)
        if vehicle is None:
            return None
        starts_on = record.get("starts_on")
        same = [one for one in self._licences.of_holder.get(vehicle.id, ()) if one.starts_on == starts_on]
        return same[-1] if same else None

    def _number_is_free(
        self, record: Record, licence: HeldLicence | None, vehicle: HeldVehicle | None
    ) -> bool:
        number = record.get("number", "")
        first = self._numbers.setdefault(number, record.line) if number else record.line
        if first != record.line:
            self.fault(record, "number", f"{number} is on line {first} already")
        elif number and self._licences.is_of_another_class(number):
            self.fault(record, "number", f"{number} is the number of a licence of another class")
        elif number and licence is not None and (vehicle is None or licence.holder_id != vehicle.id):
            self.fault(record, "number", f"{number} is the number of another vehicle's licence")
        else:
            return True
        return False

    def _told(self, record: Record) -> Row:
        """What is told of the vehicle: by its newest licence, where a file has several of it."""
        newest = self._newest[record.get("vrm")]
        return {name: newest.get(name) for name in DETAILS}

    # --- what is written

    def writes(self, step: Step) -> list[Write]:
        """The rows that a step writes."""
        if step.action == ENDED:
            return [ending(step.held)]
        record, match, at = step.record, step.held, clock.now()
        assert record is not None
        writes = list[Write]()
        vehicle_id = self._vehicle(record, match, writes, at)
        licence: Any = match.licence
        if licence is None or match.other_term:
            number = record.get("number") or f"{record.get('vrm')}-{record.get('starts_on'):%Y%m%d}"
            if licence is not None:
                writes += replacing(licence)
                number = self._licences.free_number(licence.number)
            elif number in self._licences.numbers:
                number = self._licences.free_number(number)
            self._licence(record, vehicle_id, number, match, writes, at)
        else:
            if match.listed_again:
                writes.append(listing_again(licence))
            if match.other_plate and match.plate:
                writes.append(
                    Write(
                        "plate", {"number": record.get("plate")}, match.plate[0], {"number": match.plate[1]}
                    )
                )
            elif match.other_plate:
                writes.append(self._plate(licence.id, record.get("plate"), record.get("starts_on")))
        return writes

    def _vehicle(self, record: Record, match: Match, writes: list[Write], at: Any) -> Any:
        """Write the vehicle; returns its id, or what stands for it."""
        vehicle, vrm = match.vehicle, record.get("vrm")
        if vehicle is not None:
            if match.details:
                before = {name: vehicle.details[name] for name in match.details}
                values = {**match.details, "version": vehicle.version + 1}
                writes.append(Write("vehicle", values, vehicle.id, {**before, "version": vehicle.version}))
            return vehicle.id
        if vrm in self._made:
            return self._made[vrm]
        told = {name: value for name, value in self._told(record).items() if value is not None}
        values = {
            **dict.fromkeys(("make", "model", "colour"), ""),
            **dict.fromkeys(("seats", "wheelchair_accessible", "cctv_fitted")),
            **told,
        }
        row = {
            "ref": new_ref(), "authority_id": self.authority_id, "vrm": vrm, "recorded_at": at, "version": 1,
        }  # fmt: skip
        writes.append(Write("vehicle", row | values))
        return New(len(writes) - 1)

    def made(self, step: Step, ids: list[int], writes: list[Write]) -> None:
        """Remember the vehicle that a step made: a later line of the file may be about it."""
        for write, row_id in zip(writes, ids, strict=True):
            if write.table == "vehicle" and write.before is None:
                self._made[write.values["vrm"]] = row_id

    def _licence(
        self, record: Record, vehicle_id: Any, number: str, match: Match, writes: list[Write], at: Any
    ) -> None:
        row = {
            "vehicle_id": vehicle_id, "kind": record.get("kind"), "number": number,
            "starts_on": record.get("starts_on"), "ends_on": record.get("ends_on"),
        }  # fmt: skip
        writes.append(
            Write("licence", licence_row(row, authority_id=self.authority_id, licence_class="vehicle", at=at))
        )
        plate = record.get("plate") or (match.plate[1] if match.plate else "")
        if plate:
            writes.append(self._plate(New(len(writes) - 1), plate, record.get("starts_on")))

    def _plate(self, licence_id: Any, number: str, on: date) -> Write:
        return Write(
            "plate",
            {
                "authority_id": self.authority_id, "licence_id": licence_id, "number": number, "issued_on": on,
                "state": "issued",
            },
        )  # fmt: skip

    # --- what is there

    def _all_vehicles(self) -> dict[str, HeldVehicle]:
        columns = _VEHICLES.c
        query = select(columns.vrm, columns.id, columns.version, *(columns[name] for name in DETAILS))
        rows = db.session.execute(query.where(columns.authority_id == self.authority_id))
        return {row[0]: HeldVehicle(*row[1:]) for row in rows}

    def _all_plates(self) -> dict[int, tuple[int, str]]:
        columns = _PLATES.c
        newest = (
            select(func.max(columns.id))
            .where(columns.authority_id == self.authority_id)
            .group_by(columns.licence_id)
        )
        rows = db.session.execute(
            select(columns.licence_id, columns.id, columns.number).where(columns.id.in_(newest))
        )
        return {row[0]: (row[1], row[2]) for row in rows}
