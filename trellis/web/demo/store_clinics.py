"""Storing the demonstration's clinics: one held last week, where some agreed a step, and one to come."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.utils import timezone

from trellis.attendance.clinics.acting import invite_for_steps
from trellis.attendance.ladder.due import steps_due
from trellis.gatherings.families import arrange_with_families, free_slots
from trellis.gatherings.models import FamilyInvitation, Gathering, Promise
from trellis.messages.addressees import Answer, Home, homes_of
from trellis.rules.ladder import Act
from trellis.schools.models import Enrolment, Person, Post, School
from trellis.web.demo.chance import stream
from trellis.web.demo.world import World

FIRST: Final = 2
_A_DAY: Final = dt.timedelta(days=1)
_HOMES: Final = 5
_SAID: Final = (
    (True, "Mornings are hard since the new shifts.", "Breakfast club from Monday, free for a month"),
    (True, "Worries about the playground: would like to be met at the gate.", "Meet her at the gate"),
    (False, "", ""),
    (True, "Asthma, and a review is booked.", "Ring after the review and look at the figures again"),
)


def store_clinics(world: World, schools: Sequence[School]) -> None:
    """At the first of the schools; whoever leads on attendance holds them."""
    for school in schools[:FIRST]:
        lead = Post.objects.filter(school=school, role="attendance_lead").select_related("person").first()
        if lead is not None:
            _held(world, school, lead.person)
            _to_come(world, school, lead.person)


def _a_clinic(school: School, lead: Person, on: dt.date) -> Gathering:
    return arrange_with_families(
        school=school,
        kind="clinic",
        on=on,
        at=dt.time(15),
        until=dt.time(16),
        minutes=10,
        hosts=[lead],
        where="in the family room",
        by=lead,
    )


def _friday(on: dt.date) -> dt.date:
    return on + ((4 - on.weekday()) % 7) * _A_DAY


def _held(world: World, school: School, lead: Person) -> None:
    clinic = _a_clinic(school, lead, _friday(world.on) - 7 * _A_DAY)
    on_roll = Enrolment.objects.on(world.on).filter(school=school, until=None).select_related("pupil")
    enrolments = list(on_roll.order_by("pk"))
    chance = stream(world.seed, "clinic", school.urn)
    places = chance.choice(len(enrolments), size=min(4 * _HOMES, len(enrolments)), replace=False)
    chosen = [enrolments[int(at)] for at in places]
    homes = homes_of(school, chosen, world.on)
    free = iter(free_slots(clinic))
    at = timezone.make_aware(dt.datetime.combine(clinic.on, dt.time(16, 10)))
    for (enrolment, home), (came, notes, agreed) in zip(invitable(chosen, homes), _SAID, strict=False):
        row = FamilyInvitation.objects.create(
            gathering=clinic,
            contact=home.contacts[0],
            addressee=home.addressee,
            why="Attendance below 92%",
            slot=next(free),
            came=came,
            notes=notes,
            said_at=at,
            said_by_name=lead.name,
        )
        row.pupils.add(enrolment.pupil)
        if agreed:
            Promise.objects.create(
                gathering=clinic,
                invitation=row,
                words=agreed,
                who=lead.name,
                person=lead,
                due=clinic.on + 10 * _A_DAY,
            )


def invitable(chosen: Sequence[Enrolment], homes: Mapping[int, Answer]) -> Iterator[tuple[Enrolment, Home]]:
    """One child of each home: brothers and sisters are talked about in one conversation."""
    asked: set[int] = set()
    for one in chosen:
        for home in homes[one.pupil_id].homes[:1]:
            if home.contacts[0].pk not in asked:
                asked.add(home.contacts[0].pk)
                yield one, home


def _to_come(world: World, school: School, lead: Person) -> None:
    """Next Friday's, for those the ladder asks it for; where it asks for none, for nobody yet."""
    clinic = _a_clinic(school, lead, _friday(world.on + _A_DAY))
    asking = steps_due(school, world.on).asking(Act.CLINIC)[:2]
    if asking and clinic.on >= timezone.localdate():
        pupils = Enrolment.objects.filter(pk__in=[row.child.enrolment for row in asking])
        held = [one.pupil for one in pupils.select_related("pupil")]
        invite_for_steps(gathering=clinic, pupils=held, steps=asking, by=lead)
