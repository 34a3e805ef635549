"""What counts as in date on a day. Plain Python: facts in, findings out; no database.

A failed assessment never counts, nor does one recorded in error: whoever calls passes only what was passed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from licensing.training.deadlines import last_good_day, modules_due_on


@dataclass(frozen=True)
class Passed:
    """A module passed on a day; `where` is the authority that recorded it."""

    module: str
    completed_on: date
    certificate: str = ""
    where: str = ""
    recognised: bool = False


@dataclass(frozen=True)
class Exempt:
    """Exempt from a module from a day to a day, both included."""

    module: str
    from_on: date
    until_on: date


@dataclass(frozen=True)
class Standing:
    """How a person stands in a module on a day.

    `in_date`: a pass counts on that day. `exempt`: an exemption covers it. Either satisfies the module.
    `completed_on`, `good_until` (the last good day), `certificate` and `where` are of the latest pass, in
    date or not; for somebody exempt without a pass in date, `good_until` is the exemption's last day.
    """

    module: str
    in_date: bool
    exempt: bool
    completed_on: date | None
    good_until: date | None
    certificate: str
    where: str
    words: str

    @property
    def satisfied(self) -> bool:
        """Whether the module asks nothing more of this person on that day."""
        return self.in_date or self.exempt


def standing(
    module: str, passes: Iterable[Passed], exemptions: Iterable[Exempt], *, valid_months: int, on: date
) -> Standing:
    """How a person stands in a module on a day (London). Rule R59."""
    latest = max(
        (one for one in passes if one.module == module and one.completed_on <= on),
        key=lambda one: one.completed_on,
        default=None,
    )
    exempt_until = max(
        (one.until_on for one in exemptions if one.module == module and one.from_on <= on <= one.until_on),
        default=None,
    )
    found = Standing(module, False, exempt_until is not None, None, exempt_until, "", "", "")
    if latest is not None:
        until = last_good_day(latest.completed_on, valid_months)
        in_date = on <= until
        found = replace(
            found,
            in_date=in_date,
            completed_on=latest.completed_on,
            good_until=until if in_date or exempt_until is None else exempt_until,
            certificate=latest.certificate,
            where=latest.where,
        )
    return replace(found, words=_words(found, latest, valid_months))


def standings(
    modules: Sequence[str],
    passes: Sequence[Passed],
    exemptions: Sequence[Exempt],
    *,
    valid_months: int,
    on: date,
) -> list[Standing]:
    """How a person stands in each module on a day, in the order asked."""
    return [standing(module, passes, exemptions, valid_months=valid_months, on=on) for module in modules]


def missing(found: Iterable[Standing]) -> list[str]:
    """The modules that are neither in date nor exempted, in order."""
    return [one.module for one in found if not one.satisfied]


def modules_overdue(found: Iterable[Standing], *, applied_on: date, on: date) -> list[str]:
    """The modules still missing after the twelve months of the new-driver set; none before (rule R60).

    A flag for an officer: nothing is cancelled by it.
    """
    return missing(found) if on > modules_due_on(applied_on) else []


def covered_until(
    module: str, passes: Iterable[Passed], exemptions: Iterable[Exempt], *, valid_months: int, on: date
) -> date | None:
    """The last day up to which passes and exemptions begun by `on` cover a module; None if none ever did."""
    ends = [
        last_good_day(one.completed_on, valid_months)
        for one in passes
        if one.module == module and one.completed_on <= on
    ]
    ends += [one.until_on for one in exemptions if one.module == module and one.from_on <= on]
    return max(ends, default=None)


def lapsed_on(covered: date) -> date:
    """The first day on which training no longer counts."""
    return covered + timedelta(days=1)


@dataclass(frozen=True)
class Mark:
    """How a course is marked: the mark that passes, and the highest; without one, the assessor says."""

    pass_mark: int | None
    highest_score: int


def judge(
    mark: Mark, score: int | None, result: bool | None, certificate_number: str
) -> tuple[bool | None, dict[str, str]]:
    """Whether a score and a result pass, and what is wrong with them, by field.

    A course with a pass mark is decided by the score alone; one without, by the assessor's result.
    """
    wrong: dict[str, str] = {}
    if score is not None and not 0 <= score <= mark.highest_score:
        wrong["score"] = f"The score must be between 0 and {mark.highest_score}"
    if mark.pass_mark is None:
        passed = result
        if result is None:
            wrong["result"] = "Say passed or failed: this course has no pass mark"
    else:
        passed = None if score is None else score >= mark.pass_mark
        if score is None:
            wrong["score"] = f"Enter the score: this course has a pass mark of {mark.pass_mark}"
        elif "score" not in wrong and result is not None and result != passed:
            does = "passes" if passed else "fails"
            wrong["result"] = f"A score of {score} {does}: the pass mark is {mark.pass_mark}"
    if passed is False and certificate_number:
        wrong["certificate_number"] = "A failed assessment has no certificate"
    return passed, wrong


def _words(found: Standing, latest: Passed | None, valid_months: int) -> str:
    if found.in_date and latest is not None:
        passed = f"passed on {_day(latest.completed_on)}{_source(latest)}"
        return f"In date until {_day(found.good_until)}: {passed}"
    if found.exempt:
        return f"Exempt until {_day(found.good_until)}"
    if latest is not None:
        lapsed = lapsed_on(last_good_day(latest.completed_on, valid_months))
        return f"Lapsed on {_day(lapsed)}: passed on {_day(latest.completed_on)}{_source(latest)}"
    return "Not passed"


def _source(latest: Passed) -> str:
    certificate = f", certificate {latest.certificate}" if latest.certificate else ""
    where = f", recorded by {latest.where} and recognised here" if latest.recognised else ""
    return certificate + where


def _day(on: date | None) -> str:
    return f"{on.day} {on:%B %Y}" if on else ""
