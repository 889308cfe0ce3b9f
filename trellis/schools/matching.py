"""Whose row is it? A pupil is known by UPN, then admission number; by name and birthday only a person may
decide.

interfaces.md, files people bring. A match in another school is told only to somebody who may see pupils
there.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from trellis.imports.problems import Notes, Problem, ToConfirm
from trellis.imports.subjects import Actor
from trellis.rules.words import Sentence, day_in_words, gettext_noop
from trellis.schools.formats.pupils import PupilRow, alike
from trellis.schools.models import Enrolment, Person, Pupil, PupilNumber, School
from trellis.schools.roles import Permission

SAME: Final = "same"
ANOTHER: Final = "another"


@dataclass
class Roll:
    """The pupils a school has or had, by what a list may know them by."""

    pupils: dict[int, Pupil]
    by_upn: dict[str, int] = field(default_factory=dict)
    by_admission_number: dict[str, set[int]] = field(default_factory=dict)
    by_name: dict[tuple[str, str, dt.date], list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, school: School) -> "Roll":
        """Read in four queries, however many pupils there are."""
        pupils = {pupil.pk: pupil for pupil in Pupil.objects.ever_at(school).filter(merged_into=None)}
        roll = cls(pupils)
        numbers = PupilNumber.objects.filter(pupil__in=Pupil.objects.ever_at(school)).order_by(
            "is_former", "-since"
        )
        for pupil, upn in numbers.values_list("pupil_id", "upn"):
            if pupil in pupils:
                roll.by_upn.setdefault(upn, pupil)
        enrolments = Enrolment.objects.filter(school=school).exclude(admission_number="")
        for pupil, number in enrolments.values_list("pupil_id", "admission_number"):
            if pupil in pupils:
                roll.by_admission_number.setdefault(number, set()).add(pupil)
        for pupil in pupils.values():
            if pupil.date_of_birth:
                key = (alike(pupil.forename), alike(pupil.surname), pupil.date_of_birth)
                roll.by_name.setdefault(key, []).append(pupil.pk)
        return roll


@dataclass
class Matched:
    """What became of the rows: whose each is, which wait for a person, and what is wrong with the rest."""

    whose: list[tuple[PupilRow, Pupil | None]] = field(
        default_factory=list
    )  # None: a pupil new to the school
    to_confirm: list[ToConfirm] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    named: set[int] = field(default_factory=set)  # every pupil here the file speaks of, imported or not


def match(rows: Sequence[PupilRow], *, roll: Roll, decisions: Mapping[str, str], notes: Notes) -> Matched:
    """Find whose each row is. Two rows of one pupil are a problem on both, unless they say the same."""
    matched = Matched()
    singles = list(_once(rows, matched, notes))
    found: dict[int, list[PupilRow]] = defaultdict(list)
    for row in singles:
        pupil = _whose(row, roll, decisions, matched)
        if isinstance(pupil, Pupil):
            found[pupil.pk].append(row)
            matched.named.add(pupil.pk)
        elif pupil is NEW:
            matched.whose.append((row, None))
    for key, own in found.items():
        if len(own) > 1:
            matched.problems.extend(_one_pupil_twice(own, roll.pupils[key]))
        else:
            matched.whose.append((own[0], roll.pupils[key]))
    matched.whose.sort(key=lambda pair: pair[0].row)
    matched.to_confirm.extend(_alike_in_file(matched.whose))
    return matched


NEW: Final = object()
HELD: Final = object()


def _once(rows: Iterable[PupilRow], matched: Matched, notes: Notes) -> Iterator[PupilRow]:
    """The rows without those that repeat another, and without those that contradict another."""
    for own in _groups(rows, _number_of).values():
        first, *others = own
        if any(other.says != first.says for other in others):
            matched.problems.extend(_contradictory(own))
            continue
        for other in others:
            says = Sentence(gettext_noop("Rows that repeat another word for word were read once."))
            notes.add(says, example={"row": other.row, "column": None, "value": other.name})
        yield first


def _number_of(row: PupilRow) -> Hashable:
    return ("upn", row.upn) if row.upn else ("pupil_id", row.pupil_id)


def _groups(rows: Iterable[PupilRow], key: Callable[[PupilRow], Hashable]) -> dict[Hashable, list[PupilRow]]:
    groups: dict[Hashable, list[PupilRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _contradictory(rows: Sequence[PupilRow]) -> Iterator[Problem]:
    column = "upn" if rows[0].upn else "pupil_id"
    for row in rows:
        others = ", ".join(str(other.row) for other in rows if other is not row)
        says = Sentence(
            gettext_noop("This pupil is also in row %(others)s, which says something else."), others=others
        )
        yield Problem(says, row.row, column, row.says[column])


def _one_pupil_twice(rows: Sequence[PupilRow], pupil: Pupil) -> Iterator[Problem]:
    for row in rows:
        others = ", ".join(str(other.row) for other in rows if other is not row)
        says = Sentence(
            gettext_noop(
                "This row and row %(others)s are both %(pupil)s here: one by UPN, one by admission number."
            ),
            others=others,
            pupil=pupil,
        )
        column = "upn" if row.upn else "pupil_id"
        yield Problem(says, row.row, column, row.says[column])


def _whose(row: PupilRow, roll: Roll, decisions: Mapping[str, str], matched: Matched) -> Any:
    """The pupil a row is about, NEW, or HELD where a person must say first or the row cannot be."""
    by_upn = _by_upn(row, roll)
    by_number = roll.by_admission_number.get(row.pupil_id or "", set())
    if by_upn is None and len(by_number) > 1:
        matched.problems.append(_shared_number(row))
        matched.named |= by_number
        return HELD
    by_number_only = next(iter(by_number)) if len(by_number) == 1 else None
    if by_upn is not None and by_number and by_upn not in by_number:
        matched.problems.append(_two_pupils(row, roll.pupils[by_upn], roll.pupils[min(by_number)]))
        matched.named |= {by_upn, *by_number}
        return HELD
    key = by_upn if by_upn is not None else by_number_only
    if key is not None:
        return _if_plausible(row, roll.pupils[key], decisions, matched)
    return _by_name(row, roll, decisions, matched)


def _by_upn(row: PupilRow, roll: Roll) -> int | None:
    return next((roll.by_upn[upn] for upn in (row.upn, row.former_upn) if upn in roll.by_upn), None)


def _two_pupils(row: PupilRow, by_upn: Pupil, by_number: Pupil) -> Problem:
    says = Sentence(
        gettext_noop(
            "The UPN is %(one)s’s here and the admission number %(number)s is %(other)s’s: one of the two"
            " is wrong."
        ),
        one=by_upn,
        number=row.pupil_id,
        other=by_number,
    )
    return Problem(says, row.row, "upn", row.upn)


def _shared_number(row: PupilRow) -> Problem:
    says = Sentence(
        gettext_noop("Several pupils here have had the admission number %(number)s: give the UPN as well."),
        number=row.pupil_id,
    )
    return Problem(says, row.row, "pupil_id", row.pupil_id)


def _if_plausible(row: PupilRow, pupil: Pupil, decisions: Mapping[str, str], matched: Matched) -> Any:
    """A number that has another name and another birthday may be another child's: a person says."""
    name_differs = alike(row.forename) != alike(pupil.forename) and alike(row.surname) != alike(pupil.surname)
    birthday_differs = bool(
        row.date_of_birth and pupil.date_of_birth and row.date_of_birth != pupil.date_of_birth
    )
    key = f"mismatch:{row.row}"
    if not (name_differs and birthday_differs) or decisions.get(key) == SAME:
        return pupil
    if decisions.get(key) == ANOTHER:
        return NEW
    says = Sentence(
        gettext_noop(
            "Row %(row)s, %(name)s, has the number of %(pupil)s but another name and date of birth."
        ),
        row=row.row,
        name=row.name,
        pupil=pupil,
    )
    matched.to_confirm.append(ToConfirm("mismatch", key, says, row.name, row.row, pupil.pk))
    matched.named.add(pupil.pk)
    return HELD


