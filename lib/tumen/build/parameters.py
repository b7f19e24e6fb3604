"""The parameters of a notebook: what may be changed, within which range, and what a reader asked for.

The cell tagged ``parameters`` holds one line a parameter::

    base_year: int = 2005  # first year of the comparison; 2000 to 2012
    level_of: int = 1990  # year to measure against; one of 1990, 2005
    scale: str = "linear"  # scale of the axis; one of linear, log

papermill only warns of a name it does not know and never looks at a range, so both are checked here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tumen.errors import ParameterError
from tumen.schema import unknown

_LINE = re.compile(r"^(?P<name>\w+): (?P<type>int|float|str|bool) = (?P<default>.+?)  # (?P<comment>.+)$")
_RANGE = re.compile(r"^(?P<low>-?[\d.]+) to (?P<high>-?[\d.]+)$")
_CHOICES = re.compile(r"^one of (?P<names>[\w-]+(, [\w-]+)*)$")
_TYPES = {"int": int, "float": float, "str": str, "bool": bool}
_TRUTH = {"true": True, "false": False}

Value = int | float | str | bool


@dataclass(frozen=True)
class Parameter:
    """One value that a reader may change."""

    name: str
    type: str
    default: Value
    meaning: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str | int, ...] = ()

    @property
    def allowed(self) -> str:
        """The allowed values in words."""
        if self.choices:
            return f"one of {', '.join(map(str, self.choices))}"
        if self.type == "bool":
            return "true or false"
        kind = "a whole number" if self.type == "int" else "a number"
        return f"{kind} from {self.low:g} to {self.high:g}"

    def check(self, value: Value) -> Value:
        """Return ``value`` if it has the type and lies in the range; raise `ParameterError` if not."""
        fits_type = type(value) is _TYPES[self.type] or (self.type == "float" and type(value) is int)
        fits_range = value in self.choices if self.choices else self._within(value) if fits_type else False
        if not (fits_type and fits_range):
            raise ParameterError(f"parameter {self.name} = {value!r} is not allowed; it takes {self.allowed}")
        return float(value) if self.type == "float" else value

    def _within(self, value: Value) -> bool:
        return self.type == "bool" or self.low <= value <= self.high

    def read(self, text: str) -> Value:
        """Return the value written as ``text`` on a command line."""
        try:
            value = _TRUTH[text.lower()] if self.type == "bool" else _TYPES[self.type](text)
        except (KeyError, ValueError) as error:
            raise ParameterError(f"parameter {self.name} = {text!r} is not allowed; it takes {self.allowed}") from error
        return self.check(value)


def parameters_of(notebook: Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name, in the order of the cell.

    Raises
    ------
    ParameterError
        A line of the parameters cell is not of the form above, or a default breaks its own range.
    """
    cells = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    lines = [line for cell in cells for line in cell["source"].splitlines() if line.strip()]
    found = [_parse(line) for line in lines]
    for parameter in found:
        parameter.check(parameter.default)
    return {parameter.name: parameter for parameter in found}


def _parse(line: str) -> Parameter:
    try:
        parameter = _parameter(line)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        parameter = None
    if parameter is None:
        form = "name: type = value  # meaning; LOW to HIGH (or: one of a, b)"
        raise ParameterError(f"a parameter is written {form!r}, not {line[:200]!r}")
    return parameter


def _parameter(line: str) -> Parameter | None:
    """Return the parameter that a line describes; none, or an error of Python's, if it is not of the form."""
    match = _LINE.match(line)
    meaning, _, allowed = match["comment"].rpartition("; ") if match else ("", "", "")
    bounds, names = _RANGE.match(allowed), _CHOICES.match(allowed)
    fits = match and (bounds or match["type"] == "bool" or (names and _choices(match["type"], names["names"])))
    if not fits:
        return None
    return Parameter(
        name=match["name"],
        type=match["type"],
        default=ast.literal_eval(match["default"]),
        meaning=meaning or match["comment"],
        low=float(bounds["low"]) if bounds else None,
        high=float(bounds["high"]) if bounds else None,
        choices=_choices(match["type"], names["names"]) if names else (),
    )


def _choices(kind: str, names: str) -> tuple[str, ...] | tuple[int, ...]:
    """Return the allowed values of a parameter; none if they do not have its type."""
    words = names.split(", ")
    if kind == "int":
        return tuple(map(int, words)) if all(word.isdigit() for word in words) else ()
    return tuple(words) if kind == "str" else ()


def assign(
    requested: Iterable[str], notebooks: Mapping[str, Mapping[str, Parameter]], *, every: bool
) -> dict[str, dict[str, Any]]:
    """Return the values each notebook is to run with, from ``NAME=VALUE`` requests.

    Parameters
    ----------
    requested
        As on the command line.
    notebooks
        The parameters of each notebook that is to be built, by notebook.
    every
        Whether each of the notebooks must know each parameter (they were named one by one), or it is enough
        that one does (the whole series is built).

    Raises
    ------
    ParameterError
        No notebook knows the name, or the value has the wrong type or is out of range.
    """
    values: dict[str, dict[str, Any]] = {name: {} for name in notebooks}
    for request in requested:
        name, separator, text = request.partition("=")
        if not separator:
            raise ParameterError(f"-p takes NAME=VALUE, not {request!r}")
        without = [notebook for notebook, known in notebooks.items() if name not in known]
        if len(without) == len(notebooks) or (every and without):
            names = sorted({parameter for known in notebooks.values() for parameter in known})
            where = f" in {', '.join(without)}" if every else ""
            raise ParameterError(unknown(f"parameter{where}", name, names or ["none"]))
        for notebook, known in notebooks.items():
            if name in known:
                values[notebook][name] = known[name].read(text)
    return values
