from datetime import date

import edtf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from tumen.dates import is_edtf, read_aloud, span


@pytest.mark.parametrize(
    "text",
    ["2014", "2014-03", "2014-09-17", "199X", "197X/198X", "2014-41", "2014-36", "2009/..", "2013~", "2014?"],
)
def test_possible_dates_are_accepted(text):
    assert is_edtf(text)


@pytest.mark.parametrize("text", ["2014-13", "2014-02-30", "2014-04-31", "in 2014", "2013/2005", "", "14"])
def test_impossible_dates_are_refused(text):
    assert not is_edtf(text)


def test_a_date_spans_the_days_it_may_mean():
    assert span("2014-41") == (date(2014, 7, 1), date(2014, 12, 31))
    assert span("199X") == (date(1990, 1, 1), date(1999, 12, 31))
    assert span("2009/..")[1] == date.max


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2012-09-17", "17 September 2012"),
        ("2014-03", "March 2014"),
        ("199X", "1990s"),
        ("20XX", "21st century"),
        ("2014-36", "fourth quarter of 2014"),
        ("2009/..", "since 2009"),
        ("2005/2013", "2005–2013"),
        ("2014-09/2014-10", "September–October 2014"),
        ("2013-12/2014-01", "December 2013–January 2014"),
        ("2013~", "about 2013"),
        ("2013?", "2013 (?)"),
    ],
)
def test_dates_read_aloud(text, words):
    assert read_aloud(text) == words


@settings(max_examples=60, deadline=None)
@given(some.from_regex(r"([0-9]{4}(-[0-3][0-9]){0,2}|[.]{2})(/([0-9]{4}(-[0-3][0-9]){0,2}|[.]{2}))?", fullmatch=True))
@example("2014-08-00")
@example("2000-02-29/1900-02-29")
@example("../9999-12")
def test_plain_dates_span_what_the_library_for_edtf_says(text):
    def ends():
        parsed = edtf.parse_edtf(text)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
        first = date.min if isinstance(lower, float) else date(*lower[:3])
        last = date.max if isinstance(upper, float) else date(*upper[:3])
        if last < first:
            raise ValueError
        return first, last

    assert _or_none(ends) == _or_none(lambda: span(text))


def _or_none(function):
    try:
        return function()
    except Exception:
        return None
