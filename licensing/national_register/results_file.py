"""The files a screening writes, so that an interruption neither loses a row nor doubles one.

Beside the results stands, until the end, a journal: what is screened and how, how far the files were written before
the last batch, and that batch's rows. It is written before the batch's receipts are committed; the rows after. A run
that begins again takes the files back to where the journal says they were, and writes the batch's rows if, and only
if, its receipts are in the database.

Ids are written exactly as they came. The other columns are numbers, references and words of our own, so no cell that
a spreadsheet would take for a formula comes from anywhere but the id columns of the files that were put in.
"""

import csv
import fcntl
import io
import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from licensing.errors import NotPossibleNow

RESULT_COLUMNS = ("query_id", "entry_id", "score", "band", "reasons", "receipt")
RECEIPT_COLUMNS = ("query_id", "receipt", "candidates")

Row = Sequence[str]


class Results:
    """RESULTS.csv, RESULTS.receipts.csv, and RESULTS.csv.unfinished until the screening is done."""

    def __init__(self, path: Path, *, of: dict[str, Any]) -> None:
        """`of` says what is screened and how: nothing else goes on in the same files."""
        self.path = path
        self.receipts_path = path.with_name(f"{path.stem}.receipts.csv")
        self.journal_path = path.with_name(f"{path.name}.unfinished")
        self.found = self.candidates = 0
        self._of = of
        self._done = 0
        self._files: tuple[TextIO, TextIO] | None = None
        self._batch: dict[str, Any] = {}

    def begin(self, is_committed: Callable[[str], bool]) -> int:
        """Make the files, or go on with those of an interrupted run; returns how many queries are done.

        `is_committed` says whether a receipt is in the database. Raises NotPossibleNow when the files are of a
        screening that is finished, of another one, or of one that is still at work.
        """
        try:
            if self.journal_path.exists():
                self._go_on(is_committed)
            else:
                self._begin_anew()
        except BaseException:
            self.close()
            raise
        return self._done

    def _go_on(self, is_committed: Callable[[str], bool]) -> None:
        for path in (self.path, self.receipts_path):
            if not path.exists():
                raise self._not_as_left(path)
        self._files = (_opened(self.path, "a"), _opened(self.receipts_path, "a"))
        self._alone()
        journal = json.loads(self.journal_path.read_text(encoding="utf-8"))
        if journal["of"] != self._of:
            other = ", ".join(what for what in self._of if journal["of"].get(what) != self._of[what])
            raise NotPossibleNow(
                f"{self.path} was begun with another {other}. "
                f"Choose another file, or remove it and {self.journal_path}."
            )
        for path, size in zip((self.path, self.receipts_path), journal["sizes"], strict=True):
            if path.stat().st_size < size:
                raise self._not_as_left(path)
            os.truncate(path, size)
        self._done, self.found, self.candidates = journal["done"], journal["found"], journal["candidates"]
        self._batch = journal["batch"]
        if self._batch and is_committed(self._batch["receipt"]):
            self.write()

    def _begin_anew(self) -> None:
        for path in (self.path, self.receipts_path):
            if path.exists():
                raise NotPossibleNow(f"{path} is there already: choose another name, or remove it.")
        self._files = (_opened(self.path, "x"), _opened(self.receipts_path, "x"))
        self._alone()
        for file, columns in zip(self._files, (RESULT_COLUMNS, RECEIPT_COLUMNS), strict=True):
            file.write(_csv([columns]))
        self._keep()

    def _alone(self) -> None:
        """Hold the files until they are closed: two runs at once would each write every row."""
        assert self._files is not None
        try:
            fcntl.flock(self._files[0], fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotPossibleNow(f"Another screening is still writing {self.path}.") from None

    def _not_as_left(self, path: Path) -> NotPossibleNow:
        return NotPossibleNow(
            f"{path} is not as the interrupted screening left it. Remove {self.journal_path} and begin anew."
        )

    def prepare(self, results: Iterable[Row], receipts: Sequence[Row], queries: int) -> None:
        """Keep a batch's rows in the journal: the last thing before its receipts are committed."""
        counts = [int(row[2]) for row in receipts]
        self._batch = {
            "receipt": receipts[0][1],
            "queries": queries,
            "found": sum(count > 0 for count in counts),
            "candidates": sum(counts),
            "rows": [_csv(results), _csv(receipts)],
        }
        self._keep()

    def write(self) -> None:
        """Write the prepared batch: its receipts are committed."""
        assert self._files is not None
        for file, rows in zip(self._files, self._batch["rows"], strict=True):
            file.write(rows)
            file.flush()
        self._done += self._batch["queries"]
        self.found += self._batch["found"]
        self.candidates += self._batch["candidates"]
        self._batch = {}

    def finish(self) -> None:
        """The screening is done: the files stay, the journal goes."""
        self.close()
        self.journal_path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the files as they are."""
        for file in self._files or ():
            _to_disk(file)
            file.close()
        self._files = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _keep(self) -> None:
        """Write the journal anew, whole or not at all; the files are on the disk before it."""
        assert self._files is not None
        for file in self._files:
            _to_disk(file)
        journal = {
            "of": self._of,
            "done": self._done,
            "found": self.found,
            "candidates": self.candidates,
            "sizes": [self.path.stat().st_size, self.receipts_path.stat().st_size],
            "batch": self._batch,
        }
        beside = self.journal_path.with_name(f"{self.journal_path.name}.new")
        with _opened(beside, "w") as file:
            json.dump(journal, file)
            _to_disk(file)
        beside.replace(self.journal_path)


def _opened(path: Path, mode: str) -> TextIO:
    """A file that only its owner can read: what it says of people is nobody else's business."""
    opened = open(path, mode, encoding="utf-8", newline="", opener=_for_its_owner)  # noqa: SIM115 (the caller closes it)
    assert isinstance(opened, io.TextIOWrapper)
    return opened


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _csv(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _to_disk(file: TextIO) -> None:
    file.flush()
    os.fsync(file.fileno())
