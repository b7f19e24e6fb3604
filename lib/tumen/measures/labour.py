"""Labour: people against ceilings, figures of different kinds kept apart, and what workers would have to send home."""

from __future__ import annotations

import pandas as pd

from tumen.dates import read_aloud, span
from tumen.facts import outside
from tumen.quantity import Quantity, derive

MONTHS = 12

KINDS = {
    "hired": "hired in the year",
    "quota": "quota, a ceiling",
    "permits": "permits in force",
    "holders": "holders of permits",
    "heads": "workers, by an official",
    "guess": "workers, by the press",
    "left": "left, permits revoked",
}
"""What a figure counts. Figures of different kinds make no series."""

UNDATED = "year not fixed"

_SERIES = {
    "quota": "quota",
    "valid_work_permits": "permits",
    "nationals_with_valid_permits": "holders",
    "workers_remaining_permits_revoked": "left",
    "workers_in_russia": "heads",
}
_HIRED = "workers-2010-zakharova"


def stock_over_quota(stock: Quantity, quota: Quantity) -> Quantity:
    """Return how many people there were for each hundred a quota allows, in percent.

    The two may be of different years; the title then names both, and the period is left open.
    """
    if stock.period == quota.period:
        return (stock / quota).named("Workers as a share of the quota", unit="percent", period=stock.period)
    title = f"Workers of {stock.period} as a share of the quota of {quota.period}"
    return (stock / quota).named(title, unit="percent")


def sent_in_a_year(a_month: Quantity, workers: Quantity) -> Quantity:
    """Return what ``workers`` send home in a year if each sends ``a_month`` (per person)."""
    return (a_month * workers * MONTHS).named(f"Money sent home in a year: {workers.title}", unit="USD")


def needed_a_month(total: Quantity, workers: Quantity) -> Quantity:
    """Return what each of the ``workers`` has to send home in a month to make up a yearly ``total``."""
    title = f"Needed a month of each of {workers!s}: {total.title}"
    return (total / (workers * MONTHS)).named(title, unit="USD/person")


def by_kind(workers: pd.DataFrame, last_year: int) -> pd.DataFrame:
    """Return the figures for the workers in Russia, each with what it counts, in order of time, undated ones last.

    Parameters
    ----------
    workers
        The table ``context/workers``; its rows for a single region or without a number are left out.
    last_year
        Last year that is kept. A figure whose year is doubtful is kept if the year may lie within.

    Returns
    -------
    pandas.DataFrame
        ``figure`` (Quantity), ``row``, ``kind`` (one of `KINDS`, in words), ``date`` in words, ``note``. Where the
        year itself is doubtful, ``date`` says so and the figure stands after all others.
    """
    rows = []
    for row in workers[workers["series"].isin(list(_SERIES)) & workers["value"].notna()].itertuples():
        first, _ = span(row.period)
        if first.year <= last_year:
            kind = "guess" if row.basis == "estimate" else "hired" if row.workers_id == _HIRED else _SERIES[row.series]
            figure = outside("context/workers", row.workers_id)
            doubtful = row.period.endswith("?")
            date = UNDATED if doubtful else read_aloud(row.period)
            rows.append((doubtful, first, figure, row.workers_id, KINDS[kind], date, row.note))
    frame = pd.DataFrame(rows, columns=["doubtful", "first", "figure", "row", "kind", "date", "note"])
    order = ["doubtful", "first"]
    return frame.sort_values(order, kind="stable", ignore_index=True).drop(columns=order)


def kinds_counted(figures: pd.DataFrame) -> Quantity:
    """Return of how many kinds the figures are; see `by_kind`."""
    return derive("Kinds of figures for North Korean workers", "kinds counted", (), figures["kind"].nunique(), "item")
