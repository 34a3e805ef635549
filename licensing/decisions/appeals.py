"""Appeals against decisions: lodged, heard, decided by a court, and appealed again. In the caller's transaction.

Nothing here decides. What a court decided is recorded, and goes down the one road of `changes.py`: to the decision, the
licence and the entry on the national register (rules R07, R29, R30).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities import scope
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.decisions import changes, deadlines, lifecycle, queries
from licensing.decisions.models import COURTS, LODGED_BY, OUTCOMES, Appeal, Decision, Hearing
from licensing.duties.actions import discharge, open_duty
from licensing.errors import BadInput, NotPossibleNow

# A day of hearing further ahead than this is a slip of the hand, of which nobody would ever be reminded.
LISTED_WITHIN = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Lodged:
    """An appeal as it was lodged.

    `stays`: whether the decision waits for it, in an officer's word. Asked only where the Act does not say: of a late
    appeal, and of a further one.
    """

    lodged_on: date
    court_name: str
    reference: str = ""
    lodged_by: str = "person"
    stays: bool | None = None
    stays_because: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a court decided, on which day, in its words; and what the decision is from then on, where it was varied."""

    outcome: str
    decided_on: date
    words: str
    becomes: str = ""
    ends_on: date | None = None


def next_court(decision: Decision) -> str:
    """Which court an appeal would go to now: "magistrates", or "crown" after its decision.

    Raises NotPossibleNow before notification, while an appeal is open, and where there is nothing further.
    """
    if decision.notified_on is None:
        raise NotPossibleNow("The person has not been notified yet: there is nothing to appeal against.")
    appeals = queries.appeals_of(decision.id, decision.authority_id)
    if not appeals:
        return "magistrates"
    last = appeals[-1]
    if last.is_open:
        raise NotPossibleNow("An appeal is open already: record its outcome first.")
    if last.court == "crown":
        raise NotPossibleNow("The Crown Court has decided: no further appeal is recorded here.")
    if last.outcome == "withdrawn":
        raise NotPossibleNow("The appeal was withdrawn: there is no court’s decision to appeal against.")
    return "crown"


def asks_whether_it_stays(decision: Decision, lodged_on: date, lodged_by: str) -> bool:
    """Whether an officer is asked if the decision waits for an appeal, because the Act does not plainly say.

    1976 Act s.77(2) lets the person carry on while an appeal in time is pending, and s.77(3) never where the decision
    took effect at once. A refused applicant carried on nothing; an authority's own appeal makes nobody wait.
    """
    if (
        lodged_by != "person"
        or decision.immediate
        or decision.kind == "refused"
        or decision.notified_on is None
    ):
        return False
    late = lodged_on > deadlines.last_day_to_appeal(decision.notified_on)
    return late or bool(queries.appeals_of(decision.id, decision.authority_id))


def lodge(decision_id: int, given: Lodged, *, by: Officer) -> Appeal:
    """Record that an appeal was lodged. One that is late is recorded as late: a court says what becomes of it.

    Raises NotPossibleNow where none can be lodged now, BadInput with faults by field.
    """
    decision = scope.get(Decision, decision_id, by.authority_id, lock=True)
    court = next_court(decision)
    before = queries.appeals_of(decision.id, by.authority_id)
    if faults := _faults(decision, before[-1] if before else None, given):
        raise BadInput("This appeal can’t be recorded.", faults)
    assert decision.notified_on is not None
    appeal = Appeal(
        authority_id=by.authority_id,
        decision_id=decision.id,
        after_id=before[-1].id if before else None,
        court=court,
        court_name=given.court_name.strip(),
        reference=given.reference.strip(),
        lodged_by=given.lodged_by,
        lodged_on=given.lodged_on,
        # No source for the time of a further appeal was read.
        late=None if before else given.lodged_on > deadlines.last_day_to_appeal(decision.notified_on),
        stays=_stays(decision, given),
        stays_because=given.stays_because.strip(),
        outcome="",
        recorded_by_id=by.id,
        recorded_at=clock.now(),
    )
    db.session.add(appeal)
    db.session.flush()
    record(
        "appeal:lodged",
        by=by.actor,
        subject=appeal.subject,
        court=court,
        lodged_on=given.lodged_on.isoformat(),
        late=appeal.late,
        stays=appeal.stays,
    )
    if appeal.stays and lifecycle.can(decision.state, "stay"):
        _stay(appeal, decision, by)
    return appeal


def _stay(appeal: Appeal, decision: Decision, by: Officer) -> None:
    changes.change(
        decision,
        "stayed",
        key=f"{appeal.subject}:stayed",
        on=appeal.lodged_on,
        reason="An appeal was lodged: the person may carry on until it is disposed of (1976 Act s.77(2)).",
        by=by,
        step="stay",
        appeal_id=appeal.id,
    )


