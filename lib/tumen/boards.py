"""Boards: a row for each thing, a column for each voice, and in each field a chip with a mark and a word."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from tumen import theme
from tumen.charts import WIDTH, choice

MARKS = {
    "cross": ("M-.9,-.9L.9,.9M.9,-.9L-.9,.9", False),
    "ring": ("circle", False),
    "diamond": ("diamond", False),
    "triangle": ("triangle-up", False),
    "square": ("square", True),
    "arrow": ("triangle-right", True),
    "disc": ("circle", True),
}
"""Shapes that a chip may bear, and whether they are filled."""

_GAP, _ICON, _INDENT = 4, 9, 18
"""Space between chips, and from the edge of a chip to its mark and to its word, in pixels."""
_STACKED_CHIP = 27
"""Height of a chip where names stand above their chips."""
_NAME_LETTER, _NAME_LINE = 5.5, 13
"""Width of a letter and height of a line of a name."""
_LETTER, _LINE = 5.0, 11
"""Width of a letter and height of a line of the words in a chip, in pixels."""
_OWN_COLUMNS = {"row", "group", "column", "word", "mark", "colour", "firm", "tags"}


def board(
    cells: pd.DataFrame,
    columns: Mapping[str, str],
    title: str,
    *,
    width: int = WIDTH,
    name_width: int = 300,
    row_height: int = 21,
    picks: Mapping[str, str] | None = None,
) -> alt.LayerChart:
    """Return a board: names at the left, and a chip in each field that has one.

    Parameters
    ----------
    cells
        One row a field, in the order of the rows of the board: ``row`` (a name), ``column`` (a key of
        ``columns``), ``word`` (what is written), ``mark`` (one of `MARKS`; missing: no chip, the word alone),
        ``colour`` (a name of `theme.COLOURS`). Optional: ``group`` (a heading above the rows that share it),
        ``firm`` (false: dashed border), ``tags`` (words by which readers can pick rows). All further columns
        are shown when a reader points at a chip.
    columns
        Headings, by column.
    width, name_width, row_height
        In pixels. Where a plot is too narrow for names beside chips, each name stands above its chips.
    picks
        Tags, by the label under which readers pick them; before them comes ``all``.

    Raises
    ------
    ValueError
        A cell lies in a column without a heading, or bears a mark that `MARKS` does not know.
    """
    strays = (set(cells["column"]) - set(columns)) | (set(cells["mark"].dropna()) - set(MARKS))
    if strays:
        raise ValueError(f"no column or mark of a board is called {', '.join(sorted(strays))}")
    stacked = width < 2 * name_width
    lines = _lines(cells, columns, width, 0 if stacked else name_width, row_height, stacked)
    height = float(lines["room"].sum())
    x, y = [{"axis": None, "scale": alt.Scale(domain=ends, nice=False)} for ends in ([0, width], [height, 0])]
    extras = [name for name in cells if name not in _OWN_COLUMNS]
    chart = alt.layer(*_layers(x, y, row_height, stacked, extras), data=lines)
    if picks:
        wanted = " || ".join(f"shown == '{name}' && indexof(datum.tags, '{tag}') >= 0" for name, tag in picks.items())
        chart = chart.add_params(choice("shown", "all", ["all", *picks], "Show"))
        chart = chart.transform_filter(f"shown == 'all' || datum.kind == 'head' || {wanted}")
    in_order = [alt.SortField("line"), alt.SortField("place")]
    return chart.transform_window(below="sum(room)", sort=in_order).properties(title=title, width=width, height=height)


def _lines(
    cells: pd.DataFrame, columns: Mapping[str, str], width: int, name_width: int, row_height: int, stacked: bool
) -> pd.DataFrame:
    """Return a record for each heading, name and chip; the first of a line has the ``room`` that the line takes."""
    chip = (width - name_width - _GAP * (len(columns) - 1)) / len(columns)
    edges = {name: name_width + place * (chip + _GAP) for place, name in enumerate(columns)}
    found: list[dict[str, Any]] = [
        {"kind": "head", "text": head, "left": edges[name], "line": 0, "place": place, "room": 0 if place else 22}
        for place, (name, head) in enumerate(columns.items())
    ]
    rows = cells.assign(group=cells.get("group", ""), tags=cells.get("tags", ""))
    line = 0
    for group, members in rows.groupby("group", sort=False):
        if group:
            line += 1
            tags = " ".join(sorted({tag for text in members["tags"] for tag in text.split()}))
            found.append(
                {"kind": "group", "text": group, "line": line, "place": 0, "room": 26, "tags": tags, "left": 0}
            )
        for name, own in members.groupby("row", sort=False):
            line += 1
            words = textwrap.wrap(name, int(width / _NAME_LETTER)) if stacked else [name]
            room = len(words) * _NAME_LINE + _STACKED_CHIP + 9 if stacked else row_height
            head = {"kind": "name", "text": "\n".join(words), "lines": len(words) - 1, "line": line, "left": 0}
            head |= {"place": -1, "room": room}
            found.append(head | {"tags": own["tags"].iloc[0]})
            found += [_chip(cell, edges, chip, line) for cell in own.to_dict("records")]
    return pd.DataFrame(found)


def _chip(cell: dict[str, Any], edges: Mapping[str, float], width: float, line: int) -> dict[str, Any]:
    left = edges[cell["column"]]
    has_mark = isinstance(cell["mark"], str)
    letters = int((width - (_INDENT if has_mark else 0)) / _LETTER)
    words = textwrap.wrap(cell["word"], letters)
    return cell | {
        "kind": "chip" if has_mark else "silent",
        "text": "\n".join(words),
        "lines": len(words) - 1,
        "line": line,
        "place": list(edges).index(cell["column"]),
        "room": 0,
        "left": left,
        "right": left + width,
        "firm": bool(cell.get("firm", True)),
    }


def _layers(x: dict, y: dict, row_height: int, stacked: bool, extras: list[str]) -> list[alt.Chart]:
    low, high = (5, 5 + _STACKED_CHIP) if stacked else (2, row_height - 2)
    middle = (low + high) / 2
    base = alt.Chart().transform_calculate(
        top=f"datum.below - {high}",
        bottom=f"datum.below - {low}",
        middle=f"datum.below - {middle}",
        written=f"datum.below - {middle} - datum.lines * {_LINE / 2}",
        named=f"datum.below - {high + 8 if stacked else middle} - datum.lines * {_NAME_LINE}",
        headed="datum.below - 9",
        icon=f"datum.left + {_ICON}",
        indented=f"datum.left + (datum.kind == 'chip' ? {_INDENT} : 2)",
    )
    chips = base.transform_filter("datum.kind == 'chip'")
    scale = alt.Scale(domain=list(theme.COLOURS), range=list(theme.COLOURS.values()))
    colour = {"color": alt.Color("colour:N", scale=scale, legend=None), "stroke": alt.Stroke("colour:N", scale=scale)}
    colour["tooltip"] = [f"{name}:N" for name in ("row", "word", *extras)]
    boxes = chips.mark_rect(cornerRadius=5, fillOpacity=0.13, strokeWidth=1).encode(
        alt.X("left:Q", **x), alt.Y("top:Q", **y), x2="right", y2="bottom", **colour
    )
    boxes = boxes.encode(strokeDash=alt.condition("datum.firm", alt.value([1, 0]), alt.value([3, 2])))
    shapes, full = ([mark[part] for mark in MARKS.values()] for part in (0, 1))
    icons = chips.mark_point(size=40, strokeWidth=1.7, opacity=1).encode(
        alt.X("icon:Q", **x), alt.Y("middle:Q", **y), alt.Shape("mark:N", scale=_to(shapes), legend=None), **colour
    )
    icons = icons.encode(fillOpacity=alt.FillOpacity("mark:N", scale=_to([float(is_full) for is_full in full])))
    size = 10 if stacked else 11
    return [
        boxes,
        icons,
        _text(base, "chip", alt.X("indented:Q", **x), alt.Y("written:Q", **y), fontSize=size, lineBreak="\n"),
        _text(base, "silent", alt.X("indented:Q", **x), alt.Y("written:Q", **y), fontSize=size, opacity=0.7),
        _text(base, "name", alt.X("left:Q", **x), alt.Y("named:Q", **y), fontSize=11.5, lineBreak="\n"),
        _text(base, "group", alt.X("left:Q", **x), alt.Y("headed:Q", **y), fontSize=12, fontWeight="bold"),
        _text(base, "head", alt.X("left:Q", **x), alt.Y("headed:Q", **y), fontSize=11.5, fontWeight="bold"),
    ]


def _to(values: list) -> alt.Scale:
    return alt.Scale(type="ordinal", domain=list(MARKS), range=values)


def _text(base: alt.Chart, kind: str, x: alt.X, y: alt.Y, **style: Any) -> alt.Chart:
    kept = base.transform_filter(f"datum.kind == '{kind}'")
    return kept.mark_text(align="left", baseline="middle", lineHeight=_LINE, **style).encode(x, y, text="text:N")
