"""Case meetings at Oak (SUP-7): an agenda from what is due, decisions that become steps, minutes kept."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conduct.recorded import an_incident
from tests.support.helped import a_case, a_referral, agreed, an_agency, programme
from tests.support.meetings.held import a_body, a_meeting
from trellis.gatherings.models import Gathering
from trellis.registers.erasure import _erase
from trellis.registers.merging_pupils import merge_pupils
from trellis.rules.calendar import HalfTerm
from trellis.rules.recurrence import Monthly
from trellis.schools.models import AccessLogEntry
from trellis.support.actions import (
    ProblemWithSupport,
    add_step,
    close_case,
    hear_of_referral,
    join_case,
    note_contact,
    send_referral,
)
from trellis.support.meetings import views
from trellis.support.meetings.actions import (
    close_meeting,
    deal_with_decision,
    decide,
    evaluate,
    leave,
    set_up_body,
    take_up,
    write_said,
)
from trellis.support.meetings.agenda import agenda, counted, everything, next_day
from trellis.support.meetings.models import AgendaItem, BodyMember, CaseMeeting, Decision
from trellis.support.models import CaseStep
from trellis.web.subject_access import Holding

HERE = "/schools/123456/support/meetings/"
NEXT = dt.date(2024, 9, 17)


def why(meeting):
    """The agenda as anybody who may see everything reads it: child → reasons."""
    return {line.key[1]: line.reasons for line in everything(meeting)}


# --- the agenda ---------------------------------------------------------------------------------------------


def test_sup_7_a_review_that_is_due_puts_its_child_on_the_agenda(cast, clock):
    case = a_case(cast)
    case.review_on = dt.date(2024, 9, 10)
    case.save()
    assert why(a_meeting(cast)) == {cast.amy.pk: ["Its review is due on 10 September"]}
    case.review_on = dt.date(2024, 9, 9)
    case.save()
    assert why(CaseMeeting.objects.get()) == {cast.amy.pk: ["Its review was due on 9 September"]}


def test_sup_7_steps_overdue_and_cases_in_which_nothing_happens_are_on_it(cast, clock):
    case = a_case(cast)
    add_step(case=case, words="Ring home", whose="school", due=dt.date(2024, 9, 12), by=cast.head)
    add_step(case=case, words="Meet", whose="school", due=dt.date(2024, 9, 13), by=cast.head)
    other = a_case(cast, "ben", case.programme)
    moved = a_case(cast, "cal", case.programme)
    clock.at("2024-10-09T09:00")
    note_contact(case=moved, on=dt.date(2024, 10, 7), kind="call", words="Rang", by=cast.head)
    note_contact(case=case, on=dt.date(2024, 10, 7), kind="call", words="Rang", by=cast.head)
    found = why(a_meeting(cast, on=dt.date(2024, 10, 9)))
    assert found[cast.amy.pk] == ["2 steps are overdue"]
    assert found[cast.ben.pk] == ["Nothing has happened since 9 September"]
    assert cast.cal.pk not in found
    assert other.pk


def test_sup_7_referrals_and_what_services_answered_since_are_on_it(cast, clock):
    referral = a_referral(cast, an_agency(cast, cast.oak, asks_tried=False))
    referral.answers |= {"Reasons for the absence": "Mornings"}
    referral.save()
    send_referral(referral=referral, on=cast.today, tried=[], by=cast.head)
    body = a_body(cast)
    meeting = a_meeting(cast, body)
    assert why(meeting) == {cast.amy.pk: ["Referred to Education welfare service on 10 September"]}
    close_meeting(meeting=meeting, by=cast.inclusion_lead)
    clock.at("2024-09-17T15:00")
    hear_of_referral(
        referral=referral, on=dt.date(2024, 9, 16), kind="acknowledged", words="It came", by=cast.ewo
    )
    later = a_meeting(cast, body, NEXT)
    assert why(later) == {cast.amy.pk: ["Education welfare service, 16 September: It has come"]}


def test_several_incidents_put_a_child_on_it_and_say_so_to_whoever_may_know(cast):
    for number in range(3):
        an_incident(cast, "ben", words=f"Number {number}")
    meeting = a_meeting(cast)
    assert why(meeting) == {cast.ben.pk: ["3 incidents since 27 August"]}
    assert len(agenda(meeting, cast.inclusion_lead).lines) == 1
    told = agenda(meeting, cast.ewo)
    assert (told.lines, told.unseen) == ([], 1)
    held = close_meeting(meeting=meeting, by=cast.inclusion_lead)
    told = agenda(held, cast.ewo)
    assert (told.lines, told.unseen) == ([], 1)
    assert len(agenda(held, cast.inclusion_lead).lines) == 1


def test_a_body_may_look_at_some_programmes_alone(cast):
    mentoring = programme(cast, "mentoring")
    for name, under in (("amy", programme(cast)), ("ben", mentoring)):
        case = a_case(cast, name, under)
        case.review_on = cast.today
        case.save()
    meeting = a_meeting(cast, a_body(cast, programmes=[mentoring]))
    assert set(why(meeting)) == {cast.ben.pk}


def test_the_chair_adds_a_child_and_leaves_another_with_a_reason(cast, sign_in):
    case = a_case(cast)
    case.review_on = cast.today
    case.save()
    meeting = a_meeting(cast)
    client = sign_in(cast.inclusion_lead)
    found = client.get(f"{HERE}held/{meeting.pk}/add/?name=cal").content.decode()
    assert "Cal Carter" in found
    client.post(f"{HERE}held/{meeting.pk}/take-up/", {"pupil": cast.cal.pk, "added": "1"})
    client.post(f"{HERE}held/{meeting.pk}/take-up/", {"case": case.pk})
    item = AgendaItem.objects.get(case=case)
    client.post(f"{HERE}children/{item.pk}/leave/", {"because": "His mentor is away"})
    page = client.get(f"{HERE}held/{meeting.pk}/").content.decode()
    assert "added by Ines Lowe" in page
    assert "His mentor is away" in page
    assert "1 child to talk about" in page


def test_a_case_of_another_school_comes_on_no_agenda(cast, sign_in):
    of_elm = a_case(cast, "zak", programme(cast, place=cast.elm), school=cast.elm, lead=cast.ewo, by=cast.ewo)
    meeting = a_meeting(cast, a_body(cast, chair=cast.ewo))
    answer = sign_in(cast.ewo).post(f"{HERE}held/{meeting.pk}/take-up/", {"case": of_elm.pk})
    assert answer.status_code == 404
    assert not AgendaItem.objects.exists()


# --- who sees what ------------------------------------------------------------------------------------------


def test_each_member_reads_of_their_own_cases_and_only_how_many_others(cast, sign_in):
    under = programme(cast, "mentoring")
    for name in ("amy", "ben"):
        case = a_case(cast, name, under)
        case.review_on = cast.today
        case.save()
        if name == "ben":
            join_case(case=case, person=cast.teacher, by=cast.head)
    meeting = a_meeting(cast)
    page = sign_in(cast.teacher).get(f"{HERE}held/{meeting.pk}/").content.decode()
    assert "Ben Bright" in page
    assert "Amy Adams" not in page
    assert "1 more, whom you may not see." in page
    assert "Amy Adams" in sign_in(cast.inclusion_lead).get(f"{HERE}held/{meeting.pk}/").content.decode()


def test_who_is_not_in_the_body_finds_no_meeting_and_governors_none_among_theirs(cast, sign_in):
    meeting = a_meeting(cast)
    assert sign_in(cast.safeguarding_lead).get(f"{HERE}held/{meeting.pk}/").status_code == 404
    assert sign_in(cast.mr_outside).get(f"{HERE}held/{meeting.pk}/").status_code == 404
    for person in (cast.head, cast.governor, cast.teacher):
        assert not Gathering.objects.visible_to(person).filter(pk=meeting.gathering_id).exists()


def test_only_the_chair_and_whoever_keeps_programmes_write(cast, sign_in):
    meeting = a_meeting(cast)
    item = take_up(meeting=meeting, pupil=cast.ben, case=None, by=cast.head)
    teacher = sign_in(cast.teacher)
    assert teacher.get(f"{HERE}children/{item.pk}/").status_code == 200
    assert teacher.get(f"{HERE}children/{item.pk}/decide/").status_code == 404
    assert teacher.post(f"{HERE}held/{meeting.pk}/close/").status_code == 404
    assert teacher.get(f"{HERE}held/{meeting.pk}/minutes/").status_code == 404


def test_reading_an_agenda_is_logged(cast, sign_in):
    meeting = a_meeting(cast)
    take_up(meeting=meeting, pupil=cast.ben, case=None, by=cast.head)
    sign_in(cast.inclusion_lead).get(f"{HERE}held/{meeting.pk}/")
    assert AccessLogEntry.objects.get(page=f"{HERE}held/{meeting.pk}/").pupils == 1


def test_a_long_agenda_is_read_page_by_page_and_says_how_many_there_are(cast, sign_in, monkeypatch):
    monkeypatch.setattr(views, "CHILDREN_A_PAGE", 2)
    meeting = a_meeting(cast)
    for name in ("amy", "ben", "cal"):
        take_up(meeting=meeting, pupil=cast.pupils[name], case=None, by=cast.head)
    client = sign_in(cast.inclusion_lead)
    address = f"{HERE}held/{meeting.pk}/"
    first, second = (client.get(f"{address}?page={number}").content.decode() for number in (1, 2))
    assert "3 children to talk about" in first
    assert "3 children to talk about" in second
    named = [[name in text for name in ("Adams", "Bright", "Carter")] for text in (first, second)]
    assert [sum(pair) for pair in zip(*named, strict=True)] == [1, 1, 1]
    assert [one.pupils for one in AccessLogEntry.objects.filter(page=address).order_by("pk")] == [2, 1]


def test_bodies_and_what_meets_today_ask_no_more_however_many_there_are(cast, sign_in):
    a_body(cast)
    client = sign_in(cast.inclusion_lead)

    def asked(url):
        client.get(url, follow=True)
        with CaptureQueriesContext(connection) as held:
            assert "Learning forum" in client.get(url, follow=True).content.decode()
        return len(held)

    few = [asked(HERE), asked("/")]
    for number in range(3):
        a_body(cast, name=f"Another, {number}")
    assert [asked(HERE), asked("/")] == few


def test_an_agenda_asks_no_more_however_many_children(cast, sign_in):
    under = programme(cast)
    meeting = a_meeting(cast)
    client = sign_in(cast.inclusion_lead)

    def put_on(*names):
        for name in names:
            case = a_case(cast, name, under)
            case.review_on = cast.today
            case.save()
            item = take_up(meeting=meeting, pupil=case.pupil, case=case, by=cast.head)
            decide(item=item, words="Ring", person=cast.teacher, due=NEXT, by=cast.head)

    def asked():
        with CaptureQueriesContext(connection) as held:
            assert client.get(f"{HERE}held/{meeting.pk}/").status_code == 200
        return len(held)

    put_on("amy")
    client.get(f"{HERE}held/{meeting.pk}/")
    few = asked()
    put_on("ben", "cal", "dee", "eve")
    assert asked() == few


# --- decisions ----------------------------------------------------------------------------------------------


def test_sup_7_a_decision_becomes_a_step_of_the_case_with_owner_and_day(cast, sign_in):
    case = a_case(cast)
    meeting = a_meeting(cast)
    item = take_up(meeting=meeting, pupil=cast.amy, case=case, by=cast.head)
    sent = {
        "words": "Meet her at the gate",
        "whose": "school",
        "person": cast.teacher.pk,
        "due": "2024-09-16",
    }
    assert sign_in(cast.inclusion_lead).post(f"{HERE}children/{item.pk}/decide/", sent).status_code == 302
    step = CaseStep.objects.get(case=case)
    assert (step.words, step.who, step.due) == ("Meet her at the gate", "Tess Teale", dt.date(2024, 9, 16))
    assert Decision.objects.get().step == step


def test_what_cannot_be_decided_is_said(cast):
    case = a_case(cast)
    meeting = a_meeting(cast)
    item = take_up(meeting=meeting, pupil=cast.amy, case=case, by=cast.head)
    with pytest.raises(ProblemWithSupport, match="who does it"):
        decide(item=item, words="Ring", due=NEXT, by=cast.head)
    with pytest.raises(ProblemWithSupport, match="after the meeting"):
        decide(item=item, words="Ring", who="Office", due=dt.date(2024, 9, 9), by=cast.head)
    close_case(case=case, on=cast.today, outcome="enough", closing_words="Done", by=cast.head)
    with pytest.raises(ProblemWithSupport):
        decide(item=item, words="Ring", who="Office", due=NEXT, by=cast.head)
    assert not Decision.objects.exists()


def test_the_next_meeting_begins_with_what_was_decided_and_says_what_came_of_it(cast, clock, sign_in):
    case = a_case(cast)
    body = a_body(cast)
    meeting = a_meeting(cast, body)
    item = take_up(meeting=meeting, pupil=cast.amy, case=case, by=cast.head)
    decide(
        item=item, words="Meet her at the gate", person=cast.teacher, due=dt.date(2024, 9, 13), by=cast.head
    )
    other = take_up(meeting=meeting, pupil=cast.ben, case=None, by=cast.head)
    talk = decide(
        item=other, words="Talk with his mother", who="Office", due=dt.date(2024, 9, 13), by=cast.head
    )
    close_meeting(meeting=meeting, by=cast.inclusion_lead)
    clock.at("2024-09-17T15:00")
    deal_with_decision(
        decision=talk, on=dt.date(2024, 9, 16), was_done=True, said="She came in", by=cast.head
    )
    later = a_meeting(cast, body, NEXT)
    page = sign_in(cast.inclusion_lead).get(f"{HERE}held/{later.pk}/").content.decode()
    assert page.index("What was decided on 10 September") < page.index("Standing items")
    assert "Meet her at the gate" in page
    assert "Overdue" in page
    assert "She came in" in page
    client = sign_in(cast.inclusion_lead)
    step = Decision.objects.get(step__isnull=False)
    client.post(
        f"{HERE}decisions/{step.pk}/", {"was_done": "yes", "on": "2024-09-17", "said": "Every morning"}
    )
    assert CaseStep.objects.get().was_done
    assert "Every morning" in client.get(f"{HERE}held/{later.pk}/").content.decode()


def test_a_decision_that_is_ours_stands_on_today_and_so_does_a_meeting(cast, clock, sign_in):
    meeting = a_meeting(cast)
    item = take_up(meeting=meeting, pupil=cast.ben, case=None, by=cast.head)
    decide(item=item, words="Talk with his mother", person=cast.attendance_lead, due=NEXT, by=cast.head)
    page = sign_in(cast.attendance_lead).get("/").content.decode()
    assert "Learning forum" in page
    assert "1 decision of a case meeting is yours to do" in page
    assert "Learning forum" not in sign_in(cast.office).get("/").content.decode()


def test_today_leads_nobody_to_a_meeting_they_may_not_open(cast, sign_in):
    """Whoever now works in the office, and whoever may not know of the child any more, reads of nothing."""
    body = a_body(cast, members=[cast.attendance_lead, cast.teacher, cast.office])
    meeting = a_meeting(cast, body)
    case = agreed(cast, a_case(cast, under=programme(cast, "early-help"), why_nothing_tried="At once."))
    hidden = take_up(meeting=meeting, pupil=cast.amy, case=case, by=cast.head)
    decide(item=hidden, words="Ring the service", person=cast.attendance_lead, due=NEXT, by=cast.head)
    open_to_all = take_up(meeting=meeting, pupil=cast.ben, case=None, by=cast.head)
    decide(item=open_to_all, words="Talk with his mother", person=cast.office, due=NEXT, by=cast.head)
    page = sign_in(cast.office).get("/", follow=True).content.decode()
    assert "Learning forum" not in page
    assert "decision of a case meeting" not in page
    page = sign_in(cast.attendance_lead).get("/", follow=True).content.decode()
    assert "Learning forum" in page
    assert "decision of a case meeting" not in page


def for_an_officer(cast, person):
    """A body in which an officer of the authority sees cases of a programme and keeps none, and what it
    decided.
    """
    case = a_case(cast)
    case.programme.scope.create(role="authority_officer")
    body = a_body(cast, members=[cast.authority_officer, cast.attendance_lead])
    item = take_up(meeting=a_meeting(cast, body), pupil=cast.amy, case=case, by=cast.head)
    return body, decide(item=item, words="Ring", person=person, due=NEXT, by=cast.head)


SAID = {"was_done": "yes", "on": "2024-09-10", "said": ""}


def test_what_is_ours_to_do_we_say_what_came_of_though_another_keeps_the_case(cast, sign_in):
    body, step = for_an_officer(cast, cast.authority_officer)
    officer = sign_in(cast.authority_officer)
    assert "1 decision of a case meeting is yours to do" in officer.get("/schools/123456/").content.decode()
    page = officer.get(f"{HERE}{body.pk}/").content.decode()
    assert f"{HERE}decisions/{step.pk}/" in page
    assert officer.get(f"{HERE}decisions/{step.pk}/").status_code == 200
    assert officer.post(f"{HERE}decisions/{step.pk}/", SAID).status_code == 302
    assert CaseStep.objects.get().was_done
    assert "decision of a case meeting" not in officer.get("/schools/123456/").content.decode()


def test_what_came_of_a_step_of_others_is_said_by_whoever_keeps_the_case(cast, clock, sign_in):
    body, step = for_an_officer(cast, cast.attendance_lead)
    close_meeting(meeting=body.meetings.get(), by=cast.head)
    later = a_meeting(cast, body, NEXT)
    officer = sign_in(cast.authority_officer)
    page = officer.get(f"{HERE}held/{later.pk}/").content.decode()
    assert "Ring" in page
    assert "Say what came of it" not in page
    assert officer.post(f"{HERE}decisions/{step.pk}/", SAID).status_code == 404
    assert CaseStep.objects.get().dealt_with_on is None
    lead = sign_in(cast.inclusion_lead)
    assert "Say what came of it" in lead.get(f"{HERE}held/{later.pk}/").content.decode()
    assert lead.post(f"{HERE}decisions/{step.pk}/", SAID).status_code == 302
    assert CaseStep.objects.get().was_done


def test_nothing_decided_is_to_be_done_in_a_case_that_is_closed(cast, sign_in):
    _body, step = for_an_officer(cast, cast.attendance_lead)
    join_case(case=step.step.case, person=cast.attendance_lead, since=cast.today, by=cast.head)
    lead = sign_in(cast.attendance_lead)
    assert "decision of a case meeting" in lead.get("/schools/123456/").content.decode()
    close_case(
        case=step.step.case,
        on=cast.today,
        outcome="enough",
        closing_words="It helped.",
        by=cast.inclusion_lead,
    )
    assert "decision of a case meeting" not in lead.get("/schools/123456/").content.decode()


# --- minutes ------------------------------------------------------------------------------------------------


def test_a_closed_meeting_changes_no_more_and_keeps_why_each_child_was_there(cast, clock, sign_in):
    case = a_case(cast)
    case.review_on = cast.today
    case.save()
    meeting = a_meeting(cast)
    client = sign_in(cast.inclusion_lead)
    form = client.get(f"{HERE}held/{meeting.pk}/minutes/").content.decode()
    assert "Safeguarding" in form
    client.post(f"{HERE}held/{meeting.pk}/minutes/", {"more": "", "minutes": "Short."})
    client.post(f"{HERE}held/{meeting.pk}/close/")
    item = AgendaItem.objects.get()
    assert item.why == [["reviews", "Its review is due on 10 September"]]
    case.refresh_from_db()
    case.review_on = dt.date(2024, 11, 1)
    case.save()
    page = client.get(f"{HERE}held/{meeting.pk}/").content.decode()
    assert "Its review is due on 10 September" in page
    assert "nothing of them changes any more" in page
    meeting.refresh_from_db()
    for act in (
        lambda: write_said(item=item, said="More", by=cast.head),
        lambda: decide(item=item, words="x", who="y", due=NEXT, by=cast.head),
        lambda: leave(item=item, because="x", by=cast.head),
        lambda: take_up(meeting=meeting, pupil=cast.ben, case=None, by=cast.head),
        lambda: close_meeting(meeting=meeting, by=cast.head),
    ):
        with pytest.raises(ProblemWithSupport, match="closed"):
            act()


def test_a_meeting_is_closed_once_it_was_held_and_one_is_open_at_a_time(cast):
    body = a_body(cast)
    meeting = a_meeting(cast, body, NEXT)
    with pytest.raises(ProblemWithSupport, match="close it once it was"):
        close_meeting(meeting=meeting, by=cast.head)
    with pytest.raises(ProblemWithSupport, match="is open"):
        a_meeting(cast, body, dt.date(2024, 9, 24))


def test_it_prints_for_its_reader(cast, sign_in):
    meeting = a_meeting(cast)
    take_up(meeting=meeting, pupil=cast.ben, case=None, by=cast.head)
    answer = sign_in(cast.inclusion_lead).get(f"{HERE}held/{meeting.pk}/print/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


# --- the body -----------------------------------------------------------------------------------------------


def test_a_body_is_set_up_in_a_form_and_knows_when_it_meets(cast, sign_in):
    client = sign_in(cast.inclusion_lead)
    sent = {
        "kind": "guidance",
        "name": "Guidance and support",
        "every": "monthly1",
        "weekday": "1",
        "chair": cast.inclusion_lead.pk,
        "members": [cast.teacher.pk],
        "standing": "Safeguarding\nFeedback from the cluster",
        "still_weeks": "6",
    }
    page = client.post(f"{HERE}new/", sent, follow=True).content.decode()
    assert "the first Tuesday of every month" in page
    assert "1 October 2024" in page
    held = CaseMeeting.objects.count()
    assert held == 0
    assert BodyMember.objects.get(chairs=True).person == cast.inclusion_lead


def test_a_body_of_a_name_stands_once_and_members_who_leave_see_no_more(cast, clock, sign_in):
    body = a_body(cast)
    with pytest.raises(ProblemWithSupport, match="already"):
        a_body(cast)
    clock.at("2024-09-12T09:00")
    said = {
        "kind": "forum",
        "name": "Learning forum",
        "at": None,
        "where": "",
        "standing": [],
        "still_weeks": 4,
    }
    set_up_body(
        school=cast.oak, body=body, recurrence=Monthly(1, 1), chair=cast.inclusion_lead, members=[],
        programmes=[], by=cast.head, **said,
    )  # fmt: skip
    assert sign_in(cast.teacher).get(f"{HERE}{body.pk}/").status_code == 404
    assert next_day(body, dt.date(2024, 9, 12)) == dt.date(2024, 10, 1)


def test_s0_55_the_input_of_a_half_term_is_evaluated_beside_what_was_counted(cast, sign_in):
    """SUP-7, SUP-15."""
    case = a_case(cast)
    untouched = a_case(cast, "ben", case.programme)
    untouched.review_on = cast.today
    untouched.save()
    body = a_body(cast)
    meeting = a_meeting(cast, body)
    item = take_up(meeting=meeting, pupil=cast.amy, case=case, by=cast.head)
    made = decide(item=item, words="Ring", person=cast.teacher, due=NEXT, by=cast.head)
    decide(item=item, words="Meet", person=cast.teacher, due=NEXT, by=cast.head)
    close_meeting(meeting=meeting, by=cast.inclusion_lead)
    deal_with_decision(decision=made, on=cast.today, was_done=True, by=cast.head)
    assert counted(body, dt.date(2024, 9, 3), cast.today) == {
        "meetings": 1, "children": 1, "decisions": 2, "done": 1,
    }  # fmt: skip
    client = sign_in(cast.inclusion_lead)
    page = client.get(f"{HERE}{body.pk}/evaluate/").content.decode()
    assert "1 meeting, 1 child talked about, decisions done: 1 of 2." in page
    client.post(f"{HERE}{body.pk}/evaluate/", {"words": "Meeting at the gate helped most."})
    page = client.get(f"{HERE}{body.pk}/").content.decode()
    assert "Meeting at the gate helped most." in page
    assert "decisions 2, of which done 1" in page
    autumn = HalfTerm(dt.date(2024, 9, 2), dt.date(2024, 10, 25), "Autumn 1")
    with pytest.raises(ProblemWithSupport, match="evaluated already"):
        evaluate(body=body, half_term=autumn, words="Again", by=cast.head)


def test_a_child_who_is_erased_leaves_the_agenda_and_the_meeting_stays(cast):
    meeting = a_meeting(cast)
    item = take_up(meeting=meeting, pupil=cast.ben, case=None, by=cast.head)
    decide(item=item, words="Talk", who="Office", due=NEXT, by=cast.head)
    _erase([cast.ben])
    assert not AgendaItem.objects.exists()
    assert not Decision.history.exists()
    assert CaseMeeting.objects.exists()


def test_a_family_reads_what_was_said_of_its_own_child(cast):
    meeting = a_meeting(cast)
    item = take_up(meeting=meeting, pupil=cast.ben, case=None, by=cast.head)
    write_said(item=item, said="Ben plays with Cal Carter again.", by=cast.head)
    decide(item=item, words="Talk with his mother", who="Office", due=NEXT, by=cast.head)
    section = next(one for one in Holding(cast.ben, cast.oak).sections() if one.name == "meetings")
    assert section.rows[0][1] == "Learning forum"
    assert section.rows[0][4] == "Talk with his mother"
    assert "Carter" not in str(section.rows)
    assert Holding(cast.amy, cast.oak).sections()


def test_two_records_made_one_bring_their_places_on_agendas_together(cast):
    meeting = a_meeting(cast)
    for pupil in (cast.ben, cast.cal):
        item = take_up(meeting=meeting, pupil=pupil, case=None, by=cast.head)
        write_said(item=item, said=f"Of {pupil}", by=cast.head)
    merge_pupils(kept=cast.ben, gone=cast.cal, by=cast.head)
    assert {one.said for one in AgendaItem.objects.all()} == {"Of Ben Bright", "Of Cal Carter"}
