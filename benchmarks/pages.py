"""What a reader downloads and waits for: our pages against plain nbconvert pages of the same notebooks.

Both kinds of page are opened in turn in one Chromium, from disk and without network, so that whatever slows the
machine down hits both. ``benchmarks/README.md`` tells what each row means.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from tumen import paths
from tumen.build.browser import find_browser
from tumen.build.plan import find_notebook

WIDTHS = (1280, 390)
HEIGHT = 900
NOTEBOOKS = ("00", "03", "15")
PATIENCE = 15_000
"""Milliseconds after which a chart counts as never interactive."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

PROBE = """
(([chart, live]) => {
  const seen = (window.seen = { shift: 0 });
  const note = (name) => { seen[name] ??= performance.now(); };
  const watch = (type, each) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch("paint", (entry) => { if (entry.name === "first-contentful-paint") seen.text = entry.startTime; });
  // Browsers leave out what follows within half a second of a key or click; the jump below stands for one.
  const isAfterJump = (entry) => entry.startTime > seen.jump && entry.startTime < seen.jump + 500;
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput && !isAfterJump(entry)) seen.shift += entry.value; });

  const box = (each) => each.getBoundingClientRect();
  const hasPicture = (each) => [...each.querySelectorAll("svg, img")].some(
    (picture) => picture.complete !== false && box(picture).height > 50);
  const isInView = (each) => box(each).bottom > 0 && box(each).top < innerHeight;
  const isLive = (each) => live !== null && each.matches(live);

  // A reader goes to the first chart as soon as it is there. What one frame lays out, the next has shown.
  let isThere = false;
  function look() {
    const charts = [...document.querySelectorAll(chart)];
    if (isThere) note("drawn");
    if (charts.length && !isThere && hasPicture(charts[0])) {
      charts[0].scrollIntoView({ block: "center", behavior: "instant" });
      note("jump");
      isThere = true;
    }
    if (isThere && isLive(charts[0])) note("live");
    if (isThere && charts.filter(isInView).every(isLive)) note("allLive");
    if ((live === null ? seen.drawn : seen.allLive) === undefined) requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
})
"""


@dataclass(frozen=True)
class Kind:
    """A kind of page: where it lies, and how its charts and those that are interactive are found."""

    name: str
    folder: Path
    chart: str
    live: str | None = None


Visit = dict[str, float]
"""What one visit measured, by the names in `ROWS`; what is missing never happened."""
Visits = dict[tuple[str, int, str], list[Visit]]
"""By notebook, width and kind of page."""

ROWS = {
    "page": ("page, gzip", "KB"),
    "files": ("other files it loads, gzip", "KB"),
    "text": ("first text", "ms"),
    "drawn": ("first chart drawn", "ms"),
    "live": ("first chart interactive", "ms"),
    "allLive": ("all charts in view interactive", "ms"),
    "shift": ("layout shift", ""),
    "requests": ("requests", ""),
    "leaving": ("of these, leaving the folder", ""),
}


def convert(notebooks: Iterable[str], site: Path, folder: Path) -> None:
    """Write the page that nbconvert makes of each executed notebook of the site, without any option."""
    files = [str(site / "notebooks" / f"{name}.ipynb") for name in notebooks]
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--log-level", "ERROR", "--output-dir", str(folder)]
    subprocess.run([*command, *files], check=True)


