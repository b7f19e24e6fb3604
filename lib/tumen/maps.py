"""Maps: a quiet base map for light and dark paper, places on it, and labels that keep out of each other's way.

A map is drawn in three steps::

    view = tm.maps.view("northeast-asia", tm.WIDTH)  # which map, how wide: projection and height follow
    places = tm.maps.place_layer(view, frame, label="name", colour=..., shape=...)
    chart = tm.maps.draw(view, places, title="...")

For a phone do the same with ``tm.NARROW_WIDTH`` and pass the result to `tumen.charts.show` as ``narrow``: narrow maps
have a window of their own, cut to the middle of the wide one where that is possible.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from tumen import paths
from tumen.charts import WIDTH
from tumen.errors import UnknownNameError
from tumen.reads import note
from tumen.schema import unknown
from tumen.theme import COLOURS

SOURCE = "natural_earth"
"""Id of the reference to name among the sources of a chart with a base map."""
PARTIES = ("RU", "KP")
"""ISO codes of the land drawn in its own colour; all other land is grey."""

NARROWEST_WIDE = 400
"""Width in pixels below which a map takes its narrow window and smaller points."""

_LAND_COLOURS = {"RU": COLOURS["Russia"], "KP": COLOURS["DPRK"], "KR": COLOURS["ROK"], "CN": COLOURS["China"]}
_LAND, _LINE, _SEA = "#808a94", "#808a94", "#2f7fc1"
_FONT_SIZE, _LINE_HEIGHT = 12, 14
_CONIC = {"type": "conicEqualArea", "parallels": [50, 70], "rotate": [-100, 0, 0], "center": [0, 0]}

VIEWS: dict[str, dict[str, Any]] = {
    "northeast-asia": {
        "about": "The Korean peninsula with the south of Russia's Far East",
        "projection": {"type": "mercator"},
        "wide": [(119.6, 33.0), (137.0, 44.4)],
        "narrow": [(124.1, 33.9), (132.7, 44.2)],
        "names": {
            "wide": {
                "Russia": (134.6, 43.9),
                "China": (122.9, 42.6),
                "DPRK": (126.7, 40.6),
                "South Korea": (127.9, 36.2),
                "Japan": (134.3, 35.05),
            },
            "narrow": {"China": (125.9, 43.2), "DPRK": (126.6, 40.7), "South Korea": (127.9, 36.2)},
        },
    },
    "dprk": {
        "file": "northeast-asia",
        "about": "The DPRK with its borders to China, Russia and South Korea",
        "projection": {"type": "mercator"},
        "wide": [(121.4, 37.0), (135.2, 43.8)],
        "narrow": [(124.0, 37.1), (132.3, 43.6)],
        "names": {
            "wide": {
                "Russia": (133.6, 43.5),
                "China": (124.0, 42.4),
                "DPRK": (127.0, 40.7),
                "South Korea": (128.0, 37.3),
            },
            "narrow": {"China": (126.0, 42.9), "DPRK": (127.0, 40.8), "South Korea": (128.5, 37.4)},
        },
    },
    "tumen": {
        "about": "The mouth of the Tumen, where Russia, China and the DPRK meet",
        "projection": {"type": "mercator"},
        "wide": [(129.1, 41.75), (133.3, 43.65)],
        "narrow": [(129.75, 41.85), (132.25, 43.5)],
        "names": {
            "wide": {"Russia": (132.1, 43.5), "China": (130.0, 43.2), "DPRK": (129.55, 42.15)},
            "narrow": {"Russia": (131.6, 43.4), "China": (130.3, 43.1), "DPRK": (130.0, 42.05)},
        },
    },
    "russia": {
        "about": "Russia and its neighbours in the east",
        "projection": _CONIC,
        "wide": [(29.5, 55), (97, 81), (148, 43), (127, 35.5)],
        "narrow": [(29.5, 55), (97, 84), (147, 43), (105, 20)],
        "names": {
            "wide": {
                "Russia": (100, 64.5),
                "Kazakhstan": (68, 48.5),
                "Mongolia": (103, 46.8),
                "China": (119.5, 44),
                "DPRK": (127.3, 40.6),
                "Japan": (136.6, 36.2),
            },
            "narrow": {"Russia": (97, 63), "China": (104, 33)},
        },
    },
}
"""Every map: the file it is drawn from, if not its namesake; its window, as points that must lie in the frame
(longitude, latitude); and where names stand."""


@dataclass(frozen=True)
class View:
    """A base map in a frame.

    ``width`` and ``height`` are in pixels; ``projection`` is what Vega-Lite is given; ``names`` are the countries
    labelled, with the longitude and latitude of the middle of the label.
    """

    name: str
    width: int
    height: int
    projection: dict[str, Any]
    names: dict[str, tuple[float, float]]

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place lies in the frame, in pixels from its upper left corner."""
        x, y = _raw(self.projection, longitude, latitude)
        (shift_x, shift_y), scale = self.projection["translate"], self.projection["scale"]
        return shift_x + scale * x, shift_y - scale * y

    def pixels_per_degree(self, longitude: float, latitude: float) -> float:
        """Return how many pixels a degree of latitude takes at a place."""
        return math.dist(self.pixel(longitude, latitude - 0.5), self.pixel(longitude, latitude + 0.5))

    def holds(self, longitude: float, latitude: float) -> bool:
        """Tell whether a place lies in the frame."""
        x, y = self.pixel(longitude, latitude)
        return 0 <= x <= self.width and 0 <= y <= self.height


