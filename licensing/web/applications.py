"""The list of applications, and starting one."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.applications import actions, lifecycle, queries
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.register.models import LICENCE_KINDS, DriverLicence
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import FilterForm, Form, RadioField, Required, SelectField, choice

blueprint = Blueprint("applications", __name__, url_prefix="/applications")

PER_PAGE = 25
# Far beyond any council's applications, and within what a database can count.
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Pagination:
    """Which page of how many."""

    page: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.per_page))


LAST_PAGE = 100_000


def page_asked() -> int:
    """Which page of a list the address asks for; the first where it makes no sense."""
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)


class ApplicationsFilter(FilterForm):
    """Which applications to list. By state only: a name belongs in no address; people are found by their own page."""

    state = SelectField(
        "State", choices=[choice("", "Any"), *(choice(key, words) for key, words in lifecycle.STATES.items())]
    )


@blueprint.get("")
@needs(Permission.SEE_APPLICATIONS)
def index() -> ResponseReturnValue:
    form = ApplicationsFilter()
    page = page_asked()
    rows, total = queries.listed(authority_id(), state=form.state.data or "", page=page, per_page=PER_PAGE)
    return render_template(
        "applications/index.html",
        form=form,
        rows=rows,
        states=lifecycle.STATES,
        pagination=Pagination(page, total),
    )


class StartForm(Form):
    """What is applied for."""

    licence_kind = RadioField(
        "What kind of licence is applied for?",
        [Required("Choose the kind of licence")],
        choices=[choice(key, words) for key, words in LICENCE_KINDS.items()],
    )


@blueprint.route("/start", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def start() -> ResponseReturnValue:
    form = StartForm()
    if form.validate_on_submit():
        with transaction():
            application_id = actions.start(
                kind="new", licence_kind=form.licence_kind.data or "", by=officer()
            ).id
        return redirect(url_for("intake.resume", application_id=application_id))
    return render_template(
        "applications/start.html", form=form, back_url=url_for("applications.index")
    ), _status(form)


class RenewForm(Form):
    """Confirming a renewal."""


@blueprint.route("/renew/<int:licence_id>", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def renew(licence_id: int) -> ResponseReturnValue:
    licence = scope.get(DriverLicence, licence_id, authority_id())
    form = RenewForm()
    if form.validate_on_submit():
        with transaction():
            licence = scope.get(DriverLicence, licence_id, authority_id())
            application_id = actions.start(
                kind="renewal", licence_kind=licence.kind, by=officer(), renews=licence
            ).id
        return redirect(url_for("intake.resume", application_id=application_id))
    return render_template(
        "applications/renew.html",
        form=form,
        licence=licence,
        kinds=LICENCE_KINDS,
        today=clock.today(),
        back_url=url_for("people.show", person_id=licence.person_id),
    )


def _status(form: Form) -> int:
    return 400 if form.errors else 200
