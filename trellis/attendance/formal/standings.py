"""Who stands where: for each child and parent what may be considered, why, and what stands against it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from trellis.attendance.formal.clock import Places, SchoolClock
from trellis.attendance.formal.help import Help, help_given
from trellis.attendance.formal.models import Notice
from trellis.messages.addressees import is_parent
from trellis.rules.formal import HOLDS, STANDS, Answer, Facts, against_proposing
from trellis.rules.penalty import Marked, Standing, State, number_of_next, reason_due_by
from trellis.rules.words import Sentence, Session
from trellis.schools.models import Contact, FamilyLink, Person, Pupil, School
from trellis.schools.naming import Named, named
from trellis.schools.questions import DAY, PUPILS, SCHOOL, Question


@dataclass(frozen=True)
class ParentStanding:
    """One child and one parent: which notice it would be, and all that stands against proposing one."""

    contact: Contact
    link: FamilyLink | None  # none: no longer one the school was told of
    notices: Sequence[Notice]
    facts: Facts
    against: Sequence[Sentence]

    @property
    def standing(self) -> Standing:
        return self.facts.standing

    @property
    def number(self) -> int | None:
        """Which notice the next would be."""
        return number_of_next(self.facts.issued, self.facts.on, self.facts.framework)

    @property
    def which(self) -> str:
        """Which notice may be considered, in words: nobody says that it will be."""
        said = {1: _("a first notice"), 2: _("a second notice")}
        which = said.get(self.number or 0, _("another notice"))
        return _("%(which)s may be considered by the authority") % {"which": which}

    @property
    def waits(self) -> Notice | None:
        """One that was proposed and not answered."""
        return next((one for one in self.notices if one.state == Answer.PROPOSED), None)

    @property
    def may_be_proposed(self) -> bool:
        return not self.against


@dataclass(frozen=True)
class ChildStanding:
    """One child: the sessions behind it, and each parent."""

    child: Named
    standing: Standing
    parents: Sequence[ParentStanding]
    helped: Sequence[Help]
    due_by: Mapping[Marked, dt.date | None] = field(default_factory=dict)

    @property
    def state(self) -> State:
        return self.standing.state

    @property
    def shown(self) -> Sequence[Marked]:
        """The sessions it is about: of the window that ends now, or where that is past, the one reached."""
        past = self.state is State.EARLIER and self.standing.reached
        return (past or self.standing.now).sessions

    @property
    def ready(self) -> Sequence[ParentStanding]:
        """The parents nothing stands against."""
        return [one for one in self.parents if one.may_be_proposed]

    @property
    def waiting(self) -> Sequence[Notice]:
        """What was proposed and is not answered."""
        return [one.waits for one in self.parents if one.waits is not None]

    @cached_property
    def against(self) -> Sequence[Sentence]:
        """What stands against it for every parent there is, each once."""
        if not self.parents or self.ready:
            return ()
        return list(dict.fromkeys(says for one in self.parents for says in one.against))


@dataclass(frozen=True)
class Standings:
    """A school on a day; nothing where the authority's own code is not known."""

    held: SchoolClock | None
    states: Mapping[State, Sequence[int]] = field(default_factory=dict)  # children, by where they stand
    off_age: Sequence[Named] = ()

    def count(self, *states: State) -> int:
        """How many children stand so."""
        return sum(len(self.states.get(state, ())) for state in states)

    def named(self, *states: State) -> list[Named]:
        """Who stands so: the nearest first, and then by name."""
        if self.held is None:
            return []
        found = []
        for state in states:
            children = _named(self.held, self.states.get(state, ()), self.held.day).values()
            found += sorted(children, key=lambda one: (one.surname, one.forename, one.pupil))
        return found

    def rows(self, children: Sequence[Named], *, reader: Person) -> list[ChildStanding]:
        """All there is to say of some of them, such as those of one page."""
        if self.held is None:
            return []
        known = {one.pupil: one for one in children}
        return _children(self.held, list(known), known, reader)


def standings(school: School, day: dt.date) -> Standings:
    """Everybody who has reached the threshold in any window, or comes near it now."""
    held = SchoolClock.of(school, day)
    if held is None:
        return Standings(None)
    states: dict[State, list[int]] = defaultdict(list)
    for row in held.clock.rows():
        states[held.clock.state(row)].append(int(held.persons[row]))
    off_age = sorted(
        _named(held, held.off_age(), day).values(), key=lambda one: (one.surname, one.forename, one.pupil)
    )
    return Standings(held, states, off_age)


