"""An authority's row, by its code or by a name as people write it."""

from sqlalchemy import select

from licensing import clock
from licensing.authorities import packaged
from licensing.authorities.models import Authority
from licensing.db import db
from licensing.errors import BadInput


def named(text: str) -> Authority:
    """The authority that a code or a name means. Raises BadInput, with those it may be, when that is not sure.

    A short code ("LDS") is taken at its word; a GSS code or a name may be written as people write them.
    """
    by_code = db.session.scalar(select(Authority).where(Authority.short_code == text.strip().upper()))
    if by_code is not None:
        return by_code
    resolution = packaged.names(clock.today()).resolve(text)
    if resolution.authority is None:
        may_be = " or ".join(one.official_name for one in resolution.candidates)
        says = resolution.explanation + (f" It may be {may_be}." if may_be else "")
        raise BadInput(says, {"authority": says})
    found = db.session.scalar(select(Authority).where(Authority.short_code == resolution.authority.key))
    if found is None:
        raise BadInput(
            "The councils are not loaded yet: run flask authorities load.",
            {"authority": "The councils are not loaded yet: run flask authorities load"},
        )
    return found
