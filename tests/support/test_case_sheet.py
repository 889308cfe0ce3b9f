"""A case on one sheet of paper (SUP-15): its own before and since, and never the word impact."""

import datetime as dt

from django.urls import reverse

from tests.attendance.spending import spend
from tests.support.helped import a_case, programme
from trellis.schools.models import AccessLogEntry
from trellis.support.actions import add_goal, add_step, close_case, deal_with_step, hold_review, say_of_goal
from trellis.support.case_sheet import sheet
from trellis.support.shown import told

OAK = "123456"
FIRST, BEGAN, LATER = dt.date(2024, 9, 3), dt.date(2024, 9, 9), dt.date(2024, 10, 14)


def a_closed_case(cast, clock):
    clock.at(f"{LATER} 16:00")
    spend(cast.oak, {cast.amy: "4/ 4O 18/ 2L 2O"}, since=FIRST, until=LATER)
    case = a_case(cast, under=programme(cast, "attendance-plan"))
    goal = add_goal(case=case, words="In class by nine", by=cast.head)
    say_of_goal(goal=goal, met_on=LATER, by=cast.head)
    step = add_step(case=case, words="Bed by half past eight", whose="family", by=cast.head)
    deal_with_step(step=step, on=LATER, was_done=True, said="Most nights", by=cast.head)
    add_step(case=case, words="Meet at the gate", whose="school", by=cast.head)
    hold_review(case=case, on=LATER, words="Better.", family_words="“She sings.”", by=cast.head)
    said = {"closing_words": "Comes gladly.", "what_next": "Ask once."}
    return close_case(case=case, on=LATER, outcome="enough", by=cast.head, **said)


def test_the_sheet_says_what_was_agreed_read_and_came_of_it(cast, clock):
    said = sheet(told(a_closed_case(cast, clock), cast.oak, LATER))
    parts = {one["title"]: one["lines"] for one in said["parts"]}
    assert sorted(parts["What we agreed"]) == [
        "Goal: In class by nine (met on 14 October 2024)",
        "The family: Bed by half past eight (done: Most nights)",
        "The school: Meet at the gate",
    ]
    assert parts["Reviews"] == ["14 October 2024: Better.", "The family: “She sings.”"]
    assert said["ended"] == [
        "What it was for has been reached",
        "Comes gladly.",
        "What next: Ask once.",
    ]
    assert said["figures"]["head"][1].startswith("Before it began")
    assert [row[0] for row in said["figures"]["rows"]] == ["Attendance", "Unauthorised absence", "Late"]
    assert "before it began" in said["says"][0]
    assert "not by itself what the support did" in said["says"][1]
    assert "impact" not in str(said).lower()


def test_it_prints_for_whoever_sees_the_case_and_its_reading_is_logged(cast, clock, sign_in):
    case = a_closed_case(cast, clock)
    url = reverse("support:sheet", args=[OAK, case.pk])
    answer = sign_in(cast.head).get(url)
    assert answer.content.startswith(b"%PDF")
    assert "Amy" not in answer["Content-Disposition"]
    assert AccessLogEntry.objects.filter(pupil_id=cast.amy.pk, person_id=cast.head.pk).exists()
    assert sign_in(cast.teacher).get(url).status_code == 404
    assert sign_in(cast.mr_outside).get(url).status_code == 404


def test_what_the_typeface_has_no_letter_for_keeps_its_place(cast, clock, sign_in):
    case = a_case(cast, under=programme(cast, "nurture"), why="She draws 龍 all day.")
    answer = sign_in(cast.head).get(reverse("support:sheet", args=[OAK, case.pk]))
    assert answer.content.startswith(b"%PDF")
