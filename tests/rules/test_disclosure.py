"""Disclosure control: what is told gives away nothing that is not (domain-rules §12.2)."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trellis.rules.disclosure import Disclosure, Row, Told, at_least, disclose, disclose_in_turn, some_told

HIDDEN = Told(counts=False, percent=False)
SHOWN = Told(counts=True, percent=True)


def of_pupils(*pairs: tuple[int, int]) -> list[Row]:
    """Groups of pupils, so many of whom are what is counted."""
    return [Row(numerator, denominator) for numerator, denominator in pairs]


def told(disclosure: Disclosure) -> str:
    """Which counts are told: a letter a row, and then the total's."""
    return "".join("+" if row.counts else "c" for row in (*disclosure.rows, disclosure.total))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(6, 30), (8, 30), (7, 30)], "++++"),
        ([(3, 30), (8, 30), (7, 30)], "c+c+"),
        ([(5, 30), (25, 30), (7, 30)], "++++"),
        ([(4, 30), (26, 30), (7, 30)], "cc++"),
        # A true nought is told.
        ([(0, 30), (8, 30), (7, 30)], "++++"),
        # 95% of 20 is one child who was not.
        ([(19, 20), (8, 30), (15, 30)], "cc++"),
        # Three hidden together would still be few.
        ([(1, 30), (1, 30), (1, 30), (9, 30)], "cccc+"),
        ([(1, 30), (2, 30), (20, 30), (9, 30)], "cc+c+"),
        # A small group is hidden whatever is counted of it.
        ([(0, 3), (8, 30), (7, 30)], "c+c+"),
        ([(3, 30)], "cc"),
        ([(9, 30)], "++"),
        ([(1, 30), (2, 30)], "ccc"),
        ([(1, 30), (0, 30), (0, 30)], "cccc"),
        ([], "+"),
    ],
)
def test_what_is_told_of_a_breakdown(pairs: list[tuple[int, int]], expected: str) -> None:
    assert told(disclose(of_pupils(*pairs))) == expected


def test_a_percentage_needs_ten() -> None:
    disclosure = disclose(of_pupils((0, 9), (0, 10)))
    assert disclosure.rows == (Told(counts=True, percent=False), SHOWN)


def test_the_limits_are_settings() -> None:
    rows = of_pupils((6, 30), (8, 30), (12, 30))
    assert told(disclose(rows, fewest=8)) == "cc++"
    assert disclose(rows, least_denominator=40).rows[0] == Told(counts=True, percent=False)


def test_sessions_of_few_pupils_are_not_told() -> None:
    rows = [Row(40, 700, pupils=2), Row(900, 11000, pupils=30), Row(800, 11000, pupils=29)]
    disclosure = disclose(rows)
    assert disclosure.rows[0] == HIDDEN
    assert told(disclosure).count("c") == 2


def test_a_count_without_a_denominator_has_no_percentage() -> None:
    disclosure = disclose([Row(60, None, pupils=30), Row(3, None, pupils=30), Row(9, None, pupils=30)])
    assert told(disclosure) == "+cc+"
    assert not any(row.percent for row in disclosure.rows)


# Few enough numbers that every table can be tried.
SMALL_ROWS = st.lists(
    st.integers(0, 9).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
    min_size=1,
    max_size=5,
)


def is_small(number: int, fewest: int) -> bool:
    return 1 <= number < fewest


def possible_tables(rows: list[tuple[int, int]], disclosure: Disclosure) -> list[dict[int, tuple[int, int]]]:
    """Every pair of numbers the hidden rows could have, for a reader who knows the total and the rows told.

    The hidden rows' own total follows by taking away, so it is enough to share it out in all ways.
    """
    hidden = [place for place, row in enumerate(disclosure.rows) if not row.counts]
    counted = sum(rows[place][0] for place in hidden)
    whole = sum(rows[place][1] for place in hidden)
    tables = []
    choices = [(n, d) for d in range(whole + 1) for n in range(min(d, counted) + 1)]
    for first in product(choices, repeat=max(len(hidden) - 1, 0)):
        last = (counted - sum(n for n, _ in first), whole - sum(d for _, d in first))
        if 0 <= last[0] <= last[1]:
            tables.append(dict(zip(hidden, [*first, last], strict=True)))
    return tables


@given(
    st.lists(
        st.integers(0, 6).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))), min_size=1, max_size=3
    )
)
@example([(3, 3), (3, 3), (0, 0)])
def test_no_hidden_number_can_be_worked_out(rows: list[tuple[int, int]]) -> None:
    fewest = 3
    disclosure = disclose(of_pupils(*rows), fewest=fewest)
    if not disclosure.total.counts:
        return
    for place, row in enumerate(disclosure.rows):
        if row.counts:
            continue
        tables = possible_tables(rows, disclosure)
        for number in (lambda n, d: n, lambda n, d: d - n, lambda n, d: d):
            true = number(*rows[place])
            if is_small(true, fewest):
                assert len({number(*table[place]) for table in tables}) > 1


