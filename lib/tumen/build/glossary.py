"""The glossary: its page, its entries linked from the text of other pages, the words of the cards on these links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any

from markupsafe import Markup

from tumen.build.bibliography import reference_address
from tumen.build.entries import KINDS, Entry
from tumen.build.record import Record
from tumen.cards import with_errata_links
from tumen.figures import replace_marks
from tumen.markup import escape, script_json
from tumen.references import page_link, place_in_document, short_citation

PAGE = "glossary.html"

MOST_LINKS = 3
"""Links to the glossary in one paragraph; more would draw the eye from what it says."""


def element_id(entry_id: str) -> str:
    """Return the id of the element that holds an entry."""
    return f"entry-{entry_id}"


def entry_address(entry_id: str) -> str:
    """Return the address of an entry within the site."""
    return f"{PAGE}#{element_id(entry_id)}"


# --- links in the text of a page ---------------------------------------------------------------------


def mark_entries(markup: str, entries: Iterable[Entry]) -> tuple[str, list[str]]:
    """Return the HTML of a whole page with its entries linked, and the ids of all that it names; see `Marker`."""
    marker = Marker(entries)
    return marker.mark(markup), marker.found


class Marker:
    """Links the entries of the glossary in the text of one page, block by block from its top.

    The first mention under each heading of the second level is linked; of what pages name all the time, only the
    first of the page; of an entry whose text is a mere kind, such as "Region.", only an abbreviation; never more
    than `MOST_LINKS` in a paragraph, the first ones. Names are found as they are written, terms in large and small
    letters alike; whole words; the longest spelling first. Links stand in paragraphs and lists only: headings,
    tables, captions, charts, other links, controls and lists of references are read, but nothing in them is linked.
    Code and the cards of figures are not even read. Everything but the links stays byte for byte.
    """

    def __init__(self, entries: Iterable[Entry]):
        listed = tuple(entries)
        self._spellings = _spellings(listed)
        self._everyday = {entry.id for entry in listed if entry.is_everyday}
        self._bare = {entry.id for entry in listed if " " not in entry.text}
        self._named: set[str] = set()
        self._linked: set[tuple[str, int]] = set()
        self._section = 0

    @property
    def found(self) -> list[str]:
        """Ids of all entries that the blocks so far name, linked or not, sorted."""
        return sorted(self._named)

    def mark(self, markup: str) -> str:
        """Return the next block of HTML with its entries linked."""
        reader = _Reader(markup, self._section)
        self._section = reader.section
        links_in: Counter[int] = Counter()
        parts, end = [], 0
        for run in reader.runs:
            for start, stop, name in self._spellings.find(run.text):
                self._named.add(name)
                is_worth_it = name not in self._bare or _is_abbreviation(run.text[start:stop])
                has_room = run.paragraph and links_in[run.paragraph] < MOST_LINKS
                if is_worth_it and has_room and self._is_first(name, run.section):
                    links_in[run.paragraph] += 1
                    first, last = run.places[start], run.places[stop]
                    link = f'<a class="term" href="{escape(entry_address(name))}">{markup[first:last]}</a>'
                    parts += [markup[end:first], link]
                    end = last
        return "".join([*parts, markup[end:]])

    def _is_first(self, name: str, section: int) -> bool:
        """Whether this mention is to be linked; notes that it is."""
        scope = (name, -1 if name in self._everyday else section)
        is_first = scope not in self._linked
        self._linked.add(scope)
        return is_first


@dataclass
class _Run:
    """Text without a tag in it, and where each of its characters, and its end, stand in the HTML."""

    section: int
    paragraph: int
    """Number of the paragraph, or 0 where nothing is to be linked."""
    text: str = ""
    places: list[int] = field(default_factory=list)


_PARAGRAPHS = {"p", "li", "dd"}
_UNLINKED = {"a", "button", "caption", "figure", "h1", "h2", "h3", "h4", "label", "nav", "summary", "table"}
_UNLINKED_CLASSES = {"references", "table-note"}
_UNREAD = {"code", "pre", "script", "select", "style", "svg", "textarea"}
_WITHOUT_END = {"br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Reader(HTMLParser):
    """Takes HTML apart into runs of text that remember where they stand."""

    def __init__(self, markup: str, section: int):
        super().__init__(convert_charrefs=False)
        self.section = section
        self.runs: list[_Run] = []
        self._paragraph = 0
        self._open: list[tuple[str, str]] = []
        """Open elements, each with what holds in it: unread, unlinked, paragraph or nothing."""
        self._run: _Run | None = None
        self._markup = markup
        self._lines = [0, *accumulate(len(line) + 1 for line in markup.split("\n"))]
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._run = None
        if tag in _WITHOUT_END:
            return
        if tag == "h2":
            self.section += 1
        if tag in _PARAGRAPHS:
            self._paragraph += 1
        self._open.append((tag, _rule(tag, dict(attrs))))

    def handle_endtag(self, tag):
        self._run = None
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        self._add(data, 1)

    def handle_entityref(self, name):
        self._add_reference(f"&{name}")

    def handle_charref(self, name):
        self._add_reference(f"&#{name}")

    def handle_comment(self, data):
        self._run = None

    def _add_reference(self, source: str) -> None:
        start = self._place()
        if self._markup.startswith(";", start + len(source)):
            source += ";"
        self._add(unescape(source), len(source))

    def _add(self, text: str, width: int) -> None:
        """Add characters to the run, each taking ``width`` characters of the HTML."""
        rules = {rule for _, rule in self._open}
        if "unread" in rules:
            return
        if self._run is None:
            is_linked = "paragraph" in rules and "unlinked" not in rules
            self._run = _Run(self.section, self._paragraph if is_linked else 0, places=[0])
            self.runs.append(self._run)
        start = self._place()
        self._run.text += text
        self._run.places[-1:] = [start + number * width for number in range(len(text) + 1)]

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _rule(tag: str, attributes: dict[str, str | None]) -> str:
    classes = set((attributes.get("class") or "").split())
    if tag in _UNREAD or "popover" in attributes:
        return "unread"
    if tag in _UNLINKED or classes & _UNLINKED_CLASSES:
        return "unlinked"
    return "paragraph" if tag in _PARAGRAPHS else ""


_PREFERENCE = ("term", "person", "body", "place", "project")
"""Whose the spelling is that several entries share; but a name comes before an alias."""

_HYPHENS = "\\-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}"


class _Spellings:
    """Finds every spelling of every entry in plain text."""

    def __init__(self, entries: Iterable[Entry]):
        ranked = [(_PREFERENCE.index(entry.kind), entry) for entry in entries]
        spelt = [(0, rank, entry.name, entry) for rank, entry in ranked]
        spelt += [(1, rank, alias, entry) for rank, entry in ranked for alias in entry.aliases]
        spelt.sort(key=lambda each: (*each[:3], each[3].id))
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        for _, _, spelling, entry in spelt:
            for variant in _variants(spelling, entry):
                self._exact.setdefault(variant, entry.id)
            if entry.kind == "term" and not _is_abbreviation(spelling):
                self._folded.setdefault(_plain(spelling).casefold(), entry.id)
        sources = [(each, _source(each)) for each in self._exact]
        sources += [(each, f"(?i:{_source(each)})") for each in self._folded]
        sources.sort(key=lambda each: (-len(each[0]), each))
        joined = "|".join(source for _, source in sources)
        self._pattern = re.compile(rf"(?<![\w{_HYPHENS}])(?:{joined})(?![\w{_HYPHENS}])")

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and id of each entry that the text names, figures left out."""
        bare = replace_marks(text, lambda figure, name: "\0" * (len(figure) + len(name) + 2))
        for match in self._pattern.finditer(bare):
            words = _plain(match[0])
            yield match.start(), match.end(), self._exact.get(words) or self._folded[words.casefold()]


