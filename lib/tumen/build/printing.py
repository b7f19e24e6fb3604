"""The book as a PDF: printed by a browser until the page numbers in its contents are those of its pages."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tumen import paths
from tumen.build.book import Book, join
from tumen.build.browser import find_browser
from tumen.build.citing import project
from tumen.errors import BuildError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

MOST_PASSES = 4
"""Printings before we give up: numbers move no more once each has its room."""

_ORIGIN = "http://tumen.invalid/"
"""Where the browser believes the book to be; every request is answered from the site's folder, none leaves."""

_WIDTH = 627
"""Pixels between the margins of the page that book.css sets up (166 mm)."""

_FIT_TO_PAPER = paths.LIBRARY / "build" / "assets" / "book.js"

_INSTALL = "`make report` sets up all that is needed, or install Tumen with its extra `dev`"
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")


def print_book(site: Path, out: Path, report: Callable[[str], None] = lambda line: None) -> int:
    """Print the series in ``site`` into the PDF ``out``, and return how many pages it has.

    Parameters
    ----------
    site
        Folder of a built site.
    out
        Replaced only when all has succeeded.
    report
        Called with a line for each step.

    Raises
    ------
    BuildError
        No site there, nothing to print with, or page numbers that do not settle.
    """
    book = join(site)
    with _open_browser() as browser:
        pdf, pages = print_with(browser, book, site, report)
    out.parent.mkdir(parents=True, exist_ok=True)
    new = out.with_name(f".{out.name}-new")
    new.write_bytes(pdf)
    new.replace(out)
    return pages


def print_with(
    browser: Browser, book: Book, site: Path, report: Callable[[str], None] = lambda line: None
) -> tuple[bytes, int]:
    """Print a book with the page numbers found in the printing before, until they are the same.

    Returns
    -------
    tuple
        The PDF, and how many pages it has.
    """
    numbers: dict[str, int] = {}
    for turn in range(1, MOST_PASSES + 1):
        pdf = _print(browser, book.markup(numbers), site)
        found, pages = _page_numbers(pdf, book.places())
        report(f"printed {pages} pages (pass {turn})")
        if found == numbers:
            return _dated(pdf, project().released), pages
        numbers = found
    raise BuildError(f"the page numbers of the book still changed after {MOST_PASSES} printings; report this as a bug")


def _page_numbers(pdf: bytes, wanted: set[str]) -> tuple[dict[str, int], int]:
    """Return the page, from 1, of each wanted id, and the number of pages."""
    reader = _pypdf().PdfReader(io.BytesIO(pdf))
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, start=1)}
    places = {name.removeprefix("/"): place for name, place in reader.named_destinations.items()}
    lost = sorted(wanted - places.keys())
    if lost:
        raise BuildError(f"{lost[0]!r}, which the contents of the book name, is on none of its pages; report this bug")
    return {name: pages[places[name].page.idnum] for name in wanted}, len(pages)


def _dated(pdf: bytes, day: str) -> bytes:
    """Put the day of the release in place of the time of printing, so that the same book has the same bytes."""
    return _DATE.sub(lambda match: b"/%s (D:%s000000" % (match[1], day.replace("-", "").encode()), pdf)


def _pypdf() -> Any:
    try:
        import pypdf
    except ModuleNotFoundError as error:
        raise BuildError(f"printing needs pypdf, which is not installed: {_INSTALL}") from error
    return pypdf


@contextmanager
def _open_browser() -> Iterator[Browser]:
    _pypdf()
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError as error:
        raise BuildError(f"printing needs playwright, which is not installed: {_INSTALL}") from error
    executable = find_browser()
    if not executable:
        raise BuildError(
            "printing needs Chromium or Chrome, and none was found: install one, or run "
            "`.venv/bin/python -m playwright install chromium`"
        )
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=executable)
        except Error as error:
            raise BuildError(f"{executable} does not start: {str(error).splitlines()[0]}") from error
        yield browser
        browser.close()


def _print(browser: Browser, markup: str, site: Path) -> bytes:
    page = browser.new_page(viewport={"width": _WIDTH, "height": 960})
    page.route("**/*", lambda route: _answer(route, markup, site))
    page.emulate_media(media="print", color_scheme="light")
    page.goto(_ORIGIN)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.evaluate(_FIT_TO_PAPER.read_text(encoding="utf-8"))
    pdf = page.pdf(prefer_css_page_size=True, outline=True, tagged=True)
    page.close()
    return pdf


def _answer(route: Route, markup: str, site: Path) -> None:
    """Answer a request of the book with a file of the site; nothing is fetched from anywhere else."""
    address = route.request.url
    file = site / unquote(urlsplit(address).path).lstrip("/")
    if address == _ORIGIN:
        route.fulfill(body=markup, content_type="text/html; charset=utf-8")
    elif address.startswith(_ORIGIN) and file.is_file():
        route.fulfill(path=file)
    else:
        route.abort()
