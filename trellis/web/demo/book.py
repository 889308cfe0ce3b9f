"""The register book: how the marks of a school's year came to be made, act by act.

A class teacher takes the register; the office writes in those who arrive late and the reasons it hears; a
reason nobody gives becomes unauthorised on the fifth school day (domain-rules §0.4). What is not yet known at
the moment the demonstration stands at is not yet in the book: an absence of this morning is N.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from trellis.rules.academic_year import SESSIONS
from trellis.rules.calendar import Session
from trellis.web.demo.absence import CLOSED_UNEXPECTEDLY, SchoolYear
from trellis.web.demo.schools import School
from trellis.web.demo.staff import Person, Staff

LONDON: Final = ZoneInfo("Europe/London")
NO_MARK: Final = ord(".")

REGISTER, TAP, AMENDMENT, LATE, IMPORT = 1, 2, 3, 4, 5

# When the demonstration stands still: the registers are being taken and the first calls are not made yet.
STANDS_AT: Final = dt.time(9, 5)

# Absences a teacher does not know the reason of when the register is taken.
_HEARD_LATER: Final = frozenset(map(ord, "IOG"))
_LATES: Final = frozenset(map(ord, "LU"))

_WHY_ILL: Final = (
    "Parent telephoned: unwell",
    "Message on the absence line: unwell",
    "E-mail from home: temperature and cough",
    "Parent told the office at the gate: sickness overnight",
    "Answered first call: unwell",
)
_WHY_LATER: Final = ("Note brought from home: unwell", "Parent confirmed on return: unwell")
_WHY_HOLIDAY: Final = "Leave was asked for and not granted"
_WHY_UNEXPLAINED: Final = "No reason given by the fifth school day"
_WHY_PRESENT: Final = "Was in school: marked absent by mistake"

_FIFTH_DAY = 5

# Every register is taken by then, once it has opened.
_TAKEN_WITHIN = dt.timedelta(minutes=11)


class Times(NamedTuple):
    """When a school's registers open and close."""

    opens: tuple[dt.time, dt.time]
    closes: tuple[dt.time, dt.time]


PRIMARY_TIMES: Final = Times((dt.time(8, 50), dt.time(13, 0)), (dt.time(9, 20), dt.time(13, 30)))
SECONDARY_TIMES: Final = Times((dt.time(8, 40), dt.time(13, 30)), (dt.time(9, 10), dt.time(14, 0)))


def times_of(school: School) -> Times:
    """A secondary school begins earlier in the morning and later in the afternoon."""
    return SECONDARY_TIMES if school.secondary else PRIMARY_TIMES


@dataclass
class Entry:
    """One act: when, by whom, and the marks it made."""

    at: dt.datetime
    kind: int
    by: Person | str
    rows: NDArray[np.intp]
    positions: NDArray[np.intp]
    now: NDArray[np.uint8]
    why: str = ""
    minutes: dict[tuple[int, int], int] = field(default_factory=dict)
    natures: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    act: bool = False  # whether a page of ours made it, and gave it an id
    batch: int | None = None
    was: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))


class Taken(NamedTuple):
    """One class's register for one session: opened, taken and perhaps closed."""

    class_name: str
    date: dt.date
    session: int
    opened_at: dt.datetime
    taken_at: dt.datetime | None
    closed_at: dt.datetime | None
    by: Person


@dataclass
class Book:
    """A school-year's entries as they were made, its registers, and the marks as they then stand."""

    year: SchoolYear
    entries: list[Entry]
    registers: list[Taken]
    marks: NDArray[np.uint8]


def moment(day: dt.date, at: dt.time, minutes: float = 0.0) -> dt.datetime:
    """A moment of a school day in London."""
    return dt.datetime.combine(day, at, LONDON) + dt.timedelta(seconds=round(60 * minutes))


# --- a year that came from another system ---


