"""Whether somebody in a file is on the register already, or twice in the file: nobody is recorded twice.

Who is exactly somebody (a number of identity, the date of birth, first and last name agree) is taken for them. Who may
be somebody is a question to an officer. Reads only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from licensing.exchange.planning import Question
from licensing.exchange.reading import Record
from licensing.matching.compare import compare
from licensing.matching.forms import form_of
from licensing.matching.keys import keys_to_search, keys_to_store
from licensing.matching.people import Address, Name, NameKind
from licensing.matching.people import Person as PersonValue
from licensing.matching.spelling import plain_letters
from licensing.matching.verdict import Band, judge
from licensing.register.models import Person
from licensing.register.queries import alike, as_value

MOST_CANDIDATES = 5
NEW, LEAVE_OUT = "new", "leave"
NUMBERS = ("national_insurance", "gb_driver", "ni_driver")


@dataclass(frozen=True)
class Same:
    """Who a line is about: somebody of the register, or whoever another line of the file is about; or nobody yet."""

    person_id: int = 0
    line: int = 0


def value_of(record: Record) -> PersonValue:
    """Somebody of a file, as matching sees them."""
    first, middle, last = name_of(record)
    address = record.get("address", "")
    postcode = record.get("postcode", "")
    return PersonValue(
        names=(Name(first, middle, last, NameKind.CURRENT),),
        dates_of_birth=(record.get("date_of_birth"),),
        addresses=(Address(tuple(address.splitlines()), postcode),) if address or postcode else (),
        **{kind: (record.get(kind),) for kind in NUMBERS if record.get(kind)},
    )


def name_of(record: Record) -> tuple[str, str, str]:
    """First, middle and last name, whether the file has them in one column or in three."""
    if "name" in record.values:
        first, middle, last = record.values["name"]
        return first, middle, last
    return record.get("first_name", ""), record.get("middle_names", ""), record.get("last_name", "")


class Recogniser:
    """Recognises the people of one file, line by line, against an authority's register and the lines before."""

    def __init__(self, authority_id: int, choices: dict[int, str]) -> None:
        """`choices`: an officer's word on a line: a person's number, "line N", NEW or LEAVE_OUT."""
        self._authority_id = authority_id
        self._choices = choices
        self._by_key: dict[str, list[int]] = {}
        self._values: dict[int, PersonValue] = {}

    def recognise(self, record: Record) -> Same | Question:
        """Who a line is about, or the question to ask."""
        value = value_of(record)
        there = alike(self._authority_id, value) if self._authority_id else []
        known = [
            (str(person.id), _words(person), band_and_person(value, as_value(person), verdict.band))
            for person, _, verdict in there
        ]
        earlier = [
            (f"line {line}", f"{self._values[line].names[0].full} on line {line} of the file", exact)
            for line, exact in self._earlier(value)
        ]
        self._keep(record.line, value)
        return self._settle(record, [*known, *earlier])

    def _settle(self, record: Record, found: Sequence[tuple[str, str, bool]]) -> Same | Question:
        said = self._choices.get(record.line, "")
        if found and (said == NEW or said in {who for who, _, _ in found}):
            return _same(said)
        exact = [who for who, _, is_exact in found if is_exact]
        if exact and (len(exact) == 1 or all(who.startswith("line ") for who in exact)):
            return _same(exact[0])
        if not found:
            return Same()
        first, _, last = name_of(record)
        born = record.get("date_of_birth")
        return Question(
            record.line,
            f"{first} {last}, born {born.day} {born:%B %Y}",
            "may be somebody who is on the register or in the file already",
            tuple((who, words) for who, words, _ in found[:MOST_CANDIDATES]),
        )

    def _earlier(self, value: PersonValue) -> Iterable[tuple[int, bool]]:
        """The earlier lines that may be about the same person, and whether they surely are."""
        keys = {one.text for one in keys_to_search(form_of(value))}
        lines = sorted({line for key in keys for line in self._by_key.get(key, ())})
        for line in lines:
            other = self._values[line]
            band = judge(compare(value, other)).band
            if band.is_hit:
                yield line, band_and_person(value, other, band)

    def _keep(self, line: int, value: PersonValue) -> None:
        self._values[line] = value
        for key in keys_to_store(form_of(value)):
            self._by_key.setdefault(key, []).append(line)


def band_and_person(value: PersonValue, other: PersonValue, band: Band) -> bool:
    """Whether two are one person beyond question: a number, a date of birth and a first and last name are the same."""
    if band is not Band.SAME_NUMBER or not set(value.dates_of_birth) & set(other.dates_of_birth):
        return False
    names = {(plain_letters(name.first), plain_letters(name.last)) for name in other.names}
    return any((plain_letters(name.first), plain_letters(name.last)) in names for name in value.names)


def _same(who: str) -> Same:
    if who == NEW:
        return Same()
    return Same(line=int(who.removeprefix("line "))) if who.startswith("line ") else Same(person_id=int(who))


def _words(person: Person) -> str:
    born = person.date_of_birth
    number = person.licences[0].number if person.licences else "no licence"
    return f"{person.full_name}, born {born.day} {born:%B %Y}, {number}"
