"""Noting what was said with a family, adding to it, and setting aside what was noted by mistake.

The office often notes a talk that a teacher had, so who spoke and who noted are two different people.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.messages.models import Batch, Conversation, Item, LaterNote
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Contact, FamilyLink, Person, Pupil, School


class ProblemWithConversation(ProblemWith):
    """Why something cannot be noted, in one sentence."""

    subject = "conversation"


@transaction.atomic
def note_conversation(
    *,
    school: School,
    kind: str,
    at: dt.datetime,
    pupils: Sequence[Pupil],
    contacts: Sequence[Contact],
    reached: bool,
    words: str,
    by: By,
    spoken_by: str = "",
    with_interpreter: bool = False,
    letter: Item | None = None,
    follows: str = "",
    follow_by: dt.date | None = None,
    outcome: str = "",
    number: str = "",
    suggested_code: str = "",
) -> Conversation:
    """Note a call, visit, meeting or talk: which children it was about, and which adults it was with."""
    _insist(school, at, pupils, contacts, reached=reached, words=words)
    if follow_by is not None and not follows.strip():
        raise _refuse(gettext_noop("Say what follows by then, or leave the day out."))
    conversation = Conversation.objects.create(
        school=school,
        kind=kind,
        at=at,
        reached=reached,
        spoken_by=spoken_by.strip() or name_of(by),
        with_interpreter=with_interpreter,
        letter=letter,
        words=words.strip(),
        outcome=outcome,
        number=number,
        suggested_code=suggested_code,
        follows=follows.strip(),
        follow_by=follow_by,
        noted_at=timezone.now(),
        noted_by=by if isinstance(by, Person) else None,
        noted_by_name=name_of(by),
    )
    conversation.pupils.set(pupils)
    conversation.contacts.set(contacts)
    return conversation


def _insist(
    school: School,
    at: dt.datetime,
    pupils: Sequence[Pupil],
    contacts: Sequence[Contact],
    *,
    reached: bool,
    words: str,
) -> None:
    if at > timezone.now():
        raise _refuse(gettext_noop("A conversation is noted once it has been: choose a time that is past."))
    if not words.strip():
        raise _refuse(gettext_noop("Write down what was said, or that nobody answered."))
    if not pupils:
        raise _refuse(gettext_noop("Say which child it was about."))
    if reached and not contacts:
        raise _refuse(gettext_noop("Say which adult was spoken with."))
    here = set(Pupil.objects.ever_at(school).filter(pk__in=[one.pk for one in pupils]).values_list("pk"))
    known = FamilyLink.objects.filter(school=school, pupil__in=pupils).values_list("contact", flat=True)
    if len(here) != len({one.pk for one in pupils}) or not {one.pk for one in contacts} <= set(known):
        raise _refuse(gettext_noop("A conversation is about children of this school and their own adults."))


@transaction.atomic
def add_note(*, conversation: Conversation, words: str, by: By, followed: bool = False) -> LaterNote:
    """Say more of a conversation, and perhaps that what was to follow has been done."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if not words.strip():
        raise _refuse(gettext_noop("Write down what is added."))
    if conversation.set_aside_at is not None:
        raise _refuse(gettext_noop("This was set aside: note the conversation anew."))
    if followed and conversation.follows and conversation.followed_at is None:
        conversation.followed_at = timezone.now()
        conversation.save(update_fields=["followed_at"])
    return LaterNote.objects.create(
        conversation=conversation,
        words=words.strip(),
        noted_at=timezone.now(),
        noted_by=by if isinstance(by, Person) else None,
        noted_by_name=name_of(by),
    )


@transaction.atomic
def set_aside(*, conversation: Conversation, why: str, by: By) -> Conversation:
    """What was noted by mistake, of the wrong child perhaps, counts nowhere and is read nowhere any more."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if not why.strip():
        raise _refuse(gettext_noop("Say why it is set aside."))
    if conversation.set_aside_at is None:
        conversation.set_aside_at, conversation.set_aside_by_name = timezone.now(), name_of(by)
        conversation.set_aside_why = why.strip()[:200]
        conversation.save(update_fields=["set_aside_at", "set_aside_by_name", "set_aside_why"])
    return conversation


@dataclass(frozen=True)
class ReadOut:
    """A message to somebody whom the words alone do not reach: why, and whether they were told."""

    item: Item
    contacts: Sequence[Contact]
    conversation: Conversation | None


def to_be_read_out(batch: Batch) -> list[ReadOut]:
    """The messages of a batch to adults who have letters read out or need an interpreter, in class order."""
    needing = Q(addressed_to__needs_read_out=True) | Q(addressed_to__needs_interpreter=True)
    items = batch.items.filter(needing).distinct().in_class_order().select_related("pupil")
    held = items.prefetch_related("addressed_to", Prefetch("read_out_in", _standing()))
    return [
        ReadOut(
            item,
            [one for one in item.addressed_to.all() if one.needs_read_out or one.needs_interpreter],
            next(iter(item.read_out_in.all()), None),
        )
        for item in held
    ]


def _standing() -> QuerySet[Any]:
    return Conversation.objects.standing().reaching_somebody().order_by("at")


def without_names_of(pupils: Iterable[Pupil]) -> Callable[[str], str]:
    """Words as they were written, without the names of children whose records go."""
    pupils = list(pupils)
    names = {name for pupil in pupils for name in (str(pupil), pupil.known_as, pupil.forename) if name}
    names |= {pupil.preferred_name for pupil in pupils if pupil.preferred_name}
    whole = sorted(names, key=len, reverse=True)
    theirs = re.compile(rf"\b(?:{'|'.join(map(re.escape, whole))})\b")
    return lambda words: theirs.sub(_("[another child]"), words)


def forget_children(conversations: Any, pupils: Iterable[Pupil]) -> None:
    """Take the names of children whose records go out of what was said of others as well."""
    without = without_names_of(pupils)
    for conversation in conversations.prefetch_related("later_notes"):
        conversation.words = without(conversation.words)
        conversation.follows = without(conversation.follows)[:300]
        conversation.save(update_fields=["words", "follows"])
        for note in conversation.later_notes.all():
            note.words = without(note.words)
            note.save(update_fields=["words"])


def _refuse(template: str, **values: object) -> ProblemWithConversation:
    return ProblemWithConversation(Sentence(template, **values))
