"""A batch as it would be drawn up this moment: nothing here is saved.

A room that writes to families declares each subject it writes about, once:

    SUBJECT = Subject(name="attendance-bands", templates=…, fields=…, draw_up=draw_up, …)
    declare(SUBJECT)                               # in makes_known.py

and says whom a batch is about; `messages.drawing_up` does everything that is the same for every subject
(homes, holds, opt-outs, channels, languages, wording in force, what was written already):

    def draw_up(school, asked):                    # → Draft
        return drawing_up.draw_up(SUBJECTS[NAME], school, abouts, occasion=…, channels=asked["channels"], …)

To keep a batch, `messages.actions.offer_templates` and `prepare_batch(draft=…)`. The same drawing-up serves
the dry run, the batch that is kept and the check at approval that nothing has changed since it was looked at,
so `asked` holds everything it needs, as JSON; `asked["channels"]` are the channels in order of preference.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from trellis.messages.links import NAME as LINK
from trellis.messages.models import Batch, Channel, Item, LeftOut, Wording, why_left_out
from trellis.messages.wording import IN_TEXTS, Field, Part, Week, plain_words
from trellis.schools.making_known import Known
from trellis.schools.models import Contact, Enrolment, Hold, Household, Pupil, School
from trellis.schools.roles import Permission

Key = tuple[int | None, int | None, str]
"""Whom an item is about and to: the child, the household and the names."""

Words = tuple[str, str]
"""A wording's title and body."""


@dataclass(frozen=True)
class DraftSide:
    """A message in one language."""

    wording: Wording
    title: str
    parts: Sequence[Part]
    band: Mapping[str, str] | None = None


@dataclass(frozen=True)
class DraftItem:
    """One message about one child, or about none, to one household by one channel."""

    pupil: Pupil | None
    enrolment: Enrolment | None
    class_name: str
    household: Household | None
    addressed_to: Sequence[Contact]
    addressee: str
    address: Sequence[str]  # the lines in the window; of a text or e-mail where it goes, and nothing else
    sides: Sequence[DraftSide]
    band: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    channel: str = Channel.LETTER
    contact: Contact | None = None  # whose number or e-mail address it is

    @property
    def key(self) -> Key:
        about = self.pupil.pk if self.pupil else None
        return about, self.household.pk if self.household else None, self.addressee

    @property
    def words(self) -> str:
        """What a text or an e-mail says, in each of its languages."""
        return "\n\n".join(plain_words(side.parts) for side in self.sides)

    @cached_property
    def digest(self) -> str:
        """What the item says, how and to whom: another digest is another message."""
        said = {
            "pupil": self.pupil.pk if self.pupil else None,
            "enrolment": self.enrolment.pk if self.enrolment else None,
            "channel": str(self.channel),
            "address": list(self.address),
            "band": self.band,
            "figures": dict(self.figures),
            "sides": [[side.wording.pk, side.title, list(side.parts), side.band] for side in self.sides],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class NotWritten:
    """A child, or one household of a child, to whom nothing is written, and why."""

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

    items: Sequence[DraftItem]
    left_out: Sequence[NotWritten]
    counted: Mapping[str, Any]
    since: dt.date
    until: dt.date
    notes: Sequence[
        str
    ] = ()  # what the preparer should know: wording that waits for approval, no contact named

    def differences(self, digests: Mapping[Key, str]) -> int:
        """How many children, or families, whose message would no longer be the one with that digest, or would
        be new or gone.
        """
        now = {item.key: item.digest for item in self.items}
        changed = {key for key in now.keys() | digests.keys() if now.get(key) != digests.get(key)}
        return len({key[0] or key for key in changed})


@dataclass(frozen=True)
class Attached:
    """A file that goes with an e-mail, as it was frozen: its name, its sort and its bytes."""

    name: str
    kind: str  # "application/pdf"
    content: bytes


def _never(item: Item) -> bool:
    return False


def _nothing(batch: Batch) -> Sequence[Attached]:
    return ()


def who_and_when(who: str, counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How a batch came about that counts nothing: whom it is for, and as at which moment it was drawn up."""
    as_at = timezone.localtime(dt.datetime.fromisoformat(counted["as_at"]))
    return [(gettext("Who"), who), (gettext("As at"), date_format(as_at, "j F Y, H:i"))]


@dataclass(frozen=True)
class Subject:
    """What a kind of message is about: its templates, its fields and how a batch of it is drawn up.

    `shipped` gives a template's words as they come, by channel and language. `layout` names the Typst file of
    `messages/layout/` a letter of this subject is set with. `is_overtaken` is asked just before a text or an
    e-mail goes, which may be long after it was approved. `attached` are the files of a batch that go with its
    e-mails, the same bytes whenever it is asked.
    """

    name: str
    words: Any
    templates: Mapping[str, Any]  # a template's name: what the school calls it
    fields: Sequence[Field]
    conditions: Sequence[str]
    draw_up: Callable[[School, Mapping[str, Any]], Draft]
    shipped: Callable[[str], Mapping[tuple[str, str], Words]]
    describe: Callable[[Mapping[str, Any]], str]  # what was asked, in words: "Autumn 1, 2024/25"
    explain: Callable[[Mapping[str, Any]], list[tuple[str, str]]]  # how the figures were counted
    page: str  # the page where a batch is drawn up
    weeks: Sequence[Week] = ()  # the picture on the editing page
    channels: frozenset[str] = frozenset({Channel.LETTER})
    layout: str = "letter"
    about: Callable[[School, Pupil, str], Any] | None = None  # one child of it, to show a wording with
    half_termly: Sequence[str] = ()  # its templates written once a half-term; "" where all of it is
    why_not_said: Callable[[str], str] | None = (
        None  # why words may not be said in it; nothing where they may
    )
    approving: Permission = Permission.APPROVE_LETTERS  # what whoever approves a batch of it must be allowed
    is_overtaken: Callable[[Item], bool] = _never  # whether what an item says is not so any more
    attached: Callable[[Batch], Sequence[Attached]] = _nothing

    @property
    def field_names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.fields)

    def fields_in(self, channel: str) -> list[Field]:
        """The fields a wording for this channel may use: a text, only those anybody may read; a letter, no
        link, which nobody can press.
        """
        if channel == Channel.LETTER:
            return [each for each in self.fields if each.name != LINK]
        return [each for each in self.fields if channel != Channel.TEXT or each.name in IN_TEXTS]

    def conditions_in(self, channel: str) -> Sequence[str]:
        """The conditions a wording for this channel may use: a text has none."""
        return () if channel == Channel.TEXT else self.conditions


SUBJECTS: Known[Subject] = Known()


def declare(subject: Subject) -> None:
    """Make a subject known: each room does so once."""
    SUBJECTS[subject.name] = subject
