from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hostile import copy_checkout, poison
from playwright.sync_api import expect, sync_playwright
from tumen import paths
from tumen.build.browser import find_browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 30_000  # milliseconds until a page must show what is expected: a busy machine is no fault of the page
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


@pytest.fixture(scope="session")
def hostile_checkout(tmp_path_factory) -> Path:
    """A checkout whose data are as hostile as their rules allow."""
    folder = copy_checkout(tmp_path_factory.mktemp("hostile"))
    poison(folder / "data")
    return folder


@pytest.fixture(scope="session")
def browser():
    """A Chromium or Chrome; one for all tests of a process, as Playwright allows no second."""
    executable = find_browser()
    if executable is None:
        message = "no Chromium or Chrome: the pages were not opened in a browser"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield launched
        launched.close()
