"""The values of a policy, read from the files of the project."""

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from licensing.policy.catalogue import SUBJECTS
from licensing.policy.model import KINDS, LICENCES_OF, in_words
from licensing.policy.queries import policy_in_force
from licensing.policy.rules import load_rules

POLICY = policy_in_force("E08000036", date(2026, 11, 21))
KEYS = [
    "identity",
    "photograph",
    "right-to-work",
    "limited-leave",
    "driving-entitlement",
    "dvla-record",
    "enhanced-dbs",
    "overseas",
    "medical",
    "english",
    "safeguarding-training",
    "new-driver-modules",
    "tax-check",
    "tax-guidance",
]


def _requirement(key):
    found = POLICY.requirement(key)
    assert found is not None
    return found


def test_the_settings_of_the_common_policy_are_these():
    assert {fact.key: (fact.value, fact.unit, fact.grade, fact.rule) for fact in POLICY.facts()} == {
        "search_age_days": (1, "days", "NV", "R10"),
        "alert_days": (5, "days", "NV", "R72"),
        "training_valid_months": (36, "months", "NV", "R59"),
        "modules": (
            (
                "advanced-driving",
                "english-esol-3",
                "local-knowledge",
                "regulatory-framework",
                "professional-standards",
                "safeguarding",
                "equalities-disability",
                "wheelchair-practical",
            ),
            "",
            "V",
            "R60",
        ),
        "modules_within_months": (12, "months", "V", "R60"),
        "term_max_months": (36, "months", "V", "R33"),
        "term_default_months": (36, "months", "V", "R33"),
        "points_flag": (7, "points", "S", "R62"),
        "decision_by_another_officer": (True, "", "R", ""),
        "overseas_months": (3, "months", "R", "R56"),
        "penalty_points_limit": (12, "points", "NV", ""),
        "penalty_points_months": (12, "months", "NV", ""),
        "vehicle_term_max_months": (12, "months", "V", "R35"),
        "vehicle_term_default_months": (12, "months", "NV", "R35"),
        "operator_term_max_months": (60, "months", "V", "R34"),
        "operator_term_default_months": (60, "months", "V", "R34"),
        "booking_record_months": (6, "months", "R", "R51"),
        "public_register": ("single look-up", "", "NV", "R40"),
        "file_may_end_percent": (10, "percent", "NV", ""),
        "keep_licence_months": (72, "months", "NV", ""),
        "keep_unfinished_months": (12, "months", "NV", ""),
        "keep_dbs_detail_months": (6, "months", "R", ""),
    }


def test_the_settings_about_one_subject_are_told_apart():
    assert [fact.key for fact in POLICY.facts("operators")] == [
        "operator_term_max_months",
        "operator_term_default_months",
        "booking_record_months",
    ]
    assert sum(len(POLICY.facts(subject)) for subject in SUBJECTS) == len(POLICY.facts())


def test_every_module_has_a_title():
    assert all(POLICY.module_titles[key] for key in POLICY.modules.value)


def test_the_checklist_of_a_new_driver_is_whole_and_in_order():
    assert [one.key for one in POLICY.requirements("new", "dual")] == KEYS


@pytest.mark.parametrize("licence", LICENCES_OF["vehicle"])
def test_a_vehicle_is_asked_for_its_papers_its_test_its_insurance_and_who_owns_it(licence):
    asked = [one.key for one in POLICY.requirements("new", licence)]
    assert asked == [one.key for one in POLICY.requirements("renewal", licence)]
    assert asked == [
        "vehicle-registration",
        "vehicle-fitness",
        "vehicle-insurance",
        "vehicle-mot-and-tax",
        "proprietor-dbs",
        "vehicle-cctv",
    ]


@pytest.mark.rule("R58")
def test_those_who_own_vehicles_and_direct_operators_show_a_basic_dbs_check_no_older_than_a_year():
    for key in ("proprietor-dbs", "operator-dbs"):
        one = _requirement(key)
        assert (one.good_for_months, one.counted_from, one.period_grade) == (12, "issued", "R")
        assert not one.licences & set(LICENCES_OF["driver"])


def test_an_operator_is_asked_what_the_standards_ask_and_for_its_tax_check():
    asked = {one.key: one.rule for one in POLICY.requirements("new", "operator")}
    assert asked == {
        "tax-check": "R64",
        "tax-guidance": "R64",
        "operator-identity": "",
        "operator-right-to-work": "R39",
        "operator-dbs": "R58",
        "operator-fit-and-proper": "R39",
        "operator-staff-register": "R57",
        "operator-ex-offenders": "R57",
        "operator-booking-records": "R50",
        "operator-complaints": "R63",
    }


def test_a_question_names_the_setting_it_rests_on():
    assert "keep it for 6 months" in _requirement("operator-booking-records").question


