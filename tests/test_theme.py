"""The colours of the charts: legible on both papers, and apart for readers who see little red or green."""

from __future__ import annotations

import itertools
import re

import pytest
from tumen import theme
from tumen.build.assets import FOLDER

GROUPS = {
    "countries": ["Russia", "DPRK", "ROK", "China"],
    "documents": ["Zakharova", "Toloraya"],
    "verdicts": ["consistent", "approximate", "inconsistent", "undecidable"],
}
SIGHT = {  # Machado, Oliveira and Fernandes 2009, severity 1: what of linear red, green and blue is seen
    "protanopia": ((0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.0520)),
    "deuteranopia": ((0.3673, 0.8606, -0.2280), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689)),
}


def linear(colour):
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def luminance(colour):
    return sum(part * weight for part, weight in zip(linear(colour), (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    weights = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(w * part for w, part in zip(row, rgb, strict=True)) for row in weights]
    roots = [(part / white) ** (1 / 3) if part / white > 0.008856 else 7.787 * part / white + 16 / 116
             for part, white in zip(xyz, (0.9505, 1, 1.089), strict=True)]  # fmt: skip
    return 116 * roots[1] - 16, 500 * (roots[0] - roots[1]), 200 * (roots[1] - roots[2])


def seen(colour, sight):
    return lab([min(1, max(0, sum(w * p for w, p in zip(row, linear(colour), strict=True)))) for row in SIGHT[sight]])


@pytest.mark.parametrize("name", theme.COLOURS)
@pytest.mark.parametrize("paper", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_each_colour_stands_out_from_both_papers(name, paper):
    assert contrast(theme.COLOURS[name], paper["paper"]) >= 3


@pytest.mark.parametrize("paper", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_the_text_of_a_chart_is_legible(paper):
    assert contrast(paper["quiet"], paper["paper"]) >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("group", GROUPS)
def test_colours_of_a_group_keep_apart_for_the_colour_blind(group, sight):
    for one, other in itertools.combinations(GROUPS[group], 2):
        here, there = seen(theme.COLOURS[one], sight), seen(theme.COLOURS[other], sight)
        assert sum((a - b) ** 2 for a, b in zip(here, there, strict=True)) ** 0.5 > 15, (one, other)


def test_charts_to_take_away_have_the_colours_of_the_page():
    styles = (FOLDER / "css" / "base.css").read_text(encoding="utf-8")
    for name in theme.LIGHT:
        light, dark = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\);", styles).groups()
        assert (light, dark) == (theme.LIGHT[name], theme.DARK[name]), name
