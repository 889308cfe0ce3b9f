"""Cohorts: a search asked, run, kept as it was found, and worked through.

A list is of a half-term. Beside the last of its name it says who is new, still on it, back, or gone; a list
whose conditions tell less is never set beside one that tells more.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from trellis.evidence.actions import freeze
from trellis.evidence.models import Reading
from trellis.registers.half_terms import half_terms_of
from trellis.registers.reading import ledger_numbers
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import year_group_label
from trellis.rules.calendar import HalfTerm
from trellis.rules.cohort import Differs, Joined, differs, who_meet
from trellis.rules.populations import Population
from trellis.rules.words import gettext_noop
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Characteristic, ClassMembership, Person, School
from trellis.schools.roles import Permission
from trellis.support.actions import refuse
from trellis.support.finding.among import Among
from trellis.support.finding.conditions import Condition, Look, Met, kept, read
from trellis.support.finding.models import Cohort, CohortChild, CohortNeed

OVER = ("half_term", "before", "six_weeks", "year", "three_years")


@dataclass(frozen=True)
class Asked:
    """What is searched for: conditions, how they are joined, among whom, over which days."""

    conditions: tuple[Condition, ...]
    joined: Joined = Joined.ALL
    together: bool = False
    over: str = "half_term"
    year_groups: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As a list keeps it."""
        return {
            "conditions": [kept(one) for one in self.conditions],
            "joined": self.joined.value,
            "together": self.together,
            "over": self.over,
            "year_groups": list(self.year_groups),
            "classes": list(self.classes),
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Asked":
        """What a list kept."""
        return cls(
            conditions=tuple(read(one) for one in told["conditions"]),
            joined=Joined(told["joined"]),
            together=told["together"],
            over=told["over"],
            year_groups=tuple(told["year_groups"]),
            classes=tuple(told["classes"]),
        )

    @property
    def takes(self) -> frozenset[Permission | int]:
        """What somebody must be allowed to know of the list."""
        found: set[Permission | int] = {one for held in self.conditions for one in held.takes()}
        if self.together:
            found.add(Permission.SEE_FAMILIES)
        return frozenset(found)

    @property
    def whom(self) -> str:
        """Among whom, in words."""
        parts = [str(year_group_label(one)) for one in self.year_groups]
        parts += [_("class %(name)s") % {"name": one} for one in self.classes]
        return ", ".join(parts) or _("Everybody on roll")

    @property
    def rule(self) -> str:
        """The conditions in words."""
        between = _(" and ") if self.joined is Joined.ALL else _(" or ")
        said = between.join(one.in_words() for one in self.conditions) or _("no other condition")
        if self.together:
            said = _("%(said)s, taken together in a family") % {"said": said}
        return said


@dataclass(frozen=True)
class Found:
    """Who was found, and among how many."""

    look: Look
    pupils: frozenset[int]
    among: int
    met: Sequence[Met]

    def why(self, pupils: Iterable[int]) -> dict[int, list[str]]:
        """By which conditions some of them are on the list, with the figures."""
        asked = self.pupils.intersection(pupils)
        told: dict[int, list[str]] = {pupil: [] for pupil in asked}
        for one in self.met:
            for pupil, words in one.say(asked & one.pupils).items():
                told[pupil].append(words)
        return told


def days_over(school: School, half_term: HalfTerm, over: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days that are read; refused where they have not begun."""
    until = today
    year = AcademicYear.of(today)
    if over == "six_weeks":
        return today - dt.timedelta(weeks=6) + dt.timedelta(days=1), until
    if over == "year":
        return year.since, until
    if over == "three_years":
        return year.before.before.since, until
    chosen = half_term
    if over == "before":
        own = AcademicYear.of(half_term.since)
        known = sorted([*half_terms_of(school, own.before), *half_terms_of(school, own)])
        earlier = [one for one in known if one.until < half_term.since]
        if not earlier:
            raise refuse(gettext_noop("The half-term before is not known: choose other days."))
        chosen = earlier[-1]
    if chosen.since > today:
        raise refuse(gettext_noop("%(half_term)s has not begun: choose other days."), half_term=chosen.name)
    return chosen.since, min(chosen.until, today)


def run(asked: Asked, look: Look) -> Found:
    """Look: everybody who meets what is asked."""
    if not (asked.conditions or asked.year_groups or asked.classes):
        raise refuse(gettext_noop("Say at least one condition, a year group or a class."))
    among = _narrowed(asked, look)
    met = [one.met(look) for one in asked.conditions]
    homes = look.homes if asked.together else None
    found = who_meet([one.pupils for one in met], asked.joined, homes) & among if met else among
    return Found(look, found, len(among), met)


def _narrowed(asked: Asked, look: Look) -> frozenset[int]:
    among = look.among.pupils
    if asked.year_groups:
        held = Characteristic.objects.on(look.day).filter(
            enrolment__school__in=look.schools, kind="year_group", value__in=asked.year_groups
        )
        among = among.intersection(held.values_list("enrolment__pupil", flat=True))
    if asked.classes:
        inside = ClassMembership.objects.on(look.day).filter(
            school_class__school__in=look.schools,
            school_class__name__in=asked.classes,
            school_class__year=AcademicYear.of(look.day).start,
        )
        among = among.intersection(inside.values_list("enrolment__pupil", flat=True))
    return among


def looking(school: School, reader: Person, half_term: HalfTerm, asked: Asked) -> Look:
    """The look at a school that somebody asks for today."""
    today = timezone.localdate()
    since, until = days_over(school, half_term, asked.over, today)
    return Look(Among((school,), today), reader, since, until)


# --- kept ---------------------------------------------------------------------------------------------------


def _needs(cohort: Cohort) -> frozenset[Permission | int]:
    return frozenset(
        Permission(one.permission) if one.permission else one.programme_id for one in cohort.needs.all()
    )


def lists_before(school: School, name: str, takes: frozenset[Permission | int]) -> list[Cohort]:
    """The lists of a name, the latest first, that tell nothing a list like this one does not."""
    held = Cohort.objects.filter(school=school, name__iexact=name).prefetch_related("needs", "children")
    return [one for one in held if _needs(one) <= takes]


@transaction.atomic
def keep_cohort(
    *, school: School, name: str, half_term: HalfTerm, asked: Asked, found: Found, by: By
) -> Cohort:
    """Keep a list as it was found, with why, and beside the lists of its name."""
    name = name.strip()
    before = lists_before(school, name, asked.takes)
    on_them = [[child.pupil_id for child in one.children.all()] for one in before]
    year = AcademicYear.of(half_term.since)
    look = found.look
    [reading] = freeze(
        readings=[
            Reading(
                school=school,
                of="count:cohort",
                words=f"{name}, {half_term.name} {year.label}",
                definition=f"{asked.rule}. {asked.whom}.",
                part=len(found.pupils),
                whole=found.among or None,
                pupils=found.among,
                since=look.since,
                until=look.until,
                population=Population.ALL_ON_ROLL,
                ledger=ledger_numbers([school.pk], None).get(school.pk),
                as_at=timezone.now(),
            )
        ],
        by=by,
    )
    cohort = Cohort.objects.create(
        school=school,
        name=name,
        year=year.start,
        half_term=half_term.name,
        asked=asked.kept(),
        found=reading,
        before=before[0] if before else None,
    )
    CohortNeed.objects.bulk_create(
        CohortNeed(cohort=cohort, permission=one)
        if isinstance(one, Permission)
        else CohortNeed(cohort=cohort, programme_id=one)
        for one in asked.takes
    )
    why = found.why(found.pupils)
    standing = _standing(differs(found.pupils, on_them)) if before else {}
    children = [
        CohortChild(
            cohort=cohort,
            pupil_id=pupil,
            standing=standing.get(pupil, CohortChild.Standing.FIRST),
            why=why[pupil],
        )
        for pupil in sorted(found.pupils)
    ]
    signed = {"default_user": by} if isinstance(by, Person) else {"default_change_reason": by[:100]}
    bulk_create_with_history(children, CohortChild, **signed)
    return cohort


def _standing(found: Differs) -> dict[int, str]:
    held = CohortChild.Standing
    return {
        **dict.fromkeys(found.new, held.NEW),
        **dict.fromkeys(found.still, held.STILL),
        **dict.fromkeys(found.back, held.BACK),
    }


@transaction.atomic
def choose(*, cohort: Cohort, children: Sequence[CohortChild], is_selected: bool, reason: str, by: By) -> int:
    """Select some of a list for support, or say that they are not: either with a reason."""
    if not children:
        raise refuse(gettext_noop("Tick at least one child."))
    if not reason.strip():
        raise refuse(gettext_noop("Say why."))
    for child in children:
        child.is_selected, child.reason = is_selected, reason.strip()
        child.chosen_on, child.chosen_by_name = timezone.localdate(), name_of(by)
        keep(child, by)
    return len(children)
