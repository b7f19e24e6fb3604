"""The charts of a page: drawn, or taken from the site as it stands where they show what they showed there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tumen import theme
from tumen.build import publish
from tumen.build.pictures import Control, Drawing, chart_file, draw, png
from tumen.build.record import Record
from tumen.build.share import share_file, share_picture
from tumen.charts import MIME_CHART, picture

Chart = dict[str, Any]
"""What `tumen.charts.show` made of a chart."""


@dataclass(frozen=True)
class _Earlier:
    """What a site holds of a page."""

    record: Record | None = None
    charts: dict[str, Chart] = field(default_factory=dict)
    """By name, each with its ``picture``."""
    drawings: dict[str, Drawing] = field(default_factory=dict)


class DrawnCharts:
    """Draws the charts of a page, each at most once; a picture depends on nothing but what its chart shows."""

    def __init__(self, page: str, site: Path | None = None):
        """``site`` holds what an earlier build has drawn by the same code; None: draw everything."""
        self._page, self._site = page, site
        self._earlier = _read(site, page) if site else _Earlier()
        self._drawings: dict[str, Drawing] = {}

    def _shows_the_same(self, chart: Chart) -> bool:
        then = self._earlier.charts.get(chart["name"])
        return then is not None and all(then[key] == chart[key] for key in ("spec", "narrow"))

    def picture(self, chart: Chart) -> str:
        """Return a chart as SVG on light paper."""
        if self._shows_the_same(chart):
            return self._earlier.charts[chart["name"]]["picture"]
        return picture(chart["spec"], theme.LIGHT)

    def drawing(self, chart: Chart) -> Drawing:
        """Return a chart as it stands in the page."""
        name = chart["name"]
        if name not in self._drawings:
            known = self._earlier.drawings.get(name) if self._shows_the_same(chart) else None
            self._drawings[name] = known or draw(chart)
        return self._drawings[name]

    def files(self, chart: Chart) -> dict[str, str | bytes]:
        """Return the files of a chart that readers may take away, by path within the site; ``picture`` is in it."""
        svg = chart["picture"]
        contents = {"svg": svg, "png": self._png(chart), "csv": chart["csv"]}
        return {chart_file(self._page, chart["name"], kind): content for kind, content in contents.items()}

    def _png(self, chart: Chart) -> bytes:
        if self._shows_the_same(chart):
            with suppress(OSError):
                return (self._site / chart_file(self._page, chart["name"], "png")).read_bytes()
        return png(chart["picture"])

    def share_picture(self, record: Record, charts: Sequence[Chart]) -> bytes:
        """Return the picture of the page for where its address is shared, with its first chart."""
        then, first = self._earlier.record, charts[:1]
        facts = [(each.title, each.summary, each.charts[:1]) for each in (record, then) if each]
        if facts == [facts[0]] * 2 and all(map(self._shows_the_same, first)):
            with suppress(OSError):
                return (self._site / share_file(self._page)).read_bytes()
        return share_picture(record.title, record.summary, first[0]["picture"] if first else None)

    def dump(self) -> str:
        """Return the drawings as JSON, for a later build."""
        content = {name: asdict(drawing) for name, drawing in self._drawings.items()}
        return json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n"


def _read(site: Path, page: str) -> _Earlier:
    """Return what a site holds of a page; nothing if any of it is missing or broken."""
    try:
        record = Record.load((site / publish.record_file(page)).read_text(encoding="utf-8"))
        drawings = json.loads((site / publish.drawings_file(page)).read_bytes())
        cells = json.loads((site / publish.notebook_file(page)).read_bytes())["cells"]
        bundles = [output.get("data", {}) for cell in cells for output in cell.get("outputs", ())]
        shown = [data[MIME_CHART] | {"picture": data["image/svg+xml"]} for data in bundles if MIME_CHART in data]
        loaded = {name: _loaded(content) for name, content in drawings.items()}
        return _Earlier(record, {chart["name"]: chart for chart in shown}, loaded)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return _Earlier()


def _loaded(content: dict[str, Any]) -> Drawing:
    controls = tuple(Control(each["kind"], each["label"], tuple(each["options"])) for each in content["controls"])
    return Drawing(**{**content, "controls": controls})
