"""The register page: taking, saving, closing, amending, and the list of a day."""

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trellis.registers.actions import record_marks, save_register
from trellis.registers.hands import hand_of
from trellis.registers.ledger import Said
from trellis.registers.models import Entry, ExpectedAbsence, Line, Register
from trellis.registers.moments import new_act
from trellis.registers.places import Mark
from trellis.registers.taking import Sheet
from trellis.rules.words import Session
from trellis.schools.models import ClassMembership, Enrolment, Pupil

TUESDAY = dt.date(2024, 9, 10)
PAGE = "/schools/123456/registers/3B/2024-09-10/am/"


@pytest.fixture
def teacher(cast, sign_in):
    return sign_in(cast.teacher)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2024-09-14", "There is no school on 14 September 2024: it is at a weekend."),
        ("2024-10-29", "There is no school on 29 October 2024: it is in a half-term break."),
    ],
)
def test_a_day_without_school_says_so_and_asks_for_no_register(cast, sign_in, day, says):
    office = sign_in(cast.office)
    page = office.get(f"/schools/123456/registers/{day}/").content.decode()
    assert says in page
    assert "No school" in page
    assert "Not taken" not in page
    assert "0 of 2 taken" not in page
    register = office.get(f"/schools/123456/registers/3B/{day}/am/").content.decode()
    assert says in register
    assert "The register is closed." not in register
    assert re.search(r"data-others hidden", register)


def stands(pupil) -> str:
    line = Line.objects.filter(pupil=pupil).first()
    return line.marks[2 * (TUESDAY - dt.date(2024, 7, 29)).days] if line else "."


def send(client, *marks, others=False, act=None, page=PAGE):
    sent = {"act": str(act or new_act(timezone.now())), "marks": list(marks), "others": others}
    return client.post(f"{page}save/", json.dumps(sent), content_type="application/json")


def tap(pupil, code, seen="", **words):
    return {"pupil": pupil.pk, "code": code, "seen": seen, **words}


def test_the_page_shows_everybody_in_the_class_and_what_the_office_expects(cast, teacher):
    ExpectedAbsence.objects.create(
        enrolment=cast.enrolment("amy"),
        since=TUESDAY,
        until=TUESDAY,
        code="M",
        note="back at 11",
        recorded_by=record_a_hand(cast),
    )
    page = teacher.get(PAGE).content.decode()

    assert [name in page for name in ("Amy Adams", "Ben Bright", "Cal Carter", "Dee Dunn")] == [True] * 4
    assert "Eve Adams" not in page
    assert "Expected M: back at 11" in page
    assert "gate 08:45, opens 08:50, closes 09:20" in page
    assert "0 of 4 marked" in page


def record_a_hand(cast):
    return hand_of(cast.office, cast.oak)


def test_a_tap_is_saved_and_the_register_is_opened(cast, teacher):
    answer = send(teacher, tap(cast.ben, "N")).json()

    assert answer == {
        "stands": {str(cast.ben.pk): {"code": "N", "says": "Tess Teale, 08:57"}},
        "conflicts": {},
    }
    register = Register.objects.get()
    assert (register.opened_by.name, register.taken_at) == ("Tess Teale", None)


def test_a_register_that_was_opened_meanwhile_stays_as_it_was_opened(cast):
    sheet = Sheet(cast.oak, cast.class_3b, TUESDAY, Session.AM)
    assert sheet.register is None  # as this act has read it
    for by, pupil in ((cast.office, cast.amy), (cast.teacher, cast.ben)):
        before = sheet if by == cast.teacher else Sheet(cast.oak, cast.class_3b, TUESDAY, Session.AM)
        marks = [Mark(pupil.pk, TUESDAY, Session.AM, "N")]
        save_register(sheet=before, marks=marks, by=by)
    assert Register.objects.get().opened_by.name == "Olive Ofori"


def test_of_two_acts_that_leave_nobody_unmarked_the_first_takes_the_register(cast, clock):
    stale = Sheet(cast.oak, cast.class_3b, TUESDAY, Session.AM)
    assert stale.register is None
    pupils = (cast.amy, cast.ben, cast.cal, cast.dee)
    all_of_them = [Mark(pupil.pk, TUESDAY, Session.AM, "/") for pupil in pupils]
    first = Sheet(cast.oak, cast.class_3b, TUESDAY, Session.AM)
    save_register(sheet=first, marks=all_of_them, by=cast.office)
    taken_at = Register.objects.get().taken_at
    clock.at("2024-09-10T09:01")
    save_register(sheet=stale, marks=all_of_them[:1], by=cast.teacher)
    register = Register.objects.get()
    assert (register.taken_at, register.taken_by.name) == (taken_at, "Olive Ofori")


