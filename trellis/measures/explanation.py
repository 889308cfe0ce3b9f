"""How was this counted? What stands behind one figure: whose sessions, which codes, what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.measures.counting import Sheet
from trellis.measures.evaluation import Evaluation
from trellis.measures.fitting import LeftOut
from trellis.measures.kernel import BLANK, Indices, Marks
from trellis.measures.question import Question
from trellis.measures.roll import Roll
from trellis.measures.rows import Row
from trellis.measures.tables import Part
from trellis.rules.academic_year import SESSIONS
from trellis.rules.codes import ALL_CHARS, Category, Code, CodeSet, code_of, why_unlawful
from trellis.rules.populations import POPULATION_LABELS, Population, set_apart
from trellis.rules.words import Sentence

# Lines read at once: their marks stay within a few megabytes.
_LINES: Final = 4096


@dataclass(frozen=True, slots=True)
class CodeCounted:
    """How many sessions of a figure bear one code, and how it counts between two days."""

    code: str
    meaning: str
    category: Category
    since: date
    until: date
    sessions: int


@dataclass(frozen=True, slots=True)
class CodeLeftOut:
    """A recorded code that is not lawful on its date: kept, left out of rates, named (§0.12)."""

    code: str
    sessions: int
    first: date
    why: Sentence


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a person needs to check a figure by hand: the question it answers, and what was found."""

    row: Row
    counts: Sentence
    population: Sentence
    # What the population does not count of the pupils it names.
    not_counted: tuple[Sentence, ...]
    question: Question
    codes: tuple[CodeCounted, ...]
    unlawful: tuple[CodeLeftOut, ...]
    # Marks in the same lines and days that lie outside every enrolment: they count nowhere.
    marks_outside: int
    summaries: int
    # Possible sessions of those summaries that no code of theirs accounts for.
    unexplained: int
    left_out: tuple[LeftOut, ...]
    # Pupils on roll whose age nobody can tell, where the population asks for it: they are not counted.
    without_birthday: int
    notes: tuple[Sentence, ...]


def explain(question: Question, row: Row) -> Explanation:
    """How one row of an answer was counted: looked at again, code by code."""
    measure = next(held for held in question.measures if held.name == row.measure)
    asked = replace(question, measures=(measure,), periods=(row.period,))
    behind = list(_behind(asked, row))
    codes = [found for held in behind for found in held.codes()]
    return Explanation(
        row=row,
        counts=measure.sentence(),
        population=Sentence(POPULATION_LABELS[question.population]),
        not_counted=tuple(dict.fromkeys(_set_apart(question, row))),
        question=question,
        codes=tuple(found for found in codes if isinstance(found, CodeCounted)),
        unlawful=tuple(found for found in codes if isinstance(found, CodeLeftOut)),
        marks_outside=sum(held.marks_outside() for held in behind),
        summaries=sum(int(held.summaries.sum()) for held in behind),
        unexplained=sum(int(held.sheet.summaries.tally.unexplained[held.summaries].sum()) for held in behind),
        left_out=tuple(found for held in behind for found in held.left_out()),
        without_birthday=sum(_without_birthday(question, row, roll) for roll in question.rolls),
        notes=tuple(dict.fromkeys(note for held in behind for note in held.notes())),
    )


def _behind(question: Question, row: Row) -> Iterator[_Behind]:
    """What stands behind a row on each sheet."""
    evaluation = Evaluation([question])
    times = tuple(row.group[field] for field in question.time_fields)
    mix = tuple(row.group[field] for field in question.characteristics)
    for place, (_, sheet) in enumerate(evaluation.sheets):
        for table, part in evaluation.parts[place]:
            if mix not in table.groups:
                continue
            for cell in part.cells:
                if sheet.cells[cell].labels == times:
                    yield _Behind.of(sheet, part, cell, table.groups.index(mix))


