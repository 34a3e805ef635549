"""Suspending and revoking a licence: a decision maker's pages. The decision is shown in full before it is recorded."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.decisions import actions, checks, deadlines, lifecycle, queries
from licensing.decisions.models import KINDS, REFERRED_TO
from licensing.errors import BadInput
from licensing.policy.statute import GROUNDS, LIMBS, RELIANCE
from licensing.register.lifecycle import shown
from licensing.register.models import LICENCE_KINDS, DriverLicence
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms.decisions import DecideForm, KindForm, SuspendForm

blueprint = Blueprint("deciding", __name__, url_prefix="/licences/<int:licence_id>")


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.DECIDE_ON_LICENCES)
def start(licence_id: int) -> ResponseReturnValue:
    licence = _licence(licence_id)
    form = KindForm()
    if form.validate_on_submit():
        return redirect(url_for(f"decisions.deciding.{form.kind.data}", licence_id=licence_id))
    return _page("decisions/start.html", form, licence)


@blueprint.route("/suspend", methods=["GET", "POST"])
@needs(Permission.DECIDE_ON_LICENCES)
def suspend(licence_id: int) -> ResponseReturnValue:
    return _decide(licence_id, "suspended", SuspendForm(data={"decided_on": clock.today()}))


@blueprint.route("/revoke", methods=["GET", "POST"])
@needs(Permission.DECIDE_ON_LICENCES)
def revoke(licence_id: int) -> ResponseReturnValue:
    return _decide(licence_id, "revoked", DecideForm(data={"decided_on": clock.today()}))


def _decide(licence_id: int, kind: str, form: DecideForm) -> ResponseReturnValue:
    licence = _licence(licence_id, kind)
    if kind != "revoked" or not queries.open_suspensions(licence_id, authority_id()):
        del form.apart
    if not form.is_submitted():
        return _page("decisions/decide.html", form, licence, kind=kind)
    good = form.validate()
    # "Change" on the page that shows it all brings the form back as it was filled.
    if good and "change" in request.form:
        return _page("decisions/decide.html", form, licence, kind=kind)
    facts = form.facts()
    # Everything that is wrong is said together, what the form found of a field first.
    form.add_faults(
        {
            name: words
            for name, words in actions.faults(kind, licence, facts).items()
            if name not in form or not form[name].errors
        }
    )
    if form.errors:
        return _page("decisions/decide.html", form, licence, kind=kind)
    if "confirmed" not in request.form:
        return _check(form, licence, kind, facts)
    act = actions.suspend if kind == "suspended" else actions.revoke
    try:
        with transaction():
            decision_id = act(licence_id, facts, by=officer()).id
    except BadInput as refusal:
        form.add_faults(refusal.faults)
        return _page("decisions/decide.html", form, licence, kind=kind)
    flash("The decision has been recorded. Notify the person next.", "success")
    return redirect(url_for("decisions.show", decision_id=decision_id))


def _check(form: DecideForm, licence: DriverLicence, kind: str, facts: actions.Facts) -> ResponseReturnValue:
    """Everything that was entered, to be read once more; what was typed travels with the page."""
    return _page(
        "decisions/check.html",
        form,
        licence,
        kind=kind,
        facts=facts,
        said=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
        warning=checks.immigration_warning(facts.grounds, facts.immigration, facts.decided_on),
        if_notified_today=deadlines.takes_effect_on(clock.today(), immediate=facts.effect.immediate),
    )


def _licence(licence_id: int, kind: str = "") -> DriverLicence:
    licence = scope.get(DriverLicence, licence_id, authority_id())
    actions.may_be_decided_on(licence, kind)
    return licence


def _page(
    template: str, form: DecideForm | KindForm, licence: DriverLicence, **more: object
) -> ResponseReturnValue:
    today = clock.today()
    others = [
        one
        for one in licence.person.licences
        if one.id != licence.id and one.state in ("current", "suspended") and one.ends_on >= today
    ]
    return render_template(
        template,
        form=form,
        licence=licence,
        others=others,
        suspensions=queries.open_suspensions(licence.id, authority_id()),
        state=shown(licence.state, licence.starts_on, licence.ends_on, today),
        kinds=KINDS,
        states=lifecycle.STATES,
        licence_kinds=LICENCE_KINDS,
        grounds=GROUNDS["driver"],
        limbs=LIMBS,
        reliance=RELIANCE,
        referred_to=REFERRED_TO,
        caption=f"{licence.person.full_name}: licence {licence.number}",
        back_url=url_for("people.show", person_id=licence.person_id),
        **more,
    ), 400 if form.errors else 200
