"""The audit log, for an auditor: what was done in their authority, by whom, when and why."""

import json

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from licensing.audit.actions import record
from licensing.audit.events import EVENTS
from licensing.audit.models import AuditEntry
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import db, transaction
from licensing.web.access import authority_id, needs, officer
from licensing.web.applications import Pagination, page_asked
from licensing.web.forms import FilterForm, SelectField, choice

blueprint = Blueprint("audit_log", __name__, url_prefix="/audit")

PER_PAGE = 50


class AuditFilter(FilterForm):
    """Which events to list."""

    event = SelectField(
        "What happened",
        choices=[choice("", "Anything"), *(choice(key, event.sentence) for key, event in EVENTS.items())],
    )


@blueprint.get("")
@needs(Permission.READ_AUDIT)
def index() -> ResponseReturnValue:
    with transaction():
        record("audit:viewed", by=officer().actor, subject=f"officer:{officer().id}")
    form = AuditFilter()
    page = page_asked()
    query = select(AuditEntry).where(AuditEntry.authority == officer().authority.key)
    if form.event.data:
        query = query.where(AuditEntry.event == form.event.data)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    entries = db.session.scalars(
        query.order_by(AuditEntry.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).all()
    names = {
        f"officer:{one.id}": one.name for one in db.session.scalars(scope.within(Officer, authority_id()))
    }
    return render_template(
        "audit_log/index.html",
        form=form,
        pagination=Pagination(page, total, PER_PAGE),
        events=EVENTS,
        names=names,
        entries=[(entry, json.loads(entry.facts)) for entry in entries],
    )
