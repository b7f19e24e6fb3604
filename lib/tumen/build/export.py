"""What the processes that make pages do: pictures, one page, the files of the whole site, the check of the data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tumen import paths
from tumen.build import publish
from tumen.build.assets import shared_files
from tumen.build.entries import Entry, all_entries
from tumen.build.inputs import library_files, modules_behind
from tumen.build.page import draft, render
from tumen.build.plan import Job
from tumen.build.record import Record, Title
from tumen.build.run import with_text_of
from tumen.build.shared import files_of_the_series, filled, site_context
from tumen.charts import MIME_CHART, with_picture
from tumen.data import check_package, list_tables
from tumen.errors import Fault
from tumen.schema import Package

_TABLES = ("actors", "documents", "places", "project_status", "context/project_status", "projects", "sections", "terms")
"""Tables that every page reads beside those its notebook reads: for the glossary, and to name its section."""


def check_data() -> list[Fault]:
    """Return every fault of the data package."""
    return check_package()


def export_page(
    job: Job,
    notebook: NotebookNode | None,
    default: NotebookNode | None,
    last: Path,
    series: Sequence[Title],
    folder: Path,
) -> tuple[Record, tuple[str, ...]]:
    """Write the files of a page into a folder; return its record and their names.

    Parameters
    ----------
    notebook
        Executed; charts may still lack their picture.
    default
        The same, run with its own parameters, where ``job`` has others; see `tumen.build.page.draft`.
    last
        The executed notebook of the old site, which takes the place of either that has not run anew.
    """
    notebook = notebook or with_text_of(nbformat.read(last, as_version=4), job)
    if job.default and default is None:
        default = nbformat.read(last, as_version=4)
    page = draft(job, with_pictures(notebook), default, _entries())
    html = render(page, series, site_context(series))
    return _written(page.record, {f"{job.name}.html": html, **page.files}, folder)


def export_failure(job: Job, failure: str, series: Sequence[Title], folder: Path) -> tuple[Record, tuple[str, ...]]:
    """Write a page that says why there is none; return its record and the names of its files."""
    about = job.metadata["tumen"]
    document = about.get("document", "both")
    record = Record(job.name, job.metadata["title"], about["summary"], document, (), (), (), (), failure=failure)
    html = filled("failed.html.j2", site_context(series), {"record": record})
    return _written(record, {f"{job.name}.html": html}, folder)


def _written(record: Record, files: dict[str, str | bytes], folder: Path) -> tuple[Record, tuple[str, ...]]:
    files[publish.record_file(record.name)] = record.dump()
    publish.write(folder, files)
    return record, tuple(sorted(files))


def export_assets(folder: Path) -> tuple[str, ...]:
    """Write style, scripts, fonts and the chart library into a folder; return their names."""
    files = shared_files()
    publish.write(folder, files)
    return tuple(sorted(files))


def export_shared(series: Sequence[Record], folder: Path) -> tuple[str, ...]:
    """Write what is made of all pages and of the data into a folder; return the names of the files."""
    files = files_of_the_series(series)
    publish.write(folder, files)
    return tuple(sorted(files))


def with_pictures(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook all of whose charts have their picture."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if MIME_CHART in output.get("data", {}) and "image/svg+xml" not in output.data:
                output.data = NotebookNode(with_picture(output.data))
    return notebook


def page_files() -> list[Path]:
    """Return the files that every page depends on beside its run: modules, templates, style, and some data."""
    own = library_files(paths.LIBRARY / "build")
    tables = [paths.DATA / Package(paths.DATA).table(name).path for name in _TABLES if name in list_tables()]
    data = [paths.DATA / "datapackage.json", paths.DATA / "references.json", *tables]
    modules = modules_behind(path for path in own if path.suffix == ".py")
    return [*own, *modules, *data, paths.CITATION]


@cache
def _entries() -> tuple[Entry, ...]:
    return tuple(all_entries())