def view(name: str, width: int = WIDTH) -> View:
    """Return a base map fitted to a width in pixels; below `NARROWEST_WIDE` its narrow window is taken.

    Parameters
    ----------
    name
        ``"northeast-asia"``, ``"dprk"``, ``"tumen"`` or ``"russia"``; see `VIEWS`.

    Raises
    ------
    UnknownNameError
        There is no such map; the message names the closest.
    """
    if name not in VIEWS:
        raise UnknownNameError(unknown("base map", name, list(VIEWS)))
    settings, form = VIEWS[name], "wide" if width >= NARROWEST_WIDE else "narrow"
    points = [_raw(settings["projection"], *point) for point in settings[form]]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    scale = width / (east - west)
    height = round(scale * (north - south))
    fit = {"scale": scale, "translate": [-scale * west, scale * north]}
    margin = {"clipExtent": [[-9, -9], [width + 9, height + 9]]}
    return View(name, width, height, settings["projection"] | fit | margin, settings["names"][form])


def _raw(projection: dict[str, Any], longitude: float, latitude: float) -> tuple[float, float]:
    """Return a place on the plane of unit scale, x to the right, y up, as d3-geo computes it."""
    turn = projection.get("rotate", [0])[0]
    across, up = math.radians((longitude + turn + 180) % 360 - 180), math.radians(latitude)
    if projection["type"] == "mercator":
        return across, math.log(math.tan(math.pi / 4 + up / 2))
    lower, upper = (math.sin(math.radians(parallel)) for parallel in projection["parallels"])
    cone = (lower + upper) / 2
    constant = 1 + lower * (2 * cone - lower)
    radius = math.sqrt(constant - 2 * cone * math.sin(up)) / cone
    return radius * math.sin(across * cone), math.sqrt(constant) / cone - radius * math.cos(across * cone)


@cache
def _geojson(name: str) -> str:
    return note(paths.DATA / "geo" / f"{name}.geojson").read_text(encoding="utf-8")


def load_base_map(name: str) -> dict[str, Any]:
    """Return the countries of a map of `VIEWS` as GeoJSON; each feature has the properties ``iso`` and ``name``.

    Source: Natural Earth, public domain; what was done to it is described in datapackage.json.
    """
    if name not in VIEWS:
        raise UnknownNameError(unknown("base map", name, list(VIEWS)))
    return json.loads(_geojson(VIEWS[name].get("file", name)))


# --- drawing ---------------------------------------------------------------------------------------


