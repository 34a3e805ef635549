"""Plates and badges as a stock: issued, lost, returned, replaced; and notices to return a plate (R41, R42).

In the caller's transaction. 1976 Act ss.48(5), 54(1), 58(1).
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.errors import BadInput, NotPossibleNow
from licensing.register import deadlines
from licensing.register.models import Badge, DriverLicence, Licence
from licensing.register.vehicle_models import Plate, VehicleLicence
from licensing.register.vehicle_use_models import RETURNED_BECAUSE, PlateNotice, StockMovement

STATES = {
    "issued": "Issued",
    "lost": "Lost",
    "returned": "Returned",
    "replaced": "Replaced by another",
}
# What may become of a thing from each state: what was lost may be found, and what came back while a licence was
# suspended is given out again.
NEXT: dict[str, tuple[str, ...]] = {
    "issued": ("lost", "returned", "replaced"),
    "lost": ("issued", "returned", "replaced"),
    "returned": ("issued",),
    "replaced": ("returned",),
}
MOVES = {
    "issued": "Found, or given out again",
    "lost": "Lost",
    "returned": "Returned to the council",
    "replaced": "Replaced by another",
}
# A licence that is suspended may be given back.
_RUNNING = ("current", "suspended")
Thing = Plate | Badge


def issue_plate(licence: VehicleLicence, number: str, *, on: date, by: Officer) -> Plate:
    """Issue a plate for a vehicle licence (1976 Act s.48(5)).

    Raises NotPossibleNow for a licence that is over, BadInput for no number, and for one that another vehicle of the
    authority shows now.
    """
    _must_run(licence)
    plate = Plate(
        authority_id=licence.authority_id,
        licence_id=licence.id,
        number=_free_plate(number, licence),
        issued_on=on,
        state="issued",
    )
    db.session.add(plate)
    db.session.flush()
    record("plate:issued", by=by.actor, subject=f"licence:{licence.id}", number=plate.number)
    return plate


def _free_plate(typed: str, licence: VehicleLicence) -> str:
    number = typed.strip()
    if not number:
        raise BadInput("A plate needs its number.", {"number": "Enter the number on the plate"})
    if _shown_elsewhere(number, licence):
        raise BadInput("This plate is in use.", {"number": f"Another vehicle shows plate {number}"})
    return number


def _shown_elsewhere(number: str, licence: VehicleLicence) -> bool:
    """Whether another vehicle shows this number: a council's numbers come round again, but not on two at once."""
    query = (
        select(Plate.id)
        .join(VehicleLicence, Plate.licence_id == VehicleLicence.id)
        .where(
            Plate.authority_id == licence.authority_id,
            Plate.number == number,
            Plate.state == "issued",
            VehicleLicence.vehicle_id != licence.vehicle_id,
            VehicleLicence.state.in_(_RUNNING),
            VehicleLicence.ends_on >= clock.today(),
        )
        .limit(1)
    )
    return db.session.scalar(query) is not None


def move(thing: Thing, state: str, *, on: date, note: str = "", by: Officer) -> StockMovement:
    """Record that a plate or a badge was lost, returned, replaced or given out again, on a day (London).

    What is not with its holder any more can't be returned on demand: the duty to see to that ends with it. Raises
    NotPossibleNow for a step that its state does not allow, and for giving out what shows a licence that is over;
    BadInput for a day before it was issued or to come, and for a plate whose number another vehicle shows now.
    """
    if state not in NEXT[thing.state]:
        now = STATES[thing.state].lower()
        raise NotPossibleNow(f"What is {now} can't be recorded as {STATES.get(state, state).lower()}.")
    if on < thing.issued_on or on > clock.today():
        raise BadInput(
            "The day can't be right.",
            {"moved_on": f"The day must be from {thing.issued_on:%-d %B %Y}, when it was issued, to today"},
        )
    if state == "issued":
        _must_be_free_to_give_out(thing)
    thing.state = state
    what = "plate" if isinstance(thing, Plate) else "badge"
    moved = StockMovement(
        authority_id=thing.authority_id,
        state=state,
        moved_on=on,
        note=note.strip(),
        recorded_at=clock.now(),
        recorded_by_id=by.id,
        **{f"{what}_id": thing.id},
    )
    db.session.add(moved)
    db.session.flush()
    subject, day = f"{what}:{thing.id}", on.isoformat()
    if isinstance(thing, Badge):
        record("badge:moved", by=by.actor, subject=subject, state=state, moved_on=day)
        return moved
    record("plate:moved", by=by.actor, subject=subject, state=state, moved_on=day)
    if state != "issued":
        how = f"The plate was recorded as {STATES[state].lower()}"
        discharge("return-plate", subject=subject, on=on, by=by.actor, how=how)
    return moved


def _must_be_free_to_give_out(thing: Thing) -> None:
    licence = db.session.get_one(Licence, thing.licence_id)
    _must_run(licence)
    if (
        isinstance(thing, Plate)
        and isinstance(licence, VehicleLicence)
        and _shown_elsewhere(thing.number, licence)
    ):
        raise BadInput("This plate is in use.", {"state": f"Another vehicle shows plate {thing.number}"})


