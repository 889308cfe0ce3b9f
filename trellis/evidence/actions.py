"""Bringing national figures as they are published; recording those that arrive; keeping what was reported;
and bringing a school's figures as others printed them.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from trellis.evidence.models import (
    Comparator,
    Indicator,
    IndicatorValue,
    PrintedFigure,
    PrintedPupil,
    Reading,
    Target,
)
from trellis.evidence.shipped import Problem, read_comparators, shipped
from trellis.rules.academic_year import AcademicYear
from trellis.rules.criteria import Operator, read_target
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Grouping, Person, Pupil, School, SchoolClass, at_place

_SAYS = ("until", "half_terms", "percent", "places", "source", "retrieved", "to_verify", "note")


@dataclass
class Brought:
    """What a file of comparators changed, or what is wrong with it."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


@transaction.atomic
def bring_comparators(*, lines: Iterable[str], by: str, dry_run: bool = False) -> Brought:
    """Take a CSV file of national figures: all of it, or with a problem in any cell none of it.

    A figure already held is replaced and its history kept; the same file brought twice changes nothing.
    """
    found, problems = read_comparators(lines)
    if problems:
        return Brought(rows=len(found), problems=problems)
    stored = {figure.key: figure for figure in Comparator.objects.all()}
    held = {figure.key: figure for figure in shipped()} | stored
    answer = Brought(rows=len(found))
    for figure in found:
        before = held.get(figure.key)
        if before is not None and _said(before) == _said(figure):
            answer.unchanged += 1
            continue
        if before is None:
            answer.new += 1
        else:
            answer.changed += 1
        if not dry_run:
            _keep(figure, over=stored.get(figure.key), by=by)
    return answer


def _said(figure: Comparator) -> tuple[Any, ...]:
    """What a row says of its figure: two that say the same are the same."""
    return tuple(getattr(figure, column) for column in _SAYS)


def _keep(figure: Comparator, *, over: Comparator | None, by: str) -> None:
    if over is not None:
        figure.pk = over.pk
        figure._state.adding = False
    figure.brought_by, figure.brought_at = by, timezone.now()
    figure.save()


# --- figures that arrive ------------------------------------------------------------------------------------


class ProblemWithIndicator(ProblemWith):
    """An indicator or a value of one that cannot be kept as it stands."""

    subject = "indicator"


@transaction.atomic
def make_indicator(
    *, place: School | Grouping, name: str, unit: str, rises: bool, by: By, method: str = ""
) -> Indicator:
    """Name a figure that will arrive, and say whether it is wanted high."""
    if Indicator.objects.at(place).filter(name=name).exists():
        says = gettext_noop("There is an indicator called “%(name)s” already.")
        raise ProblemWithIndicator(Sentence(says, name=name), name)
    return keep(Indicator(**at_place(place), name=name, unit=unit, rises=rises, method=method), by)


@transaction.atomic
def record_value(
    *,
    indicator: Indicator,
    on: dt.date,
    source: str,
    by: By,
    part: int | None = None,
    whole: int | None = None,
    value: Decimal | None = None,
    grouping: Grouping | None = None,
    school: School | None = None,
    group: str = "",
    is_baseline: bool = False,
) -> IndicatorValue:
    """Write down what an indicator was on a day, and where that is said. A value of the same day and whom is
    corrected, and what it was is kept.
    """
    _insist_on_a_figure(indicator, part, whole, value)
    of = {"indicator": indicator, "on": on, "grouping": grouping, "school": school, "group": group}
    held = IndicatorValue.objects.filter(**of).first()
    row = held or IndicatorValue(**of)
    said = {"part": part, "whole": whole, "value": value, "is_baseline": is_baseline, "source": source}
    if held is not None and all(getattr(held, name) == word for name, word in said.items()):
        return held
    for name, word in said.items():
        setattr(row, name, word)
    return keep(row, by)


def _insist_on_a_figure(
    indicator: Indicator, part: int | None, whole: int | None, value: Decimal | None
) -> None:
    counted = part is not None and whole is not None
    if counted == (value is not None) or (part is None) != (whole is None):
        says = gettext_noop("Write either a value, or how many of how many.")
        raise ProblemWithIndicator(Sentence(says))
    if (counted and not 0 <= part <= whole) or whole == 0:
        says = gettext_noop("%(part)s of %(whole)s is no share: a group with nobody in it has no figure.")
        raise ProblemWithIndicator(Sentence(says, part=part, whole=whole))
    if indicator.of_share and value is not None and not 0 <= value <= 100:
        says = gettext_noop("%(value)s%% is no share: a share is from 0%% to 100%%.")
        raise ProblemWithIndicator(Sentence(says, value=value))
    if counted and not indicator.of_share:
        says = gettext_noop("This indicator is a number: write the value alone.")
        raise ProblemWithIndicator(Sentence(says))


@transaction.atomic
def drop_value(*, value: IndicatorValue, by: By) -> None:
    """Take a value away that was never so; its history stays."""
    drop(value, by)


# --- what was reported --------------------------------------------------------------------------------------


@transaction.atomic
def freeze(*, readings: Iterable[Reading], by: By) -> list[Reading]:
    """Keep figures as they were read, for good."""
    held = list(readings)
    for reading in held:
        reading.taken_by = by if isinstance(by, Person) else None
        reading.taken_by_name = name_of(by)
        reading.save()
    return held


