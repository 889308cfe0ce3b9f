"""A school's attendance pages: the same figures as the command, the lists behind them, a pupil's story."""

import csv
import datetime as dt
import html
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.spending import spend
from trellis.attendance.asked import Asked
from trellis.attendance.pupil_lists import pupil_list
from trellis.registers.models import Summary
from trellis.schools.models import (
    AccessLogEntry,
    CalendarSpan,
    Characteristic,
    ClassMembership,
    Enrolment,
    Pupil,
)
from trellis.web.cli import parser

SCHOOL = "/schools/123456/attendance/"
PUPILS = f"{SCHOOL}pupils/"
SINCE, UNTIL = dt.date(2024, 9, 3), dt.date(2024, 9, 9)  # ten sessions


@pytest.fixture(autouse=True)
def monday_evening(clock):
    clock.at("2024-09-09T17:00")


@pytest.fixture
def ten_sessions(cast):
    """Amy 9 of 10, Ben 8 of 10, Cal 4 of 10, Dee 9, late twice; Eve 9; Fay two marks missing."""
    said = {"amy": "1I", "ben": "2I", "cal": "6I", "dee": "1L 1/ 1U", "eve": "1O", "fay": "2."}
    assert spend(cast.oak, {cast.pupils[n]: s for n, s in said.items()}, since=SINCE, until=UNTIL) == 10


@pytest.fixture
def lead(cast, sign_in):
    return sign_in(cast.attendance_lead)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def measured(capsys, *names: str, **options: str) -> list[dict]:
    """What the command answers."""
    given = {"school": "123456", "year": "2024/25", **options}
    line = [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", value)]
    args = parser().parse_args(["measures", *names, *line, "--json"])
    assert args.run(args) == 0
    return json.loads(capsys.readouterr().out)["rows"]


def names_on(response) -> list[str]:
    """Whom a list names, in its order."""
    rows = re.findall(r'scope="row"[^>]*><a[^>]*>([^<]+)</a>', response.content.decode())
    return [name.split()[0] for name in rows]


# --- the school ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"half_term": "Autumn 1"}, {"population": "statistical"}])
def test_the_overview_shows_what_the_command_answers(ten_sessions, lead, capsys, options):
    names = ["attendance", "persistent_absence", "severe_absence", "late"]
    page = words(lead.get(SCHOOL, {"year": "2024-25", **options}))
    for row in measured(capsys, *names, **options):
        assert f"{row['percent']}% · {row['numerator']} of {row['denominator']}" in page, row["measure"]


def test_the_overview_says_it_in_a_sentence_and_names_what_is_missing(ten_sessions, lead):
    page = words(lead.get(SCHOOL))
    # 9 + 8 + 4 + 9 + 9 + 8 of 58: U is an absence.
    assert "Pupils attended 81.0% of sessions in 2024/25 so far" in page
    assert "2 marks are missing : they are in none of these figures." in page


@pytest.mark.parametrize(
    ("part", "field"),
    [("classes", "class"), ("classes", "year_group"), ("groups", "fsm"), ("days", "weekday")],
)
def test_a_breakdown_shows_what_the_command_answers(ten_sessions, lead, capsys, part, field):
    page = words(lead.get(f"{SCHOOL}{part}/"))
    rows = measured(capsys, "attendance", by=field)
    assert rows
    for row in rows:
        assert f"{row['percent']}% {row['numerator']} of {row['denominator']}" in page, row


def test_the_reasons_are_codes_with_what_they_mean(ten_sessions, lead):
    page = words(lead.get(f"{SCHOOL}days/"))
    assert re.search(r"I Illness[^0-9]* 9 15\.5% 81\.8%", page)  # 9 of 58 possible, of 11 absent


def test_how_a_figure_was_counted_opens_beside_it(ten_sessions, lead):
    page = words(lead.get(f"{SCHOOL}counted/attendance/"))
    assert "47 of 58" in page
    assert "I Illness (authorised absence): 9" in page
    assert "2, never counted as present" in page
    assert lead.get(f"{SCHOOL}counted/truancy/").status_code == 404


def test_last_year_is_compared_over_the_same_days(cast, lead):
    CalendarSpan.objects.create(
        school=cast.oak, kind="term", name="Autumn", since=dt.date(2023, 9, 4), until=dt.date(2023, 12, 20)
    )
    Enrolment.objects.filter(pupil=cast.amy).update(since=dt.date(2023, 9, 1))
    # A year of weeks before Monday 9 September is Monday 11 September 2023: what came later is left out.
    spend(cast.oak, {cast.amy: "1I 9/ 40O"}, since=dt.date(2023, 9, 5), until=dt.date(2023, 12, 20))
    spend(cast.oak, {cast.amy: ""}, since=SINCE, until=UNTIL)
    assert "10.0 above the same days of 2023/24" in words(lead.get(SCHOOL))


def test_classes_are_called_classes(lead):
    assert "Attendance by class" in words(lead.get(f"{SCHOOL}classes/"))
    assert "Attendance by group" in words(lead.get(f"{SCHOOL}groups/"))


@pytest.mark.parametrize("query", ["year=2024-26", "year=abc", "half_term=Autumn", "population=girls"])
def test_nonsense_is_no_such_page(lead, query):
    for page in ("", "groups/", "classes/", "days/", "pupils/"):
        assert lead.get(f"{SCHOOL}{page}?{query}").status_code == 404


@pytest.mark.parametrize("page", ["", "groups/", "classes/", "days/", "counted/attendance/", "pupils/"])
@pytest.mark.parametrize("calendar", ["stated", "none"])
def test_a_school_without_a_mark_has_its_pages(cast, lead, page, calendar):
    if calendar == "none":
        CalendarSpan.objects.all().delete()
    for year in ("2024-25", "2022-23"):
        assert lead.get(f"{SCHOOL}{page}?year={year}").status_code == 200


# --- lists --------------------------------------------------------------------------------------------------


def test_exactly_ninety_per_cent_is_persistent_absence(ten_sessions, lead):
    response = lead.get(PUPILS, {"where": "persistent_absence"})
    # Amy attended 9 of 10; Dee, 9 of 10, one of them U; Eve 9 of 10.
    assert names_on(response) == ["Cal", "Ben", "Amy", "Dee", "Eve"]
    assert "absence of 10% or more" in words(response)
    assert names_on(lead.get(PUPILS, {"where": "below:90"})) == ["Cal", "Ben"]
    assert names_on(lead.get(PUPILS, {"where": "severe_absence"})) == ["Cal"]


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("late", ["Dee"]),
        ("unauthorised", ["Dee", "Eve"]),
        ("missing", ["Fay"]),
        ("all", ["Cal", "Ben", "Amy", "Dee", "Eve", "Fay"]),
        ("at_least:95", ["Fay"]),
    ],
)
def test_each_list_holds_whom_its_rule_says(ten_sessions, lead, where, names):
    assert names_on(lead.get(PUPILS, {"where": where})) == names


