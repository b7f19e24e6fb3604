"""What the processes that make pages do: pictures, one page, the files of the whole site, the check of the data."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tumen import paths, theme
from tumen.build import publish
from tumen.build.drawn import DrawnCharts
from tumen.build.entries import Entry, all_entries
from tumen.build.inputs import library_files, modules_behind
from tumen.build.page import draft, render
from tumen.build.plan import Job
from tumen.build.record import Record, Title
from tumen.build.run import with_text_of
from tumen.build.shared import files_of_the_series, filled, site_context
from tumen.charts import MIME_CHART, picture
from tumen.data import check_package, list_tables
from tumen.errors import Fault
from tumen.schema import Package

_TABLES = ("actors", "documents", "places", "project_status", "context/project_status", "projects", "sections", "terms")
"""Tables that every page reads beside those its notebook reads: for the glossary, and to name its section."""


def check_data() -> list[Fault]:
    """Return every fault of the data package."""
    return check_package()


def prepare() -> None:
    """Do what the first page would have to wait for: start what draws charts, collect the glossary."""
    picture({"mark": "point"}, theme.LIGHT)
    _entries()


def export_page(
    job: Job,
    notebook: bytes | None,
    default: bytes | None,
    old: Path,
    is_drawn: bool,
    series: Sequence[Title],
    folder: Path,
) -> tuple[Record, tuple[str, ...]]:
    """Write the files of a page into a folder; return its record and their names.

    Parameters
    ----------
    notebook
        Executed, as an `Outcome` holds it; charts may still lack their picture.
    default
        The same, run with its own parameters, where ``job`` has others; see `tumen.build.page.draft`.
    old
        The old site, whose executed notebook takes the place of either that has not run anew.
    is_drawn
        Whether its charts are drawn as they would be today.
    """
    last = old / publish.notebook_file(job.name)
    own = _parsed(zlib.decompress(notebook)) if notebook else with_text_of(_parsed(last.read_bytes()), job)
    usual = _parsed(zlib.decompress(default) if default else last.read_bytes()) if job.default else None
    drawn = DrawnCharts(job.name, old if is_drawn else None)
    page = draft(job, with_pictures(own, drawn), usual, _entries(), drawn)
    html = render(page, series, site_context(series))
    return _written(page.record, {f"{job.name}.html": html, **page.files}, folder)


def _parsed(notebook: bytes) -> NotebookNode:
    return nbformat.from_dict(json.loads(notebook))  # which we wrote ourselves: nothing needs checking


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


def export_shared(series: Sequence[Record], folder: Path) -> tuple[str, ...]:
    """Write what is made of all pages and of the data into a folder; return the names of the files."""
    files = files_of_the_series(series)
    publish.write(folder, files)
    return tuple(sorted(files))


def with_pictures(notebook: NotebookNode, drawn: DrawnCharts) -> NotebookNode:
    """Return a notebook all of whose charts have their picture."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if MIME_CHART in output.get("data", {}):
                output.data["image/svg+xml"] = drawn.picture(output.data[MIME_CHART])
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
