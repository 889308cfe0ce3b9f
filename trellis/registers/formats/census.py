"""An authority's school-census tables: pupils in one, their sessions by reason in another, tied by a table
id.

On-roll and off-roll pupils have a pair of tables each. Sessions of the second half of the summer stand in
columns and a table of their own, because the census collects them a term later than the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from trellis.imports.files import ProblemWithFile
from trellis.imports.problems import Problem, shown
from trellis.imports.tables import Column, Table
from trellis.registers.formats.counted import Counted, read_count
from trellis.rules.census import CensusTerm
from trellis.rules.codes import last_known
from trellis.rules.words import ProblemWith, Sentence, gettext_noop

_PUPILS: Final = ("pupilonrolltableid", "pupilnolongeronrolltableid")
_SESSIONS: Final = "sessions"
_REASON: Final = "attendancereason"


@dataclass(frozen=True)
class Pair:
    """A table of pupils and the table of their sessions by reason."""

    pupils: Table
    sessions: Table
    key: str


def columns_of(table: Table) -> dict[str, Column]:
    """A table's columns by heading, whatever its case."""
    return {column.heading.casefold(): column for column in table.columns}


def is_this(table: Table) -> bool:
    """Any table that carries one of the census's table ids."""
    return any(key in columns_of(table) for key in _PUPILS)


def is_pupils(table: Table) -> bool:
    """A table of pupils, not of their sessions."""
    return is_this(table) and "upn" in columns_of(table)


def is_sessions(table: Table, term: CensusTerm | None) -> bool:
    """A table of sessions by reason, for the second half of the summer or for any other term."""
    columns = columns_of(table)
    summer = any(heading.startswith("summerhalfterm2") for heading in columns)
    return is_this(table) and _REASON in columns and summer == (term is CensusTerm.SUMMER_2)


def pairs_of(tables: Sequence[Table], term: CensusTerm | None) -> list[Pair]:
    """Each table of pupils with its sessions; a table without its partner is a problem with the files."""
    found = []
    for key in _PUPILS:
        pupils = [table for table in tables if is_pupils(table) and key in columns_of(table)]
        sessions = [table for table in tables if is_sessions(table, term) and key in columns_of(table)]
        if pupils and sessions:
            found.append(Pair(pupils[0], sessions[0], key))
    if not found:
        raise ProblemWithFile(
            Sentence(
                gettext_noop(
                    "Census tables come in pairs: bring the table of pupils and the table of their"
                    " sessions by reason"
                    " together, or leave them in one folder (found: %(names)s)."
                ),
                names=", ".join(table.name for table in tables),
            )
        )
    return found


def read(pair: Pair, term: CensusTerm | None) -> tuple[list[Counted], list[Problem]]:
    """Every pupil with the sessions of their reasons."""
    problems: list[Problem] = []
    counts, bad = _counts(pair, problems)
    columns = columns_of(pair.pupils)
    before = "summerhalfterm2sessions" if term is CensusTerm.SUMMER_2 else "termlysessions"
    rows = []
    for at, row in enumerate(pair.pupils.rows.tolist()):
        key = columns[pair.key].text(at)
        numbers = _numbers(columns, before, at, row, problems)
        if numbers is not None and key not in bad:
            rows.append(
                Counted(
                    row,
                    columns["nativeid"].text(at) if "nativeid" in columns else "",
                    columns["upn"].text(at).upper(),
                    *numbers,
                    counts.get(key, {}),
                    pair.pupils.name,
                    {"possible": f"{before}possible", "school": "NativeId"},
                )
            )
    return rows, problems


def _numbers(
    columns: dict[str, Column], before: str, at: int, row: int, problems: list[Problem]
) -> tuple[int | None, int | None, int | None] | None:
    found: list[int | None] = []
    for name in ("possible", "authorised", "unauthorised"):
        column = columns.get(before + name)
        try:
            found.append(read_count(column.text(at)) if column else None)
        except ProblemWith as wrong:
            assert column is not None
            problems.append(Problem(wrong.says, row, column.heading, shown(column.text(at))))
            return None
    return found[0], found[1], found[2]


def _counts(pair: Pair, problems: list[Problem]) -> tuple[dict[str, dict[str, int]], set[str]]:
    """Sessions by code of each pupil's table id, and the ids that have a row that cannot be read."""
    columns = columns_of(pair.sessions)
    codes, wrong_codes = _read_each(columns[_REASON].texts, lambda text: last_known(text.upper()).code)
    numbers, wrong_numbers = _read_each(columns[_SESSIONS].texts, read_count)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    bad: set[str] = set()
    key, reason, sessions = columns[pair.key], columns[_REASON], columns[_SESSIONS]
    for at, row in enumerate(pair.sessions.rows.tolist()):
        code, number = codes[reason.index[at]], numbers[sessions.index[at]]
        if code is None or number is None:
            column = reason if code is None else sessions
            says = (wrong_codes if code is None else wrong_numbers).get(int(column.index[at]))
            problems.append(_in_sessions(pair, says, row, column, at))
            bad.add(key.text(at))
            continue
        own = counts[key.text(at)]
        own[code] = own.get(code, 0) + number
    return counts, bad


def _in_sessions(pair: Pair, says: Sentence | None, row: int, column: Column, at: int) -> Problem:
    says = says or Sentence(gettext_noop("Nothing stands here."))
    said = Sentence(gettext_noop("In %(name)s: %(says)s"), name=pair.sessions.name, says=says)
    return Problem(said, row, column.heading, shown(column.text(at)))


def _read_each(texts: Iterable[str], read: object) -> tuple[list, dict[int, Sentence]]:
    values, wrong = [], {}
    for which, text in enumerate(texts):
        try:
            values.append(read(text) if text else None)  # type: ignore[operator]
        except ProblemWith as problem:
            values.append(None)
            wrong[which] = problem.says
    return values, wrong
