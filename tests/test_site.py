"""The built pages in a real browser: offline, without errors, readable, operable, evidence behind every figure."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from functools import partial

import filelock
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tumen import paths
from tumen.build import site
from tumen.build.plan import all_notebooks, make_plan
from tumen.data import load_table
from written import drawn_by_a_build

NAMES = [path.stem for path in all_notebooks()]
PAGES = ["index", "glossary", "references", *NAMES]
KILOBYTE = 1024
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RULES_ON_COLOUR = ["color-contrast", "link-in-text-block"]
"""Slow, and all that can answer otherwise in the dark; no colour depends on the width of the screen."""
each_page = pytest.mark.parametrize("name", PAGES)
each_notebook_page = pytest.mark.parametrize("name", NAMES)
pytestmark = pytest.mark.browser

WATCH = """
window.shifts = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) window.shifts += entry.value;
})).observe({ type: "layout-shift", buffered: true });
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""
"""Counts what moves under the reader's eyes, and what the page's own policy forbids it."""

HEIGHTS = """
(box) => {
  box.style.contentVisibility = "hidden";
  const held = box.getBoundingClientRect().height;
  box.style.contentVisibility = "visible";
  const drawn = [...box.querySelectorAll("svg")].map((picture) => picture.getBoundingClientRect().height);
  return [held, Math.max(...drawn)];
}
"""
"""The height held for a picture while it is not laid out, and that of the picture."""

SCROLL_TO = """
(heading) => new Promise((done) => {
  heading.scrollIntoView({ behavior: "instant" });
  requestAnimationFrame(() => requestAnimationFrame(() => done()));
})
"""
"""Scroll, and wait until the reader can see it; the browser remembers no place that it has not shown."""

NEVER_IDLE = "window.requestIdleCallback = () => 0;"
"""So that most of a page is not laid out yet, as for a reader who is quick or whose computer is busy."""

FOLLOW_LINK_TO = """
(row, busy) => {
  row.getBoundingClientRect();
  location.hash = row.id;
  const start = performance.now();
  while (performance.now() - start < busy);
}
"""
"""A browser that is busy for some milliseconds tells the page of the link before it goes there itself."""

FONTS_THAT_NEVER_COME = """
document.fonts.load = () => new Promise(() => {});
window.setTimeout = () => 0;
"""
"""Nor does the half second end after which a page is shown without them."""


@pytest.fixture(scope="session")
def built_site():
    """The site as `make report` leaves it; what is up to date is not built again."""
    plan = make_plan([], [])
    with filelock.FileLock(paths.ROOT / ".site-tests.lock"):  # builds exclude each other, test processes wait here
        return site.build(plan, paths.SITE).index.parent


def test_every_sign_in_a_picture_is_in_the_font_of_pictures(built_site):
    texts = "".join(
        "".join(element.itertext())
        for path in built_site.glob("charts/*/*.svg")
        for element in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")
    )
    signs = sorted({sign for sign in texts if not sign.isascii()})
    *drawn, missing = drawn_by_a_build([*signs, "\U000f0000"], "Liberation Sans")
    assert signs
    assert [sign for sign, picture in zip(signs, drawn, strict=True) if sign != "\xa0" and picture == missing] == []


@pytest.fixture
def visit(browser, built_site):
    """Open a page; collect what a reader must never meet: errors, and requests that leave the folder."""
    contexts = []

    def open_page(name, width=1280, script="", **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("request", lambda request: note_request(page, request))
        page.add_init_script(WATCH + script)
        page.goto((built_site / f"{name}.html").as_uri())
        page.locator("body").wait_for()  # it stays hidden until the fonts are there
        return page

    def note_request(page, request):
        if not request.url.startswith(("data:", "blob:", built_site.as_uri())):
            page.problems.append(f"request to {request.url}")

    yield open_page
    for context in contexts:
        context.close()


def scroll_through(page):
    """Bring every chart into view, and wait until all are live."""
    charts = page.locator("figure.chart")
    for number in range(charts.count()):
        charts.nth(number).scroll_into_view_if_needed()
    expect(page.locator("figure.chart:not(.is-live)")).to_have_count(0)


# --- every page, on a wide screen and a phone, light and dark -----------------------------------------


@each_page
@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_offline_without_fault_on_every_screen_light_and_dark(visit, name, width):
    page = visit(name, width, color_scheme="light", offline=True)
    scroll_through(page)
    assert faults_of(page, runOnly=RULES, rules={name: {"enabled": width == 1280} for name in RULES_ON_COLOUR}) == []
    page.emulate_media(color_scheme="dark")
    if width == 1280:
        assert faults_of(page, runOnly=RULES_ON_COLOUR) == []
    assert page.problems == []
    assert page.evaluate("window.violations") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.shifts") < 0.05


def faults_of(page, **options):
    """Return what axe finds, closed cards left out, which test_cards.py opens."""
    options |= {"resultTypes": ["violations"], "preload": False}  # preloading asks for the style sheet again
    found = Axe().run(page, {"exclude": [[".evidence"]]}, options=options).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found]


