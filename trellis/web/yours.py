"""Yours today: what one person has to do, in order of time, each line opening the place where it is done.

Gathered from what the rooms offer: the duties that are theirs, and what waits for somebody who may decide it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.attendance.clinics.lists import held_today_by, to_be_written_down
from trellis.attendance.day.arrivals import waiting_at_the_desk
from trellis.attendance.day.calls import CallList, undecided
from trellis.attendance.day.still_out import StillOut
from trellis.attendance.visits.lists import going_today, next_steps_of, watched_by
from trellis.gatherings.models import OF_FAMILIES, OF_GOVERNORS, Promise
from trellis.gatherings.visiting import visits_of
from trellis.imports.models import Batch as Import
from trellis.messages.models import Conversation
from trellis.messages.reminding import Count
from trellis.plans.steps import mine as plans_of
from trellis.registers.school_now import SchoolNow
from trellis.rhythm.due import Due, by_when, due_across, due_today, nobodys
from trellis.rules.still_out import Came
from trellis.rules.words import Session
from trellis.schools.access import may, may_somewhere
from trellis.schools.models import Grouping, Person, Pupil, School
from trellis.schools.owning import AtWork
from trellis.schools.roles import Head, Permission, SafeguardingLead
from trellis.support.auditing.standing import steps_left
from trellis.support.directory.answering import to_renew
from trellis.support.groups.models import GroupLeader, SupportGroup
from trellis.support.groups.sessions import meetings
from trellis.support.meetings.mine import decisions_open_to, meeting_today
from trellis.support.models import Case, CaseMember
from trellis.support.protection.confirming import late_at, left_for
from trellis.telling.mine import mine
from trellis.web.today import ShownDay
from trellis.web.waiting import WAITING

# A list nobody reads to its end helps nobody: what is overdue beyond these is counted, and listed elsewhere.
MOST_OVERDUE = 10
# More files than these waiting at once are found under Import.
MOST_FILES = 10


@dataclass(frozen=True)
class Yours:
    """One line: the time where there is one, what is to be done, where, how many, and whether it is done."""

    words: str
    url: str = ""
    at: dt.time | None = None
    count: int = 0
    done: bool = False
    says: str = ""
    is_late: bool = False
    due: Due | None = None
    page: str = ""  # the duty's own, where the line is one

    @property
    def time(self) -> str:
        """The time as it stands at the beginning of the line."""
        return f"{self.at:%H:%M}" if self.at else ""

    @property
    def occasion(self) -> str:
        """Which occasion of the duty the line is."""
        return self.due.occasion.key if self.due else ""

    @property
    def say_more(self) -> str:
        """Where more is said of it than that it is done."""
        return f"{self.page}done/?occasion={quote(self.occasion, safe='')}"

    @property
    def _order(self) -> tuple[bool, bool, dt.time]:
        overdue = self.due is not None and self.due.overdue_since is not None
        return not overdue, self.at is None, self.at or dt.time.min


@dataclass(frozen=True)
class NotTaken:
    """A register nobody has taken yet, as a page knows of it: one class's, or those of several."""

    classes: Sequence[str]
    shown: ShownDay


