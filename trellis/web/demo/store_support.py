"""Storing the demonstration's support: what the planted kinds were given to, what a school and the welfare
service work on, and services with referrals on the way.

Whoever was given either planted kind has a case in the trust's programme of that name, so that whoever
compares them with pupils like them finds what was planted.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from trellis.learning.actions import record_scores
from trellis.learning.models import Scale
from trellis.measures.periods import Period
from trellis.measures.pupils import pupils_where
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Enrolment, Grouping, Person, Pupil, School
from trellis.support.actions import (
    add_goal,
    add_step,
    begin_referral,
    begin_with,
    hear_of_referral,
    hold_review,
    join_case,
    note_consent,
    note_contact,
    open_case,
    say_of_goal,
    see_to,
    send_referral,
    write_agency,
    write_programme,
)
from trellis.support.models import Agency, AgencyField, Case, Programme
from trellis.support.tried import what_was_tried
from trellis.web.demo.chance import happens, one_of, stream
from trellis.web.demo.store_pupils import StoredPupils
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.support import KINDS, Supported
from trellis.web.demo.world import World

_LASTS: Final = dt.timedelta(weeks=12)
_REVIEWED: Final = dt.timedelta(weeks=6)
_STARTERS: Final = (
    "parent-plan",
    "attendance-plan",
    "illness",
    "anxiety",
    "mentoring",
    "nurture",
    "early-help",
)
_TRIES: Final = 12  # children least in school, of whom each school's cases are
_WELFARE: Final = 4  # cases of the welfare service at each school
_ABOUT: Final = {
    "Attendance mentoring": "An adult at school who meets a child twice a week about coming on time.",
    "Good-morning messages": "A short message to the family on school mornings.",
}
_WHY: Final = (
    "Mornings are hard: most of what is missed is missed on Mondays.",
    "Often unwell on single days, and worried about catching up.",
    "The family moved across the town, and the bus does not come in time.",
    "Friendships went wrong in the spring, and school feels lonely.",
)
_FAMILY: Final = (
    "“We are up half the night with the baby. He wants to come, he is just so tired.”",
    "“She says her tummy hurts. When somebody meets her at the gate it is better.”",
    "“Tell us early and we will sort it out. We do not like letters.”",
    "“He loves his art lessons. On those days there is no trouble at all.”",
)
_REASONS: Final = {"attendance-plan": ("Sleep and mornings",), "illness": ("Many short illnesses",)}
_SAID: Final = (
    "Came, and talked about bedtime. A neighbour could help twice a week.",
    "Met the class teacher too. Reading at home has become easier.",
    "Rang twice; spoken with the grandmother, who brings the younger one.",
)


def store_support(world: World, stored: Stored, pupils: StoredPupils) -> None:
    """The trust's programmes with everybody they were given to, the first school's cases, the service's."""
    _planted(world, stored, pupils)
    school = stored.schools[0]
    _at_school(world, stored, school)
    _welfare(world, stored)


# --- what was planted ---------------------------------------------------------------------------------------


def _planted(world: World, stored: Stored, pupils: StoredPupils) -> None:
    trust = next(one for (kind, _name), one in stored.groupings.items() if kind == "trust")
    officer = Person.objects.get(email="inclusion@larkspur.example.org")
    programmes = {kind.name: _programme(trust, kind.name, officer) for kind in KINDS}
    ids = {number: pupil.pk for number, pupil in pupils.pupils.items()}
    cases = [
        _given(one, programmes[one.kind.name], ids[one.child], stored.schools[one.school], world)
        for one in world.supported
    ]
    bulk_create_with_history(cases, Case, batch_size=400, default_change_reason="demonstration")


def _programme(trust: Grouping, name: str, by: Person) -> Programme:
    values = {
        "name": name,
        "tier": "targeted",
        "about": _ABOUT[name],
        "led_by": "attendance_lead",
        "review_weeks": 6,
        "lasts_weeks": 12,
        "read_weeks": 6,
    }
    scope = ["head", "attendance_lead", "inclusion_lead", "safeguarding_lead"]
    return write_programme(place=trust, values=values, figures=[("attendance", "", None)], scope=scope, by=by)


