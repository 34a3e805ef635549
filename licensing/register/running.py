"""How many licences of an authority run on a day, by kind: whom a change of the policy touches."""

from datetime import date

from sqlalchemy import func, select

from licensing.db import db
from licensing.register.models import Licence

# A suspended licence still runs: what is asked of its holder is asked all the same.
RUNNING = ("current", "suspended")


def running_by_kind(authority_id: int, on: date) -> dict[str, int]:
    """The number of licences that run on a day (London), as the register knows them now; kinds without one left out.

    A licence that has not begun by then, or whose term is over, is not counted.
    """
    query = (
        select(Licence.kind, func.count().label("running"))
        .where(
            Licence.authority_id == authority_id,
            Licence.state.in_(RUNNING),
            Licence.starts_on <= on,
            Licence.ends_on >= on,
        )
        .group_by(Licence.kind)
    )
    return {row.kind: row.running for row in db.session.execute(query)}
