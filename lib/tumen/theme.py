"""One look for every chart: the same colour for the same thing, legible on light and on dark paper."""

from __future__ import annotations

from typing import Any

VEGA_LITE = "6.4"
"""Version that Altair writes and that vl-convert draws and bundles for the page."""

COLOURS = {
    "Russia": "#2f7fc1",
    "DPRK": "#c8502f",
    "ROK": "#15997a",
    "China": "#b08a00",
    "Zakharova": "#6b6fd6",
    "Toloraya": "#b65fa8",
    "outside": "#808a94",
    "consistent": "#2ba197",
    "approximate": "#8f8624",
    "inconsistent": "#cf1754",
    "undecidable": "#666699",
}
"""Countries, documents, what comes from outside, and the verdicts of checks.

Each has at least 3:1 against both papers, and within its group keeps apart from the others for readers who
see little red or green.
"""

LIGHT = {"paper": "#ffffff", "ink": "#1d2329", "quiet": "#56616b", "line": "#d5dade"}
DARK = {"paper": "#14181c", "ink": "#e8ebee", "quiet": "#a3adb6", "line": "#3a434b"}
PAGE = {name: f"var(--{name})" for name in LIGHT}
"""The paper of a page, whose style sheet knows the colours: one picture serves light, dark and print."""

_FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"
"""Fonts of one width, the first of which vl-convert carries: a chart is laid out alike on every machine."""


def colour_scale(names: list[str]) -> dict[str, list[str]]:
    """Return domain and range that give each name its own colour everywhere."""
    return {"domain": names, "range": [COLOURS[name] for name in names]}


def config(paper: dict[str, str]) -> dict[str, Any]:
    """Return the Vega-Lite configuration for one paper (`LIGHT`, `DARK` or `PAGE`)."""
    text = {"labelColor": paper["quiet"], "titleColor": paper["ink"], "labelFont": _FONT, "titleFont": _FONT}
    return {
        "background": paper["paper"],
        "font": _FONT,
        "view": {"stroke": None},
        "title": {
            "color": paper["ink"],
            "subtitleColor": paper["quiet"],
            "anchor": "start",
            "fontSize": 14,
            "offset": 12,
        },
        "axis": {
            **text,
            "domainColor": paper["line"],
            "gridColor": paper["line"],
            "gridOpacity": 0.6,
            "tickColor": paper["line"],
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        "axisX": {"labelAngle": 0, "labelOverlap": "parity", "labelSeparation": 6},
        "legend": {
            **text,
            "orient": "top",
            "title": None,
            "columns": 3,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        "header": text,
        "text": {"color": paper["ink"], "font": _FONT},
        "style": {"box": {"color": paper["paper"]}},
        "rule": {"color": paper["quiet"]},
        "bar": {"color": COLOURS["Russia"]},
        "point": {"color": COLOURS["Russia"], "filled": True, "size": 70},
        "line": {"color": COLOURS["Russia"]},
    }
