"""How long a build takes: `tumen build` against other ways from the same notebooks to pages, or to their runs.

Everything runs on a copy of the checkout under a temporary folder, all contenders in turn in each repetition, so that
whatever slows the machine down hits all. ``benchmarks/README.md`` tells what each row means.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from tumen import paths
from tumen.build.plan import all_notebooks, find_notebook

PYTHON = Path(sys.executable)
COLD, UNCHANGED, CHANGED = "cold build", "nothing changed", "one notebook changed"
CELLS = "cells alone, divided by the processors"
SIZES = (16, 64, 256)
"""How many notebooks `--growth` builds."""
CELL_SECONDS = 900
"""How long Jupyter Book and nbconvert let a cell run; their own limit is for faster machines."""

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


class Failed(Exception):
    """A command did not succeed; the message is the last error that it named."""


def call(command: Sequence[str | Path], folder: Path, **surroundings: str | Path) -> str:
    """Run a command in a folder, with further environment variables, and return what it printed."""
    environment = os.environ | {name: str(value) for name, value in surroundings.items()}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        input="y\n",  # jupyter-cache asks whether it may begin
    )
    if done.returncode:
        raise Failed(last_error(done.stdout + done.stderr) or f"exit status {done.returncode}")
    return done.stdout


def last_error(text: str) -> str:
    """Return the last line that speaks of an error with what follows it, in one short line fit for a table."""
    lines = [line.strip() for line in text.splitlines() if any(map(str.isalpha, line.replace("[0m", "")))]
    errors = [number for number, line in enumerate(lines) if "error" in line.lower()]
    words = " ".join(lines[errors[-1] if errors else -1 :])
    return words.replace("|", "/")[:200]


# --- what is installed -----------------------------------------------------------------------------------


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


# --- what is measured ------------------------------------------------------------------------------------


@dataclass
class Checkout:
    """A copy of the checkout, and which of its notebooks are built."""

    folder: Path
    names: list[str]

    def __post_init__(self) -> None:
        listed = call(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], paths.ROOT)
        for file in filter(None, listed.split("\0")):
            source, copy = paths.ROOT / file, self.folder / file
            if source.is_file() and not file.startswith("notebooks/"):
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, copy)
        (self.folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
        copy_notebooks(self.names, self.folder / "notebooks")
        call([PYTHON, "-m", "compileall", "-q", self.folder / "lib"], self.folder)
        home = Path(self.call(PYTHON, "-c", "import tumen; print(tumen.__file__)").strip())
        if not home.is_relative_to(self.folder):
            sys.exit(f"the package would be read from {home}, not from the copy of the checkout")

    def call(self, *command: str | Path, folder: Path | None = None) -> str:
        """Run a command that imports the package from the copy, by default in the copy."""
        return call(command, folder or self.folder, **self.surroundings)

    @property
    def surroundings(self) -> dict[str, Path]:
        """Return the variables that keep a command to the copy, and the settings of the user out."""
        return {"PYTHONPATH": self.folder / "lib", "IPYTHONDIR": self.folder.parent / "ipython"}

    def build(self, site: Path) -> list[str | Path]:
        """Return the command that builds the notebooks of the copy."""
        return [PYTHON, "-m", "tumen", "build", "--quiet", "--out", site]


def copy_notebooks(names: Sequence[str], folder: Path) -> None:
    """Have the notebooks of the series, as they are in the checkout, and no others in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in names:
        shutil.copyfile(paths.NOTEBOOKS / f"{name}.ipynb", folder / f"{name}.ipynb")


def change(notebook: Path) -> None:
    """Add a comment to the last code cell of a copy of a notebook."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    cell = [cell for cell in content["cells"] if cell["cell_type"] == "code"][-1]
    cell["source"] = "".join(cell["source"]) + "\n# a comment that was not here before"
    notebook.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@dataclass
class Contender:
    """A way to make pages; it works in a folder of its own, with copies of the notebooks."""

    checkout: Checkout
    title: str
    folder: Path
    python: Path = PYTHON
    steps: tuple[str, ...] = (COLD,)
    has_failed: bool = False
    package = ""

    def __post_init__(self) -> None:
        self.notebooks = self.folder / "notebooks"

    def start_afresh(self) -> None:
        """Forget all that earlier builds left behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        copy_notebooks(self.checkout.names, self.notebooks)

    def files(self) -> list[Path]:
        """Return the copies of the notebooks."""
        return [self.notebooks / f"{name}.ipynb" for name in self.checkout.names]

    def call(self, *command: str | Path) -> str:
        """Run a command in the folder."""
        return self.checkout.call(*command, folder=self.folder)

    def build(self) -> None:
        """Make the pages, with whatever the contender remembers of earlier builds."""
        raise NotImplementedError


