"""How many different faults the build is put through."""

from __future__ import annotations

import test_faults_notebooks  # noqa: F401
import test_faults_parameters  # noqa: F401
import test_faults_signals  # noqa: F401
import test_faults_system  # noqa: F401
from series import FAULTS

FEWEST = 40


def test_the_build_is_put_through_many_different_faults():
    assert len(set(FAULTS)) == len(FAULTS)
    assert len(FAULTS) >= FEWEST