def imported(drawn: SchoolYear, *, at: dt.datetime, by: str, batch: int, chance: np.random.Generator) -> Book:
    """A past year, brought whole from the school's MIS in one file, with what was never put right in it."""
    marks = drawn.marks.copy()
    unexplained = np.argwhere(marks == ord("O"))
    never_resolved = unexplained[chance.random(len(unexplained)) < 0.012]
    marks[tuple(never_resolved.T)] = ord("N")
    for row, position in _some_registers(drawn, marks, chance):
        marks[row, position] = NO_MARK
    rows, positions = np.nonzero(marks != NO_MARK)
    entry = Entry(at, IMPORT, by, rows, positions, marks[rows, positions], batch=batch)
    return _kept(drawn, [entry], [], at)


def _some_registers(
    drawn: SchoolYear, marks: NDArray[np.uint8], chance: np.random.Generator
) -> Iterator[tuple[NDArray[np.intp], int]]:
    """Two registers of the year that were never taken."""
    for _ in range(2):
        name = drawn.rows[int(chance.integers(len(drawn.rows)))][0].class_name
        day = drawn.days[int(chance.integers(10, len(drawn.days) - 10))]
        if drawn.calendar.open_mask()[drawn.position(day, 0)]:
            yield _members(drawn, day).get(name, np.zeros(0, np.intp)), drawn.position(day, 0)


# --- a year kept here ---


def kept_here(
    drawn: SchoolYear, school: School, staff: Staff, *, until: dt.datetime, chance: np.random.Generator
) -> Book:
    """A year's registers as teachers and the office kept them, up to a moment."""
    keeping = _Keeping(drawn, school, staff, until, chance)
    entries, registers = keeping.acts()
    return _kept(drawn, entries, registers, until)


def followed_from_mis(book: Book, *, by: str, first_batch: int, until: dt.datetime) -> Book:
    """The same marks where the school's MIS keeps the register: they arrive twice a day, in files."""
    windows: defaultdict[dt.datetime, list[Entry]] = defaultdict(list)
    for entry in book.entries:
        windows[_next_file(entry.at)].append(entry)
    entries = []
    for at in sorted(at for at in windows if at <= until):
        latest: dict[tuple[int, int], int] = {}
        minutes: dict[tuple[int, int], int] = {}
        natures: dict[tuple[int, int], str] = {}
        for entry in windows[at]:
            places = zip(entry.rows.tolist(), entry.positions.tolist(), entry.now.tolist(), strict=True)
            latest |= {(row, position): char for row, position, char in places}
            minutes |= entry.minutes
            natures |= entry.natures
        places = sorted(latest)
        rows, positions = (np.array(column, np.intp) for column in zip(*places, strict=True))
        now = np.array([latest[place] for place in places], np.uint8)
        batch = first_batch + len(entries)
        entries.append(
            Entry(at, IMPORT, by, rows, positions, now, minutes=minutes, natures=natures, batch=batch)
        )
    return _kept(book.year, entries, [], until)


def _next_file(at: dt.datetime) -> dt.datetime:
    """When the next file of marks arrives: at five past nine less two minutes, or at ten to four."""
    for time in (dt.time(9, 3), dt.time(15, 50)):
        arrives = dt.datetime.combine(at.date(), time, LONDON)
        if at <= arrives:
            return arrives
    return dt.datetime.combine(at.date() + dt.timedelta(days=1), dt.time(9, 3), LONDON)


def _kept(drawn: SchoolYear, entries: list[Entry], registers: list[Taken], until: dt.datetime) -> Book:
    """Write the entries onto blank lines in order, noting what each found; an idle one is left out."""
    marks = np.full((len(drawn.rows), SESSIONS), NO_MARK, np.uint8)
    written = []
    for entry in sorted(entries, key=lambda entry: entry.at):
        if entry.at > until:
            break
        was = marks[entry.rows, entry.positions]
        if (was == entry.now).all():
            continue
        if (was == entry.now).any():
            changes = was != entry.now
            entry.rows, entry.positions = entry.rows[changes], entry.positions[changes]
            entry.now, was = entry.now[changes], was[changes]
        entry.was = was
        marks[entry.rows, entry.positions] = entry.now
        written.append(entry)
    return Book(drawn, written, registers, marks)


