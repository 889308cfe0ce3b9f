"""What families answer: taken in from a file or by hand, matched to who sent it, and STOP honoured at once.

A reply from nobody we know is kept and waits for a person to say whose it is; nothing that came is dropped.
Whoever answers a text with STOP gets no more texts from that moment; a person sees it and may put it right.
"""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from trellis.messages.actions import contacts_at, opt_out, take_reply
from trellis.messages.models import Channel, OptOut, Reply
from trellis.rules.stopping import asks_to_stop
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Contact, FamilyLink, School

COLUMNS = {
    "from": ("from", "sender", "number", "phone", "mobile", "email"),
    "received_at": ("received_at", "received", "date", "time", "at"),
    "words": ("words", "message", "text", "body", "content"),
}
"""What a file of replies says, and what other systems call it."""
ASKED_BY_REPLY = "Trellis, because the family asked"


class ProblemWithReplies(ProblemWith):
    """Why replies cannot be taken as they stand, in one sentence."""

    subject = "replies"


@dataclass
class Received:
    """What became of a file of replies: how many were new, how many from nobody known, and what was wrong."""

    rows: int = 0
    new: int = 0
    again: int = 0
    unmatched: int = 0
    stopped: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


# --- Taking in ----------------------------------------------------------------------------------------------


def receive(*, school: School, channel: str, content: bytes, by: By) -> Received:
    """Take in a file of replies (CSV: from, received_at, words). A row that cannot be read is named, the
    others are kept all the same; the same file brought twice is taken once.
    """
    found = Received()
    for number, row in _rows(content):
        found.rows += 1
        try:
            _take(found, school, channel, row, by)
        except ProblemWithReplies as wrong:
            found.problems.append((number, str(wrong)))
    return found


