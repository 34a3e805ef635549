"""Loading the councils: 470 of the file and ours, once and for all."""

from datetime import date

import pytest
from sqlalchemy import func, select

from licensing import clock
from licensing.authorities import loading, packaged
from licensing.authorities.models import (
    Authority,
    AuthorityName,
    AuthoritySuccessor,
    FormerGssCode,
    Partnership,
    PartnershipMember,
)
from licensing.db import db, transaction

pytestmark = pytest.mark.usefixtures("app_context")


def councils_loaded():
    with transaction():
        return loading.load_councils()


def authority(short_code):
    return db.session.scalars(select(Authority).where(Authority.short_code == short_code)).one()


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def everything(without=()):
    """Every cell of every table that loading writes, but for the columns of these names."""
    tables = (Authority, AuthorityName, FormerGssCode, AuthoritySuccessor, Partnership, PartnershipMember)
    columns = [[column for column in model.__table__.c if column.name not in without] for model in tables]
    return [sorted(map(tuple, db.session.execute(select(*some))), key=str) for some in columns]


def test_all_470_of_the_council_file_are_loaded_and_ours_beside_them():
    files = [council.key for council in packaged.councils() if council.from_file]
    loaded = set(db.session.scalars(select(Authority.short_code)))
    assert len(files) == 470
    assert set(files) < loaded
    assert count(Authority) == len(packaged.councils()) == 510


def test_loading_twice_changes_nothing():
    before = everything()
    report = councils_loaded()
    assert (report.from_file, report.from_ours) == (470, 40)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 510)
    assert report.partnerships_changed == 0
    assert everything() == before


def test_what_was_altered_or_lost_is_mended_and_counted():
    before = everything(without=["id"])
    leeds, york, cumbria, gateshead = (authority(code) for code in ("LDS", "YOR", "CMA", "GAT"))
    with transaction():
        leeds.official_name = "Altered"
        york.names.pop()
        cumbria.successor_rows.pop()
        gateshead.former_codes.clear()
    assert everything(without=["id"]) != before
    report = councils_loaded()
    assert (report.added, report.changed, report.unchanged) == (0, 4, 506)
    assert everything(without=["id"]) == before


def test_a_council_that_was_not_there_is_added():
    with transaction():
        lost = authority("X-CHESTER")
        db.session.delete(lost)
    report = councils_loaded()
    assert (report.added, report.changed) == (1, 0)
    assert [one.successor.short_code for one in authority("X-CHESTER").successor_rows] == ["CHW"]


def test_every_ended_council_in_the_database_has_its_successors():
    ended = db.session.scalars(select(Authority).where(Authority.ended_on.is_not(None))).all()
    assert len(ended) == 111
    assert [row.short_code for row in ended if not row.successor_rows] == []
    assert [row.short_code for row in ended if row.licenses] == []


def test_a_divided_county_has_both_successors_each_with_its_source():
    rows = authority("CMA").successor_rows
    assert sorted(row.successor.nice_name for row in rows) == ["Cumberland", "Westmorland and Furness"]
    assert all(row.source for row in rows)


def test_the_25_councils_without_a_code_have_none_and_every_other_has_its_own():
    without = db.session.scalars(select(Authority.short_code).where(Authority.gss_code.is_(None))).all()
    assert len(without) == 25
    assert all(code.startswith("NIR-") for code in without)


def test_the_bodies_that_license_are_marked():
    assert authority("LDS").licenses
    assert authority("TFL").licenses
    assert authority("DFI").licenses
    assert not authority("WYCA").licenses
    assert not authority("CMD").licenses
    licensing = select(func.count()).select_from(Authority).where(Authority.licenses)
    assert db.session.scalar(licensing) == 319


def test_a_reorganisation_shows_when_councils_are_loaded_after_it(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2019, 3, 31))
    with transaction():
        report = loading.load_councils()
    assert report.changed > 0
    assert authority("BMH").licenses


def test_loading_is_written_to_the_audit_log_only_when_something_changed():
    from licensing.audit.models import AuditEntry

    entries = count(AuditEntry)
    councils_loaded()
    assert count(AuditEntry) == entries
    with transaction():
        authority("LDS").official_name = "Altered"
    councils_loaded()
    assert count(AuditEntry) == entries + 1