# --- figures as others printed them -------------------------------------------------------------------------


class ProblemWithPrintedFigure(ProblemWith):
    """A figure of somebody else's that cannot be put beside ours as it stands."""

    subject = "figure"


class PrintedRow(NamedTuple):
    """One row of a printed list: its number in the file, whose it is if anybody's here, and the figure."""

    row: int
    pupil: int | None
    part: int
    whole: int


@transaction.atomic
def bring_printed_figure(
    *,
    school: School,
    by: By,
    since: dt.date,
    until: dt.date,
    printed_on: dt.date,
    year: int,
    pupils: Sequence[PrintedRow] = (),
    part: int | None = None,
    whole: int | None = None,
    percent: Decimal | None = None,
    **said: Any,
) -> PrintedFigure:
    """Write down what another report says of a school, to be reconciled with ours.

    A list of pupils is its own total: nothing else need be said of the figure, and if it is, the two agree.
    """
    if pupils:
        listed = (sum(one.part for one in pupils), sum(one.whole for one in pupils))
        if part is not None and (part, whole) != listed:
            says = gettext_noop("The list adds up to %(part)s of %(whole)s, and the figure says otherwise.")
            raise ProblemWithPrintedFigure(Sentence(says, part=listed[0], whole=listed[1]))
        (part, whole), percent = listed, None
    _insist_on_a_printed_figure(part, whole, percent)
    _insist_on_days_of_one_year(since, until, printed_on, AcademicYear(year))
    figure = PrintedFigure(
        school=school,
        since=since,
        until=until,
        printed_on=printed_on,
        year=year,
        part=part,
        whole=whole,
        percent=percent,
        places=_places(percent),
        brought_at=timezone.now(),
        brought_by=by if isinstance(by, Person) else None,
        brought_by_name=name_of(by),
        **said,
    )
    keep(figure, by)
    PrintedPupil.objects.bulk_create(
        PrintedPupil(figure=figure, row=one.row, pupil_id=one.pupil, part=one.part, whole=one.whole)
        for one in pupils
    )
    return figure


def _insist_on_a_printed_figure(part: int | None, whole: int | None, percent: Decimal | None) -> None:
    if (part is None) != (whole is None) or (part is None) == (percent is None):
        says = gettext_noop("Write either the percentage, or how many of how many.")
        raise ProblemWithPrintedFigure(Sentence(says))
    if percent is not None and not 0 <= percent <= 100:
        says = gettext_noop("%(percent)s%% is no share: a share is from 0%% to 100%%.")
        raise ProblemWithPrintedFigure(Sentence(says, percent=percent), percent)
    if part is not None and (not whole or part > whole):
        says = gettext_noop("%(part)s of %(whole)s is no share: a part is at most its whole.")
        raise ProblemWithPrintedFigure(Sentence(says, part=part, whole=whole))


def _insist_on_days_of_one_year(
    since: dt.date, until: dt.date, printed_on: dt.date, year: AcademicYear
) -> None:
    if until < since:
        says = gettext_noop("It cannot end on %(until)s, before it begins on %(since)s.")
        raise ProblemWithPrintedFigure(Sentence(says, since=day_in_words(since), until=day_in_words(until)))
    if since not in year or until not in year:
        says = gettext_noop("Its days lie in %(year)s, as ours do: compare one school year at a time.")
        raise ProblemWithPrintedFigure(Sentence(says, year=year.label))
    if printed_on > timezone.localdate() or printed_on < since:
        says = gettext_noop("It was printed between its first day and today, not on %(day)s.")
        raise ProblemWithPrintedFigure(Sentence(says, day=day_in_words(printed_on)), printed_on)


def _places(percent: Decimal | None) -> int:
    """Decimal places as written; figures are printed with at least one."""
    exponent = percent.as_tuple().exponent if percent is not None else 0
    return max(1, -exponent) if isinstance(exponent, int) else 1


@transaction.atomic
def drop_printed_figure(*, figure: PrintedFigure, by: By) -> None:
    """Take away what was brought by mistake; its history stays, its list of pupils goes."""
    drop(figure, by)


# --- targets ------------------------------------------------------------------------------------------------


@transaction.atomic
def set_target(
    *,
    place: School | Grouping,
    year: int,
    percent: str,
    by: By,
    school_class: SchoolClass | None = None,
    pupil: Pupil | None = None,
    words: str = "",
) -> Target:
    """What attendance is to come to over a year: a class's, a pupil's or a grouping's. One set before is
    changed, and what it was is kept.
    """
    read = read_target(percent, Operator.AT_LEAST, of_share=True)
    if not read:
        says = gettext_noop("A target of 0%% asks for nothing: write a percentage above it.")
        raise ProblemWithIndicator(Sentence(says), percent)
    of = {**at_place(place), "year": year, "school_class": school_class, "pupil": pupil}
    target = Target.objects.filter(**of).first() or Target(**of)
    target.percent, target.words = Decimal(percent.strip().removesuffix("%").strip()), words.strip()
    return keep(target, by)


@transaction.atomic
def drop_target(*, target: Target, by: By) -> None:
    """A target that is no longer aimed at; its history stays."""
    drop(target, by)
