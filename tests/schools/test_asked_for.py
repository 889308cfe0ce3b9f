"""What an address asks for: a number or a day that somebody may have written themselves."""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

import trellis
from trellis.schools.asked_for import day_of, number_of, numbers_of


@given(st.integers(0, 10**18 - 1))
def test_a_number_is_read_as_it_is_written(number):
    assert number_of(str(number)) == number


@pytest.mark.parametrize("written", ["", "-1", "1.0", "²", "abc", " 1", "9" * 19, "9" * 5000])
def test_what_is_no_number_of_ours_is_none(written):
    assert number_of(written) is None
    assert numbers_of(["3", written, "4"]) == [3, 4]


def test_a_day_is_read_and_what_cannot_be_one_is_no_page():
    assert day_of("") is None
    assert day_of("2024-09-10") == day_of("10/09/2024") == dt.date(2024, 9, 10)
    for written in ("0001-01-01", "9999-12-31", "2024-02-30", "nonsense"):
        with pytest.raises(Http404):
            day_of(written)


# What makes a number or a day of words, and what says whether it can.
READS = {"int", "float", "Decimal", "Fraction", "read_date", "fromisoformat", "strptime"}
READS |= {"isdecimal", "isdigit", "isnumeric"}


def read_by_itself(text: str) -> list[str]:
    """What a module reads of what was asked for or sent: straight from there, or from a name given to it."""
    found = []
    for act in ast.walk(ast.parse(text)):
        if isinstance(act, ast.FunctionDef):
            named = {
                name.id
                for each in ast.walk(act)
                if isinstance(each, ast.Assign | ast.NamedExpr) and _is_of_request(each.value, set())
                for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
                for name in ast.walk(target)
                if isinstance(name, ast.Name)
            }
            calls = [each for each in ast.walk(act) if isinstance(each, ast.Call) and _called(each) in READS]
            found += [ast.unparse(each) for each in calls if _is_of_request(each, named)]
    return found


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _is_of_request(held: ast.AST, named: set[str]) -> bool:
    """Whether it takes in what was asked for or sent; what is read where it should be is read already."""
    if isinstance(held, ast.Call) and _called(held) in {"number_of", "numbers_of", "day_of"}:
        return False
    if isinstance(held, ast.Attribute) and held.attr in {"GET", "POST"}:
        return True
    if isinstance(held, ast.Name) and held.id in named:
        return True
    return any(_is_of_request(one, named) for one in ast.iter_child_nodes(held))


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("int(request.GET['page'])", True),
        ("given.POST.get('a', '').isdigit()", True),
        ("asked = request.GET.get('year', '')\n    return AcademicYear(int(asked))", True),
        ("int(x) if (x := request.POST['x']) else 0", True),
        ("asked = number_of(request.GET.get('year', ''))\n    return int(asked)", False),
        ("len(request.GET), int(figure)", False),
    ],
)
def test_what_a_module_reads_by_itself_is_found(line, reads):
    assert bool(read_by_itself(f"def page(request):\n    {line}\n")) is reads


def test_nothing_reads_a_number_or_a_day_of_an_address_or_beside_a_form_by_itself():
    modules = [
        one
        for one in Path(trellis.__file__).parent.rglob("*.py")
        if one.name != "asked_for.py" and re.search(r"\.(GET|POST)\b", one.read_text())
    ]
    assert len(modules) > 80
    found = {one.name: said for one in modules if (said := read_by_itself(one.read_text()))}
    assert found == {}
