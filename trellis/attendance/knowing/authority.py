"""Who is due to be told of to the authority, why and by when; and what was told already. Counted live."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from trellis.attendance.knowing.models import AuthorityFile, AuthorityRow, Enquiry
from trellis.measures.roll import Roll
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import YEAR_GROUPS
from trellis.rules.rounding import days as days_of
from trellis.rules.spending import Spent, spent_of
from trellis.rules.watch import (
    CODES_OF_TEN,
    CODES_OF_TWENTY,
    ILLNESS_SESSIONS,
    TEN_DAYS,
    TWENTY_DAYS,
    Run,
    Watch,
    new_pupil_due,
    runs,
)
from trellis.schools.models import Enrolment, FamilyLink, School
from trellis.schools.naming import Named, named

_GROUND = Enrolment.LeavingGround
# Grounds on which a child goes nowhere that need be known, and those that need joint enquiries first.
_NOWHERE = {_GROUND.DIED, _GROUND.DETAINED}
_ENQUIRED = {_GROUND.NOT_BACK_FROM_LEAVE, _GROUND.TWENTY_DAYS}


@dataclass(frozen=True, slots=True)
class Due:
    """One child to be told of: since when, by when, and what makes it so."""

    watch: Watch
    enrolment: int
    since: dt.date
    due_by: dt.date | None
    why: str
    child: Named | None = None
    file: AuthorityFile | None = None
    enquiries: Sequence[Enquiry] = ()

    @property
    def is_told(self) -> bool:
        return self.file is not None and self.file.sent_on is not None


def due_to_authority(school: School, day: dt.date) -> dict[Watch, list[Due]]:
    """Each list, whom nobody told the authority of yet first."""
    year = AcademicYear.of(day)
    held = rolls(Scope(school=school), year.since, year.until)
    roll = next((one for one in held.rolls if len(one)), None)
    if roll is None:
        return {watch: [] for watch in Watch}
    left = {
        one.pk: one for one in Enrolment.objects.filter(school=school, until__gte=year.since, until__lte=day)
    }
    children = named(roll.enrolment.tolist(), day)
    found = [*_new(roll, children, day), *_left(roll, children, left), *_by_marks(roll, set(left))]
    found = _with_what_was_told(school, [replace(one, child=children[one.enrolment]) for one in found])
    return {watch: _in_order(one for one in found if one.watch is watch) for watch in Watch}


def _in_order(found: Iterator[Due]) -> list[Due]:
    return sorted(found, key=lambda one: (one.file is not None, one.due_by or one.since, one.enrolment))


# --- coming and going ---


def _new(roll: Roll, children: dict[int, Named], day: dt.date) -> Iterator[Due]:
    first_day, _last = _school_year(roll)
    youngest = _edge(children, min)
    assumed = set(
        Enrolment.objects.filter(pk__in=list(children), since_assumed=True).values_list("pk", flat=True)
    )
    for enrolment, child in children.items():
        if not roll.year.since <= child.since <= day or enrolment in assumed:
            continue
        if child.since <= first_day and child.year_group == youngest:
            continue
        why = _("On the roll since %(day)s.") % {"day": date_format(child.since)}
        yield Due(Watch.NEW_PUPIL, enrolment, child.since, new_pupil_due(child.since), why)


def _left(roll: Roll, children: dict[int, Named], left: dict[int, Enrolment]) -> Iterator[Due]:
    _first, last_day = _school_year(roll)
    oldest = _edge(children, max)
    for enrolment, row in left.items():
        if enrolment not in children or row.until is None:
            continue
        if row.until >= last_day and children[enrolment].year_group == oldest:
            continue
        ground = row.leaving_ground
        why = (
            str(row.get_leaving_ground_display())
            if ground
            else _("No ground is written down: a name comes off only on one of those in the regulations.")
        )
        if ground in _ENQUIRED:
            why = _("%(ground)s: enquiries are made together with the authority first.") % {"ground": why}
        yield Due(Watch.DELETION, enrolment, row.until, row.until, why)
        if not row.destination and ground not in _NOWHERE:
            unknown = _("Taken off the roll, and nothing is written down of where they went.")
            yield Due(Watch.MISSING, enrolment, row.until, row.until, unknown)


def _school_year(roll: Roll) -> tuple[dt.date, dt.date]:
    """The first and last day on which anybody was expected."""
    opened = np.flatnonzero(roll.expected.any(axis=0))
    if not len(opened):
        return roll.year.since, roll.year.until
    return roll.year.date_of(int(opened[0])), roll.year.date_of(int(opened[-1]))


def _edge(children: dict[int, Named], which: object) -> str:
    """The youngest or oldest year group of the school."""
    held = {child.year_group for child in children.values() if child.year_group in YEAR_GROUPS}
    order = [group for group in YEAR_GROUPS if group in held]
    return (order[0] if which is min else order[-1]) if order else ""


# --- marks ---


def _by_marks(roll: Roll, left: set[int]) -> Iterator[Due]:
    marks = roll.marks[roll.line]
    positions = np.arange(marks.shape[1])
    inside = (roll.first[:, None] <= positions) & (positions <= roll.last[:, None])
    spent = np.where(inside, spent_of(marks, roll.year, roll.nation), 0)
    possible = spent & Spent.POSSIBLE > 0
    ill = spent & Spent.ILLNESS > 0
    for watch, codes, days in (
        (Watch.TEN_DAYS, CODES_OF_TEN, TEN_DAYS),
        (Watch.MISSING, CODES_OF_TWENTY, TWENTY_DAYS),
    ):
        away = possible & np.isin(marks, [ord(code) for code in codes])
        for place, run, goes_on in _rows_in_a_row(away, possible, days):
            enrolment = int(roll.enrolment[place])
            if watch is Watch.MISSING and (enrolment in left or not goes_on):
                continue
            said = {
                "days": run.days,
                "since": date_format(roll.year.date_of(2 * run.first)),
                "until": date_format(roll.year.date_of(2 * run.last)),
            }
            why = _("%(days)d school days in a row, %(since)s to %(until)s.") % said
            yield Due(watch, enrolment, roll.year.date_of(2 * run.first), None, why)
    for place in np.flatnonzero(ill.sum(axis=1) >= ILLNESS_SESSIONS).tolist():
        reached = np.flatnonzero(ill[place])[ILLNESS_SESSIONS - 1]
        why = _("%(days)s days of illness this year.") % {"days": days_of(int(ill[place].sum()))}
        yield Due(Watch.ILLNESS, int(roll.enrolment[place]), roll.year.date_of(int(reached)), None, why)


def _rows_in_a_row(
    away: NDArray[np.bool_], possible: NDArray[np.bool_], at_least: int
) -> Iterator[tuple[int, Run, bool]]:
    """The latest run of each row that has one, and whether it goes on to its last possible day."""
    days_possible = possible.reshape(len(possible), -1, 2).any(axis=2)
    # A day counts where each possible session of it was missed so.
    counts = days_possible & (away == possible).reshape(len(possible), -1, 2).all(axis=2)
    for place in np.flatnonzero(counts.sum(axis=1) >= at_least).tolist():
        found = list(runs(counts[place].tolist(), days_possible[place].tolist(), at_least))
        if found:
            yield place, found[-1], found[-1].last == int(np.flatnonzero(days_possible[place])[-1])


# --- what was told ---


def _with_what_was_told(school: School, found: Sequence[Due]) -> list[Due]:
    """Each with the file it went in, or stands in, and the enquiries made after the child."""
    pupils = {one.child.pupil for one in found if one.child}
    told = {
        (row.file.watch, row.pupil_id, row.since): row.file
        for row in AuthorityRow.objects.filter(file__school=school, pupil__in=pupils).select_related("file")
    }
    made: dict[int, list[Enquiry]] = defaultdict(list)
    for enquiry in Enquiry.objects.filter(school=school, pupil__in=pupils):
        made[enquiry.pupil_id].append(enquiry)
    return [
        replace(
            one,
            file=told.get((one.watch.value, one.child.pupil, one.since)),
            enquiries=made.get(one.child.pupil, ()),
        )
        for one in found
        if one.child
    ]


# --- the file ---


def headings() -> list[str]:
    """What heads a file's columns, in the language of whoever prepares it."""
    return [
        *(_("Surname"), _("Forename"), _("Date of birth"), _("UPN"), _("Year group"), _("Class")),
        *(_("On roll since"), _("Address"), _("Parents and telephone"), _("Matter"), _("Since")),
        *(_("Next school or address"), _("Enquiries")),
    ]


