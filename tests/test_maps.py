"""Maps: the prepared files, the projection beside what Vega draws, labels that keep apart, places that must fit."""

import json
import re
from itertools import combinations, pairwise

import altair as alt
import pandas as pd
import pytest
from tumen import maps, paths, theme
from tumen.charts import NARROW_WIDTH, WIDTH, picture, specification
from tumen.data import load_table
from tumen.errors import UnknownNameError
from tumen.schema import Package

CASES = [(name, width) for name in maps.VIEWS for width in (WIDTH, NARROW_WIDTH)]
KOREA = ["khasan", "rajin", "vladivostok", "pyongyang", "nampo", "jaedong", "kangdong", "seoul"]


def rings(name):
    for feature in maps.load_base_map(name)["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            yield feature["properties"], polygon[0]


def places(ids):
    table = load_table("places").set_index("place_id").loc[ids]
    return table[["name", "longitude", "latitude", "precision_deg"]].reset_index(drop=True)


def named(frame):
    return list(zip(frame["name"], frame["longitude"], frame["latitude"], strict=True))


# --- the files -------------------------------------------------------------------------------------


def test_every_base_map_is_described_with_its_licence_and_small():
    described = {resource["name"]: resource for resource in Package(paths.DATA).descriptor["resources"]}
    for name in maps.VIEWS:
        resource = described[f"geo/{maps.VIEWS[name].get('file', name)}"]
        assert resource["sources"]
        assert resource["licenses"][0]["title"] == "Public domain"
        assert (paths.DATA / resource["path"]).stat().st_size < 60_000


@pytest.mark.parametrize("name", maps.VIEWS)
def test_exterior_rings_run_clockwise_as_d3_needs_them(name):
    for properties, ring in rings(name):
        twice_area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
        assert twice_area <= 0, f"{properties['name']} would fill the globe"
        assert ring[0] == ring[-1]


def test_russia_does_not_break_at_the_antimeridian():
    longitudes = [x for properties, ring in rings("russia") if properties["iso"] == "RU" for x, _ in ring]
    assert min(longitudes) > 15
    assert 189 < max(longitudes) < 192  # Cape Dezhnev, at 169.7 degrees west


def test_each_country_has_a_code_and_a_name_and_nothing_else():
    for name in maps.VIEWS:
        for feature in maps.load_base_map(name)["features"]:
            assert set(feature["properties"]) == {"iso", "name"}
            assert re.fullmatch("[A-Z]{2}", feature["properties"]["iso"])


def test_an_unknown_map_suggests_the_closest():
    with pytest.raises(UnknownNameError, match="northeast-asia"):
        maps.view("north-east-asia")
    with pytest.raises(UnknownNameError):
        maps.load_base_map("moon")


# --- the projection --------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "width"), CASES)
def test_a_place_is_drawn_where_the_view_says(name, width):
    view = maps.view(name, width)
    spot = pd.DataFrame({"longitude": [130.29], "latitude": [42.235], "name": ["Rajin"]})
    drawn = picture(
        specification(maps.draw(view, maps.place_layer(view, spot, label=None), title="One place")), theme.LIGHT
    )
    points = re.findall(r'aria-roledescription="point"[^>]*transform="translate\(([\d.]+),([\d.]+)\)"', drawn)
    assert len(points) == 1
    assert [float(number) for number in points[0]] == pytest.approx(view.pixel(130.29, 42.235), abs=0.01)


@pytest.mark.parametrize(("name", "width"), CASES)
def test_the_window_and_the_names_lie_in_the_frame(name, width):
    view = maps.view(name, width)
    for place in maps.VIEWS[name]["wide" if width == WIDTH else "narrow"]:
        x, y = view.pixel(*place)
        assert -0.5 <= x <= width + 0.5
        assert -0.5 <= y <= view.height + 0.5
    for country, place in view.names.items():
        left, top, right, bottom = maps._box(country, *view.pixel(*place), "center")
        assert left >= 0, country
        assert top >= 0, country
        assert right <= width, country
        assert bottom <= view.height, country


def test_a_degree_of_latitude_is_about_a_hundred_and_eleven_kilometres_on_the_map():
    view = maps.view("tumen")
    across = view.pixel(131, 42.5)[0] - view.pixel(130, 42.5)[0]
    assert view.pixels_per_degree(130.5, 42.5) == pytest.approx(across / 0.737, rel=0.01)  # cosine of 42.5 degrees


# --- labels ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [WIDTH, NARROW_WIDTH])
def test_labels_overlap_neither_each_other_nor_points_nor_countries(width):
    view = maps.view("northeast-asia", width)
    labels = maps.place_labels(view, named(places(KOREA)))
    assert {label.text for label in labels} == set(places(KOREA)["name"])
    others = [maps._box(name, *view.pixel(*place), "center") for name, place in view.names.items()]
    points = [(x - 6, y - 6, x + 6, y + 6) for x, y in (label.point for label in labels)]
    assert not any(maps._overlap(one.box, two.box) for one, two in combinations(labels, 2))
    assert not any(maps._overlap(label.box, box) for label in labels for box in others + points)


def test_labels_stay_in_the_frame():
    view = maps.view("tumen", NARROW_WIDTH)
    (label,) = maps.place_labels(view, [("Vladivostok", 131.886, 43.115)])
    assert label.align == "right"  # no room to the right of it
    assert label.box[0] > 0


def test_a_label_far_from_its_point_gets_a_line():
    view = maps.view("northeast-asia")
    crowd = [(f"Place number {n}", 127 + n / 4, 39.5) for n in range(5)]
    labels = maps.place_labels(view, crowd)
    assert any(label.is_far for label in labels)
    frame = pd.DataFrame(crowd, columns=["name", "longitude", "latitude"])
    marks = [layer.mark.type for layer in maps.place_layer(view, frame).layer]
    assert "rule" in marks


def test_a_label_that_finds_no_room_is_an_error():
    view = maps.view("tumen", NARROW_WIDTH)
    with pytest.raises(ValueError, match="no room on the map 'tumen' for the label 'xxx"):
        maps.place_labels(view, [("x" * 60, 130.29, 42.235)])


def test_empty_labels_are_left_out():
    assert maps.place_labels(maps.view("tumen"), [("", 130.29, 42.235)]) == []


def test_a_label_stands_on_the_side_asked_for_if_there_is_room():
    view, pyongyang = maps.view("dprk"), ("Pyongyang", 125.738, 39.019)
    for side, direction in {"left": (-1, 0), "right": (1, 0), "above": (0, -1), "below": (0, 1)}.items():
        (label,) = maps.place_labels(view, [pyongyang], sides=[side])
        left, top, right, bottom = label.box
        shift = ((left + right) / 2 - label.point[0], (top + bottom) / 2 - label.point[1])
        assert shift[0] * direction[0] + shift[1] * direction[1] > 8, side


def test_the_lines_of_a_label_fill_the_box_that_was_kept_free_for_them():
    label = maps.Label("Kaesong\nRussian firms: prepared", 100.0, 50.0, "left", (90.0, 50.0), 6)
    top, bottom = label.box[1], label.box[3]
    assert label.first_line - top == pytest.approx(bottom - label.first_line - (bottom - top) / 2)


def test_a_label_of_several_lines_hangs_from_its_corner_and_needs_no_line():
    view = maps.view("dprk")
    both = [("Khasan", 130.64, 42.428), ("Rajin\nline: at work\nterminal: at work\npower: planned", 130.29, 42.235)]
    khasan, rajin = maps.place_labels(view, both, sides=["right", "right"])
    assert rajin.align == "left"
    assert not rajin.is_far
    assert not maps._overlap(khasan.box, rajin.box)


# --- what is drawn ---------------------------------------------------------------------------------


def test_a_place_outside_the_frame_is_an_error():
    outside = pd.DataFrame({"name": ["Moscow"], "longitude": [37.617], "latitude": [55.756]})
    with pytest.raises(ValueError, match="outside the map"):
        maps.place_layer(maps.view("tumen"), outside)


def test_a_rough_position_is_drawn_as_the_circle_it_lies_in():
    view = maps.view("northeast-asia")
    layer = maps.place_layer(view, places(["jaedong", "kangdong"])).layer[0]
    (circle,) = layer.data.to_dict("records")  # Kangdong's circle is smaller than its point
    assert circle["latitude"] == 39.37
    assert circle["area"] == pytest.approx(3.1416 * (0.2 * view.pixels_per_degree(126.13, 39.37)) ** 2, rel=0.001)


def test_only_the_parties_have_their_colour():
    view = maps.view("northeast-asia")
    layers = specification(maps.base_map(view))["layer"]
    grounds = [layer for layer in layers if layer["mark"]["type"] == "geoshape"]
    land = {country["iso"]: layer["mark"]["fill"] for layer in grounds for country in layer["data"]["values"]}
    assert land["RU"] == theme.COLOURS["Russia"]
    assert land["KP"] == theme.COLOURS["DPRK"]
    assert land["KR"] == land["CN"] == land["JP"] == theme.COLOURS["outside"]


def test_places_may_have_a_legend_of_fills():
    view, shown = maps.view("dprk"), places(KOREA).assign(state="at work")
    marks = maps.place_layer(view, shown, fill=alt.Fill("state:N"), label=None)
    assert ">at work<" in picture(specification(maps.draw(view, marks, title="Places")), theme.LIGHT)


@pytest.mark.parametrize("paper", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_a_whole_map_is_drawn_on_both_papers(paper):
    view = maps.view("northeast-asia")
    frame = places(KOREA)
    line = pd.DataFrame(
        {"line": "Khasan to Rajin", "order": [0, 1], "longitude": [130.64, 130.29], "latitude": [42.428, 42.235]}
    )
    layers = [maps.line_layer(view, line), maps.place_layer(view, frame, shape=alt.Shape("name:N", legend=None))]
    drawn = picture(specification(maps.draw(view, *layers, title="Places")), paper)
    for words in [*KOREA, "dprk", "south korea", "china"]:
        assert f">{words}<" in drawn.lower()
    assert len(json.dumps(specification(maps.draw(view, *layers, title="Places")))) < 120_000
