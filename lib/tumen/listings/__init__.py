"""Listings: the rows of the data in the words of a reader, for the page of the evidence."""

from tumen.listings.claims import (
    KINDS,
    VERDICT_MARKS,
    against_claims,
    by_kind,
    changed_verdicts,
    check_label,
    check_rows,
    dot_places,
    dots,
    margin,
    outside_sources,
    tally,
    verdict_spans,
    verdicts_by_slack,
)
from tumen.listings.dictionary import contents
from tumen.listings.footnotes import footnote_list, repairs
from tumen.listings.hedges import hedge_bars, hedge_spans, span_in_words
from tumen.listings.numbers import degree_words, scanned, stated_rows, trail
from tumen.listings.readings import EFFECTS, REASONS, decision_rows, errata_entries, exclusion_groups

__all__ = [
    "EFFECTS",
    "KINDS",
    "REASONS",
    "VERDICT_MARKS",
    "against_claims",
    "by_kind",
    "changed_verdicts",
    "check_label",
    "check_rows",
    "contents",
    "decision_rows",
    "degree_words",
    "dot_places",
    "dots",
    "errata_entries",
    "exclusion_groups",
    "footnote_list",
    "hedge_bars",
    "hedge_spans",
    "margin",
    "outside_sources",
    "repairs",
    "scanned",
    "span_in_words",
    "stated_rows",
    "tally",
    "trail",
    "verdict_spans",
    "verdicts_by_slack",
]
