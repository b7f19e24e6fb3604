"""Figures as readers meet them: numbers with scale, unit and hedge, and the marks that carry evidence.

A figure in a sentence is plain text between two invisible marks, followed by the name of its evidence in
characters that no font draws (Unicode tags). So an f-string stays readable wherever it is printed, and
`tumen.sentences` finds every figure again, with its evidence, without guessing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

NBSP = "\N{NO-BREAK SPACE}"
SIGNIFICANT_DIGITS = 3
"""Digits shown of a computed figure (a leading 1 does not count); its bounds are one click away."""

HEDGE_WORDS = {
    "exact": "",
    "between": "",
    "about": "about ",
    "almost": "almost ",
    "slightly_more_than": "a little more than ",
    "more_than": "more than ",
    "less_than": "less than ",
    "up_to": "up to ",
}

_BARE_NUMBER = re.compile(r"(?P<number>−?[\d,.]+)(?P<unit>.*)")

_START, _END = "\N{INVISIBLE SEPARATOR}", "\N{CANCEL TAG}"
_TAGS = 0xE0000
_MARKED = re.compile(f"{_START}([^{_START}\U000e0020-\U000e007e]*)([\U000e0020-\U000e007e]+){_END}")


def mark(text: str, name: str) -> str:
    """Attach the evidence called ``name`` (ASCII) to a figure's text, invisibly."""
    return f"{_START}{text}{''.join(chr(_TAGS + ord(letter)) for letter in name)}{_END}"


def replace_marks(text: str, replacement: Callable[[str, str], str]) -> str:
    """Return ``text`` with every marked figure replaced by ``replacement(figure, evidence name)``."""

    def decode(match: re.Match[str]) -> str:
        return replacement(match[1], "".join(chr(ord(tag) - _TAGS) for tag in match[2]))

    return _MARKED.sub(decode, text)


def without_marks(text: str) -> str:
    """Return the plain text of a string with marked figures."""
    return replace_marks(text, lambda figure, _: figure)


def spell(value: float, unit: str, decimals: int | None = None) -> str:
    """Return a number with its unit, scaled for reading: ``"$112.7 m"``, ``"53.3 %"``, ``"54 km"``.

    Parameters
    ----------
    value, unit
        In the base units of the data; see `tumen.units`.
    decimals
        Digits after the point of the number as shown; three significant digits if not given.
    """
    numerator, _, denominator = unit.partition("/")
    sign = "−" if value < 0 else ""
    scale, scale_word = _scale(abs(value), numerator)
    number = _digits(abs(value) / scale, decimals)
    return sign + _NUMERATORS.get(numerator, _named(numerator))(number, scale_word) + _per(denominator)


def spell_bounds(lower: float, upper: float, unit: str) -> str:
    """Return an interval in words; an open end is said to be open, and both ends are rounded outward."""
    if math.isinf(upper) and math.isinf(lower):
        return "no bound"
    width = upper - lower
    if math.isinf(upper):
        return f"at least {_spell_bound(lower, abs(lower), unit, -1)}"
    if math.isinf(lower):
        return f"at most {_spell_bound(upper, abs(upper), unit, 1)}"
    low, high = _spell_bound(lower, width, unit, -1), _spell_bound(upper, width, unit, 1)
    return low if low == high else _from_to(low, high)


def _from_to(low: str, high: str) -> str:
    """Join two spelled ends and name their unit once: ``"93 to 152 days"``; currencies keep theirs."""
    first, second = _BARE_NUMBER.match(low), _BARE_NUMBER.match(high)
    if first and second and first["unit"].removesuffix("s") == second["unit"].removesuffix("s"):
        return f"{first['number']} to {high}"
    return f"{low} to {high}"


