"""Roles and permissions, on one page: what no role may have together with what."""

import pytest

from licensing.authorities.permissions import PERMISSIONS_OF, Permission, Role

P = Permission


def test_every_role_has_its_permissions():
    assert set(PERMISSIONS_OF) == set(Role)
    assert all(PERMISSIONS_OF.values())


def test_every_permission_is_given_by_some_role():
    assert frozenset().union(*PERMISSIONS_OF.values()) == set(Permission)


def test_every_officer_sees_the_work_list_and_the_policy():
    assert all({P.SEE_HOME, P.SEE_POLICY} <= given for given in PERMISSIONS_OF.values())


@pytest.mark.parametrize(
    ("permission", "only"),
    [
        (P.DETERMINE, {Role.DECISION_MAKER}),
        (P.SEARCH_NATIONAL_REGISTER, {Role.LICENSING_OFFICER}),
        (P.SCREEN_FILES, {Role.LICENSING_OFFICER}),
        (P.IMPORT_ENTRIES, {Role.REGISTER_OPERATOR}),
        (P.RESCREEN, {Role.REGISTER_OPERATOR}),
        (P.WORK_APPLICATIONS, {Role.LICENSING_OFFICER}),
        (P.SEE_NUMBERS, {Role.LICENSING_OFFICER, Role.DECISION_MAKER}),
        (P.MANAGE_TRAINING, {Role.TRAINING_ADMINISTRATOR}),
        (P.READ_AUDIT, {Role.AUDITOR}),
        (P.MANAGE_OFFICERS, {Role.ADMINISTRATOR}),
        (P.MANAGE_HOLIDAYS, {Role.ADMINISTRATOR}),
        (P.RELEASE_MESSAGES, {Role.ADMINISTRATOR}),
    ],
    ids=lambda value: value.name if isinstance(value, Permission) else "",
)
def test_what_weighs_most_is_given_by_few_roles(permission, only):
    assert {role for role, given in PERMISSIONS_OF.items() if permission in given} == only


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR], ids=str)
def test_who_keeps_accounts_or_reads_the_log_sees_no_applicant_by_that_alone(role):
    about_people = {P.SEE_PEOPLE, P.SEE_NUMBERS, P.CHANGE_PEOPLE, P.SEE_APPLICATIONS, P.SEE_TRAINING}
    assert not PERMISSIONS_OF[role] & about_people


def test_who_prepares_a_case_does_not_determine_it_by_the_same_role():
    assert not any({P.WORK_APPLICATIONS, P.DETERMINE} <= given for given in PERMISSIONS_OF.values())


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_has_words(role):
    assert role.words == role.value.replace("-", " ").capitalize()
    assert "-" not in role.words
