"""Policies beside each other: of several authorities on one day, and of one authority from one day to the next.

Everything that a policy says is taken apart into items, each in a few words, so that two policies can be held against
each other item by item. Dates are days in London.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from licensing.errors import NotConfigured
from licensing.policy import differences
from licensing.policy.catalogue import SETTINGS
from licensing.policy.loading import PolicyFiles, load_all
from licensing.policy.model import LICENCES_OF, Difference, Fact, Policy, Requirement, in_words
from licensing.policy.offences import Offence, years_in_words

# The parts of a policy, in the order of a page.
GROUPS = {
    "drivers": "Settings for drivers",
    "vehicles": "Settings for vehicles",
    "operators": "Settings for operators",
    "records": "Settings for records and files",
    "modules": "Modules that a new driver passes",
    "driver": "Asked before a driver licence",
    "vehicle": "Asked before a vehicle licence",
    "operator": "Asked before an operator licence",
    "offences": "Convictions: how long before a licence would be considered",
}
_CLASS_OF_SUBJECT = {"drivers": "driver", "vehicles": "vehicle", "operators": "operator"}
NO_POLICY = "No policy in force"
NOT_SAID = "Not in this policy"

# When a change of an item is felt by who holds a licence already.
AT_ONCE, AT_RENEWAL, NEW_ONLY, NOBODY = (
    "from that day",
    "at the next renewal",
    "new applications only",
    "no licence",
)


@dataclass(frozen=True)
class Item:
    """One thing that a policy says. `about` is its name in the files, `touches` the kinds of licence it is about."""

    about: str
    group: str
    title: str
    words: str
    source: str
    grade: str
    touches: tuple[str, ...]
    felt: str
    # What else of it may differ without showing in the few words.
    fine_print: tuple[str, ...] = ()


def items(policy: Policy) -> dict[str, Item]:
    """Everything that a policy says, by its name in the files, in the order of a page."""
    found = [_of_fact(one) for one in policy.facts() if one.key != "modules"]
    found += _of_modules(policy)
    found += [_of_requirement(one, group) for group in LICENCES_OF for one in _asked(policy, group)]
    found += [_of_offence(one) for one in policy.offences]
    return {one.about: one for one in found}


def _of_fact(fact: Fact[object]) -> Item:
    subject = SETTINGS[fact.key].subject
    kinds = LICENCES_OF.get(_CLASS_OF_SUBJECT.get(subject, ""), ())
    return Item(
        about=f"settings.{fact.key}",
        group=subject,
        title=fact.title,
        words=fact.words,
        source=fact.source,
        grade=fact.grade,
        touches=kinds,
        felt=AT_ONCE if kinds else NOBODY,
    )


def _of_modules(policy: Policy) -> list[Item]:
    fact = policy.modules
    return [
        Item(
            about=f"settings.modules.{key}",
            group="modules",
            title=title,
            words="passed" if key in fact.value else "not asked",
            source=fact.source,
            grade=fact.grade,
            touches=LICENCES_OF["driver"],
            felt=NEW_ONLY,
        )
        for key, title in policy.module_titles.items()
    ]


def _asked(policy: Policy, group: str) -> list[Requirement]:
    return [one for one in policy.all_requirements if one.licences & set(LICENCES_OF[group])]


def _of_requirement(one: Requirement, group: str) -> Item:
    words = ["Asked" if one.enforced else "Shown only: stops nothing"]
    count, unit = (one.good_for_months, "months") if one.good_for_months else (one.good_for_days, "days")
    if count:
        words.append(f"good for {in_words(count, unit)}")
    return Item(
        about=f"requirements.{one.key}" if group == _first_group(one) else f"requirements.{one.key}@{group}",
        group=group,
        title=one.title,
        words="; ".join(words),
        source=one.source,
        grade=one.grade,
        touches=tuple(kind for kind in LICENCES_OF[group] if kind in one.licences),
        felt=AT_RENEWAL if "renewal" in one.kinds else NEW_ONLY,
        fine_print=(one.question, one.hint, one.period_words, *sorted(one.kinds), *sorted(one.needed_before)),
    )


def _first_group(one: Requirement) -> str:
    return next(group for group, kinds in LICENCES_OF.items() if one.licences & set(kinds))


def _of_offence(one: Offence) -> Item:
    return Item(
        about=f"offences.{one.key}",
        group="offences",
        title=one.title,
        words=years_in_words(one.period) + ("" if one.enforced else "; switched off"),
        source=one.source,
        grade=one.grade,
        touches=LICENCES_OF["driver"],
        # The six look at convictions again when a licence is renewed.
        felt=AT_RENEWAL,
        fine_print=(one.hint, *one.counted_from),
    )


def same(one: Item | None, other: Item | None) -> bool:
    """Whether two policies say the same of one thing; where it comes from is not compared."""
    if one is None or other is None:
        return one is other
    return (one.title, one.words, one.fine_print) == (other.title, other.words, other.fine_print)


# --- several authorities on one day -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """What one authority says of one thing, and why it differs from the common policy, if it does."""

    words: str
    differs: bool = False
    reason: str = ""
    example: bool = False


@dataclass(frozen=True)
class Row:
    """One thing, as the common policy has it and as each authority has it, in the order asked."""

    title: str
    common: Item
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether any authority says something else than the common policy."""
        return any(one.differs for one in self.cells)


