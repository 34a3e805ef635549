"""Finding a word in a name, on either engine, whatever its letters."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_

# A longer search is somebody's whole letter, pasted.
MOST_WORDS = 6


def words_of(text: str) -> list[str]:
    """The words to look for in what was typed."""
    return text.split()[:MOST_WORDS]


def word_in(word: str, *columns: Any) -> ColumnElement[bool]:
    """Whether a word stands somewhere in one of the columns."""
    patterns = [f"%{_plain(form)}%" for form in _forms(word)]
    return or_(*(func.lower(one).like(pattern, escape="\\") for one in columns for pattern in patterns))


def _forms(word: str) -> list[str]:
    """A word in each way its letters are usually written: SQLite's lower() leaves Ł and Ö as they are."""
    return sorted({word, word.lower(), word.upper(), word.capitalize(), word.title()})


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