def test_all_others_present_is_one_act_and_takes_the_register(cast, teacher):
    send(teacher, tap(cast.ben, "N"))
    others = [tap(pupil, "/") for pupil in (cast.amy, cast.cal, cast.dee)]
    send(teacher, *others, others=True)

    assert [Entry.Kind(entry.kind).name for entry in Entry.objects.all()] == ["TAP", "REGISTER"]
    assert Register.objects.get().taken_by.name == "Tess Teale"
    assert "4 of 4 marked" in teacher.get(PAGE).content.decode()


def test_a_stale_page_is_shown_both_marks(cast, teacher, sign_in, clock):
    send(sign_in(cast.office), tap(cast.amy, "M"))
    clock.at("2024-09-10T09:01")
    answer = send(teacher, tap(cast.amy, "N")).json()

    assert answer["conflicts"] == {
        str(cast.amy.pk): {
            "says": "You marked N. Olive Ofori had marked M at 08:57.",
            "meant": "N",
            "stands": "M",
        }
    }
    assert stands(cast.amy) == "M"


@pytest.mark.parametrize(
    ("marks", "says"),
    [
        ("not JSON", "could not be read"),
        ({"marks": []}, "could not be read"),
        ({"act": "1", "marks": []}, "Nothing was marked"),
        ({"act": "x", "marks": []}, "does not carry an id"),
        ({"act": str(1 << 62), "marks": []}, "does not carry an id"),
        ({"act": "1", "marks": [{"pupil": 0, "code": "/"}]}, "not on this register"),
        ({"act": "1", "marks": [{"pupil": 0, "code": "/", "minutes": "ten"}]}, "whole number"),
    ],
)
def test_a_save_that_no_page_sends_is_refused_in_a_sentence(cast, teacher, marks, says):
    body = marks if isinstance(marks, str) else json.dumps(marks)
    answer = teacher.post(f"{PAGE}save/", body, content_type="application/json")
    assert answer.status_code == 422
    assert says in answer.json()["problems"]["0"]


def test_late_with_minutes_and_a_note(cast, teacher):
    send(teacher, tap(cast.amy, "L", minutes="12", comment="Bus"))
    page = teacher.get(PAGE).content.decode()
    assert "12 minutes · Bus · Tess Teale, 08:57" in page


def test_a_code_that_needs_more_words_says_so_beside_the_pupil(cast, teacher):
    answer = send(teacher, tap(cast.amy, "B"))
    assert "needs a few words" in answer.json()["problems"][str(cast.amy.pk)]
    assert send(teacher, tap(cast.amy, "B", nature="Forest school")).status_code == 200


# --- without script ---


def form_of(client):
    page = client.get(PAGE)
    return {"act": act_on(client, PAGE)} | {
        f"seen-{pupil.pk}": page_seen(page, pupil)
        for pupil in Pupil.objects.filter(enrolments__school__urns__urn="123456")
    }


def act_on(client, page):
    field = re.search(r'<input[^>]*name="act"[^>]*>', client.get(page).content.decode())
    return re.search(r'value="(\d+)"', field[0])[1]


def page_seen(page, pupil):
    text = page.content.decode()
    marker = f'name="seen-{pupil.pk}" value="'
    return text.split(marker)[1].split('"')[0] if marker in text else ""


def test_the_same_page_works_as_one_form(cast, teacher):
    assert teacher.post(PAGE, form_of(teacher) | {"mark": f"{cast.ben.pk}:N"}).status_code == 302
    more = {"more": str(cast.cal.pk), f"code-{cast.cal.pk}": "L", f"minutes-{cast.cal.pk}": "7"}
    assert teacher.post(PAGE, form_of(teacher) | more).status_code == 302
    assert teacher.post(PAGE, form_of(teacher) | {"others": "present"}).status_code == 302

    assert [stands(pupil) for pupil in (cast.amy, cast.ben, cast.cal, cast.dee)] == ["/", "N", "L", "/"]
    assert Register.objects.get().taken_at is not None


