"""What a body asks for on its agenda besides what is due (SUP-2, SUP-3, SUP-7): levels suggested and not
decided, and children selected on a list; told to those who may know it.
"""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.finding.found import a_table, decided, indicator, kept, noted, september
from tests.support.helped import a_case, programme
from tests.support.meetings.held import a_body, a_meeting
from trellis.rules.cohort import Joined
from trellis.schools import counted as rooms
from trellis.schools.roles import Permission
from trellis.support.finding.actions import write_indicator
from trellis.support.finding.cohorts import choose
from trellis.support.finding.conditions import Protected, Rate
from trellis.support.meetings.actions import close_meeting
from trellis.support.meetings.agenda import agenda, everything
from trellis.support.meetings.models import MeetingBody
from trellis.support.models import Case

BELOW_90 = Rate("attendance", "below", "90")
HERE = "/schools/123456/support/meetings/"
TODAY = dt.date(2024, 10, 1)


@pytest.fixture
def spent(cast, clock):
    """September at Oak, and 1 October."""
    september(cast, clock)


def why(meeting):
    """The agenda as anybody who may see everything reads it: child → reasons."""
    return {line.key[1]: line.reasons for line in everything(meeting)}


def a_meeting_that_asks(cast, *also, **said):
    return a_meeting(cast, a_body(cast, also=list(also), **said), TODAY)


def selected(cohort, *pupils, is_selected=True):
    """Some of a list selected by the head, or not."""
    children = list(cohort.children.filter(pupil__in=pupils))
    return choose(
        cohort=cohort, children=children, is_selected=is_selected, reason="We agreed.", by="The head"
    )


# --- levels -------------------------------------------------------------------------------------------------


def test_a_level_suggested_and_not_decided_is_on_the_agenda_of_a_body_that_asks(cast, spent):
    a_table(cast)
    decided(cast, "amy", 2)
    meeting = a_meeting_that_asks(cast, "levels")
    assert why(meeting) == {
        cast.ben.pk: ["Level 3 is suggested, and nobody has decided"],
        cast.cal.pk: ["Level 1 is suggested, and nobody has decided"],
    }
    decided(cast, "ben", 3)
    assert set(why(meeting)) == {cast.cal.pk}
    MeetingBody.objects.update(also=[])
    meeting.body.refresh_from_db()
    assert why(meeting) == {}


def test_a_meeting_to_come_reads_the_registers_as_far_as_they_go(cast, spent):
    a_table(cast)
    today = why(a_meeting_that_asks(cast, "levels"))
    later = a_meeting(cast, a_body(cast, name="Inclusion", also=["levels"]), dt.date(2024, 10, 22))
    assert why(later) == today
    assert today


def test_a_body_without_a_table_has_nothing_of_levels_on_its_agenda(cast, spent):
    assert why(a_meeting_that_asks(cast, "levels")) == {}


def test_an_indicator_kept_for_few_puts_nobody_on_an_agenda(cast):
    table = a_table(cast)
    noted(cast, "eve", "A young carer", table)
    held = indicator(table, "A young carer")
    meeting = a_meeting(cast, a_body(cast, also=["levels"]))
    assert set(why(meeting)) == {cast.eve.pk}
    held.is_protected = True
    held.save()
    assert why(meeting) == {}


def test_a_count_that_takes_more_than_support_suggests_nothing_on_an_agenda(cast, monkeypatch):
    table = a_table(cast)
    times = {cast.dee.pk: 5}
    one = rooms.Counted("told", "Told", lambda *_asked: times)
    monkeypatch.setitem(rooms.COUNTED, "told", one)
    rule = {"measure": "count:told", "operator": "at_least", "figure": 3, "weeks": 4}
    write_indicator(table=table, level=2, words="Told often", by=cast.head, **rule)
    meeting = a_meeting(cast, a_body(cast, also=["levels"]))
    assert set(why(meeting)) == {cast.dee.pk}
    monkeypatch.setitem(
        rooms.COUNTED, "told", rooms.Counted("told", "Told", lambda *_asked: times, Permission.SEE_SCORES)
    )
    assert why(meeting) == {}


# --- lists --------------------------------------------------------------------------------------------------


def test_who_is_selected_on_the_last_list_of_a_name_is_on_it(cast, spent):
    first = kept(cast, BELOW_90)
    selected(first, cast.amy, cast.ben)
    selected(first, cast.cal, is_selected=False)
    meeting = a_meeting_that_asks(cast, "lists")
    said = ["Selected on the list “Targeted”"]
    assert why(meeting) == {cast.amy.pk: said, cast.ben.pk: said}
    later = kept(cast, BELOW_90, name="targeted")
    assert why(meeting) == {}
    selected(later, cast.cal)
    assert why(meeting) == {cast.cal.pk: ["Selected on the list “targeted”"]}


