"""Leave asked for in advance: taken in, the family met, decided by one who may, taken back.

Nothing is decided before the family was met, or was offered a meeting and did not take it up. Days that are
granted are planned, so that the register expects them; of days that are not, nothing is expected and the
child is asked after as any other.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.day.closures import school_sessions
from trellis.attendance.models import LeaveRequest
from trellis.messages.conversations import note_conversation, without_names_of
from trellis.messages.models import Conversation
from trellis.registers.planning import Planned, plan, withdraw_plan
from trellis.rules.closures import Halves
from trellis.rules.leave import Stage, why_not_asked, why_not_decided
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.access import may
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Contact, Enrolment, FamilyLink, Person, Pupil, School
from trellis.schools.roles import Permission


class ProblemWithLeave(ProblemWith):
    """Why a request for leave cannot be taken in or go on, in one sentence."""

    subject = "leave"


@dataclass(frozen=True)
class Asked:
    """What a parent asked for: who, how, when, which days, and why in their words."""

    asked_by: Contact
    how: str
    asked_at: dt.datetime
    since: dt.date
    until: dt.date
    reason: str


@transaction.atomic
def take_in_leave(*, school: School, pupils: Sequence[Pupil], asked: Asked, by: By) -> LeaveRequest:
    """Keep what a parent asked for one child, or for several children of one home."""
    _insist(school, pupils, asked)
    list(Pupil.objects.select_for_update().filter(pk__in=[one.pk for one in pupils]).order_by("pk"))
    _insist_it_is_new(school, pupils, asked)
    names = ("asked_by", "how", "asked_at", "since", "until")
    request = LeaveRequest(
        school=school,
        asked_by_name=asked.asked_by.name,
        reason=asked.reason.strip(),
        taken_in_by_name=name_of(by),
        **{name: getattr(asked, name) for name in names},
    )
    keep(request, by)
    request.pupils.set(pupils)
    return request


@transaction.atomic
def arrange_meeting(*, request: LeaveRequest, on: dt.date, at: dt.time, place: str, by: By) -> LeaveRequest:
    """Offer the family a day, a time and a place to meet."""
    request = _held(request)
    if not request.stage.awaits_a_meeting:
        raise _refuse(gettext_noop("The family has been met, or has not taken a meeting up."))
    if not place.strip():
        raise _refuse(gettext_noop("Say where you meet."))
    request.meeting_on, request.meeting_at, request.meeting_place = on, at, place.strip()
    return _keep(request, by)


@transaction.atomic
def note_meeting(
    *,
    request: LeaveRequest,
    at: dt.datetime,
    words: str,
    by: By,
    kind: str = Conversation.Kind.MEETING,
    spoken_by: str = "",
    with_interpreter: bool = False,
) -> LeaveRequest:
    """Keep that the family was met, and what was said: a conversation, which stands on their timeline."""
    request = _held(request)
    if request.stage in (Stage.DECIDED, Stage.TAKEN_BACK):
        raise _refuse(gettext_noop("This request is decided or taken back: note the talk on the timeline."))
    if request.asked_by is None:
        raise _refuse(gettext_noop("Whoever asked is no longer among the contacts of this school."))
    request.meeting = note_conversation(
        school=request.school,
        kind=kind,
        at=at,
        pupils=list(request.pupils.all()),
        contacts=[request.asked_by],
        reached=True,
        words=words,
        spoken_by=spoken_by,
        with_interpreter=with_interpreter,
        by=by,
    )
    return _keep(request, by)


@transaction.atomic
def note_not_taken_up(*, request: LeaveRequest, why: str, by: By) -> LeaveRequest:
    """Keep that a meeting was offered and not taken up, and why."""
    request = _held(request)
    if request.stage is not Stage.ARRANGED:
        raise _refuse(gettext_noop("Offer a meeting first: a day, a time and a place."))
    if not why.strip():
        raise _refuse(gettext_noop("Write down why the meeting was not taken up."))
    request.not_taken_up = why.strip()
    return _keep(request, by)


@transaction.atomic
def decide_leave(
    *,
    request: LeaveRequest,
    why: str,
    by: Person,
    granted_since: dt.date | None = None,
    granted_until: dt.date | None = None,
    code: str = "",
) -> LeaveRequest:
    """A named person grants some of the days, all or none, with reasons. Granted days are planned.

    It may be decided anew until the leave begins; what was decided before stays in the history, and the
    letter that told it stays as it was sent.
    """
    request = _held(request)
    if not may(by, Permission.DECIDE_LEAVE, request.school):
        raise _refuse(gettext_noop("%(name)s may not decide about leave at this school."), name=by.name)
    wrong = why_not_decided(
        request.stage,
        since=request.since,
        until=request.until,
        granted_since=granted_since,
        granted_until=granted_until,
        code=code,
        why=why,
    )
    if wrong is not None:
        raise ProblemWithLeave(wrong)
    if request.stage is Stage.DECIDED and request.since <= timezone.localdate():
        raise _refuse(gettext_noop("The leave has begun: what was decided stands."))
    _withdraw_plans(request, by)
    request.granted_since, request.granted_until, request.code = granted_since, granted_until, code
    request.why_decided = why.strip()
    request.decided_at, request.decided_by, request.decided_by_name = timezone.now(), by, by.name
    _keep(request, by)
    if granted_since is not None and granted_until is not None:
        request.plans.set(_plan(request, granted_since, granted_until, by))
    return request


def _plan(request: LeaveRequest, since: dt.date, until: dt.date, by: Person) -> list[Any]:
    enrolments = Enrolment.objects.between(since, until).filter(
        school=request.school, pupil__in=request.pupils.all()
    )
    planned = Planned(
        kind="leave",
        code=request.code,
        since=since,
        until=until,
        agreed_by=by.name,
        agreed_with=request.asked_by_name,
        note=_("Leave granted"),
    )
    held = list(enrolments.select_related("pupil").order_by("pk"))
    return plan(school=request.school, enrolments=held, planned=planned, by=by)


@transaction.atomic
def take_back(*, request: LeaveRequest, why: str, by: By) -> LeaveRequest:
    """The family does not ask for it any more: what was planned is expected no more, and all that passed
    stays to be read.
    """
    request = _held(request)
    if request.stage is Stage.TAKEN_BACK:
        raise _refuse(gettext_noop("This request was taken back already."))
    if not why.strip():
        raise _refuse(gettext_noop("Say why it is taken back."))
    _withdraw_plans(request, by)
    request.taken_back_at, request.taken_back_why = timezone.now(), why.strip()[:200]
    return _keep(request, by)


def _withdraw_plans(request: LeaveRequest, by: By) -> None:
    for planned in list(request.plans.all()):
        withdraw_plan(expected=planned, by=by)


def _held(request: LeaveRequest) -> LeaveRequest:
    """The request as it stands now: two people who deal with it write one after the other."""
    found: LeaveRequest = LeaveRequest.objects.select_for_update().get(pk=request.pk)
    return found


def _keep(request: LeaveRequest, by: By) -> LeaveRequest:
    kept: LeaveRequest = keep(request, by)
    return kept


# --- What must be so first ----------------------------------------------------------------------------------


def _insist(school: School, pupils: Sequence[Pupil], asked: Asked) -> None:
    if not pupils:
        raise _refuse(gettext_noop("Say which child it is about."))
    if asked.asked_at > timezone.now():
        raise _refuse(gettext_noop("This is taken in once it was asked: choose a time that is past."))
    wrong = why_not_asked(
        asked_on=timezone.localdate(asked.asked_at),
        since=asked.since,
        until=asked.until,
        reason=asked.reason,
    )
    if wrong is not None:
        raise ProblemWithLeave(wrong)
    if not school_sessions(school, asked.since, asked.until, Halves.DAY, whole=False):
        raise _refuse(gettext_noop("There is no school on those days: no leave is needed."))
    on_roll = Enrolment.objects.between(asked.since, asked.until).filter(school=school, pupil__in=pupils)
    here = set(on_roll.values_list("pupil", flat=True))
    lived_with = FamilyLink.objects.on(timezone.localdate()).filter(
        school=school, pupil__in=pupils, contact=asked.asked_by, has_care=True
    )
    theirs = set(lived_with.values_list("pupil", flat=True))
    for pupil in pupils:
        if pupil.pk not in here:
            template = gettext_noop("%(pupil)s is not on the roll on %(day)s.")
            raise _refuse(template, pupil=pupil, day=day_in_words(asked.since))
        if pupil.pk not in theirs:
            raise _refuse(
                gettext_noop(
                    "Leave is asked for by a parent the child lives with: as this school was told,"
                    " %(pupil)s does not live with %(who)s."
                ),
                pupil=pupil,
                who=asked.asked_by.name,
            )


def _insist_it_is_new(school: School, pupils: Sequence[Pupil], asked: Asked) -> None:
    held = LeaveRequest.objects.filter(
        school=school,
        pupils__in=pupils,
        since__lte=asked.until,
        until__gte=asked.since,
        taken_back_at=None,
    )
    first = held.order_by("pk").first()
    if first is not None:
        raise _refuse(
            gettext_noop("%(who)s asked for leave from %(since)s to %(until)s already: see that request."),
            who=first.asked_by_name,
            since=day_in_words(first.since),
            until=day_in_words(first.until),
        )


def forget_children(requests: Any, pupils: Iterable[Pupil]) -> None:
    """Take the names of children whose records go out of what was asked for others as well."""
    without = without_names_of(pupils)
    words = ("reason", "why_decided", "not_taken_up", "taken_back_why")
    keys = list(requests.values_list("pk", flat=True))
    for row in (*requests, *LeaveRequest.history.filter(id__in=keys)):
        values = {name: without(getattr(row, name)) for name in words}
        type(row)._base_manager.filter(pk=row.pk).update(**values)


def _refuse(template: str, **values: object) -> ProblemWithLeave:
    return ProblemWithLeave(Sentence(template, **values))
