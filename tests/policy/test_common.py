"""A common policy that is not sound is told by file, by item, and by what is wrong."""

import pytest

from licensing.policy.queries import policy_in_force
from tests.policy.conftest import COMMON


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("in_force_from = 2026-04-01", "", "in_force_from is missing"),
        (
            "in_force_from = 2026-04-01",
            'in_force_from = "2026-04-01"',
            "in_force_from must be a day written like 2026-04-01 without quotation marks, not '2026-04-01'",
        ),
        (
            "in_force_from = 2026-04-01",
            "in_force_from = 2026-04-01\nin_force_until = 2026-03-31",
            "in_force_until is before in_force_from",
        ),
        ('title = "Common', 'titel = "Common', "title is missing"),
        ('title = "Common', 'titel = "Common', "'titel' is not a word this item knows; is 'title' meant?"),
        ("authorities = [", "authorities = []\nothers = [", "authorities must list the GSS codes"),
        ('"E08000032"', '"Bradford"', "authorities holds 'Bradford', which is no GSS code like E08000035"),
        ('"E08000032"', "32", "authorities holds 32, which is no GSS code like E08000035"),
        ("[settings.points_flag]", "[settings.points]", "settings: points_flag is missing"),
        ("[settings.points_flag]", "[settings.points]", "settings: 'points' is not a word this item knows"),
        (
            "value = 7",
            'value = "seven"',
            "setting 'points_flag': value must be a whole number from 1 to 12, not 'seven'",
        ),
        (
            "value = 7",
            "value = true",
            "setting 'points_flag': value must be a whole number from 1 to 12, not True",
        ),
        (
            "value = 7",
            "value = 13",
            "setting 'points_flag': value must be a whole number from 1 to 12, not 13",
        ),
        ("value = 7\n", "", "setting 'points_flag': value is missing"),
        ('unit = "points"', 'unit = "weeks"', "setting 'points_flag': unit must be points"),
        (
            "value = 1\n",
            "value = -1\n",
            "setting 'search_age_days': value must be a whole number from 0 to 28, not -1",
        ),
        (
            "value = true",
            'value = "yes"',
            "setting 'decision_by_another_officer': value must be true or false, not 'yes'",
        ),
        (
            '    "local-knowledge",\n',
            '    "local-knowlege",\n',
            (
                "setting 'modules': value may hold advanced-driving, english-esol-3, local-knowledge, "
                "regulatory-framework, professional-standards, safeguarding, equalities-disability, "
                "wheelchair-practical, not 'local-knowlege'"
            ),
        ),
        (
            '    "local-knowledge",\n',
            '    "safeguarding",\n',
            "setting 'modules': value holds a word twice",
        ),
        (
            'title = "Local knowledge test"',
            "title = 3",
            "module 'local-knowledge': title must be a text, not 3",
        ),
        ('key = "local-knowledge"', 'key = "safeguarding"', "modules hold the key 'safeguarding' twice"),
        (
            'grade = "V"\nrule = "R38"',
            'grade = "A"\nrule = "R38"',
            "requirement 'driving-entitlement': grade must be one of V, S, R, NV, not 'A'",
        ),
        ('grade = "V"\nrule = "R38"', 'rule = "R38"', "requirement 'driving-entitlement': grade is missing"),
        (
            'grade = "V"\nrule = "R38"',
            'grade = "V"\nrule = "38"',
            "requirement 'driving-entitlement': rule must be the id of a rule, like R53, or empty, not '38'",
        ),
        ('grade = "V"\nrule = "R38"', 'grade = "V"', "requirement 'driving-entitlement': rule is missing"),
        (
            'source = "1976 Act ss.51(1)(b), 59(1)(b)"',
            'source = "  "',
            "requirement 'driving-entitlement': source must be a text, not '  '",
        ),
        (
            'how = "derived"',
            'how = "magic"',
            "requirement 'photograph': how must be one of evidence, training, derived, not 'magic'",
        ),
        (
            'needed_before = ["grant"]',
            'needed_before = ["granting"]',
            "requirement 'identity': needed_before may hold grant, refuse, not 'granting'",
        ),
        (
            'needed_before = ["grant"]',
            'needed_before = "grant"',
            "requirement 'identity': needed_before must be a list of words in quotation marks, with one at least",
        ),
        ('needed_before = ["grant"]\n', "", "requirement 'identity': needed_before is missing"),
        (
            'applies_to = ["new", "renewal"]',
            'applies_to = ["new", "renewal"]\nlicences = ["minibus"]',
            (
                "requirement 'identity': licences may hold hackney, private-hire, dual, hackney-carriage, "
                "private-hire-vehicle, operator, not 'minibus'"
            ),
        ),
        (
            'condition = "lived-abroad"',
            'condition = "lived abroad"',
            (
                "requirement 'overseas': condition must be one of has-limited-leave, lived-abroad, first-licence, "
                "not-first-licence, not 'lived abroad'"
            ),
        ),
        ('key = "identity"\n', "", "requirement 1: key is missing"),
        ('key = "photograph"', 'key = "identity"', "requirements hold the key 'identity' twice"),
        (
            "enforced = true",
            'enforced = "no"',
            "requirement 'overseas': enforced must be true or false, not 'no'",
        ),
        (
            'how = "evidence"\nsource = "1976 Act ss.51(1)(b)',
            'how = "evidence"\nenforced = false\nsource = "1976 Act ss.51(1)(b)',
            (
                "requirement 'driving-entitlement': enforced = false is only for a fact whose source has not been read "
                "(R or NV); this is V"
            ),
        ),
        (
            "{points_flag} points the record",
            "{points} points the record",
            "requirement 'dvla-record': hint names the setting 'points'; it may name points_flag or overseas_months",
        ),
        (
            "Fewer than {points_flag} points",
            "Fewer than {flag} points",
            (
                "requirement 'dvla-record': result 'below-flag': label names the setting 'flag'; it may name "
                "points_flag or overseas_months"
            ),
        ),
        (
            'satisfies = true },\n    { key = "not-confirmed", label = "The documents',
            'satisfies = false },\n    { key = "not-confirmed", label = "The documents',
            "requirement 'identity': no result satisfies it, so nobody could ever be granted a licence",
        ),
        (
            '{ key = "confirmed", label = "Seen: the applicant is the person named", satisfies = true }',
            '{ key = "confirmed", label = "Seen: the applicant is the person named" }',
            "requirement 'identity': result 'confirmed': satisfies is missing",
        ),
        (
            '{ key = "not-confirmed", label = "The documents',
            '{ key = "confirmed", label = "The documents',
            "requirement 'identity': results hold the key 'confirmed' twice",
        ),
        (
            'results = [{ key = "held", label = "A photograph is held", satisfies = true }]\n',
            "",
            "requirement 'photograph': results is missing",
        ),
        (
            'results = [{ key = "held", label = "A photograph is held", satisfies = true }]',
            'results = ["held"]',
            "requirement 'photograph': results must be a list of tables",
        ),
        (
            "months = 6\n",
            "months = 6\ndays = 180\n",
            "requirement 'enhanced-dbs': period: give months or days, one of the two",
        ),
        (
            "months = 6\n",
            "months = 0\n",
            "requirement 'enhanced-dbs': period: months must be a whole number from 1 to 120, not 0",
        ),
        (
            'counted_from = "seen"',
            'counted_from = "issued"',
            (
                "requirement 'dvla-record': period: issued_label says which day to enter: it goes with counted_from = "
                '"issued", and only with it'
            ),
        ),
        (
            'counted_from = "seen"',
            'counted_from = "posted"',
            "requirement 'dvla-record': period: counted_from must be one of issued, seen, not 'posted'",
        ),
        (
            'good_when = "seen"',
            'good_when = "always"',
            "requirement 'tax-check': period: good_when must be one of determined, seen, not 'always'",
        ),
        (
            "days = 120",
            "dys = 120",
            "requirement 'tax-check': period: 'dys' is not a word this item knows; is 'days' meant?",
        ),
        (
            'pattern = "[0-9]{12}"',
            'pattern = "[0-9"',
            "requirement 'enhanced-dbs': reference: pattern is not a pattern",
        ),
        (
            'hint = "A certificate number has 12 digits", ',
            "",
            "requirement 'enhanced-dbs': reference: hint is missing: somebody who types what does not fit",
        ),
        (
            'reference = { label = "Document and its number"',
            'reference = { labl = "Document and its number"',
            "requirement 'identity': reference: label is missing",
        ),
        (
            'reference = { label = "Document and its number", hint = "For example, passport 123456789" }',
            'reference = "no"',
            "requirement 'identity': reference must be a table",
        ),
    ],
)
def test_a_mistake_is_told_with_its_file_and_item(folder, old, new, fault):
    folder.edit(old, new)
    assert any(told.startswith(f"{COMMON}: {fault}") for told in folder.faults())


