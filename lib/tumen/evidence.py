"""Evidence against the texts: are the anchored words still there, do they say it, is any number left out?

The words are not in the repository, only their places and digests. With the texts at hand everything here
can be verified anew; without them nothing of this module is needed to read, rerun or adapt.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from tumen import paths
from tumen.data import load_table
from tumen.errors import Fault

_SPACE = "[ \N{NO-BREAK SPACE}]+"
_EDTF_HALVES, _EDTF_QUARTERS = range(40, 42), range(33, 37)
_FARTHEST_SHIFT = 200
"""How far, in characters, changed words may have moved the ones behind them and still be found."""


@dataclass(frozen=True)
class NumberToken:
    """A number as it stands in a text, with every value it may be read as: ``06.02.2013`` is 6, 2 and 2013."""

    start: int
    end: int
    text: str
    values: frozenset[float]
    is_word: bool = False

    def means(self, number: float) -> bool:
        """Whether one of the readings is ``number``."""
        return any(_same(number, value) for value in self.values)


@dataclass(frozen=True)
class Verification:
    """What `verify` found: faults, and how much was looked at."""

    faults: list[Fault]
    anchors: int
    numbers: dict[str, int]
    """Number tokens per document, all of which were looked for."""


def digest(words: str) -> str:
    """Return the SHA-256 of the words, as the anchors keep it."""
    return hashlib.sha256(words.encode("utf-8")).hexdigest()


def verify(sources: Path, folder: Path = paths.DATA) -> Verification:
    """Check anchors, stated values and coverage against the document texts in ``sources``."""
    texts, faults = _read_texts(sources, folder)
    anchors = load_table("anchors", folder)
    for document, text in texts.items():
        faults += _check_anchors(document, text, anchors)
        faults += _check_places(document, text, anchors)
        faults += _check_values(document, text, folder)
        faults += check_coverage(document, text, folder)
    counts = {document: len(scan_numbers(text, folder)) for document, text in texts.items()}
    return Verification(faults, int(anchors["document_id"].isin(list(texts)).sum()), counts)


def _read_texts(sources: Path, folder: Path) -> tuple[dict[str, str], list[Fault]]:
    texts, faults = {}, []
    for row in load_table("documents", folder).itertuples():
        path = Path(sources) / row.text_file
        try:
            text = path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            advice = f"Put it into {sources}, or check without --sources."
            faults.append(Fault(row.text_file, None, None, None, "the text is missing", advice))
            continue
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            faults.append(Fault(row.text_file, line, None, None, "the text is not UTF-8", "Restore it."))
            continue
        texts[row.document_id] = text
        if digest(text) != row.sha256:
            rule = "the text is not the one that was annotated"
            faults.append(Fault(row.text_file, None, None, None, rule, "The faults beside this one tell where."))
    return texts, faults


# --- anchors ---------------------------------------------------------------------------------------


def _check_anchors(document: str, text: str, anchors: pd.DataFrame) -> list[Fault]:
    """Re-compute the digest of every anchor; words that an edit before them has only moved are not at fault."""
    faults, shift = [], 0
    own = anchors[anchors["document_id"] == document].sort_values(["start", "end"])
    for index, row in zip(own.index, own.itertuples(), strict=True):
        found = _find_shift(text, row, shift)
        if found is not None:
            shift = found
            continue
        rule = f"the words of {row.anchor_id} in {document}.txt, line {row.line}, are not the anchored ones"
        advice = "Compare the text with its source, or anchor the row anew with `tumen anchor`."
        faults.append(Fault("anchors.csv", index + 2, "sha256", row.sha256[:12] + "…", rule, advice))
    return faults


def _check_places(document: str, text: str, anchors: pd.DataFrame) -> list[Fault]:
    """Line and fragment of an anchor must follow from its span; its page must not run against the others'."""
    faults = []
    own = anchors[anchors["document_id"] == document].sort_values("start")
    pages = own["page"].ffill()
    for index, row in zip(own.index, own.itertuples(), strict=True):
        words = text[row.start : row.end]
        if digest(words) != row.sha256:
            continue
        line = text.count("\n", 0, row.start) + 1
        expected = {"line": line, "fragment": row.fragment if pd.isna(row.fragment) else " ".join(words.split()[:6])}
        for column, value in expected.items():
            if not pd.isna(value) and getattr(row, column) != value:
                rule = f"the span starts on line {line}" if column == "line" else "not the first words of the span"
                shown = str(getattr(row, column))
                faults.append(Fault("anchors.csv", index + 2, column, shown, rule, "Anchor the row anew."))
    for index in own.index[(pages.cummax() > pages).to_numpy()]:
        shown = str(own.loc[index, "page"])
        rule = "an anchor before this one stands on a later page"
        faults.append(Fault("anchors.csv", index + 2, "page", shown, rule, "Correct the page of one of them."))
    return faults


