"""`flask demo`: fills an empty register with people who are plainly invented, to try everything on."""

import io
from dataclasses import dataclass
from datetime import date, timedelta

import click
from dateutil.relativedelta import relativedelta
from flask.cli import with_appcontext
from PIL import Image, ImageDraw
from sqlalchemy import select

from licensing import clock
from licensing.applications import actions, determining, drafts, intake
from licensing.applications.models import Application
from licensing.applications.queries import applicable
from licensing.authorities.loading import load_councils
from licensing.authorities.lookup import named
from licensing.authorities.officer_models import Officer
from licensing.authorities.officers import create_officer, record_register_training
from licensing.authorities.permissions import Role
from licensing.cli import demo_concerns, demo_convictions, demo_vehicles, demo_vetting
from licensing.cli.demo_decisions import decide_on_licences
from licensing.db import db, transaction
from licensing.decisions.actions import record_notification
from licensing.duties.holidays import load_bank_holidays
from licensing.national_register.embedded import make
from licensing.national_register.gateway import NewEntry
from licensing.policy.queries import policy_in_force
from licensing.register import photographs
from licensing.register.actions import (
    AddressFacts,
    NameFacts,
    PersonFacts,
    Term,
    add_person,
    take_over_licence,
)
from licensing.register.models import Person
from licensing.training.actions import CompletionFacts, record_completion
from licensing.training.demo import safeguarding_course
from licensing.training.models import Course, CourseVersion

PASSWORD = "only-for-the-demo"  # noqa: S105 (printed for all to read; it works on this machine only)

