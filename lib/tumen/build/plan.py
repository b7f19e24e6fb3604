"""What is to be built: which notebooks, with which parameters, and whether anything they depend on changed."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from tumen import paths
from tumen.build.parameters import Parameter, assign, parameters_of
from tumen.errors import BuildError, UnknownNameError
from tumen.schema import unknown


@dataclass(frozen=True)
class Job:
    """One notebook to run with one set of parameters."""

    source: Path
    metadata: dict[str, Any]
    values: dict[str, Any]
    parameters: dict[str, Parameter]
    run_digest: str
    """Of all that its cells can depend on: what has the same need not run again."""
    digest: str
    """Of all that its page can depend on, the template included."""
    default: Job | None = None
    """The same notebook with its own parameters, to compare with, where others were asked for."""

    @property
    def name(self) -> str:
        """Name of the notebook and of its page, e.g. ``03-bilateral-trade``."""
        return self.source.stem

    @property
    def command(self) -> str:
        """The command that repeats the page."""
        options = "".join(f" -p {name}={_shown(value)}" for name, value in self.values.items())
        return f"tumen build {self.name.split('-')[0]}{options}"


def make_plan(names: Sequence[str], requested: Iterable[str], folder: Path = paths.NOTEBOOKS) -> list[Job]:
    """Return a job for each notebook named (all if none is), parameters checked.

    Parameters
    ----------
    names
        Each a name (``03-bilateral-trade``), a number (``03`` or ``3``) or a file.
    requested
        Parameters as ``NAME=VALUE``.

    Raises
    ------
    UnknownNameError, ParameterError, BuildError
        Nothing has run when they are raised.
    """
    sources = [find_notebook(name, folder) for name in names] if names else all_notebooks(folder)
    sources = list(dict.fromkeys(sources))
    notebooks = {source.stem: _read(source) for source in sources}
    known = {name: parameters_of(notebook) for name, notebook in notebooks.items()}
    values = assign(requested, known, every=bool(names))
    series = _series_digest(folder)
    return [
        _job(source, notebooks[source.stem].metadata, values[source.stem], known[source.stem], series)
        for source in sources
    ]


def _job(source: Path, metadata: Any, values: dict[str, Any], known: dict[str, Parameter], series: str) -> Job:
    run_digest = _hash(series, source.read_bytes(), json.dumps(values, sort_keys=True), _digest_of_files("run"))
    is_changed = any(value != known[name].default for name, value in values.items())
    return Job(
        source=source,
        metadata=dict(metadata),
        values=values,
        parameters=known,
        run_digest=run_digest,
        digest=_hash(run_digest, _digest_of_files("page")),
        default=_job(source, metadata, {}, known, series) if is_changed else None,
    )


def all_notebooks(folder: Path = paths.NOTEBOOKS) -> list[Path]:
    """Return the notebooks of the series, in order."""
    return sorted(path for path in folder.glob("[0-9][0-9]-*.ipynb"))


def find_notebook(name: str, folder: Path = paths.NOTEBOOKS) -> Path:
    """Return the notebook called by name, number or file."""
    series = all_notebooks(folder)
    for path in series:
        number = path.stem.split("-")[0]
        if name in (path.stem, path.name, number) or (name.isdigit() and int(name) == int(number)):
            return path
    given = Path(name)
    if given.suffix == ".ipynb" and given.is_file():
        return given.resolve()
    raise UnknownNameError(unknown("notebook", name, [path.stem for path in series]))


def _read(source: Path) -> nbformat.NotebookNode:
    """Return a notebook that can become a page; raise `BuildError` for one that cannot."""
    try:
        notebook = nbformat.read(source, as_version=4)
    except (nbformat.reader.NotJSONError, UnicodeDecodeError) as error:
        raise BuildError(f"{source.name} is no notebook: {str(error)[:80]}") from error
    if "title" not in notebook.metadata or "summary" not in notebook.metadata.get("tumen", {}):
        raise BuildError(f"{source.name}: its metadata need a title, and a summary under tumen")
    return notebook


def _series_digest(folder: Path) -> str:
    """Digest of the titles and summaries of the series: each page lists them, the overview maps them."""
    series = {path.stem: _read(path).metadata for path in all_notebooks(folder)}
    shown = {name: [metadata.get("title"), metadata.get("tumen")] for name, metadata in series.items()}
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _hash(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
    return digest.hexdigest()


@cache
def _digest_of_files(kind: str) -> str:
    """Digest of what every run depends on (data, package, lock, Python), or every page besides (how it is made)."""
    build = paths.LIBRARY / "build"
    files = [path for folder in (paths.DATA, paths.LIBRARY) for path in folder.rglob("*") if _is_source(path)]
    makes_pages = {path for path in files if path.is_relative_to(build) or path == paths.LIBRARY / "cli.py"}
    chosen = {*makes_pages, paths.CITATION} if kind == "page" else {*files, paths.LOCK} - makes_pages
    parts = [part for path in sorted(chosen) for part in (str(path.relative_to(paths.ROOT)), path.read_bytes())]
    return _hash(platform.python_version(), *parts)


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
