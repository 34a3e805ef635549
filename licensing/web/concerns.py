"""Concerns: what was received, what is sent, what came in. Each part has its pages in a module beside this one."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from flask import render_template
from flask.typing import ResponseReturnValue

from licensing.authorities.permissions import Permission
from licensing.concerns import queries
from licensing.concerns.lifecycle import RECEIVED_STATES, SENT_STATES
from licensing.concerns.models import DOORS, REVIEWED, Concern, Information, ReceivedConcern
from licensing.web import concerns_information, concerns_received, concerns_sent
from licensing.web.access import authority_id, needs
from licensing.web.concerns_area import blueprint
from licensing.web.concerns_forms import ConcernsFilter

Row = TypeVar("Row", Information, Concern, ReceivedConcern)

# The modules whose pages stand under this blueprint.
PARTS = (concerns_information, concerns_received, concerns_sent)


@blueprint.get("")
@needs(Permission.SEE_CONCERNS)
def index() -> ResponseReturnValue:
    form = ConcernsFilter()
    over = form.state.data == "over"
    what = form.what.data if form.what.data in ("received", "sent", "information") else "all"
    ours = authority_id()
    due = queries.due(ours)

    def listed(kind: str, rows: Iterable[Row]) -> list[Row]:
        """The earliest due first, and what is late before all; what nothing is due of keeps its order."""
        return sorted(rows, key=lambda row: due.get(f"{kind}:{row.id}", date.max))

    return render_template(
        "concerns/index.html",
        form=form,
        what=what,
        over=over,
        received=listed("received-concern", queries.received(ours, closed=over))
        if what in ("all", "received")
        else None,
        sent=listed("concern", queries.sent(ours, closed=over)) if what in ("all", "sent") else None,
        information=listed("information", queries.about_our_own(ours, closed=over))
        if what in ("all", "information")
        else None,
        due=due,
        received_states=RECEIVED_STATES,
        sent_states=SENT_STATES,
        doors=DOORS,
        reviewed=REVIEWED,
    )


__all__ = ["PARTS", "blueprint"]