def test_a_form_from_a_stale_page_shows_the_conflict_and_offers_the_choice(cast, teacher, sign_in):
    stale = form_of(teacher)
    send(sign_in(cast.office), tap(cast.amy, "M"))
    page = teacher.post(PAGE, stale | {"mark": f"{cast.amy.pk}:N"})

    assert page.status_code == 200
    assert "You marked N. Olive Ofori had marked M" in page.content.decode()
    assert stands(cast.amy) == "M"
    chosen = {"act": str(new_act(timezone.now())), f"seen-{cast.amy.pk}": "M", "mark": f"{cast.amy.pk}:N"}
    teacher.post(PAGE, chosen)
    assert stands(cast.amy) == "N"


def test_a_form_sent_twice_is_one_act(cast, teacher):
    sent = form_of(teacher) | {"mark": f"{cast.ben.pk}:N"}
    teacher.post(PAGE, sent)
    teacher.post(PAGE, sent)
    assert Entry.objects.count() == 1


# --- after closing ---


def test_after_closing_what_stands_is_amended_only(cast, teacher, clock):
    send(teacher, tap(cast.ben, "/"), tap(cast.amy, "N"))
    clock.at("2024-09-10T09:20")

    refused = send(teacher, tap(cast.ben, "N", seen="/"))
    assert "changed by an amendment" in refused.json()["problems"][str(cast.ben.pk)]
    assert send(teacher, tap(cast.cal, "/")).status_code == 200, "a blank is filled, not amended"
    assert send(teacher, tap(cast.amy, "U", seen="N", minutes="45")).status_code == 200, "a late arrival"
    assert Entry.objects.order_by("-id").first().kind == Entry.Kind.LATE
    assert "The register is closed" in teacher.get(PAGE).content.decode()


def test_a_register_somebody_closed_is_closed_before_its_time(cast, teacher):
    send(teacher, tap(cast.ben, "N"))
    teacher.post(f"{PAGE}close/")
    assert Register.objects.get().closed_at is None, "three have no mark yet"
    send(teacher, *[tap(pupil, "/") for pupil in (cast.amy, cast.cal, cast.dee)], others=True)
    teacher.post(f"{PAGE}close/")

    assert Register.objects.get().closed_by.name == "Tess Teale"
    assert send(teacher, tap(cast.amy, "N", seen="/")).status_code == 422


def test_an_amendment_asks_why_and_the_page_shows_the_history(cast, sign_in, clock):
    send(sign_in(cast.teacher), tap(cast.ben, "N"))
    clock.at("2024-09-11T10:00")
    office = sign_in(cast.office)
    page = f"{PAGE}{cast.ben.pk}/"
    sent = {"code": "I", "seen": "N", "act": act_on(office, page)}

    assert "Say why the mark changes" in office.post(page, sent | {"why": ""}).content.decode()
    assert stands(cast.ben) == "N"
    assert office.post(page, sent | {"why": "Mother rang: a cold"}).status_code == 302
    assert stands(cast.ben) == "I"
    history = office.get(page).content.decode()
    assert "Mother rang: a cold" in history
    assert "Tess Teale, Class teacher" in history
    assert "Olive Ofori, School secretary" in history


def test_an_amendment_of_what_has_moved_on_shows_both(cast, sign_in, clock):
    send(sign_in(cast.teacher), tap(cast.ben, "N"))
    clock.at("2024-09-11T10:00")
    office, page = sign_in(cast.office), f"{PAGE}{cast.ben.pk}/"
    act = act_on(office, page)
    record_marks(
        school=cast.oak,
        marks=[Mark(cast.ben.pk, TUESDAY, Session.AM, "M", "N", Said())],
        by=cast.head,
        kind=Entry.Kind.AMENDMENT,
        why="Dentist",
    )
    answer = office.post(page, {"code": "I", "seen": "N", "act": act, "why": "A cold"})
    assert "Helen Hart had marked M" in answer.content.decode()
    assert stands(cast.ben) == "M"


def test_a_class_teacher_does_not_amend(cast, teacher):
    assert teacher.get(f"{PAGE}{cast.ben.pk}/").status_code == 404


# --- the list of a day, and whose it is ---


def test_the_list_of_a_day_says_which_are_taken(cast, sign_in):
    office = sign_in(cast.office)
    pupils = (cast.amy, cast.ben, cast.cal, cast.dee)
    send(office, *[tap(pupil, "/") for pupil in pupils], others=True)
    send(office, tap(cast.eve, "/"), page=PAGE.replace("3B", "4C"))
    page = " ".join(office.get("/schools/123456/registers/2024-09-10/").content.decode().split())

    assert "1 of 2 taken" in page
    assert "1 of 2 marked" in page
    assert "08:57, Olive Ofori" in page


