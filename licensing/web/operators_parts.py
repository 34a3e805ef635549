"""An operator's names, bases, members, staff and subcontracts; its policies and the inspections of its records."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.clock import LONDON
from licensing.errors import NotFound
from licensing.register import disclosures, operator_use
from licensing.register.operator_models import Operator
from licensing.register.operator_use_models import BookingStaff, OperatorMember
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import ask, done, said
from licensing.web.forms import Form
from licensing.web.forms.kept import DisclosureForm, EndForm, StaffDisclosureForm, read_time
from licensing.web.forms.operators import (
    BaseForm,
    InspectionForm,
    MemberForm,
    PolicyForm,
    StaffForm,
    SubcontractForm,
    TradingNameForm,
)

blueprint = Blueprint("parts", __name__)

SAMPLE = (
    "Each booking is entered before its journey begins (1976 Act s.56(2)). Take a sample, and count how many of it "
    "lack each particular. The bookings themselves are not kept here."
)
# What ends or is checked → how its page is called, and where on the operator's record it stands.
ENDS = {
    "trading-name": ("Record the last day of a trading name", "parts"),
    "base": ("Record the last day of a base", "parts"),
    "member": ("Record the last day of who answers for the operator", "members"),
    "staff": ("Record the last day of a member of staff", "staff"),
    "subcontract": ("Record the last day of passing bookings on", "subcontracts"),
}


def _operator(operator_id: int) -> Operator:
    """An operator of the officer's authority, held until the transaction ends."""
    return scope.get(Operator, operator_id, authority_id(), lock=True)


def _asked(
    operator_id: int,
    form: Form,
    title: str,
    act: Callable[[Operator], object],
    *,
    anchor: str,
    lead: tuple[str, ...] = (),
) -> ResponseReturnValue:
    """Ask a form about an operator, and do what it asks with the operator held."""
    operator = scope.get(Operator, operator_id, authority_id())
    back_url = url_for("operators.show", operator_id=operator_id, _anchor=anchor)
    if form.validate_on_submit() and done(form, lambda: act(_operator(operator_id))):
        return said("It was recorded.", back_url)
    return ask(form, title, back_url=back_url, caption=operator.name, lead=lead)


