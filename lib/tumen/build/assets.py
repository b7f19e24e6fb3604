"""What all pages share: one style sheet, one script, the fonts, the chart library."""

from __future__ import annotations

import base64
import re
from functools import cache

import vl_convert

from tumen import paths
from tumen.charts import VEGA_LITE

FOLDER = paths.LIBRARY / "build" / "assets"


@cache
def shared_files() -> dict[str, str | bytes]:
    """Return the shared files by path within the site, those that depend on the pages left out."""
    return {
        "assets/tumen.css": _with_fonts(_joined("css", leave_out="book.css")),
        "assets/tumen.js": _joined("js", leave_out="start.js"),
        "assets/start.js": (FOLDER / "js" / "start.js").read_text(encoding="utf-8"),
        "assets/vega.js": _chart_library(),
        "assets/icon.svg": (FOLDER / "icon.svg").read_text(encoding="utf-8"),
        "assets/font-licence.txt": (FOLDER / "fonts" / "OFL.txt").read_text(encoding="utf-8"),
    }


def _joined(kind: str, *, leave_out: str) -> str:
    """Return the files of one kind as one: base.css first, print.css last, as the cascade needs them."""
    files = [path for path in (FOLDER / kind).glob(f"*.{kind}") if path.name != leave_out]
    files.sort(key=lambda path: (path.stem != "base", path.stem == "print", path.name))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _with_fonts(styles: str) -> str:
    """Put the fonts into the style sheet: so they are there with it, and no line moves when they arrive.

    A browser that opens a page from a folder may also refuse to load a font beside it.
    """

    def embedded(match: re.Match[str]) -> str:
        content = base64.b64encode((FOLDER / "fonts" / match[1]).read_bytes()).decode("ascii")
        return f'url("data:font/woff2;base64,{content}")'

    return re.sub(r'url\("fonts/([\w-]+\.woff2)"\)', embedded, styles)


def _chart_library() -> str:
    """Return Vega and Vega-Embed as vl-convert packs them; wrapped, as the bundle leaks its names."""
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    return f"(function () {{\n{bundle}\n}})();\n"
