"""What search knows of the pages, and what a reader finds with it in a browser."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tumen import paths
from tumen.build import assets
from tumen.build.entries import Entry
from tumen.build.record import Record, Section
from tumen.build.search import WHOLE_TEXT, search_script

LONG = " ".join(f"Sentence {number} of many says little." for number in range(60))
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)> \u2028 \"quoted\\\" & 'so on'"


def record(name, title, *sections, entries=()):
    return Record(name, title, "", "", tuple(Section(*each) for each in sections), (), tuple(entries), ())


RECORDS = (
    record(
        "02-milestones",
        "02 · Key milestones",
        ("", "", "How the two states came back to each other, year by year."),
        ("who-came", "Who came?", "In autumn Ri Su Yong, the foreign minister, came to Moscow. Trade was on his list."),
        ("a-note", "A note", "The article writes Lee Soo-yong. Of barter it says nothing."),
        ("Sources", "Sources", "Bookish, A. (2014) A title that nobody else names."),
        entries=["ri-su-yong"],
    ),
    record(
        "03-trade",
        "03 · Barter and money",
        ("", "", "What was sold in 2013, and for how much: $112.7 m."),
        ("barter-again", "Barter again?", "Coal went to Rajin by the line Khasan-Rajin. Traders met at Vladivostok."),
        ("the-coal-port", "The coal port", f"Ch’ŏngjin’s port was closed. {LONG} Zeppelins never came. https://a.b/c"),
        ("hostile", f"Heading {HOSTILE}", f"Text {HOSTILE}"),
    ),
    record("04-galushka", "04 · Plans", ("", "", "Plans of a minister."), entries=["alexander-galushka"]),
)
ENTRIES = (
    Entry("ri-su-yong", "person", "Ri Su Yong", ("Lee Soo-yong",), "Foreign minister of the DPRK."),
    Entry("alexander-galushka", "person", "Alexander Galushka", (), "Minister of Russia."),
    Entry("barter", "term", "barter", (), "Goods for goods."),
    Entry("dprk", "place", "DPRK", ("North Korea", "N. Korea"), "State."),
    Entry("hostile", "term", f"Term {HOSTILE}", (f"Alias {HOSTILE}",), HOSTILE),
)
RI = "glossary.html#entry-ri-su-yong"


def content_of(script):
    return json.loads(script.removeprefix("window.tumenSearch=").removesuffix(";\n"))


# --- the index ---------------------------------------------------------------------------------------


def test_the_same_pages_give_the_same_index_in_whatever_order_the_entries_come():
    assert search_script(RECORDS, ENTRIES) == search_script(RECORDS, ENTRIES[::-1])


def test_hostile_text_stays_text():
    script = search_script(RECORDS, ENTRIES)
    assert not re.search("[<>&\u2028\u2029]", script)
    assert content_of(script)["entries"][-2][2:4] == [f"Term {HOSTILE}", [f"Alias {HOSTILE}"]]


def test_the_index_says_which_pages_name_an_entry():
    named = {row[0]: row[5] for row in content_of(search_script(RECORDS, ENTRIES))["entries"]}
    assert named == {"ri-su-yong": [0], "alexander-galushka": [2], "barter": [], "dprk": [], "hostile": []}


def test_a_long_section_keeps_its_beginning_and_every_new_word_once():
    sections = content_of(search_script(RECORDS, ENTRIES))["sections"]
    _, _, _, beginning, rest = next(row for row in sections if row[2] == "The coal port")
    assert len(beginning) <= WHOLE_TEXT
    assert beginning.startswith("Ch’ŏngjin’s port was closed. Sentence 0")
    assert {"Zeppelins", "never", "came", "59"} <= set(rest.split())
    assert not {"Sentence", "many", "says", "https", "a.b"} & set(rest.split())


def test_lists_of_references_are_left_to_their_own_page():
    assert "Bookish" not in search_script(RECORDS, ENTRIES)


def test_the_index_of_the_series_stays_small():
    index = paths.SITE / "assets" / "search-index.js"
    if not index.exists():
        pytest.skip("the site is not built: the size of its index was not looked at")
    assert len(gzip.compress(index.read_bytes())) <= 60_000


# --- in the browser ----------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path):
    """A page with the header of the template and its security policy, and the index."""
    template = (assets.FOLDER.parent / "templates" / "tumen" / "base.html.j2").read_text(encoding="utf-8")
    policy = re.search(r'<meta http-equiv="Content-Security-Policy".*?>', template)[0]
    form = re.search(r'<form class="search".*?</form>', template, re.DOTALL)[0]
    page = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{policy}
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Page</title>
<link rel="stylesheet" href="assets/tumen.css"><script src="assets/start.js"></script>
<script src="assets/tumen.js" defer></script></head><body>
<header class="site-header"><a class="home" href="index.html">Tumen</a>
<nav class="site-nav" aria-label="Site"></nav>{form}</header>
<main><h1>Page</h1><p><label>Name <input id="name"></label></p><p>A line with <a id="last" href="a.html">a link</a>.</p>
</main></body></html>"""
    (tmp_path / "assets").mkdir()
    for name in ["index", "02-milestones", "03-trade", "glossary"]:
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
    joined = {"tumen.js": ["js/search-engine.js", "js/search.js"], "tumen.css": ["css/base.css", "css/search.css"]}
    for name, files in {**joined, "start.js": ["js/start.js"]}.items():
        text = "\n".join((assets.FOLDER / file).read_text(encoding="utf-8") for file in files)
        (tmp_path / "assets" / name).write_text(text, encoding="utf-8")
    script = search_script(RECORDS, ENTRIES)
    (tmp_path / "assets" / "search-index.js").write_text(script, encoding="utf-8")
    return tmp_path


