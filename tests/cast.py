"""The cast: the same schools, people and pupils in every test, on the same morning.

It is Tuesday 10 September 2024, 8:57, at Oak Primary. Oak and Elm are in one authority; only Oak is in the
trust. Mr Outside is the head of Elm, with every permission there, and must never see anything of Oak.

`cast`    the namespace below           `clock`         what time it is; `clock.at(moment)` moves it
`sign_in` sign_in(person) → a client    `drawn_calendar` 2024/25 as spans: 190 school days
`restored` with restored() as again: … → what was done in it is undone as by restoring a backup made before it
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from trellis.registers.erasure import known_by_the_log
from trellis.schools.destroying import DestroyedAgain, destroy_again, destroyed_since
from trellis.schools.models import (
    CalendarSpan,
    Characteristic,
    ClassMembership,
    Contact,
    Enrolment,
    FamilyLink,
    Grouping,
    GroupingMembership,
    Household,
    Person,
    Post,
    Pupil,
    PupilNumber,
    School,
    SchoolClass,
    SchoolURN,
)

LONDON = ZoneInfo("Europe/London")
TODAY = dt.date(2024, 9, 10)
FIRST_DAY = dt.date(2024, 9, 3)
RECORDED = dt.datetime(2024, 8, 30, 12, 0, tzinfo=LONDON)
POSTS_SINCE = dt.date(2022, 9, 1)
YEAR = 2024

CALENDAR = [
    ("2024-09-02", "2024-12-20", "term", "Autumn"),
    ("2024-10-28", "2024-11-01", "break", "Autumn half-term"),
    ("2025-01-06", "2025-04-04", "term", "Spring"),
    ("2025-02-17", "2025-02-21", "break", "Spring half-term"),
    ("2025-04-22", "2025-07-22", "term", "Summer"),
    ("2025-05-26", "2025-05-30", "break", "Summer half-term"),
    ("2025-05-05", "2025-05-05", "holiday", "Early May bank holiday"),
    ("2024-09-02", "2024-09-02", "inset", "INSET"),
    ("2024-10-25", "2024-10-25", "inset", "INSET"),
    ("2025-01-06", "2025-01-06", "inset", "INSET"),
    ("2025-07-21", "2025-07-22", "inset", "INSET"),
]


class Clock:
    """What time it is in a test."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def at(self, moment: dt.datetime | str) -> None:
        """Move to a moment; without an offset it is London time."""
        if isinstance(moment, str):
            moment = dt.datetime.fromisoformat(moment)
        self.moment = moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Tuesday 10 September 2024, 8:57, until the test says otherwise."""
    clock = Clock(dt.datetime(2024, 9, 10, 8, 57, tzinfo=LONDON))
    monkeypatch.setattr(timezone, "now", lambda: clock.moment.astimezone(dt.UTC))
    return clock


@dataclass
class Cast:
    """Who is who."""

    authority: Grouping
    trust: Grouping
    oak: School
    elm: School
    class_3b: SchoolClass
    class_4c: SchoolClass
    class_3e: SchoolClass
    people: dict[str, Person] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)

    today = TODAY

    def __getattr__(self, name: str) -> Person | Pupil:
        """`cast.head`, `cast.amy`."""
        for group in ("people", "pupils"):
            found = self.__dict__.get(group, {}).get(name)
            if found is not None:
                return found
        raise AttributeError(name)

    def enrolment(self, name: str) -> Enrolment:
        return Enrolment.objects.get(pupil=self.pupils[name])


STAFF = [  # name in the cast, name, initials, role, where, position
    ("head", "Helen Hart", "HH", "head", "oak", "Headteacher"),
    ("attendance_lead", "Anil Attar", "AA", "attendance_lead", "oak", "Attendance lead"),
    ("inclusion_lead", "Ines Lowe", "IL", "inclusion_lead", "oak", "SENCO"),
    ("safeguarding_lead", "Sal Greene", "SG", "safeguarding_lead", "oak", "Designated safeguarding lead"),
    ("office", "Olive Ofori", "OO", "office", "oak", "School secretary"),
    ("data_manager", "Dan Marsh", "DM", "data_manager", "oak", "Data manager"),
    ("teacher", "Tess Teale", "TT", "class_teacher", "oak", "Class teacher"),
    ("supply", "Sam Swift", "SS", "supply_teacher", "oak", "Supply teacher"),
    ("governor", "Gwen Gould", "GG", "governor", "oak", "Chair of governors"),
    ("ewo", "Edie Wood", "EW", "ewo", "authority", "Education welfare officer"),
    ("trust_officer", "Tariq Osei", "TO", "trust_officer", "trust", "Director of inclusion"),
    ("authority_officer", "Ada Okoro", "AO", "authority_officer", "authority", "Attendance officer"),
    ("mr_outside", "Oscar Outside", "OX", "head", "elm", "Headteacher"),
]
PUPILS = [  # name in the cast, forename, surname, born, sex, class, year group, other characteristics
    ("amy", "Amy", "Adams", "2017-01-14", "F", "class_3b", "3", {}),
    ("ben", "Ben", "Bright", "2016-11-02", "M", "class_3b", "3", {"fsm": "true", "pupil_premium": "true"}),
    ("cal", "Cal", "Carter", "2017-05-30", "M", "class_3b", "3", {"sen": "K"}),
    ("dee", "Dee", "Dunn", "2016-09-21", "F", "class_3b", "3", {"eal": "true"}),
    ("eve", "Eve", "Adams", "2015-12-08", "F", "class_4c", "4", {}),
    ("fay", "Fay", "Finch", "2016-02-19", "F", "class_4c", "4", {"sen": "E", "looked_after": "true"}),
    ("zak", "Zak", "Zane", "2016-10-10", "M", "class_3e", "3", {"fsm": "true"}),
    ("yas", "Yasmin", "Young", "2017-03-03", "F", "class_3e", "3", {}),
]


@pytest.fixture
def cast(db: None, clock: Clock) -> Cast:
    """Oak Primary, Elm Primary and everybody in them."""
    cast = _organisations()
    _people(cast)
    _pupils(cast)
    _families(cast)
    return cast


@pytest.fixture
def sign_in() -> Callable[[Person], Client]:
    """A browser in which this person has signed in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def restored(clock: Clock) -> Callable[[], AbstractContextManager[DestroyedAgain]]:
    """A backup is made, something is done, the backup is restored: what was destroyed is destroyed again."""

    @contextmanager
    def restored() -> Iterator[DestroyedAgain]:
        made_at, backup, again = clock.moment, transaction.savepoint(), DestroyedAgain()
        yield again
        known = destroyed_since(made_at)
        transaction.savepoint_rollback(backup)  # the access log is a database of its own, and outlives it
        found = destroy_again([*known, *known_by_the_log(made_at, known)])
        again.counts, again.stays = found.counts, found.stays

    return restored


