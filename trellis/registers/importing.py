"""Marks that come in a file: columns in, one entry for each academic year out.

Everything is checked and laid out first. Then, under the school's lock, the columns are compared with the
lines as they stand and only what differs is written, so the same file twice changes nothing (house.md §6).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from trellis.registers.calendars import stated_calendar
from trellis.registers.hands import By, hand_of
from trellis.registers.ledger import (
    BLANK_LINE,
    Act,
    HeldLine,
    Place,
    Said,
    open_ledger,
    read_lines,
    standing_details,
)
from trellis.registers.models import Entry
from trellis.registers.packing import Marks
from trellis.registers.places import MarkedTwice
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.codes import NO_MARK
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.models import Enrolment, Pupil, School

_BLANK = ord(NO_MARK)
# What may stand before joining and after leaving: not on the register yet, or closed (interfaces.md).
_OFF_ROLL = (ord("Z"), ord("#"))
_OUTSIDE = gettext_noop("%(pupil)s was not on the roll on %(day)s: only Z or # can stand there.")


class Effect(IntEnum):
    """What a mark in a file does to the register."""

    NEW = 0
    CHANGED = 1
    UNCHANGED = 2


@dataclass(frozen=True, slots=True)
class Brought:
    """Marks as a file brings them, in columns: whose, which day, AM (0) or PM (1), and the character.

    `said` holds, by place in the columns, what a character cannot. A blank never erases: leave it out.
    """

    pupils: NDArray[np.int64]
    dates: NDArray[np.datetime64]
    sessions: NDArray[np.uint8]
    chars: NDArray[np.uint8]
    said: Mapping[int, Said] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.pupils.size

    @property
    def years(self) -> NDArray[np.int64]:
        """The academic year of each mark, by the year it began in."""
        months = self.dates.astype("datetime64[M]").astype(np.int64)
        return 1970 + (months - 7) // 12

    @property
    def positions(self) -> NDArray[np.int64]:
        """Where each mark stands in its line."""
        years, which = np.unique(self.years, return_inverse=True)
        week0 = np.array([AcademicYear(int(year)).week0 for year in years], "datetime64[D]")
        return 2 * (self.dates.astype("datetime64[D]") - week0[which]).astype(np.int64) + self.sessions

    def twice(self) -> NDArray[np.intp]:
        """The marks that say one session of one pupil more than once, so that both rows can be named."""
        # One number a session: a year of our calendar has fewer than 4,096, a line fewer than 1,024
        # positions.
        keys = (self.pupils << 22) + (self.years << 10) + self.positions
        in_order = np.sort(keys)
        return np.flatnonzero(np.isin(keys, in_order[1:][in_order[1:] == in_order[:-1]]))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do: what stands now at each of its marks, and the effect of each."""

    was: NDArray[np.uint8]
    effects: NDArray[np.uint8]

    def count(self, effect: Effect) -> int:
        """How many marks have this effect."""
        return int((self.effects == effect).sum())


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file did, and the entries it made."""

    new: int
    changed: int
    unchanged: int
    entries: tuple[int, ...] = ()


def preview_marks(*, school: School, marks: Brought) -> Preview:
    """What a file would do, without doing it."""
    was = np.full(len(marks), _BLANK, np.uint8)
    effects = np.full(len(marks), Effect.UNCHANGED, np.uint8)
    for year, which in _years(marks):
        lines = read_lines(school.pk, year, pupils=np.unique(marks.pupils[which]).tolist())
        compared = _compare(marks, which, lines)
        was[which], effects[which] = compared.was, compared.effects
    return Preview(was, effects)


def import_marks(
    *, school: School, marks: Brought, by: By, batch: int | None = None, why: str = ""
) -> Imported:
    """Write what a file changes: an entry for each academic year, all in one transaction."""
    if marks.twice().size:
        raise MarkedTwice(Sentence(gettext_noop("One session of one pupil is marked twice here.")))
    act = Act(Entry.Kind.IMPORT, hand_of(by, school), why, batch=batch)
    years = list(_years(marks))
    totals, entries = np.zeros(3, int), []
    with transaction.atomic(), open_ledger(school) as ledger:
        for year, which in years:
            lines = ledger.with_lines_for(year, np.unique(marks.pupils[which]).tolist())
            compared = _compare(marks, which, lines)
            totals += np.bincount(compared.effects, minlength=3)
            if compared.to_write.any():
                entries.append(ledger.write(year, act, *compared.written(lines)).pk)
    return Imported(*totals.tolist(), entries=tuple(entries))


def refused(*, school: School, marks: Brought) -> list[tuple[int, Sentence]]:
    """The marks that cannot be brought, by their place in the columns, each with its sentence.

    A mark outside every enrolment passes only as Z or #; on a day that a stated calendar calls closed only
    # stands, and on an unplanned closure Y4 besides (interfaces.md). A code unlawful for its date is not
    refused (§0.12).
    """
    on_roll = _on_roll(school, marks)
    return sorted([*_outside_enrolments(marks, on_roll), *_closed(school, marks, on_roll)])


def _years(marks: Brought) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """The marks of each academic year."""
    years = marks.years
    for year in np.unique(years).tolist():
        yield year, np.flatnonzero(years == year)


@dataclass(frozen=True, slots=True)
class _Compared:
    """The marks of one year beside the lines as they stand."""

    pupils: list[int]
    whose: NDArray[np.intp]
    positions: NDArray[np.int64]
    chars: NDArray[np.uint8]
    was: NDArray[np.uint8]
    effects: NDArray[np.uint8]
    said: Mapping[int, Said]

    @property
    def to_write(self) -> NDArray[np.bool_]:
        return self.effects != Effect.UNCHANGED

    def written(self, lines: Mapping[int, HeldLine]) -> tuple[Marks, dict[int, HeldLine], dict[Place, Said]]:
        """What an entry needs: the marks that differ in the order of their places, their lines, and what
        was said.
        """
        rows = np.array([lines[pupil].row for pupil in self.pupils], np.int64)[self.whose]
        which = np.flatnonzero(self.to_write)
        which = which[np.lexsort((self.positions[which], rows[which]))]
        marks = Marks(rows[which], self.positions[which], self.was[which], self.chars[which])
        said = {(int(rows[at]), int(self.positions[at])): words for at, words in self.said.items()}
        by_row = {line.row: line for line in lines.values()}
        return marks, by_row, said


def _compare(marks: Brought, which: NDArray[np.intp], lines: Mapping[int, HeldLine]) -> _Compared:
    pupils, whose = np.unique(marks.pupils[which], return_inverse=True)
    positions, chars = marks.positions[which], marks.chars[which]
    blank = BLANK_LINE.encode()
    held = b"".join(bytes(lines[pupil].marks) if pupil in lines else blank for pupil in pupils.tolist())
    was = np.frombuffer(held, np.uint8).reshape(-1, SESSIONS)[whose, positions]
    effects = np.select([was == chars, was == _BLANK], [Effect.UNCHANGED, Effect.NEW], Effect.CHANGED).astype(
        np.uint8
    )
    effects[chars == _BLANK] = Effect.UNCHANGED
    said = _newly_said(marks.said, which, pupils[whose], positions, lines)
    reworded = np.array([at for at in said if effects[at] == Effect.UNCHANGED], np.intp)
    effects[reworded] = Effect.CHANGED
    return _Compared(pupils.tolist(), whose, positions, chars, was, effects, said)


def _newly_said(
    said: Mapping[int, Said],
    which: NDArray[np.intp],
    pupils: NDArray[np.int64],
    positions: NDArray[np.int64],
    lines: Mapping[int, HeldLine],
) -> dict[int, Said]:
    """What the file says of marks beyond their codes, where that is not what stands said already."""
    places = {int(at): place for place, at in enumerate(which) if int(at) in said}
    if not places:
        return {}
    standing = standing_details(line.id for line in lines.values())
    found = {}
    for at, place in places.items():
        line = lines.get(int(pupils[place]))
        stands = standing.get((line.id, int(positions[place])), Said()) if line else Said()
        if said[at] not in (stands, Said()):
            found[place] = said[at]
    return found


def _on_roll(school: School, marks: Brought) -> NDArray[np.bool_]:
    """Which marks lie inside an enrolment at the school."""
    pupils, whose = np.unique(marks.pupils, return_inverse=True)
    order = np.argsort(whose, kind="stable")
    starts = np.searchsorted(whose[order], np.arange(1, len(pupils)))
    of_pupil = dict(zip(pupils.tolist(), np.split(order, starts), strict=True))
    inside = np.zeros(len(marks), np.bool_)
    enrolments = Enrolment.objects.filter(school=school, pupil__in=pupils.tolist())
    for pupil, since, until in enrolments.values_list("pupil_id", "since", "until"):
        which = of_pupil[pupil]
        held = marks.dates[which] >= np.datetime64(since)
        if until is not None:
            held &= marks.dates[which] <= np.datetime64(until)
        inside[which] |= held
    return inside


def _outside_enrolments(marks: Brought, on_roll: NDArray[np.bool_]) -> Iterator[tuple[int, Sentence]]:
    outside = np.flatnonzero(~on_roll & ~np.isin(marks.chars, _OFF_ROLL))
    names = Pupil.objects.in_bulk(np.unique(marks.pupils[outside]).tolist())
    for at in outside:
        day = day_in_words(marks.dates[at].item())
        yield int(at), Sentence(_OUTSIDE, pupil=str(names[int(marks.pupils[at])]), day=day)


def _closed(school: School, marks: Brought, on_roll: NDArray[np.bool_]) -> Iterator[tuple[int, Sentence]]:
    for year, which in _years(marks):
        calendar = stated_calendar(school, AcademicYear(year))
        if calendar is None:
            continue
        which = which[on_roll[which]]
        days = marks.dates[which].astype("datetime64[D]").astype(np.int64)
        keys, pairs = np.unique(days * 256 + marks.chars[which], return_inverse=True)
        for pair, key in enumerate(keys.tolist()):
            says = calendar.why_refused(chr(key % 256), np.datetime64(key // 256, "D").item())
            if says is not None:
                for at in which[pairs == pair]:
                    yield int(at), says