def _spell_bound(bound: float, width: float, unit: str, direction: int) -> str:
    """Spell one end of an interval, fine enough to tell it from the other, without needless zeros."""
    scale, _ = _scale(abs(bound), unit.partition("/")[0])
    fine = max(width, abs(bound) * 1e-9) / scale
    decimals = min(max(0, 1 - math.floor(math.log10(fine))), 6) if fine else 0
    step = 10.0**-decimals
    number = bound / scale
    nearest = round(number / step) * step
    outward = (math.floor if direction < 0 else math.ceil)(number / step) * step
    rounded = nearest if math.isclose(nearest, number, rel_tol=1e-9, abs_tol=step * 1e-6) else outward
    shortest = next(d for d in range(decimals + 1) if math.isclose(round(rounded, d), rounded, abs_tol=step / 2))
    return spell(rounded * scale, unit, shortest)


def printed_decimals(resolution: float, value: float, unit: str) -> int:
    """Return how many decimals show a figure as precisely as its source prints it, three at most."""
    scale, _ = _scale(abs(value), unit.partition("/")[0])
    return min(3, max(0, -math.floor(math.log10(resolution / scale) + 1e-9)))


def justified_decimals(lower: float, upper: float, value: float, unit: str) -> int | None:
    """Return how many decimals to show of a computed figure; None for an exact whole number.

    Three significant digits, four if the first is 1 and the bounds are that narrow: 36.6 %, $103.4 m.
    """
    scale, _ = _scale(abs(value), unit.partition("/")[0])
    if value == 0 or (math.isclose(lower, upper, rel_tol=1e-9) and _is_whole(value / scale)):
        return None
    magnitude = math.floor(math.log10(abs(value) / scale) + 1e-12)
    decimals = SIGNIFICANT_DIGITS - 1 - magnitude
    begins_with_one = abs(value) / scale < 2 * 10.0**magnitude
    is_narrow = (upper - lower) / scale <= 10.0 ** -(decimals + 1) * 1.01
    return max(0, decimals + 1 if begins_with_one and is_narrow else decimals)


def _scale(size: float, numerator: str) -> tuple[float, str]:
    if numerator in ("USD", "SUR", "RUB"):
        for scale, word in ((1e9, f"{NBSP}bn"), (1e6, f"{NBSP}m")):
            if size >= scale:
                return scale, word
    if numerator in ("t", "barrel") and size >= 1e6:
        return 1e6, f"{NBSP}m"
    return 1.0, ""


def _digits(number: float, decimals: int | None) -> str:
    if decimals is None:
        magnitude = math.floor(math.log10(number)) if number > 0 else 0
        decimals = 0 if _is_whole(number) else max(0, SIGNIFICANT_DIGITS - 1 - magnitude)
    return f"{number:,.{decimals}f}"


def _is_whole(number: float) -> bool:
    return math.isclose(number, round(number), rel_tol=1e-9)


def _ordinal(number: str, _: str) -> str:
    ending = "th" if number[-2:] in ("11", "12", "13") else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
    return number + ending


def _named(unit: str) -> Callable[[str, str], str]:
    return lambda number, scale_word: f"{number}{scale_word}{NBSP}{unit}"


_NUMERATORS: dict[str, Callable[[str, str], str]] = {
    "USD": lambda number, scale_word: f"${number}{scale_word}",
    "SUR": lambda number, scale_word: f"{number}{scale_word} Soviet roubles",
    "RUB": lambda number, scale_word: f"{number}{scale_word} roubles",
    "percent": lambda number, _: f"{number}{NBSP}%",
    "times": lambda number, _: f"{number}{NBSP}times",
    "person": lambda number, _: number,
    "item": lambda number, _: number,
    "rank": _ordinal,
    "year": lambda number, _: f"{number}{NBSP}{'year' if number == '1' else 'years'}",
    "day": lambda number, _: f"{number}{NBSP}{'day' if number == '1' else 'days'}",
    "barrel": lambda number, scale_word: f"{number}{scale_word} barrels",
}


def _per(denominator: str) -> str:
    return _PER.get(denominator, f" per {denominator}") if denominator else ""


_PER = {"SUR": " a Soviet rouble", "year": " a year", "t": " per tonne", "km": " per km", "item": " each"}
