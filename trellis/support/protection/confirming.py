"""Who must have read what at a school, who has, and what is done about it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from trellis.rules.confirming import Confirming, began, due_for, is_everybody, stands
from trellis.rules.words import gettext_noop
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Grouping, Person, Post, School, at_place
from trellis.support.actions import refuse
from trellis.support.protection.models import Confirmed, ToRead


@dataclass(frozen=True)
class Colleague:
    """Somebody who must have read something: by when, and how they stand."""

    person: Person
    position: str
    due: dt.date
    confirmed: Confirmed | None
    stands: Confirming

    @property
    def is_late(self) -> bool:
        return self.stands is Confirming.LATE


@dataclass(frozen=True)
class Readers:
    """One thing to be read, and everybody at the school who must."""

    to_read: ToRead
    colleagues: Sequence[Colleague]

    @property
    def done(self) -> int:
        return sum(one.stands is Confirming.DONE for one in self.colleagues)

    @property
    def left(self) -> list[Colleague]:
        """Those who have not, the late ones first."""
        open_ = [one for one in self.colleagues if one.stands is not Confirming.DONE]
        return sorted(open_, key=lambda one: (not one.is_late, one.due, one.person.name))

    @property
    def late(self) -> int:
        return sum(one.is_late for one in self.colleagues)

    @property
    def is_everybody(self) -> bool:
        return is_everybody(one.stands for one in self.colleagues)


def asked_at(school: School, day: dt.date) -> Any:
    """What is to be read at a school on a day: its own, and what its groupings ask of their schools."""
    return asked_or_to_be(school, day).filter(given_on__lte=day)


def asked_or_to_be(school: School, day: dt.date) -> Any:
    """The same with what is only given out later, as whoever leads sees it."""
    return ToRead.objects.serving(school, day).in_use(day)


ByWhom = Mapping[tuple[int, int | None], Confirmed]


def confirmed_of(asked: Iterable[ToRead]) -> ByWhom:
    """What was confirmed, by what it is of and by whom: one question however much it is."""
    held = Confirmed.objects.filter(to_read__in=list(asked))
    return {(one.to_read_id, one.person_id): one for one in held}


@dataclass(frozen=True)
class Staff:
    """Who works at a school on a day: the posts of each there up to then, and what they have confirmed."""

    day: dt.date
    posts: Mapping[Person, Sequence[Post]]

    @classmethod
    def at(cls, school: School, day: dt.date) -> Self:
        return cls.at_each([school], day)[school.pk]

    @classmethod
    def at_each(cls, schools: Iterable[School], day: dt.date) -> dict[int, Self]:
        """The same of several schools, in one question."""
        found: dict[int, defaultdict[Person, list[Post]]] = {one.pk: defaultdict(list) for one in schools}
        held = Post.objects.filter(school__in=found, since__lte=day, person__is_active=True)
        for post in held.select_related("person").order_by("person__name", "since"):
            found[post.school_id][post.person].append(post)
        return {pk: cls(day, posts) for pk, posts in found.items()}

    def readers(self, asked: Iterable[ToRead], confirmed: ByWhom) -> list[Readers]:
        """Each thing to be read, with whoever must."""
        return [Readers(one, self._of(one, confirmed)) for one in asked]

    def _of(self, asked: ToRead, confirmed: ByWhom) -> list[Colleague]:
        found = []
        for person, posts in self.posts.items():
            asks = _asks(asked, posts, self.day)
            if asks is None:
                continue
            post, due = asks
            said = confirmed.get((asked.pk, person.pk))
            stand = stands(self.day, due, said.on if said else None)
            found.append(Colleague(person, post.position, due, said, stand))
        return found


def _asks(asked: ToRead, posts: Iterable[Post], day: dt.date) -> tuple[Post, dt.date] | None:
    """Of somebody's posts at a school the one by which they are asked on a day, and by when: from the first
    day of one such post after another, so that a change of post is no new beginning.
    """
    held = [post for post in posts if not asked.roles or post.role in asked.roles]
    now = next((post for post in held if post.until is None or post.until >= day), None)
    if now is None:
        return None
    return now, due_for(asked.due_on, began(((post.since, post.until) for post in held), day))


@dataclass(frozen=True)
class Mine:
    """One thing somebody is to read themselves."""

    to_read: ToRead
    due: dt.date
    is_late: bool


def left_for(person: Person, school: School, day: dt.date) -> list[Mine]:
    """What somebody who works at a school has still to read, what is due first at the top."""
    if not any(post.school_id == school.pk for post in person.posts_on(day)):
        return []
    posts = list(person.posts.filter(school=school, since__lte=day).order_by("since"))
    found = []
    for asked in asked_at(school, day).exclude(confirmed__person=person):
        asks = _asks(asked, posts, day)
        if asks is not None:
            _post, due = asks
            found.append(Mine(asked, due, stands(day, due, None) is Confirming.LATE))
    return sorted(found, key=lambda one: (one.due, one.to_read.name))


# --- what people do -----------------------------------------------------------------------------------------


@transaction.atomic
def ask_to_read(
    *, place: School | Grouping, values: Mapping[str, Any], by: By, replaces: ToRead | None = None
) -> ToRead:
    """Ask colleagues to read something by a day. What it replaces is asked for no more."""
    held = ToRead(**at_place(place), **values)
    if held.due_on < held.given_on:
        raise refuse(gettext_noop("It cannot be due before it is given out."))
    if replaces is not None:
        stop_asking(to_read=replaces, by=by)
    return keep(held, by)


def stop_asking(*, to_read: ToRead, by: By) -> ToRead:
    """It is asked for no more from today; who confirmed it stays written down."""
    to_read.until = timezone.localdate() - dt.timedelta(days=1)
    return keep(to_read, by)


def confirm(
    *, to_read: ToRead, person: Person, by: By, on: dt.date | None = None, said: str = ""
) -> Confirmed:
    """Somebody read this version, or was there; said twice, the first time stands."""
    today = timezone.localdate()
    on = on or today
    if not to_read.given_on <= on <= today:
        raise refuse(gettext_noop("It can only have been between the day it was given out and today."))
    held = Confirmed.objects.filter(to_read=to_read, person=person).first()
    if held is not None:
        return held
    return keep(
        Confirmed(
            to_read=to_read,
            person=person,
            person_name=person.name,
            on=on,
            said=said.strip(),
            by_name=name_of(by),
        ),
        by,
    )


def late_at(school: School, day: dt.date) -> int:
    """How many colleagues are late with something; nobody's work is read before anything is due."""
    asked = list(asked_at(school, day).filter(Q(due_on__lt=day)))
    if not asked:
        return 0
    readers = Staff.at(school, day).readers(asked, confirmed_of(asked))
    return len({one.person.pk for each in readers for one in each.colleagues if one.is_late})
