"""Storing the demonstration's offer, its directory and protection.

The trust's levels with some steps carried out, services families go to, what a school pays for, what staff
must have read, and one child of whom something is on record.
"""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Enrolment, Grouping, Person, School
from trellis.support.actions import write_agency
from trellis.support.auditing.actions import begin_audit, follow_up, judge
from trellis.support.directory.actions import agree, hear_of_family, point_family, rate
from trellis.support.models import Agency
from trellis.support.offer.actions import begin_offer, carry_out
from trellis.support.protection.confirming import Staff, ask_to_read, confirm
from trellis.support.protection.keeping import begin_record
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World

_SERVICES = (
    ("Family centre", 0, 11, "Mill Lane, weekdays from nine", "Play, talk and ask.", "Walk in."),
    ("Toddler group", 0, 4, "In the hall, on Tuesdays", "Play together and meet others.", "Come along."),
)  # fmt: skip


def store_offer(world: World, stored: Stored) -> None:
    """At the first school, and of the trust and the authority what stands at all of theirs."""
    today = min(world.on, timezone.localdate())
    trust = next(one for (kind, _name), one in stored.groupings.items() if kind == "trust")
    officer = Person.objects.get(email="inclusion@larkspur.example.org")
    school, plan = stored.schools[0], world.schools[0]
    lead, protects = (
        stored.people[world.staff.of(plan, name).email] for name in ("inclusion", "safeguarding")
    )
    for level in begin_offer(place=trust, starter="levels", by=officer)[:2]:
        carry_out(step=level.steps.first(), school=school, on=today, words="Seen on a walk", by=lead)
    services = [_service(school, *said, by=lead) for said in _SERVICES]
    here = Enrolment.objects.on(today).filter(school=school).select_related("pupil").order_by("pk")
    children = [one.pupil for one in here[:3]]
    for number, child in enumerate(children[:2]):
        words = "Somewhere to meet other parents"
        signpost = point_family(
            pupil=child, school=school, agency=services[number], on=today, words=words, by=lead
        )
        if not number:
            hear_of_family(signpost=signpost, came_of_it="used", on=today, words="Goes weekly", by=lead)
    _pays(school, today, lead)
    _must_read(trust, school, today, officer)
    begin_record(
        pupil=children[2],
        school=school,
        system="The safeguarding log",
        reference="0417",
        on=today,
        by=protects,
    )
    question = begin_audit(place=school, subject="safeguarding", by=protects).questions.first()
    judge(question=question, judgement="partly", evidence="The deputy’s time is not agreed yet.", by=protects)
    due = today + dt.timedelta(weeks=4)
    follow_up(question=question, words="Agree the deputy’s time", owner="head", due=due, by=protects)


def _service(
    school: School, name: str, since: int, until: int, where: str, words: str, how: str, *, by: Person
) -> Agency:
    values = {
        "name": name,
        "about": "",
        "tier": "universal",
        "asks_consent": False,
        "asks_tried": False,
        "ages_from": since,
        "ages_until": until,
        "where": where,
        "for_families": words,
        "how_to_get": how,
    }
    return write_agency(place=school, values=values, fields=[], by=by)


def _pays(school: School, today: dt.date, by: Person) -> None:
    welfare = Agency.objects.filter(name="Education welfare service").first()
    if welfare is None:
        return
    year = AcademicYear.of(today).start
    agreement = agree(
        school=school,
        agency=welfare,
        year=year,
        level="Level 2",
        cost=Decimal(1850),
        buys="An officer for half a day each week",
        renew_by=today + dt.timedelta(weeks=6),
        by=by,
    )
    rate(agreement=agreement, term="autumn", rating=3, why="Rings back the same week", by=by)


def _must_read(trust: Grouping, school: School, today: dt.date, by: Person) -> None:
    values = {
        "kind": "guidance",
        "name": "Keeping children safe: what everybody must know",
        "version": f"September {today.year}",
        "given_on": today - dt.timedelta(days=30),
        "due_on": today + dt.timedelta(days=10),
    }
    asked = ask_to_read(place=trust, values=values, by=by)
    for number, person in enumerate(Staff.at(school, today).posts):
        if number % 3:
            confirm(to_read=asked, person=person, on=today, by=person)
