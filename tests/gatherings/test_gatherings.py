"""Meetings and visits: arranged with what stands on every agenda, written down, promised and kept."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from trellis.gatherings.actions import (
    ProblemWithGathering,
    arrange,
    deal_with_promise,
    end_link,
    governors_meeting,
    invite,
    link_governor,
    note_visit,
    promise,
    set_standing,
    write_minutes,
)
from trellis.gatherings.actions import change as change_gathering
from trellis.gatherings.forms import people_at, people_by_place
from trellis.gatherings.models import Gathering, LinkRole, Promise, StandingItem
from trellis.gatherings.visiting import month_of, visiting
from trellis.rules.academic_year import AcademicYear
from trellis.schools.actions import give_post
from trellis.schools.converters import GroupingNamed

OAK = "123456"
MONDAY = dt.date(2024, 9, 9)
THIS = AcademicYear(2024)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object, urn: object = OAK) -> str:
    return reverse(f"gatherings:{name}", args=[urn, *arguments])


def a_meeting(cast, **said) -> Gathering:
    held = {"place": cast.oak, "kind": "governors", "on": MONDAY, "people": [cast.governor], "by": cast.head}
    return arrange(**held | said)


def a_link(cast, **said) -> LinkRole:
    held = {"place": cast.oak, "person": cast.governor, "area": "Reading", "year": 2024, "months": [9, 11]}
    return link_governor(**held | said, by=cast.head)


# --- arranging ---


def test_standing_items_come_with_every_meeting_of_their_kind(cast):
    set_standing(place=cast.oak, kind="governors", lines=["Safeguarding", " ", "Attendance"], by=cast.head)
    meeting = a_meeting(cast)
    assert [(item.words, item.is_standing) for item in meeting.items.all()] == [
        ("Safeguarding", True),
        ("Attendance", True),
    ]
    assert not a_meeting(cast, kind="staff").items.exists()
    assert not a_meeting(cast, place=cast.elm, people=[]).items.exists()


def test_what_stands_is_changed_for_agendas_to_come(cast):
    set_standing(place=cast.oak, kind="governors", lines=["Safeguarding", "Attendance"], by=cast.head)
    before = a_meeting(cast)
    set_standing(
        place=cast.oak, kind="governors", lines=["Attendance", "Well-being", "Attendance"], by=cast.head
    )
    assert list(StandingItem.objects.values_list("words", flat=True)) == ["Attendance", "Well-being"]
    assert [item.words for item in before.items.all()] == ["Safeguarding", "Attendance"]


def test_somebody_who_came_stays_on_the_list(cast):
    meeting = a_meeting(cast, others=["A parent governor"])
    [gwen] = meeting.invitations.filter(person=cast.governor)
    write_minutes(gathering=meeting, came={gwen.pk: True}, items={}, more=[], minutes="", by=cast.office)
    invite(gathering=meeting, people=[cast.head], others=[], by=cast.head)
    assert [(each.name, each.came) for each in meeting.invitations.all()] == [
        ("Gwen Gould", True),
        ("Helen Hart", None),
    ]


def test_the_governors_meeting_of_a_day_is_one(cast):
    meeting = a_meeting(cast)
    assert governors_meeting(place=cast.oak, on=MONDAY, by=cast.head) == meeting
    assert governors_meeting(place=cast.oak, on=cast.today, by=cast.head) != meeting
    assert governors_meeting(place=cast.elm, on=MONDAY, by=cast.head) != meeting


# --- on the page ---


def test_a_meeting_is_arranged_written_down_and_read(cast, sign_in):
    set_standing(place=cast.oak, kind="governors", lines=["Safeguarding"], by=cast.head)
    office = sign_in(cast.office)
    sent = {"kind": "governors", "about": "", "on": "9/9/2024", "at": "18:00", "where": "Library"}
    office.post(address("new"), sent | {"people": [cast.governor.pk], "others": "Father Paul"})
    meeting = Gathering.objects.get()
    [item] = meeting.items.all()
    gwen, paul = meeting.invitations.get(name="Gwen Gould"), meeting.invitations.get(name="Father Paul")
    office.post(
        address("minutes", meeting.pk),
        {
            f"came-{gwen.pk}": "yes", f"came-{paul.pk}": "no", f"item-{item.pk}": "The policy was agreed.",
            "more": "The roof", "minutes": "It ended at eight.",
        },
    )  # fmt: skip
    shown = words(sign_in(cast.governor).get(address("gathering", meeting.pk)))
    for one in (
        "Monday 9 September 2024 , 18:00 · Library", "Safeguarding standing item", "The policy was agreed.",
        "The roof", "It ended at eight. Olive Ofori", "Gwen Gould came", "Father Paul sent apologies",
    ):  # fmt: skip
        assert one.replace(" ,", ",") in shown.replace(" ,", ","), one


def test_a_meeting_is_moved_or_called_off_and_not_past_what_was_promised_at_it(cast, sign_in):
    meeting, client = a_meeting(cast, on=cast.today), sign_in(cast.head)
    promise(gathering=meeting, words="Ring", who="HH", due=dt.date(2024, 9, 20), by=cast.head)
    sent = {"kind": "governors", "on": "23/9/2024", "people": [cast.governor.pk]}
    late = client.post(address("change", meeting.pk), sent)
    assert "Something promised at it is due on 20 September 2024, before that day." in words(late)
    client.post(address("change", meeting.pk), sent | {"on": "19/9/2024", "called_off": "on"})
    meeting.refresh_from_db()
    assert (meeting.on, meeting.called_off) == (dt.date(2024, 9, 19), True)
    assert "Called off" in words(client.get(address("gatherings")))


def test_those_who_only_see_meetings_are_offered_no_change(cast, sign_in):
    meeting = a_meeting(cast)
    for person in (cast.governor, cast.teacher):
        client = sign_in(person)
        assert "Write minutes" not in words(client.get(address("gathering", meeting.pk)))
        for name in ("minutes", "change", "new_promise"):
            assert client.post(address(name, meeting.pk)).status_code == 404


def test_a_staff_meeting_is_read_by_those_invited_and_those_who_keep_meetings(cast, sign_in):
    meeting = a_meeting(cast, kind="staff", people=[cast.teacher])
    statuses = {
        person: sign_in(cast.people[person]).get(address("gathering", meeting.pk)).status_code
        for person in ("head", "office", "teacher", "governor", "ewo", "mr_outside")
    }
    assert statuses == {
        "head": 200, "office": 200, "teacher": 200, "governor": 404, "ewo": 404, "mr_outside": 404,
    }  # fmt: skip
    assert "Staff meeting" not in words(sign_in(cast.governor).get(address("gatherings")))


def test_mr_outside_reaches_no_meeting_of_oak_through_his_own_school(cast, sign_in):
    meeting = a_meeting(cast)
    client = sign_in(cast.mr_outside)
    assert client.get(address("gathering", meeting.pk, urn="234567")).status_code == 404
    assert client.post(address("minutes", meeting.pk, urn="234567"), {}).status_code == 404


def test_a_trust_has_meetings_of_its_own_that_its_schools_people_are_invited_to(cast, sign_in):
    here, officer = GroupingNamed("trust", "Hedgerow Trust"), cast.people["trust_officer"]
    sent = {"kind": "network", "about": "Attendance leads", "on": "9/9/2024"}
    client = sign_in(officer)
    client.post(address("new", urn=here), sent | {"people": [cast.attendance_lead.pk]})
    meeting = Gathering.objects.get()
    assert meeting.grouping == cast.trust
    read = address("gathering", meeting.pk, urn=here)
    assert "Network or forum: Attendance leads" in words(sign_in(cast.attendance_lead).get(read))
    assert sign_in(cast.teacher).get(read).status_code == 404
    assert sign_in(cast.mr_outside).get(read).status_code == 404


def test_a_trust_chooses_whom_it_invites_school_by_school_and_everybody_once(cast):
    give_post(person=cast.head, role="office", school=cast.elm, since=cast.today, by=cast.trust_officer)
    groups = dict(people_by_place(cast.authority))
    assert list(groups)[:2] == ["Northmoor", "At several schools"]
    assert groups["At several schools"] == [(cast.head.pk, "Helen Hart")]
    people = [person for group in groups.values() for person, _name in group]
    assert len(people) == len(set(people)) == people_at(cast.authority).count()


def test_a_school_that_folds_is_open_where_somebody_of_it_is_invited(cast, sign_in):
    here, officer = GroupingNamed("authority", "Northmoor"), cast.authority_officer
    meeting = a_meeting(cast, place=cast.authority, kind="network", people=[cast.governor], by=officer)
    page = sign_in(officer).get(address("change", meeting.pk, urn=here)).content.decode()
    folds = re.findall(r'<details class="trellis-fold"( open)?><summary>([^<]*?) <', page)
    assert folds == [(" open", "Northmoor"), ("", "Elm Primary"), (" open", "Oak Primary")]


def test_the_list_asks_no_more_however_many_meetings(cast, sign_in):
    def asked() -> int:
        client = sign_in(cast.governor)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("gatherings"))
        return len(queries)

    promise(gathering=a_meeting(cast), words="Ring", who="GG", due=cast.today, by=cast.head)
    few = asked()
    for number in range(1, 9):
        held = a_meeting(cast, on=MONDAY + dt.timedelta(days=number))
        promise(gathering=held, words="Ring", who="GG", due=dt.date(2024, 10, 1), by=cast.head)
    assert asked() == few


# --- promises ---


def test_a_promise_is_kept_or_says_why_not(cast):
    meeting = a_meeting(cast)
    with pytest.raises(ProblemWithGathering, match="before the day it was made"):
        promise(gathering=meeting, words="Ring", who="HH", due=dt.date(2024, 9, 8), by=cast.head)
    made = promise(gathering=meeting, words="Ring", who="HH", due=MONDAY, by=cast.head)
    assert made.stands_on(MONDAY) == "To be done"
    assert made.stands_on(cast.today) == "Overdue"
    with pytest.raises(ProblemWithGathering, match="why"):
        deal_with_promise(promise=made, was_kept=False, outcome=" ", by=cast.head)
    deal_with_promise(promise=made, was_kept=False, outcome="The telephone was out.", by=cast.head)
    assert made.stands_on(cast.today) == "Not kept: The telephone was out."
    assert made.stands_on(MONDAY) == "To be done"


def test_a_promise_stands_on_the_today_of_its_person_and_opens_its_meeting(cast, sign_in):
    meeting = a_meeting(cast, kind="staff")
    made = promise(
        gathering=meeting, words="Order the books", who="TT", person=cast.teacher, due=MONDAY, by=cast.head
    )
    page = sign_in(cast.teacher).get(reverse("school", args=[OAK]))
    assert "Promised: Order the books" in words(page)
    assert f"{address('gathering', meeting.pk)}#promises" in page.content.decode()
    # It was promised by somebody nobody had invited: they read the meeting they promised at.
    assert sign_in(cast.teacher).get(address("gathering", meeting.pk)).status_code == 200
    sign_in(cast.head).post(address("promise", meeting.pk, made.pk), {"was_kept": "yes", "outcome": ""})
    assert Promise.objects.get().was_kept
    assert "Order the books" not in words(sign_in(cast.teacher).get(reverse("school", args=[OAK])))


def test_what_was_promised_at_the_trust_stands_on_the_trusts_page(cast, sign_in):
    officer = cast.people["trust_officer"]
    meeting = a_meeting(cast, place=cast.trust, kind="network")
    promise(gathering=meeting, words="Ask", who="TO", person=officer, due=cast.today, by=officer)
    page = sign_in(officer).get(reverse("grouping", args=["trust", "Hedgerow Trust"]))
    assert "Promised: Ask" in words(page)


def test_what_somebody_of_a_school_promised_at_the_trust_stands_on_their_own_today(cast, sign_in):
    officer = cast.people["trust_officer"]
    meeting = a_meeting(cast, place=cast.trust, kind="network")
    for who in (cast.head, cast.mr_outside):
        promise(gathering=meeting, words="Send it", who=who.name, person=who, due=cast.today, by=officer)
    page = sign_in(cast.head).get(reverse("school", args=[OAK]))
    assert "Promised: Send it" in words(page)
    assert f"/groupings/trust/Hedgerow%20Trust/meetings/{meeting.pk}/#promises" in page.content.decode()
    # Elm is in no trust: nothing of the trust's stands on its pages.
    assert "Send it" not in words(sign_in(cast.mr_outside).get(reverse("school", args=["234567"])))


# --- link governors and their visits ---


def test_the_visits_of_a_year_are_said_month_by_month(cast, clock):
    clock.at("2024-12-03T09:00")
    role = a_link(cast, months=[9, 10, 11, 1])
    made = [
        arrange(place=cast.oak, kind="visit", on=day, role=role, people=[cast.governor], by=cast.head)
        for day in (MONDAY, dt.date(2024, 10, 3))
    ]
    note_visit(gathering=made[0], words="Every child had a book.", by=cast.governor)
    [one] = visiting(cast.oak, THIS, dt.date(2024, 12, 3))
    assert [(month.name, month.words, month.is_late) for month in one.asked] == [
        ("Sep", "9 Sep, with a note", False),
        ("Oct", "3 Oct, no note yet", False),
        ("Nov", "no visit was made", True),
        ("Jan", "a visit is to be made", False),
    ]


@given(
    st.integers(1, 12).filter(lambda month: month != 8),
    st.sets(st.integers(1, 12)),
    st.dates(dt.date(2024, 8, 1), dt.date(2025, 8, 31)),
)
def test_a_visit_is_missing_once_its_month_is_over(number, months, today):
    """Months of one school year, set beside the plain order of year and month."""
    found = month_of(LinkRole(area="Reading", year=2024, months=list(months)), number, {}, today)
    over = (2024 if number >= 9 else 2025, number) < (today.year, today.month)
    assert (found.is_asked, found.is_late) == (number in months, number in months and over)


def test_a_governor_is_told_of_a_visit_to_make_until_one_is_arranged(cast, sign_in):
    role, figures = a_link(cast), reverse("figures", args=[OAK])
    assert "Visit this month: Reading" in words(sign_in(cast.governor).get(figures))
    client = sign_in(cast.head)
    form = client.get(f"{address('new')}?role={role.pk}").context["form"]
    assert (form.initial["about"], form.initial["people"]) == ("Reading", [cast.governor.pk])
    sent = {"kind": "visit", "about": "Reading", "on": "12/9/2024", "people": [cast.governor.pk]}
    client.post(address("new"), sent | {"role": role.pk})
    assert "Visit this month" not in words(sign_in(cast.governor).get(figures))
    assert "12 Sep, to come" in words(sign_in(cast.governor).get(address("links")))


def test_the_note_of_a_visit_is_written_by_who_made_it_and_once_they_have_been(cast, sign_in, clock):
    visit = a_meeting(cast, kind="visit", on=dt.date(2024, 9, 12))
    url = address("note", visit.pk)
    assert "Write the note of your visit" not in words(
        sign_in(cast.governor).get(address("gathering", visit.pk))
    )
    sign_in(cast.governor).post(url, {"words": "Too early"})
    clock.at("2024-09-13T09:00")
    sign_in(cast.head).post(url, {"words": "Not hers"})
    visit.refresh_from_db()
    assert visit.minutes == ""
    sign_in(cast.governor).post(url, {"words": "Every child had a book."})
    visit.refresh_from_db()
    assert (visit.minutes, visit.minutes_by_name) == ("Every child had a book.", "Gwen Gould")
    assert visit.invitations.get().came is True


def test_a_governor_is_linked_to_an_area_once_a_year_and_visits_outlive_the_link(cast, sign_in):
    role = a_link(cast)
    with pytest.raises(ProblemWithGathering, match="already"):
        a_link(cast)
    a_link(cast, year=2025)
    visit = arrange(place=cast.oak, kind="visit", on=MONDAY, role=role, by=cast.head)
    with pytest.raises(ProblemWithGathering, match="Only a visit"):
        arrange(place=cast.oak, kind="staff", on=MONDAY, role=role, by=cast.head)
    end_link(role=role, by=cast.head)
    visit.refresh_from_db()
    assert visit.role is None
    sign_in(cast.head).post(
        address("new_link"), {"person": cast.governor.pk, "area": "Number", "year": 2024, "months": [10]}
    )
    assert LinkRole.objects.get(area="Number").months == [10]


def test_who_changed_what_stays_in_the_history(cast):
    meeting = a_meeting(cast)
    change_gathering(gathering=meeting, values={"on": cast.today}, by=cast.office)
    assert meeting.history.first().history_user == cast.office
    assert [past.on for past in meeting.history.all()] == [cast.today, MONDAY]