def _stays(decision: Decision, given: Lodged) -> bool:
    if asks_whether_it_stays(decision, given.lodged_on, given.lodged_by):
        return bool(given.stays)
    return given.lodged_by == "person" and not decision.immediate and decision.kind != "refused"


def _faults(decision: Decision, before: Appeal | None, given: Lodged) -> dict[str, str]:
    faults = {}
    earliest = before.outcome_on if before else decision.notified_on
    assert earliest is not None
    if given.lodged_on > clock.today():
        faults["lodged_on"] = "The day must be today or in the past"
    elif given.lodged_on < earliest:
        what = "the court decided" if before else "the person was notified"
        faults["lodged_on"] = (
            f"{what[:1].upper()}{what[1:]} on {earliest:%-d %B %Y}: an appeal can’t be earlier"
        )
    if not given.court_name.strip():
        faults["court_name"] = "Enter the name of the court"
    if given.lodged_by not in LODGED_BY or (before is None and given.lodged_by != "person"):
        faults["lodged_by"] = "The first appeal is the person’s"
    elif (
        before
        and before.outcome == "allowed"
        and before.lodged_by == "person"
        and given.lodged_by == "person"
    ):
        faults["lodged_by"] = "The court allowed the person’s appeal: a further one is this authority’s"
    elif before and before.outcome == "dismissed" and given.lodged_by == "authority":
        faults["lodged_by"] = "The court dismissed the appeal: a further one is the person’s"
    if asks_whether_it_stays(decision, given.lodged_on, given.lodged_by):
        if given.stays is None:
            faults["stays"] = "Say whether the person may carry on until this appeal is decided"
        if not given.stays_because.strip():
            faults["stays_because"] = "Say why"
    return faults


def list_hearing(appeal_id: int, *, held_on: date, note: str, by: Officer) -> Hearing:
    """Record a day on which an appeal is or was heard. Raises NotPossibleNow once it is decided, BadInput by field."""
    appeal = _open_appeal(appeal_id, by)
    if held_on < appeal.lodged_on:
        raise BadInput(
            "This hearing can’t be recorded.",
            {"held_on": f"The appeal was lodged on {appeal.lodged_on:%-d %B %Y}: it can’t be heard earlier"},
        )
    if held_on > clock.today() + LISTED_WITHIN:
        raise BadInput(
            "This hearing can’t be recorded.",
            {"held_on": "That is more than three years from now: check the year"},
        )
    hearing = Hearing(
        authority_id=by.authority_id,
        appeal_id=appeal.id,
        held_on=held_on,
        note=note.strip(),
        recorded_by_id=by.id,
        recorded_at=clock.now(),
    )
    appeal.hearings.append(hearing)
    db.session.flush()
    record("appeal:hearing-listed", by=by.actor, subject=appeal.subject, held_on=held_on.isoformat())
    _watch(appeal, by)
    return hearing


def adjourn(hearing_id: int, *, because: str, by: Officer) -> Hearing:
    """Record that a hearing did not end the appeal: another is listed when its day is known."""
    hearing = scope.get(Hearing, hearing_id, by.authority_id, lock=True)
    appeal = _open_appeal(hearing.appeal_id, by)
    if hearing.adjourned_at is not None:
        raise NotPossibleNow("This hearing has been recorded as adjourned already.")
    if not because.strip():
        raise BadInput("A reason is missing.", {"reason": "Say why it was adjourned"})
    hearing.adjourned_at, hearing.adjourned_because = clock.now(), because.strip()
    db.session.flush()
    record("appeal:hearing-adjourned", by=by.actor, subject=appeal.subject, hearing=hearing.id)
    _watch(appeal, by)
    return hearing


def _watch(appeal: Appeal, by: Officer) -> None:
    """Keep one open duty for the next hearing of an appeal, on its day."""
    today = clock.today()
    discharge(
        "watch-appeal", subject=appeal.subject, on=today, by=by.actor, how="The days of hearing were changed"
    )
    to_come = [one.held_on for one in appeal.hearings if one.adjourned_at is None and one.held_on >= today]
    if to_come:
        open_duty(
            "watch-appeal",
            authority_id=appeal.authority_id,
            subject=appeal.subject,
            about=f"Appeal {appeal.id}, {COURTS[appeal.court]}",
            began_on=today,
            due_on=min(to_come),
            by=by.actor,
        )


