"""The project's own files, as the house rules look at them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LICENSING, TESTS = ROOT / "licensing", ROOT / "tests"
# What a machine makes; .gitignore keeps it out of the project.
_MADE = {"__pycache__", "instance", "node_modules", ".git", ".venv", ".hypothesis"}
TEXT = {".css", ".csv", ".html", ".js", ".json", ".lock", ".mako", ".md", ".py", ".svg", ".toml", ".txt", ""}


def project_files() -> list[Path]:
    """Every text file of the project, without what is made by running it."""
    return sorted(path for path in _walk(ROOT) if path.suffix in TEXT)


def python_files(*folders: Path) -> list[Path]:
    """Every Python module in these folders, or in the whole project but its tests."""
    wanted = folders or (LICENSING, ROOT / "migrations", ROOT / "wsgi.py")
    return [
        path
        for path in project_files()
        if path.suffix == ".py" and any(path.is_relative_to(f) for f in wanted)
    ]


@cache
def tree_of(path: Path) -> ast.Module:
    """A module, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[tuple[str, str]]:
    """Each call in a module: what is called, as written, and where."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), f"{short(path)}:{node.lineno}"


def short(path: Path) -> str:
    """The path as a reader of the project knows it."""
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> list[tuple[str, str]]:
    """Each line of a file, and where it is."""
    text = path.read_text(encoding="utf-8")
    return [(line, f"{short(path)}:{number}") for number, line in enumerate(text.splitlines(), 1)]


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name in _MADE or entry.name.endswith("_cache"):
            continue
        if entry.is_dir():
            yield from _walk(entry)
        elif not entry.is_symlink():
            yield entry
