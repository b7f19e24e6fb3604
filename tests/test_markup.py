import re
from html import unescape

import pandas as pd
import pytest
from tumen.errors import UnknownNameError
from tumen.facts import stated
from tumen.figures import mark
from tumen.markup import render_markdown, slug, web_address
from tumen.sentences import link_figures
from tumen.tables import table_html

STRAIGHT = str.maketrans("“”‘’", "\"\"''")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        '<p style="x">y</p>',
    ],
)
def test_hostile_markup_of_an_author_is_removed_and_that_of_the_data_shown(hostile):
    authored = render_markdown(hostile)
    for danger in ("<script", "onerror", 'href="javascript', "style=", "<img"):
        assert danger not in authored
    shown = render_markdown(hostile, with_data=True)
    assert re.findall(r"<(\w+)", shown) == ["p"]
    assert unescape(shown).translate(STRAIGHT).strip() == f"<p>{hostile}</p>"


def test_only_the_words_of_an_author_may_link_out_of_the_site():
    text = "[a](https://elib.jp/m), <https://elib.jp/c>, [d](//elib.jp), [e](03-x.ipynb)"
    targets = re.findall(r'href="([^"]*)"', render_markdown(text))
    assert targets == ["https://elib.jp/m", "https://elib.jp/c", "//elib.jp", "03-x.html"]
    assert re.findall(r'href="([^"]*)"', render_markdown(text, with_data=True)) == ["03-x.html"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://host/file", "//host/page", "data:text/html,x", None])
def test_only_pages_of_the_web_are_linked(address):
    assert web_address(address) is None
    assert web_address("https://elib.jp/m") == "https://elib.jp/m"


def test_links_to_notebooks_become_links_to_pages():
    assert 'href="03-bilateral-trade.html#record"' in render_markdown("[x](03-bilateral-trade.ipynb#record)")


def test_figures_in_a_sentence_become_controls_with_their_evidence():
    turnover = stated("z-turnover-2013")
    markup, shown = link_figures(render_markdown(f"It was **{turnover}**."))
    assert shown == [turnover]
    assert 'data-evidence="z-turnover-2013">$112.7' in markup
    assert "&amp;nbsp;" not in markup


def test_a_stop_stays_on_the_line_of_the_figure_before_it():
    turnover = stated("z-turnover-2013")
    markup, _ = link_figures(render_markdown(f"From {turnover} (2013: {turnover}), then up."))
    assert markup.count("<button") == 2
    assert markup.count('<span class="kept"><button') == 1
    assert "</button>),</span> then" in markup


def test_a_figure_with_unknown_evidence_is_refused():
    with pytest.raises(UnknownNameError, match="nothing here made"):
        link_figures(mark("$5", "nowhere"))


def test_a_table_has_caption_headings_and_clickable_figures():
    frame = pd.DataFrame({"key": ["a", "b"], "figure": [stated("z-turnover-2009"), None], "text": ["<b>x</b>", "y"]})
    markup, shown = table_html(frame, "Trade & more", {"figure": "Turnover", "text": "Text"}, row_ids="key")
    assert "<caption>Trade &amp; more</caption>" in markup
    assert 'scope="col"' in markup
    assert '<tr id="a">' in markup
    assert "&lt;b&gt;x" in markup
    assert "–" in markup
    assert "style" not in markup
    assert [figure.id for figure in shown] == ["z-turnover-2009"]


def test_headings_become_short_addresses():
    assert slug("Why do the sources disagree?") == "why-do-the-sources-disagree"
