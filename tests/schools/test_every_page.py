"""Every address × every role: each view has a policy, and it is kept. The URL conf says which there are.

A room that adds an address with a new kind of argument says in `arguments` what to put there. A page that
only takes what is sent to it answers 405, as `@require_POST` does.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.attendance.clinics.clinic import a_clinic, invited
from tests.attendance.day.asked import a_link
from tests.attendance.day.closed import a_part, closed, closing
from tests.attendance.day.coming import a_desk_link, a_typed_name, out, unwell
from tests.attendance.day.leave import asked_for
from tests.attendance.day.telling import planned_for, told_of
from tests.attendance.events.held import a_morning, a_series
from tests.attendance.formal.missed import a_contract, a_known_notice, a_pack, an_improve_notice
from tests.attendance.knowing.aimed import a_target
from tests.attendance.knowing.prepared import a_file
from tests.attendance.knowing.printed import printed
from tests.attendance.ladder.steps import in_force
from tests.attendance.visits.rounds import a_device, a_visit
from tests.conduct.recorded import an_incident
from tests.learning.scales import a_scale
from tests.messages.agreed import an_agreed_letter
from tests.messages.drawn_up import a_waiting_letter
from tests.messages.talks import a_reply, talk
from tests.plans.drawn import OAK_PLAN, a_plan, a_tried_plan, a_trust_plan
from tests.support.auditing.audited import an_audit, something_follows
from tests.support.courses.held import a_course, needed, takes_part
from tests.support.directory.pointed import an_agreement, pointed
from tests.support.finding.found import a_table, indicator, kept, noted
from tests.support.groups.grouped import a_group, a_time
from tests.support.helped import a_case, a_referral, agreed, an_agency
from tests.support.helped import programme as a_programme
from tests.support.meetings.held import a_meeting
from tests.support.offer.offered import a_step, an_offer
from tests.support.protection.guarded import named_for, on_record, to_be_read
from tests.telling.news import (
    a_board,
    a_guide,
    a_notice,
    a_page,
    a_picture,
    a_published_newsletter,
    a_screen,
    an_edition,
    given_by_the_trust,
)
from trellis.attendance import celebrating
from trellis.attendance.day.closing_several import announce_at_each
from trellis.attendance.display_links import make_link
from trellis.attendance.ladder.actions import begin_ladder
from trellis.attendance.models import Draw, HallLink
from trellis.attendance.visits.going import record_outcome
from trellis.evidence.actions import make_indicator
from trellis.gatherings import actions as gatherings
from trellis.gatherings.families import agree, say_came
from trellis.imports import actions as imports
from trellis.plans import actions as plan_actions
from trellis.plans import answering
from trellis.plans.binding import bind
from trellis.plans.criteria import wording_of
from trellis.plans.looking import schedule
from trellis.plans.models import Link, Row
from trellis.plans.paper import parts_of
from trellis.plans.running import take_up
from trellis.registers.merging_pupils import merge_pupils
from trellis.rhythm.actions import make_duty
from trellis.rules.academic_year import AcademicYear
from trellis.rules.draw import digest_of, ticket_of
from trellis.rules.recurrence import Daily
from trellis.schools import actions
from trellis.schools.access import Policy, Who
from trellis.schools.converters import GroupingConverter, GroupingNamed
from trellis.schools.models import AccessLogEntry, FamilyLink, Merge, Post, TeamMembership
from trellis.schools.roles import BELONGING, SEEING
from trellis.support import actions as support
from trellis.support.meetings import actions as case_meetings
from trellis.support.offer.actions import carry_out
from trellis.support.wellbeing.actions import write_staff_check
from trellis.support.wellbeing.models import StaffCheck

# Pages that are not ours: signing in and choosing a language. They say nothing of a school or a child, and
# each is open to strangers or asks for a session itself.
NOT_OURS = ("allauth.", "django.views.i18n", "django.views.generic")

SENT = {"until": "2024-09-10", "since": "2024-09-10", "gate": "08:40", "value": "true", "reason": "x"}

OAK_ALONE = ("Oak Primary", "Amy", "Ben Bright", "Cal Carter", "Dunn", "Finch", "Helen Hart", "Ann Adams")


@dataclass(frozen=True)
class Page:
    """One address, by its name and the arguments it takes."""

    name: str
    arguments: frozenset[str]
    view: Any

    @property
    def policy(self) -> Policy | None:
        return getattr(self.view, "policy", None)

    @property
    def ours(self) -> bool:
        return not getattr(self.view, "view_class", self.view).__module__.startswith(NOT_OURS)

    @property
    def of_staff(self) -> bool:
        return self.policy is not None and self.policy.who is Who.STAFF


def pages() -> list[Page]:
    return list(_pages(get_resolver(), (), frozenset()))


def _pages(resolver: URLResolver, spaces: tuple[str, ...], taken: frozenset[str]) -> Iterator[Page]:
    for one in resolver.url_patterns:
        takes = taken | set(map(_argument, one.pattern.converters.items())) | _named(one.pattern)
        if isinstance(one, URLResolver):
            yield from _pages(one, (*spaces, one.namespace) if one.namespace else spaces, takes)
        elif isinstance(one, URLPattern):
            yield Page(":".join((*spaces, one.name or "")), takes, one.callback)


def _argument(converted: tuple[str, Any]) -> str:
    """The name of an argument; a grouping's where a school might stand in the same place."""
    name, converter = converted
    return "grouping" if isinstance(converter, GroupingConverter) else name


