"""EDTF dates (ISO 8601-2): whether they are possible, the days they span, how to read them aloud."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import cache

import edtf

_MONTHS = calendar.month_name[1:]
_PARTS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter", 40: "first half", 41: "second half"}
_PARTS |= {33: "first quarter", 34: "second quarter", 35: "third quarter", 36: "fourth quarter"}
_PLAIN = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
"""A year, month or day without marks of doubt. Most dates are; `edtf` takes a hundredth of a second for each."""


@cache
def is_edtf(text: str) -> bool:
    """Whether ``text`` is a possible date: ``2014-02-30`` is not."""
    try:
        span(text)
        read_aloud(text)  # the parts of EDTF that have no reading here are not used in the data
    except (ValueError, IndexError):
        return False
    return True


@cache
def span(text: str) -> tuple[date, date]:
    """Return the first and the last day that ``text`` may mean; open ends reach to year 1 or 9999.

    Raises
    ------
    ValueError
        Not EDTF, no possible date, or an interval that ends before it begins.
    """
    try:
        first, last = _span_of_plain(text) or _span_by_edtf(text)
    except (edtf.EDTFParseException, ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{text!r} is no possible EDTF date") from error
    if last < first:
        raise ValueError(f"{text!r} ends before it begins")
    return first, last


def _span_of_plain(text: str) -> tuple[date, date] | None:
    """Return the span of a plain date, or of an interval between two; None for any other."""
    start, is_interval, end = text.partition("/")
    if not all(part == ".." or _PLAIN.fullmatch(part) for part in ((start, end) if is_interval else (start,))):
        return None
    if text in ("..", "../.."):
        return None
    first = date.min if start == ".." else _days(start)[0]
    return first, date.max if end == ".." else _days(end or start)[1]


def _days(plain: str) -> tuple[date, date]:
    year, month, day = [int(part) for part in plain.split("-")] + [0] * (2 - plain.count("-"))
    if day:
        return date(year, month, day), date(year, month, day)
    last_month = month or 12
    return date(year, month or 1, 1), date(year, last_month, calendar.monthrange(year, last_month)[1])


def _span_by_edtf(text: str) -> tuple[date, date]:
    parsed = edtf.parse_edtf(text)
    return _day(parsed.lower_strict(), date.min), _day(parsed.upper_strict(), date.max)


def _day(moment, open_end: date) -> date:
    if isinstance(moment, float):
        return open_end
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def read_aloud(text: str) -> str:
    """Return the date in words: ``"17 September 2012"``, ``"second half of 2014"``, ``"2005–2013"``."""
    if "/" in text:
        start, end = text.split("/")
        if end == "..":
            return f"since {read_aloud(start)}"
        if start == "..":
            return f"until {read_aloud(end)}"
        first, last = read_aloud(start), read_aloud(end)
        return f"{first.removesuffix(last[-5:])}–{last}" if re.match(r" \d{4}$", last[-5:]) else f"{first}–{last}"
    bare = re.sub(r"[~?%]", "", text)
    prefix = "about " if re.search(r"[~%]", text) else ""
    suffix = " (?)" if re.search(r"[?%]", text) else ""
    return f"{prefix}{_plain_date(bare)}{suffix}"


def _plain_date(text: str) -> str:
    year, *rest = text.split("-")
    if year.endswith("XX"):
        return f"{int(year[:2]) + 1}th century".replace("21th", "21st")
    if year.endswith("X"):
        return f"{year[:3]}0s"
    if not rest:
        return year
    part = int(rest[0])
    if part in _PARTS:
        return f"{_PARTS[part]} of {year}"
    month = f"{_MONTHS[part - 1]} {year}"
    return f"{int(rest[1])} {month}" if len(rest) > 1 else month
