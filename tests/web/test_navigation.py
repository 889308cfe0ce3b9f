"""What each person is offered, and where it leads."""

import pytest

from trellis.web.navigation import items_for


def offered(person, school=None, path="/") -> list[str]:
    return [str(item["words"]) for item in items_for(person, school, path)]


def test_an_attendance_lead_is_offered_their_only_school_s_rooms(cast):
    assert {"Home", "Attendance", "Messages", "Settings and people"} <= set(offered(cast.attendance_lead))


def test_a_teacher_is_not_offered_letters(cast):
    assert "Messages" not in offered(cast.teacher)


def test_an_officer_of_many_schools_is_offered_a_school_s_rooms_when_in_one(cast):
    assert "Attendance" not in offered(cast.trust_officer)
    assert "Attendance" in offered(cast.trust_officer, cast.oak)


def test_nobody_is_offered_another_school_s_rooms(cast):
    urls = [item["url"] for item in items_for(cast.mr_outside, cast.oak, "/")]
    assert not [url for url in urls if "123456" in url]


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", ["Home"]),
        ("/schools/123456/attendance/groups/", ["Attendance"]),
        ("/schools/123456/messages/wording/", ["Messages"]),
        ("/elsewhere/", []),
    ],
)
def test_the_room_one_is_in_is_marked(cast, path, here):
    items = items_for(cast.attendance_lead, cast.oak, path)
    assert [str(item["words"]) for item in items if item["here"]] == here


def test_in_a_school_the_navigation_asks_no_more_than_who_holds_it(cast, django_assert_num_queries):
    cast.attendance_lead.remember_posts(cast.today)
    cast.trust_officer.remember_posts(cast.today)
    with django_assert_num_queries(0):
        list(items_for(cast.attendance_lead, cast.oak, "/", urn="123456"))
    with django_assert_num_queries(1):
        list(items_for(cast.trust_officer, cast.oak, "/", urn="123456"))
