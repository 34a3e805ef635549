"""An authority's differences: laid over the common policy, or told as mistakes."""

from datetime import date, timedelta

import pytest

from licensing.policy.queries import policy_in_force
from tests.policy.conftest import COMMON, LEEDS

LEEDS_CODE = "E08000035"
POINTS = 'about = "settings.points_flag"\nvalue = 6'


def test_a_setting_differs_for_one_authority_from_its_day_and_the_others_keep_the_common_one(folder):
    folder.differ(POINTS)
    files = folder.load()
    assert policy_in_force(LEEDS_CODE, date(2026, 5, 31), files).points_flag.value == 7
    changed = policy_in_force(LEEDS_CODE, date(2026, 6, 1), files).points_flag
    assert (changed.value, changed.source, changed.grade, changed.rule) == (6, "Committee", "NV", "")
    assert changed.reason_of_difference == "Because"
    assert policy_in_force("E08000034", date(2026, 6, 1), files).points_flag.reason_of_difference == ""
    assert policy_in_force("E08000034", date(2026, 6, 1), files).points_flag.value == 7


def test_a_text_that_names_a_setting_follows_the_authority(folder, monday):
    folder.differ(POINTS)
    record = policy_in_force(LEEDS_CODE, monday, folder.load()).requirement("dvla-record")
    assert record is not None
    assert record.results[0].label == "Fewer than 6 points"


def test_a_difference_stands_beside_what_the_common_policy_says(folder, monday):
    folder.differ(POINTS + "\nexample = true")
    (difference,) = policy_in_force(LEEDS_CODE, monday, folder.load()).differences
    assert (difference.about, difference.common_value, difference.local_value) == (
        "settings.points_flag",
        7,
        6,
    )
    assert (difference.common_words, difference.local_words) == ("7 points", "6 points")
    assert difference.what == "How many points on a driving licence are flagged to the decision maker"
    assert (difference.reason, difference.source, difference.grade, difference.example) == (
        "Because",
        "Committee",
        "NV",
        True,
    )


def test_a_period_may_be_given_in_days_where_the_common_policy_has_months(folder, monday):
    folder.differ('about = "requirements.medical.days"\nvalue = 90')
    policy = policy_in_force(LEEDS_CODE, monday, folder.load())
    medical = policy.requirement("medical")
    assert medical is not None
    assert (medical.good_for_months, medical.good_for_days) == (None, 90)
    assert (medical.source, medical.period_source) != ("Committee", medical.source)
    assert medical.period_source == "Committee"
    assert medical.reason_of_difference == "Because"
    assert [(one.what, one.common_words, one.local_words) for one in policy.differences] == [
        ("Medical fitness, Group 2 standard: how long it is good", "4 months", "90 days")
    ]


def test_an_authority_may_switch_off_what_is_unverified(folder, monday):
    folder.differ('about = "requirements.overseas.enforced"\nvalue = false')
    policy = policy_in_force(LEEDS_CODE, monday, folder.load())
    overseas = policy.requirement("overseas")
    assert overseas is not None
    assert not overseas.enforced
    assert [(one.common_words, one.local_words) for one in policy.differences] == [("yes", "no")]


def test_an_authority_may_ask_for_other_modules(folder, monday):
    folder.differ('about = "settings.modules"\nvalue = ["safeguarding", "local-knowledge"]')
    policy = policy_in_force(LEEDS_CODE, monday, folder.load())
    assert policy.modules.value == ("safeguarding", "local-knowledge")
    assert policy.differences[0].local_words == "safeguarding, local-knowledge"


def test_an_authority_may_word_a_question_its_own_way(folder, monday):
    folder.differ('about = "requirements.english.hint"\nvalue = "Held on Tuesdays."')
    policy = policy_in_force(LEEDS_CODE, monday, folder.load())
    assert policy.differences[0].what == "Spoken and written English: the hint"


