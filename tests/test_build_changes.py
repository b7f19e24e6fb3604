"""The banner of a page built with other parameters: which figures it says have changed, and in which words."""

from __future__ import annotations

import re
from types import SimpleNamespace

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tumen import paths
from tumen.build.changes import KeyFigure, changed_parameters, compare, key_figures, make_banner
from tumen.build.plan import make_plan
from tumen.sentences import MIME_PROSE

TEMPLATES = paths.LIBRARY / "build" / "templates" / "tumen"


def sentence(*figures):
    """A code cell that showed a sentence with figures, each as (title, period, text)."""
    listed = [dict(zip(("title", "period", "text"), figure, strict=True)) for figure in figures]
    return new_code_cell("…", outputs=[new_output("display_data", data={MIME_PROSE: {"html": "", "figures": listed}})])


def page(*figures):
    return new_notebook(cells=[new_markdown_cell("# A page\n\n## Who trades?"), sentence(*figures)])


def differences(here, default):
    return compare(key_figures(page(*here)), key_figures(page(*default)))


def texts(changes):
    return [(change.here.label, change.here.text, change.default.text) for change in changes.changed]


def test_key_figures_come_in_order_each_once_with_their_section():
    table = new_output("display_data", data={MIME_PROSE: {"html": "<table></table>"}})
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# A page"),
            sentence(("Exports", "2013", "$103.4 m")),
            new_markdown_cell("Some text.\n\n## Who *trades* most?\n\n### Its neighbours"),
            new_code_cell("…", outputs=[table, new_output("stream", text="2013")]),
            sentence(("Imports", "2013", "$9.3 m"), ("Exports", "2013", "$103.4 m"), ("Exports", "2014", "$81 m")),
        ]
    )
    assert key_figures(notebook) == [
        KeyFigure("Exports", "2013", "$103.4 m"),
        KeyFigure("Imports", "2013", "$9.3 m", "Its neighbours", "its-neighbours"),
        KeyFigure("Exports", "2014", "$81 m", "Its neighbours", "its-neighbours"),
    ]


def test_a_figure_with_another_value_is_found_and_the_others_are_counted():
    changes = differences(
        [("Exports", "2013", "$103.4 m"), ("Imports", "2013", "$9.3 m"), ("Ports", "", "3")],
        [("Imports", "2013", "$9.3 m"), ("Exports", "2013", "$101 m"), ("Roads", "", "1")],
    )
    assert texts(changes) == [("Exports, 2013", "$103.4 m", "$101 m")]
    assert [figure.title for figure in changes.only_here] == ["Ports"]
    assert [figure.title for figure in changes.only_by_default] == ["Roads"]
    assert changes.same == 1


def test_one_thing_with_several_figures_is_matched_by_order_after_those_that_stay():
    changes = differences(
        [("Exports", "2013", "about $90 m"), ("Exports", "2013", "$5 m"), ("Exports", "2013", "$6 m")],
        [("Exports", "2013", "$1 m"), ("Exports", "2013", "$2 m"), ("Exports", "2013", "about $90 m")],
    )
    assert texts(changes) == [("Exports, 2013", "$5 m", "$1 m"), ("Exports, 2013", "$6 m", "$2 m")]
    assert changes.same == 1


@pytest.mark.parametrize(
    ("here", "default", "instead"),
    [
        (("Growth", "2011/2020", "17 %"), ("Growth", "2013/2020", "37 %"), "2013–2020 instead of 2011–2020"),
        (("Trade after 14 years", "", "$8 m"), ("Trade after 7 years", "", "$3 m"), "7 instead of 14"),
        (
            ("Part of that of 2011", "2023", "3 %"),
            ("Part of that of 2013", "", "4 %"),
            "2013, undated instead of 2011, 2023",
        ),
    ],
)
def test_a_figure_for_other_years_stands_beside_the_one_whose_place_it_takes(here, default, instead):
    changes = differences([here], [default])
    assert [change.instead for change in changes.changed] == [instead]
    assert not changes.only_here + changes.only_by_default


