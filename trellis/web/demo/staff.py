"""Who works in the schools: every role, a teacher for every class of every year, supply cover by the day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from trellis.web.demo.chance import happens, one_of, stream
from trellis.web.demo.families import plain
from trellis.web.demo.names import HERITAGES, TEACHERS
from trellis.web.demo.schools import AUTHORITY, NINTH, PARTNERSHIP, TRUST, School

# What each school has one of: role, position, and the name its address goes by.
_LEADERS: Final = (
    ("head", "Headteacher", "head"),
    ("attendance_lead", "Attendance lead", "attendance"),
    ("office", "School secretary", "office"),
    ("inclusion_lead", "SENCO", "inclusion"),
    ("safeguarding_lead", "Designated safeguarding lead", "safeguarding"),
    ("data_manager", "Data manager", "data"),
    ("governor", "Chair of governors", "governor"),
)

# Whose posts are at a grouping: kind, name, role, position, address.
_OFFICERS: Final = (
    ("trust", TRUST, "trust_officer", "Director of inclusion", "inclusion@larkspur.example.org"),
    ("trust", TRUST, "head", "Chief executive", "chief.executive@larkspur.example.org"),
    ("trust", TRUST, "data_manager", "Trust data manager", "data@larkspur.example.org"),
    ("trust", TRUST, "governor", "Trustee", "trustee@larkspur.example.org"),
    ("authority", AUTHORITY, "authority_officer", "Attendance officer", "attendance@wealdmere.example.org"),
    ("authority", AUTHORITY, "ewo", "Education welfare officer", "welfare@wealdmere.example.org"),
    ("partnership", PARTNERSHIP, "ewo", "Partnership attendance worker", "partnership@wealdmere.example.org"),
)

SINCE: Final = dt.date(2019, 9, 1)


@dataclass(frozen=True)
class Post:
    """A role at a school or grouping, for a time; a teacher's names a class of one year."""

    role: str
    title: str
    since: dt.date
    until: dt.date | None = None
    school: int | None = None
    grouping: tuple[str, str] | None = None
    school_class: tuple[int, str] | None = None  # the academic year and the name


@dataclass
class Person:
    """Somebody who signs in."""

    name: str
    email: str
    posts: list[Post] = field(default_factory=list)

    @property
    def initials(self) -> str:
        """As they sign a register."""
        return "".join(part[0] for part in self.name.replace("-", " ").split())[:3]


@dataclass
class Staff:
    """Everybody who works in or with the schools."""

    people: list[Person]
    teachers: dict[tuple[int, int, str], Person]  # school, year and class to who takes its register
    by_address: dict[str, Person]
    cover: dict[tuple[int, str, dt.date], Person]  # school, class and day to who stood in

    def of(self, school: School, address: str) -> Person:
        """Somebody by the name their address goes by, such as "office"."""
        return self.by_address[f"{address}@{school.domain}"]


def draw_staff(
    schools: Sequence[School],
    classes: Mapping[tuple[int, int], Sequence[str]],
    days: Mapping[int, Sequence[dt.date]],
    *,
    seed: int,
    on: dt.date,
) -> Staff:
    """Leaders, officers, a teacher for each class and year, supply teachers on some of the last `days`."""
    chance = stream(seed, "staff")
    names = _Names(chance)
    staff = Staff([], {}, {}, {})
    for at, school in enumerate(schools):
        _lead(staff, names, school, at)
        _teach(staff, names, schools, at, classes, on)
    _lead(staff, names, NINTH, len(schools), only=("head", "data"))
    for kind, grouping, role, title, address in _OFFICERS:
        post = Post(role, title, SINCE, grouping=(kind, grouping))
        _add(staff, Person(names.new(), address, [post]))
    _cover(staff, names, schools, days, chance)
    return staff


class _Names:
    """Names that nobody has yet."""

    def __init__(self, chance: np.random.Generator) -> None:
        self.chance = chance
        self.taken: set[str] = set()

    def new(self) -> str:
        surnames = HERITAGES["british"].surnames
        others = [name for heritage in HERITAGES.values() for name in heritage.surnames]
        while True:
            surname = one_of(self.chance, surnames if happens(self.chance, 0.7) else others)
            name = f"{one_of(self.chance, TEACHERS)} {surname}"
            if name not in self.taken:
                self.taken.add(name)
                return name


def _add(staff: Staff, person: Person) -> Person:
    staff.people.append(person)
    staff.by_address[person.email] = person
    return person


def _lead(staff: Staff, names: _Names, school: School, at: int, *, only: Sequence[str] = ()) -> None:
    for role, title, address in _LEADERS:
        if not only or address in only:
            post = Post(role, title, SINCE, school=at)
            _add(staff, Person(names.new(), f"{address}@{school.domain}", [post]))


def _teach(
    staff: Staff,
    names: _Names,
    schools: Sequence[School],
    at: int,
    classes: Mapping[tuple[int, int], Sequence[str]],
    on: dt.date,
) -> None:
    """A teacher keeps a class of the same name from year to year; one in eight gives it up at the summer."""
    title = "Form tutor" if schools[at].secondary else "Class teacher"
    teacher_of: dict[str, Person] = {}
    for year in sorted(year for school, year in classes if school == at):
        for name in classes[(at, year)]:
            if name not in teacher_of or happens(names.chance, 0.12):
                teacher_of[name] = _new_teacher(staff, names, schools[at])
            person = teacher_of[name]
            until = dt.date(year + 1, 8, 31)
            post = Post("class_teacher", title, dt.date(year, 9, 1), until, at, None, (year, name))
            person.posts.append(post)
            staff.teachers[(at, year, name)] = person


def _new_teacher(staff: Staff, names: _Names, school: School) -> Person:
    name = names.new()
    return _add(staff, Person(name, f"{plain(name).replace(' ', '.')}@{school.domain}"))


def _cover(
    staff: Staff,
    names: _Names,
    schools: Sequence[School],
    days: Mapping[int, Sequence[dt.date]],
    chance: np.random.Generator,
) -> None:
    """Two supply teachers, a day here and a day there; today one of them is at the first school."""
    supply = []
    for _ in range(2):
        name = names.new()
        supply.append(_add(staff, Person(name, f"{plain(name).replace(' ', '.')}@supply.example.org")))
    busy: set[tuple[int, dt.date]] = set()
    for at, recent in days.items():
        if schools[at].mis_keeps_register:
            continue
        wanted = {day for day in recent[-15:] if happens(chance, 0.16)} | set(recent[-1:] if at == 0 else ())
        for day in sorted(wanted):
            free = [n for n in range(len(supply)) if (n, day) not in busy]
            if free:
                busy.add((free[0], day))
                _stand_in(staff, supply[free[0]], at, day, chance)


def _stand_in(staff: Staff, person: Person, at: int, day: dt.date, chance: np.random.Generator) -> None:
    year = day.year if day.month >= 8 else day.year - 1
    names = sorted(name for school, held, name in staff.teachers if (school, held) == (at, year))
    name = one_of(chance, names)
    person.posts.append(Post("supply_teacher", "Supply teacher", day, day, at, None, (year, name)))
    staff.cover[(at, name, day)] = person
