"""Errors that a reader of the message can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in the data: where it stands, what stands there, which rule it breaks, what to do.

    ``line`` counts from 1 as an editor does; the header of a CSV file is line 1.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    rule: str
    advice: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        column = f", column {self.column}" if self.column else ""
        value = f": {self.value!r}" if self.value is not None else ""
        return f"{place}{column}{value}: {self.rule}. {self.advice}"


class TumenError(Exception):
    """Base of every error this package raises on purpose."""


class DataError(TumenError):
    """The data break their own rules; ``faults`` lists all of them."""

    def __init__(self, faults: Sequence[Fault]):
        self.faults = sorted(faults, key=lambda f: (f.file, f.line or 0, f.column or "", f.rule))
        shown = [f"  {fault}" for fault in self.faults[:10]]
        rest = len(self.faults) - len(shown)
        more = [f"  … and {rest} more; `tumen check` lists all of them"] if rest else []
        super().__init__("\n".join([f"{len(self.faults)} faults in the data:", *shown, *more]))

    def __reduce__(self):
        return DataError, (self.faults,)  # from one process to another


class UnknownNameError(TumenError, LookupError):
    """No table, row, notebook or parameter has that name; the message lists the closest ones."""


class UnitError(TumenError, TypeError):
    """Two quantities whose units do not go together were mixed."""


class ParameterError(TumenError, ValueError):
    """A notebook parameter is unknown, mistyped or out of its range."""


class BuildError(TumenError):
    """A notebook failed, or another build holds the site."""
