"""Storing the demonstration: one transaction into an empty database, or nothing."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from trellis.registers.models import Entry
from trellis.schools.models import Person, Pupil, School, SchoolURN
from trellis.web.demo.rows import Rows
from trellis.web.demo.schools import NINTH, SCHOOLS
from trellis.web.demo.store_celebrated import store_celebrated
from trellis.web.demo.store_clinics import store_clinics
from trellis.web.demo.store_coming import store_coming
from trellis.web.demo.store_conduct import store_conduct
from trellis.web.demo.store_courses import store_courses
from trellis.web.demo.store_events import store_events
from trellis.web.demo.store_finding import store_finding
from trellis.web.demo.store_formal import store_formal
from trellis.web.demo.store_groups import store_groups
from trellis.web.demo.store_knowing import store_knowing
from trellis.web.demo.store_ladder import store_ladders
from trellis.web.demo.store_leave import store_leave
from trellis.web.demo.store_meetings import store_meetings
from trellis.web.demo.store_offer import store_offer
from trellis.web.demo.store_plans import store_plans
from trellis.web.demo.store_pupils import store_pupils
from trellis.web.demo.store_registers import store_registers
from trellis.web.demo.store_rhythm import store_rhythm
from trellis.web.demo.store_said import store_said
from trellis.web.demo.store_schools import store_schools, store_staff
from trellis.web.demo.store_scores import store_scores
from trellis.web.demo.store_still_out import store_still_out
from trellis.web.demo.store_support import store_support
from trellis.web.demo.store_telling import store_telling
from trellis.web.demo.store_visits import store_visits
from trellis.web.demo.world import World


@dataclass(frozen=True)
class Made:
    """How much there is of what was stored."""

    rows: int
    pupils: int
    marks: int
    entries: int


def holds_data() -> bool:
    """Whether the database already holds a school or somebody who signs in."""
    return School.objects.exists() or Person.objects.exists()


def holds_only_a_demonstration() -> bool:
    """Whether every school here is one of the demonstration's, so that it may be thrown away."""
    ours = {plan.urn for plan in (*SCHOOLS, NINTH)}
    known = set(SchoolURN.objects.filter(until=None).values_list("urn", flat=True))
    return known <= ours and known != set() and School.objects.count() == len(known)


def store(world: World, *, password: str) -> Made:
    """Write the world into an empty database."""
    rows = Rows()
    with transaction.atomic():
        stored = store_schools(world, rows, world.joined_at)
        store_staff(world, rows, stored, make_password(password), world.joined_at)
        store_rhythm(world, rows, stored, world.joined_at)
        pupils = store_pupils(world, rows, stored, world.joined_at)
        store_registers(world, rows, stored, pupils)
        written = rows.write()
        store_celebrated(world, stored.schools)
        store_telling(world, stored.schools)
        store_said(world, stored.schools)
        store_leave(world, stored.schools)
        store_coming(world, stored.schools)
        store_still_out(world, stored.schools)
        store_plans(world, stored)
        store_ladders(world, stored.schools)
        store_scores(world, stored.schools)
        store_support(world, stored, pupils)
        store_offer(world, stored)
        store_finding(world, stored)
        store_conduct(world, stored)
        store_meetings(world, stored)
        store_groups(world, stored)
        store_clinics(world, stored.schools)
        store_events(world, stored.schools)
        store_courses(world, stored)
        store_knowing(world, stored.schools)
        store_formal(world, stored.schools)
        store_visits(world, stored.schools)
    marks = sum(int((book.marks != ord(".")).sum()) for book in world.books.values())
    return Made(written, Pupil.objects.count(), marks, Entry.objects.count())