def _named(pattern: Any) -> set[str]:
    return set() if pattern.converters else set(pattern.regex.groupindex)


OURS = [page for page in pages() if page.ours]
STAFF = [page for page in OURS if page.of_staff]


@pytest.fixture
def arguments(cast) -> dict[str, Any]:
    """Something at Oak for every kind of argument an address may take."""
    hold = actions.place_hold(
        pupil=cast.amy, school=cast.oak, kind="other", held_by="the office", by=cast.head
    )
    letter = a_waiting_letter(cast)
    news = a_published_newsletter(cast).newsletter
    section = news.sections.first()
    return {
        "urn": "123456",
        "pupil_id": cast.amy.pk,
        "enrolment_id": cast.enrolment("amy").pk,
        "link_id": FamilyLink.objects.filter(pupil=cast.amy).first().pk,
        "contact_id": FamilyLink.objects.filter(pupil=cast.amy).first().contact_id,
        "conversation_id": talk(cast, "amy").pk,
        "told_id": told_of(cast, "eve", "amy")[-1].pk,
        "answer_link_id": a_link(cast).pk,
        "absence_plan_id": planned_for(cast, "amy").pk,
        "leave_id": asked_for(cast, "amy").pk,
        "formal_notice_id": a_known_notice(cast).pk,
        "contract_id": a_contract(cast).pk,
        "improving_id": an_improve_notice(cast).pk,
        "pack_id": a_pack(cast).pk,
        **a_ladder(cast),
        **a_family_at_a_clinic(cast),
        "event_id": a_morning(cast).pk,
        "event_series_id": a_series(cast).pk,
        "target_id": a_target(cast).pk,
        "file_id": a_file(cast).pk,
        "watch": "ten_days",
        "figure_id": printed(cast, percent=Decimal("90.1")).pk,
        "cause": "lates",
        "scale_id": a_scale(cast).pk,
        "incident_id": (happened := an_incident(cast, "amy", "ben")).pk,
        "part_of_child_id": happened.involved.get(pupil=cast.amy).pk,
        "class_id": cast.class_3b.pk,
        **a_visit_at_home(cast),
        "closure_id": closed(cast, a_part(cast, since=dt.date(2024, 9, 11))).pk,
        "desk_link_id": (desk := a_desk_link(cast)).pk,
        "arrival_id": a_typed_name(desk).pk,
        "unwell_id": unwell(cast, "amy").pk,
        "leaving_id": out(cast, "ben", at="08:55", went_with="by themselves", agreed_with="Bea").pk,
        "agreed_id": an_agreed_letter(cast).pk,
        "reply_id": a_reply(cast, words="Amy is unwell").pk,
        "hold_id": hold.pk,
        "post_id": Post.objects.get(person=cast.office).pk,
        "duty_id": a_duty(cast),
        "team_id": (member := a_team(cast)).team_id,
        "membership_id": member.pk,
        "class_name": "3B",
        "date": dt.date(2024, 9, 10),
        "day": dt.date(2024, 9, 10),
        "year": AcademicYear(2024),
        "session": "am",
        "name": "Hedgerow Trust",
        "setting": "gate",
        "kind": "fsm",
        "import_id": a_tried_import(cast).pk,
        "batch_id": letter.batch_id,
        "item_id": letter.pk,
        "page": 1,
        "template": "attendance-green",
        "channel": "letter",
        "language": "cy",
        "number": 1,
        "measure": "attendance",
        "merge_id": a_merge(cast).pk,
        "which": "late",
        "series_id": news.series_id,
        "newsletter_id": news.pk,
        "section_id": section.pk,
        "ask_id": section.ask.pk,
        "picture_id": a_picture(cast).pk,
        "board_id": a_board(cast).pk,
        "screen_id": (screen := a_screen(cast)).pk,
        "notice_id": a_notice(cast, screen).pk,
        "kept_id": a_page(cast).pk,
        "guide_id": (guide := a_guide(cast)).pk,
        "edition_id": an_edition(cast, guide).pk,
        "given_id": given_by_the_trust(cast).pk,
        # An address that opens something is given out in tests/telling; this one opens nothing.
        "key": "never-given-out",
        **things_celebrated(cast),
        **a_visit_of(cast, cast.oak),
        **a_plan_of_oak(cast),
        **things_of_support(cast),
        **things_of_a_case_meeting(cast),
        **things_of_protection(cast),
        **things_offered(cast),
        **things_audited(cast, cast.oak),
        "of_trust": a_plan_of_the_trust(cast),
    }