def cells_of(school: School, found: Sequence[Due], day: dt.date) -> Iterator[tuple[Due, list[str]]]:
    """What a file says of each child: as little as the return asks for."""
    pupils = [one.child.pupil for one in found if one.child]
    lived_with: dict[int, list[FamilyLink]] = defaultdict(list)
    links = FamilyLink.objects.on(day).filter(school=school, pupil__in=pupils, has_care=True)
    for link in links.select_related("contact__household").order_by("priority", "pk"):
        lived_with[link.pupil_id].append(link)
    going = dict(
        Enrolment.objects.filter(pk__in=[one.enrolment for one in found]).values_list("pk", "destination")
    )
    for one in found:
        child = one.child
        if child is None:
            continue
        parents = lived_with.get(child.pupil, [])
        address = next((str(link.contact.household) for link in parents if link.contact.household), "")
        yield (
            one,
            [
                *(child.surname, child.forename),
                child.date_of_birth.isoformat() if child.date_of_birth else "",
                *(child.upn, child.year_group, child.class_name, child.since.isoformat(), address),
                "; ".join(f"{link.contact.name} {link.contact.phone}".strip() for link in parents),
                *(one.why, one.since.isoformat(), going.get(one.enrolment, "")),
                "; ".join(f"{made.on.isoformat()} {made.asked}: {made.words}" for made in one.enquiries),
            ],
        )