@given(SMALL_ROWS, st.integers(2, 6))
def test_nothing_small_is_told_nor_left_over(rows: list[tuple[int, int]], fewest: int) -> None:
    disclosure = disclose(of_pupils(*rows), fewest=fewest)
    hidden = [pair for pair, row in zip(rows, disclosure.rows, strict=True) if not row.counts]
    for (n, d), row in zip(rows, disclosure.rows, strict=True):
        if row.counts:
            assert not any(is_small(number, fewest) for number in (n, d - n, d))
    if disclosure.total.counts:
        assert len(hidden) != 1
        n, d = (sum(column) for column in zip(*hidden, strict=True)) if hidden else (0, 0)
        assert not any(is_small(number, fewest) for number in (n, d - n, d))
        n, d = (sum(column) for column in zip(*rows, strict=True))
        assert not any(is_small(number, fewest) for number in (n, d - n, d))


@given(SMALL_ROWS, st.integers(2, 6))
def test_nothing_is_hidden_without_need(rows: list[tuple[int, int]], fewest: int) -> None:
    disclosure = disclose(of_pupils(*rows), fewest=fewest)
    if not any(is_small(number, fewest) for n, d in rows for number in (n, d - n, d)):
        assert all(row.counts for row in disclosure.rows)
        assert disclosure.total.counts


@given(SMALL_ROWS)
def test_a_percentage_is_told_only_with_its_counts(rows: list[tuple[int, int]]) -> None:
    disclosure = disclose(of_pupils(*rows), least_denominator=5)
    for (_, d), row in zip(rows, disclosure.rows, strict=True):
        assert row.percent == (row.counts and d >= 5)


# --- told again and again ---


def added(parts: list[list[Row]]) -> list[Row]:
    """What the parts come to, row by row."""
    return [
        Row(sum(row.numerator for row in own), sum(row.denominator or 0 for row in own))
        for own in zip(*parts, strict=True)
    ]


def in_turn(parts: list[list[Row]], fewest: int) -> list[Disclosure]:
    """What was told when each part was over."""
    return [
        disclose_in_turn(added(parts[:upto]), parts[:upto], fewest=fewest)
        for upto in range(1, len(parts) + 1)
    ]


def test_what_the_last_part_added_is_few_so_the_sum_is_not_told() -> None:
    autumn, spring = of_pupils((9, 30), (9, 30), (9, 30)), of_pupils((3, 30), (9, 30), (9, 30))
    first, second = in_turn([autumn, spring], fewest=5)
    assert told(first) == "++++"
    # 12 of 60 would give away 3 of 30 to whoever kept 9 of 30.
    assert told(second) == "c" + "c+" + "+"


def test_a_row_hidden_to_protect_another_stays_hidden() -> None:
    # Smallest first, the second row is hidden with the first; later the third would do as well.
    parts = [of_pupils((3, 30), (6, 30), (9, 30)), of_pupils((9, 30), (9, 30), (6, 30))]
    first, second = in_turn(parts, fewest=5)
    assert [row.counts for row in first.rows] == [row.counts for row in second.rows] == [False, False, True]


PARTS = st.integers(1, 4).flatmap(
    lambda rows: st.lists(
        st.lists(
            st.integers(0, 12).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
            min_size=rows,
            max_size=rows,
        ),
        min_size=1,
        max_size=4,
    )
)


@given(PARTS, st.integers(2, 5))
def test_nothing_few_can_be_taken_from_all_that_was_ever_told(
    drawn: list[list[tuple[int, int]]], fewest: int
) -> None:
    parts = [of_pupils(*part) for part in drawn]
    disclosed = in_turn(parts, fewest)
    for number, part in enumerate(parts):
        # Everything ever told of this part is what was told when it was new; later only less.
        shown = disclosed[number]
        hidden = [row for row, how in zip(part, shown.rows, strict=True) if not how.counts]
        for later in disclosed[number:]:
            assert not any(
                after.counts and not before.counts
                for before, after in zip(shown.rows, later.rows, strict=True)
            )
        for row, how in zip(part, shown.rows, strict=True):
            assert not (how.counts and any(is_small(one, fewest) for one in row.numbers()))
        if shown.total.counts:
            assert len(hidden) != 1
            left = [sum(column) for column in zip(*(row.numbers() for row in hidden), strict=True)]
            assert not any(is_small(one, fewest) for one in left)
    # Any two times, of a row told at both and of the total: what came between.
    for late, later in enumerate(disclosed):
        for early, _ in enumerate(disclosed[:late]):
            between = added(parts[early + 1 : late + 1])
            for row, how in zip(between, later.rows, strict=True):
                assert not (how.counts and any(is_small(one, fewest) for one in row.numbers()))
            if later.total.counts:
                whole = of_pupils(
                    (sum(r.numerator for r in between), sum(r.denominator or 0 for r in between))
                )
                assert not any(is_small(one, fewest) for one in whole[0].numbers())


