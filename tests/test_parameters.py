from __future__ import annotations

import nbformat
import pytest
from hostile import TEXTS
from nbformat.v4 import new_code_cell, new_notebook
from tumen.build.parameters import assign, parameters_of
from tumen.errors import ParameterError


def notebook(*lines):
    return new_notebook(cells=[new_code_cell("\n".join(lines), metadata={"tags": ["parameters"]})])


GOOD = notebook(
    "base_year: int = 2005  # first year of the comparison; 2000 to 2012",
    "growth: float = 23.1  # growth a year, percent; -35 to 60",
    'scale: str = "linear"  # scale of the axis; one of linear, log',
    "count_rok: bool = True  # whether trade with the ROK counts",
)


def test_parameters_are_read_with_type_meaning_and_range():
    found = parameters_of(GOOD)
    assert list(found) == ["base_year", "growth", "scale", "count_rok"]
    assert (found["base_year"].default, found["base_year"].low, found["base_year"].high) == (2005, 2000, 2012)
    assert found["scale"].choices == ("linear", "log")
    assert found["growth"].meaning == "growth a year, percent"


@pytest.mark.parametrize(
    "line",
    [
        "base_year = 2005",
        "base_year: int = 2005",
        "base_year: int = 2005  # a year",
        "base_year: int = 2005  # a year; one of early, late",
        "when: date = 1  # x; 1 to 2",
    ],
)
def test_a_parameter_without_type_or_range_is_refused(line):
    with pytest.raises(ParameterError, match="a parameter is written"):
        parameters_of(notebook(line))


def test_a_whole_number_may_be_one_of_a_few():
    level = parameters_of(notebook("level_of: int = 1990  # year to measure against; one of 1990, 2005"))["level_of"]
    assert level.choices == (1990, 2005)
    assert level.allowed == "one of 1990, 2005"
    assert level.read("2005") == 2005
    with pytest.raises(ParameterError, match="one of 1990, 2005"):
        level.read("1995")


def test_a_default_outside_its_own_range_is_refused():
    with pytest.raises(ParameterError, match="1999"):
        parameters_of(notebook("base_year: int = 1999  # year; 2000 to 2012"))


@pytest.mark.parametrize(
    ("request_", "value"),
    [
        ("base_year=2000", {"base_year": 2000}),
        ("growth=-35", {"growth": -35.0}),
        ("scale=log", {"scale": "log"}),
        ("count_rok=false", {"count_rok": False}),
    ],
)
def test_allowed_values_are_taken(request_, value):
    assert assign([request_], {"03": parameters_of(GOOD)}, every=True) == {"03": value}


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ("base_yaer=2005", "did you mean base_year"),
        ("base_year=2005.5", "it takes a whole number from 2000 to 2012"),
        ("base_year=soon", "'soon' is not allowed"),
        ("base_year=1999", "1999 is not allowed; it takes a whole number from 2000 to 2012"),
        ("growth=61", "a number from -35 to 60"),
        ("growth=nan", "not allowed"),
        ("scale=cubic", "one of linear, log"),
        ("count_rok=maybe", "true or false"),
        ("base_year", "NAME=VALUE"),
    ],
)
def test_unknown_mistyped_and_out_of_range_values_are_refused(request_, message):
    with pytest.raises(ParameterError, match=message):
        assign([request_], {"03": parameters_of(GOOD)}, every=True)


@pytest.mark.parametrize("text", [*TEXTS, "linear\n", "2005; 1", "__import__('os')", "inf", "1e999"])
@pytest.mark.parametrize("name", ["base_year", "growth", "scale", "count_rok"])
def test_no_text_but_an_allowed_value_reaches_a_notebook(name, text):
    for request in (f"{name}={text}", f"{text}={name}", f"{name} {text}=1"):
        with pytest.raises(ParameterError):
            assign([request], {"03": parameters_of(GOOD)}, every=True)


def test_in_the_whole_series_a_parameter_reaches_the_notebooks_that_know_it():
    other = parameters_of(notebook("as_of: int = 2014  # year; 2000 to 2020"))
    known = {"03": parameters_of(GOOD), "05": other}
    assert assign(["base_year=2001"], known, every=False) == {"03": {"base_year": 2001}, "05": {}}
    with pytest.raises(ParameterError, match="05"):
        assign(["base_year=2001"], known, every=True)


def test_a_notebook_without_parameters_has_none():
    assert parameters_of(nbformat.v4.new_notebook()) == {}
