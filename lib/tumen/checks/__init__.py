"""Claims of the documents that can be tested, one small function each.

Every test computes what other figures imply and compares it with what the claim says, bounds against bounds. It
takes its figures, dates and rows from `Figures`, so that a test of the tests can tamper with any of them.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tumen import facts
from tumen.checks import against_outside, between_documents, dates, within_article  # noqa: F401  they register
from tumen.checks.inputs import Figures, Moment, dated, lies_between_dates
from tumen.checks.verdicts import CLAIMS, TOLERANCE, Check, Kind, Verdict, judge
from tumen.data import load_table
from tumen.quantity import Quantity

__all__ = [
    "CHECKS",
    "TOLERANCE",
    "Check",
    "Figures",
    "Kind",
    "Moment",
    "Verdict",
    "dated",
    "judge",
    "lies_between_dates",
    "run_checks",
]

CHECKS = tuple(sorted(CLAIMS.values(), key=lambda claim: list(Kind).index(claim.kind)))
"""Every test: within the article, by dates, between the documents, against outside figures."""


def run_checks(
    stated: Callable[[str], Quantity] = facts.stated,
    *,
    outside: Callable[[str, str], Quantity] = facts.outside,
    dated: Callable[[str, str], Moment] = dated,
    table: Callable[[str], pd.DataFrame] = load_table,
    tolerance: float = TOLERANCE,
) -> list[Check]:
    """Return every check, grouped by kind.

    Parameters
    ----------
    stated, outside, dated, table
        Where figures, dates and rows come from; the data, unless something is on trial.
    tolerance
        Gap, as a share of the claim, that still counts as approximate.
    """
    figures = Figures(stated, outside, dated, table)
    return [check(figures, tolerance) for check in CHECKS]
