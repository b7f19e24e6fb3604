"""Running one notebook by papermill, and checking that it ran as a page may rely on."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tumen.build.plan import Job

KERNEL_TRIES = 3
"""A kernel may lose the race for its ports, or be killed for memory; a second start is usually sound."""


@dataclass(frozen=True)
class Outcome:
    """What came of a job: the executed notebook, or where and how it failed."""

    name: str
    notebook: NotebookNode | None
    failure: str | None = None


def run(job: Job) -> Outcome:
    """Execute the notebook of a job in an empty folder and return it cleaned of times and random names."""
    import papermill
    from nbclient.exceptions import DeadKernelError

    with tempfile.TemporaryDirectory(prefix="tumen-") as folder:
        output = Path(folder) / f"{job.name}.ipynb"
        for attempt in range(1, KERNEL_TRIES + 1):
            try:
                papermill.execute_notebook(
                    str(job.source),
                    str(output),
                    parameters=job.values,
                    kernel_name="python3",
                    progress_bar=False,
                    log_output=False,
                    cwd=folder,
                    start_timeout=120,
                    extra_arguments=["--log-level=ERROR"],  # or every kernel warns that TCP is not encrypted
                )
                break
            except papermill.PapermillExecutionError as error:
                return Outcome(job.name, None, _describe(job, error, nbformat.read(output, as_version=4)))
            except (DeadKernelError, RuntimeError) as error:
                if attempt == KERNEL_TRIES:
                    return Outcome(job.name, None, f"{job.name}: the kernel died {attempt} times: {error}")
        notebook = nbformat.read(output, as_version=4)
    problem = _problem_of(notebook)
    return Outcome(job.name, None, f"{job.name}: {problem}") if problem else Outcome(job.name, clean(notebook))


def _describe(job: Job, error, notebook: NotebookNode) -> str:
    """Name notebook, cell, error and the command that repeats the failure."""
    failed = next((cell for cell in notebook.cells if _has_error(cell)), None)
    cell = f"cell {failed.id}" if failed else f"cell {error.cell_index}"
    first_line = failed.source.strip().splitlines()[0] if failed and failed.source.strip() else ""
    return (
        f"{job.name}, {cell} ({first_line}): {error.ename}: {error.evalue}\n"
        f"  repeat it with: {job.command}\n  or open notebooks/{job.name}.ipynb by `make lab`"
    )


def _has_error(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _problem_of(notebook: NotebookNode) -> str | None:
    """Return why an executed notebook must not become a page, if so."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    counts = [cell.execution_count for cell in code]
    if counts != list(range(1, len(code) + 1)):
        return f"cells did not run once each from top to bottom; execution counts {counts}"
    failed = [cell.id for cell in code if _has_error(cell)]
    return f"cells with error output: {', '.join(failed)}" if failed else None


def clean(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without anything that differs from run to run."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook
