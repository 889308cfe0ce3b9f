"""Words to those not reached: one text or e-mail a home and day, from the call list, by whoever presses.

It says that a child of theirs is not in school, and names none: which children, the link says to the adult it
was sent to. Whom the school may write to, by which channel and in which language is decided in `messages`, as
for every other message.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.day.calls import CallList, Row
from trellis.attendance.day.heard import heard_of
from trellis.attendance.day.links import ends_at, link_to
from trellis.attendance.models import AnswerLink
from trellis.messages import drawing_up
from trellis.messages.actions import approve_batch, offer_templates, prepare_batch
from trellis.messages.channels import Transport, quiet_hours_of, transport_of
from trellis.messages.drafts import Draft, DraftItem, NotWritten, Subject, Words
from trellis.messages.drawing_up import About
from trellis.messages.languages import language_name
from trellis.messages.links import may_be_opened
from trellis.messages.models import Batch, Channel, Item
from trellis.messages.numbers import number_in_words
from trellis.messages.wording import Field, read_shipped
from trellis.rules.first_day import asked_after
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By
from trellis.schools.models import Enrolment, FamilyLink, Hold, School
from trellis.schools.roles import Permission

NAME = "first-day"
CHANNELS = (Channel.TEXT, Channel.EMAIL)
_OF_A_CHILD = frozenset({"forename", "surname", "pupil", "class"})


class ProblemWithAsking(ProblemWith):
    """Why these families cannot be written to so, in one sentence."""

    subject = "messages"


# --- Whom, and what it says ---------------------------------------------------------------------------------


def draw_up(school: School, asked: Mapping[str, Any]) -> Draft:
    """Who would be written to about those of the children asked for who are still asked after."""
    day = dt.date.fromisoformat(asked["day"])
    return drawing_up.draw_up(
        FIRST_DAY,
        school,
        _abouts(school, day, frozenset(asked["pupils"])),
        occasion=asked["day"],
        since=day,
        until=day,
        counted={"day": asked["day"], "children": len(asked["pupils"])},
        channels=asked["channels"],
        one_a_family=True,
    )


def _abouts(school: School, day: dt.date, pupils: frozenset[int]) -> list[About]:
    found = CallList(school, timezone.now())
    if found.day != day:
        return []
    after = {child.pupil for child in found.children if asked_after(child)} & pupils
    enrolled = Enrolment.objects.on(day).filter(school=school, pupil__in=after).select_related("pupil")
    until = ends_at(school, found.now)

    def values() -> dict[str, str]:
        return {
            "date": date_format(day, "l j E"),
            "until": f"{timezone.localtime(until):%H:%M}",
        }

    return [About(one.pupil, one, "", NAME, values) for one in enrolled.order_by("pk")]


def is_overtaken(item: Item) -> bool:
    """Whether its day has passed, or the school has heard of every child it is about, or may not write."""
    link = AnswerLink.objects.filter(item=item).first()
    today = timezone.localdate()
    if link is None or link.answered_at is not None or item.batch.asked["day"] != today.isoformat():
        return True
    school, pupils = item.batch.school, set(link.pupils.values_list("pk", flat=True))
    held = Hold.objects.on(today).filter(school=school, pupil__in=pupils).values_list("pupil", flat=True)
    return pupils <= heard_of(school, pupils, today) | set(held)


def shipped(name: str) -> dict[tuple[str, str], Words]:
    """A template as it comes, by channel and language."""
    return read_shipped(files("trellis.attendance") / "wordings", name)


def describe(asked: Mapping[str, Any]) -> str:
    """Which morning, in words."""
    return date_format(dt.date.fromisoformat(asked["day"]), "j F Y")


def explain(counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who was written to."""
    day = date_format(dt.date.fromisoformat(counted["day"]), "j F Y")
    who = gettext(
        "Homes on the call list of %(day)s that somebody ticked, each once that day; no child is named."
    )
    return [(gettext("Who"), who % {"day": day})]


FIRST_DAY = Subject(
    name=NAME,
    words=_("Asked where a child is"),
    templates={NAME: _("Not in school, and not heard from: please tell us why")},
    fields=(
        *(field for field in drawing_up.FIELDS if field.name not in _OF_A_CHILD),
        Field("date", _("the day"), "Tuesday 10 September"),
        Field("until", _("until when the link can be used"), "15:30"),
    ),
    conditions=(),
    draw_up=draw_up,
    shipped=shipped,
    describe=describe,
    explain=explain,
    page="attendance:ask",
    channels=frozenset(CHANNELS),
    approving=Permission.PREPARE_LETTERS,
    is_overtaken=is_overtaken,
)


# --- Before anybody presses ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Going:
    """A message to one home as it would go: to whom, how and in which languages."""

    item: DraftItem

    @property
    def says(self) -> str:
        said = {
            "how": str(Channel(self.item.channel).label),
            "whom": self.item.addressee,
            "where": self.where,
            "languages": ", ".join(language_name(side.wording.language) for side in self.item.sides),
        }
        return gettext("%(how)s to %(whom)s, %(where)s (%(languages)s)") % said

    @property
    def where(self) -> str:
        (address,) = self.item.address
        return number_in_words(address) if self.item.channel == Channel.TEXT else address


@dataclass(frozen=True)
class Home:
    """One row of the call list: which messages would go because of it, and who is left out."""

    row: Row
    going: Sequence[Going]
    left_out: Sequence[NotWritten]

    @property
    def seen(self) -> str:
        """The same as long as the same would be said to the same adults about the same children."""
        said = [sorted(one.pupil.pk for one in self.row.children)]
        said += sorted([one.item.channel, *one.item.address, one.item.words] for one in self.going)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@dataclass
