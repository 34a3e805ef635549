"""Pages that anybody may read, and the health check."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from licensing.db import db
from licensing.web.access import open_to_all

blueprint = Blueprint("about", __name__)


@blueprint.get("/health")
@open_to_all("a monitor asks whether the service and its database answer; it tells nothing else")
def health() -> ResponseReturnValue:
    db.session.execute(text("select 1 from alembic_version"))
    return jsonify(status="ok")


@blueprint.get("/accessibility")
@open_to_all("the accessibility statement must be public")
def accessibility() -> ResponseReturnValue:
    return render_template("about/accessibility.html")


@blueprint.get("/privacy")
@open_to_all("how personal information is used must be public")
def privacy() -> ResponseReturnValue:
    return render_template("about/privacy.html")


@blueprint.get("/favicon.ico")
@open_to_all("browsers ask for it by themselves")
def favicon() -> ResponseReturnValue:
    return "", 204
