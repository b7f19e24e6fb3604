"""Small notebooks for tests of the build."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

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
