"""Everything that shows words of the data, rendered in one go: ``python hostile_render.py OUT.json``.

Run with a copy of the package and its data in front of the path; see `hostile.copy_checkout`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pandas as pd
from hostile import free_fields
from tumen import listings, paths, tables
from tumen.build import shared
from tumen.build.bibliography import bibliography_context
from tumen.build.changes import Banner, KeyFigure, compare
from tumen.build.entries import all_entries
from tumen.build.glossary import glossary_context, glossary_script
from tumen.build.linked_data import front_data
from tumen.build.record import Record
from tumen.build.search import search_script
from tumen.cards import card
from tumen.data import load_references, load_table
from tumen.facts import CONTEXT_KEYS, all_outside, all_stated
from tumen.markup import render_markdown, script_json
from tumen.measures import ledger
from tumen.schema import Package
from tumen.sentences import link_figures

FEW = 8
"""Rows of each table, and figures of each kind, that are rendered: all go the same way."""


def every_piece() -> dict[str, str]:
    """Return what a site shows of the data, by what it is."""
    records = [Record("16-x", "16 · X: a page?", "Summary.", "both", (), (), (), ())]
    entries = all_entries()
    frame = {"series": records, "version": "1"}
    return {
        **{f"table {name}": _table(name, load_table(name).head(FEW)) for name in Package(paths.DATA).tables},
        **{f"listing {name}": _table(name, rows.head(FEW)) for name, rows in _listings().items()},
        "cards": "".join(map(card, _figures())),
        "sentences": "".join(link_figures(render_markdown(text, with_data=True))[0] for text in _cells()),
        "footnotes": _footnotes(),
        "sources": _sources(),
        "glossary": shared.filled("glossary.html.j2", frame, glossary_context(entries, records)),
        "references": shared.filled("references.html.j2", frame, bibliography_context(records)),
        "banner": shared.filled("banner.html.j2", frame, {"banner": _banner()}),
        "linked data": f'<script type="application/ld+json">{script_json(front_data(records))}</script>',
        "script glossary": glossary_script(entries),
        "script search": search_script(records, entries),
    }


def _table(caption: str, frame: pd.DataFrame) -> str:
    return tables.table_html(frame, caption)[0]


def _places() -> pd.DataFrame:
    return ledger.places(load_table("anchors"), load_table("sections"))


def _listings() -> dict[str, pd.DataFrame]:
    where = _places()
    return {
        "stated": listings.stated_rows(load_table("quantities"), where),
        "errata": listings.errata_entries(load_table("errata"), where),
        "decisions": listings.decision_rows(load_table("decisions"), where),
        "exclusions": listings.exclusion_groups(load_table("exclusions"), where),
        "contents": listings.contents(Package(paths.DATA), load_table),
    }


def _figures() -> Iterator:
    yield from islice(all_stated(), 5 * FEW)
    for table in CONTEXT_KEYS:
        yield from islice(all_outside(table), FEW)


def _cells() -> Iterator[str]:
    for table in Package(paths.DATA).tables.values():
        for field in free_fields(table):
            yield from load_table(table.name)[field.name].dropna().head(2)


def _footnotes() -> str:
    return listings.footnote_list(load_table("footnotes"), _places(), load_references())


def _sources() -> str:
    shown: list[str] = []
    tables.show_html = lambda markup, *others, **options: shown.append(markup)
    tables.cite(*load_references())
    return "".join(shown)


def _banner() -> Banner:
    titles = [figure.title for figure in _figures()]
    here, there = ([KeyFigure(title, "2013", value) for title in titles] for value in ("1", "2"))
    return Banner((), compare(here, there[1:]), "tumen build")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(every_piece(), ensure_ascii=False), encoding="utf-8")