OFFICERS = (
    (
        "officer@leeds.example",
        "Olive Officer",
        "Leeds",
        (Role.LICENSING_OFFICER, Role.TRAINING_ADMINISTRATOR, Role.REGISTER_OPERATOR),
    ),
    ("decider@leeds.example", "Dev Decider", "Leeds", (Role.DECISION_MAKER,)),
    ("enforcer@leeds.example", "Edie Enforcer", "Leeds", (Role.ENFORCEMENT_OFFICER,)),
    ("auditor@leeds.example", "Ada Auditor", "Leeds", (Role.AUDITOR,)),
    ("admin@leeds.example", "Alex Administrator", "Leeds", (Role.ADMINISTRATOR,)),
    (
        "officer@bradford.example",
        "Bram Officer",
        "Bradford",
        (Role.LICENSING_OFFICER, Role.TRAINING_ADMINISTRATOR),
    ),
    ("decider@bradford.example", "Bina Decider", "Bradford", (Role.DECISION_MAKER,)),
    (
        "officer@kirklees.example",
        "Kit Officer",
        "Kirklees",
        (Role.LICENSING_OFFICER, Role.TRAINING_ADMINISTRATOR),
    ),
    ("decider@kirklees.example", "Kaya Decider", "Kirklees", (Role.DECISION_MAKER,)),
)


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist."""

    first: str
    middle: str
    last: str
    born: date
    street: str
    postcode: str
    numbers: dict[str, str]

    def facts(self) -> PersonFacts:
        """The person as an application would give them."""
        return PersonFacts(
            name=NameFacts(self.first, self.middle, self.last),
            date_of_birth=self.born,
            home=AddressFacts(f"{self.street}\nInventedtown", self.postcode, date(2019, 5, 1)),
            numbers=self.numbers,
            email=f"{self.first.lower()}@example.com",
            telephone="07700 900123",
        )


# Postcodes of the area ZZ do not exist.
HOLDERS = (
    Invented(
        "Patience",
        "",
        "Exampleby",
        date(1979, 4, 12),
        "1 Specimen Street",
        "ZZ1 1AA",
        {"national_insurance": "AB111111A"},
    ),
    Invented(
        "Imran",
        "",
        "Sampleton",
        date(1985, 1, 1),
        "2 Specimen Street",
        "ZZ1 1AB",
        {"national_insurance": "AB222222B"},
    ),
    Invented(
        "Agnieszka",
        "Maria",
        "Mockowska",
        date(1990, 9, 23),
        "3 Specimen Street",
        "ZZ1 1AC",
        {"national_insurance": "AB333333C"},
    ),
    Invented(
        "Jaswinder",
        "Singh",
        "Testwick",
        date(1972, 11, 5),
        "4 Specimen Street",
        "ZZ1 1AD",
        {"national_insurance": "AB444444D"},
    ),
    Invented(
        "Grace",
        "",
        "Fictionford",
        date(1988, 2, 29),
        "5 Specimen Street",
        "ZZ1 1AE",
        {"national_insurance": "AB555555A"},
    ),
)
# How many months ago each holder's safeguarding training was, and how many days were then given back.
TRAINED = ((35, 20), (36, 5), (34, 0), (12, 0), (36, 0))

# References in the form the policy asks for; no such code or certificate exists.
REFERENCES = {"dvla-record": "DEMO0001", "enhanced-dbs": "000000000001", "tax-check": "DEMO00001"}

ENTERED = (
    (
        "Bradford",
        "revoked",
        Invented(
            "Yousef",
            "",
            "Inventov",
            date(1984, 3, 9),
            "17 Placeholder Road",
            "ZZ7 2BB",
            {"national_insurance": "AB777777C"},
        ),
    ),
    (
        "Kirklees",
        "refused",
        Invented("Muhammad Tariq", "", "Dummyson", date(1991, 7, 30), "4 Mockup Mews", "ZZ8 3CC", {}),
    ),
    (
        "Wakefield",
        "suspended",
        Invented("Olga", "", "Pretendova", date(1982, 12, 1), "9 Sample Side", "ZZ9 4DD", {}),
    ),
    (
        "York",
        "refused-renewal",
        Invented("Gareth", "", "O'Nonesuch", date(1969, 6, 17), "33 Nowhere Lane", "ZZ9 5EE", {}),
    ),
    # She is licensed by Leeds under nearly this name: the worker's first pass opens an alert there.
    (
        "Wakefield",
        "revoked",
        Invented("Gracie", "", "Fictionford", date(1988, 2, 29), "8 Sample Side", "ZZ9 4DE", {}),
    ),
)


@click.command()
@with_appcontext
def demo() -> None:
    """Fill an empty register with invented people. Run again, it changes nothing."""
    if db.session.scalar(select(Officer.id).where(Officer.demo.is_(False)).limit(1)) is not None:
        raise SystemExit("This register has real officers: the demonstration fills only an empty one.")
    there = db.session.scalar(select(Officer.id).limit(1)) is not None
    db.session.rollback()
    if not there:
        with transaction():
            load_councils()
            load_bank_holidays()
            _fill()
        click.echo("The demonstration is filled. Everybody in it is invented.")
    else:
        click.echo("The demonstration is there already; nothing was changed.")
    click.echo("Sign in with any of these, and the password " + PASSWORD)
    for email, name, council, roles in OFFICERS:
        click.echo(f"  {email:<28}{council:<10}{', '.join(role.words.lower() for role in roles)} ({name})")


def _fill() -> None:
    today = clock.today()
    officers = {
        email: _officer(email, name, council, roles, today) for email, name, council, roles in OFFICERS
    }
    leeds, decider = officers["officer@leeds.example"], officers["decider@leeds.example"]
    for officer in (leeds, officers["officer@bradford.example"], officers["officer@kirklees.example"]):
        safeguarding_course(officer.authority_id, officer, on=today)
    for council, decision, who in ENTERED:
        _entry(council, decision, who, today - relativedelta(months=8))
    held = []
    for number, (who, (months, days)) in enumerate(zip(HOLDERS, TRAINED, strict=True), start=1):
        person = add_person(who.facts(), application="old records", by=leeds)
        starts = today - relativedelta(months=30) + timedelta(days=number)
        take_over_licence(
            person,
            Term("private-hire", starts, starts + relativedelta(years=3) - timedelta(days=1)),
            number=f"OLD-{number:04}",
            badge_number=f"B{number:04}",
            by=leeds,
        )
        held.append(person)
        _trained(
            person, "safeguarding", today - relativedelta(months=months) + timedelta(days=days), leeds, today
        )
    demo_vetting.vet(held, by=leeds)
    _applications(leeds, decider, today)
    decide_on_licences(officer=leeds, decider=decider, today=today)
    demo_concerns.fill(leeds, officers["officer@bradford.example"])
    demo_vehicles.fill(leeds, today)


def _officer(email: str, name: str, council: str, roles: tuple[Role, ...], today: date) -> Officer:
    officer = create_officer(
        email=email, name=name, password=PASSWORD, authority=named(council), roles=roles, demo=True
    )
    if Role.LICENSING_OFFICER in roles:
        record_register_training(
            officer,
            completed_on=today - timedelta(days=60),
            by=officer.actor,
            valid_until=today + timedelta(days=670),
            reference="Demonstration course",
        )
    return officer


def _entry(council: str, decision: str, who: Invented, decided_on: date) -> None:
    authority = named(council)
    make(
        NewEntry(
            source_key=f"demo:{who.last}",
            recording_authority_id=authority.id,
            first_name=who.first,
            middle_names=who.middle,
            last_name=who.last,
            date_of_birth=who.born,
            home_address=who.street,
            home_postcode=who.postcode,
            decision=decision,
            decided_on=decided_on,
            further_information=f"Write to the licensing team of {authority.official_name}.",
            numbers=tuple(who.numbers.items()),
        )
    )


def _trained(person: Person, module: str, on: date, by: Officer, today: date) -> None:
    version = db.session.scalars(
        select(CourseVersion)
        .join(Course)
        .where(Course.authority_id == by.authority_id, Course.module == module)
    ).first()
    assert version is not None
    score = None if version.pass_mark is None else 90
    record_completion(
        person.id,
        version.id,
        CompletionFacts(
            completed_on=on,
            score=score,
            result=None if score else True,
            certificate_number=f"DEMO-{person.id}-{version.id}",
            evidence="Invented",
        ),
        by=by,
        on=today,
    )


def _applications(leeds: Officer, decider: Officer, today: date) -> None:
    """One application in each state, prepared by the actions an officer uses."""
    actions.start(kind="new", licence_kind="private-hire", by=leeds)
    begun = _received(
        Invented("Winifred", "", "Placeholder", date(1994, 8, 14), "6 Specimen Street", "ZZ1 1AF", {}),
        leeds,
        today,
    )
    assert begun.person_id is not None
    demo_convictions.fill(begun.person_id, leeds, today)
    waiting = _received(
        Invented(
            "Tomasz",
            "",
            "Przykładowy",
            date(1987, 10, 2),
            "7 Specimen Street",
            "ZZ1 1AG",
            {"national_insurance": "AB666666D"},
        ),
        leeds,
        today,
    )
    _prepared(waiting, leeds, today)
    actions.refer(waiting.id, by=leeds)
    refused = _received(
        Invented(
            "Barnaby",
            "",
            "Nobodyson",
            date(1980, 5, 25),
            "8 Specimen Street",
            "ZZ1 1AH",
            {"national_insurance": "AB888888A"},
        ),
        leeds,
        today,
    )
    _prepared(refused, leeds, today)
    actions.refer(refused.id, by=leeds)
    determination = determining.refuse(
        refused.id,
        determining.Refusal(
            ["g"], "wholly", "The applicant threatened a licensing officer in this invented case."
        ),
        by=decider,
    )
    granted = _received(
        Invented(
            "Lakshmi",
            "",
            "Mockingham",
            date(1992, 1, 19),
            "9 Specimen Street",
            "ZZ1 1AJ",
            {"national_insurance": "AB999999B"},
        ),
        leeds,
        today,
    )
    _prepared(granted, leeds, today)
    actions.refer(granted.id, by=leeds)
    determining.grant(
        granted.id,
        determining.Grant(
            today,
            today + relativedelta(years=3) - timedelta(days=1),
            "B0100",
            "Nothing was found against the applicant.",
            fit_and_proper=True,
        ),
        by=decider,
    )
    told = _received(
        Invented("Orhan", "", "Uydurma", date(1983, 4, 4), "10 Specimen Street", "ZZ1 1AK", {}), leeds, today
    )
    _prepared(told, leeds, today)
    actions.refer(told.id, by=leeds)
    second = determining.refuse(
        told.id, determining.Refusal(["h"], "in-part", "Dangerous driving in this invented case."), by=decider
    )
    assert determination.decision_id is not None
    assert second.decision_id is not None
    record_notification(second.decision_id, notified_on=today, how="post", by=leeds)


def _received(who: Invented, by: Officer, today: date) -> Application:
    application = actions.start(kind="new", licence_kind="private-hire", by=by)
    facts = who.facts()
    assert facts.home is not None
    answers: drafts.Answers = {
        "name": {"first": who.first, "middle": who.middle, "last": who.last},
        "other-names": {"names": []},
        "date-of-birth": {"born": who.born.isoformat()},
        "address": {"lines": facts.home.lines, "postcode": who.postcode, "from_on": "2019-05-01"},
        "earlier-addresses": {"addresses": []},
        "numbers": dict(who.numbers),
        "contact": {"email": facts.email, "telephone": facts.telephone},
        "driving": {"entitled_since": (who.born + relativedelta(years=19)).isoformat()},
        "right-to-work": {"limited": "no", "ends_on": None},
        "background": {"lived_abroad": "no", "earlier_licence": "no"},
    }
    for page in intake.KEYS:
        actions.save_page(application.id, page, answers[page], by=by)
    return actions.receive(application.id, person_id=None, received_on=today, by=by)


def _likeness() -> bytes:
    """A picture of nobody: a head and shoulders drawn with two ellipses."""
    picture = Image.new("RGB", (400, 500), "#d8dde3")
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((130, 90, 270, 260), fill="#7b8794")
    drawing.ellipse((60, 290, 340, 700), fill="#7b8794")
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()


def _prepared(application: Application, by: Officer, today: date) -> None:
    """Record everything the policy asks for, and search the national register."""
    policy = policy_in_force(by.authority.gss_code or "", today)
    for requirement in applicable(application, policy):
        if requirement.how != "evidence":
            continue
        option = next(one for one in requirement.results if one.satisfies)
        actions.record_evidence(
            application.id,
            actions.EvidenceFacts(
                requirement.key,
                option.key,
                REFERENCES.get(requirement.key, "Invented"),
                "Invented",
                today - timedelta(days=14),
                today,
            ),
            by=by,
        )
    assert application.person is not None
    photographs.store(application.person, _likeness(), by=by)
    for module in policy.modules.value:
        _trained(application.person, module, today - timedelta(days=30), by, today)
    actions.search_national_register(
        application.id, purpose="safeguarding", reason="To decide an invented application", by=by
    )
