"""Rivals: the other figures for the same thing, what each of them counts, and why they differ.

Two figures are rivals if they measure the same thing, in the same unit, for the same period, and come from different
places or sources. Nothing is converted or split to make a rival: what is not comparable as it stands has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import isclose

from tumen.data import load_table
from tumen.dates import span
from tumen.facts import CONTEXT_KEYS, SERIES_TITLES, all_outside, all_stated, references_of, row_behind
from tumen.quantity import Derivation, Evidence, Quantity
from tumen.references import row_of

Thing = tuple[str, str]
"""What is measured: a context table and its series, or the subject and the indicator of a stated figure."""

CHOSEN_AMONG_RIVALS = "context/trade_recommended"
"""The table of the figures that we prefer: no source of its own, but each of them has rivals."""

TURNOVER: Thing = ("context/trade", "turnover")

_ALSO_STATED: dict[Thing, Thing] = {
    ("USSR-DPRK trade", "turnover"): TURNOVER,
    ("Russia-DPRK trade", "turnover"): TURNOVER,
    ("Russia-DPRK trade", "trade_surplus"): ("context/trade", "balance"),
    ("Russia-DPRK trade", "turnover_target"): ("context/debt_and_target", "trade_target_2020"),
    ("DPRK debt to Russia", "debt"): ("context/debt_and_target", "debt_before_settlement"),
    ("DPRK debt to Russia", "share_written_off"): ("context/debt_and_target", "share_written_off"),
    ("DPRK debt to Russia", "debt_remainder"): ("context/debt_and_target", "debt_remainder"),
    ("DPRK workers in Russia", "worker_quota"): ("context/workers", "quota"),
    ("Khasan-Rajin project", "railway_length"): ("context/rajin_transit", "section_length"),
    ("Khasan-Rajin project", "investment_cost"): ("context/rajin_transit", "investment"),
    ("context/rajin_transit", "coal_via_rajin"): ("context/rajin_transit", "coal_to_rajin"),
}
"""Names of one thing in two tables, and of coal on its way to Rajin, counted on the railway or in the port."""

_ONE_OCCASION = {
    ("context/debt_and_target", "trade_target_2020"),
    ("context/debt_and_target", "debt_before_settlement"),
    ("context/debt_and_target", "share_written_off"),
    ("context/debt_and_target", "debt_remainder"),
    ("context/rajin_transit", "section_length"),
    ("context/rajin_transit", "investment"),
}
"""What there is once: sources date it differently, or not at all, and mean the same."""

_COMPUTED: dict[str, Thing] = {
    SERIES_TITLES[series]: ("context/trade", series) for series in ("russian_exports", "russian_imports")
}
"""Titles under which figures of the documents are computed that outside sources give as well."""

_STATED_TWICE = {TURNOVER, ("Russia-DPRK trade", "share_of_dprk_trade")}
"""What one document gives twice for one time. Other indicators that it names twice are parts of a whole."""

_PARTS_OF_TRADE = {"partial_year", "far_east_region", "petroleum_only", "aircraft_only"}
_INTER_KOREAN = {"excl_inter_korean", "incl_inter_korean"}
_BOUNDS = {"more_than", "less_than", "up_to"}
_DISAGREE = {"contradicts", "updates", "reverses"}
_BY_CONFIDENCE = (None, "high", "medium-high", "medium", "low-medium", "low", "suspect")


@dataclass(frozen=True)
class _Figure:
    quantity: Quantity
    thing: Thing
    scope: str | None
    sources: frozenset[str]

    @property
    def document(self) -> str | None:
        """The document that states the figure; None for an outside source."""
        return self.quantity.lineage.document if isinstance(self.quantity.lineage, Evidence) else None


def rivals(quantity: Quantity) -> list[Quantity]:
    """Return the other figures for what ``quantity`` measures, those of the documents first, then by confidence.

    A figure that only repeats another, of the same value and from no further source, is left out.
    """
    own = _figure(quantity)
    if own is None:
        return []
    return _rivals_of_row(quantity.id) if quantity.id in _by_id() else _rivals_of(own)


@cache
def _rivals_of_row(quantity_id: str) -> list[Quantity]:
    return _rivals_of(_by_id()[quantity_id])


def _rivals_of(own: _Figure) -> list[Quantity]:
    kept: list[_Figure] = []
    for other in (*_comparable(own), *_set_against(own)):
        if not any(_repeats(other, known) for known in (own, *kept)):
            kept.append(other)
    return [each.quantity for each in sorted(kept, key=_rank)]


def why_they_differ(quantity: Quantity) -> str | None:
    """Return in one sentence why a figure and its rivals differ; None where the data do not say, or it has none."""
    own = _figure(quantity)
    if own is None or not rivals(quantity):
        return None
    if own.thing == TURNOVER and quantity.period in _disagreements():
        row = _disagreements()[quantity.period]
        return f"{row['explanation']} ({'A source says so' if row['basis'] == 'stated' else 'Our inference'}.)"
    return next((explanation for explanation, _ in _comparisons_of(own)), None)


def as_stated(quantity: Quantity) -> Quantity | None:
    """Return the figure as one of the two documents states it, where an outside table repeats it."""
    own = _figure(quantity)
    found = (other for other in _by_thing().get(own.thing, ()) if other.document) if own else ()
    return next((each.quantity for each in found if _repeats(each, own) and _is_same(own, each)), None)


# --- which figures are comparable ------------------------------------------------------------------------


def _comparable(own: _Figure) -> Iterator[_Figure]:
    return (other for other in _by_thing().get(own.thing, ()) if other != own and _is_same(own, other))


def _is_same(own: _Figure, other: _Figure) -> bool:
    if own.quantity.unit != other.quantity.unit or not _same_scope(own.scope, other.scope):
        return False
    if own.document and own.document == other.document and own.thing not in _STATED_TWICE:
        return False
    return own.thing in _ONE_OCCASION or _same_period(own.quantity, other.quantity)


def _same_scope(one: str | None, other: str | None) -> bool:
    """Whether what two figures count is near enough to set them side by side, each with its scope named."""
    pair = {one, other}
    return len(pair) == 1 or not (pair & _PARTS_OF_TRADE or pair == _INTER_KOREAN)


def _same_period(one: Quantity, other: Quantity) -> bool:
    return one.period == other.period or _holds_throughout(one, other) or _holds_throughout(other, one)


def _holds_throughout(bound: Quantity, other: Quantity) -> bool:
    """Whether ``bound`` limits a share over a span of time that the period of ``other`` lies in."""
    if bound.unit != "percent" or bound.qualifier not in _BOUNDS or not bound.period or not other.period:
        return False
    first, last = span(bound.period)
    return first <= span(other.period)[0] and span(other.period)[1] <= last


def _repeats(other: _Figure, known: _Figure) -> bool:
    has_no_own_source = other.sources <= known.sources
    return has_no_own_source and isclose(other.quantity.value, known.quantity.value, rel_tol=1e-9)


def _rank(figure: _Figure) -> tuple:
    lineage = figure.quantity.lineage
    return _BY_CONFIDENCE.index(lineage.confidence), sorted(figure.sources), lineage.row


# --- the figures of the data ------------------------------------------------------------------------------


def _figure(quantity: Quantity) -> _Figure | None:
    """Return a quantity with what it measures, or None if that is nothing that a source could gainsay."""
    if quantity.id in _by_id():
        return _by_id()[quantity.id]
    sources = frozenset(references_of([quantity]))
    if isinstance(quantity.lineage, Derivation):
        thing = _COMPUTED.get(quantity.title)
        return _Figure(quantity, thing, None, sources) if thing else None
    return _Figure(quantity, TURNOVER, None, sources) if quantity.lineage.table == CHOSEN_AMONG_RIVALS else None


@cache
def _by_id() -> dict[str, _Figure]:
    figures = all_stated() + [each for table in CONTEXT_KEYS for each in all_outside(table)]
    return {quantity.id: _of_row(quantity, row_behind(quantity)) for quantity in figures}


@cache
def _by_thing() -> dict[Thing, list[_Figure]]:
    found: dict[Thing, list[_Figure]] = {}
    for figure in _by_id().values():
        found.setdefault(figure.thing, []).append(figure)
    return found


def _of_row(quantity: Quantity, row: dict) -> _Figure:
    table = quantity.lineage.table
    if table == "quantities":
        own, sources = (row["subject"], row["indicator"]), [row["document_id"]]
    else:
        own, sources = (table, row.get("indicator") or row.get("series") or _outcome(row)), quantity.lineage.references
    return _Figure(quantity, _ALSO_STATED.get(own, own), row.get("scope") or row.get("counting"), frozenset(sources))


def _outcome(row: dict) -> str:
    return f"{row['project_id']}: {row['outcome']}"


# --- the table of comparisons, and that of disagreements --------------------------------------------------


def _set_against(own: _Figure) -> Iterator[_Figure]:
    """Yield the figures of the other document that the table of comparisons sets against this one."""
    for _, others in _comparisons_of(own):
        yield from others


def _comparisons_of(own: _Figure) -> Iterator[tuple[str, list[_Figure]]]:
    for explanation, *sides in _contradictions():
        for mine, theirs in (sides, reversed(sides)):
            if any(each is own for each in mine):
                others = [each for each in theirs if _is_about_the_same(own, each)]
                if others:
                    yield explanation, others


def _is_about_the_same(one: _Figure, other: _Figure) -> bool:
    """Whether two figures under one comparison have one subject: a rank and a share, say, are no rivals."""
    subjects = {row_behind(each.quantity)["subject"] for each in (one, other) if each.document}
    return len(subjects) == 1 and one.quantity.unit == other.quantity.unit


@cache
def _contradictions() -> list[tuple[str, list[_Figure], list[_Figure]]]:
    table = load_table("comparisons")
    table = table[table["relation"].isin(_DISAGREE)].dropna(subset=["article_anchor_id", "slides_anchor_id"])
    return [
        (row.explanation, _stated_within(row.article_anchor_id), _stated_within(row.slides_anchor_id))
        for row in table.itertuples()
    ]


def _stated_within(anchor_id: str) -> list[_Figure]:
    """Return the stated figures whose words overlap those of an anchor."""
    words = row_of("anchors", "anchor_id", anchor_id)
    stated = [figure for figure in _by_id().values() if figure.document == words["document_id"]]
    return [figure for figure in stated if _overlap(words, row_behind(figure.quantity)["anchor_id"])]


def _overlap(words: dict, anchor_id: str) -> bool:
    other = row_of("anchors", "anchor_id", anchor_id)
    same_line = words["document_id"] == other["document_id"] and words["line"] == other["line"]
    return same_line and words["start"] < other["end"] and other["start"] < words["end"]


@cache
def _disagreements() -> dict[str, dict]:
    table = load_table("context/trade_disagreements")
    return {str(row["year"]): row for row in table.to_dict("records")}
