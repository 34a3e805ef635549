"""The weekly file of vehicles for Defra's portal: its form, what it would delete there, and its clock."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from licensing import clock
from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.duties.models import Duty
from licensing.errors import BadInput, NotFound, NotPossibleNow
from licensing.exchange import defra_upload as uploads
from licensing.exchange.defra_models import DefraUpload
from tests.factories import vehicles as make
from tests.factories.officers import officer


@pytest.fixture
def by(app_context):
    with transaction():
        return officer()


def held(by):
    return [row[0] for row in uploads.preview(by.authority, clock.today()).rows]


@pytest.mark.rule("R66")
def test_the_file_has_no_header_no_spaces_and_no_trailing_comma_but_the_one_of_an_empty_last_field(by):
    year = {"starts_on": date(2026, 6, 10), "ends_on": date(2027, 6, 9)}
    with transaction():
        yes = make.vehicle("ab12 cde", by=by, wheelchair_accessible=True)
        no = make.vehicle("AB13CDE", by=by, wheelchair_accessible=False)
        make.vehicle_licence(yes, by=by, kind="hackney-carriage", plate="H 1", **year)
        make.vehicle_licence(no, by=by, plate='7, "gold"', **year)
        make.vehicle_licence(make.vehicle("AB14CDE", by=by), by=by, plate="9", **year)
        made = uploads.make("LDS01", by=by)
    assert made.file_name == f"CAZ-{clock.today()}-LDS01.csv"
    assert made.content == (
        b"AB12CDE,2026-06-10,2027-06-09,taxi,Leeds,H 1,true\n"
        b'AB13CDE,2026-06-10,2027-06-09,PHV,Leeds,"7, ""gold""",false\n'
        b"AB14CDE,2026-06-10,2027-06-09,PHV,Leeds,9,\n"
    )
    assert made.row_count == 3


@pytest.mark.rule("R65")
def test_the_file_holds_what_is_licensed_and_nothing_that_is_not(by):
    with transaction():
        other = officer("York")
        make.vehicle_licence(make.vehicle("YO1", by=other), by=other)
        today = clock.today()
        make.vehicle_licence(
            make.vehicle("LASTDAY", by=by), by=by, starts_on=today - timedelta(days=90), ends_on=today
        )
        make.vehicle_licence(
            make.vehicle("OVER", by=by),
            by=by,
            starts_on=today - timedelta(days=90),
            ends_on=today - timedelta(days=1),
        )
        for mark, state in (
            ("CUR", "current"),
            ("SUS", "suspended"),
            ("REV", "revoked"),
            ("SUR", "surrendered"),
        ):
            make.vehicle_licence(make.vehicle(mark, by=by), by=by).state = state
    assert held(by) == ["LASTDAY", "CUR", "SUS"]


def test_a_licence_without_a_plate_is_left_out_and_said(by):
    with transaction():
        make.vehicle_licence(make.vehicle("NOPLATE", by=by), by=by, plate="")
        lost = make.vehicle_licence(make.vehicle("LOST", by=by), by=by, plate="3")
        lost.plates[0].state = "lost"
    found = uploads.preview(by.authority, clock.today())
    assert [(licence.vehicle.vrm, why[:8]) for licence, why in found.left_out] == [("NOPLATE", "No plate")]
    assert [row[5] for row in found.rows] == ["3"]


def test_the_preview_says_what_the_upload_would_delete_and_add(by):
    with transaction():
        kept = make.vehicle_licence(make.vehicle("KEPT", by=by), by=by, plate="1")
        gone = make.vehicle_licence(make.vehicle("GONE", by=by), by=by, plate="1")
        first = uploads.make("LDS", by=by)
    with transaction():
        uploads.record_uploaded(first.id, clock.today(), by=by)
        gone.state = "surrendered"
        make.vehicle_licence(make.vehicle("NEW", by=by), by=by, plate="1")
        kept.plates[0].number = "22"
    found = uploads.preview(by.authority, clock.today())
    assert [(row[0], row[5]) for row in found.gone] == [("GONE", "1"), ("KEPT", "1")]
    assert [(row[0], row[5]) for row in found.added] == [("KEPT", "22"), ("NEW", "1")]
    assert found.since.id == first.id


