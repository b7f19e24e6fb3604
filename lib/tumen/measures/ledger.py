"""Ledger: what the data hold of each document, row by row, in the order and the words of a reader.

Every function takes tables of the package and returns a frame for a table or a chart. `places` comes first:
it says where each anchor stands, and the others look there.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from string import ascii_lowercase
from typing import Protocol

import pandas as pd

from tumen import facts
from tumen.dates import read_aloud
from tumen.evidence import NumberToken
from tumen.figures import HEDGE_WORDS, NBSP
from tumen.markup import escape
from tumen.quantity import BOUND_RULES, SLACK, Evidence, Quantity, derive
from tumen.references import citation, place_in_document
from tumen.schema import Package

READINGS = {
    "digits": "In digits",
    "words": "In words",
    "implied": "Implied",
    "degree": "Of degree",
}
"""How a stated number is read, as a heading."""

OTHER_KINDS = {"events": "Events", "statements": "Claims", "errata": "Errata", "exclusions": "No figures"}
"""Tables counted beside the stated numbers, as headings."""

VERDICT_MARKS = {"consistent": "●", "approximate": "◆", "inconsistent": "■", "undecidable": "▲"}
"""The shape that stands for a verdict, in tables as in charts."""

REASONS = {
    "page_mark": "mark of a page's end",
    "footnote_call": "call of a footnote",
    "address": "part of an address",
    "publication_data": "data of the publication",
    "site_text": "text of the hosting site",
    "date_wording": "wording of a date that a row holds",
    "pronoun": "pronoun",
    "superlative": "part of a superlative",
    "name_part": "part of a name",
    "list_label": "label in a list",
    "idiom": "turn of phrase",
    "damaged": "damaged, and read otherwise",
}
"""Why a number is no figure, in words."""

EFFECTS = {"changes_data": "changes the data", "guards_data": "guards the data", "none": "none"}
"""What an erratum does to the data, in words."""

RULE_WORDS = {
    "exact": "as printed, give or take half of its last digit",
    "between": "from the lower to the upper number, each give or take half of its last digit",
    "about": "off by the slack at most, to either side",
    "almost": "below the number by the slack at most",
    "slightly_more_than": "above the number by twice the slack at most",
    "more_than": "at least the number, with no upper end",
    "less_than": "from zero to the number",
    "up_to": "from zero to the number",
}
"""The reading of each hedge in words; the arithmetic is `tumen.quantity.BOUND_RULES`."""

_PROPER = {"dprk": "DPRK", "rok": "ROK", "china": "China", "kemerovo": "Kemerovo", "soviet": "Soviet"}
_PROPER |= {"khabarovsk": "Khabarovsk"}
_DIGEST_SHOWN = 24
"""Characters of a digest that are shown."""
_BEYOND = 1.3
"""Where an open end is drawn, as a multiple of the furthest number."""
_LABEL = 32
"""Characters of an axis label."""


class Check(Protocol):
    """A claim with its test, as `tumen.checks.run_checks` returns it."""

    name: str
    claim: str
    computed: Quantity
    claimed: Quantity
    verdict: str
    margin: float
    note: str


# --- where things stand ----------------------------------------------------------------------------


def places(anchors: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Return where each anchor stands, by anchor: document, section, line and page.

    Lines outside of every section, such as those a web site has added, have none.
    """
    columns = ["document_id", "page", "line", "start"]
    found = anchors.set_index("anchor_id")[columns].copy()
    found["section_id"] = pd.Series(pd.NA, index=found.index, dtype="string")
    for section in sections.itertuples():
        inside = found["line"].between(section.line_first, section.line_last)
        found.loc[inside & (found["document_id"] == section.document_id), "section_id"] = section.section_id
    return found


