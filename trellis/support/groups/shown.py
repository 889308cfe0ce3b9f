"""Groups as pages show them: what each has and lacks, how often a child came, the rota, the timetable, and
whether the groups there are answer the need there is.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.imports.problems import said, words
from trellis.measures.periods import Period
from trellis.measures.pupils import pupils_where
from trellis.registers.half_terms import half_terms_of
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import YEAR_GROUPS, year_group_label, year_group_order
from trellis.rules.timetables import Turn, turns
from trellis.schools.models import Enrolment, Person, Pupil, School
from trellis.schools.naming import Named, named
from trellis.support.groups.models import (
    GroupLeader,
    GroupMark,
    GroupMember,
    GroupTime,
    Rota,
    SupportGroup,
)
from trellis.support.groups.sessions import Meeting, weekday_in_words
from trellis.support.models import Case

NEED: Final = "persistent_absence"
_CAME = GroupMark.Came


def year_groups_in_words(groups: Iterable[str]) -> str:
    """Year groups as a page says them; the whole nursery in one word."""
    found = sorted(groups, key=year_group_order)
    nursery = {"N1", "N2"} <= set(found)
    first = [_("Nursery")] if nursery else []
    rest = [one for one in found if not (nursery and one in {"N1", "N2"})]
    return ", ".join([*first, *(str(said(words(year_group_label(one)))) for one in rest)])


# --- how often a child came ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dose:
    """The sessions that were held while a child was in a group: came, did not, was away from school."""

    came: int = 0
    did_not: int = 0
    away: int = 0

    @property
    def held(self) -> int:
        return self.came + self.did_not + self.away

    @property
    def words(self) -> str:
        """As a page says it."""
        if not self.held:
            return _("no session yet")
        counts = {"came": self.came, "held": self.held}
        told = ngettext("%(came)d of %(held)d session", "%(came)d of %(held)d sessions", self.held) % counts
        if self.away:
            told += ", " + _("%(away)d away from school") % {"away": self.away}
        return told


def doses(group: SupportGroup) -> dict[int, Dose]:
    """How often each child came, by pupil, in one question."""
    rows = GroupMark.objects.filter(session__group=group, session__gathering__called_off=False)
    return _doses(rows.values_list("pupil", "came"))


def _doses(rows: Iterable[tuple[int, str]]) -> dict[int, Dose]:
    counted = Counter(rows)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for (pupil, came), number in counted.items():
        found[pupil][came] = number
    return {
        pupil: Dose(held.get(_CAME.CAME, 0), held.get(_CAME.NOT, 0), held.get(_CAME.AWAY, 0))
        for pupil, held in found.items()
    }


@dataclass(frozen=True)
class OfChild:
    """A child's time in one group, and how often they came."""

    member: GroupMember
    dose: Dose


def groups_of(pupil: Pupil, school: School, *, reader: Person) -> list[OfChild]:
    """The groups of a school a child is or was in, of those the reader may see."""
    seen = SupportGroup.objects.visible_to(reader).at(school)
    held = list(
        GroupMember.objects.filter(pupil=pupil, group__in=seen).select_related("group").order_by("since")
    )
    rows = GroupMark.objects.filter(pupil=pupil, session__group__in=[one.group_id for one in held])
    by_group = _doses(rows.values_list("session__group", "came"))
    return [OfChild(one, by_group.get(one.group_id, Dose())) for one in held]


# --- what a group has and lacks -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """One child of a group: whether there is a plan, and how often they came."""

    member: GroupMember
    child: Named | None
    has_plan: bool
    dose: Dose


def _plans(school: School, pupils: Collection[int], day: dt.date, reader: Person) -> dict[int, set[int]]:
    """The programmes some children have an open case in: every one that a group may name, and whether there
    is another (0) only where the reader may see it.
    """
    found: dict[int, set[int]] = defaultdict(set)
    cases = Case.objects.open().at(school, day).filter(pupil__in=pupils)
    for pupil, programme in cases.values_list("pupil", "programme"):
        found[pupil].add(programme)
    for pupil in cases.visible_to(reader).values_list("pupil", flat=True):
        found[pupil].add(0)
    return found


