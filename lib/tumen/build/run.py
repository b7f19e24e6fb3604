"""Running one notebook by papermill, and checking that it ran as a page may rely on."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from tumen.build.outcomes import Outcome, describe
from tumen.build.plan import Job
from tumen.charts import PICTURES_LATER
from tumen.reads import RECORD, noted

KERNEL_TRIES = 3
"""A kernel may lose the race for its ports; a second start is usually sound."""


def run(job: Job, engine: str, output_limit: int, on_cell: Callable[[int], None]) -> Outcome:
    """Execute the notebook of a job in an empty folder and return it cleaned of times and random names.

    Parameters
    ----------
    engine
        ``warm`` or ``kernel``; see `tumen.build.engine`. The warm one leaves the process to the notebook.
    output_limit
        Bytes that the outputs of the notebook may have together.
    on_cell
        Called with the number of each cell before it runs.
    """
    import papermill

    with tempfile.TemporaryDirectory(prefix="tumen-") as folder:
        record = Path(folder) / "reads"
        surroundings = {RECORD: str(record), PICTURES_LATER: "1", "IPYTHONDIR": str(Path(folder) / "ipython")}
        with _environment(surroundings):
            try:
                notebook = _executed(job, engine, Path(folder), on_cell)
            except papermill.PapermillExecutionError as error:
                return Outcome(failure=describe(job, error.cell_index, f"{error.ename}: {error.evalue}"))
        files = frozenset(noted(record))
    problem = _problem_of(notebook, output_limit)
    if problem:
        return Outcome(failure=describe(job, *problem))
    return Outcome(zlib.compress(json.dumps(clean(notebook)).encode(), level=1), files)


def _executed(job: Job, engine: str, folder: Path, on_cell: Callable[[int], None]) -> NotebookNode:
    """Return the executed notebook; try again only where no cell has run yet."""
    import papermill
    from nbclient.exceptions import DeadKernelError

    from tumen.build.engine import register

    register()
    work = folder / "work"
    work.mkdir()
    started: list[int] = []

    def note_cell(number: int) -> None:
        started.append(number)
        on_cell(number)

    for attempt in range(1, KERNEL_TRIES + 1):
        try:
            return papermill.execute_notebook(
                str(job.source),
                None,
                parameters=job.values,
                engine_name=f"tumen-{engine}",
                kernel_name="python3",
                progress_bar=False,
                log_output=False,
                cwd=str(work),
                start_timeout=120,
                extra_arguments=["--log-level=ERROR"],  # or every kernel warns that TCP is not encrypted
                on_cell=note_cell,
            )
        except (DeadKernelError, RuntimeError):
            if started or attempt == KERNEL_TRIES:
                raise
    raise AssertionError("the last try returns or raises")


@contextmanager
def _environment(values: Mapping[str, str]):
    before = {name: os.environ.get(name) for name in values}
    streams = sys.stdout, sys.stderr
    os.environ.update(values)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


def _problem_of(notebook: NotebookNode, output_limit: int) -> tuple[int | None, str] | None:
    """Return why an executed notebook must not become a page, if so, with the number of the cell."""
    code = [(n, cell) for n, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    for number, cell in code:
        for output in cell.outputs:
            if output.output_type == "error":
                return number, f"{output.ename}: {output.evalue}"
    size = 0
    for number, cell in code:
        size += sum(len(str(output)) for output in cell.outputs)
        if size > output_limit:
            return number, f"its outputs are over {output_limit / 1e6:.0f} MB, more than a page can show"
    counts = [cell.execution_count for _, cell in code]
    if counts != list(range(1, len(code) + 1)):
        return None, f"cells did not run once each from top to bottom; execution counts {counts}"
    return None


def clean(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without anything that differs from run to run."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", ["none"]):
            del cell.metadata["tags"]  # papermill gives every cell a list of tags
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook


def with_text_of(notebook: NotebookNode, job: Job) -> NotebookNode:
    """Return an executed notebook of the same code with the text and metadata that its source has today."""
    executed = [cell for cell in notebook.cells if cell.cell_type == "code"]
    injected = [cell for cell in executed if cell.get("id") == "injected-parameters"]
    outputs = iter([cell for cell in executed if cell not in injected])
    cells = []
    for cell in job.notebook["cells"]:
        today = NotebookNode(cell) if cell["cell_type"] != "code" else {**next(outputs), **_identity(cell)}
        cells.append(NotebookNode(today))
        if "parameters" in cell["metadata"].get("tags", []):
            cells += injected
    metadata = {**job.metadata, "language_info": notebook.metadata["language_info"]}
    return NotebookNode({**notebook, "cells": cells, "metadata": NotebookNode(metadata)})


def _identity(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may change of a code cell without its having to run again."""
    return {"id": cell["id"], "metadata": cell["metadata"]}
