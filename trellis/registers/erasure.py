"""Erasing one pupil: everything that hangs on the record, in every room, with its history.

Not before the law allows: a pupil on roll, under a legal hold or still in a register that is kept stays.
What remains is a certificate without a name, and in the access log, at the same moment, a line with the
pupil's number, so that a backup restored later does not bring them back. Files go with the rows that know
them (registers.erased_files), as soon as those are gone for good.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from trellis.imports import actions as imports
from trellis.imports.models import Batch, Change
from trellis.registers import erased_files
from trellis.registers.models import Line
from trellis.registers.retention import Kept, SchoolYear, forget_batches, school_years
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
    GroupingMembership,
    Household,
    Merge,
    Pupil,
    School,
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
        return _held(pupil)
    enrolment = Enrolment.objects.on(on).filter(pupil=pupil).select_related("school").first()
    if enrolment is not None:
        template = gettext_noop("%(pupil)s is on the roll of %(school)s.")
        return Sentence(template, pupil=pupil, school=enrolment.school.name)
    return next((_in_registers(pupil, *one) for one in _registers_of(pupil, on)), None)


@transaction.atomic
def erase_pupil(*, pupil: Pupil, why: str, by: By) -> Certificate:
    """Erase a pupil, and those who were merged into them, where nothing stands against it."""
    kept = why_kept(pupil)
    if kept is not None:
        raise Kept(kept, pupil.pk)
    records = [pupil, *Pupil.objects.filter(merged_into=pupil)]
    school, counts = _erase(records)
    at = timezone.now()
    for record in records:
        write_reading(
            person=None if isinstance(by, str) else by,
            name=name_of(by),
            pupil=record,
            page=ERASED,
            reason=why,
            at=at,
        )
    return Certificate.objects.create(
        kind=Certificate.Kind.PUPIL,
        school=school,
        why=why[:200],
        counts=counts,
        destroyed_at=at,
        destroyed_by=name_of(by),
    )


# --- After a restore ----------------------------------------------------------------------------------------


def known_by_the_log(since: dt.datetime, known: Iterable[Certificate]) -> list[Certificate]:
    """What certificates would say of those the access log knows to be erased and a backup brought back.

    The log outlives the database: where that was lost, and its certificates with it, the log knows still.
    """
    told = {one.destroyed_at for one in known if one.kind == Certificate.Kind.PUPIL}
    log = [one for one in AccessLogEntry.objects.filter(page=ERASED, at__gt=since) if one.at not in told]
    back = set(Pupil.objects.filter(pk__in=[one.pupil_id for one in log]).values_list("pk", flat=True))
    return [
        Certificate(
            kind=Certificate.Kind.PUPIL, why=one.reason, destroyed_at=at, destroyed_by=one.person_name
        )
        for at, one in {one.at: one for one in log if one.pupil_id in back}.items()
    ]


def erase_again(certificate: Certificate) -> int:
    """Erase whoever was erased with a certificate and a restored backup brought back; how many records.

    They may be on a roll again, which they had left: that keeps nobody. The log has its line from then.
    """
    on = timezone.localdate(certificate.destroyed_at)
    logged = AccessLogEntry.objects.filter(page=ERASED, at=certificate.destroyed_at)
    gone = set(logged.values_list("pupil_id", flat=True))
    if not gone:
        template = gettext_noop(
            "A record was erased on %(day)s and the access log does not say whose: erase it again."
        )
        raise Kept(Sentence(template, day=day_in_words(on)))
    records = list(Pupil.objects.filter(pk__in=gone).order_by(models.F("merged_into").asc(nulls_first=True)))
    for record in records:
        kept = _why_kept_again(record, gone, on)
        if kept is not None:
            raise Kept(kept, record.pk)
    if records:
        school, counts = _erase(records)
        if not certificate.counts:
            certificate.school, certificate.counts = school, counts
    return len(records)


def _why_kept_again(pupil: Pupil, gone: set[int], on: dt.date) -> Sentence | None:
    """What the restored records hold against erasing a pupil again; registers whose time has come do not."""
    joined = {*Pupil.objects.filter(merged_into=pupil).values_list("pk", flat=True), pupil.merged_into_id}
    if joined - gone - {None}:
        template = gettext_noop(
            "The record of %(pupil)s is merged with one that was not erased: take them apart, then erase it."
        )
        return Sentence(template, pupil=pupil)
    if pupil.legal_holds.on(on).exists():
        return _held(pupil)
    kept = (one for one in _registers_of(pupil, on) if not one[1].is_due(on))
    return next((_in_registers(pupil, *one) for one in kept), None)


# --- What stands against it, and what goes ------------------------------------------------------------------


def _held(pupil: Pupil) -> Sentence:
    return Sentence(gettext_noop("%(pupil)s is under a legal hold."), pupil=pupil)


def _registers_of(pupil: Pupil, on: dt.date) -> Iterator[tuple[School, SchoolYear]]:
    """The registers a pupil is in, the latest first."""
    for line in _recorded(pupil).order_by("-year").select_related("school"):
        yield line.school, next(one for one in school_years(line.school, on) if one.year.start == line.year)


def _in_registers(pupil: Pupil, school: School, kept: SchoolYear) -> Sentence:
    template = gettext_noop(
        "%(pupil)s is in the registers of %(school)s for %(year)s, which are kept until %(day)s and go whole."
    )
    day = day_in_words(kept.kept_until)
    return Sentence(template, pupil=pupil, school=school.name, year=kept.year.label, day=day)


def _erase(records: Sequence[Pupil]) -> tuple[School | None, dict[str, int]]:
    """Records are gone, those merged into another before it; at which school they were, and what went."""
    enrolments = Enrolment.objects.filter(pupil__in=records)
    enrolment = enrolments.select_related("school").first()
    files = set(_let_go_of_uploads(list(enrolments.values_list("school", flat=True))))
    contacts = set(FamilyLink.objects.filter(pupil__in=records).values_list("contact", flat=True))
    Merge.objects.filter(kept__in=records).delete()
    Merge.objects.filter(gone__in=records).delete()
    _forget_changes(Change.objects.filter(about__in=[record.pk for record in records]))
    counts: dict[str, int] = {}
    told = {label: _telling_of(shared, records) for label, shared in SHARED.items()}
    for record in reversed(records):
        _remove(Pupil, [record.pk], counts, files)
    for label, keys in told.items():
        _forget_in(SHARED[label], keys, records, counts, files)
    _remove_families(contacts, counts, files)
    transaction.on_commit(partial(erased_files.remove, files))
    return enrolment and enrolment.school, counts


def _let_go_of_uploads(schools: list[int]) -> list[str]:
    """Files that wait to be imported may name anybody who was at their school: they go unread, and so does
    what was said of them.
    """
    above = GroupingMembership.objects.filter(school__in=schools).values("grouping")
    theirs = models.Q(school__in=schools) | models.Q(grouping__in=above)
    may_name = Batch.objects.filter(theirs | models.Q(school=None, grouping=None))
    undecided = [Batch.State.READING, Batch.State.TRIED, Batch.State.REFUSED]
    forget_batches(may_name.filter(state__in=undecided).values("pk"))
    return imports.let_go(may_name)


def _recorded(pupil: Pupil) -> Any:
    """The lines an entry has touched: those the law keeps. A line never written in keeps nobody."""
    records = Pupil.objects.filter(models.Q(pk=pupil.pk) | models.Q(merged_into=pupil))
    return Line.objects.filter(pupil__in=records).exclude(entries=b"")


def _remove(model: type[models.Model], keys: Iterable[int], counts: dict[str, int], files: set[str]) -> None:
    """Remove rows and, before them, whatever points to them, with the history of each; note their files."""
    keys = list(keys)
    if not keys:
        return
    files.update(erased_files.files_of(model, keys))
    for relation in pointing_to(model):
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if relation.on_delete is models.SET_NULL:
            rows.update(**{relation.field.name: None})
        else:
            _remove(relation.related_model, rows.values_list("pk", flat=True), counts, files)
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


def _forget_in(
    shared: Shared, keys: set[int], records: Iterable[Pupil], counts: dict[str, int], files: set[str]
) -> None:
    """Remove the rows that tell of nobody any more, and leave those who are gone out of the others."""
    others = shared.model._base_manager.filter(pk__in=keys).exclude(**{shared.pupils: None})
    left = set(others.values_list("pk", flat=True))
    _remove(shared.model, keys - left, counts, files)
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


def _remove_families(contacts: set[int], counts: dict[str, int], files: set[str]) -> None:
    """Contacts who stand to no other child, and homes where nobody is left."""
    left = set(FamilyLink.objects.filter(contact__in=contacts).values_list("contact", flat=True))
    homes = set(Contact.objects.filter(pk__in=contacts - left).values_list("household", flat=True)) - {None}
    _remove(Contact, contacts - left, counts, files)
    lived_in = set(Contact.objects.filter(household__in=homes).values_list("household", flat=True))
    _remove(Household, homes - lived_in, counts, files)