def test_a_difference_that_has_ended_is_gone_the_next_day(folder):
    folder.differ(POINTS + "\nin_force_until = 2026-08-31")
    files = folder.load()
    assert policy_in_force(LEEDS_CODE, date(2026, 8, 31), files).points_flag.value == 6
    ended = policy_in_force(LEEDS_CODE, date(2026, 9, 1), files)
    assert (ended.points_flag.value, ended.differences) == (7, ())


def test_the_version_changes_whenever_the_differences_do_and_never_otherwise(folder):
    folder.differ(
        POINTS + "\nin_force_until = 2026-12-31",
        'about = "requirements.medical.months"\nvalue = 3\nin_force_from = 2026-07-01',
    )
    files = folder.load()
    seen: dict[str, set[tuple[int, int | None]]] = {}
    day = date(2026, 4, 1)
    while day <= date(2027, 2, 1):
        policy = policy_in_force(LEEDS_CODE, day, files)
        medical = policy.requirement("medical")
        assert medical is not None
        seen.setdefault(policy.version, set()).add((policy.points_flag.value, medical.good_for_months))
        day += timedelta(days=1)
    assert seen == {
        "common 2026-04-01": {(7, 4)},
        "common 2026-04-01; E08000035 2026-06-01": {(6, 4)},
        "common 2026-04-01; E08000035 2026-07-01": {(6, 3)},
        "common 2026-04-01; E08000035 2027-01-01": {(7, 3)},
    }


def test_a_difference_that_a_newer_common_policy_has_caught_up_with_is_no_difference_any_more(folder):
    folder.differ(POINTS)
    text = (folder.path / COMMON).read_text(encoding="utf-8")
    folder.write(
        "common/2027-04-01.toml", text.replace("2026-04-01", "2027-04-01").replace("value = 7", "value = 6")
    )
    policy = policy_in_force(LEEDS_CODE, date(2027, 4, 1), folder.load())
    assert policy.version == "common 2027-04-01; E08000035 2026-06-01"
    assert (policy.points_flag.value, policy.differences) == (6, ())


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (
            'about = "settings.points"\nvalue = 6',
            "difference 1 (settings.points): about names the setting 'points'; there are search_age_days, ",
        ),
        (
            'about = "requirements.medical.source"\nvalue = "x"',
            (
                "difference 1 (requirements.medical.source): about names 'source'; of a requirement an authority may "
                "change months, days, enforced, title, question, hint"
            ),
        ),
        (
            'about = "the weather"\nvalue = 6',
            (
                "difference 1 (the weather): about must be like settings.points_flag, requirements.medical.months or "
                "offences.drugs.period"
            ),
        ),
        ("value = 6", "difference 1 (about nothing): about is missing"),
        ('about = "settings.points_flag"', "difference 1 (settings.points_flag): value is missing"),
        (POINTS + '\nreason = ""', "difference 1 (settings.points_flag): reason must be a text, not ''"),
        (
            POINTS + '\ngrade = "X"',
            "difference 1 (settings.points_flag): grade must be one of V, S, R, NV, not 'X'",
        ),
        (
            POINTS + "\nin_force_until = 2026-05-01",
            "difference 1 (settings.points_flag): in_force_until is before in_force_from",
        ),
        (
            POINTS + '\nin_force_from = "June"',
            "difference 1 (settings.points_flag): in_force_from must be a day written",
        ),
        (
            POINTS + "\nexmaple = true",
            "difference 1 (settings.points_flag): 'exmaple' is not a word this item knows; is 'example' meant?",
        ),
        (
            POINTS + "\nin_force_from = 2026-03-01",
            "difference about settings.points_flag: no common policy is in force for E08000035 on 2026-03-01",
        ),
        (
            'about = "settings.points_flag"\nvalue = 7',
            "difference about settings.points_flag: it says what the common policy says already",
        ),
        (
            'about = "requirements.horoscope.months"\nvalue = 7',
            (
                "over common/2026-04-01.toml: the common policy has "
                "nothing named requirements.horoscope.months"
            ),
        ),
        (
            'about = "requirements.identity.months"\nvalue = 7',
            ("over common/2026-04-01.toml: the common policy has nothing named requirements.identity.months"),
        ),
        (
            'about = "settings.points_flag"\nvalue = 70',
            "over common/2026-04-01.toml: setting 'points_flag': value must be a whole number from 1 to 12, not 70",
        ),
        (
            'about = "requirements.english.enforced"\nvalue = false',
            (
                "over common/2026-04-01.toml: requirement 'english': enforced = false is only for a fact whose source "
                "has not been read (R or NV); this is S"
            ),
        ),
        (
            'about = "settings.term_max_months"\nvalue = 48',
            "over common/2026-04-01.toml: setting 'term_max_months': the law allows 36 months at most",
        ),
    ],
)
def test_a_mistake_is_told_with_its_file_and_item(folder, lines, fault):
    folder.differ(lines)
    found = folder.faults()
    assert any(told.startswith((f"{LEEDS}: {fault}", f"{LEEDS} {fault}")) for told in found), found