def test_that_a_child_is_selected_says_nothing_of_a_case_its_reader_does_not_see(cast, spent):
    selected(kept(cast, BELOW_90), cast.amy, cast.ben)
    meeting = a_meeting_that_asks(cast, "lists")
    before = agenda(meeting, cast.attendance_lead)
    case = a_case(cast, under=programme(cast, "nurture"))
    assert not Case.objects.visible_to(cast.attendance_lead).filter(pk=case.pk).exists()
    case.review_on = TODAY
    case.save()
    after = agenda(meeting, cast.attendance_lead)
    assert [(line.pupil, line.case, line.reasons) for line in after.lines] == [
        (line.pupil, None, line.reasons) for line in before.lines
    ]
    assert after.unseen == 1
    [amy, ben] = agenda(meeting, cast.inclusion_lead).lines
    assert (amy.case, ben.case) == (case, None)
    assert amy.reasons == ["Its review is due on 1 October", "Selected on the list “Targeted”"]


def test_a_list_of_the_half_term_before_puts_nobody_on_it(cast, spent, clock):
    selected(kept(cast, BELOW_90), cast.ben)
    body = a_body(cast, also=["lists"])
    clock.at("2024-11-12T09:00")
    assert why(a_meeting(cast, body, dt.date(2024, 11, 12))) == {}


def test_a_list_that_tells_more_than_support_puts_nobody_on_an_agenda(cast, spent):
    selected(kept(cast, BELOW_90), cast.ben)
    hidden = kept(cast, BELOW_90, Protected(), joined=Joined.ANY, name="Letters")
    selected(hidden, cast.ben, cast.cal)
    assert hidden.needs.exists()
    meeting = a_meeting_that_asks(cast, "lists")
    assert why(meeting) == {cast.ben.pk: ["Selected on the list “Targeted”"]}


# --- the body, and who reads it -----------------------------------------------------------------------------


def test_a_body_of_some_programmes_has_what_it_asks_for_all_the_same(cast, spent):
    a_table(cast)
    decided(cast, "ben", 3)
    meeting = a_meeting_that_asks(cast, "levels", programmes=[programme(cast, "mentoring")])
    assert set(why(meeting)) == {cast.amy.pk, cast.cal.pk}


def test_a_member_who_does_not_see_support_throughout_reads_how_many(cast, spent):
    a_table(cast)
    meeting = a_meeting_that_asks(cast, "levels")
    assert len(agenda(meeting, cast.inclusion_lead).lines) == len(why(meeting))
    told = agenda(meeting, cast.teacher)
    assert (told.lines, told.unseen) == ([], len(why(meeting)))
    closed = close_meeting(meeting=meeting, by=cast.inclusion_lead)
    assert agenda(closed, cast.teacher).lines == []
    assert agenda(closed, cast.inclusion_lead).lines


def test_what_a_body_asks_for_is_chosen_in_its_form_and_shown_there_again(cast, sign_in):
    body, client = a_body(cast), sign_in(cast.inclusion_lead)
    sent = {
        "kind": "forum",
        "name": "Learning forum",
        "every": "weekly",
        "weekday": "1",
        "chair": cast.inclusion_lead.pk,
        "still_weeks": "4",
        "also": ["levels", "lists"],
    }
    change = f"{HERE}{body.pk}/change/"
    assert client.post(change, sent).status_code == 302
    body.refresh_from_db()
    assert body.also == ["levels", "lists"]
    assert client.get(change).content.decode().count("checked") == len(body.also)
    assert client.post(change, sent | {"also": ["reviews"]}).status_code == 400


def test_what_a_body_asks_for_takes_no_more_questions_however_many_children(cast, spent):
    a_table(cast)
    cohort = kept(cast, BELOW_90)
    meeting = a_meeting_that_asks(cast, "levels", "lists")
    for name in ("amy", "ben"):
        decided(cast, name, 2)
    selected(cohort, cast.cal)
    agenda(meeting, cast.inclusion_lead)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            found = agenda(meeting, cast.inclusion_lead)
        return len(found.lines), len(queries)

    few, questions = asked()
    selected(cohort, cast.amy, cast.ben)
    assert asked() == (few + 2, questions)