@pytest.mark.rule("R33")
def test_no_policy_may_allow_a_driver_licence_of_more_than_three_years(folder):
    folder.edit(
        '"The longest term of a driver licence"\nvalue = 36',
        '"The longest term of a driver licence"\nvalue = 37',
    )
    assert folder.faults() == [
        f"{COMMON}: setting 'term_max_months': the law allows 36 months at most (1976 Act s.53(1)), not 37."
    ]


def test_the_usual_term_is_not_longer_than_the_longest(folder):
    folder.edit(
        '"The longest term of a driver licence"\nvalue = 36',
        '"The longest term of a driver licence"\nvalue = 24',
    )
    assert folder.faults() == [
        f"{COMMON}: setting 'term_default_months': 36 months is more than term_max_months, 24."
    ]


def test_all_the_mistakes_are_told_together(folder):
    folder.edit("value = 7", "value = 0")
    folder.edit('how = "derived"', 'how = "magic"')
    folder.edit('title = "Common', 'titel = "Common')
    assert len(folder.faults()) == 4


def test_an_unverified_requirement_may_be_switched_off_and_says_so(folder, monday):
    folder.edit("enforced = true", "enforced = false")
    policy = policy_in_force("E08000035", monday, folder.load())
    overseas = policy.requirement("overseas")
    assert overseas is not None
    assert not overseas.enforced
    assert [one.enforced for one in policy.unverified() if one.name == "Convictions abroad"] == [False]


