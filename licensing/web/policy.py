"""The policy in force on a day: every requirement with its source, unverified law marked as such."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities.permissions import Permission
from licensing.policy.queries import policy_in_force
from licensing.register.models import LICENCE_KINDS
from licensing.web.access import needs, officer
from licensing.web.forms import DateInputField, FilterForm

blueprint = Blueprint("policy", __name__, url_prefix="/policy")


class DayFilter(FilterForm):
    """Which day."""

    on = DateInputField("In force on", [], called="The day")


@blueprint.get("")
@needs(Permission.SEE_POLICY)
def show() -> ResponseReturnValue:
    form = DayFilter()
    form.validate()
    on: date = form.on.data or clock.today()
    policy = policy_in_force(officer().authority.gss_code or "", on)
    return render_template(
        "policy/show.html",
        form=form,
        on=on,
        policy=policy,
        kinds=LICENCE_KINDS,
        lists=[(kind, policy.requirements(kind, "private-hire")) for kind in ("new", "renewal")],
    )