def a_plan_of_oak(cast) -> dict[str, Any]:
    """A plan of Oak, with a row of it and a layout of the school's own."""
    plan = a_plan(cast, OAK_PLAN.replace("\tProgress", "\tQuestions for governors"))
    row = Row.objects.of(plan).first()
    asking = [*row.cells[:-1], "How do we know that every home was rung?"]
    plan_actions.correct_row(row=row, cells=asking, by=cast.head)
    layout = plan_actions.make_layout(
        place=cast.oak,
        name="Ours",
        orientation="portrait",
        captions=["What"],
        fields=["action"],
        by=cast.head,
    )
    return {
        "plan_id": plan.pk,
        "part_id": row.part_id,
        "row_id": row.pk,
        "plan_link_id": Link.objects.get(row__part__plan=plan).pk,
        "layout_id": layout.pk,
        "ending": "docx",
        "at": 0,
        **before_governors(plan, cast),
        "step_id": take_up(row=row, words="Ring every home", owner=cast.office, by=cast.head).pk,
        "look_id": schedule(
            plan=plan, kind="walk", focus="How homes are rung", due_on=cast.today, by=cast.head
        ).pk,
        **criteria_of(plan, row, cast),
    }


def a_plan_of_the_trust(cast) -> dict[str, Any]:
    """The same of the trust, whose pages are the same; and a plan that was brought and not decided about."""
    plan, officer = a_trust_plan(cast), cast.people["trust_officer"]
    row = Row.objects.of(plan).first()
    layout = plan_actions.make_layout(
        place=cast.trust,
        name="Ours",
        orientation="portrait",
        captions=["What"],
        fields=["action"],
        by=officer,
    )
    link = plan_actions.lead_elsewhere(row=row, kind="serves", words="County priority 2", by=officer)
    return {
        "urn": GroupingNamed("trust", "Hedgerow Trust"),
        **a_visit_of(cast, cast.trust),
        "plan_id": plan.pk,
        "part_id": row.part_id,
        "row_id": row.pk,
        "plan_link_id": link.pk,
        "layout_id": layout.pk,
        "import_id": a_tried_plan(cast, by=officer, place=cast.trust).pk,
        **a_ladder_of_the_trust(cast),
        "several_id": several_closed(cast),
        "step_id": take_up(row=row, words="Ring every home", owner=cast.office, by=cast.head).pk,
        "look_id": schedule(
            plan=plan, kind="walk", focus="How homes are rung", due_on=cast.today, by=cast.head
        ).pk,
        **criteria_of(plan, row, cast),
        "programme_id": a_programme(cast, place=cast.trust).pk,
        "agency_id": an_agency(cast, cast.trust).pk,
        **things_of_levels(cast, cast.trust),
        "to_read_id": to_be_read(cast, cast.trust, cast.trust_officer).pk,
        "offer_level_id": (level := an_offer(cast, place=cast.trust)[0]).pk,
        **things_audited(cast, cast.trust),
        "offer_step_id": a_step(level).pk,
        "course_id": a_course(cast, cast.trust).pk,
        "case_id": 0,  # none is the trust's own: whoever supervises casework reaches the authority's
        "month": dt.date(2024, 8, 1),
        "of_urn": "123456",
    }


