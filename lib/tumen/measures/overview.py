"""Overview: what the first notebook shows of the series as a whole.

Every function takes tables of the package, figures or checks, and returns figures, frames or Markdown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Sized
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from tumen.dates import read_aloud, span
from tumen.figures import HEDGE_WORDS
from tumen.quantity import Derivation, Quantity, derive

DOCUMENTS = {"zakharova": "Article", "toloraya": "Slides"}
"""The two documents, as a reader calls them."""

HEDGES = ("exact", "between", "about", "almost", "slightly_more_than", "more_than", "less_than", "up_to")
"""Every qualifier, in the order in which to explain them."""

CONFIDENCE = {
    "high": "official statistics, or a report of them that other sources bear out",
    "medium-high": "between high and medium",
    "medium": "read at second hand, rounded, or unclear in what it counts",
    "low-medium": "between medium and low",
    "low": "an estimate, or one of several sources that lie far apart",
    "suspect": "cannot be right as printed; kept, and not used",
}
"""Levels of confidence in outside figures, from the best down, with what they mean."""


def counted(things: Sized, title: str, period: str | None = None) -> Quantity:
    """Return the number of some things in the data as a figure."""
    return derive(title, "count of the entries in the data", (), len(things), "item").named(title, period=period)


def holdings(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Quantity]]:
    """Return how many rows of each table every document accounts for.

    Parameters
    ----------
    tables
        Rows with a ``document_id``, by what they are called in the title of the figure.
    """
    return {
        what: {
            document: counted(rows[rows["document_id"] == document], f"{what} in the {name.lower()}")
            for document, name in DOCUMENTS.items()
        }
        for what, rows in tables.items()
    }


# --- the record of trade -----------------------------------------------------------------------------


def share_of_level(figure: Quantity, base: Quantity) -> Quantity:
    """Return a figure in percent of the level of a base year."""
    title = f"Trade turnover as a share of that of {base.period}"
    if figure.id == base.id:  # its error is the same above and below the line
        return derive(title, "the base year itself: {0}", (base,), 100, "percent").named(title, period=base.period)
    return (figure / base).named(title, unit="percent", period=figure.period)


def phases(events: pd.DataFrame, names: Mapping[str, Mapping[str, Sequence[str]]]) -> pd.DataFrame:
    """Return the phases of each document, from the events that open and close them.

    Parameters
    ----------
    events
        Rows of ``events``.
    names
        By document: a short name for each phase, and the ids of its event, or of its first and its last.

    Returns
    -------
    pandas.DataFrame
        ``document, phase, start, end`` (years with fractions, a year's mark standing at its middle),
        ``dated`` (by the document's words, or by their context), ``date`` in words, ``event``.
    """
    by_id = events.set_index("event_id")
    return pd.DataFrame(
        [
            {"document": DOCUMENTS[document], "phase": phase} | _extent([by_id.loc[name] for name in ids])
            for document, by_phase in names.items()
            for phase, ids in by_phase.items()
        ]
    )


def _extent(rows: Sequence[pd.Series]) -> dict[str, Any]:
    first, last = rows[0], rows[-1]
    is_stated = all(row["date_basis"] == "stated" for row in rows)
    return {
        "start": _as_year(span(first["date"])[0]),
        "end": _as_year(span(last["date"])[1], days=1),
        "dated": "by its words" if is_stated else "by its context",
        "date": " to ".join(dict.fromkeys(read_aloud(row["date"]) for row in rows)),
        "event": "; ".join(dict.fromkeys(row["title"] for row in rows)),
    }


def _as_year(day: date, days: int = 0) -> float:
    """Return a day on an axis where the mark of a year stands at the middle of the year."""
    return round(day.year - 0.5 + (day.timetuple().tm_yday - 1 + days) / 365.25, 3)


def phases_of_year(year: int, found: pd.DataFrame) -> str:
    """Return the phases that take in the middle of a year, each with its document."""
    inside = found[(found["start"] <= year) & (found["end"] >= year)]
    return "; ".join(f"{row.phase} ({row.document.lower()})" for row in inside.itertuples())


# --- how to read -------------------------------------------------------------------------------------


def hedge_table(examples: Sequence[Quantity]) -> pd.DataFrame:
    """Return one row for each of some stated figures: its hedge, and the bounds that the rule of the hedge gives.

    The figures should differ in their hedges; a bound that the rule leaves open is said to be open.
    """
    return pd.DataFrame(
        [
            {
                "hedge": HEDGE_WORDS[figure.qualifier].strip() or _UNHEDGED[figure.qualifier],
                "figure": figure,
                "title": _read_label(figure),
                "lower": _end(figure, figure.lower, "Least"),
                "upper": _end(figure, figure.upper, "Most"),
            }
            for figure in examples
        ]
    )


_UNHEDGED = {"exact": "no hedge", "between": "from … to"}


def _end(figure: Quantity, bound: float, which: str) -> Quantity | str:
    if math.isinf(bound):
        return "open"
    formula = "bound of {0} by the rule of its hedge"
    end = derive(f"{which} that the words allow: {figure.title}", formula, (figure,), bound, figure.unit)
    is_rounding = figure.qualifier in _UNHEDGED and figure.resolution
    return replace(end, period=figure.period, resolution=figure.resolution / 10 if is_rounding else None)


def _read_label(figure: Quantity) -> str:
    return f"{figure.title}, {read_aloud(figure.period)}" if figure.period else figure.title


def verdict_table(checks: Sequence[Any], verdicts: Sequence[str]) -> pd.DataFrame:
    """Return one row for each verdict: how many checks end in it, and the first of them as an example."""
    rows = []
    for verdict in verdicts:
        group = [check for check in checks if check.verdict == verdict]
        example = group[0] if group else None
        rows.append(
            {
                "verdict": str(verdict),
                "number": counted(group, f"Checks found {verdict}"),
                "claim": example.claim if example else "None at present.",
                "computed": example.computed if example else None,
                "claimed": example.claimed if example else None,
            }
        )
    return pd.DataFrame(rows)


def confidence_table(figures: Sequence[Quantity]) -> pd.DataFrame:
    """Return one row for each level of confidence that occurs: what it means, how many figures have it, one of them."""
    levels = {level: [f for f in figures if f.lineage.confidence == level] for level in CONFIDENCE}
    return pd.DataFrame(
        [
            {
                "confidence": level.replace("-", " to "),
                "meaning": CONFIDENCE[level],
                "number": counted(group, f"Outside figures of {level} confidence"),
                "example": group[0],
                "title": _read_label(group[0]),
            }
            for level, group in levels.items()
            if group
        ]
    )


# --- findings ----------------------------------------------------------------------------------------


def least_ratio(larger: Quantity, smaller: Quantity, title: str) -> Quantity:
    """Return how many times the least of the one exceeds the most of the other: their nearest approach.

    Raises
    ------
    ValueError
        A bound is open, so that there is no nearest approach.
    """
    if math.isinf(larger.lower) or math.isinf(smaller.upper):
        raise ValueError(f"{larger.title} and {smaller.title} have no nearest approach")
    ratio = larger.lower / smaller.upper
    formula = "lower bound of {0} ÷ upper bound of {1}"
    return Quantity(ratio, ratio, ratio, "times", title, Derivation(formula, (larger, smaller)))


def events_by_year(events: pd.DataFrame) -> pd.DataFrame:
    """Return how many events of each document fall into each year; planned and longer ones are left out."""
    years = events["date"].map(_only_year)
    placed = events.assign(year=years)[years.notna() & ~events["is_planned"]]
    groups = placed.groupby(["document_id", "year"])
    return pd.DataFrame(
        [
            {
                "document": DOCUMENTS[document],
                "year": int(year),
                "events": counted(group, f"Dated events in the {DOCUMENTS[document].lower()}", period=str(int(year))),
            }
            for (document, year), group in sorted(groups, key=lambda item: (item[0][1], item[0][0]))
        ]
    )


def _only_year(text: str) -> float:
    first, last = span(text)
    return first.year if first.year == last.year else math.nan


# --- the series --------------------------------------------------------------------------------------


def see(series: Mapping[str, Any], *names: str) -> str:
    """Return links, in Markdown, to those of the notebooks ``names`` that exist; nothing if none does.

    Parameters
    ----------
    series
        Metadata of the notebooks that exist, by name.
    names
        Notebooks worth reading next.
    """
    links = [f"[{_short_title(series[name]['title'])}]({name}.ipynb)" for name in names if name in series]
    return f"Worked out in: {', '.join(links)}." if links else ""


def _short_title(title: str) -> str:
    return re.sub(r"^\d+ · ", "", title).split(":")[0]


def map_of_series(sections: pd.DataFrame, series: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return, for each document and for both, lines of Markdown: its sections and the notebook that covers them.

    Parameters
    ----------
    sections
        Rows of ``sections`` that a notebook may cover, in order.
    series
        Metadata of the notebooks that exist, by name; each says which sections it covers.
    """
    covering = {code: name for name, metadata in series.items() for code in _codes(metadata["tumen"]["section"])}
    found: dict[str, list[str]] = {name: [] for name in DOCUMENTS}
    for document, rows in sections.groupby("document_id", sort=False):
        pairs = [(row.title, covering.get(row.section_id)) for row in rows.itertuples()]
        found[document] = [_map_line(titles, name, series) for titles, name in _runs(pairs)]
    whole = [name for name in series if name not in covering.values()]
    return found | {"both": [f"- {_link(name, series)}: {series[name]['tumen']['summary']}" for name in whole]}


def _codes(section: str) -> list[str]:
    """Return the sections named, also as a span: ``"s05-s06"``."""
    codes = re.findall(r"[zs]\d+", section)
    if len(codes) == 2 and re.search(r"\d\s*(-|–|…|\.\.)\s*[zs]", section):
        width = len(codes[0]) - 1
        return [f"{codes[0][0]}{n:0{width}}" for n in range(int(codes[0][1:]), int(codes[1][1:]) + 1)]
    return codes


def _runs(pairs: Sequence[tuple[str, str | None]]) -> list[tuple[list[str], str | None]]:
    """Join neighbouring sections that one notebook covers."""
    runs: list[tuple[list[str], str | None]] = []
    for title, name in pairs:
        if runs and name and runs[-1][1] == name:
            runs[-1][0].append(title)
        else:
            runs.append(([title], name))
    return runs


def _map_line(titles: Sequence[str], name: str | None, series: Mapping[str, Any]) -> str:
    covered = _link(name, series) if name else "*still to come*"
    return f"- {'; '.join(titles)} → {covered}"


def _link(name: str, series: Mapping[str, Any]) -> str:
    return f"[{series[name]['title']}]({name}.ipynb)"
