"""Which files of data were read: noted in a file, for a build that later runs only what a change can have touched."""

from __future__ import annotations

import os
from pathlib import Path

RECORD = "TUMEN_READS"
"""Environment variable with the name of the file in which reads are noted; nothing is noted where it is not set."""

_noted: set[tuple[str, Path]] = set()


def note(path: Path) -> Path:
    """Note that a file is read; return its path."""
    record = os.environ.get(RECORD)
    if record and (record, path) not in _noted:
        _noted.add((record, path))
        with Path(record).open("a", encoding="utf-8") as file:
            file.write(f"{path}\n")
    return path


def noted(record: Path) -> set[Path]:
    """Return the files noted in ``record``."""
    return {Path(line) for line in record.read_text(encoding="utf-8").splitlines()} if record.exists() else set()
