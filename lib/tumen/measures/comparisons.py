"""Comparisons: on what the two documents agree, what moved, what each of them heeds, how each dates one story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from tumen.dates import read_aloud, span
from tumen.figures import NBSP
from tumen.measures.statements import MODALITIES
from tumen.measures.timeline import decimal_year
from tumen.quantity import Quantity, derive
from tumen.references import page_link, place_in_document

RELATIONS = {
    "confirms": ("●", "confirms"),
    "updates": ("▲", "updates"),
    "reverses": ("▼", "reverses"),
    "contradicts": ("■", "contradicts"),
    "not_mentioned": ("○", "in one only"),
}
"""Mark and word of each relation, from agreement to silence."""

SIDES = {"all claims": (-1, 0, 1), "claims for closer relations": (1,), "claims against": (-1,)}
"""Which claims are counted under each choice, by their polarity."""


# --- relations -------------------------------------------------------------------------------------------


def marked(relation: str) -> str:
    """Return a relation as mark and word, kept on one line: ``"▼ reverses"``."""
    return NBSP.join(RELATIONS[relation])


def in_words(comparisons: pd.DataFrame, relation: str) -> Quantity:
    """Return how many subjects stand in a ``relation``."""
    return _subjects(comparisons[comparisons["relation"] == relation], f"Subjects compared: {RELATIONS[relation][1]}")


def of_themes(comparisons: pd.DataFrame, themes: Sequence[str], relation: str | None = None) -> Quantity:
    """Return how many subjects of some ``themes`` stand in a ``relation``, or in any."""
    rows = comparisons[comparisons["theme"].isin(themes)]
    word = "any relation"
    if relation:
        rows, word = rows[rows["relation"] == relation], RELATIONS[relation][1]
    return _subjects(rows, f"Subjects compared on {', '.join(themes)}: {word}")


def tally(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Return the number of subjects for each theme and relation that occur together.

    Returns
    -------
    pandas.DataFrame
        ``theme, relation`` (its word), ``mark, number``, the same as a `Quantity` in ``figure``, and ``subjects``;
        themes with most subjects first, relations in the order of `RELATIONS`.
    """
    size = comparisons["theme"].value_counts()
    themes = sorted(size.index, key=lambda theme: (-size[theme], theme))
    rows = []
    for theme in themes:
        for relation, (mark, word) in RELATIONS.items():
            found = comparisons[(comparisons["theme"] == theme) & (comparisons["relation"] == relation)]
            if len(found):
                figure = _subjects(found, f"Subjects compared on {theme}: {word}")
                names = "; ".join(found["subject"])
                rows.append((theme, word, mark, len(found), figure, names))
    return pd.DataFrame(rows, columns=["theme", "relation", "mark", "number", "figure", "subjects"])


