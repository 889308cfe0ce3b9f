"""How a school's year comes to be marked: illness in spells, days nobody explains, holidays, lates, the rest.

Each pupil has a propensity to be away that lasts and a state that drifts from week to week, so that children
are at their worst when somebody notices, and most would have come part of the way back anyway. The figures it
aims at are the national ones of 2023/24 to 2025/26 for the phase (domain-rules §11).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.rules.academic_year import SESSIONS
from trellis.rules.ages import of_compulsory_age
from trellis.rules.calendar import Calendar, Kind, Session
from trellis.web.demo import seasons, support
from trellis.web.demo.roll import Pattern, Seat, open_days
from trellis.web.demo.schools import NURSERY, RECEPTION, SIXTH_FORM, School
from trellis.web.demo.support import Supported

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]

AM, PM = 0, 1


@dataclass(frozen=True)
class Level:
    """How often pupils of a phase are away, and why."""

    ill: float  # spells of illness that begin, per pupil and school day
    odd: float  # days away that nobody explains, per pupil and school day
    holiday: float  # share of families who take one in term in a year
    severe: float  # share of pupils who hardly come for part of a year or all of it
    appointment: float  # per pupil and school day
    late: float  # per pupil and morning
    late_afternoon: float
    drift: float  # share of illness-like absence left unexplained
    suspended: float  # share of pupils suspended in a year


_PRIMARY: Final = Level(0.0164, 0.0032, 0.25, 0.0170, 0.0046, 0.0165, 0.0014, 0.06, 0.006)
_SECONDARY: Final = Level(0.0166, 0.0115, 0.16, 0.045, 0.0060, 0.0400, 0.0170, 0.15, 0.100)
_SPECIAL: Final = Level(0.0258, 0.0085, 0.18, 0.105, 0.0165, 0.0120, 0.0030, 0.10, 0.050)
_LEVELS: Final = {"secondary": _SECONDARY, "special": _SPECIAL}

# How a year group stands to its phase: higher at both ends, lowest in the middle of primary school.
_BY_YEAR_GROUP: Final = {
    NURSERY: 1.55,
    RECEPTION: 1.16,
    1: 1.06,
    2: 0.97,
    3: 0.92,
    4: 0.93,
    5: 0.96,
    6: 1.02,
    7: 0.76,
    8: 0.98,
    9: 1.1,
    10: 1.12,
    11: 1.14,
    12: 0.85,
    13: 0.95,
}

_SEN_FACTOR: Final = {"N": 0.93, "K": 1.38, "E": 1.55}
_FSM_FACTOR: Final = 1.85

# The state that drifts: how much of it is left a week later, and how far it ranges.
_STAYS, _RANGES = 0.82, 0.75
_LASTING: Final = 0.86

CLOSED_UNEXPECTEDLY = "4"


@dataclass
class SchoolYear:
    """One school's year: who is marked in which row, and the marks."""

    school: int
    year: int
    calendar: Calendar
    days: list[dt.date]
    rows: list[list[Seat]]  # the seats of each child, a child a row
    marks: NDArray[np.uint8]
    minutes: dict[tuple[int, int], int] = field(default_factory=dict)
    natures: dict[tuple[int, int], str] = field(default_factory=dict)
    supported: list[Supported] = field(default_factory=list)

    def position(self, day: dt.date, session: int) -> int:
        """Where a session stands in a line."""
        return self.calendar.year.position(day, Session.AM) + session


def draw_year(
    place: School,
    *,
    at: int,
    calendar: Calendar,
    seats: Sequence[Seat],
    patterns: Sequence[Pattern],
    level: float,
    chance: np.random.Generator,
) -> SchoolYear:
    """A whole year's registers of one school, as they would stand if every reason had been given."""
    return _Drawing(place, at, calendar, seats, patterns, level, chance).draw()


