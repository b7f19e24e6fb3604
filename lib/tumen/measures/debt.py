"""Debt: what was written off, what is left, and how the repayments compare with the trade."""

from __future__ import annotations

import pandas as pd

from tumen.quantity import Derivation, Quantity, derive

HALF_YEARS = 2
"""Times a year at which interest is added; by convention as often as an instalment falls due."""


def written_off(debt: Quantity, share: Quantity) -> Quantity:
    """Return the part of ``debt`` that the ``share`` written off amounts to."""
    return (debt * share).named("Debt of the DPRK written off", period=debt.period)


def remainder(debt: Quantity, share: Quantity) -> Quantity:
    """Return what is left of ``debt`` once the ``share`` is written off."""
    return (debt * (1 - share)).named("Debt of the DPRK left after the write-off", period=debt.period)


def implied_debt(left: Quantity, share: Quantity) -> Quantity:
    """Return the debt of which ``left`` is what remains once the ``share`` is written off."""
    return (left / (1 - share)).named("Debt of the DPRK implied by what is left", period=left.period)


def waterfall(debt: Quantity, share: Quantity, left: Quantity) -> pd.DataFrame:
    """Return the steps from the whole debt to what is left, each a bar that hangs where the one before ends.

    Parameters
    ----------
    debt, share, left
        The stated debt, the share written off, and what the source states to be left.

    Returns
    -------
    pandas.DataFrame
        ``step`` (a name), ``figure`` (the quantity), ``foot`` and ``top`` of its bar in the unit of the debt.
    """
    gone, computed = written_off(debt, share), remainder(debt, share)
    steps = [
        ("Debt, as stated", debt, 0.0, debt.value),
        ("Written off, computed", gone, debt.value - gone.value, debt.value),
        ("Left, computed", computed, 0.0, computed.value),
        ("Left, as stated", left, 0.0, left.value),
    ]
    return pd.DataFrame(steps, columns=["step", "figure", "foot", "top"])


def instalment(left: Quantity, instalments: Quantity) -> Quantity:
    """Return the size of one of equal ``instalments`` that repay what is ``left``, without interest."""
    return (left / instalments).named("One instalment of the DPRK's debt", period=left.period)


def due_in_a_year(size: Quantity, per_year: Quantity) -> Quantity:
    """Return what the instalments of one year come to, as a sum and not as a rate.

    A sum can be set against the trade of a year; a rate per year cannot.
    """
    one_year = derive("One year", "a span of one year", (), 1, "year")
    return (size * (per_year * one_year)).named("Debt instalments due in one year", period=size.period)


def burden(due: Quantity, turnover: Quantity) -> Quantity:
    """Return the repayments of a year as a share of the trade of a year, in percent."""
    title = "Debt instalments of a year as a share of the trade"
    return (due / turnover).named(title, unit="percent", period=turnover.period)


def share_of(part: Quantity, whole: Quantity, title: str) -> Quantity:
    """Return what a sum is of another one, in percent, with the period of the first or else of the second."""
    return (part / whole).named(title, unit="percent", period=part.period or whole.period)


def schedule(left: Quantity, instalments: Quantity, first: Quantity) -> pd.DataFrame:
    """Return what is still owed at every half-year, from the start until nothing is.

    Parameters
    ----------
    left
        What is repaid, in equal ``instalments`` without interest.
    first
        Half-years from the start until the first instalment falls due, one at least.

    Returns
    -------
    pandas.DataFrame
        ``half_year`` from 0, ``instalments_left``, ``wait`` (half-years by which the next instalment is further
        off than one) and ``outstanding`` (a quantity).

    Raises
    ------
    ValueError
        ``first`` is less than one, or one of the two numbers is not whole.
    """
    number, wait = _whole(instalments), _whole(first)
    rows = []
    for half_year in range(wait + number):
        due = max(number - max(half_year - wait + 1, 0), 0)
        share_left = derive("Share of the instalments still to come", "counted", (instalments,), due / number, "times")
        owed = (left * share_left).named(f"Debt still owed after half-year {half_year}", period=left.period)
        rows.append((half_year, due, max(wait - 1 - half_year, 0), owed))
    return pd.DataFrame(rows, columns=["half_year", "instalments_left", "wait", "outstanding"])


def present_value(left: Quantity, instalments: Quantity, rate: Quantity, first: Quantity) -> Quantity:
    """Return what the repayments are worth at the start, discounted at ``rate`` percent a year.

    Every half-year counts for half of the rate, so 5 % a year is 2.5 % a half-year. The result falls as the
    rate rises; at a rate of zero it is what is repaid.

    Parameters
    ----------
    left, instalments, first
        See `schedule`.
    rate
        A nominal rate a year, in percent, not negative.

    Raises
    ------
    ValueError
        The rate is negative, or see `schedule`.
    """
    number, wait = _whole(instalments), _whole(first)
    if rate.lower < 0:
        raise ValueError(f"{rate.title} is negative")
    formula = "{0} ÷ {1} × the sum of 1 ÷ (1 + {2} ÷ 2)^k, with k counting half-years from {3} on"
    low, value, high = (_discount(end, number, wait) for end in (rate.upper, rate.value, rate.lower))
    return Quantity(
        value=left.value * value,
        lower=left.lower * low,
        upper=left.upper * high,
        unit=left.unit,
        title="Present value of the debt repayments",
        lineage=Derivation(formula, (left, instalments, rate, first)),
        qualifier="about" if left.qualifier == "about" else "exact",
        period=left.period,
    )


def _discount(rate: float, instalments: int, first: int) -> float:
    """Return the present value of one dollar that is repaid in equal instalments; ``rate`` in percent a year."""
    step = 1 + rate / 100 / HALF_YEARS
    return sum(step**-half_year for half_year in range(first, first + instalments)) / instalments


def _whole(number: Quantity) -> int:
    if number.value < 1 or number.value != int(number.value):
        raise ValueError(f"{number.title} must be a whole number from one on, not {number.value:g}")
    return int(number.value)


def effective_write_off(debt: Quantity, worth: Quantity) -> Quantity:
    """Return the part of ``debt``, in percent, that is lost if the repayments are only ``worth`` so much."""
    return (1 - worth / debt).named("Effective write-off of the DPRK's debt", unit="percent", period=debt.period)


def cover(income: Quantity, due: Quantity, title: str) -> Quantity:
    """Return how many times an income covers what falls due in the same time."""
    return (income / due).named(title, period=income.period)


def in_one_year(fee: Quantity) -> Quantity:
    """Return what a fee per year comes to in one year, as a sum that can be set beside the trade of a year."""
    one_year = derive("One year", "a span of one year", (), 1, "year")
    return (fee * one_year).named(f"{fee.title}, one year", period=fee.period)
