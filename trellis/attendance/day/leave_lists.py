"""Requests for leave as lists and timelines show them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.models import LeaveRequest
from trellis.messages.timeline import Source, Told, Wanted, Way
from trellis.rules.leave import Stage
from trellis.schools.models import Enrolment, Pupil, School
from trellis.schools.naming import Named, named
from trellis.schools.questions import DAY, PUPILS, SCHOOL, Question

STAGES: Mapping[Stage, object] = {
    Stage.ASKED: gettext_lazy("to be met"),
    Stage.ARRANGED: gettext_lazy("meeting offered"),
    Stage.MET: gettext_lazy("met, to be decided"),
    Stage.NOT_TAKEN_UP: gettext_lazy("meeting not taken up, to be decided"),
    Stage.DECIDED: gettext_lazy("decided"),
    Stage.TAKEN_BACK: gettext_lazy("taken back by the family"),
}


@dataclass(frozen=True)
class Row:
    """One request, and the children it is for."""

    request: LeaveRequest
    children: Sequence[Named]

    @property
    def pupil(self) -> int:
        """The child by whom its page is found."""
        return self.children[0].pupil

    @property
    def names(self) -> str:
        return ", ".join(one.name for one in self.children)

    @property
    def stage(self) -> str:
        """How far it has come, in words."""
        stage = self.request.stage
        return outcome(self.request) if stage is Stage.DECIDED else str(STAGES[stage])

    @property
    def waits(self) -> bool:
        """Whether somebody has something to do about it."""
        return self.request.stage not in (Stage.DECIDED, Stage.TAKEN_BACK)


def outcome(request: LeaveRequest) -> str:
    """What was decided, in words."""
    if request.granted_since is None:
        return _("not granted")
    days = {"since": _day(request.granted_since), "until": _day(request.granted_until), "code": request.code}
    if (request.granted_since, request.granted_until) == (request.since, request.until):
        return _("granted, %(code)s") % days
    return _("granted %(since)s to %(until)s, %(code)s") % days


def _day(day: dt.date | None) -> str:
    return date_format(day, "j F Y")


def requests_at(school: School, day: dt.date) -> list[Row]:
    """Requests that wait, then those whose days are to come, then the rest of this year, as they begin."""
    held = LeaveRequest.objects.filter(school=school, until__gte=day - dt.timedelta(days=366))
    held = held.select_related("meeting").prefetch_related("pupils").order_by("since", "pk")
    rows = rows_of(list(held), school, day)
    return sorted(rows, key=lambda row: (not row.waits, row.request.until < day))


def rows_of(requests: Sequence[LeaveRequest], school: School, day: dt.date) -> list[Row]:
    """Requests with their children, named as they stand on a day."""
    pupils = {one.pk for request in requests for one in request.pupils.all()}
    enrolments = Enrolment.objects.filter(school=school, pupil__in=pupils).order_by("since", "pk")
    last = {one.pupil_id: one.pk for one in enrolments}
    found = {one.pupil: one for one in named(last.values(), day).values()}
    rows = []
    for request in requests:
        children = [found[one.pk] for one in request.pupils.all() if one.pk in found]
        if children:
            rows.append(
                Row(request, sorted(children, key=lambda one: (one.surname, one.forename, one.pupil)))
            )
    return rows


def to_be_met(school: Any) -> QuerySet[LeaveRequest]:
    """The requests whose families are still to be met."""
    held = LeaveRequest.objects.filter(school=school).open()
    return held.exclude(pk__in=LeaveRequest.objects.met().values("pk"))


def to_be_decided(school: Any) -> QuerySet[LeaveRequest]:
    """The requests that wait for whoever may decide."""
    return LeaveRequest.objects.filter(school=school).open().met()


def not_granted(school: School, day: dt.date, pupils: Iterable[int]) -> frozenset[int]:
    """The children among some for whom leave was asked of a day and not granted."""
    listed = list(pupils)
    return frozenset(_NOT_GRANTED.ask(school=school.pk, day=day, pupils=listed)) & frozenset(listed)


def _asked_and_not_granted() -> QuerySet[LeaveRequest]:
    decided = LeaveRequest.objects.filter(
        school=SCHOOL, since__lte=DAY, until__gte=DAY, decided_at__isnull=False, taken_back_at=None
    )
    granted = decided.filter(granted_since__lte=DAY, granted_until__gte=DAY)
    return decided.exclude(pk__in=granted.values("pk"))


_NOT_GRANTED = Question(
    lambda: _asked_and_not_granted().filter(pupils__in=PUPILS).values_list("pupils", flat=True)
)


# --- The timeline -------------------------------------------------------------------------------------------


def leave_asked_for(wanted: Wanted) -> Iterator[Told]:
    """For the timeline: what was asked and what was decided; of one home what its own adults asked."""
    held = LeaveRequest.objects.filter(school=wanted.school, pupils__in=wanted.pupils)
    if wanted.home is not None:
        held = held.filter(asked_by__in=wanted.home)
    for one in held.distinct().prefetch_related("pupils"):
        about = [wanted.pupils[each.pk] for each in one.pupils.all() if each.pk in wanted.pupils]
        yield from _told(one, about, wanted)


def _told(one: LeaveRequest, about: Sequence[Pupil], wanted: Wanted) -> Iterator[Told]:
    url = reverse("attendance:leave_request", args=[wanted.urn, about[0].pk, one.pk])
    days = {"since": _day(one.since), "until": _day(one.until)}
    yield Told(
        at=one.asked_at,
        words=_("Leave asked for, %(since)s to %(until)s") % days,
        pupils=about,
        to=[one.asked_by_name],
        way=Way.FROM,
        by=one.taken_in_by_name,
        says=[one.reason],
        state=_("Taken back") if one.taken_back_at else "",
        url=url,
    )
    if one.decided_at is not None:
        yield Told(
            at=one.decided_at,
            words=_("Leave decided: %(outcome)s") % {"outcome": outcome(one)},
            pupils=about,
            by=one.decided_by_name,
            says=[one.why_decided],
            url=url,
        )


SOURCE = Source("leave", gettext_lazy("Leave they asked for"), leave_asked_for)
