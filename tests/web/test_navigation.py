"""What each person is offered, and where it leads."""

from itertools import pairwise

import pytest

from trellis.schools.models import Post
from trellis.web.navigation import AT_GROUPING, AT_SCHOOL, headings_for

AT_MOST = 8
AUTHORITY = "authority/Northmoor"


def headings(person, school=None, path="/", **about) -> dict[str, list[str]]:
    """Each heading somebody is offered, with the pages that stand below it."""
    found = headings_for(person, school, path, **about)
    return {str(heading["words"]): [str(page["words"]) for page in heading["pages"]] for heading in found}


def pages(person, school=None, path="/", **about) -> set[str]:
    """Every page somebody is offered, in the first row or the second."""
    held = headings(person, school, path, **about)
    return {page for heading, below in held.items() for page in below or [heading]}


def here(person, school, path, **about) -> list[str]:
    """What is marked: the heading, and the page below it."""
    found = list(headings_for(person, school, path, **about))
    rows = [*found, *(page for heading in found for page in heading["pages"])]
    return [str(one["words"]) for one in rows if one["here"]]


ROLES = (
    "head", "attendance_lead", "inclusion_lead", "safeguarding_lead", "office", "data_manager", "teacher",
    "supply", "governor", "trust_officer", "authority_officer",
)  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_nobody_is_offered_more_than_eight_headings(cast, role):
    assert 2 <= len(headings(cast.people[role])) <= AT_MOST


def test_somebody_of_several_places_has_the_school_besides(cast):
    offered = headings(cast.trust_officer, cast.oak)
    assert "School" in offered
    assert len(offered) <= AT_MOST + 1


def test_an_attendance_lead_is_offered_all_their_only_school_s_rooms_but_scores(cast):
    every = {str(item.words) for heading in AT_SCHOOL for item in heading.items}
    # The school is their home; scores are for those who teach and include.
    assert pages(cast.attendance_lead) == every - {"School", "Scores"}
    assert {"The morning", "Messages", "My part", "Meetings", "Import"} <= every


def test_a_teacher_is_not_offered_letters(cast):
    assert "Messages" not in pages(cast.teacher)


def test_a_teacher_is_offered_what_shows_each_their_own_and_no_page_about_the_whole_school(cast):
    assert {"Cases", "Groups", "Incidents", "Scores"} <= pages(cast.teacher)
    assert {"Attendance", "Who needs more"}.isdisjoint(pages(cast.teacher))


def test_a_heading_of_which_somebody_sees_one_page_has_its_word(cast):
    offered = headings(cast.supply)
    assert "News and guides" in offered
    assert "Families" not in offered


def test_an_officer_of_many_schools_is_offered_a_school_s_rooms_when_in_one(cast):
    assert "The morning" not in pages(cast.trust_officer)
    assert "Attendance" in pages(cast.trust_officer, cast.oak)


def test_an_officer_has_the_plans_of_their_grouping(cast):
    for officer, named in (
        (cast.trust_officer, "trust/Hedgerow%20Trust"),
        (cast.authority_officer, AUTHORITY),
    ):
        assert headings(officer)["Plans"] == ["Plans", "Side by side", "Targets", "My part", "Meetings"]
        urls = [page["url"] for heading in headings_for(officer, None, "/") for page in heading["pages"]]
        assert f"/groupings/{named}/plans/" in urls


def test_whoever_works_at_several_groupings_has_those_of_the_page(cast):
    Post.objects.create(person=cast.trust_officer, grouping=cast.authority, role="ewo", since=cast.today)
    assert headings(cast.trust_officer, grouping=cast.trust)["Plans"]
    assert "Plans" not in headings(cast.trust_officer)


def test_reading_the_trusts_plan_somebody_of_a_school_stays_at_their_school(cast):
    assert "Registers" in headings(cast.teacher, grouping=cast.trust)


