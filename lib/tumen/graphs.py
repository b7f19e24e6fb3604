"""Graphs of argument: boxes in layers, joined by arrows that say what one does to the other."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

import altair as alt
import pandas as pd

from tumen import theme
from tumen.charts import WIDTH

_FONT, _LINE = 12, 15
"""Size of the letters and height of a line of the text in a box, in pixels."""
_NARROW, _BROAD = "fijlrt .,:;'’()", "mwMW"
_PADDING, _HEADING = 8, 15
_LEAST_BOX, _GAP, _ROW_GAP = 148, 16, 44
_LANE, _FIRST_LANE = 9, 12
"""Where boxes stand one above the other, arrows run in lanes beside them."""

RELATIONS = {
    "serves": ("outside", [1, 0]),
    "requires": ("Toloraya", [7, 3]),
    "hinders": ("DPRK", [2, 2]),
    "causes": ("Russia", [10, 3, 2, 3]),
    "supports": ("ROK", [4, 2]),
    "part_of": ("China", [1, 3]),
}
"""Colour and dash of each relation."""

NOTHING = "nothing"
"""The choice under which no box is marked as failing."""


@dataclass(frozen=True)
class _Box:
    """Where a node stands, in pixels from the top left corner."""

    id: str
    kind: str
    text: str
    left: float
    top: float
    width: float
    height: float
    row: int

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def graph(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    title: str,
    *,
    width: int = WIDTH,
    failing: Mapping[str, Collection[str]] | None = None,
    failing_label: str = "If this fails:",
) -> alt.LayerChart:
    """Return a graph with its boxes in layers from top to bottom.

    Parameters
    ----------
    nodes
        One row a box: ``id, label, kind, layer``; 0 is the top layer, order within a layer is that of the rows.
        ``kind`` stands above the label, as a word.
    edges
        One row an arrow: ``source, target, relation`` (one of `RELATIONS`); with a column ``basis``, arrows
        whose basis is ``ours`` are drawn thinner.
    width
        Width of the plot in pixels; below two boxes' width they stand one above the other.
    failing
        For each choice that readers get, the ids of the boxes to mark, e.g. all that depend on a condition.

    Raises
    ------
    ValueError
        An edge names a node that is not there.
    """
    unknown = {*edges["source"], *edges["target"]} - {*nodes["id"]}
    if unknown:
        raise ValueError(f"edges name nodes that are not there: {', '.join(sorted(unknown))}")
    boxes = _layout(nodes, edges, width)
    height = max(box.top + box.height for box in boxes.values()) + _PADDING
    base = alt.Chart(width=width, height=height)
    layers = [*_draw_arrows(base, boxes, edges, width, height), *_draw_boxes(base, boxes, failing or {}, width, height)]
    chart = alt.layer(*layers).properties(title=title)
    if failing:
        options = [NOTHING, *failing]
        menu = alt.binding_select(options=options, name=f"{failing_label} ")
        chart = chart.add_params(alt.param(name="failing", value=NOTHING, bind=menu))
    return chart


def _layout(nodes: pd.DataFrame, edges: pd.DataFrame, width: int) -> dict[str, _Box]:
    a_row = max(1, int((width + _GAP) // (_LEAST_BOX + _GAP)))
    margin = _FIRST_LANE + _LANE * len(edges) if a_row == 1 else 0
    margin = min(margin, 60)
    boxes: dict[str, _Box] = {}
    top, row = 1.0, 0
    for _, layer in nodes.groupby("layer", sort=True):
        rows = -(-len(layer) // a_row)
        columns = -(-len(layer) // rows)
        box_width = min((width - margin - _GAP * (columns - 1)) / columns, 300 if a_row > 1 else width)
        for first in range(0, len(layer), columns):
            members = layer.iloc[first : first + columns]
            texts = [_wrapped(label, box_width) for label in members["label"]]
            box_height = _HEADING + 2 * _PADDING + _LINE * max(text.count("\n") + 1 for text in texts)
            used = len(members) * box_width + (len(members) - 1) * _GAP
            left = margin if a_row == 1 else (width - used) / 2
            for (node, text), place in zip(zip(members.itertuples(), texts, strict=True), range(columns), strict=False):
                x = left + place * (box_width + _GAP)
                boxes[node.id] = _Box(node.id, node.kind, text, x, top, box_width, box_height, row)
            top, row = top + box_height + (_ROW_GAP if a_row > 1 else _GAP), row + 1
    return boxes


def _wrapped(label: str, width: float) -> str:
    first, *others = label.split()
    lines = [first]
    for word in others:
        longer = f"{lines[-1]} {word}"
        if _text_width(longer) <= width - 2 * _PADDING:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def _text_width(text: str) -> float:
    """Return how wide a text runs in pixels, in a wide sans-serif: what a browser falls back on fits as well."""
    return _FONT * sum(0.37 if letter in _NARROW else 0.92 if letter in _BROAD else 0.62 for letter in text)


# --- drawing -----------------------------------------------------------------------------------------


def _axes(width: int, height: float, x: str, y: str) -> dict[str, alt.SchemaBase]:
    across = alt.X(f"{x}:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False, zero=False))
    down = alt.Y(f"{y}:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    return {"x": across, "y": down}


def _draw_boxes(
    base: alt.Chart, boxes: dict[str, _Box], failing: Mapping[str, Collection[str]], width: int, height: float
) -> list[alt.Chart]:
    frame = pd.DataFrame(
        [
            {
                "kind": box.kind,
                "text": box.text,
                "label": box.text.replace("\n", " "),
                "left": box.left,
                "right": box.left + box.width,
                "top": box.top,
                "bottom": box.top + box.height,
                "inner_left": box.left + _PADDING,
                "inner_top": box.top + _PADDING,
                "text_top": box.top + _PADDING + _HEADING,
                "fails_with": [name for name, ids in failing.items() if box.id in ids],
            }
            for box in boxes.values()
        ]
    )
    fails = "indexof(datum.fails_with, failing) >= 0" if failing else "false"
    on_frame = base.properties(data=frame)
    rectangle = on_frame.mark_rect(style="box", cornerRadius=5).encode(
        **_axes(width, height, "left", "top"),
        x2="right:Q",
        y2="bottom:Q",
        stroke=alt.condition(fails, alt.value(theme.COLOURS["DPRK"]), alt.value(theme.COLOURS["outside"])),
        strokeWidth=alt.condition(fails, alt.value(2.5), alt.value(1.2)),
        tooltip=["kind:N", "label:N"],
    )
    heading = on_frame.transform_calculate(heading=f"({fails}) ? '✕ ' + upper(datum.kind) : upper(datum.kind)")
    heading = heading.mark_text(align="left", baseline="top", fontSize=10, fontWeight="bold").encode(
        **_axes(width, height, "inner_left", "inner_top"), text="heading:N"
    )
    label = on_frame.mark_text(align="left", baseline="top", fontSize=_FONT, lineBreak="\n", lineHeight=_LINE).encode(
        **_axes(width, height, "inner_left", "text_top"),
        text="text:N",
        opacity=alt.condition(fails, alt.value(0.55), alt.value(1)),
    )
    return [rectangle, heading, label]


def _draw_arrows(
    base: alt.Chart, boxes: dict[str, _Box], edges: pd.DataFrame, width: int, height: float
) -> list[alt.Chart]:
    stacked = len({box.row for box in boxes.values()}) == len(boxes) and width < 2 * _LEAST_BOX
    paths = _lanes(boxes, edges) if stacked else _between(boxes, edges)
    rows = [
        {
            "arrow": number,
            "step": step,
            "x": x,
            "y": y,
            "relation": edge.relation.replace("_", " "),
            "width": 1.0 if getattr(edge, "basis", "") == "ours" else 2.0,
            "from": boxes[edge.source].text.replace("\n", " "),
            "to": boxes[edge.target].text.replace("\n", " "),
        }
        for number, (edge, path) in enumerate(zip(edges.itertuples(), paths, strict=True))
        for step, (x, y) in enumerate(path)
    ]
    heads = [
        {"x": path[-1][0], "y": path[-1][1], "angle": _angle(path), "relation": edge.relation.replace("_", " ")}
        for edge, path in zip(edges.itertuples(), paths, strict=True)
    ]
    used = [name for name in RELATIONS if name in set(edges["relation"])]
    names = [name.replace("_", " ") for name in used]
    tints, dashes = [theme.COLOURS[RELATIONS[name][0]] for name in used], [RELATIONS[name][1] for name in used]
    key = alt.Legend(symbolSize=400, symbolStrokeWidth=2, columns=4 if width >= WIDTH else 2)
    colour = alt.Color("relation:N", scale=alt.Scale(domain=names, range=tints), legend=key)
    dash = alt.StrokeDash("relation:N", scale=alt.Scale(domain=names, range=dashes), legend=key)
    lines = (
        base.properties(data=pd.DataFrame(rows))
        .mark_line(interpolate="linear")
        .encode(
            **_axes(width, height, "x", "y"),
            detail="arrow:N",
            order="step:O",
            color=colour,
            strokeDash=dash,
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            tooltip=["from:N", "relation:N", "to:N"],
        )
    )
    tips = base.properties(data=pd.DataFrame(heads)).mark_point(shape="triangle", filled=True, size=70, opacity=1)
    tips = tips.encode(
        **_axes(width, height, "x", "y"), color=colour, angle=alt.Angle("angle:Q", scale=alt.Scale(domain=[0, 360]))
    )
    return [lines, tips]


def _between(boxes: dict[str, _Box], edges: pd.DataFrame) -> list[list[tuple[float, float]]]:
    """Lead each arrow from box to box, through the gaps of rows between; at an edge of a box they share its width."""
    gaps = _gaps_taken(boxes, edges)
    ends: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
    for number, edge in enumerate(edges.itertuples()):
        source, target = boxes[edge.source], boxes[edge.target]
        for end, (own, other) in enumerate(((source, target), (target, source))):
            heading = gaps[number][-end][0] if gaps[number] else other.middle
            ends.setdefault((own.id, _side(own, other)), []).append((heading, number, end))
    points: dict[tuple[int, int], tuple[float, float]] = {}
    for (name, side), meeting in ends.items():
        box = boxes[name]
        for place, (_, number, end) in enumerate(sorted(meeting), start=1):
            share = place / (len(meeting) + 1)
            points[number, end] = {
                "top": (box.left + share * box.width, box.top - 4 * end),
                "bottom": (box.left + share * box.width, box.top + box.height + 4 * end),
                "left": (box.left - 4 * end, box.top + share * box.height),
                "right": (box.left + box.width + 4 * end, box.top + share * box.height),
            }[side]
    return [[points[number, 0], *gaps[number], points[number, 1]] for number in range(len(edges))]


def _gaps_taken(boxes: dict[str, _Box], edges: pd.DataFrame) -> list[list[tuple[float, float]]]:
    """Return the points by which each arrow passes the rows between its boxes; arrows in one gap share its width."""
    rows: dict[int, list[_Box]] = {}
    for box in boxes.values():
        rows.setdefault(box.row, []).append(box)
    taken: dict[tuple[int, tuple[float, float]], list[tuple[float, int]]] = {}
    for number, edge in enumerate(edges.itertuples()):
        source, target = boxes[edge.source], boxes[edge.target]
        step = 1 if target.row > source.row else -1
        for row in range(source.row + step, target.row, step):
            part = (row - source.row) / (target.row - source.row)
            straight = source.middle + part * (target.middle - source.middle)
            gap = min(_gaps(rows[row]), key=lambda gap: abs(sum(gap) / 2 - straight))
            taken.setdefault((row, gap), []).append((straight, number))
    passed: list[list[tuple[float, float]]] = [[] for _ in range(len(edges))]
    for (row, (left, right)), arrows in sorted(taken.items()):
        for place, (_, number) in enumerate(sorted(arrows), start=1):
            x, box = left + (right - left) * place / (len(arrows) + 1), rows[row][0]
            passed[number] += [(x, box.top), (x, box.top + box.height)]
    upward = [boxes[edge.target].row < boxes[edge.source].row for edge in edges.itertuples()]
    return [points[::-1] if up else points for points, up in zip(passed, upward, strict=True)]


def _gaps(row: list[_Box]) -> list[tuple[float, float]]:
    """Return where arrows can pass a row, from x to x: between its boxes and, of a row of one, beside it."""
    edges = [(box.left, box.left + box.width) for box in row]
    if len(row) == 1:
        return [(edges[0][0] - _GAP, edges[0][0]), (edges[0][1], edges[0][1] + _GAP)]
    return [(right, left) for (_, right), (left, _) in pairwise(edges)]


def _side(own: _Box, other: _Box) -> str:
    if own.row == other.row:
        return "right" if other.left > own.left else "left"
    return "bottom" if other.row > own.row else "top"


def _lanes(boxes: dict[str, _Box], edges: pd.DataFrame) -> list[list[tuple[float, float]]]:
    """Lead each arrow along a lane to the left of the boxes; arrows that overlap get lanes of their own.

    Where there are too many lanes for the margin at their usual distance, they move closer together.
    """
    taken: list[list[tuple[float, float]]] = []
    lane_of: dict[int, int] = {}
    spans = []
    for number, edge in enumerate(edges.itertuples()):
        source, target = boxes[edge.source], boxes[edge.target]
        start = source.top + source.height * 0.62
        end = target.top + target.height * (0.3 if target.row > source.row else 0.75)
        spans.append((abs(end - start), number, start, end))
    for _, number, start, end in sorted(spans):
        low, high = min(start, end) - 6, max(start, end) + 6
        lane = next((n for n, used in enumerate(taken) if all(high < a or low > b for a, b in used)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lane_of[number] = lane
    margin = min(box.left for box in boxes.values())
    apart = min(_LANE, (margin - _FIRST_LANE - 2) / max(1, len(taken) - 1))
    ends = {number: (start, end) for _, number, start, end in spans}
    paths = []
    for number, edge in enumerate(edges.itertuples()):
        start, end = ends[number]
        x = margin - _FIRST_LANE - lane_of[number] * apart
        paths.append([(boxes[edge.source].left, start), (x, start), (x, end), (boxes[edge.target].left - 4, end)])
    return paths


def _angle(path: list[tuple[float, float]]) -> float:
    """Return the turn, clockwise in degrees, that points an upright triangle along the end of a path."""
    (x0, y0), (x1, y1) = path[-2], path[-1]
    return round((math.degrees(math.atan2(y1 - y0, x1 - x0)) + 90) % 360, 1)
