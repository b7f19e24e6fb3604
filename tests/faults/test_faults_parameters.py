"""Parameters that nobody should ask for: refused before anything runs, and never executed."""

from __future__ import annotations

import pytest
from nbformat import read
from series import Command, each
from tumen.errors import BuildError, ParameterError, TumenError
from written import PARAMETERS

WHOLE, CHOICE = "it takes a whole number from 1 to 9", "it takes one of linear, log"
CALL = "__import__('pathlib').Path({marker!r}).touch()"


def refusal(place, *requested, names=("01",)):
    """Return how a request is refused; nothing must have run, nor anything been written."""
    place.write("03-marker", f"open({str(place.folder / 'ran')!r}, 'w')")
    message, events = place.failure(ParameterError, names, requested)
    assert not events
    assert not (place.folder / "ran").exists()
    place.assert_as_it_was()
    place.assert_nothing_beside()
    return message


@each(
    "request_, words",
    {
        "an unknown name": ("nmuber=3", "number"),
        "a name with code": ("number;import os=3", "number;import os"),
        "a name with a line end": ("number\nimport os=3", "number"),
        "no value": ("number", "NAME=VALUE"),
        "no name": ("=3", ""),
        "nothing": ("", "NAME=VALUE"),
        "an empty value": ("number=", WHOLE),
        "a word for a number": ("number=three", WHOLE),
        "a fraction for a whole number": ("number=3.5", WHOLE),
        "too small": ("number=0", WHOLE),
        "too large": ("number=10", WHOLE),
        "far too large": (f"number={'9' * 10_000}", WHOLE),
        "infinity": ("number=inf", WHOLE),
        "no number at all": ("number=nan", WHOLE),
        "truth for a number": ("number=true", WHOLE),
        "a choice that is none": ("scale=cubic", CHOICE),
        "quotes": ("scale=\"'linear'\"", CHOICE),
        "a line end": ("scale=linear\n", CHOICE),
        "a line of code": ("scale=linear\nimport os", CHOICE),
        "braces": ("scale={linear}", CHOICE),
        "empty braces": ("scale={}", CHOICE),
        "percent signs": ("scale=%s%n%(x)s", CHOICE),
        "a null character": ("scale=linear\0", CHOICE),
        "markup": ("scale=[red]<script>", CHOICE),
        "half a character": ("scale=\udcff", CHOICE),
    },
)
def test_a_wrong_parameter_is_refused_in_words(place, request_, words):
    assert words in refusal(place, request_)


@each("request_", {"code for a number": ("number={call}",), "code for a word": ('scale=linear"; {call}; "',)})
def test_code_is_never_executed(place, request_):
    marker = place.folder / "executed"
    refusal(place, request_.format(call=CALL.format(marker=str(marker))))
    assert not marker.exists()


@each(
    "names, request_",
    {
        "a parameter of another notebook": (["02"], "other=3"),
        "a parameter that one lacks": (["02", "04"], "other=3"),
    },
)
def test_a_parameter_for_the_wrong_notebook_is_refused(place, names, request_):
    place.write("04-other", "1", parameters="other: int = 3  # a number; 1 to 9")
    message = refusal(place, request_, names=names)
    assert "other" in message
    assert "02-second" in message


@pytest.mark.parametrize("arguments", [["-p", "number=\udcff"], ["-p", "[red]=3"], ["--", "no\udcffbook"]])
def test_the_command_refuses_odd_bytes_without_a_traceback(place, arguments):
    status, _, errors = Command(place, *arguments).end()
    assert status == 1
    assert errors.startswith("error: ")
    assert "Traceback" not in errors
    place.assert_as_it_was()


@each(
    "line",
    {
        "a default that is no value": ("number: int = three  # a number; 1 to 9",),
        "a default that is code": ("number: int = {call}  # a number; 1 to 9",),
        "a default out of its range": ("number: int = 12  # a number; 1 to 9",),
        "a range that is none": ("number: int = 3  # a number; 1.2.3 to 9",),
        "a default that does not end": (f"number: int = {'(' * 150}  # a number; 1 to 9",),
        "a line that is no parameter": ("import os",),
    },
)
def test_a_wrong_line_of_parameters_is_refused_and_not_executed(place, line):
    marker = place.folder / "executed"
    place.write("01-first", "1", parameters=line.replace("{call}", CALL.format(marker=str(marker))))
    message, events = place.failure(TumenError)
    assert "number" in message or "import os" in message
    assert not events
    assert not marker.exists()
    place.assert_as_it_was()


def test_text_with_quotes_reaches_the_notebook_as_it_is(place):
    """A default may be any text; one that looks like code stays text."""
    text = "a'b\\\"{x}\\n__import__('os')"
    parameters = f'number: int = 3  # a number; 1 to 9\nwords: str = "{text}"  # words; one of a, b'
    place.write("01-first", "words", parameters=parameters)
    message, _ = place.failure(TumenError)
    assert "it takes one of a, b" in message


def test_an_allowed_parameter_reaches_the_notebook_literally(place):
    place.write("01-first", "f'{number} {scale}'", parameters=PARAMETERS)
    place.build(["01"], ["number=4", "scale=log"])
    executed = read(place.out / "notebooks" / "01-first.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].data["text/plain"] == "'4 log'"
    place.assert_whole()
    place.write("01-first", "1 / 0")
    message, _ = place.failure(BuildError, ["01"], ["number=4", "scale=log"])
    assert "01-first, cell 4 (cell-2: 1 / 0): ZeroDivisionError" in message
    assert "tumen build 01 -p number=4 -p scale=log" in message
