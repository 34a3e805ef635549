"""What is wrong with a file is said by line and column, all of it at once."""

from datetime import date
from pathlib import Path

import pytest

from licensing.exchange import profiles
from licensing.exchange.content import Unreadable
from licensing.exchange.reading import Reader

ON = date(2026, 11, 21)
DEFRA = Path(__file__).parent / "data" / "defra"
SOUND = "OI64EFO,2019-04-30,2019-05-22,taxi,Birmingham,dJfRR,true"


def faults(data, profile="defra"):
    reader = Reader(profiles.named(profile), data if isinstance(data, bytes) else data.encode(), on=ON)
    for _ in reader.records():
        pass
    return [fault.words for fault in sorted(reader.faults)]


def read(data, profile="vehicles"):
    reader = Reader(profiles.named(profile), data if isinstance(data, bytes) else data.encode(), on=ON)
    return reader, list(reader.records())


@pytest.mark.rule("R66")
def test_a_file_that_keeps_defras_rules_is_clean():
    assert faults((DEFRA / "ntr_fixture_8.csv").read_bytes()) == []


@pytest.mark.rule("R66")
def test_a_row_shifted_by_a_missing_field_is_one_fault_though_its_count_is_legal():
    found = faults((DEFRA / "ntr_fixture_1.csv").read_bytes())
    said = "is missing, so that every later value stands one column to the left"
    assert found == [f"line 2: licence start date or licence end date: {said}"]


@pytest.mark.rule("R66")
@pytest.mark.parametrize("number", [3, 6])
def test_wrong_separators_and_spaces_are_said_of_every_line(number):
    found = faults((DEFRA / f"ntr_fixture_{number}.csv").read_bytes())
    assert [one.split(":")[0] for one in found] == [f"line {line}" for line in range(1, 6)]
    assert all("semicolons" in one if number == 3 else "space" in one for one in found)


@pytest.mark.rule("R66")
def test_a_trailing_comma_is_said_of_its_line():
    assert faults((DEFRA / "ntr_fixture_4.csv").read_bytes()) == [
        "line 5: end of the line: has a comma after the last value; take it out"
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2019-04-30,2019-05-22,taxi,Leeds,dJfRR,true", "vrm"),
        ("OI64EFO,2019-04-30,2019-05-22,Leeds,dJfRR,true", "taxi or PHV"),
        ("OI64EFO,2019-04-30,2019-05-22,taxi,dJfRR,true", "licensing authority"),
        ("OI64EFO,2019-04-30,2019-05-22,taxi,Leeds,true", "plate number"),
    ],
    ids=["vrm", "type", "authority", "plate"],
)
def test_whichever_value_is_missing_the_row_is_caught(row, column):
    found = faults(row)
    assert len(found) == 1
    assert found[0].startswith(f"line 1: {column}: is missing, so that every later value")


def test_a_shifted_row_is_caught_also_when_a_comma_at_its_end_makes_up_the_count():
    found = faults("OI64EFO,2019-04-30,taxi,Leeds,dJfRR,true,")
    assert len(found) == 1
    assert "is missing, so that" in found[0]


def test_a_value_too_many_is_said_where_it_stands():
    found = faults("OI64EFO,2019-04-30,2019-05-22,2019-05-22,taxi,Leeds,dJfRR,true")
    assert len(found) == 1
    assert "a value too many" in found[0]


def test_a_row_of_column_names_where_there_is_none_is_one_fault():
    header = "vrm,start,end,taxi or PHV,licensing authority,plate,wheelchair\n"
    assert faults(header + SOUND) == [
        "line 1: whole line: is a row of column names; this file has none, so take it out"
    ]


def test_every_fault_of_a_row_is_told_together():
    found = faults("??,2019-04-31,22 May 2019,boat,Nowhere,P1,perhaps")
    assert [one.split(": ")[1] for one in found] == [
        "licence end date",
        "licence start date",
        "licensing authority",
        "taxi or PHV",
        "vrm",
        "wheelchair accessible",
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (SOUND.replace("taxi", "Hcv"), ""),
        (SOUND.replace("2019-04-30", "30/04/2019"), ""),
        (SOUND.replace(",true", ","), ""),
        (SOUND.replace(",true", ""), ""),
        (SOUND.replace("dJfRR", '"d,J ""f"'), ""),
        (SOUND.replace("2019-04-30", "04/30/2019"), "is no day of the calendar; the day comes first"),
        (SOUND.replace("2019-04-30", "30.04.2019"), "is not a date; write it as YYYY-MM-DD or DD/MM/YYYY"),
        (SOUND.replace("OI64EFO", "OI64 EFO"), "without spaces"),
        (SOUND.replace("dJfRR", "dJ£RR"), "has characters that are not accepted: £"),
        (SOUND.replace("Birmingham", "Cardiff"), "is no licensing authority in England"),
        (SOUND.replace("Birmingham", "Birmingam"), "it may be Birmingham City Council"),
        (SOUND.replace("Birmingham", "West Yorkshire Combined Authority"), "is no licensing authority"),
        (SOUND.replace("dJfRR", '"d"J'), "quotation mark"),
        (f"{SOUND}\n\n{SOUND}", "is empty; take it out"),
    ],
    ids=lambda value: value if " " in value and "," not in value else None,
)
def test_defras_rules_value_by_value(row, says):
    found = faults(row)
    assert (says in found[0]) if says else found == []


