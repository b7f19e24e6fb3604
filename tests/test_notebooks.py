"""The notebooks as they are committed: style, budget, and that they run in the ways people run them."""

from __future__ import annotations

import ast
import os
import re
import statistics
import subprocess
import sys
from itertools import chain

import nbformat
import pytest
import readings
from tumen.build.parameters import parameters_of
from tumen.build.plan import all_notebooks
from tumen.dates import is_edtf

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
def test_it_shows_two_to_five_charts(path):
    shown = sum(cell.source.count("tm.show(") for cell in code_cells(read(path)))
    assert 2 <= shown <= 5


# --- what readers get, whatever the parameters ------------------------------------------------------


ENDS = [(path, name, value) for path in NOTEBOOKS for name, value in readings.ends_of_parameters(path)]
SLIPS = re.compile(
    r"\bnan\b|\bNone\b|<NA>|\binf\b|[{}]|\b(about|almost|than|up to|a|the) \1\b|\s[,.;:](\s|$)|,,|;;|\.\.(?!\.)|"
    r"(?<![\d.,])1 (years|days|times|items)\b|−0 |\bby −|\(\)",
)
"""What shows that a sentence was put together without thought for the value in it."""
CODES = re.compile(r"_|^[a-z]|^(Of these|Those|One of them)\b|\bthat of \W|\b(rok|dprk|un)\b")
"""What shows that a title is a name of the code, or cannot be read alone."""


@each_notebook
def test_every_number_in_its_sentences_opens_its_evidence(path, monkeypatch):
    sentences = readings.read(path, {}, monkeypatch).sentences
    assert sum(len(readings.figures_with_evidence(text)) for text in sentences) >= 10
    assert [number for text in sentences for number in readings.naked_numbers(text)] == []


@each_notebook
def test_no_two_figures_of_a_page_share_a_title_and_period_unless_they_are_equal(path, monkeypatch):
    named = {}
    for figure in chain(*map(readings.computed_figures, readings.read(path, {}, monkeypatch).sentences)):
        first = named.setdefault((figure.title, figure.period), figure)
        assert figure.to(first.unit).value == pytest.approx(first.value), figure.label
        assert not CODES.search(figure.title), figure.title
        assert figure.period is None or is_edtf(figure.period), figure.label


@pytest.mark.parametrize(
    ("path", "name", "value"), ENDS, ids=[f"{path.stem[:2]}-{name}-{value}" for path, name, value in ENDS]
)
def test_it_holds_at_both_ends_of_each_parameter(path, name, value, monkeypatch):
    reading = readings.read(path, {name: value}, monkeypatch)
    texts = [readings.plain(text) for text in reading.sentences]
    texts += [text for chart in reading.charts for text in (chart["title"], chart["alt"], chart["how_to_read"])]
    slips = [f"{found.group()!r} in: {text[:300]}" for text in texts if (found := SLIPS.search(text))]
    assert slips == []
    assert [number for text in reading.sentences for number in readings.naked_numbers(text)] == []
    assert [chart["name"] for chart in reading.charts if "<td" not in chart["table"]] == [], "charts without data"


def every_fourth_notebook(first: int):
    """Run a slow test on every fourth notebook, and on the others by `make test-all`."""
    return pytest.mark.parametrize(
        "path",
        [pytest.param(path, marks=pytest.mark.slow if n % 4 != first else ()) for n, path in enumerate(NOTEBOOKS)],
        ids=[path.stem for path in NOTEBOOKS],
    )


@every_fourth_notebook(first=1)
def test_it_runs_by_plain_papermill_with_another_parameter(path, tmp_path):
    name, value = next(readings.ends_of_parameters(path))
    command = [sys.executable, "-m", "papermill", str(path), "out.ipynb", "-p", name, str(value), "--no-progress-bar"]
    run_and_count(command, tmp_path, tmp_path / "out.ipynb", extra_cells=1)


@every_fourth_notebook(first=3)
def test_it_runs_by_nbconvert_from_any_folder(path, tmp_path):
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", str(path)]
    command += ["--output-dir", str(tmp_path), "--log-level", "ERROR"]
    run_and_count(command, tmp_path, tmp_path / path.name)


def run_and_count(command, folder, output, extra_cells=0):
    """Run a command in a folder; every cell of the notebook it writes must have run once, in order."""
    environment = {**os.environ, "PATH": f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"}  # noqa: PTH120
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    counts = [cell.execution_count for cell in code_cells(read(output))]
    assert counts == list(range(1, len(counts) + 1))
    tagged = [cell for cell in code_cells(read(output)) if "injected-parameters" in tags(cell)]
    assert len(tagged) == extra_cells
