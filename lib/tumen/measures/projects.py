"""Projects: what they cost by the kilometre and the year, who could pay or own them, how far they had come."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from tumen.dates import read_aloud, span
from tumen.measures.groups import group_that_takes_in
from tumen.quantity import Derivation, Quantity, derive

STATES = {
    "talked of": ("idea", "uncertain", "wanted", "proposed", "discussed"),
    "prepared": ("agreed", "planned", "study", "preparation"),
    "stopped": ("suspended", "shelved", "stagnating", "ended"),
    "being built": ("construction",),
    "on trial": ("pilot",),
    "at work": ("operating", "completed"),
}
"""How far a project has come, and the statuses each state takes in, both in order. What stopped had begun, so it
counts as further along than what was only prepared."""

OBSTACLES = {
    "sanctions": "sanctions",
    "fear_of_penalties": "fear of penalties",
    "payments": "no way to pay",
    "no_payer": "nobody to pay for it",
    "tension": "tension between the Koreas",
    "nuclear_programme": "the nuclear programme",
    "failed_talks": "failed talks",
    "us_objections": "American objections",
    "no_settlement": "no settlement",
    "partner_absent": "a partner that stays away",
    "organisation": "poor organisation",
    "too_little_to_trade": "too little cargo",
    "contractor_failed": "the contractor's failure",
    "closed_border": "a closed border",
}
"""What stands in the way of projects, in words."""


# --- costs -------------------------------------------------------------------------------------------


def cost_per_km(cost: Quantity, length: Quantity) -> Quantity:
    """Return the cost of a kilometre of line.

    Where the cost covers more than track, such as a terminal, the result is the most that track can have cost;
    `most_per_km` says so.
    """
    return (cost / length).named(f"Cost of a kilometre: {cost.title}", unit="USD/km")


def most_per_km(cost: Quantity, length: Quantity) -> Quantity:
    """Return the most that a kilometre can have cost if the ``cost`` pays for other things too."""
    whole = cost_per_km(cost, length)
    formula = "at most {0}, as the cost covers more than the line"
    return Quantity(
        whole.value, 0.0, whole.upper, whole.unit, f"{whole.title}, at most", Derivation(formula, (whole,)), "up_to"
    )


def most_of_rest_per_km(cost: Quantity, other: Quantity, length: Quantity) -> Quantity:
    """Return the most that a kilometre can have cost once ``other``, such as a terminal, is taken off the cost.

    The value is the upper bound, from the highest cost and the lowest cost of the other; it is never below zero.

    Raises
    ------
    ValueError
        The other thing cost more than everything together.
    """
    most = (cost.upper - other.to(cost.unit).lower) / length.to("km").lower
    if most < 0:
        raise ValueError(f"{other.title} lies above {cost.title}: one of the two is wrong")
    formula = "the upper end of ({0} − {1}) ÷ {2}"
    title = f"Cost of a kilometre of line alone, at most: {cost.title}"
    return Quantity(most, 0.0, most, "USD/km", title, Derivation(formula, (cost, other, length)), "up_to")


def without_share(cost: Quantity, share: Quantity, title: str) -> Quantity:
    """Return what is left of a ``cost`` if a ``share`` of it, in percent, went elsewhere."""
    return (cost * (1 - share)).named(title)


def cost_in_a_year(cost: Quantity, term: Quantity) -> Quantity:
    """Return what one year costs if the ``cost`` is spread evenly over the ``term``: a sum, not a rate.

    A sum can be set beside the trade, the exports, the repayments of a year.
    """
    one_year = derive("One year", "a span of one year", (), 1, "year")
    return (cost * (one_year / term)).named(f"{cost.title}, one year of {term.value:g}")


def years_of_trade(cost: Quantity, turnover: Quantity) -> Quantity:
    """Return how many times the trade of a year goes into a ``cost``."""
    return (cost / turnover).named(f"{cost.title} over the trade of a year", period=turnover.period)


# --- who pays, who owns ------------------------------------------------------------------------------


def invested(income: Quantity, share: Quantity) -> Quantity:
    """Return the part of an ``income`` that is invested, the ``share`` in percent."""
    return (income * share).named(f"{income.title}, the part invested", period=income.period)


def paid_by(means: Quantity, cost: Quantity, title: str) -> Quantity:
    """Return what part of a ``cost``, in percent, the ``means`` of the same time pay for."""
    return (means / cost).named(title, unit="percent")


def left_to_pay(cost: Quantity, means: Quantity, title: str) -> Quantity:
    """Return what of a ``cost`` the ``means`` of the same time leave to others."""
    return (cost - means).named(title)


def after_buy_in(shares: Mapping[str, Quantity], seller: str, buyer: str, bought: Quantity) -> dict[str, Quantity]:
    """Return the shares of a company once a ``buyer`` has ``bought`` part of what the ``seller`` holds.

    Parameters
    ----------
    shares
        Shares in percent by holder.
    bought
        Share of the whole company that changes hands, in percent.

    Raises
    ------
    ValueError
        The seller has less than that.
    """
    if bought.to("percent").value > shares[seller].to("percent").value:
        raise ValueError(f"{seller} holds {shares[seller]!s} and cannot sell {bought!s}")
    left = (shares[seller] - bought).named(f"{shares[seller].title} after the sale")
    return {**shares, seller: left, buyer: bought}


def majority_holder(shares: Mapping[str, Quantity]) -> str | None:
    """Return who holds more than half of a company, or None if nobody does."""
    return next((holder for holder, share in shares.items() if share.to("percent").value > 50), None)


def sellable(share: Quantity) -> Quantity:
    """Return how much a majority holder can sell, in percentage points, before half or less is left."""
    half = derive("Half of the shares", "50 %", (), 50, "percent")
    return (share - half).named(f"{share.title} that can be sold above half")


def share_of_ceiling(carried: Quantity, ceiling: Quantity) -> Quantity:
    """Return the freight of one year as a share, in percent, of the most that was planned for a year.

    ``ceiling`` is a yearly freight of "up to" so much; its upper end is taken, not the hedge.
    """
    title = f"{ceiling.title}, the most of it in one year"
    most = derive(title, "the upper end of {0}, for one year", (ceiling,), ceiling.to("t/year").upper, "t")
    return (carried / most).named(f"{carried.title} as a share of the plan", unit="percent", period=carried.period)


# --- where they lie --------------------------------------------------------------------------------


def distance(places: pd.DataFrame, first: str, last: str) -> Quantity:
    """Return how far two places lie apart as the crow flies, in kilometres, as exactly as their positions are known.

    Parameters
    ----------
    places
        The table ``places`` by ``place_id``.
    """
    one, other = places.loc[first], places.loc[last]
    apart = _great_circle(one["longitude"], one["latitude"], other["longitude"], other["latitude"])
    slack = (one["precision_deg"] + other["precision_deg"]) * KM_PER_DEGREE
    formula = "great circle between the two positions, give or take how exactly they are known"
    title = f"Distance from {one['name']} to {other['name']}"
    return Quantity(apart, max(apart - slack, 0.0), apart + slack, "km", title, Derivation(formula, ()), "about")


KM_PER_DEGREE = 111.2
"""Kilometres to a degree of latitude."""


def _great_circle(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    up, other_up = math.radians(latitude), math.radians(other_latitude)
    turn = math.radians(other_longitude - longitude)
    cosine = math.sin(up) * math.sin(other_up) + math.cos(up) * math.cos(other_up) * math.cos(turn)
    return math.degrees(math.acos(min(cosine, 1.0))) * KM_PER_DEGREE


# --- how far they had come ---------------------------------------------------------------------------


def state(status: str) -> str:
    """Return the state, one of `STATES`, that takes in a status.

    Raises
    ------
    ValueError
        No state takes it in.
    """
    return group_that_takes_in(status, STATES, "state of a project")


def states_at(statuses: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return how far each project had come by the end of a year.

    The latest year with a status counts, and of several statuses of that year the furthest; a status that is
    dated to a span of years belongs to the last of them.

    Parameters
    ----------
    statuses
        Rows with ``project_id, as_of, status, detail``, from the documents and from outside.
    year
        Later statuses are left out, and with them the projects that have no earlier one.

    Returns
    -------
    pandas.DataFrame
        One row a project, by name: the row that counts, with ``state`` and ``when`` (the date in words).
    """
    order = [status for statuses_of_state in STATES.values() for status in statuses_of_state]
    rows = statuses.assign(
        ends=[span(text)[1].year for text in statuses["as_of"]],
        state=statuses["status"].map(state),
        rank=statuses["status"].map({status: rank for rank, status in enumerate(order)}),
        when=statuses["as_of"].map(read_aloud),
    )
    known = rows[rows["ends"] <= year]
    latest = known[known["ends"] == known.groupby("project_id")["ends"].transform("max")]
    furthest = latest.sort_values(["project_id", "rank"], kind="stable").drop_duplicates("project_id", keep="last")
    return furthest.drop(columns=["ends", "rank"]).reset_index(drop=True)


def obstacles(blockers: pd.DataFrame) -> dict[str, str]:
    """Return what stands in the way of each project, in words, each obstacle once.

    Those that a source names for a whole kind of projects stand in brackets behind those named for this one.
    """
    found = {}
    for project, rows in blockers.groupby("project_id"):
        named = list(dict.fromkeys(rows.loc[rows["scope"] == "named", "blocker"].map(OBSTACLES)))
        kind = [word for word in dict.fromkeys(rows["blocker"].map(OBSTACLES)) if word not in named]
        found[project] = ", ".join(named) + (" " if named and kind else "") + (f"({', '.join(kind)})" if kind else "")
    return found
