"""A process like one of the server's: it searches for some people, and says how much memory is its alone.

python -m tests.bench.process DATABASE_URL INSTANCE QUERIES.csv
"""

import sys
from pathlib import Path

from licensing.app import create_app
from licensing.db import db
from licensing.national_register.embedded import EmbeddedRegister
from tests.bench.engine import person
from tests.bench.sets import rows_of
from tests.support.databases import settings_for

SEARCHES = 500


def main() -> None:
    """Search, and print the bytes."""
    url, folder, queries = sys.argv[1:]
    app = create_app(settings_for(url, Path(folder)))
    with app.app_context():
        register = EmbeddedRegister()
        for row in rows_of(Path(queries))[:SEARCHES]:
            register.search(person(row), 1)
            db.session.rollback()
        print(private_bytes())


def private_bytes() -> int:
    """What the kernel counts as this process's own (Linux)."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


if __name__ == "__main__":
    main()
