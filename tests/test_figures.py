import pytest
from hypothesis import given
from hypothesis import strategies as st
from tumen.figures import mark, printed_decimals, replace_marks, spell, spell_bounds, without_marks


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (112_700_000, "USD", 1, "$112.7 m"),
        (1_090_000_000, "USD", 2, "$1.09 bn"),
        (-125_400_000, "USD", 1, "−$125.4 m"),
        (27_250_000, "USD/item", 1, "$27.2 m each"),
        (53.3, "percent", 1, "53.3 %"),
        (21_000, "person", 0, "21,000"),
        (5_000_000, "t/year", 0, "5 m t a year"),
        (117.06, "USD/t", 0, "$117 per tonne"),
        (1, "year", 0, "1 year"),
        (6, "rank", 0, "6th"),
        (12, "rank", 0, "12th"),
        (22, "rank", 0, "22nd"),
    ],
)
def test_a_figure_reads_as_a_reader_expects(value, unit, decimals, text):
    assert spell(value, unit, decimals).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "text"),
    [
        (112_650_000, 112_750_000, "USD", "$112.65 m to $112.75 m"),
        (90, float("inf"), "percent", "at least 90 %"),
        (0, 250e6, "USD", "$0 to $250 m"),
        (15, 15, "item", "15"),
        (900e6, 1e9, "USD", "$900 m to $1 bn"),
    ],
)
def test_bounds_are_told_apart_and_open_ends_said(lower, upper, unit, text):
    assert spell_bounds(lower, upper, unit).replace("\N{NO-BREAK SPACE}", " ") == text


def test_bounds_are_never_rounded_inward():
    assert spell_bounds(91.7073, 91.7888, "percent").startswith("91.707")
    assert spell_bounds(0.16666, 0.83333, "times").replace("\N{NO-BREAK SPACE}", " ") == "0.16 to 0.84 times"


NAMES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=60)


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\u2063"), max_size=30), NAMES)
def test_a_marked_figure_gives_back_its_text_and_its_evidence(text, name):
    text = "".join(letter for letter in text if not 0xE0020 <= ord(letter) <= 0xE007F)
    found = []
    replace_marks(f"before {mark(text, name)} after", lambda figure, evidence: found.append((figure, evidence)) or "")
    assert found == [(text, name)]
    assert without_marks(f"before {mark(text, name)} after") == f"before {text} after"


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "text"),
    [
        (93, 152, "day", "93 to 152 days"),
        (1, 60, "day", "1 to 60 days"),
        (72, 100, "percent", "72 to 100 %"),
        (112.65e6, 112.75e6, "USD", "$112.65 m to $112.75 m"),
        (22_000, 40_000, "person", "22,000 to 40,000"),
    ],
)
def test_the_unit_of_bounds_is_named_once_except_that_of_money(lower, upper, unit, text):
    assert spell_bounds(lower, upper, unit).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("resolution", "value", "decimals"),
    [(1e5, 112_700_000, 1), (1e3, 2_552_000, 3), (1, 77_877_124, 3), (1, 40_469, 0)],
)
def test_a_figure_is_shown_as_its_source_prints_it_but_no_finer_than_helps(resolution, value, decimals):
    assert printed_decimals(resolution, value, "USD") == decimals