@pytest.fixture
def drawn_calendar() -> Callable[[School], list[CalendarSpan]]:
    """Give a school the calendar of 2024/25."""
    return draw_calendar


def draw_calendar(school: School) -> list[CalendarSpan]:
    spans = [
        CalendarSpan(
            school=school,
            since=dt.date.fromisoformat(since),
            until=dt.date.fromisoformat(until),
            kind=kind,
            name=name,
        )
        for since, until, kind, name in CALENDAR
    ]
    return bulk_create_with_history(spans, CalendarSpan, default_date=RECORDED)


def upn(number: int) -> str:
    """A well-formed UPN: twelve digits and the letter that checks them."""
    digits = f"823432{number:06d}"
    total = sum(weight * int(digit) for weight, digit in enumerate(digits, start=2))
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23] + digits


def _organisations() -> Cast:
    authority = Grouping.objects.create(kind="authority", name="Northmoor")
    trust = Grouping.objects.create(kind="trust", name="Hedgerow Trust")
    oak, elm = _recorded(
        School,
        [
            School(name="Oak Primary", phase="primary", nation="england"),
            School(name="Elm Primary", phase="primary", nation="england"),
        ],
    )
    since = dt.date(2010, 9, 1)
    _recorded(
        SchoolURN,
        [SchoolURN(school=oak, urn="123456", since=since), SchoolURN(school=elm, urn="234567", since=since)],
    )
    _recorded(
        GroupingMembership,
        [
            GroupingMembership(grouping=authority, school=oak, since=since),
            GroupingMembership(grouping=authority, school=elm, since=since),
            GroupingMembership(grouping=trust, school=oak, since=since),
        ],
    )
    for school in (oak, elm):
        draw_calendar(school)
    class_3b, class_4c, class_3e = SchoolClass.objects.bulk_create(
        SchoolClass(school=school, year=YEAR, name=name)
        for school, name in ((oak, "3B"), (oak, "4C"), (elm, "3E"))
    )
    return Cast(authority, trust, oak, elm, class_3b, class_4c, class_3e)