def matrix(tallied: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of `tally` with a row for each theme, a column for each relation, and their sum."""
    rows = []
    for theme, found in tallied.groupby("theme", sort=False):
        counts = dict(zip(found["relation"], found["figure"], strict=True))
        whole = derive(
            f"Subjects compared on {theme}",
            "counted in the table of comparisons",
            (),
            int(found["number"].sum()),
            "item",
        )
        rows.append({"theme": theme} | {word: counts.get(word) for _, word in RELATIONS.values()} | {"all": whole})
    return pd.DataFrame(rows)


def places(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Return the comparisons with the page of each document, and the link to the words where a page is public.

    Added: ``article_place`` (``"page 17"``), ``article_link``, ``slides_place`` (``"slide 4"``), each None where
    that document is silent.
    """
    ids = {side: list(comparisons[f"{side}_anchor_id"].fillna("")) for side in ("article", "slides")}
    added = {f"{side}_place": [_page(name) if name else None for name in names] for side, names in ids.items()}
    added["article_link"] = [page_link(name) if name else None for name in ids["article"]]
    return comparisons.assign(
        **{name: pd.Series(values, comparisons.index, dtype=object) for name, values in added.items()}
    )


def _page(anchor_id: str) -> str:
    return place_in_document(anchor_id).split(", ")[-1].replace(" ", NBSP)


def _subjects(rows: pd.DataFrame, title: str) -> Quantity:
    return derive(title, "counted in the table of comparisons", (), len(rows), "item")


# --- attention -------------------------------------------------------------------------------------------


def attention(statements: pd.DataFrame, counted: str = "all") -> pd.DataFrame:
    """Return which part of the claims of each document goes to each topic.

    Parameters
    ----------
    statements
        Rows of the table ``statements``.
    counted
        One of `tumen.measures.statements.MODALITIES`.

    Returns
    -------
    pandas.DataFrame
        For each of `SIDES` and each topic that one of the documents has: ``side, topic``, the shares ``article`` and
        ``slides`` in percent as quantities, and ``gain``, the slides' share less the article's in points.

    Raises
    ------
    ValueError
        A document has no claim of one of the sides.
    """
    kept = statements[statements["modality"].isin(MODALITIES[counted])]
    rows = []
    for side, polarities in SIDES.items():
        of_side = kept[kept["polarity"].isin(polarities)]
        for topic in sorted(of_side["topic"].unique()):
            article, slides = (_share(of_side, document, topic, side) for document in ("zakharova", "toloraya"))
            rows.append((side, topic, article, slides, slides.value - article.value))
    return pd.DataFrame(rows, columns=["side", "topic", "article", "slides", "gain"])


def _share(statements: pd.DataFrame, document_id: str, topic: str, side: str) -> Quantity:
    own = statements[statements["document_id"] == document_id]
    if own.empty:
        raise ValueError(f"{document_id} has none of: {side}")
    name = {"zakharova": "article", "toloraya": "slides"}[document_id]
    part, whole = (
        derive(title, "rows of the table of statements, counted", (), number, "item")
        for title, number in (
            (f"Claims of the {name} on {topic}, of {side}", int((own["topic"] == topic).sum())),
            (f"Claims of the {name}, of {side}", len(own)),
        )
    )
    share = (part / whole).named(f"Share of {topic} in the {name}, of {side}", unit="percent")
    return replace(share, resolution=1.0)  # a hundred claims do not bear tenths of a percent


# --- one story, told twice ---------------------------------------------------------------------------------


def two_tellings(
    events: pd.DataFrame, pairs: Mapping[str, tuple[str, Sequence[str]]], first_year: int, last_year: int
) -> pd.DataFrame:
    """Return the events of the slides in the order of their telling, each with those the article has for it.

    Parameters
    ----------
    events
        Rows of the table ``events``.
    pairs
        By event of the slides: a short label, and the article's events for the same matter, which may be none.
    first_year, last_year
        Ends of the axis; what is open or reaches further is cut there.

    Returns
    -------
    pandas.DataFrame
        A row for each event: ``label``, ``document`` (Slides or Article), ``event``, ``date`` in words, ``start``,
        ``middle`` and ``end`` as decimal years, ``is_point`` for what lies within a month, and ``fade``: the sides
        (none, left, right, both) on which the document gives no firm date.
    """
    by_id = events.set_index("event_id")
    rows = []
    for event_id, (label, others) in pairs.items():
        for document, name in [("Slides", event_id), *(("Article", other) for other in others)]:
            row = by_id.loc[name]
            first, last = span(row["date"])
            start = max(float(first_year), decimal_year(max(first, date(first_year, 1, 1))))
            end = min(last_year + 1.0, decimal_year(min(last, date(last_year, 12, 31)) + timedelta(days=1)))
            told = {"label": label, "document": document, "event": row["title"], "date": read_aloud(row["date"])}
            extent = {"start": start, "middle": (start + end) / 2, "end": end, "is_point": (last - first).days <= 31}
            rows.append(told | extent | {"fade": _soft_sides(row["date"], row["date_basis"])})
    return pd.DataFrame(rows)


def _soft_sides(text: str, basis: str) -> str:
    """Return on which sides a date is not firm: by its basis, by a mark of doubt, or because it is open."""
    first, _, last = text.partition("/")
    soft = [basis != "stated" or end == ".." or any(mark in end for mark in "~?%") for end in (first, last or first)]
    return {(False, False): "none", (True, False): "left", (False, True): "right", (True, True): "both"}[*soft]