def yours_at(
    school: School,
    urn: str,
    person: Person,
    *,
    here: SchoolNow | None = None,
    calls: CallList | None = None,
    not_taken: NotTaken | None = None,
) -> list[Yours]:
    """What somebody has to do at a school today; with what a page has read already, where it is handed on."""
    here = here or SchoolNow(school, timezone.now())
    calls = calls or CallList(school, here.now, here)
    day, at_work = here.day, here.at_work
    waiting = WAITING.ask(school=school.pk, person=person.pk, day=day, now=here.now, year=here.year.start)
    duties = reverse("rhythm:routine", args=[urn])
    due = due_today(here, person)
    overdue = [one for one in due if one.overdue_since]
    rows = [
        *(_of_duty(one, duties) for one in (*overdue[:MOST_OVERDUE], *due[len(overdue) :])),
        *_more_overdue(len(overdue) - MOST_OVERDUE, urn),
        *_registers(here, urn, not_taken),
        *_safeguarding(school, urn, person, waiting),
        *_late_desk(school, urn, person, waiting),
        *_calls(urn, person, calls),
        *_still_out(urn, person, at_work, calls),
        *_reviews(school, urn, person, waiting),
        *_support(school, urn, person, day, waiting),
        *_case_meetings(school, urn, person, day, waiting),
        *(_levels(school, urn, person, waiting) if waiting["levels_protected"] else ()),
        *_to_read(school, urn, person, day, waiting),
        *_renewals(school, urn, person, day, waiting),
        *(_audits(school, urn, person, day, at_work) if waiting["audit_steps"] else ()),
        *_groups(school, urn, person, day, waiting),
        *_closures(school, urn, person, waiting),
        *_leave(school, urn, person, waiting),
        *_clinics(school, urn, person, day, waiting),
        *_visits(school, urn, person, day, waiting),
        *_waiting(school, urn, person, waiting),
        *(_files(school, urn, person) if waiting["files"] else ()),
        *_told(here, urn, person, waiting),
        *(_promised(school, urn, person, day) if waiting["promises"] or waiting["links"] else ()),
        *(_plans(school, urn, person, at_work, day) if waiting["steps"] or waiting["looks"] else ()),
        *_nobodys(here, urn, person),
    ]
    return sorted(rows, key=lambda row: row._order)


def counted(school: School, person: Person) -> Count:
    """How much is somebody's to do at a school today, as their page has it before any register is taken."""
    left = [row for row in yours_at(school, school.urn, person) if not row.done]
    return Count(len(left), sum(row.is_late for row in left))


def yours_across(grouping: Grouping, person: Person) -> list[Yours]:
    """What somebody has to do for a grouping today: a line for each duty at its schools; its own files."""
    found: dict[int, list[Due]] = {}
    for due in due_across(grouping, timezone.localdate(), person):
        found.setdefault(due.arrangement.duty_id, []).append(due)
    duties = (_of_schools(grouping, dues) for dues in found.values())
    rows = [*duties, *_files(grouping, grouping.named, person)]
    day = timezone.localdate()
    rows += _promised(grouping, grouping.named, person, day)
    at_work = AtWork.at(grouping, day)
    rows += _plans(grouping, grouping.named, person, at_work, day)
    rows += _audits(grouping, grouping.named, person, day, at_work)
    return sorted(rows, key=lambda row: row._order)


# --- duties ---


def _of_duty(due: Due, duties: str) -> Yours:
    says, is_late = _standing(due)
    page = f"{duties}{due.arrangement.duty_id}/"
    url = due.url or f"{page}done/?{urlencode({'occasion': due.occasion.key})}"
    done = due.done is not None
    return Yours(due.words, url, at=due.at, done=done, says=says, is_late=is_late, due=due, page=page)


def _more_overdue(number: int, urn: str) -> Iterator[Yours]:
    if number > 0:
        words = ngettext("%(n)d more is overdue", "%(n)d more are overdue", number) % {"n": number}
        yield Yours(words, reverse("rhythm:exceptions", args=[urn]), count=number, is_late=True)


def _standing(due: Due) -> tuple[str, bool]:
    """What is said of a duty beside its words, and whether it is late."""
    if due.done is not None:
        at = date_format(timezone.localtime(due.done.at), "H:i")
        template = (
            _("handled by %(name)s at %(at)s") if due.done.was_handled else _("done by %(name)s at %(at)s")
        )
        return template % {"name": due.done.by_name, "at": at}, False
    if due.overdue_since is not None:
        return _("was due on %(day)s") % {"day": date_format(due.overdue_since, "j F")}, True
    moment = due.moment
    return ("", False) if moment is None or timezone.now() <= moment else (_("late"), True)


