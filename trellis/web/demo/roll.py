"""Who is on which roll, in which class, from when to when: intakes, movers, leavers, joiners, rejoiners."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trellis.rules.calendar import Calendar
from trellis.web.demo.chance import happens, one_of, stream, weighed
from trellis.web.demo.families import Child, Town
from trellis.web.demo.schools import NURSERY, RECEPTION, SIXTH_FORM, School, class_name

ONE_DAY = dt.timedelta(days=1)

# In the course of a year, of the pupils on roll: who leaves for elsewhere, who moves to another of these
# schools, who goes and comes back, who moves class. As many join as leave, because places do not stay empty.
_LEAVES, _MOVES, _RETURNS, _CHANGES_CLASS = 0.016, 0.007, 0.003, 0.006

_TO_SIXTH_FORM = 0.45

# The last class of a sixteen-year-old is on the last Friday of June.
_LEAVING_YEARS = (11, 13)


@dataclass
class Stay:
    """A child's time on one school's roll."""

    child: Child
    school: int
    since: dt.date
    until: dt.date | None
    number: str
    dual: bool = False
    seats: list["Seat"] = field(default_factory=list)

    def on_roll(self, day: dt.date) -> bool:
        """Whether the child is on this roll that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass
class Seat:
    """A place in a class, for a year or part of one."""

    stay: Stay
    year: int
    year_group: int
    class_name: str
    since: dt.date
    until: dt.date | None


@dataclass
class Pattern:
    """Which of the week's ten sessions a child is due at, where that is not all of them."""

    stay: Stay
    kind: str
    sessions: str
    since: dt.date
    until: dt.date | None


@dataclass
class Roll:
    """Every child, stay and pattern of the demonstration."""

    town: Town
    stays: list[Stay] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)

    def seats(self, school: int, year: int) -> list[Seat]:
        """The places taken at a school in a year."""
        return [
            seat for stay in self.stays if stay.school == school for seat in stay.seats if seat.year == year
        ]


Calendars = Mapping[tuple[int, int], Calendar]


def draw_roll(
    schools: Sequence[School], years: Sequence[int], calendars: Calendars, *, seed: int, on: dt.date
) -> Roll:
    """Fill the schools for the first year and let every year after it follow from the one before."""
    drawing = _Drawing(schools, calendars, Roll(Town(stream(seed, "families"), on)), on)
    for year in years:
        drawing.begin(year, stream(seed, "roll", year), first=year == years[0])
        drawing.live_through(year, stream(seed, "movements", year))
        drawing.end(year)
    drawing.register_at_two_schools(years, stream(seed, "dual"))
    drawing.draw_patterns(years, stream(seed, "patterns"))
    return drawing.roll


