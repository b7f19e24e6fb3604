"""From an executed notebook to a page: nbconvert with our own template, and what the rest of the site needs of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode
from traitlets.config import Config

from tumen import paths
from tumen.build.blocks import Block, blocks_of, sections_of
from tumen.build.changes import Banner, changed_parameters, make_banner
from tumen.build.citing import cite_files, cite_sentence
from tumen.build.drawn import DrawnCharts
from tumen.build.entries import Entry
from tumen.build.glossary import Marker
from tumen.build.linked_data import page_data
from tumen.build.parameters import Parameter
from tumen.build.plan import Job
from tumen.build.publish import drawings_file, notebook_file
from tumen.build.record import Record, Title
from tumen.build.share import share_file, share_properties
from tumen.charts import MIME_CHART
from tumen.data import load_table
from tumen.markup import script_json
from tumen.references import short_citation
from tumen.sentences import MIME_PROSE

TEMPLATES = paths.LIBRARY / "build" / "templates"
FINDINGS_TAG = "findings"
"""Cells of the overview whose list items the front page shows."""

# from the angle bracket on, so that no text can pass for one
_CONTROL = re.compile(r'(<button class="(?:figure|close)" popovertarget=)"([^"]+)"(?: data-evidence="[^"]*")?')
_CARD_ID = re.compile(r'<div popover[^>]* id="([^"]+)"')


@dataclass(frozen=True)
class Draft:
    """A page before the rest of the site is known."""

    job: Job
    notebook: NotebookNode = field(repr=False)
    record: Record
    blocks: list[Block] = field(repr=False)
    cards: dict[str, str] = field(repr=False)
    files: dict[str, str | bytes] = field(repr=False)
    banner: Banner | None = field(repr=False, default=None)
    """What differs from the page with its own parameters, if it was built with others."""


def draft(
    job: Job, notebook: NotebookNode, default: NotebookNode | None, entries: Sequence[Entry], drawn: DrawnCharts
) -> Draft:
    """Return the content of a page.

    Parameters
    ----------
    notebook
        Executed and cleaned; not changed.
    default
        The same notebook run with its own parameters, where ``job`` has others.
    entries
        The glossary, to which the text is linked.
    drawn
        The charts of the page.
    """
    marker = Marker(entries)
    blocks = [_with_drawing(_with_links(block, marker), drawn) for block in blocks_of(notebook)]
    charts = [block.chart for block in blocks if block.chart]
    cards = _cards(notebook)
    files = {notebook_file(job.name): json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"}
    for chart in charts:
        _add_new(files, drawn.files(chart), job.name)
    files[live_file(job.name)] = _live_charts(charts)
    findings = _findings(notebook)
    record = Record(
        name=job.name,
        title=job.metadata["title"],
        summary=job.metadata["tumen"]["summary"],
        document=job.metadata["tumen"].get("document", "both"),
        sections=sections_of(blocks),
        references=_references(notebook),
        entries=tuple(marker.found),
        charts=tuple(chart["name"] for chart in charts),
        findings=findings,
        finding_cards=tuple(_cards_behind(findings, cards)),
    )
    banner = make_banner(job, notebook, default) if default else None
    files |= cite_files(record, _changed_values(job))
    files[share_file(job.name)] = drawn.share_picture(record, charts)
    files[drawings_file(job.name)] = drawn.dump()
    return Draft(job, notebook, record, blocks, cards, files, banner)


def render(page: Draft, series: Sequence[Record | Title], site: Mapping[str, Any]) -> str:
    """Return the HTML of a page.

    Parameters
    ----------
    series
        All pages of the site, in order, this one among them; of each at least name and titles.
    site
        What the templates show on every page.
    """
    record = page.record
    place = [each.name for each in series].index(record.name)
    notes = Notes()
    blocks = [_with_notes(block, notes) for block in page.blocks]
    context = {
        "name": record.name,
        "title": record.title,
        "summary": record.summary,
        "document": record.document,
        "eyebrow": _eyebrow(page.job.metadata["tumen"]),
        "place": place + 1,
        "blocks": blocks,
        "contents": [heading for block in blocks for heading in block.headings if heading.level == 2],
        "cards": notes.cards(page.cards),
        "parameters": [_parameter_row(each, page.job.values) for each in page.job.parameters.values()],
        "command": page.job.command,
        "banner": page.banner,
        "charts": live_file(record.name),
        "citation": cite_sentence(record, _changed_values(page.job)),
        "linked_data": script_json(page_data(record)),
        "share": share_properties(
            record.title, record.summary, share_file(record.name), f"Title: {record.title}", f"{record.name}.html"
        ),
        "previous": series[place - 1] if place else None,
        "next": series[place + 1] if place + 1 < len(series) else None,
    }
    resources = {"page": context, "site": site}
    html, _ = _exporter().from_notebook_node(page.notebook, resources=resources)
    return re.sub(r"\n\s*\n+", "\n", html)


@cache
def _exporter() -> TemplateExporter:
    """Return nbconvert's exporter; the one for HTML parses each finished page once more, for images without a text."""
    settings = {
        "template_name": "tumen",
        "extra_template_basedirs": [str(TEMPLATES)],
        "template_extension": ".html.j2",
        "file_extension": ".html",
    }
    exporter = TemplateExporter(config=Config({"TemplateExporter": settings}))
    exporter.environment.autoescape = True  # which nbconvert leaves off
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3"))
    return exporter


