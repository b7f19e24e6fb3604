"""Charts are drawn once: what shows what it showed is taken from the site as it stands, and is the same."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd
import pytest
from tumen.build import drawn, pictures, publish, share
from tumen.build.drawn import DrawnCharts
from tumen.build.record import Record
from tumen.charts import MIME_CHART, narrowed, slider, specification

PAGE = "03-trade"


def made(*values: float, name: str = "trade") -> dict:
    """Return what `show` makes of a chart, as far as drawing is concerned."""
    frame = pd.DataFrame({"year": [str(2012 + n) for n, _ in enumerate(values)], "value": values})
    chart = alt.Chart(frame, title="Trade", width=640).mark_bar().encode(alt.X("year:N"), alt.Y("value:Q"))
    spec = specification(chart.add_params(slider("share", 1, 0, 2, 1, "Share")))
    return {"name": name, "spec": spec, "narrow": narrowed(spec), "csv": "year,value\n"}


def everything(chart: dict, charts: DrawnCharts, title: str = "Trade") -> dict:
    """Return all that a page has drawn of its chart."""
    chart = chart | {"picture": charts.picture(chart)}
    record = Record(PAGE, title, "A summary.", "both", (), (), (), (chart["name"],))
    return {
        "chart": chart,
        "record": record,
        "drawing": charts.drawing(chart),
        "files": charts.files(chart),
        "share": charts.share_picture(record, [chart]),
        "dump": charts.dump(),
    }


@pytest.fixture
def site(tmp_path):
    """A site that holds one page with one chart."""
    was = everything(made(1, 2), DrawnCharts(PAGE))
    bundle = {MIME_CHART: was["chart"], "image/svg+xml": was["chart"]["picture"]}
    notebook = {"cells": [{"source": "words"}, {"outputs": [{"text": "words"}, {"data": bundle}]}]}
    files = {
        publish.notebook_file(PAGE): json.dumps(notebook),
        publish.drawings_file(PAGE): was["dump"],
        publish.record_file(PAGE): was["record"].dump(),
        share.share_file(PAGE): was["share"],
        **was["files"],
    }
    publish.write(tmp_path, files)
    return tmp_path


@pytest.fixture
def draws(monkeypatch):
    """What is drawn, in order."""
    done = []
    for module, name in ((drawn, "picture"), (drawn, "draw"), (drawn, "png"), (drawn, "share_picture")):
        function = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *given, function=function, name=name: done.append(name) or function(*given)
        )
    return done


ALL = ["picture", "draw", "png", "share_picture"]


def test_the_files_to_take_away_are_the_titled_chart_on_white_and_its_data():
    files = everything(made(1, 2), DrawnCharts(PAGE))["files"]
    assert sorted(files) == [f"charts/{PAGE}/trade.{kind}" for kind in ("csv", "png", "svg")]
    assert "Trade" in files[f"charts/{PAGE}/trade.svg"]
    assert files[f"charts/{PAGE}/trade.png"].startswith(b"\x89PNG")


def test_a_chart_that_shows_the_same_is_not_drawn_again_and_is_the_same(site, draws):
    found = everything(made(1, 2), DrawnCharts(PAGE, site))
    assert draws == []
    assert found == everything(made(1, 2), DrawnCharts(PAGE))
    assert found["drawing"].controls == (pictures.Control("range", "Share ", ()),)


@pytest.mark.parametrize(
    "other",
    [made(1, 3), made(1, 2) | {"narrow": made(2, 2)["narrow"]}, made(1, 2, name="other")],
    ids=["another value", "another narrow chart", "another name"],
)
def test_a_chart_that_shows_something_else_is_drawn(site, draws, other):
    assert everything(other, DrawnCharts(PAGE, site)) == everything(other, DrawnCharts(PAGE))
    assert draws == ALL * 2


def test_the_data_behind_a_chart_may_change_without_its_being_drawn(site, draws):
    other = made(1, 2) | {"csv": "year,value,note\n"}
    assert everything(other, DrawnCharts(PAGE, site))["files"][f"charts/{PAGE}/trade.csv"] == other["csv"]
    assert draws == []


def test_another_title_is_shown_where_the_page_is_shared(site, draws):
    assert everything(made(1, 2), DrawnCharts(PAGE, site), "Another")["share"] != (
        (site / share.share_file(PAGE)).read_bytes()
    )
    assert draws == ["share_picture"]


@pytest.mark.parametrize(
    ("file", "drawn_anew"),
    {
        publish.notebook_file(PAGE): ALL,
        publish.drawings_file(PAGE): ALL,
        publish.record_file(PAGE): ALL,
        share.share_file(PAGE): ["share_picture"],
        pictures.chart_file(PAGE, "trade", "png"): ["png"],
    }.items(),
)
def test_what_is_missing_is_drawn(site, draws, file, drawn_anew):
    (site / file).unlink()
    found = everything(made(1, 2), DrawnCharts(PAGE, site))
    assert draws == drawn_anew
    assert found == everything(made(1, 2), DrawnCharts(PAGE))


@pytest.mark.parametrize("broken", ["", "{", "[]", "null", '{"cells": 1}', '{"cells": [{"outputs": [7]}]}'])
@pytest.mark.parametrize("file", [publish.notebook_file, publish.drawings_file, publish.record_file])
def test_what_is_broken_is_drawn(site, draws, file, broken):
    (site / file(PAGE)).write_text(broken, encoding="utf-8")
    assert everything(made(1, 2), DrawnCharts(PAGE, site)) == everything(made(1, 2), DrawnCharts(PAGE))