def test_a_list_of_no_known_rule_does_not_exist(lead):
    assert lead.get(PUPILS, {"where": "naughty"}).status_code == 404
    assert lead.get(PUPILS, {"where": "below:ninety"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "names"),
    [
        ("class", "4C", ["Eve", "Fay"]),
        ("year_group", "3", ["Cal", "Ben", "Amy", "Dee"]),
        ("fsm", "true", ["Ben"]),
        ("sen", "K", ["Cal"]),
        ("sex", "M", ["Cal", "Ben"]),
        ("eal", "null", ["Cal", "Ben", "Amy", "Eve", "Fay"]),
    ],
)
def test_a_list_is_narrowed_to_a_group(ten_sessions, lead, field, value, names):
    assert names_on(lead.get(PUPILS, {"where": "all", field: value})) == names


def test_a_list_is_as_long_as_the_command_s(cast, ten_sessions, capsys):
    asked = Asked.read(cast.oak, {}, UNTIL)
    for where in ("persistent_absence", "severe_absence", "below:90"):
        args = parser().parse_args(
            ["pupils", "--where", where, "--school", "123456", "--year", "2024/25", "--json"]
        )
        args.run(args)
        found = json.loads(capsys.readouterr().out)
        assert len(pupil_list(asked, asked.rolls(), where, {})) == len(found["pupils"])


