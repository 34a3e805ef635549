"""The rules of law with the tests that prove them, as they were written down when this copy was made."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from licensing.authorities.permissions import Permission
from licensing.policy.rules import in_words, recorded_groups
from licensing.web.access import needs

blueprint = Blueprint("rules", __name__, url_prefix="/rules")


@blueprint.get("")
@needs(Permission.SEE_POLICY)
def show() -> ResponseReturnValue:
    return render_template("rules/show.html", groups=recorded_groups(), in_words=in_words)
