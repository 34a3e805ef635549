"""How long a licence may run, and when what the statute asks of its holder is due.

Dates are days in London; the last day of a term is the last day in force.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from licensing.errors import Reason
from licensing.policy.statute import (
    CONTINUED_LEAVE_MAX_MONTHS,
    DRIVER_TERM_MAX_MONTHS,
    OPERATOR_TERM_MAX_MONTHS,
    VEHICLE_TERM_MAX_MONTHS,
)

LONGEST_MONTHS = DRIVER_TERM_MAX_MONTHS
LAST_YEAR = 2099
# Today's search and evidence say nothing of a far day: how far ahead a licence may start is our own limit.
START_WITHIN = timedelta(days=92)
LONGEST_MONTHS_WHILE_LEAVE_CONTINUES = CONTINUED_LEAVE_MAX_MONTHS


TRANSFER_NOTICE = timedelta(days=14)
PLATE_RETURN = timedelta(days=7)
ACCIDENT_REPORT = timedelta(hours=72)


@dataclass(frozen=True)
class Leave:
    """Leave to be in the United Kingdom: none that ends; ends on a day; or continues by law (s.3C) meanwhile."""

    ends_on: date | None = None
    continues: bool = False


def last_day_of_term(starts_on: date, months: int) -> date:
    """The last day of a term of whole months: a licence from 10 June 2026 for 36 months ends on 9 June 2029.

    From 29 February 2028 it ends on 28 February 2031.
    """
    anniversary = starts_on + relativedelta(months=months)
    if anniversary.day != starts_on.day:
        # The last month has no such day, so the period ends with that month's last day itself.
        return anniversary
    return anniversary - timedelta(days=1)


def term_faults(starts_on: date, ends_on: date, leave: Leave) -> list[Reason]:
    """What the statute says against a term, all of it together; empty when nothing does."""
    # 1976 Act s.53(1): three years, or such lesser period as is appropriate in the circumstances of the case.
    longest = Reason("A driver licence runs for 3 years at most.", "1976 Act s.53(1)", "R33")
    faults = _faults(starts_on, ends_on, LONGEST_MONTHS, longest)
    if starts_on.year > LAST_YEAR or ends_on.year > LAST_YEAR:
        return faults
    if leave.continues and ends_on > last_day_of_term(starts_on, LONGEST_MONTHS_WHILE_LEAVE_CONTINUES):
        # 1976 Act s.53A (drivers), the same scheme as s.55ZA: leave that continues under s.3C.
        faults.append(
            Reason(
                "While leave continues under section 3C, a licence runs for 6 months at most.",
                "1976 Act s.53A",
                "R36",
            )
        )
    elif leave.ends_on and not leave.continues and ends_on > leave.ends_on:
        faults.append(
            Reason(
                f"The licence must end on or before the day the leave ends, {leave.ends_on:%-d %B %Y}.",
                "1976 Act s.53A",
                "R36",
            )
        )
    return faults


def vehicle_term_faults(kind: str, starts_on: date, ends_on: date) -> list[Reason]:
    """What the statute says against the term of a vehicle licence of this kind; empty when nothing does.

    The year of a private hire vehicle was read in the statute. That of a hackney carriage (1847 Act) was not, so that
    it is no fixed rule here.
    """
    # 1976 Act s.48(4)(c): not longer than one year.
    longest = Reason("A private hire vehicle licence runs for 1 year at most.", "1976 Act s.48(4)(c)", "R35")
    return _faults(
        starts_on, ends_on, VEHICLE_TERM_MAX_MONTHS if kind == "private-hire-vehicle" else None, longest
    )


def operator_term_faults(starts_on: date, ends_on: date) -> list[Reason]:
    """What the statute says against the term of an operator licence; empty when nothing does."""
    # 1976 Act s.55(2): five years, or such lesser period as is appropriate in the circumstances of the case.
    longest = Reason("An operator licence runs for 5 years at most.", "1976 Act s.55(2)", "R34")
    return _faults(starts_on, ends_on, OPERATOR_TERM_MAX_MONTHS, longest)


def _faults(starts_on: date, ends_on: date, months: int | None, longest: Reason) -> list[Reason]:
    """What is wrong with a term of any class; `months` is the longest it may run, none where nothing was read."""
    if starts_on.year > LAST_YEAR or ends_on.year > LAST_YEAR:
        return [Reason("The licence must start and end within this century.", longest.source, longest.rule)]
    faults = []
    if ends_on <= starts_on:
        faults.append(Reason("The licence must end after it starts.", longest.source, longest.rule))
    if months is not None and ends_on > last_day_of_term(starts_on, months):
        faults.append(longest)
    return faults


def longest_end(starts_on: date, months: int, leave: Leave) -> date:
    """The latest lawful last day for a term of `months`, by the statute's caps and by leave."""
    end = last_day_of_term(starts_on, min(months, LONGEST_MONTHS))
    if leave.continues:
        return min(end, last_day_of_term(starts_on, LONGEST_MONTHS_WHILE_LEAVE_CONTINUES))
    return min(end, leave.ends_on) if leave.ends_on else end


def transfer_notice_due(transferred_on: date) -> date:
    """The last day to give notice of a vehicle's transfer: within 14 days after it, in days (1976 Act s.49; R47)."""
    return transferred_on + TRANSFER_NOTICE


def plate_due(served_on: date) -> date:
    """The last day to return a plate: within 7 days after service of the notice, in days (1976 Act s.58(1); R42)."""
    return served_on + PLATE_RETURN


def accident_reported_late(happened: datetime, reported: datetime) -> bool:
    """Whether damage by an accident was reported after more than 72 hours (1976 Act s.50(3); R46).

    Both in UTC: 72 hours are 72 hours also when the clocks change between.
    """
    return reported - happened > ACCIDENT_REPORT
