"""The earliest day on which the guidance would consider a licence after a conviction (rule R61). Plain Python.

Advice for a person, with the grade of its source, and never an outcome: each case is decided on its merits. Days are
days in London. A period of seven years from 1 June 2019 is over on 1 June 2026; one from 29 February ends on 1 March of
a year without that day, so that it is never short of a day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from licensing.policy.offences import COUNTED_FROM, NEVER, NO_PERIOD, Offence

# What the guidance comes to, of one conviction or of all of them, the gravest first.
WOULD_NEVER, UNKNOWN, FROM_A_DAY, LOOKED_AT = ("never", "unknown", "from a day", "looked at")


@dataclass(frozen=True)
class Convicted:
    """What the guidance asks about one conviction. None: not known. A ban ends only where there was one."""

    offence: str
    convicted_on: date
    sentence_completed_on: date | None
    disqualified: bool = False
    ban_ends_on: date | None = None
    points: int = 0


@dataclass(frozen=True)
class Advice:
    """What the guidance says of one conviction: the outcome, the day if there is one, and how that comes about.

    `offence` is None where the policy in force knows no such kind of offence.
    """

    outcome: str
    on: date | None
    why: str
    offence: Offence | None


def advise(conviction: Convicted, offence: Offence | None) -> Advice:
    """What the guidance says of one conviction. Nothing follows from it by itself."""
    if offence is None:
        return Advice(LOOKED_AT, None, "The policy in force knows no such kind of offence", None)
    if not offence.enforced:
        return Advice(LOOKED_AT, None, "This guidance is switched off in the policy in force", offence)
    if offence.period == NEVER:
        return Advice(WOULD_NEVER, None, offence.period_words, offence)
    if offence.period == NO_PERIOD:
        return Advice(LOOKED_AT, None, offence.period_words, offence)
    assert isinstance(offence.period, int)
    days = _days(conviction, offence)
    missing = [COUNTED_FROM[what] for what, day in days.items() if day is None]
    if missing:
        why = f"{offence.period_words}: the day of {' and of '.join(missing)} is not known"
        return Advice(UNKNOWN, None, why, offence)
    latest = max(day for day in days.values() if day is not None)
    decisive = next(what for what, day in days.items() if day == latest)
    why = f"{offence.period_words}: counted from {COUNTED_FROM[decisive]}, {_written(latest)}"
    return Advice(FROM_A_DAY, years_after(latest, offence.period), why, offence)


def _days(conviction: Convicted, offence: Offence) -> Mapping[str, date | None]:
    """The days from which the period may be counted, None for one that is not known; none of a ban there was not."""
    known = {
        "conviction": conviction.convicted_on,
        "sentence": conviction.sentence_completed_on,
        "ban": conviction.ban_ends_on,
    }
    asked = [what for what in offence.counted_from if what != "ban" or conviction.disqualified]
    # A period that is counted from a ban alone begins with the conviction where nobody was banned.
    return {what: known[what] for what in asked or ["conviction"]}


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 1 March for 29 February in a year without it."""
    later = day + relativedelta(years=years)
    return later + timedelta(days=1) if later.day != day.day else later


@dataclass(frozen=True)
class Overall:
    """What the guidance comes to for all of a person's convictions, the gravest of them deciding.

    `on` is the latest of the days: with the outcome "unknown" it is only known that it is not before that day.
    `minor` counts the offences without a period, and `points` their points; `flagged` says that the points reach the
    policy's flag (rule R62).
    """

    outcome: str
    on: date | None
    verified: bool
    minor: int
    points: int
    flagged: bool

    def passed(self, today: date) -> bool:
        """Whether the day has come from which the guidance would consider a licence."""
        return self.outcome == FROM_A_DAY and self.on is not None and self.on <= today


def overall(advised: Sequence[tuple[Convicted, Advice]], *, points_flag: int) -> Overall | None:
    """All of a person's convictions together; None where there is none."""
    if not advised:
        return None
    outcomes = {advice.outcome for _, advice in advised}
    outcome = next(one for one in (WOULD_NEVER, UNKNOWN, FROM_A_DAY, LOOKED_AT) if one in outcomes)
    days = [advice.on for _, advice in advised if advice.on is not None]
    minor = [
        conviction for conviction, advice in advised if advice.offence and advice.offence.period == NO_PERIOD
    ]
    points = sum(conviction.points for conviction in minor)
    return Overall(
        outcome=outcome,
        on=max(days, default=None) if outcome != WOULD_NEVER else None,
        verified=all(advice.offence is not None and advice.offence.verified for _, advice in advised),
        minor=len(minor),
        points=points,
        flagged=points >= points_flag,
    )


def disagreements(
    seen: Sequence[tuple[str, Convicted]], together: Overall | None, results: Mapping[str, str]
) -> list[str]:
    """Where the evidence recorded for an application and the convictions say different things, in sentences.

    `seen` gives each conviction with the source it was seen in, `results` the result recorded for each requirement. One
    of the two is to be corrected by a person; no decision waits for it.
    """
    found = []
    if results.get("enhanced-dbs") == "clear" and any(source == "dbs-certificate" for source, _ in seen):
        found.append(
            "The DBS check is recorded as showing no information, but a conviction was seen on a DBS certificate."
        )
    if results.get("dvla-record") == "below-flag" and together is not None and together.flagged:
        found.append(
            f"The DVLA record is recorded as below the policy's flag, but {together.points} points are recorded for "
            "minor offences."
        )
    return found


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
