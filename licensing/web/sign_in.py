"""Signing in and out."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from licensing.audit.actions import record
from licensing.authorities import officers
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.settings import Settings
from licensing.web import access, halfway
from licensing.web.forms import EmailField, Form, HiddenField, PasswordField, Required, pressed

blueprint = Blueprint("sign_in", __name__)

ONE_MESSAGE = (
    "The email address or password is not right, or too many attempts were made. "
    "Wait 15 minutes or ask your administrator."
)


class SignInForm(Form):
    """Who you are."""

    email = EmailField(
        "Email address",
        [Required("Enter your email address")],
        render_kw={"autocomplete": "username", "width": 30, "spellcheck": False},
    )
    password = PasswordField(
        "Password",
        [Required("Enter your password")],
        render_kw={"autocomplete": "current-password", "width": 30},
    )
    next = HiddenField()


@blueprint.get("/sign-in")
@access.open_to_all("nobody is signed in yet")
def ask() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("home.show"))
    return render_template("sign_in/ask.html", form=SignInForm(data={"next": request.args.get("next", "")}))


@blueprint.post("/sign-in")
@access.open_to_all("nobody is signed in yet")
def begin() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        settings: Settings = current_app.config["SETTINGS"]
        tried = officers.try_password(form.email.data or "", form.password.data or "")
        with transaction():
            who = officers.by_password(
                tried,
                request.remote_addr or "",
                demo_passwords_work=settings.on_loopback and not access.from_elsewhere(),
            )
        if who is not None:
            halfway.begin(who, _safe(form.next.data or ""))
            return halfway.go_on(who)
        form.add_faults({"email": ONE_MESSAGE})
    return render_template("sign_in/ask.html", form=form), 400


@blueprint.post("/sign-out")
@access.open_to_all("an officer whose session has ended may press it too")
def end() -> ResponseReturnValue:
    pressed()
    if current_user.is_authenticated:
        with transaction():
            who = access.officer()
            officers.end_sessions(who)
            record("officer:signed-out", by=who.actor, subject=f"officer:{who.id}")
    access.end_session()
    flash("You have signed out.", "success")
    return redirect(url_for("sign_in.ask"))


class PasswordForm(Form):
    """A new password of one's own."""

    old = PasswordField(
        "Your password now", [Required("Enter your password")], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        "New password",
        [Required("Enter a new password")],
        description=f"At least {officers.SHORTEST_PASSWORD} characters",
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.route("/password", methods=["GET", "POST"])
@access.needs(Permission.SEE_HOME)
def password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        who = access.officer()
        old = officers.try_password(who.email, form.old.data or "")
        new = officers.NewPassword.of(form.new.data or "")
        with transaction():
            faults = officers.change_password(who, old=old, new=new, origin=request.remote_addr or "")
        if not faults:
            access.end_session()
            flash("Your password has been changed. Sign in with the new one.", "success")
            return redirect(url_for("sign_in.ask"))
        form.add_faults(faults)
    page = render_template("sign_in/password.html", form=form, back_url=url_for("home.show"))
    return page, 400 if form.errors else 200


def _safe(path: str) -> str:
    """Only a path of this site: never an address elsewhere."""
    if (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and "\\" not in path
        and path.isprintable()
    ):
        return path
    return url_for("home.show")
