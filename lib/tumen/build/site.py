"""The site: which pages are due, their runs, and everything that is made of all pages together."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from nbformat import NotebookNode

from tumen import paths
from tumen.build import publish
from tumen.build.assets import shared_files
from tumen.build.bibliography import bibliography_context
from tumen.build.citing import project
from tumen.build.entries import Entry, all_entries
from tumen.build.glossary import glossary_context, glossary_script
from tumen.build.linked_data import front_data
from tumen.build.package import PACKAGE_FILE, package_zip
from tumen.build.page import TEMPLATES, Draft, Notes, draft, render
from tumen.build.plan import Job
from tumen.build.publish import Published
from tumen.build.record import Record
from tumen.build.run import Outcome, run
from tumen.build.search import search_script
from tumen.build.share import share_picture, share_properties
from tumen.data import check_package
from tumen.errors import BuildError, DataError
from tumen.markup import script_json

FRONT_SUMMARY = (
    "Evidence-linked notebooks on the economic relations between Russia and North Korea: every figure opens its source."
)

Files = dict[str, str | bytes]
Report = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """What a build did."""

    index: Path
    built: list[str]
    unchanged: list[str]


def build(
    jobs: list[Job],
    out: Path = paths.SITE,
    *,
    force: bool = False,
    executor: Executor | None = None,
    report: Report = lambda line: None,
) -> Result:
    """Build the pages of ``jobs`` into ``out``; pages of other notebooks that are there stay.

    A failing notebook does not stop the others, but nothing is published unless all succeed.

    Parameters
    ----------
    force
        Run and build also what has not changed.
    executor
        Where notebooks run; one process if none is given.
    report
        Called with a line for each step.

    Raises
    ------
    DataError
        The data break their rules; nothing has run.
    BuildError
        A notebook failed, or another build holds the site; the site is as it was.
    """
    faults = check_package()
    if faults:
        raise DataError(faults)
    out = Path(out).resolve()
    with publish.alone(out):
        publish.recover(out)
        old = publish.read(out)
        due = [job for job in jobs if force or job.name not in old.pages or old.pages[job.name].digest != job.digest]
        if due or not old.is_whole():
            executed = _execute(due, old if not force else Published(out, {}, ()), executor, report)
            _publish(old, due, executed, executor)
    due_names = [job.name for job in due]
    return Result(out / "index.html", due_names, [job.name for job in jobs if job.name not in due_names])


def worker_pool(workers: int) -> Executor:
    """Return an executor of ``workers`` processes, started afresh because V8 does not survive a fork."""
    return ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn"))


def default_workers(jobs: int) -> int:
    """Return how many notebooks to run at once: one a processor."""
    return max(1, min(jobs, os.cpu_count() or 1))


# --- running -----------------------------------------------------------------------------------------


def _execute(due: list[Job], old: Published, executor: Executor | None, report: Report) -> dict[str, NotebookNode]:
    """Return executed notebooks by the digest of their run: those the site still has, the others run now."""
    wanted = {job.run_digest: job for each in due for job in (each, each.default) if job}
    there = {entry.run_digest: name for name, entry in old.pages.items()}
    executed = {
        digest: nbformat.read(old.folder / f"notebooks/{there[digest]}.ipynb", as_version=4)
        for digest in wanted
        if digest in there
    }
    waiting = [job for digest, job in wanted.items() if digest not in there]
    failures = []
    for done, (job, outcome) in enumerate(_outcomes(waiting, executor), start=1):
        report(f"{'failed' if outcome.failure else 'ran'} {job.name} ({done} of {len(waiting)})")
        failures += [outcome.failure] if outcome.failure else []
        executed[job.run_digest] = outcome.notebook
    if failures:
        raise BuildError("\n".join([*failures, f"Nothing was published; {old.folder} is as it was."]))
    return executed


def _outcomes(jobs: list[Job], executor: Executor | None) -> Iterator[tuple[Job, Outcome]]:
    if executor is None:
        yield from ((job, run(job)) for job in jobs)
        return
    futures = {executor.submit(run, job): job for job in jobs}
    for future in as_completed(futures):
        yield futures[future], future.result()


# --- making the files --------------------------------------------------------------------------------


def _publish(
    old: Published, due: list[Job], executed: dict[str, NotebookNode], executor: Executor | None = None
) -> None:
    kept = {name: entry for name, entry in old.pages.items() if name not in {job.name for job in due}}
    entries = all_entries()
    drafts = _drafts(due, executed, entries, executor)
    records = [*map(old.record, kept), *(page.record for page in drafts)]
    series = sorted(records, key=lambda record: record.name)
    site = {"series": series, "version": project().version}
    new = {page.record.name: _finished(page, series, site) for page in drafts}
    publish.replace(old, kept, new, _shared(series, entries, site))


def _drafts(
    due: list[Job], executed: dict[str, NotebookNode], entries: Sequence[Entry], executor: Executor | None
) -> list[Draft]:
    notebooks = [executed[job.run_digest] for job in due]
    defaults = [executed[job.default.run_digest] if job.default else None for job in due]
    in_turn = executor.map if executor else map
    return list(in_turn(draft, due, notebooks, defaults, [entries] * len(due)))


def _finished(page: Draft, series: Sequence[Record], site: dict[str, Any]) -> tuple[publish.Entry, Files]:
    name = page.record.name
    files = {f"{name}.html": render(page, series, site), publish.record_file(name): page.record.dump(), **page.files}
    return publish.Entry(page.job.run_digest, page.job.digest, tuple(sorted(files))), files


def _shared(series: Sequence[Record], entries: Sequence[Entry], site: dict[str, Any]) -> Files:
    """Return the files that belong to no page alone."""
    front = {**_findings(series), "linked_data": script_json(front_data(series)), "share": _share_of_front()}
    return {
        **shared_files(),
        "assets/search-index.js": search_script(series, entries),
        "assets/glossary.js": glossary_script(entries),
        PACKAGE_FILE: package_zip(),
        "share/index.jpg": share_picture(project().title, FRONT_SUMMARY, None),
        "index.html": _filled("front.html.j2", site, front),
        "glossary.html": _filled("glossary.html.j2", site, glossary_context(entries, series)),
        "references.html": _filled("references.html.j2", site, bibliography_context(series)),
    }


def _findings(series: Sequence[Record]) -> dict[str, list[str]]:
    """Return the findings of the overview, and the evidence of the figures in them."""
    notes = Notes()
    findings = [notes.numbered(finding) for record in series for finding in record.findings]
    cards = {card: card for record in series for card in record.finding_cards}
    return {"findings": findings, "cards": notes.cards(cards)}


def _share_of_front() -> list[tuple[str, str]]:
    return share_properties(project().title, FRONT_SUMMARY, "share/index.jpg", project().title, "index.html")


def _filled(template: str, site: dict[str, Any], context: dict[str, Any]) -> str:
    html = _templates().get_template(template).render(site=site, **context)
    return re.sub(r"\n\s*\n+", "\n", html)


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES / "tumen"), autoescape=True)
