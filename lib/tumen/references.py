"""Who said it: citations of the references, links into the public page, the way back to the words."""

from __future__ import annotations

import warnings
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import citeproc
from citeproc.source.json import CiteProcJSON

from tumen import paths
from tumen.data import load_references, load_table
from tumen.errors import UnknownNameError
from tumen.markup import web_address
from tumen.schema import unknown

_CITATION_FIELDS = {"custom", "language"}
"""Fields of our references that a citation style has no use for, and citeproc-py warns about."""


@cache
def citation(reference_id: str, folder: Path = paths.DATA) -> str:
    """Return one reference as a bibliography entry in HTML, set by citeproc in Harvard style.

    Raises
    ------
    UnknownNameError
        No such reference; the message names the closest ones.
    """
    items = load_references(folder)
    if reference_id not in items:
        raise UnknownNameError(unknown("reference", reference_id, list(items)))
    return set_entry(items[reference_id])


def set_entry(item: dict) -> str:
    """Return one CSL-JSON item as a bibliography entry in HTML, set as `citation` sets those of references.json."""
    item = _escaped(_with_author({key: value for key, value in item.items() if key not in _CITATION_FIELDS}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc-py warns of every CSL field its style does not use
        bibliography = citeproc.CitationStylesBibliography(
            _style(),
            CiteProcJSON([item]),
            citeproc.formatter.html,
        )
        bibliography.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
        entries = bibliography.bibliography()
    return str(entries[0]).strip()


def _escaped(value: Any) -> Any:
    """Escape every text of an item: citeproc-py writes them into its HTML as they are."""
    if isinstance(value, dict):
        return {key: _escaped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_escaped(each) for each in value]
    return escape(value, quote=False) if isinstance(value, str) else value


@cache
def short_citation(reference_id: str, folder: Path = paths.DATA) -> str:
    """Return who and when in a word or two, as a line of sources names it: ``"KOTRA 2014"``."""
    items = load_references(folder)
    if reference_id not in items:
        raise UnknownNameError(unknown("reference", reference_id, list(items)))
    item = _with_author(items[reference_id])
    names = [name.get("literal") or name["family"] for name in item["author"]]
    who = names[0] if len(names) == 1 else f"{names[0]} and {names[1]}" if len(names) == 2 else f"{names[0]} et al."
    dated = item.get("issued", {}).get("date-parts")
    return f"{who} {dated[0][0]}" if dated else who


def _with_author(item: dict) -> dict:
    """Name who is responsible, the publisher if need be: the style would print the title twice."""
    if item.get("author"):
        return item
    if item.get("editor"):
        return {**{key: value for key, value in item.items() if key != "editor"}, "author": item["editor"]}
    body = item.get("publisher") or item.get("container-title") or "The editors of Tumen"
    return {**item, "author": [{"literal": body}]}


@cache
def _style() -> citeproc.CitationStylesStyle:
    path = Path(citeproc.__file__).parent / "data" / "styles" / "harvard-cite-them-right.csl"
    return citeproc.CitationStylesStyle(str(path), validate=False)


def address(reference_id: str, folder: Path = paths.DATA) -> str | None:
    """Return the address of a reference, or None where it has none that works."""
    return web_address(load_references(folder).get(reference_id, {}).get("URL"))


def page_link(anchor_id: str, folder: Path = paths.DATA) -> str | None:
    """Return the link to the anchored words in the public page, or None for a document without one."""
    anchor = row_of("anchors", "anchor_id", anchor_id, folder)
    url = web_address(row_of("documents", "document_id", anchor["document_id"], folder)["url"])
    if url is None:
        return None
    words = anchor["fragment"]
    return f"{url}#:~:text={quote(words, safe='').replace('-', '%2D')}" if isinstance(words, str) else url


def place_in_document(anchor_id: str, folder: Path = paths.DATA) -> str:
    """Return where an anchor stands, in words: ``"Zakharova, page 18"``."""
    anchor = row_of("anchors", "anchor_id", anchor_id, folder)
    document = row_of("documents", "document_id", anchor["document_id"], folder)
    surname = str(document["author"]).split()[-1]
    return f"{surname}, {document['page_name']} {anchor['page']}"


@cache
def _rows_by_key(table: str, key: str, folder: Path) -> dict[str, dict]:
    frame = load_table(table, folder).astype(object)
    return {row[key]: row for row in frame.where(frame.notna(), None).to_dict("records")}


def row_of(table: str, key: str, value: str, folder: Path = paths.DATA) -> dict:
    """Return the row of a table that its key names, with None for what is missing.

    Raises
    ------
    UnknownNameError
        No such row; the message names the closest ones.
    """
    rows = _rows_by_key(table, key, folder)
    if value not in rows:
        raise UnknownNameError(unknown(f"row of {table}", value, list(rows)))
    return rows[value]
