"""Storing the demonstration's printed figures: what each school's MIS said a week ago, and how it counts.

It has the leavers out, blanks as present and late after the register as present, and is wrong by a few
sessions for a reason nobody knows.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from trellis.attendance.knowing.reconciling import Reconciled
from trellis.evidence.actions import bring_printed_figure
from trellis.evidence.models import PrintedFigure
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Post, School
from trellis.web.demo.world import World

_A_WEEK: Final = dt.timedelta(weeks=1)
_UNKNOWN: Final = 3


def store_knowing(world: World, schools: Sequence[School]) -> None:
    """A printed figure for each school that keeps its register here."""
    for school in schools[: len(world.schools)]:
        post = Post.objects.filter(school=school, role="attendance_lead").select_related("person").first()
        if post is not None:
            _printed(world, school, post)


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