def standing_of(
    school: School, pupil: Pupil, day: dt.date, *, reader: Person
) -> tuple[SchoolClock, ChildStanding] | None:
    """One child, however far from it; none where they are not on roll, or no code is known.

    `reader` is who asks: the help they may know of is counted.
    """
    held = SchoolClock.of(school, day, pupil)
    if held is None:
        return None
    return held, _children(held, [pupil.pk], _named(held, [pupil.pk], day), reader)[0]


def _named(held: SchoolClock, pupils: Iterable[int], day: dt.date) -> dict[int, Named]:
    found = named([held.enrolments[held.row_of(pupil)] for pupil in pupils], day)
    return {one.pupil: one for one in found.values()}


def _children(
    held: SchoolClock, pupils: Sequence[int], children: Mapping[int, Named], reader: Person
) -> list[ChildStanding]:
    links = _parents(held.school, pupils, held.day)
    notices = _notices(held.school, pupils)
    helped = help_given(held.school, pupils, held.day, reader=reader)
    return [_child(held, children[pupil], links[pupil], notices[pupil], helped[pupil]) for pupil in pupils]


def _parents(school: School, pupils: Sequence[int], day: dt.date) -> Mapping[int, list[FamilyLink]]:
    """Whoever the law counts a parent (domain-rules §0.11), as the school was told."""
    found: dict[int, list[FamilyLink]] = defaultdict(list)
    for link in _PARENTS.ask(school=school.pk, pupils=pupils, day=day):
        if is_parent(link):
            found[link.pupil_id].append(link)
    return found


def _notices(school: School, pupils: Sequence[int]) -> Mapping[int, list[Notice]]:
    found: dict[int, list[Notice]] = defaultdict(list)
    for one in _NOTICES.ask(school=school.pk, pupils=pupils):
        found[one.pupil_id].append(one)
    return found


_PARENTS = Question(
    lambda: (
        FamilyLink.objects.on(DAY)
        .filter(school=SCHOOL, pupil__in=PUPILS)
        .select_related("contact")
        .order_by("priority", "id")
    )
)
_NOTICES = Question(lambda: Notice.objects.filter(school=SCHOOL, pupil__in=PUPILS).select_related("parent"))


def _child(
    held: SchoolClock,
    child: Named,
    links: Sequence[FamilyLink],
    notices: Sequence[Notice],
    helped: Sequence[Help],
) -> ChildStanding:
    whole = held.standing(child.pupil)
    parents = {link.contact_id: (link.contact, link) for link in links}
    # Whoever had a notice stands here although the school is told of them no more.
    for one in notices:
        if one.parent is not None:
            parents.setdefault(one.parent_id, (one.parent, None))
    return ChildStanding(
        child,
        whole,
        [
            _parent(
                held, child, contact, link, [one for one in notices if one.parent_id == contact.pk], helped
            )
            for contact, link in parents.values()
        ],
        helped,
        {one: reason_due_by(one.day, held.school_days) for one in whole.now.to_come},
    )


def used_by(notices: Iterable[Notice]) -> Places:
    """The sessions that standing notices were proposed on."""
    return {
        (dt.date.fromisoformat(day), Session(session))
        for one in notices
        if one.state in HOLDS
        for day, session, _code in one.sessions
    }


def _parent(
    held: SchoolClock,
    child: Named,
    contact: Contact,
    link: FamilyLink | None,
    notices: Sequence[Notice],
    helped: Sequence[Help],
) -> ParentStanding:
    row, born = held.row_of(child.pupil), held.born[held.row_of(child.pupil)]
    facts = Facts(
        on=held.day,
        framework=held.framework,
        standing=held.standing(child.pupil, used_by(notices)),
        of_age=held.is_of_age(child.pupil),
        issued=[one.issued_on for one in notices if one.state in STANDS and one.issued_on],
        waiting_since=next((one.proposed_on for one in notices if one.state == Answer.PROPOSED), None),
        helped=len(helped),
        travelling=held.clock.travelling(row, born) if born else None,
        attendance=held.clock.attendance(row),
    )
    return ParentStanding(contact, link, notices, facts, against_proposing(facts))
