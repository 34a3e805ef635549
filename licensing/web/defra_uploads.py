"""The weekly file of vehicles for Defra's portal: what it would change there, the file, and when it was uploaded."""

from datetime import date

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from licensing import clock
from licensing.authorities.permissions import Permission
from licensing.db import transaction
from licensing.exchange import defra_upload as uploads
from licensing.national_register.actions import officer_name
from licensing.web.access import authority_id, needs, officer
from licensing.web.asking import done, said
from licensing.web.duty_rows import rows
from licensing.web.forms import DateInputField, Form, Required, StringField

blueprint = Blueprint("defra_uploads", __name__, url_prefix="/vehicles/defra")
# What a page shows of a long list of rows; the file has them all.
SHOWN = 100


class MakeForm(Form):
    """What the portal calls the authority."""

    identifier = StringField(
        "What the portal calls your authority",
        [Required("Enter what the portal calls your authority")],
        description="It ends the file’s name: CAZ-2026-06-10-XXXX.csv",
        render_kw={"width": 10},
    )


class UploadedForm(Form):
    """The day a file was uploaded."""

    uploaded_on = DateInputField(
        "On which day did you upload it?", [Required("Enter the day of the upload")], called="The day"
    )


@blueprint.route("", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def index() -> ResponseReturnValue:
    made = uploads.lately(authority_id())
    form = MakeForm(data={"identifier": made[0].identifier if made else ""})
    new: list[int] = []
    if form.validate_on_submit() and done(
        form, lambda: new.append(uploads.make(form.identifier.data or "", by=officer()).id)
    ):
        return said(
            "The file has been made. Save it, upload it to the portal, and say here when you did.",
            url_for("defra_uploads.show", upload_id=new[0]),
        )
    open_duty = uploads.due(authority_id())
    return render_template(
        "defra_uploads/index.html",
        form=form,
        preview=uploads.preview(officer().authority, clock.today()),
        shown=SHOWN,
        uploads=made,
        duties=rows([open_duty] if open_duty else []),
    ), 400 if form.errors else 200


@blueprint.route("/<int:upload_id>", methods=["GET", "POST"])
@needs(Permission.CHANGE_VEHICLES)
def show(upload_id: int) -> ResponseReturnValue:
    found = uploads.one(upload_id, authority_id())
    form = UploadedForm(data={"uploaded_on": clock.today()})
    if form.validate_on_submit() and done(
        form, lambda: uploads.record_uploaded(upload_id, form.uploaded_on.data or date.min, by=officer())
    ):
        return said(
            "The upload has been recorded. The next is due within a week.", url_for("defra_uploads.index")
        )
    return render_template(
        "defra_uploads/show.html", upload=found, form=form, name_of=officer_name
    ), 400 if form.errors else 200


@blueprint.post("/<int:upload_id>/file")
@needs(Permission.CHANGE_VEHICLES)
def download(upload_id: int) -> ResponseReturnValue:
    """The file, for saving. A POST, because the audit log says who took it."""
    with transaction():
        name, content = uploads.fetch(upload_id, by=officer())
    return Response(
        content,
        mimetype="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