def _placed(table: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table with the place of their anchor, in the order of the documents.

    A section named by the row itself wins: the lost chart stands among the pages of the section before its own.
    """
    named = [name for name in where if name not in table]
    joined = table.join(where[named], on="anchor_id", validate="m:1")
    slides_last = joined["document_id"].map({"zakharova": 0}).fillna(1)
    return joined.assign(_document=slides_last).sort_values(["_document", "start"], kind="stable", ignore_index=True)


def by_part(frame: pd.DataFrame, sections: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield heading and rows of each part: every section of the article by itself, the slides as one.

    ``frame`` has the columns ``document_id`` and ``section_id``; parts without rows are left out.
    """
    for section in sections[sections["document_id"] == "zakharova"].itertuples():
        rows = frame[frame["section_id"] == section.section_id]
        if len(rows):
            yield section.title, rows
    slides = frame[frame["document_id"] == "toloraya"]
    if len(slides):
        yield "The slides", slides


def trail(row: pd.Series, anchor: pd.Series, place: Callable[[str], str] = place_in_document) -> pd.DataFrame:
    """Return what the data hold behind one stated number, step by step, for readers.

    ``row`` is its row in the table of stated numbers, ``anchor`` the row of its anchor; each has its name as index.
    """
    steps = {
        "Name in the data": row.name,
        "What it is": row["title"],
        "Where it stands": place(row["anchor_id"]),
        "Line of the text": str(anchor["line"]),
        "Characters of the text": f"{anchor['start']} to {anchor['end']}",
        "Digest of the words, its beginning": f"{anchor['sha256'][:_DIGEST_SHOWN]}…",
        "How it is read": {"implied": "implied"}.get(row["reading"], f"in {row['reading']}"),
        "Hedge": HEDGE_WORDS[row["qualifier"]].strip() or "none",
        "Period": read_aloud(row["period"]) if isinstance(row["period"], str) else "not said",
        "Remark": row["note"] if isinstance(row["note"], str) else "none",
    }
    return pd.DataFrame({"step": list(steps), "held": list(steps.values())})


# --- counts ----------------------------------------------------------------------------------------


def section_counts(
    sections: pd.DataFrame, where: pd.DataFrame, quantities: pd.DataFrame, **others: pd.DataFrame
) -> pd.DataFrame:
    """Return how many rows each section has: stated numbers by reading, then one column for each other table.

    Parameters
    ----------
    sections, where
        The table ``sections``, and `places`.
    quantities
        The table of stated numbers.
    others
        Tables with an anchor, by name.

    Returns
    -------
    pandas.DataFrame
        One row a section, in order; rows of data outside of every section are not counted.
    """
    counts = sections[["document_id", "section_id", "title"]].copy()
    for reading in READINGS:
        own = quantities[quantities["reading"] == reading]
        counts[reading] = counts["section_id"].map(_by_section(own, where)).fillna(0).astype(int)
    for name, table in others.items():
        counts[name] = counts["section_id"].map(_by_section(table, where)).fillna(0).astype(int)
    return counts


def _by_section(table: pd.DataFrame, where: pd.DataFrame) -> dict[str, int]:
    sections = table["section_id"] if "section_id" in table else table["anchor_id"].map(where["section_id"])
    return sections.dropna().value_counts().to_dict()


def with_totals(counts: pd.DataFrame, documents: dict[str, str]) -> pd.DataFrame:
    """Return `section_counts` as figures with their evidence, the sum of each document below its sections."""
    kinds = [name for name in counts if name not in ("document_id", "section_id", "title")]
    rows = []
    for document, name in documents.items():
        own = counts[counts["document_id"] == document].to_dict("records")
        figures = [{kind: _count(kind, row["title"], row[kind]) for kind in kinds} for row in own]
        rows += [{"title": row["title"], **cells} for row, cells in zip(own, figures, strict=True)]
        sums = {kind: _sum(kind, name, [cells[kind] for cells in figures]) for kind in kinds}
        rows.append({"title": f"{name}, all sections", **sums})
    return pd.DataFrame(rows)


def _count(kind: str, section: str, number: int) -> Quantity:
    table = f"quantities with the reading {kind}" if kind in READINGS else kind
    title = f"{(READINGS | OTHER_KINDS)[kind]}: {section}"
    return derive(title, f"number of rows of the table {table} in this section", (), number, "item")


def _sum(kind: str, name: str, parts: Sequence[Quantity]) -> Quantity:
    title = f"{(READINGS | OTHER_KINDS)[kind]}: {name}"
    total = sum(part.value for part in parts)
    return derive(title, "sum of the sections of the document", (), total, "item")


def row_counts(**tables: pd.DataFrame) -> dict[str, Quantity]:
    """Return the number of rows of each table as a figure."""
    return {
        name: derive(f"Rows of {name}", f"number of rows of the table {name}", (), len(table), "item")
        for name, table in tables.items()
    }


def count_long(counts: pd.DataFrame, documents: dict[str, str]) -> pd.DataFrame:
    """Return `section_counts` to draw: one row a section and kind, counts of zero left out.

    Columns: ``document, section, title, kind, count``; ``section`` is the title as `short_title` gives it.
    """
    headings = READINGS | OTHER_KINDS
    long = counts.melt(["document_id", "section_id", "title"], [n for n in headings if n in counts], "kind", "count")
    long = long[long["count"] > 0].assign(document=lambda frame: frame["document_id"].map(documents))
    long = long.assign(kind=long["kind"].map(headings), section=long["title"].map(short_title))
    return long[["document", "section", "title", "kind", "count"]]


def short_title(title: str) -> str:
    """Return the beginning of a section's title, short enough for the axis of a chart."""
    return textwrap.shorten(re.split("[:,]", title)[0], _LABEL, placeholder="…")


# --- stated numbers --------------------------------------------------------------------------------


def degree_words(note: str | None) -> str | None:
    """Return the words of degree that a note on a row without a number begins with.

    ``"Nearly in full; rhetorical, not measured."`` → ``"nearly in full"``
    """
    if not isinstance(note, str):
        return None
    words = re.split(r"[.;,(]", note)[0].strip()
    return words[:1].lower() + words[1:]


def stated_rows(
    quantities: pd.DataFrame,
    where: pd.DataFrame,
    figure: Callable[[str], Quantity] = facts.stated,
    place: Callable[[str], str] = place_in_document,
) -> pd.DataFrame:
    """Return every stated number for readers, in the order of the documents.

    Parameters
    ----------
    quantities, where
        The table of stated numbers, and `places`.
    figure
        Makes the quantity of a row that has a number; rows of mere degree show their words instead.
    place
        Says where an anchor stands.
    """
    rows = _placed(quantities, where)
    return pd.DataFrame(
        {
            "quantity_id": rows["quantity_id"],
            "document_id": rows["document_id"],
            "section_id": rows["section_id"],
            "figure": [
                degree_words(row.note) if row.reading == "degree" else figure(row.quantity_id)
                for row in rows.itertuples()
            ],
            "title": rows["title"],
            "period": [read_aloud(period) if isinstance(period, str) else None for period in rows["period"]],
            "place": [place(anchor) for anchor in rows["anchor_id"]],
        }
    )


def scanned(tokens: Sequence[NumberToken], said: dict[str, float]) -> pd.DataFrame:
    """Return the numbers found in a text, what each may mean, and which of the rows ``said`` accounts for it."""
    rows = []
    for token in tokens:
        by = [name for name, number in said.items() if token.means(number)]
        meanings = " or ".join(f"{value:,g}" if value < 1e6 else f"{value:,.0f}" for value in sorted(token.values))
        rows.append({"found": token.text, "meanings": meanings, "by": ", ".join(by) or "nothing: the check fails"})
    return pd.DataFrame(rows, columns=["found", "meanings", "by"])


# --- checks of claims ------------------------------------------------------------------------------


def check_label(name: str) -> str:
    """Return the name of a check as a label: ``"share-of-dprk-trade"`` → ``"Share of DPRK trade"``."""
    words = [_PROPER.get(word, word) for word in name.split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def margin(check: Check) -> Quantity:
    """Return the gap between computed and claimed bounds, in percent of the claim's nearest bound."""
    formula = "gap between the bounds of {0} and of {1}, as a share of the nearest bound of {1}"
    inputs = (check.computed, check.claimed)
    return derive(f"Margin of the check: {check_label(check.name)}", formula, inputs, check.margin * 100, "percent")


def _marked(verdict: str) -> str:
    return f"{VERDICT_MARKS[verdict]}{NBSP}{verdict}"


def check_rows(checks: Sequence[Check]) -> pd.DataFrame:
    """Return the checks for readers: claim, computed and claimed figure, verdict with its mark, margin, note."""
    rows = [
        {
            "check_id": f"check-{check.name}",
            "label": check_label(check.name),
            "claim": check.claim,
            "computed": check.computed,
            "claimed": check.claimed,
            "verdict": _marked(check.verdict),
            "margin": margin(check) if check.margin else None,
            "note": check.note or None,
        }
        for check in checks
    ]
    columns = ["check_id", "label", "claim", "computed", "claimed", "verdict", "margin", "note"]
    return pd.DataFrame(rows, columns=columns)


def against_claims(checks: Sequence[Check]) -> pd.DataFrame:
    """Return the bounds of each check as multiples of the claimed number, to draw.

    Returns
    -------
    pandas.DataFrame
        One row a check: ``label, verdict``; for each side ``…_lower, …_end, …_value, …_text``; and ``furthest``,
        the largest number of the row. An open end is put beyond everything drawn. A claim of zero has no
        multiples and is left out.
    """
    rows = [_multiples(check) for check in checks if check.claimed.value]
    sides = [f"{side}_{part}" for side in ("claimed", "computed") for part in ("lower", "end", "value", "text")]
    frame = pd.DataFrame(rows, columns=["label", "verdict", *sides, "furthest"])
    edge = _BEYOND * frame["furthest"].max()
    ends = ["claimed_end", "computed_end"]
    return frame.assign(**frame[ends].replace(math.inf, edge))


def _multiples(check: Check) -> dict[str, object]:
    unit = abs(check.claimed.value)
    row: dict[str, object] = {"label": check_label(check.name), "verdict": str(check.verdict)}
    for side, quantity in (("claimed", check.claimed), ("computed", check.computed)):
        parts = {"lower": quantity.lower / unit, "end": quantity.upper / unit, "value": quantity.value / unit}
        row |= {f"{side}_{part}": value for part, value in parts.items()} | {f"{side}_text": quantity.text()}
    ends = (check.claimed.upper, check.claimed.value, check.computed.upper, check.computed.value)
    return row | {"furthest": max(end for end in ends if not math.isinf(end)) / unit}


def verdict_counts(checks: Sequence[Check]) -> dict[str, Quantity]:
    """Return how many checks end in each verdict, and the ``total``, as figures."""
    found = {"total": derive("Claims tested", "number of tests", (), len(checks), "item")}
    for verdict in VERDICT_MARKS:
        number = sum(check.verdict == verdict for check in checks)
        found[verdict] = derive(f"Claims found {verdict}", "number of tests with this verdict", (), number, "item")
    return found


def tolerance(share: float) -> Quantity:
    """Return the largest margin that still counts as approximate, given as a share, in percent."""
    return derive("Largest margin of an approximate verdict", "set in tumen.checks", (), 100 * share, "percent")


def usual_slack() -> Quantity:
    """Return the slack by which this series reads the soft hedges, in percent."""
    return derive("Slack used in this series", "set in tumen.quantity", (), 100 * SLACK, "percent")


def outside_sources(checks: Sequence[Check]) -> list[str]:
    """Return the references of every outside figure that the checks use."""
    figures = [each for check in checks for side in (check.computed, check.claimed) for each in side.ancestors()]
    stated = [each.lineage for each in figures if isinstance(each.lineage, Evidence)]
    return sorted({name for each in stated if each.table.startswith("context/") for name in each.references})


def changed_verdicts(usual: Sequence[Check], trial: Sequence[Check]) -> pd.DataFrame:
    """Return the checks whose verdict differs between two runs, with both verdicts."""
    pairs = [(one, other) for one, other in zip(usual, trial, strict=True) if one.verdict != other.verdict]
    rows = [
        {
            "claim": one.claim,
            "usual": _marked(one.verdict),
            "trial": _marked(other.verdict),
        }
        for one, other in pairs
    ]
    return pd.DataFrame(rows, columns=["claim", "usual", "trial"])


# --- hedges ----------------------------------------------------------------------------------------


def hedge_rules(slack: Quantity, usual: Quantity) -> pd.DataFrame:
    """Return the rule of each hedge: in words, and as bounds in percent of the printed number.

    Parameters
    ----------
    slack, usual
        Two choices of the slack, in percent, side by side.

    Returns
    -------
    pandas.DataFrame
        Columns ``hedge, rule``; ``lower, upper`` under ``usual`` and ``trial_lower, trial_upper`` under ``slack``,
        as figures, or as a word where the end is open.
    """
    rows = []
    for qualifier, words in HEDGE_WORDS.items():
        row: dict[str, object] = {"hedge": words.strip() or f"({qualifier})", "rule": RULE_WORDS[qualifier]}
        for prefix, share in (("", usual), ("trial_", slack)):
            lower, upper = _share_bounds(qualifier, share)
            row |= {f"{prefix}lower": lower, f"{prefix}upper": upper}
        rows.append(row)
    return pd.DataFrame(rows)


def _share_bounds(qualifier: str, slack: Quantity) -> tuple[Quantity | str, Quantity | str]:
    if qualifier not in BOUND_RULES:
        return "rounding", "rounding"
    bounds = BOUND_RULES[qualifier](1.0, slack.value / 100)
    names = ("Lower", "Upper")
    formula = f"{RULE_WORDS[qualifier]}, with {{0}}, in percent of the printed number"
    figures = [
        "open"
        if math.isinf(bound)
        else derive(f"{name} bound of “{HEDGE_WORDS[qualifier].strip()}”", formula, (slack,), 100 * bound, "percent")
        for name, bound in zip(names, bounds, strict=True)
    ]
    return figures[0], figures[1]


def hedge_spans(rules: pd.DataFrame) -> pd.DataFrame:
    """Return `hedge_rules` with each pair of bounds as one phrase for ``tumen.table``, ``usual`` and ``trial``."""
    rows = rules.to_dict("records")
    usual = [_span(row["lower"], row["upper"]) for row in rows]
    return rules.assign(usual=usual, trial=[_span(row["trial_lower"], row["trial_upper"]) for row in rows])


def _span(lower: Quantity | str, upper: Quantity | str) -> str:
    if isinstance(lower, str):
        return f"{lower} only"
    return f"{lower} or more" if isinstance(upper, str) else f"{lower} to {upper}"


def hedge_bars(rules: pd.DataFrame, choices: dict[str, str]) -> pd.DataFrame:
    """Return `hedge_rules` to draw: one row a hedge and choice of slack, where the hedge has a rule.

    ``choices`` maps the prefix of the columns (``""`` or ``"trial_"``) to the name of the choice. An open end is put
    beyond everything drawn, and ``says`` so.
    """
    bars = [
        {"hedge": row["hedge"], "choice": choice, "lower": row[f"{prefix}lower"], "end": row[f"{prefix}upper"]}
        for row in rules.to_dict("records")
        for prefix, choice in choices.items()
        if isinstance(row[f"{prefix}lower"], Quantity)
    ]
    edge = _BEYOND * max(bar["end"].value for bar in bars if isinstance(bar["end"], Quantity))
    for bar in bars:
        is_open = not isinstance(bar["end"], Quantity)
        bar["says"] = "open ▸" if is_open else ""
        bar |= {"lower": bar["lower"].value, "end": edge if is_open else bar["end"].value}
    return pd.DataFrame(bars)


def ends(figure: Quantity, read_again: Quantity, slack: Quantity) -> tuple[Quantity, Quantity | None]:
    """Return the bounds of a stated figure when it is read with a slack, as figures of their own; None if open.

    ``read_again`` is the same figure under ``slack``. It must not be shown itself: it has the name of ``figure``
    and would take the place of its evidence.
    """
    formula = "{0}, read with {1}"
    lower = derive(f"Lower bound of: {figure.label}", formula, (figure, slack), read_again.lower, figure.unit)
    if math.isinf(read_again.upper):
        return lower, None
    return lower, derive(f"Upper bound of: {figure.label}", formula, (figure, slack), read_again.upper, figure.unit)


def span_in_words(lower: Quantity, upper: Quantity | None) -> str:
    """Return the bounds of `ends` as a phrase for ``tumen.prose``: ``"between $18 m and $21 m"``."""
    return f"at {lower} or anywhere above" if upper is None else f"between {lower} and {upper}"


# --- damages, decisions, numbers that are no figures ---------------------------------------------------


def errata_entries(errata: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the errata with one row an entry of the list; several places of an entry are lettered.

    ``erratum_id`` is the id of the row in a page, ``"erratum-A31"``, which notes of the data link to.
    """
    rows = _placed(errata, where)
    names = rows["entry"].drop_duplicates().sort_values(key=lambda names: names.map(_entry_order))
    return pd.DataFrame([_entry_row(name, rows[rows["entry"] == name]) for name in names])


def _entry_order(name: str) -> tuple[str, int]:
    return name[0], int(name[1:])


def _entry_row(name: str, rows: pd.DataFrame) -> dict[str, object]:
    first = rows.iloc[0]
    cases = [
        (case, group)
        for case, group in rows.fillna({"effect_note": ""}).groupby(
            ["problem", "reading", "effect", "effect_note"], sort=False
        )
    ]
    return {
        "erratum_id": f"erratum-{name}",
        "entry": name,
        "document_id": first["document_id"],
        "section_id": first["section_id"],
        "pages": _lettered([_pages(group) for _, group in cases]),
        "problem": _lettered([case[0] for case, _ in cases]),
        "reading": _lettered([case[1] for case, _ in cases]),
        "effect": _lettered([_effect(case[2], case[3]) for case, _ in cases]),
    }


def _lettered(texts: list[str]) -> str:
    """Join the texts of the cases a, b, c…, each text once; a text that all cases share has no letter."""
    cases: dict[str, list[str]] = {}
    for letter, text in zip(ascii_lowercase, texts, strict=False):
        cases.setdefault(text, []).append(letter)
    if len(texts) > len(ascii_lowercase):
        raise ValueError(f"{len(texts)} cases of one entry; there are letters for {len(ascii_lowercase)}")
    if len(cases) == 1:
        return texts[0]
    return " ".join(f"({_runs(letters)}) {text}" for text, letters in cases.items())


def _runs(letters: list[str]) -> str:
    """Return letters with runs of three and more drawn together: ``"a, c–f"``."""
    runs: list[list[str]] = []
    for letter in letters:
        if runs and ord(letter) == ord(runs[-1][-1]) + 1:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _effect(effect: str, note: str) -> str:
    if effect == "none":
        return note or "No effect."
    return f"{EFFECTS[effect].capitalize()}: {note}" if note else f"{EFFECTS[effect].capitalize()}."


def _pages(rows: pd.DataFrame) -> str:
    return ", ".join(str(page) for page in dict.fromkeys(rows["page"]))


def decision_rows(decisions: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the places where two readings differed, in the order of the documents, for readers."""
    rows = _placed(decisions, where)
    return rows.assign(
        page=rows["page"].astype("string"),
        first_reading=rows["first_reading"].map(_sentence),
        second_reading=rows["second_reading"].map(_sentence),
        decision=[f"{_sentence(row.decision)} {_sentence(row.reason)}" for row in rows.itertuples()],
    )


def _sentence(text: str) -> str:
    """Return a phrase, or a code such as ``up_to``, with a capital and a full stop."""
    start = (text[:1].upper() + text[1:]).replace("_", " ")
    return start if start.endswith((".", "?", "!")) else f"{start}."


def exclusion_groups(exclusions: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers that are no figures by reason, the most frequent first.

    Columns: ``reason`` in words, ``count`` as a figure, ``lines`` (document, line of its text), ``remarks``.
    """
    rows = _placed(exclusions, where)
    rows["line_text"] = [f"{row.document_id.capitalize()} {row.line}" for row in rows.itertuples()]
    groups = sorted(rows.groupby("reason"), key=lambda group: (-len(group[1]), group[0]))
    return pd.DataFrame([_exclusion_group(reason, group) for reason, group in groups])


def _exclusion_group(reason: str, rows: pd.DataFrame) -> dict[str, object]:
    title = f"Numbers that are no figures: {REASONS[reason]}"
    formula = f"number of rows of the table exclusions with the reason {reason}"
    return {
        "reason": REASONS[reason],
        "count": derive(title, formula, (), len(rows), "item"),
        "lines": _lines(rows),
        "remarks": "; ".join(dict.fromkeys(note.rstrip(".") for note in rows["note"].dropna())) or None,
    }


def _lines(rows: pd.DataFrame) -> str:
    parts = []
    for document, group in rows.groupby("document_id", sort=False):
        lines = ", ".join(str(line) for line in dict.fromkeys(group["line"]))
        parts.append(f"{document.capitalize()}: {lines}")
    return "; ".join(parts)


# --- footnotes, dictionary ----------------------------------------------------------------------------


def footnote_list(
    footnotes: pd.DataFrame,
    where: pd.DataFrame,
    references: dict[str, dict],
    cite: Callable[[str], str] = citation,
) -> str:
    """Return the footnotes as an HTML list: source, printed address where it is damaged, odd points.

    Parameters
    ----------
    footnotes, where
        The table of footnotes, and `places`.
    references
        The references by id; ``custom.printed_url`` is the address as printed.
    cite
        Sets one reference as HTML.
    """
    items = []
    for row in footnotes.itertuples():
        parts = [f"<b>{_footnote_name(row)}</b>, {_called_from(row, where)}"]
        if isinstance(row.reference_id, str):
            source = re.sub(r" Available at: \S+$", "", cite(row.reference_id))
            parts += [source, *_addresses(references[row.reference_id])]
        if isinstance(row.note, str):
            parts.append(f"<em>Odd:</em> {_with_errata(row.note)}")
        items.append(f"<li><p>{'<br>'.join(parts)}</p></li>")
    return f"<ul>{''.join(items)}</ul>"


def _with_errata(note: str) -> str:
    """Link each entry of the list of errata (A31, S21) to its row."""
    return re.sub(r"\b([AS]\d{1,2})\b", r'<a href="#erratum-\1">\1</a>', escape(note))


def _footnote_name(row) -> str:
    if not pd.isna(row.number):
        return f"Note {row.number}" + (" (a comment)" if row.kind == "comment" else "")
    return f"{'Grant' if row.footnote_id.endswith('grant') else 'Editor'}’s note"


def _called_from(row, where: pd.DataFrame) -> str:
    if not isinstance(row.call_anchor_id, str):
        return "called nowhere in the text"
    return f"called on page {where.loc[row.call_anchor_id, 'page']}"


def _addresses(reference: dict) -> list[str]:
    """Return the address as printed, if there is one, and what became of it."""
    printed, repaired = reference.get("custom", {}).get("printed_url"), reference.get("URL")
    if not printed:
        return ["No address is printed."]
    if printed == repaired:
        return [f'Address, as printed: <a href="{escape(repaired)}">{escape(repaired)}</a>']
    lines = [f"Printed: <code>{escape(printed)}</code>"]
    return [*lines, f'Repaired: <a href="{escape(repaired)}">{escape(repaired)}</a>' if repaired else "Not repaired."]


def repairs(footnotes: pd.DataFrame, references: dict[str, dict]) -> dict[str, int]:
    """Return how many addresses of the footnotes are sound, repaired, beyond repair, or not printed."""
    found = {"sound": 0, "repaired": 0, "lost": 0, "absent": 0}
    for name in footnotes["reference_id"].dropna():
        printed, url = references[name].get("custom", {}).get("printed_url"), references[name].get("URL")
        state = "absent" if not printed else "lost" if not url else "sound" if printed == url else "repaired"
        found[state] += 1
    return found


def dictionary(package: Package, load: Callable[[str], pd.DataFrame]) -> Iterator[tuple[str, str, pd.DataFrame, str]]:
    """Yield each table of the package: title, introduction with the number of rows, columns, and keys.

    The introduction is a sentence for ``tumen.prose``: its figure carries evidence.
    """
    for table in package.tables.values():
        rows = derive(f"Rows of {table.name}", "number of rows of the file", (), len(load(table.name)), "item")
        columns = [
            {
                "column": field.name,
                "type": field.type,
                "unit": field.unit or field.rule or None,
                "meaning": field.description + _allowed(field.constraints),
            }
            for field in table.fields
        ]
        keys = [f"Key: {', '.join(table.primary_key)}."]
        keys += [f"{key.field} names a row of {key.target}." for key in table.foreign_keys]
        introduction = f"{table.description} The file is `{table.path}`; rows: {rows}."
        yield table.title, introduction, pd.DataFrame(columns), " ".join(keys)


def _allowed(constraints: dict) -> str:
    return f" One of: {', '.join(constraints['enum'])}." if "enum" in constraints else ""
