"""A batch as it would be drawn up this moment: nothing here is saved.

Each subject that writes letters (the traffic-light letters of attendance, later others) declares itself with
`declare` and says how its batch is drawn up. The same drawing-up serves the dry run, the batch that is kept
and the check at approval that nothing has changed since it was looked at.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from trellis.messages.models import LeftOut, Wording, why_left_out
from trellis.messages.wording import Field, Part, Week
from trellis.schools.models import Contact, Enrolment, Hold, Household, Pupil, School


@dataclass(frozen=True)
class DraftSide:
    """A letter in one language."""

    wording: Wording
    title: str
    parts: Sequence[Part]
    band: Mapping[str, str] | None = None


@dataclass(frozen=True)
class DraftLetter:
    """One letter about one child to one household."""

    pupil: Pupil
    enrolment: Enrolment
    class_name: str
    household: Household | None
    addressed_to: Sequence[Contact]
    addressee: str
    address: Sequence[str]
    sides: Sequence[DraftSide]
    band: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, int | None, str]:
        return self.pupil.pk, self.household.pk if self.household else None, self.addressee

    @cached_property
    def digest(self) -> str:
        """What the letter says and to whom: another digest is another letter."""
        said = {
            "pupil": self.pupil.pk,
            "enrolment": self.enrolment.pk,
            "address": list(self.address),
            "band": self.band,
            "figures": dict(self.figures),
            "sides": [[side.wording.pk, side.title, list(side.parts), side.band] for side in self.sides],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class NotWritten:
    """A child, or one household of a child, who gets no letter, and why."""

    pupil: Pupil
    enrolment: Enrolment
    class_name: str
    reason: LeftOut.Reason
    says: str = ""
    held_by: str = ""
    hold: Hold | None = None

    @property
    def restricted(self) -> bool:
        """Whether only some may know why."""
        return self.reason in LeftOut.RESTRICTED

    def why(self, *, may_know: bool) -> str:
        """The reason in words, for somebody who may know it or somebody who may not."""
        return why_left_out(self.reason, self.says, self.held_by, may_know=may_know)


@dataclass(frozen=True)
class Draft:
    """A whole batch: who is written to, who is not and why, and how the figures were counted."""

    letters: Sequence[DraftLetter]
    left_out: Sequence[NotWritten]
    counted: Mapping[str, Any]
    since: dt.date
    until: dt.date
    notes: Sequence[
        str
    ] = ()  # what the preparer should know: wording that waits for approval, no contact named

    def differences(self, digests: Mapping[tuple[int, int | None, str], str]) -> list[Pupil]:
        """The children whose letter would no longer be the one with that digest, or would be new or gone."""
        now = {letter.key: letter.digest for letter in self.letters}
        changed = {key[0] for key in now.keys() | digests.keys() if now.get(key) != digests.get(key)}
        return list(Pupil.objects.filter(pk__in=changed))


@dataclass(frozen=True)
class Subject:
    """What a kind of letter is about: its templates, its fields and how a batch of it is drawn up."""

    name: str
    words: Any
    templates: Mapping[str, Any]  # a template's name: what the school calls it
    fields: Sequence[Field]
    conditions: Sequence[str]
    draw_up: Callable[[School, Mapping[str, Any]], Draft]
    shipped: Callable[[str], Mapping[str, tuple[str, str]]]  # a template's name → language: (title, body)
    describe: Callable[[Mapping[str, Any]], str]  # what was asked, in words: "Autumn 1, 2024/25"
    explain: Callable[[Mapping[str, Any]], list[tuple[str, str]]]  # how the figures were counted
    page: str  # the page where a batch is drawn up
    weeks: Sequence[Week] = ()  # the picture on the editing page

    @property
    def field_names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.fields)


SUBJECTS: dict[str, Subject] = {}


def declare(subject: Subject) -> None:
    """Make a subject known: each room does so once, when the application starts."""
    SUBJECTS[subject.name] = subject
