"""Charts: drawn once as static pictures for both papers, kept as a specification for the live page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import vl_convert
from IPython.display import display

from tumen import theme
from tumen.cards import cards
from tumen.facts import references_of
from tumen.quantity import Quantity
from tumen.references import short_citation
from tumen.tables import table_html

MIME_CHART = "application/vnd.tumen.chart+json"
PICTURES_LATER = "TUMEN_PICTURES_LATER"
"""Environment variable under which `show` leaves the picture to a build, which draws those of all notebooks."""

_ID = re.compile(r'(?<=[ "(#])(?:clip|gradient_)\d+(?=["|)])')
"""Ids that Vega gives within a picture by a count that runs through the life of a process."""

WIDTH, NARROW_WIDTH = 640, 250
"""Width of the plot area, in pixels, on a wide screen and on a phone."""


def chart_frame(quantities: Sequence[Quantity], scale: float = 1.0) -> pd.DataFrame:
    """Return figures as a frame to draw, value and bounds divided by ``scale``.

    Columns: ``title, period, value, lower, upper, text, hedge``, the quantity itself as ``figure``, and the
    ``row`` of data it was read from. Open bounds are missing, so that no mark is drawn for them. Leave
    ``figure`` out of what Altair is given: `drawable` does.
    """
    rows = [
        {
            "title": quantity.title,
            "period": quantity.period,
            "value": quantity.value / scale,
            "lower": _finite(quantity.lower / scale),
            "upper": _finite(quantity.upper / scale),
            "text": quantity.text(),
            "hedge": quantity.qualifier,
            "figure": quantity,
            "row": getattr(quantity.lineage, "row", None),
        }
        for quantity in quantities
    ]
    return pd.DataFrame(rows)


def drawable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a frame that can stand in a chart: all but the quantities."""
    return frame[[name for name in frame if not frame[name].map(lambda cell: isinstance(cell, Quantity)).any()]]


def _finite(bound: float) -> float | None:
    return bound if abs(bound) != float("inf") else None


def show(
    chart: alt.TopLevelMixin,
    name: str,
    data: pd.DataFrame,
    labels: dict[str, str] | None = None,
    *,
    alt_text: str,
    how_to_read: str,
    sources: Sequence[str] | None = None,
    narrow: alt.TopLevelMixin | None = None,
) -> None:
    """Show a chart with everything a reader needs to trust it.

    Parameters
    ----------
    chart
        Any Altair chart whose title says what is measured.
    name
        Name of the picture files, unique in the notebook: lower case, digits, hyphens.
    data, labels
        The figures drawn, as a table; `Quantity` cells open their evidence. See `tumen.tables.table`.
    alt_text
        What the chart shows, computed from its data.
    sources
        Ids of the references behind the data; those of its quantities if none are given.
    how_to_read
        One or two sentences: what a mark, a bar at a mark, a colour means.
    narrow
        The same chart built for `NARROW_WIDTH`, where `narrowed` would not do, as with labels inside the plot.

    Raises
    ------
    ValueError
        The chart lacks a title or a text is empty.
    """
    spec = specification(chart)
    for what, text in {"title": _title(spec), "alt_text": alt_text, "how_to_read": how_to_read}.items():
        if not text:
            raise ValueError(f"chart {name!r} has no {what}")
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise ValueError(f"chart name {name!r} must be lower case letters, digits and hyphens")
    markup, quantities = table_html(data, _title(spec), labels)
    cited = list(sources or references_of(quantities))
    content = {
        "name": name,
        "title": _title(spec),
        "alt": alt_text,
        "how_to_read": how_to_read,
        "references": cited,
        "spec": spec,
        "narrow": narrowed(spec) if narrow is None else specification(narrow),
        "table": markup,
        "csv": _origin(_title(spec), cited) + _csv(data, labels),
        "cards": cards(quantities),
    }
    bundle = {MIME_CHART: content, "text/plain": alt_text}
    display(bundle if PICTURES_LATER in os.environ else with_picture(bundle), raw=True)


