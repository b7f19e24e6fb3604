"""Tables: captioned, with units in the headings and every figure linked to its evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape

import great_tables as gt
import nh3
import pandas as pd

from tumen.figures import mark, replace_marks
from tumen.markup import escape, sanitise
from tumen.quantity import Quantity
from tumen.references import citation
from tumen.sentences import link_figures, show_html

LONGEST_ADDRESS = 90
"""Characters of an address that a bibliography shows in full."""

_LINK = "link "
"""What the name of a mark begins with that carries an address, not the evidence of a figure."""

_GT_ATTRIBUTES = {
    "th": {"scope", "colspan", "class"},
    "td": {"colspan", "class"},
    "tr": {"class"},
    "tbody": {"class"},
}


@dataclass(frozen=True)
class Link:
    """A cell of words with the place they stand at after them; with an ``address`` the place is a link to it."""

    text: str
    place: str
    address: str | None = None

    def __str__(self):
        return f"{self.text} ({self.place})"


def table(
    frame: pd.DataFrame,
    caption: str,
    labels: Mapping[str, str] | None = None,
    *,
    note: str | None = None,
    row_ids: str | None = None,
    filter_by: Sequence[str] = (),
    folded: bool = False,
) -> None:
    """Show a frame as a table for readers; cells that hold a `Quantity` open its evidence, a `Link` leads away.

    Parameters
    ----------
    frame
        One row a row; missing values are shown as a dash.
    caption
        What the table shows.
    labels
        Headings by column, with the unit; the column's name with spaces if none is given. A column without
        a label in a non-empty mapping is left out.
    note
        Line under the table.
    row_ids
        Column whose text becomes the row's id, so that links can point at it; it is not shown unless labelled.
    filter_by
        Shown columns of which readers can choose one value, in a menu above the table; all rows show at first.
    folded
        Whether the table opens by its caption only: for lists to look things up in. Links to its rows open it.
    """
    markup, shown = table_html(frame, caption, labels, note=note, row_ids=row_ids, filter_by=filter_by)
    if folded:
        summary = f"{escape(caption)}: {len(frame)} {'row' if len(frame) == 1 else 'rows'}"
        markup = f'<details class="fold"><summary>{summary}</summary>{markup}</details>'
    plain = frame[list(labels or frame.columns)].map(str).to_string(index=False)
    show_html(markup, shown, plain)


def table_html(
    frame: pd.DataFrame,
    caption: str,
    labels: Mapping[str, str] | None = None,
    *,
    note: str | None = None,
    row_ids: str | None = None,
    filter_by: Sequence[str] = (),
) -> tuple[str, list[Quantity]]:
    """Return a table as HTML, and the quantities in it; see `table`."""
    labels = labels or {name: str(name).replace("_", " ") for name in frame.columns}
    cells = frame[list(labels)].map(_cell_text)
    headings = {name: gt.html(_heading(label)) for name, label in labels.items()}
    shown = gt.GT(cells, id="table").cols_label(**headings).cols_align("left", columns=list(labels))
    numeric = [name for name in labels if frame[name].map(_is_figure).any()]
    if numeric:
        shown = shown.cols_align("right", columns=numeric)
    markup = _table_element(shown.as_raw_html())
    if row_ids:
        markup = _with_row_ids(markup, [str(value) for value in frame[row_ids]])
    columns = " ".join(str(list(labels).index(name)) for name in filter_by)
    opening = f'<table data-filter="{columns}">' if columns else "<table>"
    markup = markup.replace("<table>", f"{opening}<caption>{escape(caption)}</caption>", 1)
    below = f'<p class="table-note">{escape(note)}</p>' if note else ""
    framed = f'<div class="table-frame" tabindex="0" role="group">{_with_addresses(markup)}</div>{below}'
    linked, quantities = link_figures(framed)
    return linked.replace('role="group"', f'role="group" aria-label="{escape(caption)}"', 1), quantities


def cite(*reference_ids: str) -> None:
    """Show the sources of a notebook as a bibliography, in alphabetical order, each once."""
    entries = sorted(
        {citation(name) for name in reference_ids}, key=lambda text: re.sub(r"<[^>]+>|\W", "", text).lower()
    )
    items = "".join(f"<li>{_with_link(entry)}</li>" for entry in entries)
    show_html(f'<ul class="references">{items}</ul>', [], f"{len(entries)} sources", cited=reference_ids)


def _with_link(entry: str) -> str:
    """Link the address at the end of an entry; a very long one is shown by its host."""

    def link(match: re.Match[str]) -> str:
        address = unescape(match[1])
        shown = address if len(address) <= LONGEST_ADDRESS else "/".join(address.split("/")[:3]) + "/…"
        return f'<a href="{escape(address)}">{escape(shown)}</a>{match[2]}'

    return re.sub(r"(https?://[^\s<]+?)(\.?)$", link, sanitise(entry))


def _cell_text(value: object) -> str:
    if isinstance(value, Quantity):
        return f"{value}"
    if isinstance(value, Link):
        return f"{value.text} ({mark(value.place, _LINK + value.address) if value.address else value.place})"
    return "–" if value is None or value is pd.NA or value != value else str(value)


def _heading(label: str) -> str:
    """Return a heading as HTML; one brace is written as an entity, or great-tables would read {{ }} as a unit."""
    return escape(label).replace("{{", "{&#123;")


def _with_addresses(markup: str) -> str:
    """Make the marked places of `Link` cells into links; marked figures stay as they are."""

    def link(text: str, name: str) -> str:
        address = name.removeprefix(_LINK)
        return mark(text, name) if address == name else sanitise(f'<a href="{escape(address)}">{text}</a>')

    return replace_marks(markup, link)


def _is_figure(value: object) -> bool:
    if isinstance(value, Quantity):
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and not pd.isna(value)


def _table_element(raw: str) -> str:
    """Keep of great-tables' output the table; its style sheet is replaced by the page's own."""
    element = raw[raw.index("<table") : raw.index("</table>") + len("</table>")]
    tags = {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "span", "br"}
    clean = nh3.clean(element, tags=tags, attributes=_GT_ATTRIBUTES, link_rel=None)
    clean = re.sub(r'class="[^"]*\bgt_right\b[^"]*"', 'class="number"', clean)
    return re.sub(r' class="gt_[^"]*"', "", clean)


def _with_row_ids(markup: str, names: list[str]) -> str:
    head, body = markup.split("<tbody>", 1)
    remaining = iter(names)
    return head + "<tbody>" + re.sub(r"<tr>", lambda _: f'<tr id="{escape(next(remaining))}">', body)
