"""Attendance codes: dated, national, and read without guessing (domain-rules §1, §2, §13)."""

import pickle
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.codes import (
    ALL_CHARS,
    NO_MARK,
    Category,
    Code,
    ProblemWithCode,
    ProblemWithDay,
    char_of,
    code_of,
    code_set,
    code_sets,
    last_known,
    published_category,
    read_code,
    why_unlawful,
)
from trellis.rules.words import Nation, ProblemWithNation, Session

BEFORE_2024 = date(2024, 8, 18)
FROM_2024 = date(2024, 8, 19)
DURING_CORONAVIRUS = date(2021, 1, 12)

# domain-rules §1.1 as a table of its own, so that a slip in codes.py cannot agree with itself.
ENGLAND_FROM_2024 = {
    Category.PRESENT: "/ \\ L",
    Category.ACTIVITY: "K V P W B",
    Category.AUTHORISED: "C1 M J1 S C2 C T R I E",
    Category.UNAUTHORISED: "G N O U",
    Category.UNABLE: "Q Y1 Y2 Y3 Y4 Y5 Y6 Y7",
    Category.NOT_REQUIRED: "D X",
    Category.ADMIN: "Z #",
}
ENGLAND_BEFORE = {
    Category.PRESENT: "/ \\ L",
    Category.ACTIVITY: "B P V W J",
    Category.AUTHORISED: "C H E I M R S T",
    Category.UNAUTHORISED: "G N O U",
    Category.UNABLE: "Y",
    Category.NOT_REQUIRED: "D X",
    Category.ADMIN: "Z #",
}
WALES = {
    Category.PRESENT: "/ \\ L",
    Category.ACTIVITY: "B D J P V W",
    Category.AUTHORISED: "C E F H I M R S T",
    Category.UNAUTHORISED: "G N O U",
    Category.UNABLE: "Y",
    Category.NOT_REQUIRED: "X",
    Category.ADMIN: "Z #",
}


def table(nation: str, on: date) -> dict[Category, set[str]]:
    """The codes of a day by category."""
    found: dict[Category, set[str]] = {}
    for code in code_set(nation, on).codes:
        found.setdefault(code.category, set()).add(code.code)
    return found


def as_sets(expected: dict[Category, str]) -> dict[Category, set[str]]:
    return {category: set(codes.split()) for category, codes in expected.items()}


def test_england_from_19_august_2024_is_the_table_of_the_regulations() -> None:
    assert table("england", FROM_2024) == as_sets(ENGLAND_FROM_2024)


@pytest.mark.parametrize("on", [date(2013, 9, 1), date(2020, 7, 31), date(2022, 8, 1), BEFORE_2024])
def test_england_before_19_august_2024(on: date) -> None:
    assert table("england", on) == as_sets(ENGLAND_BEFORE)


def test_a_long_family_holiday_had_its_own_code_until_september_2013() -> None:
    before = table("england", date(2013, 8, 31))
    assert before.pop(Category.AUTHORISED) == set(ENGLAND_BEFORE[Category.AUTHORISED].split()) | {"F"}
    assert not code_set("england", date(2013, 9, 1)).lawful("F")


def test_sessions_at_another_school_were_counted_until_september_2011() -> None:
    assert code_set("england", date(2011, 8, 31)).category("D") is Category.ACTIVITY
    assert code_set("england", date(2011, 9, 1)).category("D") is Category.NOT_REQUIRED


def test_wales_keeps_the_older_codes_and_says_it_is_provisional() -> None:
    held = code_set("wales", FROM_2024)
    assert table("wales", FROM_2024) == as_sets(WALES)
    assert held.provisional
    assert held.note.startswith("Provisional code set")
    assert not any(known.provisional for known in code_sets("england"))


def test_what_d_counts_as_is_a_setting_in_wales_only() -> None:
    wales = code_set("wales", FROM_2024)
    assert wales.category("D") is Category.ACTIVITY
    otherwise = wales.counting_dual_as(Category.NOT_REQUIRED)
    assert otherwise.category("D") is Category.NOT_REQUIRED
    assert [code.code for code in otherwise.codes] == [code.code for code in wales.codes]
    with pytest.raises(ValueError, match="provisional"):
        code_set("england", FROM_2024).counting_dual_as(Category.ACTIVITY)
    with pytest.raises(ValueError, match="activity or as not required"):
        wales.counting_dual_as(Category.AUTHORISED)


