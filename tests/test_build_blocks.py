"""What a page shows of an executed notebook: its blocks, their headings, their text for search."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tumen.build.blocks import blocks_of, sections_of, text_of
from tumen.charts import MIME_CHART
from tumen.sentences import MIME_PROSE

CHART = {"title": "Trade by year", "alt": "Two bars.", "how_to_read": "A bar is a year.", "name": "trade"}


def shown(data, source="show()", **metadata):
    return new_code_cell(source, outputs=[new_output("display_data", data)], metadata=metadata)


def blocks(*cells):
    return blocks_of(new_notebook(cells=list(cells)))


def test_cells_become_text_code_and_outputs_in_order():
    sentence = shown({MIME_PROSE: {"html": "<p>In 2013</p>"}}, tags=["hide-input"])
    table = shown({MIME_PROSE: {"html": "<div><table><caption>Years</caption></table></div>"}})
    chart = shown({MIME_CHART: CHART, "image/svg+xml": "<svg/>"})
    kinds = [block.kind for block in blocks(new_markdown_cell("# Title"), sentence, table, chart)]
    assert kinds == ["text", "computed", "code", "table", "code", "chart"]


def test_code_between_two_outputs_is_one_step_and_hidden_code_is_left_out():
    hidden = new_code_cell("import secret", metadata={"tags": ["setup", "hide-input"]})
    found = blocks(hidden, new_code_cell("a = 1"), new_code_cell("b = 2"), new_code_cell("  "))
    assert [block.source for block in found] == ["a = 1\n\nb = 2"]


def test_a_frame_shown_by_itself_is_sanitised():
    frame = shown({"text/html": '<table onclick="steal()"><tr><td>1<script>x</script></td></tr></table>'})
    html = blocks(frame)[-1].html
    assert "<td>1" in html
    assert "script" not in html
    assert "onclick" not in html


def test_each_heading_has_an_id_of_its_own_and_a_link_to_itself():
    first, second = blocks(
        new_markdown_cell("# T\n\n## Who pays?"), new_markdown_cell("## Who pays?\n\n### Who *else*?")
    )
    anchors = [heading.anchor for block in (first, second) for heading in block.headings]
    assert anchors == ["t", "who-pays", "who-pays-2", "who-else"]
    assert 'href="#who-pays-2"' in second.html
    assert 'href="#t"' not in first.html, "the title needs no link to itself"


def test_search_finds_sentences_captions_and_charts_under_their_heading_but_no_code_and_no_rows():
    table = shown({MIME_PROSE: {"html": "<table><caption>Goods</caption><tr><td>coal row</td></tr></table>"}})
    chart = shown({MIME_CHART: CHART, "image/svg+xml": "<svg/>"}, source="secret = 1")
    text = new_markdown_cell("# Title\n\nLead &amp; more.\n\n## Who *pays*?\n\nNobody.")
    lead, section = sections_of(blocks(text, table, chart))
    assert (lead.anchor, lead.text) == ("", "Lead & more.")
    assert (section.anchor, section.heading) == ("who-pays", "Who pays?")
    assert section.text == "Nobody. Goods Trade by year Two bars. A bar is a year."


@pytest.mark.parametrize(
    ("markup", "text"),
    [("<p>a <b>b</b>\n c</p>", "a b c"), ("3 &lt; 4", "3 < 4"), ('<h2>Q? <a class="permalink">#</a></h2>', "Q?")],
)
def test_text_of_markup_reads_as_a_reader_reads_it(markup, text):
    assert text_of(markup) == text


def test_the_notebook_is_not_changed():
    notebook = new_notebook(
        cells=[new_markdown_cell("## Q?"), shown({MIME_CHART: dict(CHART), "image/svg+xml": "<svg/>"})]
    )
    before = nbformat.writes(notebook)
    blocks_of(notebook)
    assert nbformat.writes(notebook) == before