def _of_schools(grouping: Grouping, dues: Sequence[Due]) -> Yours:
    """A duty of a grouping on one line, with how many of its schools have still to deal with it."""
    left = [due for due in dues if due.done is None]
    says = ngettext("%(left)d of %(all)d school to do", "%(left)d of %(all)d schools to do", len(dues))
    first = dues[0]
    url = reverse("rhythm:grouping_duty", args=[grouping.kind, grouping.name, first.arrangement.duty_id])
    return Yours(
        first.words,
        url,
        at=first.at,
        count=len(left),
        done=not left,
        says=says % {"left": len(left), "all": len(dues)},
        is_late=any(_standing(due)[1] for due in left),
    )


# --- what waits ---


def _registers(here: SchoolNow, urn: str, not_taken: NotTaken | None) -> Iterator[Yours]:
    if not_taken is None or not not_taken.classes or not not_taken.shown.is_today:
        return
    shown, names = not_taken.shown, not_taken.classes
    closes = here.times(shown.session).closes_at
    template = ngettext("Register not taken: %(names)s", "Registers not taken: %(names)s", len(names))
    url = reverse("registers:day", args=[urn, shown.day])
    if len(names) == 1:
        url = reverse("registers:register", args=[urn, names[0], shown.day, Session(shown.session)])
    is_late = timezone.now() > closes
    yield Yours(
        template % {"names": ", ".join(names)},
        url,
        at=timezone.localtime(closes).time(),
        count=len(names),
        says=_("closed already") if is_late else "",
        is_late=is_late,
    )


def _safeguarding(school: School, urn: str, person: Person, waiting: Mapping[str, int]) -> Iterator[Yours]:
    """Children nobody of whose family knows where they are, for whoever decides what is done now."""
    if not waiting["safeguarding"]:
        return
    posts = person.posts_on(timezone.localdate())
    if not any(post.role_class in (SafeguardingLead, Head) and post.school_id == school.pk for post in posts):
        return
    for asked in undecided(school):
        child = next(iter(asked.pupils.all()))
        said = {"child": child, "what": asked.get_outcome_display()}
        yield Yours(
            _("%(child)s: %(what)s") % said,
            reverse("messages:conversation", args=[urn, child.pk, asked.pk]),
            at=timezone.localtime(asked.at).time(),
            says=_decide_now(asked),
            is_late=True,
        )


def _decide_now(asked: Conversation) -> str:
    if asked.kind == Conversation.Kind.ANSWER:
        return _("decide now; answered by a link")
    by = {"name": asked.spoken_by}
    if asked.outcome == Conversation.Outcome.LEAD_TOLD:
        return _("decide now; told by %(name)s") % by
    return _("decide now; %(name)s rang") % by


def _calls(urn: str, person: Person, found: CallList) -> Iterator[Yours]:
    """The families to ring, for those who note what was said with them."""
    if not may(person, Permission.CHANGE_FAMILIES, found.school):
        return
    if not found.calls:
        return
    number = len(found.calls)
    words = ngettext("Ring %(n)d family not heard from", "Ring %(n)d families not heard from", number)
    first = ngettext("%(n)d first", "%(n)d first", found.firsts) % {"n": found.firsts}
    yield Yours(
        words % {"n": number},
        reverse("attendance:calls", args=[urn]),
        at=found.begins,
        count=number,
        says=first if found.firsts else "",
        is_late=bool(found.firsts) and found.has_begun,
    )


def _late_desk(school: School, urn: str, person: Person, waiting: Mapping[str, int]) -> Iterator[Yours]:
    """Names typed at the door that are nobody's yet, and marks that the desk and the register see
    differently.
    """
    if not waiting["at_the_desk"] or not may(person, Permission.AMEND_MARKS, school):
        return
    number = waiting_at_the_desk(school, timezone.localdate(), reader=person)
    if number:
        words = ngettext("%(n)d to look at, at the late desk", "%(n)d to look at, at the late desk", number)
        url = reverse("attendance:late_desk", args=[urn])
        yield Yours(words % {"n": number}, url, count=number, is_late=True)


