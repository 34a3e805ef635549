"""The answers of an application that is still being taken: page → fields, sealed as one in the row."""

import json
from typing import Any

from licensing.applications.models import Application
from licensing.sealing import seal, unseal

Answers = dict[str, dict[str, Any]]


def read(application: Application) -> Answers:
    """The answers so far."""
    if not application.draft:
        return {}
    answers: Answers = json.loads(unseal(application.draft, _context(application)))
    return answers


def write(application: Application, answers: Answers) -> None:
    """Keep the answers."""
    application.draft = seal(json.dumps(answers), _context(application))


def reseal(application: Application) -> None:
    """Seal the answers anew under the newest key."""
    write(application, read(application))


def _context(application: Application) -> str:
    return f"application:draft:{application.ref}"