def test_figures_for_other_years_are_not_matched_across_sections():
    here = new_notebook(cells=[new_markdown_cell("## Exports"), sentence(("Trade", "2011", "$1 m"))])
    default = new_notebook(cells=[new_markdown_cell("## Imports"), sentence(("Trade", "2013", "$2 m"))])
    changes = compare(key_figures(here), key_figures(default))
    assert (len(changes.changed), len(changes.only_here), len(changes.only_by_default)) == (0, 1, 1)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("about $1\N{NO-BREAK SPACE}bn", "about $1.00 bn"),
        ("−1.5 %", "-1.50 %"),
        ("“10” to 20", '"10"  to 20'),
        ("2011–2013", "2011-2013"),
    ],
)
def test_what_only_typography_tells_apart_is_no_change(text, same):
    assert not differences([("Trade", "2013", text)], [("Trade", "2013", same)]).any


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("$10 bn", "$1 bn"),
        ("100", "1"),
        ("1.05 %", "1.5 %"),
        ("about 5", "5"),
        ("−5", "5"),
        ("5 m", "5 bn"),
        ("1,000", "1"),
    ],
)
def test_a_change_of_value_hedge_or_unit_is_no_typography(text, other):
    assert differences([("Trade", "2013", text)], [("Trade", "2013", other)]).any


figures = st.tuples(
    st.sampled_from(["Exports", "Imports of 2011", "Imports of 2013"]),
    st.sampled_from(["", "2011", "2013"]),
    st.integers(0, 50).map(str),
)


@given(st.lists(figures))
def test_a_run_compared_with_itself_has_no_change(listed):
    changes = differences(listed, listed)
    assert not changes.any
    assert changes.same == len(set(listed))


@given(st.lists(figures, unique_by=lambda figure: figure[:2]), st.data())
def test_every_changed_figure_is_found_and_no_other(listed, data):
    touched = data.draw(st.sets(st.sampled_from(range(len(listed))))) if listed else set()
    here = [(*figure[:2], f"9{figure[2]}" if place in touched else figure[2]) for place, figure in enumerate(listed)]
    changes = differences(here, listed)
    found = [(change.here.title, change.here.period, change.default.text) for change in changes.changed]
    assert found == [listed[place] for place in sorted(touched)]
    assert not changes.only_here + changes.only_by_default


@given(st.lists(figures), st.lists(figures))
def test_no_figure_is_lost_or_counted_twice(here, default):
    changes = differences(here, default)
    assert changes.same + len(changes.changed) + len(changes.only_here) == len(set(here))
    assert changes.same + len(changes.changed) + len(changes.only_by_default) == len(set(default))


@pytest.fixture
def job():
    """Notebook 03 with one parameter changed, one that cannot be seen, and one set to its default."""
    return make_plan(["03"], ["first_year=1995", "slack=12.5", "partner_year=2011"])[0]


def test_only_parameters_that_differ_from_their_default_count(job):
    assert {name: value for name, (_, value) in changed_parameters(job).items()} == {"first_year": 1995, "slack": 12.5}
    assert changed_parameters(job.default) == {}


def render(job, here, default):
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES))
    banner = make_banner(job, page(*here), page(*default))
    markup = environment.get_template("banner.html.j2").render(banner=banner)
    return SimpleNamespace(markup=markup, text=" ".join(re.sub(r"<[^>]+>", " ", markup).split()))


def test_the_banner_names_parameters_and_figures_and_the_command_of_the_default_page(job):
    banner = render(job, [("Exports", "2013", "$103.4 m"), ("Ports", "", "3")], [("Exports", "2013", "$101 m")])
    for words in (
        "first_year = 1995 (default 1990): first year of the restored record",
        "slack = 12.5 (default 10)",
        "1 figure in its sentences differs from that of the default page, 0 are the same, 1 stands only here.",
        "Exports, 2013 $103.4 m $101 m",
        "1 figure only here Ports : 3",
        "tumen build 03 .",
    ):
        assert words in banner.text
    assert 'href="#who-trades"' in banner.markup


def test_the_banner_shows_six_figures_and_folds_the_rest(job):
    here = [(f"Figure {letter}", "2013", "1") for letter in "abcdefgh"]
    default = [(f"Figure {letter}", "2013", "2") for letter in "abcdefgh"]
    open_part, folded = render(job, here, default).markup.split("<details>")
    assert (open_part.count("<tr>"), folded.count("<tr>")) == (7, 3)
    assert "2 more figures that differ" in folded


def test_the_banner_says_so_when_no_figure_changed(job):
    banner = render(job, [("Ports", "", "3")], [("Ports", "", "3")])
    assert "No figure in its sentences differs from the default page" in banner.text
    assert "<table" not in banner.markup


def test_the_banner_escapes_what_comes_from_data(job):
    markup = render(job, [("<b>Ports</b>", "", "<i>3</i>"), ("<u>", "", "1")], [("<b>Ports</b>", "", "4 & 5")]).markup
    assert not re.search(r"<[biu]>", markup)
    assert "4 &amp; 5" in markup