def test_a_list_logs_how_many_it_showed(ten_sessions, lead):
    lead.get(PUPILS, {"where": "below:90"})
    assert AccessLogEntry.objects.get().pupils == 2
    lead.get(PUPILS, {"where": "below:90", "as": "csv"})
    assert [row.pupils for row in AccessLogEntry.objects.all()] == [2, 2]


def test_a_teacher_s_list_holds_their_own_class(cast, ten_sessions, sign_in):
    client = sign_in(cast.teacher)
    assert names_on(client.get(PUPILS, {"where": "all"})) == ["Cal", "Ben", "Amy", "Dee"]
    rows = csv.DictReader(io.StringIO(client.get(PUPILS, {"where": "all", "as": "csv"}).content.decode()))
    assert {row["Forename"] for row in rows} == {"Amy", "Ben", "Cal", "Dee"}
    assert client.get(SCHOOL).status_code == 404


def test_the_sheet_holds_the_whole_list_with_its_rule(ten_sessions, lead):
    response = lead.get(PUPILS, {"where": "persistent_absence", "as": "csv"})
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [row["Forename"] for row in rows] == ["Cal", "Ben", "Amy", "Dee", "Eve"]
    assert (rows[0]["Possible"], rows[0]["Attended"], rows[0]["Attendance %"]) == ("10", "4", "40.0")
    assert rows[0]["Rule"] == "absence of 10% or more"
    assert lead.get(PUPILS, {"where": "late", "as": "xlsx"}).content.startswith(b"PK")


