"""Officers' accounts and the table of bank holidays: an administrator's pages."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from licensing import clock
from licensing.authorities import officers, scope, second_factor
from licensing.authorities.officer_models import Officer, RegisterTraining
from licensing.authorities.permissions import PERMISSIONS_OF, Permission, Role
from licensing.db import db, transaction
from licensing.duties import holidays
from licensing.duties.models import BankHoliday
from licensing.errors import BadInput
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import (
    BooleanField,
    CheckboxesField,
    DateInputField,
    EmailField,
    Form,
    IntegerField,
    Required,
    StringField,
    TextAreaField,
    choice,
)

blueprint = Blueprint("accounts", __name__)

# What one authority's administrator may give: who acts for the whole register is made by `flask officers create`.
ROLE_CHOICES = [
    choice(role.value, role.words, ", ".join(sorted(p.value for p in PERMISSIONS_OF[role])))
    for role in Role
    if role is not Role.REGISTER_OPERATOR
]


@blueprint.get("/officers")
@needs(Permission.MANAGE_OFFICERS)
def index() -> ResponseReturnValue:
    rows = db.session.scalars(scope.within(Officer, authority_id()).order_by(Officer.name)).all()
    return render_template(
        "accounts/index.html",
        officers=rows,
        trained={row.id: officers.register_training_until(row.id, clock.today()) for row in rows},
    )


class OfficerForm(Form):
    """A new account."""

    name = StringField("Full name", [Required("Enter the officer's name")], render_kw={"width": 30})
    email = EmailField(
        "Email address", [Required("Enter an email address")], render_kw={"width": 30, "spellcheck": False}
    )
    roles = CheckboxesField("Roles", [Required("Choose at least one role")], choices=ROLE_CHOICES)


@blueprint.route("/officers/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_OFFICERS)
def create() -> ResponseReturnValue:
    form = OfficerForm()
    if form.validate_on_submit():
        password = officers.made_up_password()
        hashed = officers.NewPassword.of(password)
        try:
            with transaction():
                made = officers.create_officer(
                    email=form.email.data or "",
                    name=form.name.data or "",
                    password=hashed,
                    authority=officer().authority,
                    roles=[Role(role) for role in form.roles.data or []],
                    by=officer().actor,
                    must_change_password=True,
                )
                made_id = made.id
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            return render_template(
                "accounts/created.html", made=scope.get(Officer, made_id, authority_id()), password=password
            )
    return render_template(
        "accounts/new.html", form=form, back_url=url_for("accounts.index")
    ), 400 if form.errors else 200


class ChangeForm(Form):
    """An account's roles, and whether it is open."""

    roles = CheckboxesField("Roles", [Required("Choose at least one role")], choices=ROLE_CHOICES)
    active = BooleanField("The account is open: the officer may sign in")