def things_of_levels(cast, place) -> dict[str, Any]:
    """An indicator of its table that was noted of Amy."""
    held = indicator(table := a_table(cast, place), "A young carer")
    note = noted(cast, "amy", "A young carer", table)
    return {"level_indicator_id": held.pk, "noted_id": note.pk, "of_level": 1}


def a_list(cast) -> int:
    """Of the children of Year 3 at Oak, whom the finder found."""
    return kept(cast, name="Year 3", year_groups=("3",)).pk


def things_of_support(cast) -> dict[str, Any]:
    """A case of Amy's with a goal, a step and its lead, and a referral that is being written."""
    case = agreed(cast, a_case(cast))
    agency = an_agency(cast, cast.oak)
    return {
        "programme_id": case.programme_id,
        "case_id": case.pk,
        "goal_id": support.add_goal(case=case, words="In class by nine", by=cast.head).pk,
        "case_step_id": support.add_step(case=case, words="Ring", whose="school", by=cast.head).pk,
        "member_id": case.team.get().pk,
        **a_group_of_oak(cast),
        **a_course_of_oak(cast),
        "agency_id": agency.pk,
        "referral_id": a_referral(cast, agency).pk,
        **things_of_levels(cast, cast.oak),
        "cohort_id": a_list(cast),
        "month": dt.date(2024, 8, 1),
        "of_urn": "123456",
    }


def things_of_protection(cast) -> dict[str, int]:
    """Something is on record of Amy, one person is named for her, and something is to be read."""
    record = on_record(cast)
    named_for(cast, record, cast.inclusion_lead)
    return {
        "protected_id": record.pk,
        "pointer_id": record.pointers.get().pk,
        "named_id": record.named.get().pk,
        "to_read_id": to_be_read(cast).pk,
        "colleague_id": cast.teacher.pk,
        "staff_check_id": a_talk(cast).pk,
    }


def a_talk(cast) -> StaffCheck:
    """Whoever is head over several schools talked with the head of Oak."""
    said = {"on": cast.today, "kind": "talk", "words": "Reports take her evenings."}
    return write_staff_check(school=cast.oak, person=cast.head, by="Olive Over", **said)


def a_course_of_oak(cast) -> dict[str, Any]:
    """Amy’s mother takes part in a course, and is noted for another."""
    course = a_course(cast)
    return {
        "course_id": course.pk,
        "course_enrolment_id": takes_part(cast, course).pk,
        "course_need_id": needed(cast).pk,
        "service_part": "childcare",
    }


