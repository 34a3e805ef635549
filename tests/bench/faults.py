"""What goes wrong with names, dates and numbers on their way into a register or an application."""

import re
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.bench.invented import MUSLIM, Invented, licensed, plain
from tests.bench.pools import MUHAMMAD, Cluster, pools_of, short_forms, spelling

KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Sounds that are spelt in more than one way, whichever the language.
RESPELLINGS = (
    *(("ee", "i"), ("i", "ee"), ("oo", "u"), ("u", "oo"), ("ou", "u"), ("q", "k"), ("k", "q"), ("w", "v")),
    *(
        ("v", "w"),
        ("aa", "a"),
        ("a", "aa"),
        ("ai", "ay"),
        ("ay", "ai"),
        ("ei", "ey"),
        ("th", "t"),
        ("dh", "d"),
    ),
    *(("sh", "s"), ("ch", "c"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("f", "ph"), ("ss", "s"), ("s", "ss")),
    *(("mm", "m"), ("ll", "l"), ("l", "ll"), ("nn", "n"), ("z", "s"), ("y", "i"), ("i", "y"), ("e", "i")),
    *(("o", "u"), ("c", "k"), ("x", "ks"), ("cz", "ch"), ("sz", "sh"), ("j", "y"), ("e", "a"), ("ie", "y")),
)


def respelt(word: str, chance: Random) -> str:
    """The same sound spelt otherwise: one or two changes; the same word where nothing can be changed."""
    head, rest = word[:1], word[1:]
    for _ in range(1 if chance.random() < 0.75 else 2):
        fitting = [(old, new) for old, new in RESPELLINGS if old in rest]
        if fitting:
            old, new = chance.choice(fitting)
            places = [m.start() for m in re.finditer(old, rest)]
            at = chance.choice(places)
            rest = rest[:at] + new + rest[at + len(old) :]
    if rest == word[1:]:
        rest = rest[:-1] if rest.endswith("h") else rest + "h"
    return head + rest


def variant(word: str, cluster: Cluster, chance: Random) -> str:
    """Another spelling of a name: one of its cluster, or the sound spelt otherwise."""
    others = [name for name in cluster if name != word]
    if others and chance.random() < 0.8:
        return chance.choice(others)
    parts = word.split(" ")
    longest = max(range(len(parts)), key=lambda n: len(parts[n]))
    parts[longest] = respelt(parts[longest], chance)
    return " ".join(parts)


def typed(word: str, chance: Random) -> str:
    """With one slip of the fingers, or two."""
    for _ in range(1 if chance.random() < 0.8 or len(word) < 5 else 2):
        word = _slip(word, chance)
    return word


def _slip(word: str, chance: Random) -> str:
    if len(word) < 2:
        return word
    at, kind = chance.randrange(len(word)), chance.random()
    if kind < 0.25:
        return word[:at] + word[at + 1 :]
    if kind < 0.5:
        at = min(at, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.72:
        return (
            word[: at + 1] + chance.choice((word[at].lower(), chance.choice("aeiourstln"))) + word[at + 1 :]
        )
    row = next((keys for keys in KEYS if word[at].lower() in keys), "aeiou")
    place = row.find(word[at].lower())
    near = row[max(0, place - 1) : place + 2].replace(word[at].lower(), "") or row
    new = chance.choice(near)
    return word[:at] + (new.upper() if word[at].isupper() else new) + word[at + 1 :]


def exchanged(born: date) -> date | None:
    """Day and month exchanged; None where that is no other date."""
    return date(born.year, born.day, born.month) if born.day <= 12 and born.day != born.month else None


def one_digit_off(born: date, chance: Random) -> date:
    """A date that differs in one digit."""
    text = born.strftime("%Y%m%d")
    while True:
        at = chance.randrange(2, 8)
        other = text[:at] + chance.choice("0123456789") + text[at + 1 :]
        try:
            made = date(int(other[:4]), int(other[4:6]), int(other[6:]))
        except ValueError:
            continue
        if other != text and 1935 <= made.year <= 2008:
            return made


def near(born: date, chance: Random) -> date:
    """Another man's date, close to this one."""
    kind = chance.random()
    if kind < 0.35:
        return one_digit_off(born, chance)
    if kind < 0.5:
        return exchanged(born) or one_digit_off(born, chance)
    if kind < 0.75:
        return born + timedelta(days=chance.choice((-2, -1, 1, 2, 7, -7, 10, -10)))
    return born.replace(year=born.year + chance.choice((-1, 1, -2, 2)), day=min(born.day, 28))


def misread(number: str, chance: Random) -> str:
    """A number with one character wrong, or two exchanged."""
    at = chance.randrange(len(number) - 1)
    if chance.random() < 0.35 and number[at] != number[at + 1]:
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    pool = "0123456789" if number[at].isdigit() else "ABCEGHJKLMNOPRSTWXYZ"
    return number[:at] + chance.choice(pool.replace(number[at], "")) + number[at + 1 :]


def one_digit_apart(number: str, chance: Random) -> str:
    """A neighbour's number, as twins' are."""
    at = chance.choice((7, 7, 7, 6, 5))
    return number[:at] + chance.choice("0123456789".replace(number[at], "")) + number[at + 1 :]


# --- the kinds of true match: each gives the person as he gives himself now, or None where the kind does not fit ---


def changed(person: Invented, kind: str, chance: Random) -> Invented | None:
    """The same person, his name or birth date given otherwise in this way."""
    return KINDS[kind](person, chance)


def _exact(person: Invented, chance: Random) -> Invented:
    return person


def _given_parts(person: Invented) -> tuple[str, str]:
    """The leading Muhammad of a first name, and the rest."""
    head, _, rest = person.first.partition(" ")
    return (head, rest) if rest and head in MUHAMMAD else ("", person.first)


def _first_variant(person: Invented, chance: Random) -> Invented:
    prefix, given = _given_parts(person)
    if prefix and chance.random() < 0.5:
        return replace(person, first=f"{variant(prefix, MUHAMMAD, chance)} {given}")
    cluster = MUHAMMAD if given in MUHAMMAD else person.given
    return replace(person, first=f"{prefix} {variant(given, cluster, chance)}".strip())


def _last_variant(person: Invented, chance: Random) -> Invented:
    return replace(
        person, last=variant(person.last, person.family if "-" not in person.last[3:] else (), chance)
    )


def _both_variant(person: Invented, chance: Random) -> Invented:
    return _last_variant(_first_variant(person, chance), chance)


def _mohammed_prefix(person: Invented, chance: Random) -> Invented | None:
    if person.group not in MUSLIM or person.woman:
        return None
    prefix, given = _given_parts(person)
    if prefix:
        if chance.random() < 0.3:
            return replace(person, first=given, middle=f"{prefix} {person.middle}".strip())
        return replace(person, first=given)
    if person.first in MUHAMMAD:
        if not person.middle:
            return None
        how = chance.random()
        return replace(
            person, first=person.middle if how < 0.6 else f"{person.first} {person.middle}", middle=""
        )
    added = spelling(MUHAMMAD, chance, 0.5)
    if chance.random() < 0.75:
        return replace(person, first=f"{added} {person.first}")
    return replace(person, middle=f"{added} {person.middle}".strip())


def _name_swap(person: Invented, chance: Random) -> Invented | None:
    if person.first == person.last:
        return None
    if person.middle and chance.random() < 0.25:
        return replace(person, first=person.middle, middle=person.first)
    return replace(person, first=person.last, last=person.first)


def _middle_change(person: Invented, chance: Random) -> Invented | None:
    if person.middle:
        return replace(person, middle="" if chance.random() < 0.6 else person.middle[0])
    added = spelling(pools_of(person.group).male.draw(chance), chance)
    return replace(person, middle=added if chance.random() < 0.75 else added[0])


def _name_typo(person: Invented, chance: Random) -> Invented:
    if chance.random() < 0.5:
        return replace(person, first=typed(person.first, chance))
    return replace(person, last=typed(person.last, chance))


def _nickname(person: Invented, chance: Random) -> Invented | None:
    prefix, given = _given_parts(person)
    short = short_forms().get(MUHAMMAD[0] if given in MUHAMMAD else person.given[0])
    if prefix and (not short or chance.random() < 0.3):
        return replace(person, first=f"{chance.choice(('Mo', 'Moe', 'Md', 'M'))} {given}")
    if not short:
        return None
    return replace(person, first=f"{prefix} {chance.choice(short)}".strip())


def _surname_change(person: Invented, chance: Random) -> Invented:
    other = spelling(pools_of(person.group).family.draw(chance), chance)
    kind = chance.random()
    if "-" in person.last[3:] and kind < 0.7:
        made = replace(person, last=chance.choice(person.last.rsplit("-", 1)))
    elif kind < 0.62:
        made = replace(person, last=person.last + chance.choice(("-", "-", " ")) + other)
    else:
        made = replace(person, last=other)
    return licensed(made, chance) if chance.random() < 0.5 else made


def _dob_swap(person: Invented, chance: Random) -> Invented | None:
    other = exchanged(person.born)
    return replace(person, born=other) if other else None


def _dob_typo(person: Invented, chance: Random) -> Invented:
    return replace(person, born=one_digit_off(person.born, chance))


def _compound(person: Invented, chance: Random) -> Invented | None:  # noqa: PLR0911 (a list of ways)
    last = person.last
    if match := re.match(r"(?i)^(al|el)[- ](?=\w)", last):
        rest = last[match.end() :]
        return replace(person, last=chance.choice((rest, f"Al {rest}", f"El-{rest}", f"Al{rest.lower()}")))
    if match := re.match(r"^(Mc|Mac)[ ]?(?=[A-Z])", last):
        rest = last[match.end() :]
        return replace(person, last=chance.choice((f"Mc {rest}", f"Mac{rest}", f"Mc{rest}", f"Mac {rest}")))
    if match := re.match(r"^O['_ ]?(?=[A-Z])", last):
        rest = last[match.end() :]
        return replace(
            person, last=chance.choice((f"O{rest}", f"O {rest}", f"O{rest.lower()}", rest, f"O’{rest}"))
        )
    if "-" in last:
        return replace(person, last=last.replace("-", chance.choice((" ", ""))))
    if not last.isascii() or not person.first.isascii():
        return replace(person, last=_unmarked(last), first=_unmarked(person.first))
    if " " in person.first:
        parts = person.first.split(" ")
        tight = parts[0] + "".join(part.lower() for part in parts[1:])
        return replace(person, first=chance.choice(("-".join(parts), "".join(parts), tight)))
    if person.group == "east_european" and (marked := _marked(last, chance)):
        return replace(person, last=marked)
    if person.group in ("arabic", "persian", "horn"):
        return replace(person, last=chance.choice(("Al-", "Al ", "El-", "Al")) + last)
    if person.middle and len(person.middle) > 2 and person.group in MUSLIM:
        return replace(
            person, first=f"{person.first}{chance.choice(('-', ' ', ''))}{person.middle}", middle=""
        )
    return None


# Marks that somebody put where none belong, or of another language.
MARKS = {"a": "ąáă", "c": "čćç", "e": "ėěę", "i": "ıí", "n": "ňńñ", "o": "óö", "s": "šśş", "z": "žźż"}


def _marked(text: str, chance: Random) -> str:
    places = [at for at, letter in enumerate(text) if at and letter in MARKS]
    if not places:
        return ""
    at = chance.choice(places)
    return text[:at] + chance.choice(MARKS[text[at]]) + text[at + 1 :]


def _unmarked(text: str) -> str:
    return plain(text).title() if "-" not in text and " " not in text else text


def _patronymic(person: Invented, chance: Random) -> Invented | None:
    group, kind = person.group, chance.random()
    if group == "sikh":
        return _clan(person, kind, chance)
    if group == "hindu":
        added = chance.choice(("bhai", "Kumar", "Lal", "Chandra"))
        return replace(person, middle="" if person.middle else added)
    if group in MUSLIM or group == "west_african":
        return _fathers_name(person, kind, chance)
    return None


def _clan(person: Invented, kind: float, chance: Random) -> Invented:
    weak = "Kaur" if person.woman else "Singh"
    if person.middle == weak:
        return replace(person, middle="") if kind < 0.5 else replace(person, last=weak, middle=person.last)
    if person.last == weak:
        return replace(person, last=spelling(pools_of("sikh").family.draw(chance), chance), middle=weak)
    return replace(person, middle=weak)


def _fathers_name(person: Invented, kind: float, chance: Random) -> Invented:
    family = spelling(pools_of(person.group).family.draw(chance), chance)
    if person.middle and kind < 0.3 and " " not in person.middle:
        return replace(person, middle=f"{chance.choice(('bin', 'ibn'))} {person.middle}")
    # Of three names the last goes, or the second, or the two change places.
    if person.middle and kind < 0.65:
        return replace(person, middle="", last=person.middle.split(" ")[-1])
    if person.middle and kind < 0.75:
        return replace(person, middle="")
    if person.middle and kind < 0.82:
        return replace(person, last=person.middle.split(" ")[-1], middle=person.last)
    return replace(person, middle=f"{person.middle} {person.last}".strip(), last=family)


KINDS = {
    "exact": _exact,
    "first_variant": _first_variant,
    "last_variant": _last_variant,
    "both_variant": _both_variant,
    "mohammed_prefix": _mohammed_prefix,
    "name_swap": _name_swap,
    "middle_change": _middle_change,
    "name_typo": _name_typo,
    "nickname": _nickname,
    "surname_change": _surname_change,
    "dob_swap": _dob_swap,
    "dob_typo": _dob_typo,
    "compound": _compound,
    "patronymic": _patronymic,
}
