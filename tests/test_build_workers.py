from __future__ import annotations

import time
from concurrent.futures import Future

import pytest
from tumen.build.workers import Limits, NotebookWorkers


def wait_for(path, report):
    report(0)
    while not path.exists():
        time.sleep(0.02)


@pytest.fixture
def four_workers():
    workers = NotebookWorkers(4, Limits())
    yield workers
    workers.shutdown(cancel_futures=True)


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_notebooks_leave_processors_to_pages_yet_never_more_than_half(four_workers, tmp_path):
    begun, pages = [], [Future() for _ in range(3)]
    for page in pages:
        four_workers.make_room_for(page)
    tasks = [four_workers.submit(wait_for, tmp_path / "end", on_cell=begun.append) for _ in range(5)]
    assert until(lambda: len(begun) == 2)
    assert not until(lambda: len(begun) > 2, seconds=1)
    for page in pages[:2]:
        page.set_result(None)
    assert until(lambda: len(begun) == 3)
    assert not until(lambda: len(begun) > 3, seconds=1)
    pages[2].set_result(None)
    assert until(lambda: len(begun) == 4)
    assert not until(lambda: len(begun) > 4, seconds=1)
    (tmp_path / "end").touch()
    assert [task.result(timeout=60) for task in tasks] == [None] * 5
    assert len(begun) == 5
