"""100% days and the gold book: named in advance, set beside the usual, claimed for nothing."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.classes import a_class, attend
from trellis.attendance import celebrating
from trellis.attendance.celebrating import ProblemWithCelebrating
from trellis.attendance.full_days import Result, results
from trellis.attendance.models import FullDay, Nomination
from trellis.attendance.recognition import two_years
from trellis.rhythm.events import happened
from trellis.rhythm.places import url_of
from trellis.rules.occasions import Occasion
from trellis.schools.models import AccessLogEntry

PAGE = "/schools/123456/celebrating/100-days/"
BOOK = "/schools/123456/celebrating/gold-book/"
DAY = dt.date(2024, 10, 4)  # a Friday


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def result(cast, row: FullDay) -> Result:
    (found,) = results(two_years(cast.oak, row.day), [row])
    return found


@pytest.fixture
def named(cast) -> FullDay:
    return celebrating.name_full_day(
        school=cast.oak, day=DAY, words="There will be music in the hall", by=cast.office
    )


@pytest.fixture
def sixty(cast, named, clock):
    """2B's sixty and the cast: 3 sessions missed on the day, 12 on each other Friday but the last."""
    clock.at("2024-10-24T17:00")
    pupils = a_class(cast.oak, "2B", 60, since=dt.date(2024, 9, 3), until=dt.date(2024, 10, 18))
    everybody = [cast.amy, cast.ben, cast.cal, cast.dee, cast.eve, cast.fay]
    attend(cast.oak, everybody, since=dt.date(2024, 9, 3), until=dt.date(2024, 10, 18))
    for week in range(6):
        friday = dt.date(2024, 9, 6) + dt.timedelta(weeks=week)
        away = {0: "2I", 1: "1O"} if friday == DAY else dict.fromkeys(range(6), "2I")
        attend(cast.oak, pupils, away, since=friday, until=friday)
    return pupils


# --- naming -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (dt.date(2024, 9, 10), "named in advance"),
        (dt.date(2024, 9, 9), "named in advance"),
        (dt.date(2024, 10, 5), "not open on 5 October 2024"),
        (dt.date(2024, 10, 30), "not open on 30 October 2024"),
        (DAY, "a 100% day already"),
    ],
)
def test_a_day_is_named_once_in_advance_and_is_a_school_day(cast, named, day, why):
    with pytest.raises(ProblemWithCelebrating, match=why):
        celebrating.name_full_day(school=cast.oak, day=day, by=cast.office)


def test_a_day_that_has_come_stays_named(cast, named, clock):
    clock.at("2024-10-04T08:00")
    with pytest.raises(ProblemWithCelebrating, match="stays"):
        celebrating.unname_full_day(full_day=named, by=cast.office)
    clock.at("2024-10-03T08:00")
    celebrating.unname_full_day(full_day=named, by=cast.office)
    assert not FullDay.objects.exists()


# --- how it went --------------------------------------------------------------------------------------------


def test_before_the_day_there_are_words_and_no_figure(cast, named):
    found = result(cast, named)
    assert found.found is None
    assert found.text_after == ""
    assert found.text_before == (
        "Friday 4 October is our 100% day. There will be music in the hall. "
        "We hope to see everybody who is well enough to come."
    )


def test_the_day_is_set_beside_the_other_fridays_of_its_half_term_and_no_cause_is_claimed(cast, named, sixty):
    found = result(cast, named)
    # 129 of 132 against 6 other Fridays: 5 with 120 of 132, and one on which all were there.
    assert found.found == (129, 132, 732, 792, 6)
    assert found.in_words == (
        "97.7% of sessions were attended (129 of 132). "
        "On the 6 other Fridays of Autumn 1 it was 92.4% (732 of 792). "
        "The day was 5.3 points above them. "
        "One day goes with many things, and alone does not show what made it so."
    )
    assert found.text_after == (
        "Thank you for our 100% day on Friday 4 October. 95% or more of sessions were attended, "
        "against 92.4% on our other Fridays this half-term."
    )


def test_the_exact_figure_of_a_day_is_for_those_who_see_figures(cast, named, sixty, sign_in):
    exact, told = "129 of 132", "95% or more of sessions were attended"
    for who in (cast.office, cast.head):
        page = words(sign_in(who).get(PAGE))
        assert exact in page
        assert told in page
    for who in (cast.governor, cast.teacher):
        page = words(sign_in(who).get(PAGE))
        assert "97.7" not in page
        assert exact not in page
        assert told in page


def test_another_100_per_cent_day_is_not_among_the_usual(cast, named, sixty):
    FullDay.objects.create(school=cast.oak, day=dt.date(2024, 10, 18), named_by_name="x")
    assert result(cast, named).found.days == 6
    rows = list(FullDay.objects.filter(school=cast.oak).order_by("day"))
    first, _second = results(two_years(cast.oak, DAY), rows)
    assert first.found.days == 5


