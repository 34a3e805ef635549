"""Names as people write them: each resolves to the right council, or asks; none to a wrong one."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from licensing.authorities import packaged, wording
from licensing.authorities.names import How, KnownAuthority, Names

TODAY = date(2026, 11, 21)
NAMES = packaged.names(TODAY)
COUNCILS = packaged.councils()

EXACT = {
    "leeds": "E08000035",
    "LEEDS CITY COUNCIL": "E08000035",
    "  Leeds   City  Council ": "E08000035",
    "Leeds\x00\xa0City\u200b Council": "E08000035",
    "Leeds MDC": "E08000035",
    "Leeds (City of)": "E08000035",
    "Licensing Team, Leeds City Council": "E08000035",
    "Borough Council of Bolton": "E08000001",
    "Bolton MBC": "E08000001",
    "Bolton*": "E08000001",
    "Bolton²": "E08000001",
    "Bolton [note 3]": "E08000001",
    "Bolton (1)": "E08000001",
    "3. Bolton": "E08000001",
    "City of York Council": "E06000014",
    "York UA": "E06000014",
    "Metropolitan Borough of Wirral": "E08000015",
    "Royal Borough of Kensington & Chelsea": "E09000020",
    "London Borough of Camden": "E09000007",
    "LB Camden": "E09000007",
    "City of London": "E09000001",
    "Corporation of London": "E09000001",
    "Westminster City Council": "E09000033",
    "Hull": "E06000010",
    "Kingston upon Hull, City of": "E06000010",
    "Kingston-on-Thames": "E09000021",
    "Durham": "E06000047",
    "Durham UA": "E06000047",
    "County Durham": "E06000047",
    "Durham, County": "E06000047",
    "Co. Durham": "E06000047",
    "St. Albans": "E07000240",
    "Saint Helens": "E08000013",
    "Bristol, City of": "E06000023",
    "Bristol City": "E06000023",
    "Herefordshire, County of": "E06000019",
    "Herefordshire County Council": "E06000019",
    "Rhondda, Cynon, Taff": "W06000016",
    "Vale of Glamorgan, The": "W06000014",
    "Ynys Môn": "W06000001",
    "YNYS MON": "W06000001",
    "Caerdydd": "W06000015",
    "Abertawe": "W06000011",
    "Merthyr Tydfil UA": "W06000024",
    "Argyll & Bute": "S12000035",
    "Western Isles": "S12000013",
    "Edinburgh, City of": "S12000036",
    "Bournemouth, Christchurch and Poole": "E06000058",
    "Bournemouth, Christchurch and Poole (BCP)": "E06000058",
    "King's Lynn & W. Norfolk": "E07000146",
    "King’s Lynn and West Norfolk": "E07000146",
    "Telford and the Wrekin": "E06000020",
    "Brighton/Hove": "E06000043",
    "Bath & N E Somerset": "E06000022",
    "NE Lincs": "E06000012",
    "North-East Lincolnshire Council": "E06000012",
    "South Glos": "E06000025",
    "East Herts DC": "E07000242",
    "Bucks": "E06000060",
    "Newcastle upon Tyne": "E08000021",
    "Newcastle City Council": "E08000021",
    "Newcastle-under-Lyme": "E07000195",
    "Gloucester": "E07000081",
    "Gloucestershire": "E10000013",
    "Lincoln": "E07000138",
    "Lincolnshire County Council": "E10000019",
    "Leicester City": "E06000016",
    "Bedford": "E06000055",
    "Somerset": "E06000066",
    "North Yorkshire": "E06000065",
    "Dorset": "E06000059",
    "Wyre": "E07000128",
    "Wyre Forest": "E07000239",
    "Rother": "E07000064",
    "Rotherham": "E08000018",
    "Isles of Scilly": "E06000053",
    "West Yorkshire Combined Authority": "E47000003",
    "TfL": "E12000007",
    "Transport for London": "E12000007",
    "LTPH": "E12000007",
    "DfI": "N92000002",
    "Department for Infrastructure": "N92000002",
    "e08000035": "E08000035",
    "E08 000 035": "E08000035",
    "Leeds (E08000035)": "E08000035",
}
FORMER = {
    "Bournemouth": "E06000058",
    "Poole, Borough of": "E06000058",
    "Shepway": "E07000112",
    "Shepway District Council": "E07000112",
    "South Bucks": "E06000060",
    "Buckinghamshire County Council": "E06000060",
    "Taunton Deane": "E06000066",
    "West Somerset DC": "E06000066",
    "Somerset County Council": "E06000066",
    "St Edmundsbury": "E07000245",
    "St. Edmundsbury BC": "E07000245",
    "Forest Heath": "E07000245",
    "Suffolk Coastal": "E07000244",
    "Waveney": "E07000244",
    "Northampton": "E06000062",
    "East Northants": "E06000061",
    "Weymouth & Portland": "E06000059",
    "Carlisle": "E06000063",
    "Barrow-in-Furness BC": "E06000064",
    "Harrogate Borough Council": "E06000065",
    "Richmondshire": "E06000065",
    "Macclesfield": "E06000049",
    "Chester": "E06000050",
    "Vale Royal": "E06000050",
    "Durham City Council": "E06000047",
    "Chester-le-Street": "E06000047",
    "Berwick upon Tweed": "E06000057",
    "Mid Bedfordshire": "E06000056",
    "Penwith": "E06000052",
    "Cornwall County Council": "E06000052",
    "Shrewsbury & Atcham": "E06000051",
    "Salisbury District Council": "E06000054",
    "Derry City Council": "N09000005",
    "Down": "N09000010",
    "E06000048": "E06000057",
    "E08000020": "E08000037",
    "S12000046": "S12000049",
    "E07000190": "E06000066",
    "Public Carriage Office": "E12000007",
}
NEAR = {
    "Kirklese": "E08000034",
    "Bradfrod": "E08000032",
    "Calderdal": "E08000033",
    "Wakefeild": "E08000036",
    "Leeds Cty Council": "E08000035",
    "Leeds City Concil": "E08000035",
    "Southhampton": "E06000045",
    "Middlesborough": "E06000002",
    "Sheffeild": "E08000019",
    "Wolverhamton": "E08000031",
    "Epping Forrest": "E07000072",
    "Hinkley and Bosworth": "E07000132",
    "Tunbridge and Malling": "E07000115",
    "Newcastle under Lyne": "E07000195",
    "Brighton adn Hove": "E06000043",
    "Transport for Lodnon": "E12000007",
    "Welingborough": "E06000061",
}
ASKED = {
    "Newcastle": {"NET", "NEC"},
    "Newcastle Cty Council": {"NET", "NEC"},
    "Richmond": {"RIC", "RIH"},
    "Kingston": {"KHL", "KTT"},
    "London": {"TFL", "GLA", "LND"},
    "Greater London": {"TFL", "GLA"},
    "Cheshire": {"CHE", "CHW"},
    "Cheshire County Council": {"CHE", "CHW"},
    "Bedfordshire": {"BDF", "CBF"},
    "Cumbria": {"CBD", "WAF"},
    "Northamptonshire County Council": {"NNT", "WNT"},
    "E10000021": {"NNT", "WNT"},
    "Castlereagh": {"LBC", "BFS"},
    "West Yorkshire": {"WYCA"},
    "West Yorkshire (Met County)": {"WYCA"},
    "Adur & Worthing": {"ADU", "WOT"},
    "Lincoln County Council": {"LIC"},
    "Leicestershire City Council": {"LEC"},
    "Gloucester County Council": {"GLO"},
    "Lichfield City Council": {"LIF"},
    "Northampton Town Council": {"WNT"},
    "Bolon": {"BOL", "BOT"},
    "E08000035 Bradford": {"LDS", "BRD"},
    "E99999999": set(),
    "Farnham": set(),
    "Marlow": set(),
    "Newport (Isle of Wight)": set(),
    "County Down": set(),
    "City Council": set(),
    "": set(),
    " \t": set(),
    "???": set(),
    "***": set(),
    "12345": set(),
    "Łódź": set(),
    "東京": set(),
    "Leeds " * 1000: set(),
}


@pytest.mark.parametrize(("text", "gss_code"), EXACT.items())
def test_one_of_a_councils_names_is_exactly_it(text, gss_code):
    answer = NAMES.resolve(text)
    assert (answer.how, answer.authority and answer.authority.gss_code) == (How.EXACT, gss_code)


@pytest.mark.parametrize(("text", "gss_code"), FORMER.items())
def test_a_former_name_leads_to_the_council_of_today(text, gss_code):
    answer = NAMES.resolve(text)
    assert (answer.how, answer.authority and answer.authority.gss_code) == (How.FORMER, gss_code)


@pytest.mark.parametrize(("text", "gss_code"), NEAR.items())
def test_a_misspelt_name_that_is_safely_one_councils_is_near(text, gss_code):
    answer = NAMES.resolve(text)
    assert (answer.how, answer.authority and answer.authority.gss_code) == (How.NEAR, gss_code)


@pytest.mark.parametrize(("text", "keys"), ASKED.items(), ids=lambda value: str(value)[:40])
def test_what_cannot_be_told_is_asked_with_those_it_may_be(text, keys):
    answer = NAMES.resolve(text)
    assert answer.how is How.ASKED
    assert answer.authority is None
    assert keys <= {candidate.key for candidate in answer.candidates} or not keys
    assert answer.explanation.endswith(".")


def test_a_divided_council_lists_its_successors_and_nothing_else():
    answer = NAMES.resolve("Cumbria County Council")
    assert [one.nice_name for one in answer.candidates] == ["Cumberland", "Westmorland and Furness"]
    assert "ended on 31 March 2023" in answer.explanation


def test_a_london_borough_resolves_to_itself_and_says_that_it_does_not_license():
    camden, transport = NAMES.resolve("Camden").authority, NAMES.resolve("TfL").authority
    assert camden is not None
    assert transport is not None
    assert (camden.licenses, transport.licenses) == (False, True)


def test_every_official_name_and_code_leads_to_its_council_or_its_successors():
    wrong = []
    for council in COUNCILS:
        ends = {one.key for one in NAMES.successors_today(council.key)}
        codes = [code for code in (council.gss_code, *(one.gss_code for one in council.former_codes)) if code]
        for text in (council.official_name, council.official_name.upper(), *codes):
            answer = NAMES.resolve(text)
            found = {answer.authority.key} if answer.authority else {one.key for one in answer.candidates}
            if found != ends or bool(answer.authority) is not (len(ends) == 1):
                wrong.append((council.key, text, answer.explanation))
    assert wrong == []


def test_no_name_in_the_index_leads_to_a_council_it_is_not_a_name_of():
    wrong = [
        (council.key, name.name, answer.authority.key)
        for council in COUNCILS
        for name in council.names
        if name.kind != "code" and (answer := NAMES.resolve(name.name)).authority
        if {answer.authority.key} != {one.key for one in NAMES.successors_today(council.key)}
    ]
    assert wrong == []


def test_no_other_place_is_taken_for_a_misspelt_council():
    places = packaged.other_places()
    assert len(places) > 1000
    assert [place for place in places if NAMES.resolve(place).authority] == []


def test_a_council_that_ends_tomorrow_is_still_itself_today():
    old = KnownAuthority(
        "OLD", "Oldshire Council", "Oldshire", "unitary", ended_on=TODAY, successors=("NEW",)
    )
    new = KnownAuthority("NEW", "Newshire Council", "Newshire", "unitary")
    assert Names([old, new], on=TODAY).resolve("Oldshire").authority == old
    tomorrow = Names([old, new], on=date(2026, 11, 22)).resolve("Oldshire")
    assert (tomorrow.how, tomorrow.authority) == (How.FORMER, new)


def test_an_ended_council_whose_successor_is_unknown_is_asked_about():
    old = KnownAuthority("OLD", "Oldshire Council", "Oldshire", "unitary", ended_on=date(1996, 3, 31))
    answer = Names([old], on=TODAY).resolve("Oldshire")
    assert (answer.how, answer.candidates) == (How.ASKED, ())
    assert "not known" in answer.explanation


def test_successors_that_name_each_other_do_not_go_round_for_ever():
    one = KnownAuthority("A", "Oneshire", "Oneshire", "unitary", ended_on=date(2000, 1, 1), successors=("B",))
    two = KnownAuthority("B", "Twoshire", "Twoshire", "unitary", ended_on=date(2000, 1, 1), successors=("A",))
    assert Names([one, two], on=TODAY).successors_today("A") == ()


# --- slips of the pen

SPELLINGS = [
    (council.key, name.name)
    for council in COUNCILS
    for name in council.names
    if name.kind in ("official", "nice", "alternative", "former")
]
LETTERS = "abcdefghijklmnopqrstuvwxyz "


def slip(draw: st.DrawFn, text: str) -> str:
    """One letter too many, too few, wrong, or two swapped."""
    at = draw(st.integers(0, max(len(text) - 1, 0)))
    letter = draw(st.sampled_from(LETTERS))
    match draw(st.sampled_from(("insert", "delete", "replace", "swap"))):
        case "insert":
            return text[:at] + letter + text[at:]
        case "delete":
            return text[:at] + text[at + 1 :]
        case "replace":
            return text[:at] + letter + text[at + 1 :]
        case _:
            return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, str]:
    """The key of a council and one of its names with one or two slips."""
    key, text = draw(st.sampled_from(SPELLINGS))
    for _ in range(draw(st.integers(1, 2))):
        text = slip(draw, text)
    return key, text


@settings(max_examples=600, deadline=None)
@given(misspelt())
def test_two_slips_never_turn_one_council_into_another(case):
    key, text = case
    answer = NAMES.resolve(text)
    own = {one.key for one in NAMES.successors_today(key)}
    # A slip may write another council's very name; then it is exact or former, and nobody could tell.
    assert answer.how is not How.NEAR or {answer.authority and answer.authority.key} == own


KINDS = {council.key: council.kind.kind for council in COUNCILS}
WRITTEN = [
    # A combined authority goes by its full names only: its bare name is a region's.
    (key, written.full, written.full if KINDS[key] == "combined" else written.spelt)
    for key, name in SPELLINGS
    for written in wording.readings(name)
]
ENDS = {council.key: {one.key for one in NAMES.successors_today(council.key)} for council in COUNCILS}


@settings(max_examples=300, deadline=None)
@given(misspelt() | st.tuples(st.just(""), st.text(alphabet=LETTERS, min_size=3, max_size=25)))
def test_no_other_council_is_as_near_as_the_one_resolved(case):
    text = case[1]
    answer = NAMES.resolve(text)
    if answer.how is not How.NEAR or answer.authority is None:
        return
    own = {answer.authority.key}
    readings = wording.readings(wording.clean(text))

    def nearest(same: bool) -> int:
        return min(
            DamerauLevenshtein.distance(asked, there)
            for key, full, spelt in WRITTEN
            if (ENDS[key] == own) is same
            for reading in readings
            for asked, there in ((reading.full, full), (reading.spelt, spelt))
        )

    assert nearest(same=False) > nearest(same=True)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_gets_an_answer(text):
    answer = NAMES.resolve(text)
    assert (answer.authority is None) is (answer.how is How.ASKED)
