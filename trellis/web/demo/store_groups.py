"""Storing the demonstration's groups: a rota, a group of this half-term, a nurture group."""

import datetime as dt
from typing import Final

from django.utils import timezone

from trellis.registers.half_terms import half_term_at
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Person, Pupil, School
from trellis.schools.naming import Named, named
from trellis.support.groups.actions import (
    join_group,
    lead_group,
    meet_weekly,
    take_group_register,
    write_group,
    write_rota,
)
from trellis.support.groups.models import GroupMark, SupportGroup
from trellis.support.groups.sessions import away_from_school, meetings
from trellis.support.groups.shown import in_need
from trellis.support.models import Programme
from trellis.web.demo.chance import one_of, stream
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World

_ROTA: Final = "N, 6\nR, 5\n1, 4\n2, 3"
_CHILDREN: Final = 7
_NOTES: Final = ("", "", "", "Told the others about the garden", "Quiet today", "Helped a younger child")


def store_groups(world: World, stored: Stored) -> None:
    """At the first school: what whoever leads on inclusion would have begun this half-term."""
    school, day = stored.schools[0], min(world.on, timezone.localdate())
    half_term = half_term_at(school, day)
    if half_term is None:
        return
    plan = world.schools[0]
    lead, head = (stored.people[world.staff.of(plan, name).email] for name in ("inclusion", "head"))
    write_rota(school=school, year=AcademicYear.of(day).start, turns=_ROTA, by=lead)
    children = sorted(
        named(in_need(school, day), day).values(), key=lambda one: (one.year_group, one.surname, one.pupil)
    )
    programmes = {one.name: one for one in Programme.objects.at(school)}
    spans = {"since": half_term.since, "until": max(half_term.until, day)}
    birds = _group(
        school, lead, "Early birds", "Attendance and punctuality", programmes.get("Parent plan"), **spans
    )
    _meets(birds, lead, weekday=1, at=dt.time(9, 15), where="Rainbow room")
    _fill(birds, [one for one in children if one.year_group in {"1", "4"}] or children, day, lead)
    nest = _group(
        school, lead, "The nest", "Nurture", programmes.get("Nurture place"), since=half_term.since, adults=2
    )
    lead_group(group=nest, person=head, since=nest.since, by=lead)
    for weekday in (0, 3):
        _meets(nest, lead, weekday=weekday, at=dt.time(13, 15), where="The nest")
    _fill(nest, [one for one in children if one.year_group in {"R", "2", "3"}] or children, day, lead)
    for group in (birds, nest):
        _registers(world, group, day, lead)


def _group(
    school: School, lead: Person, name: str, focus: str, programme: Programme | None, **said: object
) -> SupportGroup:
    groups = {"Nurture": ["R", "2", "3"]}.get(focus, ["1", "4"])
    values = {"name": name, "focus": focus, "programme": programme, "year_groups": groups, **said}
    group = write_group(school=school, values=values, by=lead)
    lead_group(group=group, person=lead, since=group.since, by=lead)
    return group


def _meets(group: SupportGroup, lead: Person, *, weekday: int, at: dt.time, where: str) -> None:
    meet_weekly(group=group, weekday=weekday, at=at, minutes=40, where=where, since=group.since, by=lead)


def _fill(group: SupportGroup, children: list[Named], day: dt.date, lead: Person) -> None:
    """Those who were on roll when it began."""
    here = [
        one.pupil for one in children if one.since <= group.since and (one.until is None or one.until > day)
    ]
    pupils = Pupil.objects.filter(pk__in=here[:_CHILDREN], group_memberships=None)
    join_group(
        group=group, pupils=pupils, since=group.since, why="Missed a tenth of the year so far", by=lead
    )


def _registers(world: World, group: SupportGroup, day: dt.date, lead: Person) -> None:
    """Every session before today: whoever was away from school is said so, and most of the others came."""
    chance = stream(world.seed, "groups", group.name)
    pupils = list(group.members.values_list("pupil", flat=True))
    for one in meetings([group], group.since, day - dt.timedelta(days=1)):
        away = away_from_school(group.school, pupils, one.on, one.time.at)
        marks = {
            pupil: (GroupMark.Came.AWAY, "")
            if pupil in away
            else (GroupMark.Came.NOT, "")
            if chance.random() < 0.1
            else (GroupMark.Came.CAME, one_of(chance, _NOTES))
            for pupil in pupils
        }
        adults = [leader.name for leader in group.leaders.all()]
        take_group_register(time=one.time, on=one.on, marks=marks, adults=adults, by=lead)
