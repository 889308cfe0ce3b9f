"""A kept answer as a page says it: in the reader's language, in the order a person reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from trellis.imports.models import Batch
from trellis.imports.problems import said
from trellis.imports.subjects import subject

# What a page asks about each kind of thing only a person can say; the rest is told and not asked.
_ASKED = {
    "match": ("same", "another"),
    "mismatch": ("same", "another"),
    "leaver": ("here", "left"),
    "returned": ("back",),
    "start": ("later",),
    "transfer": ("another",),
}
_WITH_DAY = {"left", "back"}


@dataclass
class Question:
    """One thing to confirm: what is asked, the answers there are, and a day where one is needed."""

    key: str
    says: str
    choices: list[tuple[str, str]]
    day: str = ""
    other_school: str = ""

    @property
    def asks_for_day(self) -> bool:
        return bool(_WITH_DAY & {value for value, _words in self.choices})


@dataclass
class Told:
    """A batch and its answer, ready to be shown."""

    batch: Batch
    words: str
    counts: list[tuple[str, int]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    to_know: list[str] = field(default_factory=list)
    movers: bool = False  # somebody may be here from another school

    @property
    def columns(self) -> list[tuple[str, str]]:
        fields = {one.name: one.says for one in subject(self.batch.kind).fields}
        read = self.batch.answer.get("columns", {})
        return [(heading, _(fields[name]) if name in fields else name) for heading, name in read.items()]

    @property
    def left_out(self) -> list[str]:
        return self.batch.answer.get("left_out", [])

    @property
    def good(self) -> int:
        """How much there is to import."""
        return sum(self.batch.answer.get(name, 0) for name in ("new", "changed"))

    @property
    def children(self) -> int:
        """How many children the page names, for the access log."""
        if not subject(self.batch.kind).names_children:
            return 0
        return (
            len(self.problems)
            + len(self.questions)
            + len(self.to_know)
            + sum(len(kind["examples"]) for kind in self.changes)
        )


def told(batch: Batch) -> Told:
    """Everything a page says of a batch."""
    answer = batch.answer
    found = Told(batch, str(_(str(subject(batch.kind).words))))
    found.counts = [
        (_("New"), answer.get("new", 0)),
        (_("Changed"), answer.get("changed", 0)),
        (_("Unchanged"), answer.get("unchanged", 0)),
        (_("Problems"), answer.get("problem_count", 0)),
    ]
    found.changes = [kind | {"what": said(kind["words"])} for kind in answer.get("examples", ())]
    found.notes = [note | {"says": said(note["words"])} for note in answer.get("notes", ())]
    found.problems = [problem | {"says": said(problem["words"])} for problem in answer.get("problems", ())]
    found.movers = any(one["kind"] == "transfer" for one in answer.get("to_confirm", ()))
    for one in answer.get("to_confirm", ()):
        if one["kind"] in _ASKED:
            found.questions.append(_question(one))
        else:
            found.to_know.append(_says(one))
    return found


def _says(one: Mapping[str, Any]) -> str:
    return said(one["words"]) if "words" in one else one["says"]


def _question(one: Mapping[str, Any]) -> Question:
    words = {
        "same": _("The same child"),
        "another": _("Another child"),
        "here": _("Still here"),
        "left": _("Left: the last day was"),
        "back": _("Back on the roll since"),
        "later": _("The file is right"),
    }
    choices = [("", _("Leave it for now")), *((value, words[value]) for value in _ASKED[one["kind"]])]
    return Question(one["key"], _says(one), choices, one.get("day", ""), one.get("school", ""))


def decisions(posted: Mapping[str, str], questions: Iterable[Question]) -> dict[str, str]:
    """What was confirmed: a choice for a key, or the day that goes with it."""
    found = {}
    for question in questions:
        chosen = posted.get(question.key, "")
        if chosen in _WITH_DAY:
            chosen = posted.get(f"{question.key}:day", "")
        if chosen:
            found[question.key] = chosen
    return found