def _must_run(licence: Licence) -> None:
    if licence.state not in _RUNNING or licence.ends_on < clock.today():
        raise NotPossibleNow("This licence is over: no plate or badge is given out for it.")


def replace_plate(plate: Plate, number: str, *, on: date, note: str = "", by: Officer) -> Plate:
    """Give a vehicle another plate in the place of one; raises as `move` and `issue_plate` do."""
    licence = db.session.get_one(VehicleLicence, plate.licence_id)
    move(plate, "replaced", on=on, note=note, by=by)
    return issue_plate(licence, number, on=on, by=by)


def replace_badge(badge: Badge, number: str, *, on: date, note: str = "", by: Officer) -> Badge:
    """Give a driver another badge in the place of one (1976 Act s.54(1)); raises as `move` does.

    Raises BadInput for no number, and for one that was issued already.
    """
    number = number.strip().upper()
    taken = select(Badge.id).where(Badge.authority_id == badge.authority_id, Badge.number == number)
    if not number or db.session.scalar(taken) is not None:
        raise BadInput("A badge needs a number of its own.", {"number": "Enter a badge number not in use"})
    move(badge, "replaced", on=on, note=note, by=by)
    made = Badge(
        authority_id=badge.authority_id,
        licence_id=badge.licence_id,
        number=number,
        issued_on=on,
        state="issued",
    )
    db.session.add(made)
    db.session.flush()
    record("badge:issued", by=by.actor, subject=f"licence:{badge.licence_id}", number=number)
    return made


def require_return(plate: Plate, because: str, *, served_on: date, by: Officer) -> PlateNotice:
    """Record that the proprietor was served notice to return a plate within 7 days, and watch for it (s.58(1); R42).

    Raises NotPossibleNow for a plate that is with nobody, BadInput for a reason that the licence does not bear out.
    """
    if plate.state != "issued":
        raise NotPossibleNow(f"This plate is {STATES[plate.state].lower()}: nobody can return it.")
    licence = db.session.get_one(Licence, plate.licence_id)
    faults = {}
    if because not in RETURNED_BECAUSE:
        faults["because"] = "Choose why the plate has to come back"
    elif because == "expired" and licence.ends_on >= served_on:
        faults["because"] = f"The licence runs until {licence.ends_on:%-d %B %Y}"
    elif because == "revoked" and licence.state != "revoked":
        faults["because"] = "No revocation of this licence is recorded"
    if served_on > clock.today():
        faults["served_on"] = "The day of service must be today or in the past"
    if faults:
        raise BadInput("This notice can't be recorded.", faults)
    notice = PlateNotice(
        authority_id=plate.authority_id,
        plate_id=plate.id,
        because=because,
        served_on=served_on,
        due_on=deadlines.plate_due(served_on),
        recorded_at=clock.now(),
        recorded_by_id=by.id,
    )
    db.session.add(notice)
    db.session.flush()
    record(
        "plate:return-required",
        by=by.actor,
        subject=f"plate:{plate.id}",
        because=because,
        served_on=served_on.isoformat(),
        due_on=notice.due_on.isoformat(),
    )
    open_duty(
        "return-plate",
        authority_id=plate.authority_id,
        subject=f"plate:{plate.id}",
        about=f"Plate {plate.number}, licence {licence.number}",
        began_on=served_on,
        due_on=notice.due_on,
        by=by.actor,
    )
    return notice


def notices_of(plates: Sequence[Plate]) -> dict[int, PlateNotice]:
    """The newest notice about each of some plates, by the plate's id."""
    rows = db.session.scalars(
        select(PlateNotice)
        .where(PlateNotice.plate_id.in_([one.id for one in plates]))
        .order_by(PlateNotice.id)
    )
    return {row.plate_id: row for row in rows}


def movements_of(things: Sequence[Thing]) -> dict[tuple[str, int], list[StockMovement]]:
    """What became of some plates and badges, the oldest first, by what they are and their id."""
    plates = [one.id for one in things if isinstance(one, Plate)]
    badges = [one.id for one in things if isinstance(one, Badge)]
    rows = db.session.scalars(
        select(StockMovement)
        .where(or_(StockMovement.plate_id.in_(plates), StockMovement.badge_id.in_(badges)))
        .order_by(StockMovement.id)
    )
    found: dict[tuple[str, int], list[StockMovement]] = {}
    for row in rows:
        key = ("plate", row.plate_id) if row.plate_id is not None else ("badge", row.badge_id or 0)
        found.setdefault(key, []).append(row)
    return found


def holder_of_badge(badge: Badge) -> int:
    """The id of the person whose badge it is."""
    return db.session.get_one(DriverLicence, badge.licence_id).person_id


def vehicle_of_plate(plate: Plate) -> int:
    """The id of the vehicle whose plate it is."""
    return db.session.get_one(VehicleLicence, plate.licence_id).vehicle_id
