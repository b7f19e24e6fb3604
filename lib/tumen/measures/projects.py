"""Projects: what they cost by the kilometre and beside the trade."""

from __future__ import annotations

from tumen.quantity import Quantity


def cost_per_km(cost: Quantity, length: Quantity) -> Quantity:
    """Return the cost of a kilometre of line.

    Where the cost covers more than track, such as a terminal, the result is the most that track can have cost.
    """
    return (cost / length).named(f"Cost of a kilometre: {cost.title}", unit="USD/km")


def years_of_trade(cost: Quantity, turnover: Quantity) -> Quantity:
    """Return how many times the trade of a year goes into a ``cost``."""
    return (cost / turnover).named(f"{cost.title} over the trade of a year", period=turnover.period)
