"""Questions that are asked again and again, with other values each time: their words are kept.

A page that gathers what twenty rooms have for one person spends its time less on the database's answers
than on writing the questions: Django makes each question's SQL anew. Here a question is a QuerySet as any
other, with `Given` where a value will stand; it is put into SQL when it is first asked and not again. So the
adjectives of the QuerySets stay the only place that says which rows (docs/adr/0054).
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import Expression, prefetch_related_objects
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesListIterable,
    create_namedtuple_class,
    get_related_populators,
)
from django.db.models.signals import post_init, pre_init

Statement = tuple[str, Sequence[Any]]
"""Words of SQL with `%s` where each value stands, and the values."""

# A day or a moment in the words of a question is one of the day it was first asked: it has to be given.
_WRITTEN_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d")


class Given(Expression):
    """A value that is said each time a question is asked: whose, on which day."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """A place for the value, held by this itself until there is one."""
        return "%s", [self]

    def prepared(self, value: Any) -> Any:
        """The value as the database is told it; a plain number or text is told as it stands."""
        kind = type(value)
        if kind is int or kind is str:
            return value
        if kind is dt.date:
            return connection.ops.adapt_datefield_value(value)
        return self.output_field.get_db_prep_value(value, connection)


class Several(Given):
    """Values that are said each time, however many: `filter(pupil__in=PUPILS)`. Of none, nothing is found."""

    @property
    def place(self) -> str:
        """Where they go, named so that as many places are made there as there are values."""
        return f"%s /* {self.name} */"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self.place, [self]

    def prepared(self, value: Any) -> Any:
        return [super(Several, self).prepared(one) for one in value]


SCHOOL: Final[Any] = Given("school", models.BigIntegerField())
PERSON: Final[Any] = Given("person", models.BigIntegerField())
PUPILS: Final[Any] = Several("pupils", models.BigIntegerField())
DAY: Final[Any] = Given("day", models.DateField())
SINCE: Final[Any] = Given("since", models.DateField())
NOW: Final[Any] = Given("now", models.DateTimeField())


class _Words:
    """The SQL of some QuerySets on one database, and where in it the values go."""

    def __init__(self, sql: str, values: Sequence[Any]) -> None:
        for value in values:
            if not isinstance(value, Given) and _WRITTEN_MOMENT.match(str(value)):
                raise ValueError(f"A question that is kept has {value} written in it: give it instead.")
        self._sql = sql
        # A choice is told as the plain text it is: SQLite's module asks a dozen questions of any other kind.
        self._values = [value.value if isinstance(value, Enum) else value for value in values]
        self._several = [value for value in values if isinstance(value, Several)]
        self._given = [(at, value) for at, value in enumerate(values) if isinstance(value, Given)]

    def of_nobody(self, given: Mapping[str, Any]) -> bool:
        """Whether it is asked of several, and these are none: a list may not be empty in SQL."""
        return not all(given[several.name] for several in self._several)

    def with_values(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The question as it is asked now."""
        # What twenty rooms ask has the same day in forty places: it is put into the database's words once.
        known: dict[tuple[str, type], Any] = {}
        said = list(self._values)
        for at, one in self._given:
            key = one.name, type(one.output_field)
            if key not in known:
                known[key] = one.prepared(given[one.name])
            said[at] = known[key]
        return self._spread(said) if self._several else (self._sql, said)

    def _spread(self, said: Sequence[Any]) -> tuple[str, list[Any]]:
        """The same with as many places as there are values, where it is asked of several."""
        sql, flat = self._sql, []
        for value, one in zip(self._values, said, strict=True):
            if isinstance(value, Several):
                sql = sql.replace(value.place, ", ".join(["%s"] * len(one)))
                flat += one
            else:
                flat.append(one)
        return sql, flat


