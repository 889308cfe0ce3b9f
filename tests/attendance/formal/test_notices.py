"""Who stands where, a notice proposed on frozen sessions, amended since, answered; Mr Outside sees none."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attendance.clinics.clinic import came
from tests.attendance.formal.missed import SINCE, UNTIL, helped, missed, parent, proposed
from tests.attendance.spending import spend
from tests.support.helped import a_case, agreed
from trellis.attendance.formal.actions import answer_notice, carry_over, note_notice, propose_notice
from trellis.attendance.formal.amended import rests_on
from trellis.attendance.formal.models import Notice
from trellis.attendance.formal.standings import standing_of, standings
from trellis.messages.families import family_of
from trellis.messages.timeline import of_child, of_home, timeline
from trellis.rules.formal import ProblemWithFormalStep
from trellis.rules.penalty import State
from trellis.schools.models import AccessLogEntry, Contact, FamilyLink, Pupil
from trellis.schools.settings import decide_together
from trellis.web.subject_access import Holding

URL = "/schools/123456/"


@pytest.fixture(autouse=True)
def evening(clock):
    clock.at("2024-09-10T17:00")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def of_parent(cast, name="amy", who="Ann Adams"):
    found = standing_of(cast.oak, cast.pupils[name], cast.today, reader=cast.attendance_lead)
    assert found is not None
    return next(one for one in found[1].parents if one.contact.name == who)


def against(cast, name="amy", who="Ann Adams") -> list[str]:
    return [str(one) for one in of_parent(cast, name, who).against]


# --- who stands where ---


def test_each_child_stands_where_their_marks_say(cast):
    missed(cast, amy="10O", ben="9O 1N", cal="6G", dee="10I", eve="5U")
    found = standings(cast.oak, cast.today)
    assert {state: [one.forename for one in found.named(state)] for state in found.states} == {
        State.REACHED: ["Amy"],
        State.DEPENDS: ["Ben"],
        State.NEAR: ["Cal"],
    }


def test_the_list_shows_the_sessions_the_help_and_what_is_missing(cast, sign_in):
    missed(cast, amy="10O", ben="9O 1N", cal="6G")
    page = words(sign_in(cast.attendance_lead).get(f"{URL}formal/"))
    assert "10 sessions since 2 September 2024; 10 were reached on 9 September 2024." in page
    assert "Tue 3 Sep O O" in page
    assert "No help is recorded: offer it" in page
    assert "1 reason to come, due by 16 September." in page
    assert "Carter" not in page
    helped(cast)
    page = words(sign_in(cast.attendance_lead).get(f"{URL}formal/"))
    assert "Meeting, 9 Sep" in page
    assert "a first notice may be considered by the authority" in page
    assert "Carter" in words(sign_in(cast.attendance_lead).get(f"{URL}formal/?show=near"))


def test_only_those_who_may_see_it_do_and_reading_is_logged(cast, sign_in):
    missed(cast, amy="10O")
    child = f"{URL}pupils/{cast.amy.pk}/formal/"
    for person in (cast.attendance_lead, cast.head, cast.ewo, cast.authority_officer):
        assert sign_in(person).get(f"{URL}formal/").status_code == 200
        assert sign_in(person).get(child).status_code == 200
    for person in (cast.office, cast.teacher, cast.governor, cast.inclusion_lead, cast.mr_outside):
        assert sign_in(person).get(f"{URL}formal/").status_code == 404
        assert sign_in(person).get(child).status_code == 404
    assert AccessLogEntry.objects.filter(person_id=cast.ewo.pk, pupil_id=cast.amy.pk).count() == 1


def test_queries_do_not_grow_with_children(cast, sign_in):
    lead = sign_in(cast.attendance_lead)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            lead.get(f"{URL}formal/")
        return len(queries)

    missed(cast, amy="10O")
    helped(cast)
    count()
    few = count()
    missed(cast, ben="10O", cal="10O", eve="10O", fay="10O")
    assert count() == few


def test_help_is_asked_before_anything_but_not_of_a_holiday(cast):
    missed(cast, amy="10O", eve="10G")
    assert against(cast) == [
        "No help is recorded: offer it, and write down what came of it, before anything else."
    ]
    assert against(cast, "eve") == []
    helped(cast)
    assert against(cast) == []


def test_support_referrals_and_clinics_are_help_by_themselves_to_those_who_may_know(cast, clock):
    missed(cast, amy="10O")
    agreed(cast, a_case(cast))
    came(cast, clock, "amy")
    found = standing_of(cast.oak, cast.amy, cast.today, reader=cast.head)
    assert found is not None
    assert [one.words for one in found[1].helped] == ["Support began: Parent plan"]
    later = standing_of(cast.oak, cast.amy, dt.date(2024, 9, 13), reader=cast.head)
    assert later is not None
    assert [one.words for one in later[1].helped] == [
        "Support began: Parent plan",
        "Attendance clinic: Ann Adams came",
    ]
    outside = standing_of(cast.oak, cast.amy, cast.today, reader=cast.mr_outside)
    assert outside is not None
    assert not outside[1].helped


def test_nothing_is_proposed_on_a_reason_not_known(cast):
    missed(cast, amy="9O 1N")
    helped(cast)
    (says,) = against(cast)
    assert says == (
        "It depends on absences whose reason is not known yet (1 of them): find that out first. If none had a"
        " good one, 10 sessions would be reached by that of 9 September 2024."
    )
    with pytest.raises(ProblemWithFormalStep, match="find that out first"):
        proposed(cast)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("born", "says"),
    [
        (dt.date(2019, 10, 1), "Not yet of compulsory school age"),
        (dt.date(2008, 1, 1), "Over compulsory school age"),
    ],
)
def test_a_child_below_or_above_compulsory_age_is_said_and_nothing_is_lost(cast, sign_in, born, says):
    missed(cast, amy="10O")
    helped(cast)
    Pupil.objects.filter(pk=cast.amy.pk).update(date_of_birth=born)
    lead = sign_in(cast.attendance_lead)
    page = words(lead.get(f"{URL}formal/"))
    assert "Not of compulsory school age" in page
    assert "Amy Adams" in page
    assert says in words(lead.get(f"{URL}pupils/{cast.amy.pk}/formal/"))
    assert against(cast)[0] == "The child is not of compulsory school age on 10 September 2024."
    with pytest.raises(ProblemWithFormalStep, match="not of compulsory school age"):
        proposed(cast)


def test_sessions_before_compulsory_age_do_not_count_with_those_after(cast, sign_in, clock):
    """Five on 1 August: of compulsory age from 31 August on. Five on 1 September: from 31 December."""
    Pupil.objects.filter(pk=cast.amy.pk).update(date_of_birth=dt.date(2019, 9, 1))
    spend(cast.oak, {cast.amy: "94/ 8O"}, since=SINCE, until=dt.date(2024, 11, 22), sessions=102)
    spend(cast.oak, {cast.amy: "4O"}, since=dt.date(2025, 1, 7), until=dt.date(2025, 1, 8))
    clock.at("2025-01-10T17:00")
    found = standing_of(cast.oak, cast.amy, dt.date(2025, 1, 10), reader=cast.attendance_lead)
    assert found is not None
    assert len(found[1].standing.now.sessions) == 4
    assert len(found[0].of_any_age.standing(0).now.sessions) == 12
    page = words(sign_in(cast.attendance_lead).get(f"{URL}pupils/{cast.amy.pk}/formal/"))
    assert "8 sessions of before compulsory school age count for nothing here." in page


def test_whoever_is_no_parent_is_not_proposed(cast):
    missed(cast, amy="10O")
    helped(cast)
    FamilyLink.objects.filter(pupil=cast.amy, contact=parent("Abe Adams")).update(
        relationship="other", parental_responsibility=False, has_care=False
    )
    with pytest.raises(ProblemWithFormalStep, match="Abe Adams is no parent of"):
        proposed(cast, who="Abe Adams")


# --- proposed, frozen, amended since ---


def test_a_notice_is_proposed_in_a_form_and_what_it_rests_on_is_frozen(cast, sign_in):
    missed(cast, amy="11O")
    helped(cast)
    lead, ann = sign_in(cast.attendance_lead), parent("Ann Adams").pk
    address = f"{URL}pupils/{cast.amy.pk}/formal/{ann}/"
    assert lead.post(address, {"propose-why": " "}).status_code == 400
    assert "A first notice may be considered by the authority." in words(lead.get(address))
    assert lead.post(address, {"propose-why": "Met on the 9th."}).status_code == 302
    held = Notice.objects.get()
    assert len(held.sessions) == 11
    assert held.sessions[0] == ["2024-09-03", "AM", "O"]
    assert held.help == [["2024-09-09", "Meeting", "Olive Ofori"]]
    assert (held.number, held.state, held.by_name) == (1, "proposed", "Anil Attar")
    again = lead.post(address, {"propose-why": "Again."})
    assert again.status_code == 400
    assert "waits for the authority’s answer" in words(again)


def test_those_who_only_answer_for_the_authority_propose_nothing(cast, sign_in):
    missed(cast, amy="10O")
    helped(cast)
    address = f"{URL}pupils/{cast.amy.pk}/formal/{parent('Ann Adams').pk}/"
    assert sign_in(cast.ewo).post(address, {"propose-why": "x"}).status_code == 404
    assert not Notice.objects.exists()


def test_both_parents_are_each_their_own_and_marks_count_once_for_each(cast, clock):
    missed(cast, amy="10O")
    helped(cast)
    held = proposed(cast)
    assert against(cast, who="Abe Adams") == []
    answer_notice(notice=held, answer="issued", on=cast.today, by=cast.authority_officer)
    assert len(of_parent(cast).standing.now.sessions) == 0
    assert len(of_parent(cast, who="Abe Adams").standing.now.sessions) == 10
    answer_notice(notice=held, answer="withdrawn", on=cast.today, words="An error", by=cast.ewo)
    assert len(of_parent(cast).standing.now.sessions) == 10
    assert of_parent(cast).number == 1


def test_marks_amended_since_stand_beside_it_and_what_they_change_is_said(cast, sign_in):
    missed(cast, amy="11O")
    helped(cast)
    held = proposed(cast)
    assert rests_on(held).amended == []
    address = f"{URL}pupils/{cast.amy.pk}/formal/notices/{held.pk}/"
    missed(cast, amy="1I 10O")
    page = words(sign_in(cast.ewo).get(address))
    assert "1 mark was amended since it was proposed." in page
    assert "10 of them still count, and 10 are needed: it would still stand." in page
    missed(cast, amy="2I 9O")
    page = words(sign_in(cast.ewo).get(address))
    assert "2 marks were amended" in page
    assert "9 of them still count, and 10 are needed: it would no longer stand." in page
    assert Notice.objects.get().sessions[0] == ["2024-09-03", "AM", "O"]


def test_an_answer_follows_from_what_was_answered_and_nothing_is_overwritten(cast, sign_in):
    missed(cast, amy="10O")
    helped(cast)
    held = proposed(cast)
    officer = sign_in(cast.authority_officer)
    address = f"{URL}pupils/{cast.amy.pk}/formal/notices/{held.pk}/"
    refused = officer.post(address, {"answer": "not_issued", "on": "2024-09-10", "words": ""})
    assert refused.status_code == 400
    assert "Say why" in words(refused)
    assert officer.post(address, {"answer": "paid", "on": "2024-09-10"}).status_code == 400
    assert officer.post(address, {"answer": "issued", "on": "2024-09-09"}).status_code == 400
    assert officer.post(address, {"answer": "issued", "on": "2024-09-10"}).status_code == 302
    assert officer.post(address, {"answer": "paid", "on": "2024-09-10"}).status_code == 302
    held.refresh_from_db()
    assert (held.state, held.issued_on) == ("paid", cast.today)
    assert [one.answer for one in held.answers.all()] == ["issued", "paid"]
    with pytest.raises(ProblemWithFormalStep, match="comes no"):
        answer_notice(notice=held, answer="issued", on=cast.today, by=cast.ewo)


# --- how many ---


def issued(cast, day: dt.date, **also) -> Notice:
    return note_notice(
        school=cast.oak,
        pupil=cast.amy,
        parent=parent("Ann Adams"),
        issued_on=day,
        elsewhere="Southmoor, told by Ann Adams",
        by=cast.attendance_lead,
        **also,
    )


def test_a_notice_of_the_authority_a_family_moved_from_counts(cast, sign_in, clock):
    missed(cast, amy="10O")
    helped(cast)
    address = f"{URL}pupils/{cast.amy.pk}/formal/{parent('Ann Adams').pk}/"
    lead = sign_in(cast.attendance_lead)
    filled = {"elsewhere-issued_on": "2024-08-30", "elsewhere-elsewhere": ""}
    assert lead.post(f"{address}elsewhere/", filled).status_code == 400
    filled["elsewhere-elsewhere"] = "Southmoor, told by Ann Adams"
    assert lead.post(f"{address}elsewhere/", filled).status_code == 302
    assert "A second notice may be considered by the authority." in words(lead.get(address))
    assert of_parent(cast, who="Abe Adams").number == 1
    again = lead.post(f"{address}elsewhere/", filled)
    assert "is written down already" in words(again)
    issued(cast, dt.date(2024, 9, 2))
    (says,) = against(cast)
    assert says == (
        "This parent has had 2 about this child in 3 years: there may be no other before 30 August 2027."
        " The authority may consider other steps."
    )


def test_what_was_not_issued_or_withdrawn_does_not_count(cast):
    missed(cast, amy="10O")
    helped(cast)
    held = proposed(cast)
    answer_notice(notice=held, answer="not_issued", on=cast.today, words="Too little help", by=cast.ewo)
    assert of_parent(cast).number == 1
    assert against(cast) == []


def test_the_defence_of_a_mobile_family_stands_against_it(cast):
    """Of a child under six no number of sessions is asked."""
    Pupil.objects.filter(pk=cast.amy.pk).update(date_of_birth=dt.date(2019, 2, 1))
    missed(cast, amy="10O 2T")
    helped(cast)
    assert against(cast) == ["The register says that this family travels for work: it has a defence in law."]


# --- Wales ---


def test_in_wales_nothing_is_counted_until_the_authority_s_own_code_is_written_down(cast, sign_in):
    missed(cast, amy="9O 1N")
    cast.oak.nation = "wales"
    cast.oak.save()
    lead = sign_in(cast.attendance_lead)
    assert "the authority’s own code says when" in words(lead.get(f"{URL}formal/"))
    assert standing_of(cast.oak, cast.amy, cast.today, reader=cast.attendance_lead) is None
    values = {
        "welsh_notice_sessions": 9,
        "welsh_notice_codes": "G O U",
        "welsh_notice_weeks": 0,
        "welsh_notice_below": "90",
        "welsh_notices_a_year": 1,
    }
    decide_together(place=cast.authority, values=values, by=cast.head)
    page = words(lead.get(f"{URL}formal/"))
    assert "9 sessions of G, O, U in a term, attendance this year below 90%" in page
    assert "Provisional code set" in page
    helped(cast)
    assert against(cast) == []


def test_in_wales_attendance_is_asked_besides_where_the_authority_does(cast):
    cast.oak.nation = "wales"
    cast.oak.save()
    spend(cast.oak, {cast.amy: "10O"}, since=SINCE, until=dt.date(2024, 9, 9))
    helped(cast)
    decide_together(
        place=cast.oak, values={"welsh_notice_sessions": 9, "welsh_notice_below": "0"}, by=cast.head
    )
    assert against(cast) == []
    decide_together(place=cast.oak, values={"welsh_notice_below": "5"}, by=cast.head)
    spend(cast.oak, {cast.amy: "10O 2/"}, since=SINCE, until=UNTIL)
    assert against(cast) == ["Attendance this year is not below 5%, as the authority asks."]


def test_a_notice_keeps_its_sessions_apart_from_the_proposal_of_another_child(cast):
    missed(cast, amy="10O", eve="10O")
    helped(cast)
    helped(cast, "eve")
    proposed(cast)
    held = propose_notice(
        school=cast.oak, pupil=cast.eve, parent=parent("Ann Adams"), why="Met.", by=cast.head
    )
    assert held.number == 1
    assert len(held.sessions) == 10


# --- what else holds it ---


def test_whoever_asks_for_their_data_reads_it(cast):
    missed(cast, amy="10O")
    helped(cast)
    answer_notice(
        notice=proposed(cast), answer="not_issued", on=cast.today, words="Too little help", by=cast.ewo
    )
    section = next(one for one in Holding(cast.amy, cast.oak).sections() if one.name == "formal")
    assert [row[1:3] for row in section.rows] == [
        ["Mother", "A penalty notice was proposed to the authority: 10 sessions"],
        ["Mother", "The authority about the penalty notice: not issued"],
    ]


def test_it_stands_on_the_timeline_for_those_who_may_see_it_and_of_one_home_its_own(cast):
    missed(cast, amy="10O")
    helped(cast)
    proposed(cast)
    of_amy = of_child(cast.amy, cast.oak, reader=cast.attendance_lead)
    assert [told.to for told in timeline(of_amy, only="formal")] == [["Ann Adams"]]
    assert timeline(of_child(cast.amy, cast.oak, reader=cast.office), only="formal") == []
    father = family_of(parent("Abe Adams").pk, cast.oak, reader=cast.head)
    assert timeline(of_home(father, reader=cast.head), only="formal") == []


def test_notices_stay_with_a_parent_of_whom_the_school_makes_a_record_of_its_own(cast):
    held = issued(cast, dt.date(2024, 9, 2))
    own = Contact.objects.create(name="Ann Adams")
    carry_over(parent_of(held), own, cast.oak)
    held.refresh_from_db()
    assert held.parent == own


def parent_of(held: Notice) -> Contact:
    assert held.parent is not None
    return held.parent
