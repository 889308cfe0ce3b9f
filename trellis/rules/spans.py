"""What a calendar is made of: terms, breaks, INSET, holidays and closures, and what makes them impossible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Final

from trellis.rules.academic_year import AcademicYear
from trellis.rules.bank_holidays import BANK_HOLIDAYS
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5


class Kind(StrEnum):
    """What a calendar file says of some days."""

    TERM = "term"
    BREAK = "break"
    INSET = "inset"
    HOLIDAY = "holiday"
    CLOSURE = "closure"


class ProblemWithSpan(ProblemWith):
    """Days that cannot be as they stand; `index` is their place among the spans given."""

    subject = "calendar"

    def __init__(self, says: Sentence, value: object = None, *, index: int = 0) -> None:
        super().__init__(says, value)
        self.index = index


def read_kind(text: str) -> Kind:
    """What a calendar file calls some days."""
    try:
        return Kind(text.strip().lower())
    except ValueError:
        template = gettext_noop(
            "“%(text)s” is not a kind of day: write term, break, inset, holiday or closure."
        )
        raise ProblemWithSpan(Sentence(template, text=text), text) from None


@dataclass(frozen=True, order=True)
class Span:
    """Some days, both ends included, that are a term, a break in one, or closed for a reason."""

    since: date
    until: date
    kind: Kind
    name: str = ""

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until

    def days(self) -> Iterable[date]:
        """Each of its days."""
        return (self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1))

    def overlaps(self, other: Span) -> bool:
        """Do the two share a day?"""
        return self.since <= other.until and other.since <= self.until

    def contains(self, other: Span) -> bool:
        """Does the other lie wholly inside?"""
        return self.since <= other.since and other.until <= self.until

    def __str__(self) -> str:
        days = day_in_words(self.since)
        if self.until != self.since:
            days = f"{days} – {day_in_words(self.until)}"
        return f"{self.name} ({days})" if self.name else f"{self.kind} ({days})"


def of_kind(spans: Iterable[Span], kind: Kind) -> list[Span]:
    """The spans of one kind, in order of date."""
    return sorted(span for span in spans if span.kind is kind)


def closed_days(spans: Iterable[Span]) -> dict[date, Kind]:
    """Every day some span closes. Where spans meet, what was planned says more than a closure."""
    closed: dict[date, Kind] = {}
    for kind in (Kind.CLOSURE, Kind.HOLIDAY, Kind.BREAK, Kind.INSET):
        closed |= {day: kind for span in of_kind(spans, kind) for day in span.days()}
    return closed


def closed_anyway(day: date) -> bool:
    """Is no school open that day whatever its calendar says?"""
    return day.weekday() >= SATURDAY or day in BANK_HOLIDAYS


# --- seasons and their parts ---

SEASONS: Final = ("Autumn", "Spring", "Summer")
_SEASON_WORDS: Final = (("autumn", "hydref"), ("spring", "gwanwyn"), ("summer", "haf"))

# A stretch of school, first day and last.
Part = tuple[date, date]


def season_of_each(terms: Sequence[Span]) -> list[int | None]:
    """0, 1 or 2 for each term in order of date: by its name, or by its place among three or six."""
    to_a_season = {3: 1, 6: 2}.get(len(terms))
    by_name = [_season_named(term.name) for term in terms]
    return [
        named if named is not None or to_a_season is None else n // to_a_season
        for n, named in enumerate(by_name)
    ]


def _season_named(name: str) -> int | None:
    said = name.casefold()
    return next((n for n, words in enumerate(_SEASON_WORDS) if any(word in said for word in words)), None)


def parts_of_seasons(spans: Iterable[Span]) -> dict[int, list[Part]]:
    """The stretches of school in each season: its terms, cut at the breaks inside them."""
    spans = list(spans)
    terms, breaks = of_kind(spans, Kind.TERM), of_kind(spans, Kind.BREAK)
    pairs = [pair for pair in zip(season_of_each(terms), terms, strict=True) if pair[0] is not None]
    return {
        season: [part for _, term in group for part in _cut(term, breaks)]
        for season, group in groupby(pairs, key=lambda pair: pair[0] or 0)
    }


def _cut(term: Span, breaks: Iterable[Span]) -> list[Part]:
    """A term without the breaks inside it. Ends that fall at a weekend move in to the nearest weekday."""
    inside = [gap for gap in breaks if term.contains(gap)]
    starts = [term.since, *(gap.until + ONE_DAY for gap in inside)]
    ends = [*(gap.since - ONE_DAY for gap in inside), term.until]
    trimmed = (_weekdays_only(since, until) for since, until in zip(starts, ends, strict=True))
    return [(since, until) for since, until in trimmed if since <= until]


def _weekdays_only(since: date, until: date) -> Part:
    while since <= until and since.weekday() >= SATURDAY:
        since += ONE_DAY
    while since <= until and until.weekday() >= SATURDAY:
        until -= ONE_DAY
    return since, until


# --- what cannot be ---


def calendar_problems(year: AcademicYear, spans: Sequence[Span]) -> list[ProblemWithSpan]:
    """Everything that makes these spans impossible as a school's year, in the order the spans were given.

    Later questions are only asked of spans that pass the earlier ones: a term that ends before it begins
    would answer the rest with noise.
    """
    found = [problem for index, span in enumerate(spans) if (problem := _impossible(year, span, index))]
    if not found:
        found = [*_overlaps(spans), *_straddling_breaks(spans), *_inset_on_bank_holidays(spans)]
    if not found:
        found = [*_empty_terms(spans), *_unnamed_terms(spans)]
    if not found:
        found = [*_disordered_terms(spans), *_too_many_parts(spans)]
    return sorted(found, key=lambda problem: problem.index)


def _problem(index: int, span: Span, template: str, /, **words: object) -> ProblemWithSpan:
    return ProblemWithSpan(Sentence(template, span=str(span), **words), span, index=index)


def _impossible(year: AcademicYear, span: Span, index: int) -> ProblemWithSpan | None:
    if span.until < span.since:
        return _problem(index, span, gettext_noop("%(span)s ends before it begins."))
    if span.since in year and span.until in year:
        return None
    template = gettext_noop("%(span)s does not lie within %(year)s, which runs from %(since)s to %(until)s.")
    since, until = day_in_words(year.since), day_in_words(year.until)
    return _problem(index, span, template, year=year.label, since=since, until=until)


def _clash(one: Span, other: Span) -> bool:
    """May two spans not stand together? A term holds what happens in it; a closure can fall on anything."""
    if not one.overlaps(other):
        return False
    if one.kind == other.kind:
        return True
    if {Kind.TERM, Kind.CLOSURE} & {one.kind, other.kind}:
        return False
    # A bank holiday listed once more inside a break says nothing new.
    return not all(closed_anyway(day) for day in one.days() if day in other)


def _overlaps(spans: Sequence[Span]) -> Iterable[ProblemWithSpan]:
    template = gettext_noop("%(span)s overlaps %(other)s.")
    for index, span in enumerate(spans):
        for earlier in spans[:index]:
            if _clash(span, earlier):
                yield _problem(index, span, template, other=str(earlier))


def _straddling_breaks(spans: Sequence[Span]) -> Iterable[ProblemWithSpan]:
    template = gettext_noop(
        "%(span)s lies partly inside %(term)s: a break is inside one term or between two."
    )
    terms = of_kind(spans, Kind.TERM)
    for index, span in enumerate(spans):
        for term in terms:
            if span.kind is Kind.BREAK and span.overlaps(term) and not term.contains(span):
                yield _problem(index, span, template, term=str(term))


def _inset_on_bank_holidays(spans: Sequence[Span]) -> Iterable[ProblemWithSpan]:
    template = gettext_noop("%(span)s: %(day)s is a bank holiday (%(holiday)s), so it cannot be INSET.")
    for index, span in enumerate(spans):
        for day in span.days():
            if span.kind is Kind.INSET and day in BANK_HOLIDAYS:
                yield _problem(index, span, template, day=day_in_words(day), holiday=BANK_HOLIDAYS[day])


def _empty_terms(spans: Sequence[Span]) -> Iterable[ProblemWithSpan]:
    closed = closed_days(spans)
    for index, span in enumerate(spans):
        if span.kind is Kind.TERM and all(day in closed or closed_anyway(day) for day in span.days()):
            yield _problem(index, span, gettext_noop("%(span)s has no school day in it."))


def _unnamed_terms(spans: Sequence[Span]) -> Iterable[ProblemWithSpan]:
    template = gettext_noop("%(span)s: give three terms, or six, or name each Autumn, Spring or Summer.")
    terms = of_kind(spans, Kind.TERM)
    for term, season in zip(terms, season_of_each(terms), strict=True):
        if season is None:
            yield _problem(spans.index(term), term, template)


def _disordered_terms(spans: Sequence[Span]) -> Iterable[ProblemWithSpan]:
    terms = of_kind(spans, Kind.TERM)
    by_date = zip(terms, (season or 0 for season in season_of_each(terms)), strict=True)
    for (earlier, season_before), (later, season) in pairwise(by_date):
        if season < season_before:
            template = gettext_noop("%(span)s comes after %(other)s: the year runs autumn, spring, summer.")
            yield _problem(spans.index(later), later, template, other=str(earlier))


def _too_many_parts(spans: Sequence[Span]) -> Iterable[ProblemWithSpan]:
    template = gettext_noop("%(span)s would have %(parts)s parts: a term has one break and two half-terms.")
    terms = of_kind(spans, Kind.TERM)
    seasons = season_of_each(terms)
    for season, parts in parts_of_seasons(spans).items():
        if len(parts) > 2:
            first = terms[seasons.index(season)]
            yield _problem(spans.index(first), first, template, parts=len(parts))
