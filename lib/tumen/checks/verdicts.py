"""Verdicts: how the bounds that figures imply, set against the bounds that a claim allows, become one word."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tumen.checks.inputs import Figures
from tumen.quantity import Quantity

TOLERANCE = 0.10
"""Gap between computed and claimed bounds, as a share of the claim, that still counts as approximate."""

Pair = tuple[Quantity, Quantity]
"""What other figures imply, and what the claim says."""


class Verdict(StrEnum):
    """What the comparison of computed and claimed bounds says."""

    CONSISTENT = "consistent"
    APPROXIMATE = "approximate"
    INCONSISTENT = "inconsistent"
    UNDECIDABLE = "undecidable"


class Kind(StrEnum):
    """What a claim is tested against."""

    ARITHMETIC = "arithmetic"
    """Other figures of the article."""
    DATES = "dates"
    """The dates of the article and of its footnotes."""
    DOCUMENTS = "documents"
    """The other document."""
    OUTSIDE = "outside"
    """Figures and dates from elsewhere."""


@dataclass(frozen=True)
class Check:
    """One claim with its test."""

    name: str
    claim: str
    computed: Quantity
    claimed: Quantity
    verdict: Verdict
    margin: float
    """Gap between the bounds as a share of the claim's nearest bound, or in days; 0 where they meet."""
    note: str
    kind: Kind = Kind.ARITHMETIC


@dataclass(frozen=True)
class Claim:
    """A claim with the function that computes both of its sides; calling it makes the `Check`."""

    name: str
    kind: Kind
    sentence: str
    note: str
    sides: Callable[[Figures], Pair]

    def __call__(self, figures: Figures, tolerance: float = TOLERANCE) -> Check:
        """Return both sides with the verdict on them."""
        return judge(self.name, self.sentence, *self.sides(figures), self.note, kind=self.kind, tolerance=tolerance)


CLAIMS: dict[str, Claim] = {}
"""Every claim by name, in the order in which the modules of this package define them."""


def claims_of(kind: Kind) -> Callable[..., Callable[[Callable[[Figures], Pair]], Claim]]:
    """Return the decorator that makes a function into the test of a claim of this kind.

    The function returns ``(computed, claimed)``; its docstring is the claim: a sentence of ours that holds if the
    verdict is consistent. The decorator takes a ``name``, which is permanent, as the page of the evidence has a row
    ``check-<name>``; a ``note``, which a reader should know before believing the verdict; and a ``sentence`` that
    stands for the docstring where one function serves several claims.
    """

    def claim(name: str, note: str = "", sentence: str | None = None) -> Callable[[Callable[[Figures], Pair]], Claim]:
        def register(sides: Callable[[Figures], Pair]) -> Claim:
            if name in CLAIMS:
                raise ValueError(f"two claims are called {name!r}")
            CLAIMS[name] = Claim(name, kind, sentence or str(sides.__doc__), note, sides)
            return CLAIMS[name]

        return register

    return claim


def judge(
    name: str,
    claim: str,
    computed: Quantity,
    claimed: Quantity,
    note: str = "",
    *,
    kind: Kind = Kind.ARITHMETIC,
    tolerance: float = TOLERANCE,
) -> Check:
    """Compare ``computed`` with ``claimed``, in the unit of the claim.

    Bounds that meet are consistent; bounds a little apart (``tolerance``, a share) are approximate; wider apart they
    are inconsistent. Where the computed bounds are open and reach beyond the claim, nothing is decided. Days have a
    beginning but no size, so a gap of days is given in days, and is never approximate.
    """
    computed = computed.to(claimed.unit)
    is_dated = claimed.unit == "day"
    gap = max(claimed.lower - computed.upper, computed.lower - claimed.upper, 0.0)
    nearest = claimed.lower if computed.upper < claimed.lower else claimed.upper
    share = 0.0 if gap <= 1e-9 * abs(nearest) else (gap / abs(nearest) if nearest else math.inf)
    verdict = _verdict(computed, claimed, share, 0.0 if is_dated else tolerance)
    return Check(name, claim, computed, claimed, verdict, gap if is_dated else share, note, kind)


def _verdict(computed: Quantity, claimed: Quantity, margin: float, tolerance: float) -> Verdict:
    if margin > tolerance:
        return Verdict.INCONSISTENT
    if margin > 0:
        return Verdict.APPROXIMATE
    is_open = math.isinf(computed.upper) or math.isinf(computed.lower)
    is_inside = claimed.lower <= computed.lower and computed.upper <= claimed.upper
    return Verdict.UNDECIDABLE if is_open and not is_inside else Verdict.CONSISTENT
