"""What the law asks of a determination and of who makes it. Plain Python."""

from collections.abc import Collection

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
