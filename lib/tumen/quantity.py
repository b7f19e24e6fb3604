"""The Quantity: a number that knows its unit, its bounds and where it comes from.

A quantity is *stated* (it carries the `Evidence` of a row of data) or *derived* (it carries the
formula and the inputs). Arithmetic is interval arithmetic: the true value lies within the bounds of the
result if it lies within the bounds of every input. Units follow by pint; what does not mix is refused.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tumen.dates import is_edtf, read_aloud
from tumen.errors import UnitError
from tumen.figures import HEDGE_WORDS, justified_decimals, mark, printed_decimals, spell, spell_bounds
from tumen.units import conversion, parse_unit, product

INFINITY = math.inf

BOUND_RULES: dict[str, Callable[[float, float], tuple[float, float]]] = {
    # how far the true value may lie from the printed one: (value, slack as a share) -> (lower, upper)
    "about": lambda value, slack: (value - slack * abs(value), value + slack * abs(value)),
    "almost": lambda value, slack: (value - slack * abs(value), value),
    "slightly_more_than": lambda value, slack: (value, value + 2 * slack * abs(value)),
    "more_than": lambda value, slack: (value, INFINITY),
    "less_than": lambda value, slack: (0.0, value),
    "up_to": lambda value, slack: (0.0, value),
}
"""The reading of each hedge. What no rule names ("exact", "between") has only the rounding interval."""

SLACK = 0.10
"""Share by which "about" and "almost" may be off; "a little more than" may exceed by twice as much,
because the article itself says it of 112.7 against 100."""

QUALIFIERS = ("exact", "between", *BOUND_RULES)

_AT_THE_END = 0.25
"""Share of itself by which a value may be off an end of its bounds and still count as standing there."""

_SOFT = {"about", "almost", "slightly_more_than", "between"}
_ONE_SIDED = {"more_than", "less_than", "up_to"}


@dataclass(frozen=True)
class Evidence:
    """Where a stated figure stands: the row of data, and through it document, page, words, footnote."""

    table: str
    row: str
    document: str | None = None
    references: tuple[str, ...] = ()
    confidence: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Derivation:
    """How a derived figure came about: ``formula`` with ``{0}``, ``{1}``… for ``inputs``."""

    formula: str
    inputs: tuple[Quantity, ...]

    def spelled(self) -> str:
        """Return the formula with the titles of the inputs in it."""
        return self.formula.format(*(f"[{quantity.label}]" for quantity in self.inputs))


@dataclass(frozen=True)
class Quantity:
    """A value in ``unit`` that lies between ``lower`` and ``upper``, with its lineage.

    Make one by `from_print`, by `parameter` or by computing with others; ``value`` is the printed or computed
    number, ``period`` the EDTF date it holds for, ``qualifier`` the hedge it is to be shown with.
    """

    value: float
    lower: float
    upper: float
    unit: str
    title: str
    lineage: Evidence | Derivation = field(repr=False)
    qualifier: str = "exact"
    period: str | None = None
    resolution: float | None = None
    unconverted: Quantity | None = field(default=None, repr=False, compare=False)
    """The same quantity before `to`; it is what a formula and its evidence name."""

    def __post_init__(self):
        if math.isnan(self.lower) or math.isnan(self.upper) or not self.lower <= self.value <= self.upper:
            raise ValueError(f"{self.title}: {self.value} is outside of {self.lower} … {self.upper}")
        parse_unit(self.unit)

    # --- identity and naming -----------------------------------------------------------------------

    @property
    def id(self) -> str:
        """Name of the evidence: the row of data, or a digest of the derivation."""
        if isinstance(self.lineage, Evidence):
            prefix = "" if self.lineage.table == "quantities" else f"{self.lineage.table}:"
            return f"{prefix}{self.lineage.row}"
        parts = [self.title, self.period or "", self.unit, repr(self.value), self.lineage.formula]
        parts += [quantity.id for quantity in self.lineage.inputs]
        return "d-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

    @property
    def label(self) -> str:
        """Title with the period, if one is known: ``"Trade turnover, 2013"``."""
        if not self.period:
            return self.title
        return f"{self.title}, {read_aloud(self.period) if is_edtf(self.period) else self.period}"

    def named(self, title: str, *, unit: str | None = None, period: str | None = None) -> Quantity:
        """Return this derived quantity under a title of its own, in ``unit`` if one is given.

        From here on it stands in formulas as one input, not as the formula behind it.
        """
        same = self.to(unit) if unit else self
        return replace(same, title=title, period=period or same.period, unconverted=None)

    def to(self, unit: str) -> Quantity:
        """Return the same quantity in another unit of the same kind."""
        factor = conversion(self.unit, unit)
        resolution = self.resolution * factor if self.resolution else self.resolution
        return replace(
            self,
            value=self.value * factor,
            lower=_outward(self.lower * factor, -1) if factor != 1 else self.lower,
            upper=_outward(self.upper * factor, 1) if factor != 1 else self.upper,
            unit=unit,
            resolution=resolution,
            unconverted=self.unconverted or self,
        )

    def ancestors(self) -> list[Quantity]:
        """Return this quantity and everything it was computed from, each once, inputs last."""
        found: dict[str, Quantity] = {}
        waiting = [self]
        while waiting:
            quantity = waiting.pop(0)
            if quantity.id not in found:
                found[quantity.id] = quantity
                if isinstance(quantity.lineage, Derivation):
                    waiting.extend(quantity.lineage.inputs)
        return list(found.values())

    # --- arithmetic --------------------------------------------------------------------------------

    def __add__(self, other: Quantity | float) -> Quantity:
        left, other = self._aligned(other)
        bounds = (left.lower + other.lower, left.upper + other.upper)
        return _derive("{} + {}", (left, other), left.value + other.value, bounds, left.unit)

    def __sub__(self, other: Quantity | float) -> Quantity:
        left, other = self._aligned(other)
        bounds = (left.lower - other.upper, left.upper - other.lower)
        return _derive("{} − {}", (left, other), left.value - other.value, bounds, left.unit)

    def __mul__(self, other: Quantity | float) -> Quantity:
        left, right = _as_fraction(self, other)
        bounds = _corners(left, right, _times)
        return _derive("{} × {}", (left, right), left.value * right.value, bounds, product(left.unit, right.unit, 1))

    def __truediv__(self, other: Quantity | float) -> Quantity:
        left, other = _as_fraction(self, other)
        if other.lower <= 0 <= other.upper and not (other.lower >= 0 and other.value > 0):
            raise ZeroDivisionError(f"{other.title} may be zero; {self.title} cannot be divided by it")
        bounds = _corners(left, other, _over)
        return _derive("{} ÷ {}", (left, other), left.value / other.value, bounds, product(left.unit, other.unit, -1))

    def __radd__(self, other: float) -> Quantity:
        mine, other = self._aligned(other)
        return other + mine

    def __rsub__(self, other: float) -> Quantity:
        mine, other = self._aligned(other)
        return other - mine

    def __rmul__(self, other: float) -> Quantity:
        return _constant(other, "times") * self

    def __rtruediv__(self, other: float) -> Quantity:
        return _constant(other, "times") / self

    def power(self, exponent: float | Fraction) -> Quantity:
        """Return this ratio to the power of ``exponent``; for growth over several years.

        Raises
        ------
        UnitError
            The quantity has a unit, or may be negative: no growth factor.
        """
        base = self.to("times")
        if base.lower < 0:
            raise UnitError(f"{self.title} may be negative and is no growth factor")
        ends = sorted((_raise(base.lower, exponent), _raise(base.upper, exponent)))
        bounds = (_outward(ends[0], -1), _outward(ends[1], 1))
        return _derive(f"{{}} ^ ({exponent})", (base,), _raise(base.value, exponent), bounds, "times")

    def _aligned(self, other: Quantity | float) -> tuple[Quantity, Quantity]:
        """Bring both to one unit; a plain number goes only with a plain number, where 1 is 100 %."""
        if isinstance(other, Quantity):
            return self, other.to(self.unit)
        if not parse_unit(self.unit).dimensionless:
            raise UnitError(f"a plain {other} cannot be added to {self.title} in {self.unit}")
        return self.to("times"), _constant(other, "times")

    # --- text for readers --------------------------------------------------------------------------

    def __str__(self) -> str:
        return self.text()

    def text(self, decimals: int | None = None) -> str:
        """Return the figure as a reader meets it, hedge and unit included: ``"about $19.9 m"``."""
        if decimals is None:
            decimals = self._decimals()
        hedge = HEDGE_WORDS[self.qualifier]
        if isinstance(self.lineage, Derivation) and self.qualifier in _ONE_SIDED and self._is_soft():
            hedge += "about "
        return hedge + self._number(decimals)

    def bounds_text(self) -> str:
        """Return the bounds in words: ``"$112.65 m to $112.75 m"``, ``"at least 90 %"``."""
        return spell_bounds(self.lower, self.upper, self.unit)

    def _decimals(self) -> int | None:
        """As many as the source prints, or as the bounds of a computed figure justify."""
        if self.resolution:
            return printed_decimals(self.resolution, self.value, self.unit)
        if isinstance(self.lineage, Evidence):
            return None
        return justified_decimals(self.lower, self.upper, self.value, self.unit)

    def _number(self, decimals: int | None) -> str:
        if self.qualifier == "between":
            return spell_bounds(self.lower, self.upper, self.unit)
        return spell(self.value, self.unit, decimals)

    def _is_soft(self) -> bool:
        return any(quantity.qualifier in _SOFT for quantity in self.ancestors()[1:])

    def __format__(self, spec: str) -> str:
        """Return `text` with the evidence attached by invisible marks, which `tumen.sentences` turns into links.

        ``spec`` is empty, or ``.2`` for two decimals of the number as shown. ``{quantity!s}`` is unmarked.
        """
        decimals = int(spec.removeprefix(".").removesuffix("f")) if spec else None
        REMEMBERED[self.id] = self
        return mark(self.text(decimals), self.id)


REMEMBERED: dict[str, Quantity] = {}
"""Every quantity that was written into a sentence, by id: a sentence carries ids, `tumen.sentences` needs more."""


def from_print(
    value: float,
    unit: str,
    title: str,
    evidence: Evidence,
    *,
    qualifier: str = "exact",
    value_upper: float | None = None,
    resolution: float = 0.0,
    period: str | None = None,
    slack: float = SLACK,
) -> Quantity:
    """Return a figure as a source states it, with the bounds that its hedge and its rounding allow.

    Parameters
    ----------
    value, value_upper
        The printed number; with the qualifier ``between`` the two ends.
    resolution
        Place value of the last printed digit in ``unit``: 100,000 for "$112.7 million"; 0 for a count.
    qualifier
        One of `QUALIFIERS`.
    slack
        See `SLACK`.
    """
    if qualifier not in QUALIFIERS:
        raise ValueError(f"{qualifier!r} is no known qualifier; use one of {', '.join(QUALIFIERS)}")
    lower, upper = value - resolution / 2, (value if value_upper is None else value_upper) + resolution / 2
    if qualifier in BOUND_RULES:
        lower, upper = BOUND_RULES[qualifier](value, slack)
    shown = value if value_upper is None else (value + value_upper) / 2
    return Quantity(shown, lower, upper, unit, title, evidence, qualifier, period, resolution)


def parameter(name: str, value: float, unit: str, title: str) -> Quantity:
    """Return a value that the reader chose in the parameters cell; its evidence is the parameter."""
    return Quantity(value, value, value, unit, title, Evidence("parameter", name))


def derive(title: str, formula: str, inputs: tuple[Quantity, ...], value: float, unit: str) -> Quantity:
    """Return an exact result that no operator gives, such as a count of rows, with its lineage."""
    return Quantity(value, value, value, unit, title, Derivation(formula, inputs))


# --- the parts of the arithmetic -------------------------------------------------------------------


def _constant(value: float, unit: str) -> Quantity:
    return Quantity(value, value, value, unit, f"{value:g}", Evidence("constant", f"{value:g}"))


def _as_fraction(left: Quantity, right: Quantity | float) -> tuple[Quantity, Quantity]:
    """Let percentages enter products as fractions, so that 90 % of 10 is 9."""
    pair = (left, right if isinstance(right, Quantity) else _constant(right, "times"))
    return tuple(q.to("times") if parse_unit(q.unit).dimensionless else q for q in pair)


def _derive(
    pattern: str, operands: tuple[Quantity, ...], value: float, bounds: tuple[float, float], unit: str
) -> Quantity:
    formula, inputs = _combine(pattern, operands)
    lower, upper = _outward(bounds[0], -1), _outward(bounds[1], 1)
    return Quantity(value, lower, upper, unit, "", Derivation(formula, inputs), _inherited_hedge(value, bounds, inputs))


def _combine(pattern: str, operands: tuple[Quantity, ...]) -> tuple[str, tuple[Quantity, ...]]:
    """Join the operands' formulas; an untitled intermediate result dissolves into what it was made of."""
    parts, inputs = [], []
    for operand in operands:
        if isinstance(operand.lineage, Evidence) and operand.lineage.table == "constant":
            parts.append(operand.title)
            continue
        anonymous = not operand.title and isinstance(operand.lineage, Derivation)
        own = list(operand.lineage.inputs) if anonymous else [operand.unconverted or operand]
        places = []
        for quantity in own:
            known = next((i for i, seen in enumerate(inputs) if seen.id == quantity.id), None)
            if known is None:
                known = len(inputs)
                inputs.append(quantity)
            places.append(f"{{{known}}}")
        parts.append(f"({operand.lineage.formula.format(*places)})" if anonymous else places[0])
    return pattern.format(*parts), tuple(inputs)


