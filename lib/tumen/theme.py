"""One look for every chart: the same colour for the same thing, legible on light and on dark paper."""

from __future__ import annotations

from typing import Any

COLOURS = {
    "Russia": "#2f7fc1",
    "DPRK": "#d1603d",
    "ROK": "#1f9e77",
    "China": "#b8860b",
    "Zakharova": "#2f7fc1",
    "Toloraya": "#b65fa8",
    "outside": "#808a94",
    "consistent": "#3a8a94",
    "approximate": "#86852c",
    "inconsistent": "#c9406a",
    "undecidable": "#7c78bd",
}
"""Countries, documents, what comes from outside, and the verdicts of checks.

Chosen for at least 3:1 against both papers and for the common kinds of colour blindness.
"""

LIGHT = {"paper": "#ffffff", "ink": "#1d2329", "quiet": "#5b6670", "line": "#d5dade"}
DARK = {"paper": "#14181c", "ink": "#e8ebee", "quiet": "#a3adb6", "line": "#3a434b"}
_FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"


def colour_scale(names: list[str]) -> dict[str, list[str]]:
    """Return domain and range that give each name its own colour everywhere."""
    return {"domain": names, "range": [COLOURS[name] for name in names]}


def config(paper: dict[str, str]) -> dict[str, Any]:
    """Return the Vega-Lite configuration for one paper (`LIGHT` or `DARK`)."""
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