class _Drawing:
    """One school's year while it is drawn: arrays of rows × days × sessions."""

    def __init__(
        self,
        place: School,
        at: int,
        calendar: Calendar,
        seats: Sequence[Seat],
        patterns: Sequence[Pattern],
        level: float,
        chance: np.random.Generator,
    ) -> None:
        self.place, self.at, self.calendar, self.chance = place, at, calendar, chance
        self.rows = _rows(seats)
        self.children = [row[0].stay.child for row in self.rows]
        self.groups = np.array([row[0].year_group for row in self.rows])
        self.closures = [day for span in calendar.spans if span.kind is Kind.CLOSURE for day in span.days()]
        self.days = sorted([*open_days(calendar), *self.closures])
        self.shape = (len(self.rows), len(self.days), 2)
        self.level = _LEVELS.get(place.phase, _PRIMARY)
        self.factor = self._factors() * place.level * level
        self.on_roll = self._on_roll()
        self.due = self._due(patterns)
        self.codes = np.where(self.on_roll, np.array([ord("/"), ord("\\")], np.uint8), np.uint8(ord(".")))
        self.patterns = patterns
        # Who was given which support from when, what it gives back, and the sessions it did.
        self.supported: dict[int, tuple[support.Kind, dt.date]] = {}
        self.gives_back = np.zeros(len(self.rows))
        self.given_back: defaultdict[int, list[dt.date]] = defaultdict(list)

    # --- who is there ---

    def _factors(self) -> Numbers:
        lasting = np.exp(_LASTING * np.array([child.propensity for child in self.children]) - _LASTING**2 / 2)
        groups = np.array([_BY_YEAR_GROUP[int(group)] for group in self.groups])
        special = self.place.special
        sen = np.array([1.0 if special else _SEN_FACTOR[child.sen] for child in self.children])
        poor = np.array([_FSM_FACTOR if child.fsm_since else 0.86 for child in self.children])
        return lasting * groups * sen * (poor**0.5 if special else poor)

    def _on_roll(self) -> Flags:
        held = np.zeros(self.shape, np.bool_)
        for row, seats in enumerate(self.rows):
            for since, until in {(seat.stay.since, seat.stay.until) for seat in seats}:
                first = _first_on_or_after(self.days, since)
                beyond = len(self.days) if until is None else _first_on_or_after(self.days, until, after=True)
                held[row, first:beyond] = True
        return held

    def _due(self, patterns: Sequence[Pattern]) -> Flags:
        due = self.on_roll.copy()
        row_of = self._row_of()
        for pattern in patterns:
            row = row_of.get(pattern.stay.child.number)
            if row is None:
                continue
            for at, day in enumerate(self.days):
                if pattern.since <= day and (pattern.until is None or day <= pattern.until):
                    for session in (AM, PM):
                        due[row, at, session] &= pattern.sessions[2 * day.weekday() + session] == "Y"
        return due

    def _row_of(self) -> dict[int, int]:
        return {child.number: row for row, child in enumerate(self.children)}

    # --- the year ---

    def draw(self) -> SchoolYear:
        drawn = SchoolYear(
            self.at, self.calendar.year.start, self.calendar, self.days, self.rows, self._blank()
        )
        self._severe()
        away = self._planned_absence()
        absent = self._day_by_day(away, drawn)
        self._explain(absent)
        self._put_codes(away)
        self._occasions()
        self._lates(drawn)
        self._not_due(drawn)
        self._closures()
        self._fill(drawn)
        return drawn

    def _blank(self) -> NDArray[np.uint8]:
        return np.full((len(self.rows), SESSIONS), ord("."), np.uint8)

    def _severe(self) -> None:
        """Who hardly comes, from when to when, and how many of their days they miss."""
        chance, count, length = self.chance, len(self.rows), len(self.days)
        near = np.array([child.severe for child in self.children])
        group = np.where(self.groups >= 9, 1.5, np.where(self.groups == 7, 0.45, 0.9))
        likely = self.level.severe * (group if self.place.secondary else 1.0)
        poor = np.array([1.5 if child.fsm_since else 0.85 for child in self.children])
        weight = likely * poor
        # The nearest of them, as many as the phase has: a school's share does not hang on a few draws.
        drawn = np.argsort(np.argsort((near + 0.1 * chance.random(count)) / weight)) < round(weight.sum())
        self.severe_from = np.where(drawn, (chance.beta(0.7, 2.2, count) * length).astype(int), length)
        lasts = 30 + (chance.random(count) * 2.2 * length).astype(int)
        self.severe_until = np.minimum(self.severe_from + lasts, length)
        self.severe_misses = chance.beta(6, 2.2, count)
        self.severe_ill = chance.random(count) < 0.45

    def _planned_absence(self) -> NDArray[np.uint8]:
        """Absences known ahead, by code: holidays, appointments, days set apart, suspensions, travelling."""
        away = np.zeros(self.shape, np.uint8)
        self._appointments(away)
        self._granted_leave(away)
        self._holidays(away)
        self._days_set_apart(away)
        self._travelling(away)
        self._suspensions(away)
        return away

    def _appointments(self, away: NDArray[np.uint8]) -> None:
        drawn = self.chance.random(self.shape[:2]) < self.level.appointment * (self.factor[:, None] ** 0.4)
        session = self.chance.random(self.shape[:2])
        away[..., AM][drawn & (session < 0.68)] = ord("M")
        away[..., PM][drawn & (session > 0.52)] = ord("M")

    def _granted_leave(self, away: NDArray[np.uint8]) -> None:
        rate = 0.014 if self.place.special else 0.0034
        drawn = self.chance.random(self.shape[:2]) < rate * (self.factor[:, None] ** 0.5)
        away[drawn] = ord("C")

    def _holidays(self, away: NDArray[np.uint8]) -> None:
        """Beside a half-term or a break, or in some cheap week: brothers and sisters go together."""
        stretches = seasons.beside_breaks(self.calendar, self.days)
        taken: dict[int, tuple[int, int, int] | None] = {}
        for row, child in enumerate(self.children):
            family = child.family.number
            if family not in taken:
                taken[family] = self._holiday(stretches, child.family.propensity)
            holiday = taken[family]
            if holiday is not None:
                first, last, code = holiday
                away[row, first : last + 1] = code

    def _holiday(self, stretches: list[tuple[int, int]], propensity: float) -> tuple[int, int, int] | None:
        chance = self.chance
        if chance.random() > self.level.holiday * np.exp(0.35 * propensity):
            return None
        length = int(chance.choice([2, 3, 4, 5, 5, 5, 8, 10]))
        if chance.random() < 0.62:
            first, last = stretches[int(chance.integers(len(stretches)))]
            first, last = (
                (first, min(last, first + length - 1))
                if chance.random() < 0.4
                else (
                    max(first, last - length + 1),
                    last,
                )
            )
        else:
            first = int(chance.integers(len(self.days) - length))
            last = first + length - 1
        code = ord("C") if chance.random() < 0.05 else ord("G")
        return first, last, code

    def _days_set_apart(self, away: NDArray[np.uint8]) -> None:
        for keeps in ("eid", "orthodox"):
            kept = seasons.set_apart(keeps, self.days)
            for row, child in enumerate(self.children):
                if child.family.heritage.keeps == keeps and self.chance.random() < 0.72:
                    away[row, kept] = ord("R")

    def _travelling(self, away: NDArray[np.uint8]) -> None:
        for row, child in enumerate(self.children):
            if child.family.heritage_key == "traveller" and self.chance.random() < 0.5:
                first = int(self.chance.integers(125, len(self.days) - 15))
                away[row, first : first + int(self.chance.integers(6, 15))] = ord("T")

    def _suspensions(self, away: NDArray[np.uint8]) -> None:
        drift = np.array([child.drift for child in self.children])
        times = self.chance.poisson(self.level.suspended * np.exp(0.9 * drift - 0.4) * 1.5)
        times[self.groups <= RECEPTION] = 0
        for row in np.flatnonzero(times):
            for _ in range(min(int(times[row]), 4)):
                first = int(self.chance.integers(len(self.days) - 5))
                away[row, first : first + int(self.chance.choice([1, 1, 2, 2, 3, 5]))] = ord("E")

    # --- day by day ---

    def _day_by_day(self, away: NDArray[np.uint8], drawn: SchoolYear) -> Flags:
        """Illness in spells and odd days away, as each pupil's state drifts; support begins on its day."""
        absent = np.zeros(self.shape, np.bool_)
        self.ill = np.zeros(self.shape, np.bool_)
        self.first = np.zeros(self.shape[:2], np.bool_)
        health = _Health(self)
        for at, day in enumerate(self.days):
            today = health.on(at)
            back = (self.chance.random(self.shape[0]) < self.gives_back) & (away[:, at] == 0).all(axis=1)
            self._note_what_was_given_back(back, today & self.due[:, at], day)
            today[back] = False
            absent[:, at] = today & self.due[:, at]
            self.ill[:, at] = (health.ill | (health.hardly & self.severe_ill))[:, None]
            self.first[:, at] = health.begins
            if at in support.WAVES:
                self._begin_support(at, absent, away)
        drawn.supported = [
            Supported(
                *(self.children[row].number, self.at, drawn.year, kind, since),
                given_back=tuple(self.given_back[row]),
            )
            for row, (kind, since) in self.supported.items()
        ]
        return absent

    def _note_what_was_given_back(self, back: Flags, away: Flags, day: dt.date) -> None:
        for row in np.flatnonzero(back & away.any(axis=1)).tolist():
            self.given_back[row] += [day] * int(away[row].sum())

    def _begin_support(self, at: int, absent: Flags, away: NDArray[np.uint8]) -> None:
        """From the next day, for those chosen by what the register says as it stands."""
        window = slice(at + 1 - support.LOOKS_BACK_DAYS, at + 1)
        missed = absent[:, window] | ((away[:, window] != 0) & self.due[:, window])
        able = self.on_roll[:, at + 1].all(axis=1) & (self.groups > RECEPTION) & (self.groups < SIXTH_FORM)
        able[list(self.supported)] = False
        for kind, rows in support.choose(self.chance, missed, self.due[:, window], able):
            self.gives_back[rows] = kind.gives_back
            self.supported |= dict.fromkeys(rows.tolist(), (kind, self.days[at + 1]))

    # --- what each absence is called ---

    def _explain(self, absent: Flags) -> None:
        """Illness where it was; what nobody explained is unauthorised, a whole spell alike."""
        drift = np.array([child.drift for child in self.children])
        unexplained = np.clip(self.level.drift * np.exp(0.85 * drift - 0.3), 0, 0.8)
        spell = np.cumsum(self.first, axis=1)
        silent = self.chance.random((len(self.rows), int(spell.max()) + 1)) < unexplained[:, None]
        quiet = np.take_along_axis(silent, spell, axis=1)[..., None]
        self.codes[absent & self.ill & ~quiet] = ord("I")
        self.codes[absent & (~self.ill | quiet)] = ord("O")

    def _put_codes(self, away: NDArray[np.uint8]) -> None:
        known = (away != 0) & self.due
        keeps_illness = known & (self.codes == ord("I")) & (away == ord("M"))
        known &= ~keeps_illness
        self.codes[known] = away[known]

    def _here(self) -> Flags:
        return (self.codes == ord("/")) | (self.codes == ord("\\"))

    def _occasions(self) -> None:
        """Trips, matches, work experience, and days elsewhere arranged by the school or the authority."""
        here = self._here()
        for name in sorted({row[0].class_name for row in self.rows}):
            rows = np.array([row[0].class_name == name for row in self.rows])
            for day in self.chance.integers(8, len(self.days) - 4, 1 if self.groups.max() > 6 else 2):
                goes = rows & (self.chance.random(len(self.rows)) < 0.93)
                self.codes[goes, day] = np.where(here[goes, day], np.uint8(ord("V")), self.codes[goes, day])
        self._matches(here)
        if self.place.secondary:
            self._work_experience(here)
            self._study_leave(here)
        self._elsewhere(here)

    def _matches(self, here: Flags) -> None:
        team = self.chance.random(len(self.rows)) < np.where(self.groups >= 4, 0.12, 0.0)
        afternoons = self.chance.integers(5, len(self.days) - 5, 6)
        for day in afternoons:
            plays = team & here[:, day, PM] & (self.chance.random(len(self.rows)) < 0.6)
            self.codes[plays, day, PM] = ord("P")

    def _work_experience(self, here: Flags) -> None:
        last = len(self.days) - 12
        rows = (self.groups == 10) & (self.chance.random(len(self.rows)) < 0.85)
        for day in range(last - 5, last):
            self.codes[rows, day] = np.where(here[rows, day], np.uint8(ord("W")), self.codes[rows, day])

    def _study_leave(self, here: Flags) -> None:
        """Afternoons without an examination, in the weeks of public examinations."""
        june = [at for at, day in enumerate(self.days) if day.month == 6 and day.day <= 17]
        for day in june[::2]:
            away = (self.groups == 11) & here[:, day, PM]
            self.codes[away, day, PM] = ord("S")

    def _elsewhere(self, here: Flags) -> None:
        """A few older pupils are a day a week at a college (B); a few are taught by the authority (K)."""
        drift = np.array([child.drift for child in self.children])
        college = (self.groups >= 10) & (self.groups <= 11) & (drift > 1.6)
        fridays = [at for at, day in enumerate(self.days) if day.weekday() == 4 and at > 15]
        for day in fridays:
            rows = college & self.due[:, day].all(axis=1) & here[:, day].all(axis=1)
            self.codes[rows, day] = ord("B")
        taught = (self.severe_misses > 0.9) & (self.severe_until - self.severe_from > 60) & self.severe_ill
        for row in np.flatnonzero(taught & (self.groups > RECEPTION)):
            for day in range(self.severe_from[row] + 40, self.severe_until[row]):
                if self.days[day].weekday() in (1, 3):
                    self.codes[row, day, AM] = (
                        ord("K") if self.due[row, day, AM] else self.codes[row, day, AM]
                    )

    def _lates(self, drawn: SchoolYear) -> None:
        here = self._here()
        late = np.exp(1.0 * np.array([child.lateness for child in self.children]) - 0.5)
        mondays = 0.8 + 0.2 * seasons.of_weekdays(self.days)
        for session, rate in ((AM, self.level.late), (PM, self.level.late_afternoon)):
            arrives = self.chance.random(self.shape[:2]) < rate * late[:, None] * mondays[None, :]
            arrives &= here[..., session]
            after_close = arrives & (self.chance.random(self.shape[:2]) < 0.09)
            self.codes[..., session][arrives] = ord("L")
            self.codes[..., session][after_close] = ord("U")
            self._minutes(drawn, arrives, after_close, session)

    def _minutes(self, drawn: SchoolYear, arrives: Flags, after_close: Flags, session: int) -> None:
        rows, days = np.nonzero(arrives)
        minutes = 1 + self.chance.gamma(1.6, 5.0, len(rows)).astype(int).clip(0, 27)
        minutes[after_close[rows, days]] += 30
        for row, day, late in zip(rows.tolist(), days.tolist(), minutes.tolist(), strict=True):
            drawn.minutes[(row, drawn.position(self.days[day], session))] = late

    def _not_due(self, drawn: SchoolYear) -> None:
        """Sessions a pupil is not due at: blank in a nursery, D elsewhere, X or C2 by age."""
        row_of = self._row_of()
        for pattern in self.patterns:
            row = row_of.get(pattern.stay.child.number)
            if row is None:
                continue
            for at, day in enumerate(self.days):
                if not (pattern.since <= day and (pattern.until is None or day <= pattern.until)):
                    continue
                for session in (AM, PM):
                    if self.on_roll[row, at, session] and not self.due[row, at, session]:
                        self.codes[row, at, session] = self._code_where_not_due(pattern, day)
        self._transport(drawn)

    def _code_where_not_due(self, pattern: Pattern, day: dt.date) -> int:
        if pattern.kind == "dual":
            return ord("D")
        if pattern.kind == "nursery":
            return ord(".")
        return ord("p") if of_compulsory_age(pattern.stay.child.born, day) else ord("X")

    def _transport(self, drawn: SchoolYear) -> None:
        """A bus that did not come: some of a special school's pupils could not get there (Y1)."""
        if not self.place.special:
            return
        riders = self.chance.random(len(self.rows)) < 0.16
        for day in self.chance.integers(5, len(self.days) - 5, 3):
            rows = riders & self._here()[:, day].all(axis=1)
            self.codes[rows, day] = ord("1")

    def _closures(self) -> None:
        for day in self.closures:
            at = self.days.index(day)
            self.codes[:, at][self.on_roll[:, at] & self.due[:, at]] = ord(CLOSED_UNEXPECTEDLY)

    def _fill(self, drawn: SchoolYear) -> None:
        """From days into the positions of a line."""
        columns = [drawn.position(day, session) for day in self.days for session in (AM, PM)]
        drawn.marks[:, columns] = self.codes.reshape(len(self.rows), -1)
        for char, nature in _NATURES.items():
            for row, position in zip(*np.nonzero(drawn.marks == ord(char)), strict=True):
                drawn.natures[(int(row), int(position))] = nature