def test_nobody_is_offered_another_school_s_rooms(cast):
    urls = [heading["url"] for heading in headings_for(cast.mr_outside, cast.oak, "/")]
    assert not [url for url in urls if "123456" in url]


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", ["Home"]),
        ("/schools/123456/attendance/groups/", ["Attendance", "Attendance"]),
        ("/schools/123456/messages/wording/", ["Families", "Messages"]),
        ("/schools/123456/plans/mine/", ["Plans", "My part"]),
        ("/schools/123456/plans/7/steps/", ["Plans", "Plans"]),
        ("/schools/123456/figures/", ["Home"]),
        ("/elsewhere/", []),
    ],
)
def test_the_heading_one_is_below_and_its_page_are_marked(cast, path, marked):
    assert here(cast.attendance_lead, cast.oak, path) == marked


def test_a_name_with_spaces_is_known_in_an_address(cast):
    path = "/groupings/trust/Hedgerow Trust/plans/7/"
    assert here(cast.trust_officer, None, path, grouping=cast.trust) == ["Plans", "Plans"]


def test_every_page_is_two_steps_away(cast):
    """A heading opens its first page, and the row below it shows the others."""
    for heading in headings_for(cast.head, None, "/"):
        for page in heading["pages"]:
            below = next(one for one in headings_for(cast.head, None, heading["url"]) if one["here"])["pages"]
            assert page["url"] in [one["url"] for one in below]


def test_no_page_is_offered_twice():
    for rows in (AT_SCHOOL, AT_GROUPING):
        offered = sorted(item.page for heading in rows for item in heading.items)
        assert all(one != other for one, other in pairwise(offered))


def test_in_a_school_the_navigation_asks_no_more_than_who_holds_it(cast, django_assert_num_queries):
    cast.attendance_lead.remember_posts(cast.today)
    cast.trust_officer.remember_posts(cast.today)
    with django_assert_num_queries(0):
        list(headings_for(cast.attendance_lead, cast.oak, "/", urn="123456"))
    with django_assert_num_queries(1):
        list(headings_for(cast.trust_officer, cast.oak, "/", urn="123456"))
    with django_assert_num_queries(0):
        list(headings_for(cast.trust_officer, None, "/", grouping=cast.trust))


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("newsletters/", ["Families", "News and guides"]),
        ("boards/3/", ["Families", "News and guides"]),
        ("kept-up-to-date/", ["Families", "News and guides"]),
        ("guides/add/", ["Families", "News and guides"]),
        ("replies/2/", ["Families", "Families"]),
        ("absence/told/", ["The day", "The morning"]),
        ("late/screens/", ["The day", "The morning"]),
        ("absence/every-child/", ["The day", "Who is where"]),
        ("on-site/", ["The day", "Who is where"]),
        ("absence/planned/", ["The day", "Days ahead"]),
        ("absence/closures/3/", ["The day", "Days ahead"]),
        ("steps/ladders/3/", ["Attendance", "Next steps"]),
    ],
)
def test_every_page_of_a_part_marks_it_wherever_its_address_lies(cast, path, marked):
    assert here(cast.head, cast.oak, f"/schools/123456/{path}", urn="123456") == marked


@pytest.mark.parametrize("page", ["settings/", "people/", "teams/", "cover/", "messages-go-by/", "records/"])
def test_what_is_set_at_a_school_stands_under_settings(cast, page):
    marked = here(cast.head, cast.oak, f"/schools/123456/{page}")
    assert marked == ["Settings", "Settings and people"]


def test_what_is_set_for_several_schools_stands_under_settings(cast):
    marked = here(cast.trust_officer, None, "/groupings/trust/Hedgerow Trust/people/")
    assert marked[0] in {"Settings", "Settings and people"}


def test_the_offer_of_a_grouping_stands_under_support(cast):
    marked = here(cast.trust_officer, None, "/groupings/trust/Hedgerow Trust/support/offer/")
    assert marked == ["Support", "Programmes"]