def _given(one: Supported, programme: Programme, pupil: int, school: School, world: World) -> Case:
    """A case as it was: twelve weeks from its start, and closed after them."""
    case = Case(
        programme=programme,
        pupil_id=pupil,
        school=school,
        since=one.since,
        ends_on=one.since + _LASTS,
        review_on=one.since + _REVIEWED,
        why="A tenth or more of the last six school weeks was missed.",
        opened_by_name="Attendance lead",
    )
    if case.ends_on < world.on:
        case.closed_on, case.review_on = case.ends_on, None
        case.outcome, case.closing_words = Case.Outcome.STEPPED_DOWN, "The twelve weeks are over."
        case.closed_by_name = "Attendance lead"
    return case


# --- a school's own -----------------------------------------------------------------------------------------


def _past(world: World, days: int) -> dt.date:
    """A school day or not, so many days before the demonstration stands, and never after this machine's."""
    return min(world.on, timezone.localdate()) - dt.timedelta(days=days)


def _least_in_school(world: World, school: School, among: int) -> list[Pupil]:
    """Children of a school who have missed most of this year, those still on roll."""
    day = _past(world, 0)
    year = AcademicYear.of(day)
    since = max(year.since, day - dt.timedelta(days=90))
    found = pupils_where(
        rolls(Scope(school=school), since, day).rolls, "below:88", Period.between(since, day)
    )
    listed = sorted(found, key=lambda one: (one.tally.present, one.enrolment))
    begun = Enrolment.objects.on(day).filter(school=school, since__lte=_past(world, 80))
    ids = dict(begun.values_list("pk", "pupil"))
    chosen = [ids[one.enrolment] for one in listed if one.enrolment in ids]
    held = Pupil.objects.in_bulk(chosen[:among])
    return [held[pk] for pk in dict.fromkeys(chosen[:among])]


def _at_school(world: World, stored: Stored, school: School) -> None:
    """One programme of each sort, and a case in most of them."""
    plan = world.schools[0]
    lead, head = (stored.people[world.staff.of(plan, name).email] for name in ("inclusion", "head"))
    programmes = {name: begin_with(place=school, starter=name, by=lead) for name in _STARTERS}
    children = _least_in_school(world, school, _TRIES)
    for number, (name, child) in enumerate(zip(_STARTERS, children, strict=False)):
        _case(world, programmes[name], name, child, school, lead if number % 2 else head, number)


def _case(
    world: World, programme: Programme, name: str, child: Pupil, school: School, by: Person, number: int
) -> Case:
    began = 75 - 9 * number
    _profile(world, programme, child, school, by, days=began, gained=0)
    case = open_case(
        programme=programme,
        pupil=child,
        school=school,
        since=_past(world, began),
        why=_WHY[number % len(_WHY)],
        family_words=_FAMILY[number % len(_FAMILY)],
        strengths="Kind to younger children; good with their hands.",
        reasons=_REASONS.get(name, ()),
        why_nothing_tried="The family asked for help themselves, and at once.",
        lead=by,
        by=by,
    )
    if programme.asks_consent:
        on, words = case.since, "Signed at the first meeting, for the school, health and the family centre."
        note_consent(case=case, on=on, said="given", who="Mother", words=words, by=by)
        join_case(case=case, name="R. Pell", agency="Family centre", by=by)
    goal = add_goal(case=case, words="In class by nine on four days of five", due=_past(world, -20), by=by)
    add_step(case=case, words="Bed by half past eight on school nights", whose="family", who="Mother", by=by)
    add_step(
        case=case,
        words="Meet at the gate on Mondays",
        whose="school",
        who=by.name,
        due=_past(world, 3),
        by=by,
    )
    kind, words = ("session", _SAID[1]) if name == "mentoring" else ("meeting", _SAID[number % len(_SAID)])
    note_contact(
        case=case, on=_past(world, began - 4), kind=kind, words=words, with_whom="Mother", minutes=30, by=by
    )
    if began > programme.review_weeks * 7:
        hold_review(
            case=case,
            on=_past(world, began - programme.review_weeks * 7),
            words="Most Mondays are better, Fridays not yet.",
            family_words="“It helps that somebody waits for her.”",
            family_came=True,
            decided="Go on as agreed; look at Fridays.",
            by=by,
        )
        say_of_goal(goal=goal, met_on=None, said="Three of five so far", by=by)
    see_to(case=case, lines=programme.checklist[:2], by=by)
    _profile(world, programme, child, school, by, days=2, gained=9)
    return case


