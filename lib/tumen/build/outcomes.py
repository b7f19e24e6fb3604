"""What came of a notebook, and how a failing one is reported.

The build itself reads outcomes, so nothing is imported here that takes long.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tumen.build.plan import Job


@dataclass(frozen=True)
class Outcome:
    """What came of a job: the executed notebook and the data files it read, or where and how it failed."""

    notebook: bytes | None = field(default=None, repr=False)
    """As JSON, compressed, because a build holds those of the whole series."""
    files: frozenset[Path] = frozenset()
    failure: str | None = None


def describe(job: Job, number: int | None, error: str) -> str:
    """Name notebook, cell, error and the command that repeats the failure.

    ``number`` counts the cells of the executed notebook from 0; with other parameters than its own a notebook has
    one cell more, after that of its parameters.
    """
    return (
        f"{job.name}{_place(job, number)}: {error}\n"
        f"  repeat it with: {job.command}\n  or open notebooks/{job.name}.ipynb by `make lab`"
    )


def _place(job: Job, number: int | None) -> str:
    cells = list(job.notebook["cells"])
    if job.values:
        own = next((n for n, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", [])), -1)
        cells.insert(own + 1, {"id": "injected-parameters", "source": "the parameters asked for"})
    if number is None or not 0 <= number < len(cells):
        return ""
    lines = cells[number]["source"].strip().splitlines()
    return f", cell {number + 1} ({cells[number]['id']}: {lines[0] if lines else ''})"