def record_outcome(appeal_id: int, given: Outcome, *, by: Officer) -> Appeal:
    """Record what a court decided, and let the decision, the licence and the entry follow (R07).

    Raises NotPossibleNow when it has been recorded, BadInput with faults by field.
    """
    appeal = _open_appeal(appeal_id, by)
    decision = scope.get(Decision, appeal.decision_id, by.authority_id, lock=True)
    if faults := _outcome_faults(appeal, decision, given):
        raise BadInput("This outcome can’t be recorded.", faults)
    appeal.outcome, appeal.outcome_on, appeal.outcome_words = (
        given.outcome,
        given.decided_on,
        given.words.strip(),
    )
    appeal.outcome_by_id, appeal.outcome_recorded_at = by.id, clock.now()
    db.session.flush()
    record(
        "appeal:ended",
        by=by.actor,
        subject=appeal.subject,
        outcome=given.outcome,
        outcome_on=given.decided_on.isoformat(),
    )
    how = "The outcome of the appeal was recorded"
    discharge("watch-appeal", subject=appeal.subject, on=clock.today(), by=by.actor, how=how)
    _follow(appeal, decision, given, by)
    # A suspension may have run out while the appeal was pending.
    changes.pass_the_days(decision, clock.today())
    return appeal


def _outcome_faults(appeal: Appeal, decision: Decision, given: Outcome) -> dict[str, str]:
    faults = {}
    if given.outcome not in OUTCOMES:
        faults["outcome"] = "Choose the outcome"
    if given.decided_on > clock.today():
        faults["decided_on"] = "The day must be today or in the past"
    elif given.decided_on < appeal.lodged_on:
        faults["decided_on"] = f"The appeal was lodged on {appeal.lodged_on:%-d %B %Y}: this can’t be earlier"
    if not given.words.strip():
        faults["words"] = (
            "Say what was decided and why: other authorities may have to be told (2022 Act s.3(4))"
        )
    if given.outcome == "varied" and decision.on_a_licence:
        if given.becomes not in ("suspended", "revoked"):
            faults["becomes"] = "Choose what the decision is from now on"
        elif given.becomes == "revoked" and given.ends_on:
            faults["ends_on"] = "Only a suspension has a last day"
        elif given.ends_on and given.ends_on < given.decided_on:
            faults["ends_on"] = "The last day can’t be before the court’s decision"
    return faults


def _follow(appeal: Appeal, decision: Decision, given: Outcome, by: Officer) -> None:
    """What a court's decision is for the decision appealed against: one change, or none."""
    court = COURTS[appeal.court]
    outcome = given.outcome
    if outcome in ("dismissed", "withdrawn"):
        if decision.state == "stayed":
            _resume(appeal, decision, given, by)
        return
    if outcome == "varied":
        what, step = "varied", "vary"
        stands_as = given.becomes if decision.on_a_licence else decision.kind
        until = given.ends_on
        began = f"The {court} varied the decision."
    elif appeal.lodged_by == "authority":
        what, step = "restored", "restore"
        stands_as, until = _before_the_court_below(appeal, decision)
        began = f"The {court} allowed the authority’s appeal: the decision stands again."
    else:
        what, step, stands_as, until = "overturned", "overturn", decision.stands_as, decision.stands_until
        began = f"The {court} allowed the appeal: the decision was overturned."
    changes.change(
        decision,
        what,
        key=f"{appeal.subject}:outcome",
        on=given.decided_on,
        reason=f"{began} {given.words.strip()}",
        by=by,
        step=step,
        stands_as=stands_as,
        stands_until=until,
        appeal_id=appeal.id,
    )


def _before_the_court_below(appeal: Appeal, decision: Decision) -> tuple[str, date | None]:
    """How a decision stood before the court below changed it: what the authority itself had taken back stays so."""
    stood = decision.kind, decision.suspension_ends_on
    for row in decision.changes:
        if row.appeal_id == appeal.after_id and row.what in ("overturned", "varied"):
            break
        stood = row.stands_as, row.stands_until
    return stood


def _resume(appeal: Appeal, decision: Decision, given: Outcome, by: Officer) -> None:
    """The stay is over: the decision bites from the day on which the appeal was disposed of (1976 Act s.77(2)).

    Its entry says another day of effect, so that it is amended; not where the 21 days are still running.
    """
    assert decision.takes_effect_on is not None
    bites = not decision.on_a_licence or lifecycle.bites_from(
        decision.takes_effect_on, immediate=False, on=given.decided_on
    )
    varied = any(one.what == "varied" for one in decision.changes)
    step = ("resume as varied" if varied else "resume") if bites else "wait again"
    changes.change(
        decision,
        "resumed",
        key=f"{appeal.subject}:outcome",
        on=given.decided_on,
        reason=f"The appeal was {OUTCOMES[given.outcome].lower()}. {given.words.strip()}",
        by=by,
        step=step,
        appeal_id=appeal.id,
        tell_register=bites,
    )


def _open_appeal(appeal_id: int, by: Officer) -> Appeal:
    appeal = scope.get(Appeal, appeal_id, by.authority_id, lock=True)
    if not appeal.is_open:
        raise NotPossibleNow("The outcome of this appeal has been recorded already.")
    return appeal