@each_page
def test_a_page_and_what_it_shares_are_light(built_site, name):
    """A reader on a slow line: the page alone, and the scripts, styles and fonts that all pages share."""
    own = [built_site / f"{name}.html", *(built_site / "charts" / name).glob("live.js")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in own) <= 120 * KILOBYTE
    shared = [path for path in (built_site / "assets").rglob("*.*") if path.suffix != ".txt"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in shared) <= 450 * KILOBYTE


@each_page
def test_its_policy_forbids_inline_scripts_and_eval(built_site, name):
    html = (built_site / f"{name}.html").read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    kinds = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", html)
    assert all(re.search(r'type="application/(ld\+)?json"', attributes) for attributes in kinds)
    assert not re.search(r"<[^>]+\s(?:style|on\w+)\s*=", html)


# --- evidence ----------------------------------------------------------------------------------------


@each_notebook_page
def test_every_figure_has_its_card_once(visit, name):
    page = visit(name)
    targets = page.eval_on_selector_all("[popovertarget]", "all => all.map(each => each.getAttribute('popovertarget'))")
    cards = page.eval_on_selector_all("[popover]", "all => all.map(each => each.id)")
    assert len(cards) == len(set(cards))
    assert set(targets) <= set(cards)
    assert page.locator("main button.figure").count() > 5


@each_notebook_page
def test_links_within_the_site_lead_somewhere(visit, built_site, name):
    page = visit(name)
    links = page.eval_on_selector_all("a[href]", "all => all.map(each => each.getAttribute('href'))")
    for link in {link for link in links if not re.match(r"\w+:", link)}:
        file, _, fragment = link.partition("#")
        target = built_site / (file or f"{name}.html")
        assert target.exists(), link
        if fragment:
            assert f'id="{fragment}"' in target.read_text(encoding="utf-8"), link


@each_notebook_page
def test_a_figure_opens_its_evidence_by_click_and_by_keyboard_without_javascript(visit, name):
    for javascript in (True, False):
        page = visit(name, java_script_enabled=javascript)
        figure = page.locator("main .computed p button.figure").first
        card = page.locator(f"[id='{figure.get_attribute('popovertarget')}']")
        assert not card.is_visible()
        figure.click()
        assert card.is_visible()
        page.keyboard.press("Escape")
        assert not card.is_visible()
        figure.focus()
        page.keyboard.press("Enter")
        assert card.is_visible()
        page.keyboard.press("Escape")
        assert not card.is_visible()
        assert figure.evaluate("figure => document.activeElement === figure")


# --- charts and tables -------------------------------------------------------------------------------


@each_notebook_page
def test_without_javascript_every_chart_is_there_as_a_picture(visit, name):
    page = visit(name, java_script_enabled=False)
    for picture in page.locator("figure.chart .static").all():
        assert len(picture.get_attribute("aria-label")) > 40
        assert picture.locator("svg:visible").count() == 1
        assert picture.bounding_box()["height"] > 80
    assert not page.locator(".controls, .search, .scheme, .all-code").locator("visible=true").count()


@each_notebook_page
@pytest.mark.parametrize("width", [1280, 700, 390])
def test_a_picture_has_its_height_before_it_is_laid_out(visit, name, width):
    page = visit(name, width, java_script_enabled=False)  # no live chart takes its place
    heights = page.locator("figure.chart .static").evaluate_all(f"all => all.map({HEIGHTS})")
    assert heights
    for held, drawn_height in heights:
        assert held == pytest.approx(drawn_height, abs=0.5)
        assert drawn_height > 80


