"""Alerts: entries of the national register that may be about somebody whom this authority licenses or may license."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing.applications.lifecycle import PREPARING
from licensing.applications.models import Application
from licensing.applications.queries import of_person
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import BadInput
from licensing.national_register import actions as national
from licensing.national_register import adjudicating
from licensing.national_register.alert_models import CLOSED_HOW, Alert
from licensing.national_register.models import DECISIONS
from licensing.register.models import LICENCE_KINDS
from licensing.register.queries import as_value
from licensing.web.access import authority_id, needs, officer
from licensing.web.applications import PER_PAGE, Pagination, page_asked
from licensing.web.forms import FilterForm, Form, RadioField, Required, SelectField, TextAreaField, choice

blueprint = Blueprint("alerts", __name__, url_prefix="/alerts")


class AlertsFilter(FilterForm):
    """Which alerts to list."""

    state = SelectField(
        "State",
        choices=[choice("open", "Open"), choice("closed", "Closed"), choice("all", "All")],
        default="open",
    )


@blueprint.get("")
@needs(Permission.SEARCH_NATIONAL_REGISTER)
def index() -> ResponseReturnValue:
    form, page = AlertsFilter(), page_asked()
    state = form.state.data if form.state.data in ("closed", "all") else "open"
    rows, total = adjudicating.listed(authority_id(), state=state, page=page, per_page=PER_PAGE)
    return render_template(
        "alerts/index.html",
        form=form,
        rows=rows,
        state=state,
        closed_how=CLOSED_HOW,
        pagination=Pagination(page, total),
        untrained=adjudicating.untrained(officer()),
    )


class AdjudicationForm(Form):
    """An officer's word on an alert."""

    same_person = RadioField(
        "Is this the same person?",
        [Required("Choose whether this is the same person")],
        choices=[choice("yes", "Yes, the same person"), choice("no", "No, not the same person")],
    )
    reason = TextAreaField(
        "What makes you sure?",
        [Required("Say what makes you sure")],
        description="For example what you compared, and with which document",
        render_kw={"rows": 4},
    )


@blueprint.route("/<ref>", methods=["GET", "POST"])
@needs(Permission.SEARCH_NATIONAL_REGISTER)
def show(ref: str) -> ResponseReturnValue:
    said = adjudicating.by_ref(ref, authority_id()).adjudication
    form = AdjudicationForm(
        data={"same_person": "yes" if said.same_person else "no", "reason": said.reason} if said else None
    )
    if form.validate_on_submit():
        try:
            with transaction():
                adjudicating.adjudicate(
                    ref,
                    same_person=form.same_person.data == "yes",
                    reason=form.reason.data or "",
                    by=officer(),
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("What you said of this alert has been recorded.", "success")
            return redirect(url_for("alerts.show", ref=ref))
    if not _is_over(adjudicating.by_ref(ref, authority_id())):
        with transaction():
            adjudicating.look_at(adjudicating.by_ref(ref, authority_id()), by=officer())
    return _page(adjudicating.by_ref(ref, authority_id()), form)


def _is_over(alert: Alert) -> bool:
    """Whether it was closed with nothing said of it: then what the register holds is not shown for it any more."""
    return alert.closed_at is not None and alert.adjudication is None


def _page(alert: Alert, form: AdjudicationForm) -> ResponseReturnValue:
    said = alert.adjudication
    entry = (
        None if _is_over(alert) else national.gateway(authority_id()).entry(alert.entry_ref, authority_id())
    )
    return render_template(
        "alerts/show.html",
        alert=alert,
        form=form,
        entry=entry,
        comparison=national.compared(as_value(alert.person), entry.person) if entry else None,
        changed=bool(entry and entry.version != alert.entry_version),
        decisions=DECISIONS,
        kinds=LICENCE_KINDS,
        closed_how=CLOSED_HOW,
        applications=_open_applications(alert),
        said_by=national.officer_name(said.officer_id) if said else "",
        back_url=url_for("alerts.index"),
    ), 400 if form.errors else 200


def _open_applications(alert: Alert) -> list[Application]:
    return [one for one in of_person(alert.person_id, authority_id()) if one.state in PREPARING]