class _Rows:
    """How the rows of an answer become what a QuerySet gives. It is Django's own, looked up once and not at
    each asking, which takes longer than the database does.
    """

    def __init__(self, queryset: models.QuerySet[Any], compiler: Any) -> None:
        self._prefetched = queryset._prefetch_related_lookups
        # What it is only ordered by comes after what was asked for.
        self._width = compiler.col_count if compiler.has_extra_select else None
        fields = [one[0] for one in compiler.select[: compiler.col_count]]
        self._converters = list(compiler.get_converters(fields).items())
        self._one = _KINDS[queryset._iterable_class](queryset, compiler)

    def read(self, rows: Sequence[Sequence[Any]], database: Any) -> list[Any]:
        """What they are."""
        if self._width is not None:
            rows = [row[: self._width] for row in rows]
        found = list(map(self._one, self._converted(rows, database) if self._converters else rows))
        if self._prefetched and found:
            prefetch_related_objects(found, *self._prefetched)
        return found

    def _converted(self, rows: Sequence[Sequence[Any]], database: Any) -> Iterator[Sequence[Any]]:
        for row in rows:
            values = list(row)
            for place, (converters, expression) in self._converters:
                value = values[place]
                for convert in converters:
                    value = convert(value, expression, database)
                values[place] = value
            yield values


