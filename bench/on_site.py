"""The on-site list: a thousand pupils in 33 classes this morning, on the page and on paper; the late desk."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator

from bench import pages
from bench.timing import Row, median_of_five, row

LATE, OUT = 40, 20


def rows() -> Iterator[Row]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory() as folder:
        pages.set_up(folder)
        pages.fill(1)
        _registers()
        _coming_and_going()
        for name, url, limit in (
            ("the on-site list", f"{pages.SCHOOL}on-site/", 100),
            ("the late desk, 40 signed in", f"{pages.SCHOOL}late/", None),
        ):
            yield pages.page_row(f"{name}, 1,000 pupils", "attendance_lead", url, limit=limit)
        paper = median_of_five(pages.asking("attendance_lead", f"{pages.SCHOOL}on-site/paper/"))
        yield row("the on-site list on paper, 1,000 pupils", 1000 * paper, "ms", limit=1000)


def _registers() -> None:
    """The morning's registers are taken now, so that each mark says when it was made."""
    from trellis.registers.actions import save_register
    from trellis.registers.models import Entry, Line
    from trellis.registers.places import Mark
    from trellis.registers.taking import Sheet
    from trellis.rules.academic_year import AcademicYear
    from trellis.rules.words import Session
    from trellis.schools.models import School, SchoolClass

    school, day = School.objects.get(), pages.NOW.date()
    year = AcademicYear.of(day)
    at = year.position(day, Session.AM)
    lines = list(Line.objects.filter(school=school, year=year.start))
    for line in lines:
        line.marks = f"{line.marks[:at]}.{line.marks[at + 1 :]}"
    Line.objects.bulk_update(lines, ["marks"])
    for school_class in SchoolClass.objects.filter(school=school, year=year.start):
        sheet = Sheet(school, school_class, day, Session.AM)
        marks = [
            Mark(pupil, day, Session.AM, "/") for pupil in sorted(one.pupil_id for one in sheet.enrolments)
        ]
        save_register(sheet=sheet, marks=marks, by="Office", kind=Entry.Kind.REGISTER)


def _coming_and_going() -> None:
    """Some came late and were signed in, and some of the others have been signed out."""
    from trellis.attendance.models import Arrival, Leaving
    from trellis.schools.models import Pupil, School

    school = School.objects.get()
    day, pupils = pages.NOW.date(), list(Pupil.objects.order_by("pk")[: LATE + OUT])
    came, left = (pages.NOW - dt.timedelta(minutes=minutes) for minutes in (15, 5))
    Arrival.objects.bulk_create(
        Arrival(
            school=school,
            pupil=one,
            date=day,
            session="AM",
            at=came,
            code="L",
            recorded_at=came,
            recorded_by_name="Office",
        )
        for one in pupils[:LATE]
    )
    Leaving.objects.bulk_create(
        Leaving(
            school=school,
            pupil=one,
            date=day,
            left_at=left,
            went_with="Parent",
            reason="Unwell",
            code="I",
            recorded_at=left,
            recorded_by_name="Office",
        )
        for one in pupils[LATE:]
    )
