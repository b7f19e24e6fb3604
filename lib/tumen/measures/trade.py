"""Trade: exports and imports, growth, shares, prices, and how far sources disagree."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from tumen.data import load_table
from tumen.facts import all_outside
from tumen.quantity import BOUND_RULES, SLACK, Derivation, Evidence, Quantity, derive


def exports_and_imports(turnover: Quantity, surplus: Quantity) -> tuple[Quantity, Quantity]:
    """Return Russia's exports and imports from the turnover and Russia's surplus.

    Turnover is exports + imports, the surplus is exports − imports; so exports are half of the sum of
    the two and imports half of the difference.
    """
    exports = ((turnover + surplus) / 2).named("Russian exports to the DPRK", period=turnover.period)
    imports = ((turnover - surplus) / 2).named("Russian imports from the DPRK", period=turnover.period)
    return exports, imports


def export_share(turnover: Quantity, surplus: Quantity) -> Quantity:
    """Return the share of exports in the turnover, in percent.

    Written as (1 + surplus ÷ turnover) ÷ 2, in which each figure stands once: the bounds are then as
    narrow as the rounding of the two figures allows.
    """
    share = (1 + surplus / turnover) / 2
    return share.named("Russian exports as a share of the trade turnover", unit="percent", period=turnover.period)


def fall_of_surplus(
    before: tuple[Quantity, Quantity], after: tuple[Quantity, Quantity]
) -> tuple[Quantity, Quantity, Quantity, Quantity]:
    """Return by how much Russia's surplus fell, and what of it is due to exports and to imports.

    A surplus falls if exports fall and if imports rise. Exports are half of turnover + surplus and imports half of
    turnover − surplus, so the two parts are half of the fall of the surplus plus, and minus, the fall of the turnover.

    Parameters
    ----------
    before, after
        Turnover and surplus of two years.

    Returns
    -------
    tuple of Quantity
        Fall of the surplus, fall of exports, rise of imports, and the part due to exports in percent; a part below
        zero means that the flow worked the other way.

    Raises
    ------
    ZeroDivisionError
        The surplus may not have changed.
    """
    shrunk, fell = before[0] - after[0], before[1] - after[1]
    period = f"{before[1].period}/{after[1].period}"
    return (
        fell.named("Fall of Russia's trade surplus with the DPRK", period=period),
        ((shrunk + fell) / 2).named("Fall of Russian exports to the DPRK", period=period),
        ((fell - shrunk) / 2).named("Rise of Russian imports from the DPRK", period=period),
        ((1 + shrunk / fell) / 2).named("Part of the surplus's fall due to exports", unit="percent", period=period),
    )


def annual_growth(first: Quantity, last: Quantity, years: int) -> Quantity:
    """Return the even yearly growth, in percent, that leads from ``first`` to ``last`` in ``years``.

    Raises
    ------
    ValueError
        ``years`` is not positive.
    """
    if years < 1:
        raise ValueError(f"growth needs at least one year, not {years}")
    growth = (last / first).power(Fraction(1, years)) - 1
    return growth.named("Average yearly growth of the trade", unit="percent", period=f"{first.period}/{last.period}")


def annual_decline(first: Quantity, last: Quantity, years: int) -> Quantity:
    """Return the even yearly fall, in percent, that leads from ``first`` down to ``last`` in ``years``."""
    growth = annual_growth(first, last, years)
    decline = 1 - (last / first).power(Fraction(1, years))
    return decline.named("Average yearly fall of the trade", unit="percent", period=growth.period)


def required_growth(start: Quantity, target: Quantity, years: int) -> Quantity:
    """Return the even yearly growth, in percent, that reaches ``target`` from ``start`` in ``years``."""
    growth = annual_growth(start, target, years)
    return growth.named("Yearly growth of the trade needed to reach the target")


def implied_total(part: Quantity, share: Quantity) -> Quantity:
    """Return the whole of which ``part`` is the ``share``."""
    return (part / share).named(f"Whole implied by: {part.title}", period=part.period)


def multiple(partner: Quantity, own: Quantity) -> Quantity:
    """Return how many times larger ``partner`` is than ``own``."""
    return (partner / own).named(f"{partner.title} as a multiple of: {own.title}", period=partner.period)


def over_russia(partner: Quantity, own: Quantity) -> Quantity:
    """Return how many times larger the trade of a ``partner`` with the DPRK is than Russia's ``own``."""
    return multiple(partner, own).named(f"{partner.title} over trade with Russia")


