"""What all pages share: one style sheet, one script, the fonts, the chart library.

They are made while other processes still import, so nothing is imported here that takes long.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import vl_convert

from tumen import paths, theme
from tumen.build import publish

FOLDER = paths.LIBRARY / "build" / "assets"


def write_assets(folder: Path) -> tuple[str, ...]:
    """Write the shared files into a folder; return their names."""
    files = shared_files()
    publish.write(folder, files)
    return tuple(sorted(files))


@cache
def shared_files() -> dict[str, str | bytes]:
    """Return the shared files by path within the site, those that depend on the pages left out."""
    return {
        "assets/tumen.css": _joined("css", leave_out="book.css"),
        "assets/tumen.js": _joined("js", leave_out="start.js"),
        "assets/start.js": (FOLDER / "js" / "start.js").read_text(encoding="utf-8"),
        "assets/vega.js": _chart_library(),
        "assets/icon.svg": (FOLDER / "icon.svg").read_text(encoding="utf-8"),
        **{f"assets/fonts/{path.name}": path.read_bytes() for path in sorted((FOLDER / "fonts").glob("*.woff2"))},
        "assets/fonts/OFL.txt": (FOLDER / "fonts" / "OFL.txt").read_bytes(),
    }


def _joined(kind: str, *, leave_out: str) -> str:
    """Return the files of one kind as one: base.css first, print.css last, as the cascade needs them."""
    files = [path for path in (FOLDER / kind).glob(f"*.{kind}") if path.name != leave_out]
    files.sort(key=lambda path: (path.stem != "base", path.stem == "print", path.name))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _chart_library() -> str:
    """Return Vega and Vega-Embed as vl-convert packs them; wrapped, as the bundle leaks its names."""
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=theme.VEGA_LITE)
    return f"(function () {{\n{bundle}\n}})();\n"
