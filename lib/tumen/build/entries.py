"""Every person, body, project, place and term of the data as one kind of thing: an entry of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tumen.data import LIST_SEPARATOR, load_table
from tumen.dates import read_aloud
from tumen.measures.promises import OUTSIDE, latest, reports

KINDS = {
    "person": "People",
    "body": "Bodies, firms and groups",
    "project": "Projects",
    "place": "Places and states",
    "term": "Terms",
}
"""What an entry can be, and what several of them are called, in the order in which the glossary has them."""

MISREADINGS = frozenset(
    {
        "Kazakhstan",
        "large business in Kazakhstan",
        "subject of the Republic of Korea",
        "Hyundai Merchant and Marine",
        "O. Shport. Kozhemyako",
        "Vladimir Putin. Putin",
        "Word Bank",
        "AIDB",
        "Trans-Korean Highway",
    }
)
"""Aliases of the data that stand for their entry only in a damaged passage, and otherwise mean something else."""

_TERRITORIES = {"state", "region"}
"""Kinds of actors that are places too: where both tables have one under the same name, it is one entry."""

_KIND_WORDS = {
    "country": "state",
    "government_body": "government body",
    "line": "route",
    "media": "news medium",
    "other": "place",
    "station": "railway station",
    "zone": "economic zone",
}
"""Kinds of rows whose own word would puzzle a reader."""

_STATUS_WORDS = {
    "construction": "under construction",
    "idea": "an idea",
    "pilot": "on trial",
    "preparation": "in preparation",
    "study": "under study",
}
"""Statuses whose own word does not follow "it is"."""

_LAST_YEAR = 9999
"""Outside reports are taken in however late they are."""


@dataclass(frozen=True)
class Entry:
    """One entry of the glossary. All of it is plain text, not HTML."""

    id: str
    kind: str
    """One of `KINDS`."""
    name: str
    aliases: tuple[str, ...]
    """Other spellings, in the documents or the pages."""
    text: str
    """What it is, in a sentence or two."""
    misreadings: tuple[str, ...] = ()
    """What damaged passages of the documents call it; see `MISREADINGS`."""
    note: str = ""
    """Remark of the editors; may name errata."""
    see: tuple[str, ...] = ()
    """Ids of entries that belong with it."""
    anchors: tuple[str, ...] = ()
    """Ids of the words that carry it, those of the article first."""
    references: tuple[str, ...] = ()
    """Ids of the outside sources behind the text."""
    field: str = ""
    """What a term belongs to: trade, finance, method …"""
    is_everyday: bool = False
    """Whether pages name it all the time, so that one link a page is enough: states, capitals that stand for
    them, and words of the method."""


def all_entries() -> list[Entry]:
    """Return every entry, sorted by name.

    An id is that of the row. Where two things of different tables share one, the later table (actors, projects,
    places, terms) puts its kind before it, as in ``"project-business-council"``, and the two refer to each other.
    """
    found = _with_capitals(_unique([*_actors(), *_projects(), *_places(), *_terms()]))
    return sorted(found, key=lambda entry: (entry.name.casefold(), entry.id))


# --- one table after the other -----------------------------------------------------------------------


def _actors() -> Iterator[Entry]:
    countries = _countries()
    for row in _rows("actors"):
        kind = "person" if row["kind"] == "person" else "place" if row["kind"] in _TERRITORIES else "body"
        role = f": {row['role']}" if row["role"] else ""
        entry = _entry(row, row["actor_id"], kind, _sentence(_what(row, countries) + role))
        yield replace(entry, is_everyday=row["kind"] == "state")


def _projects() -> Iterator[Entry]:
    countries, statuses = _countries(), _latest_statuses()
    for row in _rows("projects"):
        parties = ", ".join(countries[code] for code in _split(row["parties"]))
        text = _sentence(f"{row['format']} project in the field of {row['sector']} ({parties})")
        told = statuses.get(row["project_id"], [])
        if told:
            text += f" Status: {'; '.join(map(_status, told))}."
        references = tuple(dict.fromkeys(name for report in told for name in _split(report["reference_ids"])))
        yield replace(_entry(row, row["project_id"], "project", text), references=references)


def _places() -> Iterator[Entry]:
    countries = _countries()
    for row in _rows("places"):
        what, more = _sentence(_what(row, countries)), _telling(row["note"])
        is_said = any(sentence.endswith(f" {what.lower()}") for sentence in more)
        text = " ".join(more if is_said else [what, *more])
        yield replace(_entry(row, row["place_id"], "place", text), is_everyday=row["kind"] == "country")


def _terms() -> Iterator[Entry]:
    for row in _rows("terms"):
        entry = _entry(row | {"name": row["term"]}, row["term_id"], "term", row["definition"])
        yield replace(entry, see=_split(row["see"]), field=row["kind"], is_everyday=row["kind"] == "method")


def _rows(table: str) -> list[dict]:
    """Return the rows of a table, missing cells as empty strings."""
    frame = load_table(table).astype(object)
    return frame.where(frame.notna(), "").to_dict("records")


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(LIST_SEPARATOR) if part.strip())


def _entry(row: dict, identity: str, kind: str, text: str) -> Entry:
    spellings = _split(row["aliases"])
    return Entry(
        identity,
        kind,
        row["name"],
        tuple(name for name in spellings if name not in MISREADINGS),
        text,
        misreadings=tuple(name for name in spellings if name in MISREADINGS),
        note=row.get("note", ""),
        anchors=tuple(filter(None, (row.get("article_anchor_id"), row.get("slides_anchor_id")))),
    )


# --- sentences ---------------------------------------------------------------------------------------


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:].rstrip(".") + "."


def _countries() -> dict[str, str]:
    """Return the name of each country by its ISO 3166 code."""
    return {row["country"]: row["name"] for row in _rows("places") if row["kind"] == "country"}


def _what(row: dict, countries: dict[str, str]) -> str:
    """Return kind and country: ``"company (Russia)"``; a state is not said to lie in itself."""
    word = _KIND_WORDS.get(row["kind"], row["kind"])
    country = countries.get(row["country"]) if word != "state" else None
    return f"{word} ({country})" if country else word


def _telling(note: str) -> list[str]:
    """Return the sentences of a note that tell something of the place, not of its coordinates or of the text."""
    parts = filter(None, re.split(r"\.\s+(?=[A-Z])|;\s+", note))
    return [_sentence(part) for part in parts if not re.search("coordinates|position|errat", part, re.IGNORECASE)]


def _latest_statuses() -> dict[str, list[dict]]:
    """Return the latest report of each source on each project, by project, in the order of time."""
    found = latest(reports(load_table("project_status"), load_table("context/project_status"), _LAST_YEAR))
    found = found.astype(object).where(found.notna(), None)
    return {project: rows.to_dict("records") for project, rows in found.groupby("project_id")}


def _status(report: dict) -> str:
    """Return a status with its date and who reports it: ``"wanted, April 2019 (slides)"``."""
    status = _STATUS_WORDS.get(report["status"], report["status"])
    source = "outside sources" if report["source"] == OUTSIDE else report["source"]
    return f"{status}, {read_aloud(report['as_of'])} ({source})"


# --- one id, one entry -------------------------------------------------------------------------------


def _unique(entries: Iterable[Entry]) -> list[Entry]:
    """Make one of what two tables have under one id and name, and part by their ids what only shares an id."""
    found: dict[str, Entry] = {}
    for entry in entries:
        other = found.get(entry.id)
        if other is None:
            found[entry.id] = entry
        elif (other.kind, other.name) == (entry.kind, entry.name):
            found[entry.id] = _joined(other, entry)
        else:
            found[other.id] = replace(other, see=(*other.see, f"{entry.kind}-{entry.id}"))
            entry = replace(entry, id=f"{entry.kind}-{entry.id}", see=(*entry.see, other.id))
            found[entry.id] = entry
    return list(found.values())


def _with_capitals(entries: list[Entry]) -> list[Entry]:
    """Count as everyday what also is another name of a state: Moscow, Pyongyang, Seoul."""
    stand_for_states = {
        alias for entry in entries if entry.kind == "place" and entry.is_everyday for alias in entry.aliases
    }
    return [replace(entry, is_everyday=entry.is_everyday or entry.name in stand_for_states) for entry in entries]


def _joined(one: Entry, other: Entry) -> Entry:
    """Return two entries as one, with the fuller text and everything else of both."""
    both = {
        name: tuple(dict.fromkeys(getattr(one, name) + getattr(other, name)))
        for name in ("aliases", "misreadings", "see", "anchors", "references")
    }
    note = " ".join(dict.fromkeys(filter(None, (one.note, other.note))))
    return replace(one, text=max(one.text, other.text, key=len), note=note, **both)
