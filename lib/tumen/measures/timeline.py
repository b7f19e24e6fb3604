"""Events in time: how precisely they are dated, when they crowd together, who took part, how long things took."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from tumen.data import load_table
from tumen.dates import read_aloud, span
from tumen.measures.groups import group_that_takes_in
from tumen.quantity import Derivation, Quantity, derive

PRECISIONS = {"day": 1, "month": 31, "part of a year": 184, "year": 366}
"""Kinds of date, finest first, with the most days each may span; what spans more is "longer"."""

KIND_GROUPS = {
    "visits and talks": ("visit", "summit", "talks", "meeting", "commission_meeting"),
    "papers signed": ("treaty", "agreement", "memorandum", "declaration", "law", "contract"),
    "decisions and announcements": (
        *("decision", "announcement", "proposal", "policy"),
        *("report", "publication", "establishment", "project_stage"),
    ),
    "deeds": ("ceremony", "delivery", "shipment", "payment", "construction", "test", "project_start"),
    "setbacks": ("crisis", "suspension", "sanction"),
    "other": ("trade_change", "leadership_change", "other"),
}
"""The kinds of events in groups; a deed is something handed over, carried, paid, built or begun."""

LANES = {
    "politics": "Leaders and policy",
    "gas": "Gas pipeline",
    "debt": "Old debt",
    "trade": "Trade",
    "delegations": "Delegations",
    "commission": "Commission and working groups",
    "business_terms": "Payments and visas",
    "aid": "Aid",
    "industry": "Soviet-built industry",
    "railway_and_port": "Railway, port and road",
    "victory": "Project Victory",
    "power": "Power supply",
    "labour": "Labour",
    "farming": "Farming",
    "sanctions": "Sanctions",
}
"""The lane of each topic of the table of events, from top to bottom."""

FORMS = {
    "travelled": ("visit",),
    "talked": ("talks", "meeting", "summit", "commission_meeting"),
    "concluded": ("agreement", "memorandum", "declaration", "decision", "ceremony"),
}
"""What a contact was, by the kind of event; concluded is what was signed, declared, decided or handed over."""

_LABEL_ROOM = 0.45
"""Share of the width that the title of an event needs beside its mark."""
_NAME_LETTER, _LANE_GAP = 0.027, 0.6
"""Share of a narrow chart's width that a letter of a lane's name takes; rows between lanes without a row for it."""


# --- dates ---------------------------------------------------------------------------------------------


def precision(text: str) -> str:
    """Return how precise an EDTF date is: one of `PRECISIONS`, or ``"longer"``."""
    first, last = span(text)
    days = (last - first).days + 1
    return next((name for name, most in PRECISIONS.items() if days <= most), "longer")


def is_hedged(text: str) -> bool:
    """Whether an EDTF date is marked as approximate or uncertain."""
    return bool(re.search(r"[~?%]", text))


def with_span(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the frame with the ``start``, ``middle`` and ``end`` of its EDTF dates as decimal years.

    A chart can then draw a figure over the whole time it holds for: ``"2014"`` from 2014.0 to 2015.0.
    """
    ends = [span(text) for text in frame[column]]
    start = [decimal_year(first) for first, _ in ends]
    end = [decimal_year(last + timedelta(days=1)) if last < date.max else float(date.max.year) for _, last in ends]
    middle = [(one + other) / 2 for one, other in zip(start, end, strict=True)]
    return frame.assign(start=start, middle=middle, end=end)


def decimal_year(day: date) -> float:
    """Return a day as a year with fraction: 2 July 2014 is about 2014.5."""
    days = 366 if calendar.isleap(day.year) else 365
    return round(day.year + (day.timetuple().tm_yday - 1) / days, 4)


