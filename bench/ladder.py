"""The ladder: what is due at a school of a thousand pupils, who makes a pattern, a rehearsal over a year."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from bench import pages
from bench.timing import Row

TIMES = 20


def rows() -> Iterator[Row]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory() as folder:
        pages.set_up(folder)
        pages.fill(1)
        ladder = in_force()
        steps, ladders = f"{pages.SCHOOL}steps/", f"{pages.SCHOOL}steps/ladders/"
        for name, url, limit in (
            ("a list of patterns", f"{pages.SCHOOL}attendance/pupils/?where=patterns", 100),
            ("steps due", steps, 100),
            ("a rehearsal over a year", f"{ladders}{ladder}/rehearse/?year=2023-24", 3000),
        ):
            yield pages.page_row(f"{name}, 1,000 pupils", "attendance_lead", url, limit=limit, times=TIMES)


def in_force() -> int:
    """A ladder of six steps by its number, in force since September; nobody has answered any."""
    from django.utils import timezone

    from trellis.attendance.ladder.actions import begin_ladder, switch_on, write_step
    from trellis.attendance.models import Ladder
    from trellis.rules.ladder import Act, Again, Condition, How, Step, What, Window
    from trellis.rules.thresholds import Operator
    from trellis.schools.models import Person, School

    by = Person.objects.get(email="attendance_lead@bench.example")
    ladder = begin_ladder(place=School.objects.get(), name="Bench", by=by)

    def attendance(below: int) -> Condition:
        return Condition(What.ATTENDANCE, How.PERCENT, Operator.BELOW, Fraction(below), fewest=20)

    def write(name: str, *conditions: Condition, after: Any = None, again: Again = Again.HALF_TERM) -> Any:
        step = Step(
            name, Act.LETTER, conditions, again=again, after=0 if after else None, within=2, minutes=10
        )
        return write_step(ladder=ladder, step=step, after=after, words="", owner="office", by=by)

    letter = write("Write home", attendance(95))
    clinic = write("Clinic", attendance(92), after=letter)
    write("Plan", attendance(90), after=clinic)
    at_least = Operator.AT_LEAST
    write("Ring", Condition(What.UNEXPLAINED, How.IN_A_ROW, at_least, Fraction(1)), again=Again.EACH)
    write("Visit", Condition(What.ABSENCE, How.IN_A_ROW, at_least, Fraction(3)), again=Again.EACH)
    write("On time", Condition(What.LATE, How.DAYS, at_least, Fraction(5), Window.WEEKS, weeks=6))
    switch_on(ladder=ladder, since=timezone.localdate(), by=by)
    # Nobody switches one on in the past: this one has been running all year.
    Ladder.objects.filter(pk=ladder.pk).update(since=pages.YEARS[-1].since)
    return ladder.pk
