"""What a school or grouping may decide for itself: each setting declared once: its words, default and check.

A setting is dated: last year's letters keep last year's bands. What a school has not decided its groupings
decide, in the order trust, authority, partnership, phase; what nobody has decided has the default.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from trellis.rules.words import gettext_noop
from trellis.schools.dating import By, say_from, silence_from
from trellis.schools.declared import DECLARED, Declared, ProblemWithSetting, Words, refuse
from trellis.schools.models import Grouping, GroupingMembership, School, Setting
from trellis.schools.questions import DAY, SCHOOL, Question

__all__ = [
    "DECLARED",
    "Held",
    "ProblemWithSetting",
    "decide",
    "decide_together",
    "declared",
    "leave_undecided",
    "setting",
    "settings_at",
    "settings_of",
]

# --- What holds ---------------------------------------------------------------------------------------------

GROUPING_ORDER: Final = {"trust": 0, "authority": 1, "partnership": 2, "phase": 3}


@dataclass(frozen=True)
class Held:
    """The value a setting has on a day, and who decided it: the school, a grouping, or nobody."""

    declared: Declared
    value: Any
    row: Setting | None = None

    @property
    def shown(self) -> Words:
        return self.declared.kind.shown(self.value)

    @property
    def decided_by(self) -> School | Grouping | None:
        return None if self.row is None else self.row.school or self.row.grouping


def setting(school: School, name: str, on: dt.date | None = None, as_at: dt.datetime | None = None) -> Any:
    """A setting of a school on a day (today unless said), as it was known at a moment if one is given."""
    return settings_of([school], [name], on, as_at)[school.pk][name].value


def setting_at(place: School | Grouping, name: str) -> Any:
    """The value of a setting at a school, or as a grouping itself has decided it."""
    return setting(place, name) if isinstance(place, School) else settings_at(place, [name])[name].value


def settings_of(
    schools: Iterable[School],
    names: Iterable[str] = (),
    on: dt.date | None = None,
    as_at: dt.datetime | None = None,
) -> dict[int, dict[str, Held]]:
    """Settings of several schools (all unless named), in two queries: school id → name → held."""
    on, schools, names = on or timezone.localdate(), list(schools), list(names) or list(DECLARED)
    chosen = _rows(schools, names, on, as_at)
    return {
        school.pk: {name: _held(DECLARED[name], school, chosen[school.pk].get(name)) for name in names}
        for school in schools
    }


def settings_at(grouping: Grouping, names: Iterable[str] = (), on: dt.date | None = None) -> dict[str, Held]:
    """What a grouping itself has decided on a day, and the defaults of what it has not: name → held."""
    rows = Setting.objects.on(on or timezone.localdate()).filter(grouping=grouping).select_related("grouping")
    decided = {row.name: row for row in rows}
    return {
        name: Held(
            DECLARED[name],
            decided[name].value if name in decided else DECLARED[name].default,
            decided.get(name),
        )
        for name in list(names) or list(DECLARED)
    }


def _held(declared: Declared, school: School, row: Setting | None) -> Held:
    return Held(declared, declared.default_for(school.nation) if row is None else row.value, row)


def _rows(
    schools: list[School], names: list[str], on: dt.date, as_at: dt.datetime | None
) -> Mapping[int, Mapping[str, Setting]]:
    """The row that speaks for each school and name, the school's own before its groupings'."""
    held, rows = _one_school(schools[0], on) if _is_one(schools, as_at) else _several(schools, on, as_at)
    held.sort(key=lambda membership: GROUPING_ORDER[membership.grouping.kind])
    by_place: dict[tuple[str, int], dict[str, Setting]] = defaultdict(dict)
    for row in rows:
        if row.name in names:
            place = ("school", row.school_id) if row.school_id else ("grouping", row.grouping_id)
            by_place[place][row.name] = row
    answer: dict[int, dict[str, Setting]] = {
        school.pk: dict(by_place["school", school.pk]) for school in schools
    }
    for membership in held:
        for name, row in by_place["grouping", membership.grouping_id].items():
            answer[membership.school_id].setdefault(name, row)
    return answer


# A school's settings of a day are asked for on every page and at every mark.
_GROUPINGS_OF = Question(
    lambda: GroupingMembership.objects.on(DAY).filter(school=SCHOOL).select_related("grouping")
)
_DECIDED_FOR = Question(
    lambda: (
        Setting.objects.on(DAY)
        .filter(
            Q(school=SCHOOL)
            | Q(grouping__in=GroupingMembership.objects.on(DAY).filter(school=SCHOOL).values("grouping"))
        )
        .select_related("school", "grouping")
    )
)


def _is_one(schools: list[School], as_at: dt.datetime | None) -> bool:
    return len(schools) == 1 and as_at is None


def _one_school(school: School, on: dt.date) -> tuple[list[GroupingMembership], Iterable[Setting]]:
    """The groupings of one school, and all that it and they have decided."""
    asked = {"school": school.pk, "day": on}
    return _GROUPINGS_OF.ask(**asked), _DECIDED_FOR.ask(**asked)


def _several(
    schools: list[School], on: dt.date, as_at: dt.datetime | None
) -> tuple[list[GroupingMembership], Iterable[Setting]]:
    """The same of several schools, or as it was known at a moment."""
    members = GroupingMembership.objects if as_at is None else GroupingMembership.history.as_of(as_at)
    rows = Setting.objects if as_at is None else Setting.history.as_of(as_at)
    today = Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))
    held = list(members.filter(today, school__in=schools).select_related("grouping"))
    of_these = Q(school__in=schools) | Q(grouping__in={membership.grouping_id for membership in held})
    return held, rows.filter(today, of_these).select_related("school", "grouping")


# --- Deciding -----------------------------------------------------------------------------------------------


def decide(
    *, place: School | Grouping, name: str, value: Any, since: dt.date | None = None, by: By
) -> Setting:
    """From a day (today unless said) a school or grouping has this value for a setting."""
    return decide_together(place=place, values={name: value}, since=since, by=by)[0]


@transaction.atomic
def decide_together(
    *, place: School | Grouping, values: Mapping[str, Any], since: dt.date | None = None, by: By
) -> list[Setting]:
    """Several settings from the same day: a register's opening and closing are only right together."""
    since = since or timezone.localdate()
    read = {name: declared(name).kind.read(value) for name, value in values.items()}
    _insist(place, read, since)
    return [
        say_from(Setting, _of(place, name), {"value": value}, since=since, by=by)
        for name, value in read.items()
    ]


