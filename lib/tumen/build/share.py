"""What a page looks like where its address is shared: Open Graph properties and a picture."""

from __future__ import annotations

import re

import vl_convert

from tumen import paths, theme
from tumen.build.citing import site_address
from tumen.markup import escape

WIDTH, HEIGHT = 1200, 630
"""Pixels of the picture, as Open Graph asks for."""

SITE_NAME = "Tumen"
_PROMISE = "Every figure opens its evidence"

_ICON = paths.LIBRARY / "build" / "assets" / "icon.svg"
_ACCENT, _PALE = "#1f5f99", "#d3e3f1"
_FONT = "Liberation Sans"  # vl-convert carries it

_PANEL, _MARGIN = 480, 54
"""Width of the coloured panel, and its inner margin."""
_CHART = (_PANEL + 32, 32, WIDTH - _PANEL - 64, HEIGHT - 64)
"""Place of the chart: left, top, width, height."""
_LEAST_SHARE = 0.7
"""A chart so tall that it would fill less of that width is cut off below instead of shrunk."""

_SUBJECT, _GAP, _FOOT = 158, 48, HEIGHT - 60
"""Base line of the subject; from the headline to the summary below it; base line of the last words."""
_HEADLINES, _LEADING = ((56, 3), (46, 4), (38, 6)), 1.16
"""Sizes of the headline, with the lines that each may take; distance of its lines, in these sizes."""
QUALITY = 88
_SMALL, _SMALL_LEADING = 21, 29


def share_properties(
    title: str, description: str, picture: str, picture_text: str, page: str, base: str | None = None
) -> list[tuple[str, str]]:
    """Return the Open Graph properties of a page, as names and contents of ``meta`` elements.

    Parameters
    ----------
    picture, picture_text
        Path of the picture within the site, and what it shows.
    page
        Path of the page within the site.
    base
        Address under which the site is published. Most readers of Open Graph need whole addresses.
    """
    return [
        ("og:type", "article"),
        ("og:site_name", SITE_NAME),
        ("og:locale", "en_GB"),
        ("og:title", title),
        ("og:description", description),
        *([("og:url", site_address(page, base))] if base else []),
        ("og:image", site_address(picture, base)),
        ("og:image:type", "image/jpeg"),
        ("og:image:width", str(WIDTH)),
        ("og:image:height", str(HEIGHT)),
        ("og:image:alt", picture_text),
        ("twitter:card", "summary_large_image"),
    ]


def share_file(name: str) -> str:
    """Return where a site keeps the picture of a page for where its address is shared."""
    return f"share/{name}.jpg"


def share_picture(title: str, summary: str, chart_svg: str | None) -> bytes:
    """Return the picture of a page as JPEG: its title on a coloured panel, its first chart beside it.

    Parameters
    ----------
    title
        With its number: ``"03 · Bilateral trade: how large was it?"``; the question becomes the headline.
    summary
        Its first sentence is shown if there is room.
    chart_svg
        The chart on light paper, or None for a page without one.
    """
    return vl_convert.svg_to_jpeg(share_drawing(title, summary, chart_svg), quality=QUALITY)


def share_drawing(title: str, summary: str, chart_svg: str | None) -> str:
    """Return the picture of a page as SVG; see `share_picture`."""
    panel = _PANEL if chart_svg else WIDTH
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="{_FONT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.LIGHT["paper"]}"/>'
        f"{_chart(chart_svg) if chart_svg else ''}"
        f'<rect width="{panel}" height="{HEIGHT}" fill="{_ACCENT}"/>'
        f"{'' if chart_svg else _river()}{_brand()}{_words(title, summary, panel - 2 * _MARGIN)}</svg>"
    )


def _chart(svg: str) -> str:
    left, top, width, height = _CHART
    own_width, own_height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    if own_width * height / own_height >= _LEAST_SHARE * width:
        return _placed(svg, left, top, width, height, "xMidYMid meet")
    shown = HEIGHT - top
    return (
        f"{_placed(svg, left, top, width, shown, 'xMidYMin slice')}"
        f'<linearGradient id="fade" x2="0" y2="1"><stop stop-color="{theme.LIGHT["paper"]}" stop-opacity="0"/>'
        f'<stop offset="1" stop-color="{theme.LIGHT["paper"]}"/></linearGradient>'
        f'<rect x="{_PANEL}" y="{HEIGHT - 120}" width="{WIDTH - _PANEL}" height="120" fill="url(#fade)"/>'
    )


