"""The site: which pages are due and why, their runs, their export, and the exchange of the old site for the new one.

This module is light: what needs pandas or draws runs in other processes (`workers`), of which a build that finds
nothing to do starts none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tumen import paths
from tumen.build import publish
from tumen.build.inputs import (
    SERIES,
    Files,
    Inputs,
    changed,
    data_files,
    digest,
    library_files,
    name_of,
    package_files,
)
from tumen.build.outcomes import describe
from tumen.build.plan import Job
from tumen.build.publish import Entry, Published
from tumen.build.record import Record, Title
from tumen.build.workers import Limits, NotebookWorkers, WorkerStopped, default_engine, page_pool
from tumen.errors import BuildError, DataError, Fault

_SHARED_FILES = (paths.CITATION, paths.LOCK, paths.ROOT / "LICENSE", paths.ROOT / "LICENSE-DATA")
_ASSETS = ("lib/tumen/build/assets", "lib/tumen/theme.py", name_of(paths.LOCK))
"""What style, scripts, fonts and the chart library are made from: files whose names begin so."""
_DRAWING = (
    "lib/tumen/charts.py",
    "lib/tumen/markup.py",
    "lib/tumen/theme.py",
    "lib/tumen/build/assets/icon.svg",
    "lib/tumen/build/drawn.py",
    "lib/tumen/build/no_fonts.conf",
    "lib/tumen/build/pictures.py",
    "lib/tumen/build/share.py",
    "lib/tumen/build/workers.py",
    name_of(paths.LOCK),
)
"""What the pictures of a chart depend on beside what it shows."""
_MADE_OF_PAGES = {"assets/search-index.js", "assets/glossary.js"}


@dataclass(frozen=True)
class Options:
    """How a build goes about its work."""

    force: bool = False
    """Run and build also what has not changed."""
    keep_going: bool = False
    """Publish the pages that succeed although others fail."""
    engine: str = field(default_factory=default_engine)
    workers: int = 0
    """Notebooks run at once; 0: one a processor."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Event:
    """Something a build did, for whoever watches it."""

    kind: str
    """``due, cell, ran, built, failed, shared`` or ``published``."""
    page: str = ""
    text: str = ""
    """Why the page is due, or how it failed."""
    cell: int = 0
    cells: int = 0


Report = Callable[[Event], None]


@dataclass(frozen=True)
class Result:
    """What a build did."""

    index: Path
    built: dict[str, str]
    """Pages that were built, and why each was due."""
    unchanged: list[str]
    failed: dict[str, str] = field(default_factory=dict)
    """Pages that could not be built, and why."""


@dataclass(frozen=True)
class Due:
    """A page that is to be made anew."""

    job: Job
    reason: str
    must_run: bool


def build(
    jobs: Sequence[Job],
    out: Path = paths.SITE,
    options: Options | None = None,
    report: Report = lambda event: None,
) -> Result:
    """Build the pages of ``jobs`` into ``out``; pages of other notebooks that are there stay.

    A failing notebook does not stop the others, but nothing is published unless all succeed or ``keep_going`` is
    asked for.

    Parameters
    ----------
    report
        Called with each `Event`, from any thread.

    Raises
    ------
    DataError
        The data break their rules; the site is as it was.
    BuildError
        A notebook failed, another build holds the site, or the files cannot be written; the site is as it was.
    """
    out, options = Path(out).resolve(), options or Options()
    with _plain_errors(out), publish.alone(out):
        publish.recover(out)
        return _Build(jobs, publish.read(out), options, report).result()


@contextmanager
def _plain_errors(out: Path):
    """Say in a sentence what the system or a killed process did to a build."""
    try:
        yield
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename or out}"
        raise BuildError(f"{what}\nNothing was published; {out} is as it was.") from error
    except BrokenProcessPool as error:
        message = "a process that makes pages was ended from outside, perhaps for want of memory"
        raise BuildError(f"{message}\nNothing was published; {out} is as it was.") from error


