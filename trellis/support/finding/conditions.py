"""What children on a list may have in common: each condition finds who meets it, says by which figures, and
names what somebody must be allowed to know of it.

A condition is kept with a list as it was asked, so that the same is asked again the next time. What a room
counts of each child (`schools/counted.py`) is a condition without more ado.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Final, Protocol

import numpy as np
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.imports.problems import said, words
from trellis.learning.models import Scale, Score
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.measures.showing import Places, counted_of, spent_over
from trellis.rules.academic_year import AcademicYear
from trellis.rules.cohort import rate_meets
from trellis.rules.criteria import OPERATORS, Operator
from trellis.rules.patterns import Kind, patterns, show_any
from trellis.rules.populations import Population
from trellis.rules.scores import plain
from trellis.schools.counted import COUNTED
from trellis.schools.models import Characteristic, FamilyLink, Hold, Person, School
from trellis.schools.roles import Permission
from trellis.support.finding.among import Among
from trellis.support.finding.models import DecidedLevel, Level
from trellis.support.models import Case, Programme
from trellis.support.protection.models import ProtectedRecord
from trellis.support.reading import FIGURES

Say = Callable[[Iterable[int]], Mapping[int, str]]

PATTERNS: Final[Mapping[str, Any]] = {
    Kind.RUNNING: gettext_lazy("Away for three school days or more now"),
    Kind.WEEKDAY: gettext_lazy("One weekday missed more than others"),
    Kind.WEEKENDS: gettext_lazy("Mondays and Fridays missed more than others"),
    Kind.HOLIDAYS: gettext_lazy("Days next to a holiday"),
    Kind.SPELLS: gettext_lazy("Many short spells"),
    Kind.BROKEN_WEEKS: gettext_lazy("Many broken weeks"),
    Kind.LATE: gettext_lazy("Often late"),
    Kind.MORNINGS: gettext_lazy("Mornings alone"),
    Kind.AFTERNOONS: gettext_lazy("Afternoons alone"),
}
"""The patterns of rules/patterns.py, as one chooses among them."""

TIMES: Final[Mapping[str, Any]] = {
    "late": gettext_lazy("Late, sessions"),
    "unauthorised_absence": gettext_lazy("Absent without leave, sessions"),
    "absence": gettext_lazy("Absent, sessions"),
}
"""What is counted in sessions rather than in per cent."""

KNOWN_OF: Final[Mapping[str, tuple[str, str, Any]]] = {
    "pupil_premium": ("pupil_premium", "true", gettext_lazy("Pupil premium")),
    "fsm": ("fsm", "true", gettext_lazy("Free school meals")),
    "sen_k": ("sen", "K", gettext_lazy("SEN support")),
    "sen_e": ("sen", "E", gettext_lazy("Education, health and care plan")),
    "eal": ("eal", "true", gettext_lazy("English as an additional language")),
    "looked_after": ("looked_after", "true", gettext_lazy("Looked after")),
    "young_carer": ("young_carer", "true", gettext_lazy("Young carer")),
}
"""Characteristics one may ask for: kind, value and words."""


@dataclass(frozen=True, eq=False)
class Look:
    """Among whom somebody looks, and over which days."""

    among: Among
    reader: Person
    since: dt.date
    until: dt.date

    @property
    def schools(self) -> tuple[School, ...]:
        return self.among.schools

    @property
    def day(self) -> dt.date:
        """The day as of which facts are known."""
        return self.among.day

    def here(self, pupils: Iterable[int]) -> frozenset[int]:
        """Those of some children who are on roll."""
        return self.among.pupils.intersection(pupils)

    @cached_property
    def homes(self) -> Mapping[int, int]:
        """Children who share an adult with care of them or responsibility for them, by one of them."""
        cares = Q(has_care=True) | Q(parental_responsibility=True)
        links = (
            FamilyLink.objects.on(self.day)
            .filter(cares, school__in=self.schools)
            .exclude(relationship=FamilyLink.Relationship.SOCIAL_WORKER)
        )
        home: dict[int, int] = {}
        by_contact: dict[int, int] = {}

        def first_of(child: int) -> int:
            while home[child] != child:
                child = home[child]
            return child

        for contact, child in links.order_by("contact", "pupil").values_list("contact", "pupil"):
            if child not in self.among.pupils:
                continue
            home.setdefault(child, child)
            other = first_of(by_contact.setdefault(contact, child))
            home[first_of(child)] = other
        return {child: first_of(child) for child in home}


@dataclass(frozen=True)
class Met:
    """Who meets a condition, and how to say it of some of them."""

    pupils: frozenset[int]
    say: Say


class Condition(Protocol):
    """Something children may have in common."""

    kind: ClassVar[str]

    def met(self, look: Look) -> Met:
        """Who meets it."""

    def in_words(self) -> str:
        """The condition as a list names it."""

    def takes(self) -> tuple[Permission | int, ...]:
        """What somebody must be allowed to know of it: permissions, and programmes by their number."""


@dataclass(frozen=True)
class Rate:
    """A measure of the register on one side of a percentage."""

    kind: ClassVar[str] = "rate"

    measure: str
    operator: str
    figure: str

    def met(self, look: Look) -> Met:
        [spent] = look.among.spent((look.since, look.until))
        counts = spent.counts(self.measure)
        held = rate_meets(*counts, Operator(self.operator), Fraction(self.figure))
        pupils = look.here(spent.people[np.flatnonzero(held)].tolist())

        def say(asked: Iterable[int]) -> Mapping[int, str]:
            found = spent.figures(self.measure, asked)
            return {pupil: f"{one.words}: {one.rate}, {one.of}" for pupil, one in found.items()}

        return Met(pupils, say)

    def in_words(self) -> str:
        return f"{FIGURES[self.measure]} {_(OPERATORS[Operator(self.operator)])} {self.figure}%"

    def takes(self) -> tuple[Permission | int, ...]:
        return ()


@dataclass(frozen=True)
class Times:
    """So many sessions, or more, spent in one way."""

    kind: ClassVar[str] = "times"

    measure: str
    figure: int

    def met(self, look: Look) -> Met:
        [spent] = look.among.spent((look.since, look.until))
        part, _whole = spent.counts(self.measure)
        found = np.flatnonzero(part >= self.figure)
        counts = dict(zip(spent.people[found].tolist(), part[found].tolist(), strict=True))

        def say(asked: Iterable[int]) -> Mapping[int, str]:
            return {one: f"{TIMES[self.measure]}: {counts[one]}" for one in asked if one in counts}

        return Met(look.here(counts), say)

    def in_words(self) -> str:
        return _("%(what)s: at least %(times)d") % {"what": TIMES[self.measure], "times": self.figure}

    def takes(self) -> tuple[Permission | int, ...]:
        return ()


@dataclass(frozen=True)
class Shows:
    """Marks of this school year that show one of some patterns."""

    kind: ClassVar[str] = "shows"

    patterns: tuple[str, ...]

    def met(self, look: Look) -> Met:
        year = AcademicYear.of(look.until)
        period = Period.between(max(look.since, year.since), look.until)
        held = [roll for roll in look.among.rolls(look.since) if roll.year == year]

        def shown(roll: Roll, places: Places) -> tuple[Any, Any]:
            return spent_over(roll, places, counted_of(roll, Population.ALL_ON_ROLL, period, places))

        found: set[int] = set()
        for roll in held:
            places = np.arange(len(roll), dtype=np.intp)
            found.update(roll.person[show_any(*shown(roll, places), self.patterns)].tolist())

        def say(asked: Iterable[int]) -> Mapping[int, str]:
            wanted = np.array(sorted(found.intersection(asked)), np.int64)
            told: dict[int, list[str]] = {}
            for roll in held:
                places = np.flatnonzero(np.isin(roll.person, wanted))
                for place, own in zip(places.tolist(), patterns(*shown(roll, places)), strict=True):
                    said_of = told.setdefault(int(roll.person[place]), [])
                    said_of += [said(words(one.in_words())) for one in own if one.kind in self.patterns]
            return {pupil: "; ".join(own) for pupil, own in told.items()}

        return Met(look.here(found), say)

    def in_words(self) -> str:
        return _("Marks that show: %(patterns)s") % {
            "patterns": ", ".join(str(PATTERNS[one]) for one in self.patterns)
        }

    def takes(self) -> tuple[Permission | int, ...]:
        return ()


@dataclass(frozen=True)
class Known:
    """A characteristic as it is recorded on the day."""

    kind: ClassVar[str] = "known"

    name: str

    def met(self, look: Look) -> Met:
        kind, value, _label = KNOWN_OF[self.name]
        held = Characteristic.objects.on(look.day).filter(
            enrolment__school__in=look.schools, kind=kind, value=value
        )
        found = look.here(held.values_list("enrolment__pupil", flat=True))
        return Met(found, lambda asked: {one: self.in_words() for one in asked if one in found})

    def in_words(self) -> str:
        return str(KNOWN_OF[self.name][2])

    def takes(self) -> tuple[Permission | int, ...]:
        return ()


@dataclass(frozen=True)
class Scored:
    """The latest score on a scale, on one side of a figure."""

    kind: ClassVar[str] = "scored"

    scale: int
    name: str
    operator: str
    figure: str

    @classmethod
    def of(cls, scale: Scale, operator: str, figure: Decimal) -> "Scored":
        return cls(scale.pk, str(scale), operator, plain(figure))

    def met(self, look: Look) -> Met:
        held = Score.objects.filter(school__in=look.schools, scale=self.scale, on__lte=look.day)
        seen = held.visible_to(look.reader).order_by("on", "pk")
        latest = {pupil: (value, on) for pupil, value, on in seen.values_list("pupil", "value", "on")}
        side, figure = Operator(self.operator), Fraction(self.figure)
        found = {pupil: score for pupil, score in latest.items() if side.holds(Fraction(score[0]), figure)}

        def say(asked: Iterable[int]) -> Mapping[int, str]:
            return {
                one: f"{self.name}: {plain(found[one][0])}, {date_format(found[one][1], 'j M Y')}"
                for one in asked
                if one in found
            }

        return Met(look.here(found), say)

    def in_words(self) -> str:
        return f"{self.name} {_(OPERATORS[Operator(self.operator)])} {self.figure}"

    def takes(self) -> tuple[Permission | int, ...]:
        return (Permission.SEE_SCORES,)


@dataclass(frozen=True)
class InProgramme:
    """An open case in a programme, or none."""

    kind: ClassVar[str] = "case"

    programme: int
    name: str
    is_in: bool

    @classmethod
    def of(cls, programme: Programme, *, is_in: bool) -> "InProgramme":
        return cls(programme.pk, programme.name, is_in)

    def met(self, look: Look) -> Met:
        held = Case.objects.open().visible_to(look.reader).filter(programme=self.programme)
        inside = look.here(held.values_list("pupil", flat=True))
        found = inside if self.is_in else look.among.pupils - inside
        return Met(found, lambda asked: {one: self.in_words() for one in asked if one in found})

    def in_words(self) -> str:
        template = _("In “%(programme)s”") if self.is_in else _("Not in “%(programme)s”")
        return template % {"programme": self.name}

    def takes(self) -> tuple[Permission | int, ...]:
        return (self.programme,)


@dataclass(frozen=True)
class Happened:
    """What a room counts of each child: so many, or more."""

    kind: ClassVar[str] = "happened"

    name: str
    figure: int

    def met(self, look: Look) -> Met:
        held = COUNTED.get(self.name)
        counts = held.of(look.schools, look.since, look.until) if held else {}
        found = {pupil: count for pupil, count in counts.items() if count >= self.figure}

        def say(asked: Iterable[int]) -> Mapping[int, str]:
            return {one: f"{self._what}: {found[one]}" for one in asked if one in found}

        return Met(look.here(found), say)

    @property
    def _what(self) -> str:
        held = COUNTED.get(self.name)
        return str(held.words) if held else self.name

    def in_words(self) -> str:
        return _("%(what)s: at least %(times)d") % {"what": self._what, "times": self.figure}

    def takes(self) -> tuple[Permission | int, ...]:
        held = COUNTED.get(self.name)
        # A count that nobody keeps any more is shown to those who may see everything a list can tell.
        return (held.permission,) if held and held.permission else () if held else tuple(Permission)


@dataclass(frozen=True)
class AtLevel:
    """A level that was decided, or a higher one."""

    kind: ClassVar[str] = "level"

    level: int

    def met(self, look: Look) -> Met:
        standing = DecidedLevel.objects.standing(look.schools, look.day)
        found = {pupil: level for pupil, (level, _pk) in standing.items() if level >= self.level}

        def say(asked: Iterable[int]) -> Mapping[int, str]:
            return {one: str(Level(found[one]).label) for one in asked if one in found}

        return Met(look.here(found), say)

    def in_words(self) -> str:
        return _("Vulnerability: %(level)s or higher") % {"level": Level(self.level).label}

    def takes(self) -> tuple[Permission | int, ...]:
        return ()


@dataclass(frozen=True)
class Protected:
    """A hold on letters or visits."""

    kind: ClassVar[str] = "protected"

    def met(self, look: Look) -> Met:
        held = Hold.objects.on(look.day).filter(school__in=look.schools)
        kinds = {pupil: Hold.Kind(kind).label for pupil, kind in held.values_list("pupil", "kind")}

        def say(asked: Iterable[int]) -> Mapping[int, str]:
            return {one: _("Held: %(kind)s") % {"kind": kinds[one]} for one in asked if one in kinds}

        return Met(look.here(kinds), say)

    def in_words(self) -> str:
        return _("Held back from letters or visits")

    def takes(self) -> tuple[Permission | int, ...]:
        return (Permission.SEE_HOLD_REASONS,)


@dataclass(frozen=True)
class OnRecord:
    """An open protected record."""

    kind: ClassVar[str] = "on_record"

    def met(self, look: Look) -> Met:
        held = ProtectedRecord.objects.on(look.day).filter(school__in=look.schools)
        found = look.here(held.visible_to(look.reader).values_list("pupil", flat=True))
        return Met(found, lambda asked: {one: self.in_words() for one in asked if one in found})

    def in_words(self) -> str:
        return _("A protected record is open")

    def takes(self) -> tuple[Permission | int, ...]:
        return (Permission.LEAD_ON_PROTECTION,)


_ALL = (Rate, Times, Shows, Known, Scored, InProgramme, Happened, AtLevel, Protected, OnRecord)
KINDS: Final[Mapping[str, Callable[..., Condition]]] = {one.kind: one for one in _ALL}


def kept(condition: Any) -> dict[str, Any]:
    """A condition as it is kept with a list."""
    return {"kind": condition.kind, **asdict(condition)}


def read(told: Mapping[str, Any]) -> Condition:
    """The condition that was kept."""
    values = {name: tuple(one) if isinstance(one, list) else one for name, one in told.items()}
    return KINDS[values.pop("kind")](**values)
