"""What the tests take in: figures, dates and rows, each exchangeable, so that one can tamper with it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from tumen import facts
from tumen.data import load_references, load_table
from tumen.dates import read_aloud, span
from tumen.errors import UnknownNameError
from tumen.quantity import Derivation, Quantity, derive
from tumen.schema import unknown

PRINTED = {
    "consul-general-meeting": (
        "Meeting of the consul general with the governor, as the text has it",
        "2013-05/2013-08",
    ),
}
"""Dates as printed, of events that the data date otherwise (errata): "mid-2013" is read as May to August."""

_SHORT = {
    "zakharova": "The article",
    "toloraya": "The slides",
    "ru-decree-1718-2007": "Russian decree on UN resolution 1718",
    "ruble-settlement-sputnik-channel": "Channel for payments through Bank Sputnik",
    "victory-mostovik-bankrupt-2015": "Mostovik reported bankrupt",
    "pilot-shipment-rok-2014": "Pilot shipment of coal to the ROK",
}
"""Titles for rows whose own is too long or none."""

_DATED = {
    # columns of each table: its key, what happened, when
    "events": ("event_id", "title", "date"),
    "documents": ("document_id", "title", "issued"),
    "quantities": ("quantity_id", "title", "period"),
    "context/sanctions": ("act_id", "act", "date"),
    "context/project_outcomes": ("outcome_id", "outcome", "period"),
    "context/rajin_transit": ("transit_id", "series", "period"),
}


@dataclass(frozen=True)
class Moment:
    """Something that happened or was printed at a date, given in EDTF; None if the source gives no date."""

    title: str
    date: str | None

    def __str__(self) -> str:
        return f"{self.title}: {read_aloud(self.date) if self.date else 'no date'}"

    def end(self) -> Moment:
        """Return the last day of a span: where the date is a duration, and not the day unknown within it."""
        return Moment(f"{self.title}, the end", span(self.date)[1].isoformat() if self.date else None)

    @property
    def days(self) -> tuple[float, float]:
        """The first and the last day that the date may mean, counted; infinite where it is open."""
        first, last = span(self.date) if self.date else (date.min, date.max)
        return (
            -math.inf if first == date.min else first.toordinal(),
            math.inf if last == date.max else last.toordinal(),
        )


def dated(table: str, row: str) -> Moment:
    """Return what a row of a table dates, or a footnote: ``dated("footnotes", "z-n17")`` has the date as printed.

    Raises
    ------
    UnknownNameError
        No such table of dates, or no such row.
    """
    if table == "printed":
        return Moment(*PRINTED[row])
    if table == "footnotes":
        return _footnote(row)
    if table not in _DATED:
        raise UnknownNameError(unknown("table of dates", table, list(_DATED)))
    key, title, when = _DATED[table]
    rows = load_table(table).set_index(key)
    if row not in rows.index:
        raise UnknownNameError(unknown(f"date in {table}", row, list(rows.index)))
    found = rows.loc[row]
    return Moment(_SHORT.get(row, found[title]), found[when] if isinstance(found[when], str) else None)


def _footnote(row: str) -> Moment:
    footnote = load_table("footnotes").set_index("footnote_id").loc[row]
    if not isinstance(footnote["reference_id"], str):
        return Moment(f"Footnote {footnote['number']}", None)
    reference = load_references()[footnote["reference_id"]]
    printed = reference.get("custom", {}).get("printed_date")
    if printed:
        return Moment(f"Footnote {footnote['number']}", datetime.strptime(printed, "%d.%m.%Y").date().isoformat())
    parts = reference.get("issued", {}).get("date-parts", [[]])[0]
    return Moment(f"Footnote {footnote['number']}", "-".join(f"{part:02d}" for part in parts) or None)


@dataclass(frozen=True)
class Figures:
    """Where the tests get their figures, dates and rows from."""

    stated: Callable[[str], Quantity] = facts.stated
    outside: Callable[[str, str], Quantity] = facts.outside
    dated: Callable[[str, str], Moment] = dated
    table: Callable[[str], pd.DataFrame] = load_table


# --- claims as quantities ------------------------------------------------------------------------------


def at_most(limit: Quantity, title: str) -> Quantity:
    """Return "no more than ``limit``" as a claim."""
    formula = Derivation("no more than {0}", (limit,))
    return Quantity(limit.value, 0.0, limit.upper, limit.unit, title, formula, "up_to", limit.period, limit.resolution)


def at_least(limit: Quantity, title: str, bound: float) -> Quantity:
    """Return "no less than ``limit``" as a claim; ``bound`` is the end of its bounds that is meant."""
    formula = Derivation("no less than {0}", (limit,))
    return Quantity(bound, bound, math.inf, limit.unit, title, formula, "more_than", limit.period, limit.resolution)


def at_its_highest(figure: Quantity) -> Quantity:
    """Return the most that the bounds of ``figure`` allow, as a number of its own."""
    title = f"{figure.title}, at the most"
    return derive(title, "the upper bound of {0}", (figure,), figure.upper, figure.unit)


def reading(title: str, lower: float, upper: float, unit: str) -> Quantity:
    """Return words without a number as bounds; ``title`` says how they are read."""
    value = lower if math.isinf(upper) else (lower + upper) / 2
    return Quantity(value, lower, upper, unit, title, Derivation("our reading of the words", ()), "between")


# --- dates as quantities -------------------------------------------------------------------------------

_BETWEEN = "from the first to the second, in days, by the earliest and the latest day that each may mean"
_SINCE = "from the first day of the first to the second, in days"


def lies_between_dates(quantity: Quantity) -> bool:
    """Whether a quantity is the time between two dates; its title then names both."""
    return isinstance(quantity.lineage, Derivation) and quantity.lineage.formula in (_BETWEEN, _SINCE)


def days_between(earlier: Moment, later: Moment) -> Quantity:
    """Return the days from one date to another; negative if the second comes first."""
    (first, last), (start, end) = earlier.days, later.days
    return _days(f"{earlier}; {later}", start - last, end - first, _BETWEEN)


def follows(later: Moment, earlier: Moment) -> tuple[Quantity, Quantity]:
    """Return both sides of the claim that ``later`` does not come before ``earlier``."""
    return days_between(earlier, later), reading("Not before the first of the two", 0.0, math.inf, "day")


def falls_within(moment: Moment, period: Moment) -> tuple[Quantity, Quantity]:
    """Return both sides of the claim that ``moment`` falls within the span of ``period``."""
    first, last = period.days
    start, end = moment.days
    computed = _days(f"{period}; {moment}", start - first, end - first, _SINCE)
    return computed, reading("Within the span of the first of the two", 0.0, last - first, "day")


def _days(title: str, lower: float, upper: float, formula: str) -> Quantity:
    ends = [bound for bound in (lower, upper) if not math.isinf(bound)]
    value = sum(ends) / len(ends) if ends else 0.0
    return Quantity(value, lower, upper, "day", title, Derivation(formula, ()), "between")