def _still_out(urn: str, person: Person, at_work: AtWork, calls: CallList) -> Iterator[Yours]:
    """The steps for children who are still out, for those whose role they are; reasons that are overdue."""
    if not may(person, Permission.SEE_FAMILIES, calls.school) or not calls.is_open:
        return
    found = StillOut(calls)
    own = {role for role in found.roles if person.pk in at_work.roles.get(role, ())}
    steps = found.next_steps if own else ()
    mine = [one for one in steps if one.came is not Came.TO_COME and one.step.role in own]
    overdue = found.overdue if may(person, Permission.AMEND_MARKS, calls.school) else 0
    if not (mine or overdue):
        return
    url = reverse("attendance:still_out", args=[urn])
    if mine:
        words = ngettext(
            "%(n)d child still out: the next step", "%(n)d children still out: the next step", len(mine)
        )
        is_late = any(one.came is Came.LATE for one in mine)
        at = None if is_late else min(one.step.at for one in mine)
        yield Yours(words % {"n": len(mine)}, url, at=at, count=len(mine), is_late=is_late)
    if overdue:
        words = ngettext(
            "%(n)d absence without a reason for five school days",
            "%(n)d absences without a reason for five school days",
            overdue,
        )
        yield Yours(words % {"n": overdue}, f"{url}#reasons", count=overdue, is_late=True)


def _reviews(school: School, urn: str, person: Person, waiting: Mapping[str, int]) -> Iterator[Yours]:
    """Plans and part-time timetables whose review has come."""
    number = waiting["plans_to_review"] + waiting["timetables_to_review"]
    if number and may(person, Permission.CHANGE_FAMILIES, school):
        words = ngettext("%(n)d absence plan to review", "%(n)d absence plans to review", number)
        yield Yours(words % {"n": number}, reverse("attendance:planned", args=[urn]), count=number)


def _support(
    school: School, urn: str, person: Person, day: dt.date, waiting: Mapping[str, int]
) -> Iterator[Yours]:
    """The reviews due of cases whose team somebody is in."""
    if not waiting["reviews_of_support"] or not person.reach(Permission.SEE_SUPPORT, day):
        return
    inside = CaseMember.objects.on(day).filter(person=person).values("case")
    due = Case.objects.visible_to(person).at(school, day).due_by(day).filter(pk__in=inside)
    days = list(due.values_list("review_on", flat=True))
    if days:
        words = ngettext("%(n)d review of support to hold", "%(n)d reviews of support to hold", len(days))
        url = f"{reverse('support:cases', args=[urn])}?which=due"
        late = min(days) < day
        yield Yours(
            words % {"n": len(days)}, url, count=len(days), says=_("overdue") if late else "", is_late=late
        )


def _case_meetings(
    school: School, urn: str, person: Person, day: dt.date, waiting: Mapping[str, int]
) -> Iterator[Yours]:
    """A body that meets today, for its members; and what was decided there that somebody is to do: while
    they may open it.
    """
    if not (waiting["case_bodies"] or waiting["case_decisions"]):
        return
    if not may_somewhere(person, Permission.SEE_SUPPORT, school):
        return
    for body, meeting in meeting_today(person, school, day) if waiting["case_bodies"] else ():
        name, args = ("case_meeting", [urn, meeting.pk]) if meeting else ("case_body", [urn, body.pk])
        late = meeting is not None and meeting.on < day
        yield Yours(
            body.name,
            reverse(f"support:{name}", args=args),
            at=body.at,
            says=_("to be closed") if late else _("its agenda"),
            is_late=late,
        )
    if not waiting["case_decisions"]:
        return
    held = [(one.due, one.item.meeting.body_id) for one in decisions_open_to(person, school, day)]
    if not held:  # dealt with since they were counted, or no longer theirs to open
        return
    words = ngettext(
        "%(n)d decision of a case meeting is yours to do",
        "%(n)d decisions of case meetings are yours to do",
        len(held),
    )
    due, body = min(held)
    late = due < day
    url = reverse("support:case_body", args=[urn, body])
    yield Yours(words % {"n": len(held)}, url, count=len(held), says=by_when(due, is_late=late), is_late=late)


