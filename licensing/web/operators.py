"""Operators: finding them, their record, recording one, and taking over licences. Other pages: operators_<what>.py."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.register import lifecycle, operator_queries, operators
from licensing.register.actions import Term
from licensing.register.checks import months_kept
from licensing.register.operator_models import FORMS, Operator
from licensing.register.operator_use_models import BOOKING_FIELDS, MEMBERS, POLICIES, STAFF
from licensing.register.periods import holding
from licensing.web import operators_parts
from licensing.web.access import authority_id, needs, officer
from licensing.web.applications import Pagination, page_asked
from licensing.web.asking import ask, done, said
from licensing.web.forms.operators import LicenceForm, OperatorForm, SearchForm
from licensing.web.operators_parts import parts_of
from licensing.web.working_links import links_of

blueprint = Blueprint("operators", __name__, url_prefix="/operators")
blueprint.register_blueprint(operators_parts.blueprint)

MOST_FOUND = 50


@blueprint.route("", methods=["GET", "POST"])
@needs(Permission.SEE_VEHICLES)
def index() -> ResponseReturnValue:
    form = SearchForm()
    words = (form.q.data or "") if form.validate_on_submit() else ""
    pagination = None
    if words:
        rows = operator_queries.find(authority_id(), words, MOST_FOUND)
    else:
        page = page_asked()
        rows, total = operator_queries.listed(authority_id(), page=page)
        pagination = Pagination(page, total)
    return render_template(
        "operators/index.html",
        form=form,
        operators=rows,
        words=words,
        most=MOST_FOUND,
        pagination=pagination,
        shown=lifecycle.shown,
        holding=holding,
    )


@blueprint.get("/<int:operator_id>")
@needs(Permission.SEE_VEHICLES)
def show(operator_id: int) -> ResponseReturnValue:
    operator = scope.get(Operator, operator_id, authority_id())
    # It may be an individual, and names others.
    with transaction():
        record("operator:viewed", by=officer().actor, subject=operator.subject)
    operator = scope.get(Operator, operator_id, authority_id())
    return render_template(
        "operators/show.html",
        operator=operator,
        forms=FORMS,
        shown=lifecycle.shown,
        holding=holding,
        links=links_of(operator),
        member_roles=MEMBERS,
        staff_roles=STAFF,
        policy_kinds=POLICIES,
        booking_fields=BOOKING_FIELDS,
        months_kept=months_kept,
        **parts_of(operator),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new() -> ResponseReturnValue:
    form = OperatorForm()
    made: list[int] = []
    if form.validate_on_submit() and done(
        form, lambda: made.append(operators.add_operator(form.facts, by=officer()).id)
    ):
        return said("The operator was recorded.", url_for("operators.show", operator_id=made[0]))
    return ask(
        form, "Record an operator", back_url=url_for("operators.index"), continue_text="Record operator"
    )


@blueprint.route("/<int:operator_id>/change", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def change(operator_id: int) -> ResponseReturnValue:
    operator = scope.get(Operator, operator_id, authority_id())
    form = OperatorForm(obj=operator)
    back_url = url_for("operators.show", operator_id=operator_id)
    if form.validate_on_submit() and done(
        form,
        lambda: operators.change_operator(
            scope.get(Operator, operator_id, authority_id(), lock=True), form.facts, by=officer()
        ),
    ):
        return said("The operator's record was changed.", back_url)
    return ask(form, "Change the operator's record", back_url=back_url, caption=operator.name)


@blueprint.route("/<int:operator_id>/licences/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def take_over(operator_id: int) -> ResponseReturnValue:
    """Take over a licence of the council's old records."""
    operator = scope.get(Operator, operator_id, authority_id())
    form = LicenceForm()
    back_url = url_for("operators.show", operator_id=operator_id)
    if form.validate_on_submit():
        assert form.starts_on.data is not None
        assert form.ends_on.data is not None
        term = Term("operator", form.starts_on.data, form.ends_on.data)
        if done(
            form,
            lambda: operators.take_over_licence(
                scope.get(Operator, operator_id, authority_id(), lock=True),
                term,
                number=form.number.data or "",
                by=officer(),
            ),
        ):
            return said("The licence was taken over.", back_url)
    return ask(
        form,
        "Take over a licence",
        back_url=back_url,
        caption=operator.name,
        lead=[
            "A licence of the council’s old records. It has no determination here, and its record says so."
        ],
        continue_text="Take over licence",
    )
