from __future__ import annotations

import altair as alt
import pandas as pd
import pytest
from tumen import theme
from tumen.charts import (
    MIME_CHART,
    NARROW_WIDTH,
    WIDTH,
    chart_frame,
    choice,
    drawable,
    narrowed,
    picture,
    show,
    slider,
    specification,
    untitled,
)
from tumen.facts import stated


def simple_chart(title="Turnover"):
    frame = pd.DataFrame({"year": ["2009", "2013"], "value": [49.0, 112.7]})
    pick = alt.selection_point(fields=["year"])
    return alt.Chart(frame, title=title, width=WIDTH).mark_bar().encode(x="year:O", y="value:Q").add_params(pick)


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr("tumen.charts.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def figures():
    return pd.DataFrame({"year": ["2009", "2013"], "figure": [stated("z-turnover-2009"), stated("z-turnover-2013")]})


def test_the_same_chart_made_twice_is_the_same_specification_and_picture():
    first, second = specification(simple_chart()), specification(simple_chart())
    assert first == second
    assert picture(first, theme.LIGHT) == picture(second, theme.LIGHT)


def test_light_and_dark_pictures_differ_in_paper():
    spec = specification(simple_chart())
    assert theme.DARK["paper"] in picture(spec, theme.DARK)
    assert theme.DARK["paper"] not in picture(spec, theme.LIGHT)


def test_a_phone_gets_a_narrower_plot():
    spec = specification(simple_chart())
    assert narrowed(spec)["width"] < spec["width"] == WIDTH
    assert "title" not in untitled(spec)


def test_a_shown_chart_carries_table_csv_sources_alt_text_and_cards(shown):
    show(simple_chart(), "turnover", figures(), alt_text="Two bars.", how_to_read="A bar is a year.")
    content = shown[0][MIME_CHART]
    assert content["title"] == "Turnover"
    assert "z-turnover-2013" in content["cards"]
    assert 'data-evidence="z-turnover-2009"' in content["table"]
    about, header, *rows = content["csv"].splitlines()
    assert about.startswith("# Turnover. Sources: Zakharova 2015.")
    assert header == "year,figure,figure_lower,figure_upper,figure_unit,figure_evidence"
    assert any("112700000" in row for row in rows)
    assert content["references"] == ["zakharova"]
    assert shown[0]["image/svg+xml"].startswith("<svg")


def test_the_csv_has_the_bounds_of_a_computed_figure_without_dust(shown):
    sum_of_two = stated("z-turnover-2009") + stated("z-turnover-2013")
    data = pd.DataFrame({"year": ["both"], "figure": [(sum_of_two / 3).named("A third of both")]})
    show(simple_chart(), "sum", data, alt_text="x", how_to_read="x")
    numbers = shown[0][MIME_CHART]["csv"].splitlines()[2].split(",")[1:4]
    assert [float(number) for number in numbers] == pytest.approx([161.7e6 / 3, 161.15e6 / 3, 162.25e6 / 3])
    assert all(len(number) <= 13 for number in numbers), "twelve digits and a point"


@pytest.mark.parametrize(
    ("title", "alt_text", "how_to_read", "missing"),
    [("", "x", "x", "title"), ("x", "", "x", "alt_text"), ("x", "x", "", "how_to_read")],
)
def test_a_chart_without_title_alt_text_or_reading_is_refused(shown, title, alt_text, how_to_read, missing):
    with pytest.raises(ValueError, match=missing):
        show(simple_chart(title), "turnover", figures(), alt_text=alt_text, how_to_read=how_to_read)


def test_a_phone_gets_the_chart_that_was_built_for_it(shown):
    phone = simple_chart().properties(width=NARROW_WIDTH, height=500)
    show(simple_chart(), "turnover", figures(), alt_text="x", how_to_read="x", narrow=phone)
    content = shown[0][MIME_CHART]
    assert (content["narrow"]["width"], content["narrow"]["height"]) == (NARROW_WIDTH, 500)
    assert content["spec"]["width"] == WIDTH


def test_the_picture_shows_a_slider_and_a_choice_at_their_values():
    frame = pd.DataFrame({"year": ["2013"], "value": [100.0]})
    controls = [slider("rate", 5, 0, 15, 0.5, "Rate, %"), choice("unit", "million", ["million", "billion"], "Unit")]
    chart = alt.Chart(frame, title="Debt").transform_calculate(text="rate + ' % in ' + unit").mark_text()
    spec = specification(chart.encode(x="year:O", text="text:N").add_params(*controls))
    assert "5 % in million" in picture(spec, theme.LIGHT)
    assert {param["bind"]["input"] for param in spec["params"]} == {"range", "radio"}


def test_a_chart_name_must_suit_a_file(shown):
    with pytest.raises(ValueError, match="lower case"):
        show(simple_chart(), "My chart", figures(), alt_text="x", how_to_read="x")


def test_open_bounds_are_missing_in_a_chart_and_quantities_stay_out_of_it():
    frame = chart_frame([stated("z-export-share-2013")])
    assert frame["upper"].isna().all()
    assert "figure" not in drawable(frame)


def contrast(first, second):
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", sorted(theme.COLOURS))
@pytest.mark.parametrize("paper", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_every_chart_colour_stands_out_from_the_paper(name, paper):
    assert contrast(theme.COLOURS[name], paper["paper"]) >= 3
    assert contrast(paper["ink"], paper["paper"]) >= 7
    assert contrast(paper["quiet"], paper["paper"]) >= 4.5
