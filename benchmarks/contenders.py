"""The ways from notebooks to pages that are compared, each in a folder of its own beside a copy of the checkout."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from commands import Failed, call
from environments import PYTHON
from tumen import paths

COLD, UNCHANGED, CHANGED = "cold build", "nothing changed", "one notebook changed"
CELL_SECONDS = 900
"""How long Jupyter Book and nbconvert let a cell run; their own limit is for faster machines."""


@dataclass
class Checkout:
    """A copy of the checkout, and which of its notebooks are built."""

    folder: Path
    names: list[str]

    def __post_init__(self) -> None:
        listed = call(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], paths.ROOT)
        for file in filter(None, listed.split("\0")):
            source, copy = paths.ROOT / file, self.folder / file
            if source.is_file() and not file.startswith("notebooks/"):
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, copy)
        (self.folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
        copy_notebooks(self.names, self.folder / "notebooks")
        call([PYTHON, "-m", "compileall", "-q", self.folder / "lib"], self.folder)
        home = Path(self.call(PYTHON, "-c", "import tumen; print(tumen.__file__)").strip())
        if not home.is_relative_to(self.folder):
            sys.exit(f"the package would be read from {home}, not from the copy of the checkout")

    def call(self, *command: str | Path, folder: Path | None = None) -> str:
        """Run a command that imports the package from the copy, by default in the copy."""
        return call(command, folder or self.folder, **self.surroundings)

    @property
    def surroundings(self) -> dict[str, Path]:
        """Return the variables that keep a command to the copy, and the settings of the user out."""
        return {"PYTHONPATH": self.folder / "lib", "IPYTHONDIR": self.folder.parent / "ipython"}

    def build(self, site: Path) -> list[str | Path]:
        """Return the command that builds the notebooks of the copy."""
        return [PYTHON, "-m", "tumen", "build", "--quiet", "--out", site]


def copy_notebooks(names: Sequence[str], folder: Path) -> None:
    """Have the notebooks of the series, as they are in the checkout, and no others in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in names:
        shutil.copyfile(paths.NOTEBOOKS / f"{name}.ipynb", folder / f"{name}.ipynb")


def change(notebook: Path) -> None:
    """Add a comment to the last code cell of a copy of a notebook."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    cell = [cell for cell in content["cells"] if cell["cell_type"] == "code"][-1]
    cell["source"] = "".join(cell["source"]) + "\n# a comment that was not here before"
    notebook.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@dataclass
class Contender:
    """A way to make pages; it works in a folder of its own, with copies of the notebooks."""

    checkout: Checkout
    title: str
    folder: Path
    python: Path = PYTHON
    steps: tuple[str, ...] = (COLD,)
    has_failed: bool = False
    package = ""

    def __post_init__(self) -> None:
        self.notebooks = self.folder / "notebooks"

    def start_afresh(self) -> None:
        """Forget all that earlier builds left behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        copy_notebooks(self.checkout.names, self.notebooks)

    def files(self) -> list[Path]:
        """Return the copies of the notebooks."""
        return [self.notebooks / f"{name}.ipynb" for name in self.checkout.names]

    def call(self, *command: str | Path) -> str:
        """Run a command in the folder."""
        return self.checkout.call(*command, folder=self.folder)

    def build(self) -> None:
        """Make the pages, with whatever the contender remembers of earlier builds."""
        raise NotImplementedError


class Tumen(Contender):
    """Our build; its notebooks are those of the copy of the checkout."""

    def __post_init__(self) -> None:
        self.notebooks = self.checkout.folder / "notebooks"

    def build(self) -> None:
        """Build the site."""
        self.checkout.call(*self.checkout.build(self.folder / "site"))


class Papermill(Contender):
    """Papermill and then nbconvert, for one notebook after another."""

    package = "papermill"

    def build(self) -> None:
        """Run and convert each."""
        (self.folder / "out").mkdir()
        for file in self.files():
            out = self.folder / "out" / file.name
            self.call(self.python, "-m", "papermill", "--no-progress-bar", file, out)
            self.call(self.python, "-m", "nbconvert", "--to", "html", out)


class Nbconvert(Contender):
    """Nbconvert with its own execution, for one notebook after another."""

    package = "nbconvert"

    def build(self) -> None:
        """Run and convert each."""
        options = ["--execute", "--to", "html", f"--ExecutePreprocessor.timeout={CELL_SECONDS}"]
        for file in self.files():
            self.call(self.python, "-m", "nbconvert", *options, "--output-dir", self.folder / "out", file)


class JupyterCache(Contender):
    """jupyter-cache: runs notebooks whose code is new to it, several at once; makes no pages."""

    package = "jupyter-cache"

    def build(self) -> None:
        """Tell it of the notebooks once, then run those that are due."""
        jcache = self.python.with_name("jcache")
        for file in [] if (self.folder / ".jupyter_cache").exists() else self.files():
            self.call(jcache, "notebook", "add", file)
        options = ["--executor", "local-parallel", "--timeout", str(CELL_SECONDS)]
        said = self.call(jcache, "project", "execute", *options)
        if "excepted: []" not in said or "errored: []" not in said:
            raise Failed("not every notebook ran through")


class JupyterBook(Contender):
    """Jupyter Book 1 with its cache of runs."""

    package = "jupyter-book"

    def start_afresh(self) -> None:
        """Write the settings of the book beside the notebooks."""
        super().start_afresh()
        first, *others = self.checkout.names
        execute = {"execute_notebooks": "cache", "timeout": CELL_SECONDS}
        toc = {"format": "jb-book", "root": first}
        if others:
            toc["chapters"] = [{"file": name} for name in others]
        (self.notebooks / "_config.yml").write_text(json.dumps({"title": "Tumen", "execute": execute}))
        (self.notebooks / "_toc.yml").write_text(json.dumps(toc))

    def build(self) -> None:
        """Build the book."""
        self.call(self.python.with_name("jupyter-book"), "build", "--quiet", self.notebooks)
