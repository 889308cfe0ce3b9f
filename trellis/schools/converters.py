"""How a day, an academic year, a name and a grouping stand in an address:
/schools/123456/registers/7B/2026-09-14/am/.
"""

import datetime as dt
from functools import cache
from typing import NamedTuple

from django.urls import register_converter
from django.urls.converters import get_converters

from trellis.rules.academic_year import AcademicYear


class DayConverter:
    """A day: 2026-09-14."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return str(value)


class YearConverter:
    """An academic year: 2026-27. A ValueError, as for 2026-29, is no such page."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> AcademicYear:
        return AcademicYear.parse(value)

    def to_url(self, value: AcademicYear | int) -> str:
        year = AcademicYear(value) if isinstance(value, int) else value
        return year.label.replace("/", "-")


class NameConverter:
    """The name of a class or grouping, which may hold a stroke: 3/4B is written 3~4B."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value.replace("~", "/")

    def to_url(self, value: object) -> str:
        return str(value).replace("/", "~")


class GroupingNamed(NamedTuple):
    """A grouping as an address names it: its kind and its name."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.name.replace('/', '~')}"


class GroupingConverter:
    """A grouping where an address may as well name a school: trust/Hedgerow Trust."""

    regex = "[-a-z_]+/[^/]+"

    def to_python(self, value: str) -> GroupingNamed:
        kind, _stroke, name = value.partition("/")
        return GroupingNamed(kind, name.replace("~", "/"))

    def to_url(self, value: GroupingNamed | str) -> str:
        return str(value)


CONVERTERS = {
    "day": DayConverter,
    "year": YearConverter,
    "name": NameConverter,
    "grouping": GroupingConverter,
}


@cache  # once, whichever room's addresses are read first
def register() -> None:
    """Offer `<day:date>`, `<year:year>`, `<name:class_name>` and `<grouping:urn>`; every urls.py may ask."""
    for name, converter in CONVERTERS.items():
        if name not in get_converters():
            register_converter(converter, name)
