"""Who has not been reached this half-term: which families, why, and what somebody could do next."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import LONDON
from tests.messages.drawn_up import everybody_spent, sent
from tests.messages.families import family
from tests.messages.talks import talk
from trellis.messages.families import overview
from trellis.messages.family_views import _in_school_order
from trellis.messages.models import LeftOut
from trellis.registers.half_terms import half_term_at
from trellis.rules.reached import Reached
from trellis.schools.models import AccessLogEntry, CalendarSpan, Contact, Hold

FAMILIES = "/schools/123456/families/"


def standing(cast, day=None):
    """How far each family has been reached: by its adults, or by the child where nobody is written to."""
    return {
        " & ".join(contact.name for contact in row.contacts) or row.children[0].forename: row.standing
        for row in overview(cast.oak, day=day).rows
    }


def at(moment):
    return dt.datetime.fromisoformat(moment).replace(tzinfo=LONDON)


@pytest.fixture
def families(cast):
    family(cast.oak, cast.ben, "Bea Bright", at="1 High Street")
    family(cast.oak, cast.cal, "Cora Carter", at=None)
    return cast


def test_every_home_is_one_row_and_a_child_nobody_writes_about_another(families):
    cast = families
    rows = overview(cast.oak).rows
    assert [
        (
            [child.forename for child in row.children],
            [one.name for one in row.contacts],
            row.kept and row.kept.reason,
        )
        for row in rows
    ] == [
        (["Amy", "Eve"], ["Abe Adams"], None),
        (["Amy", "Eve"], ["Ann Adams"], None),
        (["Ben"], ["Bea Bright"], None),
        (["Cal"], ["Cora Carter"], None),
        (["Dee"], [], LeftOut.Reason.NO_PARENT),
        (["Fay"], [], LeftOut.Reason.LOOKED_AFTER),
    ]
    assert {row.standing for row in rows} == {Reached.NOT_REACHED}


def test_a_call_reaches_the_home_it_was_with_and_an_unanswered_one_nobody(families):
    cast = families
    talk(cast, "amy", with_="Ann Adams")
    talk(cast, "ben", with_="Bea Bright", reached=False, words="No answer.")
    found = standing(cast)
    assert found["Ann Adams"] is Reached.SPOKEN
    assert found["Abe Adams"] is Reached.NOT_REACHED
    assert found["Bea Bright"] is Reached.NOT_REACHED


def test_a_letter_reaches_them_once_it_is_sent(families, clock):
    cast = families
    everybody_spent(cast, clock, amy="6I")
    sent(cast)
    found = standing(cast)
    assert (found["Ann Adams"], found["Abe Adams"], found["Cora Carter"]) == (Reached.WRITTEN,) * 3
    never = {row.contacts[0].name for row in overview(cast.oak).only_written_to()}
    assert never == {"Ann Adams", "Abe Adams", "Bea Bright", "Cora Carter"}
    talk(cast, "amy", with_="Abe Adams")  # in September
    assert "Abe Adams" not in {row.contacts[0].name for row in overview(cast.oak).only_written_to()}
    assert standing(cast)["Abe Adams"] is Reached.WRITTEN


def test_each_half_term_begins_anew_and_a_holiday_still_belongs_to_the_last(families, clock):
    cast = families
    talk(cast, "amy", with_="Ann Adams")
    assert standing(cast, dt.date(2024, 10, 30))["Ann Adams"] is Reached.SPOKEN
    assert standing(cast, dt.date(2024, 11, 4))["Ann Adams"] is Reached.NOT_REACHED
    assert half_term_at(cast.oak, dt.date(2024, 10, 30)).name == "Autumn 1"
    assert half_term_at(cast.oak, dt.date(2024, 8, 20)) is None


def test_a_held_child_s_family_can_still_be_spoken_with(families):
    cast = families
    Hold.objects.create(
        pupil=cast.ben, school=cast.oak, kind="bereavement", held_by="the head", since=cast.today
    )
    assert standing(cast)["Ben"] is Reached.NOT_REACHED
    talk(cast, "ben", with_="Bea Bright")
    assert standing(cast)["Ben"] is Reached.SPOKEN


def test_why_nobody_writes_is_for_those_who_may_know(families, sign_in):
    cast = families
    Hold.objects.create(
        pupil=cast.ben,
        school=cast.oak,
        kind="bereavement",
        reason="Grandmother",
        held_by="the head",
        since=cast.today,
    )
    office = sign_in(cast.office).get(FAMILIES).content.decode()
    assert "held by the head" in office
    assert "held by the safeguarding lead" in office  # Fay, who is looked after
    for word in ("Bereavement", "Grandmother", "Looked after"):
        assert word not in office
    assert "Grandmother" in sign_in(cast.head).get(FAMILIES).content.decode()
    assert "No parent or carer who may be contacted is recorded" in office


def test_an_adult_who_must_not_be_contacted_is_no_family_to_reach(families, sign_in):
    cast = families
    Contact.objects.get(name="Abe Adams").family_links.update(may_contact=False, order="Order of May 2024")
    found = standing(cast)
    assert "Abe Adams" not in found
    office = sign_in(cast.office).get(FAMILIES).content.decode()
    assert "Abe Adams" not in office
    assert "Order of May" not in office
    assert "Abe Adams, Order of May 2024" in sign_in(cast.safeguarding_lead).get(FAMILIES).content.decode()


def test_counts_by_class_and_year_open_the_families_they_count(families, sign_in):
    cast = families
    talk(cast, "amy", with_="Ann Adams")
    head = sign_in(cast.head)
    response = head.get(FAMILIES)
    by_class = {group["label"]: group for group in response.context["by_class"]}
    assert by_class["3B"] | {"field": ""} == {
        "field": "",
        "value": "3B",
        "label": "3B",
        "spoken": 1,
        "written": 0,
        "not_reached": 4,
        "never": 0,
    }
    assert by_class["4C"]["not_reached"] == 2  # Abe's home, and Fay
    assert {group["label"] for group in response.context["by_year"]} == {"Year 3", "Year 4"}
    for field, value in (("class", "3B"), ("year_group", "3")):
        narrowed = head.get(FAMILIES, {"show": "not-reached", field: value})
        assert narrowed.context["page"].paginator.count == 4


def test_the_list_says_what_to_do_next(families, sign_in):
    page = sign_in(families.head).get(FAMILIES).content.decode()
    assert "01632 960001" in page
    assert "Ask for a telephone number" in page  # Bea Bright has none
    assert "Ask who may be contacted" in page  # nobody is recorded for Dee


def test_what_was_promised_by_today_is_due_until_it_is_done(families, sign_in):
    cast = families
    talk(cast, "amy", follows="Send the reading book", follow_by=dt.date(2024, 9, 10))
    talk(cast, "amy", follows="Ring again", follow_by=dt.date(2024, 9, 11))
    page = sign_in(cast.head).get(FAMILIES).content.decode()
    assert "Send the reading book" in page
    assert "Ring again" not in page


def test_without_a_half_term_the_page_says_so(cast, sign_in):
    CalendarSpan.objects.all().delete()
    page = sign_in(cast.head).get(FAMILIES)
    assert "No half-term has begun" in page.content.decode()
    assert AccessLogEntry.objects.get().pupils == 0


def test_as_many_queries_for_many_families_as_for_few(families, sign_in):
    cast = families
    head = sign_in(cast.head)
    talk(cast, "amy", follows="Ring", follow_by=cast.today)
    with CaptureQueriesContext(connection) as few:
        head.get(FAMILIES)
    for number in range(12):
        family(cast.oak, cast.dee, f"Dot Dunn {number}", at=f"{number} Low Road")
        talk(cast, "dee", with_=f"Dot Dunn {number}", follows="Ring", follow_by=cast.today)
    with CaptureQueriesContext(connection) as many:
        head.get(FAMILIES)
    assert len(many) == len(few)
    assert AccessLogEntry.objects.order_by("pk").last().pupils == 6


@pytest.mark.parametrize(
    ("groups", "ordered"),
    [
        (["6B", "RB", "Nursery", "1B", "10A", "2B"], ["RB", "1B", "2B", "6B", "10A", "Nursery"]),
        (["10", "R", "2", "N2", ""], ["N2", "R", "2", "10", ""]),
        (["Rowan", "Ash"], ["Ash", "Rowan"]),
    ],
)
def test_groups_stand_as_the_school_goes_the_youngest_first(groups, ordered):
    assert sorted(groups, key=_in_school_order) == ordered
