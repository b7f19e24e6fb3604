"""Graphs of argument: every box stands free of the others, every arrow leads from its source to its target."""

from __future__ import annotations

from itertools import combinations, pairwise

import pandas as pd
import pytest
from tumen import theme
from tumen.charts import NARROW_WIDTH, WIDTH, picture, specification
from tumen.graphs import NOTHING, _between, _lanes, _layout, _wrapped, graph

LABELS = {
    "security": "Keep the region secure",
    "trade": "Further economic ties",
    "stability": "A stable peninsula, without which little else that is planned for the region can go on",
    "lever": "Ties with Pyongyang serve as a lever",
}
NODES = pd.DataFrame(
    {"id": list(LABELS), "label": list(LABELS.values()), "kind": ["goal", "goal", "condition", "means"]}
).assign(layer=[0, 0, 1, 2])
EDGES = pd.DataFrame(
    [("stability", "security", "serves"), ("trade", "stability", "requires"), ("lever", "security", "serves")],
    columns=["source", "target", "relation"],
)
both_widths = pytest.mark.parametrize("width", [WIDTH, NARROW_WIDTH])


@both_widths
def test_boxes_stay_in_the_plot_and_never_overlap(width):
    boxes = list(_layout(NODES, EDGES, width).values())
    assert all(box.left >= 0 and box.left + box.width <= width + 0.01 for box in boxes)
    for one, other in combinations(boxes, 2):
        apart = one.left + one.width <= other.left or other.left + other.width <= one.left
        below = one.top + one.height <= other.top or other.top + other.height <= one.top
        assert apart or below, (one.id, other.id)


@both_widths
def test_a_label_is_wrapped_but_whole_and_fits_its_box(width):
    for box in _layout(NODES, EDGES, width).values():
        assert box.text.replace("\n", " ") == LABELS[box.id]
        assert box.height >= 15 * (box.text.count("\n") + 1)


def test_wide_letters_break_a_line_sooner_than_narrow_ones():
    assert _wrapped("mow mow mow mow mow mow", 150).count("\n") > _wrapped("fit fit fit fit fit fit", 150).count("\n")


def test_no_line_of_a_label_runs_out_of_its_box():
    for line in _wrapped("Much may depend for Moscow on its dealings with the North.", 190).split("\n"):
        assert len(line) < 26, "in a wide sans-serif this many letters reach the edge"


def test_layers_stand_one_below_the_other():
    boxes = _layout(NODES, EDGES, WIDTH)
    assert boxes["security"].top == boxes["trade"].top < boxes["stability"].top < boxes["lever"].top


@pytest.mark.parametrize(("width", "route"), [(WIDTH, _between), (NARROW_WIDTH, _lanes)])
def test_an_arrow_starts_at_its_source_and_ends_at_its_target(width, route):
    boxes = _layout(NODES, EDGES, width)
    for edge, path in zip(EDGES.itertuples(), route(boxes, EDGES), strict=True):
        for name, (x, y) in ((edge.source, path[0]), (edge.target, path[-1])):
            box = boxes[name]
            assert box.left - 5 <= x <= box.left + box.width + 5
            assert box.top - 5 <= y <= box.top + box.height + 5


def behind(box, start, end):
    """Return whether a part of an arrow lies behind a box, looked at in a hundred places."""
    points = [(a + (b - a) * step / 100 for a, b in zip(start, end, strict=True)) for step in range(101)]
    return any(
        box.left + 1 < x < box.left + box.width - 1 and box.top + 1 < y < box.top + box.height - 1 for x, y in points
    )


@pytest.mark.parametrize("between", [1, 2, 3], ids=["one box", "two boxes", "three boxes"])
@pytest.mark.parametrize("upward", [False, True], ids=["down", "up"])
def test_arrows_over_several_rows_pass_between_the_boxes_each_by_a_way_of_its_own(between, upward):
    ids = ["a", "b", *(f"{row}{place}" for row in "xy" for place in range(between)), "c", "d"]
    layer = [0, 0, *[1] * between, *[2] * between, 3, 3]
    nodes = pd.DataFrame({"id": ids, "label": ids, "kind": "fact", "layer": layer})
    ends = [("a", "c"), ("a", "d"), ("b", "c")]
    ends = [pair[::-1] for pair in ends] if upward else ends
    edges = pd.DataFrame(ends, columns=["source", "target"]).assign(relation="causes")
    boxes = _layout(nodes, edges, WIDTH)
    paths = _between(boxes, edges)
    for (source, target), path in zip(ends, paths, strict=True):
        others = [box for box in boxes.values() if box.id not in (source, target)]
        assert not [box.id for box in others for part in pairwise(path) if behind(box, *part)]
        assert all((end[1] < start[1]) == upward for start, end in pairwise(path)), "no arrow turns back"
    assert len({path[1] for path in paths}) == len(paths)


def test_lanes_of_arrows_side_by_side_differ():
    boxes = _layout(NODES, EDGES, NARROW_WIDTH)
    lanes = [path[1][0] for path in _lanes(boxes, EDGES)]
    assert len(set(lanes)) == len(lanes)


def test_many_lanes_move_together_and_none_coincide():
    ids = [f"box {number}" for number in range(12)]
    nodes = pd.DataFrame({"id": ids, "label": ids, "kind": "cause", "layer": range(len(ids))})
    edges = pd.DataFrame({"source": ids[:-1], "target": ids[-1], "relation": "causes"})
    boxes = _layout(nodes, edges, NARROW_WIDTH)
    lanes = sorted(path[1][0] for path in _lanes(boxes, edges))
    assert lanes[0] >= 2, "the farthest lane is in the plot"
    assert all(right - left >= 4 for left, right in pairwise(lanes)), "an arrow is two pixels wide"
    assert lanes[-1] < min(box.left for box in boxes.values())


def test_an_arrow_to_nowhere_is_refused():
    stray = pd.DataFrame([("lever", "peace", "serves")], columns=["source", "target", "relation"])
    with pytest.raises(ValueError, match="peace"):
        graph(NODES, stray, "Goals")


def test_readers_can_let_a_condition_fail_and_at_first_none_does():
    chart = graph(NODES, EDGES, "Goals", failing={"no stability": ["stability", "trade"]})
    spec = specification(chart)
    menu = next(param for param in spec["params"] if param["name"] == "failing")
    assert menu["value"] == NOTHING
    assert menu["bind"]["options"] == [NOTHING, "no stability"]
    assert "✕" not in picture(spec, theme.LIGHT)
    menu["value"] = "no stability"
    assert picture(spec, theme.LIGHT).count(">✕ ") == 2  # in the drawn text; it stands in labels for readers too


@pytest.mark.parametrize("paper", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_boxes_have_the_colour_of_the_paper(paper):
    assert picture(specification(graph(NODES, EDGES, "Goals")), paper).count(f'fill="{paper["paper"]}"') > len(NODES)
