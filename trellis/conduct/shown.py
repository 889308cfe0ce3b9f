"""Incidents as pages and sheets show them: whose names the reader may see, and what was put right."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.conduct.actions import CORRECTED
from trellis.conduct.models import Incident, Involvement
from trellis.imports.writing import Written
from trellis.rules.incidents import Bells
from trellis.schools.models import Merge, Person, Pupil, PupilNumber, School
from trellis.schools.roles import Permission
from trellis.schools.settings import settings_of

_TAGS = {Incident.Severity.LOW: "grey", Incident.Severity.MIDDLE: "yellow", Incident.Severity.HIGH: "red"}


def bells_of(school: School, day: dt.date) -> Bells:
    """When the school’s morning and afternoon begin and end, as its settings say."""
    names = ("register_opens_am", "session_ends_am", "register_opens_pm", "session_ends_pm")
    held = settings_of([school], names, day)[school.pk]
    return Bells(*(dt.time.fromisoformat(held[name].value) for name in names))


@dataclass(frozen=True)
class Row:
    """One incident of a list: the children the reader may know of, and how many others there were."""

    incident: Incident
    children: list[tuple[Pupil, Involvement]]
    others: int
    part: str = ""  # of the child the list is about

    @property
    def tag(self) -> str:
        return _TAGS[Incident.Severity(self.incident.severity)]


def rows_of(incidents: Iterable[Incident], reader: Person, *, about: Pupil | None = None) -> list[Row]:
    """Incidents with the names a reader may see: a child of a class they do not teach is only counted."""
    held = list(incidents)
    parts = {one.pk: list(one.involved.all()) for one in held}
    named = _may_know(reader, {part.pupil_id for own in parts.values() for part in own})
    return [_row(one, parts[one.pk], named, about) for one in held]


def _row(incident: Incident, parts: list[Involvement], named: set[int], about: Pupil | None) -> Row:
    children = [(part.pupil, part) for part in parts if part.pupil_id in named]
    part = next((one.get_part_display() for one in parts if about and one.pupil_id == about.pk), "")
    return Row(incident, children, len(parts) - len(children), str(part))


def _may_know(reader: Person, pupils: set[int]) -> set[int]:
    seen = Pupil.objects.visible_to(reader, Permission.SEE_INCIDENTS).filter(pk__in=pupils)
    return set(seen.values_list("pk", flat=True))


def theirs(incidents: Any, child: Pupil) -> Any:
    """Those a child had a part in, the latest first."""
    return incidents.filter(involved__pupil=child).prefetch_related("involved__pupil").distinct()


@dataclass(frozen=True)
class Put:
    """Something that was put right: when, by whom, what it was and what it became."""

    at: dt.datetime
    by: str
    words: str


def changes_of(incident: Incident, reader: Person) -> list[Put]:
    """What was put right of an incident and of the parts in it since it was recorded, the latest first; no
    child is named whom the reader may not know.
    """
    found = [
        _put(now, _("%(what)s was: %(was)s") % {"what": what, "was": before})
        for was, now in itertools.pairwise(_told(incident.history.all()))
        for what, before in _differences(was, now)
    ]
    parts: defaultdict[int, list[Any]] = defaultdict(list)
    for one in _told(Involvement.history.filter(incident=incident.pk)):
        parts[one.id].append(one)
    names = _names({one.pupil_id for own in parts.values() for one in own}, reader)
    joined = _joined(parts)
    found += [
        _put(now, _part_in_words(was, now) % {"child": names(was.pupil_id), "was": was.get_part_display()})
        for own in parts.values()
        for was, now in itertools.pairwise(own)
        if was.part != now.part or (now.history_type == "-" and now.history_id not in joined)
    ]
    return sorted(found, key=lambda one: one.at)[::-1]


def _told(history: Any) -> list[Any]:
    return list(history.select_related("history_user").order_by("history_date", "history_id"))


def _put(now: Any, words: str) -> Put:
    by = now.history_user.name if now.history_user else now.history_change_reason or ""
    return Put(now.history_date, by, words)


def _part_in_words(was: Any, now: Any) -> str:
    if now.history_type == "-":
        return _("%(child)s was left out (%(was)s)")
    return _("The part of %(child)s was: %(was)s")


def _names(pupils: set[int], reader: Person) -> Callable[[int], str]:
    """What each child is called to a reader: one whose record was made one with another, by that one."""
    now = _standing(pupils)
    known = Pupil.objects.in_bulk(_may_know(reader, set(now.values())))
    return lambda pupil: str(known.get(now.get(pupil, pupil), _("a child of another class")))


def _standing(pupils: set[int]) -> dict[int, int]:
    """The record in which each of some now stands: its own, or the one it was made one with."""
    now, asked = {pupil: pupil for pupil in pupils}, pupils
    while asked:
        gone = Pupil.objects.filter(pk__in=asked, merged_into__isnull=False)
        into = dict(gone.values_list("pk", "merged_into"))
        now = {pupil: into.get(at, at) for pupil, at in now.items()}
        asked = set(into.values())
    return now


def _joined(parts: Mapping[int, list[Any]]) -> set[int]:
    """The rows of history that took a part out because two records of one child, with a part each, were made
    one: for each merge the last before it was written down.
    """
    pupils = {one.pupil_id for own in parts.values() for one in own}
    removed = (
        (key, merge.merged_at)
        for merge in Merge.objects.filter(gone__in=pupils)
        for what, label, key, *_was in merge.moved["steps"]
        if (what, label) == ("remove", Involvement._meta.label)
    )
    found: set[int] = set()
    for key, merged_at in removed:
        out = [one for one in parts.get(key, ()) if one.history_type == "-" and one.history_date <= merged_at]
        found |= {one.history_id for one in out[-1:]}
    return found


def _differences(was: Any, now: Any) -> Iterator[tuple[str, str]]:
    for name in CORRECTED:
        if getattr(was, name) != getattr(now, name):
            yield str(Incident._meta.get_field(name).verbose_name).capitalize(), _said(was, name)


def _said(held: Any, name: str) -> str:
    value = getattr(held, name)
    if name in {"when", "severity"}:
        return str(getattr(held, f"get_{name}_display")())
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    return str(value) if value else _("nothing")


def sheet_says() -> list[str]:
    """The headings of the sheet, which an import reads again."""
    return [
        *("Reference", "UPN", "Surname", "Forename", "Date", "Time", "When", "Type", "Location"),
        *("Severity", "Part", "What happened", "Action", "Followed up on", "Follow-up", "Recorded by"),
    ]


def sheet_rows(held: Any, reader: Person) -> Iterator[list[Written]]:
    """A row for each child a reader may know of in each incident that stands."""
    incidents = list(held.standing().prefetch_related("involved__pupil"))
    rows = rows_of(incidents, reader)
    pupils = {child.pk for row in rows for child, _part in row.children}
    upns = dict(PupilNumber.objects.filter(pupil__in=pupils, is_former=False).values_list("pupil", "upn"))
    for row in rows:
        one = row.incident
        for child, part in row.children:
            yield [
                one.number,
                *(upns.get(child.pk, ""), child.surname, child.forename, one.on),
                *(f"{one.at:%H:%M}" if one.at else "", str(one.get_when_display()), one.type, one.place),
                *(int(one.severity), str(part.get_part_display()), one.words, one.action),
                *(one.followed_up_on, one.followed_up_words, one.by_name),
            ]
