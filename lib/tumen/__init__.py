"""Tumen: evidence-linked notebooks on Russia-DPRK economic relations.

What a notebook needs, under ``import tumen as tm``: figures (`stated`, `outside`, `parameter`, `derive`),
tables of data (`load_table`, `describe`), what readers see (`prose`, `table`, `show`, `slider`, `choice`, `cite`),
and modules by subject: computations (`trade`, `debt`, `statements`, …) and ways to draw (`boards`, `graphs`, `maps`).
"""

from importlib import import_module
from typing import Any

HOMES = {
    "tumen": "boards graphs maps",
    "tumen.charts": "NARROW_WIDTH WIDTH chart_frame choice drawable show slider",
    "tumen.checks": "Verdict run_checks",
    "tumen.data": "describe load_table",
    "tumen.facts": "all_outside all_stated outside references_of stated turnovers",
    "tumen.measures": (
        "arguments comparisons debt labour ledger overview partners projects promises regions scenario statements "
        "timeline trade"
    ),
    "tumen.sentences": "prose",
    "tumen.quantity": "Quantity derive parameter",
    "tumen.tables": "cite table",
    "tumen.theme": "COLOURS colour_scale",
}
"""What each module gives to ``tm``; it is imported when first used, so that a command need not wait for all."""

_HOME = {name: home for home, names in HOMES.items() for name in names.split()}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOME[name]
    try:
        value = getattr(import_module(home), name) if home != __name__ else import_module(f"{home}.{name}")
    except AttributeError:
        value = import_module(f"{home}.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