@pytest.mark.rule("R56")
def test_the_months_abroad_are_a_setting_and_the_question_follows_it(folder, monday):
    folder.edit("value = 3\n", "value = 6\n")
    overseas = policy_in_force("E08000035", monday, folder.load()).requirement("overseas")
    assert overseas is not None
    assert "for 6 continuous months or more" in overseas.question


def test_a_requirement_may_be_for_one_kind_of_licence_only(folder, monday):
    folder.edit('applies_to = ["new"]\n', 'applies_to = ["new"]\nlicences = ["hackney"]\n')
    policy = policy_in_force("E08000035", monday, folder.load())
    asked = [{one.key for one in policy.requirements("new", licence)} for licence in ("hackney", "dual")]
    assert asked[0] - asked[1] == {"english"}


@pytest.mark.rule("R34", "R35")
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'title = "The longest term of a vehicle licence"\nvalue = 12',
            'title = "The longest term of a vehicle licence"\nvalue = 13',
            (
                "setting 'vehicle_term_max_months': the law allows 12 months at most "
                "(1976 Act s.48(4)(c)), not 13"
            ),
        ),
        (
            'title = "The longest term of an operator licence"\nvalue = 60',
            'title = "The longest term of an operator licence"\nvalue = 61',
            "setting 'operator_term_max_months': the law allows 60 months at most (1976 Act s.55(2)), not 61",
        ),
        (
            'title = "The longest term of an operator licence"\nvalue = 60',
            'title = "The longest term of an operator licence"\nvalue = 12',
            "setting 'operator_term_default_months': 60 months is more than operator_term_max_months, 12",
        ),
    ],
    ids=["vehicle", "operator", "usual above longest"],
)
def test_a_term_beyond_the_statute_is_told(folder, old, new, fault):
    folder.edit(old, new)
    assert f"{COMMON}: {fault}." in folder.faults()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'value = "single look-up"',
            'value = "everything"',
            "setting 'public_register': value must be one of single look-up, published list, not 'everything'",
        ),
        (
            "period = 10",
            "period = 0",
            (
                "offence 'violence': period must be a whole number of years from 1 to 50, "
                "or 'never' or 'no period', not 0"
            ),
        ),
        (
            "period = 10",
            "",
            (
                "offence 'violence': period must be a whole number of years from 1 to 50, "
                "or 'never' or 'no period', not None"
            ),
        ),
        (
            'counted_from = ["sentence", "ban"]',
            'counted_from = ["arrest"]',
            "offence 'drink-or-drug-driving': counted_from may hold conviction, sentence, ban, not 'arrest'",
        ),
        (
            "period = 10",
            "period = 10\nenforced = false",
            (
                "offence 'violence': enforced = false is only for a fact whose source has not been read (R or NV); "
                "this is S"
            ),
        ),
        ('key = "weapon"', 'key = "violence"', "offences hold the key 'violence' twice"),
    ],
    ids=["register", "no years", "no period", "arrest", "read law can't be switched off", "twice"],
)
def test_a_mistake_about_convictions_or_the_register_is_told(folder, old, new, fault):
    folder.edit(old, new)
    assert f"{COMMON}: {fault}." in folder.faults()


def test_unverified_guidance_on_an_offence_may_be_switched_off(folder, monday):
    folder.edit("period = 5\n", "period = 5\nenforced = false\n")
    offence = policy_in_force("E08000035", monday, folder.load()).offence("drugs-possession")
    assert offence is not None
    assert not offence.enforced
