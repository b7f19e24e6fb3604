"""What search knows of the pages: a script that the browser loads when a reader first wants to search."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tumen.build.record import Record, Section
from tumen.markup import script_json, slug

if TYPE_CHECKING:
    from tumen.build.entries import Entry

WHOLE_TEXT = 300
"""Characters of a section that are kept as they are, for excerpts; of the rest only words that are new."""
ENTRY_TEXT = 80
"""Characters of an entry's text that are kept."""
LISTS_OF_REFERENCES = {"Sources"}
"""Headings of sections left out: the page of references has what they list."""
_COMMON = """
a an and are as at be been both but by can could did do does each for from had has have here how if in into is it its
may more most no not of on one only or other so some such than that the their them then there these they this to under
until up was we were what when where which while who will with would
"""
COMMON = frozenset(_COMMON.split())
"""Words that no one searches for; the browser passes them over too."""

_WORD = re.compile(r"\w+(?:[-‐‑'’.,]\w+)*")
_ADDRESS = re.compile(r"(?:Available at: )?\bhttps?://\S+")


def search_script(records: Sequence[Record], entries: Sequence[Entry]) -> str:
    """Return the text of ``assets/search-index.js``, which sets ``window.tumenSearch``.

    Parameters
    ----------
    records
        The pages, in the order of the series.
    entries
        The glossary.

    Returns
    -------
    str
        An assignment of lists, from which the browser makes its index (``assets/js/search.js``). ``common``: words to
        pass over. ``pages``: name, title. ``sections``: place of the page, anchor (null where it follows from the
        heading), heading, beginning of the text, words that only the rest has. ``entries``: id, kind, name, aliases,
        beginning of the text, places of the pages that name it.
    """
    content = {
        "common": sorted(COMMON),
        "pages": [[record.name, record.title] for record in records],
        "sections": [row for place, record in enumerate(records) for row in _section_rows(place, record)],
        "entries": [_entry_row(entry, records) for entry in sorted(entries, key=lambda entry: entry.id)],
    }
    return f"window.tumenSearch={script_json(content)};\n"


def _section_rows(place: int, record: Record) -> list[list[Any]]:
    sections = [section for section in record.sections if section.heading not in LISTS_OF_REFERENCES]
    # The first row stands for the whole page, which is found by its title even if it has no text.
    return [[place, *_section_row(section)] for section in sections or [Section("", "", record.summary)]]


def _section_row(section: Section) -> list[Any]:
    anchor = None if section.anchor == slug(section.heading) else section.anchor
    return [anchor, _spaced(section.heading), *_shortened(_spaced(_ADDRESS.sub("", section.text)))]


def _entry_row(entry: Entry, records: Sequence[Record]) -> list[Any]:
    pages = [place for place, record in enumerate(records) if entry.id in record.entries]
    text = textwrap.shorten(_spaced(entry.text), ENTRY_TEXT, placeholder=" …")
    return [entry.id, entry.kind, entry.name, list(entry.aliases), text, pages]


def _shortened(text: str) -> tuple[str, str]:
    """Return the beginning of a text, and the words of the rest that it does not have, in order."""
    beginning = text if len(text) <= WHOLE_TEXT else text[:WHOLE_TEXT].rpartition(" ")[0]
    seen = {_singular(word) for word in _WORD.findall(beginning)}
    new = {}
    for word in _WORD.findall(text[len(beginning) :]):
        if _singular(word) not in seen and word.casefold() not in COMMON and len(word) > 1:
            new.setdefault(_singular(word), word)
    return beginning, " ".join(new.values())


def _singular(word: str) -> str:
    return word.casefold().removesuffix("s")


def _spaced(text: str) -> str:
    """Return a text in one line, with plain spaces."""
    return " ".join(text.split())
