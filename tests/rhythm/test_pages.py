"""The rhythm on the page: routine, wall calendar, exceptions, a duty, ticking off, entering, handing on."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.rhythm.arranged import DAILY, FRIDAYS, LAST_DAY, TERM, TUESDAYS, a_duty
from tests.rhythm.test_routine import TABLE
from trellis.rhythm.actions import handle, mark_done
from trellis.rhythm.models import Arrangement, Done, Duty
from trellis.rules.recurrence import AfterEvent, HalfTermly, Monthly, Termly, Weekly, Yearly
from trellis.schools.actions import end_post, give_post, make_team
from trellis.schools.models import CalendarSpan, GroupingMembership
from trellis.schools.settings import decide_together

RHYTHM = "/schools/123456/rhythm/"
TRUST = "/groupings/trust/Hedgerow%20Trust/rhythm/"


@pytest.fixture
def head(cast, sign_in):
    return sign_in(cast.head)


def words(response) -> str:
    return " ".join(response.content.decode().split())


# --- reading ---


def test_the_routine_stands_in_four_columns_by_time(cast, head):
    a_duty(cast, "Calls", at=dt.time(9, 15))
    a_duty(cast, "Gates", at=dt.time(8, 45))
    a_duty(cast, "League", FRIDAYS, owner=None)
    a_duty(cast, "Letters", LAST_DAY)
    a_duty(cast, "Return", Termly(-1), grouping=cast.trust)
    page = head.get(RHYTHM)
    shown = {str(heading): [row["duty"].title for row in rows] for heading, rows in page.context["columns"]}
    assert shown == {
        "Daily": ["Gates", "Calls"],
        "Weekly": ["League"],
        "Monthly": [],
        "Half termly": ["Letters"],
    }
    assert [row["duty"].title for row in page.context["rarer"]] == ["Return"]
    assert "nobody’s yet" in words(page)
    assert "Hedgerow Trust" in words(page)


def test_everybody_at_the_school_sees_it_and_only_some_are_offered_changes(cast, sign_in):
    a_duty(cast, "Calls")
    for person in (cast.teacher, cast.governor, cast.trust_officer):
        page = words(sign_in(person).get(RHYTHM))
        assert "Calls" in page
        assert "Add a duty" not in page
    assert "Add a duty" in words(sign_in(cast.attendance_lead).get(RHYTHM))


def test_the_wall_calendar_is_strand_by_month(cast, head):
    a_duty(cast, "Work sampling", Monthly(-1), strand="Scrutiny of work", owner="head")
    a_duty(cast, "Inclusion meeting", Monthly(1, 1, (10,)), strand="Inclusion", owner="inclusion_lead")
    a_duty(cast, "Consultations", Yearly(11, 12), owner=None)
    a_duty(cast, "Calls")
    wall = head.get(f"{RHYTHM}calendar/").context["wall"]
    assert [column.caption for column in wall.columns] == ["September", "October", "November", "December"]
    shown = {
        strand: [[entry.arrangement.title for entry in cell] for cell in cells] for strand, cells in wall.rows
    }
    assert shown == {
        "Scrutiny of work": [["Work sampling"]] * 4,
        "Inclusion": [[], ["Inclusion meeting"], [], []],
        "": [[], [], ["Consultations"], []],
    }
    assert list(wall.rows)[-1][0] == ""
    assert wall.legend == [(1, "Headteacher"), (2, "Inclusion lead")]


@pytest.mark.parametrize(
    ("term", "captions"),
    [
        ("spring", ["January", "February", "March / April"]),
        ("summer", ["April", "May", "June", "July"]),
    ],
)
def test_a_few_days_share_a_column_with_their_neighbour(cast, head, term, captions):
    """requirements §6, A32: the spring term of the plan ends in its column "March / April"."""
    wall = head.get(f"{RHYTHM}calendar/?year=2024/25&term={term}").context["wall"]
    assert [column.caption for column in wall.columns] == captions
    assert all(one.until + dt.timedelta(days=1) == other.since for one, other in pairwise(wall.columns))


OWN = {"wall_autumn": "Sept–Oct\nAutumn 2\nAdvent = 2 December", "wall_spring": "January\nMarch / April"}


def _shown(wall):
    return {
        strand: [[entry.arrangement.title for entry in cell] for cell in cells] for strand, cells in wall.rows
    }


def test_a_school_heads_the_columns_as_it_prints_them(cast, head):
    """requirements §6, A32: captions are free, and each is mapped to dates."""
    a_duty(cast, "Work sampling", Monthly(-1), strand="Work", owner="head")
    decide_together(place=cast.oak, values=OWN, by=cast.head)
    wall = head.get(f"{RHYTHM}calendar/").context["wall"]
    assert [(one.caption, one.since, one.until) for one in wall.columns] == [
        ("Sept–Oct", dt.date(2024, 8, 1), dt.date(2024, 11, 3)),
        ("Autumn 2", dt.date(2024, 11, 4), dt.date(2024, 12, 1)),
        ("Advent", dt.date(2024, 12, 2), dt.date(2025, 1, 5)),
    ]
    [[_strand, cells]] = wall.rows
    assert [[when.since.month for entry in cell for when in entry.when] for cell in cells] == [
        *([9, 10], [11], [12])
    ]
    spring = head.get(f"{RHYTHM}calendar/?term=spring").context["wall"].columns
    assert [one.caption for one in spring] == ["January", "March / April"]
    assert spring[1].since == dt.date(2025, 3, 1)


def test_a_calendar_printed_by_these_captions_is_pasted_back_the_same(cast, head):
    decide_together(place=cast.oak, values=OWN, by=cast.head)
    pasted = (
        "\tSept–Oct\tAutumn 2\tAdvent\n"
        "Work\tWork sampling\tWork sampling\t\n"
        "Governors\t\tFull meeting\tReview of the year\n"
        "\t\t\tNames nobody gave a strand\n"
        "\tJanuary\tMarch / April\n"
        "Work\t\tWork sampling\n"
    )
    page = head.post(f"{RHYTHM}enter/", {"text": pasted})
    assert "In September, October, November, March, April" in words(page)
    sent = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4}
    for n, form in enumerate(page.context["rows"]):
        sent |= {f"form-{n}-{name}": value for name, value in form.initial.items() if value is not None}
    assert "4 duties are entered." in words(head.post(f"{RHYTHM}enter/", sent, follow=True))
    assert _shown(head.get(f"{RHYTHM}calendar/").context["wall"]) == {
        "Work": [["Work sampling"], ["Work sampling"], []],
        "Governors": [[], ["Full meeting"], ["Review of the year"]],
        "": [[], [], ["Names nobody gave a strand"]],
    }
    assert _shown(head.get(f"{RHYTHM}calendar/?term=spring").context["wall"]) == {
        "Work": [[], ["Work sampling"]]
    }


def test_captions_that_cannot_be_laid_out_are_refused_where_they_are_written(cast, head):
    address = "/schools/123456/settings/wall_autumn/"
    refused = head.post(address, {"wall_autumn": "October\nSeptember", "since": "2024-09-10"})
    assert "“September” does not come after “October”" in words(refused)
    head.post(address, {"wall_autumn": "Sept–Oct\nAutumn 2", "since": "2024-09-10"})
    wall = head.get(f"{RHYTHM}calendar/").context["wall"]
    assert [one.caption for one in wall.columns] == ["Sept–Oct", "Autumn 2"]


def test_half_terms_nobody_has_stated_leave_the_months(cast, head):
    decide_together(place=cast.oak, values=OWN, by=cast.head)
    wall = head.get(f"{RHYTHM}calendar/?year=2026/27&term=autumn").context["wall"]
    assert "September" in [column.caption for column in wall.columns]


def test_a_trust_s_wall_says_how_many_of_its_schools_have_dealt_with_it(cast, sign_in):
    duty = a_duty(cast, "Return to the trust", Monthly(1, 1), strand="Returns", grouping=cast.trust)
    GroupingMembership.objects.create(grouping=cast.trust, school=cast.elm, since=TERM)
    of = {"duty": duty, "occasion": "2024-09", "due_on": dt.date(2024, 9, 3), "by": "command line, tests"}
    mark_done(school=cast.oak, **of)
    page = sign_in(cast.trust_officer).get(f"{TRUST}calendar/")
    assert _shown(page.context["wall"]) == {"Returns": [["Return to the trust"]] * 4}
    assert [str(part) for part, _url, here in page.context["parts"] if here] == ["Wall calendar"]
    assert "3 Sep: 1 of 2 done" in words(page)
    assert "1 Oct: 0 of 2 done" in words(page)


def test_a_trust_s_wall_says_whose_a_duty_is_and_at_how_many_schools_it_is_nobodys(cast, sign_in):
    """Elm is read before Oak; it has a head and no attendance lead, and Oak has both."""
    GroupingMembership.objects.create(grouping=cast.trust, school=cast.elm, since=TERM)
    for title, owner in (
        ("Return", "attendance_lead"),
        ("Plan", "head"),
        ("Tour", "trust_officer"),
        ("Fair", "ewo"),
        ("Prize", "supply_teacher"),
    ):
        a_duty(cast, title, Monthly(1, 1), grouping=cast.trust, owner=owner)
    a_duty(cast, "Post", Monthly(1, 1), grouping=cast.trust, owner=None)
    end_post(post=cast.supply.posts.get(), until=cast.today - dt.timedelta(days=1), by=cast.head)
    page = sign_in(cast.trust_officer).get(f"{TRUST}calendar/")
    shown = re.findall(
        r'/">(\w+)</a><span class="trellis-wall__of">3 Sep: 0 of 2 done · ([^<]*)<', words(page)
    )
    assert dict(shown) == {
        "Return": "Attendance lead; nobody’s at 1 school",
        "Plan": "Headteacher",
        "Tour": "Trust officer",
        "Fair": "Education welfare officer",
        "Prize": "nobody’s",
        "Post": "nobody’s",
    }
    assert {words for _colour, words in page.context["wall"].legend} == {
        "Attendance lead",
        "Headteacher",
        "Trust officer",
        "Education welfare officer",
    }


def test_an_entry_on_the_wall_says_when_it_falls_whether_it_is_done_and_whose_it_is(cast, head):
    duty = a_duty(cast, "Work <i>sampling", Monthly(1, 1), strand="Work & <b>", owner="head")
    a_duty(cast, "Consultations", Yearly(11, 12), owner=None)
    done = {"school": cast.oak, "duty": duty, "by": "command line, tests"}
    mark_done(**done, occasion="2024-09", due_on=dt.date(2024, 9, 3))
    handle(**done, occasion="2024-10", due_on=dt.date(2024, 10, 1), because="A closure")
    page = words(head.get(f"{RHYTHM}calendar/"))
    assert '<tr><th scope="row">Work &amp; &lt;b&gt;</th><td>' in page
    assert f'<a href="{RHYTHM}{duty.pk}/">Work &lt;i&gt;sampling</a>' in page
    for said in (
        "3 Sep done · Headteacher",
        "1 Oct handled · Headteacher",
        "5 Nov · Headteacher",
        "12 Nov · nobody’s",
    ):
        assert f'<span class="trellis-wall__of">{said}</span>' in page


def test_the_three_terms_share_the_year_out(cast, head):
    ends = []
    for term in ("autumn", "spring", "summer"):
        columns = head.get(f"{RHYTHM}calendar/?year=2024/25&term={term}").context["wall"].columns
        ends.append((columns[0].since, columns[-1].until))
    assert ends[0][0] == dt.date(2024, 8, 1)
    assert ends[2][1] == dt.date(2025, 7, 31)
    assert all(one[1] + dt.timedelta(days=1) == other[0] for one, other in pairwise(ends))


def test_a_year_without_a_calendar_is_said_and_still_has_its_months(cast, head):
    a_duty(cast, "Meeting", Monthly(1, 1), strand="Governors")
    page = head.get(f"{RHYTHM}calendar/?year=2026/27&term=autumn")
    assert "Nobody has stated the calendar of 2026/27" in words(page)
    assert [column.caption for column in page.context["wall"].columns][-4:] == [
        *("September", "October", "November", "December")
    ]
    assert head.get(f"{RHYTHM}calendar/?year=soon").status_code == 404


def test_what_needs_somebody(cast, head):
    late = a_duty(cast, "Newsletter", FRIDAYS)
    a_duty(cast, "By name", owner=cast.teacher)
    a_duty(cast, "Fine", TUESDAYS)
    end_post(post=cast.teacher.posts.get(), until=dt.date(2024, 9, 9), by=cast.head)
    page = head.get(f"{RHYTHM}exceptions/")
    found = page.context["found"]
    assert [one.duty for one in found.overdue] == [late]
    assert [one.title for one in found.nobodys] == ["By name"]
    assert [one.title for one, _first in found.never_done] == ["By name", "Fine", "Newsletter"]
    assert found.without_a_date == []
    assert "Tess Teale has left and still owns duties by name." in words(page)
    CalendarSpan.objects.all().delete()
    a_duty(cast, "Letters", LAST_DAY)
    assert [one.title for one in head.get(f"{RHYTHM}exceptions/").context["found"].without_a_date] == [
        "Letters"
    ]


def test_a_duty_says_its_next_dates_and_what_each_was_moved_from(cast, head):
    duty = a_duty(cast, "Friday letters", Weekly((4,)), as_written="Letters – Fridays!")
    page = words(head.get(f"{RHYTHM}{duty.pk}/"))
    assert "Fri 13 September 2024" in page
    assert "every Friday" in page
    assert "Letters – Fridays!" in page
    assert "Due on Friday 6 September 2024, and nobody has said it was done." in page


def test_a_duty_of_another_school_is_not_here(cast, sign_in):
    duty = a_duty(cast)
    outside = sign_in(cast.mr_outside)
    for page in ("", "change/", "hand-on/", "end/", "done/?occasion=2024-09-10"):
        assert outside.get(f"/schools/234567/rhythm/{duty.pk}/{page}").status_code == 404
    for page in ("tick/", "undo/"):
        sent = {"occasion": "2024-09-10"}
        assert outside.post(f"/schools/234567/rhythm/{duty.pk}/{page}", sent).status_code == 404
    assert not Done.objects.exists()


# --- ticking off ---


def test_an_owner_ticks_off_takes_back_and_says_what_was_done(cast, sign_in):
    duty = a_duty(cast, "Calls")
    office = sign_in(cast.office)
    url = f"{RHYTHM}{duty.pk}/"
    answer = office.post(f"{url}tick/", {"occasion": "2024-09-10", "next": "/"})
    assert answer.url == "/"
    assert Done.objects.get().by == cast.office
    assert office.post(f"{url}undo/", {"occasion": "2024-09-10"}).url == url
    assert not Done.objects.exists()
    said = {"evidence": "9 families called", "link": "https://intranet.example/calls", "next": "/"}
    assert office.post(f"{url}done/?occasion=2024-09-10", said).url == "/"
    assert "9 families called" in words(office.get(url))


def test_handled_because(cast, sign_in):
    duty = a_duty(cast, "Calls")
    office, url = sign_in(cast.office), f"{RHYTHM}{duty.pk}/done/?occasion=2024-09-10"
    assert "This field is required" in words(office.post(url, {"because": ""}))
    office.post(url, {"because": "School visit"})
    assert Done.objects.get().because == "School visit"
    assert "Handled, because: School visit" in words(office.get(f"{RHYTHM}{duty.pk}/"))


def test_who_does_not_own_it_is_told_and_nothing_is_recorded(cast, sign_in):
    duty = a_duty(cast, "Calls")
    teacher = sign_in(cast.teacher)
    answer = teacher.post(f"{RHYTHM}{duty.pk}/tick/", {"occasion": "2024-09-10"}, follow=True)
    assert "not Tess Teale’s to tick off" in words(answer)
    assert "This duty is for: School office." in words(
        teacher.get(f"{RHYTHM}{duty.pk}/done/?occasion=2024-09-10")
    )
    assert not Done.objects.exists()


def test_nobody_ticks_off_what_never_falls_nor_is_sent_elsewhere(cast, sign_in):
    duty = a_duty(cast, "Calls")
    office = sign_in(cast.office)
    assert office.post(f"{RHYTHM}{duty.pk}/tick/", {"occasion": "2024-09-14"}).status_code == 404
    sent = {"occasion": "2024-09-10", "next": "https://elsewhere.example/"}
    assert office.post(f"{RHYTHM}{duty.pk}/tick/", sent).url == f"{RHYTHM}{duty.pk}/"


def test_a_half_term_that_moved_is_said_beside_what_was_done(cast, head):
    duty = a_duty(cast, "Letters", HalfTermly(1))
    head.post(f"{RHYTHM}{duty.pk}/done/?occasion=2024/25 Autumn 1", {"evidence": "Sent"})
    CalendarSpan.objects.create(
        school=cast.oak, kind="inset", since="2024-09-03", until="2024-09-03", name="INSET"
    )
    assert "It was due on 3 September 2024 when it was dealt with; by the calendar of today, on 4" in words(
        head.get(f"{RHYTHM}{duty.pk}/")
    )


# --- arranging ---


@pytest.mark.parametrize(
    ("every", "sent", "expected"),
    [
        ("daily", {}, DAILY),
        ("weekly", {"weekdays": ["1", "4"]}, Weekly((1, 4))),
        ("monthly", {"nth": "1", "weekday": "1"}, Monthly(1, 1)),
        ("monthly", {"nth": "-1", "weekday": "", "months": ["1", "9"]}, Monthly(-1, None, (9, 1))),
        ("half_termly", {"nth": "-6", "counted": "day"}, HalfTermly(-6)),
        ("termly", {"nth": "2", "counted": "week"}, Termly(2, weeks=True)),
        ("half_termly", {"nth": "-1", "counted": "4"}, HalfTermly(-1, weeks=True, weekday=4)),
        ("yearly", {"day": "10", "month": "10"}, Yearly(10, 10)),
        ("event", {"event": "school closes", "school_days": "2"}, AfterEvent("school closes", 2)),
    ],
)
def test_a_duty_is_entered_in_plain_words_and_its_form_shows_it_again(cast, head, every, sent, expected):
    given = {"title": "Something", "owner": "role:office", "at": "09:15", "since": "2024-09-10"}
    rule = {} if every == "daily" else {"holiday_rule": "keep"}
    answer = head.post(f"{RHYTHM}add/?every={every}", given | sent | rule)
    held = Arrangement.objects.get()
    assert answer.url == f"{RHYTHM}{held.duty_id}/"
    assert (held.comes_back, held.role, held.at) == (expected, "office", dt.time(9, 15))
    initial = head.get(f"{RHYTHM}{held.duty_id}/change/").context["form"].initial
    again = (
        given
        | rule
        | {
            name: [str(one) for one in value] if isinstance(value, list) else str(value)
            for name, value in initial.items()
            if name
            in {"weekdays", "nth", "weekday", "months", "counted", "day", "month", "event", "school_days"}
        }
    )
    head.post(f"{RHYTHM}{held.duty_id}/change/", again | {"title": "Renamed"})
    assert Arrangement.objects.get().comes_back == expected
    assert Arrangement.objects.get().title == "Renamed"


def test_what_makes_no_sense_is_said_at_its_field(cast, head):
    given = {"title": "Something", "holiday_rule": "keep", "since": "2024-09-10", "day": "31", "month": "2"}
    form = head.post(f"{RHYTHM}add/?every=yearly", given).context["form"]
    assert form.errors["day"] == ["There is no such date in any year."]
    assert not Duty.objects.exists()


def test_how_often_is_asked_first(cast, head):
    assert "How often is it due?" in words(head.get(f"{RHYTHM}add/"))
    assert "How often is it due?" in words(head.get(f"{RHYTHM}add/?every=hourly"))


def test_turns_begin_on_the_first_day_and_go_on_when_something_else_is_changed(cast, head):
    sent = {
        "title": "Focus group",
        "holiday_rule": "skip",
        "since": "2024-09-10",
        "nth": "-1",
        "counted": "day",
        "slots": "N/6\nR/5\n1/4\n2/3",
    }
    head.post(f"{RHYTHM}add/?every=half_termly", sent)
    duty = Duty.objects.get()
    assert [due.turn for due in head.get(f"{RHYTHM}{duty.pk}/").context["next"]][:5] == [
        *("N/6", "R/5", "1/4", "2/3", "N/6")
    ]
    head.post(f"{RHYTHM}{duty.pk}/change/", sent | {"title": "Focus groups", "since": "2024-11-05"})
    turns = [due.turn for due in head.get(f"{RHYTHM}{duty.pk}/").context["next"]]
    assert turns[:3] == ["N/6", "R/5", "1/4"]


def test_a_turn_is_set_by_hand_for_one_date(cast, head):
    turns = {"slots": ("N/6", "R/5", "1/4", "2/3"), "rota_from": "2024/25 Autumn 1"}
    duty = a_duty(cast, "Focus group", LAST_DAY, **turns)
    url = f"{RHYTHM}{duty.pk}/"

    def told() -> list[str]:
        return [due.turn for due in head.get(url).context["next"]][:4]

    assert told() == ["N/6", "R/5", "1/4", "2/3"]
    head.post(f"{url}turn/?occasion=2024/25 Spring 1", {"slot": "R/5"})
    assert told() == ["N/6", "R/5", "R/5", "2/3"]
    # It stays when something else is changed, and goes when the list decides again.
    head.post(
        f"{url}change/",
        head.get(f"{url}change/").context["form"].initial
        | {"title": "Groups", "since": "2024-09-10", "at": "", "owner": ""},
    )
    assert told() == ["N/6", "R/5", "R/5", "2/3"]
    head.post(f"{url}turn/?occasion=2024/25 Spring 1", {"slot": ""})
    assert told() == ["N/6", "R/5", "1/4", "2/3"]
    assert "slot" in head.post(f"{url}turn/?occasion=2024/25 Spring 1", {"slot": "9Z"}).context["form"].errors
    assert head.get(f"{url}turn/").url == url


def test_a_duty_is_handed_on_and_ended(cast, head):
    duty = a_duty(cast, "Calls")
    team = make_team(name="Inclusion team", school=cast.oak, by=cast.head)
    head.post(f"{RHYTHM}{duty.pk}/hand-on/", {"owner": f"team:{team.pk}", "since": "2024-09-11"})
    assert duty.arrangements.last().team == team
    head.post(f"{RHYTHM}{duty.pk}/end/", {"until": "2024-09-20"})
    assert duty.arrangements.last().until == dt.date(2024, 9, 20)


def test_a_leavers_duties_are_handed_on_from_the_page(cast, head):
    for title in ("One", "Two"):
        a_duty(cast, title, FRIDAYS, owner=cast.teacher)
    assert f'value="{cast.teacher.pk}" selected' in words(
        head.get(f"{RHYTHM}hand-on/?leaver={cast.teacher.pk}")
    )
    sent = {"leaver": cast.teacher.pk, "owner": "role:office", "since": "2024-09-11"}
    answer = head.post(f"{RHYTHM}hand-on/", sent, follow=True)
    assert "2 duties are handed on." in words(answer)


def test_nobody_outside_can_be_made_an_owner(cast, head):
    sent = {"title": "X", "since": "2024-09-10", "owner": f"person:{cast.mr_outside.pk}"}
    assert "owner" in head.post(f"{RHYTHM}add/?every=daily", sent).context["form"].errors


def test_a_routine_is_pasted_corrected_and_entered_once(cast, head):
    page = head.post(f"{RHYTHM}enter/", {"text": TABLE})
    rows = page.context["rows"]
    sent = {
        "form-TOTAL_FORMS": len(rows.forms),
        "form-INITIAL_FORMS": len(rows.forms),
        **{
            f"form-{n}-{name}": value
            for n, form in enumerate(rows)
            for name, value in form.initial.items()
            if value not in (None, False)
        },
        "form-5-title": "Stickers for all",
    }
    del sent["form-4-keep"]
    assert "6 duties are entered." in words(head.post(f"{RHYTHM}enter/", sent, follow=True))
    assert set(Arrangement.objects.values_list("title", "every")) >= {
        ("Stickers for all", "monthly"),
        ("By 8:55 all registers to close.", "daily"),
    }
    assert Duty.objects.get(arrangements__title="Stickers for all").as_written == "Stickers"
    again = head.post(f"{RHYTHM}enter/", {"text": TABLE})
    assert [form.initial["keep"] for form in again.context["rows"]] == [False] * 4 + [True] + [False] * 2
    assert "6 of them are here already" in words(again)


def test_a_text_that_is_no_routine_is_said_to_be_none(cast, head):
    form = head.post(f"{RHYTHM}enter/", {"text": "Hello"}).context["form"]
    assert "No routine was found" in form.errors["text"][0]


# --- a trust ---


def test_a_trust_arranges_duties_that_its_schools_deal_with(cast, sign_in):
    give_post(person=cast.data_manager, role="head", grouping=cast.trust, by=cast.head)
    officer = sign_in(cast.data_manager)
    sent = {
        "title": "Data drop",
        "since": "2024-09-10",
        "holiday_rule": "skip",
        "nth": "-1",
        "counted": "day",
    }
    made = officer.post(f"{TRUST}add/?every=termly", sent | {"owner": "role:head"})
    duty = Duty.objects.get(grouping=cast.trust)
    assert made.url == f"{TRUST}{duty.pk}/"
    assert "never yet" in words(officer.get(made.url))
    oak = sign_in(cast.head)
    assert oak.get(f"{RHYTHM}{duty.pk}/change/").status_code == 404
    oak.post(f"{RHYTHM}{duty.pk}/done/?occasion=2024/25 Autumn", {"evidence": "Sent"})
    assert "for 20 December 2024, by Helen Hart" in words(officer.get(made.url))
    officer.post(f"{made.url}hand-on/", {"owner": "role:data_manager", "since": "2024-09-11"})
    officer.post(f"{made.url}end/", {"until": "2024-12-31"})
    assert duty.arrangements.last().role == "data_manager"
    assert "Data drop" in words(officer.get(TRUST))


# --- strength ---


def test_pages_ask_the_same_of_the_database_however_many_duties_there_are(cast, head):
    pages = ("", "calendar/", "exceptions/")

    def ask() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert head.get(f"{RHYTHM}{page}").status_code == 200
            counts.append(len(asked))
        return counts

    def more(number: int) -> None:
        for n in range(number):
            owner = (cast.teacher, "head", None)[n % 3]
            a_duty(cast, f"Duty {n}", (FRIDAYS, DAILY, LAST_DAY)[n % 3], owner=owner, strand=f"S{n % 4}")

    more(3)
    few = ask()
    more(30)
    assert ask() == few