def _by_name(row: PupilRow, roll: Roll, decisions: Mapping[str, str], matched: Matched) -> Any:
    candidates = roll.by_name.get(row.name_and_birthday, []) if row.name_and_birthday else []
    if not candidates:
        return NEW
    key = f"match:{row.row}"
    said = decisions.get(key)
    if said == ANOTHER:
        return NEW
    pupil = roll.pupils[candidates[0]]
    if said == SAME and len(candidates) == 1:
        return pupil
    says = Sentence(
        gettext_noop(
            "Row %(row)s, %(name)s, has the name and date of birth of a pupil who is here under another"
            " number: the"
            " same child, or another?"
        ),
        row=row.row,
        name=row.name,
    )
    matched.to_confirm.append(ToConfirm("match", key, says, row.name, row.row, pupil.pk))
    matched.named.update(candidates)
    return HELD


def _alike_in_file(whose: Sequence[tuple[PupilRow, Pupil | None]]) -> Iterator[ToConfirm]:
    """Rows of the file that may be one child entered twice, and twins, where one at least is new here."""
    new = {row.row for row, pupil in whose if pupil is None}
    rows = [row for row, _pupil in whose if row.name_and_birthday]
    for own in _groups(rows, lambda row: row.name_and_birthday).values():
        if len(own) > 1 and new & {row.row for row in own}:
            yield _duplicates(own)
    for own in _groups(rows, lambda row: (alike(row.surname), row.date_of_birth)).values():
        names = {alike(row.forename) for row in own}
        if len(names) > 1 and new & {row.row for row in own}:
            yield _twins(own)


