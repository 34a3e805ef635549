"""Taking an application: one page a question, saved at each step, taken up again where it was left."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.applications import actions, drafts, intake
from licensing.applications.models import Application
from licensing.authorities import scope
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.errors import BadInput, NotFound
from licensing.matching.numbers import NumberFault, driver_number_agrees, read_driver_number
from licensing.matching.people import Address, Name, NameKind, Person
from licensing.register.actions import PersonFacts
from licensing.register.models import LICENCE_KINDS, NUMBER_KINDS
from licensing.register.queries import alike
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import DateInputField, Form, RadioField, Required, choice
from licensing.web.forms.intake import FORMS, EarlierAddressForm, OtherNamesForm

blueprint = Blueprint("intake", __name__, url_prefix="/applications/<int:application_id>/intake")

NEW_PERSON = "new"


def _draft(application_id: int) -> tuple[Application, drafts.Answers] | None:
    application = scope.get(Application, application_id, authority_id())
    return (application, drafts.read(application)) if application.state == "draft" else None


@blueprint.get("")
@needs(Permission.WORK_APPLICATIONS)
def resume(application_id: int) -> ResponseReturnValue:
    found = _draft(application_id)
    if found is None:
        return redirect(url_for("case.show", application_id=application_id))
    return redirect(_page(application_id, intake.first_unanswered(found[1])))


@blueprint.route("/<page>", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def ask(application_id: int, page: str) -> ResponseReturnValue:
    if page not in intake.KEYS:
        raise NotFound("There is no such page of an application.")
    found = _draft(application_id)
    if found is None:
        return redirect(url_for("case.show", application_id=application_id))
    application, answers = found
    if page in ("other-names", "earlier-addresses"):
        return _ask_for_several(application, answers, page)
    known = answers.get(page)
    form = FORMS[page](data=FORMS[page].shown(known) if known else None)
    if form.validate_on_submit():
        faults = form.faults(clock.today())
        if not faults:
            with transaction():
                actions.save_page(application_id, page, form.fields(), by=officer())
            return redirect(_onward(application_id, page))
        form.add_faults(faults)
    return _shown(application, page, form)


def _ask_for_several(application: Application, answers: drafts.Answers, page: str) -> ResponseReturnValue:
    """A page on which several names, or several addresses, are added one after another."""
    what = "names" if page == "other-names" else "addresses"
    there: list[dict[str, Any]] = list(answers.get(page, {}).get(what, []))
    form: Any = (OtherNamesForm if page == "other-names" else EarlierAddressForm)(
        data={"any": "yes" if there else ("no" if page in answers else None)}
    )
    if "remove" in request.form and form.validate_csrf_only():
        there = [one for place, one in enumerate(there) if str(place) != request.form["remove"]]
        _save_several(application.id, page, what, there)
        return redirect(_again(application.id, page))
    if form.validate_on_submit():
        one = form.fields() if page == "other-names" else form.one()
        one.pop("any", None)
        typed = any(value for key, value in one.items())
        faults = form.faults(clock.today())
        if form.any.data == "no" and (typed or there):
            faults["any"] = "Choose yes, or remove what was entered"
        needed = one["last"] or one["first"] if page == "other-names" else one["lines"]
        if form.any.data == "yes" and not needed and (typed or not there):
            faults["last" if page == "other-names" else "lines"] = (
                "Enter the name" if page == "other-names" else "Enter the address"
            )
        if not faults:
            if typed and one not in there:
                there.append(one)
            _save_several(application.id, page, what, there)
            return redirect(
                _again(application.id, page) if "another" in request.form else _onward(application.id, page)
            )
        form.add_faults(faults)
    return _shown(application, page, form, there=there)


def _save_several(application_id: int, page: str, what: str, several: list[dict[str, Any]]) -> None:
    with transaction():
        actions.save_page(application_id, page, {what: several}, by=officer())


def _shown(application: Application, page: str, form: Any, **more: Any) -> ResponseReturnValue:
    before = intake.before(page)
    back = (
        _page(application.id, intake.CHECK)
        if "change" in request.args
        else _page(application.id, before)
        if before
        else url_for("applications.index")
    )
    number = intake.KEYS.index(page) + 1
    what = "Renewal" if application.kind == "renewal" else "New application"
    return render_template(
        f"intake/{page}.html",
        form=form,
        application=application,
        back_url=back,
        caption=f"{what}: page {number} of {len(intake.KEYS)}",
        page_title=intake.PAGES[number - 1].title,
        cancel_url=url_for("applications.index"),
        cancel_text="Leave it for later: what was saved is kept",
        **more,
    ), 400 if form.errors else 200


def _page(application_id: int, page: str) -> str:
    if page == intake.CHECK:
        return url_for("intake.check", application_id=application_id)
    return url_for("intake.ask", application_id=application_id, page=page)


def _again(application_id: int, page: str) -> str:
    """The same page anew, still on the way back to the answers if it was."""
    change = "yes" if "change" in request.args else None
    return url_for("intake.ask", application_id=application_id, page=page, change=change)


def _onward(application_id: int, page: str) -> str:
    return _page(application_id, intake.CHECK if "change" in request.args else intake.after(page))


class ReceiveForm(Form):
    """Receiving the application: when it came, and whether the person is known."""

    received_on = DateInputField(
        "When was the application received?",
        [Required("Enter the day it was received")],
        called="The day it was received",
    )
    person = RadioField(
        "Is the applicant one of these people?", [Required("Choose who the applicant is")], choices=[]
    )


@blueprint.route("/check", methods=["GET", "POST"])
@needs(Permission.WORK_APPLICATIONS)
def check(application_id: int) -> ResponseReturnValue:
    found = _draft(application_id)
    if found is None:
        return redirect(url_for("case.show", application_id=application_id))
    application, answers = found
    unanswered = intake.first_unanswered(answers)
    if unanswered != intake.CHECK:
        return redirect(_page(application_id, unanswered))
    facts = intake.person_facts(answers)
    known = alike(authority_id(), value_of(facts))
    form = ReceiveForm(data={"received_on": clock.today(), "person": _first_choice(application, known)})
    form.person.choices = [
        *(
            choice(
                str(person.id),
                f"{person.full_name}, born {person.date_of_birth:%-d %B %Y}",
                "; ".join(verdict.reasons),
            )
            for person, _comparison, verdict in known
        ),
        choice(
            NEW_PERSON,
            "No: somebody who is not on our register yet"
            if known
            else "Somebody who is not on our register yet",
            "Nobody alike was found" if not known else None,
        ),
    ]
    if form.validate_on_submit():
        try:
            with transaction():
                actions.receive(
                    application_id,
                    by=officer(),
                    received_on=form.received_on.data or date.min,
                    person_id=None if form.person.data == NEW_PERSON else int(form.person.data or 0),
                )
        except BadInput as refusal:
            form.add_faults(refusal.faults)
        else:
            flash("The application has been received.", "success")
            return redirect(url_for("case.show", application_id=application_id))
    return render_template(
        "intake/check.html",
        form=form,
        application=application,
        answers=answers,
        facts=facts,
        known=known,
        kinds=LICENCE_KINDS,
        number_kinds=NUMBER_KINDS,
        doubts=doubts_about_numbers(facts),
        said=intake.circumstances(answers),
        pages=intake.PAGES,
        back_url=_page(application_id, intake.KEYS[-1]),
    ), 400 if form.errors else 200


def _first_choice(application: Application, known: list[Any]) -> str | None:
    if application.renews is not None:
        return str(application.renews.person_id)
    return None if known else NEW_PERSON


def value_of(facts: PersonFacts) -> Person:
    """The applicant as matching sees them."""
    numbers = {kind: (number,) for kind, number in facts.numbers.items()}
    homes = [one for one in (facts.home, *facts.earlier_addresses) if one]
    return Person(
        names=(
            Name(facts.name.first, facts.name.middle, facts.name.last),
            *(Name(one.first, one.middle, one.last, NameKind.OTHER) for one in facts.other_names),
        ),
        dates_of_birth=(facts.date_of_birth,),
        addresses=tuple(Address(tuple(one.lines.splitlines()), one.postcode) for one in homes),
        **numbers,
    )


def doubts_about_numbers(facts: PersonFacts) -> list[str]:
    """What the GB driver number says that the applicant does not: shown, never a refusal."""
    number = facts.numbers.get("gb_driver")
    if not number:
        return []
    try:
        return driver_number_agrees(read_driver_number(number), facts.name.last, facts.date_of_birth)
    except NumberFault as fault:
        return [str(fault)]
