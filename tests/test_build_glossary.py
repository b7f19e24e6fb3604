"""The glossary: links in the text of pages, the cards over them, and its own page."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import jinja2
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from tumen import paths
from tumen.build.entries import Entry, all_entries
from tumen.build.glossary import Marker, glossary_context, glossary_script, mark_entries
from tumen.build.record import Record
from tumen.figures import mark

ASSETS = paths.LIBRARY / "build" / "assets"
TEMPLATES = paths.LIBRARY / "build" / "templates" / "tumen"


def entry(identity, kind, name, *aliases, text="A thing of note.", **others):
    return Entry(identity, kind, name, aliases, text, **others)


FEW = [
    entry("rajin", "place", "Rajin"),
    entry("terminal", "place", "Rajin terminal"),
    entry("line", "project", "Khasan-Rajin railway", "Rajin line"),
    entry("bridge", "project", "Road bridge over the Tumen"),
    entry("victory", "project", "Victory"),
    entry("state", "place", "DPRK", "North Korea", text="State.", is_everyday=True),
    entry("asia", "place", "Asia", text="Region."),
    entry("sponsors", "body", "Sponsor countries", "sponsors"),
    entry("assembly", "body", "People's Committee"),
    entry("clearing", "term", "clearing", "CLR", field="finance"),
    entry("moscow", "place", "Moscow"),
    entry("russia", "place", "Russia", "Moscow"),
    entry("fund", "term", "escrow fund"),
    entry("other-fund", "project", "Escrow fund"),
]


def linked(markup, entries=FEW):
    """Return the ids that are linked, in order."""
    return re.findall(r'<a class="term" href="glossary.html#entry-([\w-]+)">', mark_entries(markup, entries)[0])


def without_links(markup):
    return re.sub(r'<a class="term" href="glossary.html#entry-[\w-]+">(.*?)</a>', r"\1", markup, flags=re.DOTALL)


# --- links in the text of a page ---------------------------------------------------------------------

PIECES = [
    *("Rajin ", "the DPRK, ", "clearing", "Khasan-Rajin&nbsp;railway", "People&#x27;s Committee", "&lt;Moscow&gt;"),
    *("Q&A ", "a < b ", "&", "\n", "ü", "&amp;", "the escrow\nfund. ", mark("$5 m Rajin", "z-moscow")),
    *("<p>", "</p>", "<P CLASS=x>", "<li>", "</li>", "<em>", "</em>", '<h2 id="a">', "</h2>", "<br/>", "<br>"),
    *("<code>", "</code>", "<a href='Rajin'>", "</a>", '<img alt="Rajin > Moscow">', "<!-- Rajin -->", "</table>"),
    *('<script type="application/json">{"Rajin": "<p>Moscow</p>"}</script>', "<table>", '<div popover id="Rajin">'),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_marking_adds_links_and_alters_nothing_else(parts):
    markup = "".join(parts)
    marked, _ = mark_entries(markup, FEW)
    assert without_links(marked) == markup


def test_the_first_mention_of_each_section_is_linked():
    markup = "<h2>One</h2><p>Rajin, Rajin.</p><p>Rajin.</p><h2>Two</h2><p>On Rajin.</p><h3>More</h3><p>Rajin.</p>"
    marked, found = mark_entries(markup, FEW)
    first, second = marked.split("<h2>Two</h2>")
    assert re.sub(r"<a .*?>", "<a>", first) == "<h2>One</h2><p><a>Rajin</a>, Rajin.</p><p>Rajin.</p>"
    assert re.sub(r"<a .*?>", "<a>", second) == "<p>On <a>Rajin</a>.</p><h3>More</h3><p>Rajin.</p>"
    assert found == ["rajin"]


def test_what_pages_name_all_the_time_is_linked_once_a_page_and_blocks_count_together():
    marker = Marker(FEW)
    blocks = [marker.mark("<h2>One</h2><p>The DPRK and Rajin.</p>"), marker.mark("<p>The DPRK and Rajin.</p>")]
    blocks.append(marker.mark("<h2>Two</h2><p>The DPRK and Rajin.</p>"))
    assert [block.count("#entry-state") for block in blocks] == [1, 0, 0]
    assert [block.count("#entry-rajin") for block in blocks] == [1, 0, 1]
    assert marker.found == ["rajin", "state"]


def test_a_paragraph_has_three_links_at_most_and_the_next_one_has_the_rest():
    markup = "<p>Rajin, Moscow, Victory, clearing.</p><p>Clearing.</p>"
    assert linked(markup) == ["rajin", "moscow", "victory", "clearing"]
    assert linked("<p>Rajin, Moscow, Victory, clearing.</p>") == ["rajin", "moscow", "victory"]


def test_an_entry_that_says_no_more_than_its_kind_is_linked_only_from_its_abbreviation():
    assert linked("<p>North Korea lies in Asia.</p>") == []
    assert mark_entries("<p>North Korea lies in Asia.</p>", FEW)[1] == ["asia", "state"]
    assert linked("<p>The DPRK lies in Asia.</p>") == ["state"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Rajin terminal", ["terminal"]),
        ("the Khasan-Rajin railway", ["line"]),
        ("the Khasan–Rajin\n railway", ["line"]),
        ("Khasan-Rajin, Rajinian, non-Rajin", []),
        ("Rajin's port, Rajin’s port", ["rajin"]),
        ("rajin", []),
        ("a victory", []),
        ("road bridge over the Tumen", ["bridge"]),
        ("Clearing, cLeAring", ["clearing"]),
        ("clr", []),
        ("the People’s Committee", ["assembly"]),
        ("the People&#x27;s&nbsp;Committee", ["assembly"]),
        ("sponsors", []),
        ("Sponsor countries", ["sponsors"]),
    ],
)
def test_names_keep_their_capitals_terms_do_not_and_words_stay_whole(text, expected):
    assert linked(f"<p>{text}</p>") == expected


def test_a_spelling_that_two_share_leads_to_the_name_before_the_alias_and_to_the_term_before_the_project():
    assert linked("<p>Moscow.</p>") == ["moscow"]
    assert linked("<p>Escrow fund.</p>") == ["fund"]


@pytest.mark.parametrize(
    "markup",
    [
        *("<h1>Rajin</h1>", "<h3>Rajin</h3>", "<p><a href='#'>to Rajin</a></p>", "<p><button>Rajin</button></p>"),
        *("<table><tr><td><p>Rajin</p></td></tr></table>", "<figure><p>Rajin</p></figure>", "Rajin"),
        *("<ul class='references'><li>Rajin</li></ul>", "<details><summary>Rajin</summary></details>"),
    ],
)
def test_headings_links_controls_tables_charts_and_sources_are_read_but_not_linked(markup):
    assert mark_entries(markup, FEW) == (markup, ["rajin"])


@pytest.mark.parametrize(
    "markup",
    [
        *("<p><code>Rajin</code></p>", "<pre>Rajin</pre>", "<script>Rajin</script>", "<svg><text>Rajin</text></svg>"),
        *("<div popover id='x'><p>Rajin</p></div>", '<p title="Rajin">x</p>', f"<p>{mark('Rajin', 'z-rajin')}</p>"),
    ],
)
def test_code_cards_attributes_and_figures_are_not_read(markup):
    assert mark_entries(markup, FEW) == (markup, [])


def test_text_after_a_table_or_a_code_is_linked_again():
    assert linked("<table><tr><td>x</td></tr></table><p><code>y</code> Rajin</p>") == ["rajin"]


def test_names_of_the_data_are_found_in_a_sentence():
    text = "<p>Gazprom and KOGAS spoke of the gas pipeline across the DPRK to South Korea; Yuri Trutnev listened.</p>"
    assert linked(text, all_entries()) == ["gazprom", "kogas", "gas-pipeline"]
    assert mark_entries(text, all_entries())[1] == ["gas-pipeline", "gazprom", "kogas", "yuri-trutnev"]


# --- the page ----------------------------------------------------------------------------------------


def record(name, title, entries):
    return Record(name, title, "", "both", (), (), tuple(entries), ())


def render_page(entries, records):
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    site = {"series": records, "version": "0"}
    return environment.get_template("glossary.html.j2").render(site=site, **glossary_context(entries, records))


PAGES = [record("03-bilateral-trade", "03 · Bilateral trade: how large?", ["gazprom"])]


def test_the_page_has_every_entry_once_under_its_address():
    html = render_page(all_entries(), PAGES)
    for each in all_entries():
        assert html.count(f'id="entry-{each.id}"') == 1
    assert set(re.findall(r'href="(?:glossary.html)?#(entry-[\w-]+)"', html)) <= set(re.findall(r'id="([\w-]+)"', html))


def test_an_entry_shows_the_pages_that_name_it_and_its_places_in_the_documents():
    shown = {
        each["name"]: each for group in glossary_context(all_entries(), PAGES)["groups"] for each in group["entries"]
    }
    assert shown["Gazprom"]["pages"] == [("03-bilateral-trade", "03 · Bilateral trade")]
    assert shown["KOGAS"]["pages"] == []
    (place, link), *_ = shown["Gazprom"]["words"]
    assert place.startswith("Zakharova, page ")
    assert link.startswith("https://elib.jp/")
    assert shown["Escrow fund of sponsors"]["words"] == [("Toloraya, slide 9", None)]


def test_the_strip_of_letters_leads_to_the_first_entry_of_each():
    groups = glossary_context(
        [entry("b", "term", "bounds"), entry("c", "term", "clearing"), entry("d", "term", "CLR")], []
    )
    terms = next(group for group in groups["groups"] if group["id"] == "term")
    assert terms["letters"] == [("B", "entry-b", "bounds"), ("C", "entry-c", "clearing")]


def test_nothing_in_the_data_becomes_markup():
    bad = '<script>"&'
    hostile = entry("x", "term", bad, bad, text=bad, note=bad, misreadings=(bad,), field=bad)
    html = render_page([hostile], [record("01", bad, ["x"])])
    assert "<script>&" not in html
    assert '<script>"' not in html
    assert html.count("&lt;script&gt;") >= 6


def test_the_page_is_light():
    everywhere = [
        record(f"{n:02}-a-page-of-the-series", f"{n:02} · A page: what?", [e.id for e in all_entries()])
        for n in range(16)
    ]
    assert len(gzip.compress(render_page(all_entries(), everywhere).encode())) < 120_000


# --- the cards over the links ------------------------------------------------------------------------


def test_the_script_of_the_cards_holds_name_kind_text_and_explains_abbreviations():
    script = glossary_script(all_entries())
    words = json.loads(script.removeprefix("window.tumenGlossary = ").removesuffix(";\n"))
    assert set(words) == {each.id for each in all_entries()}
    assert words["clearing"][:2] == ["clearing", "Term: finance"]
    assert "North Korea" in words["dprk"][3]
    assert words["victory"][3] == ""


def test_the_cards_are_light():
    files = [ASSETS / "js" / "terms.js", ASSETS / "css" / "terms.css"]
    parts = [*(path.read_text(encoding="utf-8") for path in files), glossary_script(all_entries())]
    assert sum(len(gzip.compress(part.encode())) for part in parts) < 15_000


POLICY = re.search(r'Content-Security-Policy" content="([^"]+)"', (TEMPLATES / "base.html.j2").read_text("utf-8"))[1]
SCRATCH = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Scratch</title>
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<link rel="stylesheet" href="assets/base.css"><link rel="stylesheet" href="assets/terms.css">
<script src="assets/terms.js" defer></script></head>
<body><main id="main" tabindex="-1"><h1>Scratch</h1>%s</main></body></html>"""