def visit(browser: Browser, kind: Kind, name: str, width: int) -> Visit:
    """Open a page as a new reader would, go to its first chart, then scroll through it all."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, offline=True)
    page = context.new_page()
    page.add_init_script(f"{PROBE}({json.dumps([kind.chart, kind.live])});")
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto((kind.folder / f"{name}.html").as_uri())
    if kind.live and page.locator(kind.chart).count():
        wait_until_live(page)
    scroll_through(page)
    seen = page.evaluate("window.seen")
    if "drawn" in seen:  # the first paint is timed on the screen, the chart in the page a little before
        seen["drawn"] = max(seen["drawn"], seen["text"])
    context.close()
    return seen | downloads(kind.folder, [url for url in urls if not url.startswith(("data:", "blob:"))])


def wait_until_live(page: Page) -> None:
    """Wait for the charts in view, at most `PATIENCE`; that they never become interactive is a result too."""
    for _ in range(PATIENCE // 50):  # `wait_for_function` would need the `eval` that our pages forbid
        if page.evaluate("window.seen.allLive !== undefined"):
            return
        page.wait_for_timeout(50)
    print(f"gave up waiting on {page.url}", file=sys.stderr)


def scroll_through(page: Page) -> None:
    """Show the whole page from top to bottom, a screen at a time, with time for each to settle."""
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.wait_for_timeout(200)
    while page.evaluate("scrollY + innerHeight < document.documentElement.scrollHeight - 1"):
        page.evaluate("scrollBy({ top: innerHeight, behavior: 'instant' })")
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)


def downloads(folder: Path, urls: list[str]) -> Visit:
    """Return what the page and the files it loads from its folder weigh, and how many requests leave the folder."""
    inside = [url for url in urls if url.startswith(folder.as_uri())]
    paths_inside = dict.fromkeys(Path(unquote(urlsplit(url).path)) for url in inside)
    page, *files = map(gzipped, paths_inside)
    return {"page": page, "files": sum(files), "requests": len(urls), "leaving": len(urls) - len(inside)}


def gzipped(path: Path) -> float:
    """Return the size of a file in KB (1,000 bytes) after ``gzip -9``."""
    return len(gzip.compress(path.read_bytes(), 9)) / 1000


def median(visits: list[Visit], row: str) -> float | None:
    """Return the median over the visits; None if any of them never got there."""
    values = [each.get(row) for each in visits]
    return None if None in values else statistics.median(values)


def measure(browser: Browser, kinds: list[Kind], names: list[str], runs: int) -> Visits:
    """Visit each page at each width; the kinds of page take turns."""
    visits: Visits = {}
    for name in names:
        for width in WIDTHS:
            for run in range(runs + 1):
                for kind in kinds:
                    seen = visit(browser, kind, name, width)
                    if run:  # the first fills the disk cache, so that no kind pays for being first
                        visits.setdefault((name, width, kind.name), []).append(seen)
            print(f"measured {name} at {width} px", file=sys.stderr)
    return visits


def table(visits: Visits, kinds: list[Kind], name: str) -> str:
    """Return the medians of a notebook as a Markdown table: at each width ours, theirs and their ratio."""
    heads = " | ".join(f"{width} px: {kinds[0].name} | {kinds[1].name} | ratio" for width in WIDTHS)
    lines = [f"| {name} | {heads} |", f"|---|{'---:|' * 3 * len(WIDTHS)}"]
    for row, (title, unit) in ROWS.items():
        cells = []
        for width in WIDTHS:
            ours, theirs = (median(visits[name, width, kind.name], row) for kind in kinds)
            cells += [shown(ours, unit), shown(theirs, unit), f"{ours / theirs:.2f}" if ours and theirs else ""]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def shown(value: float | None, unit: str) -> str:
    """Return a value with its unit; small numbers without one keep three decimals."""
    if value is None:
        return "never"
    return f"{value:,.0f} {unit}" if unit else f"{value:.3f}".rstrip("0").rstrip(".")


def machine(browser: Browser) -> str:
    """Return what the numbers depend on."""
    return f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}, Chromium {browser.version}"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", default=NOTEBOOKS, help="names or numbers of notebooks")
    parser.add_argument("--site", type=Path, default=paths.SITE, help="the built site")
    parser.add_argument("--runs", type=int, default=5, help="visits of each page at each width")
    options = parser.parse_args()
    names = [find_notebook(name).stem for name in options.notebooks]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        convert(names, options.site, Path(folder))
        nbconvert = Kind("nbconvert", Path(folder), '[data-mime-type="image/svg+xml"]')
        kinds = [Kind("Tumen", options.site.resolve(), "figure.chart", ".is-live"), nbconvert]
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        visits = measure(browser, kinds, names, options.runs)
        print(f"{date.today():%d %B %Y}, {machine(browser)}, medians of {options.runs} visits each, no network.")
        for name in names:
            print(f"\n{table(visits, kinds, name)}")
        browser.close()


if __name__ == "__main__":
    main()
