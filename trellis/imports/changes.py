"""Records made and altered by an import, written with their history and remembered so that they can be
undone.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from trellis.imports.models import Batch, Change
from trellis.imports.subjects import Actor, Undone, person_of
from trellis.rules.words import Sentence

State = dict[str, Any]
# What a record is, wherever it stands: its model's label and its key.
Which = tuple[str, int]
Record = Any
About = Callable[[Record], int | None]
Unit = Callable[[Record], str]

_AT_ONCE = 500


def state_of(record: Record) -> State:
    """A record's own columns, as JSON keeps them."""
    return {
        column.attname: _plain(getattr(record, column.attname)) for column in record._meta.concrete_fields
    }


def _plain(value: Any) -> Any:
    """As JSON keeps it; 12 and 12.00 are one number."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


# --- doing ---


@dataclass
class Recorder:
    """Writes records for one batch, in bulk and with their history, and remembers what it did to each.

    `about` says whom a record concerns; `unit` names the rows that are one fact and are undone together.
    `done` writes what was made, once everything was.
    """

    batch: Batch
    by: Actor
    _made: dict[tuple[str, int | None], dict[str, list[int]]] = field(default_factory=dict)

    @property
    def at(self) -> dt.datetime:
        """The moment of everything the batch writes: what is later in a record's history came after it."""
        assert self.batch.accepted_at is not None
        return self.batch.accepted_at

    def make(self, records: Sequence[Record], *, about: About, unit: Unit) -> None:
        """Create records of one model."""
        if records:
            _create(type(records[0]), records, by=self.by, at=self.at)
        for record in records:
            own = self._made.setdefault((unit(record), about(record)), {})
            own.setdefault(record._meta.label, []).append(record.pk)

    def alter(self, altered: Sequence[tuple[Record, State]], *, about: About, unit: Unit) -> None:
        """Save records of one model, each with the state it had before."""
        if altered:
            _update(type(altered[0][0]), altered, by=self.by, at=self.at)
            self._remember(
                self._change(record, about, unit, before=before, after=state_of(record))
                for record, before in altered
            )

    def take_away(self, records: Sequence[Record], *, about: About, unit: Unit) -> None:
        """Delete records of one model."""
        if records:
            self._remember(
                self._change(record, about, unit, before=state_of(record), after=None) for record in records
            )
            _delete(type(records[0]), records, by=self.by, at=self.at)

    def done(self) -> None:
        """Remember what was made, each unit in one row."""
        self._remember(
            Change(batch=self.batch, about=about, unit=unit, made=made)
            for (unit, about), made in self._made.items()
        )
        self._made = {}

    def _change(
        self, record: Record, about: About, unit: Unit, *, before: State, after: State | None
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

    def of_pupils(self, why_kept: Sentence) -> Undone:
        """Said of changes that each concern one pupil and were all kept for the same reason."""
        kept = [{"pupil": change.about, "says": str(why_kept)} for change in self.kept]
        return Undone(len(self.undone), kept)


def undo_changes(batch: Batch, *, by: Actor) -> UndoneChanges:
    """Take back each unit of a batch whose rows stand as the batch left them and to which nothing else
    refers.
    """
    changes = list(batch.changes.all())
    altered = _records_of(changes)
    built_on = _changed_since(changes)
    units: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        units[change.unit].append(change)
    standing = {
        unit: own
        for unit, own in units.items()
        if not any(set(_made(change)) & built_on or not _stands(change, altered) for change in own)
    }
    _leave_what_is_referred_to(standing)
    undone = UndoneChanges()
    for unit, own in units.items():
        (undone.undone if unit in standing else undone.kept).extend(own)
    _take_back(undone.undone, altered, by=by)
    return undone


def _made(change: Change) -> list[Which]:
    return [(label, key) for label, keys in (change.made or {}).items() for key in keys]


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)


def _by_model(whiches: Iterable[Which]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for label, key in whiches:
        found[label].append(key)
    return found


def _in_parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))