def base_map(view: View, parties: Sequence[str] = PARTIES) -> alt.LayerChart:
    """Return land, borders and the names of countries; the land of the ``parties`` (ISO codes) in their colours."""
    features = load_base_map(view.name)["features"]
    grounds = {_LAND: [feature for feature in features if feature["properties"]["iso"] not in parties]}
    for party in parties:
        of_party = [feature for feature in features if feature["properties"]["iso"] == party]
        grounds.setdefault(_LAND_COLOURS.get(party, _LAND), []).extend(of_party)
    land = [_ground(colour, lands) for colour, lands in grounds.items() if lands]
    names = pd.DataFrame(
        [(name, *view.pixel(*place)) for name, place in view.names.items()], columns=["country", "x", "y"]
    )
    words = alt.Chart(names).mark_text(fontStyle="italic", fontSize=_FONT_SIZE, opacity=0.7)
    return alt.layer(*land, words.encode(_pixels("x", alt.X), _pixels("y", alt.Y), text="country:N"))


class _Lands:
    """Countries as Altair takes them without copying every point whenever it copies a chart."""

    def __init__(self, features: list[dict[str, Any]]):
        self.__geo_interface__ = {"type": "FeatureCollection", "features": features}


def _ground(colour: str, features: list[dict[str, Any]]) -> alt.Chart:
    """Return land in one colour; set on the mark, so that places are free to have a legend of colours."""
    return alt.Chart(_Lands(features)).mark_geoshape(
        clip=True, fill=colour, fillOpacity=0.17, stroke=_LINE, strokeWidth=0.7, strokeOpacity=0.55
    )


def place_layer(
    view: View,
    places: pd.DataFrame,
    label: str | None = "name",
    *,
    colour: Any = alt.Undefined,
    shape: Any = alt.Undefined,
    size: Any = alt.Undefined,
    tooltip: Sequence[str] = (),
    radius: float | None = None,
    **channels: Any,
) -> alt.LayerChart:
    """Return places as points with labels that overlap neither each other, nor points, nor the names of countries.

    Parameters
    ----------
    places
        One row a place, columns ``longitude`` and ``latitude`` in degrees. A column ``precision_deg`` draws around
        each point the circle in which the place lies, where that circle is larger than the point. A column
        ``side`` says where a label should stand if there is room: right, left, above or below.
    label
        Column of the labels; a line break in it breaks the label, an empty label is left out. None: no labels.
    colour, shape, size, channels
        Altair encodings of the points; further ones by Altair's names, such as ``fillOpacity``.
    tooltip
        Columns to show on hovering.
    radius
        Of the largest point, in pixels: labels keep this distance; 6, on a narrow map 4.5, if not given.

    Raises
    ------
    ValueError
        A place lies outside the frame, or a label finds no room.
    """
    radius = radius or (6 if view.width >= NARROWEST_WIDE else 4.5)
    outside = [place for place in zip(places["longitude"], places["latitude"], strict=True) if not view.holds(*place)]
    if outside:
        raise ValueError(f"outside the map {view.name!r}: {outside}")
    points = alt.Chart(places).encode(alt.Longitude("longitude:Q"), alt.Latitude("latitude:Q"))
    encodings = {"color": colour, "shape": shape, "size": size}
    given = channels | {name: channel for name, channel in encodings.items() if channel is not alt.Undefined}
    marks = points.mark_point(size=math.pi * radius**2, opacity=1, strokeWidth=1.5).encode(
        **given, **({"tooltip": list(tooltip)} if tooltip else {})
    )
    layers = [_precision(view, places, radius), marks] if "precision_deg" in places else [marks]
    return alt.layer(*layers, *(_labels(view, places, label, radius) if label else ()))


def line_layer(view: View, lines: pd.DataFrame, **mark: Any) -> alt.Chart:
    """Return lines through places, straight between them: a scheme, not the course of a railway.

    ``lines`` has one row a place of a line: ``line`` (which one), ``order``, ``longitude``, ``latitude``.
    """
    marks = alt.Chart(lines).mark_line(**({"strokeDash": [5, 3], "strokeWidth": 2, "color": _LINE} | mark))
    return marks.encode(
        alt.Longitude("longitude:Q"), alt.Latitude("latitude:Q"), alt.Detail("line:N"), alt.Order("order:Q")
    )


def draw(view: View, *layers: alt.Chart | alt.LayerChart, title: str, parties: Sequence[str] = PARTIES):
    """Return the map: the base map with the layers on it, in the view's projection."""
    sea = alt.ViewBackground(fill=_SEA, fillOpacity=0.05, stroke=_LINE, strokeOpacity=0.4)
    whole = alt.layer(base_map(view, parties), *layers, view=sea).project(**view.projection)
    return whole.properties(title=title, width=view.width, height=view.height)


