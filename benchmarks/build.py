"""How long a build takes: `tumen build` against other ways from the same notebooks to pages, or to their runs.

Everything runs on a copy of the checkout under a temporary folder, all contenders in turn in each repetition, so that
whatever slows the machine down hits all. ``benchmarks/README.md`` tells what each row means.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from commands import Failed
from contenders import (
    CHANGED,
    COLD,
    UNCHANGED,
    Checkout,
    Contender,
    JupyterBook,
    JupyterCache,
    Nbconvert,
    Papermill,
    Tumen,
    change,
    copy_notebooks,
)
from environments import PYTHON, install_peer, version
from memory import peak_memory
from tumen import paths
from tumen.build.plan import all_notebooks, find_notebook

CELLS = "cells alone, divided by the processors"
SIZES = (16, 64, 256)
"""How many notebooks `--growth` builds."""

RUN_CELLS = """
import contextlib, json, os, sys, time
import tumen.build.warm
from IPython.core.interactiveshell import InteractiveShell
codes = []
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    codes.append(["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"])
shell = InteractiveShell.instance()
shell.history_manager.enabled = False
begun = time.perf_counter()
with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
    for code in codes:
        shell.reset(new_session=False)
        for cell in code:
            shell.run_cell(cell, silent=False).raise_error()
