"""Evidence cards: what a click on a figure shows, and the control that opens it.

A card opens by the HTML popover alone. In print it becomes a note, so it must read as one paragraph as well; the look
of both is in ``build/assets/css/evidence.css``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from string import ascii_lowercase

from tumen.data import load_references
from tumen.dates import is_edtf, read_aloud
from tumen.facts import REPORTERS, SCOPES, references_of, row_behind
from tumen.markup import escape, sanitise
from tumen.quantity import Derivation, Evidence, Quantity
from tumen.references import address, citation, page_link, place_in_document, row_of, short_citation
from tumen.rivals import CHOSEN_AMONG_RIVALS, as_stated, rivals, why_they_differ

EVIDENCE_PAGE = "15-evidence.html"
RECORD_PAGE = "03-bilateral-trade.html"
MOST_RIVALS = 8
"""Rivals that a card lists; only the turnovers of one year are ever so many, and their page shows all of them."""

Row = tuple[str, str]
"""One line of a card: its name, and what it says as HTML."""

_CONFIDENCE = {
    "high": "high",
    "medium-high": "medium to high",
    "medium": "medium",
    "low-medium": "low to medium",
    "low": "low",
    "suspect": "suspect: probably a slip in the source",
}
_BASIS = {"read": "stands in the source", "derived": "derived", "estimate": "an estimate"}
_CITED_ADDRESS = re.compile(r" Available at: \S+?\.?$")
_CITED_TITLE = re.compile(r"“.*?”|<i>.*?</i>")


def element_id(evidence_id: str) -> str:
    """Return the id of the element that holds a card."""
    return "evidence-" + re.sub(r"[^A-Za-z0-9_-]", "-", evidence_id)


def control(quantity: Quantity, text: str | None = None) -> str:
    """Return the figure as HTML that opens its card by click, Enter or Space, without any script."""
    shown = escape(quantity.text() if text is None else text)
    target = escape(element_id(quantity.id))
    return f'<button class="figure" popovertarget="{target}" data-evidence="{escape(quantity.id)}">{shown}</button>'


def cards(quantities: Iterable[Quantity]) -> dict[str, str]:
    """Return the cards of these quantities and of every figure that a card leads to, by evidence id."""
    found: dict[str, str] = {}
    waiting = list(quantities)
    while waiting:
        quantity = waiting.pop(0)
        if quantity.id not in found:
            found[quantity.id] = card(quantity)
            waiting += _inputs(quantity) + rivals(quantity)[:MOST_RIVALS]
    return found


def card(quantity: Quantity) -> str:
    """Return the card of one quantity as HTML: what, how much, within which bounds, when, and from where."""
    is_as_stated = isinstance(quantity.lineage, Evidence) and quantity.unconverted is None
    return _card_as_stated(quantity) if is_as_stated else _card(quantity)


@cache
def _card_as_stated(quantity: Quantity) -> str:
    return _card(quantity)  # asked for wherever the figure is shown or something is computed from it


def _card(quantity: Quantity) -> str:
    rows = _bounds(quantity) + _subject(quantity) + _period(quantity) + _origin(quantity) + _rivals(quantity)
    listing = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows)
    identity = escape(element_id(quantity.id))
    return (
        f'<div popover class="evidence-card" id="{identity}" role="dialog" aria-label="Evidence">'
        f'<button class="close" popovertarget="{identity}">Close</button>'
        f'<p class="evidence-title">{escape(quantity.title or "Computed figure")}</p>'
        f'<p class="evidence-value">{escape(quantity.text())}</p><dl>{listing}</dl></div>'
    )


def _inputs(quantity: Quantity) -> list[Quantity]:
    return list(quantity.lineage.inputs) if isinstance(quantity.lineage, Derivation) else []


# --- what is measured ------------------------------------------------------------------------------------


def _bounds(quantity: Quantity) -> list[Row]:
    bounds = quantity.bounds_text()
    if bounds == quantity.text():
        return []
    if not math.isclose(quantity.lower, quantity.upper):
        return [("Lies within", escape(f"{bounds}, {_why_within(quantity)}"))]
    return [] if _inputs(quantity) else [("In full", escape(bounds))]


def _why_within(quantity: Quantity) -> str:
    """Return what the bounds of a figure rest on, in words."""
    origin = quantity.lineage
    if isinstance(origin, Derivation) and not _is_read_anew(quantity):
        return "as its inputs allow"
    if isinstance(origin, Evidence) and origin.table == CHOSEN_AMONG_RIVALS and _spans_rivals(origin):
        return "from the lowest to the highest that its sources allow"
    return _READINGS[quantity.qualifier].format(_slack(quantity))


def _spans_rivals(origin: Evidence) -> bool:
    row = row_of(CHOSEN_AMONG_RIVALS, "year", int(origin.row))
    return row["low"] != row["high"]


def _is_read_anew(quantity: Quantity) -> bool:
    """Whether a figure is one that its source states, read with another slack."""
    inputs = _inputs(quantity)
    return len(inputs) == 1 and (inputs[0].title, inputs[0].value) == (quantity.title, quantity.value)


_READINGS = {
    "exact": "by the rounding of the print",
    "between": "as the source gives both ends",
    "about": "“about” read as {} either way",
    "almost": "“almost” read as {} below at most",
    "slightly_more_than": "“a little more than” read as {} above at most",
    "more_than": "as only a lower limit is given",
    "less_than": "as only an upper limit is given",
    "up_to": "as only an upper limit is given",
}


def _slack(quantity: Quantity) -> str:
    """Return the share by which a hedged figure may be off, as its bounds show it: ``"10 %"``."""
    reach = max(quantity.upper - quantity.value, quantity.value - quantity.lower)
    if not quantity.value or math.isinf(reach):
        return ""
    return f"{100 * reach / abs(quantity.value):.3g}\N{NO-BREAK SPACE}%"


def _subject(quantity: Quantity) -> list[Row]:
    """Return what the figure is about, where its title leaves that open."""
    row = row_behind(quantity)
    subject = row.get("subject") or (row.get("outcome") if "project_id" in row else None)
    if not subject or _says(quantity.title, subject):
        return []
    return [("About", escape(subject))]


def _says(title: str, subject: str) -> bool:
    """Whether each word of a subject stands in a title, its ending aside."""
    return all(word[:4].lower() in title.lower() for word in re.findall(r"[A-Za-z]{3,}", subject))


def _period(quantity: Quantity) -> list[Row]:
    if quantity.period:
        return [("Period", escape(_aloud(quantity.period)))]
    return [("Period", "not given")] if row_behind(quantity) else []


def _aloud(period: str) -> str:
    return read_aloud(period) if is_edtf(period) else period


# --- where it comes from ---------------------------------------------------------------------------------


def _origin(quantity: Quantity) -> list[Row]:
    origin = quantity.lineage
    if isinstance(origin, Derivation):
        return _origin_of_derived(origin)
    if origin.table == "parameter":
        return [("Chosen by", f"the parameter <code>{escape(origin.row)}</code> of this notebook")]
    return _origin_in_document(origin) if origin.table == "quantities" else _origin_outside(quantity)


def _origin_of_derived(derivation: Derivation) -> list[Row]:
    """Return the formula in letters, and below it what each letter stands for."""
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


def _origin_in_document(evidence: Evidence) -> list[Row]:
    row = row_of("quantities", "quantity_id", evidence.row)
    rows = [_stated_in(row)]
    rows += [(f"Footnote {_note_number(name)}", _note_text(name)) for name in evidence.references]
    if row["reading"] == "implied":
        rows.append(("Read by rule", escape(row["rule"])))
    return rows + ([("Note", with_errata_links(evidence.note))] if evidence.note else [])


def _stated_in(row: dict) -> Row:
    """Return document, page and section of a row of quantities, and the ways to its words and to the row itself."""
    section = row_of("sections", "section_id", row["section_id"])["title"]
    place = escape(f"{place_in_document(row['anchor_id'])}, “{section}”")
    words = _link(page_link(row["anchor_id"]), "the words in the public page")
    in_data = f'<a href="{EVIDENCE_PAGE}#{escape(row["quantity_id"])}">its row of data</a>'
    ways = "".join(f" · {way}" for way in (words, in_data) if way)
    return "Stated in", f'{place}<span class="ways">{ways}</span>'


def _note_number(name: str) -> str:
    return str(row_of("footnotes", "footnote_id", name)["number"])


def _note_text(name: str) -> str:
    row = row_of("footnotes", "footnote_id", name)
    return _full_source(row["reference_id"]) if row["reference_id"] else escape(row["note"])


def _origin_outside(quantity: Quantity) -> list[Row]:
    evidence, row = quantity.lineage, row_behind(quantity)
    stated = as_stated(quantity)
    rows = [_stated_in(row_behind(stated))] if stated else []
    others = [name for name in evidence.references if not (stated and name == stated.lineage.document)]
    if others:
        rows.append(("Source", "; ".join(_source(name) for name in others)))
    facts = {
        "Figures of": REPORTERS.get(row.get("reporter")),
        "Counted": _scope(row),
        "Basis": ": ".join(filter(None, (_BASIS.get(row.get("basis")), row.get("derivation")))),
        "Confidence": _CONFIDENCE.get(evidence.confidence),
    }
    rows += [(name, escape(value)) for name, value in facts.items() if value]
    note = row.get("note") if row else evidence.note
    return rows + ([("Note", with_errata_links(_with_names(note)))] if note else [])


def _scope(row: dict) -> str | None:
    code = row.get("scope") or row.get("counting")
    return SCOPES.get(code, code)


def with_errata_links(note: str) -> str:
    """Return a note of the data as HTML, each number of the list of errata (A31, S21) linked to its entry."""
    return re.sub(r"\b([AS]\d{1,2})\b", rf'<a href="{EVIDENCE_PAGE}#erratum-\1">\1</a>', escape(note))


def _with_names(note: str) -> str:
    """Return a note with the sources that it names by their ids named as readers know them."""
    known = load_references()
    return re.sub(r"\b[a-z]\w*_\w+\b", lambda code: short_citation(code[0]) if code[0] in known else code[0], note)


def _source(reference_id: str) -> str:
    """Return who says it, when and in which paper, linked to its address; the bibliography has the rest."""
    name, outlet = short_citation(reference_id), load_references()[reference_id].get("container-title")
    text = f"{name}, {outlet}" if outlet and outlet not in name else name
    return _link(address(reference_id), escape(text)) or escape(text)


def _full_source(reference_id: str) -> str:
    """Return the bibliography entry of a source, its title linked to its address if it has one."""
    entry, link = sanitise(citation(reference_id)), address(reference_id)
    if not link:
        return entry
    return _CITED_TITLE.sub(lambda title: _link(link, title[0]), _CITED_ADDRESS.sub("", entry), count=1)


def _link(target: str | None, text: str) -> str:
    """Return HTML that leads to a public page; nothing if there is none."""
    return f'<a href="{escape(target)}">{text}</a>' if target else ""


# --- what others say -------------------------------------------------------------------------------------


def _rivals(quantity: Quantity) -> list[Row]:
    others = rivals(quantity)
    if not others:
        return []
    lines = [f"{control(each)} {_told_by(each, quantity)}" for each in others[:MOST_RIVALS]]
    if len(others) > MOST_RIVALS:
        lines.append(f'<a href="{RECORD_PAGE}">{len(others) - MOST_RIVALS} more, in the record by source</a>')
    rows = [("Other figures", f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")]
    reason = why_they_differ(quantity)
    return rows + ([("Why they differ", escape(reason))] if reason else [])


def _told_by(rival: Quantity, quantity: Quantity) -> str:
    """Return who gives a rival figure, how far to trust it, and in what it is not quite the same thing."""
    row, own = row_behind(rival), row_behind(quantity)
    is_of_same_table = rival.lineage.table == getattr(quantity.lineage, "table", None)
    parts = [
        _teller(rival, quantity),
        _trust(rival.lineage.confidence),
        rival.title if is_of_same_table and rival.title != quantity.title else None,
        _aloud(rival.period) if rival.period and rival.period != quantity.period else None,
        _counted(row) if _counted(row) != _counted(own) else None,
    ]
    return escape("; ".join(filter(None, parts)))


def _teller(rival: Quantity, quantity: Quantity) -> str:
    """Return where a rival figure stands: ``"Zakharova, page 11"``, ``"KOTRA, in Yonhap 2014"``."""
    row = row_behind(rival)
    if rival.lineage.table == "quantities":
        return place_in_document(row["anchor_id"])
    further = set(rival.lineage.references) - set(references_of([quantity])) or set(rival.lineage.references)
    reporter = REPORTERS.get(row.get("reporter"), "").split(",")[0]
    return ", in ".join(filter(None, (reporter, " and ".join(short_citation(name) for name in sorted(further)))))


def _trust(confidence: str | None) -> str | None:
    word = _CONFIDENCE.get(confidence)
    return f"{word} confidence" if word and confidence != "suspect" else word


def _counted(row: dict) -> str | None:
    """Return what a row of context counts, by its scope or, in tables that have no such column, by its note."""
    if "document_id" in row:
        return None
    if "scope" in row or "counting" in row:
        return _scope(row)
    parts = _with_names(row.get("note") or "").split("; ")
    return "; ".join(part for part in parts if not part.startswith("CONFLICT")) or None
