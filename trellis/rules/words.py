"""The few words every other rule is said with: a nation, a session, and a sentence that can be translated."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar, Self


class Nation(StrEnum):
    """Whose law and whose codes: every rule that differs between the two is asked with one of these."""

    ENGLAND = "england"
    WALES = "wales"


class Session(StrEnum):
    """Half a school day: every school day has two (domain-rules §3)."""

    AM = "AM"
    PM = "PM"


def gettext_noop(text: str) -> str:
    """Mark words for translation: rules only name them, whoever shows them translates."""
    return text


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_in_words(day: date) -> str:
    """A day as a sentence says it, whatever the machine's own locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


class Sentence(str):
    """A sentence in English that remembers how it was made, so that a page can say it in another language.

    It is an ordinary ``str`` everywhere; a page that translates says ``gettext(s.template) % s.values``.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        sentence = super().__new__(cls, template % values if values else template)
        sentence.template = template
        sentence.values = values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.values


class ProblemWith(ValueError):  # noqa: N818 - a problem is the word the pages use
    """Something brought from outside that cannot be taken as it stands, and one sentence saying why."""

    subject: ClassVar[str] = "value"

    def __init__(self, says: Sentence, value: object = None) -> None:
        super().__init__(says, value)
        self.says = says
        self.value = value

    def __str__(self) -> str:
        return str(self.says)


class ProblemWithNation(ProblemWith):
    """A nation Trellis has no rules for."""

    subject: ClassVar[str] = "nation"


def read_nation(text: str) -> Nation:
    """England or Wales, as the command line and files write them."""
    try:
        return Nation(text.strip().lower())
    except ValueError:
        says = Sentence(gettext_noop("“%(text)s” is not a nation: write england or wales."), text=text)
        raise ProblemWithNation(says, text) from None