def _find_shift(text: str, row, shift: int) -> int | None:
    """Return by how many characters the words have moved, trying the last known shift first."""
    nearby = sorted(range(-_FARTHEST_SHIFT, _FARTHEST_SHIFT + 1), key=abs)
    for candidate in (shift, 0, *nearby):
        if row.start + candidate >= 0 and digest(text[row.start + candidate : row.end + candidate]) == row.sha256:
            return candidate
    return None


@dataclass(frozen=True)
class Anchor:
    """A row for anchors.csv."""

    anchor_id: str
    document_id: str
    page: int | None
    line: int
    start: int
    end: int
    sha256: str
    fragment: str


def locate(document: str, line: int, words: str, sources: Path, folder: Path = paths.DATA) -> Anchor:
    """Return the anchor of ``words`` on a line of a document, to be added to anchors.csv.

    Raises
    ------
    ValueError
        The words do not stand on that line, or more than once.
    """
    texts, _ = _read_texts(sources, folder)
    if document not in texts:
        raise ValueError(f"no text of {document!r} in {sources}; the documents are {', '.join(texts)}")
    lines = texts[document].split("\n")
    if not 1 <= line <= len(lines):
        raise ValueError(f"{document}.txt has {len(lines)} lines, no line {line}")
    times = lines[line - 1].count(words) if words else 0
    if times != 1:
        raise ValueError(f"{words!r} stands {times} times on line {line} of {document}.txt; it must stand once")
    column = lines[line - 1].index(words)
    start = sum(len(before) + 1 for before in lines[: line - 1]) + column
    name = f"{document[0]}{line}-{column}-{column + len(words)}"
    fragment = " ".join(words.split()[:6])
    return Anchor(
        name,
        document,
        _page_of(document, line, folder),
        line,
        start,
        start + len(words),
        digest(words),
        fragment,
    )


def _page_of(document: str, line: int, folder: Path) -> int | None:
    anchors = load_table("anchors", folder)
    before = anchors[(anchors["document_id"] == document) & (anchors["line"] <= line)].sort_values("line")
    pages = before["page"].dropna()
    return int(pages.iloc[-1]) if len(pages) else None


# --- numbers in a text -----------------------------------------------------------------------------


def scan_numbers(text: str, folder: Path = paths.DATA) -> list[NumberToken]:
    """Return every digit sequence, Roman numeral and scanned number word of a text."""
    return list(_scan(text, _lexicon(folder, scanned_only=True), _scales(folder)))


def _scan(text: str, words: dict[str, float], scales: dict[str, float]) -> Iterator[NumberToken]:
    for match in _pattern(tuple(words), tuple(scales)).finditer(text):
        scale = scales.get((match["scale"] or "").lower(), 1.0)
        if match["digits"]:
            numbers = _digit_readings(match["digits"])
        elif match["roman"]:
            numbers = {_roman(match["roman"].upper())}
        else:
            numbers = {words[match["word"].lower()]}
        scaled = frozenset(number * scale for number in numbers)
        yield NumberToken(match.start(), match.end(), match.group(), scaled, is_word=not match["digits"])


