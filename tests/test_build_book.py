"""The series as one book: joining pages without loss or clash, and printing it with the page numbers it has."""

from __future__ import annotations

import io
import json
import re
import sys

import pytest
from lxml import html
from tumen.build import printing
from tumen.build.assets import shared_files
from tumen.build.book import Book, Chapter, join
from tumen.build.printing import print_book, print_with
from tumen.errors import BuildError
from typer.testing import CliRunner


def control(note, text):
    return f'<button type="button" class="figure" popovertarget="{note}">{text}</button>'


def card(note, title, value, **rows):
    lines = "".join(f"<dt>{name.replace('_', ' ')}</dt><dd>{content}</dd>" for name, content in rows.items())
    return (
        f'<div popover class="evidence-card" id="{note}" role="dialog" aria-label="Evidence">'
        f'<button type="button" class="close" popovertarget="{note}">Close</button>'
        f'<p class="evidence-title">{title}</p><p class="evidence-value">{value}</p><dl>{lines}</dl></div>'
    )


SPREAD = "KOTRA counts what crosses the border by rail and by sea, the customs service what was declared to it."

CHART = """
<figure class="chart" id="chart-record" aria-labelledby="title-record"><p class="chart-title" id="title-record">Trade by
year</p><div class="controls"><form><label>SLIDER<input type="range"></label></form></div>
<div class="static" role="img" aria-label="Trade fell.">
<svg class="wide" viewBox="0 0 200 100" width="200" height="100"><defs><clipPath id="clip-0"><rect width="200"
height="100"/></clipPath></defs><g clip-path="url(#clip-0)"><text x="9" y="50">wide picture</text></g></svg>
<svg class="narrow" viewBox="0 0 90 90"><text>NARROW</text></svg></div><div class="live" hidden></div>
<script type="application/json" class="spec">{"SPEC": 1}</script>
<figcaption><p><b>How to read it.</b> One mark a year.</p><p class="source">Sources: <a
href="references.html#ref-kotra">KOTRA 2014</a>; and 1 more, named below.</p><div class="take"><details><summary>Data
</summary><table><tbody><tr><td>ROWS BEHIND</td></tr></tbody></table><p><b>All sources:</b> <a
href="references.html#ref-kotra">KOTRA 2014</a>; Customs 2015.</p></details><p class="downloads"><a href="charts/a.csv"
download>CSV</a></p></div></figcaption></figure>"""


def page(title, body, cards=""):
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body>
<header class="site-header">HEADER</header><nav class="contents"><a href="#limits">Limits</a></nav>
<main id="main"><div class="page-tools"><p class="eyebrow">The article</p>
<p class="tools"><button>Show code</button></p></div>
<div class="text"><h1 id="title">{title}</h1><p>Lead of {title}.</p></div>{body}
<div class="text"><h2 id="limits">Limits <a class="permalink" href="#limits">#</a></h2><p>Few figures.</p></div>
<section class="colophon"><h2 id="cite">Cite this page</h2><p>CITE</p></section></main>
<section class="evidence"><h2 class="notes-title" id="notes">NOTES OF THE PAGE</h2>{cards}</section></body></html>"""


FIRST = page(
    "01 · Trade: how much was it?",
    f"""<div class="text computed"><h2 id="growth">Did it grow?</h2>
<p>In 2013 trade came to {control(1, "$112.7 m")}, exports to {control(3, "$103.4 m")}; see
<a href="02-debt.html#relief">the relief</a> and <a href="index.html">the front page</a>. Trade,
{control(1, "$112.7 m")}, grew as <a class="term" href="glossary.html#entry-claim">claimed</a>.</p></div>
<details class="code"><summary>Code of this step</summary><pre>CODE</pre></details>{CHART}
<div class="tabular"><p class="filters">FILTER</p><div class="table-frame" aria-labelledby="growth gone"><table>
<caption>Trade</caption><thead><tr><th>Year</th><th class="number">Trade</th></tr></thead><tbody>
<tr id="row-2013"><td>2013</td><td class="number">{control(2, "$104 m")}</td></tr></tbody></table></div></div>""",
    card(1, "Turnover", "$112.7 m", Period="2013", Why_they_differ=SPREAD)
    + card(2, "Turnover by KOTRA", "$104 m", Period="2013", Why_they_differ=SPREAD)
    + card(3, "Exports", "$103.4 m", Computed_as="<i>a</i> − <i>b</i>", From=f"<ul><li>a: {control(1, '$112.7 m')}</li>"
      f"<li>b: {control(4, '$9.3 m')}</li></ul>")
    + card(4, "Imports", "$9.3 m", Stated_in='Zakharova, page 18<span class="ways"> · <a href="x">WAYS</a></span>'),
)  # fmt: skip
SECOND = page(
    "02 · Debt: who forgave what?",
    f"""<div class="text"><h2 id="relief">What was forgiven?</h2><p>Of {control(1, "$10.96 bn")} nine tenths; it
