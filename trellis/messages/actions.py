"""What is done with templates and batches, and what families ask and answer.

Preparing writes to nobody: only an approved batch is ever sent.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.messages import outbox, sending
from trellis.messages.channels import Transport
from trellis.messages.drafts import SUBJECTS, Draft, DraftItem, Subject, Words
from trellis.messages.models import (
    Batch,
    Channel,
    Item,
    LeftOut,
    OptOut,
    Reply,
    Side,
    Template,
    Wording,
    new_reference,
)
from trellis.messages.numbers import email_address, mobile_number
from trellis.messages.states import settle
from trellis.messages.wording import ProblemWithWording, check_body, check_text, check_title
from trellis.schools.access import may
from trellis.schools.dating import By, name_of, say_from, silence_from
from trellis.schools.models import Contact, FamilyLink, Person, School
from trellis.schools.roles import Permission

AT_ONCE = 200
AS_SHIPPED = "Trellis, as shipped"
APPROVED_AS_SHIPPED = frozenset({"en"})
"""Languages whose wording may be used as it comes.

Every other is a draft until a named person has read it.
"""


class ProblemWithBatch(ValueError):
    """Why a batch cannot go on, in one sentence."""


# --- Templates ----------------------------------------------------------------------------------------------


@transaction.atomic
def offer_templates(*, school: School, subject: Subject) -> None:
    """Give a school the templates of a subject it does not have yet, in every language they come in."""
    held = set(
        Template.objects.filter(school=school, name__in=subject.templates).values_list("name", flat=True)
    )
    for name in subject.templates:
        if name in held:
            continue
        template, made = Template.objects.get_or_create(
            school=school, name=name, defaults={"subject": subject.name}
        )
        if made:
            Wording.objects.bulk_create(
                _as_shipped(template, channel, language, words)
                for (channel, language), words in subject.shipped(name).items()
            )


def _as_shipped(template: Template, channel: str, language: str, words: Words) -> Wording:
    now, (title, body) = timezone.now(), words
    wording = Wording(
        template=template,
        channel=channel,
        language=language,
        number=1,
        title=title,
        body=body,
        written_at=now,
        written_by_name=AS_SHIPPED,
    )
    if language in APPROVED_AS_SHIPPED:
        wording.approved_at, wording.approved_by_name = now, AS_SHIPPED
    return wording


@transaction.atomic
def write_wording(
    *,
    template: Template,
    language: str,
    title: str,
    body: str,
    channel: str = Channel.LETTER,
    by: By,
) -> Wording:
    """Keep new words for a template: a draft, beside the wording in force, which stays until it is
    approved.
    """
    title, body = title.strip(), body.strip().replace("\r\n", "\n")
    subject = SUBJECTS[template.subject]
    check_subject(subject, channel, title)
    check_words(subject, channel, body)
    earlier = Wording.objects.filter(template=template, channel=channel, language=language)
    last = earlier.order_by("-number").first()
    if last is not None and (last.title, last.body.strip()) == (title, body):
        return last
    return Wording.objects.create(
        template=template,
        channel=channel,
        language=language,
        number=last.number + 1 if last else 1,
        title=title,
        body=body,
        written_at=timezone.now(),
        written_by=by if isinstance(by, Person) else None,
        written_by_name=name_of(by),
    )


def check_subject(subject: Subject, channel: str, title: str) -> None:
    """Refuse, with a sentence, a subject line that could not be filled in."""
    why_not = subject.why_not_said(title) if subject.why_not_said else ""
    if why_not:
        raise ProblemWithWording(why_not)
    check_title(title, fields=[field.name for field in subject.fields_in(channel)])


def check_words(subject: Subject, channel: str, body: str) -> None:
    """Refuse, with a sentence, words that could not be filled in, or that may not be said here."""
    why_not = subject.why_not_said(body) if subject.why_not_said else ""
    if why_not:
        raise ProblemWithWording(why_not)
    examples = {field.name: field.example for field in subject.fields_in(channel)}
    if channel == Channel.TEXT:
        check_text(body, examples=examples)
    else:
        check_body(body, fields=examples, conditions=subject.conditions_in(channel))


@transaction.atomic
def approve_wording(*, wording: Wording, by: Person) -> Wording:
    """A named person has read the words and lets the school use them."""
    if not may(by, Permission.APPROVE_LETTERS, wording.template.school):
        raise ProblemWithBatch(_("%(name)s may not approve messages at this school.") % {"name": by.name})
    wording = Wording.objects.select_for_update().get(pk=wording.pk)
    if not wording.is_approved:
        wording.approved_at, wording.approved_by, wording.approved_by_name = timezone.now(), by, by.name
        wording.save(update_fields=["approved_at", "approved_by", "approved_by_name"])
    return wording


# --- Batches ------------------------------------------------------------------------------------------------


@transaction.atomic
def prepare_batch(
    *,
    school: School,
    subject: str,
    occasion: str,
    since: dt.date,
    until: dt.date,
    asked: Mapping[str, Any],
    draft: Draft,
    by: By,
) -> Batch:
    """Keep a draft as a batch that waits for approval.

    One that already waited for the occasion is withdrawn.
    """
    waiting = Batch.objects.select_for_update().waiting()
    for earlier in waiting.filter(school=school, subject=subject, occasion=occasion):
        _withdraw(earlier, by)
    batch = Batch.objects.create(
        school=school,
        subject=subject,
        occasion=occasion,
        since=since,
        until=until,
        asked=dict(asked),
        counted=dict(draft.counted),
        prepared_at=timezone.now(),
        prepared_by=by if isinstance(by, Person) else None,
        prepared_by_name=name_of(by),
    )
    _keep_items(batch, draft.items)
    LeftOut.objects.bulk_create(
        LeftOut(
            batch=batch,
            pupil=each.pupil,
            class_name=each.class_name,
            reason=each.reason,
            says=each.says[:300],
            held_by=each.held_by,
            hold=each.hold,
        )
        for each in draft.left_out
    )
    return batch


def _keep_items(batch: Batch, drafts: Sequence[DraftItem]) -> None:
    occasion = occasion_key(batch.school, batch.subject, batch.occasion)
    # By their numbers: a foreign key given as a row is checked and kept, which for thousands takes its time.
    items = Item.objects.bulk_create(
        Item(
            batch_id=batch.pk,
            place=place,
            pupil_id=_number(draft.pupil),
            enrolment_id=_number(draft.enrolment),
            class_name=draft.class_name,
            household_id=_number(draft.household),
            contact_id=_number(draft.contact),
            channel=draft.channel,
            addressee=draft.addressee,
            address=list(draft.address),
            band=draft.band,
            figures=dict(draft.figures),
            occasion=occasion,
            digest=draft.digest,
            reference=new_reference(),
        )
        for place, draft in enumerate(drafts, start=1)
    )
    kept = list(zip(items, drafts, strict=True))
    Side.objects.bulk_create(
        Side(
            item_id=item.pk,
            place=place,
            wording_id=side.wording.pk,
            title=side.title,
            parts=list(side.parts),
            band=dict(side.band) if side.band else None,
        )
        for item, draft in kept
        for place, side in enumerate(draft.sides, start=1)
    )
    Item.addressed_to.through.objects.bulk_create(
        Item.addressed_to.through(item_id=item.pk, contact_id=contact.pk)
        for item, draft in kept
        for contact in draft.addressed_to
    )


def _number(row: Model | None) -> int | None:
    return None if row is None else row.pk


def occasion_key(school: School, subject: str, occasion: str) -> str:
    """What a household is written to about once."""
    return f"{school.pk}:{subject}:{occasion}"


@transaction.atomic
def withdraw_batch(*, batch: Batch, by: By) -> Batch:
    """Set aside a batch that waits. One that was approved has been written and stays in the log."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != Batch.State.PREPARED:
        raise ProblemWithBatch(_("Only messages that wait for approval can be withdrawn."))
    return _withdraw(batch, by)


