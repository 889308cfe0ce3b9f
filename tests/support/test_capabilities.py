"""One walk for each capability of support, in the words of the plans' targeted and specialist rows."""

import datetime as dt

from tests.support.directory.pointed import an_agreement
from tests.support.helped import a_case, a_referral, agreed, an_agency, programme
from tests.support.offer.offered import a_step, an_offer
from tests.support.protection.guarded import named_for, on_record, to_be_read
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Hold
from trellis.support.actions import (
    add_goal,
    add_step,
    close_case,
    deal_with_step,
    hear_of_referral,
    hold_review,
    join_case,
    note_contact,
    out_of_the_way,
    rate_case,
    send_referral,
)
from trellis.support.directory.actions import hear_of_family, point_family, rate
from trellis.support.directory.answering import answered
from trellis.support.models import Case
from trellis.support.offer.actions import carry_out
from trellis.support.offer.counting import Offer, cases_of, coverage
from trellis.support.protection.confirming import Staff, confirm, confirmed_of
from trellis.support.protection.models import ProtectedRecord


def test_sup_1_the_steps_of_the_windscreen_are_carried_out(cast, sign_in):
    """SUP-1: a tiered offer with its steps, who has each, and what families read."""
    an_offer(cast)
    targeted = Offer.of(cast.oak, cast.today).levels[1]
    carry_out(step=a_step(targeted), school=cast.oak, on=cast.today, words="Talks noted", by=cast.head)
    a_case(cast)
    held = Offer.of(cast.oak, cast.today)
    assert [one.done for one in coverage(held, cast.oak, cast.today)] == [0, 1, 0]
    shown = held.shown(cases_of(cast.oak, cast.head, cast.today), [], cast.today)
    assert [one.children for one in shown] == [0, 1, 0]
    page = sign_in(cast.office).get("/schools/123456/support/offer/families/").content.decode()
    assert "Somebody listens and agrees with you" in page


def test_sup_4_a_parent_plan_builds_engagement_and_independence(cast, clock):
    """SUP-4: goals, steps of both sides, ratings, a review with the family, and an end."""
    case = a_case(cast)
    taking_part, alone = case.programme.ratings
    rate_case(case=case, on=cast.today, ratings={taking_part: 2, alone: 1}, by=cast.inclusion_lead)
    add_goal(case=case, words="In class by nine", by=cast.inclusion_lead)
    step = add_step(case=case, words="Bed by half past eight", whose="family", by=cast.inclusion_lead)
    clock.at("2024-10-21T09:00")
    day = dt.date(2024, 10, 21)
    deal_with_step(step=step, was_done=True, on=day, said="Most nights", by=cast.inclusion_lead)
    rate_case(case=case, on=day, ratings={taking_part: 4, alone: None}, by=cast.inclusion_lead)
    hold_review(case=case, on=day, words="Better", family_came=True, by=cast.inclusion_lead)
    assert [(one.words, one.value) for one in case.ratings.all()] == [
        (taking_part, 2), (alone, 1), (taking_part, 4),
    ]  # fmt: skip
    close_case(
        case=case, on=day, outcome=Case.Outcome.ENOUGH, closing_words="They manage.", by=cast.inclusion_lead
    )
    case.refresh_from_db()
    assert not case.is_open


def test_sup_6_a_mentor_takes_barriers_away_one_after_the_other(cast, sign_in):
    """SUP-6: why, what stands in the way and whether it is out of it, sessions, a caseload of one's own."""
    case = a_case(
        cast, under=programme(cast, "mentoring"), reasons=["Friendships", "Attendance"], lead=cast.teacher
    )
    note_contact(
        case=case, on=cast.today, kind="session", words="Talked at break", minutes=20, by=cast.teacher
    )
    mentor = sign_in(cast.teacher)
    page = f"/schools/123456/support/cases/{case.pk}/"
    mentor.post(f"{page}out-of-the-way/", {"reasons": ["Friendships"], "on": "2024-09-10"})
    assert [one.words for one in case.reasons_gone.all()] == ["Friendships"]
    assert "Out of the way" in mentor.get(page).content.decode()
    # What came back stands in the way again.
    out_of_the_way(case=case, reasons=[], on=cast.today, by=cast.teacher)
    assert not case.reasons_gone.exists()