@pytest.fixture
def visit(browser, site):
    contexts = []

    def open_page(width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.problems, page.asked_for = [], []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("dialog", lambda dialog: page.problems.append(dialog.message))
        page.on("request", lambda request: page.asked_for.append(request.url.rpartition("/")[2]))
        page.goto((site / "index.html").as_uri())
        page.locator("body").wait_for()  # it stays hidden until the fonts are there
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(visit):
    return visit()


def links(page, query):
    """Search, and return where the results lead, in order."""
    page.locator("#search-field").fill(query)
    expect(page.locator(".search-count")).not_to_have_text(re.compile(r"^$|Loading"))
    return page.eval_on_selector_all(".search-result", "all => all.map(each => each.getAttribute('href'))")


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.id")


@pytest.mark.browser
@pytest.mark.parametrize(
    "query",
    [
        *("Ri Su Yong", "Lee Soo-yong", "Lee Su Yong", "lee soo yong", "Lee Soo\u2011yong", "LEE SŎO-YŎNG"),
        *("Ri Suyong", "sooyong", "Leesooyong", "soo yong", "Soo-yong’s"),
    ],
)
def test_every_spelling_finds_the_person_and_the_sections_that_use_another(page, query):
    found = links(page, query)
    assert found[0] == RI
    assert set(found[1:]) == {"02-milestones.html#who-came", "02-milestones.html#a-note"}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("Galuschka", "glossary.html#entry-alexander-galushka"),
        ("galushak", "glossary.html#entry-alexander-galushka"),
        ("Rajni", "03-trade.html#barter-again"),
        ("Vladiwostock", "03-trade.html#barter-again"),
        ("milestnoes", "02-milestones.html"),
        ("zepelins", "03-trade.html#the-coal-port"),
    ],
)
def test_typing_errors_are_forgiven(page, query, link):
    assert links(page, query)[0] == link


@pytest.mark.browser
@pytest.mark.parametrize("query", ["2014", "112.8", "rig", "Vlodivastuk"])
def test_other_numbers_short_words_and_three_errors_are_not_taken_for_another_word(page, query):
    assert links(page, query) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("khasanrajin", "03-trade.html#barter-again"),
        ("Khasan Rajin", "03-trade.html#barter-again"),
        ("coalport", "03-trade.html#the-coal-port"),
        ("coal-port", "03-trade.html#the-coal-port"),
        ("chongjin", "03-trade.html#the-coal-port"),
        ("Ch'ongjin", "03-trade.html#the-coal-port"),
        ("zeppelin never", "03-trade.html#the-coal-port"),
        ("112.7", "03-trade.html"),
    ],
)
def test_hyphens_marks_plurals_and_what_follows_the_kept_text_do_not_hide_a_section(page, query, link):
    assert links(page, query)[0] == link


@pytest.mark.browser
def test_entries_come_first_then_titles_headings_and_text(page):
    assert links(page, "barter") == [
        "glossary.html#entry-barter",
        "03-trade.html",
        "03-trade.html#barter-again",
        "02-milestones.html#a-note",
    ]


@pytest.mark.browser
def test_a_whole_word_comes_before_the_beginning_of_one(page):
    assert links(page, "trade") == ["02-milestones.html#who-came", "03-trade.html#barter-again"]


@pytest.mark.browser
def test_a_page_that_names_an_entry_where_no_kept_text_does_is_found_by_it(page):
    assert links(page, "Alexander Galushka") == ["glossary.html#entry-alexander-galushka", "04-galushka.html"]
    assert page.locator(".search-excerpt").all_inner_texts() == ["Minister of Russia.", "Named on this page."]


