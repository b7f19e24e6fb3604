"""The cells of an executed notebook as what a page is made of: text, tables, charts and the code between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from nbformat import NotebookNode

from tumen.build.record import Section
from tumen.charts import MIME_CHART
from tumen.markup import escape, render_markdown, sanitise, slug
from tumen.sentences import MIME_PROSE

HIDDEN_TAGS = {"hide-input", "parameters", "injected-parameters"}
"""Cells whose code a page leaves out; the executed notebook has it."""

_HEADING = re.compile(r"<h([123])>(.*?)</h\1>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|b|button|cite|code|em|i|s|small|span|strong|sub|sup)\b[^>]*>")
_CAPTION = re.compile(r"<caption>.*?</caption>", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A heading with the id that links lead to."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Block:
    """One thing a page shows. ``kind`` is text, computed (text with figures), table, code, chart or plain."""

    kind: str
    html: str = ""
    """Of text, computed and table."""
    source: str = ""
    """Of code and plain."""
    chart: dict[str, Any] | None = None
    """What `tumen.charts.show` made."""
    headings: tuple[Heading, ...] = ()
    """The headings in its HTML, in order."""


def blocks_of(notebook: NotebookNode) -> list[Block]:
    """Return what a page shows of an executed notebook, in order; code between two outputs is one block."""
    blocks: list[Block] = []
    used: set[str] = set()
    for block in _every_block(notebook.cells):
        if block.kind == "code" and blocks and blocks[-1].kind == "code":
            blocks[-1] = Block("code", source=f"{blocks[-1].source}\n\n{block.source}")
        else:
            blocks.append(_with_anchors(block, used))
    return blocks


def _every_block(cells: Iterable[NotebookNode]) -> Iterator[Block]:
    for cell in cells:
        if cell.cell_type == "markdown":
            yield Block("text", render_markdown(cell.source))
        elif cell.cell_type == "code" and cell.source.strip():
            if not HIDDEN_TAGS & set(cell.metadata.get("tags", [])):
                yield Block("code", source=cell.source)
            yield from (_block_of(output.data) for output in cell.outputs if output.get("data"))


def _block_of(data: dict[str, Any]) -> Block:
    """Return an output as a block. What our own functions made is on a trusted path; other HTML is sanitised."""
    if MIME_CHART in data:
        return Block("chart", chart=data[MIME_CHART] | {"picture": data["image/svg+xml"]})
    if MIME_PROSE in data:
        markup = data[MIME_PROSE]["html"]
        return Block("table" if "<table" in markup else "computed", markup)
    if "text/html" in data:
        return Block("table", f'<div class="table-frame">{sanitise(data["text/html"])}</div>')
    return Block("plain", source=data.get("text/plain", ""))


def _with_anchors(block: Block, used: set[str]) -> Block:
    """Give each heading an id that no other of the page has, and a link to itself."""
    headings: list[Heading] = []

    def anchored(match: re.Match[str]) -> str:
        level, inner = int(match[1]), match[2]
        name = slug(text_of(inner))
        anchor = next(each for each in (name, *(f"{name}-{n}" for n in range(2, 100))) if each not in used)
        used.add(anchor)
        headings.append(Heading(level, anchor, text_of(inner)))
        if level == 1:
            return f'<h1 id="{anchor}">{inner}</h1>'
        label = escape(f"Link to “{text_of(inner)}”")
        mark = f'<a class="permalink" href="#{anchor}" aria-label="{label}">#</a>'
        return f'<h{level} id="{anchor}">{inner} {mark}</h{level}>'

    html = _HEADING.sub(anchored, block.html)
    return Block(block.kind, html, block.source, block.chart, tuple(headings))


def text_of(markup: str) -> str:
    """Return the text of HTML, as it reads, on one line."""
    without_links = re.sub(r'<a class="permalink".*?</a>', "", markup, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", _INLINE.sub("", without_links))
    return re.sub(r"\s+", " ", unescape(text)).strip()


def sections_of(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """Return the text of the blocks by the heading it stands under: sentences, captions, what the charts show."""
    sections: list[tuple[str, str, list[str]]] = [("", "", [])]
    for block in blocks:
        for heading, markup in _split(block):
            if heading and heading.level > 1:
                sections.append((heading.anchor, heading.text, []))
            sections[-1][2].append(markup)
    return tuple(Section(anchor, heading, " ".join(filter(None, texts))) for anchor, heading, texts in sections)


def _split(block: Block) -> Iterator[tuple[Heading | None, str]]:
    """Yield the text of a block in the parts that its headings make."""
    if block.kind == "chart":
        yield None, " ".join(block.chart[key] for key in ("title", "alt", "how_to_read"))
    elif block.kind == "table":
        yield None, " ".join(map(text_of, _CAPTION.findall(block.html)))
    elif block.kind in ("text", "computed"):
        first, *others = re.split(r"<h[123] id=.*?</h[123]>", block.html, flags=re.DOTALL)
        yield None, text_of(first)
        yield from zip(block.headings, map(text_of, others), strict=True)