def a_group_of_oak(cast) -> dict[str, int]:
    """Amy’s group, which meets on Tuesdays."""
    group = a_group(cast, "amy")
    return {
        "group_id": group.pk,
        "group_leader_id": group.leaders.get().pk,
        "group_member_id": group.members.get().pk,
        "group_time_id": a_time(cast, group).pk,
    }


def things_audited(cast, place) -> dict[str, int]:
    """An audit that is under way, and something that follows from it."""
    audit = an_audit(cast, place=place)
    step = something_follows(cast, audit, "head")
    return {"audit_id": audit.pk, "audit_question_id": step.question_id, "audit_step_id": step.pk}


def things_offered(cast) -> dict[str, int]:
    """Oak's own offer with a step carried out, a family pointed to a service, and an agreement with it."""
    level, signpost = an_offer(cast)[0], pointed(cast, "ben")
    step = a_step(level)
    carry_out(step=step, school=cast.oak, on=cast.today, words="", by=cast.head)
    return {
        "offer_level_id": level.pk,
        "offer_step_id": step.pk,
        "signpost_id": signpost.pk,
        "agreement_id": an_agreement(cast, signpost.agency).pk,
    }


def things_of_a_case_meeting(cast) -> dict[str, Any]:
    """A meeting of today with Amy on its agenda, and something decided of her."""
    meeting = a_meeting(cast)
    item = case_meetings.take_up(meeting=meeting, pupil=cast.amy, case=None, by=cast.head)
    said = {"words": "Ring", "who": "Office", "due": cast.today}
    made = case_meetings.decide(item=item, by=cast.head, **said)
    ids = {"body_id": meeting.body_id, "case_meeting_id": meeting.pk}
    return ids | {"agenda_item_id": item.pk, "decision_id": made.pk}


def before_governors(plan, cast) -> dict[str, int]:
    """Something promised at a meeting, and a paper for the next."""
    review = plan_actions.record_review(plan=plan, on=cast.today, reviewed_by="x", words="", by=cast.head)
    day = {"made_on": cast.today, "due": cast.today}
    made = answering.promise(plan=plan, words="Visit Class 3B", who="Gwen Gould", by=cast.head, **day)
    paper = answering.write_paper(plan=plan, review=review, values={"meeting_on": cast.today}, by=cast.head)
    answering.issue_paper(paper=paper, wording=wording_of(plan, parts_of(plan)), by=cast.head)
    gathering = {"gathering_id": made.gathering_id, "promise_id": made.pk}
    return {**gathering, "paper_id": paper.pk}


def a_visit_of(cast, place) -> dict[str, int]:
    """The area a governor knows, and their visit of today."""
    role = gatherings.link_governor(
        place=place, person=cast.governor, area="Reading", year=2024, months=[9], by=cast.head
    )
    visit = gatherings.arrange(
        place=place, kind="visit", on=cast.today, role=role, people=[cast.governor], by=cast.head
    )
    made = gatherings.promise(gathering=visit, words="Come again", who="GG", due=cast.today, by=cast.head)
    return {"role_id": role.pk, "gathering_id": visit.pk, "promise_id": made.pk}


def criteria_of(plan, row, cast) -> dict[str, int]:
    """A bound criterion of the plan, a review that reported it, and an indicator of the place."""
    words = {"row": row, "field": "outcome", "words": "Every family is heard from"}
    bound = bind(
        **words, measure="attendance", comparator="fixed", operator="at_least", target=Decimal(97),
        due=dt.date(2025, 7, 22), by=cast.head,
    )  # fmt: skip
    review = plan_actions.record_review(
        plan=plan, on=cast.today, reviewed_by="Helen Hart", words="", by=cast.head
    )
    indicator = make_indicator(place=plan.place, name="Phonics", unit="share", rises=True, by=cast.head)
    return {"criterion_id": bound.pk, "review_id": review.pk, "indicator_id": indicator.pk}


def a_tried_import(cast):
    """A list of pupils somebody has brought to Oak and not decided about."""
    rows = b"pupil_id,forename,surname\n1001,Amy,Adams\n"
    batch = imports.bring(kind="pupils", place=cast.oak, files=[("pupils.csv", [rows])], by=cast.head)
    imports.try_batch(batch)
    return batch


