"""Charts on a page: drawn into it once for every paper, compiled for its live form, and as files to take away."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import vl_convert

from tumen import theme
from tumen.charts import untitled
from tumen.markup import script_json

_GEOMETRY = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"')
_TAG = re.compile(r"<[^>]*>")  # in texts and attributes of Vega's pictures > is always escaped
_FINE_DIGITS = re.compile(r"(\d\.\d\d)\d+")
"""Digits of a coordinate beyond a hundredth of a pixel, which nobody sees."""

PNG_SCALE = 2
"""Pixels of the PNG per pixel of the chart."""


@dataclass(frozen=True)
class Control:
    """A control of a live chart, as far as its room on the page must be known before it works."""

    kind: str
    """``range``, ``radio``, ``select`` or ``checkbox``."""
    label: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Drawing:
    """A chart as its page holds it."""

    wide: str
    """SVG for a wide screen and print, its colours those of the style sheet."""
    narrow: str
    """SVG for a phone."""
    live: str
    """JSON: data, and the compiled charts for both widths, which refer to the data by number."""
    controls: tuple[Control, ...]

    @property
    def size(self) -> tuple[str, str]:
        """Width and height of the wide picture, in pixels; where there is less room the page shrinks it."""
        return _size_of(self.wide)

    @property
    def narrow_size(self) -> tuple[str, str]:
        """Width and height of the narrow picture, as `size`."""
        return _size_of(self.narrow)


def draw(chart: dict[str, Any]) -> Drawing:
    """Return what `tumen.charts.show` made as it stands in a page; Vega-Lite is compiled here, not by readers."""
    specs = {width: _compiled(untitled(chart[key])) for width, key in (("wide", "spec"), ("narrow", "narrow"))}
    svgs = {width: _inline(vl_convert.vega_to_svg(spec), f"{chart['name']}-{width}") for width, spec in specs.items()}
    return Drawing(**svgs, live=script_json(_sharing_data(specs)), controls=_controls(specs["wide"]))


def png(svg: str) -> bytes:
    """Return a picture for those who cannot use SVG."""
    return vl_convert.svg_to_png(svg, scale=PNG_SCALE)


def chart_file(page: str, name: str, kind: str) -> str:
    """Return where a site keeps a chart that readers may take away: as ``svg``, ``png`` or ``csv``."""
    return f"charts/{page}/{name}.{kind}"


def _size_of(svg: str) -> tuple[str, str]:
    return re.search(r' width="([\d.]+)" height="([\d.]+)"', svg).groups()


def _compiled(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the chart as Vega, without a text for each mark: the text of the chart speaks for all of them."""
    config = theme.config(theme.PAGE) | {"aria": False}
    return vl_convert.vegalite_to_vega(spec, vl_version=theme.VEGA_LITE, config=config)


def _inline(svg: str, prefix: str) -> str:
    """Fit a picture to stand inside a page: one class, ids of its own, nothing to read out or to click."""
    svg = re.sub(r"<a [^>]*>", "<g>", svg).replace("</a>", "</g>")
    ids = dict.fromkeys(re.findall(r'<[^>]* id="([^"]+)"', svg))
    names = {name: f"{prefix}-{place}" for place, name in enumerate(ids)}
    svg = _TAG.sub(lambda match: _slim(match[0], names), svg)
    svg = re.sub(r'<path aria-hidden="true" d="[^"]*"/>|<path d="M0,0h[\d.]+v0h-?[\d.]+Z"( display="none")?/>', "", svg)
    width = prefix.rsplit("-", 1)[1]
    return svg.replace("<svg ", f'<svg class="{width}" aria-hidden="true" ', 1)


def _slim(tag: str, names: dict[str, str]) -> str:
    """Return a tag of a picture without what a page has no use for; the words beside it are left alone."""
    tag = re.sub(r' (?:aria-[a-z]+|role|class|pointer-events|xmlns|xmlns:xlink|version)="[^"]*"', "", tag)
    tag = re.sub(r' (?:opacity|stroke-width)="1"', "", tag)
    tag = _GEOMETRY.sub(lambda match: _FINE_DIGITS.sub(r"\1", match[0]), tag)
    for name, unique in names.items():
        tag = tag.replace(f' id="{name}"', f' id="{unique}"').replace(f"url(#{name})", f"url(#{unique})")
    return tag


def _sharing_data(specs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Put the rows drawn in both widths, often most of the page's weight, into one list that both name."""
    rows: dict[str, int] = {}

    def share(part: Any) -> Any:
        if isinstance(part, list):
            return [share(each) for each in part]
        if not isinstance(part, dict):
            return part
        shared = {key: share(value) for key, value in part.items()}
        if "name" in part and isinstance(part.get("values"), list | dict):
            shared["values"] = rows.setdefault(json.dumps(part["values"], ensure_ascii=False), len(rows))
        return shared

    compact = {width: share(spec) for width, spec in specs.items()}
    return {"data": [json.loads(text) for text in rows], **compact}


def _controls(vega: dict[str, Any]) -> tuple[Control, ...]:
    bound = [signal for signal in vega.get("signals", []) if "bind" in signal]
    return tuple(_control(signal["bind"], signal["name"]) for signal in bound)


def _control(bind: dict[str, Any], name: str) -> Control:
    options = bind.get("labels") or bind.get("options") or []
    return Control(bind.get("input", "text"), str(bind.get("name", name)), tuple(map(str, options)))
