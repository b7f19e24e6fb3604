"""Evidence cards: what a click on a figure shows, and the control that opens it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_lowercase

from tumen.dates import is_edtf, read_aloud
from tumen.markup import escape
from tumen.quantity import Derivation, Evidence, Quantity
from tumen.references import citation, page_link, place_in_document, row_of

EVIDENCE_PAGE = "15-evidence.html"

_CONFIDENCE = {
    "high": "high",
    "medium-high": "medium to high",
    "medium": "medium",
    "low-medium": "low to medium",
    "low": "low",
    "suspect": "suspect: probably a slip in the source",
}


def element_id(evidence_id: str) -> str:
    """Return the id of the element that holds a card."""
    return "evidence-" + re.sub(r"[^A-Za-z0-9_-]", "-", evidence_id)


def control(quantity: Quantity, text: str | None = None) -> str:
    """Return the figure as HTML that opens its card by click, Enter or Space, without any script."""
    shown = escape(quantity.text() if text is None else text)
    target = escape(element_id(quantity.id))
    return (
        f'<button type="button" class="figure" popovertarget="{target}" '
        f'data-evidence="{escape(quantity.id)}">{shown}</button>'
    )


def cards(quantities: Iterable[Quantity]) -> dict[str, str]:
    """Return the cards of these quantities and of everything they were computed from, by evidence id."""
    found: dict[str, str] = {}
    for quantity in quantities:
        for each in quantity.ancestors():
            found.setdefault(each.id, card(each))
    return found


def card(quantity: Quantity) -> str:
    """Return the card of one quantity as HTML: value, bounds, period, then where it comes from."""
    rows = [("Value", escape(quantity.text()))]
    if quantity.bounds_text() != quantity.text():
        rows.append(("Lies within", escape(quantity.bounds_text())))
    if quantity.period:
        rows.append(("Period", escape(read_aloud(quantity.period) if is_edtf(quantity.period) else quantity.period)))
    rows += _origin_of_derived(quantity) if isinstance(quantity.lineage, Derivation) else _origin(quantity.lineage)
    listing = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows)
    identity = escape(element_id(quantity.id))
    return (
        f'<div popover class="evidence-card" id="{identity}" role="dialog" aria-labelledby="{identity}-title">'
        f'<p class="evidence-title" id="{identity}-title">{escape(quantity.title or "Computed figure")}</p>'
        f"<dl>{listing}</dl>"
        f'<button type="button" class="close" popovertarget="{identity}" popovertargetaction="hide">Close</button>'
        "</div>"
    )


def _origin_of_derived(quantity: Quantity) -> list[tuple[str, str]]:
    """Return the formula in letters, and below it what each letter stands for."""
    derivation = quantity.lineage
    letters = [f"<i>{_letter(place)}</i>" for place in range(len(derivation.inputs))]
    formula = re.sub(r"\{(\d+)\}", lambda place: letters[int(place[1])], escape(derivation.formula))
    rows = [("Computed as", formula)]
    if derivation.inputs:
        lines = zip(letters, derivation.inputs, strict=True)
        listing = "".join(f"<li>{letter}: {escape(each.label)}, {control(each)}</li>" for letter, each in lines)
        rows.append(("From", f"<ul>{listing}</ul>"))
    return rows


def _letter(place: int) -> str:
    """Return a, b, c … z, a2, b2 …"""
    return ascii_lowercase[place % 26] + (str(place // 26 + 1) if place >= 26 else "")


def _origin(evidence: Evidence) -> list[tuple[str, str]]:
    if evidence.table == "parameter":
        return [("Chosen by", f"the parameter <code>{escape(evidence.row)}</code> of this notebook")]
    if evidence.table == "quantities":
        return _origin_in_document(evidence)
    rows = [("Source", "<br>".join(citation(name) for name in evidence.references))]
    if evidence.confidence:
        rows.append(("Confidence", escape(_CONFIDENCE[evidence.confidence])))
    return rows + ([("Note", _with_errata_links(evidence.note))] if evidence.note else [])


def _origin_in_document(evidence: Evidence) -> list[tuple[str, str]]:
    row = row_of("quantities", "quantity_id", evidence.row)
    link = page_link(row["anchor_id"])
    words = f' · <a href="{escape(link)}" rel="noopener">the words in the public page</a>' if link else ""
    rows = [("Stated in", escape(place_in_document(row["anchor_id"])) + words)]
    rows += [(f"Footnote {_note_number(name)}", _note_text(name)) for name in evidence.references]
    if row["reading"] == "implied":
        rows.append(("Read by rule", escape(row["rule"])))
    if evidence.note:
        rows.append(("Note", _with_errata_links(evidence.note)))
    permalink = f'<a href="{EVIDENCE_PAGE}#{escape(evidence.row)}">{escape(evidence.row)}</a>'
    return [*rows, ("Row of data", permalink)]


def _with_errata_links(note: str) -> str:
    """Link each number of the list of errata (A31, S21) to its entry."""
    return re.sub(r"\b([AS]\d{1,2})\b", rf'<a href="{EVIDENCE_PAGE}#erratum-\1">\1</a>', escape(note))


def _note_number(name: str) -> str:
    return str(row_of("footnotes", "footnote_id", name)["number"])


def _note_text(name: str) -> str:
    row = row_of("footnotes", "footnote_id", name)
    return citation(row["reference_id"]) if row["reference_id"] else escape(row["note"])
