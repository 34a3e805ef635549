"""The weekly file of licensed vehicles for Defra's Taxi and PHV data portal.

SI 2019/885 reg.3(2), (3): for each vehicle its registration mark, the days its licence takes effect and expires, and
whether it is a taxi or a private hire vehicle; at least once a week (R65). The form of the file is the portal's (R66).
An upload replaces everything that the portal holds of the authority: so a preview says what would be gone there.
"""

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from licensing import clock
from licensing.audit.actions import SYSTEM, record
from licensing.authorities import scope
from licensing.authorities.models import Authority
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.duties.actions import discharge, open_duty
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotPossibleNow
from licensing.exchange.deadlines import upload_due
from licensing.exchange.defra_models import DefraUpload
from licensing.register.vehicle_models import Plate, VehicleLicence

KINDS = {"hackney-carriage": "taxi", "private-hire-vehicle": "PHV"}
# A licence that is suspended is still a licence; one that was revoked, given up or replaced is none.
LICENSED = ("current", "suspended")
_IDENTIFIER = re.compile(r"[A-Za-z0-9]{1,20}")
_DUTY = "upload-vehicles"

Row = tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a file made now would hold, and what it would change at the portal.

    `rows` are those of the file: mark, first day, last day, kind, authority, plate, wheelchair access. `added` and
    `gone` are against the last file that was uploaded (`since`); of a row that changed there is one of each.
    `left_out` are licences that can't be sent, each with the reason.
    """

    rows: Sequence[Row]
    added: Sequence[Row]
    gone: Sequence[Row]
    left_out: Sequence[tuple[VehicleLicence, str]]
    since: DefraUpload | None


def preview(authority: Authority, on: date) -> Preview:
    """What the authority's file would hold on a day (London)."""
    rows, left_out = [], []
    for licence in _licensed(authority.id, on):
        plate = _plate(licence.plates)
        if plate:
            rows.append(_row(licence, authority.nice_name, plate))
        else:
            left_out.append((licence, "No plate is recorded, and the portal asks for its number"))
    since = last_uploaded(authority.id)
    before = set(_read(since.content)) if since is not None and since.content is not None else set()
    return Preview(
        rows=rows,
        added=[row for row in rows if row not in before],
        gone=sorted(before.difference(rows)),
        left_out=left_out,
        since=since,
    )


