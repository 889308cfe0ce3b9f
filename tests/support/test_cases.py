"""Cases: opened, agreed, reviewed, handed on and closed; seen by those who need to know and nobody else."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.attendance.spending import spend
from tests.conduct.recorded import an_incident
from tests.support.helped import BEGAN, a_case, agreed, moved_to_elm, programme
from trellis.evidence.models import Reading
from trellis.messages.timeline import of_child, timeline
from trellis.registers.erasure import _erase
from trellis.registers.merging_pupils import merge_pupils, take_apart
from trellis.rules.casework import Stage
from trellis.schools import actions as schools
from trellis.schools.models import AccessLogEntry, Enrolment
from trellis.support.actions import (
    ProblemWithSupport,
    add_goal,
    add_step,
    close_case,
    deal_with_step,
    hold_review,
    join_case,
    lay_aside,
    leave_case,
    note_consent,
    note_contact,
    open_case,
    say_of_goal,
    see_to,
    take_over,
    write_programme,
)
from trellis.support.models import Case, CaseConsent, CaseContact, CaseReading, Programme
from trellis.support.shown import told
from trellis.support.starters import STARTERS
from trellis.support.tried import what_was_tried
from trellis.web.subject_access import Holding

OAK, ELM = "123456", "234567"
FIRST = dt.date(2024, 9, 3)
LATER = dt.date(2024, 10, 14)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def address(name: str, *arguments: object, urn: str = OAK) -> str:
    return reverse(f"support:{name}", args=[urn, *arguments])


def sees(person, case) -> bool:
    return Case.objects.visible_to(person).filter(pk=case.pk).exists()


# --- programmes ---


@pytest.mark.parametrize("starter", STARTERS)
def test_every_programme_that_comes_can_be_begun_with_and_is_the_places_own(cast, starter):
    made = programme(cast, starter)
    assert made.place == cast.oak
    assert made.about
    assert made.scope.exists()
    assert made.figures.exists()
    with pytest.raises(ProblemWithSupport, match="already"):
        programme(cast, starter)


def test_a_programme_is_written_in_a_form_and_changed(cast, sign_in):
    client = sign_in(cast.inclusion_lead)
    sent = {
        "name": "Breakfast together", "tier": "universal", "about": "A calm start.",
        "led_by": "inclusion_lead", "scope": ["head", "inclusion_lead"],
        "review_weeks": "5", "read_weeks": "4", "lasts_weeks": "10",
        "reasons": "Hungry\nLate\nHungry\n", "checklist": "Allergies are known", "asks_consent": "on",
        "figure_0": "late", "side_0": "at_most", "target_0": "5", "figure_1": "attendance",
    }  # fmt: skip
    client.post(address("new_programme"), sent)
    made = Programme.objects.get()
    assert (made.name, made.review_weeks, made.reasons) == ("Breakfast together", 5, ["Hungry", "Late"])
    assert [(one.measure, one.operator, one.target) for one in made.figures.all()] == [
        ("late", "at_most", Decimal(5)), ("attendance", "", None),
    ]  # fmt: skip
    shown = words(client.get(address("programme", made.pk)))
    for one in (
        "Breakfast together",
        "enough: at most 5%",
        "every 5 weeks; lasts 10 weeks at most",
        "Headteacher",
    ):
        assert one in shown, one
    client.post(address("change_programme", made.pk), sent | {"scope": ["head"], "figure_0": ""})
    assert [one.role for one in made.scope.all()] == ["head"]
    assert [one.measure for one in made.figures.all()] == ["attendance"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"scope": []}, "This field is required"),
        ({"fewest_places": "6"}, "Say both the fewest and the most places"),
        ({"fewest_places": "6", "most_places": "4"}, "the fewest first"),
        ({"side_0": "at_least"}, "Say both the side and the figure"),
        ({"target_0": "110", "side_0": "at_least"}, "110 is no share"),
        ({"figure_1": "attendance"}, "Each figure is read once"),
    ],
)
def test_a_programme_that_cannot_be_says_why(cast, sign_in, changed, says):
    sent = {
        "name": "X",
        "tier": "targeted",
        "about": "y",
        "scope": ["head"],
        "review_weeks": 5,
        "read_weeks": 4,
    }
    answer = sign_in(cast.head).post(address("new_programme"), sent | {"figure_0": "attendance"} | changed)
    assert answer.status_code == 400
    assert says in words(answer)
    assert not Programme.objects.exists()


def test_a_grouping_writes_programmes_for_its_schools_and_not_for_others(cast):
    of_trust = programme(cast, "nurture", cast.trust)
    assert of_trust in Programme.objects.serving(cast.oak, cast.today)
    assert of_trust not in Programme.objects.serving(cast.elm, cast.today)


def test_a_programme_laid_aside_opens_no_case_and_keeps_those_there_are(cast):
    held = programme(cast)
    case = a_case(cast, under=held)
    lay_aside(programme=held, until=dt.date(2024, 9, 8), by=cast.head)
    assert held not in Programme.objects.serving(cast.oak, cast.today).in_use(cast.today)
    with pytest.raises(ProblemWithSupport, match="not used any more"):
        a_case(cast, "ben", under=held)
    hold_review(case=case, on=cast.today, words="It goes on.", by=cast.head)


# --- opened ---


def test_the_figures_before_the_start_are_read_and_kept_whatever_is_corrected_later(cast, clock):
    clock.at("2024-09-10T17:00")
    spend(cast.oak, {cast.amy: "2/ 2O 4/ 2L 2/"}, since=FIRST, until=cast.today)
    case = a_case(cast, since=cast.today, under=programme(cast, "attendance-plan"))
    kept = {one.measure: (one.reading.part, one.reading.whole) for one in case.readings.all()}
    assert kept == {"attendance": (8, 10), "unauthorised_absence": (2, 10), "late": (2, 10)}
    [reading] = Reading.objects.filter(of="measure:attendance")
    assert (reading.since, reading.until) == (dt.date(2024, 7, 30), dt.date(2024, 9, 9))
    assert "Amy" not in reading.words


def test_a_case_is_opened_on_its_page_with_the_familys_words_and_a_lead(cast, sign_in):
    held, client = programme(cast, "attendance-plan"), sign_in(cast.attendance_lead)
    assert "Amy Adams" in words(client.get(address("new") + "?q=adams"))
    at = address("new") + f"?child={cast.amy.pk}&programme={held.pk}"
    assert "What was tried" in words(client.get(at))
    sent = {"since": "9/9/2024", "why": "Tired on Mondays.", "family_words": "The baby wakes us.",
            "reasons": ["Sleep and mornings"], "lead": cast.attendance_lead.pk}  # fmt: skip
    client.post(at, sent)
    case = Case.objects.get()
    assert case.review_on == dt.date(2024, 10, 7)
    assert case.ends_on == dt.date(2024, 12, 2)
    shown = words(client.get(address("case", case.pk)))
    for one in (
        "Under way", "The baby wakes us.", "Reasons found: Sleep and mornings", "Next review: 7 October 2024",
        "Anil Attar Leads it",
    ):  # fmt: skip
        assert one in shown, one
    assert "impact" not in shown.lower()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"since": dt.date(2024, 9, 11)}, "begins today or began before"),
        ({"since": dt.date(2024, 9, 2)}, "was not on the roll of Oak Primary on 2 September 2024"),
        ({"ends_on": dt.date(2024, 9, 8)}, "cannot end before it begins"),
    ],
)
def test_a_start_that_cannot_be_says_why(cast, said, says):
    with pytest.raises(ProblemWithSupport, match=says):
        a_case(cast, **said)


def test_placements_that_overlap_are_refused_in_words_and_one_after_the_other_is_not(cast):
    nurture, other = programme(cast, "nurture"), programme(cast, "nurture", cast.trust)
    case = a_case(cast, under=nurture)
    with pytest.raises(ProblemWithSupport, match="Amy Adams is in “Nurture place” since 9 September 2024"):
        a_case(cast, under=nurture)
    with pytest.raises(ProblemWithSupport, match="close that first"):
        a_case(cast, under=other, since=cast.today)
    a_case(cast, under=programme(cast))  # no place is held in it
    close_case(case=case, on=BEGAN, outcome="enough", closing_words="Back in class.", by=cast.head)
    with pytest.raises(ProblemWithSupport, match="until 9 September 2024: begin after that day"):
        a_case(cast, under=other)
    a_case(cast, under=other, since=cast.today)


def test_a_case_opened_by_mistake_stands_in_nobodys_way(cast):
    held = programme(cast)
    case = a_case(cast, under=held)
    close_case(case=case, on=BEGAN, outcome="mistake", closing_words="Another child.", by=cast.head)
    a_case(cast, under=held)
    assert what_was_tried(cast.amy, cast.oak, reader=cast.head, but=Case.objects.open().get()) == []


def test_one_more_than_there_are_places_is_warned_of_and_not_refused(cast, sign_in):
    held = programme(cast, "nurture")
    held.fewest_places, held.most_places = 1, 2
    held.save()
    client = sign_in(cast.inclusion_lead)
    page, warns = f"{address('new')}?child={cast.cal.pk}&programme={held.pk}", "All 2 places are taken"
    a_case(cast, "amy", under=held)
    assert warns not in client.get(page).text
    a_case(cast, "ben", under=held)
    assert "All 2 places are taken, by 2 children" in client.get(page).text
    assert "More than there are places" not in client.get(address("programme", held.pk)).text
    a_case(cast, "cal", under=held)
    assert "3 are taken here today" in (shown := client.get(address("programme", held.pk)).text)
    assert "More than there are places" in shown


def test_more_help_begins_only_once_the_page_shows_what_was_tried(cast):
    early_help = programme(cast, "early-help")
    with pytest.raises(ProblemWithSupport, match="Nothing is on record that was tried before"):
        a_case(cast, under=early_help)
    at_once = a_case(cast, under=early_help, why_nothing_tried="Moved here in a crisis.")
    assert (at_once.tried, at_once.why_nothing_tried) == ([], "Moved here in a crisis.")
    a_case(cast, "ben")
    tried = what_was_tried(cast.ben, cast.oak, reader=cast.head)
    case = a_case(cast, "ben", under=early_help, tried=tried)
    assert case.tried == [{"on": "2024-09-09", "words": "Parent plan", "outcome": "open since then"}]


# --- worked on ---


def test_what_is_agreed_is_dealt_with_by_the_school_as_well_as_the_family(cast, sign_in):
    case = a_case(cast)
    client = sign_in(cast.inclusion_lead)
    client.post(address("goal", case.pk), {"words": "In class by nine", "due": "30/9/2024"})
    client.post(address("step", case.pk), {"words": "Ring on Sunday", "whose": "family", "who": "Ann"})
    client.post(address("step", case.pk), {"words": "Meet Amy at the gate", "whose": "school"})
    family, school = case.steps.get(whose="family"), case.steps.get(whose="school")
    at = address("step_said", case.pk, family.pk)
    assert "Say why it was not done" in words(client.post(at, {"was_done": "no", "on": "10/9/2024"}))
    client.post(at, {"was_done": "no", "on": "10/9/2024", "said": "The phone was off."})
    client.post(address("goal_said", case.pk, case.goals.get().pk), {"met_on": "10/9/2024", "said": "Twice."})
    shown = words(client.get(address("case", case.pk)))
    for one in (
        "In class by nine met 10 Sep 2024 · Twice.",
        "Ring on Sunday Ann not done, 10 Sep 2024 · The phone was off.", "The school Meet Amy at the gate",
    ):  # fmt: skip
        assert one in shown, one
    school.refresh_from_db()
    assert school.dealt_with_on is None


def test_a_review_keeps_its_figures_and_the_next_is_due_in_good_time(cast, clock):
    clock.at("2024-10-14T17:00")
    spend(cast.oak, {cast.amy: "4/ 2O"}, since=BEGAN, until=dt.date(2024, 9, 11))
    case = a_case(cast)
    assert case.review_on == dt.date(2024, 10, 21)
    with pytest.raises(ProblemWithSupport, match="The case began on 9 September 2024: this day is before it"):
        hold_review(case=case, on=dt.date(2024, 9, 6), words="x", by=cast.head)
    with pytest.raises(ProblemWithSupport, match="still to come"):
        hold_review(case=case, on=dt.date(2024, 10, 15), words="x", by=cast.head)
    review = hold_review(
        case=case, on=LATER, words="Better.", family_words="Calmer.", family_came=True, by=cast.head
    )
    case.refresh_from_db()
    assert case.review_on == dt.date(2024, 11, 25)
    [kept] = review.readings.filter(measure="attendance")
    assert (kept.reading.part, kept.reading.whole, kept.reading.since) == (4, 6, BEGAN)
    with pytest.raises(ProblemWithSupport, match="cannot be before it"):
        hold_review(case=case, on=dt.date(2024, 10, 1), words="x", by=cast.head)
    with pytest.raises(ProblemWithSupport, match="comes after this one"):
        hold_review(case=case, on=LATER, words="x", next_on=LATER, by=cast.head)


def test_a_case_stands_where_its_dates_put_it_and_the_list_says_so(cast, clock, sign_in):
    case = a_case(cast)
    assert case.stage_on(dt.date(2024, 10, 13)) is Stage.UNDER_WAY
    assert case.stage_on(dt.date(2024, 10, 14)) is Stage.REVIEW_DUE
    clock.at("2024-10-22T09:00")
    client = sign_in(cast.head)
    assert "Review overdue" in words(client.get(address("cases")))
    assert "Amy Adams" in words(client.get(address("cases") + "?which=due"))
    clock.at("2024-10-20T09:00")
    assert "No review is due" in words(sign_in(cast.head).get(address("cases") + "?which=due"))


def test_medical_evidence_is_asked_for_only_on_a_doubt_that_was_written_down(cast):
    case = a_case(cast, under=programme(cast, "illness"))
    said = {"case": case, "on": cast.today, "by": cast.head}
    with pytest.raises(ProblemWithSupport, match="genuine and reasonable doubt"):
        note_contact(kind="evidence", words="A letter", **said)
    note_contact(kind="doubt", words="Seen at the fair on two of the days.", **said)
    note_contact(kind="evidence", words="A conversation with the nurse", **said)
    assert case.contacts.count() == 2
    other = a_case(cast, "ben")
    note_contact(case=other, on=cast.today, kind="evidence", words="Not of this programme", by=cast.head)


def test_fifteen_days_of_illness_open_a_conversation_about_education(cast, clock, sign_in):
    clock.at("2024-09-24T17:00")
    spend(cast.oak, {cast.amy: "29I"}, since=FIRST, until=dt.date(2024, 9, 23))
    case = a_case(cast, under=programme(cast, "illness"))
    assert told(case, cast.oak, dt.date(2024, 9, 24)).talk is None
    spend(cast.oak, {cast.amy: "1I"}, since=dt.date(2024, 9, 24), until=dt.date(2024, 9, 24))
    page = address("case", case.pk)
    shown = words(sign_in(cast.head).get(page))
    assert "15 days of illness are marked since 1 August 2024" in shown
    assert "No such talk is noted yet." in shown
    note_contact(case=case, on=dt.date(2024, 9, 24), kind="education", words="Work goes home.", by=cast.head)
    assert "It was talked about on 24 September 2024." in words(sign_in(cast.head).get(page))


def test_a_checklist_is_seen_to_line_by_line(cast, sign_in):
    case = a_case(cast, under=programme(cast, "nurture"))
    first, second, *_rest = case.programme.checklist
    see_to(case=case, lines=[first, "Something else"], by=cast.head)
    see_to(case=case, lines=[first, second], by=cast.head)
    assert [one.words for one in case.checks.all()] == [first, second]
    see_to(case=case, lines=[second], by=cast.head)
    assert [one.words for one in case.checks.all()] == [second]
    # What was seen to under words that are used no more stays on the page.
    held = case.programme
    write_programme(
        place=cast.oak, programme=held, scope=["head"], figures=[], by=cast.head,
        values={"name": held.name, "about": held.about, "checklist": [first]},
    )  # fmt: skip
    assert f"Seen to {second}" in words(sign_in(cast.head).get(address("case", case.pk)))


# --- consent ---


def test_without_consent_nothing_is_planned_and_after_it_is_withdrawn_nothing_is_lost(cast, sign_in):
    case = a_case(cast, under=programme(cast, "early-help"), why_nothing_tried="At once.")
    assert case.stage_on(cast.today) is Stage.WAITS_FOR_CONSENT
    with pytest.raises(ProblemWithSupport, match="consent is not recorded yet"):
        add_goal(case=case, words="x", by=cast.head)
    with pytest.raises(ProblemWithSupport, match="They had not agreed"):
        note_consent(case=case, on=cast.today, said="withdrawn", who="Ann Adams", by=cast.head)
    agreed(cast, case)
    add_goal(case=case, words="In class by nine", by=cast.head)
    join_case(case=case, name="Pat Moss", agency="Family centre", by=cast.head)
    note_consent(case=case, on=cast.today, said="withdrawn", who="Ann Adams", by=cast.head)
    for act in (
        lambda: add_step(case=case, words="x", whose="school", by=cast.head),
        lambda: hold_review(case=case, on=cast.today, words="x", by=cast.head),
        lambda: join_case(case=case, name="Somebody", agency="Police", by=cast.head),
    ):
        with pytest.raises(ProblemWithSupport, match="agrees no longer: nothing more is planned or shared"):
            act()
    shown = words(sign_in(cast.head).get(address("case", case.pk)))
    for one in (
        "Consent withdrawn",
        "In class by nine",
        "Pat Moss, Family centre",
        "They agree no longer (Ann Adams)",
    ):
        assert one in shown, one
    note_contact(case=case, on=cast.today, kind="call", words="They thanked us.", by=cast.head)
    close_case(case=case, on=cast.today, outcome="family_ended", closing_words="They ended it.", by=cast.head)
    assert CaseConsent.objects.filter(case=case).count() == 2


# --- who sees it ---


def test_a_case_is_seen_by_the_roles_its_programme_names_and_by_its_team(cast):
    case = a_case(cast, under=programme(cast, "mentoring"))
    assert {name for name, person in cast.people.items() if sees(person, case)} == {
        "head", "inclusion_lead", "safeguarding_lead",
    }  # fmt: skip
    member = join_case(case=case, person=cast.teacher, by=cast.head)
    assert sees(cast.teacher, case)
    join_case(case=case, person=cast.mr_outside, by=cast.head)
    assert not sees(cast.mr_outside, case)
    leave_case(member=member, by=cast.head)
    assert not sees(cast.teacher, case)


def test_a_mentor_works_on_their_own_case_and_reaches_no_other(cast, sign_in):
    mentoring = programme(cast, "mentoring")
    own, other = a_case(cast, "eve", under=mentoring), a_case(cast, "ben", under=mentoring)
    join_case(case=own, person=cast.teacher, by=cast.head)
    client = sign_in(cast.teacher)
    shown = words(client.get(address("cases")))
    assert "Eve Adams" in shown
    assert "Ben Bright" not in shown
    client.post(address("contact", own.pk), {"kind": "session", "on": "10/9/2024", "words": "We drew a map."})
    assert own.contacts.get().by_name == "Tess Teale"
    assert client.get(address("case", other.pk)).status_code == 404
    assert client.post(address("contact", other.pk), {"words": "x"}).status_code == 404
    assert client.get(address("new")).status_code == 404


def test_each_reading_of_a_case_is_logged_for_its_child(cast, sign_in):
    case = a_case(cast)
    client = sign_in(cast.head)
    for name in ("case", "review"):
        client.get(address(name, case.pk))
    assert AccessLogEntry.objects.filter(pupil_id=cast.amy.pk, person_id=cast.head.pk).count() == 2
    client.get(address("cases"))
    assert AccessLogEntry.objects.filter(pupil_id=None).last().pupils == 1
    sign_in(cast.office).get(address("case", case.pk))
    assert not AccessLogEntry.objects.filter(person_id=cast.office.pk).exists()


def test_mr_outside_reaches_no_case_of_oak_through_his_own_school(cast, sign_in):
    case = a_case(cast)
    client = sign_in(cast.mr_outside)
    for name in ("case", "review", "contact", "close", "take_over"):
        assert client.get(address(name, case.pk, urn=ELM)).status_code == 404
    for name in ("review", "contact", "close", "take_over"):
        assert client.post(address(name, case.pk, urn=ELM), {"words": "x"}).status_code == 404


def test_a_case_follows_a_child_who_moves_and_access_changes_with_it(cast, sign_in):
    case = a_case(cast, under=programme(cast, "welfare", cast.authority), why_nothing_tried="At once.")
    join_case(case=case, person=cast.ewo, by=cast.head)
    moved_to_elm(cast, on=cast.today)
    assert not sees(cast.head, case)
    assert not sees(cast.inclusion_lead, case)
    assert sees(cast.mr_outside, case)
    assert sees(cast.ewo, case)
    client = sign_in(cast.mr_outside)
    shown = words(client.get(address("case", case.pk, urn=ELM)))
    assert "This case came with the child from Oak Primary, whose people no longer see it." in shown
    assert "Mornings are hard." in shown
    client.post(address("take_over", case.pk, urn=ELM), {"lead": cast.mr_outside.pk})
    case.refresh_from_db()
    assert case.school == cast.elm
    assert case.team.still_open().get(is_lead=True).person == cast.mr_outside
    assert "came with the child" not in words(client.get(address("case", case.pk, urn=ELM)))


def test_a_closed_case_stays_with_the_school_that_closed_it(cast):
    case = a_case(cast)
    close_case(case=case, on=BEGAN, outcome="left", closing_words="They move.", by=cast.head)
    moved_to_elm(cast, on=cast.today)
    assert sees(cast.head, case)
    assert not sees(cast.mr_outside, case)


def test_a_case_of_a_child_on_no_roll_stays_where_it_was(cast):
    case = a_case(cast)
    schools.leave(enrolment=Enrolment.objects.get(pupil=cast.amy), until=BEGAN, ground="f", by=cast.office)
    assert sees(cast.head, case)
    with pytest.raises(ProblemWithSupport, match="has not come from another school"):
        take_over(case=case, school=cast.oak, lead=cast.head, by=cast.head)


def test_two_records_made_one_bring_both_cases_and_the_page_says_so(cast, sign_in):
    held = programme(cast)
    again = schools.admit(
        school=cast.oak, forename="Dee", surname="Dunn", since=dt.date(2024, 9, 9), by=cast.office
    )
    first = a_case(cast, "dee", under=held)
    second = open_case(
        programme=held, pupil=again.pupil, school=cast.oak, since=BEGAN, why="The same.", by=cast.head
    )
    note_contact(case=second, on=BEGAN, kind="call", words="Heard it from her aunt.", by=cast.head)
    merge = merge_pupils(kept=cast.dee, gone=again.pupil, by=cast.attendance_lead).merge
    assert {case.pupil for case in (first, second) if not case.refresh_from_db()} == {cast.dee}
    for case, other in ((first, second), (second, first)):
        page = sign_in(cast.head).get(address("case", case.pk))
        assert "There is a second open case of the same programme" in words(page)
        assert address("case", other.pk) in page.content.decode()
    assert second.contacts.count() == 1
    take_apart(merge=merge, by=cast.attendance_lead)
    second.refresh_from_db()
    assert second.pupil == again.pupil


# --- closed, and told ---


def test_a_case_is_closed_with_what_came_of_it_and_changed_no_more(cast, clock, sign_in):
    clock.at("2024-09-10T17:00")
    spend(cast.oak, {cast.amy: "8/ 2O 2/"}, since=FIRST, until=cast.today)
    case = a_case(cast)
    step = add_step(case=case, words="Ring", whose="school", by=cast.head)
    client = sign_in(cast.head)
    client.post(
        address("close", case.pk),
        {
            "on": "10/9/2024",
            "outcome": "enough",
            "closing_words": "She comes gladly.",
            "what_next": "Say hello.",
        },
    )
    case.refresh_from_db()
    assert (case.closed_on, case.review_on, case.closed_by_name) == (cast.today, None, "Helen Hart")
    kept = case.readings.get(at=CaseReading.At.EXIT, measure="attendance").reading
    assert (kept.part, kept.whole) == (2, 4)
    shown = words(client.get(address("case", case.pk)))
    for one in (
        "Closed",
        "What it was for has been reached",
        "She comes gladly.",
        "Say hello.",
        "When it ended",
    ):
        assert one in shown, one
    for act in (
        lambda: add_goal(case=case, words="x", by=cast.head),
        lambda: note_contact(case=case, on=cast.today, kind="call", words="x", by=cast.head),
        lambda: deal_with_step(step=step, on=cast.today, was_done=True, by=cast.head),
        lambda: close_case(case=case, on=cast.today, outcome="left", closing_words="x", by=cast.head),
        lambda: note_consent(case=case, on=cast.today, said="given", who="x", by=cast.head),
    ):
        with pytest.raises(ProblemWithSupport, match="closed"):
            act()


def test_before_and_since_are_as_long_and_said_without_a_claim(cast, clock, sign_in):
    clock.at("2024-09-10T17:00")
    spend(cast.oak, {cast.amy: "4O 4/ 2O 2/"}, since=FIRST, until=cast.today)
    case = a_case(cast)  # since Monday: four sessions, two of them missed
    page = sign_in(cast.head).get(address("case", case.pk))
    shown = words(page)
    assert "Attendance 100.0% (4 of 4 sessions) before it began, 50.0% (2 of 4 sessions) since." in shown
    assert "not by itself what the support did" in shown
    assert 'class="trellis-strip' in page.content.decode()


def test_the_timeline_tells_support_to_those_who_may_see_it(cast):
    case = a_case(cast, under=programme(cast, "mentoring"))
    note_contact(case=case, on=cast.today, kind="meeting", words="Tea.", with_whom="Ann Adams", by=cast.head)

    def told_to(person) -> list[str]:
        return [one.words for one in timeline(of_child(cast.amy, cast.oak, reader=person), only="support")]

    assert told_to(cast.head) == ["Meeting: Mentoring", "Support began: Mentoring"]
    assert told_to(cast.office) == []


def test_what_was_tried_is_what_the_reader_may_know_of(cast):
    case = a_case(cast, under=programme(cast, "mentoring"))
    close_case(case=case, on=cast.today, outcome="no_change", closing_words="No.", by=cast.head)
    [one] = what_was_tried(cast.amy, cast.oak, reader=cast.head)
    assert (one.on, one.words) == (BEGAN, "Mentoring")
    assert one.outcome == "until 10 September 2024: It did not change what it was for"
    assert what_was_tried(cast.amy, cast.oak, reader=cast.office) == []
    assert what_was_tried(cast.amy, cast.oak, reader=cast.head, until=dt.date(2024, 9, 8)) == []


def test_a_child_erased_takes_cases_and_their_readings_along(cast):
    case = hold_review(case=a_case(cast), on=cast.today, words="x", by=cast.head).case
    a_case(cast, "ben", under=case.programme)
    kept = Reading.objects.filter(of_case__case__pupil=cast.ben).count()
    assert Reading.objects.count() > kept > 0
    _erase([cast.amy])
    assert not Case.objects.filter(pk=case.pk).exists()
    assert not Case.history.filter(id=case.pk).exists()
    assert Reading.objects.count() == kept


def test_pages_ask_no_more_however_much_there_is(cast, sign_in):
    held = programme(cast)
    case = a_case(cast, under=held)

    def asked(page: str) -> int:
        client = sign_in(cast.head)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    def work_on(one: Case, times: int) -> None:
        for _number in range(times):
            add_goal(case=one, words="x", by=cast.head)
            add_step(case=one, words="x", whose="school", by=cast.head)
            note_contact(case=one, on=cast.today, kind="call", words="x", by=cast.head)
            hold_review(case=one, on=cast.today, words="x", by=cast.head)

    work_on(case, 1)
    few, one = asked(address("cases")), asked(address("case", case.pk))
    work_on(case, 4)
    for name in ("ben", "cal", "dee", "eve"):
        a_case(cast, name, under=held)
    assert asked(address("cases")) == few
    assert asked(address("case", case.pk)) == one


@pytest.mark.parametrize(
    "untrue",
    [
        {"why": ""},
        {"closed_on": BEGAN},
        {"closed_on": dt.date(2024, 9, 8), "outcome": "left", "closing_words": "x", "closed_by_name": "x"},
        {"review_on": dt.date(2024, 9, 8)},
        {"ends_on": dt.date(2024, 9, 8)},
    ],
)
def test_the_database_keeps_a_case_true(cast, untrue):
    case = a_case(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**untrue)


def test_nobody_is_two_leads_and_a_goal_met_was_met_by_now(cast):
    case = a_case(cast)
    join_case(case=case, person=cast.head, is_lead=True, by=cast.head)
    assert [one.name for one in case.team.filter(is_lead=True)] == ["Helen Hart"]
    goal = add_goal(case=case, words="x", by=cast.head)
    with pytest.raises(ProblemWithSupport, match="still to come"):
        say_of_goal(goal=goal, met_on=dt.date(2024, 9, 11), by=cast.head)
    assert CaseContact.objects.count() == 0


def test_a_familys_archive_holds_the_case_as_it_was(cast):
    case = a_case(cast)
    add_goal(case=case, words="In class by nine", by=cast.head)
    note_contact(case=case, on=cast.today, kind="call", words="They spoke of sleep.", by=cast.head)
    held = {section.name: section.rows for section in Holding(cast.amy, cast.oak).sections()}
    assert held["support"][0][:2] == ["Parent plan", "9 September 2024"]
    assert "We are up half the night." in held["support"][0]
    passed = {row[2]: row[3] for row in held["support_passed"]}
    assert passed["Goal"] == "In class by nine"
    assert passed["Telephone call"] == "They spoke of sleep."
    assert held["referrals"] == []


# --- incidents ----------------------------------------------------------------------------------------------


def test_beh_1_a_behaviour_plan_begins_and_ends_by_incidents_over_the_sessions_they_could_happen_in(
    cast, clock, sign_in
):
    """BEH-1, S4-48: an individual behaviour plan in the case engine, read at its start, reviews and end."""
    spend(cast.oak, {cast.ben: ""}, since=dt.date(2024, 9, 3), until=dt.date(2024, 10, 4))
    clock.at("2024-10-04T16:00")
    for day in (9, 10, 11, 12, 16):
        an_incident(cast, "ben", on=dt.date(2024, 9, day))
    an_incident(cast, "ben", on=dt.date(2024, 9, 13), part="hurt", words="Was pushed.")
    plan = programme(cast, "behaviour")
    case = a_case(cast, "ben", plan, since=dt.date(2024, 9, 23))
    entry = case.readings.get(at="entry", measure="incidents").reading
    assert (entry.part, entry.whole) == (5, 28)
    assert "took part" in entry.definition
    an_incident(cast, "ben", on=dt.date(2024, 9, 24), words="Once more.")
    page = sign_in(cast.inclusion_lead).get(f"/schools/123456/support/cases/{case.pk}/").content.decode()
    assert "Incidents for each 100 sessions" in page
    assert "17.9" in page
    assert "5 in 28 sessions" in page
    assert "1 in 20 sessions" in page
    assert "at most 2 for each 100 sessions" in page
    assert "Reached" not in page