def days_between(first: str, last: str, title: str, *, in_order: bool = False) -> Quantity:
    """Return the days from one EDTF date to another; where a day is not known, the bounds take in all.

    Parameters
    ----------
    in_order
        The source says that the second came after the first, even where the dates alone would allow
        the contrary: the days are then none at least.

    Raises
    ------
    ValueError
        The second date may lie before the first, or with ``in_order`` it must.
    """
    (earliest, latest), (soonest, farthest) = span(first), span(last)
    low, high = (soonest - latest).days, (farthest - earliest).days
    if high < 0 or (low < 0 and not in_order):
        raise ValueError(f"{last} may lie before {first}")
    low = max(low, 0)
    lineage = Derivation(f"days from {read_aloud(first)} to {read_aloud(last)}", ())
    hedge = "exact" if low == high else "about"
    period = f"{first.split('/')[0]}/{last.split('/')[-1]}"
    return Quantity((low + high) / 2, low, high, "day", title, lineage, hedge, period)


def lag(events: pd.DataFrame, first_id: str, last_id: str) -> Quantity:
    """Return the days from one event to a later one, as "a to b" where a date is not known to the day.

    Parameters
    ----------
    events
        Rows of the table ``events``; the article must tell of the two in this order.

    Raises
    ------
    KeyError
        No such event.
    ValueError
        By their dates the second happened before the first.
    """
    dates = events.set_index("event_id")["date"]
    titles = events.set_index("event_id")["title"]
    title = f"From “{titles[first_id]}” to “{titles[last_id]}”"
    days = days_between(dates[first_id], dates[last_id], title, in_order=True)
    return days if days.qualifier == "exact" else replace(days, qualifier="between")


# --- counting events -----------------------------------------------------------------------------------


def group_of(kind: str) -> str:
    """Return the group, one of `KIND_GROUPS`, that a kind of event belongs to.

    Raises
    ------
    ValueError
        No group takes it in.
    """
    return group_that_takes_in(kind, KIND_GROUPS, "group of events")


def happened(events: pd.DataFrame) -> pd.DataFrame:
    """Return the events that can be counted by year: not planned, and dated within one calendar year."""
    ends = events["date"].map(span)
    within_a_year = ends.map(lambda days: days[0].year == days[1].year)
    return events[within_a_year & ~events["is_planned"]]


def half_years(first_year: int, last_year: int) -> list[str]:
    """Return the half-years from one year to another, both included, as EDTF: ``"2014-40"``, ``"2014-41"``."""
    return [f"{year}-{half}" for year in range(first_year, last_year + 1) for half in (40, 41)]


def events_per_half_year(events: pd.DataFrame, first_year: int, last_year: int) -> dict[str, Quantity]:
    """Return how many events `happened` in each half-year, between those that surely did and those that may have.

    An event is sure if its date lies within the half-year and is not hedged. One that is dated to the year
    alone may have happened in either half.
    """
    dates = list(happened(events)["date"])
    return {period: _count_within(dates, period) for period in half_years(first_year, last_year)}


def _count_within(dates: Sequence[str], period: str) -> Quantity:
    start, end = span(period)
    overlapping = [text for text in dates if span(text)[0] <= end and span(text)[1] >= start]
    sure = [text for text in overlapping if span(text)[0] >= start and span(text)[1] <= end and not is_hedged(text)]
    low, high = len(sure), len(overlapping)
    lineage = Derivation("events dated within the half-year, to those that may fall into it", ())
    hedge = "exact" if low == high else "between"
    return Quantity((low + high) / 2, low, high, "item", "Dated events in the half-year", lineage, hedge, period)


def longest_silence(counts: Mapping[str, Quantity]) -> Quantity:
    """Return the longest run of half-years into which no event can fall, in years; its period says from when to when.

    Parameters
    ----------
    counts
        The result of `events_per_half_year`.

    Raises
    ------
    ValueError
        Every half-year may have an event.
    """
    runs: list[list[str]] = [[]]
    for period, figure in counts.items():
        if figure.upper == 0:
            runs[-1].append(period)
        elif runs[-1]:
            runs.append([])
    longest = max(runs, key=len)
    if not longest:
        raise ValueError("every half-year may have an event")
    first, last = span(longest[0])[0], span(longest[-1])[1]
    silence = derive("Longest time without an event", "half-years without any, ÷ 2", (), len(longest) / 2, "year")
    return silence.named(silence.title, period=f"{first:%Y-%m}/{last:%Y-%m}")


