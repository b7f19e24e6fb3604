"""Charts as a page holds them: one picture for all papers, compiled for the browser, data once."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import altair as alt
import pandas as pd
import pytest
from tumen.build.pictures import draw
from tumen.charts import choice, narrowed, picture, slider, specification
from tumen.theme import LIGHT, PAGE
from written import drawn_by_a_build

FRAME = pd.DataFrame(
    {"year": ["2012", "2013"], "value": [64.0, 112.7], "page": ["https://a.example", "https://b.example"]}
)


def made(chart, name="trade"):
    spec = specification(chart)
    content = {"name": name, "spec": spec, "narrow": narrowed(spec), "csv": "year\n2013\n"}
    return content | {"picture": picture(spec, LIGHT)}


def simple_chart():
    return alt.Chart(FRAME, title="Trade", width=640).mark_bar(clip=True).encode(x="year:N", y="value:Q", href="page:N")


@pytest.fixture(scope="module")
def drawing():
    return draw(made(simple_chart()))


def test_colours_are_the_style_sheets_so_that_one_picture_serves_light_dark_and_print(drawing):
    assert PAGE["quiet"] in drawing.wide
    assert not any(colour in drawing.wide for colour in LIGHT.values())


def test_the_picture_fits_into_a_page_with_a_strict_policy(drawing):
    for svg in (drawing.wide, drawing.narrow):
        root = ET.fromstring(svg)
        assert root.get("aria-hidden") == "true", "its frame speaks for it"
        assert not re.search(r"\sstyle=|<script|\son\w+=|<a[ >]|aria-label", svg)
    assert ET.fromstring(drawing.wide).get("class") == "wide"


def test_ids_in_pictures_of_one_page_never_meet(drawing):
    other = draw(made(simple_chart(), name="other"))
    ids = [re.findall(r' id="([^"]+)"', svg) for svg in (drawing.wide, drawing.narrow, other.wide, other.narrow)]
    assert all(ids)
    together = [name for names in ids for name in names]
    assert len(together) == len(set(together))
    assert set(re.findall(r"url\(#([^)]+)\)", drawing.wide)) <= set(ids[0])


def test_the_live_chart_needs_no_vega_lite_and_its_rows_stand_once(drawing):
    live = json.loads(drawing.live)
    assert "vega/v6" in live["wide"]["$schema"]
    assert drawing.live.count("112.7") == 1
    numbered = [data["values"] for data in live["wide"]["data"] if "values" in data]
    assert [live["data"][number] for number in numbered] == [live["data"][0]]
    assert live["narrow"]["width"] < live["wide"]["width"]


def test_text_from_data_cannot_end_the_script_it_stands_in():
    frame = FRAME.assign(year=["</script><script>alert(1)</script>", "<!-- x"])
    hostile = alt.Chart(frame, title="T", width=640).mark_bar().encode(x="year:N", y="value:Q")
    drawing = draw(made(hostile))
    assert "</script" not in drawing.live
    assert "<!--" not in drawing.live
    assert json.loads(drawing.live)["data"][0][0]["year"] == "</script><script>alert(1)</script>"
    assert "<script" not in drawing.wide


def test_pictures_are_drawn_with_the_same_fonts_on_every_machine():
    assert drawn_by_a_build(["Abc"], "DejaVu Sans") == drawn_by_a_build(["Abc"], "no such font")


def test_controls_are_known_before_they_work():
    chart = simple_chart().add_params(slider("rate", 5, 0, 15, 1, "Rate, %"), choice("unit", "m", ["m", "bn"], "Unit"))
    kinds = {control.label.strip(): (control.kind, control.options) for control in draw(made(chart)).controls}
    assert kinds == {"Rate, %": ("range", ()), "Unit": ("radio", ("m", "bn"))}
