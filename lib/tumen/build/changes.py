"""What a page says differently because it was built with other parameters than its own.

The notebook is run a second time with its own parameters; the figures in the sentences of the two runs are
compared, because they are what a reader takes away. Charts and tables are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from nbformat import NotebookNode

from tumen.build.parameters import Parameter, Value
from tumen.build.plan import Job
from tumen.dates import is_edtf, read_aloud
from tumen.markup import render_markdown, slug
from tumen.sentences import MIME_PROSE

_HEADING = re.compile(r"<h[23]>(.*?)</h[23]>", re.DOTALL)
_LAST_ZEROS = re.compile(r"(?:(\.\d*[1-9])|\.)0+(?!\d)")
_STRAIGHT = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("‘’", "'"), **dict.fromkeys("“”", '"')})


@dataclass(frozen=True)
class KeyFigure:
    """A figure in a sentence of a page, and the section the sentence stands in."""

    title: str
    period: str
    text: str
    heading: str = ""
    anchor: str = ""
    """Id of the heading on the page; empty before the first one."""

    @property
    def label(self) -> str:
        """Title with the period in words, if one is known."""
        return f"{self.title}, {self.spelled_period}" if self.period else self.title

    @property
    def spelled_period(self) -> str:
        """The period in words."""
        return read_aloud(self.period) if is_edtf(self.period) else self.period

    @property
    def thing(self) -> tuple[str, ...]:
        """What the figure is of; figures of two runs that agree in it are the same figure."""
        return _plain(self.title), _plain(self.period)

    @property
    def role(self) -> tuple[str, ...]:
        """What the figure tells in its section, whichever years were chosen for it."""
        return self.anchor, re.sub(r"\d+", "#", _plain(self.title))


@dataclass(frozen=True)
class Change:
    """A figure of a page and the one that stands in its place by default."""

    here: KeyFigure
    default: KeyFigure

    @property
    def instead(self) -> str:
        """What tells the two apart if they are of one role but not of one thing: ``"2013 instead of 2011"``."""
        if self.here.thing == self.default.thing:
            return ""
        words = zip(self.default.title.split(), self.here.title.split(), strict=False)
        pairs = [*words, (self.default.spelled_period, self.here.spelled_period)]
        apart = [pair for pair in pairs if pair[0] != pair[1]]
        there, here = (", ".join(part.strip(",") or "undated" for part in side) for side in zip(*apart, strict=True))
        return f"{there} instead of {here}"


@dataclass(frozen=True)
class Changes:
    """The figures of two runs, told apart; in the order of the page."""

    changed: tuple[Change, ...]
    only_here: tuple[KeyFigure, ...]
    only_by_default: tuple[KeyFigure, ...]
    same: int
    """How many figures both runs have with the same text."""

    @property
    def any(self) -> bool:
        """Whether the sentences of the two runs differ in any figure."""
        return bool(self.changed or self.only_here or self.only_by_default)


@dataclass(frozen=True)
class Banner:
    """What the banner of a page tells; see ``templates/tumen/banner.html.j2``."""

    parameters: tuple[dict[str, str], ...]
    """Each changed parameter: ``name``, ``value``, ``default``, ``meaning``."""
    changes: Changes
    command: str
    """What builds the page with its own parameters."""


def changed_parameters(job: Job) -> dict[str, tuple[Parameter, Value]]:
    """Return each parameter of a job that differs from its default, with its value."""
    values = {name: value for name, value in job.values.items() if value != job.parameters[name].default}
    return {name: (job.parameters[name], value) for name, value in values.items()}


def make_banner(job: Job, notebook: NotebookNode, default: NotebookNode) -> Banner:
    """Return the banner of a page that was built with other parameters than its own.

    Parameters
    ----------
    job
        What ``notebook`` was run with; at least one of its `changed_parameters` must be there.
    notebook, default
        The same source, executed for ``job`` and for ``job.default``.
    """
    rows = [
        {"name": name, "value": _spelled(value), "default": _spelled(parameter.default), "meaning": parameter.meaning}
        for name, (parameter, value) in changed_parameters(job).items()
    ]
    return Banner(tuple(rows), compare(key_figures(notebook), key_figures(default)), job.default.command)


def key_figures(notebook: NotebookNode) -> list[KeyFigure]:
    """Return the figures in the computed sentences of an executed notebook, in order, each once."""
    found: dict[tuple[tuple[str, str], str], KeyFigure] = {}
    heading, anchor = "", ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for markup in _HEADING.findall(render_markdown(cell.source)):
                heading = re.sub(r"<[^>]+>", "", markup)
                anchor = slug(heading)
        for figure in _figures_of(cell):
            known = KeyFigure(figure["title"], figure["period"], figure["text"], heading, anchor)
            found.setdefault((known.thing, _plain(known.text)), known)
    return list(found.values())


def _figures_of(cell: NotebookNode) -> Iterable[dict[str, str]]:
    for output in cell.get("outputs", []):
        yield from output.get("data", {}).get(MIME_PROSE, {}).get("figures", [])


def compare(changed: Sequence[KeyFigure], default: Sequence[KeyFigure]) -> Changes:
    """Compare the `key_figures` of a run with those of the run with the default parameters.

    Figures are matched in three steps, each among what the one before has left, and by order where several fit
    (sources may differ on one thing): by thing and text, which makes them the same; by thing; by role. What differs
    in typography alone (kinds of spaces and dashes, zeros at the end) does not differ.
    """
    same, here, there = _match(changed, default, lambda figure: (*figure.thing, _plain(figure.text)))
    differing, here, there = _match(here, there, lambda figure: figure.thing)
    moved, here, there = _match(here, there, lambda figure: figure.role)
    in_order = sorted(differing + moved, key=lambda change: changed.index(change.here))
    return Changes(tuple(in_order), tuple(here), tuple(there), len(same))


def _match(
    here: Sequence[KeyFigure], there: Sequence[KeyFigure], key: Callable[[KeyFigure], tuple[str, ...]]
) -> tuple[list[Change], list[KeyFigure], list[KeyFigure]]:
    """Return the pairs that agree in ``key``, and what is left on either side."""
    waiting: dict[tuple[str, ...], list[KeyFigure]] = defaultdict(list)
    for figure in there:
        waiting[key(figure)].append(figure)
    pairs, left = [], []
    for figure in here:
        if waiting[key(figure)]:
            pairs.append(Change(figure, waiting[key(figure)].pop(0)))
        else:
            left.append(figure)
    return pairs, left, list(chain.from_iterable(waiting.values()))


def _plain(text: str) -> str:
    """Return text without what only typography tells apart."""
    straight = unicodedata.normalize("NFKC", text).translate(_STRAIGHT)
    return " ".join(_LAST_ZEROS.sub(r"\1", straight).casefold().split())


def _spelled(value: Value) -> str:
    """Return the value of a parameter as a reader writes it on the command line."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
