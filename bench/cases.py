"""Cases: the pages of support at a school of a thousand pupils with four hundred open cases, as its head asks
for them; and whether a case's page asks more of the database the more there is in it.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from bench import pages
from bench.timing import Row, median_of_five, row

CASES, INCIDENTS, REFERRALS, GROUPS = 400, 600, 100, 30
FEW, MANY = 2, 24  # goals, steps and contacts of a case; a quarter as many reviews
IN_A_GROUP = 8  # children
SINCE = dt.date(2025, 1, 6)


def rows() -> Iterator[Row]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory() as folder:
        pages.set_up(folder)
        pages.fill(1)
        few, many, meeting, pupil = _support()
        support = f"{pages.SCHOOL}support/"
        for name, url, limit in (
            (f"the {CASES} open cases", support, 100),
            (f"a case with {MANY} of each thing in it", f"{support}cases/{many}/", 100),
            (f"{REFERRALS} referrals", f"{support}referrals/", 100),
            ("the agenda of a case meeting", f"{support}meetings/held/{meeting}/", 100),
            (f"{INCIDENTS} incidents", f"{pages.SCHOOL}incidents/", 100),
            ("how often incidents happen", f"{pages.SCHOOL}incidents/how-often/", 100),
            (f"the week of {GROUPS} groups", f"{support}groups/week/", 100),
            ("levels suggested and not decided", f"{support}levels/?which=undecided", 100),
            ("a child's timeline", f"{pages.SCHOOL}pupils/{pupil}/timeline/", 100),
        ):
            yield pages.page_row(f"page: {name}", "head", url, limit=limit)
        sheet = median_of_five(pages.asking("head", f"{support}cases/{many}/sheet/"))
        yield row("the sheet of a case, as a PDF", 1000 * sheet, "ms", limit=1000)
        fewer, more = (_questions(f"{support}cases/{case}/") for case in (few, many))
        note = f"{fewer} with {FEW} of each thing in it, {more} with {MANY}"
        yield row("questions more of a case with more in it", abs(more - fewer), "", limit=1, note=note)


def _questions(url: str) -> int:
    """How many questions a page asks of the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask: Callable[[], Any] = pages.asking("head", url)
    ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def _support() -> tuple[int, int, int, int]:
    """Programmes and their cases, incidents, referrals, groups and a meeting; of them a case with little in
    it, one with much, the meeting, and a child.
    """
    from trellis.conduct.actions import record_incident
    from trellis.rules.recurrence import Weekly
    from trellis.schools.models import Person, Pupil, School
    from trellis.support.actions import begin_referral, begin_with, open_case, write_agency
    from trellis.support.finding.actions import begin_table
    from trellis.support.meetings.actions import open_meeting, set_up_body
    from trellis.support.models import Case, CaseContact, CaseMember

    school, head = School.objects.get(), Person.objects.get(email="head@bench.example")
    said = {"school": school, "by": head}
    programmes = [
        begin_with(place=school, starter=one, by=head)
        for one in ("parent-plan", "attendance-plan", "mentoring")
    ]
    pupils = list(Pupil.objects.order_by("pk"))
    cases = Case.objects.bulk_create(
        Case(
            pupil=pupil,
            programme=programmes[at % len(programmes)],
            school=school,
            since=SINCE,
            review_on=pages.NOW.date() + dt.timedelta(days=at % 60 - 10),
            why="Mornings are hard.",
            opened_by_name=head.name,
        )
        for at, pupil in enumerate(pupils[: CASES - 2])
    )
    CaseMember.objects.bulk_create(
        CaseMember(case=case, name=f"Key worker {at % 12}", is_lead=True, since=SINCE)
        for at, case in enumerate(cases)
    )
    CaseContact.objects.bulk_create(
        CaseContact(case=case, on=on, words="A good week.", by_name="Key worker")
        for case in cases
        for on in (dt.date(2025, 3, 3), dt.date(2025, 5, 20))
    )
    full = [
        open_case(
            programme=programmes[0], pupil=pupil, since=SINCE, why="Mornings are hard.", lead=head, **said
        )
        for pupil in pupils[CASES : CASES + 2]
    ]
    for case, times in zip(full, (FEW, MANY), strict=True):
        _work_on(case, times, head)
    agency = write_agency(
        place=school,
        values={"name": "Education welfare service", "tier": "specialist", "received_by": "ewo"},
        fields=[("Reasons for the absence", False, "")],
        by=head,
    )
    for pupil in pupils[:REFERRALS]:
        begin_referral(agency=agency, pupil=pupil, answers={}, **said)
    for at in range(INCIDENTS):
        record_incident(
            parts={pupils[at % 200]: "took_part"},
            on=SINCE + dt.timedelta(days=7 * (at % 20) + at % 5),
            when="morning",
            at=None,
            type="Disrupting a lesson",
            place="Classroom",
            severity=at % 3 + 1,
            words=f"Called out again and again, {at} times.",
            action="Talked with the child",
            **said,
        )
    _groups(pupils, **said)
    begin_table(place=school, by=head)
    body = set_up_body(
        kind="forum",
        name="Learning forum",
        at=dt.time(15, 30),
        where="Library",
        standing=["Safeguarding"],
        still_weeks=4,
        recurrence=Weekly((1,)),
        chair=head,
        members=[],
        programmes=[],
        **said,
    )
    meeting = open_meeting(body=body, on=pages.NOW.date(), by=head)
    return full[0].pk, full[1].pk, meeting.pk, full[1].pupil_id


def _groups(pupils: list[Any], school: Any, by: Any) -> None:
    """Groups of eight children, each led by the head once a week."""
    from trellis.support.groups.actions import join_group, lead_group, meet_weekly, write_group

    for at in range(GROUPS):
        values = {
            "name": f"Early birds {at + 1}",
            "focus": "Attendance and punctuality",
            "programme": None,
            "year_groups": [],
            "since": SINCE,
            "until": None,
            "fewest_places": 2,
            "most_places": IN_A_GROUP,
            "adults": 1,
        }
        group = write_group(school=school, values=values, by=by)
        lead_group(group=group, person=by, since=SINCE, by=by)
        join_group(group=group, pupils=pupils[at * IN_A_GROUP : (at + 1) * IN_A_GROUP], since=SINCE, by=by)
        meets = {"weekday": at % 5, "at": dt.time(9 + at // 5), "minutes": 40, "where": "Rainbow room"}
        meet_weekly(group=group, since=SINCE, by=by, **meets)


def _work_on(case: Any, times: int, head: Any) -> None:
    """Goals, steps and contacts of a case, so many of each, and a review at every fourth."""
    from trellis.support.actions import add_goal, add_step, hold_review, note_contact

    for at in range(times):
        on = SINCE + dt.timedelta(days=2 * at)
        add_goal(case=case, words=f"In by half past eight, week {at}", by=head)
        add_step(case=case, words="Ring on Sunday evening", whose="school", by=head)
        note_contact(case=case, on=on, kind="call", words="A good week.", by=head)
        if at % 4 == 0:
            hold_review(case=case, on=on, words="It goes well.", by=head)
