"""What a new school begins with: the same four lines on every page that has nothing to show yet."""

import datetime as dt

import pytest
from django.urls import reverse

from trellis.registers.models import Line
from trellis.schools.models import CalendarSpan, Person, Post, School, SchoolClass, SchoolURN
from trellis.support.groups.models import SupportGroup
from trellis.web.beginning import beginnings

TODAY = dt.date(2024, 9, 10)
EMPTY = (
    "school",
    "registers:today",
    "attendance:school",
    "attendance:groups",
    "attendance:classes",
    "attendance:days",
    "attendance:complete",
    "attendance:league",
    "attendance:certificates",
    "attendance:formal",
    "messages:families",
    "conduct:record",
    "support:group_coverage",
    "support:new_group",
    "attendance:closures",
    "attendance:targets",
    "schools:cover",
)


@pytest.fixture
def new_school(cast) -> School:
    school = School.objects.create(name="Newfield Primary", phase="primary", nation="england")
    SchoolURN.objects.create(school=school, urn="199901", since=dt.date(2024, 9, 1))
    return school


def somebody(school: School, role: str) -> Person:
    person = Person.objects.create_user(f"{role}@newfield.example.org", name=role.title())
    Post.objects.create(person=person, school=school, role=role, since=dt.date(2024, 9, 1))
    return person


def standing(school: School, person: Person) -> list[tuple[str, bool]]:
    return [(one.words, one.is_done) for one in beginnings(school, person)]


def test_a_head_is_led_to_everything_a_new_school_begins_with(cast, new_school):
    found = beginnings(new_school, somebody(new_school, "head"))
    assert [one.words for one in found] == [
        "Bring the list of pupils",
        "Bring the calendar of the year",
        "Give each class its teacher",
        "Take the first register",
    ]
    assert not any(one.is_done for one in found)
    assert [one.url for one in found] == [
        reverse(page, args=["199901"])
        for page in ("imports:pupils", "imports:calendar", "schools:people", "registers:today")
    ]


def test_what_is_done_is_said_to_be_and_at_last_nothing_is_left(cast):
    head = cast.head
    assert dict(standing(cast.oak, head)) == {
        "Bring the list of pupils": True,
        "Bring the calendar of the year": True,
        "Give each class its teacher": True,
        "Take the first register": False,
    }
    Line.objects.create(school=cast.oak, year=2024, row=0, pupil=cast.amy, marks="." * 756)
    assert standing(cast.oak, head) == []


def test_a_calendar_worked_out_from_marks_is_none_that_was_stated(cast):
    CalendarSpan.objects.filter(school=cast.oak).update(inferred=True)
    assert dict(standing(cast.oak, cast.head))["Bring the calendar of the year"] is False


def test_last_years_classes_have_no_teacher_this_year(cast):
    SchoolClass.objects.filter(school=cast.oak).update(year=2023)
    assert dict(standing(cast.oak, cast.head))["Give each class its teacher"] is False


@pytest.mark.parametrize("page", EMPTY)
def test_every_empty_page_says_what_to_begin_with(cast, new_school, sign_in, page):
    told = sign_in(somebody(new_school, "head")).get(reverse(page, args=["199901"]), follow=True)
    assert told.status_code == 200
    assert told.content.decode().count("What to begin with") == 1
    assert reverse("imports:pupils", args=["199901"]) in told.content.decode()


@pytest.mark.parametrize(
    ("page", "says", "not_asked"),
    [
        ("schools:cover", "There is no class of this school year to cover yet.", ["school_class"]),
        ("attendance:targets", "There is no class of 2024/25 to set one for", ["school_class"]),
        ("attendance:closures", "there is no part of the school to choose", ["classes", "year_groups"]),
        ("support:new_group", "No year group is known here yet", ["year_groups"]),
    ],
)
def test_where_there_is_nothing_to_choose_a_page_says_so_and_asks_nothing(
    cast, new_school, sign_in, page, says, not_asked
):
    told = sign_in(somebody(new_school, "head")).get(reverse(page, args=["199901"])).content.decode()
    assert says in told
    assert not [name for name in not_asked if f'name="{name}"' in told]


def test_a_school_without_classes_can_be_closed_as_a_whole_and_begin_a_group(cast, new_school, sign_in):
    head = sign_in(somebody(new_school, "head"))
    closing = {"whom": "whole", "since": "11/9/2024", "until": "11/9/2024", "halves": "day", "code": "",
               "reason": "building", "words": "The boiler has failed.", "decided_by": "The head"}  # fmt: skip
    told = head.post(reverse("attendance:closures", args=["199901"]), closing)
    assert "What will happen" in told.content.decode()
    begun = {"name": "Breakfast", "focus": "Coming in", "since": "11/9/2024"}
    head.post(reverse("support:new_group", args=["199901"]), begun)
    assert SupportGroup.objects.get(school=new_school).year_groups == []


def test_whoever_may_do_none_of_it_is_told_who_does(cast, new_school, sign_in):
    page = sign_in(somebody(new_school, "inclusion_lead")).get(reverse("attendance:school", args=["199901"]))
    told = page.content.decode()
    assert "Whoever brings files and looks after people at the school does this." in told
    assert reverse("imports:pupils", args=["199901"]) not in told


@pytest.mark.parametrize("page", ["attendance:school", "attendance:complete", "attendance:targets"])
def test_the_year_asked_about_can_be_chosen_before_it_has_a_register(cast, new_school, sign_in, page):
    told = sign_in(somebody(new_school, "head")).get(reverse(page, args=["199901"]))
    assert '<option value="2024-25" selected>2024/25</option>' in told.content.decode()
