"""The series as one book: the pages of a built site joined into one HTML document, made to be printed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
from lxml import etree, html
from lxml.html import HtmlElement
from lxml.html.builder import CLASS, H2, OL, SECTION, SPAN, A

from tumen import paths
from tumen.build.citing import project
from tumen.build.publish import GENERATOR, MANIFEST
from tumen.data import load_table
from tumen.dates import read_aloud
from tumen.errors import BuildError
from tumen.markup import escape

TEMPLATES = paths.LIBRARY / "build" / "templates" / "tumen"
STYLE = paths.LIBRARY / "build" / "assets" / "css" / "book.css"
APPENDICES = ("references", "glossary")
"""Pages that close the book if the site has them; no notebook makes them."""

LONG_LINE = 90
"""Characters of a line of evidence, markup included, from which a note refers to an earlier one that has it too."""

SHORT = 320
"""Letters of a paragraph of at most five lines, which a browser would part with a single line on the next page."""

_SCREEN_CLASSES = ("close", "code", "controls", "filters", "live", "narrow", "permalink", "tools", "unseen", "ways")
_ONLY_ON_SCREEN = " | ".join(
    (
        "//script",
        "//form",
        "//nav",
        "//p[.//a[@download]]",
        "//section[h2/@id='cite']",
        "//figure//summary",
        *(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in _SCREEN_CLASSES),
    )
)
"""What a page holds for the screen alone: controls, code, downloads, the way around the site."""

_NAMING = {"for", "headers", "aria-labelledby", "aria-describedby", "aria-details", "aria-controls", "aria-owns"}
"""Attributes that hold ids, as many as there are, parted by spaces."""

_FIGURES = ".//*[@popovertarget]"

_DOT = "\N{NO-BREAK SPACE}· "
"""Between the parts of a note; a line may break after it."""

_PAGE_OF = re.compile(r'(<span class="page-of" data-of="([^"]+)">)(</span>)')
_TITLE = re.compile(r"(?P<number>\d+) · (?P<short>[^:]+): (?P<question>.+)")


@dataclass(frozen=True)
class Chapter:
    """One page of the site as a part of the book."""

    name: str
    title: str
    head: str
    """What stands at the top of its pages."""
    sections: tuple[tuple[str, str], ...]
    """Id and text of each h2."""
    opening: str
    """Title and lead, as HTML."""
    body: str
    """The rest, as HTML."""


@dataclass(frozen=True)
class Book:
    """The whole series."""

    chapters: tuple[Chapter, ...]

    def standing_sections(self) -> set[str]:
        """Return the headings of the sections that most chapters have; the contents name these on one line."""
        counts = Counter(text for chapter in self.chapters for _, text in chapter.sections)
        return {text for text, count in counts.items() if count > max(1, len(self.chapters) / 2)}

    def markup(self, page_numbers: Mapping[str, int]) -> str:
        """Return the book as one HTML document.

        Parameters
        ----------
        page_numbers
            The page on which each id stands, as far as known; where it is not, the place is left empty.
        """
        environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
        environment.filters |= {"css_text": _css_text, "read_aloud": read_aloud}
        text = environment.get_template("book.html.j2").render(
            project=project(),
            documents=load_table("documents").to_dict("records"),
            chapters=self.chapters,
            standing=self.standing_sections(),
            style=STYLE.read_text(encoding="utf-8"),
        )
        return _PAGE_OF.sub(lambda place: f"{place[1]}{page_numbers.get(place[2], '')}{place[3]}", text)

    def places(self) -> set[str]:
        """Return the ids whose page the book names."""
        return {place[2] for place in _PAGE_OF.finditer(self.markup({}))}


def join(site: Path) -> Book:
    """Return the pages of a built site as one book.

    Every id is led by the name of its page, so that none stands twice; links between pages lead within the book.

    Raises
    ------
    BuildError
        There is no site in the folder, or a figure of a page has no evidence.
    """
    names = [*_notebook_pages(site), *(name for name in APPENDICES if (site / f"{name}.html").exists())]
    parts = {name: _part(site, name) for name in names}
    ids = {each for part in parts.values() for each in part.xpath("//@id")}
    for part in parts.values():
        _mend_links(part, ids)
        _add_page_numbers(part)
        _keep_short_together(part)
    if "references" in parts:
        _spell_addresses(parts["references"])
    return Book(tuple(_chapter(name, part) for name, part in parts.items()))


def _notebook_pages(site: Path) -> list[str]:
    try:
        manifest = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
        if manifest["generator"] == GENERATOR:
            return sorted(manifest["pages"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise BuildError(f"{site} holds no site of Tumen to print; `make report` or `tumen build` builds one")


def _part(site: Path, name: str) -> HtmlElement:
    """Return a page as a part of the book, with its ids made its own and its notes at its end."""
    page = html.parse(str(site / f"{name}.html"), html.HTMLParser(encoding="utf-8")).getroot()
    for element in page.xpath(_ONLY_ON_SCREEN):
        if element.getparent() is not None:
            element.drop_tree()
    _make_ids_own(page, name)
    part = SECTION(CLASS("chapter"), *page.xpath("//main/*"), id=name)
    _dress_title(part)
    _close_details(part)
    _gather_notes(part, {card.get("id"): card for card in page.find_class("evidence-card")}, name)
    return part


def _make_ids_own(page: HtmlElement, name: str) -> None:
    """Lead every id of a page by the page's name, and turn addresses of the site into ids of the book."""

    def own(identity: str) -> str:
        return f"{name}--{identity}"

    for element in page.iter(etree.Element):
        for key, value in element.items():
            if key in ("id", "popovertarget"):
                element.set(key, own(value))
            elif key in _NAMING:
                element.set(key, " ".join(map(own, value.split())))
            elif key in ("href", "xlink:href"):
                element.set(key, _within_book(value, name))
            elif "url(#" in value:
                element.set(key, re.sub(r"url\(#([^)]+)\)", lambda place: f"url(#{own(place[1])})", value))