@blueprint.route("/officers/<int:officer_id>", methods=["GET", "POST"])
@needs(Permission.MANAGE_OFFICERS)
def change(officer_id: int) -> ResponseReturnValue:
    who = scope.get(Officer, officer_id, authority_id())
    form = ChangeForm(data={"roles": sorted(who.roles), "active": who.active})
    if form.validate_on_submit():
        try:
            with transaction():
                officers.change_officer(
                    officer_id,
                    authority_id=authority_id(),
                    active=bool(form.active.data),
                    # What no page gives, no page takes away by not showing it.
                    roles={*map(Role, form.roles.data or []), *(who.roles & {Role.REGISTER_OPERATOR})},
                    by=officer().actor,
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The account has been changed. The officer must sign in again.", "success")
            return redirect(url_for("accounts.index"))
    trainings = db.session.scalars(
        select(RegisterTraining)
        .where(RegisterTraining.officer_id == who.id)
        .order_by(RegisterTraining.completed_on.desc())
    ).all()
    return render_template(
        "accounts/change.html",
        form=form,
        who=who,
        trainings=trainings,
        has_second_factor=second_factor.is_set(who),
        back_url=url_for("accounts.index"),
    ), 400 if form.errors else 200


class ResetForm(Form):
    """Nothing is asked: the page says what follows."""


@blueprint.route("/officers/<int:officer_id>/password", methods=["GET", "POST"])
@needs(Permission.MANAGE_OFFICERS)
def give_password(officer_id: int) -> ResponseReturnValue:
    who, form = scope.get(Officer, officer_id, authority_id()), ResetForm()
    if form.validate_on_submit():
        password = officers.made_up_password()
        new = officers.NewPassword.of(password)
        with transaction():
            officers.give_password(officer_id, authority_id=authority_id(), new=new, by=officer().actor)
        return render_template("accounts/password_given.html", who=who, password=password)
    back_url = url_for("accounts.change", officer_id=officer_id)
    return render_template("accounts/give_password.html", form=form, who=who, back_url=back_url)


@blueprint.route("/officers/<int:officer_id>/second-factor", methods=["GET", "POST"])
@needs(Permission.MANAGE_OFFICERS)
def reset_second_factor(officer_id: int) -> ResponseReturnValue:
    who, form = scope.get(Officer, officer_id, authority_id()), ResetForm()
    if form.validate_on_submit():
        with transaction():
            second_factor.reset(officer_id, authority_id=authority_id(), by=officer().actor)
        flash("The second factor has been taken away. The officer is told when they next sign in.", "success")
        return redirect(url_for("accounts.change", officer_id=officer_id))
    back_url = url_for("accounts.change", officer_id=officer_id)
    return render_template("accounts/reset_second_factor.html", form=form, who=who, back_url=back_url)


class TrainingForm(Form):
    """Training in the use of the national register."""

    completed_on = DateInputField(
        "When was the training?",
        [Required("Enter the day of the training")],
        called="The day of the training",
    )
    valid_until = DateInputField(
        "Until when is it good?", [Required("Enter its last good day")], called="The last good day"
    )
    reference = StringField(
        "Certificate or reference", [Required("Enter the certificate or reference")], render_kw={"width": 20}
    )


@blueprint.route("/officers/<int:officer_id>/training", methods=["GET", "POST"])
@needs(Permission.MANAGE_OFFICERS)
def train(officer_id: int) -> ResponseReturnValue:
    who = scope.get(Officer, officer_id, authority_id())
    form = TrainingForm()
    if form.validate_on_submit():
        try:
            with transaction():
                officers.record_register_training(
                    scope.get(Officer, officer_id, authority_id()),
                    completed_on=form.completed_on.data or date.min,
                    valid_until=form.valid_until.data or date.min,
                    reference=form.reference.data or "",
                    by=officer().actor,
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The training has been recorded.", "success")
            return redirect(url_for("accounts.change", officer_id=officer_id))
    return render_template(
        "accounts/training.html",
        form=form,
        who=who,
        back_url=url_for("accounts.change", officer_id=officer_id),
    ), 400 if form.errors else 200


@blueprint.get("/bank-holidays")
@needs(Permission.MANAGE_HOLIDAYS)
def bank_holidays() -> ResponseReturnValue:
    return render_template(
        "accounts/bank_holidays.html",
        loaded=holidays.holidays(),
        days=db.session.scalars(
            select(BankHoliday)
            .where(BankHoliday.day >= date(clock.today().year, 1, 1))
            .order_by(BankHoliday.day)
        ).all(),
    )


class DayForm(Form):
    """One more bank holiday, as a proclamation may make."""

    day = DateInputField("Which day?", [Required("Enter the day")], called="The day")
    title = StringField("What is it called?", [Required("Enter what it is called")], render_kw={"width": 30})
    source = StringField(
        "Where is this from?",
        [Required("Say where this is from")],
        render_kw={"width": 30},
        description="For example the proclamation's date, or the GOV.UK list",
    )


@blueprint.route("/bank-holidays/day", methods=["GET", "POST"])
@needs(Permission.MANAGE_HOLIDAYS)
def add_bank_holiday() -> ResponseReturnValue:
    form = DayForm()
    if form.validate_on_submit():
        try:
            with transaction():
                holidays.add_day(
                    form.day.data or date.min,
                    form.title.data or "",
                    form.source.data or "",
                    by=officer().actor,
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The bank holiday has been added. Duties opened from now on count it.", "success")
            return redirect(url_for("accounts.bank_holidays"))
    return render_template(
        "accounts/bank_holiday_day.html", form=form, back_url=url_for("accounts.bank_holidays")
    ), 400 if form.errors else 200


class YearForm(Form):
    """All the bank holidays of one more year."""

    year = IntegerField("Year", [Required("Enter the year")], render_kw={"width": 4})
    days = TextAreaField(
        "Bank holidays in England",
        [Required("Enter the bank holidays, one a line")],
        description="One a line: the date as 2029-01-01, a space, and what it is called",
        render_kw={"rows": 10},
    )
    source = StringField(
        "Where does the list come from?", [Required("Say where the list comes from")], render_kw={"width": 30}
    )

    def read_days(self) -> dict[date, str]:
        """The lines as days. Raises BadInput, naming each line that can't be read."""
        found, faults = {}, []
        for number, line in enumerate((self.days.data or "").splitlines(), start=1):
            if not line.strip():
                continue
            text, _, title = line.strip().partition(" ")
            try:
                found[date.fromisoformat(text)] = title.strip() or "Bank holiday"
            except ValueError:
                faults.append(f"line {number}")
        if faults:
            raise BadInput(
                "Some lines can't be read.",
                {"days": f"Write each date as 2029-01-01: see {', '.join(faults)}"},
            )
        return found


@blueprint.route("/bank-holidays/year", methods=["GET", "POST"])
@needs(Permission.MANAGE_HOLIDAYS)
def add_bank_holiday_year() -> ResponseReturnValue:
    loaded = holidays.holidays()
    form = YearForm(data={"year": loaded.last_year + 1 if loaded.last_year else clock.today().year})
    if form.validate_on_submit():
        try:
            with transaction():
                holidays.add_year(
                    form.year.data or 0, form.read_days(), form.source.data or "", by=officer().actor
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash(f"The bank holidays of {form.year.data} have been added.", "success")
            return redirect(url_for("accounts.bank_holidays"))
    return render_template(
        "accounts/bank_holiday_year.html", form=form, back_url=url_for("accounts.bank_holidays")
    ), 400 if form.errors else 200
