"""Training: courses and their versions, and whose training lapses. Other pages: training_<what>.py."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import BadInput
from licensing.training import actions, lapses, queries
from licensing.training.models import DELIVERIES, Course
from licensing.web import training_attendance, training_people, training_sessions
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import choice
from licensing.web.forms.training import CourseForm, VersionForm

blueprint = Blueprint("training", __name__, url_prefix="/training")
blueprint.register_blueprint(training_sessions.blueprint)
blueprint.register_blueprint(training_attendance.blueprint)
blueprint.register_blueprint(training_people.blueprint)

LATEST_SESSIONS = 5


@blueprint.get("")
@needs(Permission.SEE_TRAINING)
def index() -> ResponseReturnValue:
    today = clock.today()
    months = queries.policy_of(authority_id(), today).training_valid_months
    return render_template(
        "training/index.html",
        counts=queries.lapse_counts(authority_id(), today, months.value),
        months=months,
        sessions=queries.sessions(authority_id(), per_page=LATEST_SESSIONS),
    )


@blueprint.get("/lapses")
@needs(Permission.SEE_TRAINING)
def lapse_list() -> ResponseReturnValue:
    """Whose safeguarding training lapses within 30, 60 or 90 days, or has lapsed."""
    today = clock.today()
    days = request.args.get("days", lapses.WINDOWS[0], type=int)
    if days not in (0, *lapses.WINDOWS):
        days = lapses.WINDOWS[0]
    months = queries.policy_of(authority_id(), today).training_valid_months
    return render_template(
        "training/lapses.html",
        rows=queries.lapsing(authority_id(), today, days, months.value),
        counts=queries.lapse_counts(authority_id(), today, months.value),
        months=months,
        days=days,
        back_url=url_for("training.index"),
    )


@blueprint.get("/courses")
@needs(Permission.SEE_TRAINING)
def courses() -> ResponseReturnValue:
    return render_template(
        "training/courses.html",
        courses=queries.courses(authority_id()),
        modules=queries.modules(authority_id(), clock.today()),
        back_url=url_for("training.index"),
    )


@blueprint.route("/courses/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def new_course() -> ResponseReturnValue:
    form = CourseForm()
    titles = queries.modules(authority_id(), clock.today())
    form.module.choices = [choice(key, title) for key, title in titles.items()]
    if form.validate_on_submit():
        try:
            with transaction():
                made = actions.add_course(
                    code=form.code.data or "",
                    title=form.title.data or "",
                    module=form.module.data or "",
                    by=officer(),
                    on=clock.today(),
                ).id
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The course was added. Now say how it is given.", "success")
            return redirect(url_for("training.new_version", course_id=made))
    page = render_template("training/new_course.html", form=form, back_url=url_for("training.courses"))
    return page, 400 if form.errors else 200


@blueprint.get("/courses/<int:course_id>")
@needs(Permission.SEE_TRAINING)
def course(course_id: int) -> ResponseReturnValue:
    found = scope.get(Course, course_id, authority_id())
    return render_template(
        "training/course.html",
        course=found,
        deliveries=DELIVERIES,
        modules=queries.modules(authority_id(), clock.today()),
        back_url=url_for("training.courses"),
    )


@blueprint.route("/courses/<int:course_id>/versions/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_TRAINING)
def new_version(course_id: int) -> ResponseReturnValue:
    found = scope.get(Course, course_id, authority_id())
    form = VersionForm(data={"highest_score": 100})
    if form.validate_on_submit():
        assert form.from_on.data is not None
        facts = actions.VersionFacts(
            version=form.version.data or "",
            delivery=form.delivery.data or "",
            provider=form.provider.data or "",
            pass_mark=form.pass_mark.data,
            length_minutes=form.length_minutes.data or 0,
            from_on=form.from_on.data,
            until_on=form.until_on.data,
            highest_score=form.highest_score.data or 0,
        )
        try:
            with transaction():
                actions.add_version(course_id, facts, by=officer())
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The version was added.", "success")
            return redirect(url_for("training.course", course_id=course_id))
    page = render_template(
        "training/new_version.html",
        form=form,
        course=found,
        back_url=url_for("training.course", course_id=course_id),
    )
    return page, 400 if form.errors else 200
