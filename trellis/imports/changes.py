"""Records made and altered by an import, written with their history and remembered so that they can be
undone.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from trellis.imports.models import Batch, Change
from trellis.imports.subjects import Actor, person_of

State = dict[str, Any]
# What a record is, wherever it stands: its model's label and its key.
Which = tuple[str, int]
Record = Any

_AT_ONCE = 500


def state_of(record: Record) -> State:
    """A record's own columns, as JSON keeps them."""
    return {
        column.attname: _plain(getattr(record, column.attname)) for column in record._meta.concrete_fields
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


# --- doing ---


@dataclass
class Recorder:
    """Writes records for one batch, in bulk and with their history, and remembers each before and after.

    `about` says whom a record concerns; `unit` names the rows that are one fact and are undone together.
    """

    batch: Batch
    by: Actor
    at: dt.datetime = field(default_factory=timezone.now)

    def make(
        self,
        records: Sequence[Record],
        *,
        about: Callable[[Record], int | None],
        unit: Callable[[Record], str],
    ) -> None:
        """Create records of one model."""
        if records:
            _create(type(records[0]), records, by=self.by, at=self.at)
            self._remember(
                self._change(record, about, unit, before=None, after=state_of(record)) for record in records
            )

    def alter(
        self,
        altered: Sequence[tuple[Record, State]],
        *,
        about: Callable[[Record], int | None],
        unit: Callable[[Record], str],
    ) -> None:
        """Save records of one model, each with the state it had before."""
        if altered:
            records = [record for record, _before in altered]
            _update(type(records[0]), altered, by=self.by, at=self.at)
            self._remember(
                self._change(record, about, unit, before=before, after=state_of(record))
                for record, before in altered
            )

    def take_away(
        self,
        records: Sequence[Record],
        *,
        about: Callable[[Record], int | None],
        unit: Callable[[Record], str],
    ) -> None:
        """Delete records of one model."""
        if records:
            changes = [
                self._change(record, about, unit, before=state_of(record), after=None) for record in records
            ]
            _delete(type(records[0]), records, by=self.by, at=self.at)
            self._remember(changes)

    def _change(
        self,
        record: Record,
        about: Callable[[Record], int | None],
        unit: Callable[[Record], str],
        *,
        before: State | None,
        after: State | None,
    ) -> Change:
        return Change(
            batch=self.batch,
            about=about(record),
            unit=unit(record),
            subject=record._meta.label,
            key=record.pk,
            before=before,
            after=after,
        )

    def _remember(self, changes: Iterable[Change]) -> None:
        Change.objects.bulk_create(changes, batch_size=_AT_ONCE)


def _signed(by: Actor, at: dt.datetime) -> dict[str, Any]:
    """Who did it and when, as the history of a record keeps them."""
    return {"default_user": person_of(by), "default_change_reason": _reason(by), "default_date": at}


def _reason(by: Actor) -> str | None:
    return by[:100] if isinstance(by, str) else None


def _create(model: type[models.Model], records: Sequence[Record], *, by: Actor, at: dt.datetime) -> None:
    if hasattr(model, "history"):
        bulk_create_with_history(records, model, batch_size=_AT_ONCE, **_signed(by, at))
    else:
        model._default_manager.bulk_create(records, batch_size=_AT_ONCE)


def _update(
    model: type[models.Model],
    altered: Sequence[tuple[Record, State]],
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    records = [record for record, _before in altered]
    columns = {
        column.name
        for column in model._meta.concrete_fields
        for record, before in altered
        if _plain(getattr(record, column.attname)) != before[column.attname]
    }
    if hasattr(model, "history"):
        bulk_update_with_history(records, model, sorted(columns), batch_size=_AT_ONCE, **_signed(by, at))
    elif columns:
        model._default_manager.bulk_update(records, sorted(columns), batch_size=_AT_ONCE)


def _delete(model: type[models.Model], records: Sequence[Record], *, by: Actor, at: dt.datetime) -> None:
    """Delete rows that nothing refers to; their history keeps that they were, and when they went."""
    if hasattr(model, "history"):
        historical = model.history.model  # type: ignore[attr-defined]
        historical.objects.bulk_create(
            (
                historical(
                    history_date=at,
                    history_user=person_of(by),
                    history_change_reason=_reason(by),
                    history_type="-",
                    **{
                        column.attname: getattr(record, column.attname)
                        for column in historical.tracked_fields
                    },
                )
                for record in records
            ),
            batch_size=_AT_ONCE,
        )
    keys = [record.pk for record in records]
    for start in range(0, len(keys), _AT_ONCE):
        rows = model._default_manager.filter(pk__in=keys[start : start + _AT_ONCE])
        rows._raw_delete(rows.db)  # the caller has made sure that nothing refers to them


# --- undoing ---

_LEANING: dict[str, list[Callable[[Sequence[int]], set[int]]]] = defaultdict(list)


def leans_on(label: str, check: Callable[[Sequence[int]], set[int]]) -> None:
    """Declare what a foreign key does not show: which records of a model something else has been built on.

    Marks are kept by pupil and lie within an enrolment, so an enrolment with marks in it is leant on.
    """
    _LEANING[label].append(check)


@dataclass
class UndoneChanges:
    """Which changes were taken back, and which stay because somebody has built on them since."""

    undone: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)


def undo_changes(batch: Batch, *, by: Actor) -> UndoneChanges:
    """Take back each unit of a batch whose rows stand as the batch left them and to which nothing else
    refers.
    """
    changes = list(batch.changes.all())
    held = _records_of(changes)
    units: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        units[change.unit].append(change)
    standing = {unit: own for unit, own in units.items() if all(_stands(change, held) for change in own)}
    _leave_what_is_referred_to(standing)
    undone = UndoneChanges()
    for unit, own in units.items():
        (undone.undone if unit in standing else undone.kept).extend(own)
    _take_back(undone.undone, held, by=by)
    return undone


def _records_of(changes: Iterable[Change]) -> dict[Which, Record]:
    """Every record the changes name that is still there."""
    keys: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        keys[change.subject].append(change.key)
    return {
        (label, record.pk): record
        for label, own in keys.items()
        for start in range(0, len(own), _AT_ONCE)
        for record in _model(label)._default_manager.filter(pk__in=own[start : start + _AT_ONCE])
    }


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)