def members_of(group: SupportGroup, day: dt.date, *, reader: Person) -> list[Member]:
    """The children of a group on a day, by surname."""
    held = list(group.members.on(day).select_related("pupil"))
    pupils = {one.pupil_id for one in held}
    enrolled = Enrolment.objects.on(day).filter(school=group.school, pupil__in=pupils)
    children = {one.pupil: one for one in named(enrolled.values_list("pk", flat=True), day).values()}
    planned, came = _plans(group.school, pupils, day, reader), doses(group)
    wanted = group.programme_id or 0
    return [
        Member(
            one,
            children.get(one.pupil_id),
            wanted in planned.get(one.pupil_id, ()),
            came.get(one.pupil_id, Dose()),
        )
        for one in held
    ]


def lacking(group: SupportGroup, members: int, leaders: int, times: int) -> list[str]:
    """What a group lacks, in sentences: a warning, and never a refusal."""
    found = []
    counts = {"n": members, "fewest": group.fewest_places, "most": group.most_places}
    if members < group.fewest_places:
        found.append(_("%(n)d in it: it is meant for %(fewest)d to %(most)d children.") % counts)
    elif members > group.most_places:
        found.append(_("%(n)d in it: that is more than its %(most)d places.") % counts)
    if leaders < group.adults:
        said_of = {"n": leaders, "needs": group.adults}
        found.append(
            ngettext(
                "%(n)d adult leads it: it needs %(needs)d.",
                "%(n)d adults lead it: it needs %(needs)d.",
                leaders,
            )
            % said_of
        )
    if not times:
        found.append(_("It has no time yet: say when and where it meets."))
    return found


@dataclass(frozen=True)
class Row:
    """One group of a list."""

    group: SupportGroup
    leaders: Sequence[GroupLeader]
    times: Sequence[GroupTime]
    members: int
    without_plan: int
    lacks: Sequence[str]

    @property
    def year_groups(self) -> str:
        return year_groups_in_words(self.group.year_groups)

    @property
    def when(self) -> list[str]:
        """Its times, in words."""
        return [when_in_words(time) for time in self.times]


def when_in_words(time: GroupTime) -> str:
    """A time of a group as a list says it."""
    said_of = {"weekday": weekday_in_words(time.weekday), "at": f"{time.at:%H:%M}", "where": time.where}
    return _("%(weekday)s %(at)s, %(where)s") % said_of


def rows_of(groups: Sequence[SupportGroup], day: dt.date, *, reader: Person) -> list[Row]:
    """Groups of one school with what they have and lack on a day, in a few questions for any number."""
    leaders, times = _by_group(GroupLeader, groups, day), _by_group(GroupTime, groups, day)
    members = _by_group(GroupMember, groups, day)
    pupils = {one.pupil_id for held in members.values() for one in held}
    planned = _plans(groups[0].school, pupils, day, reader) if groups else {}
    return [
        Row(
            group,
            leaders[group.pk],
            times[group.pk],
            len(members[group.pk]),
            sum((group.programme_id or 0) not in planned.get(one.pupil_id, ()) for one in members[group.pk]),
            lacking(group, len(members[group.pk]), len(leaders[group.pk]), len(times[group.pk])),
        )
        for group in groups
    ]


def _by_group(model: type, groups: Sequence[SupportGroup], day: dt.date) -> Mapping[int, list]:  # type: ignore[type-arg]
    """The rows of some groups that hold on a day, or of one still to come on its first."""
    found: dict[int, list] = {group.pk: [] for group in groups}  # type: ignore[type-arg]
    first = {group.pk: max(group.since, day) for group in groups}
    for row in model.objects.filter(group__in=groups):  # type: ignore[attr-defined]
        on = first[row.group_id]
        if row.since <= on and (row.until is None or row.until >= on):
            found[row.group_id].append(row)
    return found


# --- the rota and the timetable -----------------------------------------------------------------------------


@dataclass(frozen=True)
class RotaTurn:
    """One turn of the rota: its half-term, its year groups, and the groups for them that run then."""

    turn: Turn
    groups: Sequence[SupportGroup]
    is_now: bool

    @property
    def year_groups(self) -> str:
        return year_groups_in_words(self.turn.year_groups)


