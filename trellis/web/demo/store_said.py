"""Storing what passed between the demonstration's first primaries and their families: the letters of the last
half-term, by e-mail, text and post, and a year of calls, visits, meetings and talks at the gate.

The letters are drawn up by the same act as on the page. They are marked approved and gone at the moments they
belong to and not sent by a sender, which would keep the quiet hours of whenever the demonstration is made.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from django.utils import timezone

from trellis.attendance.actions import prepare_attendance_letters
from trellis.messages import outbox
from trellis.messages.actions import print_batch
from trellis.messages.channels import Transport
from trellis.messages.models import Attempt, Batch, Channel, Conversation, Item, LaterNote
from trellis.registers.half_terms import half_terms_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.calendar import HalfTerm
from trellis.rules.words import ProblemWith
from trellis.schools.models import Enrolment, FamilyLink, Person, Post, School
from trellis.web.demo.chance import happens, one_of, stream, weighed
from trellis.web.demo.world import World

FIRST: Final = 2  # a primary and an infant school
# How families are written to, in order of preference.
CHANNELS: Final = {"primary": (Channel.EMAIL, Channel.TEXT, Channel.LETTER), "infant": (Channel.LETTER,)}

_A_DAY: Final = dt.timedelta(days=1)
_A_YEAR: Final = dt.timedelta(days=365)
_A_FORTNIGHT: Final = dt.timedelta(days=14)
_A_CHILD: Final = 0.9  # conversations a child and year
_KINDS: Final = {"call": 0.6, "talk": 0.25, "meeting": 0.1, "visit": 0.05}
_ANSWERED: Final = {"call": 0.78, "talk": 1.0, "meeting": 1.0, "visit": 0.7}
_SAID: Final = {
    "call": (
        "Poorly in the night; back tomorrow if the morning is better.",
        "Asked why nobody had rung: the line at home was cut off. A mobile number is given.",
        "Mornings are hard since the move. We agreed that breakfast club would help.",
        "Rang to say how well the last fortnight has gone.",
    ),
    "talk": (
        "The bus was late again. They will try the one before.",
        "Pleased with the reading; asked what to do at home.",
        "Said that a grandparent brings the children for the next two weeks.",
    ),
    "meeting": (
        "We looked at the register together, and at what the mornings are like. A plan for four weeks.",
        "Six weeks on: much better. No other meeting is needed.",
    ),
    "visit": ("At home with everybody well. We walked in together.",),
}
_NOT_REACHED: Final = {
    "call": "Nobody answered; a message is left.",
    "visit": "Nobody was in; a card is left.",
}
_FOLLOWS: Final = ("Ask breakfast club for a place", "Ring again", "Tell the class teacher")


def store_said(world: World, schools: Sequence[School]) -> None:
    """What was written to families of the first schools, and what was said with them."""
    for school in schools[: min(FIRST, len(world.schools))]:
        if school.phase in CHANNELS:
            said = _Said(world, school)
            said.letters()
            said.conversations()


class _Said:
    """One school, with the people who write and speak for it."""

    def __init__(self, world: World, school: School) -> None:
        self.school, self.on = school, world.on
        self.chance = stream(world.seed, "said", school.urn)
        posts = Post.objects.on(world.on).filter(school=school).select_related("person").order_by("id")
        self.by_role: dict[str, Person] = {}
        for post in posts:
            self.by_role.setdefault(post.role, post.person)
        year = AcademicYear.of(world.on)
        self.half_terms = [
            (each, held) for each in (year.before, year) for held in half_terms_of(school, each)
        ]

    # --- letters

    def letters(self) -> None:
        """Those of the last half-term after which another had begun, approved on its second morning."""
        over = [
            (year, held.name, coming.since + _A_DAY)
            for (year, held), (_year, coming) in pairwise(self.half_terms)
            if coming.since + _A_DAY < self.on
        ]
        if not over:
            return
        year, name, day = over[-1]
        try:
            batch, _draft = prepare_attendance_letters(
                school=self.school,
                year=year,
                half_term=name,
                channels=CHANNELS[self.school.phase],
                by=self.by_role["office"],
            )
        except ProblemWith:
            return  # its registers are not there: nobody is written to
        self._approved(batch, day)
        self._gone(batch, _at(day, 10, 30))

    def _approved(self, batch: Batch, day: dt.date) -> None:
        lead = self.by_role["attendance_lead"]
        batch.state, batch.prepared_at, batch.approved_at = "approved", _at(day, 9), _at(day, 10)
        batch.approved_by, batch.approved_by_name = lead, lead.name
        batch.save()
        batch.items.update(state=Item.State.QUEUED, approved_at=batch.approved_at)

    def _gone(self, batch: Batch, at: dt.datetime) -> None:
        """Every item is in the outbox, and was at that moment."""
        print_batch(batch=batch)
        items = list(batch.items.exclude(channel=Channel.LETTER).select_related("batch__school"))
        for item in items:
            item.state, item.claimed_at, item.sent_at = Item.State.SENT, at, at
            item.file = outbox.write_message(item)
        Item.objects.bulk_update(items, ["state", "claimed_at", "sent_at", "file"], batch_size=200)
        Attempt.objects.bulk_create(
            Attempt(item=item, at=at, transport=Transport.OUTBOX, outcome=Attempt.Outcome.SENT)
            for item in items
        )
        batch.items.by(Channel.LETTER).update(sent_at=at)
        gone = {"state": Batch.State.SENT, "sent_at": at, "folder": outbox.folder_of(batch)}
        printed = Batch.objects.filter(pk=batch.pk, printed_at__isnull=False)
        Batch.objects.filter(pk=batch.pk).update(**gone)
        printed.update(printed_at=at)

    # --- conversations

    def conversations(self) -> None:
        """A year of them, each about one child with one of their adults."""
        days = [day for _year, held in self.half_terms for day in _school_days(held) if self._is_past(day)]
        spoken = [one for child in self._children() for one in self._with(child, days)]
        spoken.sort(key=lambda one: (one.at, one.child))
        kept = Conversation.objects.bulk_create(self._conversation(one) for one in spoken)
        pairs = list(zip(kept, spoken, strict=True))
        Conversation.pupils.through.objects.bulk_create(
            Conversation.pupils.through(conversation=held, pupil_id=one.child) for held, one in pairs
        )
        Conversation.contacts.through.objects.bulk_create(
            Conversation.contacts.through(conversation=held, contact=one.link.contact) for held, one in pairs
        )
        LaterNote.objects.bulk_create(
            LaterNote(
                conversation=held,
                words="Done.",
                noted_at=held.followed_at,
                noted_by=held.noted_by,
                noted_by_name=held.noted_by_name,
            )
            for held in kept
            if held.followed_at
        )

    def _is_past(self, day: dt.date) -> bool:
        return self.on - _A_YEAR <= day < self.on

    def _children(self) -> Iterator[FamilyLink]:
        """For each child on roll the first adult who may be rung, from the day both are known here."""
        here = dict(Enrolment.objects.on(self.on).filter(school=self.school).values_list("pupil", "since"))
        links = FamilyLink.objects.reachable_on(self.on).filter(school=self.school, pupil__in=here)
        first: dict[int, FamilyLink] = {}
        for link in links.exclude(contact__phone="").select_related("contact").order_by("priority", "id"):
            first.setdefault(link.pupil_id, link)
        for pupil in sorted(first):
            first[pupil].since = max(first[pupil].since, here[pupil])
            yield first[pupil]

    def _with(self, link: FamilyLink, days: Sequence[dt.date]) -> Iterator["_Spoken"]:
        known = [day for day in days if day >= link.since]
        for _one in range(int(self.chance.poisson(_A_CHILD)) if known else 0):
            kind = weighed(self.chance, _KINDS)
            minutes = int(self.chance.integers(8 * 60 + 40, 15 * 60 + 40))
            reached = happens(self.chance, _ANSWERED[kind])
            words = one_of(self.chance, _SAID[kind]) if reached else _NOT_REACHED[kind]
            at = _at(one_of(self.chance, known), *divmod(minutes, 60))
            follows = one_of(self.chance, _FOLLOWS) if happens(self.chance, 0.12) else ""
            yield _Spoken(link, kind, at, reached, words, follows)

    def _conversation(self, one: "_Spoken") -> Conversation:
        by = self.by_role["office" if one.kind == "call" else "attendance_lead"]
        by_when = timezone.localdate(one.at) + _A_FORTNIGHT if one.follows else None
        followed = by_when is not None and by_when < self.on - _A_FORTNIGHT
        return Conversation(
            school=self.school,
            kind=one.kind,
            at=one.at,
            reached=one.reached,
            spoken_by=by.name,
            with_interpreter=one.reached and one.link.contact.needs_interpreter,
            words=one.words,
            follows=one.follows,
            follow_by=by_when,
            followed_at=_at(by_when - _A_DAY, 12) if followed and by_when else None,
            noted_at=one.at + dt.timedelta(minutes=10),
            noted_by=by,
            noted_by_name=by.name,
        )


@dataclass(frozen=True)
class _Spoken:
    """One conversation, drawn."""

    link: FamilyLink
    kind: str
    at: dt.datetime
    reached: bool
    words: str
    follows: str

    @property
    def child(self) -> int:
        return int(self.link.pupil_id)


def _school_days(held: HalfTerm) -> list[dt.date]:
    every = (held.since + dt.timedelta(days=n) for n in range((held.until - held.since).days + 1))
    return [day for day in every if np.is_busday(day)]


def _at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=timezone.get_current_timezone())
