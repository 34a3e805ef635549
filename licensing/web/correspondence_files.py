"""The files of this authority's own correspondence: those it disclosed, and those it was sent with an answer."""

import io

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.national_register import documents
from licensing.web.access import needs, officer

blueprint = Blueprint("correspondence_files", __name__, url_prefix="/correspondence")


@blueprint.get("/documents/<int:document_id>")
@needs(Permission.SEE_APPLICATIONS)
def download(document_id: int) -> ResponseReturnValue:
    """A file, always for saving: what somebody else made is not opened inside this service."""
    with transaction():
        found = documents.opened(document_id, by=officer())
        name, media_type, content = found.name, found.media_type, found.opened
    # Which says a name of any alphabet so that a header can carry it.
    answer = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, conditional=False
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