def test_an_empty_file_is_never_made_because_it_would_empty_the_portal(by):
    with pytest.raises(NotPossibleNow, match="empty the portal"), transaction():
        uploads.make("LDS", by=by)


@pytest.mark.parametrize("identifier", ["", "  ", "LDS 1", "../LDS", "LDS,1", "L" * 21])
def test_an_identifier_that_would_spoil_the_files_name_is_refused(by, identifier):
    with transaction():
        make.vehicle_licence(by=by)
    with pytest.raises(BadInput) as refused, transaction():
        uploads.make(identifier, by=by)
    assert list(refused.value.faults) == ["identifier"]


@pytest.mark.rule("R65")
def test_the_first_week_begins_with_the_first_vehicle_and_the_next_with_each_upload(by):
    today = clock.today()
    with transaction():
        assert uploads.open_upload_duties(today) == 0
        make.vehicle_licence(by=by)
        assert uploads.open_upload_duties(today) == 1
        assert uploads.open_upload_duties(today) == 0
    assert uploads.due(by.authority_id).due_on == today + timedelta(days=7)
    with transaction():
        made = uploads.make("LDS", by=by)
        uploads.record_uploaded(made.id, today, by=by)
    duties = db.session.scalars(select(Duty).order_by(Duty.id)).all()
    assert [(duty.discharged_on, duty.due_on) for duty in duties] == [
        (today, today + timedelta(days=7)),
        (None, today + timedelta(days=7)),
    ]
    assert duties[0].discharge == made.file_name


def test_an_upload_is_recorded_once_and_not_before_its_file_was_made_nor_after_a_later_one(by):
    today = clock.today()
    with transaction():
        make.vehicle_licence(by=by)
        older, newer = uploads.make("LDS", by=by), uploads.make("LDS", by=by)
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(BadInput) as refused, transaction():
            uploads.record_uploaded(newer.id, day, by=by)
        assert list(refused.value.faults) == ["uploaded_on"]
    with transaction():
        uploads.record_uploaded(newer.id, today, by=by)
    for one in (newer, older):
        with pytest.raises(NotPossibleNow), transaction():
            uploads.record_uploaded(one.id, today, by=by)


@pytest.mark.rule("R67")
def test_what_an_earlier_file_held_is_forgotten_once_a_later_one_was_uploaded(by):
    with transaction():
        make.vehicle_licence(by=by)
        first, second = uploads.make("LDS", by=by), uploads.make("LDS", by=by)
        uploads.record_uploaded(second.id, clock.today(), by=by)
    db.session.expire_all()
    assert first.content is None
    assert second.content is not None
    with pytest.raises(NotPossibleNow, match="no longer kept"), transaction():
        uploads.fetch(first.id, by=by)


def test_the_audit_log_says_who_took_a_file_and_holds_no_registration_mark(by):
    with transaction():
        make.vehicle_licence(make.vehicle("SECRET1", by=by), by=by)
        made = uploads.make("LDS", by=by)
        name, content = uploads.fetch(made.id, by=by)
    assert (name, b"SECRET1" in content) == (made.file_name, True)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == made.subject)).all()
    assert [one.event for one in entries] == ["defra-upload:made", "defra-upload:fetched"]
    assert "SECRET1" not in repr([one.facts for one in entries])


def test_another_authoritys_file_is_not_found(by):
    with transaction():
        york = officer("York")
        make.vehicle_licence(by=york)
        made = uploads.make("YOR", by=york)
    for attempt in (
        lambda: uploads.fetch(made.id, by=by),
        lambda: uploads.one(made.id, by.authority_id),
        lambda: uploads.record_uploaded(made.id, clock.today(), by=by),
    ):
        with pytest.raises(NotFound), transaction():
            attempt()
    assert db.session.get_one(DefraUpload, made.id).uploaded_on is None