def _levels(school: School, urn: str, person: Person, waiting: Mapping[str, int]) -> Iterator[Yours]:
    """Children of whom something was noted that suggests a level, for whoever decides one."""
    if not may(person, Permission.KEEP_CASES, school):
        return
    knows = may(person, Permission.SEE_HOLD_REASONS, school)
    if number := waiting["levels_protected" if knows else "levels"]:
        words = ngettext(
            "Decide about the level of %(n)d child of whom something was noted",
            "Decide about the levels of %(n)d children of whom something was noted",
            number,
        )
        url = f"{reverse('support:levels', args=[urn])}?which=undecided"
        yield Yours(words % {"n": number}, url, count=number)


def _to_read(
    school: School, urn: str, person: Person, day: dt.date, waiting: Mapping[str, int]
) -> Iterator[Yours]:
    """What somebody has still to read and confirm; and for whoever leads, how many are late with it."""
    if not waiting["to_read"]:
        return
    url = reverse("support:to_read", args=[urn])
    if left := left_for(person, school, day):
        words = ngettext("%(n)d thing to read and confirm", "%(n)d things to read and confirm", len(left))
        late = any(one.is_late for one in left)
        yield Yours(
            words % {"n": len(left)}, url, count=len(left), says=_("late") if late else "", is_late=late
        )
    if may(person, Permission.LEAD_ON_PROTECTION, school) and (number := late_at(school, day)):
        words = ngettext(
            "%(n)d colleague has not read what was due", "%(n)d colleagues have not read what was due", number
        )
        yield Yours(words % {"n": number}, url, count=number)


def _groups(
    school: School, urn: str, person: Person, day: dt.date, waiting: Mapping[str, int]
) -> Iterator[Yours]:
    """The sessions of today of the groups somebody leads: each until its register is taken."""
    if not waiting["groups_led"]:
        return
    led = GroupLeader.objects.on(day).filter(person=person, group__school=school).values("group")
    own = SupportGroup.objects.visible_to(person).on(day).filter(pk__in=led).select_related("school")
    for one in meetings(list(own), day, day):
        if not one.called_off:
            yield Yours(
                one.time.group.name,
                reverse("support:group_register", args=[urn, one.time.group_id, one.time_id, day]),
                at=one.time.at,
                done=one.is_taken,
                says=one.time.where,
            )


def _renewals(
    school: School, urn: str, person: Person, day: dt.date, waiting: Mapping[str, int]
) -> Iterator[Yours]:
    """Agreements with services to be renewed or ended soon, of which nothing was decided."""
    if not waiting["agreements"] or not may(person, Permission.KEEP_PROGRAMMES, school):
        return
    if number := to_renew(school, day).count():
        words = ngettext(
            "%(n)d agreement with a service to renew or end",
            "%(n)d agreements with services to renew or end",
            number,
        )
        yield Yours(words % {"n": number}, reverse("support:agreements", args=[urn]), count=number)


def _audits(
    place: School | Grouping, urn: Any, person: Person, day: dt.date, at_work: AtWork
) -> Iterator[Yours]:
    """What follows from an audit and is somebody's, where they may open it."""
    if not may(person, Permission.SEE_PLANS, place):
        return
    days = list(steps_left(person, place, day, at_work).values_list("due", flat=True))
    if days:
        words = ngettext(
            "%(n)d thing that follows from an audit", "%(n)d things that follow from an audit", len(days)
        )
        late = min(days) < day
        yield Yours(
            words % {"n": len(days)},
            reverse("support:audits", args=[urn]),
            count=len(days),
            says=_("overdue") if late else "",
            is_late=late,
        )


def _closures(school: School, urn: str, person: Person, waiting: Mapping[str, int]) -> Iterator[Yours]:
    """Sessions of closures that have come without anybody writing their marks."""
    if (number := waiting["closed_sessions"]) and may(person, Permission.CHANGE_CALENDAR, school):
        words = ngettext(
            "Write the marks of %(n)d closed session", "Write the marks of %(n)d closed sessions", number
        )
        yield Yours(words % {"n": number}, reverse("attendance:closures", args=[urn]), count=number)


