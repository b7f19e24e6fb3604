import pytest
from tumen.cli import app
from tumen.data import load_table
from tumen.evidence import locate, scan_numbers
from tumen.references import citation, page_link, place_in_document
from typer.testing import CliRunner


def values(text):
    return [set(token.values) for token in scan_numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it came to $2.2 billion", [{2.2e9}]),
        ("21,000 workers", [{21_000}]),
        ("on 06.02.2013", [{6, 2, 2013}]),
        ("the XXI century", [{21}]),
        ("fifty of them, a quarter", [{50}, {0.25}]),
        ("Twenty thousand tons", [{20_000}]),
        ("someone often phones Antwerp", []),
    ],
)
def test_numbers_are_found_in_digits_and_in_words(text, expected):
    assert values(text) == expected


def test_a_scale_after_a_no_break_space_counts():
    assert values("$83\N{NO-BREAK SPACE}million") == [{83e6}]


def test_locating_words_gives_back_the_anchor_in_the_data(texts_copy):
    row = load_table("quantities").set_index("quantity_id").loc["z-turnover-2009"]
    known = load_table("anchors").set_index("anchor_id").loc[row["anchor_id"]]
    text = (texts_copy / "zakharova.txt").read_bytes().decode("utf-8")
    found = locate("zakharova", int(known["line"]), text[known["start"] : known["end"]], texts_copy)
    assert found.anchor_id == row["anchor_id"]
    assert (found.start, found.end, found.sha256, found.page) == (
        *known[["start", "end", "sha256"]],
        known["page"],
    )


@pytest.mark.parametrize(("words", "problem"), [("no such words", "stands 0 times"), ("the", "it must stand once")])
def test_locating_words_that_are_absent_or_ambiguous_is_refused(texts_copy, words, problem):
    with pytest.raises(ValueError, match=problem):
        locate("zakharova", 77, words, texts_copy)


def test_the_command_anchor_prints_a_row_or_a_clear_error(texts_copy):
    good = CliRunner().invoke(
        app, ["anchor", "toloraya", "38", "No legal financial ties", "--sources", str(texts_copy)]
    )
    assert good.exit_code == 0
    assert good.output.startswith("t38-2-25,toloraya,5,38,")
    bad = CliRunner().invoke(app, ["anchor", "toloraya", "38", "illegal", "--sources", str(texts_copy)])
    assert bad.exit_code == 1
    assert isinstance(bad.exception, SystemExit)


def test_an_anchor_leads_to_page_and_words():
    anchor = load_table("quantities").set_index("quantity_id").loc["z-turnover-2013", "anchor_id"]
    assert place_in_document(anchor) == "Zakharova, page 18"
    assert "#:~:text=" in page_link(anchor)
    slides = load_table("quantities").set_index("quantity_id").loc["t-turnover-peak", "anchor_id"]
    assert place_in_document(slides) == "Toloraya, slide 4"
    assert page_link(slides) is None


def test_a_citation_names_author_year_and_address():
    text = citation("rfa_2018")
    assert "2018" in text
    assert "https://rfa.org/" in text
