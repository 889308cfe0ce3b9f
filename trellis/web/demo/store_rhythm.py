"""Storing the demonstration's teams and duties, and what was done of them."""

import datetime as dt
from typing import Any

from trellis.rhythm.models import Arrangement, Done
from trellis.rhythm.models import Duty as Row
from trellis.rules.recurrence import kept
from trellis.schools.models import Team, TeamMembership
from trellis.schools.roles import ROLES
from trellis.web.demo.rhythm import OF_THE_TRUST, TEAMS, Duty, Kept, begins, draw_rhythm, first_turn
from trellis.web.demo.rows import Rows
from trellis.web.demo.schools import TRUST
from trellis.web.demo.staff import SINCE
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World


def store_rhythm(world: World, rows: Rows, stored: Stored, known_at: dt.datetime) -> None:
    """The teams of each school, the duties of the year and of the trust, and what was done."""
    teams = {at: _teams(world, at, rows, stored, known_at) for at in range(len(world.schools))}
    for one in draw_rhythm(world):
        duty = _duty(world, one.duty, rows, known_at, teams[one.school], school=stored.schools[one.school])
        _done(one, duty, rows, stored)
    trust = stored.groupings[("trust", TRUST)]
    for duty in OF_THE_TRUST:
        _duty(world, duty, rows, known_at, {}, grouping=trust)


def _teams(world: World, at: int, rows: Rows, stored: Stored, known_at: dt.datetime) -> dict[str, Team]:
    made = {}
    for name, addresses in TEAMS.items():
        team = made[name] = rows.add(
            Team(school=stored.schools[at], grouping=None, name=name), known_at=known_at
        )
        for address in addresses:
            person = stored.people[world.staff.of(world.schools[at], address).email]
            rows.add(TeamMembership(team=team, person=person, since=SINCE, until=None), known_at=known_at)
    return made


def _duty(
    world: World, duty: Duty, rows: Rows, known_at: dt.datetime, teams: dict[str, Team], **place: Any
) -> Row:
    where = {"school": None, "grouping": None} | place
    row = rows.add(Row(**where, as_written=duty.title, made_at=known_at), known_at=known_at)
    slots = {"slots": list(duty.slots), "start": first_turn(world, duty)} if duty.slots else {}
    arrangement = Arrangement(
        duty=row,
        title=duty.title,
        strand=duty.strand,
        every=duty.recurrence.every,
        recurrence=kept(duty.recurrence),
        holiday_rule=str(duty.rule),
        at=duty.at,
        place=duty.place,
        rota=slots,
        person=None,
        role=duty.owner if duty.owner in ROLES else "",
        team=teams.get(duty.owner),
        since=begins(world),
        until=None,
    )
    rows.add(arrangement, known_at=known_at)
    return row


def _done(one_kept: Kept, duty: Row, rows: Rows, stored: Stored) -> None:
    for one in one_kept.dealt:
        row = Done(
            duty=duty,
            school=stored.schools[one_kept.school],
            occasion=one.occasion.key,
            due_on=one.occasion.day,
            at=one.at,
            by=stored.people[one.by.email],
            by_name=one.by.name,
            evidence=one.evidence,
            link="",
            because=one.because,
        )
        rows.add(row, known_at=one.at)
