"""Publishing: a whole new site beside the old one, put in its place at the end."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import filelock
import jinja2
import vl_convert

from tumen import paths, theme
from tumen.build.page import TEMPLATES, Link, link_to, make_page
from tumen.build.plan import Job
from tumen.build.run import Outcome, run
from tumen.data import check_package
from tumen.errors import BuildError, DataError

ASSETS = paths.LIBRARY / "build" / "assets"
MANIFEST = "manifest.json"
GENERATOR = "tumen"
"""Mark in the manifest without which a folder is not taken for a site of ours, and never replaced."""

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
        Build also what has not changed.
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
    with _alone(out):
        _recover(out)
        old = _read_manifest(out)
        due = [job for job in jobs if force or old.get(job.name, {}).get("digest") != job.digest]
        unchanged = [job.name for job in jobs if job not in due]
        outcomes = _run_all(due, executor, report)
        failures = [outcome.failure for outcome in outcomes.values() if outcome.failure]
        if failures:
            raise BuildError("\n".join([*failures, f"Nothing was published; {out} is as it was."]))
        if due or not all((out / name).exists() for name in ("index.html", *_assets())):
            _publish(out, old, jobs, due, outcomes, report)
    return Result(out / "index.html", [job.name for job in due], unchanged)


def worker_pool(workers: int) -> Executor:
    """Return an executor of ``workers`` processes, started afresh because V8 does not survive a fork."""
    return ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn"))


def _run_all(jobs: list[Job], executor: Executor | None, report: Report) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    for done in _completed(jobs, executor):
        outcomes[done.name] = done
        report(f"{'failed' if done.failure else 'ran'} {done.name} ({len(outcomes)} of {len(jobs)})")
    return outcomes


def _completed(jobs: list[Job], executor: Executor | None) -> Iterator[Outcome]:
    if executor is None:
        yield from map(run, jobs)
        return
    for future in as_completed([executor.submit(run, job) for job in jobs]):
        yield future.result()


def _publish(
    out: Path, old: dict[str, dict], jobs: list[Job], due: list[Job], outcomes: dict[str, Outcome], report: Report
) -> None:
    stage = out.with_name(f".{out.name}-new")
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    kept = {name: entry for name, entry in old.items() if name not in {job.name for job in due}}
    links = {name: Link(name, entry["title"], entry["summary"]) for name, entry in kept.items()}
    links |= {job.name: link_to(job) for job in jobs}
    series = [links[name] for name in sorted(links)]
    pages = [make_page(job, outcomes[job.name].notebook, series) for job in due]
    for name, entry in kept.items():
        _copy(out, stage, entry["files"], report, name)
    manifest = dict(kept)
    for job, page in zip(due, pages, strict=True):
        files = {f"{page.name}.html": page.html, **page.files}
        _write(stage, files)
        entry = {"digest": job.digest, "title": page.title, "summary": page.summary, "files": sorted(files)}
        manifest[page.name] = entry
    _write(stage, _assets())
    record = {"generator": GENERATOR, "pages": manifest}
    _write(stage, {"index.html": _cover(series), MANIFEST: json.dumps(record, indent=1, sort_keys=True) + "\n"})
    _replace(out, stage)


def _assets() -> dict[str, str]:
    """Return scripts and styles shared by all pages; the chart library is wrapped, as it leaks its names."""
    files = {f"assets/{path.name}": path.read_text(encoding="utf-8") for path in sorted(ASSETS.iterdir())}
    bundle = vl_convert.javascript_bundle(vl_version="6.4")
    files["assets/vega.js"] = f"(function () {{\n{bundle}\n}})();\n"
    configs = {"light": theme.config(theme.LIGHT), "dark": theme.config(theme.DARK)}
    files["assets/themes.js"] = f"window.tumenThemes = {json.dumps(configs, sort_keys=True)};\n"
    return files


def _cover(series: Iterable[Link]) -> str:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    return environment.get_template("series.html.j2").render(series=series)


def _write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def _copy(out: Path, stage: Path, names: list[str], report: Report, page: str) -> None:
    report(f"kept {page}")
    for name in names:
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(out / name, stage / name)


def _replace(out: Path, stage: Path) -> None:
    """Put the new site in place of the old one by two renames."""
    trash = out.with_name(f".{out.name}-old")
    shutil.rmtree(trash, ignore_errors=True)
    if out.exists():
        out.rename(trash)
    stage.rename(out)
    shutil.rmtree(trash, ignore_errors=True)


def _recover(out: Path) -> None:
    """Bring back the old site if a build was killed between the two renames of `_replace`."""
    trash = out.with_name(f".{out.name}-old")
    if trash.exists() and not out.exists():
        trash.rename(out)


def _read_manifest(out: Path) -> dict[str, dict]:
    """Return the pages of the site; refuse a folder that holds anything else, because it would be replaced."""
    if not out.exists() or not any(out.iterdir()):
        return {}
    try:
        record = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        pages = record["pages"] if record["generator"] == GENERATOR else None
    except (OSError, ValueError, KeyError, TypeError):
        pages = None
    if pages is None:
        raise BuildError(f"{out} is not empty and holds no site of Tumen; name another folder by --out")
    known = {"index.html", MANIFEST, *_assets(), *(file for entry in pages.values() for file in entry["files"])}
    strange = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    strange = [name for name in strange if name not in known]
    if strange:
        raise BuildError(f"{out} holds files that are not the site's, e.g. {strange[0]}; move them or use --out")
    return {name: entry for name, entry in pages.items() if all((out / file).exists() for file in entry["files"])}


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the site against another build for as long as this one runs."""
    out.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(out.with_name(f".{out.name}.lock"))
    try:
        with lock.acquire(timeout=0):
            yield
    except filelock.Timeout as error:
        raise BuildError(f"another build is writing {out}; wait for it to end") from error


def default_workers(jobs: int) -> int:
    """Return how many notebooks to run at once: one a processor."""
    return max(1, min(jobs, os.cpu_count() or 1))