def _profile(
    world: World, programme: Programme, child: Pupil, school: School, by: Person, *, days: int, gained: int
) -> None:
    """The scores a programme reads of a child, made before a place was given and again."""
    for figure in programme.figures.filter(scale__isnull=False).select_related("scale"):
        better = gained if figure.scale.wanted == Scale.Wanted.HIGHER else -gained
        record_scores(
            school=school,
            scale=figure.scale,
            wave="Profile 2" if gained else "Profile 1",
            on=_past(world, days),
            values={child: Decimal(70 + better)},
            by=by,
        )


# --- the welfare service ------------------------------------------------------------------------------------


def _welfare(world: World, stored: Stored) -> None:
    """The authority's service: cases at its schools, one of them still, and referrals to it on the way."""
    authority = next(one for (kind, _name), one in stored.groupings.items() if kind == "authority")
    officer = Person.objects.get(email="welfare@wealdmere.example.org")
    programme = begin_with(place=authority, starter="welfare", by=officer)
    agency = _agency(authority, programme, officer)
    for at, school in enumerate(stored.schools[: len(world.schools)]):
        chance = stream(world.seed, "welfare", school.pk)
        children = _least_in_school(world, school, _TRIES + _WELFARE + 1)[-_WELFARE - 1 :]
        for number, child in enumerate(children[:_WELFARE]):
            case = _of_the_service(world, programme, child, school, officer, number)
            if happens(chance, 0.7):
                said = {"with_whom": "Mother", "words": one_of(chance, _SAID), "minutes": 40}
                note_contact(case=case, on=_past(world, 6 + number), kind="visit", by=officer, **said)
        if children[_WELFARE:]:
            lead = stored.people[world.staff.of(world.schools[at], "attendance").email]
            _refer(world, agency, children[_WELFARE], school, lead, heard=at % 2 == 0)


def _of_the_service(
    world: World, programme: Programme, child: Pupil, school: School, by: Person, number: int
) -> Case:
    return open_case(
        programme=programme,
        pupil=child,
        school=school,
        since=_past(world, 70 - 10 * number),
        why=_WHY[number % len(_WHY)],
        family_words=_FAMILY[number % len(_FAMILY)],
        tried=what_was_tried(child, school, reader=by),
        why_nothing_tried="Referred by telephone before there was a form.",
        lead=by,
        by=by,
    )


def _agency(authority: Grouping, programme: Programme, by: Person) -> Agency:
    values = {
        "name": "Education welfare service",
        "about": "For children whose attendance stays low after the school has tried what it can.",
        "tier": "specialist",
        "received_by": "ewo",
        "programme": programme,
        "answers_days": 5,
        "asks_consent": False,
        "asks_tried": True,
    }
    filled = [(str(words), True, value) for value, words in AgencyField.Filled.choices]
    asked = ("Reasons for the absence, as far as they are known", "What the family says and wishes")
    fields = [*filled, *((words, True, "") for words in asked), ("What to know before a visit", False, "")]
    return write_agency(place=authority, values=values, fields=fields, by=by)


def _refer(world: World, agency: Agency, child: Pupil, school: School, by: Person, *, heard: bool) -> None:
    answers = dict(_answers(agency, child, school))
    referral = begin_referral(
        agency=agency, pupil=child, school=school, answers=answers, why_nothing_tried="", by=by
    )
    tried = what_was_tried(child, school, reader=by)
    if not tried:
        return
    referral.begun_on = _past(world, 9)
    referral.save()
    send_referral(referral=referral, on=_past(world, 8), tried=tried, by=by)
    if heard:
        said = "An officer will ring this week."
        hear_of_referral(referral=referral, on=_past(world, 5), kind="acknowledged", words=said, by=by)


def _answers(agency: Agency, child: Pupil, school: School) -> Iterator[tuple[str, str]]:
    said: Sequence[str] = (f"{child}", school.name, "As in the record", "As in the registers", *_WHY[:2])
    for one, words in zip(agency.fields.all(), said, strict=False):
        yield one.words, words
