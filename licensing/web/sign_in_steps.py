"""What is asked after the password: the code of a second factor, a password of one's own, a second factor."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from licensing.authorities import officers, second_factor
from licensing.authorities.officer_models import Officer
from licensing.db import transaction
from licensing.errors import BadInput
from licensing.web import access, halfway
from licensing.web.forms import Form, PasswordField, Required, StringField
from licensing.web.second_factor import CODE_HINT, NewCodeForm, an_offer, offer_for

blueprint = Blueprint("sign_in_steps", __name__, url_prefix="/sign-in")

Step = Callable[[Officer], ResponseReturnValue]


def _step(view: Step) -> Callable[[], ResponseReturnValue]:
    """A page for whoever is halfway, when this is what is asked of them next; others are sent where they belong."""

    @wraps(view)
    def only_next() -> ResponseReturnValue:
        who = halfway.who()
        if who is None:
            flash("Sign in again: the time to finish signing in has passed.")
            return redirect(url_for("sign_in.ask"))
        if halfway.step(who) != request.endpoint:
            return halfway.go_on(who)
        return view(who)

    return only_next


class CodeForm(Form):
    """The second factor."""

    code = StringField(
        "Code",
        [Required("Enter the code")],
        description=CODE_HINT,
        render_kw={"autocomplete": "one-time-code", "width": 20, "spellcheck": False},
    )


@blueprint.route("/code", methods=["GET", "POST"])
@access.open_to_all("the password was right, and nobody is signed in yet")
@_step
def code(who: Officer) -> ResponseReturnValue:
    form = CodeForm()
    if form.validate_on_submit():
        with transaction():
            proved = second_factor.is_proved(who, form.code.data or "", request.remote_addr or "")
        if proved:
            halfway.code_is_given()
            return halfway.go_on(who)
        form.add_faults({"code": "This code is not right, was used before, or too many were tried"})
    page = render_template("sign_in/code.html", form=form, back_url=url_for("sign_in.ask"))
    return page, 400 if form.errors else 200


class FirstPasswordForm(Form):
    """A password of one's own."""

    new = PasswordField(
        "New password",
        [Required("Enter a new password")],
        description=f"At least {officers.SHORTEST_PASSWORD} characters",
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.route("/new-password", methods=["GET", "POST"])
@access.open_to_all("the password was right, and nobody is signed in yet")
@_step
def first_password(who: Officer) -> ResponseReturnValue:
    form = FirstPasswordForm()
    if form.validate_on_submit():
        text = form.new.data or ""
        same, new = officers.try_password(who.email, text), officers.NewPassword.of(text)
        try:
            with transaction():
                officers.choose_first_password(who, same=same, new=new)
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            halfway.still(who)
            return halfway.go_on(who)
    return render_template("sign_in/first_password.html", form=form), 400 if form.errors else 200


@blueprint.route("/second-factor", methods=["GET", "POST"])
@access.open_to_all("the password was right, and nobody is signed in yet")
@_step
def set_up(who: Officer) -> ResponseReturnValue:
    form = NewCodeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                codes = second_factor.set_up(who, offer_for(who), form.new_code.data or "")
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            halfway.still(who)
            way_on = halfway.finish(who)
            return render_template("second_factor/codes.html", codes=codes, way_on=way_on, first=True)
    page = render_template(
        "second_factor/set_up.html", form=form, who=who, offer=an_offer(who), required=True
    )
    return page, 400 if form.errors else 200