def _rows(content: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows by their spreadsheet number, with our own names for the columns."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise _refuse(gettext_noop("This is no list of replies: save it as CSV from the texting tool."))
    reader = csv.reader(io.StringIO(text))
    heading = [" ".join(cell.lower().split()).replace(" ", "_") for cell in next(reader, [])]
    places = {
        name: next((heading.index(alias) for alias in aliases if alias in heading), None)
        for name, aliases in COLUMNS.items()
    }
    missing = [name for name, place in places.items() if place is None]
    if missing:
        template = gettext_noop(
            "The file has no column %(columns)s: its first row names from, received_at, words."
        )
        raise ProblemWithReplies(Sentence(template, columns=", ".join(missing)))
    for number, cells in enumerate(reader, start=2):
        if any(cell.strip() for cell in cells):
            yield (
                number,
                {
                    name: cells[place].strip() if place is not None and place < len(cells) else ""
                    for name, place in places.items()
                },
            )


def _take(found: Received, school: School, channel: str, row: Mapping[str, str], by: By) -> None:
    at = _moment(row["received_at"])
    if not row["from"]:
        raise _refuse(gettext_noop("It does not say whom it is from."))
    key = "\n".join((str(school.pk), channel, row["from"], at.isoformat(), row["words"]))
    reference = f"file {hashlib.sha256(key.encode()).hexdigest()}"
    if Reply.objects.filter(provider_reference=reference).exists():
        found.again += 1
        return
    reply = take(
        school=school,
        channel=channel,
        sender=row["from"],
        words=row["words"],
        received_at=at,
        provider_reference=reference,
        by=by,
    )
    found.new += 1
    found.unmatched += reply.contact_id is None
    found.stopped += is_stopping(reply)


def _moment(written: str) -> dt.datetime:
    """A moment as files write it; without an offset it is the school's own time."""
    for read in (dt.datetime.fromisoformat, _the_british_way):
        try:
            at = read(written)
        except ValueError:
            continue
        at = at if timezone.is_aware(at) else timezone.make_aware(at)
        if at > timezone.now():
            raise _refuse(gettext_noop("“%(text)s” has not been yet."), text=written)
        return at
    raise _refuse(gettext_noop("“%(text)s” is no day and time: write it as 2024-11-04 09:15."), text=written)


def _the_british_way(written: str) -> dt.datetime:
    return dt.datetime.strptime(written, "%d/%m/%Y %H:%M")  # noqa: DTZ007 - the caller says which time


@transaction.atomic
def take(
    *,
    school: School,
    channel: str,
    sender: str,
    words: str,
    received_at: dt.datetime,
    by: By,
    provider_reference: str | None = None,
) -> Reply:
    """Keep a reply, and where it is a text that asks for no more, send none from now on."""
    reply = take_reply(
        school=school,
        channel=channel,
        sender=sender,
        words=words,
        received_at=received_at,
        provider_reference=provider_reference,
    )
    honour(reply, by)
    return reply


# --- Whose it is --------------------------------------------------------------------------------------------


@transaction.atomic
def match_reply(*, reply: Reply, contact: Contact, by: By) -> Reply:
    """A person says whose reply it is; if it asked for no more texts, none are sent from now on."""
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if not FamilyLink.objects.filter(school=reply.school_id, contact=contact).exists():
        raise _refuse(gettext_noop("%(name)s is no contact of a child at this school."), name=contact.name)
    reply.contact, reply.matched_at, reply.matched_by_name = contact, timezone.now(), name_of(by)
    reply.save(update_fields=["contact", "matched_at", "matched_by_name"])
    honour(reply, by)
    return reply


@transaction.atomic
def unmatch_reply(*, reply: Reply) -> Reply:
    """It was somebody else's after all: it waits again, and what was said because of it is for a person."""
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    reply.contact, reply.matched_at, reply.matched_by_name = None, None, ""
    reply.save(update_fields=["contact", "matched_at", "matched_by_name"])
    return reply


# --- Stopping -----------------------------------------------------------------------------------------------


def is_stopping(reply: Reply) -> bool:
    """Whether it asks for no more of its kind, and says nothing else."""
    return asks_to_stop(reply.words)


def honour(reply: Reply, by: By) -> None:
    """No more texts to a number from which somebody asked for none, whoever shares it. An e-mail that asks is
    for a person to act on.
    """
    if reply.channel != Channel.TEXT or not is_stopping(reply):
        return
    asked = contacts_at(reply.school, Channel.TEXT, reply.sender)
    if reply.contact is not None:
        asked.add(reply.contact)
    held = OptOut.objects.on(timezone.localdate()).filter(school=reply.school, channel=Channel.TEXT)
    already = set(held.filter(contact__in=asked).values_list("contact", flat=True))
    for contact in sorted(asked, key=lambda one: one.pk):
        if contact.pk not in already:
            opt_out(
                contact=contact,
                school=reply.school,
                channel=Channel.TEXT,
                how=said_by(reply),
                by=ASKED_BY_REPLY if isinstance(by, str) else by,
            )


def said_by(reply: Reply) -> str:
    """How somebody asked, in words: by this reply, and when."""
    return gettext("%(channel)s of %(day)s: “%(words)s”") % {
        "channel": reply.get_channel_display(),
        "day": date_format(timezone.localtime(reply.received_at), "j F Y, H:i"),
        "words": reply.words[:60],
    }


def stopped(replies: Iterable[Reply], school: School) -> dict[tuple[int, str], OptOut]:
    """Which of these senders get no more of which sort, by contact and channel."""
    contacts = {reply.contact_id for reply in replies if reply.contact_id}
    held = OptOut.objects.on(timezone.localdate()).filter(school=school, contact__in=contacts)
    return {(row.contact_id, row.channel): row for row in held}


def adults_named(school: School, asked: str) -> Sequence[FamilyLink]:
    """The adults of a school whose own name, or whose child's, has these words: to say whose a reply is."""
    words = asked.split()
    if not words:
        return []
    links = FamilyLink.objects.on(timezone.localdate()).filter(school=school)
    for word in words:
        links = links.filter(_named(word))
    return list(links.select_related("contact", "pupil").order_by("contact__name", "pupil__surname")[:50])


def _named(word: str) -> Q:
    return (
        Q(contact__name__icontains=word)
        | Q(pupil__surname__icontains=word)
        | Q(pupil__forename__icontains=word)
    )


def _refuse(template: str, **values: object) -> ProblemWithReplies:
    return ProblemWithReplies(Sentence(template, **values))
