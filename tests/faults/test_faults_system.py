"""What the system refuses: folders that are not ours, disks that are full, notebooks and data that are broken."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hostile import copy_checkout
from series import Command, Place, contents, each
from tumen.build import publish, site
from tumen.errors import BuildError, UnknownNameError

AS_IT_WAS = "Nothing was published"


# --- a folder that is not ours ---------------------------------------------------------------------------


def of_mine(place):
    shutil.rmtree(place.out)
    place.out.mkdir()
    (place.out / "thesis.txt").write_text("years of work", encoding="utf-8")


def with_a_file_of_mine(place):
    (place.out / "thesis.txt").write_text("years of work", encoding="utf-8")


def with_a_folder_of_mine(place):
    (place.out / "thesis").mkdir()
    (place.out / "thesis" / "chapter.txt").write_text("years of work", encoding="utf-8")


def with_a_link_of_mine(place):
    (place.folder / "thesis").mkdir()
    (place.out / "thesis").symlink_to(place.folder / "thesis")


def with_a_broken_manifest(place):
    (place.out / "manifest.json").write_text("{", encoding="utf-8")


def with_a_manifest_of_another(place):
    (place.out / "manifest.json").write_text('{"generator": "another"}', encoding="utf-8")


def without_its_manifest(place):
    (place.out / "manifest.json").unlink()


def a_file(place):
    shutil.rmtree(place.out)
    place.out.write_text("years of work", encoding="utf-8")


def in_a_file(place):
    shutil.rmtree(place.folder / "site")
    (place.folder / "site").write_text("years of work", encoding="utf-8")
    place.__class__ = InAFile


class InAFile(Place):
    @property
    def out(self):
        return self.folder / "site" / "deeper"


def state(folder):
    """Return what lies in a folder, links and empty folders included."""
    return {
        str(path.relative_to(folder)): path.readlink() if path.is_symlink() else path.is_file() and path.read_bytes()
        for path in folder.rglob("*")
        if not path.name.startswith(".site.lock")
    }


@each(
    "make, words",
    {
        "a folder of one's own": (of_mine, "holds no site"),
        "a file of one's own in the site": (with_a_file_of_mine, "thesis.txt"),
        "a folder of one's own in the site": (with_a_folder_of_mine, "thesis/chapter.txt"),
        "a link of one's own in the site": (with_a_link_of_mine, "thesis"),
        "a broken manifest": (with_a_broken_manifest, "holds no site"),
        "a manifest of another program": (with_a_manifest_of_another, "holds no site"),
        "a lost manifest": (without_its_manifest, "holds no site"),
        "a file instead of a folder": (a_file, "Not a directory"),
        "a file instead of the parent folder": (in_a_file, "deeper"),
    },
)
def test_what_is_not_ours_is_left_alone(place, make, words):
    make(place)
    place.change_all()
    before = state(place.folder)
    message, _ = place.failure(BuildError)
    assert words in message
    assert str(place.out) in message
    assert state(place.folder) == before


def test_pages_that_lost_a_file_are_made_again(place):
    (place.out / "01-first.html").unlink()
    (place.out / "records" / "02-second.json").unlink()
    place.build()
    assert contents(place.out) == place.before


# --- a system that refuses -------------------------------------------------------------------------------


def refusing(code: int, only=lambda path: True, real=None):
    def refuse(*arguments, **options):
        if only(arguments):
            raise OSError(code, os.strerror(code), str(arguments[0]) if arguments else None)
        return real(*arguments, **options)

    return refuse


def no_new_folder(monkeypatch):
    monkeypatch.setattr(publish.tempfile, "mkdtemp", refusing(errno.EACCES))


def no_lock(monkeypatch):
    only = lambda arguments: ".lock" in str(arguments[0])  # noqa: E731
    monkeypatch.setattr(os, "open", refusing(errno.EROFS, only, os.open))


def no_first_rename(monkeypatch):
    only = lambda arguments: arguments[0].name == "site"  # noqa: E731
    monkeypatch.setattr(Path, "rename", refusing(errno.EACCES, only, Path.rename))


def no_second_rename(monkeypatch):
    only = lambda arguments: "-new-" in arguments[0].name  # noqa: E731
    monkeypatch.setattr(Path, "rename", refusing(errno.EACCES, only, Path.rename))


@each(
    "fault, words",
    {
        "a parent folder that takes nothing new": (no_new_folder, "Permission denied"),
        "a file system that cannot be written": (no_lock, "Read-only file system"),
        "an old site that cannot be moved": (no_first_rename, "Permission denied"),
        "a new site that cannot be moved": (no_second_rename, "Permission denied"),
    },
)
def test_a_refusal_of_the_system_is_told_and_the_site_stays(place, monkeypatch, fault, words):
    place.change_all()
    with monkeypatch.context() as patch:
        fault(patch)
        message, _ = place.failure(BuildError)
    assert words in message
    assert AS_IT_WAS in message
    place.assert_as_it_was()
    place.assert_nothing_beside()
    place.assert_the_next_build_makes_good()


@each(
    "name",
    {
        "a disk full at a page": ("01-first.html",),
        "a disk full at a shared file": ("glossary.html",),
        "a disk full at the manifest": ("manifest.json",),
    },
    slow=["a disk full at a shared file", "a disk full at the manifest"],
)
def test_a_full_disk_is_told_and_the_site_stays(place, name):
    place.change_all()
    command = Command(place, fault=f"full {name}")
    status, _, errors = command.end()
    assert status == 1
    assert f"No space left on device: {place.folder}" in errors
    assert AS_IT_WAS in errors
    assert "Traceback" not in errors
    place.assert_as_it_was()
    place.assert_nothing_beside()
    command.assert_no_process_is_left()


@pytest.fixture
def small_disk(good_site, tmp_path):
    """A place on a disk of its own that has little room beside the site."""
    used = sum(len(content) for content in contents(good_site).values())
    size = f"size={used // 1024 + 400}k"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", tmp_path], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk could be mounted, so none was really full: {done.stderr.decode().strip()}")
    shutil.copytree(good_site, tmp_path, dirs_exist_ok=True)
    yield Place(tmp_path, contents(tmp_path / "site"))
    subprocess.run(["mount", "-o", "remount,rw", tmp_path], capture_output=True, check=False)
    subprocess.run(["umount", "-l", tmp_path], check=True)


@each(
    "options, words",
    {
        "a disk that is really full": (None, "No space left on device"),
        "a disk that is really read-only": ("remount,ro", "Read-only file system"),
    },
)
def test_a_real_disk_that_takes_nothing_leaves_the_site(small_disk, options, words):
    small_disk.change_all()
    if options:
        subprocess.run(["mount", "-o", options, small_disk.folder], check=True)
    message, _ = small_disk.failure(BuildError)
    assert words in message
    assert AS_IT_WAS in message
    small_disk.assert_as_it_was()
    small_disk.assert_nothing_beside()


@each("kind", {"a page process killed at work": ("ran",), "a page process killed at the end": ("shared",)})
def test_a_killed_page_process_is_told_and_the_site_stays(place, monkeypatch, kind):
    place.change_all()
    pools = []
    make = site.page_pool
    monkeypatch.setattr(site, "page_pool", lambda workers, **how: pools.append(make(workers, **how)) or pools[-1])

    def kill(event):
        if event.kind == kind:
            for pid in list(pools[0]._processes):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    with pytest.raises(BuildError, match="ended from outside") as failure:
        place.build(report=kill)
    assert AS_IT_WAS in str(failure.value)
    place.assert_as_it_was()
    monkeypatch.undo()
    place.assert_the_next_build_makes_good()


# --- notebooks and data that are broken ------------------------------------------------------------------

GOOD_METADATA = {"title": "A page", "tumen": {"summary": "A summary"}}


def notebook(**more) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": GOOD_METADATA, "cells": [], **more})


@each(
    "text",
    {
        "a notebook that is no JSON": (b"{",),
        "an empty notebook": (b"",),
        "a notebook that is no text": (b"\xff\xfe\x00",),
        "a notebook that is a list": (b"[]",),
        "a notebook without a title": (notebook(metadata={}).encode(),),
        "a notebook whose metadata are null": (notebook(metadata=None).encode(),),
        "a notebook whose summary is nowhere": (notebook(metadata={"title": "x", "tumen": None}).encode(),),
        "a notebook without cells": (notebook(cells=None).encode(),),
        "a notebook with a cell that is empty": (notebook(cells=[{}]).encode(),),
        "a notebook with a cell that is a number": (notebook(cells=[1]).encode(),),
    },
)
def test_a_broken_notebook_is_named_before_anything_runs(place, text):
    (place.notebooks / "03-broken.ipynb").write_bytes(text)
    message, events = place.failure(BuildError, ["01"], force=True)
    assert "03-broken.ipynb" in message
    assert not events
    place.assert_as_it_was()


@each("name", {"a notebook that is missing": ("99",), "a file that is missing": ("elsewhere/01-frist.ipynb",)})
def test_a_missing_notebook_is_named(place, name):
    message, events = place.failure(UnknownNameError, [name])
    assert name in message
    assert not events
    place.assert_as_it_was()


def test_a_notebook_that_cannot_be_read_is_named(place):
    (place.notebooks / "03-folder.ipynb").mkdir()
    message, _ = place.failure(BuildError)
    assert "03-folder.ipynb" in message


def break_data(folder: Path) -> str:
    """Break a table of a checkout; return the place of the fault."""
    path = folder / "data" / "actors.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = b"\xff" + lines[1]
    path.write_bytes(b"".join(lines))
    return "actors.csv:2"


@each(
    "options",
    {"data that cannot be read": ([],), "data that cannot be read, going on": (["--keep-going"],)},
    slow=["data that cannot be read, going on"],
)
def test_broken_data_stop_a_build_with_the_place_of_the_fault(place, tmp_path_factory, options):
    checkout = copy_checkout(tmp_path_factory.mktemp("checkout"))
    where = break_data(checkout)
    place.change_all()
    driver = Path(__file__).with_name("driver.py")
    environment = {**os.environ, "PYTHONPATH": str(checkout / "lib"), "NOTEBOOKS": str(place.notebooks)}
    done = subprocess.run(
        [sys.executable, str(driver), "build", "--out", str(place.out), *options],
        env=environment,
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert where in done.stderr
    assert "Traceback" not in done.stderr
    place.assert_as_it_was()
    place.assert_nothing_beside()
