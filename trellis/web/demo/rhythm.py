"""What recurs in the demonstration: teams, an infant school's routine, a wall calendar for every school.

And what was done of it: most, some with evidence, a little handled and why, and now and then nothing.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from trellis.rules.academic_year import AcademicYear
from trellis.rules.occasions import Occasion, occasions
from trellis.rules.recurrence import (
    LAST,
    Daily,
    HalfTermly,
    HolidayRule,
    Monthly,
    Recurrence,
    Termly,
    Weekly,
)
from trellis.rules.school_days import SchoolDays
from trellis.web.demo.chance import one_of, stream
from trellis.web.demo.staff import Person
from trellis.web.demo.world import World

# A team, and the addresses its members are known by at each school.
LEADERS, INCLUSION = "Senior leadership team", "Inclusion team"
TEAMS: Final = {
    LEADERS: ("head", "inclusion", "attendance", "data"),
    INCLUSION: ("inclusion", "safeguarding", "attendance"),
}
# Who a role's duties are done by.
_ADDRESS: Final = {
    "head": "head",
    "office": "office",
    "attendance_lead": "attendance",
    "inclusion_lead": "inclusion",
    "data_manager": "data",
    "governor": "governor",
}
_TUESDAY, _WEDNESDAY, _FRIDAY = 1, 2, 4

# Ticking off what is done daily goes back so far; what is rarer, over the whole year.
_DAYS_TICKED: Final = 14


@dataclass(frozen=True)
class Duty:
    """One duty as the demonstration has it: its owner is a role, or one of the teams."""

    title: str
    recurrence: Recurrence
    owner: str
    at: dt.time | None = None
    strand: str = ""
    place: str = ""
    rule: HolidayRule = HolidayRule.SCHOOL_DAY_BEFORE
    slots: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dealt:
    """That somebody dealt with an occasion of a duty."""

    occasion: Occasion
    at: dt.datetime
    by: Person
    evidence: str = ""
    because: str = ""


@dataclass
class Kept:
    """A duty of a school, and what was done of it."""

    school: int
    duty: Duty
    dealt: list[Dealt] = field(default_factory=list)


_REGISTERS = Duty("See that every register is closed", Daily(), "office", at=dt.time(9, 10), place="register")
_CALLS = Duty(
    "Ring every family we have not heard from", Daily(), "office", at=dt.time(9, 15), place="families"
)
_LEAGUE = Duty(
    "Class league: tell the winners, and put it in the newsletter",
    Weekly((_FRIDAY,)),
    "attendance_lead",
    at=dt.time(10, 30),
    place="class league",
)
_LETTERS = Duty(
    "Attendance letters home with their traffic light",
    HalfTermly(LAST),
    "office",
    strand="Attendance",
    place="attendance letters",
)

EVERYWHERE: Final = (_REGISTERS, _CALLS, _LEAGUE, _LETTERS)

INFANT: Final = (
    Duty("Open the doors and greet every family", Daily(), "head", at=dt.time(8, 30)),
    Duty(
        "Lock the playground gates: whoever comes later signs in at the office",
        Daily(),
        "office",
        at=dt.time(8, 45),
    ),
    _REGISTERS,
    _CALLS,
    Duty("Look after a child who feels unwell here, while we decide whether to ring home", Daily(), "office"),
    Duty("Ask whether medicine can be brought in rather than a child taken home", Daily(), "office"),
    Duty(
        "Attendance clinic, one family at a time",
        Weekly((_TUESDAY,)),
        LEADERS,
        at=dt.time(10, 0),
        place="lists of pupils",
    ),
    _LEAGUE,
    Duty(
        "Bring the class tracker up to date",
        Weekly((_FRIDAY,)),
        "attendance_lead",
        place="attendance figures",
    ),
    Duty("See families who asked for leave in term time", Weekly((_WEDNESDAY,)), "head", at=dt.time(15, 30)),
    Duty("Speak with the parents of children who were away this week", Weekly((_FRIDAY,)), "class_teacher"),
    Duty(
        "Newsletter piece about being in school, with two pieces of work side by side",
        Monthly(LAST),
        "attendance_lead",
        strand="Attendance",
        place="newsletter",
    ),
    Duty(
        "Stickers and certificates for full attendance",
        Monthly(LAST),
        "office",
        strand="Attendance",
        place="certificates",
    ),
    _LETTERS,
    Duty(
        "Prize draw for full attendance",
        HalfTermly(LAST),
        "attendance_lead",
        strand="Attendance",
        place="prize draw",
    ),
)


def _in(*months: int) -> Monthly:
    return Monthly(LAST, None, months)


WALL: Final = (
    Duty("Objectives agreed with every teacher", _in(9), LEADERS, strand="Appraisal"),
    Duty("The head’s own review", _in(10), "governor", strand="Appraisal"),
    Duty("Appraisal finished and told to governors", _in(11), LEADERS, strand="Appraisal"),
    Duty("Support staff’s appraisal", _in(3), LEADERS, strand="Appraisal"),
    Duty("Teachers’ objectives reviewed", _in(7), LEADERS, strand="Appraisal"),
    Duty("Lessons seen", _in(10, 1, 6), LEADERS, strand="Teaching"),
    Duty("Work sampled", _in(9, 10, 11, 12, 1, 2, 3, 5, 6), LEADERS, strand="Work"),
    Duty("Learning walk", _in(9, 11, 1, 4, 6), LEADERS, strand="Learning environment"),
    Duty("Pupil progress meetings", _in(10, 12, 3, 7), LEADERS, strand="Assessment"),
    Duty("Moderation", _in(11, 2, 5), "data_manager", strand="Assessment"),
    Duty("Inclusion meeting", Monthly(2, _WEDNESDAY, (10, 2, 5)), INCLUSION, strand="Inclusion"),
    Duty("Support plans reviewed", HalfTermly(-6), INCLUSION, strand="Inclusion"),
    Duty(
        "Focus group of two year groups",
        HalfTermly(3, weeks=True),
        INCLUSION,
        strand="Inclusion",
        slots=("the youngest and the oldest", "the second and the last but one", "the middle years"),
    ),
    Duty("Each subject weighs itself up", Termly(-6), "class_teacher", strand="Subject leaders"),
    Duty("How far are we with the plan?", Termly(-3), LEADERS, strand="Improvement plan"),
    Duty(
        "Governing body meets",
        Monthly(2, _TUESDAY, (9, 11, 1, 3, 5, 7)),
        "governor",
        at=dt.time(18, 0),
        strand="Governors",
        rule=HolidayRule.SAME_WEEKDAY,
    ),
    Duty("Governors’ learning walk", _in(11, 6), "governor", strand="Governors"),
    Duty("Parents’ evening", Monthly(2, _WEDNESDAY, (11, 2)), "class_teacher", strand="Families"),
    Duty("Reports home", _in(7), "head", strand="Families"),
    Duty(
        "Guidance and support meeting",
        Monthly(1, _TUESDAY),
        "attendance_lead",
        at=dt.time(14, 0),
        strand="Attendance",
        rule=HolidayRule.SAME_WEEKDAY,
    ),
)

OF_THE_TRUST: Final = (
    Duty("Figures to the trust", Termly(-5), "data_manager", strand="Trust"),
    Duty("Moderation between schools", Termly(4, weeks=True, weekday=_TUESDAY), "head", strand="Trust"),
)

_EVIDENCE: Final = ("Minutes are in the shared folder.", "Done with two colleagues.", "All of them.", "")
_BECAUSE: Final = ("The whole school was on a visit.", "Put together with next month’s.")


def draw_rhythm(world: World) -> list[Kept]:
    """Every school's duties in the year under way, and what was done of them so far."""
    kept: list[Kept] = []
    for at, school in enumerate(world.schools):
        chance = stream(world.seed, "rhythm", school.urn)
        days = SchoolDays.of(world.calendars[(at, year)] for year in world.years)
        duties = (*(INFANT if school.phase == "infant" else EVERYWHERE), *WALL)
        kept += [Kept(at, duty, list(_dealt(world, at, duty, days, chance))) for duty in duties]
    return kept


