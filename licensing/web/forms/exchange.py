"""Forms for files in: the upload, and the word that loads what the dry run showed."""

from collections.abc import Mapping
from typing import Any

from wtforms.fields.core import Field

from licensing.exchange.planning import Question
from licensing.exchange.recognising import LEAVE_OUT, NEW
from licensing.web.forms import (
    FileField,
    Form,
    HiddenField,
    RadioField,
    Required,
    SelectField,
    StringField,
    choice,
)

OWN = "own"
_PREFIX = "line-"


class FileForm(Form):
    """A file, and how it is laid out."""

    file = FileField(
        "File",
        [Required("Choose a file")],
        description="CSV or another text of separated values, or a spreadsheet (XLSX, XLS or ODS)",
        render_kw={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods,text/csv"},
    )
    profile = SelectField("How it is laid out", [Required("Choose how the file is laid out")], choices=[])
    own_profile = FileField(
        "A profile file of your council",
        description="Only for “Another profile file”. It is kept for your next files",
        render_kw={"accept": ".toml"},
    )


class LoadForm(Form):
    """The word that loads what was shown: who each person is that was asked about, and the name that confirms."""

    shown = HiddenField()
    confirmed = StringField("Name of the authority", render_kw={"width": 20})

    @property
    def questions(self) -> Mapping[int, Field]:
        """Line → the field by which the officer says who it is about."""
        return {
            int(name.removeprefix(_PREFIX)): field
            for name, field in self._fields.items()
            if name.startswith(_PREFIX)
        }


def load_form(questions: list[Question], **arguments: Any) -> LoadForm:
    """A form with one set of radios for each line that may be about somebody known."""
    fields = {f"{_PREFIX}{one.line}": _question(one) for one in questions}
    made: type[LoadForm] = type("LoadFormOfFile", (LoadForm,), fields)
    return made(**arguments)


def _question(asked: Question) -> RadioField:
    return RadioField(
        f"Line {asked.line}: who is {asked.who}?",
        [Required(f"Line {asked.line}: choose who {asked.who} is")],
        choices=[
            *(choice(who, f"The same person as {words}") for who, words in asked.candidates),
            choice(NEW, "Another person, with a record of their own"),
            choice(LEAVE_OUT, "Leave this line out"),
        ],
        description=f"It {asked.question}.",
    )