def _within_book(address: str, name: str) -> str:
    """Return the link of a page as one within the book: ``#anchor`` and ``page.html#anchor`` alike."""
    found = re.fullmatch(r"(?:(?P<page>[\w.-]+)\.html)?(?:#(?P<anchor>.*))?", address)
    if not found or not address:
        return address
    page = found["page"] or name
    return f"#{page}--{found['anchor']}" if found["anchor"] else f"#{page}"


def _dress_title(part: HtmlElement) -> None:
    """Set number, subject and question of the title apart, so that each can have its own line."""
    heading = part.find(".//h1")
    title = _TITLE.fullmatch(_text(heading))
    if title:
        heading.text = None
        heading[:] = [
            SPAN(CLASS("number"), title["number"], SPAN(CLASS("joint"), " ·\N{NO-BREAK SPACE}")),
            SPAN(CLASS("short"), title["short"], SPAN(CLASS("joint"), ":\N{NO-BREAK SPACE}")),
            SPAN(CLASS("question"), title["question"]),
        ]


def _opening(part: HtmlElement) -> list[HtmlElement]:
    """Take out of a part what stands before its first section: title and lead, which have a page of their own.

    A page without a running head must have a name of its own, and so cannot share its sheet with others.
    """
    opening = []
    for child in part:
        if child.tag == "h2" or child.find(".//h2") is not None:
            break
        opening.append(child)
    title = part.find(".//h1")
    if not any(title in child.iter() for child in opening):
        opening.append(title)
    for element in opening:
        element.getparent().remove(element)
    return opening


def _close_details(part: HtmlElement) -> None:
    """Leave the rows behind a chart to its page, with all its sources named; unfold what else is folded."""
    for details in part.xpath(".//figcaption//details"):
        sources = details.xpath("./p")
        if sources:
            caption = next(details.iterancestors("figcaption"))
            caption.find_class("source")[0].getparent().replace(caption.find_class("source")[0], sources[0])
        details.drop_tree()
    for details in part.find_class("fold"):
        details.find("summary").drop_tree()
        details.tag = "div"


def _gather_notes(part: HtmlElement, cards: Mapping[str, HtmlElement], name: str) -> None:
    """Number the figures by first appearance, and put the evidence of each as a note at the end of the part.

    Figures that stand in notes, as what others were computed from, are numbered after those of the text.
    """
    numbers: dict[str, int] = {}
    waiting = [part]
    for element in waiting:  # grows while notes name figures that no one named before
        for figure in element.xpath(_FIGURES):
            card = figure.get("popovertarget")
            if card not in cards:
                raise BuildError(f"{name}: the figure {_text(figure)!r} has no evidence on its page; build it anew")
            if card not in numbers:
                numbers[card] = len(numbers) + 1
                waiting.append(cards[card])
            _refer(figure, card, numbers[card])
    if numbers:
        notes = OL(*(html.fragment_fromstring(note) for note in _notes([cards[card] for card in numbers])))
        part.append(SECTION(CLASS("notes"), H2("Notes", id=f"{name}--notes-of-the-chapter"), notes))


