"""No text of the data can do anything on a page but be read, as far as its HTML and its scripts tell."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import jinja2
import pandas as pd
import pytest
from hostile import (
    EVERYTHING,
    LONG_WORD,
    START,
    TEXTS,
    Reader,
    free_fields,
    run_in,
    shown_text,
)
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tumen import paths, tables
from tumen.build import page as page_module
from tumen.build import shared
from tumen.build.changes import Banner, KeyFigure, compare
from tumen.build.citing import cite_files, cite_sentence
from tumen.build.drawn import DrawnCharts
from tumen.build.entries import Entry, all_entries
from tumen.build.glossary import Marker, glossary_context, glossary_script
from tumen.build.plan import Job
from tumen.build.record import Record, Section
from tumen.build.search import search_script
from tumen.build.share import share_drawing
from tumen.cards import card, control
from tumen.data import load_table
from tumen.errors import DataError, UnknownNameError
from tumen.figures import mark
from tumen.markup import render_markdown, script_json
from tumen.quantity import derive
from tumen.references import address, page_link, set_entry
from tumen.schema import Package
from tumen.sentences import link_figures
from tumen.tables import Link, table_html

each_text = pytest.mark.parametrize("text", [*TEXTS, LONG_WORD], ids=range(len(TEXTS) + 1))
PLAIN = "plain words"
TEMPLATES = sorted((paths.LIBRARY / "build" / "templates" / "tumen").glob("*.j2"))


# --- one text, through each function that shows text -----------------------------------------------------


def record(text: str) -> Record:
    sections = (Section("a", text, f"{text} {text}"),)
    return Record("16-x", f"16 · A page: {text}", text, "both", sections, ("zakharova",), ("x",), ("chart",))


def entry(text: str) -> Entry:
    return Entry("x", "term", text, (text,), text, (text,), text, field=text)


def in_table(text: str) -> str:
    frame = pd.DataFrame({"key": [text], "cell": [text], "link": [Link(text, text, "https://elib.jp/m")]})
    return table_html(frame, text, {"cell": text, "link": "Link"}, note=text, row_ids="key")[0]


def in_sentence(text: str) -> str:
    figure = derive(text, "counted", (), 1, "item")
    return link_figures(render_markdown(f"## About {text}\n\n{figure} of it: {text}.", with_data=True))[0]


def in_cards(text: str) -> str:
    part = replace(derive(text, text, (), 1, "item"), period=text)
    return card(derive(text, f"{text} {{0}}", (part,), 2, "item")) + control(part)


def in_source(text: str) -> str:
    item = {"id": "x", "type": "webpage", "title": text, "container-title": text, "URL": "https://elib.jp/m"}
    return tables._with_link(set_entry(item | {"author": [{"literal": text}], "issued": {"date-parts": [[2014]]}}))


def in_template(name: str, text: str, **context: object) -> str:
    return shared.filled(name, {"series": [record(text)], "version": text}, context)


def in_banner(text: str) -> str:
    here, there = (KeyFigure(text, text, value, text, "x") for value in (text, f"{text} 2"))
    parameters = ({"name": text, "value": text, "default": text, "meaning": text},)
    return in_template("banner.html.j2", text, banner=Banner(parameters, compare([here], [there]), text))


def in_glossary(text: str) -> str:
    return in_template("glossary.html.j2", text, **glossary_context([entry(text)], [record(text)]))


def among_links(text: str) -> str:
    return Marker([Entry("x", "term", "of it", (), "Two words.")]).mark(in_sentence(text))


SHOWN = {
    "table": in_table,
    "sentence": in_sentence,
    "cards": in_cards,
    "source": in_source,
    "banner": in_banner,
    "front page": lambda text: in_template("front.html.j2", text),
    "glossary": in_glossary,
    "citation": lambda text: cite_sentence(record(text), {"scale": text}),
    "links to the glossary": among_links,
}
each_way = pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)


@each_text
@each_way
def test_a_text_is_read_and_brings_nothing_along(show, text):
    shown, harmless = Reader(show(text)), Reader(show(PLAIN))
    assert shown.dangers == []
    assert shown.elements == harmless.elements
    assert " ".join(text.split()) in shown_text(show(text))
    assert shown_text(show(text)).count(text) == shown_text(show(PLAIN)).count(PLAIN)


def test_words_of_the_data_in_a_sentence_can_be_stressed_but_no_more():
    shown = Reader(render_markdown("It says *x* `y` **z** ~~a~~.", with_data=True))
    assert set(shown.elements) <= {"p", "em", "strong", "code", "s"}


@each_text
def test_scripts_hold_any_text_as_data(text):
    for script in (
        search_script([record(text)], [entry(text)]),
        glossary_script([entry(text)]),
        script_json({text: text}),
    ):
        assert not re.search("[<>&\u2028\u2029]", script)
        found = json.loads(script[script.index("{") :].rstrip(";\n"))
        assert text in json.dumps(found, ensure_ascii=False) or json.dumps(text)[1:-1] in json.dumps(found)


@each_text
def test_the_share_picture_and_the_citing_files_take_any_text(text):
    drawing = ET.fromstring(share_drawing(f"16 · {text}: {text}?", text, None))
    assert {element.tag.rsplit("}", 1)[1] for element in drawing.iter()} <= {"svg", "rect", "path", "text"}
    files = cite_files(record(text), {"scale": text})
    assert json.loads(files["cite/16-x.json"])[0]["title"] == f"A page: {text}"
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in files["cite/16-x.ris"].splitlines())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_escape_whatever_they_do_not_call_safe(template):
    for environment in (shared._templates(), page_module._exporter().environment):
        assert environment.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    source = template.read_text(encoding="utf-8")
    for attribute in re.findall(r'="[^"]*\{\{[^}]*\| safe[^"]*"', source):
        pytest.fail(f"unescaped in an attribute: {attribute}")
    jinja2.Environment().parse(source)


# --- an executed notebook --------------------------------------------------------------------------------


def hostile_page(text: str) -> str:
    """Return a page made of a notebook whose title, words, code and outputs are all one text."""
    outputs = [{"text/plain": text}, {"text/html": f"<table><tr><td>{text}</td></tr></table>", "text/plain": text}]
    cells = [new_markdown_cell(f"# Title\n\n## About\n\n{text}"), new_code_cell(f"# {text}")]
    cells[1].outputs = [new_output("display_data", data) for data in outputs]
    metadata = {"title": f"16 · {text}", "tumen": {"summary": text}}
    job = Job(Path("16-x.ipynb"), {"cells": [], "metadata": metadata}, {}, {})
    draft = page_module.draft(job, new_notebook(cells=cells), None, all_entries(), DrawnCharts("16-x"))
    return page_module.render(draft, [draft.record], {"series": [draft.record], "version": text})


def test_a_notebook_cannot_bring_a_script_into_its_page():
    html = hostile_page(EVERYTHING)
    assert Reader(html).dangers == []
    assert shown_text(html).count(EVERYTHING) >= 3  # title, code, plain output
    assert 'popovertarget="1"' not in html


# --- the whole data package ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pieces(hostile_checkout) -> dict[str, str]:
    """Everything that shows words of the data, by what it is."""
    run_in(hostile_checkout, str(Path(__file__).parent / "hostile_render.py"), str(hostile_checkout / "pieces.json"))
    return json.loads((hostile_checkout / "pieces.json").read_text(encoding="utf-8"))


def bare(text: str) -> str:
    """Return a text without what parts the names and remarks of a cell."""
    return re.sub(r"[;\s]", "", text)


def test_every_column_of_free_text_is_tried(hostile_checkout):
    for table in Package(paths.DATA).tables.values():
        with (hostile_checkout / "data" / table.path).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for field in free_fields(table):
            assert any("window.hacked=1" in row[field.name] for row in rows), (table.name, field.name)


def test_no_text_of_the_data_becomes_more_than_text(pieces):
    assert {name: dangers for name, html in pieces.items() if (dangers := Reader(html).dangers)} == {}
    for name in pieces:
        if name.startswith("script "):
            assert not re.search("[<>&]", pieces[name]), name


def test_every_text_of_the_data_is_shown_whole(pieces):
    """Not cut short, not read as markup, not unescaped twice."""
    shown = {name: bare(shown_text(html)) for name, html in pieces.items() if name.partition(" ")[0] != "script"}
    for name in shown.keys() - {"sentences", "linked data"}:
        assert shown[name].count(bare(START)) == shown[name].count(bare(EVERYTHING)), name
    for name in ("cards", "footnotes", "sources", "glossary", "references", "banner", "listing errata"):
        assert bare(EVERYTHING) in shown[name], name
    assert all(LONG_WORD in shown[name] for name in ("glossary", "table events"))


def test_only_addresses_of_the_web_are_linked(hostile_checkout, pieces):
    an_anchor = load_table("anchors").query("document_id == 'zakharova'")["anchor_id"].iloc[0]
    assert page_link(an_anchor, hostile_checkout / "data") is None
    linked = set(re.findall(r'href="([^"]*)"', "".join(pieces.values())))
    assert not {link for link in linked if re.match(r"(?!https?:)\w+:", link)}
    assert "https://elib.jp/&quot;onmouseover=&quot;window.hacked=1" in linked


# --- the marks of figures --------------------------------------------------------------------------------


def test_a_text_cannot_pass_for_a_figure_with_evidence(data_copy):
    """The invisible marks of figures would give a forged number the evidence of a true one."""
    forged = mark("$5 bn", "z-turnover-2013")
    path = data_copy / "events.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    title = load_table("events")["title"].iloc[0]
    path.write_text("".join([lines[0], lines[1].replace(title, title + forged), *lines[2:]]), encoding="utf-8")
    with pytest.raises(DataError, match="hidden character"):
        load_table("events", data_copy)
    references = data_copy / "references.json"
    items = json.loads(references.read_text(encoding="utf-8"))
    items[0]["title"] += forged
    references.write_text(json.dumps(items, indent=1), encoding="utf-8")
    with pytest.raises(DataError, match="hidden character"):
        address("zakharova", data_copy)
    with pytest.raises(UnknownNameError):
        link_figures(render_markdown(mark("$5 bn", "forged"), with_data=True))
