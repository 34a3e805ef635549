"""An officer's own second factor: setting it up, moving it to another device, new recovery codes, taking it away."""

from dataclasses import dataclass

import segno
from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from licensing.authorities import officers, second_factor
from licensing.authorities.officer_models import Officer
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import BadInput
from licensing.sealing import Unreadable
from licensing.settings import Settings
from licensing.web import access
from licensing.web.access import needs, officer
from licensing.web.forms import Form, PasswordField, Required, StringField

blueprint = Blueprint("second_factor", __name__, url_prefix="/second-factor")

CODE_HINT = "The 6 digits that your app shows now. Without your device, one of your recovery codes"
_KEY = "second-factor-offer"


@dataclass(frozen=True)
class Offer:
    """A new secret as a page shows it: a square code to scan, and letters in fours to type."""

    square: Markup
    letters: str


def offer_for(who: Officer) -> str:
    """The sealed secret that this browser was shown, or a new one when it was shown none."""
    kept = str(session.get(_KEY, ""))
    try:
        second_factor.offered_secret(who, kept)
    except Unreadable:
        kept = session[_KEY] = second_factor.offer(who)
    return kept


def an_offer(who: Officer) -> Offer:
    """What the page shows of the secret that is offered."""
    secret = second_factor.offered_secret(who, offer_for(who))
    code = segno.make(second_factor.address(who, secret), error="m", micro=False)
    # Without its own white ground a scanner on a dark page would read nothing.
    drawn = code.svg_inline(
        scale=5, light="white", svgclass="app-square-code", lineclass=None, omitsize=False
    )
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return Offer(Markup(drawn), letters)  # noqa: S704 (drawn here, of our own text)


class NewCodeForm(Form):
    """Proof that the app has the secret."""

    new_code = StringField(
        "Code that the app shows now",
        [Required("Enter the code that the app shows")],
        render_kw={"autocomplete": "off", "inputmode": "numeric", "width": 10},
    )


class ProofForm(Form):
    """The password again, before the account's own locks are changed."""

    password = PasswordField(
        "Your password", [Required("Enter your password")], render_kw={"autocomplete": "current-password"}
    )


class BothForm(ProofForm):
    """The password again, and the second factor."""

    code = StringField(
        "Code",
        [Required("Enter the code")],
        description=CODE_HINT,
        render_kw={"autocomplete": "one-time-code", "width": 20, "spellcheck": False},
    )


class FirstForm(ProofForm, NewCodeForm):
    """Setting up a second factor where there is none."""


class MoveForm(BothForm, NewCodeForm):
    """Moving the second factor to another device."""

    code = StringField(
        "Code of the device you have used until now",
        [Required("Enter the code of the device you have used until now")],
        description="The 6 digits that it shows now, or one of your recovery codes",
        render_kw={"autocomplete": "one-time-code", "width": 20, "spellcheck": False},
    )


def _faults(form: ProofForm) -> dict[str, str]:
    """What is wrong with the proof of who this is, by field. Opens and commits a transaction: wrong ones count."""
    who, origin = officer(), request.remote_addr or ""
    tried = officers.try_password(who.email, form.password.data or "")
    with transaction():
        if fault := officers.own_password_fault(who, tried, origin):
            return {"password": fault}
        if isinstance(form, BothForm) and not second_factor.is_proved(who, form.code.data or "", origin):
            return {"code": "This code is not right, was used before, or too many were tried"}
    return {}


def _roles() -> tuple[str, ...]:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.second_factor_roles


@blueprint.get("")
@needs(Permission.SEE_HOME)
def show() -> ResponseReturnValue:
    who = officer()
    return render_template(
        "second_factor/show.html",
        has_one=second_factor.is_set(who),
        left=second_factor.codes_left(who),
        required=second_factor.is_required(who, _roles()),
        back_url=url_for("sign_in.password"),
    )


@blueprint.route("/set-up", methods=["GET", "POST"])
@needs(Permission.SEE_HOME)
def set_up() -> ResponseReturnValue:
    who = officer()
    form = MoveForm() if second_factor.is_set(who) else FirstForm()
    if form.validate_on_submit():
        faults = {}
        try:
            # First, since the proof of who this is uses up a code: it may be one of the last recovery codes.
            second_factor.refuse_another_code(who, offer_for(who), form.new_code.data or "")
            if not (faults := _faults(form)):
                with transaction():
                    codes = second_factor.set_up(who, offer_for(who), form.new_code.data or "")
        except BadInput as refusal:
            faults = refusal.faults
        if not faults:
            # Every session was ended, this one with them; it goes on as a new one.
            access.begin_session(who)
            return render_template(
                "second_factor/codes.html", codes=codes, way_on=url_for(".show"), first=True
            )
        form.add_faults(faults)
    page = render_template(
        "second_factor/set_up.html", form=form, who=who, offer=an_offer(who), back_url=url_for(".show")
    )
    return page, 400 if form.errors else 200


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
@needs(Permission.SEE_HOME)
def new_codes() -> ResponseReturnValue:
    who, form = officer(), BothForm()
    if form.validate_on_submit():
        if not (faults := _faults(form)):
            with transaction():
                codes = second_factor.make_codes(who)
            return render_template(
                "second_factor/codes.html", codes=codes, way_on=url_for(".show"), first=False
            )
        form.add_faults(faults)
    page = render_template("second_factor/new_codes.html", form=form, back_url=url_for(".show"))
    return page, 400 if form.errors else 200


@blueprint.route("/remove", methods=["GET", "POST"])
@needs(Permission.SEE_HOME)
def remove() -> ResponseReturnValue:
    who, form = officer(), BothForm()
    if form.validate_on_submit():
        if not (faults := _faults(form)):
            with transaction():
                second_factor.remove(who, _roles())
            access.end_session()
            flash("Your second factor has been removed. Sign in with your password.", "success")
            return redirect(url_for("sign_in.ask"))
        form.add_faults(faults)
    page = render_template("second_factor/remove.html", form=form, back_url=url_for(".show"))
    return page, 400 if form.errors else 200
