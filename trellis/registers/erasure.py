"""Erasing one pupil: everything that hangs on the record, in every room, with its history.

Not before the law allows: a pupil on roll, under a legal hold or still in a register that is kept stays.
What remains is a certificate without a name, and in the access log a line with the pupil's number, so that a
backup restored later does not bring them back.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from trellis.imports.models import Change
from trellis.registers.models import Line
from trellis.registers.retention import Kept, forget_batches, school_years
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.access_log import write_reading
from trellis.schools.dating import By, name_of
from trellis.schools.making_known import Known
from trellis.schools.models import (
    AccessLogEntry,
    Certificate,
    Contact,
    Enrolment,
    FamilyLink,
    Household,
    Merge,
    Pupil,
)

ERASED = "record erased"


@dataclass(frozen=True)
class Shared:
    """Rows that tell of several children at once: they go with the last of them.

    Until then `forget` takes out of the rows that stay what they say of the children who are erased.
    """

    model: type[models.Model]
    pupils: str  # the field that names the children
    forget: Callable[[Any, Iterable[Pupil]], None]


SHARED: Known[Shared] = Known()


def declare(shared: Shared) -> None:
    """Make such rows known: a higher room does so once."""
    SHARED[shared.model._meta.label] = shared


def why_kept(pupil: Pupil, on: dt.date | None = None) -> Sentence | None:
    """Why a pupil may not be erased, or None where they may."""
    on = on or timezone.localdate()
    if pupil.merged_into_id:
        return Sentence(gettext_noop("This record was merged into another: erase that one."))
    if pupil.legal_holds.on(on).exists():
        return Sentence(gettext_noop("%(pupil)s is under a legal hold."), pupil=pupil)
    enrolment = Enrolment.objects.on(on).filter(pupil=pupil).select_related("school").first()
    if enrolment is not None:
        template = gettext_noop("%(pupil)s is on the roll of %(school)s.")
        return Sentence(template, pupil=pupil, school=enrolment.school.name)
    line = _recorded(pupil).order_by("-year").select_related("school").first()
    if line is None:
        return None
    kept = next(one for one in school_years(line.school, on) if one.year.start == line.year)
    template = gettext_noop(
        "%(pupil)s is in the registers of %(school)s for %(year)s, which are kept until %(day)s and go whole."
    )
    label, day = AcademicYear(line.year).label, day_in_words(kept.kept_until)
    return Sentence(template, pupil=pupil, school=line.school.name, year=label, day=day)


@transaction.atomic
def erase_pupil(*, pupil: Pupil, why: str, by: By) -> Certificate:
    """Erase a pupil, and those who were merged into them, where nothing stands against it."""
    kept = why_kept(pupil)
    if kept is not None:
        raise Kept(kept, pupil.pk)
    return _erase(pupil, why, by)


def erase_again(since: dt.datetime) -> int:
    """After a restore: erase whoever was erased since the backup was made; how many that were."""
    gone = AccessLogEntry.objects.filter(page=ERASED, at__gt=since)
    count = 0
    for entry in gone:
        pupil = Pupil.objects.filter(pk=entry.pupil_id).first()
        if pupil is not None:
            with transaction.atomic():
                _erase(pupil, entry.reason, entry.person_name)
            count += 1
    return count


def _erase(pupil: Pupil, why: str, by: By) -> Certificate:
    records = [pupil, *Pupil.objects.filter(merged_into=pupil)]
    schools = {
        row.school_id: row.school
        for row in Enrolment.objects.filter(pupil__in=records).select_related("school")
    }
    contacts = set(FamilyLink.objects.filter(pupil__in=records).values_list("contact", flat=True))
    Merge.objects.filter(kept__in=records).delete()
    Merge.objects.filter(gone__in=records).delete()
    _forget_changes(Change.objects.filter(about__in=[record.pk for record in records]))
    counts: dict[str, int] = {}
    told = {label: _telling_of(shared, records) for label, shared in SHARED.items()}
    for record in reversed(records):
        _remove(Pupil, [record.pk], counts)
    for label, keys in told.items():
        _forget_in(SHARED[label], keys, records, counts)
    _remove_families(contacts, counts)
    for record in records:
        write_reading(
            person=None if isinstance(by, str) else by,
            name=name_of(by),
            pupil=record,
            page=ERASED,
            reason=why,
        )
    return Certificate.objects.create(
        kind=Certificate.Kind.PUPIL,
        school=next(iter(schools.values()), None),
        why=why[:200],
        counts=counts,
        destroyed_at=timezone.now(),
        destroyed_by=name_of(by),
    )


def _recorded(pupil: Pupil) -> Any:
    """The lines an entry has touched: those the law keeps. A line never written in keeps nobody."""
    records = Pupil.objects.filter(models.Q(pk=pupil.pk) | models.Q(merged_into=pupil))
    return Line.objects.filter(pupil__in=records).exclude(entries=b"")


def _remove(model: type[models.Model], keys: Iterable[int], counts: dict[str, int]) -> None:
    """Remove rows and, before them, whatever points to them, with the history of each."""
    keys = list(keys)
    if not keys:
        return
    for relation in pointing_to(model):
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if relation.on_delete is models.SET_NULL:
            rows.update(**{relation.field.name: None})
        else:
            _remove(relation.related_model, rows.values_list("pk", flat=True), counts)
    if hasattr(model, "history"):
        model.history.filter(**{f"{model._meta.pk.name}__in": keys}).delete()
    _forget_changes(Change.objects.filter(subject=model._meta.label, key__in=keys))
    if model is Pupil:
        _forget_changes(Change.objects.filter(about__in=keys))
    removed = model._base_manager.filter(pk__in=keys)
    counts[model._meta.label] = counts.get(model._meta.label, 0) + removed.count()
    removed._raw_delete(removed.db)


def _telling_of(shared: Shared, records: Iterable[Pupil]) -> set[int]:
    rows = shared.model._base_manager.filter(**{f"{shared.pupils}__in": records})
    return set(rows.values_list("pk", flat=True))


def _forget_in(shared: Shared, keys: set[int], records: Iterable[Pupil], counts: dict[str, int]) -> None:
    """Remove the rows that tell of nobody any more, and leave those who are gone out of the others."""
    others = shared.model._base_manager.filter(pk__in=keys).exclude(**{shared.pupils: None})
    left = set(others.values_list("pk", flat=True))
    _remove(shared.model, keys - left, counts)
    shared.forget(shared.model._base_manager.filter(pk__in=left), records)


def _forget_changes(changes: Any) -> None:
    """What imports said of the rows that go."""
    forget_batches(list(changes.values_list("batch", flat=True)))
    changes.delete()


def pointing_to(model: type[models.Model]) -> Iterator[Any]:
    """Every foreign key to a model, in whichever room it lies."""
    for field in model._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one):
            yield field


def _remove_families(contacts: set[int], counts: dict[str, int]) -> None:
    """Contacts who stand to no other child, and homes where nobody is left."""
    left = set(FamilyLink.objects.filter(contact__in=contacts).values_list("contact", flat=True))
    homes = set(Contact.objects.filter(pk__in=contacts - left).values_list("household", flat=True)) - {None}
    _remove(Contact, contacts - left, counts)
    lived_in = set(Contact.objects.filter(household__in=homes).values_list("household", flat=True))
    _remove(Household, homes - lived_in, counts)
