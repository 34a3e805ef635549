"""Letters taken in: each once, in order, by however many workers; what answers nothing waits for a person."""

import pytest
from sqlalchemy import select

from licensing.db import db, transaction
from licensing.national_register.correspondence_models import (
    ChangeNotice,
)
from licensing.national_register.embedded import EmbeddedRegister
from tests.factories import correspondence as write
from tests.factories.officers import officer

REGISTER = EmbeddedRegister()


@pytest.fixture
def bradford(leeds):
    """A licensing officer of Bradford, which made the entry."""
    with transaction():
        return officer("Bradford", name="Bea Bradfordian")


@pytest.mark.rule("R11", "R12", "R14")
def test_a_request_its_answer_a_change_and_its_acknowledgement_cross_between_two_authorities(
    leeds, bradford, who
):
    request = write.asked(who, leeds)
    received = write.received()
    assert (received.authority_id, received.from_authority_id) == (bradford.authority_id, leeds.authority_id)
    assert (received.text, received.their_reference) == (request.text, request.ref)
    write.answered(bradford)
    db.session.refresh(request)
    assert request.reply == write.TOLD
    assert request.answer_letter_ref
    assert write.told(request.entry_ref, bradford) == 1
    notice = db.session.scalars(select(ChangeNotice)).one()
    assert (notice.authority_id, notice.what, notice.reason) == (
        leeds.authority_id,
        "removed",
        "The court allowed his appeal.",
    )