class Asking:
    """The homes on the call list now, and what each would get."""

    school: School
    now: dt.datetime

    @cached_property
    def found(self) -> CallList:
        return CallList(self.school, self.now)

    @cached_property
    def draft(self) -> Draft:
        """Every home's message; nothing is kept."""
        pupils = [one.pupil.pk for row in self.found.rows for one in row.children]
        with transaction.atomic():
            offer_templates(school=self.school, subject=FIRST_DAY)
            draft = draw_up(self.school, asked_of(self.found.day, pupils))
            transaction.set_rollback(True)
        return draft

    @cached_property
    def homes(self) -> Sequence[Home]:
        stands = standing_to(
            self.school, self.found.day, [item.contact.pk for item in self.draft.items if item.contact]
        )
        left_out = defaultdict(list)
        for one in self.draft.left_out:
            left_out[one.pupil.pk].append(one)
        return [self._home(row, stands, left_out) for row in self.found.rows]

    def _home(
        self, row: Row, stands: Mapping[int, frozenset[int]], left_out: Mapping[int, Sequence[NotWritten]]
    ) -> Home:
        pupils = [one.pupil.pk for one in row.children]
        items = [
            item
            for item in self.draft.items
            if item.contact and not stands[item.contact.pk].isdisjoint(pupils)
        ]
        kept = {(one.reason, one.says, one.held_by): one for pupil in pupils for one in left_out[pupil]}
        return Home(row, [Going(item) for item in items], list(kept.values()))

    @property
    def wordings(self) -> Sequence[str]:
        """Everything that would be said, each once."""
        return list(dict.fromkeys(item.words for item in self.draft.items))

    @property
    def waits_until(self) -> dt.datetime | None:
        """When the first of them would go, where it is quiet now."""
        channels = {item.channel for item in self.draft.items}
        over = [quiet_hours_of(self.school, channel).over_at(self.now) for channel in channels]
        return None if None in over or not over else min(one for one in over if one)

    @property
    def stays_here(self) -> bool:
        """Whether nothing leaves this machine: the messages become files for somebody to send."""
        return any(transport_of(self.school, item.channel) == Transport.OUTBOX for item in self.draft.items)


def asked_of(day: dt.date, pupils: Sequence[int]) -> dict[str, Any]:
    """What a batch about these children keeps of what was asked for."""
    return {"day": day.isoformat(), "pupils": sorted(pupils), "channels": [str(one) for one in CHANNELS]}


def standing_to(school: School, day: dt.date, contacts: Sequence[int]) -> Mapping[int, frozenset[int]]:
    """The children each of some adults stands to and may be written to about."""
    held = FamilyLink.objects.reachable_on(day).filter(school=school, contact__in=contacts)
    found: dict[int, set[int]] = {contact: set() for contact in contacts}
    for contact, pupil in held.values_list("contact", "pupil"):
        found[contact].add(pupil)
    return {contact: frozenset(pupils) for contact, pupils in found.items()}


# --- The act ------------------------------------------------------------------------------------------------


def ask_families(*, school: School, homes: Mapping[str, str], by: By) -> Batch:
    """Write to the homes somebody ticked, as they saw it: prepared, approved and sent in one act.

    `homes` are rows of the call list, each with what was seen of it. Where one has changed since, because
    somebody answered or a number is another, nothing is sent and whoever pressed looks again.
    """
    if not homes:
        raise _refuse(gettext_noop("Tick the homes to write to."))
    asking = Asking(school, timezone.now())
    chosen = [home for home in asking.homes if homes.get(home.row.key) == home.seen]
    if len(chosen) != len(homes):
        raise _refuse(
            gettext_noop("The list has changed since you looked: look again, and send what stands now.")
        )
    pupils = [one.pupil.pk for home in chosen for one in home.row.children]
    with transaction.atomic():
        batch = _prepare(school, asked_of(asking.found.day, pupils), by)
    return approve_batch(batch=batch, by=by)


def _prepare(school: School, asked: Mapping[str, Any], by: By) -> Batch:
    offer_templates(school=school, subject=FIRST_DAY)
    draft = draw_up(school, asked)
    if not draft.items:
        raise _refuse(gettext_noop("None of these homes can be written to by text or e-mail."))
    leaves = {transport_of(school, item.channel) for item in draft.items} - {Transport.OUTBOX}
    if leaves and not may_be_opened():
        raise _refuse(
            gettext_noop(
                "Families could not open the link: TRELLIS_ADDRESS does not say where they reach us."
            )
        )
    batch = prepare_batch(
        school=school,
        subject=NAME,
        occasion=asked["day"],
        since=draft.since,
        until=draft.until,
        asked=asked,
        draft=draft,
        by=by,
    )
    for item, pupils in _items(batch, asked):
        link_to(item, pupils)
    return batch


def _items(batch: Batch, asked: Mapping[str, Any]) -> Iterator[tuple[Item, Sequence[int]]]:
    """Each message, and which of the children its adult stands to."""
    items = list(batch.items.select_related("batch__school", "contact"))
    stands = standing_to(
        batch.school, dt.date.fromisoformat(asked["day"]), [item.contact_id for item in items]
    )
    for item in items:
        yield item, sorted(stands[item.contact_id] & set(asked["pupils"]))


def asked_today(school: School, day: dt.date) -> Sequence[AnswerLink]:
    """Whom a message with a link of their own went to, or waits to go, the latest first."""
    held = AnswerLink.objects.of_day(day).filter(school=school).select_related("item", "contact")
    return list(held.prefetch_related("pupils"))


def _refuse(template: str, **values: object) -> ProblemWithAsking:
    return ProblemWithAsking(Sentence(template, **values))