def with_picture(bundle: dict[str, Any]) -> dict[str, Any]:
    """Return what `show` displays with the chart as a picture, for JupyterLab and for readers to take away."""
    return {**bundle, "image/svg+xml": picture(bundle[MIME_CHART]["spec"], theme.LIGHT)}


def slider(name: str, value: float, low: float, high: float, step: float, label: str) -> alt.Parameter:
    """Return a parameter that readers move on the page, for ``chart.add_params``; expressions know it by ``name``.

    Without JavaScript and in print the chart shows it at ``value``.
    """
    return alt.param(name=name, value=value, bind=alt.binding_range(min=low, max=high, step=step, name=f"{label} "))


def choice(name: str, value: str, options: Sequence[str], label: str) -> alt.Parameter:
    """Return a parameter that readers choose from a few ``options`` on the page; see `slider`."""
    return alt.param(name=name, value=value, bind=alt.binding_radio(options=list(options), name=f"{label} "))


def specification(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return the chart as Vega-Lite without configuration and with names that depend on content alone."""
    with alt.data_transformers.enable("default", consolidate_datasets=False):
        spec = chart.to_dict(validate=True)
    spec.pop("config", None)
    return json.loads(_stable_names(json.dumps(spec)), parse_constant=lambda _: None)  # JSON knows no NaN


def _stable_names(text: str) -> str:
    """Number Altair's running names (view_12, param_7) from one, as the same chart may be made again."""
    found = list(dict.fromkeys(re.findall(r"\b(?:view|param|concat)_\d+\b", text)))
    numbers = {name: f"{name.split('_')[0]}_{place}" for place, name in enumerate(found, start=1)}
    return re.sub(r"\b(?:view|param|concat)_\d+\b", lambda match: numbers[match[0]], text)


def picture(spec: dict[str, Any], paper: dict[str, str]) -> str:
    """Return the chart as SVG on one paper, the same whatever the process has drawn before."""
    svg = vl_convert.vegalite_to_svg(spec, vl_version=theme.VEGA_LITE, config=theme.config(paper))
    names = {name: f"{name.rstrip('0123456789')}{place}" for place, name in enumerate(dict.fromkeys(_ID.findall(svg)))}
    return _ID.sub(lambda match: names[match[0]], svg)


def narrowed(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the chart for a phone: same text size, narrower plot, shorter labels."""
    narrow = json.loads(json.dumps(spec).replace(f'"width": {WIDTH}', f'"width": {NARROW_WIDTH}'))
    return {**narrow, "config": {"axis": {"labelLimit": 110}, "legend": {"columns": 1}}}


def untitled(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the chart without its title, for a page that shows the title as text."""
    return {key: value for key, value in spec.items() if key != "title"}


def _title(spec: dict[str, Any]) -> str:
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return " ".join(text) if isinstance(text, list) else text


def _origin(title: str, cited: Sequence[str]) -> str:
    """Return the first line of a CSV file, a comment: what it holds, after whom, under which licence."""
    sources = "; ".join(short_citation(name) for name in cited)
    return f"# {title}. Sources: {sources}. Compiled by Tumen, CC BY 4.0. Amounts in base units.\n"


def _csv(data: pd.DataFrame, labels: dict[str, str] | None) -> str:
    # twelve digits: what comes after them is what computers add to sums of decimal fractions
    return _plain(data, labels).to_csv(index=False, lineterminator="\n", float_format="%.12g")


def _plain(data: pd.DataFrame, labels: dict[str, str] | None) -> pd.DataFrame:
    """Return the table for spreadsheets: figures as numbers in base units, beside their bounds and evidence."""
    columns: dict[str, list[object]] = {}
    for name in labels or data.columns:
        values = list(data[name])
        if any(isinstance(value, Quantity) for value in values):
            for part in ("value", "lower", "upper", "unit", "id"):
                key = name if part == "value" else f"{name}_{'evidence' if part == 'id' else part}"
                columns[key] = [_part(value, part) for value in values]
        else:
            columns[name] = values
    return pd.DataFrame(columns)


def _part(cell: object, part: str) -> object:
    """Return a part of a figure; a word that stands among figures, such as "open", counts as its own value."""
    if isinstance(cell, Quantity):
        return getattr(cell, part)
    return cell if part == "value" else None