def test_with_marks_missing_there_is_no_text_and_the_page_says_so(cast, named, sixty, sign_in):
    attend(cast.oak, sixty, {0: "2I"}, since=DAY, until=DAY)
    a_class(cast.oak, "1C", 1, {0: "1."}, since=DAY, until=DAY)
    found = result(cast, named)
    assert found.missing == 1
    assert found.text_after == ""
    assert "1 mark is missing: it is in no figure" in words(sign_in(cast.office).get(PAGE))


def test_a_small_school_tells_families_no_figure(cast, named, clock):
    clock.at("2024-10-04T17:00")
    attend(cast.oak, [cast.amy, cast.ben], {0: "1I"}, since=DAY, until=DAY)
    found = result(cast, named)
    assert found.in_words.startswith("75.0% of sessions were attended (3 of 4). There are not yet two other")
    for pupil in (cast.cal, cast.dee, cast.eve, cast.fay):
        attend(cast.oak, [pupil], since=DAY, until=DAY)
    assert result(cast, named).text_after == "Thank you for our 100% day on Friday 4 October."


def test_the_page_names_and_takes_back(cast, sign_in):
    client = sign_in(cast.office)
    assert client.post(f"{PAGE}name/", {"day": "2024-10-04", "words": ""}).status_code == 302
    assert "Friday 4 October 2024" in words(client.get(PAGE))
    refused = client.post(f"{PAGE}name/", {"day": "2024-10-05", "words": ""})
    assert refused.status_code == 400
    assert "The school is not open on 5 October 2024." in words(refused)
    row = FullDay.objects.get()
    teacher = sign_in(cast.teacher)
    assert teacher.get(PAGE).status_code == 200
    assert teacher.post(f"{PAGE}{row.pk}/unname/").status_code == 404
    assert client.post(f"{PAGE}{row.pk}/unname/").status_code == 302
    assert not FullDay.objects.exists()


def test_more_named_days_cost_no_more_queries(cast, named, sixty, sign_in):
    client, asked = sign_in(cast.office), []
    client.get(PAGE)
    for more in ((), (dt.date(2024, 9, 12), dt.date(2024, 10, 18), dt.date(2024, 9, 25))):
        for day in more:
            FullDay.objects.create(school=cast.oak, day=day, named_by_name="x")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_duty_may_follow_a_100_per_cent_day_and_leads_to_where_it_is_done(cast, named):
    (found,) = happened("100% day", cast.oak, DAY, DAY)
    assert (found.day, found.url) == (DAY, PAGE)
    assert happened("100% day", cast.elm, DAY, DAY) == []
    friday = Occasion("2024-09-13", dt.date(2024, 9, 13), dt.date(2024, 9, 13))
    assert url_of("class league", cast.oak, friday) == "/schools/123456/celebrating/?week=2024-09-13"
    for place, page in (
        ("certificates", "certificates/"),
        ("prize draw", "draws/"),
        ("gold book", "gold-book/"),
    ):
        assert url_of(place, cast.oak, friday) == f"/schools/123456/celebrating/{page}"


# --- the gold book ------------------------------------------------------------------------------------------


def test_a_teacher_puts_a_child_of_their_class_in_the_gold_book(cast, sign_in):
    client = sign_in(cast.teacher)
    page = words(client.get(BOOK))
    assert "Amy Adams" in page
    assert "Eve Adams" not in page
    given = {"enrolment": cast.enrolment("amy").pk, "reason": " Kind  to everybody "}
    assert client.post(BOOK, given).status_code == 302
    row = Nomination.objects.get()
    assert (row.pupil, row.class_name, row.reason) == (cast.amy, "3B", "Kind to everybody")
    assert (row.week, row.nominated_by_name) == (dt.date(2024, 9, 9), "Tess Teale")
    again = client.post(BOOK, given)
    assert again.status_code == 400
    assert "Amy Adams is in the gold book of that week already." in words(again)
    of_another = client.post(BOOK, given | {"enrolment": cast.enrolment("eve").pk})
    assert of_another.status_code == 400
    assert Nomination.objects.count() == 1


def test_the_gold_book_shows_each_their_own_and_is_logged(cast, sign_in):
    for name in ("amy", "eve"):
        celebrating.nominate(enrolment=cast.enrolment(name), day=cast.today, reason="Kind", by=cast.head)
    assert "Eve Adams" not in words(sign_in(cast.teacher).get(BOOK))
    assert AccessLogEntry.objects.get().pupils == 1
    office = sign_in(cast.office)
    assert "Eve Adams" in words(office.get(BOOK))
    assert sign_in(cast.governor).get(BOOK).status_code == 404
    eve = Nomination.objects.get(pupil=cast.eve)
    assert sign_in(cast.teacher).post(f"{BOOK}{eve.pk}/take-out/").status_code == 404
    assert office.post(f"{BOOK}{eve.pk}/take-out/").status_code == 302
    assert not Nomination.objects.filter(pupil=cast.eve).exists()
    assert Nomination.history.filter(pupil=cast.eve, history_type="-").get().history_user == cast.office
