from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest
from series import GOOD, Place, contents
from written import write_notebook

SECONDS = 60


@pytest.fixture(scope="session")
def good_site(tmp_path_factory) -> Path:
    """A series and its site, to be copied."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "notebooks").mkdir()
    for name, code in GOOD.items():
        write_notebook(folder / "notebooks", name, code)
    Place(folder, {}).build()
    return folder


@pytest.fixture
def place(good_site, tmp_path) -> Place:
    """A series with a good site beside it."""
    shutil.copytree(good_site, tmp_path, dirs_exist_ok=True)
    return Place(tmp_path, contents(tmp_path / "site"))


@pytest.fixture(autouse=True)
def at_most():
    """End a test whose build does not end; the processes it started end with it."""

    def give_up(number, frame):
        pytest.fail(f"not over after {SECONDS} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
