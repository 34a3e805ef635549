"""Any sequence of loads, faults and undos leaves the register equal to replaying the accepted ones."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing import clock
from licensing.authorities.officer_models import Officer
from licensing.db import db, transaction
from licensing.errors import Refusal
from licensing.exchange import checking, loading, profiles, undoing
from licensing.exchange.models import Change, Load
from licensing.register.models import Licence
from licensing.register.operator_models import Operator, OperatorBase, TradingName
from licensing.register.vehicle_models import Plate, Vehicle
from tests.exchange.registers import register_of
from tests.factories.officers import officer

TODAY = clock.today()
MARKS = ("AB12CDE", "AB12CDF", "AB12CDG")
ENDS = (TODAY - timedelta(days=5), TODAY + timedelta(days=200), TODAY + timedelta(days=300))
OPERATOR_HEADER = "licence number,name,start,end,trading name,base\n"

vehicle_row = st.tuples(
    st.sampled_from((*MARKS, "")),
    st.sampled_from((TODAY - timedelta(days=30), TODAY - timedelta(days=20))),
    st.sampled_from((*ENDS, TODAY - timedelta(days=60))),
    st.sampled_from(("taxi", "PHV")),
    st.sampled_from(("P1", "P2")),
    st.sampled_from(("true", "false", "")),
)
operator_row = st.tuples(
    st.sampled_from(("O1", " o2 ", "")),
    st.sampled_from(("Cars Ltd", "Cabs Ltd")),
    st.just(TODAY),
    st.sampled_from(ENDS),
    st.sampled_from(("", "Quick")),
    st.sampled_from(("", "1 Yard", "2 Yard")),
)
step = st.one_of(
    st.tuples(st.just("defra"), st.lists(vehicle_row, max_size=4)),
    st.tuples(st.just("operators"), st.lists(operator_row, max_size=3)),
    st.tuples(st.just("undo"), st.integers(0, 5)),
)


def _text(profile, rows):
    if profile == "operators":
        return OPERATOR_HEADER + "".join(",".join(map(str, row)) + "\n" for row in rows)
    return "".join(
        f"{mark},{starts},{ends},{kind},Leeds,{plate},{wheelchair}\n"
        for mark, starts, ends, kind, plate, wheelchair in rows
    )


def _load(profile_name, text, by):
    """Load a file; returns the load's id, or None when it was refused."""
    profile, data = profiles.named(profile_name), text.encode()
    with transaction():
        begun = loading.begin(profile.name, profile.what, checking.sha256(data), by=by).id
    try:
        with transaction():
            found = checking.dry_run(profile, data, on=TODAY, authority=by.authority)
            return loading.load(found, begun, by=by, confirmed="Leeds").id
    except Refusal:
        return None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=2, max_size=7))
def test_the_register_is_what_replaying_the_accepted_loads_makes(app_context, steps):
    _empty()
    with transaction():
        made = officer("Leeds").id
    by = db.session.get_one(Officer, made)
    accepted: list[tuple[int, str, str]] = []
    for what, told in steps:
        before = register_of("Leeds")
        if what == "undo":
            _undo(accepted, told, before, by)
            continue
        text = _text(what, told)
        done = _load(what, text, by)
        if done is None:
            assert register_of("Leeds") == before
        else:
            accepted.append((done, what, text))
    reached = register_of("Leeds")
    _empty()
    for _, what, text in accepted:
        assert _load(what, text, by) is not None
    assert register_of("Leeds") == reached


def _undo(accepted, at, before, by):
    if at >= len(accepted):
        return
    try:
        with transaction():
            undoing.undo(accepted[at][0], by=by)
    except Refusal:
        assert register_of("Leeds") == before
    else:
        del accepted[at]


def _empty():
    """Take out all that loads ever put in, and their own rows."""
    with transaction():
        for model in (Change, Load, Plate, Licence, Vehicle, TradingName, OperatorBase, Operator):
            db.session.execute(model.__table__.delete())
