"""What a page and the data are, in the words of schema.org, for search engines and catalogues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tumen import paths
from tumen.build.citing import plain_title, project, site_address
from tumen.build.package import PACKAGE_FILE
from tumen.build.record import Record
from tumen.data import load_references, load_table
from tumen.dates import span
from tumen.references import row_of
from tumen.schema import Package

FRONT_PAGE = "index.html"
LANGUAGE = "en-GB"

_DOCUMENT_TYPES = {"zakharova": "Article", "toloraya": "PresentationDigitalDocument"}
_COUNTRIES = ("russia", "dprk")
_DATED = {"events": "date", "context/trade": "period", "context/project_status": "as_of"}
"""Tables whose rows say when something was so, and their columns that say it."""


def page_data(record: Record, base: str | None = None) -> dict[str, Any]:
    """Return a page of the series as a `Report` of schema.org.

    Parameters
    ----------
    record
        The page.
    base
        Address under which the site is published; addresses are relative if there is none.
    """
    return {
        "@context": "https://schema.org",
        "@type": "Report",
        **_named(f"{record.name}.html", plain_title(record), base),
        "headline": plain_title(record),
        "description": record.summary,
        **_published(),
        "isPartOf": {"@type": "CreativeWorkSeries", **_named(f"{FRONT_PAGE}#series", project().title, base)},
        "isBasedOn": {"@type": "Dataset", **_named(f"{FRONT_PAGE}#data", _descriptor()["title"], base)},
        "citation": _documents(),
        "image": [_picture(record.name, chart, base) for chart in record.charts],
    }


def front_data(records: Sequence[Record], base: str | None = None) -> dict[str, Any]:
    """Return the series and its data, for the front page; see `page_data`."""
    return {"@context": "https://schema.org", "@graph": [_series(records, base), _dataset(base)]}


def _series(records: Sequence[Record], base: str | None) -> dict[str, Any]:
    return {
        "@type": "CreativeWorkSeries",
        **_named(f"{FRONT_PAGE}#series", project().title, base),
        **_published(),
        "keywords": list(project().keywords),
        "citation": _documents(),
        "hasPart": [
            {"@type": "Report", **_named(f"{record.name}.html", plain_title(record), base)} for record in records
        ],
    }


def _dataset(base: str | None) -> dict[str, Any]:
    descriptor = _descriptor()
    return {
        "@type": "Dataset",
        **_named(f"{FRONT_PAGE}#data", descriptor["title"], base),
        "description": descriptor["description"],
        "version": descriptor["version"],
        "datePublished": project().released,
        "inLanguage": LANGUAGE,
        "license": [licence["path"] for licence in descriptor["licenses"]],
        "creator": _authors(),
        "keywords": list(project().keywords),
        "citation": _documents(),
        "distribution": {
            "@type": "DataDownload",
            "contentUrl": site_address(PACKAGE_FILE, base),
            "encodingFormat": "application/zip",
        },
        "variableMeasured": _measured(),
        "spatialCoverage": [
            {"@type": "Country", "name": row_of("places", "place_id", place)["name"]} for place in _COUNTRIES
        ],
        "temporalCoverage": _years(),
    }


def _named(path: str, name: str, base: str | None) -> dict[str, str]:
    address = site_address(path, base)
    return {"@id": address, "url": address.split("#")[0], "name": name}


def _published() -> dict[str, Any]:
    return {
        "inLanguage": LANGUAGE,
        "version": project().version,
        "datePublished": project().released,
        "license": [f"https://spdx.org/licenses/{licence}.html" for licence in project().licences],
        "author": _authors(),
    }


def _authors() -> list[dict[str, str]]:
    return list(map(_author, project().authors))


def _author(name: Mapping[str, str]) -> dict[str, str]:
    """Return a name of CSL-JSON; one that is not parted is that of a body."""
    if "literal" in name:
        return {"@type": "Organization", "name": name["literal"]}
    return {"@type": "Person", "name": f"{name['given']} {name['family']}"}


def _documents() -> list[dict[str, Any]]:
    """Return the two documents, without their dates: both are about, and schema.org cannot say so."""
    return [_document(load_references()[name], kind) for name, kind in _DOCUMENT_TYPES.items()]


def _document(item: Mapping[str, Any], kind: str) -> dict[str, Any]:
    address = {"url": item["URL"]} if "URL" in item else {}
    authors = list(map(_author, item["author"]))
    return {"@type": kind, "name": item["title"], "author": authors, "inLanguage": item["language"], **address}


def _picture(page: str, chart: str, base: str | None) -> dict[str, str]:
    address = site_address(f"charts/{page}/{chart}.svg", base)
    return {"@type": "ImageObject", "contentUrl": address, "encodingFormat": "image/svg+xml"}


def _descriptor() -> dict[str, Any]:
    return Package(paths.DATA).descriptor


def _measured() -> list[str]:
    """Return the titles of the tables whose rows are figures with a unit."""
    tables = Package(paths.DATA).tables.values()
    return [table.title for table in tables if {"value", "unit"} <= set(table.field_names)]


def _years() -> str:
    """Return the first and the last year of which the data say something, plans and open ends left out."""
    spans = [span(date) for table, column in _DATED.items() for date in _dates(table, column)]
    closed = [(first.year, last.year) for first, last in spans if first.year > 1 and last.year < 9999]
    return f"{min(first for first, _ in closed)}/{max(last for _, last in closed)}"


def _dates(table: str, column: str) -> list[str]:
    rows = load_table(table)
    return list(rows.loc[~rows["is_planned"], column] if "is_planned" in rows else rows[column])