def a_duty(cast) -> int:
    """Something due at Oak every school day."""
    said = {"title": "Look at the figures", "recurrence": Daily(), "owner": "head"}
    return make_duty(school=cast.oak, by=cast.head, **said).pk


def a_team(cast) -> TeamMembership:
    """The inclusion team of Oak, with somebody in it."""
    team = actions.make_team(name="Inclusion team", school=cast.oak, by=cast.head)
    return actions.join_team(team=team, person=cast.inclusion_lead, by=cast.head)


def a_merge(cast) -> Merge:
    """A duplicate of Dee that was merged into her record."""
    again = actions.admit(
        school=cast.oak, forename="Dee", surname="Dunn", since=dt.date(2024, 9, 9), by=cast.office
    )
    return merge_pupils(kept=cast.dee, gone=again.pupil, by=cast.attendance_lead).merge


def a_ladder(cast) -> dict[str, Any]:
    """A ladder in force at Oak, and its first step, which Amy has no answer to."""
    ladder = in_force(cast)
    return {"ladder_id": ladder.pk, "ladder_step_id": ladder.steps.first().pk, "occasion": 0}


def a_family_at_a_clinic(cast) -> dict[str, int]:
    """Eve’s mother came to a clinic this morning, and something was agreed."""
    clinic = a_clinic(cast, on=cast.today)
    family = invited(cast, "eve", gathering=clinic)[0]
    say_came(invitation=family, came=True, by=cast.office)
    made = agree(invitation=family, words="Ring", who="AA", due=cast.today, by=cast.office)
    return {"clinic_id": clinic.pk, "family_id": family.pk, "agreed_step_id": made.pk}


def several_closed(cast) -> int:
    """On Friday, by the trust."""
    held = closing(cast, since=dt.date(2024, 9, 13), code="")
    several, _found = announce_at_each(
        grouping=cast.trust, schools=[cast.oak], closing=held, tell=False, by=cast.trust_officer
    )
    return several.pk


def a_ladder_of_the_trust(cast) -> dict[str, Any]:
    """A draft of one step."""
    ladder = begin_ladder(place=cast.trust, name="Theirs", like="bands", by=cast.trust_officer)
    return {"ladder_id": ladder.pk, "ladder_step_id": ladder.steps.first().pk}


def a_visit_at_home(cast) -> dict[str, int]:
    """Somebody goes to Amy's home today; what came of it, and the telephone that holds the sheet."""
    visit = a_visit(cast, on=cast.today)
    outcome = record_outcome(visit=visit, outcome="child", by=cast.attendance_lead)
    device = a_device(cast, visit.round)
    return {
        "round_id": visit.round_id,
        "visit_id": visit.pk,
        "outcome_id": outcome.pk,
        "device_id": device.pk,
    }


def things_celebrated(cast) -> dict[str, Any]:
    """Something of Oak for every kind of thing that is celebrated."""
    amy, by = cast.enrolment("amy"), cast.head
    link = make_link(kind=HallLink, school=cast.oak, place="Hall", until=cast.today, by=by)
    exemption = celebrating.exempt(
        pupil=cast.amy, school=cast.oak, kind="medical", covers="every", since=cast.today, by=by
    )
    draw = Draw.objects.create(
        school=cast.oak,
        occasion="2023/24 Summer 2",
        prize="A kite",
        since=cast.today,
        until=cast.today,
        digest=digest_of([(ticket := ticket_of("kept", cast.amy.pk))]),
        fixed_by_name=by.name,
    )
    draw.tickets.create(number=1, ticket=ticket, secret="kept", pupil=cast.amy)
    return {
        "hall_link_id": link.pk,
        "exemption_id": exemption.pk,
        "draw_id": draw.pk,
        "full_day_id": celebrating.name_full_day(school=cast.oak, day=dt.date(2024, 10, 4), by=by).pk,
        "nomination_id": celebrating.nominate(enrolment=amy, day=cast.today, reason="Kind", by=by).pk,
    }


