"""What became of a mark: every act that touched it, with who, what was there, what came, why and when.

An amendment must show the original entry, the amended one, the reason, the date and the name and position
of whoever made it (domain-rules §4.1). A line's trail names the entries that touched it, so one child's
history is one query.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import BigIntegerField
from django.utils import timezone

from trellis.registers.ledger import Said, last_number_before
from trellis.registers.models import Detail, Entry, Line, entry_id
from trellis.registers.packing import Packed, numbers, unpack
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import NO_MARK, code_of
from trellis.rules.words import Session
from trellis.schools.models import School
from trellis.schools.questions import Question, Several


@dataclass(frozen=True, slots=True)
class Change:
    """One act's effect on one session of one line."""

    entry: int
    number: int
    at: dt.datetime
    kind: Entry.Kind
    by: str
    position: str
    date: dt.date
    session: Session
    was: str
    now: str
    why: str
    said: Said

    @property
    def what(self) -> str:
        """What kind of act it was, in words."""
        return str(self.kind.label)


@dataclass(frozen=True, slots=True)
class Last:
    """Who made a mark what it is, and when: what a register shows of every mark on it."""

    by: str
    at: dt.datetime


def code_shown(char: str) -> str:
    """A character as people write it; nothing where there is no mark."""
    return "" if char == NO_MARK else code_of(char)


def history(line: Line, *, positions: Iterable[int] | None = None) -> list[Change]:
    """Everything that happened to one line, or to some of its sessions, oldest first."""
    found = changes_of([line], positions=positions)
    return sorted(found[line.pk], key=lambda change: (change.number, change.date, change.session))


def last_changes(lines: Iterable[Line], position: int) -> dict[int, Change]:
    """The act that made each of some lines' marks in one session what it is, by line."""
    found = changes_of(lines, positions=[position])
    return {
        line: max(changes, key=lambda change: change.number) for line, changes in found.items() if changes
    }


def last_made(lines: Iterable[Any], position: int) -> dict[int, Last]:
    """Who made each of some lines' marks in one session what it is, by line, and no more of the act."""
    rows = {line.row: line for line in lines}
    entries = _PACKED.ask(entries=_touched(rows.values()))
    if not entries:
        return {}
    marks, counts = unpack([Packed(*map(bytes, packed)) for _by, _at, *packed in entries])
    of = np.repeat(np.arange(len(entries)), counts)
    there = marks.positions == position
    # The entries are in the order of the ledger: the last of a line is what it is.
    return {
        rows[row].pk: Last(*entries[entry][:2])
        for row, entry in zip(marks.rows[there].tolist(), of[there].tolist(), strict=True)
        if row in rows
    }


def changes_of(lines: Iterable[Line], *, positions: Iterable[int] | None = None) -> dict[int, list[Change]]:
    """What happened to some lines of one school-year, by line: one query for the entries, one for what was
    said.
    """
    rows = {line.row: line for line in lines}
    found: dict[int, list[Change]] = {line.pk: [] for line in rows.values()}
    entries = _ENTRIES.ask(entries=_touched(rows.values()))
    if not entries:
        return found
    said = _said(rows.values())
    marks, counts = unpack([entry.packed for entry in entries])
    of = np.repeat(np.arange(len(entries)), counts)
    wanted = np.isin(marks.rows, list(rows))
    if positions is not None:
        wanted &= np.isin(marks.positions, list(positions))
    year = AcademicYear(next(iter(rows.values())).year)
    for at in np.flatnonzero(wanted):
        line, entry, position = rows[int(marks.rows[at])], entries[of[at]], int(marks.positions[at])
        found[line.pk].append(
            _change(
                entry, year, position, marks.was[at], marks.now[at], said.get((entry.pk, line.pk, position))
            )
        )
    return found


def _touched(lines: Iterable[Any]) -> list[int]:
    """The entries that touched some lines. A class marked together has one trail, which is read once."""
    trails = {(line.school_id, bytes(line.entries)) for line in lines}
    return list({entry_id(school, number) for school, trail in trails for number in numbers(trail)})


def _change(entry: Entry, year: AcademicYear, position: int, was: int, now: int, said: Said | None) -> Change:
    return Change(
        entry=entry.pk,
        number=entry.number,
        at=entry.at,
        kind=Entry.Kind(entry.kind),
        by=entry.hand.name,
        position=entry.hand.position,
        date=year.date_of(position),
        session=year.session_of(position),
        was=code_shown(chr(was)),
        now=code_shown(chr(now)),
        why=entry.why,
        said=said or Said(),
    )


def _said(lines: Iterable[Line]) -> Mapping[tuple[int, int, int], Said]:
    return {
        (entry, line, position): Said(minutes, comment, nature)
        for entry, line, position, minutes, comment, nature in _SAID.ask(lines=[line.pk for line in lines])
    }


_THESE = Several("entries", BigIntegerField())
_ENTRIES = Question(lambda: Entry.objects.filter(id__in=_THESE).select_related("hand"))
_PACKED = Question(
    lambda: (
        Entry.objects.filter(id__in=_THESE)
        .order_by("id")
        .values_list("hand__name", "at", "rows", "positions", "was", "now")
    )
)
_SAID = Question(
    lambda: Detail.objects.filter(line__in=Several("lines", BigIntegerField())).values_list(
        "entry_id", "line_id", "position", "minutes_late", "comment", "nature"
    )
)


def written_at(school: School, day: dt.date) -> dict[tuple[int, Session], dt.datetime]:
    """When the marks of a day that were written on that day were last written, by pupil and session.

    A few queries, whoever wrote them and however many there are; what was written before the day is not in
    it.
    """
    year = AcademicYear.of(day)
    begins = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    after = last_number_before(school.pk, begins)
    entries = Entry.objects.of(school.pk, after=after).filter(year=year.start).order_by("id")
    held = list(entries.values_list("at", "rows", "positions", "was", "now"))
    if not held:
        return {}
    marks, counts = unpack([Packed(*map(bytes, packed)) for _at, *packed in held])
    of = np.repeat(np.arange(len(held)), counts)
    whose = dict(Line.objects.filter(school=school, year=year.start).values_list("row", "pupil_id"))
    found = {}
    for session in Session:
        there = marks.positions == year.position(day, session)
        for row, entry in zip(marks.rows[there].tolist(), of[there].tolist(), strict=True):
            found[whose[row], session] = held[entry][0]
    return found