print(time.perf_counter() - begun)
"""


Times = dict[str, dict[str, list[float]]]
"""Seconds of each repetition, by step and by title of the contender."""


@dataclass
class Results:
    """What was measured, and what is to be said about it."""

    times: Times = field(default_factory=dict)
    failures: dict[str, dict[str, str]] = field(default_factory=dict)
    """Why something was not measured, by step and by title of the contender."""
    notes: list[str] = field(default_factory=list)
    overhead: list[float] = field(default_factory=list)

    def add(self, step: str, title: str, seconds: float) -> None:
        """Keep the time of one repetition."""
        self.times.setdefault(step, {}).setdefault(title, []).append(seconds)
        print(f"{step}, {title}: {seconds:.2f} s", file=sys.stderr)

    def fail(self, step: str, title: str, why: str) -> None:
        """Keep why there is no time."""
        self.failures.setdefault(step, {})[title] = why
        print(f"{step}, {title}: {why}", file=sys.stderr)


def timed(function: Callable[[], object]) -> float:
    """Return how many seconds a call takes."""
    begun = time.perf_counter()
    function()
    return time.perf_counter() - begun


def contenders(checkout: Checkout, folder: Path, options: argparse.Namespace, results: Results) -> list[Contender]:
    """Return our build first, then its peers as far as they can be had."""
    every = (COLD, UNCHANGED, CHANGED)
    found: list[Contender] = [Tumen(checkout, "Tumen", folder / "tumen", steps=every)]
    if Papermill.package in options.peers:
        found.append(Papermill(checkout, "papermill, then nbconvert", folder / "papermill"))
    if Nbconvert.package in options.peers:
        found.append(Nbconvert(checkout, "nbconvert --execute", folder / "nbconvert"))
    installed = [
        (JupyterCache, "jupyter-cache, runs only", "jupyter-cache"),
        (JupyterBook, "Jupyter Book 1", "jupyter-book>=1,<2"),
    ]
    for kind, title, requirement in installed:
        if kind.package not in options.peers:
            continue
        try:
            python = install_peer(options.environment.resolve(), kind.package, requirement, results.notes)
            found.append(kind(checkout, title, folder / kind.package, python, every))
        except (Failed, OSError) as why:
            results.fail(COLD, title, f"not installed: {why}")
    return found


def measure(entrants: list[Contender], runs: int, results: Results) -> None:
    """Let each contender take each of its steps once in every repetition; another one begins each time."""
    for run in range(runs):
        turn = run % len(entrants)
        for step in (COLD, UNCHANGED, CHANGED):
            for entrant in entrants[turn:] + entrants[:turn]:
                if step in entrant.steps and not entrant.has_failed:
                    take(entrant, step, results)
        try:
            results.add(CELLS, "Python", cells_alone(entrants[0].checkout))
        except (Failed, OSError) as why:
            results.fail(CELLS, "Python", f"failed: {why}")


def take(entrant: Contender, step: str, results: Results) -> None:
    """Measure one step of one contender; one that fails does not take part any more."""
    if step == COLD:
        entrant.start_afresh()
    if step == CHANGED:
        change(entrant.files()[len(entrant.files()) // 2])
    try:
        results.add(step, entrant.title, timed(entrant.build))
    except (Failed, OSError) as why:
        entrant.has_failed = True
        results.fail(step, entrant.title, f"failed: {why}")


def cells_alone(checkout: Checkout) -> float:
    """Return the seconds of all code cells in one process that has imported everything, over the processors."""
    files = [paths.NOTEBOOKS / f"{name}.ipynb" for name in checkout.names]
    with tempfile.TemporaryDirectory() as folder:
        printed = checkout.call(PYTHON, "-c", RUN_CELLS, *files, folder=Path(folder))
    return float(printed) / (os.cpu_count() or 1)


def measure_make(checkout: Checkout, runs: int, results: Results) -> None:
    """Measure what `make report` adds to `tumen build` when there is nothing to do."""
    copy_notebooks(checkout.names, checkout.folder / "notebooks")
    # The environment is taken as it is, whatever the times of the files in the copy.
    make = ["make", "--silent", "-o", ".venv/.installed", "report"]
    alone = [".venv/bin/tumen", "build"]
    try:
        checkout.call(*make)
        for _ in range(runs):
            results.overhead.append(timed(lambda: checkout.call(*make)) - timed(lambda: checkout.call(*alone)))
    except (Failed, OSError) as why:
        results.notes.append(f"`make report` failed: {why}")


# --- growth ----------------------------------------------------------------------------------------------


def multiply(names: Sequence[str], size: int, folder: Path) -> None:
    """Fill a folder with copies of the notebooks under further names until there are as many as asked for."""
    copy_notebooks(names[:size], folder)
    for number in range(len(names), size):
        again, which = divmod(number, len(names))
        shutil.copyfile(folder / f"{names[which]}.ipynb", folder / f"{names[which]}-{letters(again)}.ipynb")


def letters(number: int) -> str:
    """Return a suffix: b for 1, z for 25, ba for 26."""
    before, last = divmod(number, 26)
    return (letters(before) if before else "") + chr(ord("a") + last)


def growth(checkout: Checkout, folder: Path) -> str:
    """Return cold builds of more and more notebooks as a Markdown table."""
    lines = ["| notebooks | seconds | seconds a notebook |", "|---:|---:|---:|"]
    for size in SIZES:
        multiply(checkout.names, size, checkout.folder / "notebooks")
        try:
            seconds = timed(partial(checkout.call, *checkout.build(folder / f"site-{size}")))
            lines.append(f"| {size} | {seconds:.1f} | {seconds / size:.2f} |")
        except Failed as why:
            lines.append(f"| {size} | failed: {why} | |")
        print(lines[-1], file=sys.stderr)
    copy_notebooks(checkout.names, checkout.folder / "notebooks")
    return "\n".join(lines)


# --- what is printed -------------------------------------------------------------------------------------


def heading(entrants: list[Contender], names: Sequence[str], runs: int) -> str:
    """Return what the numbers depend on."""
    packages = {each.package: each.python for each in entrants if each.package}
    versions = "".join(f", {version(python, package)}" for package, python in packages.items())
    machine = f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}"
    python = f"Python {platform.python_version()}"
    counts = f"{counted(len(names), 'notebook')}, medians of {counted(runs, 'run')} each"
    return f"{date.today():%d %B %Y}, {machine}, {python}{versions}; {counts}."


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def table(times: Times, failures: dict[str, dict[str, str]]) -> str:
    """Return the medians as a Markdown table, with the median of the ratios to our time of the same repetition."""
    lines = ["| | | seconds | times ours |", "|---|---|---:|---:|"]
    for step in (COLD, UNCHANGED, CHANGED, CELLS):
        ours = times.get(COLD if step == CELLS else step, {}).get("Tumen", [])
        missing = failures.get(step, {})
        for title, seconds in times.get(step, {}).items():
            if title not in missing:
                lines.append(f"| {step} | {title} | {statistics.median(seconds):.2f} | {ratio(seconds, ours)} |")
        lines += [f"| {step} | {title} | {why} | |" for title, why in missing.items()]
    return "\n".join(lines)


def ratio(theirs: Sequence[float], ours: Sequence[float]) -> str:
    """Return the median of the ratios, repetition by repetition."""
    ratios = [their / our for their, our in zip(theirs, ours, strict=False)]
    return f"{statistics.median(ratios):.2f}" if ratios else ""


def others(results: Results, memory: float | None) -> str:
    """Return what is measured of our build alone, as a Markdown table."""
    overhead = f"{statistics.median(results.overhead):.2f} s" if results.overhead else "not measured"
    peak = f"{memory:,.0f} MB" if memory else "not measured"
    rows = [
        "| Tumen alone | |",
        "|---|---:|",
        f"| what `make report` adds, nothing changed | {overhead} |",
        f"| most memory held at once, cold build | {peak} |",
    ]
    return "\n".join(rows)


def run(options: argparse.Namespace, folder: Path) -> None:
    """Measure, and print the tables."""
    chosen = [find_notebook(name) for name in options.notebooks] or all_notebooks()
    results = Results()
    checkout = Checkout(folder / "checkout", [path.stem for path in chosen])
    entrants = contenders(checkout, folder, options, results)
    measure(entrants, options.runs, results)
    measure_make(checkout, options.runs, results)
    memory = peak_memory(entrants[0])
    grown = growth(checkout, folder) if options.growth else ""
    print(heading(entrants, checkout.names, options.runs))
    notes = "\n".join(f"- {note}" for note in results.notes)
    for part in (table(results.times, results.failures), others(results, memory), grown, notes):
        if part:
            print(f"\n{part}")


def main() -> None:
    """Read the options, and clean up whatever happens."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", help="names or numbers of notebooks; all if none is given")
    parser.add_argument("--runs", type=int, default=3, help="repetitions, in each of which every contender runs once")
    peers = [kind.package for kind in (Papermill, Nbconvert, JupyterCache, JupyterBook)]
    parser.add_argument("--peers", nargs="*", choices=peers, default=peers, help="which take part; none if none follow")
    parser.add_argument("--growth", action="store_true", help="build copies too: 16, 64, 256 notebooks")
    parser.add_argument(
        "--environment",
        type=Path,
        default=paths.ROOT / ".venv-bench",
        help="virtual environment of the peers, made on first use",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tumen-bench-") as folder:
        run(options, Path(folder).resolve())


if __name__ == "__main__":
    main()
