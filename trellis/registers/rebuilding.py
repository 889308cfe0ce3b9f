"""Proving the lines: every one rebuilt from the ledger and compared with what stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from trellis.registers.models import Entry, Ledger, Line
from trellis.registers.packing import Marks, newest, numbers, unpack
from trellis.registers.retention import purged_numbers
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.codes import NO_MARK
from trellis.rules.marks import blank_matrix
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.models import School


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A school-year as its entries make it: the marks, and the numbers that touched each row."""

    matrix: NDArray[np.uint8]
    trails: dict[int, list[int]]
    broken: tuple[Sentence, ...]


def rebuild(school: School, year: int) -> Rebuilt:
    """Replay every entry of a school-year onto blank lines."""
    entries = list(Entry.objects.of(school.pk).filter(year=year).order_by("id"))
    if not entries:
        return Rebuilt(blank_matrix(0), {}, ())
    marks, counts = unpack([entry.packed for entry in entries])
    of = np.repeat(np.array([entry.number for entry in entries]), counts)
    matrix = blank_matrix(int(marks.rows.max()) + 1)
    # In ledger order: of several marks in one place, the last remains.
    matrix[marks.rows, marks.positions] = marks.now
    return Rebuilt(matrix, _trails(marks, of), tuple(_broken_links(marks, of, AcademicYear(year))))


def _trails(marks: Marks, of: NDArray[np.int64]) -> dict[int, list[int]]:
    touched = np.unique(np.stack([marks.rows, of]), axis=1)
    rows, starts = np.unique(touched[0], return_index=True)
    return dict(zip(rows.tolist(), (part.tolist() for part in np.split(touched[1], starts[1:])), strict=True))


def _broken_links(marks: Marks, of: NDArray[np.int64], year: AcademicYear) -> Iterator[Sentence]:
    """Where an entry says it found something that the entry before it had not left there."""
    cells = marks.rows * SESSIONS + marks.positions
    order = np.argsort(cells, kind="stable")
    first = np.concatenate([[True], np.diff(cells[order]) != 0])
    left = np.where(first, ord(NO_MARK), np.roll(marks.now[order], 1))
    for at in order[left != marks.was[order]]:
        yield Sentence(
            gettext_noop(
                "Entry %(number)s found another mark in row %(row)s on %(day)s than was left there."
            ),
            number=int(of[at]),
            row=int(marks.rows[at]),
            day=day_in_words(year.date_of(int(marks.positions[at]))),
        )
    outside = ~year.writable[marks.positions]
    for number in np.unique(of[outside]).tolist():
        yield Sentence(
            gettext_noop("Entry %(number)s writes outside %(year)s."), number=number, year=year.label
        )


def differences(school: School) -> list[Sentence]:
    """Everything in which a school's lines and its ledger differ; nothing where all is well."""
    found = list(_ledger_faults(school))
    lines = Line.objects.filter(school=school)
    years = set(lines.values_list("year", flat=True)) | set(
        Entry.objects.of(school.pk).values_list("year", flat=True).distinct()
    )
    for year in sorted(years):
        rebuilt = rebuild(school, year)
        found += rebuilt.broken
        found += _line_faults(rebuilt, year, list(lines.filter(year=year).order_by("row")))
    return found


def _line_faults(rebuilt: Rebuilt, year: int, lines: list[Line]) -> Iterator[Sentence]:
    label = AcademicYear(year).label
    blank = NO_MARK * SESSIONS
    for line in lines:
        within = line.row < len(rebuilt.matrix)
        marks = rebuilt.matrix[line.row].tobytes().decode("ascii") if within else blank
        if line.marks != marks:
            wrong = sum(one != other for one, other in zip(line.marks, marks, strict=True))
            template = gettext_noop("Row %(row)s of %(year)s differs from its ledger in %(count)s sessions.")
            yield Sentence(template, row=line.row, year=label, count=wrong)
        trail = bytes(line.entries)
        kept = rebuilt.trails.get(line.row, [])
        if numbers(trail) != kept or newest(trail) != (kept[-1] if kept else 0):
            template = gettext_noop("Row %(row)s of %(year)s does not name the entries that touched it.")
            yield Sentence(template, row=line.row, year=label)
    missing = sorted(set(rebuilt.trails) - {line.row for line in lines})
    for row in missing:
        template = gettext_noop("Row %(row)s of %(year)s has entries and no line.")
        yield Sentence(template, row=row, year=label)


def _ledger_faults(school: School) -> Iterator[Sentence]:
    """Numbers without gaps, moments that never go back, acts recorded once."""
    entries = list(Entry.objects.of(school.pk).order_by("id").values_list("id", "at", "act", "year"))
    ledger = Ledger.objects.filter(school=school).values_list("number", "latest_act").first()
    last, latest_act = ledger or (0, 0)
    held = sorted({key & 0xFFFFFFFF for key, *_ in entries} | purged_numbers(school))
    if held != list(range(1, last + 1)):
        yield Sentence(gettext_noop("The ledger's numbers do not run without a gap to %(last)s."), last=last)
    moments = [at for _, at, _, _ in entries]
    if any(later < earlier for earlier, later in pairwise(moments)):
        yield Sentence(gettext_noop("A moment in the ledger comes before the one before it."))
    acts = [(act, year) for _, _, act, year in entries if act is not None]
    if len(set(acts)) < len(acts):
        yield Sentence(gettext_noop("One act is recorded twice in the ledger."))
    if any(act > latest_act for act, _ in acts):
        yield Sentence(gettext_noop("An act in the ledger is later than the latest it remembers."))
