"""The welfare officers’ month: their caseload, cases without movement, and the cross-match of children below
a line against those somebody works with.

The line is 80% of possible sessions, of the month or of the school year so far: both are counted over each
child's present enrolment, and both are shown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone

from trellis.measures.periods import Period
from trellis.measures.pupils import each_enrolment
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.casework import cross_match, month_of, without_movement
from trellis.rules.tally import Share, attended, possible
from trellis.rules.thresholds import Operator, RateThreshold, per_cent
from trellis.rules.words import day_in_words, gettext_noop
from trellis.schools.dating import ONE_DAY, By, name_of
from trellis.schools.models import Enrolment, Grouping, Person, Pupil, School
from trellis.support.actions import refuse
from trellis.support.models import (
    Case,
    CaseConsent,
    CaseContact,
    CaseGoal,
    CaseReview,
    CaseStep,
    CrossMatch,
    CrossMatched,
    Referral,
    ReferralNews,
)
from trellis.support.reading import Days, Figure, read_days
from trellis.support.shown import schools_of

LINE: Final = "80%"
BELOW: Final = RateThreshold(Share.ATTENDANCE, Operator.BELOW, per_cent("80"))
_STANDING: Final = CrossMatched.Standing


# --- the caseload and its supervision -----------------------------------------------------------------------


@dataclass(frozen=True)
class Caseload:
    """One case of the service: where the child is, both figures, and when anything last happened."""

    case: Case
    school: School
    lead: str
    month: Figure
    year: Figure
    moved_on: dt.date
    has_not_moved: bool
    said: CaseContact | None  # in supervision, last

    @property
    def urn(self) -> str:
        return self.school.urn


def caseload(grouping: Grouping, reader: Person, month: dt.date, today: dt.date) -> list[Caseload]:
    """The open cases of a grouping's own programmes, those without movement in the month first; the same few
    questions however many there are.
    """
    since, until = month_of(month)
    until = min(until, today)
    seen = Case.objects.open().visible_to(reader).filter(programme__grouping=grouping, since__lte=until)
    parts = ("team", "contacts", "school__urns")
    held = list(seen.select_related("pupil", "programme", "school").prefetch_related(*parts))
    moved = movements([case.pk for case in held])
    year = AcademicYear.of(until)
    read = read_days({case.pupil_id for case in held}, min(year.since, since), until)
    where = schools_of(held, today)
    rows = [
        _row(case, where[case.pk], read.of(case.pupil_id), (since, until), year, moved.get(case.pk, ()))
        for case in held
    ]
    return sorted(rows, key=lambda row: (not row.has_not_moved, row.lead, row.moved_on, row.case.pk))


def _row(
    case: Case,
    school: School,
    days: Days,
    month: tuple[dt.date, dt.date],
    year: AcademicYear,
    movements_of_it: Iterable[dt.date],
) -> Caseload:
    since, until = month
    moved = [day for day in movements_of_it if day <= until]
    talks = [one for one in case.contacts.all() if one.kind == CaseContact.Kind.SUPERVISION]
    return Caseload(
        case=case,
        school=school,
        lead=next((one.name for one in case.team.all() if one.is_lead and one.until is None), ""),
        month=days.figure("attendance", since, until),
        year=days.figure("attendance", year.since, until),
        moved_on=max([case.since, *moved]),
        has_not_moved=without_movement(moved, case.since, since, until),
        said=max(talks, key=lambda one: (one.on, one.pk), default=None),
    )


def movements(cases: Collection[int]) -> Mapping[int, list[dt.date]]:
    """The days on which something happened in some cases, in one question. To be talked about in supervision
    is no movement.
    """
    of_case, inside = {"case__in": cases}, {"referral__case__in": cases}
    contacts = CaseContact.objects.exclude(kind=CaseContact.Kind.SUPERVISION)
    every = (
        contacts.filter(**of_case).values_list("case", "on"),
        CaseReview.objects.filter(**of_case).values_list("case", "on"),
        CaseConsent.objects.filter(**of_case).values_list("case", "on"),
        CaseStep.objects.filter(**of_case, dealt_with_on__isnull=False).values_list("case", "dealt_with_on"),
        CaseGoal.objects.filter(**of_case, met_on__isnull=False).values_list("case", "met_on"),
        Referral.objects.filter(**of_case, sent_on__isnull=False).values_list("case", "sent_on"),
        ReferralNews.objects.filter(**inside).values_list("referral__case", "on"),
    )
    first, *others = (one.order_by() for one in every)
    found: dict[int, list[dt.date]] = defaultdict(list)
    for case, day in first.union(*others):
        found[case].append(day)
    return found


# --- the cross-match ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Child:
    """A child below the line: both figures, where somebody knows them, and whether last month said so too."""

    pupil: Pupil
    school: School
    month: Figure
    year: Figure
    standing: str
    case: Case | None = None
    told_before: bool = False

    @property
    def standing_words(self) -> Any:
        return _STANDING(self.standing).label


@dataclass(frozen=True)
class AtSchool:
    """The children of one school who are below the line."""

    school: School
    children: Sequence[Child]

    @property
    def urn(self) -> str:
        return self.school.urn

    def standing(self, standing: str) -> list[Child]:
        """Those of one standing."""
        return [one for one in self.children if one.standing == standing]

    @property
    def not_known(self) -> int:
        return len(self.standing(_STANDING.NOT_KNOWN))

    @property
    def on_the_way(self) -> int:
        return len(self.standing(_STANDING.ON_THE_WAY))

    @property
    def known(self) -> int:
        return len(self.standing(_STANDING.KNOWN))


@dataclass(frozen=True)
class Match:
    """One month of a grouping, school by school, as it stands or as it was kept."""

    since: dt.date
    until: dt.date
    schools: Sequence[AtSchool]
    kept: CrossMatch | None = None
    nobody: Sequence[School] = field(default=())

    @property
    def children(self) -> list[Child]:
        return [child for school in self.schools for child in school.children]

    def at(self, school: School) -> AtSchool:
        """One school of it, with nobody where it has nobody below the line."""
        return next((one for one in self.schools if one.school == school), AtSchool(school, ()))

    def count(self, standing: str) -> int:
        return sum(len(school.standing(standing)) for school in self.schools)


def matched(grouping: Grouping, month: dt.date, reader: Person, today: dt.date) -> Match:
    """The cross-match of a month: as it was kept, or as it stands now."""
    since, until = month_of(month)
    kept = CrossMatch.objects.filter(grouping=grouping, since=since).first()
    seen = Pupil.objects.visible_to(reader)
    children = list(_kept(kept, seen) if kept else _live(grouping, since, min(until, today), reader))
    by_school: dict[int, list[Child]] = {}
    for child in children:
        by_school.setdefault(child.school.pk, []).append(child)
    schools = list(School.objects.in_grouping(grouping, until).visible_to(reader).prefetch_related("urns"))
    return Match(
        since,
        until,
        [AtSchool(school, by_school[school.pk]) for school in schools if school.pk in by_school],
        kept,
        [school for school in schools if school.pk not in by_school],
    )


def _kept(match: CrossMatch, seen: Any) -> Iterator[Child]:
    held = match.children.filter(pupil__in=seen).select_related("pupil", "school")
    year = AcademicYear.of(match.until)
    before = _told_before(match.grouping, match.since, {one.pupil_id for one in held})
    for one in held:
        yield Child(
            one.pupil,
            one.school,
            Figure("attendance", match.since, match.until, one.month_part, one.month_whole),
            Figure("attendance", year.since, match.until, one.year_part, one.year_whole),
            one.standing,
            told_before=one.pupil_id in before,
        )


def _told_before(grouping: Grouping, since: dt.date, pupils: Collection[int]) -> frozenset[int]:
    """Whom the month before already named as known to nobody."""
    before = month_of(since - ONE_DAY)[0]
    held = CrossMatched.objects.filter(match__grouping=grouping, match__since=before, pupil__in=pupils)
    return frozenset(held.filter(standing=_STANDING.NOT_KNOWN).values_list("pupil", flat=True))


def _live(grouping: Grouping, since: dt.date, until: dt.date, reader: Person) -> Iterator[Child]:
    if until < since:
        return
    below = _below(grouping, since, until)
    enrolments = Enrolment.objects.on(until).visible_to(reader).filter(pk__in=below, pupil__merged_into=None)
    held = list(
        enrolments.select_related("pupil", "school").order_by(
            "school__name", "pupil__surname", "pupil__forename", "pk"
        )
    )
    pupils = {one.pupil_id for one in held}
    cases = _worked_with(grouping, pupils, reader)
    waiting = Referral.objects.visible_to(reader).sent().open().filter(agency__grouping=grouping)
    referred = frozenset(waiting.filter(pupil__in=pupils).values_list("pupil", flat=True))
    found = cross_match((one.pupil_id for one in held), cases.keys(), referred)
    standing = {
        **dict.fromkeys(found.known, _STANDING.KNOWN),
        **dict.fromkeys(found.on_the_way, _STANDING.ON_THE_WAY),
        **dict.fromkeys(found.not_known, _STANDING.NOT_KNOWN),
    }
    before = _told_before(grouping, since, pupils)
    for one in held:
        month, year = below[one.pk]
        told_before = one.pupil_id in before
        case = cases.get(one.pupil_id)
        yield Child(one.pupil, one.school, month, year, standing[one.pupil_id], case, told_before)


def _worked_with(grouping: Grouping, pupils: Collection[int], reader: Person) -> Mapping[int, Case]:
    held = Case.objects.open().visible_to(reader).filter(programme__grouping=grouping, pupil__in=pupils)
    return {case.pupil_id: case for case in held.select_related("programme").order_by("since", "pk")}


def _below(grouping: Grouping, since: dt.date, until: dt.date) -> dict[int, tuple[Figure, Figure]]:
    """Each enrolment below the line in the month or the year so far, with both figures."""
    year = AcademicYear.of(until)
    held = rolls(Scope(grouping=grouping), year.since, until).rolls
    periods = (Period("month", since, until), Period("year", year.since, until))
    counts: dict[str, dict[int, tuple[int, int]]] = {"month": {}, "year": {}}
    chosen: set[int] = set()
    for each in each_enrolment(held, periods):
        ids, parts, wholes = each.enrolment, attended(each.tally), possible(each.tally)
        chosen.update(ids[np.asarray(BELOW.met(each.tally), np.bool_)].tolist())
        for pk, part, whole in zip(ids.tolist(), parts.tolist(), wholes.tolist(), strict=True):
            counts[each.period.label][pk] = (part, whole)
    return {
        pk: (
            Figure("attendance", since, until, *counts["month"].get(pk, (0, 0))),
            Figure("attendance", year.since, until, *counts["year"].get(pk, (0, 0))),
        )
        for pk in chosen
    }


@transaction.atomic
def keep_match(*, grouping: Grouping, month: dt.date, reader: Person, by: By) -> CrossMatch:
    """Keep a month that is over, so that its letters stay as they were written."""
    since, until = month_of(month)
    today = timezone.localdate()
    if until >= today:
        raise refuse(
            gettext_noop("A month is kept once it is over: this one ends on %(day)s."),
            day=day_in_words(until),
        )
    grouping = Grouping.objects.select_for_update().get(pk=grouping.pk)
    found = matched(grouping, month, reader, today)
    if found.kept is not None:
        raise refuse(
            gettext_noop("This month was kept on %(day)s already."),
            day=day_in_words(timezone.localtime(found.kept.kept_at).date()),
        )
    match = CrossMatch.objects.create(
        grouping=grouping, since=since, until=until, kept_at=timezone.now(), kept_by_name=name_of(by)
    )
    CrossMatched.objects.bulk_create(
        CrossMatched(
            match=match,
            school=child.school,
            pupil=child.pupil,
            standing=child.standing,
            month_part=child.month.part,
            month_whole=child.month.whole,
            year_part=child.year.part,
            year_whole=child.year.whole,
        )
        for child in found.children
    )
    return match
