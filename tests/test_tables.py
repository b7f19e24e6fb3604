"""Tables for readers: captioned, figures linked, rows that can be filtered and linked to."""

from __future__ import annotations

import sys

import pandas as pd
import pytest
from tumen.facts import stated
from tumen.sentences import MIME_PROSE
from tumen.tables import Link, table, table_html

FRAME = pd.DataFrame(
    {
        "check": ["a", "b"],
        "figure": [stated("z-turnover-2009"), stated("z-turnover-2013")],
        "verdict": ["consistent", "approximate"],
    }
)


def test_a_figure_in_a_cell_opens_its_evidence():
    markup, quantities = table_html(FRAME, "Checks")
    assert 'data-evidence="z-turnover-2013"' in markup
    assert [quantity.id for quantity in quantities] == ["z-turnover-2009", "z-turnover-2013"]


def test_the_menus_stand_for_shown_columns_by_their_place():
    labels = {"figure": "Figure", "verdict": "Verdict"}
    markup, _ = table_html(FRAME, "Checks", labels, filter_by=["verdict"])
    assert '<table data-filter="1"><caption>Checks</caption>' in markup


def test_a_column_that_is_not_shown_cannot_be_filtered_by():
    with pytest.raises(ValueError, match="verdict"):
        table_html(FRAME, "Checks", {"figure": "Figure"}, filter_by=["verdict"])


def test_rows_get_ids_to_link_to():
    markup, _ = table_html(FRAME, "Checks", row_ids="check")
    assert '<tr id="a">' in markup


def test_a_caption_is_text_and_no_markup():
    assert "<caption>a &lt; b</caption>" in table_html(FRAME, "a < b")[0]


def test_a_cell_of_words_leads_to_the_place_they_stand_at():
    address = "https://example.org/a?b=1&c=2#:~:text=some%20words"
    cells = [Link("Trade < plan", "page 17", address), Link("No page", "slide 4"), None]
    markup, _ = table_html(pd.DataFrame({"claim": cells}), "Claims")
    assert f'Trade &lt; plan (<a href="{address.replace("&", "&amp;")}">page 17</a>)' in markup
    assert "No page (slide 4)" in markup
    assert str(cells[0]) == "Trade < plan (page 17)"


def test_a_cell_leads_to_no_script():
    markup, _ = table_html(pd.DataFrame({"claim": [Link("x", "y", "javascript:alert(1)")]}), "Claims")
    assert "javascript" not in markup


def test_a_folded_table_opens_by_its_caption_and_says_how_long_it_is(monkeypatch):
    shown = []
    monkeypatch.setattr(sys.modules["tumen.sentences"], "display", lambda bundle, raw: shown.append(bundle))
    frame = pd.DataFrame({"key": ["a", "b"], "word": ["one", "two"]})
    table(frame, "Errata", {"word": "Word"}, row_ids="key", folded=True)
    markup = shown[0][MIME_PROSE]["html"]
    assert markup.startswith('<details class="fold"><summary>Errata: 2 rows</summary>')
    assert '<tr id="b">' in markup