def _refer(figure: HtmlElement, card: str, number: int) -> None:
    """Make the control of a figure into its text, followed by the number of its note."""
    figure.append(A(CLASS("note"), str(number), href=f"#{card}"))
    figure.drop_tag()


def _notes(cards: Iterable[HtmlElement]) -> Iterator[str]:
    """Yield each card as the text of a note; what an earlier note says at length is not said again.

    Few elements, as each of thousands of notes is described part by part in a PDF that can be read aloud.
    """
    said: dict[str, str] = {}
    for number, card in enumerate(cards, start=1):
        identity = escape(card.get("id"))
        lines = []
        for term in card.iter("dt"):
            line = _inline(term.getnext())
            lines.append(f"{escape(_text(term))}: {said.get(line, line)}")
            if len(line) > LONG_LINE:
                said.setdefault(line, f'as in note <a href="#{identity}">{number}</a>')
        title, value = (escape(_text(card.find_class(name)[0])) for name in ("evidence-title", "evidence-value"))
        yield f'<li id="{identity}"><b>{title}:</b> {_DOT.join([value, *lines])}</li>'


def _inline(line: HtmlElement) -> str:
    """Return what stands in a line of evidence as HTML for one line, its items parted by semicolons."""
    for item in line.xpath(".//li[following-sibling::li] | .//br"):
        item.tail = f"; {(item.tail or '').lstrip()}"
    etree.strip_tags(line, "ul", "li", "br", "span")
    return escape(line.text or "") + _markup(line)


def _mend_links(part: HtmlElement, ids: set[str]) -> None:
    """Take out what leads to nothing in the book: links into files of the site, names of what was left out."""
    for element in part.xpath(".//*[@href]"):
        address = element.get("href")
        if address.startswith("#") and address[1:] not in ids:
            address = "#" + address[1:].split("--")[0]
            element.set("href", address)
        if not (address[1:] in ids if address.startswith("#") else "://" in address or address.startswith("mailto:")):
            element.drop_tag()
    for element in part.iter(etree.Element):
        for key in _NAMING & set(element.keys()):
            kept = [each for each in element.get(key).split() if each in ids]
            element.set(key, " ".join(kept)) if kept else element.attrib.pop(key)


def _spell_addresses(part: HtmlElement) -> None:
    """Give in full the addresses that a page shortens: paper cannot be clicked."""
    for link in part.xpath(".//a[starts-with(., 'http') and contains(., '…')]"):
        link.text, link[:] = link.get("href"), []


def _add_page_numbers(part: HtmlElement) -> None:
    """Say after a link in a sentence that leads to another part on which page that is."""
    for link in part.xpath("./div[contains(@class, 'text')]//a[starts-with(@href, '#') and not(@class)]"):
        target = link.get("href")[1:]
        if target.split("--")[0] not in (part.get("id"), *APPENDICES):
            place = SPAN(CLASS("reference"), " (", _page_of(target), ")")
            place.tail, link.tail = link.tail, None
            link.addnext(place)


def _keep_short_together(part: HtmlElement) -> None:
    for paragraph in part.iter("p", "li"):
        if paragraph.find(".//p") is None and len(_text(paragraph)) <= SHORT:
            paragraph.classes.add("short")


def _page_of(target: str) -> HtmlElement:
    return A("page ", SPAN({"class": "page-of", "data-of": target}), href=f"#{target}")


def _chapter(name: str, part: HtmlElement) -> Chapter:
    title = _text(part.find(".//h1"))
    found = _TITLE.fullmatch(title)
    return Chapter(
        name,
        title,
        f"{found['number']} · {found['short']}" if found else title,
        tuple((heading.get("id"), _text(heading)) for heading in part.iter("h2")),
        _markup(_opening(part)),
        _markup(part),
    )


def _markup(elements: Iterable[HtmlElement]) -> str:
    return "".join(html.tostring(element, encoding="unicode") for element in elements)


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _css_text(text: str) -> str:
    """Return text as a string of CSS that may stand in a style element."""
    return '"' + text.replace("\\", r"\\").replace('"', r"\"").replace("<", r"\3c ") + '"'