@blueprint.route("/<int:operator_id>/trading-names/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new_trading_name(operator_id: int) -> ResponseReturnValue:
    form = TradingNameForm()
    return _asked(
        operator_id,
        form,
        "Record a trading name",
        lambda held: operator_use.add_trading_name(
            held, form.name.data or "", from_on=form.from_on.data, by=officer()
        ),
        anchor="parts",
    )


@blueprint.route("/<int:operator_id>/bases/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new_base(operator_id: int) -> ResponseReturnValue:
    form = BaseForm()
    return _asked(
        operator_id,
        form,
        "Record a base",
        lambda held: operator_use.add_base(
            held, form.lines.data or "", form.postcode.data or "", from_on=form.from_on.data, by=officer()
        ),
        anchor="parts",
    )


@blueprint.route("/<int:operator_id>/members/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new_member(operator_id: int) -> ResponseReturnValue:
    """Record a director, a partner or the individual."""
    form = MemberForm()
    return _asked(
        operator_id,
        form,
        "Record who answers for the operator",
        lambda held: operator_use.add_member(
            held,
            form.name.data or "",
            form.role.data,
            from_on=form.from_on.data,
            driver_number=form.driver_number.data or "",
            by=officer(),
        ),
        anchor="members",
    )


@blueprint.route("/<int:operator_id>/staff/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new_staff(operator_id: int) -> ResponseReturnValue:
    """Record somebody of the operator's register of booking and dispatch staff."""
    form = StaffForm()
    return _asked(
        operator_id,
        form,
        "Record booking or dispatch staff",
        lambda held: operator_use.add_staff(
            held,
            form.name.data or "",
            form.role.data,
            employer=form.employer.data or "",
            from_on=form.from_on.data,
            by=officer(),
        ),
        anchor="staff",
        lead=(
            "As the operator’s own register of staff has them. It keeps that register, and sees their basic DBS.",
        ),
    )


@blueprint.route("/<int:operator_id>/subcontracts/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def new_subcontract(operator_id: int) -> ResponseReturnValue:
    form = SubcontractForm()
    return _asked(
        operator_id,
        form,
        "Record another operator to whom bookings are passed on",
        lambda held: operator_use.add_subcontract(
            held,
            form.name.data or "",
            form.licensed_by.data or "",
            from_on=form.from_on.data,
            by=officer(),
        ),
        anchor="subcontracts",
        lead=("The operator who took the booking stays answerable for it (1976 Act ss.55A, 56(1)).",),
    )


@blueprint.route(
    "/<int:operator_id>/<what>/<int:part_id>/end",
    methods=["GET", "POST"],
)
@needs(Permission.CHANGE_VEHICLES)
def end(operator_id: int, what: str, part_id: int) -> ResponseReturnValue:
    """Record the last day of one of these."""
    operator_use.part_of(scope.get(Operator, operator_id, authority_id()), what, part_id)
    form = EndForm()

    def act(held: Operator) -> None:
        assert form.until_on.data is not None
        operator_use.end_part(held, what, part_id, until_on=form.until_on.data, by=officer())

    title, anchor = ENDS[what]
    return _asked(operator_id, form, title, act, anchor=anchor)


@blueprint.route("/<int:operator_id>/<what>/<int:part_id>/dbs", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def see_disclosure(operator_id: int, what: str, part_id: int) -> ResponseReturnValue:
    """Record that a basic DBS certificate was seen: by an officer, or of staff by the operator."""
    whose = operator_use.part_of(scope.get(Operator, operator_id, authority_id()), what, part_id)
    if not isinstance(whose, OperatorMember | BookingStaff):
        raise NotFound("There is no such page.")
    form: DisclosureForm = StaffDisclosureForm() if what == "staff" else DisclosureForm()

    def act(held: Operator) -> None:
        owner = operator_use.part_of(held, what, part_id)
        assert isinstance(owner, OperatorMember | BookingStaff)
        disclosures.record_disclosure(owner, _seen(form), subject=held.subject, by=officer())

    title = f"Record a basic DBS certificate of {whose.name}"
    return _asked(operator_id, form, title, act, anchor=ENDS[what][1])


def _seen(form: DisclosureForm) -> disclosures.DisclosureFacts:
    assert form.issued_on.data is not None
    assert form.seen_on.data is not None
    at = read_time(form.seen_time.data) if isinstance(form, StaffDisclosureForm) else None
    return disclosures.DisclosureFacts(
        form.number.data or "",
        form.issued_on.data,
        form.seen_on.data,
        datetime.combine(form.seen_on.data, at, LONDON).astimezone(UTC) if at else None,
    )


@blueprint.route("/<int:operator_id>/policies/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def see_policy(operator_id: int) -> ResponseReturnValue:
    """Record that a written policy of the operator was seen."""
    form = PolicyForm()

    def act(held: Operator) -> None:
        assert form.seen_on.data is not None
        operator_use.see_policy(
            held,
            form.kind.data,
            seen_on=form.seen_on.data,
            reference=form.reference.data or "",
            by=officer(),
        )

    return _asked(operator_id, form, "Record a policy that was seen", act, anchor="policies")


@blueprint.route("/<int:operator_id>/inspections/new", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def inspect_records(operator_id: int) -> ResponseReturnValue:
    """Record an inspection of booking records."""
    form = InspectionForm()
    return _asked(
        operator_id,
        form,
        "Record an inspection of booking records",
        lambda held: operator_use.inspect_records(held, form.facts, by=officer()),
        anchor="inspections",
        lead=(SAMPLE,),
    )


def parts_of(operator: Operator) -> dict[str, object]:
    """What the operator's record shows of all this today."""
    today = clock.today()
    return {
        "members": disclosures.checked(operator_use.members_of(operator), today),
        "staff": disclosures.checked(operator_use.staff_of(operator), today),
        "subcontracts": operator_use.subcontracts_of(operator),
        "policies": operator_use.policies_of(operator),
        "inspections": operator_use.inspections_of(operator),
    }