def test_no_evidence_of_a_driver_is_asked_of_a_vehicle():
    for licence in LICENCES_OF["vehicle"]:
        assert not {one.key for one in POLICY.requirements("new", licence)} & set(KEYS)


# law.md 3.A of the project's reading of the guidance: period, from when it is counted, grade.
@pytest.mark.rule("R61")
@pytest.mark.parametrize(
    ("key", "period", "counted_from", "grade"),
    [
        ("resulting-in-death", "never", ("sentence",), "S"),
        ("exploitation", "never", ("sentence",), "S"),
        ("violence", 10, ("sentence",), "S"),
        ("sexual", "never", ("sentence",), "R"),
        ("weapon", 7, ("sentence",), "R"),
        ("dishonesty", 7, ("sentence",), "R"),
        ("drugs-supply", 10, ("sentence",), "R"),
        ("drugs-possession", 5, ("sentence",), "R"),
        ("discrimination", 7, ("sentence",), "R"),
        ("drink-or-drug-driving", 7, ("sentence", "ban"), "R"),
        ("hand-held-device", 5, ("conviction", "sentence", "ban"), "R"),
        ("minor-motoring", "no period", ("sentence",), "R"),
    ],
)
def test_the_guidance_on_convictions_is_as_it_was_read_with_its_grade(key, period, counted_from, grade):
    offence = POLICY.offence(key)
    assert offence is not None
    assert (offence.period, offence.counted_from, offence.grade, offence.rule) == (
        period,
        counted_from,
        grade,
        "R61",
    )
    assert offence.verified == (grade == "S")


def test_a_renewal_asks_no_modules_no_english_and_no_first_time_tax_guidance():
    left_out = {"english", "new-driver-modules", "tax-guidance"}
    assert [one.key for one in POLICY.requirements("renewal", "hackney")] == [
        key for key in KEYS if key not in left_out
    ]


@pytest.mark.rule("R64")
def test_a_tax_check_is_asked_of_every_renewal_before_a_grant_and_before_a_refusal():
    for licence in (*LICENCES_OF["driver"], "operator"):
        asked = {one.key: one for one in POLICY.requirements("renewal", licence)}
        assert asked["tax-check"].needed_before == {"grant", "refuse"}
        assert asked["tax-check"].condition is None


def test_a_new_application_asks_a_tax_check_or_that_the_guidance_is_known_never_both():
    asked = {one.key: one for one in POLICY.requirements("new", "private-hire")}
    assert asked["tax-check"].condition == "not-first-licence"
    assert asked["tax-guidance"].condition == "first-licence"
    assert asked["tax-guidance"].needed_before == {"grant", "refuse"}


def test_only_tax_keeps_a_refusal_waiting():
    assert {one.key for one in POLICY.all_requirements if "refuse" in one.needed_before} == {
        "tax-check",
        "tax-guidance",
    }
    assert all("grant" in one.needed_before for one in POLICY.all_requirements)


@pytest.mark.rule("R53")
def test_both_barred_lists_are_asked_of_every_driver_and_a_barred_person_is_held_for_an_officer():
    for kind in KINDS:
        for licence in LICENCES_OF["driver"]:
            dbs = next(one for one in POLICY.requirements(kind, licence) if one.key == "enhanced-dbs")
            assert (set(dbs.needed_before), dbs.condition, dbs.enforced) == ({"grant"}, None, True)
            assert "children's and the adults' barred lists" in dbs.question
            barred = dbs.result("barred")
            assert barred is not None
            assert (barred.satisfies, barred.needs_note) == (False, True)


def test_disclosed_information_satisfies_only_with_a_note():
    disclosed = _requirement("enhanced-dbs").result("disclosed-considered")
    assert disclosed is not None
    assert (disclosed.satisfies, disclosed.needs_note) == (True, True)


@pytest.mark.rule("R62")
def test_seven_points_or_more_satisfy_only_with_a_note():
    record = _requirement("dvla-record")
    flagged = record.result("flagged-considered")
    below = record.result("below-flag")
    assert flagged is not None
    assert below is not None
    assert (flagged.label, flagged.needs_note) == ("7 points or more: considered", True)
    assert (below.label, below.needs_note) == ("Fewer than 7 points", False)


def test_there_is_no_result_of_that_name():
    assert _requirement("dvla-record").result("perhaps") is None
    assert POLICY.requirement("horoscope") is None


def test_what_an_officer_did_not_record_is_read_from_the_training_and_the_photograph():
    assert {one.key: one.how for one in POLICY.all_requirements if one.how != "evidence"} == {
        "photograph": "derived",
        "safeguarding-training": "training",
        "new-driver-modules": "training",
    }


