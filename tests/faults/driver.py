"""The command `tumen` on the notebooks of another folder, with a fault that is named by the environment.

The processes that a build forks import this module too: a fault in `publish.write` reaches them.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tumen import paths

paths.NOTEBOOKS = Path(os.environ["NOTEBOOKS"])
FAULT = os.environ.get("FAULT", "")


def kill_the_build() -> None:
    build = multiprocessing.parent_process()
    os.kill(build.pid if build else os.getpid(), signal.SIGKILL)


def kill_at_rename(number: int, *, after: bool) -> None:
    """End the build before or after its rename of that number, counted from 1."""
    rename, done = Path.rename, []

    def fatal(self: Path, target: Path) -> Path:
        done.append(target)
        if len(done) == number and not after:
            kill_the_build()
        renamed = rename(self, target)
        if len(done) == number and after:
            kill_the_build()
        return renamed

    Path.rename = fatal


def no_room(path: Path) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def at_file(name: str, befall: Callable[[Path], None]) -> None:
    """Have something befall the build when half of a file of that name is written into the new site."""
    write = Path.write_bytes

    def fatal(self: Path, content: bytes) -> int:
        if self.name == name and "-new-" in str(self):
            write(self, content[: len(content) // 2])
            befall(self)
        return write(self, content)

    Path.write_bytes = fatal


if FAULT.startswith("file "):
    at_file(FAULT.removeprefix("file "), lambda path: kill_the_build())
elif FAULT.startswith("full "):
    at_file(FAULT.removeprefix("full "), no_room)
elif FAULT:
    moment, number = FAULT.split(" rename ")
    kill_at_rename(int(number), after=moment == "after")

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have these ignored
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    from tumen.cli import app

    sys.argv[0] = "tumen"
    app()
