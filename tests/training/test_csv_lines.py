"""Reading the lines of a CSV file, whatever a spreadsheet did to it."""

import pytest

from licensing.training.csv_lines import AS_WINDOWS, Unreadable, lines

TEXT = "first name,last name\nZoë,Example\n"


def _read(content):
    notes: list[str] = []
    return list(lines(content, notes)), notes


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), "byte order mark"),
        (TEXT.encode("cp1252"), "Windows-1252"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.replace(",", ";").encode(), "semicolons"),
        (TEXT.replace(",", "\t").encode(), "tabs"),
        (TEXT.replace("\n", "\r\n").encode(), ""),
        (TEXT.replace("\n", "\r").encode(), ""),
    ],
    ids=["utf-8", "bom", "cp1252", "utf-16", "semicolons", "tabs", "crlf", "cr"],
)
def test_it_is_read_and_what_was_done_is_said(content, note):
    read, notes = _read(content)
    assert read == [(1, ["first name", "last name"]), (2, ["Zoë", "Example"])]
    assert (note in notes[0]) if note else notes == []


def test_a_byte_order_mark_before_windows_1252_is_unreadable():
    with pytest.raises(Unreadable):
        _read(b"\xef\xbb\xbfname\nZo\xeb\n")


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 a zip", b"\xd0\xcf\x11\xe0 an old sheet", b"a\x00b", b"\xff\xfea", b"name\n\x81\x8d\n"],
    ids=["xlsx", "xls", "binary", "half utf-16", "no encoding"],
)
def test_what_is_no_text_is_unreadable(content):
    with pytest.raises(Unreadable):
        _read(content)


def test_a_quotation_mark_that_never_ends_is_unreadable_and_the_line_named():
    with pytest.raises(Unreadable, match="Line 2"):
        _read(b'a,b\n"c,d\n')


def test_lines_keep_the_number_that_an_editor_shows():
    read, _ = _read(b'a,b\n\n"c\nd",e\n , \nf,g\n')
    assert [line for line, _ in read] == [1, 3, 6]


def test_names_with_accents_are_to_be_checked_when_the_encoding_was_guessed():
    assert _read(TEXT.encode("cp1252"))[1] == [AS_WINDOWS]
