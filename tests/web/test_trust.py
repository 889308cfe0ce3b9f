"""A trust's or authority's page: which school needs us first, and why."""

import csv
import datetime as dt
import html
import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.attendance.spending import spend
from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import CalendarSpan, Enrolment, GroupingMembership, School, SchoolURN
from trellis.web.cli import parser
from trellis.web.grouping_figures import AskedOfGrouping, grouping_figures
from trellis.web.templatetags.components import ago

TODAY = dt.date(2024, 9, 20)
NORTHMOOR = "/groupings/authority/Northmoor/"


@pytest.fixture(autouse=True)
def third_week(clock):
    clock.at("2024-09-20T17:00")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def asked(grouping, **given) -> AskedOfGrouping:
    return AskedOfGrouping.read(grouping, given, TODAY)


def spent(cast) -> None:
    """Oak: 20 of 24 sessions of two days attended; Elm: 7 of 8."""
    days = {"since": dt.date(2024, 9, 3), "until": dt.date(2024, 9, 4)}
    pupils = {cast.pupils[name]: "" for name in ("amy", "ben", "cal", "dee", "eve", "fay")}
    spend(cast.oak, pupils | {cast.amy: "4I"}, **days)
    spend(cast.elm, {cast.zak: "1O", cast.yas: ""}, **days)


def last_year(cast, school: School, name: str, said: str) -> None:
    """The same two days a year before, 5 and 6 September 2023, at a school that was open for them."""
    since, until = dt.date(2023, 9, 5), dt.date(2023, 9, 6)
    CalendarSpan.objects.create(
        school=school, kind="term", name="Autumn", since=dt.date(2023, 9, 1), until=dt.date(2023, 12, 20)
    )
    Enrolment.objects.filter(pupil=cast.pupils[name]).update(since=dt.date(2023, 9, 1))
    spend(school, {cast.pupils[name]: said}, since=since, until=until)


def test_a_school_is_a_row_and_the_total_is_a_sum_over_a_sum(cast):
    spent(cast)
    shown = grouping_figures(asked(cast.authority))
    assert {line.school.name: line.figures[0].of for line in shown.schools} == {
        "Oak Primary": "20 of 24",
        "Elm Primary": "7 of 8",
    }
    # 27 of 32 is 84.4%; the mean of the two rates would be 85.4%.
    assert (shown.whole.figures[0].value, shown.whole.figures[0].of) == ("84.4%", "27 of 32")
    assert (shown.whole.figures[1].value, shown.whole.figures[1].of) == ("25.0%", "2 of 8")


def test_what_fell_furthest_against_its_own_last_year_comes_first(cast):
    spent(cast)
    last_year(cast, cast.oak, "ben", "2I")  # 50.0%: Oak rose
    last_year(cast, cast.elm, "yas", "")  # 100.0%: Elm fell by 12.5
    shown = grouping_figures(asked(cast.authority))
    assert [line.school.name for line in shown.schools] == ["Elm Primary", "Oak Primary"]
    assert [line.figures[0].change for line in shown.schools] == ["12.5 below", "33.3 above"]


def test_without_a_last_year_the_lowest_comes_first(cast):
    spent(cast)
    shown = grouping_figures(asked(cast.authority))
    assert [line.school.name for line in shown.schools] == ["Oak Primary", "Elm Primary"]
    assert [line.moved for line in shown.schools] == [None, None]


def test_the_figures_are_those_of_the_command(cast, capsys):
    spent(cast)
    shown = grouping_figures(asked(cast.authority))
    names = ["attendance", "persistent_absence", "severe_absence", "late"]
    options = ["--grouping", "authority:Northmoor", "--year", "2024/25", "--by", "school", "--json"]
    args = parser().parse_args(["measures", *names, *options])
    assert args.run(args) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    told = {
        (row["school"], row["measure"]): (row["numerator"], row["denominator"], row["missing_marks"])
        for row in rows
    }
    for line in shown.schools:
        for name in names:
            row = line.now[name]
            assert (row.numerator, row.denominator, line.missing) == told[line.urn, name]


def test_the_total_is_what_the_measure_says_of_the_whole_grouping(cast):
    spent(cast)
    held = rolls(Scope(grouping=cast.authority), dt.date(2024, 8, 1), dt.date(2025, 7, 31))
    answer = evaluate(held.rolls, ["attendance", "persistent_absence"], [Period.of_year(AcademicYear(2024))])
    shown = grouping_figures(asked(cast.authority))
    assert [one.of for one in shown.whole.figures[:2]] == [
        f"{row.numerator} of {row.denominator}" for row in answer.rows
    ]


def test_marks_missing_are_shown_and_link_to_whose(cast, sign_in):
    spend(cast.oak, {cast.amy: "1."}, since=dt.date(2024, 9, 3), until=TODAY)
    page = sign_in(cast.trust_officer).get("/groupings/trust/Hedgerow%20Trust/").content.decode()
    # Amy's one, and five others' twenty-eight.
    assert re.search(r'where=missing&amp;year=2024-25">141<', page)


@pytest.mark.parametrize(
    ("who", "page", "says"),
    [
        ("trust_officer", "/groupings/trust/Hedgerow%20Trust/", "%s marks are missing: they are in none"),
        ("attendance_lead", "/schools/123456/attendance/", "%s marks are missing : they are in none"),
    ],
)
def test_thousands_of_marks_are_set_apart(cast, sign_in, clock, who, page, says):
    spend(cast.oak, {cast.amy: "1."}, since=dt.date(2024, 9, 3), until=TODAY)
    clock.at("2025-06-27T17:00")
    said = words(sign_in(getattr(cast, who)).get(page))
    assert re.search(says % r"\d,\d{3}", said)
    assert not re.search(r"\d{4} marks", said)


