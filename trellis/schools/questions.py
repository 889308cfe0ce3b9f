"""Questions that are asked again and again, with other values each time: their words are kept.

A page that gathers what twenty rooms have for one person spends its time less on the database's answers
than on writing the questions: Django makes each question's SQL anew. Here a question is a QuerySet as any
other, with `Given` where a value will stand; it is put into SQL when it is first asked and not again. So the
adjectives of the QuerySets stay the only place that says which rows (docs/adr/0054).
"""

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import Expression

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


SCHOOL: Final[Any] = Given("school", models.BigIntegerField())
PERSON: Final[Any] = Given("person", models.BigIntegerField())
DAY: Final[Any] = Given("day", models.DateField())
NOW: Final[Any] = Given("now", models.DateTimeField())


class _Words:
    """The SQL of some QuerySets on one database, and where in it the values go."""

    def __init__(self, sql: str, values: Sequence[Any]) -> None:
        for value in values:
            if not isinstance(value, Given) and _WRITTEN_MOMENT.match(str(value)):
                raise ValueError(f"A question that is kept has {value} written in it: give it instead.")
        self._sql, self._values = sql, values

    def with_values(self, given: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """The question as it is asked now."""
        return self._sql, tuple(
            value.output_field.get_db_prep_value(given[value.name], connection)
            if isinstance(value, Given)
            else value
            for value in self._values
        )


class Question:
    """One QuerySet whose words are kept: `TAUGHT.ask(school=1, day=today)` answers as the QuerySet would."""

    def __init__(self, written: Callable[[], models.QuerySet[Any]]) -> None:
        self._written = written

    @cached_property
    def _kept(self) -> tuple[models.QuerySet[Any], Any, _Words]:
        queryset = self._written()
        compiler = queryset.query.get_compiler(connection=connection)
        return queryset, compiler, _Words(*compiler.as_sql())

    def ask(self, **given: Any) -> list[Any]:
        """What it finds with these values."""
        queryset, compiler, words = self._kept
        asked, own, said = queryset._chain(), copy.copy(compiler), words.with_values(given)
        # Everything of the answer is Django's own; only the words and this thread's connection are put in.
        own.connection, own.as_sql = connections[DEFAULT_DB_ALIAS], lambda *_args, **_kwargs: said
        asked.query.get_compiler = lambda *_args, **_kwargs: own
        return list(asked)


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
        with connection.cursor() as cursor:
            cursor.execute(*self._kept.with_values(given))
            return dict(zip(self._things, cursor.fetchone(), strict=True))
