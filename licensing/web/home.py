"""The officer's work list."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.applications import lifecycle
from licensing.applications import queries as applications
from licensing.authorities.officers import register_training_until
from licensing.authorities.permissions import Permission
from licensing.decisions import queries as decisions
from licensing.duties import queries as duties
from licensing.national_register.adjudicating import open_count
from licensing.outbox import queries as outbox
from licensing.policy.queries import policy_in_force
from licensing.training import queries as training
from licensing.web.access import needs, officer
from licensing.web.duty_rows import CAME_IN_WITHIN, rows

blueprint = Blueprint("home", __name__)

FIRST_DUTIES = 10


@blueprint.get("/")
@needs(Permission.SEE_HOME)
def show() -> ResponseReturnValue:
    who, today = officer(), clock.today()
    first, owed = [], duties.Counts()
    if who.may(Permission.SEE_DUTIES):
        since = clock.now() - CAME_IN_WITHIN
        owed = duties.counts(who.authority_id, officer_id=who.id, on=today, since=since)
        wanted = duties.Wanted(who.authority_id, today, since)
        first = rows(duties.listed(wanted, page=1, per_page=FIRST_DUTIES)[0], today)
    policy = policy_in_force(who.authority.gss_code or "", today)
    return render_template(
        "home/show.html",
        counts=applications.by_state(who.authority_id) if who.may(Permission.SEE_APPLICATIONS) else None,
        states=lifecycle.STATES,
        mine=applications.mine(who.id, who.authority_id) if who.may(Permission.WORK_APPLICATIONS) else [],
        duties=first,
        owed=owed,
        came_in_days=CAME_IN_WITHIN.days,
        unnotified=decisions.not_yet_notified(who.authority_id)
        if who.may(Permission.SEE_APPLICATIONS)
        else [],
        lapses=training.lapse_counts(
            who.authority_id, on=today, valid_months=policy.training_valid_months.value
        )
        if who.may(Permission.SEE_TRAINING)
        else None,
        parked=outbox.parked_count(who.authority_id) if who.may(Permission.RELEASE_MESSAGES) else 0,
        trained_until=register_training_until(who.id, today),
        alerts=open_count(who.authority_id) if who.may(Permission.SEARCH_NATIONAL_REGISTER) else 0,
        searches=who.may(Permission.SEARCH_NATIONAL_REGISTER),
    )
