"""Writing a great many rows with their history, in one statement a table.

Each row gets its key here, so that a first demonstration is the same to the last key. History is written as
the moments at which each fact became known, not as the moment the demonstration was made: what was known last
term can be asked of it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import connection, models

M = TypeVar("M", bound=models.Model)

_AS_IT_IS = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.ForeignKey,
    models.AutoField,
    models.BigAutoField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.BinaryField,
)


class Rows:
    """Rows waiting to be written, each model's in the order they were added."""

    def __init__(self) -> None:
        self._waiting: defaultdict[type[models.Model], list[models.Model]] = defaultdict(list)
        self._past: defaultdict[type[models.Model], list[tuple[Any, ...]]] = defaultdict(list)
        self._keys: dict[type[models.Model], int] = {}

    def key(self, model: type[models.Model]) -> int:
        """The next key of a model nobody has."""
        if model not in self._keys:
            self._keys[model] = model._default_manager.aggregate(most=models.Max("pk"))["most"] or 0
        self._keys[model] += 1
        return self._keys[model]

    def add(self, row: M, *, known_at: dt.datetime | None = None, ended_at: dt.datetime | None = None) -> M:
        """Put a row with the others. `known_at` is when it became known, `ended_at` when its end did."""
        if row.pk is None:
            row.pk = self.key(type(row))
        self._waiting[type(row)].append(row)
        if known_at is not None:
            past = self._past[type(row)]
            if ended_at is None or ended_at <= known_at:
                past.append((row, "+", known_at, False))
            else:
                past += [(row, "+", known_at, True), (row, "~", ended_at, False)]
        return row

    def write(self) -> int:
        """Write every row and its history; how many rows there were."""
        for model, rows in self._waiting.items():
            _insert(model, _values(model, rows))
        for model, past in self._past.items():
            _insert_history(model, past)
        _count_on([*self._waiting, *(model.history.model for model in self._past)])
        return sum(map(len, self._waiting.values()))


def _insert(model: type[models.Model], values: Iterable[Sequence[Any]], *, without: str = "") -> None:
    columns = [field.column for field in model._meta.concrete_fields if field.attname != without]
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    places = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({places})", values)  # noqa: S608


def _values(model: type[models.Model], rows: Iterable[models.Model]) -> list[list[Any]]:
    prepared = [(field.attname, _prepared(field)) for field in model._meta.concrete_fields]
    return [[prepare(getattr(row, name)) for name, prepare in prepared] for row in rows]


def _prepared(field: models.Field) -> Callable[[Any], Any]:
    """How a field's value goes to the database: most go as they are, which saves most of the time."""
    if type(field) in _AS_IT_IS:
        return _same
    return lambda value: field.get_db_prep_save(value, connection)


def _same(value: Any) -> Any:
    return value


def _insert_history(model: type[models.Model], past: Sequence[tuple[Any, str, dt.datetime, bool]]) -> None:
    """A history row for each moment something became known; one whose end was not known yet has none."""
    history = model.history.model
    tracked = {field.attname: _prepared(field) for field in history.tracked_fields}
    own = {field.attname: field for field in history._meta.concrete_fields if field.attname not in tracked}
    empty = dict.fromkeys(own) | {"history_change_reason": None}
    names = [f.attname for f in history._meta.concrete_fields if f.attname != "history_id"]
    moment = own["history_date"]

    def values() -> Iterable[list[Any]]:
        for row, kind, at, open_ended in past:
            cells = {name: prepare(getattr(row, name)) for name, prepare in tracked.items()}
            if open_ended:
                cells["until"] = None
            told = {"history_date": moment.get_db_prep_save(at, connection), "history_type": kind}
            cells = empty | cells | told
            yield [cells[name] for name in names]

    _insert(history, values(), without="history_id")


def _count_on(written: Iterable[type[models.Model]]) -> None:
    """Let the database count on from the keys given here."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(written))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