<a href="#growth">outgrew</a> <a href="01-trade.html">the trade</a>.</p></div>{CHART}""",
    card(1, "Debt", "$10.96 bn", Period="2012"),
)
REFERENCES = """<html><body><main id="main"><h1>References</h1><p class="lead">All sources.</p><section><h2
id="group-outside">Sources from outside</h2><ul class="sources"><li class="source-entry" id="ref-kotra">
<p>KOTRA (2014).</p><dl class="about"><dt>Address</dt><dd><a href="https://www.kotra.or.kr/a/long/address">https://www.kotra.or.kr/…</a></dd>
</dl></li></ul></section></main></body></html>"""


def write_site(folder, **pages):
    folder.mkdir(exist_ok=True)
    names = [name.replace("_", "-").removeprefix("n") for name in pages]
    for name, markup in zip(names, pages.values(), strict=True):
        (folder / f"{name}.html").write_text(markup, encoding="utf-8")
    manifest = {"generator": "tumen", "pages": {name: {} for name in names if name[0].isdigit()}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def site(tmp_path):
    return write_site(tmp_path / "site", n01_trade=FIRST, n02_debt=SECOND, references=REFERENCES)


@pytest.fixture
def book(site):
    return html.document_fromstring(join(site).markup({}))


def text_of(element):
    return " ".join(element.text_content().split())


def notes_of(book, chapter):
    return [text_of(note) for note in book.get_element_by_id(chapter).xpath(".//section[@class='notes']//li")]


# --- joining -----------------------------------------------------------------------------------------


def test_every_id_stands_once_and_every_internal_link_and_name_leads_to_one(book):
    ids = book.xpath("//@id")
    assert len(ids) == len(set(ids))
    named = [address[1:] for address in book.xpath("//@href") if address.startswith("#")]
    named += [name for value in book.xpath("//@aria-labelledby") for name in value.split()]
    named += re.findall(r"url\(#([^)]+)\)", html.tostring(book, encoding="unicode"))
    assert set(named) <= set(ids)
    assert {"01-trade--limits", "02-debt--limits", "01-trade--clip-0", "02-debt--clip-0"} <= set(named)


def test_a_link_between_pages_leads_within_the_book_and_names_the_page(site):
    first, second, _ = join(site).chapters
    assert re.search(r'<a href="#02-debt--relief">the relief</a><span class="reference"> \(', first.body)
    assert re.search(r'<a href="#01-trade">the trade</a><span class="reference"> \(', second.body)
    filled = join(site).markup({"02-debt--relief": 7})
    assert "the relief (page 7)" in text_of(html.document_fromstring(filled))


def test_a_link_to_what_is_not_in_the_book_becomes_its_text(book):
    text = text_of(book.get_element_by_id("01-trade"))
    assert "and the front page. Trade" in text
    assert "grew as claimed." in text  # the site has no glossary
    addresses = book.xpath("//section[@class='chapter']//@href")
    assert [address for address in addresses if not re.match("#|https://", address)] == []


def test_nothing_for_readers_is_lost(book):
    text = text_of(book.get_element_by_id("01-trade"))
    for kept in (
        "Lead of 01 · Trade: how much was it?.",
        "Did it grow?",
        "Trade by year",
        "wide picture",
        "How to read it. One mark a year.",
        "All sources: KOTRA 2014; Customs 2015.",
        "2013",
        "Few figures.",
    ):
        assert kept in text
    assert book.xpath("//*[@role='img']/@aria-label") == ["Trade fell.", "Trade fell."]


def test_what_only_a_screen_can_use_is_left_out(book):
    text = text_of(book.body)
    for dropped in (
        *("HEADER", "Show code", "CODE", "SLIDER", "NARROW", "SPEC", "FILTER", "ROWS BEHIND", "CSV", "CITE", "Close"),
        *("WAYS", "NOTES OF THE PAGE", "named below", "#"),
    ):
        assert dropped not in text
    assert book.xpath("//button | //input | //form | //script | //details | //*[@popover]") == []


def test_notes_are_numbered_as_their_figures_come_and_inputs_after_them(book):
    notes = notes_of(book, "01-trade")
    assert [note.split(":")[0] for note in notes] == ["Turnover", "Exports", "Turnover by KOTRA", "Imports"]
    sentence = text_of(book.get_element_by_id("01-trade").xpath(".//p[contains(., 'came to')]")[0])
    assert "came to $112.7 m1, exports to $103.4 m2;" in sentence
    assert "Trade, $112.7 m1, grew" in sentence
    assert notes[1] == "Exports: $103.4 m · Computed as: a − b · From: a: $112.7 m1; b: $9.3 m4"
    assert notes[3] == "Imports: $9.3 m · Stated in: Zakharova, page 18"


def test_the_number_of_a_figure_leads_to_the_note_of_that_number(book):
    part = book.get_element_by_id("01-trade")
    listed = {f"#{note.get('id')}": str(n) for n, note in enumerate(part.xpath(".//section[@class='notes']//li"), 1)}
    marks = part.find_class("note")
    assert len(marks) == 6
    assert [listed[mark.get("href")] for mark in marks] == [mark.text for mark in marks]


def test_what_an_earlier_note_says_at_length_is_not_said_again(book):
    notes = notes_of(book, "01-trade")
    assert notes[0].endswith(f"Why they differ: {SPREAD}")
    assert notes[2].endswith("Why they differ: as in note 1")


def test_a_figure_without_evidence_is_refused_by_its_text(tmp_path):
    site = write_site(tmp_path / "site", n01_trade=page("01 · T: q?", f"<h2 id='a'>A</h2><p>{control(9, '$5 m')}</p>"))
    with pytest.raises(BuildError, match=r"01-trade: the figure '\$5 m' has no evidence"):
        join(site)


def test_contents_list_chapters_with_sections_and_what_most_have_on_one_line(book):
    contents = book.xpath("//nav[@class='book-contents']")[0]
    chapters = [text_of(entry) for entry in contents.xpath("./ol/li/a//span[@class='text']")]
    assert chapters == ["01 · Trade: how much was it?", "02 · Debt: who forgave what?", "References"]
    sections = contents.xpath("./ol/li/ol//span[@class='text']")
    assert [text_of(entry) for entry in sections] == ["Did it grow?", "What was forgiven?", "Sources from outside"]
    assert [text_of(line) for line in contents.find_class("standing")] == ["Limits · Notes", "Limits · Notes", ""]


def test_shortened_addresses_are_given_in_full_in_the_references(book):
    assert "https://www.kotra.or.kr/a/long/address" in text_of(book.get_element_by_id("references"))


def test_a_running_head_may_hold_any_sign():
    heads = ('A "quoted" head', "back\\slash", "</style><b>")
    markup = Book(tuple(Chapter(f"c{n}", head, head, (), "<h1>x</h1>", "") for n, head in enumerate(heads))).markup({})
    assert r'content: "A \"quoted\" head";' in markup
    assert r'content: "back\\slash";' in markup
    assert markup.count("</style>") == 1


@pytest.mark.parametrize("content", [None, "{", '{"generator": "another", "pages": {}}', '{"pages": {}}'])
def test_a_folder_without_a_site_is_refused_with_what_to_do(tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(BuildError, match="make report"):
        join(tmp_path)


# --- printing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["pypdf", "playwright.sync_api"])
def test_a_missing_library_is_named_with_how_to_get_it(monkeypatch, site, tmp_path, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BuildError, match=rf"{module.split('.')[0]}, which is not installed: `make report`"):
        print_book(site, tmp_path / "book.pdf")


def test_without_a_browser_it_says_how_to_get_one(monkeypatch, site, tmp_path):
    monkeypatch.setattr(printing, "find_browser", lambda: None)
    with pytest.raises(BuildError, match="playwright install chromium"):
        print_book(site, tmp_path / "book.pdf")


def test_numbers_that_never_settle_end_in_an_error(monkeypatch, site):
    turns = iter(range(99))
    monkeypatch.setattr(printing, "_print", lambda *_: b"")
    monkeypatch.setattr(printing, "_page_numbers", lambda *_: ({"01-trade": next(turns)}, 1))
    with pytest.raises(BuildError, match="after 4 printings"):
        print_with(None, join(site), site)
    assert next(turns) == printing.MOST_PASSES


def test_the_command_reports_a_missing_site_without_a_traceback(tmp_path):
    from tumen.cli import app

    result = CliRunner().invoke(app, ["pdf", "--site", str(tmp_path / "none"), "--out", str(tmp_path / "book.pdf")])
    assert result.exit_code == 1
    assert "make report" in result.output
    assert not (tmp_path / "book.pdf").exists()


WIDE = "<table><tr>" + "".join(f"<td>{'indivisible' * 2}{n}</td>" for n in range(12)) + "</tr></table>"


ROWS = "".join(f'<text x="9" y="{20 * n + 15}" font-size="12">row {n:02}</text>' for n in range(75))
TALL = f'<svg class="wide" viewBox="0 0 600 1500" width="600" height="1500">{ROWS}</svg>'


@pytest.fixture(scope="module")
def printed(browser, tmp_path_factory):
    """A book of three parts, with a table too wide and a chart too tall for the paper, as pypdf reads it."""
    import pypdf

    first = FIRST.replace('<h2 id="limits">', f'<h2 id="rows">Rows</h2>{WIDE}{"<p>Filling.</p>" * 40}<h2 id="limits">')
    second = re.sub(r'<svg class="wide".*?</svg>', TALL, SECOND, flags=re.DOTALL)
    site = write_site(tmp_path_factory.mktemp("site"), n01_trade=first, n02_debt=second, references=REFERENCES)
    for name, content in shared_files().items():
        if name.endswith((".css", ".woff2")):
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    pdf, pages = print_with(browser, join(site), site)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert pages == len(reader.pages)
    return reader


LATER_PARTS = ("02 · debt: who forgave what?", "references")


@pytest.mark.browser
def test_the_printed_book_is_whole(printed):
    texts = [text_of_page(page) for page in printed.pages]
    outline = {
        " ".join(entry.title.split()).lower(): printed.get_destination_page_number(entry) + 1
        for entry in flat(printed.outline)
    }

    trade, debt, references = (outline[title] for title in ("01 · trade: how much was it?", *LATER_PARTS))
    within = texts[trade : debt - 1]

    # cover, how to read, contents, then each part, which opens on a page of its own without a running head
    assert texts[0].startswith("Tumen")
    assert "How to read this book" in texts[1]
    assert trade == 4
    assert texts[trade - 1].startswith("4 The article 01 · Trade: How much was it? Lead of 01")
    assert [text.startswith("01 · Trade ") for text in texts[2:debt]] == [False, False, *(True for _ in within), False]
    assert texts[-1].startswith("References ")
    assert [bool(re.match(rf"\D*(0\d · \w+ )?{n} ", text)) for n, text in enumerate(texts[1:], 2)] == [True] * (
        len(texts) - 1
    )

    # the contents name the pages on which the outline finds the headings
    found = re.findall(r"(\d\d · [^?]+\?|Did it grow\?|Rows|What was forgiven\?|References) (\d+)", texts[2])
    numbers = {title.lower(): int(number) for title, number in found}
    assert len(numbers) == 6
    assert numbers == {title: outline[title] for title in numbers}
    assert trade < numbers["rows"] < debt < numbers["what was forgiven?"] < references < len(texts)
    assert "Rows indivisible" in texts[numbers["rows"] - 1]
    assert f"see the relief (page {outline['what was forgiven?']})" in within[0]

    # figures have the numbers of their notes
    assert "$112.7 m 1, exports to $103.4 m 2;" in within[0]
    assert "2 Exports: $103.4 m · Computed as: a − b · From: a: $112.7 m 1; b: $9.3 m 4" in within[-1]
    for dropped in ("SLIDER", "Close", "Code of this step", "CSV", "NARROW"):
        assert dropped not in " ".join(texts)


@pytest.mark.browser
def test_the_printed_book_can_be_read_aloud_and_has_the_same_bytes_every_day(printed):
    catalogue = printed.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    assert printed.metadata["/Title"].startswith("Tumen: ")
    released = printing.project().released.replace("-", "")
    assert {printed.metadata[key][:16] for key in ("/CreationDate", "/ModDate")} == {f"D:{released}000000"}


@pytest.mark.browser
def test_a_table_too_wide_for_the_paper_does_not_shrink_the_book(printed):
    sizes = {}

    def note_size(text, page, line, _, size):
        if text.strip().startswith(("Did it grow", "indivisible")):
            sizes[text.strip()[:3]] = size * line[0] * page[0]

    for page in printed.pages:
        page.extract_text(visitor_text=note_size)
    assert sizes["Did"] == pytest.approx(14.5, abs=0.2)
    assert sizes["ind"] < 7


@pytest.mark.browser
def test_a_chart_too_tall_for_the_paper_goes_on_on_the_next_page_between_two_marks(printed):
    rows = [re.findall(r"row (\d\d)", page.extract_text()) for page in printed.pages]
    shown = [found for found in rows if found]
    assert len(shown) == 2
    assert [*shown[0], *shown[1]] == [f"{n:02}" for n in range(75)]


def text_of_page(page):
    return " ".join(page.extract_text().split())


def flat(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry
