"""What is wrong with a file, said by cell; what was translated; and the whole answer to bringing it.

The answer is the promise of interfaces.md, **import**: counts, every problem at once, what a person must
confirm, and each translation with a count and an example.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext

from trellis.rules.words import Sentence

Example = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that cannot be taken as it stands. `row` is the spreadsheet's, its heading being row 1."""

    says: Sentence
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "value": self.value, "says": str(self.says)}


@dataclass(slots=True)
class Note:
    """Something a person should know of an import that goes ahead: how often, with an example."""

    says: Sentence
    count: int = 1
    example: Example | None = None

    def as_json(self) -> dict[str, Any]:
        return {"says": str(self.says), "count": self.count, "example": dict(self.example or {}) or None}


class Notes:
    """Notes counted as they come: the same sentence again is the same note once more."""

    def __init__(self) -> None:
        self._held: dict[Sentence, Note] = {}

    def add(self, says: Sentence, *, count: int = 1, example: Example | None = None) -> None:
        held = self._held.get(says)
        if held is None:
            self._held[says] = Note(says, count, example)
        else:
            held.count += count

    def extend(self, notes: Iterable[Note]) -> None:
        for note in notes:
            self.add(note.says, count=note.count, example=note.example)

    def all(self) -> list[Note]:
        return list(self._held.values())


@dataclass(slots=True)
class BeforeAndAfter:
    """What would become of one record or mark, as a person reads it: what, before, after."""

    what: Sentence  # "marks: N becomes I", "class"
    who: str
    before: str
    after: str
    where: str = ""  # the day and session of a mark

    def as_json(self) -> dict[str, Any]:
        return {
            "what": str(self.what),
            "who": self.who,
            "where": self.where,
            "before": self.before,
            "after": self.after,
        }


EXAMPLES_OF_A_CHANGE = 3
# Nobody works through more on a page; a command still names every one.
MOST_KEPT = 5_000


class Examples:
    """Three examples of each kind of change, and how many of it there are."""

    def __init__(self) -> None:
        self._counts: dict[Sentence, int] = {}
        self._held: dict[Sentence, list[BeforeAndAfter]] = {}

    def wanted(self, what: Sentence) -> bool:
        """Is there room for another example of this kind?"""
        return len(self._held.get(what, ())) < EXAMPLES_OF_A_CHANGE

    def count(self, what: Sentence, count: int = 1) -> None:
        self._counts[what] = self._counts.get(what, 0) + count

    def show(self, change: BeforeAndAfter) -> None:
        if self.wanted(change.what):
            self._held.setdefault(change.what, []).append(change)

    def add(self, change: BeforeAndAfter) -> None:
        self.count(change.what)
        self.show(change)

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "what": str(what),
                "words": words(what),
                "count": count,
                "examples": [change.as_json() for change in self._held.get(what, ())],
            }
            for what, count in self._counts.items()
        ]


@dataclass(slots=True)
class ToConfirm:
    """Something only a person can say. `key` names it when they do."""

    kind: str
    key: str
    says: Sentence
    pupil: str
    row: int | None = None
    about: int | None = None  # the record here that it is about
    day: dt.date | None = None  # what a date asked for would most likely be
    school: str = ""  # the other school, where it may be told

    def as_json(self) -> dict[str, Any]:
        said = {
            "kind": self.kind,
            "key": self.key,
            "row": self.row,
            "pupil": self.pupil,
            "says": str(self.says),
        }
        if self.day:
            said["day"] = self.day.isoformat()
        return said | ({"school": self.school} if self.school else {})


@dataclass
class Answer:
    """What bringing a file would do, or did."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    to_confirm: list[ToConfirm] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)  # heading in the file -> what it was read as
    left_out: list[str] = field(default_factory=list)  # headings nobody understood
    examples: Examples = field(default_factory=Examples)
    refused: bool = False  # whatever --skip-problems says

    def in_order(self) -> list[Problem]:
        """Problems as a person works down the sheet."""
        return sorted(self.problems, key=lambda problem: (problem.row or 0, problem.column or ""))

    def as_json(self, *, batch: int | None = None, imported: bool = True) -> dict[str, Any]:
        """The promised answer; where nothing was imported it counts nothing."""
        counts = {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}
        return {
            "batch": batch,
            "rows": self.rows,
            **(counts if imported else dict.fromkeys(counts, 0)),
            "problems": [problem.as_json() for problem in self.in_order()],
            "to_confirm": [one.as_json() for one in self.to_confirm],
            "notes": [note.as_json() for note in self.notes],
            "columns": self.columns,
            "left_out": self.left_out,
            "examples": [
                {key: value for key, value in kind.items() if key != "words"}
                for kind in self.examples.as_json()
            ],
        }

    def as_kept(self) -> dict[str, Any]:
        """The answer as a batch keeps it: each sentence with its words, to be said again in Welsh."""
        kept = self.as_json()
        kept["problem_count"] = len(self.problems)
        kept["problems"] = [
            problem.as_json() | {"words": words(problem.says)} for problem in self.in_order()[:MOST_KEPT]
        ]
        for row, note in zip(kept["notes"], self.notes, strict=True):
            row["words"] = words(note.says)
        for row, one in zip(kept["to_confirm"], self.to_confirm, strict=True):
            row["words"] = words(one.says)
        return kept | {"examples": self.examples.as_json(), "refused": self.refused}


def words(says: str) -> list[Any]:
    """A sentence as template and values, to be said again in another language."""
    if not isinstance(says, Sentence):
        return [str(says), {}]
    return [says.template, {key: _plain(value) for key, value in says.values.items()}]


def _plain(value: object) -> object:
    if isinstance(value, Sentence):
        return words(value)
    return value if isinstance(value, int | float | str) else str(value)


def said(kept: list[Any]) -> str:
    """A kept sentence in the reader's language."""
    template, values = kept
    spoken = {key: said(value) if isinstance(value, list) else value for key, value in values.items()}
    return gettext(template) % spoken if spoken else gettext(template)


def say(request: Any, problem: Any) -> None:
    """Say on the next page, in a sentence, what cannot be done: of a problem, or of anything that `says`."""
    messages.error(request, said(words(problem.says)))


def shown(value: object) -> str | None:
    """A cell's value as a problem quotes it: as text, and not at unreasonable length."""
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


LONGEST_QUOTE = 120