def _inherited_hedge(value: float, bounds: tuple[float, float], inputs: tuple[Quantity, ...]) -> str:
    """Return the hedge of a result from where its value stands between its bounds.

    One-sided inputs leave the value at one end, "more than" or "less than"; anywhere else it is "about".
    """
    soft = any(quantity.qualifier in _SOFT for quantity in inputs)
    if not any(quantity.qualifier in _ONE_SIDED for quantity in inputs):
        return "about" if soft else "exact"
    width = min(abs(value), bounds[1] - bounds[0]) or 1.0
    below, above = (value - bounds[0]) / width, (bounds[1] - value) / width
    if below < _AT_THE_END and above > below:
        return "more_than"
    return "less_than" if above < _AT_THE_END else "about"


def _corners(left: Quantity, right: Quantity, operation: Callable[[float, float], float]) -> tuple[float, float]:
    results = [operation(a, b) for a in (left.lower, left.upper) for b in (right.lower, right.upper)]
    return min(results), max(results)


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _over(a: float, b: float) -> float:
    if b == 0:
        return 0.0 if a == 0 else math.copysign(INFINITY, a)
    if math.isinf(b):
        return 0.0 if not math.isinf(a) else math.copysign(INFINITY, a * b)
    return a / b


def _raise(base: float, exponent: float | Fraction) -> float:
    if base == 0 and exponent < 0:
        return INFINITY
    return base ** float(exponent)


def _outward(bound: float, direction: int) -> float:
    """Move a bound by the last bit, so that floating point never cuts off the true value."""
    return bound if math.isinf(bound) or bound == 0 else math.nextafter(bound, direction * INFINITY)
