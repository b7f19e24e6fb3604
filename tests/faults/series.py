"""A small series of notebooks with a good site, what may be done to it, and what must be true of it afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from tumen import paths
from tumen.build import site
from tumen.build.plan import make_plan
from tumen.build.site import Event, Options, Result
from written import write_notebook

GOOD = {"01-first": "number * 2", "02-second": "'constant'"}
MARK = "TUMEN_FAULTS_OF"
"""Environment variable by which the processes of one build are found, whoever their parent has become."""

FAULTS: list[str] = []
"""Every fault that a test of this folder does to the build."""


def each(names: str, cases: dict[str, tuple], slow: Sequence[str] = ()):
    """Run a test once for each of some faults, and count them; the ``slow`` ones only by `make test-all`."""
    FAULTS.extend(cases)
    marks = {case: pytest.mark.slow if case in slow else () for case in cases}
    return pytest.mark.parametrize(
        names.split(", "), [pytest.param(*cases[case], id=case, marks=marks[case]) for case in cases]
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass
class Place:
    """A folder with a series, and beside it the site that was made of it."""

    folder: Path
    before: dict[str, bytes]

    @property
    def notebooks(self) -> Path:
        return self.folder / "notebooks"

    @property
    def out(self) -> Path:
        return self.folder / "site"

    def write(self, name: str, *code: str, **more: str) -> None:
        write_notebook(self.notebooks, name, *code, **more)

    def change_all(self) -> None:
        """Make every page due, and all that is made of them."""
        self.write("01-first", "number * 3", title="Another page")
        self.write("02-second", "'another'")

    def build(self, names=(), requested=(), report=lambda event: None, **options) -> Result:
        options = Options(**{"engine": "warm", **options})
        return site.build(make_plan(names, requested, self.notebooks), self.out, options, report)

    def failure(self, error: type[Exception], *arguments, **options) -> tuple[str, list[Event]]:
        """Build, and return the message it fails with and what happened until then."""
        events: list[Event] = []
        with pytest.raises(error) as failure:
            self.build(*arguments, report=events.append, **options)
        return str(failure.value), events

    def assert_as_it_was(self) -> None:
        assert contents(self.out) == self.before

    def assert_nothing_beside(self) -> None:
        assert {path.name for path in self.folder.iterdir()} <= {"notebooks", "site", ".site.lock"}

    def assert_whole(self) -> None:
        """Assert that there are the files that the manifest lists, and no others."""
        found = contents(self.out)
        manifest = json.loads(found["manifest.json"])
        pages = [file for page in manifest["pages"].values() for file in page["files"]]
        assert set(found) == {"manifest.json", *manifest["shared"], *pages}
        assert set(manifest["pages"]) == set(GOOD)
        assert all(found.values())

    def assert_the_next_build_makes_good(self) -> None:
        self.change_all()
        self.build()
        self.assert_whole()
        self.assert_nothing_beside()
        page = (self.out / "01-first.html").read_text(encoding="utf-8")
        assert ">9</pre>" in page


# --- the command, in a process of its own ----------------------------------------------------------------


class Command:
    """A running `tumen build` on the notebooks of a place."""

    def __init__(self, place: Place, *arguments: str, fault: str = "", script: Path = Path(__file__)):
        self.mark = f"{place.folder} {time.monotonic_ns()}"
        self.left: list[str] = []
        environment = {**os.environ, MARK: self.mark, "FAULT": fault, "NOTEBOOKS": str(place.notebooks)}
        environment["PYTHONPATH"] = str(paths.LIBRARY.parent)
        driver = script.with_name("driver.py")
        self.process = subprocess.Popen(
            [sys.executable, str(driver), "build", "--out", str(place.out), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )

    def wait_for(self, kind: str) -> None:
        """Read lines of JSON until one tells of an event."""
        for line in self.process.stdout:
            if json.loads(line)["kind"] == kind:
                return
        pytest.fail(f"the build ended before {kind}: {self.process.stderr.read()}")

    def end(self, seconds: float = 60) -> tuple[int, str, str]:
        """Wait for its end; return exit status, standard output and standard error."""
        status = self.process.wait(timeout=seconds)
        self.left = self._left()
        return status, *self.process.communicate(timeout=seconds)

    def _left(self) -> list[str]:
        """Return the processes that are not gone soon after the build that started them, and end them.

        The process that the others are forked from notices the end of its build when it has imported everything.
        """
        wanted, deadline = f"{MARK}={self.mark}".encode(), time.monotonic() + 15
        while True:
            left = {pid: line for pid, line, environment in _processes() if wanted in environment.split(b"\0")}
            if not left or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return list(left.values())

    def assert_no_process_is_left(self) -> None:
        assert not self.left


def running(words: str) -> list[str]:
    """Return the command lines that contain some words."""
    return [line for _, line, _ in _processes() if words in line]


def _processes():
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        yield int(folder.name), line.decode(errors="replace").replace("\0", " "), environment


def gone(words: str, seconds: float = 5) -> bool:
    """Wait until no process has some words in its command line."""
    deadline = time.monotonic() + seconds
    while running(words) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not running(words)
