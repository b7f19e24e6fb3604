"""Partners: what a peak leaves to third countries, and where Russia ranks among those who trade with the DPRK."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from tumen.facts import all_outside
from tumen.quantity import Derivation, Quantity

HALF = 50.0
"""Percent; "most" of a thing is more than this."""


# --- the peak taken apart ------------------------------------------------------------------------------


def indirect_part(peak: Quantity, direct: Quantity) -> Quantity:
    """Return what is left of the ``peak`` for trade through third countries once ``direct`` trade is taken off."""
    return (peak - direct).named("Part of the peak left for third countries", period=direct.period)


def indirect_share(peak: Quantity, direct: Quantity) -> Quantity:
    """Return the share of the ``peak`` that third countries must have carried, in percent.

    Written as 1 − direct ÷ peak, in which each figure stands once, so that the bounds are no wider than need be.
    """
    share = 1 - direct / peak
    return share.named("Share of the peak left for third countries", unit="percent", period=direct.period)


def as_range(figure: Quantity) -> Quantity:
    """Return a figure so that it is shown by its two bounds, where its single value would mislead.

    Raises
    ------
    ValueError
        A bound is open.
    """
    if math.isinf(figure.lower) or math.isinf(figure.upper):
        raise ValueError(f"{figure.title} has no bound on one side")
    return replace(figure, qualifier="between")


def holds_most(share: Quantity) -> bool | None:
    """Whether a ``share`` is more than half: yes, no, or None where its bounds lie on both sides of the half."""
    bounds = share.to("percent")
    if bounds.lower > HALF:
        return True
    return False if bounds.upper <= HALF else None


def share_of_partner(part: Quantity, partner: Quantity) -> Quantity:
    """Return how much of the trade of a ``partner`` the ``part`` would be, in percent."""
    title = f"Part left for third countries, over: {partner.title}"
    return (part / partner).named(title, unit="percent", period=partner.period)


# --- ranks -----------------------------------------------------------------------------------------------


def scaled(multiple: Quantity, own: Quantity, title: str) -> Quantity:
    """Return the trade of a partner of whom only a ``multiple`` of our ``own`` trade is known."""
    return (multiple * own).named(title, unit=own.unit, period=own.period)


def unnamed(total: Quantity, named: Sequence[Quantity]) -> Quantity:
    """Return the trade of all partners together that are not ``named``; never less than nothing.

    Raises
    ------
    ValueError
        The named ones have more than the total, so the figures do not belong together.
    """
    left = total
    for partner in named:
        left = left - partner
    if left.value < 0:
        raise ValueError(f"the named partners have more than {total.title}")
    title = "Trade with all partners not named"
    return Quantity(left.value, max(0.0, left.lower), left.upper, left.unit, title, left.lineage, period=total.period)


def rank(own: Quantity, others: Sequence[Quantity], rest: Quantity | None = None) -> Quantity:
    """Return the place of ``own`` among partners, 1 being the largest; from the best to the worst possible one.

    Parameters
    ----------
    own, others
        Trade of the partner to rank and of each of the others. Where bounds overlap, either may be the larger.
    rest
        Trade of all further partners together. At best none of them is larger; at worst it is cut into as many
        parts as can each be larger than ``own``.

    Returns
    -------
    Quantity
        In the unit ``rank``; ``between`` if best and worst differ.

    Raises
    ------
    ValueError
        ``own`` may be nothing, so that with a ``rest`` there is no worst rank.
    """
    same = [other.to(own.unit) for other in others]
    best = 1 + sum(other.lower > own.upper for other in same)
    worst = 1 + sum(other.upper > own.lower for other in same)
    nominal = 1 + sum(other.value > own.value for other in same)
    formula, inputs = _counting(own, others)
    if rest is not None:
        if own.lower <= 0:
            raise ValueError(f"{own.title} may be nothing; against an uncounted rest it has no worst rank")
        worst += math.ceil(rest.to(own.unit).upper / own.lower) - 1 if rest.upper > 0 else 0
        formula, inputs = f"{formula}; at worst also parts of {{{len(inputs)}}}", (*inputs, rest)
    hedge = "exact" if best == worst else "between"
    title = "Rank of Russia among the DPRK's partners"
    return Quantity(nominal, best, worst, "rank", title, Derivation(formula, inputs), hedge, own.period)


def _counting(own: Quantity, others: Sequence[Quantity]) -> tuple[str, tuple[Quantity, ...]]:
    names = ", ".join(f"{{{place}}}" for place in range(1, len(others) + 1))
    return f"1 + the number of {names or 'no others'} above {{0}}", (own, *others)


# --- year by year ----------------------------------------------------------------------------------------


def yearly(series: str, **columns: str) -> dict[str, Quantity]:
    """Return the figure of each year of a series of ``context/partner_totals``, the first one where there are rivals.

    Parts of years and what is marked as suspect are left out. ``columns`` narrow the rows, such as
    ``counting="excl_inter_korean"``.
    """
    found: dict[str, Quantity] = {}
    for figure in all_outside("context/partner_totals", series=series, **columns):
        if figure.period.isdigit() and figure.lineage.confidence != "suspect":
            found.setdefault(figure.period, figure)
    return found


def suppose_peak(
    peak: Quantity,
    direct: Mapping[str, Quantity],
    china: Mapping[str, Quantity],
    rok: Mapping[str, Quantity],
    total: Mapping[str, Quantity],
) -> pd.DataFrame:
    """Return what would follow if the ``peak``, which has no year, had fallen into one year or another.

    Parameters
    ----------
    peak
        Trade with Russia at its highest, third countries included.
    direct, china, rok, total
        By year: direct trade with Russia, trade with China, between the Koreas, and in all but for the latter.

    Returns
    -------
    pandas.DataFrame
        A row for each year with a figure for Russia and China: ``year``, and as quantities ``direct``, ``china``,
        ``left`` for third countries and ``strain`` (that over the trade with China), both shown as ranges, ``rank``
        among the DPRK's foreign partners and ``rank_with_rok``; the last two are None where a figure is missing.
    """
    rows = []
    for year in sorted(set(direct) & set(china)):
        left = indirect_part(peak, direct[year])
        rest = unnamed(total[year], [china[year], direct[year]]) if year in total else None
        ranked = rest is not None
        rows.append(
            {
                "year": year,
                "direct": direct[year],
                "china": china[year],
                "left": as_range(left),
                "strain": as_range(share_of_partner(left, china[year])),
                "rank": rank(peak, [china[year]], rest) if ranked else None,
                "rank_with_rok": rank(peak, [china[year], rok[year]], rest) if ranked and year in rok else None,
            }
        )
    return pd.DataFrame(rows)


def fitting_years(supposed: pd.DataFrame, column: str, place: Quantity) -> pd.DataFrame:
    """Return the years of `suppose_peak` in which Russia's rank can have been ``place``.

    Left out are years in which the part left for third countries is surely more than all of China's trade.

    Parameters
    ----------
    column
        ``rank`` or ``rank_with_rok``; years without that rank are left out.
    """
    fits = [
        row[column] is not None and row[column].lower <= place.value <= row[column].upper and row["strain"].lower < 100
        for row in supposed.to_dict("records")
    ]
    return supposed[fits].reset_index(drop=True)