def half_year_frame(events: pd.DataFrame, first_year: int, last_year: int) -> pd.DataFrame:
    """Return the counts of `events_per_half_year` for all events and for each group of kinds, ready to draw.

    Returns
    -------
    pandas.DataFrame
        ``group, period, start, middle, end, sure, possible``; the group of all events is "all kinds".
    """
    grouped = {"all kinds": events} | {group: of_group(events, group) for group in KIND_GROUPS}
    rows = [
        (group, period, figure.lower, figure.upper)
        for group, chosen in grouped.items()
        for period, figure in events_per_half_year(chosen, first_year, last_year).items()
    ]
    return with_span(pd.DataFrame(rows, columns=["group", "period", "sure", "possible"]), "period")


def of_group(events: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the events whose kind belongs to a group of `KIND_GROUPS`."""
    return events[events["kind"].isin(KIND_GROUPS[group])]


def events_by_kind(events: pd.DataFrame) -> dict[str, Quantity]:
    """Return how many events `happened` of each group of kinds, groups without any included."""
    counted = happened(events)
    return {group: count(of_group(counted, group), f"Events: {group}") for group in KIND_GROUPS}


def count(rows: pd.DataFrame, title: str) -> Quantity:
    """Return the number of rows of the table of events as a quantity."""
    return derive(title, "rows of the table of events, counted", (), len(rows), "item")


def share_in_year(events: pd.DataFrame, year: int) -> Quantity:
    """Return the share, in percent, of the events that `happened` which did so in one year.

    Raises
    ------
    ValueError
        No event can be counted.
    """
    counted = happened(events)
    if counted.empty:
        raise ValueError("no event can be counted")
    inside = counted[counted["date"].map(lambda text: span(text)[0].year == year)]
    share = count(inside, f"Events of {year}") / count(counted, "Events of all years")
    return share.named(f"Share of the events that fall into {year}", unit="percent", period=str(year))


# --- drawing events ------------------------------------------------------------------------------------


def lanes(events: pd.DataFrame, first_year: int, last_year: int) -> pd.DataFrame:
    """Return the events that touch the years from first to last, ready to draw in lanes, one to a row.

    Returns
    -------
    pandas.DataFrame
        The events, with ``lane``, ``group``, ``precision``, ``when`` (the date in words), the columns of
        `with_span` cut to the years, ``opens`` (``left``, ``right`` or nothing: where it runs beyond them or
        has no known end), ``hedged`` (its date is, or nothing says when it began), ``side`` (``left``, ``right``
        or ``above``: where its title has most room), ``row`` (its own row, below one for the lane's name and one
        for a title above it), ``packed`` (the first row of the lane in which it overlaps nothing) and ``named``
        (where the lane's name stands over packed rows: above them, or in the first before its marks).
    """
    edges = float(first_year), float(last_year + 1)
    spanned = with_span(events, "date").query("end > @edges[0] and start < @edges[1]")
    placed = spanned.assign(
        lane=pd.Categorical(spanned["topic"].map(LANES), list(LANES.values()), ordered=True),
        group=spanned["kind"].map(group_of),
        precision=spanned["date"].map(precision),
        when=spanned["date"].map(read_aloud),
        hedged=spanned["date"].map(is_hedged) | spanned["date"].str.startswith(".."),
        opens=[_open_side(row.start, row.end, *edges) for row in spanned.itertuples()],
        start=spanned["start"].clip(*edges),
        end=spanned["end"].clip(*edges),
    )
    placed["middle"] = (placed["start"] + placed["end"]) / 2
    placed = placed.sort_values(["lane", "start", "end"], kind="stable", ignore_index=True)
    placed["side"] = [_label_side(row.start, row.end, *edges) for row in placed.itertuples()]
    begins_lane = placed["lane"].astype(str) != placed["lane"].astype(str).shift()
    placed["row"] = (1 + begins_lane + (placed["side"] == "above")).cumsum() - 1
    placed["packed"], placed["named"] = _packed(placed, *edges)
    placed["lane"] = placed["lane"].astype(str)
    return placed


def _open_side(start: float, end: float, first: float, last: float) -> str:
    return "left" if start < first else "right" if end > last else ""


def _label_side(start: float, end: float, first: float, last: float) -> str:
    room = max(start - first, last - end) / (last - first)
    if room < _LABEL_ROOM:
        return "above"
    return "left" if start - first > last - end else "right"


def _packed(placed: pd.DataFrame, first: float, last: float) -> tuple[list[float], list[float]]:
    """Return the row of each event, and of its lane's name, if what does not overlap shares the rows of a lane."""
    rows, names, busy, offset, lane = [], [], [], 0.0, None
    for event in placed.itertuples():
        if event.lane != lane:
            name_ends = first + len(event.lane) * _NAME_LETTER * (last - first)
            has_own_row = event.start < name_ends  # the first event of a lane begins first
            offset, busy, lane = offset + len(busy) + (1 if has_own_row else _LANE_GAP), [], event.lane
            name = offset - has_own_row
        place = next((n for n, until in enumerate(busy) if event.start >= until + (last - first) / 100), len(busy))
        busy[place : place + 1] = [event.end]
        rows.append(offset + place)
        names.append(name)
    return rows, names


# --- who took part -------------------------------------------------------------------------------------


def contacts(events: pd.DataFrame, sides: Mapping[str, Sequence[str]], year: int) -> pd.DataFrame:
    """Return who of the Russian side took part in which contact of one year, and with whom.

    Parameters
    ----------
    events
        Rows of the table ``events``.
    sides
        Names of Russian actors by level, e.g. ``{"federal": ["yuri-trutnev"], …}``.

    Returns
    -------
    pandas.DataFrame
        The events, a row for each Russian actor in them, with ``actor_id, name, role, level, form`` (one of
        `FORMS`), ``partners`` (who is named for the DPRK), ``where`` (DPRK, Russia or not stated), ``when`` in
        words, ``first_month`` and ``last_month`` from 1; these are missing where only the year is known.
    """
    form = {kind: name for name, kinds in FORMS.items() for kind in kinds}
    level = {actor: name for name, group in sides.items() for actor in group}
    actors = load_table("actors")[["actor_id", "name", "role", "country"]]
    present = load_table("event_actors")[["event_id", "actor_id"]].merge(actors, on="actor_id", validate="m:1")
    partners = present[present["country"] == "KP"].groupby("event_id")["name"].agg(", ".join)
    country = load_table("places").set_index("place_id")["country"].map({"KP": "DPRK", "RU": "Russia"})
    of_year = happened(events)
    of_year = of_year[of_year["kind"].isin(form) & of_year["date"].map(lambda text: span(text)[0].year == year)]
    found = of_year.merge(present[present["actor_id"].isin(level)], on="event_id", validate="1:m")
    is_year_only = found["date"].map(precision) == "year"
    months = [found["date"].map(lambda text, end=end: span(text)[end].month).mask(is_year_only) for end in (0, 1)]
    return found.assign(
        level=found["actor_id"].map(level),
        form=found["kind"].map(form),
        partners=found["event_id"].map(partners),
        where=found["place_id"].map(country).fillna("not stated"),
        when=found["date"].map(read_aloud),
        first_month=months[0],
        last_month=months[1],
    )


def in_cells(found: pd.DataFrame) -> pd.DataFrame:
    """Return the `contacts` whose month is known, each with its place on an axis of months.

    ``month`` counts from 1.0, the first of January; contacts of one actor in one month stand side by side, and
    those that took two months at both sides of the turn.
    """
    dated = found.dropna(subset="first_month")
    cell = dated.groupby(["actor_id", "first_month", "last_month"])
    share = (cell.cumcount() + 0.5) / cell["event_id"].transform("size")
    middle = (dated["first_month"] + dated["last_month"]) / 2
    return dated.assign(month=middle + share)


def by_highest_level(found: pd.DataFrame, levels: Sequence[str]) -> dict[str, Quantity]:
    """Return how many of the `contacts` had each level as the highest that took part.

    Parameters
    ----------
    found
        The result of `contacts`.
    levels
        From the highest to the lowest.
    """
    rank = found["level"].map(list(levels).index)
    highest = found.assign(rank=rank).sort_values("rank", kind="stable").drop_duplicates("event_id")
    return {
        level: count(highest[highest["level"] == level], f"Contacts whose highest Russian level was {level}")
        for level in levels
    }
