"""How to cite a page: BibTeX, RIS, CSL-JSON and a ready sentence, all from CITATION.cff and the page's record."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tumen import paths
from tumen.build.record import Record
from tumen.markup import escape, sanitise, slug
from tumen.references import set_entry

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""BibTeX knows the months by these names, without braces."""

_BIBTEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%#_$"},
        # BibTeX counts braces whether or not a backslash stands before them, so a lone one is spelt out
        **{"{": r"\textbraceleft{}", "}": r"\textbraceright{}", "\\": r"\textbackslash{}"},
        **{"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}"},
        **{"|": r"\textbar{}", '"': '{"}'},
    }
)


@dataclass(frozen=True)
class Project:
    """What CITATION.cff says of the project."""

    title: str
    authors: tuple[dict[str, str], ...]
    """As in CSL-JSON: ``literal``, or ``family`` and ``given``."""
    version: str
    released: str
    """ISO 8601 date."""
    licences: tuple[str, ...]
    """SPDX ids."""
    keywords: tuple[str, ...]
    url: str | None


@cache
def project(file: Path = paths.CITATION) -> Project:
    """Return what a file in the Citation File Format says."""
    # every scalar stays the text it is: YAML would make the version 1.10 the number 1.1
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    licences = content["license"]
    return Project(
        title=content["title"],
        authors=tuple(map(_csl_name, content["authors"])),
        version=content["version"],
        released=content["date-released"],
        licences=(licences,) if isinstance(licences, str) else tuple(licences),
        keywords=tuple(content.get("keywords", ())),
        url=content.get("url"),
    )


def _csl_name(author: Mapping[str, str]) -> dict[str, str]:
    if "name" in author:
        return {"literal": author["name"]}
    return {"family": author["family-names"], "given": author["given-names"]}


def plain_title(record: Record) -> str:
    """Return the title of a page without its number: the series may be ordered anew."""
    return re.sub(r"^\d+ · ", "", record.title)


def site_address(path: str, base: str | None) -> str:
    """Return the address of a file of the site: within the site, or below ``base`` where it is published."""
    return path if base is None else f"{base.rstrip('/')}/{path}"


def cite_files(record: Record, changed: Mapping[str, object]) -> dict[str, str]:
    """Return the reference of a page as files that programs for references read, by path within the site.

    Parameters
    ----------
    record
        The page.
    changed
        The parameters that differ from their defaults, with their values: another page under the same title.
    """
    item = csl_item(record, changed)
    stem = f"cite/{record.name}"
    return {
        f"{stem}.bib": _bibtex(item),
        f"{stem}.ris": _ris(item),
        f"{stem}.json": json.dumps([item], ensure_ascii=False, indent=1) + "\n",
    }


def cite_sentence(record: Record, changed: Mapping[str, object]) -> str:
    """Return the reference of a page as HTML to copy, set like every reference of the site."""
    item = csl_item(record, changed)
    # the style has no place for a version and a note, yet without them it is not this page that is cited
    return sanitise(f"{set_entry(item)} {escape(_version(item))}.")


def csl_item(record: Record, changed: Mapping[str, object]) -> dict[str, Any]:
    """Return the reference of a page as an item of CSL-JSON; see `cite_files`."""
    source = project()
    settings = [f"{name}={_shown(value)}" for name, value in sorted(changed.items())]
    item = {
        "id": slug(" ".join(["tumen", record.name, *settings])),
        "type": "webpage",
        "title": _one_line(plain_title(record)),
        "container-title": source.title,
        "author": [dict(author) for author in source.authors],
        "issued": {"date-parts": [[int(part) for part in source.released.split("-")]]},
        "version": source.version,
        "language": "en-GB",
        "custom": {"license": list(source.licences)},
    }
    if settings:
        item["note"] = f"with {', '.join(settings)}"
    if source.url:
        item["URL"] = site_address(f"{record.name}.html", source.url)
    return item


def _shown(value: object) -> str:
    """Return the value of a parameter as the command line takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _version(item: Mapping[str, Any]) -> str:
    return ", ".join([f"Version {item['version']}", *filter(None, [item.get("note")])])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bibtex(item: Mapping[str, Any]) -> str:
    year, month, _ = item["issued"]["date-parts"][0]
    fields = {
        "author": f"{{{' and '.join(map(_bibtex_name, item['author']))}}}",
        "title": f"{{{{{_bibtex_text(item['title'])}}}}}",  # braced twice: a style may not lower its capitals
        "howpublished": f"{{{_bibtex_text(item['container-title'])}}}",
        "year": year,
        "month": _MONTHS[month - 1],
        "note": f"{{{_bibtex_text(_version(item))}}}",
        "copyright": f"{{{_bibtex_text(', '.join(item['custom']['license']))}}}",
    }
    if "URL" in item:
        fields["url"] = f"{{{item['URL']}}}"
    lines = [f"  {name} = {value}" for name, value in fields.items()]
    return f"@misc{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_name(name: Mapping[str, str]) -> str:
    if "literal" in name:
        return f"{{{_bibtex_text(name['literal'])}}}"  # a body has no first name to part from its last
    return f"{_bibtex_text(name['family'])}, {_bibtex_text(name['given'])}"


def _bibtex_text(text: str) -> str:
    return text.translate(_BIBTEX)


def _ris(item: Mapping[str, Any]) -> str:
    year, month, day = item["issued"]["date-parts"][0]
    fields = [
        ("TY", "ELEC"),
        ("ID", item["id"]),
        ("TI", item["title"]),
        ("T2", item["container-title"]),
        *(("AU", name.get("literal") or f"{name['family']}, {name['given']}") for name in item["author"]),
        ("PY", year),
        ("DA", f"{year}/{month:02}/{day:02}"),
        ("ET", item["version"]),
        ("LA", item["language"]),
        ("N1", item.get("note")),
        ("N1", f"Licence: {', '.join(item['custom']['license'])}"),
        ("UR", item.get("URL")),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in fields if value) + "ER  - \n"
