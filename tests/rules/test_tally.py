"""Tallies: the ten vectors of domain-rules §3.6, and every function against a list of marks."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drawing import line
from trellis.rules.absence import (
    persistently_absent,
    persistently_but_not_severely_absent,
    severely_absent,
)
from trellis.rules.codes import (
    ALL_CHARS,
    NO_MARK,
    Category,
    CodeSet,
    char_of,
    code_set,
    code_sets,
    published_category,
)
from trellis.rules.rounding import percent
from trellis.rules.tally import (
    Share,
    Tally,
    absent,
    arrivals,
    attended,
    authorised,
    late,
    measured,
    possible,
    reason,
    tally_counts,
    tally_marks,
    unauthorised,
)
from trellis.rules.words import Nation

ENGLAND = code_set("england", date(2024, 9, 9))
ENGLAND_2023 = code_set("england", date(2024, 7, 1))
CORONAVIRUS = code_set("england", date(2021, 1, 11))


def drawn(days: str, held: CodeSet = ENGLAND) -> Tally:
    """The tally of the sessions a drawing shows."""
    marks = "".join(chr(mark) for mark in line(days)).strip(NO_MARK)
    return tally_marks(marks, held)


def of(possible_sessions: int, absences: int) -> Tally:
    return Tally(present=possible_sessions - absences, authorised=absences)


# --- the ten vectors ---


def test_vector_1_published_rates_of_one_authoritys_primaries() -> None:
    tally = Tally(present=6_039_959, authorised=276_323, unauthorised=103_972)
    assert possible(tally) == 6_420_254
    # The vector prints eight places; in the eighth, two of its four (…21, …30) are one off the exact
    # quotient.
    assert percent(attended(tally), possible(tally), 7) == "94.0766362"
    assert percent(absent(tally), possible(tally), 7) == "5.9233638"
    assert percent(authorised(tally), possible(tally), 7) == "4.3039263"
    assert percent(unauthorised(tally), possible(tally), 7) == "1.6194375"


def test_vector_2_exactly_a_tenth_is_persistent_absence() -> None:
    assert persistently_absent(of(380, 38))
    assert not persistently_absent(of(380, 37))


def test_vector_3_small_denominators_round_nobody_in_or_out() -> None:
    assert persistently_absent(of(20, 2))
    assert not persistently_absent(of(21, 2))
    assert persistently_absent(of(19, 2))


def test_vector_4_exactly_half_is_severe_absence_and_lies_inside_persistent() -> None:
    assert severely_absent(of(380, 190))
    assert not severely_absent(of(380, 189))
    assert persistently_absent(of(380, 190))
    assert persistently_absent(of(380, 189))
    assert not persistently_but_not_severely_absent(of(380, 190))
    assert persistently_but_not_severely_absent(of(380, 189))


def test_vector_5_a_week_with_a_late_a_very_late_and_another_school() -> None:
    tally = drawn(r"/\ /\ L\ U\ DD")
    assert (possible(tally), attended(tally), unauthorised(tally), late(tally)) == (8, 7, 1, 2)
    assert percent(attended(tally), possible(tally)) == "87.5"


def test_vector_6_a_part_time_timetable_counts_as_absence() -> None:
    tally = drawn("C2:C2 " * 5 + r"/\ " * 5)
    assert percent(attended(tally), possible(tally)) == "50.0"
    assert severely_absent(tally)


def test_vector_7_a_closed_school_leaves_no_rate() -> None:
    tally = drawn("Y4:Y4 " * 5)
    assert possible(tally) == 0
    assert percent(attended(tally), possible(tally)) is None
    assert not measured(tally)
    assert not persistently_absent(tally)
    assert not severely_absent(tally)


def test_vector_8_an_interview_was_attended_and_is_now_authorised_absence() -> None:
    before = drawn("JJ /\\ ", ENGLAND_2023)
    after = drawn("J1:J1 /\\ ", ENGLAND)
    assert (attended(before), absent(before)) == (4, 0)
    assert (attended(after), authorised(after)) == (2, 2)


def test_vector_9_the_coronavirus_x_is_possible_and_nothing_else() -> None:
    tally = drawn(r"X0:X0 /\ I\ ", CORONAVIRUS)
    assert (possible(tally), attended(tally), absent(tally)) == (6, 3, 1)
    assert attended(tally) + absent(tally) < possible(tally)


def test_vector_10_national_absence_of_2025_26_to_10_july() -> None:
    # The counts of domain-rules §1.2. (The persistent share published beside it, 18.78%, comes without its
    # counts.)
    assert percent(168_324_305, 2_445_419_687, 2) == "6.88"


def test_the_national_identities_of_domain_rules_1_2() -> None:
    counts = {
        "L": 45_496_880,
        # Both strokes were published together.
        "/": 2_200_401_016,
        "B": 6_222_590,
        "J": 87,
        "P": 2_681_738,
        "V": 17_740_912,
        "W": 3_407_002,
        "K": 1_145_157,
        "G": 10_601_582,
        "U": 5_613_053,
        "O": 40_313_989,
        "N": 1_219_598,
    }
    tally = tally_counts({char_of(code): n for code, n in counts.items()}, published_category)
    assert tally.present == 2_245_897_896
    assert tally.activity == 31_197_486
    assert attended(tally) == 2_277_095_382
    assert tally.unauthorised == 57_748_222
    assert late(tally) == 51_109_933
    assert possible(tally) + 110_576_083 == 2_445_419_687


# --- against a plain list of marks ---

SETS = [held for nation in Nation for held in code_sets(nation)]
MARKS = st.lists(st.sampled_from(ALL_CHARS + NO_MARK), max_size=80)


def counted(marks: Sequence[str], held: CodeSet) -> dict[str, int]:
    """The oracle: go through the marks one by one, as a person with a tally sheet would."""
    sheet = dict.fromkeys(
        [
            "present",
            "activity",
            "authorised",
            "unauthorised",
            "coronavirus",
            "l",
            "u",
            "missing",
            "unlawful",
            "possible",
        ],
        0,
    )
    for mark in marks:
        if mark == NO_MARK:
            sheet["missing"] += 1
            continue
        code = next((code for code in held.codes if code.char == mark), None)
        if code is None:
            sheet["unlawful"] += 1
            continue
        for name in ("present", "activity", "authorised", "unauthorised", "coronavirus"):
            sheet[name] += code.category.value == name
        sheet["possible"] += code.category.value in (
            "present",
            "activity",
            "authorised",
            "unauthorised",
            "coronavirus",
        )
        sheet["l"] += mark == "L"
        sheet["u"] += mark == "U"
    return sheet


@given(MARKS, st.sampled_from(SETS))
def test_a_tally_is_what_a_person_would_count(marks: list[str], held: CodeSet) -> None:
    tally, sheet = tally_marks(marks, held), counted(marks, held)
    assert {
        "present": tally.present,
        "activity": tally.activity,
        "authorised": tally.authorised,
        "unauthorised": tally.unauthorised,
        "coronavirus": tally.coronavirus,
        "l": tally.late_before_close,
        "u": tally.late_after_close,
        "missing": tally.missing,
        "unlawful": tally.unlawful,
        "possible": possible(tally),
    } == sheet
    assert arrivals(tally) == sheet["present"] + sheet["u"]
    assert sum(tally.reasons.values()) + tally.missing + tally.unlawful == len(marks)
    for char in ALL_CHARS:
        assert reason(tally, char) == (marks.count(char) if held.lawful(char) else 0)


@given(MARKS, st.sampled_from(SETS))
def test_absence_is_possible_less_attended_but_for_coronavirus(marks: list[str], held: CodeSet) -> None:
    tally = tally_marks(marks, held)
    assert absent(tally) == possible(tally) - attended(tally) - tally.coronavirus
    assert late(tally) <= possible(tally)


@given(MARKS, MARKS, st.sampled_from(SETS))
def test_two_stretches_add_up_to_one(first: list[str], second: list[str], held: CodeSet) -> None:
    together = tally_marks(first, held) + tally_marks(second, held)
    whole = tally_marks(first + second, held)
    assert together == whole


@given(st.lists(MARKS, min_size=1, max_size=12), st.sampled_from(SETS))
def test_the_same_functions_read_one_pupil_and_many(pupils: list[list[str]], held: CodeSet) -> None:
    tallies = [tally_marks(marks, held) for marks in pupils]
    many = tally_counts(
        {char: np.array([marks.count(char) for marks in pupils]) for char in ALL_CHARS + NO_MARK},
        held.category,
    )
    for function in (
        *(attended, absent, authorised, unauthorised, possible, late, arrivals, measured),
        *(persistently_absent, severely_absent, persistently_but_not_severely_absent),
        *(share.of for share in Share),
    ):
        assert np.array(function(many)).tolist() == [function(tally) for tally in tallies]


def test_a_group_is_the_sum_over_the_sum_and_not_a_mean() -> None:
    ann, ben = of(10, 5), of(100, 0)
    assert percent(absent(ann + ben), possible(ann + ben)) == "4.5"


def test_missing_and_unlawful_marks_are_in_no_rate() -> None:
    tally = drawn(r"/\ H. /\ ")
    assert (possible(tally), tally.missing, tally.unlawful) == (4, 1, 1)
    assert reason(tally, "H") == 0


def test_published_totals_keep_a_withdrawn_code() -> None:
    counts = {"/": 4, "H": 1, "J": 1, "F": 1, "Y": 1}
    tally = tally_counts(counts, published_category)
    assert (attended(tally), absent(tally), possible(tally), tally.unlawful) == (5, 2, 7, 0)


def test_a_tally_of_nothing() -> None:
    tally = Tally()
    assert possible(tally) == 0
    assert tally + tally == tally
    assert tally_marks([], ENGLAND) == tally


@pytest.mark.parametrize("category", [Category.UNABLE, Category.NOT_REQUIRED, Category.ADMIN])
def test_what_is_not_possible_is_counted_by_its_reason_only(category: Category) -> None:
    for char in ENGLAND.chars_of(category):
        tally = tally_marks([char, char], ENGLAND)
        assert possible(tally) == 0
        assert reason(tally, char) == 2


def test_one_possible_session_is_enough_for_a_rate() -> None:
    for tally in (Tally(present=1), Tally(unauthorised=1), Tally(coronavirus=1)):
        assert measured(tally)
        assert percent(attended(tally), possible(tally)) is not None