@dataclass(frozen=True, eq=False, slots=True)
class _Behind:
    """The rows of one sheet behind a figure, and the cell of it they are counted in."""

    sheet: Sheet
    cell: int
    rows: Indices
    summaries: NDArray[np.bool_]

    @classmethod
    def of(cls, sheet: Sheet, part: Part, cell: int, group: int) -> _Behind:
        """The rows of a group that were on roll in the cell."""
        rows = np.flatnonzero((part.group == group) & sheet.on_roll(sheet.rows)[cell])
        counted = sheet.summaries
        return cls(sheet, cell, rows, (counted.cell == cell) & np.isin(counted.row, rows))

    @property
    def roll(self) -> Roll:
        return self.sheet.roll

    def sets(self) -> Iterator[tuple[CodeSet, Indices]]:
        """Each code set of the cell, and the positions it was in force at."""
        mask = self.sheet.cells[self.cell].mask
        for held in self.roll.codes:
            positions = self.roll.year.positions(held.since, held.until or self.roll.year.until)
            own = np.flatnonzero(mask[positions.start : positions.stop]) + positions.start
            if len(own):
                yield held, own

    def by_char(self) -> Iterator[tuple[CodeSet, Indices, Counter[str]]]:
        """How many sessions bear each character, under each code set."""
        for held, positions in self.sets():
            sessions: Counter[str] = Counter()
            for marks in self._marks(positions):
                found = np.bincount(marks.reshape(-1))
                sessions.update({chr(byte): int(found[byte]) for byte in np.flatnonzero(found)})
            yield held, positions, sessions

    def _marks(self, positions: Indices) -> Iterator[Marks]:
        """The marks of the rows at some positions, blank outside what counts, some lines at a time."""
        rows = self.sheet.rows
        for at in range(0, len(self.rows), _LINES):
            own = self.rows[at : at + _LINES]
            inside = (positions >= rows.first[own, None]) & (positions <= rows.last[own, None])
            yield np.where(inside, rows.marks[rows.line[own]][:, positions], BLANK)

    def codes(self) -> Iterator[CodeCounted | CodeLeftOut]:
        """Every code found: the lawful with how they count, the others with why they do not."""
        for held, positions, sessions in self.by_char():
            for char in ALL_CHARS:
                if not sessions[char]:
                    continue
                if held.lawful(char):
                    yield self._counted(held.by_char[char], positions, sessions[char])
                else:
                    yield self._left_out(char, positions, sessions[char])

    def _counted(self, code: Code, positions: Indices, sessions: int) -> CodeCounted:
        return CodeCounted(
            code=code.code,
            meaning=code.meaning,
            category=code.category,
            since=self.roll.year.date_of(int(positions[0])),
            until=self.roll.year.date_of(int(positions[-1])),
            sessions=sessions,
        )

    def _left_out(self, char: str, positions: Indices, sessions: int) -> CodeLeftOut:
        first = self._first(char, positions)
        return CodeLeftOut(code_of(char), sessions, first, why_unlawful(char, self.roll.nation, first))

    def _first(self, char: str, positions: Indices) -> date:
        first = min(
            int(positions[(marks == ord(char)).any(axis=0)][0])
            for marks in self._marks(positions)
            if (marks == ord(char)).any()
        )
        return self.roll.year.date_of(first)

    def marks_outside(self) -> int:
        """Marks of the same lines and days that lie outside every enrolment on them."""
        lines = np.unique(self.sheet.rows.line[self.rows])
        mask = self.sheet.cells[self.cell].mask
        outside = 0
        for at in range(0, len(lines), _LINES):
            own = lines[at : at + _LINES]
            marked = (self.roll.marks[own] != BLANK) & mask
            outside += int((marked & ~_enrolled(self.roll, own)).sum())
        return outside

    def left_out(self) -> Iterator[LeftOut]:
        """The summaries of these enrolments that could not be counted."""
        ids = set(self.roll.enrolment[self.sheet.enrolments[self.rows]].tolist())
        return (found for found in self.sheet.left_out if found.enrolment in ids)

    def notes(self) -> Iterator[Sentence]:
        """What should be known of the code sets themselves."""
        return (Sentence(held.note) for held, _ in self.sets() if held.provisional)


def _enrolled(roll: Roll, lines: Indices) -> NDArray[np.bool_]:
    """Lines × positions: where some enrolment on the line was on roll."""
    edges = np.zeros((len(lines), SESSIONS + 1), np.int16)
    at = np.searchsorted(lines, roll.line)
    at[at == len(lines)] = 0
    own = np.flatnonzero((lines[at] == roll.line) & (roll.first <= roll.last))
    np.add.at(edges, (at[own], roll.first[own]), 1)
    np.add.at(edges, (at[own], roll.last[own].astype(np.intp) + 1), -1)
    enrolled: NDArray[np.bool_] = edges.cumsum(axis=1)[:, :-1] > 0
    return enrolled


def _set_apart(question: Question, row: Row) -> Iterator[Sentence]:
    for roll in question.rolls:
        if row.since <= roll.year.until and roll.year.since <= row.until:
            yield from set_apart(question.population, roll.year, roll.nation, reaches=row.until)


def _without_birthday(question: Question, row: Row, roll: Roll) -> int:
    if question.population is Population.ALL_ON_ROLL:
        return 0
    positions = roll.year.positions(row.since, row.until)
    on_roll = (roll.first < positions.stop) & (roll.last >= positions.start) & (roll.first <= roll.last)
    return int((np.isnat(roll.born) & on_roll).sum())
