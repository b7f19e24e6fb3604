"""The floors of the package: a module imports only from floors below its own."""

from __future__ import annotations

import ast
from types import ModuleType

import pytest
from tumen import paths

FLOORS = {
    0: {"paths", "errors", "schema", "units", "figures", "markup", "theme", "dates", "reads"},
    1: {"data", "quantity"},
    2: {"evidence", "references", "facts", "rivals"},
    3: {"measures", "checks"},
    4: {"cards", "sentences", "tables", "charts", "graphs", "maps", "boards", "listings"},
    5: {"build"},
    6: {"cli", "__main__"},
}
ORDER_WITHIN = {
    # within a floor, what may lean on what: left may import from what stands right of it
    "schema": {"errors", "reads"},
    "units": {"errors"},
    "evidence": set(),
    "facts": {"references"},
    "rivals": {"facts", "references"},
    "checks": {"checks", "measures"},
    "measures": {"measures"},
    "listings": {"listings"},
    "sentences": {"cards"},
    "tables": {"cards", "sentences"},
    "charts": {"cards", "tables"},
    "boards": {"charts"},
    "graphs": {"charts"},
    "maps": {"charts"},
    "build": {"build"},
    "__main__": {"cli"},
}
MODULES = sorted(path for path in paths.LIBRARY.rglob("*.py") if path != paths.LIBRARY / "__init__.py")


def part_of(path):
    return path.relative_to(paths.LIBRARY).parts[0].removesuffix(".py")


def floor_of(part):
    return next(floor for floor, parts in FLOORS.items() if part in parts)


def imported_parts(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "tumen":
            yield from (alias.name for alias in node.names if alias.name != "HOMES")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tumen."):
            yield node.module.split(".")[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(paths.LIBRARY)))
def test_a_module_imports_only_from_below(path):
    own = part_of(path)
    for other in imported_parts(path):
        is_below = floor_of(other) < floor_of(own)
        assert is_below or other in ORDER_WITHIN.get(own, set()), f"{own} must not import {other}"


def test_the_public_names_are_few_and_documented():
    import tumen

    public = {name: getattr(tumen, name) for name in tumen.__all__}
    functions = [name for name, value in public.items() if callable(value)]
    assert len(functions) <= 22, "a notebook should find what it needs at a glance; put the rest into a module"
    documented = [name for name, value in public.items() if callable(value) or isinstance(value, ModuleType)]
    assert [name for name in documented if not public[name].__doc__] == []
