"""Recording private hire operators and the licences they have; in the caller's transaction."""

from dataclasses import dataclass

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput
from licensing.register import deadlines
from licensing.register.actions import Term, enter_old_licence
from licensing.register.operator_models import (
    FORMS,
    OPERATOR_KINDS,
    Operator,
    OperatorBase,
    OperatorLicence,
    TradingName,
)


@dataclass(frozen=True)
class BaseFacts:
    """A base as it was given: the lines of its address and its postcode."""

    lines: str
    postcode: str = ""


@dataclass(frozen=True)
class OperatorFacts:
    """What is known of an operator. `form` is one of FORMS; "" when old records do not say."""

    name: str
    form: str = ""
    company_number: str = ""
    email: str = ""
    telephone: str = ""
    trading_names: tuple[str, ...] = ()
    bases: tuple[BaseFacts, ...] = ()


def add_operator(facts: OperatorFacts, *, by: Officer) -> Operator:
    """Add an operator to the officer's authority's register.

    Raises BadInput without a name, or for a form there is not.
    """
    _must_be_well_formed(facts)
    operator = Operator(
        authority_id=by.authority_id,
        recorded_at=clock.now(),
        **_kept(facts),
        trading_names=[TradingName(name=name) for name in facts.trading_names],
        bases=[OperatorBase(lines=base.lines, postcode=base.postcode) for base in facts.bases],
    )
    db.session.add(operator)
    db.session.flush()
    record("operator:recorded", by=by.actor, subject=operator.subject)
    return operator


def change_operator(operator: Operator, facts: OperatorFacts, *, by: Officer) -> list[str]:
    """Put right what is held of an operator itself, not its trading names and bases; returns what changed.

    Raises BadInput without a name, or for a form there is not or that an individual of the register can't have.
    """
    _must_be_well_formed(facts)
    if operator.person_id is not None and facts.form not in ("individual", ""):
        raise BadInput(
            "This operator is an individual.", {"form": "It is linked to a person: an individual is meant"}
        )
    given = _kept(facts)
    changed = sorted(what for what, value in given.items() if getattr(operator, what) != value)
    for what in changed:
        setattr(operator, what, given[what])
    db.session.flush()
    if changed:
        record("operator:changed", by=by.actor, subject=operator.subject, what=changed)
    return changed


def _must_be_well_formed(facts: OperatorFacts) -> None:
    faults = {}
    if not facts.name.strip():
        faults["name"] = "Enter the operator's name as it stands on the licence"
    if facts.form not in FORMS:
        faults["form"] = "Choose what the operator is in law"
    if faults:
        raise BadInput("This operator can't be recorded.", faults)


def _kept(facts: OperatorFacts) -> dict[str, str]:
    """What is kept in the operator's own row."""
    return {
        "name": facts.name.strip(),
        "form": facts.form,
        "company_number": facts.company_number.strip().upper(),
        "email": facts.email.strip(),
        "telephone": facts.telephone.strip(),
    }


def take_over_licence(operator: Operator, term: Term, *, number: str, by: Officer) -> OperatorLicence:
    """Record an operator licence of the council's old records: it has no determination here, and says so.

    Raises BadInput for a term the statute does not allow (R34), a kind there is not, or a number in use.
    """
    return enter_old_licence(
        OperatorLicence(operator_id=operator.id),
        term,
        kinds=OPERATOR_KINDS,
        faults=deadlines.operator_term_faults(term.starts_on, term.ends_on),
        number=number,
        by=by,
    )