def rota_of(
    school: School, year: AcademicYear, groups: Iterable[SupportGroup], today: dt.date
) -> list[RotaTurn]:
    """The turns of a school year with their dates from the calendar; none where no rota is written."""
    held = Rota.objects.filter(school=school, year=year.start).first()
    if held is None:
        return []
    groups = list(groups)
    return [
        RotaTurn(turn, [one for one in groups if _is_of(one, turn)], today in turn.half_term)
        for turn in turns(held.turns, half_terms_of(school, year))
    ]


def _is_of(group: SupportGroup, turn: Turn) -> bool:
    """Whether a group runs in a half-term and is for one of the year groups whose turn it is."""
    runs = group.since <= turn.half_term.until and (
        group.until is None or group.until >= turn.half_term.since
    )
    return runs and not set(turn.year_groups).isdisjoint(group.year_groups)


def timetable(found: Sequence[Meeting]) -> list[tuple[dt.date, list[Meeting]]]:
    """The sessions of a week, day by day."""
    days: dict[dt.date, list[Meeting]] = defaultdict(list)
    for one in found:
        days[one.on].append(one)
    return sorted(days.items())


# --- coverage -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Covered:
    """One year group: who needs more, how many of them are in a group, and which groups there are for it."""

    year_group: str
    on_roll: int
    need: int
    helped: int
    in_groups: int
    groups: Sequence[SupportGroup]
    has_turn: bool

    @property
    def words(self) -> str:
        return year_groups_in_words([self.year_group])

    @property
    def left(self) -> int:
        """Those with the need who are in no group."""
        return self.need - self.helped


def in_need(school: School, day: dt.date) -> set[int]:
    """The enrolments that missed a tenth or more of the school year so far."""
    year = AcademicYear.of(day)
    found = pupils_where(
        rolls(Scope(school=school), year.since, day).rolls, NEED, Period.between(year.since, day)
    )
    return {one.enrolment for one in found}


def coverage(school: School, groups: Sequence[SupportGroup], day: dt.date) -> list[Covered]:
    """Each year group on roll: the need there is against the groups that run on a day."""
    enrolled = Enrolment.objects.on(day).filter(school=school, pupil__merged_into=None)
    children = named(enrolled.values_list("pk", flat=True), day).values()
    needing = in_need(school, day)
    members = GroupMember.objects.on(day).filter(group__in=groups)
    inside = set(members.values_list("pupil", flat=True))
    now = next((one for one in rota_of(school, AcademicYear.of(day), (), day) if one.is_now), None)
    by_year: dict[str, list[Named]] = defaultdict(list)
    for child in children:
        by_year[child.year_group].append(child)
    return [
        Covered(
            year_group=year,
            on_roll=len(held),
            need=sum(one.enrolment in needing for one in held),
            helped=sum(one.enrolment in needing and one.pupil in inside for one in held),
            in_groups=sum(one.pupil in inside for one in held),
            groups=[group for group in groups if year in group.year_groups],
            has_turn=now is not None and year in now.turn.year_groups,
        )
        for year in YEAR_GROUPS
        if (held := by_year.get(year))
    ]


def by_focus(groups: Sequence[SupportGroup], day: dt.date) -> list[tuple[str, int, int]]:
    """What the groups of a day are about: how many groups, and how many children."""
    rows = SupportGroup.objects.filter(pk__in=[one.pk for one in groups])
    held = Q(members__since__lte=day) & (Q(members__until=None) | Q(members__until__gte=day))
    counted = rows.values("focus").annotate(
        number=Count("pk", distinct=True), children=Count("members__pupil", filter=held, distinct=True)
    )
    return [(row["focus"], row["number"], row["children"]) for row in counted.order_by("focus")]


# --- who might join -----------------------------------------------------------------------------------------


def who_might_join(group: SupportGroup, day: dt.date, most: int) -> list[Named]:
    """Children of its year groups who missed a tenth or more of the year so far and are not in it."""
    inside = set(group.members.on(max(day, group.since)).values_list("pupil", flat=True))
    found = [
        one
        for one in named(in_need(group.school, day), day).values()
        if one.pupil not in inside
        and (one.until is None or one.until >= day)
        and (not group.year_groups or one.year_group in group.year_groups)
    ]
    return sorted(found, key=lambda one: (one.surname.casefold(), one.forename.casefold(), one.pupil))[:most]
