"""Taking acts back: by entries, so that the taking back can be seen and itself taken back."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from trellis.registers.hands import By, hand_of
from trellis.registers.history import code_shown
from trellis.registers.ledger import Act, HeldLine, OpenLedger, Place, Said, open_ledger, standing_details
from trellis.registers.models import Entry, Origin
from trellis.registers.packing import Marks, unpack
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.words import Session
from trellis.schools.models import School


@dataclass(frozen=True, slots=True)
class Kept:
    """A mark that was not taken back, because it has changed since: what the act wrote, and what stands."""

    pupil: int
    date: dt.date
    session: Session
    wrote: str
    stands: str


@dataclass(frozen=True, slots=True)
class Undone:
    """How many marks were taken back, which were kept, and the entries that did it."""

    undone: int
    kept: tuple[Kept, ...]
    entries: tuple[int, ...]


def undo(*, batch: int | None = None, entries: Iterable[int] | None = None, by: By, why: str = "") -> Undone:
    """Restore every mark whose latest entry is one of these; what has changed since stays and is listed.

    Give an import batch, or the keys of entries. What was said of the marks is restored with them.
    """
    if (batch is None) == (entries is None):
        raise ValueError("Name an import batch or some entries to undo, and not both.")
    chosen = (
        Entry.objects.filter(origin__batch=batch)
        if entries is None
        else Entry.objects.filter(pk__in=list(entries))
    )
    by_school: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in chosen.order_by("-id"):
        by_school[entry.school_id].append(entry)
    undone, kept, made = 0, [], []
    with transaction.atomic():
        # Ledgers are opened in the order of their schools, so that two undoings cannot wait for each other.
        for school in School.objects.filter(pk__in=by_school).order_by("pk"):
            with open_ledger(school) as ledger:
                undoing = _Undoing(ledger, by_school[school.pk], by, why, school)
                undone += undoing.restore_all(kept, made)
    return Undone(undone, tuple(kept), tuple(made))


@dataclass(slots=True)
class _Undoing:
    """The undoing of some entries of one school's ledger, newest first."""

    ledger: OpenLedger
    entries: Sequence[Entry]
    by: By
    why: str
    school: School

    def restore_all(self, kept: list[Kept], made: list[int]) -> int:
        hand = hand_of(self.by, self.school)
        # An entry that is being undone, or was before, does not count as a change to what an older one wrote.
        passed = {entry.number for entry in self.entries}
        undone = 0
        for entry in self.entries:
            act = Act(Entry.Kind.UNDO, hand, self.why, undoes=entry.pk)
            marks, _ = unpack([entry.packed])
            latest = self._latest(entry, marks)
            already = self._undoings_of(entry)
            stays = (latest > entry.number) & ~np.isin(latest, list(passed | already))
            restored = ~stays & ~np.isin(latest, list(already))
            lines = self.ledger.lines_in_rows(entry.year, np.unique(marks.rows).tolist())
            kept.extend(_kept(entry, marks.only(stays), lines))
            if restored.any():
                undoing = self._restore(entry, act, marks.only(restored), lines)
                passed.add(undoing.number)
                made.append(undoing.pk)
                undone += len(marks.only(restored))
        return undone

    def _latest(self, entry: Entry, marks: Marks) -> NDArray[np.int64]:
        """The number of the latest entry to write each of an entry's marks: its own, where none has since."""
        later = list(
            Entry.objects.of(self.ledger.school_id, after=entry.number).filter(year=entry.year).order_by("id")
        )
        rows = int(marks.rows.max()) + 1
        latest = np.full((rows, SESSIONS), entry.number, np.int64)
        if later:
            written, counts = unpack([one.packed for one in later])
            numbers = np.repeat([one.number for one in later], counts)
            within = written.rows < rows
            # In ledger order, so that of several the latest remains.
            latest[written.rows[within], written.positions[within]] = numbers[within]
        return latest[marks.rows, marks.positions]

    def _undoings_of(self, entry: Entry) -> set[int]:
        return {
            origin.entry.number for origin in Origin.objects.filter(undoes=entry.pk).select_related("entry")
        }

    def _restore(self, entry: Entry, act: Act, marks: Marks, lines: dict[int, HeldLine]) -> Entry:
        standing = np.array([lines[row].marks[position] for row, position in _places(marks)], np.uint8)
        before = standing_details([line.id for line in lines.values()], upto=entry.pk - 1)
        said: dict[Place, Said] = {
            (row, position): before[lines[row].id, position]
            for row, position in _places(marks)
            if (lines[row].id, position) in before
        }
        restored = Marks(marks.rows, marks.positions, standing, marks.was)
        return self.ledger.write(entry.year, act, restored, lines, said)


def _places(marks: Marks) -> list[Place]:
    return list(zip(marks.rows.tolist(), marks.positions.tolist(), strict=True))


def _kept(entry: Entry, marks: Marks, lines: dict[int, HeldLine]) -> Iterable[Kept]:
    year = AcademicYear(entry.year)
    for (row, position), wrote in zip(_places(marks), marks.now.tolist(), strict=True):
        yield Kept(
            lines[row].pupil_id,
            year.date_of(position),
            year.session_of(position),
            code_shown(chr(wrote)),
            code_shown(chr(lines[row].marks[position])),
        )
