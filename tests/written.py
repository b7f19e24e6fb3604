"""Small notebooks for tests of the build, and words as it draws them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import nbformat
import vl_convert
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tumen.build.workers import page_pool

PARAMETERS = 'number: int = 3  # a number; 1 to 9\nscale: str = "linear"  # a scale; one of linear, log'


def write_notebook(folder: Path, name: str, *code: str, title: str = "A page", parameters: str = PARAMETERS) -> Path:
    """Write a notebook of a heading, some text, its parameters and a cell for each code; cells count from 0."""
    cells = [new_markdown_cell(f"# {title}\n\nSome text.\n\n## A question?")]
    cells += [new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(source) for source in code]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"title": title, "tumen": {"summary": f"Summary of {title}"}, "kernelspec": kernel}
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    return path


def drawn_by_a_build(texts: Sequence[str], font: str) -> list[bytes]:
    """Return each text as the processes of a build draw it in a font."""
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15" font-family="{font}">'
    with page_pool(1) as pool:
        return list(pool.map(vl_convert.svg_to_png, [f"{opening}{escape(text)}</text></svg>" for text in texts]))
