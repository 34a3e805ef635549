"""Reading private hire operators. Every query asks whose."""

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from licensing.authorities import scope
from licensing.db import db
from licensing.register.name_search import word_in, words_of
from licensing.register.operator_models import Operator, OperatorLicence, TradingName


def listed(authority_id: int, *, page: int = 1, per_page: int = 25) -> tuple[Sequence[Operator], int]:
    """A page of an authority's operators by name, and how many there are in all."""
    query = scope.within(Operator, authority_id)
    total = db.session.scalar(query.with_only_columns(func.count(Operator.id))) or 0
    in_order = _with_parts(query).order_by(func.lower(Operator.name), Operator.id)
    rows = db.session.scalars(in_order.offset((page - 1) * per_page).limit(per_page))
    return rows.all(), total


def find(authority_id: int, words: str, limit: int = 50) -> Sequence[Operator]:
    """An authority's operators by a whole licence number, or by a name or trading name in which every word is."""
    text = words.strip()
    if not text:
        return []
    numbered = select(OperatorLicence.operator_id).where(
        OperatorLicence.authority_id == authority_id, func.upper(OperatorLicence.number) == text.upper()
    )
    named = scope.within(Operator, authority_id).with_only_columns(Operator.id)
    trading = select(TradingName.operator_id)
    for word in words_of(text):
        named = named.where(word_in(word, Operator.name))
        trading = trading.where(word_in(word, TradingName.name))
    query = scope.within(Operator, authority_id).where(
        or_(Operator.id.in_(numbered), Operator.id.in_(named), Operator.id.in_(trading))
    )
    return db.session.scalars(
        _with_parts(query).order_by(func.lower(Operator.name), Operator.id).limit(limit)
    ).all()


def _with_parts(operators: Select[Operator]) -> Select[Operator]:
    return operators.options(
        selectinload(Operator.licences), selectinload(Operator.trading_names), selectinload(Operator.bases)
    )
