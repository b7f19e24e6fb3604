"""Regions: how concentrated their trade is, what is left for the others, and which tie each has in which field."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from operator import add

import pandas as pd

from tumen.dates import read_aloud
from tumen.figures import NBSP
from tumen.quantity import Quantity, derive
from tumen.references import place_in_document

SECTORS = {
    "trade": "Goods",
    "agriculture": "Farming",
    "forestry": "Forestry",
    "construction": "Building",
    "oil": "Oil",
    "fishing": "Fishing",
    "health": "Health care",
    "light_industry": "Light industry",
    "business": "Firms",
    "general": "In general",
}
"""Fields of the table ``region_ties`` as readers see them, in the order of a matrix."""

TIES = {
    "trade": "trade",
    "investment": "firms at work",
    "labour": "workers",
    "activity": "some work together",
    "agreement": "agreement",
    "talks": "talks",
    "intention": "wish or plan",
}
"""Ties of the table ``region_ties`` as readers see them, from what is there to what is only wished for."""

THERE = ("trade", "investment", "labour", "activity")
"""Ties that exist; the others are on paper or in words."""

UNNAMED = {"russian-far-east": "Far East, unnamed", "russia": "No region named"}
"""Places of the table that are no single region."""


# --- trade of the regions ------------------------------------------------------------------------------


def together(parts: Sequence[Quantity], title: str) -> Quantity:
    """Return the sum of figures in one unit, with the period of the first."""
    return reduce(add, parts).named(title, period=parts[0].period)


def concentration(leaders: Sequence[Quantity], whole: Quantity) -> Quantity:
    """Return the share, in percent, of a few leaders in the whole; its upper bound is at most 100 %.

    Raises
    ------
    ValueError
        The leaders together exceed the whole.
    """
    share = together(leaders, "Trade of the leading regions") / whole
    if share.lower > 1:
        raise ValueError(f"the parts exceed the whole, {whole}")
    named = share.named("Share of the leading regions in the trade", unit="percent", period=whole.period)
    return named if named.upper <= 100 else _capped(named)


def _capped(share: Quantity) -> Quantity:
    lineage = type(share.lineage)(f"at most 100 %: {share.lineage.formula}", share.lineage.inputs)
    value = min(share.value, 100.0)
    return Quantity(value, share.lower, 100.0, "percent", share.title, lineage, share.qualifier, share.period)


def remainder(leaders: Sequence[Quantity], whole: Quantity) -> Quantity:
    """Return what the leaders leave of the whole.

    Raises
    ------
    ValueError
        The leaders together exceed the whole.
    """
    rest = reduce(lambda left, part: left - part, leaders, whole)
    if rest.upper < 0:
        raise ValueError(f"the parts exceed the whole, {whole}")
    return rest.named("Trade of all other Russian regions with the DPRK", period=whole.period)


def each_of_the_rest(rest: Quantity, regions: Quantity, leaders: int) -> Quantity:
    """Return the average trade of the other regions; an upper limit if only a lower one of their number is known."""
    return (rest / (regions - derive("Leading regions", "counted", (), leaders, "item"))).named(
        "Average trade of the other Russian regions", period=rest.period
    )


# --- the matrix of ties ----------------------------------------------------------------------------------


def named_ties(ties: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return ties as readers see them, in the order of the matrix.

    Parameters
    ----------
    ties, places
        The tables ``region_ties`` and ``places``.

    Returns
    -------
    pandas.DataFrame
        The ties with ``region`` (those named by a tie that exists first, then the others, no named region last),
        ``field``, ``kind``, ``when`` and ``page``.
    """
    names = places.set_index("place_id")["name"].to_dict() | UNNAMED
    shown = ties.assign(
        region=ties["place_id"].map(names),
        field=ties["sector"].map(SECTORS),
        kind=ties["tie"].map(TIES),
        when=ties["as_of"].map(read_aloud),
        page=[place_in_document(anchor).split(", ")[-1].replace(" ", NBSP) for anchor in ties["anchor_id"]],
    )
    order = {place: rank for rank, place in enumerate(region_order(ties))}
    ranks = [ties["place_id"].map(order), ties["sector"].map(_ranks(SECTORS)), ties["tie"].map(_ranks(TIES))]
    keys = dict(zip(("_region", "_field", "_kind"), ranks, strict=True))
    return shown.assign(**keys).sort_values(list(keys), kind="stable", ignore_index=True).drop(columns=list(keys))


def region_order(ties: pd.DataFrame) -> list[str]:
    """Return the places from the firmest tie to the weakest, those with more ties first; no named region last."""
    rank = ties["tie"].map(_ranks(TIES))
    of_place = rank.groupby(ties["place_id"], sort=False).agg(["min", "size"])
    found = sorted(
        of_place.index, key=lambda place: (place in UNNAMED, of_place["min"][place], -of_place["size"][place])
    )
    return list(found)


def cells(named: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each tie that a cell of the matrix holds, with the place of its mark.

    Parameters
    ----------
    named
        See `named_ties`.

    Returns
    -------
    pandas.DataFrame
        ``region, field, kind, column, told``; ``column`` is the place of the field, the marks of one cell beside each
        other around it; ``told`` joins what is said of ties of one kind.
    """
    joined = named.groupby(["region", "field", "kind"], sort=False)["text"].agg(" ".join).reset_index(name="told")
    columns = {name: place for place, name in enumerate(SECTORS.values())}
    of_cell = joined.groupby(["region", "field"], sort=False)["kind"]
    shift = of_cell.cumcount() - (of_cell.transform("size") - 1) / 2
    return joined.assign(column=joined["field"].map(columns) + 0.4 * shift)


def regions_with(ties: pd.DataFrame, kinds: Collection[str], title: str) -> Quantity:
    """Return how many named regions have a tie of one of these kinds."""
    return derive(title, "regions counted in the table of ties", (), len(_regions(ties, kinds)), "item")


def regions_with_both(ties: pd.DataFrame, one: Collection[str], other: Collection[str], title: str) -> Quantity:
    """Return how many named regions have ties of both sets of kinds."""
    both = _regions(ties, one) & _regions(ties, other)
    return derive(title, "regions counted in the table of ties", (), len(both), "item")


def _regions(ties: pd.DataFrame, kinds: Collection[str]) -> set[str]:
    return set(ties.loc[ties["tie"].isin(kinds) & ~ties["place_id"].isin(UNNAMED), "place_id"])


def _ranks(names: Collection[str]) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(names)}
