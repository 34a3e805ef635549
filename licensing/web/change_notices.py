"""What other authorities told of changes of their entries, and the determinations to look at again because of it."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.applications import reviews
from licensing.applications.lifecycle import PREPARING, STATES
from licensing.applications.models import Application
from licensing.applications.queries import application_id_of
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.duties import queries as duties
from licensing.errors import NotAllowed
from licensing.national_register import notices
from licensing.national_register.actions import officer_name
from licensing.national_register.correspondence_models import ChangeNotice
from licensing.national_register.models import InformationRequest
from licensing.national_register.requests import about_entry
from licensing.national_register.telling import CHANGES
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done
from licensing.web.duty_rows import rows
from licensing.web.forms import pressed
from licensing.web.forms.correspondence import NoticeForm, OutcomeForm

blueprint = Blueprint("change_notices", __name__, url_prefix="/change-notices")


@blueprint.get("")
@needs(Permission.SEE_APPLICATIONS)
def index() -> ResponseReturnValue:
    return render_template(
        "change_notices/index.html",
        notices=notices.listed(authority_id()),
        reviews=reviews.listed(authority_id()),
        changes=CHANGES,
        outcomes=reviews.OUTCOMES,
    )


@blueprint.get("/<int:notice_id>")
@needs(Permission.SEE_APPLICATIONS)
def show(notice_id: int) -> ResponseReturnValue:
    with transaction():
        notices.look_at(notice_id, by=officer())
    notice = scope.get(ChangeNotice, notice_id, authority_id())
    asked = about_entry(authority_id(), notice.entry_ref)
    applications = [
        scope.get(Application, application_id_of(one.application_ref, authority_id()), authority_id())
        for one in asked
    ]
    return render_template(
        "change_notices/show.html",
        notice=notice,
        applications=[
            (one, request, one.state in PREPARING) for one, request in zip(applications, asked, strict=True)
        ],
        reviews=[one for one in reviews.listed(authority_id()) if one.change_notice_id == notice.id],
        duties=rows(duties.of_subject(authority_id(), notice.subject)),
        changes=CHANGES,
        states=STATES,
        name_of=officer_name,
    )


@blueprint.post("/<int:notice_id>/acknowledge")
@needs(Permission.WORK_APPLICATIONS)
def acknowledge(notice_id: int) -> ResponseReturnValue:
    pressed()
    with transaction():
        notices.acknowledge(notice_id, by=officer())
    flash("The change has been acknowledged.", "success")
    return redirect(url_for("change_notices.show", notice_id=notice_id))


@blueprint.route("/of-request/<int:request_id>/new", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def new(request_id: int) -> ResponseReturnValue:
    asked = scope.get(InformationRequest, request_id, authority_id())
    form = NoticeForm(data={"received_on": clock.today()})
    made: list[int] = []
    if form.validate_on_submit() and done(
        form,
        lambda: made.append(
            notices.record_by_hand(
                request_id,
                what=form.what.data or "",
                changed_on=form.changed_on.data or date.min,
                effect_on=form.effect_on.data,
                reason=form.reason.data or "",
                received_on=form.received_on.data or date.min,
                by=officer(),
            ).id
        ),
    ):
        flash("The change has been recorded.", "success")
        return redirect(url_for("change_notices.show", notice_id=made[0]))
    application_id = application_id_of(asked.application_ref, authority_id())
    return render_template(
        "change_notices/new.html",
        form=form,
        asked=asked,
        back_url=url_for("case.show", application_id=application_id),
    ), 400 if form.errors else 200


@blueprint.route("/reviews/<int:review_id>", methods=["GET", "POST"])
@needs(Permission.SEE_APPLICATIONS)
def review(review_id: int) -> ResponseReturnValue:
    form = OutcomeForm()
    scope.get(reviews.Review, review_id, authority_id())
    if form.is_submitted() and not officer().may(Permission.DETERMINE):
        raise NotAllowed("A decision maker says what comes of it.")
    if form.validate_on_submit() and done(
        form,
        lambda: reviews.record_outcome(
            review_id, outcome=form.outcome.data or "", reasons=form.reasons.data or "", by=officer()
        ),
    ):
        flash("What comes of it has been recorded.", "success")
        return redirect(url_for("change_notices.review", review_id=review_id))
    if not form.is_submitted():
        with transaction():
            reviews.look_at(review_id, by=officer())
    found = scope.get(reviews.Review, review_id, authority_id())
    return render_template(
        "change_notices/review.html",
        form=form,
        review=found,
        application=found.application,
        changes=CHANGES,
        outcomes=reviews.OUTCOMES,
        name_of=officer_name,
        may=officer().may(Permission.DETERMINE) and found.closed_at is None,
    ), 400 if form.errors else 200