@cache
def _spellings(entries: tuple[Entry, ...]) -> _Spellings:
    return _Spellings(entries)


def _variants(spelling: str, entry: Entry) -> set[str]:
    """Return a spelling as it may stand: with a capital at the start of a sentence, or with none within one.

    What begins with a small letter is a name only of a project or a term; for a body or a place, such as
    "sponsors", it is a word like others, and none of its spellings is marked.
    """
    plain = _plain(spelling)
    if plain[0].islower():
        return {plain, plain[0].upper() + plain[1:]} if entry.kind in ("project", "term") else set()
    is_in_our_words = entry.kind == "project" and re.match(r"\w+ [a-z]", plain)
    return {plain, plain[0].lower() + plain[1:]} if is_in_our_words and not _is_abbreviation(plain) else {plain}


def _is_abbreviation(spelling: str) -> bool:
    return " " not in spelling and sum(letter.isupper() for letter in spelling) > 1


def _plain(text: str) -> str:
    """Return text with plain blanks, hyphens and apostrophes."""
    return re.sub(r"\s+", " ", re.sub(f"[{_HYPHENS}]", "-", text)).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def _source(spelling: str) -> str:
    """Return the pattern of a plain spelling: any blanks, hyphens and apostrophes will do."""
    kinds = {" ": r"\s+", "-": f"[{_HYPHENS}]", "'": "['\N{RIGHT SINGLE QUOTATION MARK}]"}
    return "".join(kinds.get(letter, re.escape(letter)) for letter in spelling)