def test_a_copy_is_named_with_the_age_of_its_marks(cast, sign_in, clock):
    cast.elm.register_of_record = School.RegisterOfRecord.MIS
    cast.elm.save()
    spent(cast)
    clock.at("2024-09-20T19:00")
    page = words(sign_in(cast.authority_officer).get(NORTHMOOR)).replace("\xa0", " ")
    assert "Its own MIS: a copy 2 hours ago" in page


@pytest.mark.parametrize("page", ["", "closures/", "notices/", "plans/schools/"])
def test_a_trust_without_schools_is_told_who_puts_them_in_it(cast, sign_in, page):
    GroupingMembership.objects.filter(grouping=cast.trust).delete()
    told = words(sign_in(cast.trust_officer).get(f"/groupings/trust/Hedgerow%20Trust/{page}"))
    assert "Whoever runs Trellis puts schools in it." in told
    assert "Look what will happen" not in told


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2024-09-10T08:57", "just now"),
        ("2024-09-10T08:57:59", "just now"),
        ("2024-09-10T08:58", "1 minute ago"),
        ("2024-09-10T09:57", "1 hour ago"),
    ],
)
def test_marks_that_came_in_within_a_minute_came_in_just_now(clock, at, says):
    clock.at("2024-09-10T08:57")
    came_in = timezone.now()
    clock.at(at)
    assert ago(came_in, timezone.now()).replace("\xa0", " ") == says


def test_national_figures_stand_beside_the_statistical_population_alone(cast, sign_in):
    spent(cast)
    client = sign_in(cast.authority_officer)
    assert "only for pupils aged 5 to 15" in words(client.get(NORTHMOOR))
    page = words(client.get(f"{NORTHMOOR}?population=statistical"))
    assert "only for pupils aged 5 to 15" not in page
    assert "No comparator: no national figure is held for 2024/25" in page
    last = words(client.get(f"{NORTHMOOR}?population=statistical&year=2022-23"))
    assert "National: absence " in last
    assert "National: " not in words(client.get(f"{NORTHMOOR}?year=2022-23"))


def test_a_half_term_and_nonsense(cast, sign_in):
    spent(cast)
    client = sign_in(cast.authority_officer)
    assert "Autumn 1 of 2024/25" in words(client.get(f"{NORTHMOOR}?half_term=Autumn+1"))
    for nonsense in ("year=2024-29", "half_term=Autumn+9", "population=everybody"):
        assert client.get(f"{NORTHMOOR}?{nonsense}").status_code == 404


def test_the_sheet_has_whole_numbers_and_the_page_s_order(cast, sign_in):
    spent(cast)
    response = sign_in(cast.trust_officer).get("/groupings/trust/Hedgerow%20Trust/?as=csv")
    (row,) = csv.DictReader(io.StringIO(response.content.decode()))
    assert (row["School"], row["URN"]) == ("Oak Primary", "123456")
    assert (row["Attendance"], row["Attendance, out of"], row["Attendance, %"]) == ("20", "24", "83.3")
    excel = sign_in(cast.trust_officer).get("/groupings/trust/Hedgerow%20Trust/?as=xlsx")
    assert excel.content.startswith(b"PK")


def test_a_school_counts_for_the_days_it_was_a_member(cast):
    spent(cast)
    GroupingMembership.objects.filter(school=cast.oak, grouping=cast.trust).update(since=dt.date(2024, 9, 4))
    shown = grouping_figures(asked(cast.trust))
    assert shown.schools[0].figures[0].of == "10 of 12"


def test_a_school_whose_urn_changed_is_still_one_row(cast):
    SchoolURN.objects.filter(school=cast.elm).update(until=dt.date(2024, 7, 31))
    SchoolURN.objects.create(school=cast.elm, urn="345678", since=dt.date(2024, 8, 1))
    spent(cast)
    last_year(cast, cast.elm, "yas", "")
    elm = next(line for line in grouping_figures(asked(cast.authority)).schools if line.urn == "345678")
    assert elm.figures[0].change == "12.5 below"


def test_schools_without_marks_without_a_calendar_and_a_grouping_without_schools(cast, sign_in):
    CalendarSpan.objects.all().delete()
    client = sign_in(cast.authority_officer)
    page = words(client.get(NORTHMOOR))
    assert page.count("no possible sessions") > 4
    assert "no marks yet" in page
    GroupingMembership.objects.all().update(until=dt.date(2023, 7, 1))
    assert "No school was in this grouping in this year." in words(client.get(NORTHMOOR))


@pytest.mark.parametrize("name", ["mr_outside", "teacher", "governor", "trust_officer"])
def test_the_page_of_a_grouping_that_is_not_theirs_does_not_exist(cast, sign_in, name):
    assert sign_in(cast.people[name]).get(NORTHMOOR).status_code == 404


def test_no_child_is_named(cast, sign_in):
    spent(cast)
    page = words(sign_in(cast.authority_officer).get(NORTHMOOR))
    assert "Amy" not in page
    assert (
        reverse("attendance:school", args=["234567"])
        in sign_in(cast.authority_officer).get(NORTHMOOR).content.decode()
    )
