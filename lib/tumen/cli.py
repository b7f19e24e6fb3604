"""The command `tumen`: build the site, print it, check the data, anchor new rows."""

from __future__ import annotations

import csv
import dataclasses
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tumen import paths
from tumen.errors import DataError, Fault, TumenError


class Engine(StrEnum):
    """How cells run; see `tumen.build.engine`."""

    warm = "warm"
    kernel = "kernel"


app = typer.Typer(
    help="Evidence-linked notebooks on the economic relations between Russia and the DPRK.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
_out, _err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)


@app.command()
def build(
    notebooks: Annotated[
        list[str] | None,
        typer.Argument(
            help="Which notebooks: name, number or file, e.g. 03. All if none is given.", show_default=False
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="Run with this value; may be repeated."),
    ] = None,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=0, help="Notebooks run at once; 0: one a processor.")] = 0,
    out: Annotated[
        Path, typer.Option("--out", file_okay=False, help="Folder of the site.", show_default="site")
    ] = paths.SITE,
    force: Annotated[bool, typer.Option("--force", help="Run and build also what has not changed.")] = False,
    keep_going: Annotated[
        bool,
        typer.Option("--keep-going", help="Publish the pages that succeed; one that failed says so in its place."),
    ] = False,
    engine: Annotated[
        Engine | None,
        typer.Option(
            "--engine",
            help="Where cells run: in a warm process of the build, or in a Jupyter kernel. Both give the same pages.",
            show_default="warm on Linux, kernel elsewhere",
        ),
    ] = None,
    cell_seconds: Annotated[
        float, typer.Option("--cell-seconds", min=0, help="How long a cell may run; 0: as long as it likes.")
    ] = 300,
    notebook_seconds: Annotated[
        float, typer.Option("--notebook-seconds", min=0, help="How long a notebook may run; 0: as long as it likes.")
    ] = 900,
    memory: Annotated[
        int, typer.Option("--memory", min=0, help="Megabytes that a notebook may use; 0: all there are.")
    ] = 0,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing unless something fails.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Report each step as a line of JSON.")] = False,
) -> None:
    """Check the data, run the notebooks and write the site.

    Only what changed since the last build is run or made anew. Nothing is published unless every notebook runs
    through, or --keep-going is given; the site is then as it was before.

    Examples: `tumen build` · `tumen build 03` · `tumen build 03 -p first_year=1990 --out mine`
    """
    from tumen.build import site
    from tumen.build.plan import make_plan
    from tumen.build.progress import shown, summary
    from tumen.build.workers import Limits, default_engine

    begun = time.monotonic()
    limits = Limits(cell_seconds, notebook_seconds, memory * 1_000_000)
    options = site.Options(force, keep_going, engine.value if engine else default_engine(), jobs, limits)
    with _errors_reported():
        plan = make_plan(notebooks or [], parameter or [])
        with shown(_out, quiet=quiet, as_json=as_json) as report:
            result = site.build(plan, out, options, report)
    summary(_out, result, time.monotonic() - begun, quiet=quiet, as_json=as_json)
    for failure in result.failed.values():
        _err.print(f"error: {failure}", markup=False)
    if result.failed:
        raise typer.Exit(1)


@app.command()
def pdf(
    site: Annotated[
        Path, typer.Option("--site", file_okay=False, help="Folder of a built site.", show_default="site")
    ] = paths.SITE,
    out: Annotated[
        Path, typer.Option("--out", dir_okay=False, help="The PDF to write.", show_default="tumen.pdf")
    ] = paths.ROOT / "tumen.pdf",
) -> None:
    """Print the whole series as one book: contents, chapters, numbered notes, references, glossary.

    It takes the pages as they stand in the site, and needs Chromium or Chrome.
    """
    from tumen.build.printing import print_book

    with _errors_reported():
        pages = print_book(site, out, report=_progress)
    _out.print(f"{pages} pages printed. Open {out}")


@app.command()
def check(
    sources: Annotated[
        Path | None,
        typer.Option("--sources", exists=True, file_okay=False, help="Folder with the texts of the two documents."),
    ] = None,
    data: Annotated[
        Path,
        typer.Option("--data", exists=True, file_okay=False, help="Folder of the data package.", show_default="data"),
    ] = paths.DATA,
) -> None:
    """Check the data: every table against its rules and, with the texts, every row against its words.

    With `--sources` each anchor is compared with the text, each stated value with the anchored words, and every
    number of the texts must be accounted for. All faults are listed; the exit status is 1 if there is one.
    """
    from tumen.data import check_package, list_tables

    faults = check_package(data)
    if sources is None:
        _report_faults(faults)
        _out.print(f"{len(list_tables(data))} tables follow their rules.")
        _out.print("The anchors were not verified again: that needs the texts of the documents (--sources DIR).")
        return
    result = _verification(sources, data) if not faults else None
    if result is None:
        _err.print("The texts were not compared: mend the tables first.", markup=False)
    _report_faults([*faults, *result.faults] if result else faults)
    numbers = " and ".join(f"{count} of {document}" for document, count in result.numbers.items())
    _out.print(f"{len(list_tables(data))} tables follow their rules.")
    _out.print(f"{result.anchors} anchors stand where they stood; every number is accounted for: {numbers}.")


def _verification(sources: Path, data: Path):
    """Compare the data with the texts; tables that break their rules cannot be compared."""
    from tumen.evidence import verify

    return verify(sources, data)


@app.command()
def anchor(
    document: Annotated[str, typer.Argument(help="zakharova or toloraya.")],
    line: Annotated[int, typer.Argument(help="Line of the text file, from 1.")],
    words: Annotated[str, typer.Argument(help="The exact words, on that line, once.")],
    sources: Annotated[Path, typer.Option("--sources", exists=True, file_okay=False, help="Folder with the texts.")],
) -> None:
    """Print the row of anchors.csv for some words of a document, for a new row of data to point at."""
    from tumen.evidence import locate

    try:
        found = locate(document, line, words, sources)
    except ValueError as error:
        _err.print(f"error: {error}", markup=False)
        raise typer.Exit(1) from error
    csv.writer(sys.stdout, lineterminator="\n").writerow(dataclasses.astuple(found))


def _progress(line: str) -> None:
    """Show progress to a person; be silent in a log."""
    if _out.is_terminal:
        _out.print(f"  {line}", style="dim")


def _report_faults(faults: list[Fault]) -> None:
    if not faults:
        return
    for fault in sorted(set(faults), key=lambda f: (f.file, f.line or 0, f.column or "", f.rule)):
        _err.print(str(fault), markup=False)
    _err.print(f"{len(set(faults))} faults.", markup=False)
    raise typer.Exit(1)


class _errors_reported:
    """Turn our own errors into a message and exit status 1; others are bugs and keep their traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, traceback) -> None:
        if isinstance(error, DataError):
            _report_faults(error.faults)
        if isinstance(error, TumenError):
            _err.print(f"error: {error}", markup=False)
            raise typer.Exit(1) from None