class _Drawing:
    """The roll while it is drawn."""

    def __init__(self, schools: Sequence[School], calendars: Calendars, roll: Roll, on: dt.date) -> None:
        self.schools = schools
        self.calendars = calendars
        self.roll = roll
        self.on = on
        # Who sits where now: (school, year group) to (stay, which class).
        self.sitting: dict[tuple[int, int], list[tuple[Stay, int]]] = defaultdict(list)
        self._numbers = [1000 + 1700 * at for at, _ in enumerate(schools)]
        self._days = {key: open_days(calendar) for key, calendar in calendars.items()}

    # --- a year begins ---

    def begin(self, year: int, chance: np.random.Generator, *, first: bool) -> None:
        arriving = {} if first else self._move_up(year, chance)
        for at, school in enumerate(self.schools):
            self._take_in(at, school, year, chance, arriving, first=first)
            for year_group, _ in school.classes:
                for stay, which in self.sitting[(at, year_group)]:
                    self._seat(stay, year, year_group, which)

    def _move_up(self, year: int, chance: np.random.Generator) -> dict[tuple[int, int], list[Child]]:
        """Everybody a year on; those whose school ends go on to another, if it is one of these."""
        arriving: dict[tuple[int, int], list[Child]] = defaultdict(list)
        moved: dict[tuple[int, int], list[tuple[Stay, int]]] = defaultdict(list)
        for (at, year_group), seated in self.sitting.items():
            school = self.schools[at]
            for stay, which in seated:
                if stay.until is not None:
                    self._send_on(stay.child, at, year_group + 1, chance, arriving)
                elif year_group + 1 in school.year_groups:
                    moved[(at, year_group + 1)].append((stay, which))
        self.sitting = moved
        return arriving

    def _send_on(
        self, child: Child, left: int, year_group: int, chance: np.random.Generator, arriving: dict
    ) -> None:
        going = {
            str(at): (1.0 if school.phase == "junior" else 0.5 + 0.1 * school.class_size / 27)
            for at, school in enumerate(self.schools)
            if at != left
            and not school.special
            and self.schools[left].year_groups[-1] == year_group - 1
            and (school.year_groups[0] == year_group or year_group == SIXTH_FORM in school.year_groups)
        }
        elsewhere = 0.12 if year_group in (3, 7) else 0.9
        if going and not happens(chance, elsewhere) and not self.schools[left].special:
            arriving[(int(weighed(chance, going)), year_group)].append(child)

    def _take_in(
        self,
        at: int,
        school: School,
        year: int,
        chance: np.random.Generator,
        arriving: Mapping[tuple[int, int], list[Child]],
        *,
        first: bool,
    ) -> None:
        for year_group, classes in school.classes:
            seated = self.sitting[(at, year_group)]
            come = list(arriving.get((at, year_group), ()))
            places = round(classes * school.class_size * chance.uniform(0.92, 1.0))
            if year_group == SIXTH_FORM and not first:
                seated = self._staying_on(seated, classes, year, chance)
                self.sitting[(at, year_group)] = seated
            new = places - len(seated) - len(come)
            if first or year_group == school.year_groups[0] or self._takes_in_at(school, year_group):
                come += self._new_children(school, year, year_group, max(new, 0), chance)
            for child in come:
                since = self._began(at, year, year_group, chance, first=first)
                stay = self._enrol(child, at, since)
                seated.append((stay, int(chance.integers(classes))))
            self._share_out(at, year_group, classes)

    def _staying_on(
        self, seated: Sequence[tuple[Stay, int]], classes: int, year: int, chance: np.random.Generator
    ) -> list[tuple[Stay, int]]:
        """Those who stay for the sixth form; the others left on the last Friday of June."""
        staying = []
        for stay, which in seated:
            if happens(chance, _TO_SIXTH_FORM):
                staying.append((stay, which % classes))
            else:
                stay.until = stay.seats[-1].until = self._leaving_day(stay.school, year - 1, 11)
        return staying

    @staticmethod
    def _takes_in_at(school: School, year_group: int) -> bool:
        return year_group == RECEPTION or (school.special and year_group == 7)

    def _new_children(
        self, school: School, year: int, year_group: int, count: int, chance: np.random.Generator
    ) -> list[Child]:
        children: list[Child] = []
        while len(children) < count:
            child = self.roll.town.child(school, year, year_group)
            children.append(child)
            if len(children) < count and happens(chance, 0.012):
                children.append(self.roll.town.twin(child, school, year))
        return children

    def _began(
        self, at: int, year: int, year_group: int, chance: np.random.Generator, *, first: bool
    ) -> dt.date:
        """The first day on roll: of this year, or for those already there of the year they came in."""
        if not first:
            return self._first_day(at, year)
        school = self.schools[at]
        entry = SIXTH_FORM if year_group >= SIXTH_FORM else school.year_groups[0]
        years_ago = max(year_group - entry, 0)
        if years_ago and happens(chance, 0.14):
            return dt.date(year - int(chance.integers(1, years_ago + 1)) + 1, 2, int(chance.integers(1, 28)))
        return dt.date(year - years_ago, 9, 3) if years_ago else self._first_day(at, year)

    def _share_out(self, at: int, year_group: int, classes: int) -> None:
        """Even classes: whoever is new goes where there is room."""
        seated = self.sitting[(at, year_group)]
        sizes = [sum(which == n for _, which in seated) for n in range(classes)]
        for n, (stay, which) in enumerate(seated):
            least = int(np.argmin(sizes))
            if sizes[which] > sizes[least] + 1 and not stay.seats:
                sizes[which] -= 1
                sizes[least] += 1
                seated[n] = (stay, least)

    # --- in the course of a year ---

    def live_through(self, year: int, chance: np.random.Generator) -> None:
        for at, school in enumerate(self.schools):
            days = [day for day in self._open_days(at, year)[8:-25] if day <= self.on - 2 * ONE_DAY]
            if not days:
                continue
            for year_group, classes in school.classes:
                for stay, which in list(self.sitting[(at, year_group)]):
                    self._perhaps_move(stay, which, year, year_group, classes, days, chance)

    def _perhaps_move(
        self,
        stay: Stay,
        which: int,
        year: int,
        year_group: int,
        classes: int,
        days: Sequence[dt.date],
        chance: np.random.Generator,
    ) -> None:
        drawn = chance.random() * 190 / len(days)
        day = one_of(chance, days)
        if stay.since >= day - 30 * ONE_DAY or year_group >= SIXTH_FORM or stay.until is not None:
            return
        if drawn < _RETURNS:
            self._go_and_come_back(stay, which, year, year_group, days, chance)
        elif drawn < _RETURNS + _MOVES:
            self._leave(stay, day, year_group, which)
            self._move_to_another(stay, year, year_group, day, chance)
            self._replace(stay.school, year, year_group, which, day, chance)
        elif drawn < _RETURNS + _MOVES + _LEAVES:
            self._leave(stay, day, year_group, which)
            self._replace(stay.school, year, year_group, which, day, chance)
        elif drawn < _RETURNS + _MOVES + _LEAVES + _CHANGES_CLASS and classes > 1:
            self._change_class(stay, which, (which + 1) % classes, year, year_group, day)

    def _leave(self, stay: Stay, day: dt.date, year_group: int, which: int) -> None:
        stay.until = day
        stay.seats[-1].until = day
        self.sitting[(stay.school, year_group)].remove((stay, which))

    def _replace(
        self, at: int, year: int, year_group: int, which: int, after: dt.date, chance: np.random.Generator
    ) -> None:
        """A new child takes the place some weeks later."""
        day = self._next_open(at, year, after + dt.timedelta(days=int(chance.integers(4, 40))))
        if day is None or day >= self._leaving_day(at, year, year_group):
            return
        child = self.roll.town.child(self.schools[at], year, year_group)
        self._join(child, at, year, year_group, which, day)

    def _join(self, child: Child, at: int, year: int, year_group: int, which: int, day: dt.date) -> Stay:
        stay = self._enrol(child, at, day)
        self.sitting[(at, year_group)].append((stay, which))
        self._seat(stay, year, year_group, which)
        return stay

    def _move_to_another(
        self, stay: Stay, year: int, year_group: int, day: dt.date, chance: np.random.Generator
    ) -> None:
        others = [
            at
            for at, school in enumerate(self.schools)
            if at != stay.school and not school.special and year_group in school.year_groups
        ]
        if not others or self.schools[stay.school].special:
            return
        at = one_of(chance, others)
        first = self._next_open(at, year, day + dt.timedelta(days=int(chance.integers(1, 9))))
        if first is not None and first < self._leaving_day(at, year, year_group):
            classes = dict(self.schools[at].classes)[year_group]
            self._join(stay.child, at, year, year_group, int(chance.integers(classes)), first)

    def _go_and_come_back(
        self,
        stay: Stay,
        which: int,
        year: int,
        year_group: int,
        days: Sequence[dt.date],
        chance: np.random.Generator,
    ) -> None:
        if len(days) < 30:
            return
        left = days[int(chance.integers(len(days) // 3))]
        back = days[int(chance.integers(2 * len(days) // 3, len(days)))]
        if stay.since < left:
            self._leave(stay, left, year_group, which)
            self._join(stay.child, stay.school, year, year_group, which, back)

    def _change_class(
        self, stay: Stay, was: int, which: int, year: int, year_group: int, day: dt.date
    ) -> None:
        """From a Monday, because that is when classes change."""
        monday = day + dt.timedelta(days=-day.weekday())
        seat = stay.seats[-1]
        if monday <= seat.since:
            return
        seat.until = monday - ONE_DAY
        seated = self.sitting[(stay.school, year_group)]
        seated[seated.index((stay, was))] = (stay, which)
        self._seat(stay, year, year_group, which, since=monday)

    # --- a year ends ---

    def end(self, year: int) -> None:
        """Those in a school's last year group leave it, if the day has come."""
        for (at, year_group), seated in self.sitting.items():
            last = self._leaving_day(at, year, year_group)
            leaves = year_group == self.schools[at].year_groups[-1] or (
                year_group == 11 and SIXTH_FORM not in self.schools[at].year_groups
            )
            for stay, _ in seated:
                seat = stay.seats[-1]
                seat.until = self._open_days(at, year)[-1]
                if leaves and last <= self.on:
                    stay.until = seat.until = last

    def _leaving_day(self, at: int, year: int, year_group: int) -> dt.date:
        if year_group in _LEAVING_YEARS:
            june = dt.date(year + 1, 6, 30)
            return june - dt.timedelta(days=(june.weekday() - 4) % 7)
        return self._open_days(at, year)[-1]

    # --- two schools, and part of a week ---

    def register_at_two_schools(self, years: Sequence[int], chance: np.random.Generator) -> None:
        """A few children with a plan spend part of each week at the special school, registered at both."""
        special = next((at for at, school in enumerate(self.schools) if school.special), None)
        if special is None:
            return
        year = years[-1]
        first = self._first_day(special, year)
        if first > self.on:
            return
        able = [
            stay
            for stay in self.roll.stays
            if stay.child.sen == "E" and stay.school != special and stay.until is None and stay.since < first
            if RECEPTION <= stay.seats[-1].year_group <= 9 and stay.seats[-1].year == year
        ]
        for n in sorted(chance.permutation(len(able))[:4].tolist()):
            main = able[n]
            there = self._enrol(main.child, special, first)
            there.dual = True
            self._seat(there, year, main.seats[-1].year_group, 0)
            days_there = "NNYYNNYYNN" if happens(chance, 0.5) else "NNNNNNYYYY"
            days_here = "".join("N" if due == "Y" else "Y" for due in days_there)
            self.roll.patterns += [
                Pattern(main, "dual", days_here, first, None),
                Pattern(there, "dual", days_there, first, None),
            ]

    def draw_patterns(self, years: Sequence[int], chance: np.random.Generator) -> None:
        """Nursery mornings; reception children who start part-time; a timetable cut short for a while."""
        for stay in self.roll.stays:
            for seat in stay.seats:
                if seat.year not in years or stay.dual:
                    continue
                self._perhaps_part_time(stay, seat, chance)

    def _perhaps_part_time(self, stay: Stay, seat: Seat, chance: np.random.Generator) -> None:
        drawn = chance.random()
        autumn = self.calendars[(stay.school, seat.year)].half_term("Autumn 1").until
        if seat.year_group == NURSERY:
            self._pattern(stay, "nursery", "YNYNYNYNYN", seat.since, seat.until)
        elif seat.year_group == RECEPTION and not self.schools[stay.school].special:
            if drawn < 0.04 and seat.since < autumn:
                self._pattern(stay, "part_time", "YNYNYNYNYN", seat.since, autumn)
        elif seat.year_group < SIXTH_FORM and self._cut_short(stay) > drawn:
            days = self._open_days(stay.school, seat.year)
            begins = days[int(chance.integers(20, 110))]
            ends = begins + dt.timedelta(weeks=int(chance.integers(4, 10)))
            if seat.since < begins and begins <= self.on and (seat.until is None or ends <= seat.until):
                self._pattern(stay, "part_time", "YNYNYNYNYN", begins, ends)

    def _cut_short(self, stay: Stay) -> float:
        """How likely a child of compulsory age is to have a temporary part-time timetable in a year."""
        school = self.schools[stay.school]
        if school.special:
            return 0.09
        return (0.015 if school.secondary else 0.006) * (4 if stay.child.sen == "E" else 1)

    def _pattern(self, stay: Stay, kind: str, sessions: str, since: dt.date, until: dt.date | None) -> None:
        self.roll.patterns.append(Pattern(stay, kind, sessions, since, until))

    # --- days and numbers ---

    def _enrol(self, child: Child, at: int, since: dt.date) -> Stay:
        self._numbers[at] += 1
        stay = Stay(child, at, since, None, f"{self._numbers[at]:06d}")
        self.roll.stays.append(stay)
        return stay

    def _seat(
        self, stay: Stay, year: int, year_group: int, which: int, *, since: dt.date | None = None
    ) -> None:
        begins = since or max(stay.since, self._first_day(stay.school, year))
        name = class_name(self.schools[stay.school], year_group, which)
        stay.seats.append(Seat(stay, year, year_group, name, begins, None))

    def _open_days(self, at: int, year: int) -> list[dt.date]:
        return self._days[(at, year)]

    def _first_day(self, at: int, year: int) -> dt.date:
        return self._open_days(at, year)[0]

    def _next_open(self, at: int, year: int, day: dt.date) -> dt.date | None:
        return next((held for held in self._open_days(at, year) if day <= held <= self.on), None)


def open_days(calendar: Calendar) -> list[dt.date]:
    """Every day a school is open in a year, in order."""
    found = np.flatnonzero(calendar.open_mask()[::2])
    return [calendar.year.date_of(2 * int(day)) for day in found]


def children_of(stays: Iterable[Stay]) -> list[Child]:
    """Each child once, in the order they came."""
    return list({stay.child.number: stay.child for stay in stays}.values())
