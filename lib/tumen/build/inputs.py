"""What runs and pages are made from, as digests by name, and what of it has changed since they were made."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from tumen import HOMES, paths

Inputs = dict[str, str]
"""Digests by name: of files by their path within the checkout, of other things by what they are called."""

CODE, PARAMETERS, TEXT, SERIES, PYTHON = "its code", "its parameters", "its text", "the titles of the series", "Python"
_NOT_NEEDED_TO_RUN = ("build", "cli.py", "__main__.py")
"""Parts of the package that make pages out of runs, or call what does."""


def digest(*parts: str | bytes) -> str:
    """Return a digest of some texts, long enough that two never share one."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode() if isinstance(part, str) else part)
        found.update(b"\0")
    return found.hexdigest()[:24]


class Files:
    """The files of the checkout as they were when a build began: what changes later is for the next build to see."""

    def __init__(self):
        self._digests: dict[str, str] = {}

    def digest(self, name: str) -> str:
        """Return the digest of a file by its path within the checkout; empty if there is none."""
        if name not in self._digests:
            path = paths.ROOT / name
            self._digests[name] = digest(path.read_bytes()) if path.is_file() else ""
        return self._digests[name]

    def inputs(self, files: Iterable[Path]) -> Inputs:
        """Return the digests of some files by name."""
        return {name: self.digest(name) for name in sorted(name_of(path) for path in files)}


def name_of(path: Path) -> str:
    """Return the path of a file within the checkout."""
    return path.relative_to(paths.ROOT).as_posix()


def changed(old: Mapping[str, str], facts: Mapping[str, str], files: Files) -> list[str]:
    """Return the names of those inputs that are not what they were.

    Parameters
    ----------
    old
        The inputs of a run or a page when it was made.
    facts
        Today's digests of what is no file.
    """
    return [name for name, value in old.items() if value != (facts[name] if name in facts else files.digest(name))]


def run_facts(notebook: Mapping, values: Mapping) -> Inputs:
    """Return what a run depends on beside files: the code of its cells, the parameters, Python."""
    code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return {
        CODE: digest(json.dumps(code)),
        PARAMETERS: digest(json.dumps(values, sort_keys=True)),
        PYTHON: platform.python_version(),
    }


def data_files() -> list[Path]:
    """Return every file of the data package."""
    return [path for path in paths.DATA.rglob("*") if path.is_file()]


def library_files(folder: Path = paths.LIBRARY) -> list[Path]:
    """Return every file of the package, or of a folder of it."""
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


# --- what of the package a notebook depends on --------------------------------------------------------


def package_files(sources: Iterable[str]) -> set[Path]:
    """Return the modules of the package that some code can reach, by what it names and they import.

    Code that uses the package in any other way than ``tm.NAME`` can reach all of it.
    """
    entry = {paths.LIBRARY / "__init__.py"}
    try:
        for source in sources:
            entry |= set(_named_modules(ast.parse(source)))
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
        return set(_modules())
    return modules_behind(entry)


def modules_behind(modules: Iterable[Path]) -> set[Path]:
    """Return some modules of the package and all that they import."""
    found = set(modules)
    waiting = list(found - {paths.LIBRARY / "__init__.py"})  # which only names the others
    while waiting:
        new = set(_imports(waiting.pop())) - found
        found |= new
        waiting += new
    return found


def _named_modules(tree: ast.AST) -> Iterator[Path]:
    """Yield the modules that the names of a piece of code come from; `LookupError` if that cannot be told."""
    aliases = {alias.asname or alias.name for alias in _imported_names(tree) if alias.name == "tumen"}
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    named = [node for node in attributes if isinstance(node.value, ast.Name) and node.value.id in {*aliases, "tm"}]
    mentions = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in {*aliases, "tm"}]
    if len(named) != len(mentions):
        raise LookupError("the package is used as a whole")
    for module in (_home_of(node.attr) for node in named):
        yield from _with_package(module)
    yield from _resolved(tree)


def _imported_names(tree: ast.AST) -> Iterator[ast.alias]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from node.names


def _home_of(name: str) -> Path:
    """Return the module that a name of the package comes from; `LookupError` if there is none."""
    home = next((home for home, names in HOMES.items() if name in names.split()), None)
    module = home and (_module(f"{home}.{name}") or _module(home))
    if not module:
        raise LookupError(name)
    return module


@cache
def _imports(module: Path) -> tuple[Path, ...]:
    return tuple(_resolved(ast.parse(module.read_text(encoding="utf-8"))))


def _resolved(tree: ast.AST) -> Iterator[Path]:
    """Yield the modules of the package that a piece of code imports from, with the packages they lie in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tumen":
            for alias in node.names:
                yield from _with_package(_module(f"{node.module}.{alias.name}") or _module(node.module))


def _with_package(module: Path) -> tuple[Path, ...]:
    package = module.parent / "__init__.py"
    return (module,) if package.parent == paths.LIBRARY else (module, package)


def _module(name: str) -> Path | None:
    """Return the file of a module by its dotted name; none if the name is not a module's."""
    place = paths.LIBRARY.parent.joinpath(*name.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def _modules() -> Iterator[Path]:
    for path in paths.LIBRARY.rglob("*.py"):
        if path.relative_to(paths.LIBRARY).parts[0] not in _NOT_NEEDED_TO_RUN:
            yield path
