"""From an executed notebook to a page: nbconvert with our own template, charts as files, evidence once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import vl_convert
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from tumen import paths, theme
from tumen.build.parameters import Parameter
from tumen.build.plan import Job
from tumen.charts import MIME_CHART, picture, untitled
from tumen.markup import escape, render_markdown, sanitise, slug
from tumen.prose import MIME_PROSE

TEMPLATES = paths.LIBRARY / "build" / "templates"
PICTURE_SCALE = 2
"""Pixels of the PNG per pixel of the chart."""

_HEADING = re.compile(r"<h([123])>(.*?)</h\1>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A page with the files that belong to it, by path within the site."""

    name: str
    title: str
    summary: str
    html: str
    files: dict[str, str | bytes] = field(repr=False)


@dataclass(frozen=True)
class Link:
    """A page of the series, as the pages around it show it."""

    name: str
    title: str
    summary: str


def link_to(job: Job) -> Link:
    """Return the link to the page of a job, by the title and summary in its notebook's metadata."""
    return Link(job.name, job.metadata["title"], job.metadata["tumen"]["summary"])


def make_page(job: Job, notebook: NotebookNode, series: list[Link]) -> Page:
    """Return the page of an executed notebook.

    Parameters
    ----------
    job
        What it was run with.
    notebook
        Executed and cleaned; not changed.
    series
        All pages of the site, for the contents and for previous and next.
    """
    link = link_to(job)
    files = _chart_files(job.name, notebook)
    files[f"notebooks/{job.name}.ipynb"] = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    headings: list[tuple[int, str, str]] = []
    html = _export(
        notebook,
        page={
            "name": job.name,
            "title": link.title,
            "summary": link.summary,
            "cards": _cards(notebook),
            "parameters": _parameter_rows(job),
            "command": job.command,
            **_neighbours(job.name, series),
        },
        series=series,
        headings=headings,
    )
    return Page(job.name, link.title, link.summary, html, files)


def _export(notebook: NotebookNode, headings: list[tuple[int, str, str]], **context: Any) -> str:
    exporter = HTMLExporter(
        config=Config({"HTMLExporter": {"template_name": "tumen", "extra_template_basedirs": [str(TEMPLATES)]}})
    )
    for name, function in {
        "markdown": lambda text: _with_anchors(render_markdown(text), headings),
        "anchored": lambda markup: _with_anchors(markup, headings),
        "sanitise": sanitise,
        "as_json": lambda chart: _script_json({"wide": untitled(chart["spec"]), "narrow": untitled(chart["narrow"])}),
        "steps": _steps,
        "contents": lambda _: [(anchor, text) for level, anchor, text in headings if level == 2],
    }.items():
        exporter.register_filter(name, function)
    html, _ = exporter.from_notebook_node(
        notebook, resources={**context, "mime_prose": MIME_PROSE, "mime_chart": MIME_CHART}
    )
    return re.sub(r"\n\s*\n+", "\n", html)


_HIDDEN_TAGS = {"hide-input", "parameters", "injected-parameters"}


def _steps(cells: list[NotebookNode]) -> list[dict[str, Any]]:
    """Return the cells as the page shows them: text, outputs, and the code between two of these as one step."""
    steps: list[dict[str, Any]] = []
    for cell in cells:
        if cell.cell_type == "markdown":
            steps.append({"kind": "text", "source": cell.source})
        elif cell.cell_type == "code" and cell.source.strip():
            if not _HIDDEN_TAGS & set(cell.metadata.get("tags", [])):
                _add_code(steps, cell.source)
            steps += [{"kind": "output", "output": each} for each in cell.outputs if each.output_type != "stream"]
    return steps


def _add_code(steps: list[dict[str, Any]], source: str) -> None:
    if steps and steps[-1]["kind"] == "code":
        steps[-1]["source"] += f"\n\n{source}"
    else:
        steps.append({"kind": "code", "source": source})


def _neighbours(name: str, series: list[Link]) -> dict[str, Link | None]:
    names = [link.name for link in series]
    place = names.index(name)
    return {
        "previous": series[place - 1] if place else None,
        "next": series[place + 1] if place + 1 < len(series) else None,
    }


def _parameter_rows(job: Job) -> list[dict[str, Any]]:
    return [_parameter_row(parameter, job.values) for parameter in job.parameters.values()]


def _parameter_row(parameter: Parameter, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "value": values.get(parameter.name, parameter.default),
        "is_changed": values.get(parameter.name, parameter.default) != parameter.default,
        "meaning": parameter.meaning,
        "allowed": parameter.allowed,
    }


def _bundles(notebook: NotebookNode, mime: str) -> list[dict[str, Any]]:
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output.data[mime] for output in outputs if "data" in output and mime in output.data]


def _cards(notebook: NotebookNode) -> list[str]:
    """Return every evidence card of the page once, however often its figure is shown."""
    found: dict[str, str] = {}
    for mime in (MIME_PROSE, MIME_CHART):
        for bundle in _bundles(notebook, mime):
            found.update(bundle["cards"])
    return [found[name] for name in sorted(found)]


def _chart_files(page: str, notebook: NotebookNode) -> dict[str, str | bytes]:
    """Return the pictures and the data of each chart; a name may stand only once in a page."""
    files: dict[str, str | bytes] = {}
    for chart in _bundles(notebook, MIME_CHART):
        stem = f"charts/{page}/{chart['name']}"
        if f"{stem}.svg" in files:
            raise ValueError(f"{page}: two charts are called {chart['name']!r}; names must differ")
        files[f"{stem}.svg"] = picture(chart["spec"], theme.LIGHT)
        files[f"{stem}.png"] = vl_convert.svg_to_png(files[f"{stem}.svg"], scale=PICTURE_SCALE)
        for width, spec in (("wide", untitled(chart["spec"])), ("narrow", untitled(chart["narrow"]))):
            files[f"{stem}.{width}.light.svg"] = picture(spec, theme.LIGHT)
            files[f"{stem}.{width}.dark.svg"] = picture(spec, theme.DARK)
        files[f"{stem}.csv"] = chart["csv"]
    return files


def _script_json(value: Any) -> str:
    """Return JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("</", "<\\/").replace("<!--", "<\\!--")


def _with_anchors(markup: str, headings: list[tuple[int, str, str]]) -> str:
    """Give each heading an id and a link to itself, and note it for the contents of the page."""

    def anchored(match: re.Match[str]) -> str:
        level, inner = int(match[1]), match[2]
        text = re.sub(r"<[^>]+>", "", inner)
        name = slug(text)
        used = {heading[1] for heading in headings}
        unique = next(each for each in (name, *(f"{name}-{n}" for n in range(2, 100))) if each not in used)
        headings.append((level, unique, text))
        if level == 1:
            return f'<h1 id="{unique}">{inner}</h1>'
        mark = f'<a class="permalink" href="#{unique}" aria-label="Link to the section {escape(text)}">#</a>'
        return f'<h{level} id="{unique}">{inner} {mark}</h{level}>'

    return _HEADING.sub(anchored, markup)
