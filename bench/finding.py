"""Finding: a list by several conditions over three years, and counts by level, for 8,000 pupils of eight
schools, live; and the pages of one school of a thousand.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from bench import pages
from bench.timing import Row, median_of_five, row
from trellis.rules.academic_year import AcademicYear

# Of the pupils of each school: at level 1, 2 and 3, and those with somebody who leads a case of theirs.
AT_LEVELS = (60, 50, 25)
LED = 80


def rows() -> Iterator[Row]:
    """The figures of this module."""
    pages.YEARS = tuple(AcademicYear(year) for year in (2022, 2023, 2024))  # type: ignore[assignment]
    pages.JOINED = dt.date(2022, 9, 1)
    with tempfile.TemporaryDirectory() as folder:
        pages.set_up(folder)
        pages.fill(pages.SCHOOLS)
        _decided()
        said = "8,000 pupils, three years"
        for name, limit, act in _acts():
            yield row(f"{name}, {said}", 1000 * median_of_five(act), "ms", limit=limit)
        for name, url in (
            ("who needs more, by level", "support/levels/"),
            ("suggested and not decided", "support/levels/?which=undecided"),
            ("a list looked for", f"support/lists/find/?{LOOKED}"),
        ):
            ask = pages.asking("head", f"{pages.SCHOOL}{url}")
            answered = ask()
            assert answered.status_code == 200, answered.status_code
            size = f"{len(answered.content) / 1000:.0f} kB"
            yield row(f"page: {name}, 1,000 pupils", 1000 * median_of_five(ask), "ms", limit=1000, note=size)


LOOKED = (
    "name=x&half_term=Summer+2&over=three_years&joined=any&rate_0=attendance&side_0=below&percent_0=90"
    "&times_late=10&patterns=weekday&known=fsm"
)


def _acts() -> Iterator[tuple[str, int | None, Callable[[], Any]]]:
    from trellis.rules.cohort import Joined
    from trellis.schools.models import Person, School
    from trellis.support.finding.among import Among
    from trellis.support.finding.cohorts import Asked, run
    from trellis.support.finding.conditions import AtLevel, Known, Look, Rate, Shows, Times
    from trellis.support.finding.counts import OfTerm, counted

    today = pages.NOW.date()
    schools = tuple(School.objects.order_by("pk"))
    reader = Person.objects.get(email="head@bench.example")
    of_the_register = Rate("attendance", "below", "90"), Times("late", 10)
    asked = Asked((*of_the_register, Known("fsm"), AtLevel(1)), Joined.ANY, year_groups=("3", "4", "5"))
    with_patterns = Asked((*of_the_register, Shows(("weekday", "weekends", "spells"))), Joined.ANY)

    def found(what: Asked) -> Any:
        look = Look(Among(schools, today), reader, AcademicYear(2022).since, today)
        answer = run(what, look)
        return answer.why(sorted(answer.pupils)[:50])

    yield "a cohort by attendance, lates, free meals and level", 1000, lambda: found(asked)
    yield "a cohort by attendance, lates and patterns", 1000, lambda: found(with_patterns)
    yield "vulnerability counted at eight schools", 1000, lambda: counted(schools, OfTerm.of(today), today)


def _decided() -> None:
    """A table, decided levels and cases with a lead at each school."""
    from trellis.schools.models import Enrolment, Grouping, School
    from trellis.support.actions import begin_with
    from trellis.support.finding.actions import begin_table
    from trellis.support.finding.models import DecidedLevel
    from trellis.support.models import Case, CaseMember

    trust = Grouping.objects.get()
    begin_table(place=trust, by="benchmark")
    programme = begin_with(place=trust, starter="parent-plan", by="benchmark")
    for school in School.objects.order_by("pk"):
        pupils = list(Enrolment.objects.filter(school=school).values_list("pupil", flat=True))
        levels = [level for level, many in enumerate(AT_LEVELS, start=1) for _one in range(many)]
        DecidedLevel.objects.bulk_create(
            DecidedLevel(pupil_id=pupil, school=school, on=on, level=level, by_name="benchmark")
            for on in (dt.date(2023, 11, 6), dt.date(2024, 11, 4))
            for pupil, level in zip(pupils, levels, strict=False)
        )
        cases = Case.objects.bulk_create(
            Case(
                pupil_id=pupil,
                programme=programme,
                school=school,
                since=dt.date(2025, 1, 6),
                why="x",
                opened_by_name="benchmark",
            )
            for pupil in pupils[:LED]
        )
        CaseMember.objects.bulk_create(
            CaseMember(case=case, name=f"Key worker {at % 8}", is_lead=True, since=case.since)
            for at, case in enumerate(cases)
        )
