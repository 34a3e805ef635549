"""How each thing that is kept up to date stands for one licence holder. Plain Python: it reads no row.

Nothing here decides about anybody: a change is marked for attention, and an officer looks at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from licensing.policy.statute import CONTINUED_LEAVE_MAX_MONTHS
from licensing.policy.vetting import VettingPolicy, Watch
from licensing.suitability import deadlines

NEVER, LAPSED, ATTENTION, DUE, IN_DATE, NOT_NEEDED = (
    "never recorded",
    "lapsed",
    "look at it",
    "due soon",
    "in date",
    "not needed now",
)
# What stands in front of an officer, the gravest first.
OPEN_STATES = (ATTENTION, LAPSED, NEVER, DUE)
CERTIFICATE, STATUS, TAX = "enhanced-dbs", "dbs-status", "tax-check"
LIMITED, CONTINUES = "limited", "continues"
NON_BLANK, CONSIDERED = "non-blank-no-new-info", "flagged-considered"


@dataclass(frozen=True)
class Held:
    """One thing that was seen or said. `until_on` is a last day that a document names; `points` those of a licence."""

    kind: str
    result: str
    satisfies: bool
    attention: bool
    seen_on: date
    issued_on: date | None = None
    until_on: date | None = None
    points: int | None = None
    by_service: bool = False
    # Seen for an application, and not while the licence ran.
    for_application: bool = False
    record_id: int | None = None


@dataclass(frozen=True)
class Holder:
    """Whose vetting it is: the birth date, the last day of the licence, and from how many points one is flagged."""

    born: date
    licence_ends_on: date
    points_flag: int


@dataclass(frozen=True)
class Standing:
    """How one watch stands on a day.

    `good_until` is the last good day, None without one; `due_on` the day by which it is done again.
    """

    watch: Watch
    state: str
    words: str
    good_until: date | None = None
    due_on: date | None = None
    newest: Held | None = None

    @property
    def is_open(self) -> bool:
        """Whether an officer has something to do about it."""
        return self.watch.enforced and self.state in OPEN_STATES


def standings(policy: VettingPolicy, held: Sequence[Held], holder: Holder, on: date) -> list[Standing]:
    """Every watch about people that has a line of its own, with how it stands on a day (London).

    `held` is in the order in which it was recorded.
    """
    return [
        _standing(watch, policy, held, holder, on) for watch in policy.about("person") if not watch.renews
    ]


def good_until(watch: Watch, one: Held, holder: Holder) -> date | None:
    """The last good day of one record by the policy in force: the earlier of its period and what its document says."""
    first = one.issued_on if watch.counted_from == "issued" and one.issued_on else one.seen_on
    if watch.until_entered:
        return one.until_on or _leave_until(one, holder)
    if watch.bands:
        period = deadlines.good_by_age(first, holder.born, watch.bands)
    else:
        period = deadlines.last_good_day(first, months=watch.months, days=watch.days)
    return min((day for day in (period, one.until_on) if day is not None), default=None)


def _leave_until(one: Held, holder: Holder) -> date | None:
    """Until when leave counts of which nobody entered the last day; None for what has no limit.

    A licence has ended by the day that limited leave does, so its own last day bounds it (1976 Act s.53A; rule R36).
    """
    if one.result == CONTINUES:
        # s.53A: while leave continues by section 3C, for 6 months at most.
        six_months = deadlines.last_good_day(one.seen_on, months=CONTINUED_LEAVE_MAX_MONTHS)
        return min(six_months or holder.licence_ends_on, holder.licence_ends_on)
    return holder.licence_ends_on if one.result == LIMITED else None


def _standing(
    watch: Watch, policy: VettingPolicy, held: Sequence[Held], holder: Holder, on: date
) -> Standing:
    renewing = [one for one in policy.watches if one.renews == watch.key]
    by_key = {watch.key: watch} | {one.key: one for one in renewing}
    theirs = [one for one in held if one.kind in by_key]
    newest = _newest(theirs)
    if watch.before_renewal_days is not None and holder.licence_ends_on > on + timedelta(
        days=watch.before_renewal_days
    ):
        return Standing(
            watch,
            NOT_NEEDED,
            "Asked for with the renewal",
            due_on=holder.licence_ends_on,
            newest=newest,
        )
    if newest is None:
        return Standing(watch, NEVER, "Nothing is recorded", newest=None)
    if why := why_attention(by_key[newest.kind], newest, theirs, holder):
        return Standing(watch, ATTENTION, why, newest=newest)
    good = [one for one in _since_the_last_bad(theirs) if one.satisfies]
    if not good:
        return Standing(watch, LAPSED, "Not confirmed", due_on=newest.seen_on, newest=newest)
    ends = [good_until(by_key[one.kind], one, holder) for one in good]
    if watch.until_entered:
        # A later look at somebody's leave replaces the one before, though it may end sooner.
        ends = [good_until(watch, newest, holder)]
    if any(end is None for end in ends):
        return Standing(watch, IN_DATE, "Good without an end", newest=newest)
    last = max(end for end in ends if end is not None)
    if last < on:
        return Standing(watch, LAPSED, "Was good until", last, last, newest)
    renewal = min([watch.warn_days, *(one.warn_days for one in renewing if _is_asked(theirs, one))])
    soon = last - timedelta(days=renewal) <= on
    return Standing(watch, DUE if soon else IN_DATE, "Good until", last, last, newest)


def _is_asked(theirs: Sequence[Held], renewing: Watch) -> bool:
    """Whether a service has renewed it before: an officer is told later then, since it is asked first."""
    return any(one.kind == renewing.key and one.by_service for one in theirs)


def _newest(theirs: Sequence[Held]) -> Held | None:
    return max(enumerate(theirs), key=lambda pair: (_day(pair[1]), pair[0]), default=(0, None))[1]


def _since_the_last_bad(theirs: Sequence[Held]) -> list[Held]:
    """What came after the last result that was not good: new information ends what stood before it."""
    in_order = sorted(theirs, key=_day)
    bad = [index for index, one in enumerate(in_order) if not one.satisfies]
    return in_order[bad[-1] + 1 :] if bad else in_order


def _day(one: Held) -> date:
    """The day that puts a record in order. A certificate that is good says so of the day it was issued.

    Else an old one, recorded again, would stand against what the DBS has said since.
    """
    return one.issued_on if one.kind == CERTIFICATE and one.satisfies and one.issued_on else one.seen_on


def why_attention(watch: Watch, newest: Held, theirs: Sequence[Held], holder: Holder) -> str:
    """Why an officer is to look at the newest record, in words; empty where there is nothing to look at."""
    flagged = newest.points is not None and newest.points >= holder.points_flag
    if flagged and newest.result != CONSIDERED:
        # Common policy, suitability and convictions: flagged, and referred to a person (rule R62).
        return f"{newest.points} points: {holder.points_flag} or more are looked at"
    if newest.attention:
        option = watch.result(newest.result)
        return option.label if option else "The newest result is to be looked at"
    if newest.result == NON_BLANK and not any(one.kind == CERTIFICATE for one in theirs):
        return "The certificate has content, and no officer has recorded that they saw it"
    return ""
