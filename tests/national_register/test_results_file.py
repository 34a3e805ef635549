"""The files of a screening: whatever interrupts it, no row is lost and none is doubled."""

import pytest

from licensing.errors import NotPossibleNow
from licensing.national_register.results_file import Results

OF = {"input file": "abc", "purpose": "safeguarding"}


def batch(number, *, candidates=1):
    """The rows of the batch of one query."""
    return (
        [(f"q{number}", "17", "1.5", "strong", "Name: same | more", f"r{number}")] * candidates,
        [(f"q{number}", f"r{number}", str(candidates))],
        1,
    )


def read(path):
    return path.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def path(tmp_path):
    """Where the results go."""
    return tmp_path / "RESULTS.csv"


def interrupted(path, *, written):
    """The files as an interruption leaves them: one batch done, another prepared and perhaps written."""
    results = Results(path, of=OF)
    assert results.begin(lambda _: False) == 0
    results.prepare(*batch(1))
    results.write()
    results.prepare(*batch(2, candidates=2))
    if written:
        results.write()
    results.close()


def test_every_query_has_a_row_of_its_receipt_and_a_row_for_each_candidate(path):
    results = Results(path, of=OF)
    results.begin(lambda _: False)
    with results:
        for number, candidates in ((1, 2), (2, 0)):
            results.prepare(*batch(number, candidates=candidates))
            results.write()
    results.finish()
    assert read(path) == [
        "query_id,entry_id,score,band,reasons,receipt",
        "q1,17,1.5,strong,Name: same | more,r1",
        "q1,17,1.5,strong,Name: same | more,r1",
    ]
    assert read(results.receipts_path) == ["query_id,receipt,candidates", "q1,r1,2", "q2,r2,0"]
    assert results.receipts_path.name == "RESULTS.receipts.csv"
    assert (results.found, results.candidates) == (1, 2)
    assert sorted(one.name for one in path.parent.iterdir()) == ["RESULTS.csv", "RESULTS.receipts.csv"]


@pytest.mark.parametrize("written", [False, True], ids=["before its rows were written", "after"])
@pytest.mark.parametrize("committed", [False, True], ids=["not committed", "committed"])
def test_going_on_writes_the_last_batch_once_if_its_receipts_are_committed_and_not_at_all_if_not(
    path, committed, written
):
    interrupted(path, written=written)
    results = Results(path, of=OF)
    assert results.begin(lambda receipt: committed and receipt == "r2") == (2 if committed else 1)
    results.finish()
    assert [row.split(",")[0] for row in read(path)[1:]] == ["q1", *(["q2", "q2"] if committed else [])]
    assert [row.split(",")[0] for row in read(results.receipts_path)[1:]] == [
        "q1",
        *(["q2"] if committed else []),
    ]


def test_a_row_that_was_half_written_is_taken_back(path):
    interrupted(path, written=False)
    with path.open("a") as file:
        file.write("q2,17,1.")
    results = Results(path, of=OF)
    assert results.begin(lambda _: False) == 1
    results.finish()
    assert len(read(path)) == 2


def test_the_files_of_another_screening_are_left_alone(path):
    interrupted(path, written=True)
    before = path.read_bytes()
    with pytest.raises(NotPossibleNow, match="begun with another purpose"):
        Results(path, of=OF | {"purpose": "road-safety"}).begin(lambda _: True)
    assert path.read_bytes() == before


def test_results_that_are_there_already_are_never_written_over(path):
    path.write_text("something of somebody's")
    with pytest.raises(NotPossibleNow, match="there already"):
        Results(path, of=OF).begin(lambda _: False)
    assert path.read_text() == "something of somebody's"


def test_files_that_were_cut_short_meanwhile_are_not_gone_on_with(path):
    interrupted(path, written=True)
    path.write_text("")
    with pytest.raises(NotPossibleNow, match="not as the interrupted screening left it"):
        Results(path, of=OF).begin(lambda _: True)


def test_two_runs_never_write_the_same_files_at_once(path):
    first = Results(path, of=OF)
    first.begin(lambda _: False)
    with pytest.raises(NotPossibleNow, match="still writing"):
        Results(path, of=OF).begin(lambda _: False)
    first.close()
    second = Results(path, of=OF)
    assert second.begin(lambda _: False) == 0
    second.finish()


def test_only_its_owner_can_read_what_was_found(path):
    results = Results(path, of=OF)
    results.begin(lambda _: False)
    assert {one.stat().st_mode & 0o777 for one in path.parent.iterdir()} == {0o600}
    results.finish()