def test_lines_are_counted_as_the_file_has_them_also_after_a_new_line_in_a_value():
    text = 'registration,type,start,end,make\nAB12CDE,taxi,1/6/2026,31/5/2027,"Big\nmake"\n\n'
    text += "AB12CDF,boat,1/6/2026,31/5/2027,x\n"
    assert faults(text, "vehicles") == [f"line 5: type: “boat” is none of {_kinds()}"]


def _kinds():
    from licensing.exchange.fields import VEHICLES

    return ", ".join(VEHICLES["kind"].choices)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_and_separator_is_read(encoding, separator):
    rows = [
        ("Registration mark", "Type", "Start", "End", "Make"),
        ("ab12 cde", "PHV", "1/6/26", "31-May-2027", "Škoda é"),
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    if encoding == "cp1252":
        text = text.replace("Š", "S")
    reader, records = read(text.encode(encoding))
    assert reader.faults == []
    assert records[0].values["vrm"] == "AB12CDE"
    assert records[0].values["ends_on"] == date(2027, 5, 31)
    assert records[0].values["make"].endswith("é")
    assert any("Windows-1252" in note for note in reader.notes) is (encoding == "cp1252")


def test_keys_with_stray_spaces_or_in_another_case_are_read_and_said():
    reader, records = read(
        "licence number,name,start,end\n ab1 ,Bases Ltd,2026-01-01,2026-12-31\n", "operators"
    )
    assert [record.values["number"] for record in records] == ["AB1"]
    assert reader.faults == []
    said = " ".join(reader.noticed.sentences())
    assert "Space around a key was left out: line 2." in said
    assert "another case or spacing" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: whole line: the file is empty"),
        ("licence number,name,start,end\n", "line 1: whole line: there are no rows below the column names"),
        (
            "licence number,name,start\nA1,B,2026-01-01\n",
            "line 1: licence end date: there is no column called",
        ),
    ],
    ids=["empty", "header only", "no such column"],
)
def test_a_file_without_what_it_needs_says_so(text, says):
    assert faults(text, "operators")[0].startswith(says)


def test_a_row_with_too_few_or_too_many_values_is_a_fault_and_empty_ones_at_its_end_are_none():
    text = "licence number,name,start,end,email,telephone\nA1,B,2026-01-01,2026-12-31\nA2,B,2026-01-01,2026-12-31,,,,\n"
    text += "A3,B,2026-01-01,2026-12-31,,,x\n"
    found = faults(text, "operators")
    assert found[0] == "line 2: whole line: has 4 values, where there must be 6"
    assert found[1].startswith("line 4: email or telephone or end of the line: a value too many stands here")
    assert len(found) == 2


@pytest.mark.parametrize(
    "data", [b"\x00\x01binary", b"PK\x03\x04 no spreadsheet"], ids=["binary", "broken zip"]
)
def test_what_is_neither_text_nor_a_spreadsheet_is_unreadable(data):
    with pytest.raises(Unreadable):
        faults(data)


def test_a_spreadsheet_is_read_with_its_dates_and_numbers(tmp_path):
    from tests.exchange.spreadsheets import xlsx

    rows = [
        ("Registration", "Type", "Start", "End", "Seats"),
        ("AB12CDE", "taxi", date(2026, 6, 1), date(2027, 5, 31), 4),
    ]
    reader, records = read(xlsx(rows))
    assert reader.faults == []
    assert records[0].values["starts_on"] == date(2026, 6, 1)
    assert records[0].values["seats"] == 4


def test_one_line_with_another_separator_is_one_fault_and_says_so():
    assert faults(f"{SOUND}\n{SOUND.replace('OI64EFO', 'OI64EFP').replace(',', ';')}") == [
        "line 2: whole line: values are separated by semicolons, unlike the others"
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(ending):
    other = SOUND.replace("OI64EFO", "OI64EFP").replace("taxi", "boat")
    assert [one[:7] for one in faults(f"{SOUND}{ending}{other}{ending}")] == ["line 2:"]


def test_a_semicolon_file_that_holds_a_comma_is_still_said_to_be_wrongly_separated():
    text = SOUND.replace(",", ";").replace("dJfRR", "dJ,RR")
    assert faults(text) == ["line 1: whole line: values are separated by semicolons; separate them by commas"]
