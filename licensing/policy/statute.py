"""What the law fixes and no policy may change: the longest terms, the limbs of relevant information, the grounds.

Two Acts: the Taxis and Private Hire Vehicles (Safeguarding and Road Safety) Act 2022 ("2022 Act"), and Part
II of the Local Government (Miscellaneous Provisions) Act 1976 ("1976 Act"). The texts are condensed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# 1976 Act s.53(1): three years, or a lesser period that the circumstances of the case call for. (R33)
DRIVER_TERM_MAX_MONTHS = 36
# 1976 Act s.55(2): an operator licence runs for five years, or a lesser period (rule R34).
OPERATOR_TERM_MAX_MONTHS = 60
OPERATOR_TERM_SOURCE = "1976 Act s.55(2)"
# 1976 Act s.48(4)(c): a private hire vehicle licence runs for one year at most (rule R35).
VEHICLE_TERM_MAX_MONTHS = 12
VEHICLE_TERM_SOURCE = "1976 Act s.48(4)(c)"
DRIVER_TERM_SOURCE = "1976 Act s.53(1)"
# 1976 Act s.53A (drivers), the same scheme as s.55ZA: leave continued by Immigration Act 1971 s.3C. (R36)
CONTINUED_LEAVE_MAX_MONTHS = 6
CONTINUED_LEAVE_SOURCE = "1976 Act s.53A; Immigration Act 1971 s.3C"


@dataclass(frozen=True)
class Limb:
    """One kind of relevant information of s.1(1) of the 2022 Act.

    `letter` is the statute's; limb (i) is kept in two, because it names two different ends. `title` is how an
    officer is asked, `text` what the statute says, condensed: information indicating that the person …
    """

    key: str
    letter: str
    title: str
    text: str
    source: str


_WHETHER_OR_NOT = "(whether or not charged with, prosecuted for or convicted of it)"

# 2022 Act s.1(1)(a) to (i). (R03)
LIMBS: Mapping[str, Limb] = MappingProxyType(
    {
        limb.key: limb
        for limb in (
            Limb(
                "a",
                "(a)",
                "A sexual offence",
                f"has committed a sexual offence {_WHETHER_OR_NOT}",
                "2022 Act s.1(1)(a)",
            ),
            Limb(
                "b",
                "(b)",
                "Harassment of another person",
                "has harassed another person",
                "2022 Act s.1(1)(b)",
            ),
            Limb(
                "c",
                "(c)",
                "Physical or psychological harm caused to another person",
                "has caused physical or psychological harm to another person",
                "2022 Act s.1(1)(c)",
            ),
            Limb(
                "d",
                "(d)",
                "An offence with a risk of physical or psychological harm to another person",
                "has committed an offence that involves a risk of causing physical or psychological harm to "
                f"another person {_WHETHER_OR_NOT}",
                "2022 Act s.1(1)(d)",
            ),
            Limb(
                "e",
                "(e)",
                "An offence about wheelchair passengers or assistance dogs",
                "has committed an offence under section 165, 168 or 170 of the Equality Act 2010 "
                f"{_WHETHER_OR_NOT}",
                "2022 Act s.1(1)(e)",
            ),
            Limb(
                "f",
                "(f)",
                "Unlawful discrimination or victimisation",
                "has done anything that is, for the purposes of the Equality Act 2010, unlawful "
                "discrimination or victimisation against another person",
                "2022 Act s.1(1)(f)",
            ),
            Limb(
                "g",
                "(g)",
                "Threats, abuse or insults to another person",
                "has threatened, abused or insulted another person",
                "2022 Act s.1(1)(g)",
            ),
            Limb(
                "h",
                "(h)",
                "A risk to road safety when driving",
                "poses a risk to road safety when driving",
                "2022 Act s.1(1)(h)",
            ),
            Limb(
                "i-safeguarding",
                "(i)",
                "Unsuitable for another reason: safeguarding of passengers",
                "may be unsuitable to hold a driver's licence for other reasons relating to the safeguarding "
                "of passengers",
                "2022 Act s.1(1)(i)(i)",
            ),
            Limb(
                "i-road-safety",
                "(i)",
                "Unsuitable for another reason: road safety",
                "may be unsuitable to hold a driver's licence for other reasons relating to road safety",
                "2022 Act s.1(1)(i)(ii)",
            ),
        )
    }
)

# 2022 Act s.2(1): "relying wholly or in part on relevant information". The first two oblige to make an entry.
RELIANCE: Mapping[str, str] = MappingProxyType(
    {
        "wholly": "Wholly on relevant information",
        "in-part": "In part on relevant information",
        "none": "Not on relevant information at all",
    }
)


@dataclass(frozen=True)
class Ground:
    """One ground on which a licence may be suspended or revoked, or its renewal refused. The text is condensed."""

    code: str
    text: str
    source: str


def _grounds(section: str, *listed: tuple[str, str]) -> Mapping[str, Ground]:
    return MappingProxyType(
        {code: Ground(code, text, f"1976 Act s.{section}(1){code}") for code, text in listed}
    )


_ANY_OTHER = "Any other reasonable cause"
# 1976 Act ss.61(1), 60(1), 62(1): the only grounds there are. (R31)
GROUNDS: Mapping[str, Mapping[str, Ground]] = MappingProxyType(
    {
        "driver": _grounds(
            "61",
            (
                "(a)(i)",
                "Since the grant of the licence, convicted of an offence involving dishonesty, indecency or violence",
            ),
            (
                "(a)(ii)",
                (
                    "Since the grant of the licence, convicted of an offence under, or has failed to comply with, the "
                    "Town Police Clauses Act 1847 or Part II of the 1976 Act"
                ),
            ),
            (
                "(aa)",
                (
                    "Since the grant of the licence, convicted of an immigration offence or required to pay an "
                    "immigration penalty"
                ),
            ),
            ("(b)", _ANY_OTHER),
        ),
        "vehicle": _grounds(
            "60",
            ("(a)", "The vehicle is unfit for use as a hackney carriage or private hire vehicle"),
            (
                "(b)",
                (
                    "An offence under, or non-compliance with, the Town Police Clauses Act 1847 or Part II of the 1976 "
                    "Act by the operator or driver"
                ),
            ),
            ("(c)", _ANY_OTHER),
        ),
        "operator": _grounds(
            "62",
            ("(a)", "An offence under, or non-compliance with, Part II of the 1976 Act"),
            ("(b)", "Conduct that appears to render the operator unfit to hold the licence"),
            (
                "(c)",
                "A material change since the grant in the circumstances on which the licence was granted",
            ),
            (
                "(ca)",
                (
                    "Since the grant of the licence, convicted of an immigration offence or required to pay an "
                    "immigration penalty"
                ),
            ),
            ("(d)", _ANY_OTHER),
        ),
    }
)
# 1976 Act ss.61(1A), 62(1A): not where the conviction is spent, or the penalty is more than three years old and has
# been paid. (R32)
IMMIGRATION_GROUNDS = ("(aa)", "(ca)")
IMMIGRATION_PENALTY_YEARS = 3
IMMIGRATION_SOURCE = "1976 Act s.61(1A)"
