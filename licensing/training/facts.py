"""What people passed and are exempt from, as the checks see it: one person or thousands in one query.

Only a pass counts, and only while it was not recorded in error. A partner's completion counts where an
officer of the person's own authority recognised it.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from licensing.authorities.models import Authority
from licensing.db import db
from licensing.training.checks import Exempt, Passed
from licensing.training.models import Completion, Course, CourseVersion, Exemption, Recognition

# Ids of people, or a query that gives them.
Who = Sequence[int] | Select[int]


def passes_of(who: Who) -> dict[int, list[Passed]]:
    """Person → every pass that may count."""
    own = _passes(Completion.person_id).where(Completion.person_id.in_(who))
    recognised = (
        _passes(Recognition.person_id)
        .join(Recognition, Recognition.completion_id == Completion.id)
        .where(Recognition.person_id.in_(who))
    )
    found: dict[int, list[Passed]] = defaultdict(list)
    for query, is_recognised in ((own, False), (recognised, True)):
        for person_id, module, day, certificate, where in db.session.execute(query):
            found[person_id].append(Passed(module, day, certificate or "", where, is_recognised))
    return found


def _passes(person_id: Any) -> Select[Any]:
    return (
        select(
            person_id,
            Course.module,
            Completion.completed_on,
            Completion.certificate_number,
            Authority.nice_name,
        )
        .select_from(Completion)
        .join(CourseVersion, CourseVersion.id == Completion.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Authority, Authority.id == Completion.authority_id)
        .where(Completion.passed, Completion.voided_at.is_(None))
    )


def exemptions_of(who: Who) -> dict[int, list[Exempt]]:
    """Person → every exemption that was not taken back."""
    query = select(Exemption.person_id, Exemption.module, Exemption.from_on, Exemption.until_on).where(
        Exemption.person_id.in_(who), Exemption.ended_at.is_(None)
    )
    found: dict[int, list[Exempt]] = defaultdict(list)
    for person_id, module, from_on, until_on in db.session.execute(query):
        found[person_id].append(Exempt(module, from_on, until_on))
    return found
