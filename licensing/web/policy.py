"""The policy on a page: in force on a day, beside the partners' own, and what changes on a coming day."""

from datetime import date
from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities.models import Authority
from licensing.authorities.partnerships import partners_of
from licensing.authorities.permissions import Permission
from licensing.db import db
from licensing.policy.catalogue import SUBJECTS
from licensing.policy.comparing import GROUPS, coming_changes, side_by_side
from licensing.policy.queries import policy_in_force
from licensing.register.models import LICENCE_KINDS
from licensing.register.operator_models import OPERATOR_KINDS
from licensing.register.vehicle_models import VEHICLE_KINDS
from licensing.reporting.policy_changes import touched_by
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import DateInputField, FilterForm, SelectField, choice

blueprint = Blueprint("policy", __name__, url_prefix="/policy")

EVERY_KIND = {**LICENCE_KINDS, **VEHICLE_KINDS, **OPERATOR_KINDS}


class DayFilter(FilterForm):
    """Which day."""

    on = DateInputField("In force on", [], called="The day")

    def day(self) -> date:
        """The day asked for, in three boxes or in one word of the address (2026-11-21); today if none is."""
        self.validate()
        written = request.args.get("on", "")
        if self.on.data is None and not self.on.errors and written:
            try:
                self.on.process(None, date.fromisoformat(written))
            except ValueError:
                self.on.errors = ["Enter a real date for the day"]
        return self.on.data or clock.today()


class PolicyFilter(DayFilter):
    """Which day, and what is asked before which kind of licence."""

    licence = SelectField(
        "Asked before",
        choices=[choice(key, title) for key, title in EVERY_KIND.items()],
        default="private-hire",
    )


@blueprint.get("")
@needs(Permission.SEE_POLICY)
def show() -> ResponseReturnValue:
    form = PolicyFilter()
    on = form.day()
    licence = form.licence.data if form.licence.data in EVERY_KIND else "private-hire"
    form.licence.data = licence
    policy = policy_in_force(officer().authority.gss_code or "", on)
    return render_template(
        "policy/show.html",
        form=form,
        on=on,
        policy=policy,
        subjects=SUBJECTS,
        kinds=EVERY_KIND,
        licence=licence,
        lists=[(kind, policy.requirements(kind, licence)) for kind in ("new", "renewal")],
    )


class ComparisonFilter(DayFilter):
    """Which day, and whether what everybody has in common is left out."""

    show = SelectField(
        "Show",
        choices=[choice("all", "Everything"), choice("differences", "Differences only")],
        default="all",
    )


@blueprint.get("/side-by-side")
@needs(Permission.SEE_POLICY)
def compared() -> ResponseReturnValue:
    """The authorities of the partnership beside each other."""
    form = ComparisonFilter()
    on = form.day()
    partners = _partners(on)
    comparison = side_by_side([one.gss_code or "" for one in partners], on)
    return render_template(
        "policy/side_by_side.html",
        form=form,
        on=on,
        partners=partners,
        comparison=comparison.only_differences() if form.show.data == "differences" else comparison,
        differences=comparison.difference_count,
        group_titles=GROUPS,
    )


def _partners(on: date) -> list[Authority]:
    found = [db.session.get_one(Authority, one) for one in partners_of(authority_id(), on)]
    return sorted(found, key=lambda one: one.nice_name)


@blueprint.get("/changes")
@needs(Permission.SEE_POLICY)
def changes() -> ResponseReturnValue:
    """What will be otherwise, from which day, and how many licences of the officer's own authority that touches."""
    council = officer().authority
    coming = [
        (change, touched_by(change, council))
        for change in coming_changes(council.gss_code or "", clock.today())
    ]
    days = groupby(coming, key=lambda one: one[0].on)
    return render_template(
        "policy/changes.html",
        days=[(day, list(changes)) for day, changes in days],
        kinds=EVERY_KIND,
    )
