"""Make the base maps in this folder from Natural Earth in TopoJSON, as the npm package world-atlas carries it.

Usage: ``python data/geo/prepare.py COUNTRIES_10M.json COUNTRIES_50M.json``, files of world-atlas 2.0.2
(Natural Earth 4.1.0, public domain). Shared borders are simplified once, so that neighbours still meet; then each
country is cut to the window of the map. The order of the points of a ring (clockwise) is kept, as d3-geo needs it.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

# name: (which file, window in degrees west south east north, tolerance, decimals, smallest ring in square degrees)
MAPS = {
    "northeast-asia": (0, (116, 30, 146, 52), 0.02, 2, 0.004),
    "tumen": (0, (128, 40.6, 134.6, 45), 0.004, 3, 0.00005),
    "russia": (1, (14, 16, 192, 83), 0.12, 2, 0.2),
}
ISO = {
    "004": "AF", "050": "BD", "064": "BT", "104": "MM", "112": "BY", "156": "CN", "158": "TW", "233": "EE",
    "246": "FI", "356": "IN", "364": "IR", "392": "JP", "398": "KZ", "408": "KP", "410": "KR", "417": "KG",
    "418": "LA", "428": "LV", "440": "LT", "496": "MN", "524": "NP", "578": "NO", "586": "PK", "608": "PH",
    "616": "PL", "643": "RU", "704": "VN", "752": "SE", "762": "TJ", "764": "TH", "795": "TM", "804": "UA",
    "860": "UZ",
}  # fmt: skip
STEP = 2.0
"""Longest edge along the window, in degrees: d3-geo draws edges as great circles, which a long one would show."""


def main(files: list[str]) -> None:
    """Write one GeoJSON file for each map."""
    topologies = [json.loads(Path(file).read_text(encoding="utf-8")) for file in files]
    for name, (source, *settings) in MAPS.items():
        features = list(cut(topologies[source], *settings))
        text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
        path = Path(__file__).parent / f"{name}.geojson"
        path.write_text(text.replace(", ", ",").replace(': "', ':"').replace(": ", ":") + "\n", encoding="utf-8")


def cut(topology: dict, window: tuple, tolerance: float, decimals: int, smallest: float):
    """Yield the countries that reach into the window."""
    arcs = [simplified(arc, tolerance) for arc in decoded(topology)]
    for country in sorted(topology["objects"]["countries"]["geometries"], key=lambda shape: str(shape.get("id"))):
        if country.get("id") not in ISO:
            continue
        shapes = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [[clipped(joined(arcs, ring), window) for ring in shape] for shape in shapes]
        kept = [[rounded(ring, decimals) for ring in shape if area(ring) >= smallest] for shape in rings]
        if any(kept):
            names = {"iso": ISO[country["id"]], "name": country["properties"]["name"]}
            geometry = {"type": "MultiPolygon", "coordinates": [shape for shape in kept if shape]}
            yield {"type": "Feature", "properties": names, "geometry": geometry}


def decoded(topology: dict) -> list[list[tuple[float, float]]]:
    """Return the arcs in degrees."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(points)
    return arcs


def simplified(arc: list, tolerance: float) -> list:
    """Return the arc without the points that lie within the tolerance of it (Douglas and Peucker)."""
    kept, spans = {0, len(arc) - 1}, [(0, len(arc) - 1)]
    while spans:
        first, last = spans.pop()
        far = max(range(first + 1, last), key=lambda at: distance(arc[at], arc[first], arc[last]), default=None)
        if far is not None and distance(arc[far], arc[first], arc[last]) > tolerance:
            kept.add(far)
            spans += [(first, far), (far, last)]
    return [arc[at] for at in sorted(kept)]


def distance(point: tuple, start: tuple, end: tuple) -> float:
    """Return how far a point lies from a segment, in degrees of latitude."""
    squeeze = math.cos(math.radians(point[1]))
    px, py = (point[0] - start[0]) * squeeze, point[1] - start[1]
    ex, ey = (end[0] - start[0]) * squeeze, end[1] - start[1]
    length = ex * ex + ey * ey
    along = max(0, min(1, (px * ex + py * ey) / length)) if length else 0
    return math.hypot(px - along * ex, py - along * ey)


def joined(arcs: list, ring: list[int]) -> list:
    """Return a ring as points, its longitudes running on beyond 180 where it crosses that meridian."""
    points = []
    for number in ring:
        points += arcs[number] if number >= 0 else arcs[~number][::-1]
    unwrapped = points[:1]
    for x, y in points[1:]:
        turns = round((unwrapped[-1][0] - x) / 360)
        unwrapped.append((x + 360 * turns, y))
    shift = 360 if max(x for x, _ in unwrapped) < -160 else 0
    if min(x for x, _ in unwrapped) < -180:
        shift = 360
    return [(x + shift, y) for x, y in unwrapped]


def clipped(ring: list, window: tuple) -> list:
    """Return the part of a ring inside the window (Sutherland and Hodgman)."""
    west, south, east, north = window
    for axis, bound, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        inside, points = [], ring
        for start, end in zip(points[-1:] + points[:-1], points, strict=True):
            start_in, end_in = sign * (start[axis] - bound) >= 0, sign * (end[axis] - bound) >= 0
            if start_in != end_in:
                part = (bound - start[axis]) / (end[axis] - start[axis])
                crossing = [start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])]
                crossing[axis] = bound
                inside.append(tuple(crossing))
            if end_in:
                inside.append(end)
        ring = inside
    return [point for pair in zip(ring, ring[1:] + ring[:1], strict=True) for point in along_window(*pair, window)]


def along_window(start: tuple, end: tuple, window: tuple):
    """Yield the start of an edge, and points on the way where it runs along the window."""
    yield start
    for axis in (0, 1):
        if start[axis] == end[axis] and start[axis] in window:
            steps = int(abs(end[1 - axis] - start[1 - axis]) / STEP)
            for step in range(1, steps + 1):
                part = step / (steps + 1)
                yield (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))


def area(ring: list) -> float:
    """Return the area of a ring in square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def rounded(ring: list, decimals: int) -> list:
    """Return the ring closed and rounded, repeated points dropped."""
    points = [[round(x, decimals), round(y, decimals)] for x, y in ring]
    points = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    return points if points[0] == points[-1] else [*points, points[0]]


if __name__ == "__main__":
    main(sys.argv[1:])