@cache
def _pattern(words: tuple[str, ...], scales: tuple[str, ...]) -> re.Pattern[str]:
    word = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?:(?P<digits>\d+(?:[.,]\d+)*)|\b(?P<roman>[XVI]{{2,}})\b|\b(?P<word>{word})\b)"
        rf"(?:{_SPACE}(?P<scale>{'|'.join(scales)})\b)?",
        re.IGNORECASE,
    )


def _digit_readings(digits: str) -> set[float]:
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        return {float(digits.replace(",", ""))}
    if re.fullmatch(r"\d+(\.\d+)?", digits):
        return {float(digits)}
    return {float(part) for part in re.split("[.,]", digits)}


def _roman(numeral: str) -> float:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in numeral]
    following = [*values[1:], 0]
    return float(sum(-value if value < after else value for value, after in zip(values, following, strict=True)))


def _lexicon(folder: Path, *, scanned_only: bool) -> dict[str, float]:
    table = load_table("number_words", folder)
    table = table[table["kind"] != "scale"]
    table = table[table["is_scanned"]] if scanned_only else table
    return dict(zip(table["word"], table["value"].astype(float), strict=True))


def _scales(folder: Path) -> dict[str, float]:
    table = load_table("number_words", folder)
    table = table[table["kind"] == "scale"]
    return dict(zip(table["word"], table["value"].astype(float), strict=True))


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(1.0, abs(a))


# --- stated values ---------------------------------------------------------------------------------


def _check_values(document: str, text: str, folder: Path) -> list[Fault]:
    """The value of each stated number must stand in the anchored words, as finely printed as the row says."""
    rows = _with_anchors(load_table("quantities", folder), document, folder)
    words, scales = _lexicon(folder, scanned_only=False), _scales(folder)
    faults = []
    for index, row in zip(rows.index, rows.itertuples(), strict=True):
        tokens = list(_scan(text[row.start : row.end], words, scales))
        for column, rule, advice in _faults_of_value(row, tokens):
            value = _text_of(getattr(row, column))
            faults.append(Fault("quantities.csv", index + 2, column, value, rule, advice))
    return faults


def _faults_of_value(row, tokens: list[NumberToken]) -> Iterator[tuple[str, str, str]]:
    if row.reading == "degree":
        if not pd.isna(row.value):
            yield (
                "value",
                "a word of degree has no number",
                "Leave the value empty, or read the row as words.",
            )
        return
    if row.reading == "implied":
        if pd.isna(row.rule):
            yield "rule", "an implied value needs the rule it follows by", "State the rule."
        return
    for column in ("value", "value_upper"):
        value = getattr(row, column)
        if not pd.isna(value) and not any(_says(token, value, row.unit) for token in tokens):
            yield (
                column,
                f"the words of {row.anchor_id} do not say this number",
                "Correct the value or the anchor.",
            )
    if row.reading == "digits" and not _resolution_fits(row, tokens):
        yield (
            "resolution",
            "not the place value of the last digit in the words (0 if counted or set)",
            "See datapackage.json.",
        )


def _says(token: NumberToken, value: float, unit: str) -> bool:
    """Whether a number of the words is the value; in words a share may stand as a fraction (a half: 50 %)."""
    return token.means(value) or (token.is_word and unit == "percent" and token.means(value / 100))


def _resolution_fits(row, tokens: list[NumberToken]) -> bool:
    token = next((token for token in tokens if token.means(row.value)), None)
    printed = token and re.match(r"[\d.,]+", token.text)
    if not printed:
        return False
    bare = max(_digit_readings(printed[0]))
    scale = row.value / bare if bare else 1.0
    decimals = len(printed[0].partition(".")[2])
    expected = scale * 10.0**-decimals if row.nature == "measured" else 0.0
    return not pd.isna(row.resolution) and _same(float(row.resolution), expected)