def test_two_differences_about_the_same_thing_at_once_are_told(folder):
    folder.differ(POINTS, 'about = "settings.points_flag"\nvalue = 5\nin_force_from = 2026-09-01')
    assert folder.faults() == [
        f"{LEEDS}: two differences about settings.points_flag are in force on 2026-09-01."
    ]


def test_a_difference_may_follow_another_about_the_same_thing(folder):
    folder.differ(
        POINTS + "\nin_force_until = 2026-08-31",
        'about = "settings.points_flag"\nvalue = 5\nin_force_from = 2026-09-01',
    )
    files = folder.load()
    days = [date(2026, 8, 31), date(2026, 9, 1)]
    assert [policy_in_force(LEEDS_CODE, day, files).points_flag.value for day in days] == [6, 5]


def test_an_authority_that_follows_no_common_policy_can_have_no_differences_from_it(folder):
    file = "differences/E08000016-barnsley.toml"
    folder.differ(POINTS, gss_code="E08000016", file=file)
    assert folder.faults() == [
        f"{file}: difference about settings.points_flag: no common policy is in force for E08000016 on 2026-06-01."
    ]


def test_a_code_that_is_no_gss_code_is_told(folder):
    folder.differ(POINTS, gss_code="Leeds")
    assert f"{LEEDS}: authority must be a GSS code like E08000035, not 'Leeds'." in folder.faults()


def test_an_authority_may_ask_for_another_period_after_a_conviction(folder, monday):
    folder.differ('about = "offences.sexual.period"\nvalue = 25')
    policy = policy_in_force(LEEDS_CODE, monday, folder.load())
    offence = policy.offence("sexual")
    assert offence is not None
    assert (offence.period, offence.source, offence.reason_of_difference) == (25, "Committee", "Because")
    assert [(one.what, one.common_words, one.local_words) for one in policy.differences] == [
        ("Sexual offences: the period", "never", "25 years")
    ]


def test_of_an_offence_only_the_period_and_the_switch_may_differ(folder):
    folder.differ('about = "offences.sexual.title"\nvalue = "Others"')
    assert folder.faults() == [
        (
            f"{LEEDS}: difference 1 (offences.sexual.title): about names 'title'; of an offence an authority may "
            "change period, enforced."
        )
    ]


@pytest.mark.rule("R51")
def test_how_long_bookings_are_kept_is_each_authoritys_own_setting_and_unverified(folder, monday):
    folder.differ('about = "settings.booking_record_months"\nvalue = 12')
    files = folder.load()
    ours = policy_in_force(LEEDS_CODE, monday, files).booking_record_months
    theirs = policy_in_force("E08000034", monday, files).booking_record_months
    assert (ours.words, theirs.words) == ("12 months", "6 months")
    assert not theirs.verified
