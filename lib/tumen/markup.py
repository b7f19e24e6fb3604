"""Text to HTML: one Markdown renderer and one sanitiser for everything that comes from notebooks or data."""

from __future__ import annotations

import html
import json
import re
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    *(
        "a",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
    ),
    *(
        "h3",
        "h4",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
    ),
    *("td", "tfoot", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "td": {"colspan", "class"},
    "th": {"colspan", "scope", "class"},
    "table": {"class"},
    "tr": {"class"},
    "ol": {"start"},
}


@cache
def _renderer(with_data: bool) -> MarkdownIt:
    options = {"html": not with_data, "typographer": True, "quotes": "“”‘’"}
    renderer = MarkdownIt("commonmark", options).enable(["table", "strikethrough", "smartquotes"])
    if with_data:
        renderer.disable(["entity", "image"])
        renderer.validateLink = lambda target: ":" not in target and not target.startswith(("/", "\\"))
    return renderer


def render_markdown(text: str, *, with_data: bool = False) -> str:
    """Return Markdown as sanitised HTML; links to notebooks become links to their pages.

    Parameters
    ----------
    with_data
        Whether words of the data stand in it. Then HTML, entities, pictures and links that would leave the site are
        shown as the characters they are written with.
    """
    return _to_pages(sanitise(_renderer(with_data).render(text)))


def sanitise(markup: str) -> str:
    """Return HTML with nothing in it but text, structure and links: no script, style, event or image."""
    return nh3.clean(markup, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes={"http", "https", "mailto"})


def _to_pages(markup: str) -> str:
    return re.sub(r'(href="[\w./-]+)\.ipynb((?:#[^"]*)?")', r"\1.html\2", markup)


def escape(text: object) -> str:
    """Return text safe to stand in HTML, attributes included."""
    return html.escape(str(text), quote=True)


def web_address(text: object) -> str | None:
    """Return an address if a link may lead there: http and https, nothing else."""
    return text if isinstance(text, str) and re.match(r"https?://", text) else None


def script_json(value: Any) -> str:
    """Return JSON that may stand in a script element or in a script, whatever text it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def slug(text: str) -> str:
    """Return a heading as an id: ``"Who trades most?"`` → ``"who-trades-most"``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"
