"""Two records of one child made one: the marks of the duplicate move to the record that is kept, by
entries.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from trellis.registers.hands import By, hand_of
from trellis.registers.history import code_shown
from trellis.registers.ledger import Act, HeldLine, OpenLedger, Place, Said, open_ledger, standing_details
from trellis.registers.models import Entry, Line
from trellis.registers.packing import Marks
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK
from trellis.rules.words import Session
from trellis.schools.models import Pupil, School

_BLANK = ord(NO_MARK)

# A session at a school: where two records may disagree.
Where = tuple[int, dt.date, Session]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A session in which the two records hold different marks. A person says which one stands."""

    school: School
    date: dt.date
    session: Session
    kept: str
    duplicate: str

    @property
    def where(self) -> Where:
        return self.school.pk, self.date, self.session


@dataclass(frozen=True, slots=True)
class Merged:
    """The entries that moved the marks, or the sessions a person must settle first (then nothing was
    moved).
    """

    entries: tuple[int, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def merge_lines(
    *, keep: Pupil, duplicate: Pupil, by: By, why: str = "", settled: Mapping[Where, str] | None = None
) -> Merged:
    """Move every mark of a duplicate record to the record that is kept, at every school and in every year.

    `settled` says, for sessions in which the two disagree, the code that stands. `undo(entries=…)` takes it
    back.
    """
    with transaction.atomic(), ExitStack() as stack:
        joins = [join for school in _schools_of(duplicate) for join in _joins(stack, school, keep, duplicate)]
        open_questions = [
            question
            for join in joins
            for question in join.disagreements()
            if question.where not in (settled or {})
        ]
        if open_questions:
            return Merged(disagreements=tuple(open_questions))
        moved = [join for join in joins if join.moves()]
        return Merged(entries=tuple(join.move(by, why, settled or {}).pk for join in moved))


def _schools_of(duplicate: Pupil) -> Iterator[School]:
    """The schools with lines to move, in the order in which their ledgers are opened."""
    return School.objects.filter(lines__pupil=duplicate).distinct().order_by("pk").iterator()


def _joins(stack: ExitStack, school: School, keep: Pupil, duplicate: Pupil) -> "Iterator[_Join]":
    ledger = stack.enter_context(open_ledger(school))
    years = (
        Line.objects.filter(school=school, pupil=duplicate).order_by("year").values_list("year", flat=True)
    )
    for year in list(years):
        lines = ledger.with_lines_for(year, [keep.pk, duplicate.pk])
        yield _Join(school, ledger, AcademicYear(year), lines[keep.pk], lines[duplicate.pk])


@dataclass(slots=True)
class _Join:
    """One school-year of the two records."""

    school: School
    ledger: OpenLedger
    year: AcademicYear
    kept: HeldLine
    duplicate: HeldLine

    def moves(self) -> list[int]:
        """The positions the duplicate has a mark at: each leaves its line."""
        return np.flatnonzero(np.frombuffer(self.duplicate.marks, np.uint8) != _BLANK).tolist()

    def disagreements(self) -> Iterator[Disagreement]:
        for position in self.moves():
            stands, comes = self.kept.marks[position], self.duplicate.marks[position]
            if stands not in (_BLANK, comes):
                yield Disagreement(
                    self.school,
                    self.year.date_of(position),
                    self.year.session_of(position),
                    code_shown(chr(stands)),
                    code_shown(chr(comes)),
                )

    def move(self, by: By, why: str, settled: Mapping[Where, str]) -> Entry:
        chosen = {question.where: question for question in self.disagreements()}
        said = standing_details([self.kept.id, self.duplicate.id])
        places: list[tuple[int, int, int, int]] = []
        words: dict[Place, Said] = {}
        for position in self.moves():
            comes, stands = self.duplicate.marks[position], self.kept.marks[position]
            where = (self.school.pk, self.year.date_of(position), self.year.session_of(position))
            keeps = where in chosen and settled[where] == chosen[where].kept
            places.append((self.duplicate.row, position, comes, _BLANK))
            if not keeps and stands != comes:
                places.append((self.kept.row, position, stands, comes))
            agrees_with_words = stands == comes and (self.kept.id, position) in said
            of = self.kept if keeps or agrees_with_words else self.duplicate
            if (of.id, position) in said:
                words[self.kept.row, position] = said[of.id, position]
        rows, positions, was, now = (np.array(column) for column in zip(*sorted(places), strict=True))
        marks = Marks(rows, positions, was.astype(np.uint8), now.astype(np.uint8))
        act = Act(Entry.Kind.MERGE, hand_of(by, self.school), why)
        return self.ledger.write(
            self.year.start, act, marks, {self.kept.row: self.kept, self.duplicate.row: self.duplicate}, words
        )