def _duplicates(rows: Sequence[PupilRow]) -> ToConfirm:
    says = Sentence(
        gettext_noop(
            "Rows %(rows)s have the same name and date of birth under different numbers: one child twice?"
        ),
        rows=_listed(rows),
    )
    return ToConfirm("duplicate", f"duplicate:{rows[0].row}", says, rows[0].name, rows[0].row)


def _twins(rows: Sequence[PupilRow]) -> ToConfirm:
    says = Sentence(
        gettext_noop(
            "Rows %(rows)s have one surname and one date of birth: twins, read as different children"
            " (%(names)s)."
        ),
        rows=_listed(rows),
        names=", ".join(row.forename for row in rows),
    )
    return ToConfirm("twins", f"twins:{rows[0].row}", says, rows[0].name, rows[0].row)


def _listed(rows: Sequence[PupilRow]) -> str:
    return ", ".join(str(row.row) for row in rows)


# --- who is not in the list, and who is elsewhere ---


def leavers(
    enrolments: Iterable[Enrolment], named: set[int], on: dt.date, decisions: Mapping[str, str]
) -> Iterator[ToConfirm]:
    """Pupils on the roll on the day the list describes whom it does not name."""
    for enrolment in enrolments:
        key = f"leaver:{enrolment.pk}"
        held = enrolment.since <= on and (enrolment.until is None or enrolment.until >= on)
        if held and enrolment.pupil_id not in named and key not in decisions:
            says = Sentence(
                gettext_noop("%(pupil)s is on the roll here and not in the file: a leaver?"),
                pupil=enrolment.pupil,
            )
            yield ToConfirm(
                "leaver",
                key,
                says,
                str(enrolment.pupil),
                None,
                enrolment.pupil_id,
                day=on - dt.timedelta(days=1),
            )


def movers(
    rows: Sequence[PupilRow], *, school: School, by: Actor, on: dt.date, decisions: Mapping[str, str]
) -> Iterator[ToConfirm]:
    """New rows whose UPN is known at another school, told only to somebody who may see pupils there."""
    by_upn = {row.upn: row for row in rows if row.upn}
    elsewhere = (
        Enrolment.objects.filter(pupil__numbers__upn__in=list(by_upn), pupil__merged_into=None)
        .exclude(school=school)
        .select_related("school", "pupil")
        .prefetch_related("pupil__numbers")
        .order_by("-since")
    )
    if not isinstance(by, str):
        assert isinstance(by, Person)
        elsewhere = elsewhere.filter(by.reach(Permission.SEE_PUPILS).schools_at("school"))
    told: set[int] = set()
    for enrolment in elsewhere:
        row = next(by_upn[one.upn] for one in enrolment.pupil.numbers.all() if one.upn in by_upn)
        key = f"transfer:{row.row}"
        if row.row in told or decisions.get(key) == ANOTHER:
            continue
        told.add(row.row)
        yield _transfer(row, enrolment, key)


def _transfer(row: PupilRow, enrolment: Enrolment, key: str) -> ToConfirm:
    if enrolment.until is None:
        template = gettext_noop(
            "Row %(row)s, %(name)s, has the UPN of a pupil on the roll of %(school)s since %(since)s: a"
            " transfer?"
        )
    else:
        template = gettext_noop(
            "Row %(row)s, %(name)s, has the UPN of a pupil who was at %(school)s until %(until)s: a transfer?"
        )
    says = Sentence(
        template,
        row=row.row,
        name=row.name,
        school=enrolment.school.name,
        since=day_in_words(enrolment.since),
        until=day_in_words(enrolment.until) if enrolment.until else "",
    )
    return ToConfirm(
        "transfer", key, says, row.name, row.row, enrolment.pupil_id, school=enrolment.school.name
    )
