"""What is to be built: which notebooks, with which parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tumen import paths
from tumen.build.inputs import TEXT, Inputs, digest, run_facts
from tumen.build.parameters import Parameter, assign, parameters_of
from tumen.errors import BuildError, UnknownNameError
from tumen.schema import unknown


@dataclass(frozen=True)
class Job:
    """One notebook to run with one set of parameters."""

    source: Path
    notebook: Mapping[str, Any]
    """As it is committed, the source of each cell in one piece."""
    values: dict[str, Any]
    parameters: dict[str, Parameter]

    @property
    def name(self) -> str:
        """Name of the notebook and of its page, e.g. ``03-bilateral-trade``."""
        return self.source.stem

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The metadata of the notebook: title, and under ``tumen`` summary, document and section."""
        return self.notebook["metadata"]

    @property
    def code(self) -> list[str]:
        """The source of each code cell."""
        return [cell["source"] for cell in self.notebook["cells"] if cell["cell_type"] == "code"]

    @property
    def command(self) -> str:
        """The command that repeats the page."""
        options = "".join(f" -p {name}={_shown(value)}" for name, value in self.values.items())
        return f"tumen build {self.name.split('-')[0]}{options}"

    @property
    def default(self) -> Job | None:
        """The same notebook with its own parameters, to compare with, where others were asked for."""
        is_changed = any(value != self.parameters[name].default for name, value in self.values.items())
        return Job(self.source, self.notebook, {}, self.parameters) if is_changed else None

    @cached_property
    def run_facts(self) -> Inputs:
        """What its run depends on beside files."""
        return run_facts(self.notebook, self.values)

    @cached_property
    def page_facts(self) -> Inputs:
        """What its page depends on beside files and its run."""
        return {TEXT: digest(json.dumps(self.notebook, sort_keys=True))}


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
    series = {source.stem: _read(source) for source in all_notebooks(folder)}
    chosen = {source: series.get(source.stem) or _read(source) for source in sources}
    known = {source.stem: parameters_of(notebook) for source, notebook in chosen.items()}
    values = assign(requested, known, every=bool(names))
    return [Job(source, notebook, values[source.stem], known[source.stem]) for source, notebook in chosen.items()]


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


def _read(source: Path) -> dict[str, Any]:
    """Return a notebook that can become a page; raise `BuildError` for one that cannot."""
    try:
        notebook = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError(f"{source.name} is no notebook: {str(error)[:80]}") from error
    try:
        cells, title, summary = (
            notebook["cells"],
            notebook["metadata"]["title"],
            notebook["metadata"]["tumen"]["summary"],
        )
        for cell in cells:
            cell["source"] = "".join(cell["source"])
            cell["metadata"].get("tags", [])
        is_sound = isinstance(title, str) and isinstance(summary, str) and all(cell["cell_type"] for cell in cells)
    except (KeyError, TypeError, AttributeError):
        is_sound = False
    if not is_sound:
        raise BuildError(f"{source.name}: it needs cells, and in its metadata a title, and a summary under tumen")
    return notebook


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
