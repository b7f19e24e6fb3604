"""The pages of a site made of hostile data, in a real browser: its text is there, and does nothing."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import nbformat
import pytest
from hostile import ADDRESSES, EVERYTHING, START, TEXTS, run_in
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""
PAGES = ["index", "03-bilateral-trade", "16-hostile", "glossary", "references"]
CHARTS = """
import altair as alt
import pandas as pd
import tumen as tm
from tumen import boards, graphs

TEXTS, ADDRESS = {texts}, {address}
WHOLE = " ".join(TEXTS)
frame = pd.DataFrame([{{"name": text, "value": 3, "link": ADDRESS}} for n, text in enumerate(TEXTS)])
picked = tm.choice("picked", TEXTS[0], TEXTS[:3], TEXTS[0])
bars = alt.Chart(frame, width=tm.WIDTH, title=WHOLE).mark_bar().add_params(picked).encode(
    alt.Y("name:N", title=TEXTS[1]),
    alt.X("value:Q", title=TEXTS[2]),
    alt.Color("name:N", legend=alt.Legend(title=TEXTS[3])),
    alt.Opacity("value:Q", legend=None),
    href="link:N",
    tooltip=[alt.Tooltip("name:N", title=TEXTS[1]), "value:Q"],
)
shown = {{"alt_text": WHOLE, "how_to_read": WHOLE, "sources": ["zakharova"]}}
tm.show(bars, "bars", frame, {{"name": WHOLE, "value": TEXTS[0]}}, **shown)
#---
row = {{"column": "one", "mark": "disc", "colour": "Russia", "tags": "it's \\"so\\""}}
cells = pd.DataFrame([row | {{"row": text, "word": text, "group": text, "note": text}} for text in TEXTS[:4]])
board = boards.board(cells, {{"one": TEXTS[0]}}, WHOLE, picks={{"it's": "it's", TEXTS[1]: '"so"'}})
tm.show(board, "board", cells, **shown)
#---
nodes = pd.DataFrame([{{"id": f"n{{n}}", "label": text, "kind": text, "layer": n}} for n, text in enumerate(TEXTS[:3])])
edges = pd.DataFrame([{{"source": "n0", "target": "n1", "relation": "causes", "basis": "stated"}}])
tm.show(graphs.graph(nodes, edges, WHOLE, failing={{TEXTS[0]: ["n0"]}}), "graph", nodes, **shown)
#---
tm.prose(WHOLE)
tm.table(frame, WHOLE, row_ids="name", filter_by=["name"])
"""


def write_charts(folder: Path) -> None:
    source = CHARTS.format(texts=list(TEXTS), address=repr(ADDRESSES[1]))
    cells = [new_markdown_cell("# Hostile\n\n## Charts"), *map(new_code_cell, source.strip().split("#---\n"))]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    metadata = {"title": f"16 · Hostile: {EVERYTHING}", "tumen": {"summary": EVERYTHING}}
    metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "16-hostile.ipynb")


@pytest.fixture(scope="module")
def hostile_site(hostile_checkout) -> Path:
    """A site made of hostile data by the command that makes the real one."""
    write_charts(hostile_checkout / "notebooks")
    run_in(hostile_checkout, "-m", "tumen", "build", "03", "16", "-j", "1", "--out", "out")
    return hostile_checkout / "out"


@pytest.fixture(scope="module")
def server(hostile_site):
    """The same site over http."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(hostile_site))
    handler.log_message = lambda *arguments: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def visit(browser):
    """Open a page; note whatever a text may have done: a dialog, an error, a request that leaves the site."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)

    def open_page(address: str):
        page = context.new_page()
        page.events = []
        page.on("dialog", lambda dialog: (page.events.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda popup: page.events.append(f"window {popup.url}"))
        page.on("console", lambda message: page.events.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.events.append(str(error)))
        page.on("request", lambda request: note(page, request.url, address.rsplit("/", 1)[0]))
        page.add_init_script(WATCH)
        page.goto(address)
        return page

    def note(page, url: str, site_address: str):
        if not url.startswith((site_address, "data:", "blob:")):
            page.events.append(f"request to {url}")

    yield open_page
    context.close()


def assert_nothing_happened(page):
    assert page.events == []
    assert page.evaluate("window.violations") == []
    assert page.evaluate("typeof window.hacked") == "undefined"
    assert page.locator("[onload], [onerror], [onclick], [style*=fixed], iframe, a[href^='javascript']").count() == 0


def make_live(page):
    charts_shown = page.locator("figure.chart")
    for number in range(charts_shown.count()):
        charts_shown.nth(number).scroll_into_view_if_needed()
    expect(page.locator("figure.chart:not(.is-live)")).to_have_count(0)


def search_for(page, words: str):
    page.locator("#search-field").click()
    page.keyboard.type(words)
    expect(page.locator(".search-results a").first).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_hostile_data_do_nothing_on_a_page_but_stand_there(visit, hostile_site, name):
    page = visit((hostile_site / f"{name}.html").as_uri())
    make_live(page)
    figure = page.locator("main button.figure")
    if figure.count():
        figure.first.click()
        expect(page.locator("[popover]:popover-open")).to_be_visible()
    assert START in page.locator("body").inner_text()
    page.keyboard.press("Escape")
    for term in page.locator("main a.term").all()[:3]:
        term.hover()
        expect(page.locator("#term-card")).to_be_visible()
    search_for(page, "hacked constructor")
    assert "hacked" in page.locator(".search-results").inner_text()
    page.keyboard.press("Escape")
    page.locator("main details").evaluate_all("all => all.forEach((details) => (details.open = true))")
    assert_nothing_happened(page)


def test_a_live_chart_shows_hostile_words_as_words(visit, hostile_site):
    page = visit((hostile_site / "16-hostile.html").as_uri())
    for width in ("wide", "narrow"):
        assert "<svg onload=window.hack" in page.locator(f"#chart-bars .static svg.{width}").text_content()
    make_live(page)
    for name in ("bars", "board", "graph"):
        chart = page.locator(f"#chart-{name}")
        assert "<script>" in chart.locator(".live svg").text_content()
        assert chart.locator(".chart-title").inner_text() == " ".join(TEXTS)
        for option in chart.locator(".vega-bind input").all():
            option.click()
    marks = page.locator("#chart-bars .live .mark-rect path")
    assert marks.count() >= len(TEXTS)
    told = set()
    for number in range(len(TEXTS)):
        marks.nth(number).hover()
        tooltip = page.locator("#vg-tooltip-element")
        expect(tooltip).to_be_visible()
        told.add(tooltip.inner_text())
        assert tooltip.locator("img, script, svg, a, iframe").count() == 0
    assert all(any(text in each for each in told) for text in TEXTS)
    assert_nothing_happened(page)


@pytest.mark.parametrize("over", ["file", "http"])
def test_the_policy_lets_cards_pictures_fonts_and_downloads_work(visit, hostile_site, request, over):
    root = hostile_site.as_uri() if over == "file" else request.getfixturevalue("server")
    page = visit(f"{root}/03-bilateral-trade.html")
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert set(rules.values()) == {"'self'"}
    make_live(page)
    page.locator("main button.figure").first.click()
    expect(page.locator("[popover]:popover-open")).to_be_visible()
    page.keyboard.press("Escape")
    for kind in ("csv", "svg", "png") if over == "http" else ():  # out of a folder Chromium opens them instead
        with page.expect_download() as started:
            page.locator(f".downloads a[href$='.{kind}']").first.click()
        assert Path(started.value.path()).stat().st_size > 100
    loaded = "document.fonts.ready.then(() => [...document.fonts].some((font) => font.status === 'loaded'))"
    assert page.evaluate(loaded)
    assert_nothing_happened(page)
    front = visit(f"{root}/index.html")
    front.locator(".thumb img").last.scroll_into_view_if_needed()
    sizes = "all => all.map((image) => image.naturalWidth)"
    expect(front.locator(".thumb img").last).to_have_js_property("complete", True)
    assert front.locator(".thumb img").evaluate_all(sizes)[-1] > 0
    assert_nothing_happened(front)