@pytest.fixture
def scratch(tmp_path) -> Path:
    """A page with the links of a paragraph, under the policy of the site."""
    assets = tmp_path / "assets"
    assets.mkdir()
    for source in (ASSETS / "css" / "base.css", ASSETS / "css" / "terms.css", ASSETS / "js" / "terms.js"):
        content = re.sub(r"@font-face \{.*?\}", "", source.read_text(encoding="utf-8"))
        (assets / source.name).write_text(content, encoding="utf-8")
    (assets / "glossary.js").write_text(glossary_script(all_entries()), encoding="utf-8")
    text = "<p>On clearing and the DPRK.</p><h2>End</h2>" + "<p>Nothing.</p>" * 40 + "<p>And Gazprom at last.</p>"
    page = tmp_path / "page.html"
    page.write_text(SCRATCH % mark_entries(text, all_entries())[0], encoding="utf-8")
    return page


@pytest.fixture
def visit(browser, scratch):
    contexts = []

    def open_page(**options):
        contexts.append(browser.new_context(viewport={"width": 900, "height": 700}, **options))
        page = contexts[-1].new_page()
        page.problems = []
        page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(scratch.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def stop_the_clock(page):
    """From here on the page's time passes as the test says, however slow the machine."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # seconds: later than any machine takes to get here


def hover(page, link):
    """Point at a link, and wait until the page has what its card says."""
    page.hover(link)
    expect(page.locator(link)).to_have_attribute("aria-describedby", "term-card")


def overlap(page, first, second):
    one, other = page.locator(first).bounding_box(), page.locator(second).bounding_box()
    across = one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
    return across and one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]


CARD, CLEARING, DPRK, GAZPROM = "#term-card", "a.term >> nth=0", "a.term >> nth=1", "a.term >> nth=2"


@pytest.mark.browser
def test_a_card_shows_after_a_moment_of_hovering_and_stays_while_the_pointer_is_on_it(visit):
    page = visit()
    stop_the_clock(page)
    hover(page, CLEARING)
    page.clock.run_for(200)
    assert not page.is_visible(CARD), "whoever only passes over a link wants no card"
    page.clock.run_for(100)
    assert page.is_visible(CARD)
    assert page.locator(CARD).inner_text().split("\n\n")[:2] == ["clearing", "Term: finance"]
    assert not overlap(page, CARD, CLEARING)
    page.hover(CARD)
    page.clock.run_for(600)
    assert page.is_visible(CARD)
    page.mouse.move(5, 690)
    page.clock.run_for(200)
    assert page.is_visible(CARD), "there is time to come back to the card"
    page.clock.run_for(200)
    assert not page.is_visible(CARD)
    assert page.problems == []


@pytest.mark.browser
def test_passing_over_a_link_opens_nothing(visit):
    page = visit()
    stop_the_clock(page)
    hover(page, CLEARING)
    page.clock.run_for(200)
    page.mouse.move(5, 690)
    page.clock.run_for(100)
    assert not page.is_visible(CARD)


@pytest.mark.browser
def test_a_card_opens_by_focus_describes_its_link_and_closes_by_escape(visit):
    page = visit()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(CARD)).to_be_visible()
    expect(page.locator(DPRK)).to_have_accessible_description(re.compile(r"^DPRK State\. Also: North Korea"))
    page.keyboard.press("Escape")
    assert not page.is_visible(CARD)
    assert page.evaluate("document.activeElement.textContent") == "DPRK", "the focus stays where it is"
    assert page.locator(DPRK).get_attribute("aria-describedby") is None


@pytest.mark.browser
def test_a_card_that_has_no_room_below_stands_above_its_link(visit):
    page = visit()
    page.locator(GAZPROM).scroll_into_view_if_needed()
    page.hover(GAZPROM)
    expect(page.locator(CARD)).to_be_visible()
    card, link = page.locator(CARD).bounding_box(), page.locator(GAZPROM).bounding_box()
    assert card["y"] + card["height"] < link["y"]
    assert card["y"] > 0


@pytest.mark.browser
def test_a_touch_opens_no_card_but_the_glossary(visit):
    page = visit(has_touch=True)
    watch = "const card = document.querySelector('#term-card'); window.seen = false;"
    watch += "new MutationObserver(() => (window.seen ||= !card.hidden)).observe(card, {attributes: true})"
    page.evaluate(f"() => {{ {watch} }}")
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
    page.tap(CLEARING)
    page.wait_for_timeout(600)
    assert page.evaluate("window.seen") is False
    assert page.locator(CLEARING).get_attribute("href") == "glossary.html#entry-clearing"


@pytest.mark.browser
def test_a_card_breaks_no_rule_of_accessibility_and_paper_has_neither_card_nor_line(visit):
    for scheme in ("light", "dark"):
        page = visit(color_scheme=scheme)
        page.hover(CLEARING)
        expect(page.locator(CARD)).to_be_visible()
        results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        assert [violation["id"] for violation in results.response["violations"]] == []
    page.emulate_media(media="print")
    assert not page.is_visible(CARD)
    assert page.locator(CLEARING).evaluate("link => getComputedStyle(link).textDecorationLine") == "none"


@pytest.mark.browser
def test_the_field_finds_entries_without_regard_to_accents_and_a_link_reaches_what_it_hides(browser, tmp_path):
    items = '<article id="a" data-item>Rasŏn zone</article><article id="b" data-item>Gazprom</article>'
    body = f'<a href="#b">go</a><div data-find="Find an entry"><section><h2>One</h2>{items}</section></div>'
    html = SCRATCH.replace("terms.js", "find.js").replace("assets/base.css", "assets/terms.css")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "find.js").write_text((ASSETS / "js" / "find.js").read_text(encoding="utf-8"))
    (tmp_path / "assets" / "terms.css").write_text("")
    (tmp_path / "page.html").write_text(html % body, encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.get_by_label("Find an entry").fill("rason")
    assert (page.is_visible("#a"), page.is_visible("#b")) == (True, False)
    assert page.locator("output").inner_text() == "1 of 2"
    page.click("text=go")
    expect(page.locator("#b")).to_be_visible()
    page.get_by_label("Find an entry").fill("nothing like it")
    assert not page.is_visible("h2")
    page.close()
