"""Incidents at Oak: recorded on a telephone, put right with their history, seen by those who may (BEH-1)."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conduct.recorded import an_incident
from trellis.conduct.actions import (
    correct_incident,
    follow_up,
    leave_out,
    record_incident,
    say_part,
    set_words,
    take_back,
    words_for,
)
from trellis.conduct.models import Incident, Involvement
from trellis.conduct.shown import changes_of
from trellis.messages.timeline import of_child, timeline
from trellis.registers.erasure import erase_pupil
from trellis.registers.merging_pupils import merge_pupils, take_apart
from trellis.rules.incidents import ProblemWithIncident
from trellis.schools import actions as schools
from trellis.schools.models import AccessLogEntry, Enrolment
from trellis.web.subject_access import Holding

HERE = "/schools/123456/incidents/"
SENT = {
    "type": "Pushing or fighting",
    "place": "Playground",
    "when": "lunch",
    "severity": "2",
    "words": "Pushed in the line.",
    "action": "Talked with the child",
    "on": "2024-09-10",
}


# --- recording ----------------------------------------------------------------------------------------------


def test_beh_1_a_teacher_records_an_incident_of_their_class_in_one_form(cast, sign_in):
    client = sign_in(cast.teacher)
    page = client.get(f"{HERE}new/").content.decode()
    assert "Ben Bright" in page
    assert "Eve Adams" not in page
    answer = client.post(f"{HERE}new/", SENT | {"children": [cast.ben.pk, cast.cal.pk]}, follow=True)
    told = answer.content.decode()
    assert "It is recorded." in told
    assert "Pushed in the line." in told
    held = Incident.objects.get()
    assert (held.by_name, held.severity, held.when) == ("Tess Teale", 2, "lunch")
    assert {one.pupil for one in held.involved.all()} == {cast.ben, cast.cal}


def test_the_time_of_day_and_the_child_are_filled_in(cast, sign_in):
    page = sign_in(cast.teacher).get(f"{HERE}new/?child={cast.ben.pk}").content.decode()
    assert '<option value="morning" selected>' in page
    assert re.search(rf'value="{cast.ben.pk}"[^>]* checked', page)


def test_a_supply_teacher_records_for_the_class_they_cover_and_reads_nothing(cast, sign_in):
    client = sign_in(cast.supply)
    assert client.get(HERE).status_code == 404
    answer = client.post(f"{HERE}new/", SENT | {"children": [cast.ben.pk]})
    assert (answer.status_code, answer.url) == (302, "/")
    assert Incident.objects.get().by_name == "Sam Swift"


def test_the_same_sent_twice_is_recorded_once(cast):
    an_incident(cast, "ben")
    an_incident(cast, "ben")
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"on": dt.date(2024, 9, 11)}, "is still to come"),
        ({"words": "  "}, "what happened"),
        ({"on": dt.date(2020, 1, 6)}, "Ben Bright was not on the roll on 6 January 2020"),
    ],
)
def test_what_cannot_be_so_is_said_and_nothing_is_kept(cast, said, says):
    with pytest.raises(ProblemWithIncident, match=says):
        an_incident(cast, "ben", **said)
    assert not Incident.objects.exists()


def test_an_incident_is_about_a_child(cast):
    with pytest.raises(ProblemWithIncident, match="which child"):
        record_incident(school=cast.oak, parts={}, on=cast.today, words="x", by=cast.head)


def test_a_form_that_is_not_complete_comes_back_with_what_was_said(cast, sign_in):
    answer = sign_in(cast.teacher).post(f"{HERE}new/", SENT)
    assert answer.status_code == 400
    assert "Tick the child it is about." in answer.content.decode()
    assert "Pushed in the line." in answer.content.decode()


# --- who sees it --------------------------------------------------------------------------------------------


def test_a_child_of_another_class_is_only_counted_for_a_teacher(cast, sign_in):
    held = an_incident(cast, "ben", "eve", by=cast.head)
    page = sign_in(cast.teacher).get(f"{HERE}{held.pk}/").content.decode()
    assert "Ben Bright" in page
    assert "Eve Adams" not in page
    assert "1 child of another class" in page
    assert "Eve Adams" in sign_in(cast.inclusion_lead).get(f"{HERE}{held.pk}/").content.decode()


def test_an_incident_of_another_class_alone_is_not_there_for_a_teacher(cast, sign_in):
    held = an_incident(cast, "eve", by=cast.head)
    assert sign_in(cast.teacher).get(f"{HERE}{held.pk}/").status_code == 404
    assert sign_in(cast.office).get(HERE).status_code == 404


def test_each_reading_of_a_childs_incidents_is_logged(cast, sign_in):
    an_incident(cast, "ben")
    sign_in(cast.inclusion_lead).get(f"/schools/123456/pupils/{cast.ben.pk}/incidents/")
    entry = AccessLogEntry.objects.get(pupil_id=cast.ben.pk)
    assert entry.person_name == "Ines Lowe"


def test_a_list_asks_as_much_for_many_as_for_few(cast, sign_in):
    client = sign_in(cast.inclusion_lead)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as held:
            assert client.get(HERE).status_code == 200
        return len(held)

    an_incident(cast, "ben")
    client.get(HERE)
    few = asked()
    for number in range(20):
        an_incident(cast, "ben", "cal", "amy", words=f"Again, {number}")
    assert asked() == few


# --- what follows -------------------------------------------------------------------------------------------


def test_it_is_put_right_and_says_what_it_was(cast, sign_in):
    held = an_incident(cast, "ben")
    correct_incident(incident=held, by=cast.head, place="Hall", severity=2)
    page = sign_in(cast.head).get(f"{HERE}{held.pk}/").content.decode()
    assert "Where was: Classroom" in page
    assert "How grave was: Low" in page
    assert "Helen Hart" in page


def test_a_change_of_a_childs_part_is_said_with_what_it_was_and_names_nobody_one_may_not_know(cast, sign_in):
    held = an_incident(cast, "ben", "cal", "eve", by=cast.head)
    assert "What was put right" not in sign_in(cast.head).get(f"{HERE}{held.pk}/").content.decode()
    for pupil in (cast.ben, cast.eve):
        say_part(incident=held, pupil=pupil, part="hurt", by=cast.inclusion_lead)
    say_part(incident=held, pupil=cast.ben, part="hurt", by=cast.head)  # as it was: nothing changed
    leave_out(incident=held, pupil=cast.cal, by=cast.head)
    every = [one.words for one in changes_of(held, cast.head)]
    assert sorted(every) == [
        "Cal Carter was left out (Took part)",
        "The part of Ben Bright was: Took part",
        "The part of Eve Adams was: Took part",
    ]
    page = sign_in(cast.teacher).get(f"{HERE}{held.pk}/").content.decode()
    assert "Ines Lowe: The part of Ben Bright was: Took part" in page
    assert "The part of a child of another class was: Took part" in page
    assert "Eve Adams" not in page


def test_the_list_of_some_days_is_all_that_happened_and_says_when_it_is_what_a_figure_counts(cast, sign_in):
    took_part = an_incident(cast, "ben", words="Took part in it")
    an_incident(cast, "cal", part="hurt", words="Was hurt alone")
    mistaken = an_incident(cast, "amy", words="Taken back since")
    take_back(incident=mistaken, why="Another child", by=cast.head)
    client = sign_in(cast.inclusion_lead)

    def listed(**asked):
        page = client.get(HERE, {"year": "2024-25", **asked}).content.decode()
        return {one.words for one in Incident.objects.all() if one.words in page}

    here = {"Took part in it", "Was hurt alone", "Taken back since"}
    assert listed(days="Autumn 1") == here
    assert listed(days="Autumn") == here
    assert listed(which="counted") == listed(days="Autumn 1", which="counted") == {took_part.words}
    assert listed(type=took_part.type) == {took_part.words}
    assert listed(which="follow") == set()
    figures = client.get(f"{HERE}how-often/", {"year": "2024-25"}).content.decode()
    assert "which=counted" in figures
    assert "counted in figures" in client.get(HERE, {"which": "counted"}).content.decode()


def test_only_who_recorded_it_or_answers_for_conduct_puts_it_right(cast, sign_in):
    held = an_incident(cast, "ben", by=cast.head)
    assert sign_in(cast.teacher).get(f"{HERE}{held.pk}/correct/").status_code == 404
    assert sign_in(cast.inclusion_lead).get(f"{HERE}{held.pk}/correct/").status_code == 200


def test_a_teacher_adds_a_child_and_changes_nobody_elses_word(cast, sign_in):
    held = an_incident(cast, "ben", by=cast.head)
    client = sign_in(cast.teacher)
    page = client.get(f"{HERE}{held.pk}/children/").content.decode()
    assert "Cal Carter" in page
    assert "Ben Bright" not in page
    client.post(f"{HERE}{held.pk}/children/", {"pupil": cast.ben.pk, "part": "saw"})
    assert held.involved.get().part == "took_part"
    client.post(f"{HERE}{held.pk}/children/", {"pupil": cast.cal.pk, "part": "saw"})
    assert held.involved.get(pupil=cast.cal).part == "saw"


def test_what_waits_to_be_followed_up_is_over_with_no_year(cast, sign_in, clock):
    an_incident(cast, "ben", severity=2)
    clock.at("2025-09-10T09:00")
    assert "Called out again" in sign_in(cast.inclusion_lead).get(f"{HERE}?which=follow").content.decode()


def test_it_is_followed_up_by_somebody_and_leaves_the_list_of_those_waiting(cast, sign_in):
    held = an_incident(cast, "ben", severity=2)
    client = sign_in(cast.inclusion_lead)
    assert "Called out again" in client.get(f"{HERE}?which=follow").content.decode()
    client.post(f"{HERE}{held.pk}/follow-up/", {"words": "Met his mother.", "on": "2024-09-10"})
    held.refresh_from_db()
    assert (held.followed_up_by_name, held.followed_up_on) == ("Ines Lowe", cast.today)
    assert "Called out again" not in client.get(f"{HERE}?which=follow").content.decode()


def test_it_is_not_followed_up_before_it_happened(cast):
    held = an_incident(cast, "ben")
    with pytest.raises(ProblemWithIncident, match="once it has happened"):
        follow_up(incident=held, on=dt.date(2024, 9, 8), words="x", by=cast.head)


def test_what_was_recorded_by_mistake_stays_readable_and_counts_no_longer(cast, sign_in):
    held = an_incident(cast, "ben")
    client = sign_in(cast.teacher)
    client.post(f"{HERE}{held.pk}/take-back/", {"why": "It was another Ben"})
    page = client.get(f"{HERE}{held.pk}/").content.decode()
    assert "It was another Ben" in page
    assert not Involvement.objects.counting().exists()
    held.refresh_from_db()
    with pytest.raises(ProblemWithIncident, match="taken back"):
        correct_incident(incident=held, by=cast.head, place="Hall")
    with pytest.raises(ProblemWithIncident, match="why"):
        take_back(incident=an_incident(cast, "cal"), why=" ", by=cast.head)


def test_who_was_hurt_is_remembered_and_counted_nowhere(cast, sign_in):
    held = an_incident(cast, "ben")
    client = sign_in(cast.teacher)
    client.post(f"{HERE}{held.pk}/children/", {"pupil": cast.cal.pk, "part": "hurt"})
    assert "was hurt or upset" in client.get(f"{HERE}{held.pk}/").content.decode()
    assert {one.pupil for one in Involvement.objects.counting()} == {cast.ben}


def test_a_child_is_left_out_but_never_the_last(cast):
    held = an_incident(cast, "ben")
    with pytest.raises(ProblemWithIncident, match="take it back"):
        leave_out(incident=held, pupil=cast.ben, by=cast.head)
    say_part(incident=held, pupil=cast.cal, part="saw", by=cast.head)
    leave_out(incident=held, pupil=cast.ben, by=cast.head)
    assert {one.pupil for one in held.involved.all()} == {cast.cal}
    assert Involvement.history.filter(history_type="-").count() == 1


# --- the words of a place -----------------------------------------------------------------------------------


def test_a_schools_own_words_stand_before_its_trusts_and_those_before_the_starter(cast):
    assert "Disrupting a lesson" in words_for(cast.oak, cast.today)["type"]
    set_words(place=cast.trust, kind="type", lines=["Unkind", "Unsafe"], by=cast.head)
    assert words_for(cast.oak, cast.today)["type"] == ["Unkind", "Unsafe"]
    assert "Unkind" not in words_for(cast.elm, cast.today)["type"]
    set_words(place=cast.oak, kind="type", lines=["Unready", "", "Unready"], by=cast.head)
    assert words_for(cast.oak, cast.today)["type"] == ["Unready"]


def test_an_incident_keeps_the_word_it_was_recorded_with(cast, sign_in):
    held = an_incident(cast, "ben")
    lines = {"type": "Unready", "place": "Hall", "action": "Talked"}
    assert sign_in(cast.inclusion_lead).post(f"{HERE}words/", lines).status_code == 302
    held.refresh_from_db()
    assert held.type == "Disrupting a lesson"
    page = sign_in(cast.inclusion_lead).get(f"{HERE}{held.pk}/correct/").content.decode()
    assert '<option value="Disrupting a lesson" selected>' in page


# --- the child ----------------------------------------------------------------------------------------------


def test_it_stands_on_the_childs_timeline_without_anybody_elses_name(cast):
    an_incident(cast, "ben", "cal")
    told = timeline(of_child(cast.ben, cast.oak, reader=cast.inclusion_lead))
    found = [one for one in told if one.source == "incidents"]
    assert [one.words for one in found] == ["Incident: Disrupting a lesson (took part)"]
    assert "Carter" not in str(found)
    assert not [
        one for one in timeline(of_child(cast.ben, cast.oak, reader=cast.office)) if one.source == "incidents"
    ]


def test_a_family_reads_its_own_childs_part_and_no_other_childs_name(cast):
    an_incident(cast, "ben", "cal", words="Ben pushed Cal Carter.")
    section = next(one for one in Holding(cast.ben, cast.oak).sections() if one.name == "incidents")
    assert section.rows[0][5] == "Took part"
    assert "Carter" not in str(section.rows)


def test_two_records_made_one_bring_their_incidents_together(cast):
    both = an_incident(cast, "ben", "cal")
    an_incident(cast, "cal", words="Another day.")
    enrolment = Enrolment.objects.get(pupil=cast.cal)
    assert enrolment.school == cast.oak
    merge_pupils(kept=cast.ben, gone=cast.cal, by=cast.head)
    assert Involvement.objects.filter(pupil=cast.ben).count() == 2
    assert [one.pupil for one in both.involved.all()] == [cast.ben]


def test_what_was_put_right_names_the_child_whose_records_were_made_one_and_says_nobody_was_left_out(
    cast, clock, sign_in
):
    held = an_incident(cast, "ben", "cal", by=cast.head)
    say_part(incident=held, pupil=cast.cal, part="hurt", by=cast.head)
    clock.at("2024-09-10 10:00")
    merge = merge_pupils(kept=cast.ben, gone=cast.cal, by=cast.head).merge
    assert [one.words for one in changes_of(held, cast.head)] == ["The part of Ben Bright was: Took part"]
    page = sign_in(cast.teacher).get(f"{HERE}{held.pk}/").content.decode()
    assert "a child of another class" not in page
    clock.at("2024-09-10 11:00")
    take_apart(merge=merge, by=cast.head)
    assert [one.words for one in changes_of(held, cast.head)] == ["The part of Cal Carter was: Took part"]
    assert {one.pupil for one in held.involved.all()} == {cast.ben, cast.cal}
    clock.at("2024-09-10 12:00")
    leave_out(incident=held, pupil=cast.cal, by=cast.head)
    assert [one.words for one in changes_of(held, cast.head)] == [
        "Cal Carter was left out (Was hurt or upset)",
        "The part of Cal Carter was: Took part",
    ]
    merge_pupils(kept=cast.amy, gone=cast.ben, by=cast.head)
    assert [str(one.pupil) for one in held.involved.all()] == ["Amy Adams"]


def test_who_is_erased_goes_from_what_is_told_of_others(cast, clock):
    shared = an_incident(cast, "ben", "cal", words="Ben Bright pushed Cal Carter.")
    own = an_incident(cast, "ben", words="Ben Bright ran out.")
    schools.leave(enrolment=cast.enrolment("ben"), until=cast.today, ground="a", by=cast.office)
    clock.at("2024-09-12 09:00")
    erase_pupil(pupil=cast.ben, why="His time has come", by=cast.data_manager)
    assert not Incident.objects.filter(pk=own.pk).exists()
    assert not Incident.history.filter(id=own.pk).exists()
    shared.refresh_from_db()
    assert "Bright" not in shared.words
    assert "Cal Carter" in shared.words
    assert not Incident.history.filter(words__contains="Bright").exists()
