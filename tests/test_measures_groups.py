"""The group that takes a code in, or an error that names what there is."""

from __future__ import annotations

import pytest
from tumen.measures.groups import group_that_takes_in

STAGES = {"wished for": ("idea", "wanted"), "under way": ("pilot",)}


def test_a_code_belongs_to_the_group_that_holds_it():
    assert group_that_takes_in("pilot", STAGES, "stage") == "under way"


def test_a_code_of_no_group_is_refused_and_the_groups_are_named():
    with pytest.raises(ValueError, match="no stage takes in 'built'; there are wished for, under way"):
        group_that_takes_in("built", STAGES, "stage")
