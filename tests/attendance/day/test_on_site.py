"""The on-site list: who is here by class and since when that is known, whom to look for, and who has gone."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.attendance.day.coming import unwell
from tests.attendance.day.morning import taken
from tests.cast import LONDON
from trellis.attendance.day import arriving
from trellis.attendance.day.on_site import OnSite
from trellis.attendance.models import Arrival, Leaving
from trellis.registers.actions import record_marks
from trellis.registers.models import Entry
from trellis.registers.places import Mark
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, CalendarSpan

PAGE = "/schools/123456/on-site/"


def found(cast, reader=None) -> OnSite:
    return OnSite(cast.oak, timezone.now(), reader or cast.head)


def names(children) -> list[str]:
    return [child.name for child in children]


def of_class(cast, name):
    return next(one for one in found(cast).classes if one.name == name)


def moment(time: str) -> dt.datetime:
    return dt.datetime.combine(dt.date(2024, 9, 10), dt.time.fromisoformat(time), tzinfo=LONDON)


def left(cast, name, at, back=None) -> Leaving:
    said = {"went_with": "Ann Adams", "reason": "Unwell", "code": "I", "recorded_by_name": "Olive Ofori"}
    if back:
        said |= {"back_at": moment(back), "back_recorded_at": moment(back), "back_by_name": "Olive Ofori"}
    return Leaving.objects.create(
        school=cast.oak, pupil=cast.pupils[name], date=cast.today, left_at=moment(at), recorded_at=moment(at),
        **said )  # fmt: skip


def test_before_any_register_everybody_is_to_be_looked_for(cast):
    assert found(cast).here == 0
    assert [name for name, _child in found(cast).unknown] == ["3B"] * 4 + ["4C"] * 2


def test_on_a_day_without_school_nobody_is_looked_for_but_whom_somebody_saw(cast, sign_in, clock):
    for moment in ("2024-09-14 10:00", "2024-10-29 10:00"):  # a Saturday, a half-term break
        clock.at(moment)
        assert not found(cast).unknown
        assert (
            "There is no school today. 0 children on site." in sign_in(cast.head).get(PAGE).content.decode()
        )
    day, at = dt.date(2024, 10, 29), dt.datetime(2024, 10, 29, 9, 30, tzinfo=LONDON)
    Arrival.objects.create(
        school=cast.oak, pupil=cast.amy, date=day, at=at, recorded_at=at, recorded_by_name="Olive Ofori"
    )
    assert names(of_class(cast, "3B").here) == ["Adams, Amy"]


def test_nobody_is_looked_for_in_an_august_whose_calendar_nobody_has_stated(cast, clock):
    CalendarSpan.objects.filter(school=cast.oak).delete()
    assert found(cast).unknown
    clock.at("2025-08-12 10:00")
    assert not found(cast).unknown


def test_whoever_is_marked_here_is_on_it_with_the_moment_the_mark_was_made(cast, clock):
    taken(cast, cast.class_3b, amy="N", cal="L", dee="V")
    clock.at("2024-09-10 09:30")
    one = of_class(cast, "3B")
    assert names(one.here) == ["Bright, Ben", "Carter, Cal"]
    assert {timezone.localtime(child.known_at).strftime("%H:%M") for child in one.here} == {"08:57"}
    assert (one.away, one.unknown) == (2, [])


def test_a_late_child_is_on_it_as_soon_as_the_desk_has_them(cast, clock):
    taken(cast, cast.class_3b, amy="N")
    clock.at("2024-09-10 09:40:30")
    arriving.sign_in_late(school=cast.oak, pupil=cast.amy, at=moment("09:40:00"), seen="N", by=cast.office)
    (amy,) = [child for child in of_class(cast, "3B").here if child.pupil == cast.amy.pk]
    assert amy.known_at == moment("09:40:30")


def test_a_child_signed_out_is_not_on_it_until_they_are_back(cast, clock):
    taken(cast, cast.class_3b)
    clock.at("2024-09-10 12:30")
    one = left(cast, "amy", "11:00")
    assert "Adams, Amy" not in names(of_class(cast, "3B").here)
    one.back_at = one.back_recorded_at = moment("12:10")
    one.back_by_name = "Olive Ofori"
    one.save()
    assert "Adams, Amy" in names(of_class(cast, "3B").here)


def test_here_in_the_morning_and_marked_absent_since_is_looked_for(cast, clock):
    taken(cast, cast.class_3b)
    clock.at("2024-09-10 13:05")
    taken(cast, cast.class_3b, Session.PM, amy="N")
    assert [child.name for _name, child in found(cast).unknown if child.why != "no mark yet"] == [
        "Adams, Amy"
    ]


def test_a_morning_mark_amended_after_a_child_left_brings_nobody_back(cast, clock):
    taken(cast, cast.class_3b)
    left(cast, "amy", "11:00")
    clock.at("2024-09-10 11:30")
    mark = Mark(cast.amy.pk, cast.today, Session.AM, "L", seen="/")
    record_marks(school=cast.oak, marks=[mark], by=cast.office, kind=Entry.Kind.AMENDMENT, why="She was late")
    assert "Adams, Amy" not in names(of_class(cast, "3B").here)


def test_a_child_who_left_the_school_or_is_at_another_is_not_on_it(cast):
    actions.leave(enrolment=cast.enrolment("ben"), until=dt.date(2024, 9, 9), by=cast.office)
    listed = {child.pupil for _name, child in found(cast).unknown}
    assert listed == {cast.pupils[name].pk for name in ("amy", "cal", "dee", "eve", "fay")}


def test_a_child_in_no_class_is_looked_for_too(cast):
    actions.admit(school=cast.oak, forename="New", surname="Comer", since=cast.today, by=cast.office)
    assert ("No class", "Comer, New") in [(name, child.name) for name, child in found(cast).unknown]


def test_a_teacher_sees_their_own_class_and_mr_outside_nothing(cast, sign_in):
    taken(cast, cast.class_3b)
    page = sign_in(cast.teacher).get(PAGE).content.decode()
    assert "Adams, Amy" in page
    assert "Your own classes." in page
    assert "Adams, Eve" not in page
    assert sign_in(cast.mr_outside).get(PAGE).status_code == 404
    assert sign_in(cast.governor).get(PAGE).status_code == 404


def test_beside_a_name_stands_what_is_known_and_a_name_is_never_markup(cast, sign_in, clock):
    taken(cast, cast.class_3b, amy="N", cal="N")
    cast.ben.surname = "<i>Bright"
    cast.ben.save()
    one = unwell(cast, "dee")
    one.place = "Room <4>"
    one.save()
    page = sign_in(cast.head).get(PAGE).content.decode()
    assert "<li>&lt;i&gt;Bright, Ben <span>08:57</span></li>" in page
    assert "<li>Dunn, Dee <span>Room &lt;4&gt; · 08:57</span></li>" in page


def test_the_page_says_how_many_and_how_old_and_that_visitors_are_not_on_it(cast, sign_in, clock):
    taken(cast, cast.class_3b, amy="N")
    page = sign_in(cast.head).get(PAGE).content.decode()
    assert "3 children on site. 2 to be looked for." in page
    assert "Marks last came in at 08:57" in page
    assert "visitors and staff are not on this list" in page
    assert AccessLogEntry.objects.get().pupils == 5
    clock.at("2024-09-10 15:30")
    assert "The school day has ended" in sign_in(cast.head).get(PAGE).content.decode()


def test_the_paper_has_the_same_and_is_kept_by_no_browser(cast, sign_in):
    taken(cast, cast.class_3b)
    answer = sign_in(cast.head).get(f"{PAGE}paper/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF")


def test_a_name_the_typeface_cannot_print_does_not_stop_the_paper(cast, sign_in):
    cast.amy.forename = "艾米"
    cast.amy.save()
    taken(cast, cast.class_3b)
    assert sign_in(cast.head).get(f"{PAGE}paper/").status_code == 200


def test_the_queries_do_not_grow_with_the_children(cast, sign_in):
    head = sign_in(cast.head)

    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            head.get(PAGE)
        return len(held)

    taken(cast, cast.class_3b)
    head.get(PAGE)
    few = queries()
    taken(cast, cast.class_4c, fay="N")
    left(cast, "amy", "08:55")
    for number in range(20):
        actions.admit(
            school=cast.oak, forename=f"N{number}", surname="Comer", since=cast.today, by=cast.office
        )
    assert queries() == few


def test_the_worker_says_nothing_of_a_school(client, cast):
    answer = client.get("/on-site/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/schools/"
    assert "Oak" not in answer.content.decode()