@pytest.mark.parametrize(("on", "held"), [(date(2020, 7, 31), False), (date(2020, 8, 1), True)])
@pytest.mark.parametrize("year_later", [False, True])
def test_the_coronavirus_x_belongs_to_two_academic_years(on: date, held: bool, year_later: bool) -> None:
    day = date(2022, 8, 1) if year_later and not held else date(2022, 7, 31) if year_later else on
    assert code_set("england", day).lawful("x") is held


def test_the_coronavirus_x_is_possible_and_neither_attended_nor_absent() -> None:
    category = code_set("england", DURING_CORONAVIRUS).category("x")
    assert category is Category.CORONAVIRUS
    assert category.possible
    assert not category.attended
    assert not category.absent


@pytest.mark.parametrize("category", list(Category))
def test_what_is_possible_is_attended_or_absent_but_for_coronavirus(category: Category) -> None:
    assert not (category.attended and category.absent)
    if category is not Category.CORONAVIRUS:
        assert category.possible == (category.attended or category.absent)


@pytest.mark.parametrize("nation", ["england", "wales"])
def test_code_sets_follow_each_other_without_a_gap(nation: str) -> None:
    sets = code_sets(nation)
    assert sets[-1].until is None
    for earlier, later in pairwise(sets):
        assert earlier.until is not None
        assert later.since == earlier.until + timedelta(days=1)


@given(st.sampled_from(list(Nation)), st.dates(date(2006, 8, 1), date(2040, 7, 31)))
def test_every_day_has_one_code_set(nation: Nation, on: date) -> None:
    holding = [held for held in code_sets(nation) if held.covers(on)]
    assert holding == [code_set(nation, on)]
    assert holding[0].category(NO_MARK) is Category.MISSING


def test_there_are_no_codes_before_2006() -> None:
    with pytest.raises(ProblemWithDay, match="no attendance codes for England before 1 August 2006"):
        code_set("england", date(2006, 7, 31))


def test_another_nation_is_refused_in_a_sentence() -> None:
    with pytest.raises(ProblemWithNation, match="“scotland” is not a nation"):
        code_set("scotland", FROM_2024)


def test_each_character_stands_for_one_code_everywhere() -> None:
    assert len(set(ALL_CHARS)) == len(ALL_CHARS)
    assert NO_MARK not in ALL_CHARS
    assert all(char.isascii() and char.isprintable() and not char.isspace() for char in ALL_CHARS)
    meanings: dict[str, set[str]] = {}
    for nation in Nation:
        for held in code_sets(nation):
            for code in held.codes:
                meanings.setdefault(code.char, set()).add(code.code)
    assert {char: codes for char, codes in meanings.items() if len(codes) > 1} == {}
    assert set(meanings) == set(ALL_CHARS)


@pytest.mark.parametrize("char", list(ALL_CHARS))
def test_a_character_and_its_code_name_each_other(char: str) -> None:
    assert char_of(code_of(char)) == char


@pytest.mark.parametrize(
    ("code", "char"),
    [("Y1", "1"), ("Y7", "7"), ("C1", "c"), ("C2", "p"), ("J1", "j"), ("X0", "x"), ("X", "X"), ("\\", "\\")],
)
def test_longer_codes_have_the_characters_agreed(code: str, char: str) -> None:
    assert char_of(code) == char


@pytest.mark.parametrize("text", ["1", "c", "p", "j", "x", "", "QQ", "A", ".", "Y8", "//"])
def test_what_is_no_code_has_no_character(text: str) -> None:
    with pytest.raises(ProblemWithCode):
        char_of(text)


@pytest.mark.parametrize("text", ["", ".", "Y1", "é", "A"])
def test_what_is_no_character_has_no_code(text: str) -> None:
    with pytest.raises(ProblemWithCode):
        code_of(text)


def test_late_is_l_and_u() -> None:
    for nation in Nation:
        for held in code_sets(nation):
            assert {code.code for code in held.codes if code.late} == {"L", "U"}


def test_chars_of_a_category() -> None:
    held = code_set("england", FROM_2024)
    assert held.chars_of(Category.UNAUTHORISED) == "GNOU"
    assert held.chars_of(Category.PRESENT, Category.ACTIVITY) == "/\\LKVPWB"


# --- who may use a code ---


def code(text: str, on: date = FROM_2024, nation: str = "england") -> Code:
    return code_set(nation, on).by_code[text]


