"""Granting and refusing: a decision maker's pages."""

from datetime import date

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import Length, ValidationError

from licensing import clock
from licensing.applications import checks, determining, lifecycle, queries
from licensing.applications.models import Application
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.errors import NotAllowed
from licensing.policy.statute import LIMBS, RELIANCE
from licensing.register import deadlines as terms
from licensing.register.models import LICENCE_KINDS
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.case import _back, _page
from licensing.web.forms import (
    BooleanField,
    CheckboxesField,
    DateInputField,
    Form,
    RadioField,
    Required,
    StringField,
    TextAreaField,
    choice,
)
from licensing.web.forms.decisions import GroundsForm

blueprint = Blueprint("determination", __name__, url_prefix="/applications/<int:application_id>")

FIT_AND_PROPER = (
    "I am satisfied, on the balance of probabilities, that the applicant is a fit and proper person to hold this "
    "licence, and is not disqualified by reason of immigration status"
)


class GrantForm(Form):
    """What a decision maker enters to grant."""

    starts_on = DateInputField(
        "First day of the licence", [Required("Enter the first day")], called="The first day of the licence"
    )
    ends_on = DateInputField(
        "Last day of the licence", [Required("Enter the last day")], called="The last day of the licence"
    )
    term_reason = TextAreaField(
        "Why is the term shorter than it could be?",
        render_kw={"rows": 2},
        description="Only if it is (1976 Act s.53(1))",
    )
    badge_number = StringField(
        "Badge number",
        [Required("Enter the number on the badge"), Length(max=30, message="Use at most 30 characters")],
        render_kw={"width": 10, "spellcheck": False},
    )
    fit_and_proper = BooleanField(
        FIT_AND_PROPER, [Required("Tick the box if you are satisfied; if you are not, don't grant")]
    )
    reasons = TextAreaField(
        "Reasons for the decision", [Required("Give the reasons for the decision")], render_kw={"rows": 5}
    )

    def validate_starts_on(self, field: DateInputField) -> None:
        """Raises ValidationError for a first day that nobody means."""
        if field.data and field.data > clock.today() + terms.START_WITHIN:
            raise ValidationError("The first day must be within 3 months from today")


@blueprint.route("/grant", methods=["GET", "POST"])
@needs(Permission.DETERMINE)
def grant(application_id: int) -> ResponseReturnValue:
    application, case = _case(application_id)
    lifecycle_missing = queries.missing(case, "grant")
    leave = terms.Leave(application.leave_ends_on, application.leave_continues)
    today = clock.today()
    months = int(case.policy.term_default_months.value)
    form = GrantForm(data={"starts_on": today, "ends_on": terms.longest_end(today, months, leave)})
    if form.validate_on_submit():
        given = determining.Grant(
            form.starts_on.data or date.min,
            form.ends_on.data or date.min,
            form.badge_number.data or "",
            form.reasons.data or "",
            bool(form.fit_and_proper.data),
            form.term_reason.data or "",
        )
        if done(form, lambda: determining.grant(application_id, given, by=officer())):
            flash("The licence has been granted.", "success")
            return _back(application_id)
    return _page(
        "determination/grant.html",
        form,
        application,
        case=case,
        missing=lifecycle_missing,
        leave=leave,
        kinds=LICENCE_KINDS,
    )


class RefuseForm(Form):
    """What a decision maker enters to refuse."""

    reliance = RadioField(
        "How far does the refusal rely on relevant information?",
        [Required("Say how far the decision relied on relevant information")],
        choices=[choice(key, words) for key, words in RELIANCE.items()],
    )
    limbs = CheckboxesField(
        "Which relevant information?",
        choices=[choice(limb.key, limb.title) for limb in LIMBS.values()],
        description="Choose all that the decision relies on (2022 Act s.1(1)), or none",
    )
    reasons = TextAreaField(
        "Reasons for the decision",
        [Required("Give the reasons for the decision")],
        description="They go on the notice, and stay with your authority: the national register never holds a reason",
        render_kw={"rows": 8},
    )


class RefuseRenewalForm(RefuseForm, GroundsForm):
    """What a decision maker enters to refuse to renew: the statute lists grounds for that only (s.61(1))."""


@blueprint.route("/refuse", methods=["GET", "POST"])
@needs(Permission.DETERMINE)
def refuse(application_id: int) -> ResponseReturnValue:
    application, case = _case(application_id)
    missing = queries.missing(case, "refuse")
    form = RefuseRenewalForm() if application.kind == "renewal" else RefuseForm()
    if form.validate_on_submit():
        given = determining.Refusal(
            form.limbs.data or [],
            form.reliance.data or "",
            form.reasons.data or "",
            *((form.grounds.data or [], form.immigration) if isinstance(form, RefuseRenewalForm) else ()),
        )
        if done(form, lambda: determining.refuse(application_id, given, by=officer())):
            application = scope.get(Application, application_id, authority_id())
            flash("The refusal has been recorded. Notify the person next.", "success")
            decision_id = application.determination.decision_id if application.determination else None
            return redirect(url_for("decisions.show", decision_id=decision_id))
    return _page("determination/refuse.html", form, application, case=case, missing=missing)


def _case(application_id: int) -> tuple[Application, queries.Case]:
    application = scope.get(Application, application_id, authority_id())
    determining.not_yet_determined(application)
    lifecycle.after(application.state, "grant")
    case = queries.case(application)
    faults = checks.decision_maker_faults(
        decision_maker_id=officer().id,
        prepared_by=queries.prepared_by(application),
        another_officer_decides=bool(case.policy.decision_by_another_officer.value),
    )
    if faults:
        raise NotAllowed("You can't determine this application.", faults)
    return application, case
