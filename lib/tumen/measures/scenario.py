"""Scenario: how chances multiply, what a fund could pay, and where firm claims end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from operator import mul

import pandas as pd

from tumen.measures.statements import MODALITIES
from tumen.quantity import Quantity, derive

FUTURE_KINDS = ("condition", "forecast", "goal", "means", "proposal")
"""Kinds of claims that speak of what is to come or is wanted, not of what is."""

MODALITY_ORDER = ("asserted", "implied", "reported", "hedged", "conditional")
"""From firm to weak."""


# --- chances -----------------------------------------------------------------------------------------


def joint_chance(chances: Sequence[Quantity], title: str) -> Quantity:
    """Return the chance, in percent, that every step comes true, each chance being that after the steps before it.

    Raises
    ------
    ValueError
        No chance is given, or one is below 0 or above 100 %.
    """
    if not chances:
        raise ValueError("a joint chance needs at least one chance")
    for chance in chances:
        if not 0 <= chance.to("percent").value <= 100:
            raise ValueError(f"{chance.title}: {chance} is no chance")
    return reduce(mul, chances).named(title, unit="percent")


def even_chance(joint: Quantity, steps: int) -> Quantity:
    """Return the chance, in percent, that each of equally likely ``steps`` must have for all to come to ``joint``."""
    return joint.power(Fraction(1, steps)).named(f"Chance needed of each of {steps} steps", unit="percent")


# --- a fund ------------------------------------------------------------------------------------------


def at_work(size: Quantity, share: Quantity, beside: Quantity) -> Quantity:
    """Return the money that a fund sets to work.

    Parameters
    ----------
    size
        The fund, in dollars.
    share
        Share of it that is invested.
    beside
        Money of others for each dollar invested, as a multiple: 0 for none, 2 for two dollars.
    """
    return (size * share * (1 + beside)).named("Money that the fund sets to work")


def times_paid(money: Quantity, cost: Quantity) -> Quantity:
    """Return how many times ``money`` pays a ``cost``."""
    return (money / cost).named(f"{money.title} as a multiple of: {cost.title}", unit="times")


def share_paid(money: Quantity, cost: Quantity) -> Quantity:
    """Return which share, in percent, of a ``cost`` the ``money`` pays; over 100 % where it pays more than all."""
    return (money / cost).named(f"{money.title} as a share of: {cost.title}", unit="percent")


def size_needed(cost: Quantity, share: Quantity, beside: Quantity) -> Quantity:
    """Return the size a fund needs to pay a ``cost``; see `at_work`."""
    return (cost / (share * (1 + beside))).named(f"Fund needed to pay: {cost.title}", unit=cost.unit)


def blocks(whole: Quantity, block: Quantity, columns: int) -> pd.DataFrame:
    """Return a ``whole`` cut into blocks of the size of another figure, to be drawn in rows.

    Returns
    -------
    pandas.DataFrame
        One row a block: ``place`` from 0, ``column``, ``row`` and ``part``, the share of a block that it is;
        1 but for the last.
    """
    count = (whole / block).to("times").value
    places = range(math.ceil(count - 1e-9))
    return pd.DataFrame(
        {
            "place": list(places),
            "column": [place % columns for place in places],
            "row": [place // columns for place in places],
            "part": [min(1.0, count - place) for place in places],
        }
    )


# --- how firm the claims are -------------------------------------------------------------------------


def soft_shares(statements: pd.DataFrame, sections: pd.DataFrame, firm: str = "firm") -> dict[str, Quantity]:
    """Return for each section the share, in percent, of claims that are not put firmly.

    Parameters
    ----------
    statements, sections
        Rows of the tables of these names; sections without statements are left out.
    firm
        What counts as firm, one of `tumen.measures.statements.MODALITIES`.
    """
    found = {}
    for section in sections.itertuples():
        own = statements[statements["section_id"] == section.section_id]
        if len(own):
            soft = (~own["modality"].isin(MODALITIES[firm])).sum()
            weak = derive(f"Weaker claims: {section.title}", "statements counted by modality", (), int(soft), "item")
            every = derive(f"Claims: {section.title}", "statements counted", (), len(own), "item")
            title = f"Share of weaker claims: {section.title}"
            found[section.section_id] = (weak / every).named(title, unit="percent")
    return found


def last_firm(shares: Mapping[str, Quantity]) -> str:
    """Return the last section up to which no section puts more than half of its claims weakly.

    Raises
    ------
    ValueError
        The first section is weak already.
    """
    firm = []
    for name, share in shares.items():
        if share.value > 50:
            break
        firm.append(name)
    if not firm:
        raise ValueError("the first section puts most of its claims weakly")
    return firm[-1]


def asserted_of(statements: pd.DataFrame, title: str, kinds: Sequence[str] = FUTURE_KINDS) -> tuple[Quantity, Quantity]:
    """Return how many claims of these kinds are plainly asserted, and how many there are."""
    own = statements[statements["kind"].isin(kinds)]
    asserted = int((own["modality"] == "asserted").sum())
    return (
        derive(f"{title}, asserted", "statements counted by kind and modality", (), asserted, "item"),
        derive(title, "statements counted by kind", (), len(own), "item"),
    )


def stacked(statements: pd.DataFrame) -> pd.DataFrame:
    """Return statements with their ``place`` in the row of their section, firm ones first."""
    order = {name: place for place, name in enumerate(MODALITY_ORDER)}
    ranked = statements.assign(_rank=statements["modality"].map(order))
    ranked = ranked.sort_values(["section_id", "_rank"], kind="stable", ignore_index=True)
    return ranked.assign(place=ranked.groupby("section_id").cumcount() + 1).drop(columns="_rank")