def test_x_is_not_for_a_child_of_compulsory_school_age() -> None:
    assert "not for a pupil of compulsory" in str(code("X").question(compulsory_age=True, year_group="3"))
    assert code("X").question(compulsory_age=False, year_group="N2") is None


def test_a_part_time_timetable_is_only_for_a_child_of_compulsory_school_age() -> None:
    assert "only for a pupil of compulsory" in str(code("C2").question(compulsory_age=False, year_group="R"))
    assert code("C2").question(compulsory_age=True, year_group="3") is None


def test_study_leave_is_meant_for_year_11() -> None:
    asked = code("S").question(compulsory_age=True, year_group="9")
    assert asked == "S is meant for year 11, and this pupil is in year 9."
    assert code("S").question(compulsory_age=True, year_group="11") is None
    assert code("S").question(compulsory_age=True, year_group=None) is None
    assert code("S", nation="wales").question(compulsory_age=True, year_group="9") is None


@pytest.mark.parametrize("text", ["X", "C2", "S", "I"])
def test_nothing_is_asked_of_a_child_whose_age_and_year_are_not_known(text: str) -> None:
    assert code(text).question(compulsory_age=None, year_group=None) is None


def test_the_nature_of_b_k_and_y7_must_be_recorded() -> None:
    assert {held.code for held in code_set("england", FROM_2024).codes if held.nature_required} == {
        "B",
        "K",
        "Y7",
    }


def test_the_strokes_belong_to_their_sessions() -> None:
    assert code("/").session is Session.AM
    assert code("\\").session is Session.PM
    assert code("L").session is None


def test_z_is_never_recorded_for_a_pupil_on_roll() -> None:
    held = code_set("england", FROM_2024)
    assert held.lawful("Z")
    assert not held.recordable("Z")
    assert held.recordable("N")
    assert not held.recordable("H")


# --- withdrawn codes ---


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("H", Category.AUTHORISED),
        ("F", Category.AUTHORISED),
        ("J", Category.ACTIVITY),
        ("Y", Category.UNABLE),
        ("X0", Category.CORONAVIRUS),
        ("J1", Category.AUTHORISED),
        ("D", Category.NOT_REQUIRED),
    ],
)
def test_published_totals_count_a_withdrawn_code_as_they_last_did(text: str, category: Category) -> None:
    assert published_category(text) is category


@pytest.mark.parametrize("char", ["H", "J", "F", "Y", "x"])
def test_a_withdrawn_code_is_in_no_ordinary_rate(char: str) -> None:
    held = code_set("england", FROM_2024)
    assert not held.lawful(char)
    assert held.category(char) is None


def test_a_withdrawn_code_keeps_its_name() -> None:
    assert last_known("H").meaning == "Family holiday agreed"
    with pytest.raises(ProblemWithCode, match="has never been an attendance code in Wales"):
        last_known("K", "wales")


def test_what_to_use_instead_of_a_withdrawn_code() -> None:
    assert why_unlawful("J", "england", date(2024, 10, 1)) == (
        "J is not a code in England on 1 October 2024: it is kept, left out of rates and listed;"
        " use J1, which is authorised absence."
    )
    assert why_unlawful("j", "wales", date(2024, 10, 1)) == (
        "J1 is not a code in Wales on 1 October 2024: it is kept, left out of rates and listed."
    )
    # In Wales nothing has been put in place of F; in England before 2024 no later code stood yet.
    assert ";" not in why_unlawful("F", "england", date(2020, 1, 7))


# --- reading ---

LAWFUL_SOMEWHERE = [
    (held.nation, held.since, code.code)
    for nation in Nation
    for held in code_sets(nation)
    for code in held.codes
]


@pytest.mark.parametrize(("nation", "on", "text"), LAWFUL_SOMEWHERE)
def test_every_lawful_code_reads_as_itself(nation: Nation, on: date, text: str) -> None:
    assert read_code(text, nation, on) == (char_of(text), None, None)


@pytest.mark.parametrize(
    ("text", "char", "note"),
    [
        ("@", "U", "@ read as U"),
        ("i", "I", "i read as I"),
        ("c1", "c", "c1 read as C1"),
        ("I02", "I", "I02 read as I"),
        ("i01", "I", "i01 read as I"),
        ("!", NO_MARK, "! read as no mark"),
        ("*", NO_MARK, "* read as no mark"),
        ("-", NO_MARK, "- read as no mark"),
    ],
)
def test_legacy_marks_are_translated_and_said(text: str, char: str, note: str) -> None:
    assert read_code(text, "england", FROM_2024) == (char, note, None)