@dataclass(frozen=True)
class Comparison:
    """Several authorities beside the common policy that the most of them follow."""

    on: date
    common: Policy
    # None for an authority for which no policy is in force on the day.
    policies: tuple[Policy | None, ...]
    groups: Mapping[str, tuple[Row, ...]]

    @property
    def difference_count(self) -> int:
        """How many times an authority says something else than the common policy."""
        return sum(cell.differs for rows in self.groups.values() for row in rows for cell in row.cells)

    def only_differences(self) -> "Comparison":
        """The same without the rows, and the groups, in which everybody follows the common policy."""
        kept = {
            group: tuple(row for row in rows if row.differs)
            for group, rows in self.groups.items()
            if any(row.differs for row in rows)
        }
        return Comparison(self.on, self.common, self.policies, kept)


def side_by_side(gss_codes: Sequence[str], on: date, files: PolicyFiles | None = None) -> Comparison:
    """The policies of several authorities on a day, beside the common policy that the most of them follow.

    Raises NotConfigured when no common policy is in force for any of them.
    """
    loaded = files or load_all()
    bases = [base.policy for code in gss_codes if (base := loaded.common_in_force(code, on))]
    if not bases:
        day = f"{on.day} {on:%B %Y}"
        raise NotConfigured(f"No common licensing policy is in force for these authorities on {day}.")
    common = max(bases, key=lambda one: (bases.count(one), -bases.index(one)))
    policies = tuple(loaded.policy(code, on, []) for code in gss_codes)
    theirs = [items(one) if one else None for one in policies]
    ours = items(common)
    # What only another common policy says stands last, with nothing in the column of this one.
    for said in theirs:
        for about, item in (said or {}).items():
            ours.setdefault(about, _unsaid(item))
    groups = {
        group: tuple(_row(item, policies, theirs, common) for item in ours.values() if item.group == group)
        for group in GROUPS
    }
    return Comparison(on, common, policies, {group: rows for group, rows in groups.items() if rows})


def _unsaid(item: Item) -> Item:
    return Item(item.about, item.group, item.title, NOT_SAID, "", "", item.touches, item.felt)


def _row(
    item: Item,
    policies: Sequence[Policy | None],
    theirs: Sequence[Mapping[str, Item] | None],
    common: Policy,
) -> Row:
    cells = tuple(_cell(item, policy, said, common) for policy, said in zip(policies, theirs, strict=True))
    return Row(item.title, item, cells)


