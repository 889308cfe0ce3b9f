"""Storing the demonstration's printed figures: what each school's MIS said a week ago, and how it counts.

It has the leavers out, blanks as present and late after the register as present, and is wrong by a few
sessions for a reason nobody knows.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from trellis.attendance.asked import Asked
from trellis.attendance.knowing.reconciling import Reconciled
from trellis.attendance.pupil_lists import FIELDS as PUPIL_FIELDS
from trellis.attendance.pupil_lists import pupil_list
from trellis.evidence.actions import bring_printed_figure, set_target
from trellis.evidence.models import PrintedFigure
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Post, Pupil, School, SchoolClass
from trellis.web.demo.world import World

_A_WEEK: Final = dt.timedelta(weeks=1)
_UNKNOWN: Final = 3


def store_knowing(world: World, schools: Sequence[School]) -> None:
    """A printed figure and some targets for each school that keeps its register here."""
    for school in schools[: len(world.schools)]:
        post = Post.objects.filter(school=school, role="attendance_lead").select_related("person").first()
        if post is not None:
            _printed(world, school, post)
            _targets(world, school, post)


def _printed(world: World, school: School, post: Post) -> PrintedFigure:
    year = AcademicYear.of(world.on)
    printed_on = max(world.on - _A_WEEK, dt.date(year.start, 9, 8))
    figure = bring_printed_figure(
        school=school,
        source="MIS, attendance summary",
        measure="attendance",
        year=year.start,
        half_term="",
        since=dt.date(year.start, 9, 1),
        until=printed_on,
        printed_on=printed_on,
        population="all_on_roll",
        leavers="left_out",
        blanks="present",
        lates="both_present",
        part=1,
        whole=1,
        by=post.person,
    )
    # What their way of counting comes to, and a few sessions more.
    almost = Reconciled.of(figure, world.on).bridge.differences[-2].after
    if almost is not None and almost.part >= _UNKNOWN:
        figure.part, figure.whole = almost.part - _UNKNOWN, almost.whole
        figure.save()
    return figure


def _targets(world: World, school: School, post: Post) -> None:
    """Of three classes, and of three children who are persistently absent."""
    year = AcademicYear.of(world.on)
    of = {"place": school, "year": year.start, "by": post.person}
    for percent, held in zip(("96", "95.5", "97"), _classes(school, year), strict=False):
        set_target(**of, school_class=held, percent=percent)
    asked = Asked(school, year, world.on)
    absent = pupil_list(asked, asked.rolls(PUPIL_FIELDS), "persistent_absence", {}).listed()
    children = Pupil.objects.filter(enrolments__in=[one.enrolment for one in absent[-3:]])
    for child in children:
        set_target(**of, pupil=child, percent="92", words="Agreed with the family at the clinic.")


def _classes(school: School, year: AcademicYear) -> list[SchoolClass]:
    return list(SchoolClass.objects.filter(school=school, year=year.start).order_by("name")[:3])
