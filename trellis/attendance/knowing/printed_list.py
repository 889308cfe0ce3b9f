"""A list of pupils beside a printed figure: its columns, whose each row is, what is wrong with it."""

import tempfile
from pathlib import Path
from typing import Any, Final

from trellis.evidence.actions import PrintedRow, ProblemWithPrintedFigure
from trellis.imports.columns import Field, Understood, understand
from trellis.imports.problems import Problem
from trellis.imports.tables import read_table
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.asked_for import number_of
from trellis.schools.matching import Roll
from trellis.schools.models import School

FIELDS: Final = (
    Field("upn", gettext_noop("Unique pupil number"), ("Unique Pupil Number", "Pupil UPN")),
    Field("pupil_id", gettext_noop("Admission number"), ("Adno", "Admission Number", "Adm No")),
    Field(
        "part",
        gettext_noop("Sessions counted: attended, or absent, as the figure has it"),
        (*("Attended", "Sessions Attended", "Present", "Attendances"), *("Absent", "Absences", "Late")),
    ),
    Field(
        "whole", gettext_noop("Possible sessions"), ("Possible", "Possible Sessions", "Sessions", "Out Of")
    ),
)
_MOST_SESSIONS: Final = 756


def read_list(file: Any, school: School) -> list[PrintedRow]:
    """The rows of a file somebody sent. A cell nobody can read is named, and nothing of the file is taken."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        table = read_table(path, file.name)
    understood = understand(table, FIELDS)
    if not ({"part", "whole"} <= set(understood.columns) and {"upn", "pupil_id"} & set(understood.columns)):
        says = gettext_noop(
            "The list needs a column of UPNs or admission numbers, one of sessions counted (part) "
            "and one of possible sessions (whole)."
        )
        raise ProblemWithPrintedFigure(Sentence(says))
    roll = Roll.of(school)
    problems = [*table.problems, *understood.problems]
    rows = []
    for at, row in enumerate(table.rows.tolist()):
        part, whole = (_sessions(understood, name, at) for name in ("part", "whole"))
        if part is None or whole is None or part > whole:
            problems.append(_problem(understood, at, row, part))
        else:
            rows.append(PrintedRow(row, _whose(understood, roll, at), part, whole))
    if problems:
        first = problems[0]
        says = gettext_noop("Row %(row)s of the list: %(says)s (%(count)s in all). Nothing was taken.")
        raise ProblemWithPrintedFigure(
            Sentence(says, row=first.row, says=str(first.says), count=len(problems))
        )
    return rows


def _sessions(understood: Understood, name: str, at: int) -> int | None:
    number = number_of(understood.text(name, at))
    return number if number is not None and number <= _MOST_SESSIONS else None


def _problem(understood: Understood, at: int, row: int, part: int | None) -> Problem:
    name = "part" if part is None else "whole"
    value = understood.text(name, at)
    says = Sentence(gettext_noop("“%(value)s” is not a number of sessions that fits."), value=value)
    return Problem(says, row, understood.heading(name), value)


def _whose(understood: Understood, roll: Roll, at: int) -> int | None:
    """By UPN, then by an admission number that only one pupil had."""
    upn = understood.text("upn", at).upper()
    if upn in roll.by_upn:
        return roll.by_upn[upn]
    holders = roll.by_admission_number.get(understood.text("pupil_id", at), set())
    return next(iter(holders)) if len(holders) == 1 else None
