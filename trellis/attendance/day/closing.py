"""Closing a school or a part of it: one act, undone session by session.

A mark that stands already is left, but where whoever announces it says that marks of its code are replaced. A
session that opens again is given back its blank places by an undoing entry; what has changed since stays.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from trellis.attendance.day.closures import (
    Closing,
    Looked,
    Sessions,
    begun,
    concerned,
    enrolled,
    school_sessions,
)
from trellis.attendance.models import ClosedSession, Closure, ClosureOfSeveral
from trellis.registers.actions import Recorded, record_marks
from trellis.registers.ledger import Said
from trellis.registers.models import Entry, entry_id
from trellis.registers.moments import new_act
from trellis.registers.places import Mark
from trellis.registers.undoing import Kept, undo
from trellis.rules.closures import Halves, keeps_its_mark, why_not_closed
from trellis.rules.codes import code_set
from trellis.rules.words import ProblemWith, Sentence, Session, day_in_words, gettext_noop
from trellis.schools.dating import ONE_DAY, By, keep, name_of, silence_from
from trellis.schools.models import CalendarSpan, Person, School


class ProblemWithClosure(ProblemWith):
    """Why something cannot be closed or opened again, in one sentence."""

    subject = "closure"


@dataclass(frozen=True)
class Done:
    """What became of an act: how many marks were made or taken back, and how many met something else."""

    marks: int = 0
    kept: Sequence[Kept] = ()
    conflicts: int = 0


def look(*, school: School, closing: Closing) -> Looked:
    """What announcing this would do; nothing is changed. What cannot be announced says why."""
    sessions = _insist(school, closing)
    is_ours = school.register_of_record == School.RegisterOfRecord.TRELLIS
    now = [] if not is_ours or closing.by_calendar_alone else begun(sessions)
    return Looked(
        closing=closing,
        sessions=sessions,
        children=len(enrolled(school, closing, sessions[0][0])),
        begun=[concerned(school, closing, date, session) for date, session in now],
        is_ours=is_ours,
    )


@transaction.atomic
def announce(
    *,
    school: School,
    closing: Closing,
    by: By,
    replacing: Collection[str] = (),
    of_several: ClosureOfSeveral | None = None,
) -> tuple[Closure, Done]:
    """Close it: the calendar for whole days of the whole school, the marks of sessions that have come.

    `replacing` are the codes of standing marks that whoever announces it was asked about and gives up.
    """
    School.objects.select_for_update().get(pk=school.pk)
    sessions = _insist(school, closing)
    names = ("since", "until", "halves", "whole", "place", "reason", "words", "code", "decided_by")
    closure = Closure.objects.create(
        school=school,
        of_several=of_several,
        year_groups=list(closing.year_groups),
        announced_at=timezone.now(),
        announced_by=by if isinstance(by, Person) else None,
        announced_by_name=name_of(by),
        **{name: getattr(closing, name) for name in names},
    )
    closure.classes.set(closing.classes)
    if closing.in_calendar:
        _close_in_calendar(closure, [date for date, _session in sessions], by)
    ClosedSession.objects.bulk_create(
        ClosedSession(closure=closure, date=date, session=session.value, in_calendar=closing.in_calendar)
        for date, session in sessions
    )
    return closure, write_marks(closure=closure, by=by, replacing=replacing)


@transaction.atomic
def write_marks(*, closure: Closure, by: By, replacing: Collection[str] = ()) -> Done:
    """Make the marks of the sessions that have come and are not written yet, an entry for each."""
    due = closure.sessions.to_write(timezone.localdate()).select_for_update(of=["self"])
    marks = conflicts = 0
    for held in due.order_by("date", "session"):
        answer = _write(closure, held, frozenset(replacing), by)
        held.written_at = timezone.now()
        if answer is not None:
            marks, conflicts = marks + len(answer.saved), conflicts + len(answer.conflicts)
            held.entry = entry_id(closure.school_id, answer.number) if answer.saved else None
        held.save(update_fields=["written_at", "entry"])
    return Done(marks=marks, conflicts=conflicts)


def _write(closure: Closure, held: ClosedSession, replacing: frozenset[str], by: By) -> Recorded | None:
    session = Session(held.session)
    found = concerned(closure.school, closure, held.date, session)
    code = code_set(closure.school.nation, held.date).by_code[closure.code]
    said = Said(nature=closure.words[:120]) if code.nature_required else None
    marks = [
        Mark(pupil, held.date, session, closure.code, seen=standing, said=said)
        for pupil, standing in found.pupils.items()
        if not keeps_its_mark(standing, closure.code, replacing)
    ]
    if not marks:
        return None
    return record_marks(
        school=closure.school,
        marks=marks,
        by=by,
        kind=Entry.Kind.CLOSURE,
        act=new_act(timezone.now()),
        why=f"{closure.what}: {closure.words}"[:200],
    )


@transaction.atomic
def open_again(*, closure: Closure, sessions: Iterable[ClosedSession], why: str, by: By) -> Done:
    """Open some of its sessions again: their marks are taken back by an entry, but those changed since.

    The calendar knows only whole days: one of which half is open again is open, and the other half keeps its
    marks.
    """
    if not why.strip():
        raise _refuse(gettext_noop("Say why it is open again."))
    School.objects.select_for_update().get(pk=closure.school_id)
    chosen = list(closure.sessions.standing().filter(pk__in=[one.pk for one in sessions]))
    if not chosen:
        raise _refuse(gettext_noop("Choose the sessions that are open again."))
    entries = [one.entry for one in chosen if one.entry is not None]
    undone = undo(entries=entries, by=by, why=why.strip()[:200]) if entries else None
    for one in chosen:
        one.opened_at, one.opened_by_name = timezone.now(), name_of(by)
        one.opened_why = why.strip()[:200]
        one.save(update_fields=["opened_at", "opened_by_name", "opened_why"])
    _open_in_calendar(closure, {one.date for one in chosen if one.in_calendar}, by)
    write_marks(closure=closure, by=by)
    return Done(undone.undone, undone.kept) if undone else Done()


# --- The calendar -------------------------------------------------------------------------------------------


def _close_in_calendar(closure: Closure, days: Iterable[dt.date], by: By) -> None:
    """Days the calendar does not call closed yet, each run of them as one span."""
    kind = CalendarSpan.Kind.HOLIDAY if closure.code == "#" else CalendarSpan.Kind.CLOSURE
    held = CalendarSpan.objects.between(closure.since, closure.until).filter(
        school=closure.school, inferred=False, kind=CalendarSpan.Kind.CLOSURE
    )
    new = [
        day
        for day in sorted(set(days))
        if not any(span.since <= day <= (span.until or span.since) for span in held)
    ]
    for _day, run in groupby(enumerate(new), key=lambda at: at[1] - at[0] * ONE_DAY):
        of_run = [day for _at, day in run]
        span = CalendarSpan(
            school=closure.school, since=of_run[0], until=of_run[-1], kind=kind, name=closure.words[:80]
        )
        keep(span, by)


def _open_in_calendar(closure: Closure, days: Iterable[dt.date], by: By) -> None:
    kind = CalendarSpan.Kind.HOLIDAY if closure.code == "#" else CalendarSpan.Kind.CLOSURE
    for day in sorted(days):
        of = {"school": closure.school, "kind": kind, "inferred": False}
        silence_from(CalendarSpan, of, since=day, until=day, by=by)
        closure.sessions.filter(date=day).update(in_calendar=False)


# --- What must be so first ----------------------------------------------------------------------------------


def _insist(school: School, closing: Closing) -> Sessions:
    """The sessions it takes, where it may be announced."""
    wrong = why_not_closed(
        code_set(school.nation, closing.since),
        since=closing.since,
        until=closing.until,
        whole=closing.whole,
        names_a_part=bool(closing.classes or closing.year_groups),
        code=closing.code,
        words=closing.words,
        decided_by=closing.decided_by,
    )
    if wrong is not None:
        raise ProblemWithClosure(wrong)
    _insist_it_is_new(school, closing)
    sessions = school_sessions(school, closing.since, closing.until, closing.halves, whole=closing.whole)
    if not sessions:
        raise _refuse(gettext_noop("There is no school on those days anyway."))
    return sessions


def _insist_it_is_new(school: School, closing: Closing) -> None:
    """What was announced already says so, and when, and by whom; only what is more is announced anew."""
    held = ClosedSession.objects.standing().filter(
        closure__school=school,
        date__range=(closing.since, closing.until),
        session__in=Halves(closing.halves).sessions,
    )
    for one in held.select_related("closure").order_by("pk"):
        if _covers(school, one.closure, closing, one.date):
            raise _refuse(
                gettext_noop(
                    "%(who)s announced this already, on %(at)s at %(time)s: %(what)s is closed on %(day)s."
                    " Nothing is lost; open that closure to change it, or announce only what is more."
                ),
                who=one.closure.announced_by_name,
                at=day_in_words(timezone.localdate(one.closure.announced_at)),
                time=f"{timezone.localtime(one.closure.announced_at):%H:%M}",
                what=one.closure.what,
                day=day_in_words(one.date),
            )


def _covers(school: School, earlier: Closure, closing: Closing, date: dt.date) -> bool:
    """Whether the earlier one closed it to everybody this would."""
    if earlier.whole:
        return True
    now = {one.pk for one in enrolled(school, closing, date)}
    return now <= {one.pk for one in enrolled(school, earlier, date)}


def _refuse(template: str, **values: object) -> ProblemWithClosure:
    return ProblemWithClosure(Sentence(template, **values))