@each_notebook_page
def test_print_is_light_shows_numbered_notes_and_no_controls(visit, name):
    page = visit(name, color_scheme="dark")
    scroll_through(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for picture in page.locator("figure.chart .static").all():
        assert picture.is_visible()
    shown = "visible=true"
    for hidden in (
        ".live",
        ".controls",
        ".downloads",
        ".search",
        ".scheme",
        ".all-code",
        ".contents",
        ".filters",
        ".close",
    ):
        assert page.locator(hidden).locator(shown).count() == 0, hidden
    figure = page.locator("main button.figure").first
    number = figure.get_attribute("popovertarget")
    assert number in figure.evaluate("figure => getComputedStyle(figure, '::after').content")
    note = page.locator(f".evidence [id='{number}']")
    assert note.is_visible()
    assert number in note.evaluate("note => getComputedStyle(note, '::before').content")


@each_notebook_page
def test_the_downloads_hold_what_the_chart_shows(visit, built_site, name):
    page = visit(name)
    for chart in page.locator("figure.chart").all():
        chart.locator(".take summary").click()
        rows = chart.locator(".take tbody tr").count()
        files = {link.get_attribute("href").rsplit(".", 1)[1]: link for link in chart.locator(".downloads a").all()}
        content = {kind: (built_site / link.get_attribute("href")).read_bytes() for kind, link in files.items()}
        assert set(content) == {"csv", "svg", "png"}
        lines = content["csv"].decode("utf-8").splitlines()
        about = [line for line in lines if line.startswith("#")]
        assert chart.locator(".chart-title").inner_text() in about[0]
        assert len(list(csv.DictReader(io.StringIO("\n".join(lines[len(about) :]))))) == rows > 0
        assert ET.fromstring(content["svg"]).tag.endswith("svg")
        assert content["png"].startswith(b"\x89PNG")


@each_notebook_page
def test_a_chart_names_its_sources_and_how_to_read_it(visit, name):
    page = visit(name)
    for caption in page.locator("figure.chart figcaption").all():
        assert len(caption.locator("p", has_text="How to read it.").inner_text()) > 40
        assert caption.locator(".source a[href^='references.html#ref-']").count() >= 1


@each_notebook_page
def test_every_control_changes_its_chart(visit, name):
    """Move each slider to its ends, choose each option: the drawing must answer, and without an error."""
    page = visit(name)
    scroll_through(page)
    for chart in page.locator("figure.chart").all():
        for control in chart.locator(".vega-bind").all():
            drawings, restore = {drawn(chart)}, restoring(control)
            for change in changes(control):
                change()
                page.wait_for_timeout(150)
                drawings.add(drawn(chart))
            restore()  # or a slider at its end may leave the next control nothing to change
            page.wait_for_timeout(150)
            assert len(drawings) > 1, f"{chart.get_attribute('id')}: {control.inner_text()}"
    assert page.problems == []


def drawn(chart):
    return chart.locator(".live svg").inner_html()


def restoring(control):
    """Return the function that brings a control back to where it stands."""
    if control.locator("input[type=range]").count():
        slider = control.locator("input[type=range]")
        return partial(slider.fill, slider.input_value())
    if control.locator("select").count():
        menu = control.locator("select")
        return partial(menu.select_option, menu.input_value())
    if control.locator("input[type=radio]").count():
        value = control.locator("input[type=radio]:checked").input_value()
        return control.locator(f'input[type=radio][value="{value}"]').click
    return control.locator("input[type=checkbox]").click


def changes(control):
    """Return what a reader can do to a control, as functions."""
    for slider in control.locator("input[type=range]").all():
        for end in (slider.get_attribute("min"), slider.get_attribute("max")):
            yield partial(slider.fill, end)
    for button in control.locator("input[type=radio], input[type=checkbox]").all():
        yield partial(button.click)
    for menu in control.locator("select").all():
        for option in menu.locator("option").all():
            yield partial(menu.select_option, option.get_attribute("value"))


@each_notebook_page
def test_menus_keep_the_rows_they_name_and_print_shows_all(visit, name):
    page = visit(name)
    for table in page.locator("table[data-filter]").all():
        rows = table.locator("tbody tr")
        frame = table.locator("xpath=ancestor::div[contains(@class, 'table-frame')]")
        menus = frame.locator("xpath=preceding-sibling::p[@class='filters'][1]").locator("select")
        columns = [int(column) for column in table.get_attribute("data-filter").split()]
        assert menus.count() == len(columns)
        for place, column in enumerate(columns):
            value = menus.nth(place).locator("option").nth(1).get_attribute("value")
            menus.nth(place).select_option(value)
            shown = [row.locator("td, th").nth(column).text_content() for row in rows.all() if row.is_visible()]
            assert set(shown) == {value}
            assert len(shown) < rows.count()
            page.emulate_media(media="print")
            assert all(row.is_visible() for row in rows.all())
            page.emulate_media(media="screen")
            menus.nth(place).select_option("")
        assert all(row.is_visible() for row in rows.all())


def test_on_a_phone_a_row_of_words_reads_from_top_to_bottom(visit):
    page = visit("13-documents-compared", 390)
    frame = page.locator(".table-frame", has=page.locator("table[data-filter]"))
    assert frame.evaluate("each => each.scrollWidth <= each.clientWidth")
    cells = frame.get_by_role("row").nth(1).get_by_role("cell")
    tops = [cell.bounding_box()["y"] for cell in cells.all()]
    assert len(tops) == len(set(tops)) >= 4
    heads = frame.get_by_role("columnheader").all_text_contents()
    assert cells.evaluate_all("all => all.map(each => each.dataset.label)") == heads[: len(tops)]


def test_the_evidence_page_holds_every_stated_number(visit):
    page = visit("15-evidence")
    ids = set(page.eval_on_selector_all("tr[id]", "all => all.map(each => each.id)"))
    assert set(load_table("quantities")["quantity_id"]) <= ids
    assert {f"erratum-{entry}" for entry in load_table("errata")["entry"]} <= ids


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("busy", [0, 100])
def test_a_link_to_a_row_opens_the_list_it_is_folded_into(visit, width, busy):
    page = visit("15-evidence", width, script=NEVER_IDLE)
    row = page.locator("[id='z-turnover-2013']")
    assert row.evaluate("row => row.closest('details').open") is False
    row.evaluate(FOLLOW_LINK_TO, busy)
    expect(row).to_be_in_viewport()
    page.wait_for_timeout(300)
    assert 10 < row.bounding_box()["y"] < 100, "near the top, yet not at the edge of the window"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_jump_between_two_blocks_keeps_its_place_while_the_page_is_laid_out(visit, width):
    page = visit("15-evidence", width, script=NEVER_IDLE)
    block = page.locator("main > .text").nth(40)
    middle = page.viewport_size["height"] / 2
    block.evaluate("(block, middle) => scrollTo(0, scrollY + block.getBoundingClientRect().top - middle - 4)", middle)
    page.wait_for_timeout(500)
    assert abs(block.bounding_box()["y"] - middle) < 100


def test_a_long_page_that_is_reloaded_shows_what_it_showed(visit):
    page = visit("15-evidence", 390)
    page.locator("h2#which-numbers-do-the-documents-state").evaluate(SCROLL_TO)
    place = "document.querySelector('#which-numbers-do-the-documents-state').getBoundingClientRect().top"
    before = page.evaluate(place)
    page.reload()
    page.wait_for_function(f"() => Math.abs({place} - {before}) < 5")
    page.wait_for_timeout(500)
    assert abs(page.evaluate(place) - before) < 5, "what is drawn later must not move it"


def test_a_wide_table_of_words_is_stacked_on_a_phone_and_one_that_is_opened_too(visit):
    page = visit("15-evidence", 390)
    assert page.locator("main .tabular > .table-frame table.stacks").count() > 0
    page.locator("details.fold summary").nth(10).click()
    expect(page.locator("details.fold[open] table.stacks")).to_have_count(1)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator("table.stacks thead").first.is_visible()


def test_the_front_page_has_ten_findings_with_evidence_and_a_card_for_each_page(visit):
    page = visit("index")
    assert page.locator(".findings > li").count() == 10
    assert page.locator(".cards > li").count() == len(NAMES)
    figure = page.locator(".findings button.figure").first
    figure.click()
    expect(page.locator(f"[id='{figure.get_attribute('popovertarget')}']")).to_be_visible()


def test_the_contents_follow_the_reading_and_the_neighbours_the_order(visit):
    first = visit(NAMES[0])
    assert first.locator("a[rel=next]").get_attribute("href") == f"{NAMES[1]}.html"
    links = first.locator(".on-page a")
    assert links.count() >= 3
    heading = first.locator(f"h2[id='{links.nth(1).get_attribute('href')[1:]}']")
    heading.evaluate("heading => heading.scrollIntoView()")
    expect(links.nth(1)).to_have_attribute("aria-current", "true")


def test_the_contents_are_folded_where_they_would_come_before_the_text(visit):
    unfolded = ".contents details[open]"
    assert visit(NAMES[0]).locator(unfolded).count() == 2
    on_phone = visit(NAMES[0], 390)
    assert on_phone.locator(unfolded).count() == 0
    on_phone.locator(".on-page summary").click()
    expect(on_phone.locator(".on-page a").first).to_be_visible()


# --- what readers may choose -------------------------------------------------------------------------


def test_dark_switches_live_and_is_remembered(visit):
    page = visit(NAMES[3], color_scheme="light")
    scroll_through(page)
    axis = page.locator("figure.chart .live svg text").first
    paper = "getComputedStyle(document.body).backgroundColor"
    before = (page.evaluate(paper), axis.evaluate("text => getComputedStyle(text).fill"))
    page.emulate_media(color_scheme="dark")
    followed = (page.evaluate(paper), axis.evaluate("text => getComputedStyle(text).fill"))
    assert all(one != other for one, other in zip(before, followed, strict=True))
    page.get_by_role("button", name="Dark").click()
    assert (page.evaluate(paper), axis.evaluate("text => getComputedStyle(text).fill")) == before
    page.reload()
    assert page.evaluate(paper) == before[0]


def test_code_unfolds_by_step_and_by_page_and_is_remembered(visit):
    page = visit(NAMES[3])
    steps = page.locator("details.code")
    steps.first.locator("summary").click()
    assert steps.first.locator("pre").is_visible()
    assert not steps.nth(1).locator("pre").is_visible()
    page.get_by_role("button", name="Show code").click()
    assert all(code.is_visible() for code in steps.locator("pre").all())
    page.goto(page.url.replace(NAMES[3], NAMES[4]))
    expect(page.locator("details.code pre").first).to_be_visible()
    page.get_by_role("button", name="Hide code").click()
    assert not page.locator("details.code pre").first.is_visible()


def test_a_key_reaches_a_page_that_waits_for_its_fonts(visit):
    page = visit(NAMES[0])
    page.add_init_script(FONTS_THAT_NEVER_COME)
    page.reload()
    assert not page.locator("h1").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("Rajin")
    expect(page.locator(".search-results a").first).to_contain_text("Rajin")
    assert page.problems == []


@pytest.mark.parametrize("words", ["Lee Soo-yong", "Ri Su Yong", "li su yong", "Khasan Rajn"])
def test_search_finds_any_spelling_and_forgives_slips(visit, words):
    page = visit(NAMES[0], offline=True)
    page.keyboard.press("/")
    page.keyboard.type(words)
    expected = "Rajin" if "Khasan" in words else "Ri Su Yong"
    expect(page.locator(".search-results a").first).to_contain_text(expected)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\.html#"))
    anchor = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert page.locator(f"[id='{anchor}']").count() == 1
    assert page.problems == []


# --- citing and reuse --------------------------------------------------------------------------------


@each_notebook_page
def test_a_page_can_be_cited_and_is_described_for_machines(visit, built_site, name):
    page = visit(name)
    for kind, mark in (("bib", "@"), ("ris", "TY  - "), ("json", "[")):
        assert (built_site / "cite" / f"{name}.{kind}").read_text(encoding="utf-8").startswith(mark)
        assert page.locator(f"a[href='cite/{name}.{kind}']").count() == 1
    described = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert described["@type"] == "Report"
    picture = page.locator("meta[property='og:image']").get_attribute("content")
    assert (built_site / picture).stat().st_size > 10_000


def test_the_whole_data_package_can_be_taken_away(visit, built_site):
    link = visit("index").locator("a[href$='.zip']").first.get_attribute("href")
    with zipfile.ZipFile(built_site / link) as package:
        names = {name.rsplit("/", 1)[-1] for name in package.namelist()}
    assert {"README.md", "datapackage.json", "quantities.csv"} <= names
