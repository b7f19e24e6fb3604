"""Hedges for readers: what each allows, in words and as bars that follow a slider."""

from __future__ import annotations

import math

import pandas as pd

from tumen.figures import HEDGE_WORDS
from tumen.quantity import BOUND_RULES, SLACK, Quantity

OPEN_END = 225.0
"""Where an open end is drawn, in percent of the printed number: beyond what any allowed slack reaches."""


def hedge_spans(rules: pd.DataFrame) -> pd.DataFrame:
    """Return `tumen.measures.ledger.hedge_rules` with each pair of bounds as one phrase, ``usual`` and ``trial``."""
    rows = rules.to_dict("records")
    usual = [_span(row["lower"], row["upper"]) for row in rows]
    return rules.assign(usual=usual, trial=[_span(row["trial_lower"], row["trial_upper"]) for row in rows])


def _span(lower: Quantity | str, upper: Quantity | str) -> str:
    if isinstance(lower, str):
        return f"{lower} only"
    return f"{lower} or more" if isinstance(upper, str) else f"{lower} to {upper}"


def hedge_bars(usual: str, trial: str) -> pd.DataFrame:
    """Return two bars for each rule, in percent of the printed number: one fixed, one that moves with the slack.

    Parameters
    ----------
    usual, trial
        Names of the two bars, in the column ``choice``: under the slack of this series, and under one on trial.

    Returns
    -------
    pandas.DataFrame
        One row a bar: ``hedge, choice``; ``lower, end``, its ends under no slack; ``lower_per, end_per``, how far they
        move for one percent of slack; ``says``, a word at an open end, which is drawn at `OPEN_END`.
    """
    rows = []
    for qualifier, rule in BOUND_RULES.items():
        (lower, end), (usual_lower, usual_end) = rule(1.0, 0.0), rule(1.0, SLACK)
        is_open = math.isinf(end)
        bar = {"hedge": HEDGE_WORDS[qualifier].strip(), "says": "open ►" if is_open else ""}
        fixed = {"lower": 100 * usual_lower, "end": OPEN_END if is_open else 100 * usual_end}
        moving = {"lower": 100 * lower, "end": OPEN_END if is_open else 100 * end}
        per = {"lower_per": (usual_lower - lower) / SLACK, "end_per": 0.0 if is_open else (usual_end - end) / SLACK}
        rows.append({**bar, "choice": usual, **fixed, "lower_per": 0.0, "end_per": 0.0})
        rows.append({**bar, "choice": trial, **moving, **per})
    return pd.DataFrame(rows)


def span_in_words(lower: Quantity, upper: Quantity | None) -> str:
    """Return the bounds of a figure as a phrase for ``tm.prose``: ``"between $18 m and $21 m"``."""
    if upper is None:
        return f"at {lower} or anywhere above"
    return f"only at {lower}" if lower.value == upper.value else f"between {lower} and {upper}"
