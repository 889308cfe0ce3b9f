"""Told of an absence: taken in on one page, shown on the register, put right with its history."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.attendance.day.telling import telling, told_of
from tests.cast import LONDON
from trellis.attendance.day.told import told_from
from trellis.messages.families import family_of
from trellis.messages.timeline import of_child, of_home, timeline
from trellis.registers.erasure import erase_pupil
from trellis.registers.expecting import ProblemWithTelling, correct_absence
from trellis.registers.merging_pupils import merge_pupils
from trellis.registers.models import ExpectedAbsence
from trellis.registers.taking import expected_on
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, Contact
from trellis.web.subject_access import Holding

PAGE = "/schools/123456/absence/told/"
WEDNESDAY, THURSDAY = dt.date(2024, 9, 11), dt.date(2024, 9, 12)


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.office)


def ann() -> Contact:
    return Contact.objects.get(name="Ann Adams")


def filled_in(**said):
    told = {
        "who": str(ann().pk),
        "how": "voicemail",
        "reason": "Temperature since last night",
        "since": "2024-09-10",
        "back": "2024-09-12",
        "sessions": "YYYYYYYYYY",
        "code": "I",
        "day": "2024-09-10",
        "time": "08:10",
    }
    return {**told, **said}


def expected(cast, name, day, session=Session.AM):
    return expected_on(day, session, [cast.enrolment(name)]).get(cast.enrolment(name).pk, [])


# --- Finding the child --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ada", "AD am", "my adam", "adams amy"])
def test_a_child_is_found_by_a_few_letters_of_any_part_of_the_name(cast, office, typed):
    page = office.get(PAGE, {"q": typed}).content.decode()
    assert "Amy Adams" in page
    assert "Ben Bright" not in page


def test_a_name_nobody_has_says_so_and_no_letters_list_nobody(cast, office):
    assert "Nobody on roll has “xyz”" in office.get(PAGE, {"q": "xyz"}).content.decode()
    assert "Amy Adams" not in office.get(PAGE).content.decode()


def test_a_child_who_left_or_is_at_another_school_is_not_found(cast, office):
    actions.leave(enrolment=cast.enrolment("ben"), until=dt.date(2024, 9, 9), by=cast.office)
    assert "Ben Bright" not in office.get(PAGE, {"q": "ben"}).content.decode()
    assert "Zak" not in office.get(PAGE, {"q": "zak"}).content.decode().replace("“zak”", "")
    assert office.get(PAGE, {"child": str(cast.zak.pk)}).status_code == 404
    assert office.get(PAGE, {"child": "x"}).status_code == 404


# --- Taking it in -------------------------------------------------------------------------------------------


def test_what_is_taken_in_stands_until_the_day_before_the_child_is_back(cast, office):
    answer = office.post(f"{PAGE}?child={cast.amy.pk}", filled_in())

    assert answer.status_code == 302
    one = ExpectedAbsence.objects.get()
    assert (one.enrolment.pupil, one.code, one.how, one.told_by) == (cast.amy, "I", "voicemail", "Ann Adams")
    assert (one.contact, one.until, one.back_on) == (ann(), WEDNESDAY, THURSDAY)
    assert one.reason == "Temperature since last night"
    assert one.told_at == dt.datetime(2024, 9, 10, 8, 10, tzinfo=LONDON)
    assert str(one.recorded_by) == "Olive Ofori, School secretary"
    assert [bool(expected(cast, "amy", day)) for day in (cast.today, WEDNESDAY, THURSDAY)] == [
        True,
        True,
        False,
    ]


def test_where_nobody_says_when_the_child_is_back_it_holds_for_the_one_day(cast, office):
    office.post(f"{PAGE}?child={cast.amy.pk}", filled_in(back=""))
    told = ExpectedAbsence.objects.get()
    assert (told.until, told.back_on) == (cast.today, None)
    page = office.get(PAGE).content.decode()
    assert "not said" in page
    assert "Wed 11 September" not in page
    register = office.get("/schools/123456/registers/3B/2024-09-10/am/").content.decode()
    assert "(Ann Adams)" in register
    assert "back Wed" not in register
    line = office.get(f"/schools/123456/pupils/{cast.amy.pk}/timeline/").content.decode()
    assert "On 10 September 2024; nobody said when they are back." in line
    correct = office.get(f"/schools/123456/pupils/{cast.amy.pk}/absence/{told.pk}/")
    assert correct.context["form"]["back"].value() is None


@pytest.mark.parametrize(
    ("since", "said", "back"),
    [
        ("2024-09-12", "2024-09-13", "2024-09-13"),
        ("2024-09-13", "2024-09-14", "2024-09-16"),
        ("2024-10-24", "2024-10-25", "2024-11-04"),  # a day for staff, the half-term and two weekends
        ("2024-12-20", "2025-01-01", "2025-01-07"),  # the holidays and a day for staff
        ("2025-07-18", "2025-07-21", "2025-07-21"),  # nobody has stated the year to come: as it was said
    ],
)
def test_a_child_is_expected_back_on_a_day_of_school(cast, since, said, back):
    [told] = told_of(cast, "amy", since=dt.date.fromisoformat(since), back=dt.date.fromisoformat(said))
    assert str(told.back_on) == said
    [row] = told_from(cast.oak, cast.today, reader=cast.office)
    assert str(row.back) == back


def test_several_children_of_one_home_are_taken_in_at_once(cast, office):
    page = office.get(PAGE, {"child": str(cast.amy.pk)}).content.decode()
    assert "Eve Adams" in page
    assert "Ben Bright" not in page

    office.post(f"{PAGE}?child={cast.amy.pk}", filled_in(also=[str(cast.eve.pk)]))
    assert {one.enrolment.pupil for one in ExpectedAbsence.objects.all()} == {cast.amy, cast.eve}


def test_a_child_of_nobody_at_home_cannot_be_added(cast, office):
    answer = office.post(f"{PAGE}?child={cast.amy.pk}", filled_in(also=[str(cast.ben.pk)]))
    assert answer.status_code == 400
    assert not ExpectedAbsence.objects.exists()


def test_somebody_else_says_who_they_are(cast, office):
    answer = office.post(f"{PAGE}?child={cast.ben.pk}", filled_in(who="somebody else", other=""))
    assert "Say who told us: their name, and who they are." in answer.content.decode()

    office.post(f"{PAGE}?child={cast.ben.pk}", filled_in(who="somebody else", other="Gran Bright"))
    one = ExpectedAbsence.objects.get()
    assert (one.told_by, one.contact) == ("Gran Bright", None)


def test_the_reason_suggests_a_code_and_a_person_chooses_it(cast, office):
    answer = office.post(f"{PAGE}?child={cast.amy.pk}", filled_in(code="", reason="Dentist at ten"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "The reason suggests M" in page
    assert '<option value="M" selected>' in page
    assert not ExpectedAbsence.objects.exists()

    answer = office.post(f"{PAGE}?child={cast.amy.pk}", filled_in(code="", reason="A family matter"))
    assert "The reason suggests no code: choose one." in answer.content.decode()


def test_codes_no_family_tells_of_are_not_offered(cast, office):
    page = office.get(PAGE, {"child": str(cast.amy.pk)}).content.decode()
    offered = [code for code in ("I", "M", "R", "N", "U", "L", "C2", "E", "/") if f'value="{code}"' in page]
    assert offered == ["I", "M", "R"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"back": dt.date(2024, 9, 10)}, "A child is expected back after the first day of the absence"),
        ({"code": "N"}, "N cannot be expected of an absence a family tells of."),
        ({"told_at": dt.datetime(2024, 9, 10, 9, 30, tzinfo=LONDON)}, "choose a time that is past"),
        ({"reason": " "}, "Write down the reason in their words."),
        ({"told_by": " "}, "Say who told us."),
        ({"since": dt.date(2024, 9, 2)}, "Amy Adams is not on the roll on 2 September 2024."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(cast, said, sentence):
    with pytest.raises(ProblemWithTelling, match=sentence):
        told_of(cast, "amy", **said)
    assert not ExpectedAbsence.objects.exists()


def test_a_second_telling_of_the_same_session_corrects_the_first(cast):
    told_of(cast, "amy", sessions="YNYNYNYNYN")
    with pytest.raises(ProblemWithTelling, match="Ann Adams told us already that Amy Adams is absent"):
        told_of(cast, "eve", "amy")
    assert ExpectedAbsence.objects.count() == 1
    told_of(cast, "amy", sessions="NYNYNYNYNY", code="M")


def test_the_database_holds_that_a_telling_says_who_how_and_when(cast):
    (one,) = told_of(cast, "amy")
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpectedAbsence.objects.filter(pk=one.pk).update(told_by="")


# --- Where it is seen ---------------------------------------------------------------------------------------


def test_the_register_shows_it_and_not_the_reason(cast, sign_in):
    told_of(cast, "amy", back=THURSDAY, note="work is sent home")
    page = sign_in(cast.teacher).get("/schools/123456/registers/3B/2024-09-10/am/").content.decode()
    assert "Expected I: work is sent home (Ann Adams), back Thu 12 September" in page
    assert "cough" not in page


def test_it_stands_on_the_childs_timeline_and_on_the_home_that_told(cast):
    told_of(cast, "amy")
    (told,) = timeline(of_child(cast.amy, cast.oak, reader=cast.head))
    assert (told.words, told.to, told.by) == ("Told of absence, telephone", ["Ann Adams"], "Olive Ofori")
    assert told.says[0] == "She has a cough"

    abe = Contact.objects.get(name="Abe Adams")
    away = of_home(family_of(abe.pk, cast.oak, reader=cast.head), reader=cast.head)
    assert timeline(away) == []


def test_reading_the_page_is_written_in_the_access_log(cast, office):
    office.get(PAGE, {"q": "adams"})
    assert AccessLogEntry.objects.get().pupils == 2


def test_the_page_asks_the_same_however_many_were_told(cast, office):
    told_of(cast, "amy")
    office.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        office.get(PAGE)
    told_of(cast, "eve", "ben", "cal", "dee")
    with CaptureQueriesContext(connection) as many:
        office.get(PAGE)
    assert len(many) == len(few)


# --- Putting right ------------------------------------------------------------------------------------------


def test_it_is_put_right_and_what_it_said_is_kept(cast, office, clock):
    (one,) = told_of(cast, "amy")
    clock.at("2024-09-10 09:05")
    page = f"/schools/123456/pupils/{cast.amy.pk}/absence/{one.pk}/"
    assert "She has a cough" in office.get(page).content.decode()
    assert office.post(page, filled_in(reason="It is chickenpox", back="2024-09-16")).status_code == 302

    one.refresh_from_db()
    assert (one.reason, one.back_on) == ("It is chickenpox", dt.date(2024, 9, 16))
    said = [(row.reason, row.history_user.name) for row in one.history.order_by("history_id")]
    assert said == [("She has a cough", "Olive Ofori"), ("It is chickenpox", "Olive Ofori")]
    assert "She has a cough" in office.get(page).content.decode()


def test_a_correction_is_not_its_own_second_telling(cast):
    (one,) = told_of(cast, "amy")
    correct_absence(expected=one, telling=telling(code="M", reason="GP"), by=cast.office)
    assert ExpectedAbsence.objects.get().code == "M"


def test_what_was_taken_in_by_mistake_is_withdrawn_and_its_history_stays(cast, office):
    (one,) = told_of(cast, "amy")
    office.post(f"/schools/123456/pupils/{cast.amy.pk}/absence/{one.pk}/withdraw/")
    assert not ExpectedAbsence.objects.exists()
    last = ExpectedAbsence.history.order_by("-history_id").first()
    assert (last.history_type, last.history_user) == ("-", cast.office)


def test_another_childs_absence_is_not_found_at_this_childs_address(cast, office):
    (one,) = told_of(cast, "eve")
    assert office.get(f"/schools/123456/pupils/{cast.amy.pk}/absence/{one.pk}/").status_code == 404


# --- Who may, and what becomes of it ------------------------------------------------------------------------


def test_mr_outside_reaches_none_of_it(cast, sign_in):
    (one,) = told_of(cast, "amy")
    client = sign_in(cast.mr_outside)
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}?child={cast.amy.pk}", filled_in()).status_code == 404
    assert client.get("/schools/234567/absence/told/", {"child": str(cast.amy.pk)}).status_code == 404
    assert client.post(f"/schools/234567/pupils/{cast.amy.pk}/absence/{one.pk}/withdraw/").status_code == 404
    assert ExpectedAbsence.objects.count() == 1


def test_it_moves_with_a_child_whose_records_are_made_one(cast):
    again = actions.admit(
        school=cast.oak, forename="Amy", surname="Adams", since=dt.date(2024, 9, 9), by=cast.office
    )
    told_of(cast, "amy")
    merge_pupils(kept=again.pupil, gone=cast.amy, by=cast.attendance_lead)
    assert ExpectedAbsence.objects.get().enrolment.pupil == again.pupil


def test_it_goes_with_a_child_whose_record_is_erased(cast, clock):
    told_of(cast, "eve", "amy")
    actions.leave(enrolment=cast.enrolment("eve"), until=cast.today, by=cast.office)
    clock.at("2024-12-02 09:00")
    erase_pupil(pupil=cast.eve, why="Asked", by=cast.data_manager)
    assert ExpectedAbsence.objects.get().enrolment.pupil == cast.amy
    assert ExpectedAbsence.history.count() == 1


def test_a_contact_whose_record_goes_leaves_the_name_of_whoever_told(cast):
    (one,) = told_of(cast, "amy")
    ann().delete()
    one.refresh_from_db()
    assert (one.contact, one.told_by) == (None, "Ann Adams")


def test_whoever_asks_for_their_data_reads_what_was_told_and_by_whom(cast):
    told_of(cast, "amy")
    (held,) = [section for section in Holding(cast.amy, cast.oak).sections() if section.name == "expected"]
    day = "10 September 2024"
    assert held.rows == [
        ["I", day, day, "", "", f"{day}, 08:20", "Telephone", "Mother", "She has a cough", "", "", "", ""],
    ]
