"""What is done with templates and batches.

Preparing writes to nobody: only an approved batch is ever sent.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.messages import outbox
from trellis.messages.drafts import SUBJECTS, Draft, DraftLetter, Subject
from trellis.messages.models import Batch, LeftOut, Letter, Side, Template, Wording
from trellis.messages.wording import check
from trellis.schools.access import may
from trellis.schools.dating import By, name_of
from trellis.schools.models import Person, School
from trellis.schools.roles import Permission

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
                _as_shipped(template, language, title, body)
                for language, (title, body) in subject.shipped(name).items()
            )


def _as_shipped(template: Template, language: str, title: str, body: str) -> Wording:
    now = timezone.now()
    wording = Wording(
        template=template,
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
def write_wording(*, template: Template, language: str, title: str, body: str, by: By) -> Wording:
    """Keep new words for a template: a draft, beside the wording in force, which stays until it is
    approved.
    """
    subject = SUBJECTS[template.subject]
    title, body = title.strip(), body.strip().replace("\r\n", "\n")
    check(title, body, fields=subject.field_names, conditions=subject.conditions)
    last = Wording.objects.filter(template=template, language=language).order_by("-number").first()
    if last is not None and (last.title, last.body.strip()) == (title, body):
        return last
    return Wording.objects.create(
        template=template,
        language=language,
        number=last.number + 1 if last else 1,
        title=title,
        body=body,
        written_at=timezone.now(),
        written_by=by if isinstance(by, Person) else None,
        written_by_name=name_of(by),
    )


@transaction.atomic
def approve_wording(*, wording: Wording, by: Person) -> Wording:
    """A named person has read the words and lets the school use them."""
    if not may(by, Permission.APPROVE_LETTERS, wording.template.school):
        raise ProblemWithBatch(_("%(name)s may not approve letters at this school.") % {"name": by.name})
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
        _withdraw(earlier)
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
    _keep_letters(batch, draft.letters)
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


def _keep_letters(batch: Batch, drafts: Sequence[DraftLetter]) -> None:
    letters = Letter.objects.bulk_create(
        Letter(
            batch=batch,
            place=place,
            pupil=draft.pupil,
            enrolment=draft.enrolment,
            class_name=draft.class_name,
            household=draft.household,
            addressee=draft.addressee,
            address=list(draft.address),
            band=draft.band,
            figures=dict(draft.figures),
            occasion=occasion_key(batch.school, batch.subject, batch.occasion),
            digest=draft.digest,
        )
        for place, draft in enumerate(drafts, start=1)
    )
    kept = list(zip(letters, drafts, strict=True))
    Side.objects.bulk_create(
        Side(
            letter=letter,
            place=place,
            wording=side.wording,
            title=side.title,
            parts=list(side.parts),
            band=dict(side.band) if side.band else None,
        )
        for letter, draft in kept
        for place, side in enumerate(draft.sides, start=1)
    )
    Letter.addressed_to.through.objects.bulk_create(
        Letter.addressed_to.through(letter=letter, contact=contact)
        for letter, draft in kept
        for contact in draft.addressed_to
    )


def occasion_key(school: School, subject: str, occasion: str) -> str:
    """What a household is written to about once."""
    return f"{school.pk}:{subject}:{occasion}"


@transaction.atomic
def withdraw_batch(*, batch: Batch) -> Batch:
    """Set aside a batch that waits. One that was approved has been written and stays in the log."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != Batch.State.PREPARED:
        raise ProblemWithBatch(_("Only letters that wait for approval can be withdrawn."))
    return _withdraw(batch)


def _withdraw(batch: Batch) -> Batch:
    batch.state = Batch.State.WITHDRAWN
    batch.save(update_fields=["state"])
    return batch


def approve_batch(*, batch: Batch, by: By) -> Batch:
    """A named person approves the letters as they were shown; they are then written to the outbox, once.

    If anything would be different now (a mark amended, a hold placed, a family moved) the batch stops and
    says so: nobody approves what they have not seen.
    """
    if isinstance(by, Person) and not may(by, Permission.APPROVE_LETTERS, batch.school):
        raise ProblemWithBatch(_("%(name)s may not approve letters at this school.") % {"name": by.name})
    _approve(batch, by)
    return send_batch(batch=batch)


@transaction.atomic
def _approve(batch: Batch, by: By) -> None:
    batch = Batch.objects.select_for_update().select_related("school").get(pk=batch.pk)
    if batch.state != Batch.State.PREPARED:
        raise ProblemWithBatch(_("These letters do not wait for approval any more."))
    insist_nothing_changed(batch)
    batch.state, batch.approved_at = Batch.State.APPROVED, timezone.now()
    batch.approved_by = by if isinstance(by, Person) else None
    batch.approved_by_name = name_of(by)
    batch.save(update_fields=["state", "approved_at", "approved_by", "approved_by_name"])
    batch.letters.update(approved_at=batch.approved_at)


def insist_nothing_changed(batch: Batch) -> None:
    """Draw the batch up again and compare: every letter, and everybody left out."""
    draft = SUBJECTS[batch.subject].draw_up(batch.school, batch.asked)
    kept = {
        (letter.pupil_id, letter.household_id, letter.addressee): letter.digest
        for letter in batch.letters.all()
    }
    if not kept and not draft.letters:
        raise ProblemWithBatch(_("There is no letter in this batch to approve."))
    changed = draft.differences(kept)
    if changed:
        # A count and no names: whoever may approve may not know why a child's letter is held.
        raise ProblemWithBatch(
            ngettext(
                "Letters about %(count)d child have changed since these were drawn up: "
                "prepare them again and look before you approve.",
                "Letters about %(count)d children have changed since these were drawn up: "
                "prepare them again and look before you approve.",
                len(changed),
            )
            % {"count": len(changed)}
        )


def send_batch(*, batch: Batch) -> Batch:
    """Write an approved batch to the outbox. Said twice, or after a crash half-way, it still writes once."""
    batch.refresh_from_db()
    if batch.state == Batch.State.SENT:
        return batch
    if batch.state != Batch.State.APPROVED:
        raise ProblemWithBatch(_("Letters are sent once somebody has approved them."))
    written = outbox.write(batch)
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        if batch.state == Batch.State.APPROVED:
            batch.state, batch.sent_at = Batch.State.SENT, timezone.now()
            batch.folder, batch.digest = written.folder, written.digest
            batch.save(update_fields=["state", "sent_at", "folder", "digest"])
            _note_files(batch, written.files)
    return batch


def _note_files(batch: Batch, files: Mapping[int, str]) -> None:
    letters = list(batch.letters.all())
    for letter in letters:
        letter.sent_at, letter.file = batch.sent_at, files[letter.pk]
    Letter.objects.bulk_update(letters, ["sent_at", "file"], batch_size=200)
