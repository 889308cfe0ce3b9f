"""Whom the school may write to about a child: which households, in whose names, in what language.

A parent is any natural parent, anyone with parental responsibility and anyone with care (Education Act 1996
s.576; domain-rules §0.11). Two homes each get a letter of their own, and neither letter bears the other's
address. Nobody is written to who may not be contacted, or while an order or request against it runs, or
while letters are held.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.messages.models import LeftOut
from trellis.schools.models import (
    Characteristic,
    Contact,
    Enrolment,
    FamilyLink,
    Hold,
    Household,
    Pupil,
    School,
)
from trellis.schools.questions import DAY, PUPILS, SCHOOL, Question, Several

NATURAL_PARENTS = frozenset(
    {FamilyLink.Relationship.MOTHER, FamilyLink.Relationship.FATHER, FamilyLink.Relationship.PARENT}
)


@dataclass(frozen=True)
class Home:
    """One household to write to, and those in it whom a message is addressed to, in call order."""

    household: Household | None
    contacts: Sequence[Contact]
    by_hand: bool = True  # whether a letter without an address can be handed over: the child lives there

    @property
    def addressee(self) -> str:
        return _names([contact.name for contact in self.contacts])

    @property
    def address(self) -> list[str]:
        """The lines in the window: the names, then the address; without an address the letter is handed
        over.
        """
        if self.household is None:
            return [self.addressee]
        return [line for line in (self.addressee, *self.household.lines) if line]

    @property
    def language(self) -> str:
        """The language the first of them reads, as its plain tag: "pl-PL" is "pl".

        Empty where none is recorded.
        """
        tags = (contact.language.strip().lower() for contact in self.contacts)
        return next((tag.partition("-")[0] for tag in tags if tag), "")


@dataclass(frozen=True)
class Kept:
    """Somebody who is not written to, and why. `whole` where it is the child, not only one of two homes."""

    reason: LeftOut.Reason
    says: str = ""
    held_by: str = ""
    hold: Hold | None = None
    whole: bool = True


@dataclass(frozen=True)
class Answer:
    """For one child: the homes to write to, and what was kept back."""

    homes: Sequence[Home]
    kept: Sequence[Kept]


def homes_of(
    school: School,
    enrolments: Iterable[Enrolment],
    day: dt.date,
    reaches: Callable[[Contact], bool] = lambda contact: False,
) -> dict[int, Answer]:
    """For each pupil of these enrolments, by their number: whom the school may write to on a day.

    `reaches` says whom a message reaches without an address: by text, say. Three queries, however many
    pupils.
    """
    enrolments = list(enrolments)
    pupils = [enrolment.pupil_id for enrolment in enrolments]
    asked = {"school": school.pk, "day": day, "pupils": pupils}
    holds, links = _by_pupil(_HOLDS.ask(**asked)), _by_pupil(_LINKS.ask(**asked))
    looked_after = _looked_after(enrolments, day)
    return {
        pupil: _answer(holds[pupil], links[pupil], pupil in looked_after, day, reaches) for pupil in pupils
    }


_HOLDS = Question(
    lambda: Hold.objects.on(DAY).filter(school=SCHOOL, pupil__in=PUPILS).order_by("since", "id")
)
_LINKS = Question(
    lambda: (
        FamilyLink.objects.on(DAY)
        .filter(school=SCHOOL, pupil__in=PUPILS)
        .select_related("contact__household")
        .order_by("priority", "id")
    )
)
_LOOKED_AFTER = Question(
    lambda: (
        Characteristic.objects.on(DAY)
        .filter(
            enrolment__in=Several("enrolments", BigIntegerField()),
            kind=Characteristic.Kind.LOOKED_AFTER,
            value="true",
        )
        .values_list("enrolment__pupil", flat=True)
    )
)


def _answer(
    holds: Sequence[Hold],
    links: Sequence[FamilyLink],
    looked_after: bool,
    day: dt.date,
    reaches: Callable[[Contact], bool],
) -> Answer:
    if holds:
        return Answer((), [_held(hold) for hold in holds])
    if looked_after:
        return Answer((), [Kept(LeftOut.Reason.LOOKED_AFTER, says=_social_worker(links))])
    return _homes([link for link in links if is_parent(link)], day, reaches)


def is_parent(link: FamilyLink) -> bool:
    """Whether the law counts this adult a parent. A social worker is never written to as one."""
    if link.relationship == FamilyLink.Relationship.SOCIAL_WORKER:
        return False
    return link.relationship in NATURAL_PARENTS or link.parental_responsibility or link.has_care


def _homes(parents: Sequence[FamilyLink], day: dt.date, reaches: Callable[[Contact], bool]) -> Answer:
    if not parents:
        return Answer((), [Kept(LeftOut.Reason.NO_PARENT)])
    reachable = [link for link in parents if link.may_be_reached_on(day)]
    addressed = [
        link
        for link in reachable
        if link.has_care or _has_address(link.contact.household) or reaches(link.contact)
    ]
    kept = [_not_to_be_contacted(link) for link in parents if link not in reachable]
    kept += [
        Kept(LeftOut.Reason.NO_ADDRESS, says=link.contact.name) for link in reachable if link not in addressed
    ]
    homes = _by_household(addressed)
    return Answer(homes, [_narrowed(each, whole=not homes) for each in kept])


def _by_household(links: Sequence[FamilyLink]) -> list[Home]:
    """One home per address, in call order.

    Those without an address share none: each is a home of their own.
    """
    homes: dict[Any, list[Contact]] = defaultdict(list)
    households: dict[Any, Household | None] = {}
    lived_in: dict[Any, bool] = defaultdict(bool)
    for link in links:
        household = link.contact.household if _has_address(link.contact.household) else None
        key = household.pk if household else f"by hand to {link.contact_id}"
        households[key] = household
        lived_in[key] |= link.has_care
        if link.contact not in homes[key]:
            homes[key].append(link.contact)
    return [Home(households[key], contacts, lived_in[key]) for key, contacts in homes.items()]


def _has_address(household: Household | None) -> bool:
    return household is not None and bool(household.address.strip())


def _held(hold: Hold) -> Kept:
    if hold.kind == Hold.Kind.LOOKED_AFTER:
        return Kept(LeftOut.Reason.LOOKED_AFTER, says=hold.reason, held_by=hold.held_by, hold=hold)
    said = f"{hold.get_kind_display()}: {hold.reason}" if hold.reason else str(hold.get_kind_display())
    return Kept(LeftOut.Reason.HELD, says=said, held_by=hold.held_by, hold=hold)


def _not_to_be_contacted(link: FamilyLink) -> Kept:
    said = [link.contact.name]
    if link.do_not_contact_until is not None:
        said.append(_("until %(day)s") % {"day": date_format(link.do_not_contact_until, "j F Y")})
    if link.order:
        said.append(link.order)
    return Kept(LeftOut.Reason.DO_NOT_CONTACT, says=", ".join(said))


def _narrowed(kept: Kept, *, whole: bool) -> Kept:
    return Kept(kept.reason, kept.says, kept.held_by, kept.hold, whole)


def _social_worker(links: Sequence[FamilyLink]) -> str:
    names = [
        link.contact.name for link in links if link.relationship == FamilyLink.Relationship.SOCIAL_WORKER
    ]
    return _names(names)


def _looked_after(enrolments: Sequence[Enrolment], day: dt.date) -> set[int]:
    return set(_LOOKED_AFTER.ask(day=day, enrolments=[one.pk for one in enrolments]))


def _by_pupil(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.pupil_id].append(row)
    return found


def _names(names: Sequence[str]) -> str:
    """Names side by side, in a way every language reads."""
    return " & ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def sort_key(pupil: Pupil) -> tuple[str, str, int]:
    """The order of names within a class."""
    return pupil.surname.casefold(), pupil.forename.casefold(), pupil.pk
