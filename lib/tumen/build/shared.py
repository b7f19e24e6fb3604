"""The files of a site that belong to no page alone: front page, glossary, references, search, data, style, scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import jinja2

from tumen.build.bibliography import bibliography_context
from tumen.build.citing import project
from tumen.build.entries import all_entries
from tumen.build.glossary import glossary_context, glossary_script
from tumen.build.linked_data import front_data
from tumen.build.package import PACKAGE_FILE, package_zip
from tumen.build.page import TEMPLATES, Notes
from tumen.build.record import Record
from tumen.build.search import search_script
from tumen.build.share import share_file, share_picture, share_properties
from tumen.markup import script_json

FRONT_SUMMARY = (
    "Evidence-linked notebooks on the economic relations between Russia and North Korea: every figure opens its source."
)


def files_of_the_series(series: Sequence[Record]) -> dict[str, str | bytes]:
    """Return the shared files that are made of the pages and the data, by path within the site.

    Parameters
    ----------
    series
        The pages of the site, in order.
    """
    entries = all_entries()
    site = site_context(series)
    front = {**_findings(series), "linked_data": script_json(front_data(series)), "share": _share_of_front()}
    return {
        "assets/search-index.js": search_script(series, entries),
        "assets/glossary.js": glossary_script(entries),
        PACKAGE_FILE: package_zip(),
        share_file("index"): share_picture(project().title, "", None),
        "index.html": filled("front.html.j2", site, front),
        "glossary.html": filled("glossary.html.j2", site, glossary_context(entries, series)),
        "references.html": filled("references.html.j2", site, bibliography_context(series)),
    }


def site_context(series: Sequence[Any]) -> dict[str, Any]:
    """Return what the templates show on every page: the series, each with ``name`` and titles, and the version."""
    return {"series": series, "version": project().version}


def _findings(series: Sequence[Record]) -> dict[str, list[str]]:
    """Return the findings of the overview, and the evidence of the figures in them."""
    notes = Notes()
    findings = [notes.numbered(finding) for record in series for finding in record.findings]
    cards = {card: card for record in series for card in record.finding_cards}
    return {"findings": findings, "cards": notes.cards(cards)}


def _share_of_front() -> list[tuple[str, str]]:
    return share_properties(project().title, FRONT_SUMMARY, share_file("index"), project().title, "index.html")


def filled(template: str, site: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    """Return a page made of one of our templates."""
    html = _templates().get_template(template).render(site=site, **context)
    return re.sub(r"\n\s*\n+", "\n", html)


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES / "tumen"), autoescape=True)
