"""The lists behind the figures of Today: who, in which class, what their marks are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.attendance.pupil_lists import week_strip
from trellis.registers.history import code_shown
from trellis.registers.strips import Strip
from trellis.rules.words import Session
from trellis.schools.naming import Named, named
from trellis.web.today import Places, Today

# What each list is called, and the rule that puts somebody on it.
LISTS: Mapping[str, tuple[Any, Any]] = {
    "not-heard-from": (
        gettext_lazy("Not heard from"),
        gettext_lazy("Absent in this session, no reason yet (N), and nobody told the office to expect it."),
    ),
    "late": (gettext_lazy("Late"), gettext_lazy("Late in the morning or the afternoon of this day: L or U.")),
    "missing": (
        gettext_lazy("Marks missing this week"),
        gettext_lazy("A session of this week is over, a mark was due, and there is none."),
    ),
    "newly-persistent": (
        gettext_lazy("Newly persistently absent"),
        gettext_lazy("Absent for a tenth or more of the year so far, and not by the Friday before."),
    ),
    "ten-unauthorised": (
        gettext_lazy("Reached ten unauthorised sessions"),
        gettext_lazy(
            "Ten or more unauthorised sessions this year (G, N, O or U), fewer by the Friday before."
        ),
    ),
    "back-on-track": (
        gettext_lazy("Back on track"),
        gettext_lazy("Persistently absent by the Friday before, and no longer."),
    ),
}


# The letter of the set that fits a list, chosen beforehand where somebody writes to the families on it.
LETTERS: Mapping[str, str] = {
    "not-heard-from": "not-heard-from",
    "late": "late-today",
    "newly-persistent": "concern-meeting",
    "ten-unauthorised": "concern-meeting",
    "back-on-track": "improved",
}


@dataclass(frozen=True, slots=True)
class OnList:
    """One pupil on a list of the day."""

    who: Named
    class_name: str
    morning: str
    afternoon: str
    week: Strip


def rows_of(today: Today, places: Places) -> Iterator[OnList]:
    """The pupils at some places on the roll, by class and surname."""
    roll = today.roll
    who = named([int(roll.enrolment[place]) for place in places], today.day)
    at = roll.year.position(today.day, Session.AM)
    found = [(who[int(roll.enrolment[place])], int(place)) for place in places]
    found.sort(key=lambda held: (today.class_name(held[1]), held[0].surname, held[0].forename))
    for person, place in found:
        line = roll.marks[roll.line[place]]
        yield OnList(
            who=person,
            class_name=today.class_name(place) or _("no class"),
            morning=code_shown(chr(line[at])),
            afternoon=code_shown(chr(line[at + 1])),
            week=week_strip(roll, place, today.day),
        )