def _withdraw(batch: Batch, by: By) -> Batch:
    batch.state = Batch.State.WITHDRAWN
    batch.withdrawn_at, batch.withdrawn_by_name = timezone.now(), name_of(by)
    batch.save(update_fields=["state", "withdrawn_at", "withdrawn_by_name"])
    batch.items.update(state=Item.State.WITHDRAWN)
    return batch


def approve_batch(*, batch: Batch, by: By) -> Batch:
    """A named person approves the messages as they were shown. Letters are then written to the outbox, once,
    and so are texts and e-mails that leave by nothing else; the others wait for a sender.

    If anything would be different now (a mark amended, a hold placed, a family moved) the batch stops and
    says so: nobody approves what they have not seen.
    """
    if isinstance(by, Person) and not may(by, SUBJECTS[batch.subject].approving, batch.school):
        raise ProblemWithBatch(_("%(name)s may not approve messages at this school.") % {"name": by.name})
    _approve(batch, by)
    batch = print_batch(batch=batch)
    if batch.state == Batch.State.APPROVED:
        # Files are written at once, where they are few: nobody has to run a worker for them.
        sending.send_due(batch=batch, by=[Transport.OUTBOX], most=AT_ONCE)
        batch.refresh_from_db()
    return batch


@transaction.atomic
def _approve(batch: Batch, by: By) -> None:
    batch = Batch.objects.select_for_update().select_related("school").get(pk=batch.pk)
    if batch.state != Batch.State.PREPARED:
        raise ProblemWithBatch(_("These messages do not wait for approval any more."))
    insist_nothing_changed(batch)
    batch.state, batch.approved_at = Batch.State.APPROVED, timezone.now()
    batch.approved_by = by if isinstance(by, Person) else None
    batch.approved_by_name = name_of(by)
    batch.save(update_fields=["state", "approved_at", "approved_by", "approved_by_name"])
    batch.items.update(approved_at=batch.approved_at, state=Item.State.QUEUED)
    sending.queue(batch)


