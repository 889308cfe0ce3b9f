"""The ground floor stands by itself: no Django, no files, no clock, nothing above it (house.md §2)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import trellis.rules

MODULES = sorted(Path(trellis.rules.__file__).parent.glob("*.py"))

ALLOWED = {
    "__future__",
    "abc",
    "bisect",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "itertools",
    "math",
    "numpy",
    "operator",
    "re",
    "statistics",
    "types",
    "typing",
    "unicodedata",
}
CLOCKS = {"now", "today", "utcnow", "time_ns", "monotonic"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_rule_imports_plain_python_numpy_and_other_rules_only(module: Path) -> None:
    names = set(imported(ast.parse(module.read_text())))
    beyond = {
        name for name in names if name.split(".")[0] not in ALLOWED and not name.startswith("trellis.rules.")
    }
    assert beyond == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_rule_opens_no_file_and_reads_no_clock(module: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)]
    assert [call.id for call in calls if isinstance(call, ast.Name) and call.id in ("open", "print")] == []
    assert [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCKS] == []
