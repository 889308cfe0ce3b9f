"""Completeness against a plain oracle: every session of every child looked at by itself."""

from collections import Counter, defaultdict
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.plainly import Book, Enrolled, Fact
from trellis.attendance.knowing.completeness import (
    Completeness,
    MissingRegister,
    Reasons,
    Unlawful,
    of_roll,
)
from trellis.rules.codes import code_of, code_set
from trellis.rules.words import Nation, Session

# Over the day on which the codes changed: 19 August 2024, a Monday.
DAYS = [date(2024, 8, day) for day in (14, 15, 16, 19, 20, 21, 22, 23, 27)]
SESSIONS = [(day, half) for day in DAYS for half in ("AM", "PM")]
# J and Y are in force on some of these days and not on others.
MARKS = st.sampled_from("..../\\NIJY")
# One class throughout, none, or a move in the middle.
CLASSES = st.sampled_from(
    [
        [("1A", DAYS[0], DAYS[-1])],
        [("1B", DAYS[0], DAYS[-1])],
        [],
        [("1A", DAYS[0], DAYS[3]), ("1B", DAYS[4], DAYS[-1])],
    ]
)
FIRST_LAST = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(sorted)


@st.composite
def books(draw):
    enrolled, lines = [], []
    number = draw(st.integers(1, 5))
    blank = Book(2024, [], [])
    place = {session: at for at, session in enumerate(blank.sessions)}
    for one in range(number):
        line = ["."] * 756
        for session in SESSIONS:
            line[place[session]] = draw(MARKS)
        lines.append("".join(line))
        since, until = draw(FIRST_LAST)
        facts = tuple(Fact("class", begins, ends, label) for label, begins, ends in draw(CLASSES))
        # The second child of some came back: two enrolments of one person.
        person = 1 if one == 1 and draw(st.booleans()) else one + 1
        due = draw(st.integers(0, 1))
        enrolled.append(Enrolled(one + 1, person, one, since, until, due=due, facts=facts))
    open_days = set(draw(st.lists(st.sampled_from(DAYS), unique=True)))
    every = {session for session in SESSIONS if session[0] in open_days}
    mornings = {session for session in every if session[1] == "AM"}
    begun = draw(st.integers(place[SESSIONS[0]], place[SESSIONS[-1]] + 3))
    over = draw(st.integers(0, begun))
    return Book(
        2024,
        lines,
        enrolled,
        due=[every, mornings],
        labels={"class": (("1A", "1B"), False)},
        begun=begun,
        over=over,
    )


def plainly(book: Book, asked: set[tuple[date, str]]) -> Completeness:
    """The same by hand."""
    waiting: dict[tuple, int] = Counter()
    blanks = 0
    taken, reasons, unlawful = set(), [], defaultdict(list)
    for one in book.enrolled:
        for number, (day, half) in enumerate(book.sessions):
            if (day, half) not in asked or not one.since <= day <= one.until:
                continue
            mark = book.lines[one.line][number]
            of_class = next((fact.label for fact in one.facts if fact.since <= day <= fact.until), None)
            if mark == ".":
                if (day, half) in book.due[one.due] and number < book.over:
                    blanks += 1
                    waiting[day, half, of_class] += 1
                continue
            taken.add((day, half, of_class))
            if mark == "N":
                school_days = sorted({on for on, at in book.due[one.due] if (on, at) in book.sessions_begun})
                recent = school_days[-5:]
                reasons.append((one.person, not recent or day < recent[0]))
            held = code_set(Nation.ENGLAND, day)
            if not held.lawful(mark):
                unlawful[held.since, mark].append(day)
    registers = sorted(
        (day, half, of_class, pupils)
        for (day, half, of_class), pupils in waiting.items()
        if of_class and (day, half, of_class) not in taken
    )
    return Completeness(
        registers=tuple(
            MissingRegister(of_class, day, Session(half), pupils) for day, half, of_class, pupils in registers
        ),
        blanks=blanks - sum(pupils for *_register, pupils in registers),
        reasons=Reasons(len(reasons), len({who for who, _old in reasons}), sum(old for _who, old in reasons)),
        unlawful=tuple(
            Unlawful(code_of(mark), len(days), min(days), why="") for (_set, mark), days in unlawful.items()
        ),
    )


@given(books(), st.sets(st.sampled_from(SESSIONS)))
def test_what_is_not_complete_is_what_a_plain_reader_finds(book, asked):
    positions = np.array([session in asked for session in book.sessions])
    found, plain = of_roll(book.roll(), positions), plainly(book, asked)
    assert (found.registers, found.blanks) == (plain.registers, plain.blanks)
    assert found.reasons == plain.reasons
    assert by_code(found) == by_code(plain)
    assert found.is_complete == plain.is_complete


def by_code(found: Completeness) -> list[tuple]:
    return sorted((one.code, one.marks, one.first) for one in found.unlawful)