class _Build:
    """One build of some pages into one site."""

    def __init__(self, jobs: Sequence[Job], old: Published, options: Options, report: Report):
        self.jobs, self.old, self.options, self.report = jobs, old, options, report
        self.files = Files()
        titles = {name: entry.title for name, entry in old.pages.items()}
        titles |= {job.name: job.metadata["title"] for job in jobs}
        self.series = [Title(name, titles[name]) for name in sorted(titles)]
        self.failed: dict[str, str] = {}
        self.modules: dict[str, set[Path]] = {}
        """What of the package each notebook that runs can reach."""

    def result(self) -> Result:
        due = [found for job in self.jobs if (found := self._due(job))]
        for each in due:
            self.report(Event("due", each.job.name, each.reason))
        shared_inputs = self.files.inputs([*data_files(), *library_files(), *_SHARED_FILES])
        if due or not self.old.is_whole() or shared_inputs != self.old.shared_inputs:
            self._make(due, shared_inputs)
        names = {each.job.name for each in due}
        built = {each.job.name: each.reason for each in due if each.job.name not in self.failed}
        return Result(
            self.old.folder / "index.html", built, [job.name for job in self.jobs if job.name not in names], self.failed
        )

    # --- what is due -------------------------------------------------------------------------------

    def _facts(self, job: Job) -> Inputs:
        return {
            **job.run_facts,
            **job.page_facts,
            SERIES: digest(*(f"{each.name}\t{each.title}" for each in self.series)),
        }

    def _due(self, job: Job) -> Due | None:
        """Return why a page is to be made anew, and whether its notebook must run for it; none if it is not."""
        entry, facts = self.old.pages.get(job.name), self._facts(job)
        if self.options.force:
            return Due(job, "asked for by --force", True)
        if entry is None:
            return Due(job, "there is no page yet", True)
        if not entry.run:
            return Due(job, "its notebook failed last time", True)
        if names := changed(entry.run, facts, self.files):
            return Due(job, _because(names), True)
        if names := changed(entry.page, facts, self.files):
            return Due(job, _because(names), False)
        return None

    # --- making ------------------------------------------------------------------------------------

    def _make(self, due: Sequence[Due], shared_inputs: Inputs) -> None:
        workers = self.options.workers or os.cpu_count() or 1
        running = sum(map(self._runs_something, due))
        # a page takes less than its run, and each process that draws charts a hundred megabytes
        drawing = workers if running < len(due) / 2 else workers // 2
        self.runs = NotebookWorkers(min(workers, max(running, 1)), self.options.limits)
        self.pages = page_pool(max(1, min(drawing, len(due))))
        self.aside = page_pool(1, warm=False)
        with publish.stage(self.old.folder) as self.new:
            try:
                self._fill(due, shared_inputs)
            finally:
                for each in (self.runs, self.pages, self.aside):
                    each.shutdown(cancel_futures=True)  # and waited for, or it would write on where the stage was

    def _fill(self, due: Sequence[Due], shared_inputs: Inputs) -> None:
        assets = self._start_assets(shared_inputs)
        self.modules = {each.job.name: package_files(each.job.code) for each in due if each.must_run}
        check = None if shared_inputs == self.old.shared_inputs else self._submit("check_data")
        page_files = self._submit("page_files") if due else None
        if any(map(self._runs_something, due)):
            self._submit("prepare")
        outcomes = self._run_all(due)
        names = {each.job.name for each in due}
        kept = {name: entry for name, entry in self.old.pages.items() if name not in names}
        publish.keep(self.old.folder, self.new, (file for entry in kept.values() for file in entry.files))
        exports = self._export_all(due, outcomes)
        self._refuse(check.result() if check else [])
        inputs = self.files.inputs(page_files.result()) if page_files else {}
        entries = {**kept, **{job.name: self._entry(job, outcomes, inputs, files) for job, _, files in exports}}
        records = [*map(self.old.record, kept), *(record for _, record, _ in exports)]
        records.sort(key=lambda record: record.name)
        self.report(Event("shared"))
        shared = self._make_shared(records, shared_inputs, assets)
        publish.replace(self.old.folder, self.new, entries, shared, shared_inputs)
        self.report(Event("published", text=str(self.old.folder)))

    def _submit(self, function: str, *arguments: Any) -> Future:
        """Have a function of `tumen.build.export` called by a process that makes pages."""
        return self.pages.submit(_call, "tumen.build.export", function, *arguments)

    def _refuse(self, faults: Sequence[Fault]) -> None:
        """Stop before anything is published if data or notebooks are at fault."""
        if faults:
            raise DataError(list(faults))
        if self.failed and not self.options.keep_going:
            failures = "\n".join(self.failed[name] for name in sorted(self.failed))
            raise BuildError(f"{failures}\nNothing was published; {self.old.folder} is as it was.")

    # --- what belongs to no page alone -------------------------------------------------------------

    def _start_assets(self, shared_inputs: Inputs) -> Callable[[], tuple[str, ...]]:
        """Start to make style, scripts, fonts and the chart library, or take them over if they are as they were.

        What is returned waits for them and returns their names.
        """
        kept = self._kept_assets(shared_inputs)
        if kept:
            publish.keep(self.old.folder, self.new, kept)
            return lambda: kept
        assets = self.aside.submit(_call, "tumen.build.assets", "write_assets", self.new)
        assets.add_done_callback(lambda _: self.aside.shutdown(wait=False))  # its memory is wanted elsewhere
        return assets.result

    def _make_shared(
        self, records: Sequence[Record], shared_inputs: Inputs, assets: Callable[[], tuple[str, ...]]
    ) -> tuple[str, ...]:
        """Have all files there that belong to no page alone; return their names."""
        kept = self._kept_shared(records, shared_inputs)
        if not kept:
            return (*self._submit("export_shared", records, self.new).result(), *assets())
        publish.keep(self.old.folder, self.new, set(kept) - set(assets()))
        return kept

    def _kept_shared(self, records: Sequence[Record], shared_inputs: Inputs) -> tuple[str, ...]:
        """Return all files that belong to no page alone, if each would come out as it is in the old site, else none."""
        if self.options.force or shared_inputs != self.old.shared_inputs or not self.old.is_whole():
            return ()
        with suppress(OSError, ValueError, LookupError, TypeError):  # a record may be broken
            if list(records) == [self.old.record(name) for name in sorted(self.old.pages)]:
                return self.old.shared
        return ()

    def _kept_assets(self, shared_inputs: Inputs) -> tuple[str, ...]:
        """Return the files of the old site that need not be made anew, none if some have changed or are missing."""
        today, then = (
            {name: value for name, value in inputs.items() if name.startswith(_ASSETS)}
            for inputs in (shared_inputs, self.old.shared_inputs)
        )
        names = [name for name in self.old.shared if name.startswith("assets/") and name not in _MADE_OF_PAGES]
        return tuple(names) if today == then and self.old.is_whole() and not self.options.force else ()

    # --- pages -------------------------------------------------------------------------------------

    def _run_all(self, due: Sequence[Due]) -> dict[str, _Runs]:
        """Start the runs that the pages need; those the old site still has are not repeated."""
        return {each.job.name: self._runs_of(each) for each in due}

    def _runs_something(self, due: Due) -> bool:
        default = due.job.default
        return due.must_run or bool(default and not self._has_run(default))

    def _runs_of(self, due: Due) -> _Runs:
        job = due.job
        own = self._run(job) if due.must_run else None
        default = job.default and (None if self._has_run(job.default) else self._run(job.default))
        return _Runs(job, own, default)

    def _has_run(self, job: Job) -> bool:
        entry = self.old.pages.get(job.name)
        is_there = entry is not None and entry.run and not changed(entry.run, self._facts(job), self.files)
        return bool(is_there) and not self.options.force

    def _run(self, job: Job) -> Future:
        cells = len(job.notebook["cells"]) + bool(job.values)

        def on_cell(number: int) -> None:
            self.report(Event("cell", job.name, cell=number + 1, cells=cells))

        arguments = (self.options.engine, self.options.limits.output_bytes)
        return self.runs.submit(_call, "tumen.build.run", "run", job, *arguments, on_cell=on_cell)

    def _export_all(self, due: Sequence[Due], runs: Mapping[str, _Runs]) -> list[tuple[Job, Record, tuple[str, ...]]]:
        """Make each page as soon as its runs are done."""
        waiting = [future for each in runs.values() for future in each.futures()]
        exports: dict[str, Future] = {}
        for each in runs.values():
            if not each.futures():
                exports[each.job.name] = self._export(each)
        for future in as_completed(waiting):
            each = next(found for found in runs.values() if future in found.futures())
            if all(other.done() for other in each.futures()):
                exports[each.job.name] = export = self._export(each)
                self.runs.make_room_for(export)
        made = []
        for each in due:
            record, files = exports[each.job.name].result()
            made.append((each.job, record, files))
            if each.job.name not in self.failed:
                self.report(Event("built", each.job.name, each.reason))
        return made

    def _export(self, runs: _Runs) -> Future:
        job = runs.job
        if failure := runs.failure():
            self.failed[job.name] = failure
            self.report(Event("failed", job.name, failure))
            return self._submit("export_failure", job, failure, self.series, self.new)
        self.report(Event("ran", job.name))
        notebooks = runs.own_notebook(), runs.default_notebook()
        old = self.old.folder, self._is_drawn(job.name)
        return self._submit("export_page", job, *notebooks, *old, self.series, self.new)

    def _is_drawn(self, name: str) -> bool:
        """Whether the old site holds the charts of a page as the code that draws them would draw them today."""
        entry = self.old.pages.get(name)
        then = entry and entry.run and {**entry.run, **entry.page}
        return bool(then) and not self.options.force and all(then.get(n) == self.files.digest(n) for n in _DRAWING)

    def _entry(self, job: Job, runs: Mapping[str, _Runs], page_inputs: Inputs, files: tuple[str, ...]) -> Entry:
        facts = self._facts(job)
        own = runs[job.name].own
        if job.name in self.failed:
            run: Inputs = {}
        elif own is None:
            run = self.old.pages[job.name].run
        else:
            behind = [*own.result().files, *self.modules[job.name], paths.LOCK]
            run = {**job.run_facts, **self.files.inputs(behind)}
        page = {name: value for name, value in facts.items() if name not in job.run_facts}
        return Entry(job.metadata["title"], files, run, {**page, **page_inputs})


@dataclass(frozen=True)
class _Runs:
    """The runs that a page is made of; none where the old site has the executed notebook."""

    job: Job
    own: Future | None
    default: Future | None

    def futures(self) -> list[Future]:
        return [future for future in (self.own, self.default) if future]

    def failure(self) -> str | None:
        """Return how one of the runs failed, if so."""
        for job, future in ((self.job, self.own), (self.job.default, self.default)):
            if future and (found := _failure_of(job, future)):
                return found
        return None

    def own_notebook(self) -> Any:
        return self.own and self.own.result().notebook

    def default_notebook(self) -> Any:
        return self.default and self.default.result().notebook


def _failure_of(job: Job, future: Future) -> str | None:
    error = future.exception()
    if isinstance(error, WorkerStopped):
        return describe(job, error.cell, error.why)
    if error:
        return describe(job, None, str(error))
    return future.result().failure


def _because(names: Sequence[str]) -> str:
    """Return in words that some inputs changed."""
    shown = " and ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")
    return f"{shown} changed"


def _call(module: str, function: str, *arguments: Any) -> Any:
    """Call a function by name, in a process that has its module; this one need not import it."""
    from importlib import import_module

    return getattr(import_module(module), function)(*arguments)