def test_a_sheet_is_safe_from_formulas(cast, ten_sessions, lead):
    Pupil.objects.filter(pk=cast.cal.pk).update(surname="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in lead.get(PUPILS, {"where": "severe_absence", "as": "csv"}).content.decode()


def test_a_list_shows_fifty_rows_a_page(cast, lead):
    enrol(cast, 60)
    assert len(names_on(lead.get(PUPILS, {"where": "all"}))) == 50
    assert len(names_on(lead.get(PUPILS, {"where": "all", "page": "2"}))) == 10


# --- hostile data -------------------------------------------------------------------------------------------


def test_a_rejoiner_has_a_row_for_each_time_on_roll(cast, lead):
    Enrolment.objects.filter(pupil=cast.amy).update(until=dt.date(2024, 9, 4))
    Enrolment.objects.create(pupil=cast.amy, school=cast.oak, since=dt.date(2024, 9, 9))
    spend(cast.oak, {cast.amy: "4/ 0I"}, since=SINCE, until=dt.date(2024, 9, 4))
    spend(cast.oak, {cast.amy: "1I"}, since=UNTIL, until=UNTIL)
    response = lead.get(PUPILS, {"where": "all"})
    assert names_on(response) == ["Amy", "Amy"]
    assert "1 of 2" in words(response)
    assert "4 of 4" in words(response)
    story = words(lead.get(f"/schools/123456/pupils/{cast.amy.pk}/"))
    assert "5 of 6 sessions attended, 1 missed" in story


def test_a_child_at_two_schools_is_counted_at_each_by_its_own_marks(cast, lead, sign_in):
    Enrolment.objects.create(pupil=cast.amy, school=cast.elm, since=dt.date(2024, 9, 3))
    spend(cast.oak, {cast.amy: "5I 5D"}, since=SINCE, until=UNTIL)
    spend(cast.elm, {cast.amy: "5D"}, since=SINCE, until=UNTIL)
    # Where the child was due at the other school no session was possible here.
    assert "0.0% 0 of 5" in words(lead.get(PUPILS, {"where": "all"}))
    assert "100.0% 5 of 5" in words(
        sign_in(cast.mr_outside).get("/schools/234567/attendance/pupils/", {"where": "all"})
    )


def test_without_a_possible_session_nobody_is_on_a_list_and_there_is_no_rate(cast, lead):
    spend(cast.oak, {cast.amy: "10X"}, since=SINCE, until=UNTIL)
    assert "No possible session has been recorded" in words(lead.get(SCHOOL))
    assert "Nobody is on this list" in words(lead.get(PUPILS, {"where": "all"}))
    assert lead.get(f"/schools/123456/pupils/{cast.amy.pk}/").status_code == 200


def test_one_list_of_pupils_for_three_years(cast, lead):
    """Enrolled since 2022, described only now: earlier years have marks, and groups that nobody recorded."""
    Enrolment.objects.filter(pupil=cast.amy).update(since=dt.date(2022, 9, 1))
    for year in (2022, 2023):
        CalendarSpan.objects.create(
            school=cast.oak,
            kind="term",
            name="Autumn",
            since=dt.date(year, 9, 4),
            until=dt.date(year, 12, 20),
        )
        spend(cast.oak, {cast.amy: "2I"}, since=dt.date(year, 9, 4), until=dt.date(year, 9, 15), sessions=10)
    page = words(lead.get(f"{SCHOOL}classes/?year=2022-23"))
    assert "Not recorded" in page
    assert "80.0% 8 of 10" in page
    assert names_on(lead.get(PUPILS, {"where": "all", "year": "2022-23"})) == ["Amy"]


# --- a pupil ------------------------------------------------------------------------------------------------


def test_a_pupil_s_page_tells_the_year_and_writes_the_log_once(cast, ten_sessions, lead):
    page = words(lead.get(f"/schools/123456/pupils/{cast.ben.pk}/"))
    assert "8 of 10 sessions attended, 2 missed" in page
    assert "To leave persistent absence: 11 sessions attended with none missed." in page
    # Amy missed one of ten, and needs but one more.
    page = words(lead.get(f"/schools/123456/pupils/{cast.amy.pk}/"))
    assert "To leave persistent absence: 1 session attended." in page
    assert [(entry.pupil_id, entry.pupils) for entry in AccessLogEntry.objects.order_by("pk")] == [
        (cast.ben.pk, 1),
        (cast.amy.pk, 1),
    ]


def test_a_pupil_s_page_leads_to_each_other_page_of_the_child_once(cast, ten_sessions, sign_in):
    page = sign_in(cast.head).get(f"/schools/123456/pupils/{cast.amy.pk}/").content.decode()
    own = re.findall(r'<p class="govuk-body trellis-acts">.*?</p>', page, re.DOTALL)
    assert len(own) == 1
    leads_to = re.findall(r'href="([^"]+)"', own[0])
    assert len(leads_to) == len(set(leads_to)) == 11


def test_a_pupil_s_page_counts_the_child_s_own_summary_and_nobody_else_s(cast, lead):
    for name, missed in (("amy", 1), ("ben", 3)):
        Summary.objects.create(
            enrolment=cast.enrolment(name),
            since=SINCE,
            until=dt.date(2024, 9, 6),
            possible=8,
            counts={"I": missed},
            source="a termly extract",
        )
    for name, sentence in (("ben", "5 of 8 sessions attended"), ("amy", "7 of 8 sessions attended")):
        assert sentence in words(lead.get(f"/schools/123456/pupils/{cast.pupils[name].pk}/"))


def test_what_the_marks_show_stands_on_the_list_on_its_sheet_and_on_the_pupils_page(cast, sign_in, clock):
    clock.at("2024-09-27T17:00")
    lead, until = sign_in(cast.attendance_lead), dt.date(2024, 9, 27)
    mondays = "8/ 2I 8/ 2I 8/ 2I"  # from Tuesday 3 September
    spend(cast.oak, {cast.amy: mondays, cast.ben: "", cast.cal: "10/ 4O"}, since=SINCE, until=until)
    shown = "Missed 3 of 3 Mondays"
    page = lead.get(PUPILS, {"where": "patterns"})
    assert names_on(page) == ["Amy"]
    assert shown in words(page)
    assert shown in words(lead.get(f"/schools/123456/pupils/{cast.amy.pk}/"))
    assert "What the marks show" not in words(lead.get(f"/schools/123456/pupils/{cast.ben.pk}/"))
    taken = lead.get(PUPILS, {"where": "all", "as": "csv"}).content.decode("utf-8-sig")
    by_name = {row["Forename"]: row["What the marks show"] for row in csv.DictReader(io.StringIO(taken))}
    assert by_name == {"Amy": shown, "Ben": "", "Cal": ""}
    # The days asked about decide: after those Mondays there is nothing to show.
    assert names_on(lead.get(PUPILS, {"where": "patterns", "half_term": "Autumn 2"})) == []


def test_a_pupil_of_another_class_or_school_is_nobody_to_a_teacher(cast, ten_sessions, sign_in):
    teacher, outside = sign_in(cast.teacher), sign_in(cast.mr_outside)
    assert teacher.get(f"/schools/123456/pupils/{cast.ben.pk}/").status_code == 200
    assert teacher.get(f"/schools/123456/pupils/{cast.eve.pk}/").status_code == 404
    assert outside.get(f"/schools/123456/pupils/{cast.ben.pk}/").status_code == 404
    assert outside.get(f"/schools/234567/pupils/{cast.ben.pk}/").status_code == 404


# --- a class ------------------------------------------------------------------------------------------------


def test_a_class_page_shows_everybody_in_the_class(cast, ten_sessions, sign_in, capsys):
    response = sign_in(cast.teacher).get("/schools/123456/classes/3B/")
    page = words(response)
    assert names_on(response) == ["Amy", "Ben", "Cal", "Dee"]
    (row,) = (row for row in measured(capsys, "attendance", by="class") if row["class"] == "3B")
    assert f"{row['percent']}% · {row['numerator']} of {row['denominator']}" in page
    assert "90.0% 9 of 10" in page
    assert AccessLogEntry.objects.get().pupils == 4


def test_a_newcomer_without_a_session_is_in_the_class_all_the_same(cast, ten_sessions, sign_in):
    new = Pupil.objects.create(forename="Nell", surname="Nash", date_of_birth=dt.date(2016, 12, 1))
    enrolment = Enrolment.objects.create(pupil=new, school=cast.oak, since=dt.date(2024, 9, 9))
    ClassMembership.objects.create(enrolment=enrolment, school_class=cast.class_3b, since=dt.date(2024, 9, 9))
    page = words(sign_in(cast.teacher).get("/schools/123456/classes/3B/"))
    assert "Nell Nash" in page
    assert "no possible sessions" in page


def test_another_class_is_not_a_teacher_s(cast, ten_sessions, sign_in):
    client = sign_in(cast.teacher)
    assert client.get("/schools/123456/classes/4C/").status_code == 404
    assert client.get("/schools/123456/classes/9Z/").status_code == 404
    assert sign_in(cast.mr_outside).get("/schools/123456/classes/3B/").status_code == 404
    assert sign_in(cast.governor).get("/schools/123456/classes/3B/").status_code == 404


# --- size ---------------------------------------------------------------------------------------------------


def enrol(cast, number: int, *, start: int = 0) -> None:
    """So many more pupils in class 3B, each with ten sessions."""
    pupils = Pupil.objects.bulk_create(
        Pupil(forename=f"Robin{n}", surname="Reed", date_of_birth=dt.date(2016, 10, 1), sex="F")
        for n in range(start, start + number)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(pupil=pupil, school=cast.oak, since=SINCE) for pupil in pupils
    )
    ClassMembership.objects.bulk_create(
        ClassMembership(enrolment=one, school_class=cast.class_3b, since=SINCE) for one in enrolments
    )
    Characteristic.objects.bulk_create(
        Characteristic(enrolment=one, kind=kind, value=value, since=SINCE)
        for one in enrolments
        for kind, value in (("year_group", "3"), ("fsm", "false"))
    )
    spend(cast.oak, dict.fromkeys(pupils, "1I"), since=SINCE, until=UNTIL)


@pytest.mark.parametrize(
    "page", ["", "groups/", "classes/", "days/", "counted/attendance/", "pupils/?where=all"]
)
def test_a_page_asks_no_more_of_the_database_for_forty_pupils_than_for_ten(cast, lead, page):
    asked = []
    enrol(cast, 10)
    lead.get(SCHOOL + page)
    for more in (0, 30):
        if more:
            enrol(cast, more, start=10)
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(SCHOOL + page).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_five_thousand_pupils_fit_on_a_page(cast, lead):
    enrol(cast, 5_000)
    # A database takes stock of its tables as they grow; inside one transaction it has to be told to.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for page in ("", "groups/", "classes/", "days/", "pupils/?where=all"):
        response = lead.get(SCHOOL + page)
        assert response.status_code == 200
        assert len(response.content) < 250_000