def _models(queryset: models.QuerySet[Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """An instance of the model, with what is joined to it and what is said besides."""
    info, besides = compiler.klass_info, list((compiler.annotation_col_map or {}).items())
    places, make = info["select_fields"], _made(info["model"]).from_db
    own = slice(places[0], places[-1] + 1)
    names = [one[0].target.attname for one in compiler.select[own]]
    joined = _populators(info, compiler)

    def instance(row: Sequence[Any]) -> Any:
        made = make(DEFAULT_DB_ALIAS, names, row[own])
        for one in joined:
            one.populate(row, made)
        for name, place in besides:
            setattr(made, name, row[place])
        return made

    return instance


def _populators(info: Mapping[str, Any], compiler: Any) -> list[Any]:
    """Django's own for what is joined to a model, and joined to that, but for how an instance is made."""
    found = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)
    waiting = list(found)
    while waiting:
        one = waiting.pop()
        one.model_cls = _made(one.model_cls)
        waiting += one.related_populators
    return found


def _made(model: type[models.Model]) -> Any:
    """Whoever makes instances of a model out of rows: this module, where Django would do nothing besides."""
    is_plain = model.__init__ is models.Model.__init__
    is_watched = any(one.has_listeners(model) for one in (pre_init, post_init))
    return _Maker(model) if is_plain and not is_watched else model


class _Maker:
    """Instances of a model as `Model.from_db` makes them, without a step for each field."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model

    def from_db(self, db: str, names: Sequence[str], values: Sequence[Any]) -> models.Model:
        """One of them; a field that is not named is fetched when somebody asks for it."""
        made = self._model.__new__(self._model)
        made._state = state = ModelState()
        state.adding, state.db = False, db
        made.__dict__.update(zip(names, values, strict=True))
        return made


def _named(queryset: models.QuerySet[Any], _compiler: Any) -> Callable[[Sequence[Any]], Any]:
    return create_namedtuple_class(*queryset._fields)._make


_KINDS: Final[Mapping[type, Callable[..., Callable[[Sequence[Any]], Any]]]] = {
    ModelIterable: _models,
    ValuesListIterable: lambda *_of: tuple,
    FlatValuesListIterable: lambda *_of: itemgetter(0),
    NamedValuesListIterable: _named,
}


class Question:
    """One QuerySet whose words are kept: `TAUGHT.ask(school=1, day=today)` answers as the QuerySet would."""

    def __init__(self, written: Callable[[], models.QuerySet[Any]]) -> None:
        self._written = written

    @cached_property
    def _kept(self) -> tuple[_Words, _Rows]:
        queryset = self._written()
        compiler = queryset.query.get_compiler(connection=connection)
        words = _Words(*compiler.as_sql())
        return words, _Rows(queryset, compiler)

    def ask(self, **given: Any) -> list[Any]:
        """What it finds with these values."""
        answered = _AHEAD.get().pop(self, None)
        if answered is not None and answered.given == given:
            return answered.found
        words, rows = self._kept
        if words.of_nobody(given):
            return []
        return rows.read(rows_of(*words.with_values(given)), connections[DEFAULT_DB_ALIAS])

    def of(self, **given: Any) -> "Asking":
        """The question with these values, to be asked ahead."""
        return Asking(self, given)


class Asking(NamedTuple):
    """A question and the values it is asked with."""

    question: Question
    given: Mapping[str, Any]

    def answer(self) -> list[Any]:
        """What it finds."""
        return self.question.ask(**self.given)


class _Answered(NamedTuple):
    given: Mapping[str, Any]
    found: list[Any]


# What was asked ahead and nobody has asked for yet.
_AHEAD: ContextVar[dict[Question, _Answered]] = ContextVar("_AHEAD", default={})  # noqa: B039 - stays empty


@contextmanager
def asked_ahead(*wanted: Asking) -> Iterator[None]:
    """Send at once what will be asked in this block, where each journey to the database has its price.

    Each that is then asked with the values it was sent with has its answer, once. The answers are those of
    the moment the block began: what nobody asked for is let go when the block ends, or begins to write
    (`let_go`). SQLite is in this process: there each is asked when its turn comes (docs/adr/0091).
    """
    database = connections[DEFAULT_DB_ALIAS]
    if not database.is_apart or _is_watched(database):
        yield
        return
    known = _AHEAD.set(_answers(database, wanted))
    try:
        yield
    finally:
        _AHEAD.reset(known)


def _answers(database: Any, wanted: Sequence[Asking]) -> dict[Question, _Answered]:
    """What is found for each, in one journey."""
    asked = [one for one in wanted if not one.question._kept[0].of_nobody(one.given)]
    found = database.answers([one.question._kept[0].with_values(one.given) for one in asked])
    return {
        one.question: _Answered(one.given, one.question._kept[1].read(rows, database))
        for one, rows in zip(asked, found, strict=True)
    }


def let_go() -> None:
    """Forget what was asked ahead and not asked for yet: it may be so no longer."""
    _AHEAD.get().clear()


def tell(*statements: Statement) -> None:
    """Have some statements of a transaction carried out in their order, in one journey; what was asked ahead
    is let go.
    """
    let_go()
    database = connections[DEFAULT_DB_ALIAS]
    if not _is_watched(database):
        database.answers(statements)
        return
    with database.cursor() as cursor:
        for words, alike in groupby(statements, key=itemgetter(0)):
            cursor.executemany(words, [values for _words, values in alike])


def rows_of(sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """The rows one statement finds or returns. Django's own cursor adds what only somebody watching needs."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if not _is_watched(database):
        return database.answers([(sql, values)])[0]  # type: ignore[no-any-return]
    with database.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()  # type: ignore[no-any-return]


def _is_watched(database: Any) -> bool:
    """Whether somebody counts or refuses statements."""
    return bool(database.execute_wrappers or database.queries_logged)


class HowMany:
    """How many there are of several things, asked in one question."""

    def __init__(self, **things: Callable[[], models.QuerySet[Any]]) -> None:
        self._things = things

    @cached_property
    def _kept(self) -> _Words:
        parts, values = [], []
        for written in self._things.values():
            rows = written().order_by().values("pk")
            sql, said = rows.query.get_compiler(connection=connection).as_sql()
            parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS rows_asked)")  # noqa: S608 (Django wrote it)
            values += said
        return _Words(f"SELECT {', '.join(parts)}", values)

    def ask(self, **given: Any) -> Mapping[str, int]:
        """How many of each there are with these values."""
        (counts,) = rows_of(*self._kept.with_values(given))
        return dict(zip(self._things, counts, strict=True))
