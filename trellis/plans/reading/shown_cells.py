"""What a sheet shows where its cell holds a number: 97% for 0.97, £1,200 for 1200, September 2024 for its
first day. And what a sheet holds that a reader of values alone would pass over.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

from lxml import etree

from trellis.imports.tables import Cell, as_text, sheet_xml

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SAFELY: Final = etree.XMLParser(resolve_entities=False, no_network=True)
_CELL: Final = re.compile(r"([A-Z]+)(\d+)")
# Forms that a workbook names by number alone; in the United Kingdom its currency is the pound.
_BY_NUMBER: Final = {
    5: "£#,##0", 6: "£#,##0", 7: "£#,##0.00", 8: "£#,##0.00", 9: "0%", 10: "0.00%", 17: "mmm-yy",
    42: "£#,##0", 44: "£#,##0.00",
}  # fmt: skip

Place = tuple[int, int]  # row and column, the first being nought


@dataclass
class Sheet:
    """One sheet besides its values: the form each cell is shown in, and what is easily passed over."""

    forms: dict[Place, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    hides: bool = False  # a row or a column of it is not shown


def looked_at(path: Path, at: int, name: str) -> Sheet:
    """The sheet at this place of a workbook."""
    forms = _forms(path)
    found = Sheet()
    root = etree.fromstring(sheet_xml(path, at, name), _SAFELY)
    hidden = (each for tag in ("row", "col") for each in root.iter(f"{_MAIN}{tag}"))
    found.hides = any(each.get("hidden") in ("1", "true") for each in hidden)
    for cell in root.iter(f"{_MAIN}c"):
        where = cell.get("r", "")
        if cell.get("t") == "e":
            found.errors.append(where)
        form = forms.get(cell.get("s", "0"))
        if form and (matched := _CELL.fullmatch(where)):
            found.forms[int(matched[2]) - 1, _column(matched[1])] = form
    return found


def comments_in(path: Path) -> int:
    """How many comments stand beside the cells of a workbook."""
    with zipfile.ZipFile(path) as package:
        papers = [name for name in package.namelist() if re.match(r"xl/(?:\w+/)?comments\d*\.xml", name)]
        return sum(package.read(name).count(b"<comment ") for name in papers)


def shown(cell: Cell, form: str) -> str:
    """A cell as its sheet shows it; a date as a day, not as a moment."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return f"{cell:%B %Y}" if _is_of_a_month(form) else f"{cell:%d/%m/%Y}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        for holds, say in _NUMBERS:
            if holds(form):
                return say(Decimal(str(cell)), form)
    return as_text(cell)


def _percent(number: Decimal, form: str) -> str:
    return f"{_rounded(number * 100, form)}%"


def _pounds(number: Decimal, form: str) -> str:
    return f"{'-' if number < 0 else ''}£{_rounded(abs(number), form):,}"


_NUMBERS: Final[tuple[tuple[Callable[[str], bool], Callable[[Decimal, str], str]], ...]] = (
    (lambda form: "%" in form, _percent),
    (lambda form: "£" in form, _pounds),
)


def _rounded(number: Decimal, form: str) -> Decimal:
    """As many places as the form has."""
    places = re.search(r"\.(0+)", form)
    return number.quantize(Decimal(1).scaleb(-len(places[1]) if places else 0), ROUND_HALF_UP)


def _is_of_a_month(form: str) -> bool:
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", form).casefold()
    return "m" in plain and "y" in plain and "d" not in plain


def _forms(path: Path) -> dict[str, str]:
    """The form of each style of a workbook that says more than the value does."""
    try:
        with zipfile.ZipFile(path) as package:
            root = etree.fromstring(package.read("xl/styles.xml"), _SAFELY)
    except (KeyError, etree.XMLSyntaxError):
        return {}
    forms = {str(number): form for number, form in _BY_NUMBER.items()}
    for each in root.iter(f"{_MAIN}numFmt"):
        forms[each.get("numFmtId", "")] = each.get("formatCode", "")
    styles = root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    found = {str(at): forms.get(each.get("numFmtId", ""), "") for at, each in enumerate(styles)}
    return {at: form for at, form in found.items() if "%" in form or "£" in form or _is_of_a_month(form)}


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1