def _cell(item: Item, policy: Policy | None, said: Mapping[str, Item] | None, common: Policy) -> Cell:
    if policy is None or said is None:
        return Cell(NO_POLICY, differs=True)
    own = said.get(item.about)
    if own is None:
        return Cell(NOT_SAID, differs=item.words != NOT_SAID, reason=_other_policy(policy, common))
    made = differences_about(policy, item.about)
    if same(own, item) or (not made and _follows(policy, common)):
        return Cell(own.words)
    reason = " ".join(one.reason for one in made) or _other_policy(policy, common)
    words = own.words if own.words != item.words else f"{own.words}; worded otherwise"
    return Cell(words, differs=True, reason=reason, example=any(one.example for one in made))


def _follows(policy: Policy, common: Policy) -> bool:
    """Whether a policy is of the same common policy.

    A question that names a setting then reads otherwise only because the setting does, which has a row of its own.
    """
    return (policy.title, policy.in_force_from) == (common.title, common.in_force_from)


def _other_policy(policy: Policy, common: Policy) -> str:
    return "" if policy.title == common.title else f"It follows another common policy: {policy.title}."


def differences_about(policy: Policy, about: str) -> tuple[Difference, ...]:
    """An authority's differences that change an item."""
    plain = about.partition("@")[0]
    if plain.startswith("settings.modules."):
        plain = "settings.modules"
    return tuple(one for one in policy.differences if one.about == plain or one.about.startswith(f"{plain}."))


# --- one authority from one day to the next -----------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One thing that will be otherwise from a day, for one authority. `about` is its name in the files."""

    on: date
    about: str
    title: str
    before: str
    after: str
    reason: str
    example: bool
    touches: tuple[str, ...]
    felt: str


def coming_changes(gss_code: str, after: date, files: PolicyFiles | None = None) -> tuple[Change, ...]:
    """Everything that changes for an authority after a day, the soonest first.

    The end of the policy itself, with none to follow, is one change that touches every licence.
    """
    loaded = files or load_all()
    days = {one.policy.in_force_from for one in loaded.common if gss_code in one.policy.authorities}
    days |= {
        one.policy.in_force_until + timedelta(days=1)
        for one in loaded.common
        if gss_code in one.policy.authorities and one.policy.in_force_until
    }
    if file := loaded.differences.get(gss_code):
        days |= set(differences.days_of_change(file.differences))
    return tuple(
        change for day in sorted(days) if day > after for change in _changes_on(loaded, gss_code, day)
    )


def _changes_on(files: PolicyFiles, gss_code: str, day: date) -> list[Change]:
    was, will = files.policy(gss_code, day - timedelta(days=1), []), files.policy(gss_code, day, [])
    if was is None or will is None:
        every = tuple(kind for kinds in LICENCES_OF.values() for kind in kinds)
        before_it, from_it = (one.title if one else NO_POLICY for one in (was, will))
        change = Change(day, "", "The policy", before_it, from_it, "", False, every, AT_ONCE)
        return [] if was is will else [change]
    before, after = items(was), items(will)
    return [
        _change(day, before.get(about), after.get(about), was, will)
        for about in dict.fromkeys([*before, *after])
        if not same(before.get(about), after.get(about))
        and not (_follows(was, will) and not differences_about(was, about) + differences_about(will, about))
    ]


def _change(day: date, before: Item | None, after: Item | None, was: Policy, will: Policy) -> Change:
    item = after or before
    assert item is not None
    made = differences_about(will, item.about)
    if made:
        reason = " ".join(one.reason for one in made)
    elif differences_about(was, item.about):
        reason = "The council's own difference ends; the common policy holds again."
    else:
        reason = f"The common policy changes: {will.title}, from {day.day} {day:%B %Y}."
    words = [one.words if one else NOT_SAID for one in (before, after)]
    if words[0] == words[1]:
        words[1] = f"{words[1]}; worded otherwise"
    return Change(
        on=day,
        about=item.about,
        title=item.title,
        before=words[0],
        after=words[1],
        reason=reason,
        example=any(one.example for one in (*made, *differences_about(was, item.about))),
        touches=item.touches,
        felt=item.felt,
    )
