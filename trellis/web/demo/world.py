"""The whole demonstration, drawn: schools, years, people, registers, and what is known about each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from trellis.rules.academic_year import AcademicYear
from trellis.rules.bank_holidays import KNOWN_UNTIL
from trellis.rules.calendar import Calendar, Session
from trellis.rules.codes import code_set
from trellis.web.demo import book
from trellis.web.demo.absence import SchoolYear, draw_year
from trellis.web.demo.book import LONDON, STANDS_AT, Book
from trellis.web.demo.chance import one_of, stream
from trellis.web.demo.families import Child
from trellis.web.demo.roll import Roll, Seat, Stay, draw_roll, open_days
from trellis.web.demo.schools import MOST, SCHOOLS, School
from trellis.web.demo.staff import Staff, draw_staff
from trellis.web.demo.support import Supported
from trellis.web.demo.terms import INSET_CHOICES, school_calendar

EARLIEST: Final = dt.date(2022, 9, 1)
LATEST: Final = dt.date(KNOWN_UNTIL.year, 7, 31)
MOST_YEARS: Final = 5

# Absence has come down a little each year.
_EACH_YEAR = 0.97

# How long before the day the trust began to keep its registers here, at the least.
_KEPT_FOR = dt.timedelta(days=90)

# What a mark was called before the codes of August 2024.
_BEFORE_2024: Final = {"p": "C", "4": "Y", "1": "Y", "K": "B"}


@dataclass(frozen=True)
class Hold:
    """A reason not to write to a family."""

    child: Child
    school: int
    kind: str
    reason: str
    held_by: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True)
class Expected:
    """An absence somebody told the office of ahead."""

    stay: Stay
    day: dt.date
    sessions: str
    code: str
    note: str


@dataclass
class World:
    """Everything there is to store."""

    seed: int
    on: dt.date
    schools: Sequence[School]
    years: Sequence[int]
    calendars: dict[tuple[int, int], Calendar]
    roll: Roll
    staff: Staff
    drawn: dict[tuple[int, int], SchoolYear]
    books: dict[tuple[int, int], Book] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)

    @property
    def stands_at(self) -> dt.datetime:
        """The moment at which everything stands still."""
        return dt.datetime.combine(self.on, STANDS_AT, LONDON)

    @property
    def kept_since(self) -> int:
        """The first academic year whose registers were taken here; those before were brought from the MIS."""
        return max(AcademicYear.of(self.on - _KEPT_FOR).start, self.years[0])

    @property
    def joined_at(self) -> dt.datetime:
        """When the schools brought what they had."""
        return dt.datetime(self.kept_since, 8, 26, 10, 0, tzinfo=LONDON)

    @property
    def supported(self) -> list[Supported]:
        """Everybody given either kind of support, so that a later comparison can be set against the truth."""
        return [one for year in self.drawn.values() for one in year.supported if one.since <= self.on]

    def classes_of(self, at: int) -> set[str]:
        """The names of a school's classes in the last year."""
        return {seat.class_name for seat in self.seats(at, self.years[-1])}

    def seats(self, at: int, year: int) -> list[Seat]:
        """The places taken at a school in a year."""
        return self.roll.seats(at, year)


def draw_world(*, schools: int = MOST, years: int = 3, seed: int = 1, on: dt.date) -> World:
    """Draw it all. The same four answers give the same world."""
    chosen = SCHOOLS[:schools]
    last = AcademicYear.of(on).start
    if on < min(open_days(calendar_of(school, last, ()))[0] for school in chosen):
        last -= 1
    held = range(last - years + 1, last + 1)
    snow = _snow(held, on)
    calendars = {
        (at, year): calendar_of(school, year, snow) for at, school in enumerate(chosen) for year in held
    }
    roll = draw_roll(chosen, held, calendars, seed=seed, on=on)
    drawn = _draw_years(chosen, held, calendars, roll, seed)
    staff = _staff(chosen, held, calendars, roll, seed, on)
    world = World(seed, on, chosen, held, calendars, roll, staff, drawn)
    _keep_books(world)
    world.holds = list(_holds(world))
    world.expected = list(_expected(world))
    return world


def calendar_of(school: School, year: int, snow: Sequence[dt.date]) -> Calendar:
    """A school's calendar of a year, with the days it could not open."""
    closed = [(day, "Closed by snow") for day in snow if school.snow and day in AcademicYear(year)]
    return school_calendar(AcademicYear(year), insets=INSET_CHOICES[school.insets], closed=closed)


def _snow(years: Sequence[int], on: dt.date) -> list[dt.date]:
    """One Wednesday of January, in the last winter there was."""
    for year in reversed(years):
        day = dt.date(year + 1, 1, 18)
        day += dt.timedelta(days=(2 - day.weekday()) % 7)
        if day < on:
            return [day]
    return []


