"""What the law asks of a determination and of who makes it. Plain Python."""

from collections.abc import Collection, Mapping
from datetime import date

from dateutil.relativedelta import relativedelta

from licensing.errors import Reason


def decision_maker_faults(
    *, decision_maker_id: int, prepared_by: Collection[int], another_officer_decides: bool
) -> list[Reason]:
    """Why an officer may not determine this case.

    `prepared_by` are the officers who prepared it: who is the case officer matters no more than who saw the
    evidence. That another officer decides is a switch of the policy, on by default; its source (statutory
    standards: separation of investigation and decision) is reported, not read.
    """
    if another_officer_decides and decision_maker_id in prepared_by:
        return [
            Reason(
                "You prepared this case: another decision maker must determine it.",
                "Statutory standards: separation of investigation and decision (law note 3.21)",
                verified=False,
            )
        ]
    return []


def fit_and_proper_faults(satisfied: bool) -> list[Reason]:
    """Why a grant can't be made: the decision maker must be satisfied that the applicant is fit and proper (R39)."""
    if satisfied:
        return []
    return [
        Reason(
            "The decision maker must be satisfied that the applicant is a fit and proper person, and not "
            "disqualified by reason of immigration status.",
            "1976 Act ss.51(1)(a), 59(1)(a)",
            "R39",
        )
    ]


ENTITLEMENT_MONTHS = 12


def contradictions(
    *,
    limited_leave: bool,
    leave_continues: bool,
    entitled_since: date | None,
    received_on: date | None,
    results: Mapping[str, str],
) -> list[Reason]:
    """Where what was seen says other than what the applicant was taken to have said, before a grant.

    The cap on the term rests on the leave (R36), and the entitlement is counted to the day of the application
    (R38): a contradiction is settled by correcting one or the other, never passed over. `results` are those of
    the evidence by its key.
    """
    reasons = []
    seen = results.get("right-to-work")
    if (seen == "limited" and not limited_leave) or (seen == "no-limit" and limited_leave):
        reasons.append(
            Reason(
                "The evidence of the right to work and what the applicant said about leave contradict each other.",
                "1976 Act s.53A",
                "R36",
            )
        )
    if results.get("limited-leave") == "continues" and not leave_continues:
        reasons.append(
            Reason(
                "The evidence says that leave continues under section 3C, and the applicant said otherwise.",
                "1976 Act s.53A",
                "R36",
            )
        )
    if (
        entitled_since
        and received_on
        and entitled_since + relativedelta(months=ENTITLEMENT_MONTHS) > received_on
    ):
        # 1976 Act ss.51(1)(b), 59(1)(b): at least 12 months, and at the date of the application.
        reasons.append(
            Reason(
                "The applicant was not authorised to drive for 12 months at the date of the application.",
                "1976 Act ss.51(1)(b), 59(1)(b)",
                "R38",
            )
        )
    return reasons