def _placed(svg: str, left: float, top: float, width: float, height: float, fit: str) -> str:
    """Return an SVG with its own coordinates at a place in another; as an image it would take longer to draw."""
    opening, content = svg.split(">", 1)
    own = re.sub(r' (?:x|y|width|height)="[^"]*"', "", opening)
    return f'{own} x="{left}" y="{top}" width="{width}" height="{height}" preserveAspectRatio="{fit}">{content}'


def _brand() -> str:
    """Return the mark: the colour of its ground is that of the panel, so that its river flows freely."""
    mark = _placed(_mark(), _MARGIN - 5, 40, 58, 58, "xMidYMid meet")
    return f"{mark}{_line(SITE_NAME, 79, 30, 'bold', '#ffffff', _MARGIN + 64)}"


def _river() -> str:
    """Return the river of the mark, wide and faint, for a picture without a chart."""
    faint = _mark().replace("<path", '<path stroke-opacity="0.14"')  # its ground is as the panel's already
    return _placed(faint, -200, -60, 1600, 1600, "xMidYMid meet")


def _mark() -> str:
    return _ICON.read_text(encoding="utf-8")


def _words(title: str, summary: str, width: int) -> str:
    subject, headline = _parted(title)
    size, lines = _headline(headline, width)
    end = _SUBJECT + 14 + size * _LEADING * len(lines)
    lead = _wrapped(_first_sentence(summary), width / _SMALL)
    has_room = end + _GAP + _SMALL_LEADING * len(lead) < _FOOT
    return (
        _line(subject, _SUBJECT, 23, "normal", _PALE)
        + _paragraph(lines, _SUBJECT + 14, size, size * _LEADING, "bold", "#ffffff")
        + (_paragraph(lead, end + _GAP - _SMALL_LEADING, _SMALL, _SMALL_LEADING, "normal", _PALE) if has_room else "")
        + _line(_PROMISE, _FOOT, _SMALL, "bold", "#ffffff")
    )


def _paragraph(lines: list[str], top: float, size: float, leading: float, weight: str, colour: str) -> str:
    return "".join(_line(line, top + leading * place, size, weight, colour) for place, line in enumerate(lines, 1))


def _line(text: str, base: float, size: float, weight: str, colour: str, left: float = _MARGIN) -> str:
    return (
        f'<text x="{left}" y="{base:.1f}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
        f"{escape(text)}</text>"
    )


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.?!]) ", text, maxsplit=1)[0]


def _parted(title: str) -> tuple[str, str]:
    """Part ``"03 · Trade: how large?"`` into ``"03 · Trade"`` and ``"How large?"``; the brand has the site's name."""
    subject, _, question = title.removeprefix(f"{SITE_NAME}: ").partition(": ")
    subject, headline = (subject, question) if question else ("", subject)
    return subject, headline[:1].upper() + headline[1:]


def _headline(text: str, width: float) -> tuple[int, list[str]]:
    """Return the largest size that suits, and the lines at that size."""
    for size, most in _HEADLINES:
        lines = _wrapped(text, width / size)
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], f"{lines[most - 1]}…"]


def _wrapped(text: str, width: float) -> list[str]:
    """Break text into as few lines as it takes, of lengths as even as can be; ``width`` in sizes of the font."""
    lines = _broken(text, width)
    while width > 1 and len(tighter := _broken(text, width - 0.5)) == len(lines):
        lines, width = tighter, width - 0.5
    return lines


def _broken(text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _width(text: str) -> float:
    """Return how wide a text is in bold, in sizes of the font."""
    return sum(_WIDTHS.get(sign, 0.78) for sign in text)


_WIDTHS = {
    sign: width
    for width, signs in {
        0.28: " .,ijlI'‘’",
        0.34: "!-()[]:;ft",
        0.39: "r",
        0.56: "aceksvxyzJ0123456789–$",
        0.62: "bdghnopquFLTZ?",
        0.67: "EPSVXY",
        0.73: "ABCDHKNRU&",
        0.78: "GOQw",
        0.95: "mMW—…",
    }.items()
    for sign in signs
}
"""Widths of Liberation Sans Bold, which are those of every font made to stand in for Helvetica."""
