from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tumen import paths

TEXTS = paths.ROOT.parent / "shared" / "sources"


@pytest.fixture
def data_copy(tmp_path) -> Path:
    """The data package in a folder that a test may break."""
    return Path(shutil.copytree(paths.DATA, tmp_path / "data"))


@pytest.fixture
def texts_copy(tmp_path) -> Path:
    """The two texts in a folder that a test may change; without them there is nothing to compare."""
    if not TEXTS.exists():
        pytest.skip(f"the texts of the documents are not at {TEXTS}: the anchors were not re-verified")
    return Path(shutil.copytree(TEXTS, tmp_path / "texts"))
