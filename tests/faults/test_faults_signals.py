"""A build that is ended at any moment: the site is the old one or the new one, whole, and nothing stays behind."""

from __future__ import annotations

import os
import re
import signal
import time

import pytest
from series import GOOD, Command, contents, each
from tumen.build import publish

SLEEPY = "import time\ntime.sleep(1)\nnumber * 3"


def assert_old_or_new(place):
    """Assert that the site is whole; where it is between its two names, the next build brings it back."""
    if contents(place.out) != place.before:
        place.assert_whole()


@each(
    "kind, seconds",
    {
        "killed at its start": ("", 0.5),
        "killed while it prepares": ("due", 0.0),
        "killed while a notebook runs": ("cell", 0.5),
        "killed while a page is made": ("ran", 0.3),
        "killed while it makes the shared files": ("shared", 0.2),
        "killed when it has published": ("published", 0.0),
    },
    slow=[
        "killed at its start",
        "killed while it prepares",
        "killed while a page is made",
        "killed when it has published",
    ],
)
def test_a_killed_build_leaves_a_whole_site_and_no_process(place, kind, seconds):
    place.write("01-first", SLEEPY)
    place.write("02-second", "'another'")
    command = Command(place, "--json")
    if kind:
        command.wait_for(kind)
    time.sleep(seconds)
    command.process.kill()
    assert command.end()[0] in (-signal.SIGKILL, 0)
    assert_old_or_new(place)
    place.assert_the_next_build_makes_good()
    command.assert_no_process_is_left()


@each(
    "fault, there, new",
    {
        "killed before the first rename": ("before rename 1", True, False),
        "killed between the renames": ("after rename 1", False, False),
        "killed after the second rename": ("after rename 2", True, True),
        "killed while it writes a page": ("file 01-first.html", True, False),
        "killed while it writes the manifest": ("file manifest.json", True, False),
    },
    slow=[
        "killed before the first rename",
        "killed after the second rename",
        "killed while it writes a page",
        "killed while it writes the manifest",
    ],
)
def test_a_build_killed_at_the_worst_moment_loses_nothing(place, fault, there, new):
    place.change_all()
    command = Command(place, fault=fault)
    assert command.end()[0] == -signal.SIGKILL
    assert place.out.exists() == there
    if there and not new:
        place.assert_as_it_was()
    if new:
        place.assert_whole()
    else:
        publish.recover(place.out)  # which is what the next build does first
        place.assert_as_it_was()
    place.assert_the_next_build_makes_good()
    command.assert_no_process_is_left()


@each(
    "number, kind, to_all",
    {
        "asked to end while a notebook runs": (signal.SIGTERM, "cell", False),
        "interrupted while a page is made": (signal.SIGINT, "ran", True),
        "interrupted while it publishes": (signal.SIGINT, "shared", True),
        "its terminal closed": (signal.SIGHUP, "cell", True),
    },
    slow=["asked to end while a notebook runs", "interrupted while it publishes", "its terminal closed"],
)
def test_an_interrupted_build_leaves_the_site_and_prints_no_traceback(place, number, kind, to_all):
    place.write("01-first", SLEEPY)
    place.write("02-second", "'another'")
    command = Command(place, "--json")
    command.wait_for(kind)
    os.killpg(command.process.pid, number) if to_all else command.process.send_signal(number)
    status, _, errors = command.end()
    if kind != "shared":
        assert status != 0
        place.assert_as_it_was()
    assert "Traceback" not in errors
    assert_old_or_new(place)
    place.assert_the_next_build_makes_good()
    command.assert_no_process_is_left()


@pytest.fixture
def busy(place):
    """A build that runs for as long as the test."""
    place.write("01-first", "import time\ntime.sleep(60)")
    command = Command(place, "--json")
    command.wait_for("cell")
    yield command
    command.process.kill()
    command.end()


@each("arguments", {"a second build": ([],), "a second build by force": (["--force", "--keep-going"],)})
def test_a_second_build_is_refused_at_once_and_told_who_holds_the_site(place, busy, arguments):
    begun = time.monotonic()
    status, _, errors = Command(place, *arguments).end()
    assert time.monotonic() - begun < 5
    assert status == 1
    assert re.search(rf"another build \(process {busy.process.pid}\b.*\) is writing {place.out}", errors)
    assert "Traceback" not in errors
    place.assert_as_it_was()
    assert busy.process.poll() is None


def test_the_lock_of_a_killed_build_holds_nobody(place, busy):
    busy.process.kill()
    busy.end()
    busy.assert_no_process_is_left()
    place.assert_the_next_build_makes_good()
    assert set(GOOD) == {"01-first", "02-second"}