class Tumen(Contender):
    """Our build; its notebooks are those of the copy of the checkout."""

    def __post_init__(self) -> None:
        self.notebooks = self.checkout.folder / "notebooks"

    def build(self) -> None:
        """Build the site."""
        self.checkout.call(*self.checkout.build(self.folder / "site"))


class Papermill(Contender):
    """Papermill and then nbconvert, for one notebook after another."""

    package = "papermill"

    def build(self) -> None:
        """Run and convert each."""
        (self.folder / "out").mkdir()
        for file in self.files():
            out = self.folder / "out" / file.name
            self.call(self.python, "-m", "papermill", "--no-progress-bar", file, out)
            self.call(self.python, "-m", "nbconvert", "--to", "html", out)


class Nbconvert(Contender):
    """Nbconvert with its own execution, for one notebook after another."""

    package = "nbconvert"

    def build(self) -> None:
        """Run and convert each."""
        options = ["--execute", "--to", "html", f"--ExecutePreprocessor.timeout={CELL_SECONDS}"]
        for file in self.files():
            self.call(self.python, "-m", "nbconvert", *options, "--output-dir", self.folder / "out", file)


class JupyterCache(Contender):
    """jupyter-cache: runs notebooks whose code is new to it, several at once; makes no pages."""

    package = "jupyter-cache"

    def build(self) -> None:
        """Tell it of the notebooks once, then run those that are due."""
        jcache = self.python.with_name("jcache")
        for file in [] if (self.folder / ".jupyter_cache").exists() else self.files():
            self.call(jcache, "notebook", "add", file)
        options = ["--executor", "local-parallel", "--timeout", str(CELL_SECONDS)]
        said = self.call(jcache, "project", "execute", *options)
        if "excepted: []" not in said or "errored: []" not in said:
            raise Failed("not every notebook ran through")


class JupyterBook(Contender):
    """Jupyter Book 1 with its cache of runs."""

    package = "jupyter-book"

    def start_afresh(self) -> None:
        """Write the settings of the book beside the notebooks."""
        super().start_afresh()
        first, *others = self.checkout.names
        execute = {"execute_notebooks": "cache", "timeout": CELL_SECONDS}
        toc = {"format": "jb-book", "root": first}
        if others:
            toc["chapters"] = [{"file": name} for name in others]
        (self.notebooks / "_config.yml").write_text(json.dumps({"title": "Tumen", "execute": execute}))
        (self.notebooks / "_toc.yml").write_text(json.dumps(toc))

    def build(self) -> None:
        """Build the book."""
        self.call(self.python.with_name("jupyter-book"), "build", "--quiet", self.notebooks)


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


# --- memory ----------------------------------------------------------------------------------------------


def peak_memory(tumen: Contender) -> float | None:
    """Return the most memory that a cold build and all its processes held at once, in MB; Linux only."""
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    tumen.start_afresh()
    checkout = tumen.checkout
    surroundings = os.environ | {name: str(value) for name, value in checkout.surroundings.items()}
    command = [str(part) for part in checkout.build(tumen.folder / "site")]
    peak = 0
    with subprocess.Popen(command, cwd=checkout.folder, env=surroundings) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(held, family(process.pid))))
            time.sleep(0.1)
    return None if process.returncode else peak / 1e6


def family(ancestor: int) -> set[int]:
    """Return a process and all its descendants."""
    parents = dict(filter(None, map(with_parent, Path("/proc").glob("[0-9]*/stat"))))
    found, new = {ancestor}, {ancestor}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def with_parent(stat: Path) -> tuple[int, int] | None:
    """Return the number of a process and of its parent, if it is still there."""
    try:
        return int(stat.parent.name), int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return None


def held(process: int) -> int:
    """Return the bytes of a process, of what it shares its share."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


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
