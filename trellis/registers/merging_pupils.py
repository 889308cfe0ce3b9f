"""Two records of one child made one, with all that hangs on them in whichever room; and taken apart again.

Marks move by entries of the ledger (merging.py), and where the two disagree a person says which stands. The
rest moves by its own pointer to the pupil: each step is kept with what was there before, so that undoing is
the same steps backwards. What others have changed since stays.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from trellis.registers.erasure import pointing_to
from trellis.registers.merging import Disagreement, Where, merge_lines
from trellis.registers.models import Entry, Line, Summary
from trellis.registers.undoing import Kept, undo
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By, keep, name_of
from trellis.schools.making_known import Known
from trellis.schools.models import (
    AttendancePattern,
    Characteristic,
    ClassMembership,
    Enrolment,
    FamilyLink,
    Merge,
    Pupil,
    PupilNumber,
)


@dataclass(frozen=True)
class Joining:
    """Rows of which a child, or a row that is joined itself, has one at a time: which of the one that is kept
    one of the other's goes into, if any, and what that one takes on from it. What hangs on the other hangs on
    it from then on.
    """

    model: type[models.Model]
    into: Callable[[Any, Any], Any | None]
    takes: Callable[[Any, Any], Mapping[str, Any]]


JOINING: Known[Joining] = Known()


def declare(joining: Joining) -> None:
    """Make such rows known: a higher room does so once."""
    JOINING[joining.model._meta.label] = joining


class NotMerged(ProblemWith):
    """Records that cannot be made one, or taken apart, and why."""

    subject = "pupil"


@dataclass(frozen=True, slots=True)
class Merging:
    """What became of it: the merge, or the sessions a person must settle first (then nothing has changed)."""

    merge: Merge | None = None
    disagreements: tuple[Disagreement, ...] = ()


def merge_pupils(
    *, kept: Pupil, gone: Pupil, by: By, why: str = "", settled: Mapping[Where, str] | None = None
) -> Merging:
    """Make two records of one child one: `gone` goes into `kept`."""
    _insist_on_two(kept, gone)
    with transaction.atomic():
        lines = merge_lines(keep=kept, duplicate=gone, by=by, why=why, settled=settled)
        if lines.disagreements:
            return Merging(disagreements=lines.disagreements)
        steps = _Steps(by)
        for enrolment in Enrolment.objects.filter(pupil=gone).order_by("since"):
            _move_enrolment(steps, enrolment, kept)
        _move_numbers(steps, gone, kept)
        _move_family(steps, gone, kept)
        for relation in _others(Pupil, besides=(Enrolment, PupilNumber, FamilyLink, Line, Merge)):
            for row in relation.related_model._base_manager.filter(**{relation.field.name: gone}):
                _move(steps, row, relation.field.name, kept)
        gone.merged_into = kept
        keep(gone, by)
        merge = Merge.objects.create(
            kept=kept,
            gone=gone,
            moved={"steps": steps.taken, "entries": list(lines.entries)},
            merged_at=timezone.now(),
            merged_by=name_of(by),
        )
        return Merging(merge)


def would_disagree(kept: Pupil, gone: Pupil) -> tuple[Disagreement, ...]:
    """The sessions a person would have to settle; nothing is changed."""
    with transaction.atomic():
        found = merge_lines(keep=kept, duplicate=gone, by="nobody: only asked")
        transaction.set_rollback(True)
    return found.disagreements


@dataclass(frozen=True, slots=True)
class TakenApart:
    """What a merge undone left as it stands, because it has changed since."""

    marks: tuple[Kept, ...] = ()
    facts: tuple[str, ...] = ()


def take_apart(*, merge: Merge, by: By) -> TakenApart:
    """Undo a merge: the two records stand as they did, but for what has changed since."""
    if merge.undone_at is not None:
        raise NotMerged(Sentence(gettext_noop("This merge has been undone already.")), merge.pk)
    if merge.kept.merged_into_id is not None:
        template = gettext_noop("%(pupil)s has been merged into another record since: undo that first.")
        raise NotMerged(Sentence(template, pupil=merge.kept), merge.pk)
    with transaction.atomic():
        gone = merge.gone
        gone.merged_into = None
        keep(gone, by)
        changed = _Steps(by).back(merge.moved["steps"])
        entries = Entry.objects.filter(pk__in=merge.moved["entries"]).values_list("pk", flat=True)
        marks = undo(entries=list(entries), by=by, why="The merge was undone").kept if entries else ()
        merge.undone_at, merge.undone_by = timezone.now(), name_of(by)
        merge.save()
        return TakenApart(marks, tuple(changed))


# --- The steps ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Steps:
    """The changes a merge makes to rows, each with what was there before."""

    by: By
    taken: list[list[Any]] = field(default_factory=list)

    def point(self, row: models.Model, name: str, to: int) -> bool:
        """Point a row at the record that is kept. One that record has already stays where it is."""
        attribute = row._meta.get_field(name).attname
        was = getattr(row, attribute)
        try:
            with transaction.atomic():
                self.change(row, {attribute: to})
        except IntegrityError:
            setattr(row, attribute, was)
            return False
        return True

    def change(self, row: models.Model, values: Mapping[str, Any]) -> None:
        """Give a row other values."""
        was = {name: _plain(getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        self._save(row)
        now = {name: _plain(value) for name, value in values.items()}
        self.taken.append(["change", row._meta.label, row.pk, was, now])

    def remove(self, row: models.Model) -> None:
        """Remove a row that the record that is kept has already, keeping it whole to be put back."""
        self.taken.append(["remove", row._meta.label, row.pk, serializers.serialize("json", [row])])
        row._history_user = None if isinstance(self.by, str) else self.by  # type: ignore[attr-defined]
        row.delete()

    def back(self, taken: Iterable[list[Any]]) -> list[str]:
        """Take every step back, the last first; what has changed since is left, and named."""
        left = []
        for what, label, key, *was in reversed(list(taken)):
            if what == "remove":
                (kept,) = serializers.deserialize("json", was[0])
                self._save(kept.object)
            elif not self._change_back(apps.get_model(label), key, *was):
                left.append(label)
        return left

    def _change_back(
        self, model: type[models.Model], key: int, was: dict[str, Any], now: dict[str, Any]
    ) -> bool:
        row = model._base_manager.filter(pk=key).first()
        if row is None or any(_plain(getattr(row, name)) != value for name, value in now.items()):
            return False
        for name, value in was.items():
            setattr(row, name, row._meta.get_field(name).to_python(value))
        self._save(row)
        return True

    def _save(self, row: models.Model) -> None:
        if hasattr(type(row), "history"):
            keep(row, self.by)
        else:
            row.save()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


# --- What moves how -----------------------------------------------------------------------------------------


def _move(steps: _Steps, row: Any, name: str, kept: Any) -> bool:
    """A row moves as it is, or into the one the kept record has where there is only one at a time; False
    where neither can be and it stays.
    """
    joining = JOINING.get(row._meta.label)
    into = joining.into(row, kept) if joining else None
    if joining is None or into is None:
        return steps.point(row, name, kept.pk)
    if taken := joining.takes(row, into):
        steps.change(into, taken)
    for relation in _others(type(row), besides=()):
        for part in relation.related_model._base_manager.filter(**{relation.field.name: row}):
            if not _move(steps, part, relation.field.name, into):
                steps.remove(part)
    steps.remove(row)
    return True


def _move_enrolment(steps: _Steps, enrolment: Enrolment, kept: Pupil) -> None:
    """A time on a roll moves as it is, or into the time the kept record has there already."""
    same = Enrolment.objects.filter(pupil=kept, school=enrolment.school_id)
    meeting = list(same.between(enrolment.since, enrolment.until or dt.date.max))
    if not meeting:
        steps.change(enrolment, {"pupil_id": kept.pk})
        return
    if len(meeting) > 1:
        template = gettext_noop(
            "%(pupil)s was on the roll of %(school)s twice while the other was there once."
        )
        raise NotMerged(Sentence(template, pupil=kept, school=enrolment.school.name), kept.pk)
    (into,) = meeting
    _widen(steps, into, enrolment)
    says = _what_it_says(into)
    for relation in _others(Enrolment, besides=()):
        for row in relation.related_model._base_manager.filter(**{relation.field.name: enrolment}):
            if _said_of(row) in says or not steps.point(row, relation.field.name, into.pk):
                steps.remove(row)
    steps.remove(enrolment)


def _widen(steps: _Steps, into: Enrolment, other: Enrolment) -> None:
    """From the earlier start to the later end; no end is the latest."""
    since = min(into.since, other.since)
    until = None if None in (into.until, other.until) else max(into.until, other.until)
    if (since, until) != (into.since, into.until):
        leaving = {"leaving_ground": "", "destination": ""} if until is None else {}
        steps.change(into, {"since": since, "until": until, **leaving})


def _what_it_says(enrolment: Enrolment) -> set[Any]:
    """What the kept enrolment says itself; where it says something, that stands."""
    rows = (enrolment.characteristics, enrolment.class_memberships, enrolment.patterns, enrolment.summaries)
    return {_said_of(row) for held in rows for row in held.all()}


def _said_of(row: models.Model) -> Any:
    """What a row is about, where an enrolment has one of it; other rows are about themselves."""
    if isinstance(row, Characteristic):
        return Characteristic, row.kind
    if isinstance(row, Summary):
        return Summary, row.since, row.until
    return type(row) if isinstance(row, ClassMembership | AttendancePattern) else row


def _move_numbers(steps: _Steps, gone: Pupil, kept: Pupil) -> None:
    """A UPN the kept record has already goes; another becomes a former one, unless it is the only one."""
    known = set(kept.numbers.values_list("upn", flat=True))
    has_one = kept.numbers.still_open().filter(is_former=False).exists()
    for number in gone.numbers.all():
        if number.upn in known:
            steps.remove(number)
        elif has_one and not number.is_former:
            until = max(number.since, number.until or timezone.localdate())
            steps.change(number, {"pupil_id": kept.pk, "is_former": True, "until": until})
        else:
            steps.change(number, {"pupil_id": kept.pk})


def _move_family(steps: _Steps, gone: Pupil, kept: Pupil) -> None:
    """A contact the kept record has already, by the same name at the same school, is not doubled."""
    known = {(link.school_id, link.contact.name.casefold()) for link in _family(kept)}
    for link in _family(gone):
        if (link.school_id, link.contact.name.casefold()) in known:
            steps.remove(link)
        else:
            steps.change(link, {"pupil_id": kept.pk})


def _family(pupil: Pupil) -> Any:
    return FamilyLink.objects.filter(pupil=pupil).select_related("contact")


def _others(model: type[models.Model], besides: Iterable[type[models.Model]]) -> list[Any]:
    """Whatever points to a model in any room, but for histories, which say what was, and these."""
    return [
        relation
        for relation in pointing_to(model)
        if relation.related_model not in besides and not hasattr(relation.related_model, "history_object")
    ]


def _insist_on_two(kept: Pupil, gone: Pupil) -> None:
    if kept.pk == gone.pk:
        raise NotMerged(Sentence(gettext_noop("A record cannot be merged into itself.")), kept.pk)
    for pupil in (kept, gone):
        if pupil.merged_into_id is not None:
            template = gettext_noop("%(pupil)s has been merged into another record already.")
            raise NotMerged(Sentence(template, pupil=pupil), pupil.pk)