class Notes:
    """The numbers under which a page keeps its evidence: in the order in which its figures come.

    Within the page the number is the id of a card, which is all that print shows of it and the shortest to write.
    """

    def __init__(self):
        self._numbers: dict[str, int] = {}

    def numbered(self, markup: str) -> str:
        """Return HTML whose controls open cards by their number."""
        return _CONTROL.sub(lambda match: f'{match[1]}"{self._number(match[2])}"', markup)

    def _number(self, card: str) -> int:
        return self._numbers.setdefault(card, len(self._numbers) + 1)

    def cards(self, cards: Mapping[str, str]) -> list[str]:
        """Return the cards by number; those that only other cards lead to come last."""
        waiting = {_CARD_ID.search(card)[1]: card for card in cards.values()}
        done: list[str] = []
        while waiting:
            known = [name for name in self._numbers if name in waiting]
            for name in known or list(waiting)[:1]:
                card = self.numbered(waiting.pop(name))
                done.append(card.replace(f' id="{name}"', f' id="{self._number(name)}"', 1))
        return done


def live_file(name: str) -> str:
    """Return where a site keeps what the live charts of a page are made of: a script, loaded when one is seen."""
    return f"charts/{name}/live.js"


def _live_charts(charts: Iterable[Mapping[str, Any]]) -> str:
    members = ",\n".join(f'"chart-{chart["name"]}": {chart["drawing"].live}' for chart in charts)
    return f"window.tumenCharts = {{\n{members}\n}};\n"


def _changed_values(job: Job) -> dict[str, Any]:
    return {name: value for name, (_, value) in changed_parameters(job).items()}


def _with_links(block: Block, marker: Marker) -> Block:
    """Link the entries of the glossary that the text of a block names."""
    return replace(block, html=marker.mark(block.html)) if block.html else block


def _with_notes(block: Block, notes: Notes) -> Block:
    if not block.chart:
        return replace(block, html=notes.numbered(block.html))
    return replace(block, chart=block.chart | {"table": notes.numbered(block.chart["table"])})


def _with_drawing(block: Block, drawn: DrawnCharts) -> Block:
    if not block.chart:
        return block
    cited = [{"id": name, "short": short_citation(name)} for name in block.chart["references"]]
    return replace(block, chart=block.chart | {"drawing": drawn.drawing(block.chart), "cited": cited})


def _add_new(files: dict[str, str | bytes], more: dict[str, str | bytes], page: str) -> None:
    twice = sorted(files.keys() & more.keys())
    if twice:
        raise ValueError(f"{page}: two charts make the file {twice[0]}; their names must differ")
    files |= more


def _bundles(cells: Iterable[NotebookNode]) -> list[dict[str, Any]]:
    """Return what our own functions showed, in order."""
    outputs = [output.data for cell in cells for output in cell.get("outputs", []) if "data" in output]
    return [data[mime] for data in outputs for mime in (MIME_PROSE, MIME_CHART) if mime in data]


def _cards(notebook: NotebookNode) -> dict[str, str]:
    """Return every evidence card of the page once, however often its figure is shown."""
    found: dict[str, str] = {}
    for bundle in _bundles(notebook.cells):
        found.update(bundle["cards"])
    return dict(sorted(found.items()))


def _references(notebook: NotebookNode) -> tuple[str, ...]:
    return tuple(sorted({name for bundle in _bundles(notebook.cells) for name in bundle["references"]}))


def _findings(notebook: NotebookNode) -> tuple[str, ...]:
    cells = [cell for cell in notebook.cells if FINDINGS_TAG in cell.metadata.get("tags", [])]
    markup = "".join(bundle["html"] for bundle in _bundles(cells))
    return tuple(item.strip() for item in re.findall(r"<li>(.*?)</li>", markup, re.DOTALL))


def _cards_behind(markups: Iterable[str], cards: Mapping[str, str]) -> list[str]:
    """Return the cards that open from some HTML, and from one another."""
    by_element = {_CARD_ID.search(card)[1]: card for card in cards.values()}
    found: dict[str, str] = {}
    waiting = list(markups)
    while waiting:
        for _, name in _CONTROL.findall(waiting.pop()):
            if name not in found:
                found[name] = by_element[name]
                waiting.append(by_element[name])
    return list(found.values())


def _eyebrow(metadata: Mapping[str, Any]) -> str:
    """Return which part of which document a notebook is about, in words."""
    sections = load_table("sections").set_index("section_id")["title"].to_dict()
    name = {"zakharova": "The article", "toloraya": "The slides"}.get(metadata.get("document"))
    titles = [sections[code] for code in str(metadata.get("section", "")).split("-") if code in sections]
    return f"{name} · {'; '.join(titles)}" if name and titles else "Both documents"


def _parameter_row(parameter: Parameter, values: Mapping[str, Any]) -> dict[str, Any]:
    value = values.get(parameter.name, parameter.default)
    return {
        "name": parameter.name,
        "value": value,
        "default": parameter.default,
        "is_changed": value != parameter.default,
        "meaning": parameter.meaning,
        "allowed": parameter.allowed,
    }
