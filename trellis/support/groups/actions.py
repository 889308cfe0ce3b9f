"""What people do with groups: begin one, lead it, put children into it, say when it meets, take its register.

No child, no adult and no room can be in two places at once: a time, an adult or a child that would be is
refused with a sentence that says where. Too few children or adults only warn (shown.py).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from trellis.gatherings.actions import arrange, change
from trellis.gatherings.models import Kind
from trellis.rules.academic_year import AcademicYear
from trellis.rules.timetables import Weekly, at_once, read_turns
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Person, Pupil, School
from trellis.support.actions import refuse
from trellis.support.groups.models import (
    GroupLeader,
    GroupMark,
    GroupMember,
    GroupSession,
    GroupTime,
    Rota,
    SupportGroup,
)
from trellis.support.groups.sessions import is_open, weekday_in_words


class Clash(ProblemWith):
    """Somebody or a room that would be in two places at once."""

    subject = "timetable"


# --- the rota -----------------------------------------------------------------------------------------------


@transaction.atomic
def write_rota(*, school: School, year: int, turns: str, by: By) -> Rota:
    """Say whose turn it is, one half-term after another; the calendar gives the dates."""
    held = Rota.objects.filter(school=school, year=year).first() or Rota(school=school, year=year)
    held.turns = read_turns(turns)
    return keep(held, by)


# --- a group ------------------------------------------------------------------------------------------------


@transaction.atomic
def write_group(
    *, school: School, values: Mapping[str, Any], by: By, group: SupportGroup | None = None
) -> SupportGroup:
    """Begin a group, or write it anew: what it is about, for whom, from when until when."""
    held = group or SupportGroup(school=school)
    ended_on = held.until
    for name, value in values.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    if held.until is not None and held.until < held.since:
        raise refuse(gettext_noop("It cannot end before it begins."))
    if held.fewest_places > held.most_places:
        raise refuse(gettext_noop("The fewest places are more than the most."))
    same = SupportGroup.objects.at(school).filter(name=held.name, until=None).exclude(pk=held.pk)
    if held.until is None and same.exists():
        raise refuse(gettext_noop("There is a group called “%(name)s” already."), name=held.name)
    if held.pk is not None:
        _end_what_outlasts(held, by)
        _go_on_with(held, ended_on, by)
    return keep(held, by)


def _end_what_outlasts(group: SupportGroup, by: By) -> None:
    """Nobody is in a group, and it meets nowhere, after its last day. What was said of a session stays."""
    if group.until is None:
        return
    for rows in (group.members, group.leaders, group.times):
        for row in rows.all():
            if row.since > group.until and not (isinstance(row, GroupTime) and row.sessions.exists()):
                drop(row, by)
            elif row.until is None or row.until > group.until:
                row.until = max(group.until, row.since)
                keep(row, by)


def _go_on_with(group: SupportGroup, ended_on: dt.date | None, by: By) -> None:
    """A group that goes on for longer goes on with whom and what was to end with it."""
    if ended_on is None or (group.until is not None and group.until <= ended_on):
        return
    for rows in (group.members, group.leaders, group.times):
        for row in rows.filter(until=ended_on):
            row.until = group.until
            keep(row, by)


@transaction.atomic
def end_group(*, group: SupportGroup, until: dt.date, by: By) -> SupportGroup:
    """A group meets no more after a day."""
    return write_group(school=group.school, values={"until": until}, group=group, by=by)


# --- who leads it, and who is in it -------------------------------------------------------------------------


@transaction.atomic
def lead_group(
    *, group: SupportGroup, since: dt.date, by: By, person: Person | None = None, name: str = ""
) -> GroupLeader:
    """Somebody leads it: a colleague, or an adult from outside by name."""
    since, called = max(since, group.since), person.name if person else name.strip()
    if not called:
        raise refuse(gettext_noop("Choose a colleague or write a name."))
    if group.leaders.still_open().filter(name=called).exists():
        raise refuse(gettext_noop("%(name)s leads it already."), name=called)
    for other in _groups_led(person, called, group) if group.pk else ():
        _insist_apart(
            _weekly(group, since, None),
            _weekly(other.group, other.since, other.until),
            gettext_noop("%(who)s leads “%(group)s” on %(weekday)s at %(at)s."),
            group=_told(other.group, by),
            who=called,
        )
    leader = GroupLeader(group=group, person=person, name=called, since=since, until=group.until)
    return keep(leader, by)


def _groups_led(person: Person | None, name: str, but: SupportGroup) -> Iterable[GroupLeader]:
    held = GroupLeader.objects.filter(group__school=but.school).exclude(group=but)
    held = held.filter(person=person) if person else held.filter(person=None, name=name)
    return held.select_related("group").prefetch_related("group__times")


@transaction.atomic
def lead_no_more(*, leader: GroupLeader, until: dt.date, by: By) -> None:
    """Somebody leads it no more after a day; whoever never began did not."""
    _end(leader, until, by)


@transaction.atomic
def join_group(
    *, group: SupportGroup, pupils: Iterable[Pupil], since: dt.date, by: By, why: str = ""
) -> list[GroupMember]:
    """Children come into it from a day. One place more than it has is a warning, and no refusal."""
    since = max(since, group.since)
    if group.until is not None and since > group.until:
        raise refuse(gettext_noop("It ended on %(day)s."), day=day_in_words(group.until))
    return [_join(group, pupil, since, why, by) for pupil in pupils]


def _join(group: SupportGroup, pupil: Pupil, since: dt.date, why: str, by: By) -> GroupMember:
    if not pupil.enrolments.on(since).filter(school=group.school).exists():
        says = gettext_noop("%(pupil)s was not on the roll of %(school)s on %(day)s.")
        raise refuse(says, pupil=pupil, school=group.school.name, day=day_in_words(since))
    if group.members.between(since, group.until or dt.date.max).filter(pupil=pupil).exists():
        raise refuse(gettext_noop("%(pupil)s is in this group already."), pupil=pupil)
    others = GroupMember.objects.filter(pupil=pupil, group__school=group.school).exclude(group=group)
    for other in others.select_related("group").prefetch_related("group__times"):
        _insist_apart(
            _weekly(group, since, None),
            _weekly(other.group, other.since, other.until),
            gettext_noop("%(who)s is in “%(group)s” on %(weekday)s at %(at)s."),
            group=_told(other.group, by),
            who=pupil,
        )
    return keep(GroupMember(group=group, pupil=pupil, why=why.strip(), since=since, until=group.until), by)


@transaction.atomic
def leave_group(*, member: GroupMember, until: dt.date, by: By) -> None:
    """A child is in it no more after a day; whoever never began is taken off."""
    _end(member, until, by)


def _end(row: GroupLeader | GroupMember | GroupTime, until: dt.date, by: By) -> None:
    if until < row.since:
        drop(row, by)
    else:
        row.until = until
        keep(row, by)


# --- when it meets ------------------------------------------------------------------------------------------


@transaction.atomic
def meet_weekly(
    *, group: SupportGroup, weekday: int, at: dt.time, minutes: int, where: str, since: dt.date, by: By
) -> GroupTime:
    """It meets each week at this time, in this place, while the school is open."""
    # One after the other at a school: two people who take the same room at once find each other.
    School.objects.select_for_update().get(pk=group.school_id)
    time = GroupTime(
        group=group,
        weekday=weekday,
        at=at,
        minutes=minutes,
        where=where.strip(),
        since=max(since, group.since),
        until=group.until,
    )
    if time.until is not None and time.since > time.until:
        raise refuse(gettext_noop("It ended on %(day)s."), day=day_in_words(time.until))
    _insist_on_a_room(time, by)
    _insist_on_people(time, by)
    return keep(time, by)


def _insist_on_a_room(time: GroupTime, by: By) -> None:
    others = GroupTime.objects.filter(group__school=time.group.school, where__iexact=time.where)
    for other in others.select_related("group"):
        _insist_apart(
            [time.weekly],
            [other.weekly],
            gettext_noop("“%(group)s” is in that room on %(weekday)s at %(at)s."),
            group=_told(other.group, by),
        )


def _insist_on_people(time: GroupTime, by: By) -> None:
    """No adult and no child of the group is somewhere else then."""
    leaders, members = list(time.group.leaders.all()), list(time.group.members.select_related("pupil"))
    for leader in leaders:
        for other in _groups_led(leader.person, leader.name, time.group):
            _insist_apart(
                _within([time.weekly], leader.since, leader.until),
                _weekly(other.group, other.since, other.until),
                gettext_noop("%(who)s leads “%(group)s” on %(weekday)s at %(at)s."),
                group=_told(other.group, by),
                who=leader.name,
            )
    mine = {one.pupil_id: one for one in members}
    others = GroupMember.objects.filter(pupil__in=mine, group__school=time.group.school)
    others = (
        others.exclude(group=time.group).select_related("group", "pupil").prefetch_related("group__times")
    )
    for other in others:
        own = mine[other.pupil_id]
        _insist_apart(
            _within([time.weekly], own.since, own.until),
            _weekly(other.group, other.since, other.until),
            gettext_noop("%(who)s is in “%(group)s” on %(weekday)s at %(at)s."),
            group=_told(other.group, by),
            who=other.pupil,
        )


def _weekly(group: SupportGroup, since: dt.date, until: dt.date | None) -> list[Weekly]:
    """The times of a group between two days."""
    return _within([time.weekly for time in group.times.all()], since, until)


def _within(times: Iterable[Weekly], since: dt.date, until: dt.date | None) -> list[Weekly]:
    return [held for time in times if (held := time.within(since, until)) is not None]


def _insist_apart(times: Sequence[Weekly], others: Sequence[Weekly], says: str, **said: object) -> None:
    for other in (other for one in times for other in others if at_once(one, other)):
        raise Clash(Sentence(says, weekday=weekday_in_words(other.weekday), at=f"{other.at:%H:%M}", **said))


def _told(group: SupportGroup, by: By) -> str:
    """What a group is called, to whoever may see it; to somebody else, only that there is one."""
    if isinstance(by, Person) and not SupportGroup.objects.visible_to(by).filter(pk=group.pk).exists():
        return gettext_noop("another group")
    return group.name


@transaction.atomic
def meet_no_more(*, time: GroupTime, until: dt.date, by: By) -> None:
    """It does not meet at this time after a day; a time at which it never met is taken off."""
    if until < time.since and time.sessions.exists():
        until = time.since
    _end(time, until, by)


# --- a session ----------------------------------------------------------------------------------------------


@transaction.atomic
def take_group_register(
    *,
    time: GroupTime,
    on: dt.date,
    marks: Mapping[int, tuple[str, str]],
    adults: Iterable[str],
    by: By,
) -> GroupSession:
    """Who came to one session: the children, each with a note or none, and which adults were there."""
    if on > timezone.localdate():
        raise refuse(gettext_noop("It is still to come: say who came once it is the day."))
    session = _session(time, on, by)
    if session.gathering.called_off:
        change(gathering=session.gathering, values={"on": on, "called_off": False}, by=by)
    members = set(time.group.members.on(on).values_list("pupil", flat=True))
    held = {one.pupil_id: one for one in session.marks.all()}
    for pupil, (came, note) in marks.items():
        if pupil not in members and pupil not in held:
            raise refuse(gettext_noop("Only children who are in the group that day stand in its register."))
        mark = held.get(pupil) or GroupMark(session=session, pupil_id=pupil)
        if (mark.came, mark.note) != (came, note.strip()):
            mark.came, mark.note = came, note.strip()
            mark.by_name, mark.at = name_of(by), timezone.now()
            keep(mark, by)
    there = set(adults)
    for adult in session.gathering.invitations.all():
        if adult.came != (adult.name in there):
            adult.came = adult.name in there
            keep(adult, by)
    return session


@transaction.atomic
def call_off_session(*, time: GroupTime, on: dt.date, by: By) -> GroupSession:
    """One session is not held. Of one whose register was taken it is too late to say so."""
    session = _session(time, on, by)
    if session.marks.exists():
        raise refuse(gettext_noop("Its register is taken: it was held."))
    change(gathering=session.gathering, values={"on": on, "called_off": True}, by=by)
    return session


def _session(time: GroupTime, on: dt.date, by: By) -> GroupSession:
    """The session of a day: the one that is kept, or one kept from now on."""
    SupportGroup.objects.select_for_update().get(pk=time.group_id)
    held = GroupSession.objects.filter(time=time, on=on).select_related("gathering").first()
    if held is not None:
        return held
    if on not in time.weekly.days(on, on, is_open(time.group.school, AcademicYear.of(on))):
        raise refuse(gettext_noop("The group does not meet on %(day)s."), day=day_in_words(on))
    leaders = list(time.group.leaders.on(on).select_related("person"))
    gathering = arrange(
        place=time.group.school,
        kind=Kind.GROUP,
        on=on,
        at=time.at,
        where=time.where,
        about=time.group.name,
        people=[one.person for one in leaders if one.person],
        others=[one.name for one in leaders if not one.person],
        by=by,
    )
    return GroupSession.objects.create(time=time, group=time.group, on=on, gathering=gathering)
