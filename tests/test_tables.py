"""Tables for readers: captioned, figures linked, rows that can be filtered and linked to."""

from __future__ import annotations

import pandas as pd
import pytest
from tumen.facts import stated
from tumen.tables import table_html

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