def make(identifier: str, *, by: Officer) -> DefraUpload:
    """Make today's file of the officer's authority, in the caller's transaction.

    Raises BadInput without the portal's identifier of the authority, NotPossibleNow when there is nothing to send:
    an upload of nothing would take every vehicle of the authority off the portal.
    """
    identifier = identifier.strip()
    if not _IDENTIFIER.fullmatch(identifier):
        says = "Enter what the portal calls your authority: letters and digits, without spaces"
        raise BadInput("The file can't be made.", {"identifier": says})
    today = clock.today()
    rows = preview(by.authority, today).rows
    if not rows:
        raise NotPossibleNow("There is no licensed vehicle to send: an empty file would empty the portal.")
    content = _written(rows)
    made = DefraUpload(
        authority_id=by.authority_id,
        file_name=f"CAZ-{today.isoformat()}-{identifier}.csv",
        identifier=identifier,
        row_count=len(rows),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        made_at=clock.now(),
        made_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    record("defra-upload:made", by=by.actor, subject=made.subject, rows=made.row_count, sha256=made.sha256)
    return made


def fetch(upload_id: int, *, by: Officer) -> tuple[str, bytes]:
    """A file's name and content, for saving; in the caller's transaction, since the audit log says who took it.

    Raises NotFound for another authority's, NotPossibleNow when it is no longer kept.
    """
    found = scope.get(DefraUpload, upload_id, by.authority_id)
    if found.content is None:
        raise NotPossibleNow("This file is no longer kept: a later one has taken its place at the portal.")
    record("defra-upload:fetched", by=by.actor, subject=found.subject)
    return found.file_name, found.content


def record_uploaded(upload_id: int, on: date, *, by: Officer) -> DefraUpload:
    """Record that a file was uploaded to the portal on a day (London); in the caller's transaction.

    Raises NotFound for another authority's, NotPossibleNow when that is recorded already or a later file was uploaded,
    BadInput for a day before the file was made or to come.
    """
    found = scope.get(DefraUpload, upload_id, by.authority_id, lock=True)
    last = last_uploaded(by.authority_id)
    if found.uploaded_on is not None or (last is not None and last.id > found.id):
        raise NotPossibleNow("This file, or a later one, is recorded as uploaded already.")
    if not clock.london_date(found.made_at) <= on <= clock.today():
        says = "Enter a day from the day the file was made until today"
        raise BadInput("The upload can't be recorded.", {"uploaded_on": says})
    found.uploaded_on, found.recorded_at, found.recorded_by_id = on, clock.now(), by.id
    db.session.flush()
    _forget_earlier(found)
    record("defra-upload:uploaded", by=by.actor, subject=found.subject, uploaded_on=on.isoformat())
    discharge(_DUTY, subject=_subject(by.authority_id), on=on, by=by.actor, how=found.file_name)
    _open(by.authority_id, began_on=on)
    return found


def one(upload_id: int, authority_id: int) -> DefraUpload:
    """One of an authority's files. Raises NotFound for another's."""
    return scope.get(DefraUpload, upload_id, authority_id)


def last_uploaded(authority_id: int) -> DefraUpload | None:
    """The file that the portal holds of an authority, as far as was recorded here."""
    return db.session.scalar(
        scope.within(DefraUpload, authority_id)
        .where(DefraUpload.uploaded_on.is_not(None))
        .order_by(DefraUpload.id.desc())
        .limit(1)
    )


def lately(authority_id: int, limit: int = 20) -> Sequence[DefraUpload]:
    """An authority's files, the newest first."""
    return db.session.scalars(
        scope.within(DefraUpload, authority_id).order_by(DefraUpload.id.desc()).limit(limit)
    ).all()


def due(authority_id: int) -> Duty | None:
    """The open duty of an authority to upload, if it has one."""
    return db.session.scalar(
        scope.within(Duty, authority_id).where(Duty.kind == _DUTY, Duty.discharged_at.is_(None))
    )


def open_upload_duties(today: date) -> int:
    """Open the weekly duty for each authority that has licensed vehicles and none open; returns how many.

    Asked every day (London). The first week of an authority begins on the day its first vehicle is seen.
    """
    open_already = select(Duty.authority_id).where(Duty.kind == _DUTY, Duty.discharged_at.is_(None))
    with_vehicles = db.session.scalars(
        select(VehicleLicence.authority_id)
        .where(
            VehicleLicence.state.in_(LICENSED),
            VehicleLicence.ends_on >= today,
            VehicleLicence.authority_id.not_in(open_already),
        )
        .distinct()
    ).all()
    for authority_id in with_vehicles:
        last = last_uploaded(authority_id)
        _open(authority_id, began_on=last.uploaded_on if last and last.uploaded_on else today)
    return len(with_vehicles)


def _open(authority_id: int, *, began_on: date) -> None:
    open_duty(
        _DUTY,
        authority_id=authority_id,
        subject=_subject(authority_id),
        about="The vehicles that this council licenses",
        began_on=began_on,
        due_on=upload_due(began_on),
        by=SYSTEM,
    )


def _subject(authority_id: int) -> str:
    return f"defra-uploads:{authority_id}"


def _licensed(authority_id: int, on: date) -> Sequence[VehicleLicence]:
    return db.session.scalars(
        scope.within(VehicleLicence, authority_id)
        .where(VehicleLicence.state.in_(LICENSED), VehicleLicence.ends_on >= on)
        .options(selectinload(VehicleLicence.vehicle), selectinload(VehicleLicence.plates))
        .order_by(VehicleLicence.id)
    ).all()


def _plate(plates: Sequence[Plate]) -> str:
    """The number of the plate that is out, else of the last there was."""
    issued = [plate.number for plate in plates if plate.state == "issued"]
    return (issued or [plate.number for plate in plates] or [""])[-1]


def _row(licence: VehicleLicence, authority: str, plate: str) -> Row:
    accessible = licence.vehicle.wheelchair_accessible
    return (
        licence.vehicle.vrm,
        licence.starts_on.isoformat(),
        licence.ends_on.isoformat(),
        KINDS[licence.kind],
        authority,
        plate,
        # Optional; an empty one keeps its comma (R66).
        "" if accessible is None else str(accessible).lower(),
    )


def _written(rows: Sequence[Row]) -> bytes:
    """The file: no header, no space round a comma, quotes only where they are needed (R66)."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _read(content: bytes) -> list[Row]:
    return [tuple(row) for row in csv.reader(io.StringIO(content.decode()))]


def _forget_earlier(uploaded: DefraUpload) -> None:
    """Forget the content of files before this one: the marks of individuals' vehicles are personal data (R67)."""
    db.session.execute(
        update(DefraUpload)
        .where(DefraUpload.authority_id == uploaded.authority_id, DefraUpload.id < uploaded.id)
        .values(content=None)
    )
