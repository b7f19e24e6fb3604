"""Units of measure: pint's, plus currencies and counts, which never convert into one another."""

from __future__ import annotations

from functools import cache

import pint

from tumen.errors import UnitError

_OWN_UNITS = """
USD = [currency_usd]
SUR = [currency_sur]
RUB = [currency_rub]
person = [person]
item = [item]
rank = [rank]
barrel = [barrel]
times = 1
"""

_SHORT_NAMES = {"metric_ton": "t", "kilometer": "km", "hectare": "ha"}


@cache
def registry() -> pint.UnitRegistry:
    """Return the one registry; making it takes half a second, so it is made on first use."""
    units = pint.UnitRegistry(autoconvert_offset_to_baseunit=False, on_redefinition="ignore")
    for line in _OWN_UNITS.split("\n"):
        if line:
            units.define(line)
    return units


@cache
def parse_unit(name: str) -> pint.Unit:
    """Return the unit called ``name``: ``"USD"``, ``"t/year"``, ``"percent"``, ``"times"``.

    Raises
    ------
    UnitError
        Pint and our own few definitions know no such unit.
    """
    try:
        return registry().Unit(name)
    except Exception as error:  # pint raises errors of its tokenizer, of arithmetic and of its own
        raise UnitError(f"{name!r} is no known unit; write it as in USD, t/year, percent, person") from error


def conversion(source: str, target: str) -> float:
    """Return the factor from ``source`` to ``target``; 1 USD is never 1 t, nor 1 rouble.

    Raises
    ------
    UnitError
        The two units measure different things.
    """
    if source == target:
        return 1.0
    try:
        return float(registry().convert(1.0, parse_unit(source), parse_unit(target)))
    except pint.DimensionalityError as error:
        raise UnitError(f"{source} and {target} measure different things and do not mix") from error


@cache
def product(left: str, right: str, power: int) -> str:
    """Return the unit of ``left · right ** power`` (``power`` is 1 or -1), as text for `parse_unit`.

    Percentages and multiples count as plain numbers: a share of dollars is in dollars.
    """
    unit = parse_unit(_plain(left)) * parse_unit(_plain(right)) ** power
    if unit.dimensionless:
        return "times"
    name = f"{unit:C}".replace("**", "^")
    for spelled, short in _SHORT_NAMES.items():
        name = name.replace(spelled, short)
    return name


def _plain(name: str) -> str:
    return "dimensionless" if parse_unit(name).dimensionless else name