def test_sup_8_a_child_for_whom_this_is_not_enough_is_referred_and_heard_of(cast, clock):
    """SUP-8: what was tried is shown, the agreed format is complete, and the days between are kept."""
    service = an_agency(cast)
    answers = {one.words: "As in the record" for one in service.fields.all()}
    referral = a_referral(cast, service, answers=answers, why_nothing_tried="The family asked at once")
    send_referral(referral=referral, on=cast.today, tried=(), by=cast.attendance_lead)
    clock.at("2024-09-16T09:00")
    hear_of_referral(
        referral=referral, on=dt.date(2024, 9, 13), kind="acknowledged", words="", by=cast.attendance_lead
    )
    hear_of_referral(
        referral=referral, on=dt.date(2024, 9, 16), kind="outcome", outcome="accepted", words="Taken up",
        by=cast.attendance_lead,
    )  # fmt: skip
    referral.refresh_from_db()
    assert referral.outcome == "accepted"
    assert [one.kind for one in referral.news.all()] == ["acknowledged", "outcome"]


def test_sup_9_several_services_and_the_family_make_one_plan(cast):
    """SUP-9: consent, a team beyond the school, one lead."""
    case = agreed(cast, a_case(cast, under=programme(cast, "early-help"), why_nothing_tried="At once"))
    join_case(case=case, name="R. Pell", agency="Family centre", by=cast.inclusion_lead)
    add_step(case=case, words="Visit on Thursday", whose="agency", who="R. Pell", by=cast.inclusion_lead)
    assert [(one.name, one.is_lead) for one in case.team.all()] == [("Ines Lowe", True), ("R. Pell", False)]
    assert case.consent == "given"


def test_sup_11_a_family_is_pointed_to_a_service_and_a_service_is_held_to_its_agreement(cast):
    """SUP-11: directory, signposting log, agreements and how well they are kept."""
    service = an_agency(cast)
    signpost = point_family(
        pupil=cast.amy, school=cast.oak, agency=service, on=cast.today, words="Mornings", by=cast.head
    )
    hear_of_family(signpost=signpost, came_of_it="waiting", on=cast.today, words="In May", by=cast.head)
    agreement = an_agreement(cast, service)
    rate(agreement=agreement, term="autumn", rating=2, why="Nobody came in September", by=cast.head)
    held = answered([cast.oak], AcademicYear(2024))[0]
    assert (held.answers.sent, held.ratings[0].rating, signpost.came_of_it) == (0, 2, "waiting")


def test_sup_14_a_child_is_protected_and_only_who_must_knows(cast):
    """SUP-14: a pointer, named people, letters that wait, and what everybody has read."""
    record = on_record(cast, holds="other")
    named_for(cast, record, cast.teacher)
    assert ProtectedRecord.objects.visible_to(cast.teacher).get() == record
    assert not ProtectedRecord.objects.visible_to(cast.inclusion_lead).exists()
    assert Hold.objects.on(cast.today).get().reason == ""
    asked = to_be_read(cast, roles=["class_teacher"])
    confirm(to_read=asked, person=cast.teacher, by=cast.teacher)
    assert Staff.at(cast.oak, cast.today).readers([asked], confirmed_of([asked]))[0].is_everybody


def test_a_nurture_place_ends_with_its_fourth_term(cast, clock):
    """SUP-10: the child is back within four terms, the one it begins in among them, and overdue after."""
    case = a_case(cast, under=programme(cast, "nurture"))
    # Autumn, spring and summer, and the autumn after, of whose calendar nobody knows yet.
    assert case.ends_on == dt.date(2025, 12, 31)
    assert case.stage_on(dt.date(2025, 12, 31)) != "time-is-up"
    Case.objects.filter(pk=case.pk).update(review_on=None)
    case.refresh_from_db()
    assert case.stage_on(dt.date(2026, 1, 1)) == "time-is-up"