def _leave(school: School, urn: str, person: Person, waiting: Mapping[str, int]) -> Iterator[Yours]:
    """Families who asked for leave: to be met, and for whoever may decide, to be decided."""
    if not (waiting["leave_to_meet"] or waiting["leave_to_decide"]):
        return
    page = reverse("attendance:leave", args=[urn])
    if (number := waiting["leave_to_meet"]) and may(person, Permission.CHANGE_FAMILIES, school):
        words = ngettext("Meet %(n)d family about leave", "Meet %(n)d families about leave", number)
        yield Yours(words % {"n": number}, page, count=number)
    if (number := waiting["leave_to_decide"]) and may(person, Permission.DECIDE_LEAVE, school):
        words = ngettext("Decide about %(n)d leave request", "Decide about %(n)d leave requests", number)
        yield Yours(words % {"n": number}, page, count=number)


def _clinics(
    school: School, urn: str, person: Person, day: dt.date, waiting: Mapping[str, int]
) -> Iterator[Yours]:
    """The clinics somebody holds today; of one that has been, that nobody has said yet who came."""
    if not person.reach(Permission.SEE_FAMILIES, day):
        return
    for gathering, at, number in held_today_by(person, school, day) if waiting["clinic_slots"] else ():
        words = ngettext("%(what)s: %(n)d family", "%(what)s: %(n)d families", number)
        url = reverse("attendance:clinic", args=[urn, gathering.pk])
        yield Yours(words % {"what": gathering, "n": number}, url, at=at, count=number)
    if waiting["clinics_to_write"] and may(person, Permission.CHANGE_FAMILIES, school):
        for gathering in to_be_written_down(school, day):
            words = _("Say who came to the clinic of %(day)s") % {"day": date_format(gathering.on, "j F")}
            url = reverse("attendance:clinic", args=[urn, gathering.pk])
            yield Yours(words, url, count=gathering.unsaid, is_late=True)


def _visits(
    school: School, urn: str, person: Person, day: dt.date, waiting: Mapping[str, int]
) -> Iterator[Yours]:
    """People who are out and not back in time, for whoever watches for them; rounds and next steps of one's
    own.
    """
    waits = any(waiting[one] for one in ("visits_not_back", "visits_today", "after_visits"))
    if not waits or not may(person, Permission.SEE_FAMILIES, school):
        return
    for standing in watched_by(person, school, timezone.now()) if waiting["visits_not_back"] else ():
        words = _("Not back: %(who)s. Ring them now") % {"who": standing.round}
        url = reverse("attendance:visit_round", args=[urn, standing.round.pk])
        back = timezone.localtime(standing.round.expected_back)
        says = _("expected back at %(at)s") % {"at": date_format(back, "H:i")}
        yield Yours(words, url, at=back.time(), says=says, is_late=True)
    for going in going_today(person, school, day) if waiting["visits_today"] else ():
        url = reverse("attendance:visit_round", args=[urn, going.pk])
        yield Yours(_("Visits: %(who)s") % {"who": going}, url, at=going.leaves_at)
    for outcome in next_steps_of(person, school) if waiting["after_visits"] else ():
        is_late = outcome.next_due < day
        said = {"child": outcome.visit.pupil, "words": outcome.next_words}
        words = _("After a visit to %(child)s: %(words)s") % said
        url = reverse("attendance:visit_round", args=[urn, outcome.visit.round_id])
        yield Yours(words, url, says=by_when(outcome.next_due, is_late=is_late), is_late=is_late)


