"""Finding operators: by name, trading name or licence number, and only an authority's own."""

import pytest

from licensing.db import transaction
from licensing.register.operator_queries import find, listed
from tests.factories import vehicles as make
from tests.factories.officers import officer


@pytest.mark.parametrize("typed", ["invented cars", "LTD invented", "op-7", "made-up", "minicabs"])
def test_an_operator_is_found_by_what_an_officer_has_before_them(app_context, typed):
    with transaction():
        leeds, york = officer(), officer("York")
        ours, theirs = (
            make.operator("Invented Cars Ltd", by=by, trading_names=("Made-Up Minicabs",))
            for by in (leeds, york)
        )
        make.operator_licence(ours, by=leeds, number="OP-7")
        make.operator_licence(theirs, by=york, number="OP-7")
        make.operator("Sample Travel", by=leeds)
    assert find(leeds.authority_id, typed) == [ours]
    assert find(york.authority_id, typed) == [theirs]


@pytest.mark.parametrize("typed", ["", "  ", "%", "op-", "Invented Minicabs"])
def test_what_is_no_operator_finds_none(app_context, typed):
    with transaction():
        by = officer()
        ours = make.operator("Invented Cars Ltd", by=by, trading_names=("Made-Up Minicabs",))
        make.operator_licence(ours, by=by, number="OP-7")
    assert find(by.authority_id, typed) == []


def test_the_list_is_by_name_in_pages_and_of_one_authority(app_context):
    with transaction():
        leeds = officer()
        for name in ("Zebra Cars", "acorn Cars", "Bold Cars"):
            make.operator(name, by=leeds)
        make.operator("Abbey Cars", by=officer("York"))
    first, total = listed(leeds.authority_id, page=1, per_page=2)
    assert ([one.name for one in first], total) == (["acorn Cars", "Bold Cars"], 3)
