"""Virtual environments for what our build is compared with, made on first use."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from commands import Failed, call
from tumen import paths

PYTHON = Path(sys.executable)


def install(python: Path, *what: str | Path) -> None:
    """Install by pip into the environment of an interpreter."""
    call([python, "-m", "pip", "install", "--quiet", *what], paths.ROOT)


def make_environment(folder: Path) -> Path:
    """Make a virtual environment unless it is there, kept out of git, and return its interpreter."""
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"making {folder.name}", file=sys.stderr)
        call([PYTHON, "-m", "venv", folder], paths.ROOT)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return python


def once(python: Path, step: str, function: Callable[[], None]) -> None:
    """Do a step of an installation unless it was done in an earlier run, with the lock of today."""
    mark = python.parents[1] / f".{step}"
    if not mark.exists() or mark.stat().st_mtime < paths.LOCK.stat().st_mtime:
        function()
        mark.touch()


def install_project(python: Path) -> None:
    """Install what the lock pins, and the project."""
    install(python, "--require-hashes", "-r", paths.LOCK)
    install(python, "--no-deps", "--no-build-isolation", "-e", ".")


def install_peer(folder: Path, peer: str, requirement: str, notes: list[str]) -> Path:
    """Return an interpreter that has a peer beside our dependencies: the pinned ones, or else any that go with it."""
    pinned = make_environment(folder)
    once(pinned, "installed", lambda: install_project(pinned))
    try:
        once(pinned, f"with-{peer}", lambda: install(pinned, "-c", "constraints.txt", requirement))
        return pinned
    except Failed as why:
        if "ResolutionImpossible" not in str(why):
            raise
    loose = make_environment(folder.with_name(f"{folder.name}-{peer}"))
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    once(loose, f"with-{peer}", lambda: install(loose, *project["dependencies"], requirement))
    notes.append(f"{peer} does not go with the versions that we pin; it has an environment of its own, without pins.")
    return loose


def version(python: Path, package: str) -> str:
    """Return the version of a package in the environment of an interpreter."""
    question = f"from importlib.metadata import version; print(version({package!r}))"
    return f"{package} {call([python, '-c', question], paths.ROOT).strip()}"