def begins(world: World) -> dt.date:
    """The day from which the year's duties hold."""
    return dt.date(world.years[-1], 9, 1)


def first_turn(world: World, duty: Duty) -> str:
    """The key of the first occasion, from which a rota takes its turns."""
    return f"{AcademicYear(world.years[-1]).label} Autumn 1" if duty.slots else ""


def _dealt(
    world: World, at: int, duty: Duty, days: SchoolDays, chance: np.random.Generator
) -> Iterator[Dealt]:
    people = _people(world, at, duty)
    if not people:
        return
    daily = isinstance(duty.recurrence, Daily)
    since = world.on - dt.timedelta(days=_DAYS_TICKED) if daily else begins(world)
    for occasion in occasions(duty.recurrence, duty.rule, days, max(since, begins(world)), world.on):
        done_at = _moment(world, occasion, duty, chance)
        by, share = one_of(chance, people), chance.random()
        if done_at <= world.stands_at and share < 0.93:
            because = one_of(chance, _BECAUSE) if share < 0.03 else ""
            evidence = "" if because or daily else one_of(chance, _EVIDENCE)
            yield Dealt(occasion, done_at, by, evidence, because)


def _moment(world: World, occasion: Occasion, duty: Duty, chance: np.random.Generator) -> dt.datetime:
    """Some minutes after it was due, or in the afternoon."""
    at = dt.datetime.combine(occasion.day, duty.at or dt.time(14, 30), world.stands_at.tzinfo)
    return at + dt.timedelta(minutes=int(chance.integers(2, 25)))


def _people(world: World, at: int, duty: Duty) -> Sequence[Person]:
    """Who ticks a duty off: teachers do not, in this demonstration."""
    addresses = TEAMS.get(duty.owner) or ([_ADDRESS[duty.owner]] if duty.owner in _ADDRESS else [])
    return [world.staff.of(world.schools[at], address) for address in addresses]
