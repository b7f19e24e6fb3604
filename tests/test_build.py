"""The build on small notebooks: what it refuses, what it leaves alone, what it publishes."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys

import filelock
import pytest
from tumen.build import site
from tumen.build.inputs import Files
from tumen.build.plan import all_notebooks, find_notebook, make_plan
from tumen.build.workers import NotebookWorkers
from tumen.cli import app
from tumen.data import load_references
from tumen.errors import BuildError, DataError, Fault, ParameterError, UnknownNameError
from typer.testing import CliRunner
from written import write_notebook


@pytest.fixture
def series(tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    write_notebook(folder, "01-first", "number * 2", title="The first")
    write_notebook(folder, "02-second", "'constant'", title="The second")
    return folder


def build(folder, out, names=(), requested=(), **options):
    return site.build(make_plan(names, requested, folder), out, site.Options(**options))


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["01-first", "01-first.ipynb", "01", "1"])
def test_a_notebook_is_found_by_name_number_and_file(series, name):
    assert find_notebook(name, series).stem == "01-first"


def test_a_notebook_is_found_by_its_path(series):
    assert find_notebook(str(series / "02-second.ipynb"), series / "elsewhere").stem == "02-second"


def test_an_unknown_notebook_suggests_the_closest(series):
    with pytest.raises(UnknownNameError, match="01-first"):
        find_notebook("01-frist", series)


def test_a_wrong_parameter_stops_the_build_before_anything_runs(series, tmp_path):
    write_notebook(series, "03-marker", f"open({str(tmp_path / 'ran')!r}, 'w')")
    with pytest.raises(ParameterError, match="10 is not allowed; it takes a whole number from 1 to 9"):
        build(series, tmp_path / "site", requested=["number=10"])
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "site").exists()


def test_pages_index_and_assets_are_published_and_a_second_build_changes_nothing(series, tmp_path):
    out = tmp_path / "site"
    first = build(series, out)
    assert first.built == dict.fromkeys(["01-first", "02-second"], "there is no page yet")
    assert {"index.html", "01-first.html", "assets/tumen.css", "assets/vega.js"} <= set(contents(out))
    assert "The second" in (out / "index.html").read_text(encoding="utf-8")
    assert ">6</pre>" in (out / "01-first.html").read_text(encoding="utf-8")
    before = contents(out)
    second = build(series, out)
    assert (second.built, second.unchanged) == ({}, ["01-first", "02-second"])
    assert contents(out) == before
    assert list(build(series, out, force=True).built) == ["01-first", "02-second"]
    assert contents(out) == before


def test_parameters_reach_the_page_and_the_command_that_repeats_it(series, tmp_path):
    out = tmp_path / "site"
    build(series, out, names=["01"], requested=["number=4"])
    page = (out / "01-first.html").read_text(encoding="utf-8")
    assert ">8</pre>" in page
    assert "4 (changed; by default 3)" in page
    assert "tumen build 01 -p number=4" in page


def test_one_page_is_built_anew_and_the_others_stay(series, tmp_path):
    out = tmp_path / "site"
    build(series, out)
    second = (out / "02-second.html").read_bytes()
    write_notebook(series, "01-first", "number * 3", title="The first")
    assert build(series, out, names=["01"]).built == {"01-first": "its code changed"}
    assert ">9</pre>" in (out / "01-first.html").read_text(encoding="utf-8")
    assert (out / "02-second.html").read_bytes() == second
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["pages"]) == {"01-first", "02-second"}


def test_the_published_notebook_has_no_times_and_no_random_names(series, tmp_path):
    out = tmp_path / "site"
    build(series, out, names=["01"], requested=["number=4"])
    notebook = json.loads((out / "notebooks" / "01-first.ipynb").read_text(encoding="utf-8"))
    text = json.dumps(notebook)
    assert "papermill" not in notebook["metadata"]
    assert "start_time" not in text
    assert "iopub" not in text
    assert [cell["id"] for cell in notebook["cells"]] == ["cell-0", "cell-1", "injected-parameters", "cell-2"]


def test_two_builds_exclude_each_other(series, tmp_path):
    out = tmp_path / "site"
    with filelock.FileLock(tmp_path / ".site.lock"), pytest.raises(BuildError, match="another build"):
        build(series, out)


@pytest.mark.parametrize("manifest", ["{}", "[1]", '{"name": "app"}', "{", '{"generator": "tumen", "pages": {}}'])
def test_a_folder_with_a_manifest_and_files_of_ones_own_is_left_alone(series, tmp_path, manifest):
    out = tmp_path / "site"
    out.mkdir()
    (out / "manifest.json").write_text(manifest, encoding="utf-8")
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(BuildError, match="--out"):
        build(series, out)
    assert (out / "thesis.txt").exists()


def test_missing_assets_are_written_again(series, tmp_path):
    out = tmp_path / "site"
    build(series, out, names=["01"])
    (out / "assets" / "vega.js").unlink()
    build(series, out, names=["01"])
    assert (out / "assets" / "vega.js").exists()


def test_nothing_is_left_beside_the_site(series, tmp_path):
    build(series, tmp_path / "site", names=["02"])
    assert {path.name for path in tmp_path.iterdir()} <= {"site", "notebooks", ".site.lock"}


def test_the_series_is_in_order():
    numbers = [path.stem[:2] for path in all_notebooks()]
    assert numbers == sorted(numbers)
    assert {"00", "03", "10", "15"} <= set(numbers)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "99"], "no notebook is called '99'"),
        (["build", "03", "-p", "first_yaer=2000"], "did you mean first_year"),
        (["build", "03", "-p", "first_year=1700"], "it takes a whole number from"),
        (["build", "03", "-p", "first_year=soon"], "'soon' is not allowed"),
    ],
)
def test_the_command_refuses_with_a_message_and_no_traceback(arguments, message):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert message in result.output
    assert isinstance(result.exception, SystemExit)


def test_faults_of_the_data_come_whole_from_another_process():
    fault = Fault("goods.csv", 3, "value", "x", "not a number", "Write a number.")
    assert pickle.loads(pickle.dumps(DataError([fault]))).faults == [fault]


@pytest.mark.parametrize("command", [[], ["build"], ["check"], ["anchor"]])
def test_help_reads_well(command):
    result = CliRunner().invoke(app, [*command, "--help"], terminal_width=100)
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_a_page_with_other_parameters_says_what_they_changed(series, tmp_path):
    figure = "tm.prose(f\"Twice is {tm.parameter('number', 2.0 * number, 'item', 'Number') * 1:.0f}.\")"
    write_notebook(series, "03-figure", f"import tumen as tm\n{figure}", title="The third")
    out = tmp_path / "site"
    build(series, out, names=["03"])
    assert "banner" not in (out / "03-figure.html").read_text(encoding="utf-8")
    build(series, out, names=["03"], requested=["number=4"])
    page = (out / "03-figure.html").read_text(encoding="utf-8")
    assert "number = 4" in page
    assert "default 3" in page


# --- what is built again, and why --------------------------------------------------------------------


@pytest.fixture
def run_again(monkeypatch):
    """The notebooks that a build runs."""
    names = []
    submit = NotebookWorkers.submit
    monkeypatch.setattr(
        NotebookWorkers, "submit", lambda self, *args, **more: names.append(args[3].name) or submit(self, *args, **more)
    )
    return names


def change_files(monkeypatch, *names):
    """Let files of the checkout seem to be others than they were."""
    real = Files.digest
    monkeypatch.setattr(Files, "digest", lambda self, name: real(self, name) + ("changed" if name in names else ""))


def test_a_changed_template_exports_again_without_running(series, tmp_path, monkeypatch, run_again):
    out = tmp_path / "site"
    build(series, out)
    before = contents(out)
    run_again.clear()
    template = "lib/tumen/build/templates/tumen/index.html.j2"
    change_files(monkeypatch, template)
    assert build(series, out).built == dict.fromkeys(["01-first", "02-second"], f"{template} changed")
    assert run_again == []
    after = contents(out)
    assert {name for name in before if before[name] != after[name]} == {"manifest.json"}


def test_a_changed_text_exports_again_without_running(series, tmp_path, run_again):
    out = tmp_path / "site"
    build(series, out)
    run_again.clear()
    path = series / "01-first.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Some text.", "Other text."), encoding="utf-8")
    assert build(series, out).built == {"01-first": "its text changed"}
    assert run_again == []
    page = (out / "01-first.html").read_text(encoding="utf-8")
    assert "Other text." in page
    assert ">6</pre>" in page


def test_what_is_made_of_all_pages_is_kept_only_where_each_is_as_it_was(series, tmp_path):
    out = tmp_path / "site"
    build(series, out)
    index = out / "index.html"
    was = index.stat().st_mtime_ns
    write_notebook(series, "01-first", "number * 5", title="The first")
    build(series, out)
    assert index.stat().st_mtime_ns == was
    write_notebook(series, "01-first", "number * 5", title="Another first")
    build(series, out)
    assert "Another first" in index.read_text(encoding="utf-8")
    (out / "02-second.html").unlink()
    write_notebook(series, "01-first", "number * 6", title="Another first")
    build(series, out, names=["01"])
    assert "02-second.html" not in index.read_text(encoding="utf-8")
    record = out / "records" / "01-first.json"
    record.write_text("broken", encoding="utf-8")
    write_notebook(series, "01-first", "number * 7", title="Another first")
    build(series, out)
    assert "broken" not in record.read_text(encoding="utf-8")
    assert "02-second.html" in index.read_text(encoding="utf-8")


CHART = """import altair as alt, pandas as pd, tumen as tm
data = pd.DataFrame({"year": ["2012", "2013"], "value": [1, 2]})
chart = alt.Chart(data, title="Trade", width=640).mark_bar().encode(alt.X("year:N"), alt.Y("value:Q"))
tm.show(chart, "trade", data, alt_text="Two bars.", how_to_read="A bar a year.")"""


def test_charts_are_drawn_anew_only_where_the_code_that_draws_them_is_another(series, tmp_path, monkeypatch):
    write_notebook(series, "03-chart", CHART, title="The third")
    out = tmp_path / "site"
    build(series, out)
    page, drawings = out / "03-chart.html", out / "drawings" / "03-chart.json"
    drawn = page.read_text(encoding="utf-8")

    def change_the_text_and_the_drawing(word):
        drawings.write_text(
            drawings.read_text(encoding="utf-8").replace('class=\\"wide', 'id=\\"kept\\" class=\\"wide')
        )
        write_notebook(series, "03-chart", CHART, title=word)

    change_the_text_and_the_drawing("Another title")
    build(series, out)
    assert drawn.count('<svg class="wide') == 1
    assert '<svg id="kept" class="wide' in page.read_text(encoding="utf-8")
    change_files(monkeypatch, "lib/tumen/build/pictures.py")
    build(series, out)
    assert '<svg class="wide' in page.read_text(encoding="utf-8")
    change_the_text_and_the_drawing("Yet another title")
    build(series, out, force=True)
    assert '<svg class="wide' in page.read_text(encoding="utf-8")


def test_a_changed_table_runs_only_the_notebooks_that_read_it(series, tmp_path, monkeypatch, run_again):
    write_notebook(series, "03-reader", "import tumen as tm\nlen(tm.load_table('goods'))", title="The third")
    out = tmp_path / "site"
    build(series, out)
    run_again.clear()
    change_files(monkeypatch, "data/goods.csv")
    assert build(series, out).built == {"03-reader": "data/goods.csv changed"}
    assert run_again == ["03-reader"]


def test_a_changed_module_runs_only_the_notebooks_that_can_reach_it(series, tmp_path, monkeypatch, run_again):
    write_notebook(series, "03-labour", "import tumen as tm\ntm.labour.__name__", title="The third")
    out = tmp_path / "site"
    build(series, out)
    run_again.clear()
    change_files(monkeypatch, "lib/tumen/measures/labour.py")
    assert build(series, out).built == {"03-labour": "lib/tumen/measures/labour.py changed"}
    assert run_again == ["03-labour"]


def test_another_lock_runs_everything(series, tmp_path, monkeypatch):
    out = tmp_path / "site"
    build(series, out)
    change_files(monkeypatch, "requirements.lock")
    assert list(build(series, out).built) == ["01-first", "02-second"]


def test_a_change_taken_back_gives_the_same_bytes(series, tmp_path):
    out = tmp_path / "site"
    build(series, out)
    before = contents(out)
    original = (series / "01-first.ipynb").read_bytes()
    write_notebook(series, "01-first", "number * 7", title="The first, changed")
    build(series, out)
    assert contents(out) != before
    (series / "01-first.ipynb").write_bytes(original)
    build(series, out)
    assert contents(out) == before


def test_nothing_to_do_needs_neither_pandas_nor_another_process(series, tmp_path):
    build(series, tmp_path / "site")
    code = (
        "import sys; from pathlib import Path; from tumen.build import plan, site; "
        f"done = site.build(plan.make_plan([], [], Path({str(series)!r})), Path({str(tmp_path / 'site')!r})); "
        "assert not done.built; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "altair", "IPython", "papermill", "nbconvert"} & set(done.stdout.split())


# --- the same bytes, whoever runs the cells and wherever ----------------------------------------------


OUTPUTS = (
    "import sys\nprint('one', end=' ')\nprint('two')\nprint('three', file=sys.stderr)\n'value'",
    "import pandas as pd\npd.DataFrame({'a': range(3), 'b': [0.1, None, 3.0]})",
    "import tumen as tm\ntm.prose(f\"Twice is {tm.parameter('number', 2.0 * number, 'item', 'Number') * 1:.0f}.\")",
    "from IPython.display import display, HTML\ndisplay(HTML('<b>bold</b>'), 'text')\nNone",
    "import altair as alt\nframe = pd.DataFrame({'year': [2011, 2012], 'row': [None, 'x'], 'value': [1.0, 2.5]})\n"
    "chart = alt.Chart(frame, title='Values').mark_line(clip=True).encode(x='year:Q', y='value:Q')\n"
    "tm.show(chart, 'values', frame, alt_text='Values of two years', how_to_read='A line.', sources=['kotra-2014'])",
)
"""Cells that show all that a notebook can: streams, values, tables, sentences, HTML, a chart."""


def test_both_engines_give_the_same_bytes(series, tmp_path):
    source = sorted(load_references())[0]
    write_notebook(series, "03-all", *(cell.replace("kotra-2014", source) for cell in OUTPUTS), title="All outputs")
    build(series, tmp_path / "warm", engine="warm")
    build(series, tmp_path / "kernel", engine="kernel")
    assert contents(tmp_path / "warm") == contents(tmp_path / "kernel")
    assert "charts/03-all/values.png" in contents(tmp_path / "warm")


def test_surroundings_do_not_show_in_the_bytes(series, tmp_path):
    surroundings = {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Pyongyang", "PYTHONHASHSEED": "12345"}
    surroundings |= {"HOME": str(tmp_path / "elsewhere"), "USER": "somebody", "COLUMNS": "40"}
    source = sorted(load_references())[0]
    write_notebook(series, "03-all", *(cell.replace("kotra-2014", source) for cell in OUTPUTS), title="All outputs")
    build(series, tmp_path / "here", names=["03"])
    code = (
        "from pathlib import Path; from tumen.build import plan, site; "
        f"site.build(plan.make_plan(['03'], [], Path({str(series)!r})), Path({str(tmp_path / 'there')!r}))"
    )
    (tmp_path / "elsewhere").mkdir()
    environment = {**os.environ, **surroundings}
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=tmp_path / "elsewhere", check=True)
    assert contents(tmp_path / "here") == contents(tmp_path / "there")