def _pixels(field: str, channel: type) -> alt.X | alt.Y:
    return channel(f"{field}:Q", scale=None, axis=None)


def _precision(view: View, places: pd.DataFrame, radius: float) -> alt.Chart:
    reach = [
        float(row.precision_deg) * view.pixels_per_degree(row.longitude, row.latitude) for row in places.itertuples()
    ]
    circles = places[["longitude", "latitude"]].assign(area=[math.pi * r**2 for r in reach])
    circles = circles[[r > radius for r in reach]]
    marks = alt.Chart(circles).mark_point(
        filled=False, shape="circle", color=_LINE, strokeDash=[3, 2], strokeWidth=1.2, opacity=1
    )
    return marks.encode(
        alt.Longitude("longitude:Q"), alt.Latitude("latitude:Q"), alt.Size("area:Q", scale=None, legend=None)
    )


# --- labels ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Label:
    """A label in the frame: its words, the pixel its text hangs on, how it is aligned, and the pixel it belongs to."""

    text: str
    x: float
    y: float
    align: str
    point: tuple[float, float]
    radius: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the words, their width estimated on the safe side."""
        return _box(self.text, self.x, self.y, self.align)

    @property
    def first_line(self) -> float:
        """The height of the first line's middle, from which the renderer counts the others down."""
        return self.box[1] + _LINE_HEIGHT / 2

    @property
    def tip(self) -> tuple[float, float]:
        """The spot of the words nearest to the point, where a line to it begins."""
        left, top, right, bottom = self.box
        x, y = min(max(self.point[0], left), right), min(max(self.point[1], top + 6), bottom - 6)
        return (x, top if self.point[1] < top else bottom) if self.align == "center" else (x, y)

    @property
    def is_far(self) -> bool:
        """Tell whether the label needs a line to its point."""
        return math.dist(self.tip, self.point) > self.radius + 9


def _box(text: str, x: float, y: float, align: str) -> tuple[float, float, float, float]:
    lines = text.split("\n")
    width = max(len(line) for line in lines) * _FONT_SIZE * 0.56 + 2
    height = _LINE_HEIGHT * len(lines)
    left = {"left": x, "right": x - width, "center": x - width / 2}[align]
    return left, y - height / 2, left + width, y + height / 2


def place_labels(
    view: View, places: Sequence[tuple[str, float, float]], radius: float = 6, sides: Sequence[str | None] = ()
) -> list[Label]:
    """Return a label for each place (text, longitude, latitude), none over another, a point or a country's name.

    The place with the closest neighbours chooses first, one that found no room before all others; each takes the
    free position nearest to its point, right before left before above before below, or first on the side asked for
    in ``sides``.

    Raises
    ------
    ValueError
        A label finds no room in the frame.
    """
    points = [view.pixel(longitude, latitude) for _, longitude, latitude in places]
    crowding = [sorted(math.dist(here, there) for there in points)[1:] for here in points]
    wanted = dict(enumerate(sides))
    order = sorted((at for at, place in enumerate(places) if place[0]), key=lambda at: (crowding[at], at))
    for _ in order:
        found = _placed(view, [(places[at][0], at, wanted.get(at)) for at in order], points, radius)
        if len(found) == len(order):
            return [found[at] for at in sorted(found)]
        stuck = order[len(found)]
        order = [stuck, *(at for at in order if at != stuck)]
    if not order:
        return []
    raise ValueError(f"no room on the map {view.name!r} for the label {places[order[0]][0]!r}")


def _placed(
    view: View, texts: list[tuple[str, int, str | None]], points: list[tuple[float, float]], radius: float
) -> dict[int, Label]:
    """Place labels in the order given until one finds no room."""
    taken = [(x - radius, y - radius, x + radius, y + radius) for x, y in points]
    taken += [_box(name, *view.pixel(*place), "center") for name, place in view.names.items()]
    found: dict[int, Label] = {}
    for text, at, side in texts:
        fits = (label for label in _positions(text, points[at], radius, side) if _is_free(label, taken, view))
        label = next(fits, None)
        if label is None:
            break
        found[at] = label
        taken += [label.box, *_leader_boxes(label)]
    return found


