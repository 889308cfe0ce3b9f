"""Pages: what a school of a thousand pupils and a trust of eight thousand wait for the server.

Eight schools of a thousand pupils with two years of registers, in June; one with 400 duties. Every page is
asked for as a person who is signed in asks, through the whole of Trellis and its database; a page is timed
forty times.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from bench.timing import Row, at_the_95th, row, seconds
from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.calendar import Calendar, Kind, Span

SCHOOLS = 8
PUPILS = 1_000  # at each school
A_CLASS = 30  # pupils
DUTIES = 400
TIMES = 40
YEARS = (AcademicYear(2023), AcademicYear(2024))
NOW = dt.datetime(2025, 6, 10, 9, 20, tzinfo=ZoneInfo("Europe/London"))
JOINED = dt.date(2023, 9, 1)
TRUST = "/groupings/trust/Hedgerow%20Trust/"
SCHOOL = "/schools/100001/"

# Who asks for which page, and what it may take: milliseconds of the server's time at the 95th of 100.
PAGES = (
    ("head", "Today, with the headline and 400 duties", "/", 100),
    ("attendance_lead", "Today, with 400 duties", "/", 100),
    ("attendance_lead", "the routine of 400 duties", f"{SCHOOL}rhythm/", None),
    ("attendance_lead", "the wall calendar", f"{SCHOOL}rhythm/calendar/", None),
    ("attendance_lead", "the school's attendance", f"{SCHOOL}attendance/", 100),
    ("attendance_lead", "attendance by group", f"{SCHOOL}attendance/groups/", 100),
    ("attendance_lead", "attendance by class", f"{SCHOOL}attendance/classes/", 100),
    ("attendance_lead", "days and reasons", f"{SCHOOL}attendance/days/", 100),
    ("attendance_lead", "a list of pupils", f"{SCHOOL}attendance/pupils/?where=persistent_absence", 100),
    ("attendance_lead", "a class", f"{SCHOOL}classes/3A/", 100),
    ("attendance_lead", "the class league", f"{SCHOOL}celebrating/", 100),
    ("attendance_lead", "certificates", f"{SCHOOL}celebrating/certificates/", 200),
    ("governor", "governors' figures", f"{SCHOOL}figures/", 100),
    ("trust_officer", "the trust", TRUST, 300),
)
_KILOBYTES = 250


def rows() -> Iterator[Row]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        fill(SCHOOLS)
        largest = 0.0
        for role, name, url, limit in PAGES:
            taken, size = asked(role, url)
            largest = max(largest, size)
            yield row(f"page: {name}, p95", taken, "ms", limit=limit, note=f"{size:.0f} kB")
        yield row("page: the largest of them", largest, "kB", limit=_KILOBYTES)


def page_row(name: str, role: str, url: str, *, limit: float | None, times: int = TIMES) -> Row:
    """The row of a page: what it takes at the 95th of 100, and its size beside it."""
    taken, size = asked(role, url, times)
    return row(f"{name}, p95", taken, "ms", limit=limit, note=f"{size:.0f} kB")


def asked(role: str, url: str, times: int = TIMES) -> tuple[float, float]:
    """Milliseconds a page takes at the 95th of 100, asked for so many times; and its kilobytes."""
    ask = asking(role, url)
    answered = ask()
    assert answered.status_code == 200, f"{url}: {answered.status_code}"
    taken = at_the_95th([seconds(ask) for _time in range(times)])
    return 1000 * taken, len(answered.content) / 1000


def asking(role: str, url: str) -> Callable[[], Any]:
    """Somebody who has signed in, and asks for a page each time they are called."""
    from django.test import Client

    from trellis.schools.models import Person

    client = Client()
    person = Person.objects.get(email=f"{role}@bench.example")
    client.force_login(person, backend="trellis.web.sign_in.ByPassword")
    return lambda: client.get(url, secure=True)


# --- the schools ---


def set_up(folder: str) -> None:
    """A new database in a folder, and Trellis loaded as a web server loads it."""
    os.environ |= {"TRELLIS_DATA": folder, "DJANGO_SETTINGS_MODULE": "trellis.web.settings"}
    os.environ.pop("DATABASE_URL", None)
    from django.conf import settings
    from django.utils import timezone

    import trellis.web.wsgi  # noqa: F401 - everything is loaded, and Python looks for rubbish as it does there
    from trellis.web.migrating import migrate

    migrate()
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECOND_FACTOR = "offered"
    timezone.now = lambda: NOW.astimezone(dt.UTC)


def fill(schools: int, pupils: int = PUPILS) -> None:
    """So many schools of a trust, with so many pupils each and two years of registers."""
    from trellis.schools.models import Grouping, GroupingMembership, School, SchoolURN

    trust = Grouping.objects.create(kind="trust", name="Hedgerow Trust")
    chance = np.random.default_rng(1)
    for number in range(1, schools + 1):
        phase = "secondary" if number % 2 else "primary"
        school = School.objects.create(name=f"School {number}", phase=phase, nation="england")
        SchoolURN.objects.create(school=school, urn=str(100_000 + number), since=JOINED)
        GroupingMembership.objects.create(grouping=trust, school=school, since=JOINED)
        _calendars(school)
        _pupils(school, pupils, chance)
        if number == 1:
            _staff(school, trust)
            _duties(school)


def _spans(year: AcademicYear) -> list[Span]:
    """The terms of a year and the breaks in them."""
    start, following = year.start, year.start + 1
    said = (
        ((start, 9, 4), (start, 12, 20), Kind.TERM, "Autumn"),
        ((start, 10, 28), (start, 11, 1), Kind.BREAK, ""),
        ((following, 1, 6), (following, 4, 4), Kind.TERM, "Spring"),
        ((following, 2, 17), (following, 2, 21), Kind.BREAK, ""),
        ((following, 4, 22), (following, 7, 22), Kind.TERM, "Summer"),
        ((following, 5, 26), (following, 5, 30), Kind.BREAK, ""),
    )
    return [Span(dt.date(*since), dt.date(*until), kind, name) for since, until, kind, name in said]


def _calendars(school: Any) -> None:
    from trellis.schools.models import CalendarSpan

    CalendarSpan.objects.bulk_create(
        CalendarSpan(school=school, since=one.since, until=one.until, kind=one.kind, name=one.name)
        for year in YEARS
        for one in _spans(year)
    )


def _pupils(school: Any, number: int, chance: np.random.Generator) -> None:
    from trellis.registers.models import Ledger, Line
    from trellis.schools.models import Characteristic, ClassMembership, Enrolment, Pupil, SchoolClass

    pupils = Pupil.objects.bulk_create(
        Pupil(
            forename=f"Robin{n}",
            surname=f"Reed{school.pk}",
            date_of_birth=dt.date(2013, 9, 1) + dt.timedelta(days=n % 2_000),
            sex="FM"[n % 2],
        )
        for n in range(number)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(pupil=pupil, school=school, since=JOINED) for pupil in pupils
    )
    Characteristic.objects.bulk_create(
        Characteristic(enrolment=one, kind=kind, value=value, since=JOINED)
        for n, one in enumerate(enrolments)
        for kind, value in (
            ("year_group", str(n % 6 + 1)),
            ("fsm", str(n % 4 == 0).lower()),
            ("pupil_premium", str(n % 4 == 0).lower()),
            ("sen", "NNNNNKE"[n % 7]),
            ("eal", str(n % 5 == 0).lower()),
        )
    )
    for year in YEARS:
        classes = SchoolClass.objects.bulk_create(
            SchoolClass(school=school, year=year.start, name=_class_name(at))
            for at in range(number // A_CLASS)
        )
        begins, ends = max(JOINED, year.since), None if year is YEARS[-1] else year.until
        ClassMembership.objects.bulk_create(
            ClassMembership(enrolment=one, school_class=classes[n % len(classes)], since=begins, until=ends)
            for n, one in enumerate(enrolments)
        )
        marks = _marks(year, number, chance)
        Line.objects.bulk_create(
            Line(school=school, year=year.start, row=n, pupil=pupil, marks=marks[n].tobytes().decode())
            for n, pupil in enumerate(pupils)
        )
    Ledger.objects.create(school=school, number=1, at=NOW)


def _class_name(at: int) -> str:
    """3A, 3B … after as many of each other year group: after Z comes AA."""
    turn = at // 6
    return f"{at % 6 + 1}{chr(64 + turn // 26) if turn >= 26 else ''}{chr(65 + turn % 26)}"


def _marks(year: AcademicYear, number: int, chance: np.random.Generator) -> np.ndarray:
    """A line for each pupil: every child with a chance of their own to be away."""
    marks = np.full((number, SESSIONS), ord("."), np.uint8)
    opened = np.flatnonzero(Calendar(year, _spans(year)).open_mask())
    if year is YEARS[-1]:
        opened = opened[opened <= 2 * (NOW.date() - year.week0).days]
    away = chance.random((number, len(opened))) < chance.beta(1.2, 17, (number, 1))
    codes = chance.choice(np.frombuffer(b"IIIIMOONL", np.uint8), away.shape)
    marks[:, opened] = np.where(away, codes, np.where(opened % 2, ord("\\"), ord("/")).astype(np.uint8))
    return marks


def _duties(school: Any) -> None:
    """Duties of every kind, a quarter of them the attendance lead's, a third of all dealt with."""
    from trellis.rhythm.actions import make_duty
    from trellis.rhythm.due import due_between
    from trellis.rhythm.models import Done
    from trellis.rules.recurrence import Daily, HalfTermly, Monthly, Termly, Weekly, Yearly

    kinds = (
        Daily(),
        Weekly((4,)),
        Weekly((1, 3)),
        Monthly(1, 1),
        Monthly(-1),
        HalfTermly(-1),
        Termly(2),
        Yearly(6, 10),
    )
    for n in range(DUTIES):
        make_duty(
            title=f"Duty number {n}",
            recurrence=kinds[n % len(kinds)],
            owner=("attendance_lead", "head", "office", "governor")[n // len(kinds) % 4],
            strand=f"Strand {n % 12}",
            at=dt.time(8 + n % 8, 30) if n % 3 else None,
            place="register" if n % 2 else "",
            school=school,
            since=YEARS[-1].since,
            by="bench",
        )
    due = due_between(school, YEARS[-1].since, NOW.date() - dt.timedelta(days=1), on=NOW.date())
    Done.objects.bulk_create(
        Done(
            duty=one.duty, school=school, occasion=one.occasion.key, due_on=one.occasion.day, by_name="bench"
        )
        for one in due
        if one.arrangement.duty_id % 3 == 0
    )


def _staff(school: Any, trust: Any) -> None:
    from trellis.schools.models import Person, Post

    for role in ("head", "attendance_lead", "governor", "trust_officer"):
        person = Person.objects.create(email=f"{role}@bench.example", name=role, password="!")
        place = {"grouping": trust} if role == "trust_officer" else {"school": school}
        Post.objects.create(person=person, role=role, since=JOINED, **place)
