"""What people do with gatherings: arrange them, write down who came and what was said, promise and keep
promises.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from trellis.gatherings.models import Gathering, Invitation, Item, Kind, LinkRole, Promise, StandingItem
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Grouping, Person, School, at_place


class ProblemWithGathering(ProblemWith):
    """Something that cannot be done with a gathering as it stands."""

    subject = "gathering"


@transaction.atomic
def arrange(
    *,
    place: School | Grouping,
    kind: str,
    on: dt.date,
    by: By,
    about: str = "",
    at: dt.time | None = None,
    where: str = "",
    role: LinkRole | None = None,
    people: Iterable[Person] = (),
    others: Iterable[str] = (),
) -> Gathering:
    """Arrange a gathering: its standing items come with it."""
    _insist_visit(kind, role)
    held = Gathering(**at_place(place), kind=kind, about=about.strip(), on=on, at=at, where=where, role=role)
    gathering = keep(held, by)
    standing = StandingItem.objects.at(place).filter(kind=kind)
    for number, item in enumerate(standing):
        keep(Item(gathering=gathering, place_in=number, words=item.words, is_standing=True), by)
    invite(gathering=gathering, people=people, others=others, by=by)
    return gathering


def _insist_visit(kind: str, role: LinkRole | None) -> None:
    if role is not None and kind != Kind.VISIT:
        raise ProblemWithGathering(Sentence(gettext_noop("Only a visit is made for a governor’s own area.")))


@transaction.atomic
def change(*, gathering: Gathering, values: Mapping[str, Any], by: By) -> Gathering:
    """Change what a gathering is about, when and where, or call it off."""
    first = gathering.promises.aggregate(first=Min("due"))["first"]
    if first is not None and values["on"] > first:
        says = gettext_noop("Something promised at it is due on %(day)s, before that day.")
        raise ProblemWithGathering(Sentence(says, day=day_in_words(first)))
    for name, value in values.items():
        setattr(gathering, name, value)
    return keep(gathering, by)


@transaction.atomic
def invite(*, gathering: Gathering, people: Iterable[Person], others: Iterable[str], by: By) -> None:
    """Invite people; whoever is invited already stays so, and nobody is taken off who came."""
    wanted: dict[str, Person | None] = {each.name: each for each in people}
    wanted |= {name.strip(): None for name in others if name.strip() and name.strip() not in wanted}
    held = {each.name: each for each in gathering.invitations.all()}
    for name in wanted.keys() - held.keys():
        keep(Invitation(gathering=gathering, person=wanted[name], name=name), by)
    for name in held.keys() - wanted.keys():
        if held[name].came is None:
            drop(held[name], by)


@transaction.atomic
def write_minutes(
    *,
    gathering: Gathering,
    came: Mapping[int, bool | None],
    items: Mapping[int, str],
    more: Sequence[str],
    minutes: str,
    by: By,
) -> Gathering:
    """Write down who came and what was said, of each item and besides; further items go to the end."""
    for invitation in gathering.invitations.all():
        said = came.get(invitation.pk)
        if invitation.came != said:
            invitation.came = said
            keep(invitation, by)
    for item in gathering.items.all():
        words = items.get(item.pk, item.minutes).strip()
        if item.minutes != words:
            item.minutes = words
            keep(item, by)
    last = gathering.items.aggregate(last=Max("place_in"))["last"]
    for number, line in enumerate((line.strip() for line in more if line.strip()), start=(last or 0) + 1):
        keep(Item(gathering=gathering, place_in=number, words=line), by)
    return write_note(gathering=gathering, words=minutes, by=by)


@transaction.atomic
def write_note(*, gathering: Gathering, words: str, by: By) -> Gathering:
    """Write what was said or seen, in the words of whoever writes it."""
    if gathering.minutes != words.strip():
        gathering.minutes = words.strip()
        gathering.minutes_by_name = name_of(by) if gathering.minutes else ""
        keep(gathering, by)
    return gathering


@transaction.atomic
def note_visit(*, gathering: Gathering, words: str, by: Person) -> Gathering:
    """A governor says in their own words what they saw on a visit: so they came."""
    invited = gathering.invitations.filter(person=by).first()
    if not gathering.is_visit or invited is None:
        raise ProblemWithGathering(Sentence(gettext_noop("The note of a visit is written by who made it.")))
    if gathering.on > timezone.localdate():
        says = gettext_noop("This visit is still to come: write what you saw once you have been.")
        raise ProblemWithGathering(Sentence(says))
    if invited.came is not True:
        invited.came = True
        keep(invited, by)
    return write_note(gathering=gathering, words=words, by=by)


@transaction.atomic
def set_standing(*, place: School | Grouping, kind: str, lines: Sequence[str], by: By) -> None:
    """Say what stands on every agenda of a kind from now on; agendas made before stay."""
    wanted = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    held = {each.words: each for each in StandingItem.objects.at(place).filter(kind=kind)}
    for words in held.keys() - set(wanted):
        drop(held[words], by)
    for number, words in enumerate(wanted):
        item = held.get(words) or StandingItem(**at_place(place), kind=kind, words=words)
        if item.pk is None or item.place_in != number:
            item.place_in = number
            keep(item, by)


# --- promises -----------------------------------------------------------------------------------------------


def governors_meeting(*, place: School | Grouping, on: dt.date, by: By) -> Gathering:
    """The governors' meeting of a day; where nobody arranged one, it is kept now."""
    held = Gathering.objects.at(place).filter(kind=Kind.GOVERNORS, on=on, called_off=False).last()
    return held or arrange(place=place, kind=Kind.GOVERNORS, on=on, by=by)


@transaction.atomic
def promise(
    *, gathering: Gathering, words: str, who: str, due: dt.date, by: By, person: Person | None = None
) -> Promise:
    """Write down what was promised at a gathering, by whom and by when."""
    if due < gathering.on:
        says = gettext_noop("A promise cannot be due before the day it was made.")
        raise ProblemWithGathering(Sentence(says))
    return keep(
        Promise(gathering=gathering, words=words.strip(), who=who.strip(), person=person, due=due), by
    )


@transaction.atomic
def deal_with_promise(*, promise: Promise, was_kept: bool, outcome: str, by: By) -> Promise:
    """Say that a promise was kept, or that it was not and why."""
    if not was_kept and not outcome.strip():
        raise ProblemWithGathering(Sentence(gettext_noop("Say why the promise was not kept.")))
    promise.dealt_with_on, promise.was_kept = timezone.localdate(), was_kept
    promise.outcome = outcome.strip()
    return keep(promise, by)


# --- link governors -----------------------------------------------------------------------------------------


@transaction.atomic
def link_governor(
    *,
    place: School | Grouping,
    person: Person,
    area: str,
    year: int,
    months: Sequence[int],
    by: By,
    role: LinkRole | None = None,
) -> LinkRole:
    """Ask a governor to know one subject or area, and to visit in these months of a school year."""
    same = LinkRole.objects.at(place).filter(person=person, area=area.strip(), year=year)
    if same.exclude(pk=role.pk if role else None).exists():
        says = gettext_noop("%(name)s is linked to %(area)s that year already.")
        raise ProblemWithGathering(Sentence(says, name=person.name, area=area.strip()))
    held = role or LinkRole(**at_place(place))
    held.person, held.area, held.year, held.months = person, area.strip(), year, sorted(set(months))
    return keep(held, by)


@transaction.atomic
def end_link(*, role: LinkRole, by: By) -> None:
    """A governor is linked no more; the visits made stay."""
    drop(role, by)