def address(page: Page, arguments: dict[str, Any]) -> str:
    missing = page.arguments - arguments.keys() - arguments["of_trust"].keys() - {"grouping"}
    assert not missing, f"{page.name} takes {', '.join(missing)}: say in this file what to put there."
    # A kind is a characteristic's at a school, and a grouping's elsewhere.
    here = arguments if "urn" in page.arguments else arguments | {"kind": "trust"}
    if "grouping" in page.arguments:
        here = here | arguments["of_trust"]
    taken = {"urn" if name == "grouping" else name for name in page.arguments}
    return reverse(page.name, kwargs={name: here[name] for name in taken})


def test_every_view_has_a_policy():
    """One of @staff_may, @signed_in or @public."""
    assert [page.name for page in OURS if not isinstance(page.policy, Policy)] == []
    assert len(STAFF) > 20


def test_every_page_about_a_pupil_writes_the_access_log_once(arguments, cast, sign_in):
    head, wrong = sign_in(cast.head), []
    for page in STAFF:
        if "pupil_id" not in page.arguments:
            continue
        response = head.get(address(page, arguments))
        rows = AccessLogEntry.objects.filter(pupil_id=cast.amy.pk, person_id=cast.head.pk)
        if rows.count() != (1 if response.status_code == 200 else 0):
            wrong.append((page.name, response.status_code, rows.count()))
        AccessLogEntry.objects.all().delete()
    assert wrong == []


def test_a_page_opens_for_those_whose_role_allows_it_and_for_nobody_else(arguments, cast, sign_in):
    wrong = []
    for name, person in cast.people.items():
        client = sign_in(person)
        for page in (page for page in STAFF if page.arguments):
            status = client.get(address(page, arguments)).status_code
            # Whoever may is shown the page, or told that it only takes what is sent to it.
            if status not in ({200, 302, 404, 405} if _allowed(cast, person, page) else {404}):
                wrong.append((name, page.name, status))
    assert wrong == []


def test_the_head_opens_every_page_of_the_school_that_can_be_looked_at(arguments, cast, sign_in):
    head = sign_in(cast.head)
    statuses = {
        page.name: head.get(address(page, arguments)).status_code for page in STAFF if "urn" in page.arguments
    }
    assert {name for name, status in statuses.items() if status not in {200, 302, 405}} == set()


# Longer than any number the database keeps; before any calendar begins.
NO_NUMBER, NO_DAY = "9" * 30, "0001-01-01"
OF_DAYS = {"week", "day", "date", "on", "since", "until"}


def test_no_page_fails_whatever_stands_after_its_question_mark(arguments, cast, sign_in, monkeypatch):
    """What a page asks its address for is noted when it is opened first, and is nonsense after that."""
    asked, failed, names = set(), [], set()
    for reads in ("__getitem__", "getlist"):
        monkeypatch.setattr(QueryDict, reads, _noting(getattr(QueryDict, reads), asked))
    at_school, above = sign_in(cast.head), sign_in(cast.trust_officer)
    at_school.raise_request_exception = above.raise_request_exception = False
    for page in STAFF:
        asked.clear()
        client, url = at_school if "urn" in page.arguments else above, address(page, arguments)
        client.get(url)
        own = sorted(asked)
        names |= set(own)
        failed += [
            (page.name, name, said)
            for name in own
            for said in ([NO_NUMBER, NO_DAY] if name in OF_DAYS else [NO_NUMBER])
            if client.get(url, {name: said}).status_code >= 500
        ]
    assert failed == []
    assert {"week", "child", "case", "group", "page", "row"} <= names  # they were noted


def _noting(reads: Any, asked: set[str]) -> Any:
    def noting(given: QueryDict, name: str, *more: Any) -> Any:
        asked.add(name)
        return reads(given, name, *more)

    return noting