class _Health:
    """How the pupils of a school are from day to day: who is ill, and who stays away."""

    def __init__(self, drawing: _Drawing) -> None:
        self.drawing, self.chance, self.count = drawing, drawing.chance, drawing.shape[0]
        level, factor = drawing.level, drawing.factor
        drift = np.array([child.drift for child in drawing.children])
        self.falls_ill = level.ill * factor
        self.odd_days = level.odd * (factor**0.8) * np.exp(0.75 * drift - 0.28)
        self.season, self.weekday = seasons.of_months(drawing.days), seasons.of_weekdays(drawing.days)
        self.state = self.chance.normal(0, _RANGES, self.count)
        self.left = np.zeros(self.count, np.int16)  # days of illness to come
        self.ill = self.begins = self.hardly = np.zeros(self.count, np.bool_)

    def on(self, at: int) -> Flags:
        """Who is away in which session of a day; the days must be asked for in order."""
        if self._is_a_new_week(at):
            self._drift()
        lift = np.exp(self.state - _RANGES**2 / 2) * self.weekday[at]
        self.begins = (self.left == 0) & (self._chance() < self.falls_ill * lift * self.season[at])
        self.left[self.begins] = _spell_lengths(self.chance, int(self.begins.sum()))
        self.ill = self.left > 0
        self.left = np.maximum(self.left - 1, 0)
        stays_away = self._chance() < self.odd_days * lift
        self.hardly = (self.drawing.severe_from <= at) & (at < self.drawing.severe_until)
        stays_away |= self.hardly & (self._chance() < self.drawing.severe_misses)
        return self._sessions(stays_away)

    def _sessions(self, stays_away: Flags) -> Flags:
        """Most are away all day; some are sent home ill at midday, some stay away for an afternoon."""
        away = np.repeat((self.ill | stays_away)[:, None], 2, axis=1)
        halves = self._chance()
        away[self.begins & (halves < 0.1), AM] = False
        away[~self.ill & stays_away & ~self.hardly & (halves < 0.3), AM] = False
        return away

    def _is_a_new_week(self, at: int) -> bool:
        days = self.drawing.days
        return at > 0 and days[at].isocalendar()[1] != days[at - 1].isocalendar()[1]

    def _drift(self) -> None:
        fresh = np.sqrt(1 - _STAYS**2) * _RANGES
        self.state = _STAYS * self.state + self.chance.normal(0, fresh, self.count)
        self.left = np.maximum(self.left - 1, 0)  # a weekend sees the end of many spells

    def _chance(self) -> Numbers:
        return self.chance.random(self.count)


_NATURES: Final = {"B": "Construction course at the college", "K": "Tuition arranged by the authority"}


def _rows(seats: Sequence[Seat]) -> list[list[Seat]]:
    """A row for each child: by class and name for those there when the year begins, then as they joined."""
    by_child: dict[int, list[Seat]] = {}
    for seat in sorted(seats, key=lambda seat: (seat.since, seat.class_name, seat.stay.child.surname)):
        by_child.setdefault(seat.stay.child.number, []).append(seat)
    return list(by_child.values())


def _first_on_or_after(days: Sequence[dt.date], day: dt.date, *, after: bool = False) -> int:
    return next((at for at, held in enumerate(days) if held > day or (held == day and not after)), len(days))


def _spell_lengths(chance: np.random.Generator, count: int) -> NDArray[np.int16]:
    """Most illness is over in a day or two; some lasts a week or more."""
    lengths = chance.geometric(0.52, count)
    lengths[chance.random(count) < 0.05] += 4
    return lengths.astype(np.int16)
