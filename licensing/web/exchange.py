"""Files in: upload, the dry run, loading exactly what it showed, undoing a load; of the officer's authority only."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import db, transaction
from licensing.errors import BadInput, NotPossibleNow
from licensing.exchange import checking, loading, profiles, undoing, uploads
from licensing.exchange.checking import DryRun
from licensing.exchange.content import Unreadable
from licensing.exchange.fields import WORDS
from licensing.exchange.models import STATES, Load
from licensing.exchange.profiles import Profile
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import choice, pressed
from licensing.web.forms.exchange import OWN, FileForm, LoadForm, load_form

blueprint = Blueprint("exchange", __name__, url_prefix="/files")

# A request may not take for ever: a larger file is loaded by `flask exchange load`.
MOST_BYTES = 3_000_000
MOST_PROFILE_BYTES = 50_000
MOST_FAULTS = 300
MOST_SHOWN = 10
MOST_LOOKED_AT = 2_000


@blueprint.get("")
@needs(Permission.LOAD_FILES)
def index() -> ResponseReturnValue:
    loads = db.session.scalars(scope.within(Load, authority_id()).order_by(Load.id.desc()).limit(100)).all()
    return render_template("exchange/index.html", loads=loads, states=STATES, words=WORDS)


@blueprint.route("/new", methods=["GET", "POST"])
@needs(Permission.LOAD_FILES)
def new() -> ResponseReturnValue:
    """Send a file to be checked. It is kept, sealed, until it is loaded or thrown away."""
    form = FileForm()
    saved = uploads.saved_profiles(authority_id())
    form.profile.choices = [
        choice("", "Choose one"),
        *(choice(name, profile.title) for name, profile in profiles.built_in().items()),
        *(choice(f"saved {load.id}", f"{name} (your council's)") for name, load in saved.items()),
        choice(OWN, "Another profile file"),
    ]
    if form.validate_on_submit():
        try:
            kept = _kept(form)
        except BadInput as refusal:
            form.add_faults(refusal.faults or {"profile": refusal.message})
        except Unreadable as fault:
            form.add_faults({"file": str(fault)})
        else:
            return redirect(url_for("exchange.show", load_id=kept))
    page = render_template(
        "exchange/new.html", form=form, most=MOST_BYTES // 1_000_000, back_url=url_for("exchange.index")
    )
    return page, 400 if form.errors or form.form_errors else 200


def _kept(form: FileForm) -> int:
    """Keep the file that was sent; returns the load's id. Raises BadInput and Unreadable."""
    data = form.file.data.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise BadInput(
            "The file is too large.",
            {
                "file": "The file is too large for this page: an administrator loads it by “flask exchange load”"
            },
        )
    profile, text = _profile(form)
    checking.readable(profile, data)
    with transaction():
        return uploads.keep(data, profile, text, by=officer()).id


def _profile(form: FileForm) -> tuple[Profile, str]:
    """The profile that was chosen, and its text where it is the council's own. Raises BadInput."""
    chosen = form.profile.data or ""
    if chosen.startswith("saved "):
        load = scope.get(Load, int(chosen.removeprefix("saved ")), authority_id())
        return uploads.profile_of(load), load.profile_text
    if chosen != OWN:
        return profiles.named(chosen), ""
    sent = form.own_profile.data
    if not sent:
        raise BadInput("No profile file was sent.", {"own_profile": "Choose the profile file"})
    try:
        text = sent.read(MOST_PROFILE_BYTES).decode("utf-8-sig")
        return profiles.read(text, sent.filename or "the file"), text
    except UnicodeDecodeError:
        raise BadInput("No profile.", {"own_profile": "A profile file is a text in UTF-8"}) from None
    except BadInput as refusal:
        raise BadInput(refusal.message, {"own_profile": refusal.message}) from refusal


