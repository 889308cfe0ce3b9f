"""Ladders to test with."""

import datetime as dt
from fractions import Fraction
from typing import Any

from trellis.attendance.ladder.actions import answer_step, begin_ladder, switch_on, write_step
from trellis.attendance.ladder.due import steps_due
from trellis.attendance.models import Ladder, StepAnswer
from trellis.rules.ladder import Act, Again, Condition, How, Step, What, Window
from trellis.rules.thresholds import Operator


def unauthorised(days: int, *, window: Window = Window.YEAR) -> Condition:
    return Condition(What.UNAUTHORISED, How.DAYS, Operator.AT_LEAST, Fraction(days), window)


def draft(cast: Any, name: str = "Ours") -> Ladder:
    """Write home on the second day without leave, then meet after two more; each done within two days."""
    ladder = begin_ladder(place=cast.oak, name=name, by=cast.attendance_lead)
    first = write(cast, ladder, "Write home", Act.LETTER, unauthorised(2))
    write(cast, ladder, "Meet the family", Act.MEETING, unauthorised(2, window=Window.STEP), after=first)
    return ladder


def write(
    cast: Any, ladder: Ladder, name: str, act: Act, *conditions: Condition, after: Any = None, **more: Any
):
    said = {"again": Again.YEAR, "within": 2, "minutes": 30, **more}
    step = Step(name, act, conditions, after=0 if after else None, **said)
    return write_step(
        ladder=ladder, step=step, after=after, words="", owner="attendance_lead", by=cast.attendance_lead
    )


def in_force(cast: Any, since: dt.date | None = None) -> Ladder:
    """The same, switched on."""
    return switch_on(ladder=draft(cast), since=since or cast.today, by=cast.attendance_lead)


def answered(cast: Any, name: str, answer: str = "done", **more: Any) -> StepAnswer:
    """What is due for somebody first, answered."""
    day = more.get("on", cast.today)
    row = steps_due(cast.oak, day).of(cast.pupils[name].pk)[0]
    return answer_step(
        school=cast.oak,
        pupil=cast.pupils[name],
        step=row.step,
        occasion=row.occasion,
        due_on=row.due_on,
        says=row.why,
        answer=answer,
        by=cast.attendance_lead,
        **more,
    )