@pytest.mark.browser
def test_half_of_a_name_does_not_stand_for_the_other_half(page):
    assert links(page, "north") == links(page, "korea") == ["glossary.html#entry-dprk"]


@pytest.mark.browser
def test_where_no_section_has_all_words_those_with_most_are_shown_and_it_is_said(page):
    assert links(page, "coal to Rajin by airship") == ["03-trade.html#barter-again"]
    expect(page.locator(".search-count")).to_contain_text("Nothing has all of these words")


@pytest.mark.browser
def test_who_finds_nothing_is_told_what_to_try(page):
    assert links(page, "xyzzyplugh") == []
    expect(page.get_by_role("status")).to_contain_text("another spelling")


@pytest.mark.browser
def test_a_result_shows_its_page_and_the_words_that_were_sought(page):
    links(page, "foreign minister moscow")
    result = page.locator(".search-result").last
    assert result.locator(".search-name").inner_text() == "Who came?"
    assert result.locator(".search-where").inner_text() == "02 · Key milestones"
    assert result.locator("mark").all_inner_texts() == ["foreign", "minister", "Moscow"]


@pytest.mark.browser
def test_an_excerpt_is_short_and_names_what_stands_beyond_the_kept_text(page):
    links(page, "zeppelins")
    excerpt = page.locator(".search-excerpt").inner_text()
    assert len(excerpt) < 170
    assert excerpt.endswith("… Zeppelins …")


@pytest.mark.browser
def test_text_from_the_index_is_never_taken_for_html(page):
    links(page, "hostile quoted heading")
    assert page.locator(".search-panel :is(img, script, b)").count() == 0
    links(page, "onerror")
    assert "<img src=x onerror=alert(1)>" in page.locator(".search-panel").inner_text()
    assert page.problems == []


@pytest.mark.browser
def test_the_index_is_loaded_when_the_field_is_first_entered(page):
    page.locator("#last").focus()
    assert "search-index.js" not in page.asked_for
    links(page, "barter")
    page.locator("#last").focus()
    assert links(page, "barter")
    assert page.asked_for.count("search-index.js") == 1


@pytest.mark.browser
def test_a_missing_index_is_named(site, page):
    (site / "assets" / "search-index.js").unlink()
    page.locator("#search-field").focus()
    expect(page.get_by_role("status")).to_contain_text("assets/search-index.js is missing")


@pytest.mark.browser
def test_the_keyboard_does_it_all(page):
    page.keyboard.press("/")
    assert focused(page) == "search-field"
    page.keyboard.type("barter")
    expect(page.locator(".search-result")).to_have_count(4)
    for key, place in [("ArrowDown", "glossary.html#entry-barter"), ("ArrowDown", "03-trade.html")]:
        page.keyboard.press(key)
        assert focused(page) == place
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    assert focused(page) == "search-field"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert focused(page) == "search-field"
    assert page.locator(".search-result").count() == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary.html#entry-barter")


@pytest.mark.browser
def test_a_result_on_the_same_page_closes_the_panel(page):
    links(page, "barter")
    page.evaluate("document.querySelectorAll('.search-result').forEach(each => each.setAttribute('href', '#last'))")
    page.locator(".search-result").first.click()
    assert page.locator(".search-result").count() == 0
    assert page.url.endswith("index.html#last")


@pytest.mark.browser
def test_leaving_the_search_closes_it(page):
    links(page, "barter")
    page.locator("#name").focus()
    assert page.locator(".search-result").count() == 0
    page.locator("#search-field").focus()
    expect(page.locator(".search-result")).to_have_count(4)
    page.locator("h1").click()
    assert page.locator(".search-result").count() == 0


@pytest.mark.browser
def test_the_shortcuts_leave_typing_alone_and_the_slash_can_be_switched_off(page):
    page.locator("#name").focus()
    page.keyboard.press("/")
    assert page.locator("#name").input_value() == "/"
    page.locator("#last").focus()
    page.keyboard.press("Control+k")
    assert focused(page) == "search-field"
    page.keyboard.type("barter")
    page.get_by_label("The key /").uncheck()
    page.reload()
    page.keyboard.press("/")
    assert focused(page) != "search-field"


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_results_fit_the_screen_and_axe_finds_no_violation(visit, width, scheme):
    page = visit(width, color_scheme=scheme)
    for query in ("barter", "hostile", "xyzzyplugh"):
        links(page, query)
        results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        found = [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in results.response["violations"]]
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        panel = page.locator(".search-panel").bounding_box()
        assert panel["x"] >= 0
        assert panel["x"] + panel["width"] <= width


@pytest.mark.browser
def test_without_javascript_there_is_no_field(visit):
    assert not visit(java_script_enabled=False).locator(".search").is_visible()