def multiples(partner: Sequence[Quantity], own: Mapping[str, Quantity]) -> list[Quantity]:
    """Return how many times larger each of the partner's figures is than Russia's own of the same period."""
    return [over_russia(figure, own[figure.period]) for figure in partner if figure.period in own]


def unit_price(value: Quantity, amount: Quantity) -> Quantity:
    """Return the price per unit of ``amount``."""
    return (value / amount).named(f"Price implied by: {value.title}", period=value.period)


def spread(figures: Sequence[Quantity]) -> Quantity:
    """Return by how much the highest of rival figures exceeds the lowest, in percent of the lowest.

    Raises
    ------
    ValueError
        Fewer than two figures: nothing to disagree.
    """
    if len(figures) < 2:
        raise ValueError("a spread needs at least two rival figures")
    ranked = sorted(figures, key=lambda figure: figure.value)
    gap = ranked[-1] / ranked[0] - 1
    return gap.named(f"Gap between rival figures: {ranked[0].title}", unit="percent", period=ranked[0].period)


def envelope(figures: Sequence[Quantity], title: str) -> Quantity:
    """Return one quantity whose bounds take in all the ``figures``; its value is that of the middle one."""
    unit = figures[0].unit
    ranked = sorted((figure.to(unit) for figure in figures), key=lambda figure: figure.value)
    periods = {figure.period for figure in figures}
    formula = "from the lowest to the highest of " + ", ".join(f"{{{i}}}" for i in range(len(ranked)))
    return Quantity(
        value=ranked[len(ranked) // 2].value,
        lower=min(figure.lower for figure in ranked),
        upper=max(figure.upper for figure in ranked),
        unit=ranked[0].unit,
        title=title,
        lineage=Derivation(formula, tuple(ranked)),
        qualifier="about",
        period=periods.pop() if len(periods) == 1 else None,
    )


def by_period(figures: Sequence[Quantity]) -> dict[str, list[Quantity]]:
    """Return figures grouped by their period, in order of time."""
    groups: dict[str, list[Quantity]] = {}
    for figure in sorted(figures, key=lambda figure: (str(figure.period), figure.value)):
        groups.setdefault(str(figure.period), []).append(figure)
    return groups


def grown(start: Quantity, growth: Quantity, years: int) -> Quantity:
    """Return what a trade of ``start`` becomes after ``years`` of even growth, given in percent a year."""
    end = start * (1 + growth).power(years)
    return end.named(f"Trade turnover grown by {growth!s} a year", period=_years_later(start.period, years))


def _years_later(period: str | None, years: int) -> str | None:
    return str(int(period) + years) if period and period.isdigit() else None


def shortfall(actual: Quantity, target: Quantity) -> Quantity:
    """Return what the trade of a year is of a target for it, in percent; a target without a year is the reader's."""
    aim = f"target of {target.period}" if target.period else "chosen target"
    return (actual / target).named(f"Trade turnover as a share of the {aim}", unit="percent", period=actual.period)


def shares(parts: Sequence[Quantity], wholes: Sequence[Quantity], title: str) -> list[Quantity]:
    """Return the share, in percent, of each part in every whole of the same period, rival wholes included."""
    return [
        (part / whole).named(title, unit="percent", period=part.period)
        for part in parts
        for whole in wholes
        if whole.period == part.period
    ]


def part_of_sum(part: Quantity, rest: Quantity, title: str) -> Quantity:
    """Return the share of ``part`` in the sum of ``part`` and ``rest``, in percent.

    Written as 1 ÷ (1 + rest ÷ part), in which each figure stands once, so that the bounds stay below 100 %.
    """
    share = 1 / (1 + rest / part)
    return share.named(title, unit="percent", period=part.period)


def years_to_reach(start: Quantity, target: Quantity, growth: Quantity) -> Quantity:
    """Return how many years of even growth, given in percent a year, lead from ``start`` to a higher ``target``.

    Raises
    ------
    ValueError
        Start and target may be level, or the growth may be nil: the years have no bounds then.
    """
    rise, pace = target / start, 1 + growth
    if min(rise.lower, pace.lower) <= 1:
        raise ValueError(f"even growth by {growth!s} a year does not lead from {start!s} up to {target!s}")
    return Quantity(
        value=math.log(rise.value) / math.log(pace.value),
        lower=math.log(rise.lower) / math.log(pace.upper),
        upper=math.log(rise.upper) / math.log(pace.lower),
        unit="year",
        title=f"Years to the trade target from {start.period}, growing by {growth!s}",
        lineage=Derivation("ln({0} ÷ {1}) ÷ ln(1 + {2})", (target, start, growth)),
        qualifier=(rise / pace).qualifier,
    )


def by_same_source(parts: Sequence[Quantity], rests: Sequence[Quantity], title: str) -> list[Quantity]:
    """Return `part_of_sum` for each part whose rest the same sources give for the same period in the same unit."""
    known = {(rest.period, rest.unit, rest.lineage.references): rest for rest in rests}
    pairs = [(part, known.get((part.period, part.unit, part.lineage.references))) for part in parts]
    return [part_of_sum(part, rest, title) for part, rest in pairs if rest]


def worth_of_rouble(dollars: Quantity, roubles: Quantity) -> Quantity:
    """Return how many dollars a Soviet rouble was worth if both figures measure the same trade."""
    return (dollars / roubles * _ONE_ROUBLE).named(
        f"Worth of a Soviet rouble implied by trade of {dollars!s}", period=dollars.period
    )


def in_dollars(roubles: Quantity, worth: Quantity) -> Quantity:
    """Return an amount of Soviet roubles in dollars, one rouble being ``worth`` that many of them."""
    return (roubles / _ONE_ROUBLE * worth).named(f"{roubles.title}, turned into dollars", period=roubles.period)


_ONE_ROUBLE = derive("One Soviet rouble", "the unit", (), 1, "SUR")


def recommended_turnovers(slack: float = SLACK) -> list[Quantity]:
    """Return the turnover to prefer for each year, between the lowest and the highest of its rivals.

    The years and the choice are those of the table ``context/trade_recommended``.

    Parameters
    ----------
    slack
        Share by which an estimate without rivals may be off.
    """
    years = load_table("context/trade_recommended")
    plain = years.astype(object).where(years.notna(), None)
    return [_recommended(row, slack) for row in plain.to_dict("records") if row["turnover"] is not None]


def _recommended(row: dict[str, Any], slack: float) -> Quantity:
    value, is_estimate = row["turnover"], row["basis"] == "estimate"
    low, high = row["low"] or value, row["high"] or value
    if low == high and is_estimate:
        low, high = BOUND_RULES["about"](value, slack)
    return Quantity(
        value=value,
        lower=low,
        upper=high,
        unit="USD",
        title="Trade turnover between Russia and the DPRK, recommended",
        lineage=Evidence(
            "context/trade_recommended",
            str(row["year"]),
            references=tuple(row["reference_ids"].split(";")),
            confidence=row["confidence"],
            note="; ".join(part for part in (row["basis"], row["note"]) if part),
        ),
        qualifier="about" if is_estimate else "exact",
        period=str(row["year"]),
        resolution=_last_place(value),
    )


def _last_place(value: float) -> float:
    """Return the place value of the last digit of whole dollars that is not zero, a million at most."""
    digits = f"{value:.0f}"
    return 10.0 ** min(len(digits) - len(digits.rstrip("0")), 6)


def recommended_multiples(partner_series: str, slack: float = SLACK) -> list[Quantity]:
    """Return for each year how many times a partner's trade with the DPRK exceeds Russia's.

    Parameters
    ----------
    partner_series
        ``china_trade`` or ``inter_korean_trade`` in the table ``context/partner_totals``. Where a year has
        several figures the first is taken, and the bounds reach from the least to the greatest of them.
    slack
        See `recommended_turnovers`, which gives Russia's trade.

    Returns
    -------
    list of Quantity
        In order of time; only years with a figure for both.
    """
    partners = by_period(all_outside("context/partner_totals", series=partner_series))
    own = {figure.period: figure for figure in recommended_turnovers(slack)}
    one_a_year = [rivals[0] if len(rivals) == 1 else envelope(rivals, rivals[0].title) for rivals in partners.values()]
    return multiples(one_a_year, own)
