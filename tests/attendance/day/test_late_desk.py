"""The late desk: who came is kept, the mark follows by the times, and nothing unseen is overwritten."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.attendance.day.coming import a_desk_link
from tests.attendance.day.morning import taken
from tests.attendance.day.telling import told_of
from tests.cast import LONDON
from trellis.attendance.day import arriving
from trellis.attendance.display_links import key_of, revoke_link
from trellis.attendance.models import Arrival, DeskLink
from trellis.registers.actions import save_register
from trellis.registers.history import history
from trellis.registers.ledger import standing_details
from trellis.registers.models import Entry, Line
from trellis.registers.places import Mark
from trellis.registers.taking import Sheet
from trellis.rules.words import ProblemWith, Session
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, School

PAGE = "/schools/123456/late/"


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.office)


def code_of(cast, name, session=Session.AM):
    return arriving.standing_code(cast.oak, cast.pupils[name].pk, cast.today, session)


def come(cast, name, at="08:57:00", **said):
    moment = dt.datetime.combine(cast.today, dt.time.fromisoformat(at), tzinfo=LONDON)
    told = {"seen": code_of(cast, name), "by": cast.office, **said}
    return arriving.sign_in_late(school=cast.oak, pupil=cast.pupils[name], at=moment, **told)


def page_of(office) -> str:
    return office.get(PAGE).content.decode()


# --- At the office ------------------------------------------------------------------------------------------


def test_a_child_is_found_signed_in_and_marked_late(cast, office):
    page = office.get(PAGE, {"q": "ama"}).content.decode()
    assert "Amy Adams" not in page
    page = office.get(PAGE, {"child": str(cast.amy.pk)}).content.decode()
    assert "Amy Adams" in page

    sent = {"at": "08:56:30", "brought_by": "Ann Adams", "reason": "The bus", "code": "", "seen": ""}
    answer = office.post(f"{PAGE}?child={cast.amy.pk}", sent, follow=True)

    assert "Amy Adams is signed in at 08:56: L." in answer.content.decode()
    one = Arrival.objects.get()
    assert (one.code, one.minutes_late, one.brought_by, one.reason) == ("L", 7, "Ann Adams", "The bus")
    line = Line.objects.get(pupil=cast.amy)
    (change,) = history(line)
    assert (change.was, change.now, change.kind, change.by) == ("", "L", Entry.Kind.LATE, "Olive Ofori")
    assert change.said.minutes_late == 7
    assert "bus" not in change.why


def test_the_mark_is_the_registers_own_times_to_the_second(cast, clock):
    clock.at("2024-09-10 09:40")
    assert come(cast, "amy", "08:50:00").code == ""
    assert code_of(cast, "amy") == ""
    assert come(cast, "ben", "08:50:01").code == "L"
    assert come(cast, "cal", "09:20:00").code == "L"
    assert come(cast, "dee", "09:20:01").code == "U"
    assert [code_of(cast, name) for name in ("ben", "cal", "dee")] == ["L", "L", "U"]


def test_after_an_n_the_register_has_closed_over_the_late_mark_follows(cast, clock):
    taken(cast, cast.class_3b, amy="N")
    clock.at("2024-09-10 09:31")
    assert come(cast, "amy", "09:30:00").entry is not None
    assert code_of(cast, "amy") == "U"


def test_the_office_chooses_another_code_and_the_register_keeps_why(cast, clock):
    taken(cast, cast.class_3b, amy="N")
    clock.at("2024-09-10 10:05")
    one = come(cast, "amy", "10:04:00", code="M", reason="Dentist")
    assert (code_of(cast, "amy"), one.minutes_late) == ("M", None)
    last = history(Line.objects.get(pupil=cast.amy))[-1]
    assert (last.kind, last.why) == (Entry.Kind.AMENDMENT, "Signed in at the late desk at 10:04")


def test_what_was_expected_is_offered_first(cast, office):
    told_of(cast, "amy", code="M", reason="Dentist")
    page = office.get(PAGE, {"child": str(cast.amy.pk)}).content.decode()
    assert "M is expected of them now." in page
    assert '<option value="M" selected>' in page


def test_the_teachers_n_the_desk_had_not_seen_stands_and_both_are_shown(cast, office):
    taken(cast, cast.class_3b, amy="I")
    sent = {"at": "08:56:00", "brought_by": "", "reason": "", "code": "", "seen": ""}
    answer = office.post(f"{PAGE}?child={cast.amy.pk}", sent, follow=True).content.decode()

    assert code_of(cast, "amy") == "I"
    assert "The register says something else by now: look at both below." in answer
    assert "The desk: L, came at 08:56:00 (Olive Ofori)." in answer
    assert "The register: I, since 08:57 (Tess Teale)." in answer


def test_the_desks_l_meets_the_teachers_older_page_and_neither_is_overwritten(cast):
    """The teacher opened the register before the child came and marks N: the L stands, and both are shown."""
    come(cast, "amy")
    sheet = Sheet(cast.oak, cast.class_3b, cast.today, Session.AM)
    mark = Mark(cast.amy.pk, cast.today, Session.AM, "N", seen="")
    (conflict,) = save_register(sheet=sheet, marks=[mark], by=cast.teacher).conflicts
    assert (conflict.stands, conflict.last.by) == ("L", "Olive Ofori")
    assert code_of(cast, "amy") == "L"


def test_a_person_writes_the_desks_code_or_leaves_what_stands(cast, office):
    taken(cast, cast.class_3b, amy="I", ben="I")
    one, two = come(cast, "amy", seen=""), come(cast, "ben", seen="")

    office.post(f"{PAGE}{one.pk}/decide/", {"code": "L", "seen": "I"})
    assert code_of(cast, "amy") == "L"
    office.post(f"{PAGE}{two.pk}/decide/", {"leave": "yes"})
    two.refresh_from_db()
    assert (code_of(cast, "ben"), two.settled_by_name) == ("I", "Olive Ofori")
    assert "Look at both" not in page_of(office)


def test_a_choice_made_on_an_old_page_overwrites_nothing(cast, office):
    taken(cast, cast.class_3b, amy="I")
    one = come(cast, "amy", seen="")
    answer = office.post(f"{PAGE}{one.pk}/decide/", {"code": "L", "seen": "N"}, follow=True)
    assert "Another mark has come since: look at both again." in answer.content.decode()
    assert code_of(cast, "amy") == "I"


@pytest.mark.parametrize(
    ("now", "at", "sentence"),
    [
        ("08:57", "09:10:00", "Choose a time that is past."),
        ("15:20", "15:15:01", "The school day ended at 15:15: nobody is signed in any more today."),
    ],
)
def test_a_time_that_cannot_be_has_its_sentence(cast, clock, now, at, sentence):
    clock.at(f"2024-09-10 {now}")
    with pytest.raises(ProblemWith, match=sentence):
        come(cast, "amy", at)


def test_after_the_morning_has_ended_its_mark_stands_and_the_child_is_in(cast, clock, office):
    taken(cast, cast.class_3b, amy="N")
    clock.at("2024-09-10 12:20")
    sent = {"at": "12:15:00", "brought_by": "", "reason": "", "code": "", "seen": ""}
    answer = office.post(f"{PAGE}?child={cast.amy.pk}", sent, follow=True).content.decode()
    assert "The morning has ended: its mark stays as it is" in answer
    assert (code_of(cast, "amy"), code_of(cast, "amy", Session.PM)) == ("N", "")
    assert Arrival.objects.get().session == "PM"


def test_a_child_who_left_yesterday_has_a_sentence(cast):
    actions.leave(enrolment=cast.enrolment("ben"), until=dt.date(2024, 9, 9), by=cast.office)
    with pytest.raises(ProblemWith, match="Ben Bright left the school on 9 September 2024"):
        come(cast, "ben")
    assert not Arrival.objects.exists()


def test_signed_in_twice_says_who_did_it_first(cast):
    come(cast, "amy")
    with pytest.raises(ProblemWith, match=r"Amy Adams was signed in at 08:57, by Olive Ofori\."):
        come(cast, "amy")


def test_an_arrival_by_mistake_is_set_aside_with_its_why(cast, office):
    one = come(cast, "amy")
    office.post(f"{PAGE}{one.pk}/decide/", {"aside": "yes", "why": ""})
    assert Arrival.objects.standing().exists()
    office.post(f"{PAGE}{one.pk}/decide/", {"aside": "yes", "why": "It was Eve"})
    one.refresh_from_db()
    assert (one.set_aside_by_name, one.set_aside_why) == ("Olive Ofori", "It was Eve")
    assert come(cast, "amy", seen="L").entry is not None


def test_where_the_mis_keeps_the_register_the_desk_keeps_who_came(cast, office):
    School.objects.filter(pk=cast.oak.pk).update(register_of_record=School.RegisterOfRecord.MIS)
    sent = {"at": "08:56:00", "brought_by": "", "reason": "", "code": "", "seen": ""}
    answer = office.post(f"{PAGE}?child={cast.amy.pk}", sent, follow=True).content.decode()
    assert "Your MIS keeps the register: write L there." in answer
    assert not Entry.objects.exists()
    assert Arrival.objects.get().code == "L"


def test_whoever_may_not_amend_marks_has_no_desk_and_mr_outside_none_of_oaks(cast, sign_in):
    one = come(cast, "amy")
    for person in (cast.teacher, cast.governor, cast.mr_outside, cast.ewo):
        client = sign_in(person)
        assert client.get(PAGE).status_code == 404
        assert client.post(f"{PAGE}{one.pk}/decide/", {"leave": "yes"}).status_code == 404


def test_the_page_says_how_many_children_it_showed(cast, office):
    come(cast, "amy")
    come(cast, "ben")
    page_of(office)
    assert AccessLogEntry.objects.get().pupils == 2


def test_the_queries_do_not_grow_with_the_children(cast, office):
    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            page_of(office)
        return len(held)

    come(cast, "amy")
    page_of(office)
    few = queries()
    for name in ("ben", "cal", "dee", "eve", "fay"):
        come(cast, name)
    assert queries() == few


# --- On the screen by the door ------------------------------------------------------------------------------


@pytest.fixture
def desk(cast):
    return a_desk_link(cast)


def type_in(desk, name, **said):
    told = {"name": name, "brought_by": "", "reason": "", **said}
    return Client().post(f"/late/{key_of(desk)}/", told, follow=True)


def test_a_whole_name_is_enough_and_the_mark_is_made(cast, desk):
    answer = type_in(desk, " amy  ADAMS ", reason="Slept in")
    assert "It is written down. Please go to your class." in answer.content.decode()
    assert code_of(cast, "amy") == "L"
    (change,) = history(Line.objects.get(pupil=cast.amy))
    assert change.by == "late desk, front door"


@pytest.mark.parametrize("typed", ["Amy Adams", "Nobody Here", "Amy", "Zak Zane", "' OR 1=1"])
def test_the_screen_says_the_same_whatever_is_typed_and_names_nobody(cast, desk, typed):
    taken(cast, cast.class_3b, ben="I")
    page = type_in(desk, typed).content.decode()
    assert page == type_in(desk, "Ben Bright").content.decode()
    assert not any(str(one) in page or one.forename in page for one in cast.pupils.values())


def test_a_name_that_is_nobodys_waits_for_the_office_and_is_said_whose(cast, desk, office):
    type_in(desk, "Amie Adams")
    one = Arrival.objects.get()
    assert (one.pupil, one.typed, one.entry) == (None, "Amie Adams", None)
    assert "Whose name is this?" in page_of(office)

    assert "Amy Adams" in office.get(f"{PAGE}{one.pk}/", {"q": "am ad"}).content.decode()
    office.post(f"{PAGE}{one.pk}/decide/", {"pupil": str(cast.amy.pk)})
    one.refresh_from_db()
    assert (one.pupil, one.typed, code_of(cast, "amy")) == (cast.amy, "", "L")


def test_what_waits_at_the_desk_stands_on_the_offices_day(cast, desk, sign_in):
    words = "1 to look at, at the late desk"
    assert words not in sign_in(cast.office).get("/").content.decode()
    type_in(desk, "Amie Adams")
    assert words in sign_in(cast.office).get("/").content.decode()
    assert words not in sign_in(cast.teacher).get("/").content.decode()


def test_two_children_of_one_name_wait_for_the_office(cast, desk):
    actions.admit(school=cast.oak, forename="Amy", surname="Adams", since=cast.today, by=cast.office)
    type_in(desk, "Amy Adams")
    assert Arrival.objects.get().pupil is None


def test_where_something_is_expected_or_stands_already_the_screen_writes_nothing(cast, desk, office):
    taken(cast, cast.class_3b, ben="I", dee="N")
    told_of(cast, "eve", code="M", reason="Dentist")
    for name in ("Eve Adams", "Ben Bright", "Dee Dunn"):
        type_in(desk, name)
    assert [code_of(cast, name) for name in ("eve", "ben", "dee")] == ["", "I", "L"]
    page = page_of(office)
    assert "M was expected." in page
    assert "The register: I, since 08:57 (Tess Teale)." in page


def test_a_screen_that_sends_too_much_is_asked_to_wait(cast, desk, clock):
    for number in range(arriving.MOST_A_MINUTE):
        assert type_in(desk, f"Nobody {number}").status_code == 200
    assert type_in(desk, "Amy Adams").status_code == 429
    assert code_of(cast, "amy") == ""
    clock.at("2024-09-10 08:59")
    assert type_in(desk, "Amy Adams").status_code == 200


def test_a_link_taken_back_or_past_its_day_or_made_up_opens_nothing(cast, desk, clock):
    address = f"/late/{key_of(desk)}/"
    assert Client().get(address).status_code == 200
    assert Client().get("/late/1.made-up/").status_code == 404
    clock.at("2024-09-11 08:57")
    assert Client().get(address).status_code == 404
    clock.at("2024-09-10 08:58")
    revoke_link(link=desk, by=cast.head)
    assert Client().post(address, {"name": "Amy Adams"}).status_code == 404
    assert not Arrival.objects.exists()


def test_screens_are_made_and_taken_back_by_whoever_changes_settings(cast, sign_in, office):
    assert office.get(f"{PAGE}screens/").status_code == 404
    lead = sign_in(cast.attendance_lead)
    lead.post(f"{PAGE}screens/", {"place": "Front door", "until": "2024-12-20"})
    assert f"/late/{key_of(DeskLink.objects.get())}/" in lead.get(f"{PAGE}screens/").content.decode()
    too_long = lead.post(f"{PAGE}screens/", {"place": "Front door", "until": "2030-12-20"})
    assert too_long.status_code == 400


def test_the_screen_is_kept_nowhere_and_asks_for_no_cookie(cast, desk):
    answer = Client().get(f"/late/{key_of(desk)}/")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_minutes_late_go_with_the_mark(cast):
    come(cast, "amy", "08:51:10")
    line = Line.objects.get(pupil=cast.amy)
    (said,) = standing_details([line.pk]).values()
    assert said.minutes_late == 2
