"""What a file's headings mean: a field by its own name, by an alias of a common export, or as a person said
once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from trellis.imports.files import ProblemWithFile
from trellis.imports.problems import Note, Problem
from trellis.imports.tables import Column, Table
from trellis.rules.words import Sentence, gettext_noop

LEAVE_OUT: Final = ""
"""What a person chooses for a column that is not wanted."""


@dataclass(frozen=True)
class Field:
    """One thing a row may say: its name, what it is in words, and what other systems head it."""

    name: str
    says: str
    aliases: tuple[str, ...] = ()


@dataclass
class Understood:
    """A table's columns by field, and what nobody could make of the rest."""

    columns: dict[str, Column] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)  # heading -> field
    left_out: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def text(self, name: str, at: int) -> str:
        """What a row says of a field; nothing where the file has no such column."""
        return self.columns[name].text(at) if name in self.columns else ""

    def heading(self, name: str) -> str:
        """How the file heads a field."""
        return self.columns[name].heading if name in self.columns else name

    def headed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems with a field, named by how the file heads it."""
        return [
            replace(problem, column=self.heading(problem.column)) if problem.column else problem
            for problem in problems
        ]

    def notes(self) -> list[Note]:
        """What was read by another name than its own, and what was left out."""
        notes = []
        by_alias = {heading: name for heading, name in self.read_as.items() if plain(heading) != plain(name)}
        if by_alias:
            says = Sentence(
                gettext_noop("Columns read by what they are called elsewhere: %(columns)s."),
                columns=", ".join(f"“{heading}” as {name}" for heading, name in by_alias.items()),
            )
            notes.append(Note(says))
        for heading in self.left_out:
            says = Sentence(
                gettext_noop("The column “%(heading)s” was not understood and was left out."), heading=heading
            )
            notes.append(Note(says, 1, {"row": 1, "column": heading, "value": None}))
        return notes


def plain(heading: str) -> str:
    """A heading without what varies from one system to the next: case, spaces, punctuation."""
    return re.sub(r"[^a-z0-9#/\\]", "", heading.casefold())


def understand(table: Table, fields: Sequence[Field], mapping: Mapping[str, str] | None = None) -> Understood:
    """Which column says which field. Two columns for one field are a problem, unless one bears its very
    name.
    """
    names = _names(fields)
    known = {field.name for field in fields}
    chosen = {
        plain(heading): name
        for heading, name in (mapping or {}).items()
        if name in known or name == LEAVE_OUT
    }
    understood = Understood()
    claims: dict[str, list[Column]] = {}
    for number, column in enumerate(table.columns):
        key = plain(column.heading)
        name = chosen.get(key, names.get(key))
        if name:
            claims.setdefault(name, []).append(column)
        elif not (key in chosen or _says_nothing(column)):
            understood.left_out.append(column.heading or _unheaded(number))
    for name, columns in claims.items():
        _settle(understood, name, columns, chosen)
    return understood


def _names(fields: Iterable[Field]) -> dict[str, str]:
    fields = list(fields)
    return {plain(alias): field.name for field in fields for alias in field.aliases} | {
        plain(field.name): field.name for field in fields
    }


def _says_nothing(column: Column) -> bool:
    return not column.heading and bool(column.blank.all())


def _unheaded(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"(column {letters})"


def _settle(understood: Understood, name: str, columns: list[Column], chosen: Mapping[str, str]) -> None:
    """Give a field its column; where several claim it, the one a person chose or that bears its name."""
    best = (
        [column for column in columns if chosen.get(plain(column.heading)) == name]
        or [column for column in columns if plain(column.heading) == plain(name)]
        or columns
    )
    if len(best) > 1:
        says = Sentence(
            gettext_noop(
                "%(headings)s could each be %(field)s: keep one of them, or say which on the page for"
                " headings."
            ),
            headings=" and ".join(f"“{column.heading}”" for column in best),
            field=name,
        )
        understood.problems.append(Problem(says, 1, best[-1].heading, best[-1].heading))
    understood.columns[name] = best[0]
    understood.read_as[best[0].heading] = name
    understood.left_out.extend(
        column.heading for column in columns if column is not best[0] and column not in best
    )


class MissingColumns(ProblemWithFile):
    """A table without what every row must say."""

    def __init__(self, missing: Sequence[str], understood: Understood) -> None:
        says = Sentence(
            gettext_noop("No column is headed %(fields)s; the first row has %(found)s."),
            fields=", ".join(missing),
            found=", ".join(f"“{heading}”" for heading in [*understood.read_as, *understood.left_out]),
        )
        super().__init__(says)
        self.understood = understood