@pytest.mark.parametrize("text", ["", " ", "\t", "\u00a0"])
def test_a_blank_is_no_mark_and_needs_no_note(text: str) -> None:
    assert read_code(text, "england", FROM_2024) == (NO_MARK, None, None)


def test_spaces_around_a_code_are_not_a_translation() -> None:
    assert read_code(" L ", "england", FROM_2024) == ("L", None, None)


@pytest.mark.parametrize("text", ["X01", "x05", "X09"])
def test_the_schools_own_coronavirus_codes_are_the_coronavirus_x(text: str) -> None:
    read = read_code(text, "england", DURING_CORONAVIRUS)
    assert read.char == "x"
    assert read.unlawful is None
    assert read.note is not None
    assert read.note.startswith(f"{text} read as the coronavirus X")


def test_a_plain_x_in_those_years_depends_on_the_childs_age() -> None:
    assert read_code("X", "england", DURING_CORONAVIRUS, compulsory_age=True).char == "x"
    assert read_code("X", "england", DURING_CORONAVIRUS, compulsory_age=False) == ("X", None, None)
    assert read_code("X", "england", DURING_CORONAVIRUS) == ("X", None, None)
    assert read_code("X", "england", FROM_2024, compulsory_age=True).char == "X"


def test_a_coronavirus_code_in_another_year_is_kept_and_said() -> None:
    read = read_code("X02", "england", FROM_2024)
    assert read.char == "x"
    assert read.unlawful is not None


@pytest.mark.parametrize(
    ("text", "session", "char", "noted"),
    [
        ("/", Session.AM, "/", False),
        ("\\", Session.PM, "\\", False),
        ("/", Session.PM, "\\", True),
        ("\\", Session.AM, "/", True),
        ("L", Session.PM, "L", False),
    ],
)
def test_a_stroke_in_the_other_session_is_turned_and_said(
    text: str, session: Session, char: str, noted: bool
) -> None:
    read = read_code(text, "england", FROM_2024, session=session)
    assert read.char == char
    assert (read.note is not None) is noted


@pytest.mark.parametrize(
    ("text", "nation", "on"),
    [
        ("H", "england", FROM_2024),
        ("F", "england", date(2014, 1, 7)),
        ("Y", "england", FROM_2024),
        ("K", "england", BEFORE_2024),
        ("Y1", "wales", FROM_2024),
        ("J1", "england", BEFORE_2024),
    ],
)
def test_a_code_of_another_date_or_nation_is_kept_and_said(text: str, nation: str, on: date) -> None:
    read = read_code(text, nation, on)
    assert read.char == char_of(text)
    assert read.unlawful is not None
    assert read.unlawful.startswith(f"{text} is not a code in {nation.title()}")


@pytest.mark.parametrize("text", ["QQ", "1", "L10", "A", "?", "Y8", "//", "present", "0", "é", "X0n", "."])
def test_what_cannot_be_read_is_a_problem_that_names_it(text: str) -> None:
    with pytest.raises(ProblemWithCode, match="is not an attendance code") as caught:
        read_code(f" {text} ", "england", FROM_2024)
    assert caught.value.value == text
    assert f"“{text}”" in str(caught.value)
    assert caught.value.subject == "code"


@given(st.text(max_size=4), st.sampled_from(list(Nation)), st.dates(date(2006, 8, 1), date(2030, 7, 31)))
def test_any_text_is_a_character_of_ours_or_a_problem(text: str, nation: Nation, on: date) -> None:
    try:
        read = read_code(text, nation, on)
    except ProblemWithCode:
        return
    assert read.char in ALL_CHARS + NO_MARK
    assert (read.unlawful is None) == (read.char == NO_MARK or code_set(nation, on).lawful(read.char))
    if read.note is None and read.char != NO_MARK:
        assert text.strip() == code_of(read.char)


def test_the_same_translation_has_the_same_note_so_that_notes_can_be_counted() -> None:
    first = read_code("@", "england", FROM_2024).note
    again = read_code("@", "england", date(2024, 9, 3)).note
    assert first == again
    assert len({first, again}) == 1


def test_a_note_can_be_said_in_another_language() -> None:
    note = pickle.loads(pickle.dumps(read_code("@", "england", FROM_2024).note))
    assert note.template == "%(was)s read as %(now)s"
    assert "darllen {was} fel {now}".format(**note.values) == "darllen @ fel U"
