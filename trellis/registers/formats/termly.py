"""A county's termly extract: a pupil to a row, and a column of sessions for each code.

Two layouts are known. In one the columns of codes are headed T_Reason_I, with totals of absence beside them
and no present codes; in the other they are headed by the code itself, present codes among them.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from trellis.imports.columns import Understood, plain, understand
from trellis.imports.problems import Problem, shown
from trellis.imports.tables import Column, Table
from trellis.registers.formats.counted import BESIDE, FIELDS, Counted, read_count
from trellis.rules.codes import last_known
from trellis.rules.words import ProblemWith

_REASON: Final = re.compile(r"T_Reason_(?P<code>.+)", re.IGNORECASE)


def code_of_heading(heading: str) -> str | None:
    """The code whose sessions a column counts, if it counts any."""
    match = _REASON.fullmatch(heading)
    code = match["code"].upper() if match else heading
    try:
        return last_known(code).code
    except ProblemWith:
        return None


def is_this(table: Table) -> bool:
    """Possible sessions beside columns headed by codes."""
    headings = {plain(heading) for heading in table.headings}
    coded = codes_of(table)
    return bool(headings & {"termlysessionspossible", "possible", "sessionspossible"}) and len(coded) > 1


def codes_of(table: Table) -> dict[str, str]:
    """The columns that count sessions by code: heading and code."""
    return {column.heading: code for column in table.columns if (code := code_of_heading(column.heading))}


def read(table: Table, headings: dict[str, str]) -> tuple[Understood, list[Counted], list[Problem]]:
    """Every row whose numbers are numbers, and the problems of the others."""
    understood = understand(table, FIELDS, headings)
    beside = {plain(heading) for heading in BESIDE}
    coded = codes_of(table)
    understood.left_out = [
        heading for heading in understood.left_out if heading not in coded and plain(heading) not in beside
    ]
    columns = {column.heading: column for column in table.columns if column.heading in coded}
    named = {name: understood.columns[name] for name in _NUMBERS if name in understood}
    problems: list[Problem] = []
    numbers = {
        column.heading: _numbers(column, table, problems) for column in [*columns.values(), *named.values()]
    }
    bad = {problem.row for problem in problems}
    rows = [
        _counted(table, understood, at, numbers, coded)
        for at in range(len(table.rows))
        if int(table.rows[at]) not in bad
    ]
    return understood, rows, problems


_NUMBERS: Final = ("possible", "authorised", "unauthorised")


def _numbers(column: Column, table: Table, problems: list[Problem]) -> list[int | None]:
    """Each row's number in a column."""
    read: list[int | None] = []
    wrong: dict[int, Any] = {}
    for which, text in enumerate(column.texts):
        try:
            read.append(read_count(text))
        except ProblemWith as problem:
            read.append(None)
            wrong[which] = problem.says
    for at, which in enumerate(column.index.tolist()):
        if which in wrong:
            value = shown(column.texts[which])
            problems.append(Problem(wrong[which], int(table.rows[at]), column.heading, value))
    return [read[which] for which in column.index.tolist()]


def _counted(
    table: Table,
    understood: Understood,
    at: int,
    numbers: dict[str, Sequence[int | None]],
    coded: dict[str, str],
) -> Counted:
    def number(name: str) -> int | None:
        return numbers[understood.columns[name].heading][at] if name in understood else None

    counts: dict[str, int] = {}
    for heading, code in coded.items():
        found = numbers[heading][at]
        if found is not None:
            counts[code] = counts.get(code, 0) + found
    return Counted(
        int(table.rows[at]),
        understood.text("school", at),
        "".join(understood.text("upn", at).split()).upper(),
        number("possible"),
        number("authorised"),
        number("unauthorised"),
        counts,
        headings={name: understood.heading(name) for name in understood.columns},
    )