def _draw_years(
    schools: Sequence[School],
    years: Sequence[int],
    calendars: dict[tuple[int, int], Calendar],
    roll: Roll,
    seed: int,
) -> dict[tuple[int, int], SchoolYear]:
    drawn = {}
    for at, school in enumerate(schools):
        patterns = [pattern for pattern in roll.patterns if pattern.stay.school == at]
        for nth, year in enumerate(years):
            drawn[(at, year)] = draw_year(
                school,
                at=at,
                calendar=calendars[(at, year)],
                seats=roll.seats(at, year),
                patterns=patterns,
                level=_EACH_YEAR ** (nth - len(years) + 2),
                chance=stream(seed, "marks", school.urn, year),
            )
            _use_the_codes_then_in_force(drawn[(at, year)])
    return drawn


def _use_the_codes_then_in_force(drawn: SchoolYear) -> None:
    held = code_set("england", drawn.days[0])
    for char, before in _BEFORE_2024.items():
        if not held.lawful(char):
            drawn.marks[drawn.marks == ord(char)] = ord(before)


def _staff(
    schools: Sequence[School],
    years: Sequence[int],
    calendars: dict[tuple[int, int], Calendar],
    roll: Roll,
    seed: int,
    on: dt.date,
) -> Staff:
    names: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for stay in roll.stays:
        for seat in stay.seats:
            names[(stay.school, seat.year)].add(seat.class_name)
    classes = {key: sorted(held) for key, held in sorted(names.items())}
    days = {
        at: [day for day in open_days(calendars[(at, years[-1])]) if day <= on]
        for at, _ in enumerate(schools)
    }
    return draw_staff(schools, classes, days, seed=seed, on=on)


# --- how the marks came to be made ---


def _keep_books(world: World) -> None:
    """Past years as files brought whole; years since as registers taken here, or followed from the MIS."""
    batches = 0
    for (at, year), drawn in world.drawn.items():
        school = world.schools[at]
        chance = stream(world.seed, "book", school.urn, year)
        if year < world.kept_since:
            batches += 1
            world.books[(at, year)] = book.imported(
                drawn,
                at=world.joined_at + dt.timedelta(minutes=5 + 3 * batches),
                by="Data manager",
                batch=batches,
                chance=chance,
            )
            continue
        kept = book.kept_here(drawn, school, world.staff, until=world.stands_at, chance=chance)
        if school.mis_keeps_register:
            kept = book.followed_from_mis(
                kept, by="Watched folder", first_batch=batches + 1, until=world.stands_at
            )
            batches += len(kept.entries)
        world.books[(at, year)] = kept


# --- what is known about some children ---

_HELD = (
    ("bereavement", "A grandparent who lived with the family died.", "the headteacher", 5),
    ("protection", "Child protection plan; the social worker is told first.", "the safeguarding lead", 6),
    ("medical", "Healthcare plan agreed with the hospital.", "the SENCO", 5),
    ("other", "The family asked for calls instead of letters while they are rehoused.", "the office", 3),
)


def _holds(world: World) -> list[Hold]:
    """Some families are not written to; where a child is looked after the social worker is."""
    chance = stream(world.seed, "holds")
    here = [stay for stay in world.roll.stays if stay.on_roll(world.on) and not stay.dual]
    held = [
        Hold(
            stay.child,
            stay.school,
            "looked_after",
            "Looked after by the authority: write to the social worker and the virtual school.",
            "the safeguarding lead",
            max(stay.since, world.on - dt.timedelta(days=500)),
            None,
        )
        for stay in here
        if stay.child.family.looked_after
    ]
    for kind, reason, held_by, most in _HELD:
        for nth in range(min(most, len(here))):
            stay = one_of(chance, here)
            since = max(stay.since, world.on - dt.timedelta(days=int(chance.integers(3, 160))))
            ends = since + dt.timedelta(days=int(chance.integers(30, 120)))
            until = ends if kind in ("bereavement", "medical") and nth % 2 else None
            held.append(Hold(stay.child, stay.school, kind, reason, held_by, since, until))
    return held


_NOTES = ("Orthodontist, back at 11", "Eye clinic", "Hospital appointment, taxi at 12:30", "Dentist")


def _expected(world: World) -> list[Expected]:
    """Appointments of this week and the next, as families told the office of them."""
    found = []
    for (at, _), drawn in world.drawn.items():
        if world.schools[at].mis_keeps_register:
            continue
        soon = [day for day in drawn.days if world.on <= day <= world.on + dt.timedelta(days=9)]
        for day in soon:
            places = [drawn.position(day, session) for session in (0, 1)]
            for row, marks in enumerate(drawn.marks[:, places].tolist()):
                stay = next((seat.stay for seat in drawn.rows[row] if seat.stay.on_roll(day)), None)
                if stay is not None and ord("M") in marks:
                    found.append(_appointment(stay, drawn, day, marks))
    return found


def _appointment(stay: Stay, drawn: SchoolYear, day: dt.date, marks: Sequence[int]) -> Expected:
    sessions = ["N"] * 10
    for session, mark in zip(Session, marks, strict=True):
        if mark == ord("M"):
            sessions[2 * day.weekday() + (session is Session.PM)] = "Y"
    note = _NOTES[(stay.child.number + day.day) % len(_NOTES)]
    return Expected(stay, day, "".join(sessions), "M", note)