def _members(drawn: SchoolYear, day: dt.date) -> dict[str, NDArray[np.intp]]:
    """Who is in each class that day, by row."""
    members: defaultdict[str, list[int]] = defaultdict(list)
    for row, seats in enumerate(drawn.rows):
        for seat in seats:
            if seat.since <= day and (seat.until is None or day <= seat.until) and seat.stay.on_roll(day):
                members[seat.class_name].append(row)
                break
    return {name: np.array(rows, np.intp) for name, rows in sorted(members.items())}


class _Keeping:
    """A school keeping its own registers for a year."""

    def __init__(
        self, drawn: SchoolYear, school: School, staff: Staff, until: dt.datetime, chance: np.random.Generator
    ) -> None:
        self.drawn, self.school, self.staff, self.until, self.chance = drawn, school, staff, until, chance
        self.times = times_of(school)
        self.days = [day for day in drawn.days if day <= until.date()]
        self.at_day = {day: at for at, day in enumerate(self.days)}
        self.office = staff.of(school, "office")
        self.lead = staff.of(school, "attendance")
        self.entries: list[Entry] = []
        self.registers: list[Taken] = []
        # When each absence was explained; until then the register says N.
        self.heard: dict[tuple[int, int], dt.datetime] = {}
        self.not_taken = self._not_taken()

    def acts(self) -> tuple[list[Entry], list[Taken]]:
        """Every act of the year up to the moment, and the registers."""
        self._explanations()
        members: dict[str, NDArray[np.intp]] = {}
        movements = self._movements()
        for at, day in enumerate(self.days):
            if at == 0 or day in movements:
                members = _members(self.drawn, day)
            for session in (0, 1):
                for name, rows in members.items():
                    self._take(name, rows, day, session)
        return self.entries, self.registers

    def _movements(self) -> set[dt.date]:
        """The days on which a class may not be what it was the day before."""
        moved: set[dt.date] = set()
        for seats in self.drawn.rows:
            for seat in seats:
                ends = [until for until in (seat.until, seat.stay.until) if until is not None]
                moved |= {seat.since, *(until + dt.timedelta(days=1) for until in ends)}
        # A change over a weekend or a holiday is seen on the next school day.
        return {next((day for day in self.days if day >= change), change) for change in moved}

    def _not_taken(self) -> set[tuple[str, dt.date, int]]:
        """Registers nobody took: a handful in the last weeks, and some of this morning's not yet."""
        recent = self.days[-16:-1]
        names = sorted({seats[0].class_name for seats in self.drawn.rows})
        missed = set()
        for _ in range(1 + len(names) // 12):
            if recent:
                day = recent[int(self.chance.integers(len(recent)))]
                missed.add((names[int(self.chance.integers(len(names)))], day, int(self.chance.integers(2))))
        if self.days and self.days[-1] == self.until.date():
            late = self.chance.random(len(names)) < 0.12
            missed |= {(name, self.days[-1], 0) for name, is_late in zip(names, late, strict=True) if is_late}
        return missed

    # --- when a reason is heard ---

    def _explanations(self) -> None:
        """For each spell of absence, when the school came to know why, and the amendments that said so."""
        marks = self.drawn.marks
        order = np.array([self.drawn.position(day, session) for day in self.days for session in (0, 1)])
        if not len(order):
            return
        for row in range(len(marks)):
            held = marks[row, order]
            places = np.flatnonzero(np.isin(held, list(_HEARD_LATER)))
            for spell in _runs(places, held):
                self._explain(row, order, spell, int(held[spell[0]]))

    def _explain(self, row: int, order: NDArray[np.intp], spell: list[int], char: int) -> None:
        if char == ord("O"):
            for at in spell:
                self._unexplained(row, int(order[at]), at)
            return
        heard, by, why = self._heard(spell, char)
        if heard is None:
            return
        late = [int(order[at]) for at in spell if self._opens(int(order[at])) + _TAKEN_WITHIN < heard]
        for at in spell:
            self.heard[(row, int(order[at]))] = heard
        if late:
            self._amend(heard, by, why, row, late, char)

    def _heard(self, spell: list[int], char: int) -> tuple[dt.datetime | None, Person, str]:
        """When a spell was explained, to whom, and what is written beside it."""
        first = self.days[spell[0] // 2]
        drawn = self.chance.random()
        if char == ord("G"):
            when = self._school_day(spell[0] // 2 + (0 if drawn < 0.3 else 3))
            time = dt.time(8, 20) if drawn < 0.3 else dt.time(11, 30)
            return (moment(when, time, 90 * drawn) if when else None), self.lead, _WHY_HOLIDAY
        why = _WHY_ILL[int(self.chance.integers(len(_WHY_ILL)))]
        if drawn < 0.3:
            return moment(first, dt.time(8, 5), 30 * drawn), self.office, why
        if drawn < 0.86:
            begins = dt.time(8, 58) if spell[0] % 2 == 0 else dt.time(13, 40)
            return moment(first, begins, 110 * (drawn - 0.3)), self.office, why
        days = 1 if drawn < 0.95 else 2 if drawn < 0.985 else 4
        when = self._school_day(spell[0] // 2 + days)
        later = _WHY_LATER[int(drawn * 1000) % len(_WHY_LATER)]
        return (moment(when, dt.time(9, 0), 800 * (drawn - 0.86)) if when else None), self.office, later

    def _unexplained(self, row: int, position: int, at: int) -> None:
        """Nobody says why: it is N until the fifth school day after, and now and then for longer."""
        when = self._school_day(at // 2 + _FIFTH_DAY)
        if when is not None and self.chance.random() > 0.015:
            self._amend(moment(when, dt.time(10, 15)), self.lead, _WHY_UNEXPLAINED, row, [position], ord("O"))

    def _school_day(self, at: int) -> dt.date | None:
        return self.days[at] if at < len(self.days) else None

    def _amend(
        self, at: dt.datetime, by: Person, why: str, row: int, positions: Sequence[int], char: int
    ) -> None:
        kept = [position for position in positions if not self._was_missed(row, position)]
        if kept and at <= self.until:
            count = len(kept)
            self.entries.append(
                Entry(
                    *(at, AMENDMENT, by, np.full(count, row), np.array(kept), np.full(count, char, np.uint8)),
                    why=why,
                    act=True,
                )
            )

    def _was_missed(self, row: int, position: int) -> bool:
        year = self.drawn.calendar.year
        day, session = year.date_of(position), int(year.session_of(position) is Session.PM)
        return any(
            (seat.class_name, day, session) in self.not_taken
            for seat in self.drawn.rows[row]
            if seat.since <= day and (seat.until is None or day <= seat.until)
        )

    def _opens(self, position: int) -> dt.datetime:
        year = self.drawn.calendar.year
        return moment(year.date_of(position), self.times.opens[year.session_of(position) is Session.PM])

    # --- taking the register ---

    def _take(self, name: str, rows: NDArray[np.intp], day: dt.date, session: int) -> None:
        position = self.drawn.position(day, session)
        opened = moment(day, self.times.opens[session], float(self.chance.uniform(0, 3)))
        taken = opened + dt.timedelta(seconds=int(self.chance.integers(70, 420)))
        closes = moment(day, self.times.closes[session])
        if opened > self.until:
            return
        final = self.drawn.marks[rows, position]
        expected = final != NO_MARK
        rows, final = rows[expected], final[expected]
        if not len(rows):
            return
        if (final == ord(CLOSED_UNEXPECTEDLY)).all():
            everybody = np.full(len(rows), position)
            self.entries.append(Entry(taken, REGISTER, self.office, rows, everybody, final, act=True))
            return
        by = self._teacher(name, day)
        if taken > self.until or (name, day, session) in self.not_taken:
            if day == self.until.date():
                self.registers.append(Taken(name, day, session, opened, None, None, by))
            return
        closed = closes if closes <= self.until else None
        self.registers.append(Taken(name, day, session, opened, taken, closed, by))
        self._register(taken, by, rows, position, final, session)

    def _teacher(self, name: str, day: dt.date) -> Person:
        """Who takes a class's register that day: its own teacher, or whoever stands in."""
        at = self.drawn.school
        return self.staff.cover.get((at, name, day)) or self.staff.teachers[(at, self.drawn.year, name)]

    def _register(
        self,
        taken: dt.datetime,
        by: Person,
        rows: NDArray[np.intp],
        position: int,
        final: NDArray[np.uint8],
        session: int,
    ) -> None:
        """The register as it is taken, and what follows it the same morning or afternoon."""
        now = final.copy()
        entry = Entry(taken, REGISTER, by, rows, np.full(len(rows), position), now, act=True)
        for at, char in enumerate(final.tolist()):
            place = (int(rows[at]), position)
            if char in _HEARD_LATER:
                heard = self.heard.get(place)
                if heard is None or heard > self._opens(position) + _TAKEN_WITHIN:
                    now[at] = ord("N")
            elif char in _LATES:
                self._late(entry, at, place, char, session)
            elif place in self.drawn.natures:
                entry.natures[place] = self.drawn.natures[place]
        self._second_thoughts(entry, final)
        self.entries.append(entry)

    def _late(self, entry: Entry, at: int, place: tuple[int, int], char: int, session: int) -> None:
        """Who comes in while the register is being taken is L there; later ones the office writes in."""
        minutes = self.drawn.minutes.get(place, 5)
        day = self.drawn.calendar.year.date_of(place[1])
        arrives = moment(day, self.times.opens[session], minutes)
        if arrives <= entry.at and char == ord("L"):
            entry.minutes[place] = minutes
            return
        entry.now[at] = ord("N")
        arrives = max(arrives, entry.at) + dt.timedelta(seconds=40)
        late = Entry(
            *(arrives, LATE, self.office, np.array([place[0]]), np.array([place[1]])),
            np.array([char], np.uint8),
            minutes={place: minutes},
            act=True,
        )
        self.entries.append(late)

    def _second_thoughts(self, entry: Entry, final: NDArray[np.uint8]) -> None:
        """Now and then a child is left for a moment and tapped in after, or marked absent by mistake."""
        drawn = self.chance.random()
        here = np.flatnonzero((final == ord("/")) | (final == ord("\\")))
        if drawn > 0.075 or not len(here):
            return
        at = int(here[int(self.chance.integers(len(here)))])
        row, position, char = entry.rows[at : at + 1], entry.positions[at : at + 1], final[at : at + 1]
        later = entry.at + dt.timedelta(seconds=int(self.chance.integers(60, 400)))
        if drawn < 0.06:
            keep = np.arange(len(entry.rows)) != at
            self.entries.append(Entry(later, TAP, entry.by, row, position, char, act=True))
            entry.rows, entry.positions, entry.now = entry.rows[keep], entry.positions[keep], entry.now[keep]
        else:
            entry.now[at] = ord("N")
            why = _WHY_PRESENT
            self.entries.append(Entry(later, AMENDMENT, entry.by, row, position, char, why=why, act=True))


def _runs(places: NDArray[np.intp], held: NDArray[np.uint8]) -> Iterator[list[int]]:
    """Absences that follow one another with the same reason: spells."""
    keyed = ((int(at), (int(held[at]), int(at) - n)) for n, at in enumerate(places))
    for _, run in groupby(keyed, key=lambda one: one[1]):
        yield [at for at, _ in run]
