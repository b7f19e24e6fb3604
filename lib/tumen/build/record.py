"""What the rest of the site needs to know of a page; kept with the site, so that pages that stay still count."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Section:
    """A part of a page under one heading, as search finds it; the part before the first heading has no anchor."""

    anchor: str
    heading: str
    text: str
    """Sentences, captions, titles of charts and what they show; no code, no rows of tables."""


@dataclass(frozen=True)
class Title:
    """A page as other pages name it."""

    name: str
    title: str

    @property
    def short_title(self) -> str:
        """The title without its question: ``"03 · Bilateral trade"``."""
        return self.title.split(":")[0]


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
    findings: tuple[str, ...] = ()
    """Findings for the front page, as HTML; only the overview has them."""
    finding_cards: tuple[str, ...] = ()
    """The evidence of the figures in the findings."""
    failure: str = ""
    """Why there is no page, where its notebook failed."""

    @property
    def short_title(self) -> str:
        """See `Title`."""
        return Title(self.name, self.title).short_title

    def dump(self) -> str:
        """Return the record as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def load(cls, text: str) -> Record:
        """Return the record that `dump` wrote."""
        content = json.loads(text)
        sections = tuple(Section(**section) for section in content["sections"])
        lists = {name: tuple(value) for name, value in content.items() if isinstance(value, list)}
        return cls(**{**content, **lists, "sections": sections})