def test_a_teacher_is_shown_their_own_classes(cast, teacher):
    page = teacher.get("/schools/123456/registers/2024-09-10/").content.decode()
    assert "registers/3B/" in page
    assert "registers/4C/" not in page
    assert teacher.get(PAGE.replace("3B", "4C")).status_code == 404


def test_a_school_whose_mis_keeps_the_register_shows_a_copy_and_its_age(cast, sign_in, clock):
    office = sign_in(cast.office)
    send(office, tap(cast.amy, "/"))
    cast.oak.register_of_record = "mis"
    cast.oak.save()
    clock.at("2024-09-10T09:13")

    assert "16\xa0minutes ago" in office.get("/schools/123456/registers/2024-09-10/").content.decode()
    page = office.get(PAGE).content.decode()
    assert "This is a copy to read" in page
    assert "All others present" not in page
    assert send(office, tap(cast.ben, "/")).status_code == 422


def test_blank_registers_are_on_paper_for_a_power_cut(cast, sign_in):
    page = sign_in(cast.office).get("/schools/123456/registers/2024-09-10/blank/").content.decode()
    assert "Adams, Amy" in page
    assert "week of 9 September 2024" in page


def test_registers_are_found_from_anywhere(cast, teacher, sign_in):
    assert teacher.get("/registers/").url == "/schools/123456/registers/"
    assert teacher.get("/schools/123456/registers/").url == "/schools/123456/registers/2024-09-10/"
    assert "You take no registers today" in sign_in(cast.governor).get("/registers/").content.decode()


def test_two_with_the_same_mark_have_each_their_own_row(cast, sign_in):
    """What is the same of them is written once; whose it is never is, and a name is never markup."""
    Pupil.objects.filter(pk=cast.ben.pk).update(forename="Ben <b>", surname="O'Bright")
    client = sign_in(cast.attendance_lead)
    for pupil in (cast.amy, cast.ben):
        send(client, tap(pupil, "L", minutes="7", comment="the bus & rain", nature=""))
    page = client.get(PAGE).content.decode()
    rows = {int(row[: row.index('"')]): row for row in page.split('<li class="trellis-place" id="')[1:]}

    for pupil, name in ((cast.amy, "Amy Adams"), (cast.ben, "Ben &lt;b&gt; O&#x27;Bright")):
        row = rows[pupil.pk]
        assert f'name="mark" value="{pupil.pk}:L" data-code="L"' in row
        assert f'name="minutes-{pupil.pk}" data-field="minutes" value="7"' in row
        assert f'name="comment-{pupil.pk}"' in row
        assert 'value="the bus &amp; rain"' in row
        assert f'{PAGE}{pupil.pk}/"' in row
        assert row.count(name) == 6  # as data, shown, of its marks, and unseen behind what leads on
        assert (cast.amy.surname in row) == (pupil == cast.amy)
    for other in (cast.cal, cast.dee):
        assert 'value=""' in rows[other.pk]
        assert "the bus" not in rows[other.pk]


def test_queries_do_not_grow_with_the_class(cast, teacher, queries_of):
    send(teacher, tap(cast.amy, "N"))
    few = queries_of(lambda: teacher.get(PAGE))
    for number in range(26):
        pupil = Pupil.objects.create(forename="Pupil", surname=f"Number {number}")
        enrolment = Enrolment.objects.create(pupil=pupil, school=cast.oak, since=dt.date(2024, 9, 3))
        ClassMembership.objects.create(
            enrolment=enrolment, school_class=cast.class_3b, since=dt.date(2024, 9, 3)
        )
    members = ClassMembership.objects.filter(school_class=cast.class_3b)
    pupils = Pupil.objects.filter(enrolments__class_memberships__in=members).exclude(pk=cast.amy.pk)
    saves = queries_of(lambda: send(teacher, tap(pupils[0], "N")))
    others = [tap(pupil, "/") for pupil in pupils[1:]]
    assert queries_of(lambda: send(teacher, *others, others=True)) <= saves + 2
    assert queries_of(lambda: teacher.get(PAGE)) == few
    page = teacher.get(PAGE)
    assert len(page.content) < 250_000


@pytest.fixture
def queries_of():
    def counted(act) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert act().status_code in (200, 302)
        return len(queries)

    return counted
