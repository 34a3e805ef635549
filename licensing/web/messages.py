"""Messages that wait or could not be sent, and releasing them: a person sees what the outbox could not do."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.outbox import actions, queries
from licensing.web.access import authority_id, needs, officer
from licensing.web.forms import pressed

blueprint = Blueprint("messages", __name__, url_prefix="/messages")

TOPICS = {
    "decision:notified": "Entry for the national register",
    "decision:changed": "Change of a decision, to the national register",
    "licence:granted-after-entry": "Change to an entry on the national register",
    "register-entry:changed": "Comparison of an entry with licence holders and applicants",
    "register-elsewhere:changed": "Comparison of entries of the national register with licence holders and applicants",
    "register-letter:sent": "Letters that the national register holds for this authority",
    "request:sent": "Request for information, to a recording authority",
    "request:answer-sent": "Answer to a request for information",
    "request:answered": "A late answer, put before a decision maker",
    "entry:told": "Change of an entry, to an authority that was answered about it",
    "change-notice:taken-in": "Determinations that a change of an entry bears on",
    "change-notice:acknowledged": "Acknowledgement of a change, to the authority that told of it",
    "concern:sent": "Concern, to the authority that granted the licence",
    "concern:replied": "Reply to a concern",
    "dbs-question:put": "Status check of a certificate, to the DBS Update Service",
    "dvla-question:put": "Enquiry about a vehicle, to the DVLA",
    "register:loaded": "Comparison of everybody watched with the national register after a large load",
    "digest:due": "Daily digest of duties to an officer",
    "licence-holder:changed": "Comparison of a licence holder with the national register",
}


@blueprint.get("")
@needs(Permission.RELEASE_MESSAGES)
def index() -> ResponseReturnValue:
    return render_template("messages/index.html", messages=queries.unsent(authority_id()), topics=TOPICS)


@blueprint.post("/<int:message_id>/release")
@needs(Permission.RELEASE_MESSAGES)
def release(message_id: int) -> ResponseReturnValue:
    pressed()
    with transaction():
        actions.release(message_id, by=officer().actor, authority_id=authority_id())
    flash("The message will be tried again.", "success")
    return redirect(url_for("messages.index"))
