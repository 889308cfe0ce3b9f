"""Dated facts read in bulk, as they are now or as they were known at a moment.

The one place with SQL of its own. A figure for an authority reads a hundred thousand enrolments and a few
times as many characteristics; as model instances they would take longer than the counting, and even as rows.
So the database hands over each column of numbers as one text, which NumPy reads at once. History is what
django-simple-history keeps: the row as known at a moment is the last one recorded by then, unless that one
records its removal.
"""

import datetime as dt
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from django.db import connection, models
from numpy.typing import NDArray

from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Characteristic, ClassMembership, Enrolment, Pupil

Rows = list[tuple[Any, ...]]
Numbers = NDArray[np.int64]

# A scope with more than one in so many of all the schools reads everybody's facts and leaves the others'
# aside.
_MOST_OF = 4

# A year's days are counted from its week 0, so that nine bits hold one. What reaches beyond is cut to the
# year.
_DAY_BITS = 9
_CODE_BITS = 16
_UNLISTED = (1 << _CODE_BITS) - 1


def held_in(year: AcademicYear, of: str) -> str:
    """That a fact holds on some day of a year; `bounds_of` are its parameters."""
    return f"{of}.since <= %s AND ({of}.until IS NULL OR {of}.until >= %s)"


def bounds_of(year: AcademicYear) -> list[str]:
    """The last day of a year and its first."""
    return [year.until.isoformat(), year.since.isoformat()]


def read(sql: str, params: Sequence[Any] = ()) -> Rows:
    """Rows as the database gives them."""
    return list(each(sql, params))