_DIRECTIONS = [0, 180, 90, 270, 45, 315, 135, 225, 22, 338, 158, 202, 67, 293, 113, 247]
"""Degrees against the clock from the right, as preferred."""


_SIDES = {"right": 0, "above": 90, "left": 180, "below": 270}
"""The same for the sides that can be asked for."""


def _positions(text: str, point: tuple[float, float], radius: float, side: str | None = None) -> Iterator[Label]:
    hang = (len(text.split("\n")) - 1) * _LINE_HEIGHT / 2
    for gap in (4, 16, 28, 42, 58, 76, 96, 120):
        for degrees in _directions(side):
            right, up = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
            align = "left" if right > 0.3 else "right" if right < -0.3 else "center"
            x = point[0] + (radius + gap) * right
            y = point[1] - (radius + gap) * up - hang * _steep(up) - 3 * up * (align == "center")
            yield Label(text, x, y, align, point, radius)


def _directions(side: str | None) -> list[int]:
    """Return the directions as preferred; with a side, by their angle to it."""
    if side is None:
        return _DIRECTIONS
    return sorted(_DIRECTIONS, key=lambda degrees: abs((degrees - _SIDES[side] + 180) % 360 - 180))


def _steep(up: float) -> float:
    """Return whether a label of several lines hangs from its middle (0) or from a corner (1 above, -1 below)."""
    return 0.0 if abs(up) < 0.3 else math.copysign(1.0, up)


def _is_free(label: Label, taken: list[tuple[float, float, float, float]], view: View) -> bool:
    left, top, right, bottom = label.box
    if left < 2 or top < 2 or right > view.width - 2 or bottom > view.height - 2:
        return False
    (x, y), radius = label.point, label.radius
    beyond = [box for box in taken if not _overlap(box, (x - radius, y - radius, x + radius, y + radius))]
    return not any(_overlap(label.box, other) for other in taken) and not any(
        _overlap(spot, other) for spot in _leader_boxes(label) for other in beyond
    )


def _leader_boxes(label: Label) -> list[tuple[float, float, float, float]]:
    """Return small boxes along the line from a far label to its point, beyond the point's own mark."""
    if not label.is_far:
        return []
    (start_x, start_y), (end_x, end_y), length = label.point, label.tip, math.dist(label.tip, label.point)
    steps = range(int(label.radius * 1.5) + 2, int(length), 4)
    spots = [(start_x + (end_x - start_x) * at / length, start_y + (end_y - start_y) * at / length) for at in steps]
    return [(x - 1, y - 1, x + 1, y + 1) for x, y in spots]


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _labels(view: View, places: pd.DataFrame, column: str, radius: float) -> Iterator[alt.Chart]:
    """Yield the layers of the labels: lines to far ones, then the words by alignment."""
    given = [
        ("" if pd.isna(text) else str(text), longitude, latitude)
        for text, longitude, latitude in zip(places[column], places["longitude"], places["latitude"], strict=True)
    ]
    sides = [side if isinstance(side, str) else None for side in places["side"]] if "side" in places else ()
    labels = place_labels(view, given, radius, sides)
    far = pd.DataFrame([(*label.point, *label.tip) for label in labels if label.is_far], columns=["x", "y", "x2", "y2"])
    if len(far):
        rules = alt.Chart(far).mark_rule(strokeWidth=0.8, opacity=0.8)
        yield rules.encode(_pixels("x", alt.X), _pixels("y", alt.Y), x2="x2:Q", y2="y2:Q")
    for align in ("left", "right", "center"):
        rows = [(label.text, label.x, label.first_line) for label in labels if label.align == align]
        if rows:
            words = alt.Chart(pd.DataFrame(rows, columns=["place", "x", "y"]))
            look = {"fontSize": _FONT_SIZE, "lineHeight": _LINE_HEIGHT, "lineBreak": "\n"}
            words = words.mark_text(align=align, baseline="middle", **look)
            yield words.encode(_pixels("x", alt.X), _pixels("y", alt.Y), text="place:N")
