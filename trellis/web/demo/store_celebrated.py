"""Storing what the demonstration's primaries celebrated: three leagues, a draw, a gold book, a 100% day.

Everything is done by the same acts as on the pages, from the registers as they were drawn; only the moments
are set back to the Fridays they belong to.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils import timezone

from trellis.attendance import celebrating
from trellis.attendance.league import League, league_of, monday_of
from trellis.attendance.models import AnnouncedLeague, Draw, FullDay, Nomination
from trellis.attendance.recognition import days_begun, recognised, two_years
from trellis.rules.words import ProblemWith
from trellis.schools.actions import set_characteristic
from trellis.schools.models import Enrolment, Person, Post, School
from trellis.web.demo.world import World

PHASES: Final = frozenset({"primary", "infant", "junior"})
LEAGUES: Final = 3
A_MONTH: Final = dt.timedelta(days=30)
REWARD: Final = "Biscuits at Break"
_REASONS: Final = (
    "Helped somebody new to find the library",
    "Read to the younger children at lunch",
    "Never gave up on a hard sum",
    "Looked after the class garden",
)


def store_celebrated(world: World, schools: Sequence[School]) -> None:
    """For each primary what was celebrated lately, where its registers allow it."""
    for school in schools[: len(world.schools)]:
        if school.phase in PHASES:
            _celebrate(school, world.on)


def _celebrate(school: School, on: dt.date) -> None:
    lead = _in_post(school, "attendance_lead")
    for league in list(_weeks_over(school, on))[:LEAGUES]:
        try:
            row = celebrating.announce(league=league, reward=REWARD, by=lead)
        except ProblemWith:
            continue  # no class could be ranked that week: nothing was announced
        assert league.last_day is not None
        AnnouncedLeague.objects.filter(pk=row.pk).update(announced_at=_at(league.last_day, 16))
    _draw(school, on, lead)
    _gold_book(school, on)
    _full_day(school, on, lead)


def _full_day(school: School, on: dt.date, lead: Person) -> None:
    """The Friday before last was a 100% day, named a fortnight before."""
    day = monday_of(on) - dt.timedelta(days=10)
    league = league_of(school, day, on)
    if league is not None and league.last_day == day:
        FullDay.objects.create(
            school=school,
            day=day,
            words="There will be music in the hall",
            named_at=_at(day - dt.timedelta(days=14), 10),
            named_by=lead,
            named_by_name=lead.name,
        )


def _weeks_over(school: School, on: dt.date) -> Iterator[League]:
    """The leagues of the weeks that were over, the latest first."""
    day: dt.date | None = on
    while day is not None:
        league = league_of(school, day, on)
        if league is None:
            day = monday_of(day) - dt.timedelta(days=3)
            if on - day > dt.timedelta(weeks=8):
                return
            continue
        if league.last_day is not None and league.last_day < on:
            yield league
        day = league.before


def _draw(school: School, on: dt.date, lead: Person) -> None:
    """The hamper of the last half-term that was over, drawn the day after it ended."""
    held = two_years(school, on)
    over = [one for one in days_begun(held) if one.is_half_term and one.until < on]
    if not over:
        return
    found = recognised(school, over[0], held)
    try:
        draw = celebrating.fix_tickets(school=school, recognition=found, prize="A hamper", by=lead)
    except ProblemWith:
        return  # a register of that half-term was never taken: nobody is drawn until it is
    celebrating.draw_winner(draw=draw, by=lead)
    fixed = _at(over[0].until, 16)
    Draw.objects.filter(pk=draw.pk).update(fixed_at=fixed, drawn_at=fixed + dt.timedelta(minutes=5))


def _gold_book(school: School, on: dt.date) -> None:
    """A child of each of four classes this week; the first two families have said yes to names on screens."""
    children = Enrolment.objects.on(on).filter(school=school, class_memberships__until=None)
    teachers = Post.objects.on(on).filter(school=school, role="class_teacher").select_related("person")
    for number, post in enumerate(teachers.order_by("id")[: len(_REASONS)]):
        child = children.filter(class_memberships__school_class=post.school_class).order_by("id").first()
        if child is None:
            continue
        celebrating.nominate(enrolment=child, day=on, reason=_REASONS[number], by=post.person)
        if number < 2:
            since = max(child.since, on - A_MONTH)
            set_characteristic(
                enrolment=child, kind="name_shown", value="true", since=since, by="demonstration"
            )
    Nomination.objects.filter(school=school).update(nominated_at=_at(on, 9))


def _in_post(school: School, role: str) -> Person:
    return Post.objects.filter(school=school, role=role).select_related("person").order_by("id")[0].person


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=timezone.get_current_timezone())