# --- coverage --------------------------------------------------------------------------------------


def check_coverage(document: str, text: str, folder: Path = paths.DATA) -> list[Fault]:
    """Return a fault for every number of a text that no row and no reasoned exclusion accounts for.

    A row accounts for a number only if its anchor contains it *and* the row says it: as its value, or as
    part of its date. A footnote accounts for its own text and its call; an exclusion for what it spans.
    """
    claims = [
        *_number_claims(document, folder),
        *_date_claims(document, folder),
        *_whole_spans(document, folder),
    ]
    faults = []
    for token in scan_numbers(text, folder):
        if not any(_accounts_for(claim, token) for claim in claims):
            line = text.count("\n", 0, token.start) + 1
            rule = "no row says this number, and no exclusion tells why not"
            advice = "Add it to quantities.csv or events.csv, or exclude it with a reason."
            faults.append(Fault(f"{document}.txt", line, None, token.text, rule, advice))
    return faults


@dataclass(frozen=True)
class _Claim:
    start: int
    end: int
    numbers: frozenset[float] | None
    """The numbers the row says; None for a row that accounts for whatever stands in its span."""


def _accounts_for(claim: _Claim, token: NumberToken) -> bool:
    if not (claim.start <= token.start and token.end <= claim.end):
        return False
    return claim.numbers is None or any(token.means(number) for number in claim.numbers)


def _with_anchors(table: pd.DataFrame, document: str, folder: Path, column: str = "anchor_id") -> pd.DataFrame:
    """Return the rows of a document with the span of their anchor, the index of the table kept."""
    anchors = load_table("anchors", folder)
    spans = anchors[anchors["document_id"] == document].set_index("anchor_id")[["start", "end"]]
    rows = table[table["document_id"] == document].dropna(subset=[column])
    return rows.join(spans, on=column, how="inner", validate="m:1")


def _number_claims(document: str, folder: Path) -> Iterator[_Claim]:
    for row in _with_anchors(load_table("quantities", folder), document, folder).itertuples():
        values = [value for value in (row.value, row.value_upper) if not pd.isna(value)]
        shares = [value / 100 for value in values if row.unit == "percent"]
        yield _Claim(row.start, row.end, frozenset([*values, *shares]) | _numbers_of_date(row.period))


def _date_claims(document: str, folder: Path) -> Iterator[_Claim]:
    for name, column in (("events", "date"), ("statements", "period")):
        for row in _with_anchors(load_table(name, folder), document, folder).itertuples():
            yield _Claim(row.start, row.end, _numbers_of_date(getattr(row, column)))


def _whole_spans(document: str, folder: Path) -> Iterator[_Claim]:
    for name, column in (
        ("exclusions", "anchor_id"),
        ("footnotes", "anchor_id"),
        ("footnotes", "call_anchor_id"),
    ):
        for row in _with_anchors(load_table(name, folder), document, folder, column).itertuples():
            yield _Claim(row.start, row.end, None)


def _numbers_of_date(text) -> frozenset[float]:
    """Return the numbers an EDTF date is written with: year, day, decade, half or quarter of a year."""
    if pd.isna(text):
        return frozenset()
    numbers = set()
    for part in re.sub(r"[~?%]", "", text).split("/"):
        year, *rest = part.split("-")
        if year in ("", ".."):
            continue
        numbers.add(float(year.replace("X", "0")))
        if year.endswith("XX"):
            numbers.add(float(int(year[:2]) + 1))
        for place in rest:
            numbers |= _numbers_of_part(int(place))
    return frozenset(numbers)


def _numbers_of_part(code: int) -> set[float]:
    if code in _EDTF_HALVES:
        return {code - 39.0, 0.5}
    if code in _EDTF_QUARTERS:
        return {code - 32.0, 0.25}
    return {float(code)}


def _text_of(value) -> str | None:
    return None if pd.isna(value) else f"{value:.12g}" if isinstance(value, float) else str(value)
