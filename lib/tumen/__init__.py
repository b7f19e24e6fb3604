"""Tumen: evidence-linked notebooks on Russia-DPRK economic relations.

What a notebook needs, under ``import tumen as tm``: figures (`stated`, `outside`, `parameter`, `derive`),
tables of data (`load_table`, `describe`), what readers see (`prose`, `table`, `show`, `slider`, `choice`, `cite`),
and modules by subject: computations (`trade`, `debt`, `statements`, …) and ways to draw (`boards`, `graphs`, `maps`).
"""

from tumen import boards, graphs, maps
from tumen.charts import NARROW_WIDTH, WIDTH, chart_frame, choice, drawable, show, slider
from tumen.checks import Verdict, run_checks
from tumen.data import describe, load_table
from tumen.facts import all_outside, all_stated, outside, references_of, stated, turnovers
from tumen.measures import (
    arguments,
    comparisons,
    debt,
    labour,
    ledger,
    overview,
    partners,
    projects,
    promises,
    regions,
    scenario,
    statements,
    timeline,
    trade,
)
from tumen.prose import prose
from tumen.quantity import Quantity, derive, parameter
from tumen.tables import cite, table
from tumen.theme import COLOURS, colour_scale

__all__ = [
    "COLOURS",
    "NARROW_WIDTH",
    "WIDTH",
    "Quantity",
    "Verdict",
    "all_outside",
    "all_stated",
    "arguments",
    "boards",
    "chart_frame",
    "choice",
    "cite",
    "colour_scale",
    "comparisons",
    "debt",
    "derive",
    "describe",
    "drawable",
    "graphs",
    "labour",
    "ledger",
    "load_table",
    "maps",
    "outside",
    "overview",
    "parameter",
    "partners",
    "projects",
    "promises",
    "prose",
    "references_of",
    "regions",
    "run_checks",
    "scenario",
    "show",
    "slider",
    "stated",
    "statements",
    "table",
    "timeline",
    "trade",
    "turnovers",
]
