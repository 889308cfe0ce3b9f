"""What people do with meetings about cases: set up a body, open a meeting, talk about a child and decide,
close it, say what came of it, and judge a half-term.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.gatherings import actions as gatherings
from trellis.gatherings.models import Item, Kind
from trellis.rules.calendar import HalfTerm
from trellis.rules.recurrence import Recurrence, kept
from trellis.rules.words import day_in_words, gettext_noop
from trellis.schools.dating import ONE_DAY, By, keep, name_of
from trellis.schools.models import Person, Pupil, School
from trellis.support.actions import add_step, deal_with_step, refuse
from trellis.support.meetings.agenda import Line, counted, everything
from trellis.support.meetings.models import (
    AgendaItem,
    BodyEvaluation,
    BodyMember,
    CaseMeeting,
    Decision,
    MeetingBody,
)
from trellis.support.models import Case, Programme


@transaction.atomic
def set_up_body(
    *,
    school: School,
    recurrence: Recurrence,
    chair: Person,
    members: Iterable[Person],
    programmes: Iterable[Programme],
    by: By,
    body: MeetingBody | None = None,
    **values: Any,
) -> MeetingBody:
    """Set up a body, or change it: its rhythm, its members and who chairs it, its standing items."""
    same = MeetingBody.objects.filter(school=school, name__iexact=values["name"].strip())
    if same.exclude(pk=body.pk if body else None).exists():
        raise refuse(gettext_noop("There is a body called “%(name)s” already."), name=values["name"].strip())
    held = body or MeetingBody(school=school)
    for name, value in values.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    held.recurrence = kept(recurrence)
    keep(held, by)
    held.programmes.set(programmes)
    _members(held, {chair.pk: chair} | {one.pk: one for one in members}, chair, by)
    return held


def _members(body: MeetingBody, wanted: Mapping[int, Person], chair: Person, by: By) -> None:
    today = timezone.localdate()
    held = {one.person_id: one for one in body.members.filter(until=None)}
    for gone in held.keys() - wanted.keys():
        held[gone].until = max(today - ONE_DAY, held[gone].since)
        keep(held[gone], by)
    for pk, person in wanted.items():
        one = held.get(pk) or BodyMember(body=body, person=person, since=today)
        if one.pk is None or one.chairs != (pk == chair.pk):
            one.chairs = pk == chair.pk
            keep(one, by)


@transaction.atomic
def open_meeting(*, body: MeetingBody, on: dt.date, by: By) -> CaseMeeting:
    """Open the agenda of a body’s next meeting: its members are invited, its standing items are on it."""
    last = body.meetings.select_related("gathering").first()
    if last is not None and last.is_open:
        says = gettext_noop("The meeting of %(day)s is open: close it first.")
        raise refuse(says, day=day_in_words(last.on))
    if last is not None and on <= last.on:
        raise refuse(gettext_noop("It met on %(day)s: the next is after that."), day=day_in_words(last.on))
    gathering = gatherings.arrange(
        place=body.school,
        kind=Kind.CASES,
        on=on,
        at=body.at,
        where=body.where,
        about=body.name,
        people=[one.person for one in body.members.on(on).select_related("person")],
        by=by,
    )
    for number, words in enumerate(body.standing):
        keep(Item(gathering=gathering, place_in=number, words=words[:200], is_standing=True), by)
    return keep(CaseMeeting(body=body, gathering=gathering), by)


def _open(meeting: CaseMeeting) -> CaseMeeting:
    held = (
        CaseMeeting.objects.select_for_update().select_related("gathering", "body__school").get(pk=meeting.pk)
    )
    if not held.is_open:
        raise refuse(gettext_noop("This meeting is closed: what was written down stays as it is."))
    return held


@transaction.atomic
def take_up(
    *, meeting: CaseMeeting, pupil: Pupil, case: Case | None, by: By, added: bool = False
) -> AgendaItem:
    """Put a child on the agenda, or take up one who stands there already."""
    held = _open(meeting)
    item = held.items.filter(pupil=pupil, case=case).first()
    if item is None:
        item = AgendaItem(meeting=held, pupil=pupil, case=case, added_by_name=name_of(by) if added else "")
    if item.pk is None or item.left_because:
        item.left_because = ""
        keep(item, by)
    return item


@transaction.atomic
def leave(*, item: AgendaItem, because: str, by: By) -> AgendaItem:
    """Leave a child for another time, and say why."""
    _open(item.meeting)
    if not because.strip():
        raise refuse(gettext_noop("Say why it is left."))
    if item.decisions.exists():
        raise refuse(gettext_noop("Something was decided of this child already."))
    item.left_because = because.strip()
    return keep(item, by)


@transaction.atomic
def write_said(*, item: AgendaItem, said: str, by: By) -> AgendaItem:
    """Write down what was said of a child."""
    _open(item.meeting)
    if item.said != said.strip():
        item.said = said.strip()
        item.said_by_name = name_of(by) if item.said else ""
        keep(item, by)
    return item


@transaction.atomic
def decide(
    *,
    item: AgendaItem,
    words: str,
    due: dt.date,
    by: By,
    whose: str = "school",
    person: Person | None = None,
    who: str = "",
) -> Decision:
    """Write down what was decided: in a case it becomes a step of it, with its owner and its day."""
    meeting = _open(item.meeting)
    name = person.name if person else who.strip()
    if not words.strip() or not name:
        raise refuse(gettext_noop("Say what was decided, and who does it."))
    if due < meeting.on:
        raise refuse(gettext_noop("It is done after the meeting, not before."))
    step = None
    if item.case_id is not None:
        step = add_step(case=item.case, words=words, whose=whose, who=name, due=due, by=by)
    made = Decision(item=item, words=words.strip(), whose=whose, who=name, person=person, due=due, step=step)
    made.by_name = name_of(by)
    return keep(made, by)


@transaction.atomic
def deal_with_decision(
    *, decision: Decision, on: dt.date, was_done: bool, by: By, said: str = ""
) -> Decision:
    """Say what came of a decision; of one that became a step, in its case."""
    if decision.step is not None:
        deal_with_step(step=decision.step, on=on, was_done=was_done, said=said, by=by)
        return decision
    if not was_done and not said.strip():
        raise refuse(gettext_noop("Say why it was not done: that is worth knowing."))
    if on > timezone.localdate() or on < decision.item.meeting.on:
        raise refuse(gettext_noop("It was done after the meeting, and by today."))
    decision.dealt_with_on, decision.was_done, decision.outcome = on, was_done, said.strip()
    return keep(decision, by)


@transaction.atomic
def write_minutes(*, meeting: CaseMeeting, by: By, **said: Any) -> None:
    """Write down who came, and what was said of the standing items and besides."""
    gatherings.write_minutes(gathering=_open(meeting).gathering, by=by, **said)


@transaction.atomic
def close_meeting(*, meeting: CaseMeeting, by: By) -> CaseMeeting:
    """Close a meeting: every child on its agenda stays on record with why, and nothing changes any more."""
    held = _open(meeting)
    if held.on > timezone.localdate():
        says = gettext_noop("It is held on %(day)s: close it once it was.")
        raise refuse(says, day=day_in_words(held.on))
    for line in everything(held):
        _keep_line(held, line, by)
    held.closed_at, held.closed_by_name = timezone.now(), name_of(by)
    return keep(held, by)


def _keep_line(meeting: CaseMeeting, line: Line, by: By) -> None:
    item = line.item or AgendaItem(meeting=meeting, case_id=line.key[0], pupil_id=line.key[1])
    item.why = [list(one) for one in line.why]
    keep(item, by)


@transaction.atomic
def evaluate(*, body: MeetingBody, half_term: HalfTerm, words: str, by: By) -> BodyEvaluation:
    """Judge what a body put in over a half-term, beside what is counted now."""
    if not words.strip():
        raise refuse(gettext_noop("Say what helped, what did not, and what changes."))
    if body.evaluations.filter(since=half_term.since).exists():
        raise refuse(gettext_noop("%(name)s was evaluated already."), name=half_term.name)
    today = timezone.localdate()
    return keep(
        BodyEvaluation(
            body=body,
            half_term=half_term.name,
            since=half_term.since,
            until=half_term.until,
            words=words.strip(),
            on=today,
            by_name=name_of(by),
            **counted(body, half_term.since, min(half_term.until, today)),
        ),
        by,
    )


def lines_of(text: str) -> Sequence[str]:
    """What stands on each line."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
