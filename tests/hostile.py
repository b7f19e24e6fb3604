"""Hostile texts: a checkout whose data are full of them, and what they must not become on a page."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from tumen import paths
from tumen.schema import Field, Package, Table

TEXTS = (
    "<script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    '"><svg onload=window.hacked=1>',
    "</script><script>window.hacked=1</script>",
    "'\"--></style></title></textarea><iframe srcdoc='<script>parent.hacked=1</script>'>",
    "<a href=javascript:window.hacked=1>x</a>",
    "<p style='position:fixed'>x</p>",
    "[x](javascript:window.hacked=1)",
    "[x](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>",
    "](https://evil.example)",
    "javascript:window.hacked=1",
    "{{ 7*7 }} {% raw %}",
    "${7*7}",
    "datum.constructor.constructor('window.hacked=1')()",
    '{"signal": "window.hacked=1"}',
    'popovertarget="evidence-x" id="evidence-x" class="x" x="1.23456"',
    "(&lt;script&gt;)",
)
LONG_WORD = "w" * 5000
START, END = "hostile:", ":end"
EVERYTHING = f"{START} {' '.join(TEXTS)} {END}"
ADDRESSES = ("javascript:window.hacked=1", 'https://elib.jp/"onmouseover="window.hacked=1', "data:text/html,<script>")

COMPARED = {
    "anchors": {"fragment": "six words of the text at most, which become part of an address"},
    "documents": {"language": "a code", "text_file": "the name of a file"},
    "projects": {"parties": "codes of countries, looked up among the places"},
    "context/trade": {"indicator": "chosen by", "reporter": "chosen by", "scope": "chosen by"},
    "context/partner_totals": {"series": "chosen by", "reporter": "chosen by"},
    "context/debt_and_target": {"series": "chosen by"},
    "context/project_outcomes": {"project_id": "chosen by"},
    "context/rajin_transit": {"series": "chosen by"},
    "context/workers": {"series": "chosen by"},
}
"""Columns of text whose values code or notebooks look up, so that none of another kind gets through."""


# --- a checkout with hostile data ------------------------------------------------------------------------


def copy_checkout(folder: Path) -> Path:
    """Copy what a build needs."""
    for name in ("lib", "data", "notebooks"):
        shutil.copytree(paths.ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in paths.ROOT.iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy(path, folder)
    return folder


def run_in(checkout: Path, *command: str) -> None:
    """Run Python on the package and the data of a checkout; fail with what it says if it fails."""
    roots = os.pathsep.join([str(checkout / "lib"), str(Path(__file__).parent)])
    done = subprocess.run(
        [sys.executable, *command],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": roots},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-1500:]


def poison(data: Path) -> None:
    """Append hostile text to whatever is free text, and put hostile addresses among the addresses.

    Every rule of the data still holds.
    """
    for table in Package(data).tables.values():
        _poison_table(data / table.path, table)
    path = data / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        resource["title"] += f" {EVERYTHING}"
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=1), encoding="utf-8")
    path = data / "references.json"
    items = json.loads(path.read_text(encoding="utf-8"))
    for number, item in enumerate(items):
        if number % 10 == 0:
            item["URL"] = ADDRESSES[number // 10 % len(ADDRESSES)]
    path.write_text(json.dumps([_poisoned(item) for item in items], ensure_ascii=False, indent=1), encoding="utf-8")


def free_fields(table: Table) -> list[Field]:
    """Return the columns that may hold any text."""
    keys = {*table.primary_key, *(key.field for key in table.foreign_keys), *COMPARED.get(table.name, {})}
    bound = {"enum", "pattern"}
    return [
        field
        for field in table.fields
        if field.type == "string" and not field.rule and field.name not in keys and not bound & set(field.constraints)
    ]


def _poison_table(path: Path, table: Table) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for field in free_fields(table):
        place = header.index(field.name)
        for number, row in enumerate(rows):
            if field.name == "url" and row[place]:
                row[place] = ADDRESSES[number % len(ADDRESSES)]
            elif field.name in {"name", "term"} and number % 2:
                continue  # or no page would name it, and link it to the glossary
            elif row[place] or number < 2:
                # a semicolon would part a name in a list of names
                row[place] += f" {EVERYTHING.replace(';', '') if field.name == 'aliases' else EVERYTHING}"
                row[place] += f" {LONG_WORD}" if number == 0 else ""
                if field.constraints.get("unique"):
                    row[place] += f" {number}"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


_NO_TEXT = {"id", "type", "URL", "language", "issued", "accessed", "printed_date", "page", "volume", "issue"}
"""Fields of a reference that hold codes, dates, numbers or its address."""


def _poisoned(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: each if name in _NO_TEXT else _poisoned(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_poisoned(each, key) for each in value]
    if not isinstance(value, str):
        return value
    # of given names a citation has the initials alone, so it is no loss if little of the text is left
    return f"{value} {EVERYTHING.removeprefix(START) if key == 'given' else EVERYTHING}"


# --- what became of them ---------------------------------------------------------------------------------


class Reader(HTMLParser):
    """What a browser would make of some HTML: its text, the elements in it, and what could do something."""

    def __init__(self, markup: str):
        super().__init__(convert_charrefs=True)
        self.text, self.elements, self.dangers = "", Counter(), []
        self._code = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements[tag] += 1
        attributes = {name: value or "" for name, value in attrs}
        is_data = tag == "script" and attributes.get("type", "").endswith("json")
        is_ours = tag == "script" and attributes.get("src", "").startswith("assets/")
        if tag in {"iframe", "object", "embed", "base", "style"} or (tag == "script" and not (is_data or is_ours)):
            self.dangers.append(self.get_starttag_text())
        self._code = tag == "script"
        for name, value in attributes.items():
            address = re.sub(r"\s", "", value).lower()
            leads = name in {"href", "src", "action", "formaction", "xlink:href", "poster", "srcset", "data"}
            is_bad = leads and re.match(r"(?!https?:|mailto:)[a-z]+:|//|https?://evil", address)
            if name.startswith("on") or name in {"style", "srcdoc"} or is_bad:
                self.dangers.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        self._code = False

    def handle_data(self, data):
        if not self._code:
            self.text += data


def shown_text(markup: str) -> str:
    """Return the text of HTML, with plain spaces and the quotes that were typed."""
    straight = str.maketrans("“”‘’", "\"\"''")
    return " ".join(Reader(markup).text.translate(straight).split())