def _allowed(cast, person, page: Page) -> bool:
    """What the roles' own lists say, worked out without the gate."""
    policy, about_class = page.policy, page.arguments & {"class_name", "pupil_id"}
    for post in Post.objects.on(cast.today).filter(person=person):
        throughout = policy.permission in post.role_class.throughout
        at_oak = post.school == cast.oak or post.grouping in {cast.trust, cast.authority}
        if "urn" in page.arguments:
            if at_oak and throughout:
                return True
            teaches = (
                post.school_class == cast.class_3b and policy.permission in post.role_class.in_own_classes
            )
            if teaches and (about_class or policy.narrows):
                return True
        # Oak is the only school of the trust: whoever reaches it may look at the trust, and do nothing there.
        else:
            looks = at_oak and policy.permission in SEEING
            belongs = post.school == cast.oak and policy.permission in BELONGING
            of_trust = post.grouping == cast.trust
            if throughout and (of_trust or looks or belongs):
                return True
            if of_trust and policy.permission in post.role_class.of_grouping:
                return True
    return False


def test_mr_outside_reaches_nothing_of_oak_by_way_of_his_own_school(arguments, cast, sign_in):
    """His own school in the address, and Oak's pupil, post, letter or import in it."""
    client = sign_in(cast.mr_outside)
    elm = arguments | {"urn": "234567", "class_name": "3E", "setting": "attendance_target"}
    wrong = []
    for page in (page for page in STAFF if "urn" in page.arguments):
        words = client.get(address(page, elm)).content.decode(errors="replace")
        told = [name for name in OAK_ALONE if re.search(rf"\b{name}\b", words)]
        if told:
            wrong.append((page.name, told))
    assert wrong == []
    assert not AccessLogEntry.objects.filter(pupil_id=cast.amy.pk).exists()


def test_mr_outside_sees_nothing_of_oak_anywhere(arguments, cast, sign_in):
    client, wrong = sign_in(cast.mr_outside), []
    for page in OURS:
        response = client.get(address(page, arguments), follow=True)
        words = response.content.decode()
        told = [name for name in OAK_ALONE if re.search(rf"\b{name}\b", words)]
        if told or (page.arguments and response.status_code not in {404, 405}):
            wrong.append((page.name, response.status_code, told))
    assert wrong == []
    assert not AccessLogEntry.objects.filter(school_id=cast.oak.pk).exists()


def test_nothing_is_done_for_mr_outside_either(arguments, cast, sign_in):
    client = sign_in(cast.mr_outside)
    wrong = [
        (page.name, status)
        for page in STAFF
        if "urn" in page.arguments
        and (status := client.post(address(page, arguments), SENT).status_code) not in {404, 405}
    ]
    assert wrong == []
    assert Post.objects.get(person=cast.office).until is None


def test_a_stranger_is_asked_to_sign_in_and_told_nothing(arguments, cast, client):
    wrong = []
    for page in (page for page in OURS if page.policy.who not in {Who.ANYBODY, Who.HOLDER}):
        response = client.get(address(page, arguments))
        asked = response.status_code == 302 and response.url.startswith("/account/login/")
        if not asked and response.status_code != 405:
            wrong.append((page.name, response.status_code))
    assert wrong == []


def test_an_address_with_a_key_opens_nothing_without_the_right_one(arguments, cast, client):
    """Pages for whoever holds the address show no child, so they name none in it."""
    held = [page for page in OURS if page.policy.who is Who.HOLDER]
    assert held
    for page in held:
        assert "key" in page.arguments
        assert not page.arguments & {"urn", "pupil_id", "class_name"}
        assert client.get(address(page, arguments)).status_code == 404


def test_pages_that_are_not_ours_hold_nothing_of_a_school(cast, client):
    """The sign-in pages are somebody else's code: none of their addresses takes anything of ours."""
    theirs = [page for page in pages() if page.view.__module__.startswith(NOT_OURS)]
    assert theirs
    for page in theirs:
        assert not page.arguments & {"urn", "pupil_id", "class_name"}