@given(PARTS, st.integers(2, 5), st.sets(st.integers(0, 3)))
def test_nor_from_the_total_of_some_rows_where_that_is_known(
    drawn: list[list[tuple[int, int]]], fewest: int, some: set[int]
) -> None:
    parts = [of_pupils(*part) for part in drawn]
    own = frozenset(some & set(range(len(parts[0]))))
    totals = [own, frozenset(range(len(parts[0]))) - own]
    found = disclose_in_turn(added(parts), parts, totals=totals, fewest=fewest)
    for places in totals:
        hidden = [place for place in sorted(places) if not found.rows[place].counts]
        for part in parts:
            left = [sum(column) for column in zip(*(part[place].numbers() for place in hidden), strict=True)]
            # Where every row is hidden the total itself is few, and is not told.
            assert len(hidden) == len(places) or (
                len(hidden) != 1 and not any(is_small(one, fewest) for one in left)
            )


@given(PARTS)
def test_one_part_is_told_as_a_breakdown_is(drawn: list[list[tuple[int, int]]]) -> None:
    rows = of_pupils(*drawn[0])
    assert disclose_in_turn(rows, [rows]) == disclose_in_turn(rows, []) == disclose(rows)


TWO_TABLES = st.integers(0, 4).flatmap(
    lambda people: st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 1), st.booleans()), min_size=people, max_size=people
    )
)


@given(TWO_TABLES)
def test_two_breakdowns_of_one_total_give_away_nothing_of_each_other(
    people: list[tuple[int, int, bool]],
) -> None:
    """Whatever the other table says of the same people, every table that the total allows can be true."""
    met = sum(one[2] for one in people)
    for here, there in ((0, 1), (1, 0)):
        other = [
            (sum(one[2] for one in own), len(own))
            for own in ([one for one in people if one[there] == side] for side in (0, 1))
        ]
        alone = {
            (n, d)
            for d in range(len(people) + 1)
            for n in range(d + 1)
            if n <= met and met - n <= len(people) - d
        }
        assert alone == _with_the_other_known(people, here, there, other)


def _with_the_other_known(
    people: list[tuple[int, int, bool]], here: int, there: int, other: list[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Every first row of one table for which some people could have made both."""
    found = set()
    for sides in product((0, 1), repeat=len(people)):
        for who in product((False, True), repeat=len(people)):
            same = [
                (
                    sum(met for met, one in zip(who, people, strict=True) if one[there] == side),
                    sum(one[there] == side for one in people),
                )
                for side in (0, 1)
            ]
            if same == other:
                found.add(
                    (
                        sum(met for met, side in zip(who, sides, strict=True) if side == 0),
                        sum(side == 0 for side in sides),
                    )
                )
    return found


# --- a rate that hangs in a hall ---


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (300, 300, 100),
        (299, 300, 98),
        (294, 300, 98),
        (293, 300, 96),
        (290, 300, 96),  # one child of thirty, away all week
        (599, 600, 99),
        (149, 150, 95),
        (99, 100, 95),
        (49, 50, 90),
        (50, 50, 100),
        (49, 49, None),
        (0, 300, 0),
        (0, 0, None),
    ],
)
def test_a_rate_in_public_is_rounded_down_to_a_step(part: int, whole: int, expected: int | None) -> None:
    assert at_least(part, whole) == expected


@given(st.integers(1, 700), st.integers(0, 700))
def test_what_one_child_missed_can_never_be_read_from_a_rate_in_public(whole: int, missed: int) -> None:
    """Whatever is told but 100 and the lowest step, at least five different counts of sessions would give."""
    missed = min(missed, whole)
    told_of = at_least(whole - missed, whole)
    alike = [other for other in range(whole + 1) if at_least(whole - other, whole) == told_of]
    assert missed in alike
    if told_of is not None and told_of != 100:
        assert len(alike) >= 5
        assert 100 * (whole - missed) >= told_of * whole
    if told_of == 100:
        assert missed == 0


@pytest.mark.parametrize(
    ("whole", "some", "expected"),
    [
        (30, 30, True),
        (30, 29, False),
        (30, 26, False),
        (30, 25, True),
        (30, 4, False),
        (30, 0, True),
        (4, 4, False),
    ],
)
def test_how_many_of_a_class_did_something_is_not_said_where_it_names_one(whole, some, expected) -> None:
    assert some_told(whole, some) is expected