def each(sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows one after another: none is kept here when the next is asked for."""
    with connection.cursor() as cursor, _without_collecting():
        cursor.execute(sql, params)
        yield from cursor


def read_numbers(columns: Sequence[str], source: str, params: Sequence[Any] = ()) -> list[Numbers]:
    """Columns of whole numbers, none of them null, side by side in no order that may be relied on."""
    [texts] = read(f"SELECT {', '.join(map(together, columns))} FROM {source}", params)
    return [numbers_in(text) for text in texts]


def school_by_school(
    texts: Sequence[str], source: str, schools: Iterable[int], params: Sequence[Any] = ()
) -> Iterator[tuple[Any, ...]]:
    """Each school that has any such rows, in the order of their ids, and those rows' columns as texts.

    PostgreSQL asked to group them would write an authority's lines to its disk, twice: once as it gathers and
    once as it sorts. Asked for one school after another, as SQLite does it anyway, it reads them only.
    """
    columns, here = ", ".join(texts), at_schools(schools)
    if connection.vendor == "sqlite":
        yield from each(
            f"SELECT school_id, {columns} FROM {source} AND {here} GROUP BY school_id ORDER BY school_id",
            params,
        )
        return
    yield from each(
        f"SELECT one.school_id, held.* FROM (SELECT id AS school_id FROM schools_school ORDER BY id) one,"
        f" LATERAL (SELECT {columns} FROM {source} AND school_id = one.school_id HAVING COUNT(*) > 0) held"
        f" WHERE one.{here} ORDER BY one.school_id",
        params,
    )


def together(column: str, between: str = ",") -> str:
    """A column in one text. Columns asked for together keep their places beside each other."""
    if connection.vendor == "sqlite":
        return f"group_concat({column}, '{between}')"
    return f"string_agg(CAST({column} AS TEXT), '{between}')"


def as_it_lies(text: str) -> str:
    """A column of characters of one byte as bytes, where the database hands them over as they lie; PostgreSQL
    would write each as two.
    """
    return f"CAST({text} AS BLOB)" if connection.vendor == "sqlite" else text


def numbers_in(text: str | None) -> Numbers:
    """The numbers of such a text; there is no text where there was no row."""
    return np.fromstring(text or "", np.int64, sep=",")


def sorted_by(columns: Sequence[Numbers], *keys: Numbers) -> list[Numbers]:
    """Columns in the order of some keys, the last of them first."""
    order = np.lexsort(keys)
    return [column[order] for column in columns]


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Hundreds of thousands of rows appear at once and none of them is rubbish: do not go looking for any."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def table(
    model: type[models.Model], as_at: dt.datetime | None, *, within: str = "", params: Sequence[Any] = ()
) -> tuple[str, list[Any]]:
    """A model's rows now, or as known at a moment, to select from; `within` narrows by what never changes."""
    if as_at is None:
        held = f'SELECT * FROM "{model._meta.db_table}" h' + (f" WHERE {within}" if within else "")
        return f"({held})", list(params)
    history = model.history.model._meta.db_table  # type: ignore[attr-defined]
    also = f" AND {within}" if within else ""
    moment = connection.ops.adapt_datetimefield_value(as_at)
    # The newest by then: no row of the same thing is newer. Its index makes that one look-up a row, and no
    # sorting.
    sql = (
        f"(SELECT h.* FROM \"{history}\" h WHERE h.history_date <= %s AND h.history_type <> '-'{also}"
        f' AND NOT EXISTS (SELECT 1 FROM "{history}" n WHERE n.id = h.id AND n.history_date <= %s'
        " AND (n.history_date > h.history_date"
        " OR (n.history_date = h.history_date AND n.history_id > h.history_id))))"
    )
    return sql, [moment, *params, moment]


def at_schools(schools: Iterable[int]) -> str:
    """What was ever recorded at some schools: neither an enrolment nor a class moves to another."""
    listed = ",".join(str(int(school)) for school in schools)
    return f"school_id IN ({listed or 'NULL'})"


def _pupils_at(schools: Iterable[int], as_at: dt.datetime | None) -> str:
    """The pupils ever recorded at some schools."""
    return f'SELECT pupil_id FROM "{_enrolment_table(as_at)}" WHERE {at_schools(schools)}'


def _enrolment_table(as_at: dt.datetime | None) -> str:
    model = Enrolment if as_at is None else Enrolment.history.model
    return str(model._meta.db_table)


def of_enrolments_at(schools: Sequence[int], as_at: dt.datetime | None) -> str:
    """The same for what hangs on an enrolment; nothing where reading everybody's is quicker than choosing."""
    [(known,)] = read("SELECT COUNT(*) FROM schools_school")
    if len(schools) * _MOST_OF > known:
        return ""
    return f'h.enrolment_id IN (SELECT id FROM "{_enrolment_table(as_at)}" WHERE {at_schools(schools)})'


@dataclass(frozen=True, slots=True)
class Enrolments:
    """Enrolments in columns, in the order of their ids; days count from week 0, and a sex is its letter's
    number, 0 where none is recorded.
    """

    ids: Numbers
    pupils: Numbers
    schools: Numbers
    first: Numbers
    last: Numbers
    born: NDArray[np.datetime64]
    sex: Numbers

    def __len__(self) -> int:
        return self.ids.size


_EPOCH = "1970-01-01"
_NEVER = -(1 << 62)


def enrolments(
    schools: Sequence[int], year: AcademicYear, as_at: dt.datetime | None, *, pupil: int | None = None
) -> Enrolments:
    """Every enrolment at some schools on some day of a year, or one child's there, with the birthday and sex
    recorded.
    """
    whose, of_one = ("", []) if pupil is None else (" AND e.pupil_id = %s", [pupil])
    enrolled, params = table(Enrolment, as_at, within="h." + at_schools(schools))
    here = f"h.id IN ({_pupils_at(schools, as_at)})" if as_at else ""
    pupils, more = table(Pupil, as_at, within=here)
    born = f"COALESCE({_day_number('p.date_of_birth')}, {_NEVER})"
    columns = read_numbers(
        ("e.id", "e.pupil_id", "e.school_id", _first_day("e"), _last_day("e"), born, _letter("p.sex")),
        f"{enrolled} e JOIN {pupils} p ON p.id = e.pupil_id WHERE {held_in(year, 'e')}{whose}",
        [*_bounds(year), _EPOCH, *params, *more, *bounds_of(year), *of_one],
    )
    ids, pupil, school, first, last, born_on, sex = sorted_by(columns, columns[0])
    known = np.where(born_on == _NEVER, np.datetime64("NaT"), born_on.astype("datetime64[D]"))
    return Enrolments(ids, pupil, school, first, last, known, sex)


@dataclass(frozen=True, slots=True)
class Dated:
    """Dated facts in columns, sorted by enrolment and then by the day they began; days count from week 0."""

    enrolments: Numbers
    first: Numbers
    last: Numbers
    codes: Numbers


_NOTHING_KNOWN = Dated(*(np.zeros(0, np.int64) for _ in range(4)))


def characteristics(
    labels: dict[str, Sequence[str]], schools: Sequence[int], year: AcademicYear, as_at: dt.datetime | None
) -> dict[str, Dated]:
    """Some kinds of characteristic at some schools in a year, each value as its place among the kind's
    labels.

    Each comes back as one number that holds enrolment, days and value; sorted, they are in the order that is
    wanted.
    """
    listed = {kind: values for kind, values in labels.items() if values}
    if not listed:
        return dict.fromkeys(labels, _NOTHING_KNOWN)
    facts, params = table(Characteristic, as_at, within=of_enrolments_at(schools, as_at))
    kind, kinds = _in_passing("f.kind") if len(listed) > 1 else "f.kind", ", ".join(["%s"] * len(listed))
    [packed] = read_numbers(
        [_packed(listed)],
        f"{facts} f WHERE {kind} IN ({kinds}) AND {held_in(year, 'f')}",
        [*_bounds(year), *_named(listed), *params, *listed, *bounds_of(year)],
    )
    return dict.fromkeys(labels, _NOTHING_KNOWN) | _unpacked(np.sort(packed), listed)


def values_recorded(kind: str, schools: Sequence[int], as_at: dt.datetime | None) -> tuple[str, ...]:
    """Every value of a kind of characteristic that has been recorded at some schools."""
    known, params = table(Characteristic, as_at, within=of_enrolments_at(schools, as_at))
    rows = read(f"SELECT DISTINCT f.value FROM {known} f WHERE f.kind = %s ORDER BY f.value", [*params, kind])
    return tuple(value for (value,) in rows)


def class_memberships(
    schools: Sequence[int], year: AcademicYear, as_at: dt.datetime | None
) -> tuple[Dated, tuple[str, ...]]:
    """Who was in which class of the year when, and the names of the classes."""
    chosen = of_enrolments_at(schools, as_at)
    classes = f"schools_schoolclass WHERE year = %s{f' AND {at_schools(schools)}' if chosen else ''}"
    named = dict(read(f"SELECT id, name FROM {classes} ORDER BY name", [year.start]))
    held, params = table(ClassMembership, as_at, within=chosen)
    columns = read_numbers(
        ("m.enrolment_id", _first_day("m"), _last_day("m"), "m.school_class_id"),
        f"{held} m WHERE m.school_class_id IN (SELECT id FROM {classes})",
        [*_bounds(year), *params, year.start],
    )
    enrolment, first, last, which = sorted_by(columns, columns[1], columns[0])
    joined = set(which.tolist())
    labels = tuple(dict.fromkeys(name for key, name in named.items() if key in joined))
    place = {name: number for number, name in enumerate(labels)}
    of_class = {key: place[name] for key, name in named.items() if key in joined}
    return Dated(enrolment, first, last, look_up(of_class, which)), labels


def look_up(table: Mapping[int, int], keys: Numbers) -> Numbers:
    """What a table says of each of many keys, few of them distinct."""
    found, which = np.unique(keys, return_inverse=True)
    return np.array([table[key] for key in found.tolist()], np.int64)[which]


def _bounds(year: AcademicYear) -> list[Any]:
    """The parameters of `_first_day` and `_last_day`: an end of the year twice over, and week 0."""
    since, until, week0 = year.since.isoformat(), year.until.isoformat(), year.week0.isoformat()
    first, last = (year.since - year.week0).days, (year.until - year.week0).days
    return [since, first, week0, until, last, week0]


def _in_passing(column: str) -> str:
    """A column of an index that is compared as rows are read. SQLite would look up each enrolment once for
    every kind asked for, and reads all there is of it in two thirds of the time.
    """
    return f"+{column}" if connection.vendor == "sqlite" else column


def _packed(labels: Mapping[str, Sequence[str]]) -> str:
    """A fact as one number: enrolment, first day, last day, value."""
    first, last, value = _first_day("f"), _last_day("f"), _value(labels)
    dated = f"((CAST(f.enrolment_id AS BIGINT) << {_DAY_BITS} | {first}) << {_DAY_BITS} | {last})"
    return f"({dated} << {_CODE_BITS} | ({value}))"


def _first_day(of: str) -> str:
    """The first day of a fact as counted from week 0, cut to the year."""
    return f"(CASE WHEN {of}.since <= %s THEN %s ELSE {_day_number(f'{of}.since')} END)"


def _last_day(of: str) -> str:
    """Its last day; none means the year's."""
    return f"(CASE WHEN {of}.until IS NULL OR {of}.until >= %s THEN %s ELSE {_day_number(f'{of}.until')} END)"


def _value(labels: Mapping[str, Sequence[str]]) -> str:
    """The place of a value among all the labels of all the kinds; beyond them for one that nobody listed."""
    places = count()
    each = (" ".join(f"WHEN %s THEN {next(places)}" for _ in values) for values in labels.values())
    kinds = " ".join(f"WHEN %s THEN CASE f.value {whens} ELSE {_UNLISTED} END" for whens in each)
    return f"CASE f.kind {kinds} ELSE {_UNLISTED} END"


def _named(labels: Mapping[str, Sequence[str]]) -> list[str]:
    """The parameters of `_value`."""
    return [name for kind, values in labels.items() for name in (kind, *values)]


def _day_number(column: str) -> str:
    """A day as counted from another, in the database's words."""
    if connection.vendor == "sqlite":
        return f"CAST(julianday({column}) - julianday(%s) AS INTEGER)"
    return f"({column} - CAST(%s AS DATE))"


def _letter(column: str) -> str:
    """A letter as its number; 0 for none."""
    return f"COALESCE(unicode({column}), 0)" if connection.vendor == "sqlite" else f"ascii({column})"


def _unpacked(packed: Numbers, labels: dict[str, Sequence[str]]) -> dict[str, Dated]:
    codes = packed & ((1 << _CODE_BITS) - 1)
    last = packed >> _CODE_BITS & ((1 << _DAY_BITS) - 1)
    first = packed >> (_CODE_BITS + _DAY_BITS) & ((1 << _DAY_BITS) - 1)
    whose = packed >> (_CODE_BITS + 2 * _DAY_BITS)
    found, begins = {}, 0
    for kind, values in labels.items():
        own = (codes >= begins) & (codes < begins + len(values))
        found[kind] = Dated(whose[own], first[own], last[own], codes[own] - begins)
        begins += len(values)
    return found
