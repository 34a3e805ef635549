"""The public register of private hire drivers: for anybody in a browser, and on paper at the council's offices."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import NotFound
from licensing.reporting import public_register as register
from licensing.web.access import needs, officer, open_to_all
from licensing.web.forms import Form, Required, StringField

blueprint = Blueprint("public_register", __name__, url_prefix="/public-register")
WHY = "1976 Act s.51(3): the register of private hire drivers is open to anybody, free of charge"


class LookUpForm(Form):
    """One licence."""

    number = StringField(
        "Licence or badge number",
        [Required("Enter the number on the driver’s badge or licence")],
        description="It stands on the badge that the driver wears",
        render_kw={"width": 20, "autocomplete": "off", "spellcheck": False},
    )


@blueprint.get("")
@open_to_all(WHY)
def index() -> ResponseReturnValue:
    return render_template("public_register/index.html", councils=register.councils())


@blueprint.route("/<gss_code>", methods=["GET", "POST"])
@open_to_all(WHY)
def show(gss_code: str) -> ResponseReturnValue:
    """A look-up is posted: whose licence somebody asks about stands in no address and no log."""
    council, today = register.council(gss_code), clock.today()
    form = LookUpForm()
    asked = form.validate_on_submit()
    return render_template(
        "public_register/show.html",
        council=council,
        form=form,
        asked=asked,
        found=register.look_up(council, form.number.data or "", today) if asked else None,
        lines=register.listed(council, today) if register.is_published(council, today) else None,
    ), 400 if form.errors else 200


@blueprint.get("/<gss_code>/drivers.csv")
@open_to_all(WHY)
def download(gss_code: str) -> ResponseReturnValue:
    council, today = register.council(gss_code), clock.today()
    if not register.is_published(council, today):
        raise NotFound("This council shows one licence at a time.")
    name = f"private-hire-drivers-{council.gss_code}-{today}.csv"
    return Response(
        register.as_csv(register.listed(council, today)),
        mimetype="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/on-paper")
@needs(Permission.SEE_PEOPLE)
def on_paper() -> ResponseReturnValue:
    with transaction():
        lines = register.printed(officer())
    return render_template(
        "public_register/on_paper.html",
        council=officer().authority,
        lines=lines,
        back_url=url_for("people.index"),
    )
