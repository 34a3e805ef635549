"""Applicants who may be known to another authority of the partnership: for the officers of both."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.applications import known_elsewhere as known
from licensing.applications.lifecycle import STATES
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import NotAllowed
from licensing.web.access import authority_id, needs, officer
from licensing.web.alerts import AdjudicationForm
from licensing.web.asking import done, said

blueprint = Blueprint("known_elsewhere", __name__, url_prefix="/known-elsewhere")


@blueprint.get("")
@needs(Permission.SEE_APPLICATIONS)
def index() -> ResponseReturnValue:
    return render_template(
        "known_elsewhere/index.html",
        to_say=known.to_say(authority_id()),
        ours=known.of_our_people(authority_id()),
        states=STATES,
        basis=known.BASIS,
    )


@blueprint.route("/<int:row_id>", methods=["GET", "POST"])
@needs(Permission.SEE_APPLICATIONS)
def show(row_id: int) -> ResponseReturnValue:
    form = AdjudicationForm()
    known.one(row_id, by=officer())
    if form.is_submitted() and not officer().may(Permission.WORK_APPLICATIONS):
        raise NotAllowed("A licensing officer says whether it is the same person.")
    if form.validate_on_submit() and done(
        form,
        lambda: known.say(
            row_id, same_person=form.same_person.data == "yes", reason=form.reason.data or "", by=officer()
        ),
    ):
        return said(
            "What you said has been recorded. The other authority sees it too.",
            url_for("known_elsewhere.index"),
        )
    with transaction():
        row = known.look_at(row_id, by=officer())
    return render_template(
        "known_elsewhere/show.html",
        row=row,
        form=form,
        verdict=known.compared(row),
        told=known.standing(row.other_person_id, row.other_authority_id, clock.today()),
        of_our_application=row.authority_id == authority_id(),
        states=STATES,
        basis=known.BASIS,
    ), 400 if form.errors else 200