@blueprint.get("/<int:load_id>")
@needs(Permission.LOAD_FILES)
def show(load_id: int) -> ResponseReturnValue:
    """The dry run of a file that was sent; or what became of it."""
    load = scope.get(Load, load_id, authority_id())
    if load.state != "begun" or load.content is None:
        return _result(load)
    found = _checked(load)
    with transaction():
        uploads.say_checked(found, by=officer())
    load = scope.get(Load, load_id, authority_id())
    form = load_form(found.questions, formdata=None, data={"shown": found.digest})
    return _dry_run(load, found, form)


def _checked(load: Load, choices: dict[int, str] | None = None) -> DryRun:
    return checking.dry_run(
        uploads.profile_of(load),
        uploads.content_of(load),
        on=clock.today(),
        authority=officer().authority,
        choices=choices,
    )


def _result(load: Load) -> ResponseReturnValue:
    return render_template(
        "exchange/result.html",
        load=load,
        states=STATES,
        words=WORDS,
        # Of a large load that is asked when it is undone: looking at each of its rows takes too long for a page.
        built_on=undoing.built_on(load) if load.state == "loaded" and load.lines <= MOST_LOOKED_AT else [],
        back_url=url_for("exchange.index"),
    )


def _dry_run(load: Load, found: DryRun, form: LoadForm) -> ResponseReturnValue:
    page = render_template(
        "exchange/dry_run.html",
        load=load,
        found=found,
        form=form,
        words=WORDS[load.what],
        stopped=[loading.stopped_words(plan) for plan in found.plans if plan.is_stopped],
        shown={
            action: checking.shown_of(found, action, MOST_SHOWN) for action in ("added", "changed", "ended")
        },
        most=MOST_SHOWN,
        faults=found.faults[:MOST_FAULTS],
        back_url=url_for("exchange.index"),
    )
    return page, 400 if form.errors or form.form_errors else 200


@blueprint.post("/<int:load_id>/load")
@needs(Permission.LOAD_FILES)
def load_it(load_id: int) -> ResponseReturnValue:
    """Load what the dry run showed, and nothing else."""
    load = scope.get(Load, load_id, authority_id())
    if load.state != "begun":
        raise NotPossibleNow("This file is loaded already.")
    found = _checked(load)
    form = load_form(found.questions)
    if form.shown.data != found.digest:
        raise NotPossibleNow(
            "The register changed after this file was checked, so that what was shown is no longer what would be "
            "done. Nothing was loaded: look at the dry run again."
        )
    if any(plan.is_stopped for plan in found.plans) and not loading.is_name_of(
        officer().authority, form.confirmed.data or ""
    ):
        form.validate()
        form.add_faults(
            {"confirmed": f"Type {officer().authority.nice_name} to confirm that these licences end"}
        )
        return _dry_run(load, found, form)
    if not form.validate():
        return _dry_run(load, found, form)
    choices = {line: str(field.data) for line, field in form.questions.items()}
    with transaction():
        loading.hold(officer())
        done = loading.load(
            _checked(scope.get(Load, load_id, authority_id()), choices),
            load_id,
            by=officer(),
            confirmed=form.confirmed.data or "",
        )
        said = (
            f"The file is loaded: {done.added:,} added, {done.changed:,} changed, "
            f"{done.ended:,} ended, {done.left_alone:,} left as they were."
        )
    flash(said, "success")
    return redirect(url_for("exchange.show", load_id=load_id))


@blueprint.post("/<int:load_id>/discard")
@needs(Permission.LOAD_FILES)
def discard(load_id: int) -> ResponseReturnValue:
    """Throw a file away that was checked and not loaded."""
    scope.get(Load, load_id, authority_id())
    pressed()
    with transaction():
        uploads.discard(load_id, by=officer())
    flash("The file was thrown away. Nothing of it was loaded.", "success")
    return redirect(url_for("exchange.index"))


@blueprint.post("/<int:load_id>/undo")
@needs(Permission.LOAD_FILES)
def undo(load_id: int) -> ResponseReturnValue:
    """Undo a load as one step."""
    scope.get(Load, load_id, authority_id())
    pressed()
    with transaction():
        undoing.undo(load_id, by=officer())
    flash("The load is undone: the register is as it was before it.", "success")
    return redirect(url_for("exchange.show", load_id=load_id))
