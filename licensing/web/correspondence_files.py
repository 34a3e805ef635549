"""The files of this authority's own correspondence: those it disclosed, and those it was sent with an answer."""

from urllib.parse import quote

from flask import Blueprint, Response
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
    return Response(
        content,
        mimetype=media_type,
        headers={"Content-Disposition": _for_saving(name)},
    )


def _for_saving(name: str) -> str:
    """The header that has a file saved under its name. A header carries no letter like Ł as it is (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f'attachment; filename="{plain}"' + ("" if plain == name else f"; filename*=UTF-8''{quote(name)}")
