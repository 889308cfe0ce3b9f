"""Storing what the demonstration's schools set for a child who is still out, and how far they have come
with those who are.

Who is out stands in the registers already. What was to be done on the days before is said of each: done, or
not and why; today's steps wait.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils import timezone

from trellis.attendance.day.calls import CallList
from trellis.attendance.day.still_out import Out, StillOut
from trellis.attendance.models import StepSaid
from trellis.rules.still_out import Risk
from trellis.schools.models import Person, Post, School, Setting
from trellis.web.demo.store_schools import SINCE
from trellis.web.demo.world import World

# What is done, on which school day of the absence, by when, whose, after how many attempts by itself.
_STEPS: Final = (
    ("Ring every contact", "1", "09:45", "office", "1"),
    ("Ring every contact again, and send a text", "1", "10:45", "office", "2"),
    ("Ask whoever teaches a brother or sister", "1", "13:30", "attendance_lead"),
    ("Decide what is done next", "2", "10:00", "safeguarding_lead"),
    ("Visit the home, two of us", "2", "14:00", "attendance_lead"),
    ("Decide whether to ask the police for a welfare check", "3", "12:00", "safeguarding_lead"),
)
# Whether each was done and what was said of it, for everybody and for those who are rung first.
_SAID: Final = (
    (True, "No answer from either; a message left."),
    (True, "Still nobody; the text went."),
    (False, "No brother or sister at this school."),
    (True, "Visit today; nothing known that makes it more urgent."),
    (False, "Nobody opened; a card is through the door."),
    (True, "Spoken with the housing officer, who saw the family this morning."),
)
_SAID_OF_FIRST: Final = (
    (True, "No answer; a message left."),
    (True, "Still nobody; the text went."),
    (True, "Visit at once, and the social worker is told."),
    (True, "Spoken with the duty social worker."),
    (False, "Nobody opened; a card is through the door."),
    (True, "Asked for. The family was seen that evening, at the grandmother’s."),
)


def store_still_out(world: World, schools: Sequence[School]) -> None:
    """The steps they set, and what was said of those of the days before."""
    for school in schools[: len(world.schools)]:
        Setting.objects.create(
            school=school, name="out_steps", value=[list(one) for one in _STEPS], since=SINCE
        )
        posts = Post.objects.on(world.on).filter(school=school).select_related("person").order_by("-id")
        people = {post.role: post.person for post in posts}
        found = StillOut(CallList(school, world.stands_at))
        for row in found.rows:
            _say(found, row, people)


def _say(found: StillOut, row: Out, people: Mapping[str, Person]) -> None:
    """The steps of the days of an absence before today, said of at the time each was to be done by."""
    days = found.days_of(row)
    said = _SAID_OF_FIRST if row.risk is Risk.FIRST else _SAID
    for standing, (done, words) in zip(row.steps, said, strict=True):
        by = people[standing.step.role]
        if standing.step.day < row.days:
            on = days[standing.step.day - 1]
            StepSaid.objects.create(
                school=found.school,
                pupil_id=row.child.pupil,
                out_since=row.since,
                step=standing.step.words,
                done=done,
                words=words,
                said_at=timezone.make_aware(dt.datetime.combine(on, standing.step.at)),
                said_by=by,
                said_by_name=by.name,
            )