def _records_of(changes: Iterable[Change]) -> dict[Which, Record]:
    """Every record altered that is still there."""
    wanted = _by_model((change.subject, change.key) for change in changes if change.key is not None)
    return {
        (label, record.pk): record
        for label, keys in wanted.items()
        for part in _in_parts(keys)
        for record in _model(label)._default_manager.filter(pk__in=part)
    }


def _changed_since(changes: Iterable[Change]) -> set[Which]:
    """The records the batch made that have changed or gone since: their history says more than that."""
    found = set()
    for label, keys in _by_model(which for change in changes for which in _made(change)).items():
        model = _model(label)
        for part in _in_parts(keys):
            there = set(model._default_manager.filter(pk__in=part).values_list("pk", flat=True))
            found |= {(label, key) for key in part if key not in there}
            if hasattr(model, "history"):
                found |= {(label, key) for key in _no_longer_as_made(model, part)}
    return found


def _no_longer_as_made(model: Any, keys: Sequence[int]) -> set[int]:
    """Records that say something else than when they were made. Most were never changed, and are not read."""
    name = model._meta.pk.attname
    histories = model.history.filter(**{f"{name}__in": keys})
    changed = set(histories.filter(history_type="~").values_list(name, flat=True))
    first: dict[int, State] = {}
    for row in histories.filter(**{f"{name}__in": changed}).order_by("history_id"):
        first.setdefault(getattr(row, name), state_of(row.instance))
    records = model._default_manager.filter(pk__in=changed)
    return {record.pk for record in records if state_of(record) != first[record.pk]}


def _stands(change: Change, held: Mapping[Which, Record]) -> bool:
    """Is a record that was altered as the batch left it?"""
    if change.key is None:
        return True
    record = held.get((change.subject, change.key))
    return (None if record is None else state_of(record)) == change.after


def _leave_what_is_referred_to(standing: dict[str, list[Change]]) -> None:
    """Drop the units whose new records something refers to that is not itself taken back, until none is."""
    while True:
        made = {which: unit for unit, own in standing.items() for change in own for which in _made(change)}
        going = made.keys() | {
            (change.subject, change.key) for own in standing.values() for change in own if change.key
        }
        blocked = {made[which] for which in _referred_to(made, going)}
        if not blocked:
            return
        for unit in blocked:
            del standing[unit]


def _referred_to(made: Iterable[Which], going: Collection[Which]) -> set[Which]:
    """Which of some records are referred to by a record outside those that are going."""
    found = set()
    for label, own in _by_model(made).items():
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
    for part in _in_parts(keys):
        yield from rows.filter(**{f"{column}__in": part}).values_list("pk", column)


def _take_back(changes: Sequence[Change], held: Mapping[Which, Record], *, by: Actor) -> None:
    at = timezone.now()
    # What was made goes first, so that what it took the place of can be there again.
    for label, keys in _by_model(which for change in changes for which in _made(change)).items():
        for part in _in_parts(keys):
            # In no order: one that looks at a record already gone would find nothing.
            records = _model(label)._default_manager.filter(pk__in=part).order_by()
            _delete(_model(label), list(records), by=by, at=at)
    by_model: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.key is not None:
            by_model[change.subject].append(change)
    for label, own in by_model.items():
        gone = [_as_it_was(change) for change in own if change.after is None]
        if gone:
            _create(_model(label), gone, by=by, at=at)
        restored = [
            (_as_it_was(change), state_of(held[label, change.key]))
            for change in own
            if change.after is not None and change.key is not None
        ]
        if restored:
            _update(_model(label), restored, by=by, at=at)


def _as_it_was(change: Change) -> Record:
    model = _model(change.subject)
    columns = {column.attname: column for column in model._meta.concrete_fields}
    assert change.before is not None
    return model(**{name: columns[name].to_python(value) for name, value in change.before.items()})
