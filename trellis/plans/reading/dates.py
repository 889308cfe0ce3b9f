"""When a plan says something is to be done, in whatever way it says it: a day, a month, a term, a rhythm.

Read where it can be read, for the years of the plan; left as its words where it cannot, and said. Nothing is
guessed that would be another day.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from trellis.rules.words import MONTHS

_MONTH: Final = {name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)}
_NAMED: Final = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
_DAY: Final = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<number>\d{1,2})[/.](?P<year>\d{4}|\d{2})\b")
_DAY_NAMED: Final = re.compile(
    rf"\b(?P<day>\d{{1,2}}) ?(?:st|nd|rd|th)? (?:of )?{_NAMED}\b\.?,?(?: ['’]?(?P<year>\d{{4}}|\d{{2}})\b)?",
    re.IGNORECASE,
)
_MONTH_NAMED: Final = re.compile(
    rf"\b{_NAMED}\b\.?(?: ?['’]?(?P<year>\d{{4}}|\d{{2}})\b(?!\s*(?:%|st|nd|rd|th)))?", re.IGNORECASE
)
_TERM: Final = re.compile(
    r"\b(?P<term>autumn|spring|summer)\b(?: term)?(?: (?P<half>[12])\b)?(?: term)?"
    r"(?: (?P<year>20\d\d|\d ?0?\d)\b)?",
    re.IGNORECASE,
)
_RHYTHM: Final = (
    ("half-termly", re.compile(r"(?:½|half)[ -]?term(?:ly)?", re.IGNORECASE)),
    ("termly", re.compile(r"\btermly\b|\beach term\b|\bevery term\b", re.IGNORECASE)),
    ("daily", re.compile(r"\bdaily\b|\bevery day\b", re.IGNORECASE)),
    (
        "weekly",
        re.compile(r"\bweekly\b|\b(?:every|each) (?:week|(?:mon|tues|wednes|thurs|fri)day)\b", re.IGNORECASE),
    ),
    ("monthly", re.compile(r"\bmonthly\b|\bevery month\b|\beach month\b", re.IGNORECASE)),
    ("yearly", re.compile(r"\bannual(?:ly)?\b|\byearly\b|\beach year\b", re.IGNORECASE)),
    ("ongoing", re.compile(r"\bon[ -]?going\b|\bthroughout the year\b|\bcontinuous\b", re.IGNORECASE)),
)
# A term by the month it begins and the month it ends; halves by those of each.
_TERMS: Final = {
    ("autumn", ""): (9, 12),
    ("autumn", "1"): (9, 10),
    ("autumn", "2"): (11, 12),
    ("spring", ""): (1, 4),
    ("spring", "1"): (1, 2),
    ("spring", "2"): (2, 4),
    ("summer", ""): (4, 7),
    ("summer", "1"): (4, 5),
    ("summer", "2"): (6, 7),
}
_SEPTEMBER: Final = 9


@dataclass(frozen=True, slots=True)
class Years:
    """The school years a plan is for: 2013 and 2014 for a plan of 2013-14."""

    first: int
    last: int

    def of_month(self, month: int) -> int:
        """The year a month without one belongs to, in a plan that runs from September."""
        return self.first if month >= _SEPTEMBER else self.last

    def __contains__(self, year: int) -> bool:
        """Within a year of the plan: what is begun before or goes on after."""
        return self.first - 1 <= year <= self.last + 1


@dataclass(frozen=True, slots=True)
class When:
    """When, as far as it could be read: the first and last day it may mean, or a rhythm, or neither."""

    words: str
    since: dt.date | None = None
    until: dt.date | None = None
    rhythm: str = ""
    outside: bool = False  # of the years of the plan

    @property
    def is_read(self) -> bool:
        return self.since is not None or bool(self.rhythm)


def read_when(words: str, years: Years | None) -> When:
    """What one line says of when."""
    words = words.strip()
    rhythm = next((name for name, pattern in _RHYTHM if pattern.search(words)), "")
    rest = next((pattern.sub(" ", words) for name, pattern in _RHYTHM if name == rhythm), words)
    span = _day(rest, years) or _month(rest, years) or _term(rest, years)
    if span is None:
        return When(words, rhythm=rhythm)
    since, until = span
    outside = years is not None and not {since.year, until.year} & {*range(years.first, years.last + 1)}
    return When(words, since, until, rhythm, outside)


def _day(words: str, years: Years | None) -> tuple[dt.date, dt.date] | None:
    found = _DAY.search(words)
    if found:
        return _one_day(_year(found["year"]), int(found["number"]), int(found["day"]))
    found = _DAY_NAMED.search(words)
    if found is None:
        return None
    month = _MONTH[found["month"][:3].casefold()]
    year = _year(found["year"]) if found["year"] else years and years.of_month(month)
    return _one_day(year, month, int(found["day"])) if year else None


def _one_day(year: int, month: int, day: int) -> tuple[dt.date, dt.date] | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found, found


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month(words: str, years: Years | None) -> tuple[dt.date, dt.date] | None:
    """A month, with its year or in the years of the plan. "October 13" is a month where 2013 is a year of the
    plan, and is left as words where it may as well be a day.
    """
    found = [match for match in _MONTH_NAMED.finditer(words) if _is_month(match)]
    if not found:
        return None
    first, last = found[0], found[-1]
    digits = last["year"]
    if digits and len(digits) == 2 and years is not None and _year(digits) not in years:
        return None
    if digits and len(digits) == 2 and years is None:
        return None
    spans = []
    for match in (first, last):
        month = _MONTH[match["month"][:3].casefold()]
        year = _year(match["year"] or digits) if match["year"] or digits else years and years.of_month(month)
        if not year:
            return None
        spans.append((year, month))
    (since_year, since_month), (until_year, until_month) = spans
    last_day = calendar.monthrange(until_year, until_month)[1]
    return dt.date(since_year, since_month, 1), dt.date(until_year, until_month, last_day)


def _is_month(match: re.Match[str]) -> bool:
    """ "may" and "mar" inside a sentence are not months: a month begins with a capital, or has a year."""
    return match[0][0].isupper() or bool(match["year"])


def _term(words: str, years: Years | None) -> tuple[dt.date, dt.date] | None:
    found = _TERM.search(words)
    if found is None:
        return None
    since, until = _TERMS[found["term"].casefold(), found["half"] or ""]
    digits = (found["year"] or "").replace(" ", "")
    year = (_year(digits.zfill(2)) if digits else None) or (years and years.of_month(since))
    if not year:
        return None
    return dt.date(year, since, 1), dt.date(year, until, calendar.monthrange(year, until)[1])


_YEARS: Final = re.compile(r"\b(20\d\d)\s*(?:[-–/]|to)\s*(20\d\d|\d\d)\b")
_ALONE: Final = re.compile(r"\b(20\d\d)\b")
_SPAN: Final = re.compile(rf"\b{_NAMED} (20\d\d)\s*(?:[-–]|to)\s*[A-Za-z]+ (20\d\d)\b", re.IGNORECASE)


def years_in(text: str) -> Years | None:
    """The years a title names: "2013-14", "September 2021 – July 2022", "2009"."""
    found = _SPAN.search(text)
    if found:
        return Years(int(found[2]), int(found[3]))
    found = _YEARS.search(text)
    if found:
        first, last = int(found[1]), found[2]
        until = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        return Years(first, until) if first <= until <= first + 10 else None
    found = _ALONE.search(text)
    return Years(int(found[1]), int(found[1]) + 1) if found else None
