"""Which column holds which field, and what became of a row whose values don't stand where they should. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from licensing.exchange.fields import FieldOf
from licensing.exchange.profiles import Profile, column_key


@dataclass
class Layout:
    """Where each field stands; what is wrong with the line of column names; and which columns are not read."""

    places: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def match(header: Sequence[str], profile: Profile, fields: Mapping[str, FieldOf]) -> Layout:
    """Find each field's column: by the profile's names, or by the usual ones where it names none."""
    found = Layout()
    keys = [column_key(cell) for cell in header]
    for name, called in _called(profile, fields).items():
        at = _first(keys, called)
        if at is not None and at not in found.places.values() and name not in profile.fixed:
            found.places[name] = at
    read = set(found.places.values())
    for name, one in fields.items():
        given = name in found.places or name in profile.fixed or name in profile.defaults
        if one.needed and not given:
            wanted = " or ".join(profile.columns.get(name, (one.words,)))
            found.faults.append(
                (one.words, f"there is no column called {wanted} in the line of column names")
            )
    _name_columns(found, fields)
    for at, key in enumerate(keys):
        if key and keys.count(key) > 1 and at in read and keys.index(key) == at:
            found.faults.append((header[at].strip(), "there are two columns of this name"))
    found.unread = [
        header[at].strip()
        for at, key in enumerate(keys)
        if key and at not in read and key not in profile.ignored and keys.index(key) == at
    ]
    return found


def _name_columns(found: Layout, fields: Mapping[str, FieldOf]) -> None:
    """A person's name stands in one column, or in those of the first and the last name."""
    if (
        "last_name" not in fields
        or "name" in found.places
        or {"first_name", "last_name"} <= set(found.places)
    ):
        return
    if fields["number"].needed and "course" in fields:
        # A list of training may go by the licence number alone.
        return
    found.faults.append(("name", "there is no column for the name, nor columns for first and last name"))


def _called(profile: Profile, fields: Mapping[str, FieldOf]) -> dict[str, list[str]]:
    if profile.columns:
        return {name: [column_key(one) for one in called] for name, called in profile.columns.items()}
    return {
        name: [column_key(one) for one in (name, kind.words, *kind.also)] for name, kind in fields.items()
    }


def _first(keys: list[str], called: Sequence[str]) -> int | None:
    return next((keys.index(one) for one in called if one in keys), None)


def shift(
    cells: Sequence[str],
    width: int,
    least: int,
    names: Sequence[str],
    faulty: Callable[[list[str]], set[int]],
    telling: frozenset[int],
) -> tuple[str, str] | None:
    """The column and the words, when a row is what it is because one value is missing, or is one too many.

    Tried is every place: a value is put in, or taken out, and the row must then be right all through. Also where the
    number of values is allowed, since the last columns may be left out. `faulty` says at which places a row is wrong;
    `telling` are the columns that hold no free text, and tell most of where the values belong. None when no place
    explains it.
    """
    told = list(cells)
    while len(told) >= least and told and not told[-1]:
        told.pop()
    missing = {
        at: sum(1 for place in telling if place <= len(told) and mended[place])
        for at in range(len(told))
        if least <= len(told) + 1 <= width and faulty(mended := [*told[:at], "", *told[at:]]) <= {at}
    }
    if missing:
        most = max(missing.values())
        lost = " or ".join(names[at] for at, filled in missing.items() if filled == most)
        return lost, "is missing, so that every later value stands one column to the left"
    extra = [
        at
        for at in range(len(cells))
        if least <= len(cells) - 1 <= width < len(cells) and not faulty([*cells[:at], *cells[at + 1 :]])
    ]
    if extra:
        where = " or ".join(names[at] if at < len(names) else "end of the line" for at in extra)
        return where, (
            "a value too many stands here, so that every later value stands one column to the right "
            "(a value that holds a separator must be in quotation marks)"
        )
    return None