def insist_nothing_changed(batch: Batch) -> None:
    """Draw the batch up again and compare: every message, and everybody left out."""
    draft = SUBJECTS[batch.subject].draw_up(batch.school, batch.asked)
    kept = {(item.pupil_id, item.household_id, item.addressee): item.digest for item in batch.items.all()}
    if not kept and not draft.items:
        raise ProblemWithBatch(_("There is no message in this batch to approve."))
    changed = draft.differences(kept)
    if changed:
        # A count and no names: whoever may approve may not know why a child's letter is held.
        raise ProblemWithBatch(
            ngettext(
                "Messages about %(count)d child have changed since these were drawn up: "
                "prepare them again and look before you approve.",
                "Messages about %(count)d children have changed since these were drawn up: "
                "prepare them again and look before you approve.",
                changed,
            )
            % {"count": changed}
        )


def print_batch(*, batch: Batch) -> Batch:
    """Write the letters of an approved batch to the outbox. Said twice, or after a crash half-way, it still
    writes once.
    """
    batch.refresh_from_db()
    if batch.state == Batch.State.SENT:
        return batch
    if batch.state != Batch.State.APPROVED:
        raise ProblemWithBatch(_("Messages are sent once somebody has approved them."))
    letters = batch.items.by(Channel.LETTER).exists()
    written = outbox.write(batch) if letters and batch.printed_at is None else None
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        if written and batch.printed_at is None:
            batch.printed_at = timezone.now()
            batch.folder, batch.digest = written.folder, written.digest
            batch.save(update_fields=["printed_at", "folder", "digest"])
            _note_files(batch, written.files)
        settle(batch)
    return batch


def _note_files(batch: Batch, files: Mapping[int, str]) -> None:
    letters = list(batch.items.by(Channel.LETTER))
    for letter in letters:
        letter.state, letter.sent_at, letter.file = Item.State.SENT, batch.printed_at, files[letter.pk]
    Item.objects.bulk_update(letters, ["state", "sent_at", "file"], batch_size=200)


# --- What families ask and answer ---------------------------------------------------------------------------


@transaction.atomic
def opt_out(
    *, contact: Contact, school: School, channel: str, how: str, since: dt.date | None = None, by: By
) -> OptOut:
    """From a day (today unless said) a school does not write to somebody in this way; how they said so."""
    of = {"contact": contact, "school": school, "channel": Channel(channel)}
    return say_from(OptOut, of, {"how": how}, since=since or timezone.localdate(), by=by)


@transaction.atomic
def opt_in(*, contact: Contact, school: School, channel: str, since: dt.date | None = None, by: By) -> None:
    """From a day (today unless said) a school may write to somebody in this way again."""
    of = {"contact": contact, "school": school, "channel": Channel(channel)}
    silence_from(OptOut, of, since=since or timezone.localdate(), by=by)


@transaction.atomic
def take_reply(
    *,
    school: School,
    channel: str,
    sender: str,
    words: str,
    received_at: dt.datetime,
    provider_reference: str | None = None,
    answers: Item | None = None,
) -> Reply:
    """Keep what somebody answered, with the contact whose number or address it came from and the last message
    that went there, unless it is known which it answers; from nobody we know it is kept all the same. The
    same reply told twice is one.
    """
    written = mobile_number(sender) if channel == Channel.TEXT else email_address(sender)
    address = written or sender.strip()
    item = answers or (
        Item.objects.filter(batch__school=school, channel=channel, sent_at__lte=received_at)
        .filter(address=[address])
        .order_by("-sent_at", "-id")
        .first()
    )
    there = set() if item else contacts_at(school, channel, address)
    contact = item.contact if item else there.pop() if len(there) == 1 else None
    said = {
        "school": school,
        "channel": channel,
        "sender": address[:254],
        "words": words,
        "received_at": received_at,
        "contact": contact,
        "item": item,
    }
    if provider_reference is None:
        return Reply.objects.create(**said)
    reply, _made = Reply.objects.get_or_create(provider_reference=provider_reference, defaults=said)
    return reply


def contacts_at(school: School, channel: str, address: str) -> set[Contact]:
    """The contacts of a school's pupils with this number or e-mail address: two may share one."""
    links = FamilyLink.objects.on(timezone.localdate()).filter(school=school).select_related("contact")
    if channel == Channel.EMAIL:
        written = links.exclude(contact__email="")
        return {
            link.contact
            for link in written
            if email_address(link.contact.email).casefold() == address.casefold()
        }
    return {link.contact for link in links if mobile_number(link.contact.phone) == address}


@transaction.atomic
def read_reply(*, reply: Reply, by: By) -> Reply:
    """Somebody has read what a family answered."""
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if reply.read_at is None:
        reply.read_at, reply.read_by_name = timezone.now(), name_of(by)
        reply.save(update_fields=["read_at", "read_by_name"])
    return reply
