"""Ending the tests' own server, after a machine that went off in the middle of a run."""

import os
import subprocess
from pathlib import Path

from tests.support import postgres


def left_behind(folder: Path, number: int) -> Path:
    """A server's folder as it is found when nothing had the time to end it."""
    data = folder / "data"
    data.mkdir()
    (data / "postmaster.pid").write_text(f"{number}\n{data}\n")
    return folder


def test_a_server_that_went_with_its_machine_needs_no_ending(tmp_path):
    gone = subprocess.Popen(["true"])
    gone.wait()
    postgres.stop(left_behind(tmp_path, gone.pid))


def test_a_process_that_took_over_the_number_of_a_server_is_left_alone(tmp_path):
    postgres.stop(left_behind(tmp_path, os.getpid()))  # this very process: it would have ended here


def test_a_number_that_cannot_be_read_ends_nothing(tmp_path):
    (left_behind(tmp_path, 1) / "data" / "postmaster.pid").write_text("")
    postgres.stop(tmp_path)
