"""The national register, served to authorities that run systems of their own: version 1.

Each sees and changes only what the Act lets it: anybody's entries by searching and by reference, for the safeguarding
of passengers or road safety (2022 Act s.4(3)(c); R15); its own entries to change (s.4(3)(a); R16); letters to itself.
"""

from flask import Blueprint

from licensing.api import openapi, problems
from licensing.api.operations import Operation

blueprint = Blueprint("register_v1", __name__, url_prefix="/register/v1")
OPERATIONS: list[Operation] = []

# They add themselves to the list above.
from licensing.api.register_v1 import entries, letters, searches  # noqa: E402

problems.of(blueprint)
openapi.serve(blueprint, OPERATIONS)

__all__ = ["OPERATIONS", "blueprint", "entries", "letters", "searches"]
