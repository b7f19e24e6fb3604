"""The notebooks as they are committed: style, budget, and that they run in the ways people run them."""

from __future__ import annotations

import ast
import os
import re
import statistics
import subprocess
import sys

import nbformat
import pytest
from tumen.build.parameters import parameters_of
from tumen.build.plan import all_notebooks

NOTEBOOKS = all_notebooks()
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
HIDDEN = {"hide-input", "parameters", "setup"}


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell):
    return set(cell.metadata.get("tags", []))


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


@each_notebook
def test_it_is_valid_and_committed_without_outputs(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(notebook))


@each_notebook
def test_cell_ids_are_fixed_words(path):
    ids = [cell.id for cell in read(path).cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", name) for name in ids)
    assert not any(re.fullmatch(r"[0-9a-f]{8}", name) for name in ids)


@each_notebook
def test_it_has_a_title_a_summary_and_the_plain_kernel(path):
    metadata = read(path).metadata
    assert metadata["title"].startswith(path.stem[:2] + " ")
    assert len(metadata["tumen"]["summary"]) > 40
    assert metadata["kernelspec"]["name"] == "python3"


@each_notebook
def test_it_opens_with_its_title_and_ends_with_limits_a_trial_and_sources(path):
    notebook = read(path)
    headings = re.findall(
        r"^#{1,2} (.+)$", "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown"), re.M
    )
    assert headings[0] == notebook.metadata["title"]
    assert headings[-3:] == ["Limits", "Try it", "Sources"]
    assert "parameters" in tags(notebook.cells[1])


@each_notebook
def test_cells_keep_the_budget(path):
    sizes = [len(lines(cell)) for cell in code_cells(read(path))]
    assert statistics.median(sizes) <= 5
    assert max(sizes) <= 20


@each_notebook
def test_most_visible_code_is_led_by_prose(path):
    cells = read(path).cells
    visible = [n for n, cell in enumerate(cells) if cell.cell_type == "code" and not HIDDEN & tags(cell)]
    led = [n for n in visible if cells[n - 1].cell_type == "markdown"]
    assert len(led) >= 0.75 * len(visible), [cells[n].id for n in visible if n not in led]


@each_notebook
def test_no_figure_is_typed_in_markdown(path):
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"^# \d\d · ", "# ", cell.source)
            text = re.sub(r"\]\([^)]*\)|`[^`]*`", "", text)
            text = re.sub(r"\[\d\d[^\]]*", "", text)
            assert not re.search(r"\d", text), f"{cell.id}: {re.search(r'.{0,30}[0-9].{0,10}', text).group()}"


@each_notebook
def test_no_figure_is_typed_in_a_chart_title(path):
    for cell in code_cells(read(path)):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.keyword) and node.arg == "title" and isinstance(node.value, ast.Constant):
                assert not re.search(r"\d", str(node.value.value)), f"{cell.id}: {node.value.value}"


@each_notebook
def test_it_has_two_to_six_parameters_with_a_range(path):
    assert 2 <= len(parameters_of(read(path))) <= 6


@each_notebook
def test_it_imports_only_in_the_setup_cell(path):
    for cell in code_cells(read(path)):
        if "setup" not in tags(cell):
            assert not re.search(r"^(import|from) ", cell.source, re.M), cell.id


@each_notebook
def test_it_reads_no_file_and_no_network_by_itself(path):
    source = "\n".join(cell.source for cell in code_cells(read(path)))
    assert not re.search(r"read_csv|read_json|\bopen\(|urlopen|requests\.|sys\.path|%run|random|datetime\.now", source)


@each_notebook
def test_it_runs_by_nbconvert_from_any_folder(path, tmp_path):
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", str(path)]
    command += ["--output-dir", str(tmp_path), "--log-level", "ERROR"]
    environment = {**os.environ, "PATH": f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"}  # noqa: PTH120
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    counts = [cell.execution_count for cell in code_cells(read(tmp_path / path.name))]
    assert counts == list(range(1, len(counts) + 1))
