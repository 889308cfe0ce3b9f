"""What commands about figures are asked: whose, which days, which population, known when."""

import argparse
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from trellis.measures.characteristics import Which
from trellis.measures.periods import Period
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HALF_TERM_NAMES
from trellis.rules.populations import Population
from trellis.rules.words import ProblemWith
from trellis.schools.models import Grouping, School
from trellis.web.commands import CommandWrong, read_day

_Choice = TypeVar("_Choice", bound=StrEnum)
_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a command line put it, with the rolls that answer it."""

    scope: Scope
    period: Period
    population: Population
    which: Which
    held: Rolls

    @property
    def ledger(self) -> Any:
        """The ledger number it was read at: one for a school, one for each URN in a grouping."""
        if self.scope.school is not None and len(self.held.ledger) == 1:
            return next(iter(self.held.ledger.values()))
        return dict(self.held.ledger)

    @property
    def as_at(self) -> dt.datetime:
        """The moment it was read at, in London's time with its offset."""
        return self.held.as_at.astimezone(_LONDON)


def asked(args: argparse.Namespace, fields: tuple[str, ...] = ()) -> Asked:
    """Read the options and fetch the rolls; what makes no sense is refused in a sentence."""
    scope, period = scope_of(args), period_of(args)
    as_at = moment(args.as_at) if args.as_at else None
    population = one_of(Population, "--population", args.population)
    which = one_of(Which, "--characteristics", args.characteristics)
    held = rolls(scope, period.since, period.until, fields=fields, as_at=as_at)
    return Asked(scope, period, population, which, held)


def one_of(choices: type[_Choice], option: str, text: str) -> _Choice:
    """The choice an option names."""
    try:
        return choices(text)
    except ValueError as wrong:
        known = ", ".join(choices)
        raise CommandWrong(f"{option}: “{text}” is not one of {known}.") from wrong


def scope_of(args: argparse.Namespace) -> Scope:
    """The school or the grouping a command names."""
    if args.school:
        school = School.objects.known_by(args.school).first()
        if school is None:
            raise CommandWrong(f"There is no school with the URN {args.school}.")
        return Scope(school=school)
    kind, _, name = args.grouping.partition(":")
    grouping = Grouping.objects.filter(kind=kind, name=name).first()
    if grouping is None:
        kinds = ", ".join(Grouping.Kind.values)
        raise CommandWrong(
            f"There is no grouping “{args.grouping}”: write one as KIND:NAME, where KIND is one of {kinds}."
        )
    return Scope(grouping=grouping)


def period_of(args: argparse.Namespace) -> Period:
    """The days a command asks about: an academic year, one half-term of it, or from a day until another."""
    if args.since or args.until:
        if args.year or args.half_term:
            raise CommandWrong("Give either --year (with or without --half-term) or --since and --until.")
        if not (args.since and args.until):
            raise CommandWrong("--since and --until go together.")
        since, until = read_day("--since", args.since), read_day("--until", args.until)
        if until < since:
            raise CommandWrong(f"--until {until} comes before --since {since}.")
        return Period.between(since, until)
    if not args.year:
        raise CommandWrong("Say which days: --year 2024/25, or --since and --until.")
    year = read_year(args.year)
    if not args.half_term:
        return Period.of_year(year)
    return Period.of_half_term(year, read_half_term(args.half_term))


def read_year(text: str) -> AcademicYear:
    """The academic year an option names."""
    try:
        return AcademicYear.parse(text)
    except ProblemWith as wrong:
        raise CommandWrong(f"--year: {wrong}") from wrong


def read_half_term(text: str) -> str:
    """The half-term an option names."""
    for name in HALF_TERM_NAMES:
        if name.casefold() == text.strip().casefold():
            return name
    raise CommandWrong(f"--half-term: “{text}” is not one of {', '.join(HALF_TERM_NAMES)}.")


def moment(text: str) -> dt.datetime:
    """A moment in ISO 8601; without an offset it is London's time, and the repeated hour is refused.

    A day alone is its end, as people mean "as at Friday"; today alone is now.
    """
    try:
        day, read = parse_date(text), parse_datetime(text)
    except ValueError:
        day = read = None
    if day is not None:
        ended = dt.datetime.combine(day, dt.time.max, _LONDON)
        return timezone.now() if day == timezone.localdate(timezone=_LONDON) else ended
    if read is None:
        raise CommandWrong(f"--as-at: “{text}” is not a moment: write it as 2025-02-14T16:00.")
    if timezone.is_aware(read):
        return read
    earlier, later = (read.replace(tzinfo=_LONDON, fold=fold) for fold in (0, 1))
    if earlier.utcoffset() == later.utcoffset():
        return earlier
    if earlier.utcoffset() > later.utcoffset():
        raise CommandWrong(
            f"--as-at: {text} comes twice, on the night the clocks go back: add its offset, +01:00 or +00:00."
        )
    raise CommandWrong(f"--as-at: {text} does not exist: the clocks went forward over it.")
