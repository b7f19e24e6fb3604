"""The page of references: every source with its address, what became of it, and what rests on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from tumen import paths
from tumen.build.record import Record
from tumen.cards import with_errata_links
from tumen.data import LIST_SEPARATOR, load_references, load_table
from tumen.markup import sanitise, web_address
from tumen.references import citation, row_of
from tumen.schema import Package
from tumen.tables import LONGEST_ADDRESS

PAGE = "references.html"

GROUPS = {
    "documents": "The two documents",
    "footnotes": "The footnotes of the article",
    "outside": "Sources from outside",
}
"""The groups of the page by their ids, in order."""

LANGUAGES = {
    "ar": "Arabic",
    "en": "English",
    "fr": "French",
    "ja": "Japanese",
    "ko": "Korean",
    "pt": "Portuguese",
    "ru": "Russian",
    "zh": "Chinese",
}
"""Languages of the sources by their BCP 47 codes."""

_ABOUT_THE_TEXTS = {"documents", "sections", "anchors", "exclusions", "footnotes", "errata", "number_words"}
"""Tables that describe the two texts themselves; that they name a document is no use made of it."""

_ADDRESS = re.compile(r" Available at: \S+$")


# --- links to the page -------------------------------------------------------------------------------


def element_id(reference_id: str) -> str:
    """Return the id of the element that holds a reference."""
    return f"ref-{reference_id}"


def reference_address(reference_id: str) -> str:
    """Return the address of a reference within the site."""
    return f"{PAGE}#{element_id(reference_id)}"


# --- the page ----------------------------------------------------------------------------------------


def bibliography_context(records: Iterable[Record]) -> dict[str, Any]:
    """Return what the template ``references.html.j2`` shows: the references in groups, each with its back-links.

    Footnotes follow their numbers, the others the alphabet.
    """
    pages, rows, numbers = list(records), rows_by_reference(), _footnote_numbers()
    documents = set(load_table("documents")["document_id"])
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in GROUPS}
    for name, item in load_references().items():
        group = "documents" if name in documents else "footnotes" if name in numbers else "outside"
        groups[group].append(_entry(name, item, pages, rows.get(name, {})) | {"number": numbers.get(name)})
    for entries in groups.values():
        entries.sort(key=lambda entry: (entry["number"] or 0, re.sub(r"<[^>]+>|\W", "", entry["citation"]).lower()))
    return {
        "groups": [{"id": name, "title": GROUPS[name], "entries": entries} for name, entries in groups.items()],
        "count": len(load_references()),
    }


def _footnote_numbers() -> dict[str, int]:
    """Return the number of the footnote that names each reference."""
    notes = load_table("footnotes").dropna(subset=["reference_id", "number"])
    return {note.reference_id: int(note.number) for note in notes.itertuples()}


def _entry(name: str, item: dict[str, Any], pages: list[Record], rows: dict[str, int]) -> dict[str, Any]:
    custom = item.get("custom", {})
    return {
        "id": element_id(name),
        "citation": Markup(sanitise(_ADDRESS.sub("", citation(name)))),
        "address": web_address(item.get("URL")),
        "shown_address": _shortened(item.get("URL", "")),
        "language": _language(item),
        "cited_pages": custom.get("cited_pages"),
        "note": Markup(with_errata_links(custom.get("note", ""))),
        **_state_of_address(item),
        "pages": [(page.name, page.short_title) for page in pages if name in page.references],
        "rows": list(rows.items()),
    }


def _shortened(address: str) -> str:
    return address if len(address) <= LONGEST_ADDRESS else "/".join(address.split("/")[:3]) + "/…"


def _language(item: dict[str, Any]) -> str | None:
    """Return the language a source is in, unless it is English or the note on it says it already."""
    code = item.get("language") or "en"
    says_it = f"in {LANGUAGES[code]}" in item.get("custom", {}).get("note", "")
    return None if code == "en" or says_it else LANGUAGES[code]


def _state_of_address(item: dict[str, Any]) -> dict[str, Any]:
    """Return the damaged address that a footnote prints, and whether it could be repaired."""
    printed, address = item.get("custom", {}).get("printed_url"), item.get("URL")
    is_damaged = bool(printed) and printed != address
    return {"printed_address": printed if is_damaged else None, "is_repaired": is_damaged and bool(address)}


# --- what rests on a reference -----------------------------------------------------------------------


def rows_by_reference() -> dict[str, dict[str, int]]:
    """Return how many rows of each table, by its title, rest on each reference.

    A row names its references, or the footnote that does, or the words of a document that carry it.
    """
    found: dict[str, Counter[str]] = {}
    for table in Package(paths.DATA).tables.values():
        if table.name not in _ABOUT_THE_TEXTS:
            for row in load_table(table.name).astype(object).to_dict("records"):
                for name in _references_of(row):
                    found.setdefault(name, Counter())[table.title] += 1
    return {name: dict(counts) for name, counts in found.items()}


def _references_of(row: dict[str, Any]) -> set[str]:
    filled = {column: value for column, value in row.items() if isinstance(value, str)}
    names = {name for name in filled.get("reference_ids", "").split(LIST_SEPARATOR) if name}
    if "footnote_id" in filled:
        names |= {row_of("footnotes", "footnote_id", filled["footnote_id"])["reference_id"]} - {None}
    anchors = [value for column, value in filled.items() if column.endswith("anchor_id")]
    return names | {row_of("anchors", "anchor_id", anchor)["document_id"] for anchor in anchors}
