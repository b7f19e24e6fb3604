"""Boards: charts made of rows, for things that are named rather than measured.

`board` has a chip with a mark and a word in each field, `dots` a dot for each thing, `tally` a circle for each
count; `bullets` sets parts of wholes under their names, `spans` stretches of time beside them.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from tumen import theme
from tumen.charts import WIDTH, choice, slider

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
_FONT, _LETTER, _LINE = 11, 0.58, 12
"""Size of the words in chips, the width of a letter in a wide typeface as part of it, and the height of a line."""
_SMALL_FONT, _STACKED_GAP = 10, 7
"""Size of the words in chips, and space above a name, where names stand above chips."""
_NAME_FONT, _NAME_LETTER, _NAME_LINE = 11.5, 6.4, 14
"""The same of the names of rows."""
_HEAD_ROOM, _GROUP_ROOM, _LEAST_ROOM, _AROUND = 22, 27, 21, 5
"""Heights of a line of headings, of a group's name, and of a row at least; space around what stands in a row."""
NARROW_WIDTH = 320
"""Width of a board on a phone, in pixels: no axis takes room beside it."""
_OWN_COLUMNS = {"row", "group", "column", "word", "mark", "colour", "firm", "tags"}


def board(
    cells: pd.DataFrame,
    columns: Mapping[str, str],
    title: str,
    *,
    width: int = WIDTH,
    name_width: int = 300,
    picks: Mapping[str, str] | None = None,
    first: str = "all",
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
    width, name_width
        In pixels. Where a plot is too narrow for names beside chips, each name stands above its chips.
    picks
        Tags, several with spaces between, by the label under which readers pick the rows that have one of them;
        before them comes ``all``.
    first
        The pick that shows until a reader chooses: on a phone, where all rows are many screens, a telling part.

    Raises
    ------
    ValueError
        A cell lies in a column without a heading, or bears a mark that `MARKS` does not know.
    """
    strays = (set(cells["column"]) - set(columns)) | (set(cells["mark"].dropna()) - set(MARKS))
    if strays:
        raise ValueError(f"no column or mark of a board is called {', '.join(sorted(strays))}")
    stacked = width < 2 * name_width
    lines = _lines(cells, columns, width, name_width, stacked)
    height = float(lines["room"].sum())
    foot = alt.ExprRef("height") if picks else height
    x, y = [{"axis": None, "scale": alt.Scale(domain=ends, nice=False)} for ends in ([0, width], [foot, 0])]
    extras = [name for name in cells if name not in _OWN_COLUMNS]
    chart = alt.layer(*_layers(x, y, _SMALL_FONT if stacked else _FONT, extras), data=lines)
    if picks:
        names = {"all": None} | {name: tags.split() for name, tags in picks.items()}
        chart = chart.add_params(choice("shown", first, list(names), "Show"), _height(lines, names))
        chart = chart.transform_filter(" || ".join(_wanted(name, tags) for name, tags in names.items()))
    in_order = [alt.SortField("line"), alt.SortField("place")]
    return chart.transform_window(below="sum(room)", sort=in_order).properties(title=title, width=width, height=height)


def _wanted(name: str, tags: list[str] | None) -> str:
    """Return the expression that is true for the records that a pick shows."""
    has = " || ".join(["datum.kind == 'head'", *(f"indexof(datum.tags, {json.dumps(tag)}) >= 0" for tag in tags or [])])
    return f"(shown == {json.dumps(name)} && ({'true' if tags is None else has}))"


def _height(lines: pd.DataFrame, picks: Mapping[str, list[str] | None]) -> alt.Parameter:
    """Return the height of a board as a parameter, so that what stands below it moves up when few rows are left.

    Vega knows the height of a plot as a signal of this name, which this one becomes.
    """
    rooms = {}
    for name, tags in picks.items():
        kept = lines["tags"].map(lambda own, tags=tags: tags is None or any(tag in own for tag in tags))
        rooms[name] = float(lines.loc[kept | (lines["kind"] == "head"), "room"].sum())
    return alt.param(name="height", expr=f"{json.dumps(rooms)}[shown]")


def _lines(cells: pd.DataFrame, columns: Mapping[str, str], width: int, name_width: int, stacked: bool) -> pd.DataFrame:
    """Return a record for each heading, name and chip.

    ``tall`` is the height of its line, ``room`` the same for the first record of a line and zero for the others,
    ``down`` how far below the top of the line the middle of its text stands, ``lines`` how many lines of text it
    has after the first.
    """
    beside = 0 if stacked else name_width
    chip = (width - beside - _GAP * (len(columns) - 1)) / len(columns)
    edges = {name: beside + place * (chip + _GAP) for place, name in enumerate(columns)}
    found: list[dict[str, Any]] = [
        _text_record("head", [head], 0, _HEAD_ROOM, left=edges[name], place=place, down=_HEAD_ROOM / 2)
        for place, (name, head) in enumerate(columns.items())
    ]
    rows = cells.assign(group=cells.get("group", ""), tags=cells.get("tags", ""))
    line = 0
    for group, members in rows.groupby("group", sort=False):
        if group:
            line += 1
            tags = " ".join(sorted({tag for text in members["tags"] for tag in text.split()}))
            found.append(_text_record("group", [group], line, _GROUP_ROOM, tags=tags, down=_GROUP_ROOM - 10))
        for name, own in members.groupby("row", sort=False):
            line += 1
            found += _row(name, own, line, edges, chip, (width if stacked else name_width - 6), stacked)
    frame = pd.DataFrame(found)
    return frame.assign(room=frame["tall"].where(~frame.duplicated("line"), 0))


def _text_record(kind: str, words: list[str], line: int, tall: float, **others: Any) -> dict[str, Any]:
    text = {"kind": kind, "text": "\n".join(words), "lines": len(words) - 1, "line": line, "tall": tall}
    return {"left": 0, "place": -1, "tags": ""} | text | others


def _row(
    name: str, cells: pd.DataFrame, line: int, edges: Mapping[str, float], chip: float, name_room: float, stacked: bool
) -> list[dict[str, Any]]:
    """Return the records of one row: its name, and its chips, all as tall as the longest of their words needs."""
    names = textwrap.wrap(name, int(name_room / _NAME_LETTER))
    letter = _LETTER * (_SMALL_FONT if stacked else _FONT)
    written = [
        textwrap.wrap(cell.word, int((chip - (_INDENT if isinstance(cell.mark, str) else 2)) / letter))
        for cell in cells.itertuples()
    ]
    inner = max(_LEAST_ROOM - _AROUND, max(map(len, written)) * _LINE + 4)
    above = len(names) * _NAME_LINE + _STACKED_GAP if stacked else 0
    tall = above + inner + _AROUND
    if not stacked:
        tall = max(tall, len(names) * _NAME_LINE + 4)
        inner = tall - _AROUND
    name_down = (above + _STACKED_GAP) / 2 if stacked else tall / 2
    tags = cells["tags"].iloc[0]
    records = [_text_record("name", names, line, tall, down=name_down, tags=tags)]
    for cell, words in zip(cells.to_dict("records"), written, strict=True):
        kind, left = "chip" if isinstance(cell["mark"], str) else "silent", edges[cell["column"]]
        place = {"place": list(edges).index(cell["column"]), "down": above + _AROUND / 2 + inner / 2, "left": left}
        shape = {"right": left + chip, "half": inner / 2, "firm": bool(cell.get("firm", True))}
        shape["is_full"] = kind == "chip" and MARKS[cell["mark"]][1]
        records.append(cell | _text_record(kind, words, line, tall, tags=tags, **place) | shape)
    return records


def _layers(x: dict, y: dict, font: int, extras: list[str]) -> list[alt.Chart]:
    base = alt.Chart().transform_calculate(middle="datum.below - datum.tall + datum.down")
    base = base.transform_calculate(
        top="datum.middle - datum.half",
        bottom="datum.middle + datum.half",
        written=f"datum.middle - datum.lines * {_LINE / 2}",
        named=f"datum.middle - datum.lines * {_NAME_LINE / 2}",
        icon=f"datum.left + {_ICON}",
        indented=f"datum.left + (datum.kind == 'chip' ? {_INDENT} : 2)",
    )
    chips = base.transform_filter("datum.kind == 'chip'")
    scale = alt.Scale(domain=list(theme.COLOURS), range=list(theme.COLOURS.values()))
    colour = {"color": alt.Color("colour:N", scale=scale, legend=None), "stroke": alt.Stroke("colour:N", scale=scale)}
    colour["tooltip"] = [f"{name}:N" for name in ("row", "word", *extras)]
    boxes = chips.mark_bar(cornerRadius=5, fillOpacity=0.13, strokeWidth=1).encode(
        alt.X("left:Q", **x), alt.Y("top:Q", **y), x2="right", y2="bottom", **colour
    )
    boxes = boxes.encode(strokeDash=alt.condition("datum.firm", alt.value([1, 0]), alt.value([3, 2])))
    shapes = alt.Scale(domain=list(MARKS), range=[shape for shape, _ in MARKS.values()])
    icons = chips.mark_point(size=40, strokeWidth=1.7, opacity=1).encode(
        alt.X("icon:Q", **x), alt.Y("middle:Q", **y), alt.Shape("mark:N", scale=shapes, legend=None), **colour
    )
    icons = icons.encode(fillOpacity=alt.condition("datum.is_full", alt.value(1), alt.value(0)))
    words, name = {"fontSize": font, "lineHeight": _LINE}, {"fontSize": _NAME_FONT, "lineHeight": _NAME_LINE}
    inset, edge = alt.X("indented:Q", **x), alt.X("left:Q", **x)
    return [
        boxes,
        icons,
        _text(base, "chip", inset, alt.Y("written:Q", **y), **words),
        _text(base, "silent", inset, alt.Y("written:Q", **y), opacity=0.7, **words),
        _text(base, "name", edge, alt.Y("named:Q", **y), **name),
        _text(base, "group", edge, alt.Y("middle:Q", **y), fontSize=12, fontWeight="bold"),
        _text(base, "head", edge, alt.Y("middle:Q", **y), fontWeight="bold", **name),
    ]


def _text(base: alt.Chart, kind: str, x: alt.X, y: alt.Y, **style: Any) -> alt.Chart:
    kept = base.transform_filter(f"datum.kind == '{kind}'")
    return kept.mark_text(align="left", baseline="middle", lineBreak="\n", **style).encode(x, y, text="text:N")


# --- dots ----------------------------------------------------------------------------------------------

_LEAD, _BELOW, _HEAD_LETTER = 30, 16, 8.3
"""Room for the number before the dots of a field, or above them on a phone; width of a letter of a heading."""


def dots(
    things: pd.DataFrame,
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    colours: Mapping[str, str],
    title: str,
    *,
    width: int = WIDTH,
) -> alt.LayerChart:
    """Return a chart with a dot for each thing, in the field of its row and column, after the number of them.

    Parameters
    ----------
    things
        One row a thing: ``row``, ``column`` (keys of ``rows`` and ``columns``), ``voice`` (a key of ``colours``),
        ``full`` (false: a hollow dot). All further columns are shown when a reader points at a dot.
    rows, columns
        Names and headings; a heading may have several lines.
    colours
        Names of `theme.COLOURS`, by what the legend calls them.

    Raises
    ------
    ValueError
        A thing lies outside of the rows, the columns or the colours.
    """
    for name, known in (("row", rows), ("column", columns), ("voice", colours)):
        if strays := sorted(set(things[name]) - set(known)):
            raise ValueError(f"no {name} of this chart is called {', '.join(strays)}")
    gap = 17 if width > WIDTH / 2 else 13
    places, height = _dot_places(things, list(rows), columns, width, gap)
    words = _dot_words(things, rows, columns, places)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    scale = alt.Scale(domain=list(colours), range=[theme.COLOURS[name] for name in colours.values()])
    marks = alt.Chart(places["dots"]).mark_point(size=gap * gap * 0.5, opacity=1, strokeWidth=1.8)
    marks = marks.encode(x, y, alt.Color("voice:N", scale=scale), alt.Stroke("voice:N", scale=scale))
    extras = [f"{name}:N" for name in things if name not in ("row", "column", "full")]
    marks = marks.encode(fillOpacity=alt.condition("datum.full", alt.value(1), alt.value(0)), tooltip=extras)
    texts = alt.Chart(words).encode(x, y, text="text:N")
    style = {"align": "left", "baseline": "middle", "lineBreak": "\n", "fontSize": 12}
    quiet = texts.transform_filter("datum.kind == 'row'").mark_text(opacity=0.75, **style)
    bold = texts.transform_filter("datum.kind != 'row'").mark_text(fontWeight="bold", **style)
    return (marks + bold + quiet).properties(title=title, width=width, height=height)


def _dot_places(
    things: pd.DataFrame, rows: list[str], columns: Mapping[str, str], width: int, gap: int
) -> tuple[dict[str, Any], int]:
    """Return where columns, rows and dots stand, and the height of the whole; the fullest column gets what is left."""
    counts = things.groupby(["row", "column"]).size().unstack(fill_value=0)  # noqa: PD010  counts, not values
    most = counts.max().reindex(list(columns), fill_value=0)
    heads = {name: max(map(len, head.split("\n"))) * _HEAD_LETTER + 8 for name, head in columns.items()}
    few, lead, below = (5, _LEAD, 0) if width > WIDTH / 2 else (2, 8, _BELOW)
    widths = {name: max(lead + min(most[name], few) * gap + 8, heads[name]) for name in columns}
    fullest = most.idxmax()
    widths[fullest] += width - sum(widths.values())
    left = pd.Series(widths).cumsum() - pd.Series(widths)
    across = {name: max(1, int((widths[name] - lead) / gap)) for name in columns}
    spots = things.assign(slot=things.groupby(["row", "column"]).cumcount(), across=things["column"].map(across))
    spots["line"] = spots["slot"] // spots["across"]
    deep = spots.groupby("row")["line"].max().reindex(rows, fill_value=0) + 1
    rooms = deep * gap + below + 38
    tops = rooms.cumsum() - rooms + 62
    spots["x"] = spots["column"].map(left) + lead + spots["slot"] % spots["across"] * gap
    spots["y"] = spots["row"].map(tops) + below + spots["line"] * gap
    dots_only = spots.drop(columns=["slot", "across", "line"])
    return {"dots": dots_only, "left": left, "tops": tops, "counts": counts}, int(rooms.sum() + 46)


def _dot_words(
    things: pd.DataFrame, rows: Mapping[str, str], columns: Mapping[str, str], places: Mapping[str, Any]
) -> pd.DataFrame:
    left, tops, counts = places["left"], places["tops"], places["counts"]
    words = [(left[name], 8, head, "head") for name, head in columns.items()]
    words += [(0, tops[name] - 20, text, "row") for name, text in rows.items()]
    for row in rows:
        for column in columns:
            number = counts.loc[row, column] if row in counts.index and column in counts else 0
            words.append((left[column] + 2, tops[row], str(number), "count"))
    return pd.DataFrame(words, columns=["x", "y", "text", "kind"])


# --- counts --------------------------------------------------------------------------------------------


def tally(
    counts: pd.DataFrame, columns: Mapping[str, str], title: str, *, width: int = WIDTH, name_width: int = 215
) -> alt.LayerChart:
    """Return a table of counts with a circle that grows with each, the last column as plain sums.

    Parameters
    ----------
    counts
        One row a count: ``row``, ``column`` (a key of ``columns``), ``count``, ``colour`` (a name of
        `theme.COLOURS`). Rows stand in the order in which they come first.
    columns
        Headings; the last column has no circles.
    width, name_width
        In pixels. Where a plot is too narrow for names at the left, they stand above their counts.
    """
    order, last = list(dict.fromkeys(counts["row"])), list(columns)[-1]
    stacked = width < 2 * name_width
    axis = None if stacked else alt.Axis(labelLimit=name_width, ticks=False, domain=False, title=None)
    shift, inner = (9, width) if stacked else (0, width - name_width)
    frame = counts.assign(head=counts["column"].map(columns))
    base = alt.Chart(frame, width=inner, height=alt.Step(40 if stacked else 30))
    base = base.encode(alt.Y("row:N", sort=order, axis=axis, scale=alt.Scale(domain=order)))
    heads = alt.Axis(orient="top", ticks=False, domain=False, labelFontWeight="bold", title=None)
    x = alt.X("head:N", sort=list(columns.values()), scale=alt.Scale(domain=list(columns.values())), axis=heads)
    scale = alt.Scale(domain=list(theme.COLOURS), range=list(theme.COLOURS.values()))
    sizes = alt.Scale(domain=[0, int(counts["count"].max())], range=[0, 900])
    is_last = f"datum.column == {json.dumps(last)}"
    voiced = base.transform_filter(f"!({is_last})").encode(x, tooltip=["row:N", "head:N", "count:Q"])
    circles = voiced.mark_circle(opacity=0.85, xOffset=-10, yOffset=shift)
    circles = circles.encode(
        alt.Size("count:Q", scale=sizes, legend=None), alt.Color("colour:N", scale=scale, legend=None)
    )
    numbers = voiced.mark_text(fontSize=12, dx=14, dy=shift).encode(text="count:Q")
    sums = base.transform_filter(is_last).encode(x, text="count:Q")
    chart = circles + numbers + sums.mark_text(fontSize=13, fontWeight="bold", dy=shift)
    if stacked:
        names = alt.Chart(pd.DataFrame({"row": order})).mark_text(align="left", x=0, dy=-9, fontSize=12)
        chart += names.encode(alt.Y("row:N", sort=order, axis=None), text="row:N")
    return chart.properties(title=title)


# --- parts of wholes -----------------------------------------------------------------------------------

_BAR, _BAR_ROOM, _TEXT_LINE = 14, 26, 15


def bullets(
    rows: pd.DataFrame,
    title: str,
    axis_title: str,
    without: str,
    *,
    mark: float,
    frame_colour: str = "Zakharova",
    bar_colour: str = "outside",
    width: int = WIDTH,
) -> alt.LayerChart:
    """Return parts of wholes as bars in frames, each under its label, and below them what has no part.

    Parameters
    ----------
    rows
        ``label``, ``part`` in percent of the whole (missing: unknown), ``is_open`` (the part may be larger).
    axis_title, without
        Title of the axis, and the line above the labels that have no part.
    mark
        A percentage that is marked in every frame.
    """
    placed = _bullet_places(rows, without, int(width / 6.7))
    y = {"scale": alt.Scale(domain=[float(placed["foot"].max()), 0], nice=False), "axis": None}
    ticks = alt.Axis(orient="top", values=[0, 25, 50, 75, 100], grid=False)
    x = {"title": axis_title, "scale": alt.Scale(domain=[0, 100]), "axis": ticks}
    base = alt.Chart(placed).encode(alt.Y("top_of_bar:Q", **y), y2="end_of_bar").transform_filter("datum.part != null")
    from_zero = alt.X("zero:Q", **x)
    frames = base.mark_rect(filled=False, strokeWidth=1).encode(from_zero, x2="whole")
    frames = frames.encode(stroke=alt.value(theme.COLOURS[frame_colour]))
    bars = base.mark_rect(color=theme.COLOURS[bar_colour]).encode(from_zero, x2="part", tooltip=["label:N"])
    limits = base.mark_rule(strokeDash=[3, 3], strokeWidth=1.5).encode(x=alt.datum(mark))
    more = (
        alt.Chart(placed)
        .transform_filter("datum.is_open")
        .mark_point(shape="triangle-right", size=80, xOffset=4, opacity=1)
    )
    more = more.encode(alt.X("part:Q", **x), alt.Y("middle:Q", **y), color=alt.value(theme.COLOURS[bar_colour]))
    labels = alt.Chart(placed).mark_text(
        align="left", baseline="top", x=0, fontSize=12, lineBreak="\n", lineHeight=_TEXT_LINE
    )
    labels = labels.encode(alt.Y("top:Q", **y), text="label:N")
    labels = labels.encode(opacity=alt.condition("datum.is_heading", alt.value(0.7), alt.value(1)))
    height = float(placed["foot"].max())
    return (frames + bars + more + limits + labels).properties(title=title, width=width, height=height)


def _bullet_places(rows: pd.DataFrame, without: str, letters: int) -> pd.DataFrame:
    known, unknown = rows[rows["part"].notna()], rows[rows["part"].isna()]
    heading = pd.DataFrame([{"label": without, "is_open": False}] if len(unknown) else [])
    placed = pd.concat([known, heading, unknown], ignore_index=True)[["label", "part", "is_open"]]
    placed["label"] = ["\n".join(textwrap.wrap(label, letters)) for label in placed["label"]]
    placed["is_heading"] = [place == len(known) and bool(len(unknown)) for place in range(len(placed))]
    text = (placed["label"].str.count("\n") + 1) * _TEXT_LINE
    bar = placed["part"].notna() * _BAR_ROOM
    placed["foot"] = (text + bar + 5 + placed["is_heading"] * 12).cumsum()
    placed["top"] = placed["foot"] - text - bar
    ends = {"top_of_bar": placed["foot"] - _BAR_ROOM + 1, "end_of_bar": placed["foot"] - _BAR_ROOM + 1 + _BAR}
    return placed.assign(**ends, middle=placed["foot"] - _BAR_ROOM + 1 + _BAR / 2, zero=0, whole=100)


# --- stretches of time ---------------------------------------------------------------------------------

_SHORTEST = 8
"""Width in pixels from which a stretch of time has a bar; below it the mark alone stands for it."""
_VOICE_SHAPES = ("circle", "diamond", "triangle-up", "square")


def spans(
    rows: pd.DataFrame,
    colours: Mapping[str, str],
    title: str,
    *,
    first: int,
    last: int,
    until: tuple[str, str] | None = None,
    width: int = WIDTH,
    name_width: int = 300,
) -> alt.LayerChart:
    """Return things in time, each with its name and a bar as long as its date is wide, in groups.

    Parameters
    ----------
    rows
        ``group``, ``label``, ``start`` and ``end`` (decimal years), ``voice`` (a key of ``colours``), ``hollow``
        (drawn pale and dashed, such as what was only planned). What ends after ``last`` has no end and gets an
        arrow. All further columns are shown when a reader points at a bar.
    colours
        Names of `theme.COLOURS`, by what the legend calls them; each has a shape of its own too.
    first, last
        Years at which the axis begins and ends.
    until
        Name and label of a slider: what begins after the year it stands at is faded.
    width, name_width
        In pixels. Where a plot is too narrow for names beside bars, each name stands above its bar.
    """
    stacked = width < 2 * name_width
    left = 0 if stacked else name_width
    placed = _span_places(rows, first, last, int((width if stacked else name_width - 8) / _NAME_LETTER), stacked)
    placed["is_long"] = placed["end"] - placed["start"] > _SHORTEST * (last - first) / (width - left)
    height = float(placed["foot"].max())
    y = {"scale": alt.Scale(domain=[height, 0], nice=False), "axis": None}
    ticks = alt.Axis(orient="top", format="d", tickCount=4 if stacked else 7, gridOpacity=0.5)
    x = {"scale": alt.Scale(domain=[first, last], range=[left, width], nice=False), "axis": ticks, "title": None}
    base = alt.Chart(placed)
    faded = alt.value(1)
    if until:
        faded = alt.condition(f"datum.is_heading || datum.start < {until[0]} + 1", alt.value(1), alt.value(0.15))
    names = list(colours)
    colour = alt.Scale(domain=names, range=[theme.COLOURS[name] for name in colours.values()])
    extras = [f"{name}:N" for name in rows if name not in ("group", "start", "end", "hollow")]
    told = base.transform_filter("!datum.is_heading").encode(opacity=faded, tooltip=extras)
    bars = (
        told.transform_filter("datum.is_long")
        .mark_bar(strokeWidth=1, cornerRadius=2)
        .encode(alt.X("start:Q", **x), alt.Y("above:Q", **y), x2="end", y2="below")
    )
    bars = bars.encode(alt.Color("voice:N", scale=colour), alt.Stroke("voice:N", scale=colour))
    bars = bars.encode(
        fillOpacity=alt.condition("datum.hollow", alt.value(0.12), alt.value(0.45)),
        strokeDash=alt.condition("datum.hollow", alt.value([3, 2]), alt.value([1, 0])),
    )
    shape = alt.Shape("voice:N", scale=alt.Scale(domain=names, range=list(_VOICE_SHAPES[: len(names)])))
    marks = told.mark_point(size=55, strokeWidth=1.5).encode(alt.X("at:Q", **x), alt.Y("middle:Q", **y), shape)
    marks = marks.encode(alt.Color("voice:N", scale=colour), alt.Stroke("voice:N", scale=colour))
    marks = marks.encode(fillOpacity=alt.condition("datum.hollow", alt.value(0), alt.value(1)))
    arrows = told.transform_filter("datum.is_open").mark_point(shape="triangle-right", size=70, xOffset=4)
    arrows = arrows.encode(alt.X("end:Q", **x), alt.Y("middle:Q", **y), alt.Color("voice:N", scale=colour))
    text = {"align": "left", "baseline": "top", "lineBreak": "\n", "lineHeight": _NAME_LINE, "x": 0}
    labels = told.mark_text(fontSize=_NAME_FONT, **text).encode(alt.Y("top:Q", **y), text="label:N")
    groups = base.transform_filter("datum.is_heading").mark_text(fontSize=12, fontWeight="bold", **text)
    chart = bars + marks + arrows + labels + groups.encode(alt.Y("top:Q", **y), text="label:N")
    if until:
        chart = chart.add_params(slider(until[0], last - 1, first, last - 1, 1, until[1]))
    return chart.properties(title=title, width=width, height=height)


def _span_places(rows: pd.DataFrame, first: int, last: int, letters: int, stacked: bool) -> pd.DataFrame:
    """Return the rows with a heading above each group, and where names and bars stand."""
    found: list[dict[str, Any]] = []
    for group, members in rows.groupby("group", sort=False):
        found.append({"label": group, "is_heading": True})
        found += [row | {"is_heading": False} for row in members.to_dict("records")]
    placed = pd.DataFrame(found)
    placed["label"] = ["\n".join(textwrap.wrap(label, letters)) for label in placed["label"]]
    placed["is_open"] = placed["end"] > last
    placed["start"], placed["end"] = placed["start"].clip(lower=first), placed["end"].clip(upper=last)
    placed["at"] = ((placed["start"] + placed["end"]) / 2).where(~placed["is_open"], placed["start"])
    text = (placed["label"].str.count("\n") + 1) * _NAME_LINE
    bar = (~placed["is_heading"]) * 15
    room = text + bar + 7 if stacked else pd.concat([text, bar], axis=1).max(axis=1) + 7
    placed["foot"] = (room + placed["is_heading"] * 9).cumsum()
    placed["top"] = placed["foot"] - room + 3
    placed["middle"] = placed["foot"] - 11 if stacked else placed["foot"] - room / 2
    return placed.assign(above=placed["middle"] - 5, below=placed["middle"] + 5)
