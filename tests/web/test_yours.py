"""Yours today: what each person has to do, in order of time, ticked off where it stands."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.day.morning import taken
from tests.messages.drawn_up import a_waiting_letter
from tests.rhythm.arranged import DAILY, FRIDAYS, LAST_DAY, a_duty
from trellis.imports.models import Batch as Import
from trellis.rhythm.models import Done
from trellis.schools.actions import end_post, enrol, make_team
from trellis.schools.models import GroupingMembership
from trellis.web.yours import _case_meetings

OAK = "/schools/123456/"


def rows(client, url="/"):
    response = client.get(url, follow=True)
    return [(row.at and f"{row.at:%H:%M}", row.words) for row in response.context["yours"]]


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_offices_day_in_order_of_time(cast, sign_in):
    a_duty(cast, "Weekly tracker", FRIDAYS)
    a_duty(cast, "Calls", at=dt.time(9, 15))
    a_duty(cast, "Gates", at=dt.time(8, 45))
    a_duty(cast, "Somebody else's", owner="head")
    office = sign_in(cast.office)
    assert rows(office) == [
        (None, "Weekly tracker"),
        ("08:45", "Gates"),
        ("09:15", "Calls"),
        ("09:20", "Registers not taken: 3B, 4C"),
    ]
    page = words(office.get("/"))
    assert "due on 6 September" in page
    # It is 8:57: the gates are late, the calls are not yet.
    assert page.count("trellis-yours__late") == 2


def test_it_is_ticked_off_in_place_and_taken_back(cast, sign_in):
    duty = a_duty(cast, "Calls")
    office = sign_in(cast.office)
    page = office.post(f"{OAK}rhythm/{duty.pk}/tick/", {"occasion": "2024-09-10", "next": "/"}, follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert "done by Olive Ofori at 08:57" in words(page)
    assert "Take back" in words(page)
    office.post(f"{OAK}rhythm/{duty.pk}/undo/", {"occasion": "2024-09-10", "next": "/"})
    assert not Done.objects.exists()


def test_a_line_opens_the_place_where_it_is_done(cast, sign_in):
    a_duty(cast, "Registers", place="register")
    a_duty(cast, "Letters", LAST_DAY, since=dt.date(2024, 6, 1))
    found = sign_in(cast.office).get("/").context["yours"]
    assert {row.words: row.url for row in found}["Registers"] == f"{OAK}registers/2024-09-10/"


@pytest.mark.parametrize(
    ("who", "owner", "page"),
    [
        ("teacher", "class_teacher", "/"),
        ("attendance_lead", "attendance_lead", "/"),
        ("head", "head", "/"),
        ("governor", "governor", f"{OAK}figures/"),
        ("inclusion_lead", "inclusion_lead", OAK),
    ],
)
def test_every_role_has_its_own(cast, sign_in, who, owner, page):
    a_duty(cast, "Theirs", owner=owner)
    a_duty(cast, "Another's", owner="office")
    found = [said for _at, said in rows(sign_in(cast.people[who]), page)]
    assert "Theirs" in found
    assert "Another's" not in found


def test_a_class_teacher_is_reminded_of_their_own_register(cast, sign_in):
    found = sign_in(cast.teacher).get("/").context["yours"]
    assert [row.words for row in found] == ["Register not taken: 3B"]
    assert found[0].url == f"{OAK}registers/3B/2024-09-10/am/"


def test_somebody_without_a_class_still_has_their_duties(cast, sign_in):
    cast.teacher.posts.update(school_class=None)
    a_duty(cast, "Speak to parents", owner="class_teacher")
    assert [said for _at, said in rows(sign_in(cast.teacher))] == ["Speak to parents"]


def test_what_waits_is_offered_to_those_who_may_decide_it(cast, sign_in):
    a_waiting_letter(cast)
    Import.objects.create(kind="marks", school=cast.oak, name="week2.csv", digest="0" * 64, state="tried")
    waits, tried = "1 batch waits for approval", "week2.csv was tried: say yes or no"
    lead, office, inclusion = (
        {said for _at, said in rows(sign_in(person))}
        for person in (cast.attendance_lead, cast.office, cast.inclusion_lead)
    )
    assert {waits, tried} <= lead
    assert tried in office
    assert waits not in office
    assert not {waits, tried} & inclusion


def test_duties_of_a_leaver_are_said_to_be_nobodys_to_those_who_can_hand_them_on(cast, sign_in):
    a_duty(cast, "One", owner=cast.teacher)
    end_post(post=cast.teacher.posts.get(), until=dt.date(2024, 9, 9), by=cast.head)
    lead, office = (
        {said for _at, said in rows(sign_in(person))} for person in (cast.attendance_lead, cast.office)
    )
    assert "1 duty is nobody’s" in lead
    assert "1 duty is nobody’s" not in office


def test_a_trust_officer_has_a_line_for_each_duty_of_the_trust(cast, sign_in):
    duty = a_duty(cast, "Read the week", DAILY, owner="trust_officer", grouping=cast.trust)
    GroupingMembership.objects.create(grouping=cast.trust, school=cast.elm, since="2024-09-01")
    officer = sign_in(cast.trust_officer)
    trust = "/groupings/trust/Hedgerow%20Trust/"
    (row,) = officer.get(trust).context["yours"]
    assert (row.words, row.count, row.done) == ("Read the week", 2, False)
    assert "2 of 2 schools to do" in words(officer.get(trust))
    sent = {"occasion": "2024-09-10"}
    officer.post(f"{OAK}rhythm/{duty.pk}/tick/", sent)
    officer.post(f"/schools/234567/rhythm/{duty.pk}/tick/", sent)
    (row,) = officer.get(trust).context["yours"]
    assert row.done


def test_a_long_list_of_overdue_duties_is_counted_after_the_first_ten(cast, sign_in):
    for n in range(13):
        a_duty(cast, f"Duty {n}", FRIDAYS)
    found = [said for _at, said in rows(sign_in(cast.office))]
    assert sum(said.startswith("Duty") for said in found) == 10
    assert "3 more are overdue" in found


def test_a_school_without_duties_says_nothing_of_them(cast, sign_in):
    assert "Yours today" not in words(sign_in(cast.governor).get(f"{OAK}figures/"))


def test_a_decision_dealt_with_while_the_page_is_gathered_is_no_line(cast):
    """It was counted, and then somebody else said that it was done."""
    counted = {"case_bodies": 0, "case_decisions": 1}
    assert not list(_case_meetings(cast.oak, "123456", cast.head, cast.today, counted))


def test_nothing_here_of_another_school(cast, sign_in):
    a_duty(cast, "Calls", owner="head")
    assert rows(sign_in(cast.mr_outside)) == [
        ("09:20", "Register not taken: 3E"),
    ]


def test_the_questions_of_a_day_grow_neither_with_duties_nor_with_pupils(cast, sign_in):
    clients = [sign_in(person) for person in (cast.office, cast.attendance_lead, cast.head)]

    def ask() -> list[int]:
        found = []
        for client in clients:
            with CaptureQueriesContext(connection) as asked:
                assert client.get("/").status_code == 200
            found.append(len(asked))
        return found

    team = make_team(name="SLT", school=cast.oak, by=cast.head)

    def more(number: int) -> None:
        for n in range(number):
            owner = ("office", "attendance_lead", "head", team, cast.teacher, None)[n % 6]
            a_duty(cast, f"Duty {n}", (FRIDAYS, DAILY, LAST_DAY)[n % 3], owner=owner, place="register")

    more(6)
    few = ask()
    more(36)
    for child in (cast.zak, cast.yas):
        enrol(pupil=child, school=cast.oak, since=cast.today, school_class=cast.class_3b, by=cast.head)
    assert ask() == few
    assert max(few) <= 80


@pytest.mark.parametrize(("name", "most"), [("head", 45), ("attendance_lead", 38), ("office", 38)])
def test_today_is_read_in_few_questions(cast, sign_in, clock, name, most):
    """What several parts of the page need is read once, and what there is none of is asked about once."""
    for n in range(6):
        a_duty(cast, f"Duty {n}", (FRIDAYS, DAILY, LAST_DAY)[n % 3], owner=name)
    taken(cast, cast.class_3b, amy="N")
    taken(cast, cast.class_4c, fay="N")
    clock.at("2024-09-10 09:35")
    client = sign_in(cast.people[name])
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        page = words(client.get("/"))
    assert "Ring 2 families not heard from" in page
    assert len(asked) <= most
