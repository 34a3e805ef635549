"""How often each thing happens in an invented register. Two sets of shares, neither of them the development set's."""

from dataclasses import dataclass, field

GROUPS_A: dict[str, float] = {
    "pakistani": 27,
    "bangladeshi": 8,
    "british": 20,
    "east_european": 9,
    "arabic": 8,
    "persian": 6,
    "turkish_kurdish": 3,
    "sikh": 8,
    "hindu": 5,
    "tamil": 1.5,
    "horn": 6,
    "west_african": 5,
}
GROUPS_B: dict[str, float] = {
    "pakistani": 20,
    "bangladeshi": 12,
    "british": 16,
    "east_european": 12,
    "arabic": 9,
    "persian": 7,
    "turkish_kurdish": 5,
    "sikh": 6,
    "hindu": 6,
    "tamil": 3,
    "horn": 8,
    "west_african": 6,
}
# Of 1,500 each. A query of a kind that the drawn person cannot show (no short form, say) is drawn again.
MATCHES: dict[str, float] = {
    "exact": 12,
    "first_variant": 14,
    "last_variant": 8,
    "both_variant": 5,
    "mohammed_prefix": 7,
    "name_swap": 6,
    "middle_change": 7,
    "name_typo": 9,
    "nickname": 5,
    "surname_change": 5,
    "dob_swap": 5,
    "dob_typo": 7,
    "compound": 5,
    "patronymic": 5,
}
NON_MATCHES: dict[str, float] = {
    "same_name_diff_dob": 25,
    "sibling": 15,
    "father_son": 15,
    "twin": 10,
    "same_dob_same_surname": 10,
    "same_name_near_dob": 6,
    "spouse_same_address": 5,
    "same_dob_diff_name": 5,
    "same_name_same_town_same_yob": 5,
    "near_nino_other_person": 4,
}


@dataclass(frozen=True)
class Shares:
    """Every share is of 1. The defaults are set `a`, near the development set's kinds but not its figures."""

    groups: dict[str, float] = field(default_factory=lambda: GROUPS_A)
    matches: dict[str, float] = field(default_factory=lambda: MATCHES)
    non_matches: dict[str, float] = field(default_factory=lambda: NON_MATCHES)
    women: float = 0.07
    two_entries: float = 0.068
    three_entries: float = 0.012
    # in the register
    capitals: float = 0.25
    title: float = 0.03
    name_typo: float = 0.04
    respelt: float = 0.03
    middle_dropped: float = 0.12
    middle_initial: float = 0.05
    birth_exchanged: float = 0.012
    birth_digit: float = 0.012
    birth_impossible: float = 0.0
    no_nino: float = 0.35
    no_licence: float = 0.30
    no_postcode: float = 0.038
    number_mistyped: float = 0.015
    # in the queries
    moved: float = 0.45
    says_where_from: float = 0.53
    no_number: float = 0.24
    query_no_nino: float = 0.25
    query_no_licence: float = 0.13
    query_number_mistyped: float = 0.03
    licence_renewed: float = 0.06
    second_kind: float = 0.067
    left_home: float = 0.11


A = Shares()
B = Shares(
    groups=GROUPS_B,
    matches={**MATCHES, "exact": 8, "nickname": 7, "patronymic": 6, "compound": 6, "surname_change": 6},
    non_matches={**NON_MATCHES, "same_name_diff_dob": 21, "twin": 12, "same_name_near_dob": 8},
    women=0.10,
    two_entries=0.05,
    name_typo=0.055,
    respelt=0.05,
    birth_impossible=0.0005,
    no_nino=0.40,
    no_licence=0.33,
    moved=0.50,
    no_number=0.28,
    number_mistyped=0.02,
)
SETS = {"a": A, "b": B}