# --- the page and its cards --------------------------------------------------------------------------


def glossary_script(entries: Iterable[Entry]) -> str:
    """Return the script that holds what the cards over the links say, by id: name, kind, text, other spellings.

    The text of an entry begins with its kind, only that of a term does not. Other spellings explain abbreviations
    and are left out elsewhere, to keep the script small.
    """
    words = {
        entry.id: [
            entry.name,
            f"Term: {entry.field}" if entry.field else "",
            entry.text,
            ", ".join(entry.aliases) if _is_abbreviation(entry.name) else "",
        ]
        for entry in entries
    }
    return f"window.tumenGlossary = {script_json(dict(sorted(words.items())))};\n"


def glossary_context(entries: Iterable[Entry], records: Iterable[Record]) -> dict[str, Any]:
    """Return what the template ``glossary.html.j2`` shows: the entries in groups, each with its back-links.

    Parameters
    ----------
    entries
        As `all_entries` sorts them.
    records
        The pages of the site, in order.
    """
    listed, pages = list(entries), list(records)
    names = {entry.id: entry.name for entry in listed}
    groups = []
    for kind, title in KINDS.items():
        shown = [_shown(entry, names, pages) for entry in listed if entry.kind == kind]
        groups.append({"id": kind, "title": title, "letters": _letters(shown), "entries": shown})
    return {"groups": groups, "count": len(listed)}


def _letters(shown: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Return each first letter with the id and the name of its first entry."""
    first: dict[str, tuple[str, str]] = {}
    for entry in shown:
        first.setdefault(entry["name"][0].upper(), (entry["id"], entry["name"]))
    return [(letter, *target) for letter, target in first.items()]


def _shown(entry: Entry, names: dict[str, str], pages: list[Record]) -> dict[str, Any]:
    return {
        "id": element_id(entry.id),
        "name": entry.name,
        "field": entry.field,
        "text": entry.text,
        "aliases": entry.aliases,
        "misreadings": entry.misreadings,
        "note": Markup(with_errata_links(entry.note)),
        "see": [(entry_address(name), names[name]) for name in entry.see],
        "pages": [(page.name, page.short_title) for page in pages if entry.id in page.entries],
        "words": [(place_in_document(anchor), page_link(anchor)) for anchor in entry.anchors],
        "references": [(reference_address(name), short_citation(name)) for name in entry.references],
    }
