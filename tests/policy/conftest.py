"""A copy of the policy files that a test may spoil."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from licensing.errors import NotConfigured
from licensing.policy.loading import DATA, PolicyFiles, load_all

COMMON = "common/2026-04-01.toml"
LEEDS = "differences/E08000035-leeds.toml"


class Folder:
    """The folder of policy files of one test."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def edit(self, old: str, new: str, *, file: str = COMMON) -> None:
        """Replace the first place where a file says something."""
        path = self.path / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Write a file."""
        (self.path / file).write_text(text, encoding="utf-8")

    def differ(self, *differences: str, gss_code: str = "E08000035", file: str = LEEDS) -> None:
        """Write the differences of an authority, each the lines that matter; the rest is filled in."""
        whole = [f'authority = "{gss_code}"\nname = "A council"']
        for lines in differences:
            usual = {
                "in_force_from": "2026-06-01",
                "reason": '"Because"',
                "source": '"Committee"',
                "grade": '"NV"',
                "rule": '""',
            }
            rest = [f"{word} = {value}" for word, value in usual.items() if f"{word} =" not in lines]
            whole.append("\n".join(["[[differences]]", lines, *rest]))
        self.write(file, "\n\n".join(whole))

    def load(self) -> PolicyFiles:
        """Load what is there now."""
        load_all.cache_clear()
        return load_all(self.path)

    def faults(self) -> list[str]:
        """What is wrong with the files, sentence by sentence."""
        with pytest.raises(NotConfigured) as refused:
            self.load()
        told = [reason.text for reason in refused.value.reasons]
        assert refused.value.message.split("\n")[1:] == told
        return told


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The files of the project, copied, without any authority's differences."""
    shutil.copytree(DATA, tmp_path / "data")
    for path in (tmp_path / "data" / "differences").glob("*.toml"):
        path.unlink()
    return Folder(tmp_path / "data")


@pytest.fixture
def monday() -> date:
    """A day on which every file of the project has begun."""
    return date(2026, 11, 23)