def _waiting(school: School, urn: str, person: Person, waiting: Mapping[str, int]) -> Iterable[Yours]:
    """What waits for somebody to decide: batches, messages, replies; each for those who may."""
    offered: Sequence[tuple[Permission, str, Any, str]] = (
        (
            Permission.APPROVE_LETTERS,
            "batches",
            lambda n: ngettext("%(n)d batch waits for approval", "%(n)d batches wait for approval", n),
            "messages:batches",
        ),
        (
            Permission.PREPARE_LETTERS,
            "items",
            lambda n: ngettext(
                "%(n)d message failed, is held back or of unknown fate",
                "%(n)d messages failed, are held back or of unknown fate",
                n,
            ),
            "messages:batches",
        ),
        (
            Permission.SEE_FAMILIES,
            "replies",
            lambda n: ngettext("%(n)d reply to read", "%(n)d replies to read", n),
            "messages:replies",
        ),
    )
    for permission, what, words, page in offered:
        if (number := waiting[what]) and may(person, permission, school):
            yield Yours(words(number) % {"n": number}, reverse(page, args=[urn]), count=number)


def _files(place: School | Grouping, urn: Any, person: Person) -> Iterator[Yours]:
    """Each file that was tried and waits for somebody to say yes or no."""
    if may(person, Permission.IMPORT_DATA, place):
        for tried in Import.objects.at(place).filter(state=Import.State.TRIED)[:MOST_FILES]:
            words = _("%(file)s was tried: say yes or no") % {"file": tried.name}
            yield Yours(words, reverse("imports:show", args=[urn, tried.pk]))


def _told(here: SchoolNow, urn: str, person: Person, waiting: Mapping[str, int]) -> Iterator[Yours]:
    """Contributions asked of somebody, and their newsletters, boards and pages that are due."""
    if not any(waiting[what] for what in ("told", "newsletters", "boards", "kept")):
        return
    for one in mine(person, here.school, urn, here.day, here.at_work):
        yield Yours(one.words, one.url, says=one.says, is_late=one.is_late)


def _promised(place: School | Grouping, urn: Any, person: Person, day: dt.date) -> Iterator[Yours]:
    """What somebody said at a meeting that they would do, and where a governor is to visit this month."""
    held = Promise.objects.open().concerning(place, day).filter(person=person)
    theirs = Pupil.objects.visible_to(person, Permission.SEE_FAMILIES).order_by("surname", "forename", "pk")
    known = Prefetch("invitation__pupils", theirs, to_attr="known")
    for each in held.select_related("gathering__grouping", "invitation").prefetch_related(known):
        is_late = each.due < day
        says = by_when(each.due, is_late=is_late)
        above = each.gathering.grouping
        named = above.named if above else urn
        url = f"{reverse('gatherings:gathering', args=[named, each.gathering_id])}#promises"
        to_governors = each.gathering.kind in OF_GOVERNORS
        words = _("Promised to governors: %(words)s") if to_governors else _("Promised: %(words)s")
        said = {"words": each.words}
        if each.gathering.kind in OF_FAMILIES:
            url = reverse(
                "attendance:agreed_step", args=[urn, each.gathering_id, each.invitation_id, each.pk]
            )
            words = _("Agreed with the family of %(children)s: %(words)s")
            if not each.invitation.known:
                words = _("Agreed with a family: %(words)s")
            said["children"] = ", ".join(map(str, each.invitation.known))
        yield Yours(words % said, url, says=says, is_late=is_late)
    for role in visits_of(person, place, day):
        words = _("Visit this month: %(area)s") % {"area": role.area}
        yield Yours(words, reverse("gatherings:links", args=[urn]))


def _plans(
    place: School | Grouping, urn: Any, person: Person, at_work: AtWork, day: dt.date
) -> Iterator[Yours]:
    """Steps of the plans that are due, overdue or stale, and what is to be looked at."""
    if may(person, Permission.SEE_PLANS, place):
        for one in plans_of(person, place, urn, day, at_work):
            yield Yours(one.words, one.url, says=one.says, is_late=one.is_late, count=one.count)


def _nobodys(here: SchoolNow, urn: str, person: Person) -> Iterator[Yours]:
    """Duties without an owner, for those who can hand them on."""
    if may(person, Permission.CHANGE_SETTINGS, here.school) and (number := nobodys(here)):
        words = ngettext("%(n)d duty is nobody’s", "%(n)d duties are nobody’s", number) % {"n": number}
        yield Yours(words, reverse("rhythm:exceptions", args=[urn]), count=number)