def test_the_search_of_the_national_register_is_no_line_that_a_file_could_switch_off():
    assert not any("register" in one.title.lower() for one in POLICY.all_requirements)


def test_every_rule_that_a_file_names_is_in_the_list_of_rules():
    known = {rule.id for rule in load_rules()} | {""}
    named = {fact.rule for fact in POLICY.facts()} | {one.rule for one in POLICY.offences}
    for one in POLICY.all_requirements:
        named |= {one.rule, one.period_rule}
    assert named <= known


def test_every_fact_says_where_it_comes_from():
    assert all(fact.source and fact.title for fact in POLICY.facts())
    assert all(one.source and one.question for one in POLICY.all_requirements)
    assert all(bool(one.period_source) == bool(one.period_words) for one in POLICY.all_requirements)


def test_what_has_not_been_read_is_listed_as_unverified():
    assert {(one.name, one.grade) for one in POLICY.unverified()} == {
        (POLICY.search_age_days.title, "NV"),
        (POLICY.alert_days.title, "NV"),
        (POLICY.training_valid_months.title, "NV"),
        (POLICY.decision_by_another_officer.title, "R"),
        (POLICY.overseas_months.title, "R"),
        ("Identity", "NV"),
        ("Photograph", "NV"),
        ("Convictions abroad", "R"),
        ("DVLA driving record: how long it is good", "NV"),
        ("Medical fitness, Group 2 standard: how long it is good", "NV"),
        (POLICY.penalty_points_limit.title, "NV"),
        (POLICY.penalty_points_months.title, "NV"),
        (POLICY.vehicle_term_default_months.title, "NV"),
        (POLICY.booking_record_months.title, "R"),
        (POLICY.public_register.title, "NV"),
        (POLICY.file_may_end_percent.title, "NV"),
        (POLICY.keep_licence_months.title, "NV"),
        (POLICY.keep_unfinished_months.title, "NV"),
        (POLICY.keep_dbs_detail_months.title, "R"),
        ("Vehicle and its keeper", "NV"),
        ("Test of the vehicle", "R"),
        ("Test of the vehicle: how long it is good", "NV"),
        ("Insurance", "R"),
        ("MOT and vehicle tax", "NV"),
        ("Basic DBS check of the proprietor: how long it is good", "R"),
        ("Cameras in the vehicle", "R"),
        ("Who the operator is", "NV"),
        ("Basic DBS checks of those who direct it: how long it is good", "R"),
        ("Complaints", "R"),
        *((f"Convictions: {one.title}", one.grade) for one in POLICY.offences if one.grade in ("R", "NV")),
    }
    assert (_requirement("overseas").verified, _requirement("medical").verified) == (False, True)


@pytest.mark.parametrize(
    ("kind", "licence"), [("renewal", "minibus"), ("New", "dual")], ids=["no such licence", "no such kind"]
)
def test_a_checklist_of_something_else_is_asked_in_vain(kind, licence):
    with pytest.raises(ValueError, match="There is no"):
        POLICY.requirements(kind, licence)


@pytest.mark.parametrize(
    ("key", "reference", "fault"),
    [
        ("tax-check", "", "Enter the tax check code"),
        (
            "tax-check",
            "ABC12345",
            "The tax check code is not in the right form: A tax check code has 9 letters",
        ),
        ("tax-check", "ABC 123 45X", None),
        ("enhanced-dbs", "00123456789", "The certificate number is not in the right form"),
        ("enhanced-dbs", "001234567890", None),
        ("dvla-record", "", None),
        ("dvla-record", "abc", "The DVLA check code is not in the right form"),
        ("identity", "anything at all", None),
        ("driving-entitlement", "", None),
    ],
)
def test_a_reference_is_checked_for_its_form(key, reference, fault):
    found = _requirement(key).reference_fault(reference)
    assert found is None if fault is None else (found or "").startswith(fault)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("enhanced-dbs", "6 months, the day of issue counted as the first"),
        ("dvla-record", "3 months, the day it is seen counted as the first"),
        ("tax-check", "120 days, the day of issue counted as the first"),
        ("identity", ""),
    ],
)
def test_a_period_is_said_in_words(key, words):
    assert _requirement(key).period_words == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (36, "months", "36 months"),
        (1, "days", "1 day"),
        (0, "days", "0 days"),
        (True, "", "yes"),
        (False, "", "no"),
        (("a", "b"), "", "a, b"),
        ("30 days", "months", "30 days"),
        (None, "", "nothing"),
    ],
)
def test_a_value_is_said_in_words(value, unit, words):
    assert in_words(value, unit) == words


def test_a_policy_cannot_be_changed_by_whoever_reads_it():
    with pytest.raises(FrozenInstanceError):
        POLICY.version = "mine"
    assert replace(POLICY, version="mine").version == "mine"
