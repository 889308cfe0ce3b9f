"""Every child of the roll in this session: where each is, as far as anybody knows, and who must be found.

Read from the register, from what was told and planned and from who was spoken with, each time it is asked;
the counts add up to the roll.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from trellis.attendance.day.calls import CallList
from trellis.registers.history import code_shown
from trellis.registers.models import ExpectedAbsence
from trellis.rules.accounted import Known, State, all_accounted_for, state_of
from trellis.rules.codes import NO_MARK, Category, CodeSet, code_set
from trellis.rules.morning import to_be_called
from trellis.schools.naming import Named, named


@dataclass(frozen=True)
class Standing:
    """Everybody in one state."""

    state: State
    enrolments: Sequence[int]

    @property
    def words(self) -> str:
        return _(self.state.value)

    @property
    def key(self) -> str:
        """The state as an address says it."""
        return self.state.name.lower()

    @property
    def count(self) -> int:
        return len(self.enrolments)

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to find out where these children are."""
        return not self.state.accounts_for


@dataclass(frozen=True)
class Placed:
    """One child as the page names them, with the mark that stands."""

    child: Named
    code: str


@dataclass
class EveryChild:
    """Where everybody on roll is, in a number of queries that no number of pupils changes."""

    found: CallList

    @property
    def roll(self) -> Mapping[int, int]:
        """Whose enrolment is whose: enrolment → pupil."""
        return self.found.on_roll

    @cached_property
    def states(self) -> Mapping[int, State]:
        """The one state of each enrolment."""
        if not self.found.is_open or not self.roll:
            return {}
        marks = {enrolment: self.found.mark_of(pupil) for enrolment, pupil in self.roll.items()}
        # Of most children a mark says all that is known: what each mark says is worked out once.
        says = {char: state_of(self._by_mark(char)) for char in set(marks.values())}
        states = {enrolment: says[char] for enrolment, char in marks.items()}
        return states | {enrolment: state_of(self._known(enrolment)) for enrolment in self._known_of}

    @cached_property
    def lines(self) -> Sequence[Standing]:
        """Each state there is, in its order, with who is in it."""
        held: dict[State, list[int]] = {state: [] for state in State}
        for enrolment, state in self.states.items():
            held[state].append(enrolment)
        return [Standing(state, inside) for state, inside in held.items()]

    @property
    def open(self) -> Sequence[Standing]:
        """Those of whom somebody has still to find out."""
        return [one for one in self.lines if one.is_open and one.count]

    @property
    def not_accounted_for(self) -> int:
        return sum(one.count for one in self.open)

    @property
    def all_accounted_for(self) -> bool:
        return all_accounted_for(self.states.values())

    def named(self, standings: Sequence[Standing]) -> Iterator[tuple[Standing, Sequence[Placed]]]:
        """Some states with the names in them, by class and surname."""
        children = named([pk for one in standings for pk in one.enrolments], self.found.day)
        for one in standings:
            held = sorted(
                (children[pk] for pk in one.enrolments),
                key=lambda child: (child.class_name, child.surname.casefold(), child.forename.casefold()),
            )
            yield one, [Placed(child, code_shown(self.found.mark_of(child.pupil))) for child in held]

    # --- what is known of each ---

    @cached_property
    def _known_of(self) -> Sequence[int]:
        """The enrolments of those of whom something is known besides a mark."""
        found = self.found
        pupils = {*found.desk.came, *found.desk.out, *found.spoken, *found.on_the_way}
        pupils |= found.waiting_for_safeguarding.keys()
        enrolments = self._expected.keys() | found.not_due
        return [one for one, pupil in self.roll.items() if one in enrolments or pupil in pupils]

    def _by_mark(self, char: str) -> Known:
        """What is known of a child by the mark alone."""
        code = self._codes.by_char.get(char)
        return Known(
            mark=_category(self._codes, char),
            without_reason=to_be_called(char, heard_from=False),
            came_late=code is not None and code.late,
        )

    def _known(self, enrolment: int) -> Known:
        pupil = self.roll[enrolment]
        expected = self._expected.get(enrolment, ())
        said = [one for one in expected if not one.is_confirmed_elsewhere]
        return replace(
            self._by_mark(self.found.mark_of(pupil)),
            came=pupil in self.found.desk.came,
            left=self._is_out(pupil),
            expected=next((kind for one in said if (kind := self._kind(one)) is not None), None),
            unconfirmed=bool(expected) and not said,
            not_due=enrolment in self.found.not_due,
            spoken=pupil in self.found.spoken,
            on_the_way=pupil in self.found.on_the_way,
            with_safeguarding=pupil in self.found.waiting_for_safeguarding,
        )

    def _is_out(self, pupil: int) -> bool:
        """Whether a child is signed out, is not overdue, and no register since has had them there."""
        left = self.found.desk.out.get(pupil)
        if left is None or pupil in self.found.desk.overdue:
            return False
        marked_here = _category(self._codes, self.found.mark_of(pupil)) is Category.PRESENT
        return not (marked_here and left < self.found.opens_at)

    def _kind(self, expected: ExpectedAbsence) -> Category | None:
        """What is expected counts as; a timetable that leaves a session out expects nobody, but at another
        school.
        """
        if expected.pk is None:
            return Category.ACTIVITY if expected.code == "D" else None
        code = self._codes.by_code.get(expected.code)
        return None if code is None else code.category

    @cached_property
    def _codes(self) -> CodeSet:
        return code_set(self.found.school.nation, self.found.day)

    @property
    def _expected(self) -> Mapping[int, Sequence[ExpectedAbsence]]:
        return self.found.here.expected(self.found.session)


def _category(codes: CodeSet, char: str) -> Category:
    return Category.MISSING if char == NO_MARK else codes.category(char) or Category.MISSING