def _stands(change: Change, held: Mapping[Which, Record]) -> bool:
    """Is the record as the batch left it?"""
    record = held.get((change.subject, change.key))
    return (None if record is None else state_of(record)) == change.after


def _leave_what_is_referred_to(standing: dict[str, list[Change]]) -> None:
    """Drop the units whose new records something refers to that is not itself being taken back, until none
    is.
    """
    while True:
        made = {
            (change.subject, change.key): unit
            for unit, own in standing.items()
            for change in own
            if change.before is None
        }
        altered = {(change.subject, change.key) for own in standing.values() for change in own}
        blocked = {made[which] for which in _referred_to(made, altered)}
        if not blocked:
            return
        for unit in blocked:
            del standing[unit]


def _referred_to(made: Iterable[Which], going: set[Which]) -> set[Which]:
    """Which of some records are referred to by a record outside those that are going."""
    keys: dict[str, list[int]] = defaultdict(list)
    for label, key in made:
        keys[label].append(key)
    found = set()
    for label, own in keys.items():
        found |= {(label, key) for check in _LEANING[label] for key in check(own)}
        for relation in _model(label)._meta.related_objects:
            found |= {
                (label, target)
                for key, target in _references(relation, own)
                if (relation.related_model._meta.label, key) not in going
            }
    return found


def _references(relation: Any, keys: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The rows of a relation that refer to some keys: the row's key, and the key it refers to."""
    column = relation.field.attname
    rows = relation.related_model._base_manager
    for start in range(0, len(keys), _AT_ONCE):
        yield from rows.filter(**{f"{column}__in": keys[start : start + _AT_ONCE]}).values_list("pk", column)


def _take_back(changes: Sequence[Change], held: Mapping[Which, Record], *, by: Actor) -> None:
    at = timezone.now()
    by_model: dict[str, list[Change]] = defaultdict(list)
    for change in reversed(changes):
        by_model[change.subject].append(change)
    # What was made last refers to what was made first, so it goes first.
    for label, own in by_model.items():
        gone = [held[label, change.key] for change in own if change.before is None]
        _delete(_model(label), gone, by=by, at=at)
    for label, own in reversed(by_model.items()):
        returned = [_as_it_was(change) for change in own if change.after is None]
        _create(_model(label), returned, by=by, at=at)
        restored = [
            (_as_it_was(change), state_of(held[label, change.key]))
            for change in own
            if change.before is not None and change.after is not None
        ]
        if restored:
            _update(_model(label), restored, by=by, at=at)


def _as_it_was(change: Change) -> Record:
    model = _model(change.subject)
    columns = {column.attname: column for column in model._meta.concrete_fields}
    assert change.before is not None
    return model(**{name: columns[name].to_python(value) for name, value in change.before.items()})
