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
