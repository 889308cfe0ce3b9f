"""Storing the demonstration’s incidents: most at lunch and break, most of a few children, a little fewer each
term; a few of them still to be followed up.

Nothing here has to do with who was given which support: whoever compares them finds no more than was planted.
"""

import datetime as dt
from typing import Final

from django.db.models import Count
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from trellis.conduct.models import Incident, Involvement
from trellis.registers.half_terms import half_terms_of
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Enrolment, Person, Pupil, School
from trellis.support.actions import add_step, begin_with, open_case
from trellis.web.demo.chance import happens, one_of, stream, weighed
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World

_BEFORE: Final = dt.timedelta(weeks=5)
_YEARS: Final = 2  # this one and the one before
_FOR_EACH_100: Final = (9.0, 8.5, 7.5, 7.0, 6.5, 6.0)  # incidents in each half-term in turn
_FEWER: Final = 0.9  # this year beside the last
_SHARE_OFTEN: Final = 0.06  # of the children, who take part in most of them
_OFTEN: Final = 0.65
_WHEN: Final = {
    "before": 0.03,
    "morning": 0.22,
    "break": 0.2,
    "lunch": 0.34,
    "afternoon": 0.18,
    "after": 0.03,
}
_WHERE: Final = {
    "before": ("Playground", "Corridor or cloakroom"),
    "morning": ("Classroom", "Classroom", "Corridor or cloakroom"),
    "break": ("Playground", "Playground", "Toilets"),
    "lunch": ("Playground", "Lunch hall", "Hall"),
    "afternoon": ("Classroom", "Hall", "Corridor or cloakroom"),
    "after": ("On the way to or from school", "Online"),
}
_SORTS: Final = {
    "Disrupting a lesson": ("Called out after being asked not to.", 1),
    "Not doing as asked": ("Would not come in from the field.", 1),
    "Words that hurt": ("Called another child a name at the table.", 2),
    "Pushing or fighting": ("A push in the line, and a push back.", 2),
    "Damage": ("Tore a display while waiting.", 1),
    "Leaving without permission": ("Left the room and sat in the library.", 2),
    "Bullying": ("The third time this week that a child was left out on purpose.", 3),
}
_SHARES: Final = dict(zip(_SORTS, (0.34, 0.2, 0.14, 0.2, 0.04, 0.05, 0.03), strict=True))
_IN_CLASS: Final = {"Disrupting a lesson", "Leaving without permission"}
_ACTIONS: Final = ("Talked with the child", "Put right between the children", "Time away from the class")
_FOLLOWED: Final = ("Both talked it through with an adult.", "Home was rung; they will talk about it there.")


def store_conduct(world: World, stored: Stored) -> None:
    """Two years of incidents at each school, up to the day the demonstration stands at."""
    last = min(world.on, timezone.localdate())
    this = AcademicYear.of(last)
    years = [AcademicYear(this.start - back) for back in range(_YEARS - 1, -1, -1)]
    for at, school in enumerate(stored.schools[: len(world.schools)]):
        plan = world.schools[at]
        lead = stored.people[world.staff.of(plan, "inclusion").email]
        for number, year in enumerate(years):
            _of_year(world, school, year, last, lead, _FEWER**number)
        if at == 0:
            _a_plan(school, last, lead)


def _a_plan(school: School, last: dt.date, lead: Person) -> None:
    """A behaviour plan of whoever took part in most of the incidents of the months before it."""
    since = last - _BEFORE
    here = Enrolment.objects.on(last).filter(school=school, since__lte=since - _BEFORE).values("pupil")
    often = Involvement.objects.counting().filter(
        pupil__in=here, incident__on__range=(since - _BEFORE, since), incident__school=school
    )
    first = often.order_by().values("pupil").annotate(times=Count("pk")).order_by("-times", "pupil").first()
    if first is None:
        return
    case = open_case(
        programme=begin_with(place=school, starter="behaviour", by=lead),
        pupil=Pupil.objects.get(pk=first["pupil"]),
        school=school,
        since=since,
        why="Most of what goes wrong goes wrong at lunch, in games with older children.",
        family_words="“At home he is calm. He says nobody lets him play.”",
        reasons=["Friendships"],
        lead=lead,
        by=lead,
    )
    add_step(
        case=case, words="A place in the lunch club on three days", whose="school", who=lead.name, by=lead
    )


def _of_year(
    world: World, school: School, year: AcademicYear, last: dt.date, lead: Person, share: float
) -> None:
    chance = stream(world.seed, "incidents", school.pk, year.start)
    on_roll = Enrolment.objects.between(year.since, year.until).filter(school=school).order_by("pk")
    held = list(on_roll.values_list("pupil", "since", "until"))
    often = [one for one in held if happens(chance, _SHARE_OFTEN)] or held
    incidents: list[Incident] = []
    parts: list[Involvement] = []
    for place, half_term in enumerate(half_terms_of(school, year)):
        days = [
            day
            for day in (half_term.since + dt.timedelta(days=n) for n in range(120))
            if day <= min(half_term.until, last) and day.weekday() < 5  # noqa: PLR2004 - Saturday
        ]
        whole = (half_term.until - half_term.since).days + 1
        reached = max(0, (min(half_term.until, last) - half_term.since).days + 1) / whole
        wanted = round(len(held) * _FOR_EACH_100[place % len(_FOR_EACH_100)] / 100 * share * reached)
        for _each in range(wanted if days else 0):
            day = one_of(chance, days)
            pupil, since, until = one_of(chance, often if happens(chance, _OFTEN) else held)
            if since > day or (until is not None and until < day):
                continue
            incident = _incident(chance, school, day, last, lead)
            incidents.append(incident)
            parts.append(Involvement(incident=incident, pupil_id=pupil))
            other, other_since, other_until = one_of(chance, held)
            hurt = incident.type in {"Words that hurt", "Pushing or fighting", "Bullying"}
            there = other_since <= day and (other_until is None or other_until >= day)
            if hurt and there and other != pupil:
                parts.append(Involvement(incident=incident, pupil_id=other, part="hurt"))
    for model, rows in ((Incident, incidents), (Involvement, parts)):
        bulk_create_with_history(rows, model, batch_size=400, default_change_reason="demonstration")


def _incident(chance: object, school: School, day: dt.date, last: dt.date, lead: Person) -> Incident:
    when = weighed(chance, _WHEN)
    sort = weighed(chance, _SHARES)
    if when in {"break", "lunch"} and sort in _IN_CLASS:
        sort = "Pushing or fighting"
    words, severity = _SORTS[sort]
    incident = Incident(
        school=school,
        on=day,
        when=when,
        type=sort,
        place=one_of(chance, _WHERE[when]),
        severity=severity,
        words=words,
        action=one_of(chance, _ACTIONS),
        by_name="Class teacher",
        recorded_at=timezone.make_aware(dt.datetime.combine(day, dt.time(15, 40))),
    )
    if severity > 1 and (day < last - dt.timedelta(days=10) or happens(chance, 0.5)):
        incident.followed_up_on = min(day + dt.timedelta(days=1), last)
        incident.followed_up_words, incident.followed_up_by_name = one_of(chance, _FOLLOWED), lead.name
    return incident