def declared(name: str) -> Declared:
    """The setting of that name."""
    if name not in DECLARED:
        raise refuse(gettext_noop("There is no setting “%(name)s”."), name=name)
    return DECLARED[name]


@transaction.atomic
def leave_undecided(*, place: School | Grouping, name: str, since: dt.date | None = None, by: By) -> None:
    """From a day the school goes by its groupings again, or by the default."""
    silence_from(Setting, _of(place, name), since=since or timezone.localdate(), by=by)


def _of(place: School | Grouping, name: str) -> dict[str, Any]:
    where = {"school": place} if isinstance(place, School) else {"grouping": place}
    return {"school": None, "grouping": None, **where, "name": name}


def _insist(place: School | Grouping, read: Mapping[str, Any], since: dt.date) -> None:
    """What must be so of several settings together. A grouping only offers; each school is asked."""
    if isinstance(place, Grouping):
        return
    held = {name: one.value for name, one in settings_of([place], on=since)[place.pk].items()} | read
    if any(name.startswith("register_") for name in read):
        for half in ("am", "pm"):
            _insist_on_register_times(held[f"register_opens_{half}"], held[f"register_closes_{half}"])
    if any(name.startswith(("register_", "session_")) for name in read):
        for half in ("am", "pm"):
            _insist_it_ends_later(held[f"register_closes_{half}"], held[f"session_ends_{half}"])
    if place.nation == "england" and held["retention_years"] < 6:
        raise refuse(gettext_noop("In England every register entry is kept for six years at least."))


def _insist_on_register_times(opens: str, closes: str) -> None:
    """A register closes after it opens and not more than 30 minutes later (domain-rules §4.1)."""
    minutes = _minutes(closes) - _minutes(opens)
    if not 0 < minutes <= 30:
        template = gettext_noop(
            "A register that opens at %(opens)s cannot close at %(closes)s: it closes within 30 minutes."
        )
        raise refuse(template, opens=opens, closes=closes)


def _insist_it_ends_later(closes: str, ends: str) -> None:
    if ends <= closes:
        template = gettext_noop("A session ends after its register closes at %(closes)s, not at %(ends)s.")
        raise refuse(template, closes=closes, ends=ends)


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


# --- How it came to be --------------------------------------------------------------------------------------


def who_decided(rows: Iterable[Setting]) -> dict[int, str]:
    """Who last said each of these, by the row's id."""
    said = Setting.history.filter(id__in=[row.pk for row in rows]).order_by("history_date", "history_id")
    return {one.id: _signature(one) for one in said.select_related("history_user")}


@dataclass(frozen=True)
class Said:
    """One thing that was once said of a setting: what, from when, by whom, and when they said it."""

    declared: Declared
    shown: Words
    since: dt.date
    until: dt.date | None
    withdrawn: bool
    said_at: dt.datetime
    said_by: str


def history_of(place: School | Grouping, names: Iterable[str]) -> list[Said]:
    """Everything a school or grouping ever said of some settings, the latest first."""
    of = {"school": place} if isinstance(place, School) else {"grouping": place}
    rows = Setting.history.filter(**of, name__in=list(names)).select_related("history_user")
    return [
        Said(
            DECLARED[row.name],
            DECLARED[row.name].kind.shown(row.value),
            row.since,
            row.until,
            row.history_type == "-",
            row.history_date,
            _signature(row),
        )
        for row in rows.order_by("-history_date", "-history_id")
    ]


def _signature(row: Any) -> str:
    return row.history_user.name if row.history_user else row.history_change_reason or ""
