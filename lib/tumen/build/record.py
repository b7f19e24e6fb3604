"""What the rest of the site needs to know of a page; kept with the site, so that pages that stay still count."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """A part of a page under one heading, as search finds it; the part before the first heading has no anchor."""

    anchor: str
    heading: str
    text: str
    """Sentences, captions, titles of charts and what they show; no code, no rows of tables."""


@dataclass(frozen=True)
class Record:
    """One page, without its HTML."""

    name: str
    title: str
    summary: str
    document: str
    sections: tuple[Section, ...]
    references: tuple[str, ...]
    """Ids of the references that its figures, charts and sources go back to."""
    entries: tuple[str, ...]
    """Ids of the entries of the glossary that its text names."""
    charts: tuple[str, ...]
    """Names of its charts, in order."""

    def as_json(self) -> dict[str, Any]:
        """Return the record as plain lists and dictionaries."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Record:
        """Return the record that `as_json` made."""
        sections = tuple(Section(**section) for section in content["sections"])
        lists = {name: tuple(content[name]) for name in ("references", "entries", "charts")}
        return cls(**{**content, **lists, "sections": sections})
