"""Debt: what was written off, what is left, and how the repayments compare with the trade."""

from __future__ import annotations

from tumen.quantity import Quantity, derive


def written_off(debt: Quantity, share: Quantity) -> Quantity:
    """Return the part of ``debt`` that the ``share`` written off amounts to."""
    return (debt * share).named("Debt written off", period=debt.period)


def remainder(debt: Quantity, share: Quantity) -> Quantity:
    """Return what is left of ``debt`` once the ``share`` is written off."""
    return (debt * (1 - share)).named("Debt left after the write-off", period=debt.period)


def instalment(left: Quantity, instalments: Quantity) -> Quantity:
    """Return the size of one of equal ``instalments`` that repay what is ``left``, without interest."""
    return (left / instalments).named("Size of one instalment", period=left.period)


def due_in_a_year(size: Quantity, per_year: Quantity) -> Quantity:
    """Return what the instalments of one year come to, as a sum and not as a rate.

    A sum can be set against the trade of a year; a rate per year cannot.
    """
    one_year = derive("One year", "a span of one year", (), 1, "year")
    return (size * (per_year * one_year)).named("Instalments due in one year", period=size.period)


def burden(due: Quantity, turnover: Quantity) -> Quantity:
    """Return the repayments of a year as a share of the trade of a year, in percent."""
    return (due / turnover).named("Instalments of a year over the trade", unit="percent", period=turnover.period)
