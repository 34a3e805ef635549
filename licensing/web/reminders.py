"""How an officer is told of duties outside these pages: the daily digest by e-mail, and the calendar feed."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from licensing.authorities.duty_work import work_of
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import NotFound
from licensing.reporting import calendar, digest
from licensing.settings import Settings
from licensing.web.access import needs, officer, open_to_all
from licensing.web.forms import Form, RadioField, Required, choice, pressed

blueprint = Blueprint("reminders", __name__, url_prefix="/duties")


class DigestForm(Form):
    """Whether the digest is wanted."""

    wanted = RadioField(
        "Do you want an e-mail each morning on which you have duties?",
        [Required("Choose whether you want it")],
        choices=[
            choice("yes", "Yes", "How many there are, of what kinds, and links. It names nobody"),
            choice("no", "No"),
        ],
    )


@blueprint.get("/reminders")
@needs(Permission.SEE_DUTIES)
def show() -> ResponseReturnValue:
    return _page(_form())


@blueprint.post("/reminders/digest")
@needs(Permission.SEE_DUTIES)
def choose_digest() -> ResponseReturnValue:
    form = _form()
    if form.validate_on_submit():
        with transaction():
            digest.choose(officer(), wanted=form.wanted.data == "yes")
        flash("Your choice has been saved.", "success")
        return redirect(url_for("reminders.show"))
    return _page(form)


@blueprint.post("/reminders/calendar")
@needs(Permission.SEE_DUTIES)
def make_calendar() -> ResponseReturnValue:
    pressed()
    with transaction():
        token = calendar.make_feed(officer())
    settings: Settings = current_app.config["SETTINGS"]
    address = settings.public_url + url_for("reminders.feed", token=token)
    # Shown on this one page and nowhere else: what is kept is its hash.
    return _page(_form(), address=address)


@blueprint.post("/reminders/calendar/withdrawal")
@needs(Permission.SEE_DUTIES)
def withdraw_calendar() -> ResponseReturnValue:
    pressed()
    with transaction():
        calendar.withdraw_feed(officer())
    flash("Your calendar feed has been withdrawn: its address leads nowhere now.", "success")
    return redirect(url_for("reminders.show"))


@blueprint.get("/calendar/<token>.ics")
@open_to_all("a calendar program can't sign in: the address holds a secret of the officer's")
def feed(token: str) -> ResponseReturnValue:
    # The log of requests keeps addresses, and this one is a secret (server.py: raw_uri).
    request.environ["RAW_URI"] = "/duties/calendar/-.ics"
    who = calendar.officer_of(token)
    if who is None:
        raise NotFound("There is no such calendar. Its address may have been renewed or withdrawn.")
    settings: Settings = current_app.config["SETTINGS"]
    answer = Response(
        calendar.written(who, work_of(who), address=settings.public_url), mimetype="text/calendar"
    )
    answer.headers["Content-Disposition"] = 'inline; filename="duties.ics"'
    # Kept by the calendar program itself, and asked for again each time.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _form() -> DigestForm:
    return DigestForm(data={"wanted": "yes" if digest.wants_digest(officer().id) else "no"})


def _page(form: DigestForm, *, address: str = "") -> ResponseReturnValue:
    page = render_template(
        "duties/reminders.html",
        form=form,
        feed=calendar.feed_of(officer().id),
        address=address,
        back_url=url_for("duties.board"),
    )
    return page, 400 if form.errors else 200