def _people(cast: Cast) -> None:
    people = Person.objects.bulk_create(
        Person(email=f"{name}@{where}.example", name=full, initials=initials, password="!")
        for name, full, initials, _role, where, _title in STAFF
    )
    cast.people = {staff[0]: person for staff, person in zip(STAFF, people, strict=True)}
    posts = []
    for name, _full, _initials, role, where, title in STAFF:
        place = (
            {"school": getattr(cast, where)}
            if where in {"oak", "elm"}
            else {"grouping": getattr(cast, where)}
        )
        post = Post(person=cast.people[name], role=role, since=POSTS_SINCE, title=title, **place)
        if name in {"teacher", "supply"}:
            post.school_class = cast.class_3b
        if name == "supply":
            post.since = post.until = TODAY
        posts.append(post)
    _recorded(Post, posts)


def _pupils(cast: Cast) -> None:
    pupils = _recorded(
        Pupil,
        [
            Pupil(forename=forename, surname=surname, date_of_birth=dt.date.fromisoformat(born), sex=sex)
            for _name, forename, surname, born, sex, *_rest in PUPILS
        ],
    )
    cast.pupils = {row[0]: pupil for row, pupil in zip(PUPILS, pupils, strict=True)}
    _recorded(
        PupilNumber,
        [PupilNumber(pupil=pupil, upn=upn(n), since=FIRST_DAY) for n, pupil in enumerate(pupils, start=1)],
    )
    classes = {row[0]: getattr(cast, row[5]) for row in PUPILS}
    enrolments = _recorded(
        Enrolment,
        [
            Enrolment(
                pupil=pupil, school=classes[name].school, since=FIRST_DAY, admission_number=str(1000 + n)
            )
            for n, (name, pupil) in enumerate(cast.pupils.items(), start=1)
        ],
    )
    _recorded(
        ClassMembership,
        [
            ClassMembership(enrolment=enrolment, school_class=classes[row[0]], since=FIRST_DAY)
            for row, enrolment in zip(PUPILS, enrolments, strict=True)
        ],
    )
    _recorded(
        Characteristic,
        [
            Characteristic(enrolment=enrolment, kind=kind, value=value, since=FIRST_DAY)
            for row, enrolment in zip(PUPILS, enrolments, strict=True)
            for kind, value in {"year_group": row[6], **row[7]}.items()
        ],
    )


def _families(cast: Cast) -> None:
    """Amy and Eve are sisters; their father lives elsewhere. Zak has a mother nobody at Oak may know of."""
    home, away = _recorded(
        Household,
        [
            Household(address="4 Orchard Way\nNorthmoor", postcode="NM1 4AA"),
            Household(address="9 Mill Lane\nNorthmoor", postcode="NM2 7BB"),
        ],
    )
    ann, abe, zoe = _recorded(
        Contact,
        [
            Contact(
                household=home,
                name="Ann Adams",
                phone="01632 960001",
                email="ann@family.example",
                language="en",
            ),
            Contact(household=away, name="Abe Adams", phone="01632 960002", language="cy"),
            Contact(name="Zoe Zane", phone="01632 960003", language="pl", needs_interpreter=True),
        ],
    )
    links = [
        FamilyLink(pupil=cast.pupils[child], school=cast.oak, contact=contact, since=FIRST_DAY, **said)
        for child in ("amy", "eve")
        for contact, said in (
            (ann, {"relationship": "mother", "parental_responsibility": True, "has_care": True}),
            (abe, {"relationship": "father", "parental_responsibility": True, "priority": 2}),
        )
    ]
    zak = FamilyLink(
        pupil=cast.pupils["zak"],
        school=cast.elm,
        contact=zoe,
        since=FIRST_DAY,
        relationship="mother",
        has_care=True,
    )
    _recorded(FamilyLink, [*links, zak])


def _recorded(model: type[Any], rows: Iterable[Any]) -> list[Any]:
    """Create rows with their history, as recorded before term began."""
    return bulk_create_with_history(list(rows), model, default_date=RECORDED)
