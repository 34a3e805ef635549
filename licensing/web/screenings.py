"""The receipt of one search of a screening: of no application, and so on no case's pages."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing.authorities.permissions import Permission
from licensing.national_register import actions as national
from licensing.national_register import screening
from licensing.web.access import authority_id, needs

blueprint = Blueprint("screenings", __name__, url_prefix="/screenings")


@blueprint.get("/receipts/<ref>")
@needs(Permission.SCREEN_FILES)
def receipt(ref: str) -> ResponseReturnValue:
    found = screening.receipt_of_screening(ref, authority_id())
    return render_template(
        "national_register/screening_receipt.html",
        receipt=found,
        purposes=national.PURPOSES,
        who=national.officer_name(found.officer_id),
        back_url=url_for("home.show"),
    )
