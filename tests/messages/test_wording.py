"""Plain words: what a template may say, what is refused and why, and that a name is only ever a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.attendance.letters import TRAFFIC_LIGHTS
from trellis.messages.wording import (
    Merge,
    ProblemWithWording,
    Week,
    check_body,
    check_text,
    check_title,
    fill,
    parts_of,
    plain,
    plain_words,
)

FIELDS = {"forename", "addressee", "attendance", "attended", "possible", "late"}
CONDITIONS = {"late", "bands"}

HOSTILE = [
    "#panic()",
    '#read("/etc/passwd")',
    "*bold* _slanted_ `code` $maths$",
    "<label> @label \\",
    "// nothing after this",
    "= Heading",
    "- point",
    "| cell",
    "{forename}",
    "{{",
    "Legal: fined",
    "If late: yes",
    "Robert'); DROP TABLE pupils;--",
    "<script>alert(1)</script>",
    "=1+1",
    "%(name)s %s",
]


def part(text, **values):
    parts = parts_of(text, Merge(values={"forename": "Amy", **values}))
    assert len(parts) == 1
    return parts[0]


def test_a_template_becomes_parts():
    body = """
Dear {addressee},

Thank you.
Truly.

# How we can help
- Breakfast club
- A word with {forename}

| Possible | {possible}
| Attended | {attended}

Figure: {attendance} | {attended} of {possible}
"""
    values = {
        "addressee": "Ann",
        "forename": "Amy",
        "possible": "76",
        "attended": "70",
        "attendance": "92.1%",
    }
    assert parts_of(body, Merge(values=values)) == [
        {"kind": "text", "lines": ["Dear Ann,"]},
        {"kind": "text", "lines": ["Thank you.", "Truly."]},
        {"kind": "heading", "text": "How we can help"},
        {"kind": "points", "points": ["Breakfast club", "A word with Amy"]},
        {"kind": "table", "rows": [["Possible", "76"], ["Attended", "70"]]},
        {"kind": "figure", "figure": "92.1%", "caption": "70 of 76"},
    ]


def test_a_field_is_known_however_it_is_spaced_or_capitalised():
    assert fill("{ Half-Term }", {"half-term": "Autumn 1"}) == "Autumn 1"


def test_a_paragraph_that_its_fields_leave_empty_is_left_out():
    assert parts_of("{forename}\n\nBye", Merge(values={"forename": ""})) == [
        {"kind": "text", "lines": ["Bye"]}
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_never_becomes_an_instruction(name):
    assert part("Dear {forename}", forename=name) == {"kind": "text", "lines": [f"Dear {name}"]}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_alone_on_its_line_is_still_only_a_name(name):
    assert part("{forename}", forename=name) == {"kind": "text", "lines": [name]}


def test_a_name_with_a_bar_stays_in_its_cell():
    assert part("| {forename} | {possible}", forename="A|B", possible="3") == {
        "kind": "table",
        "rows": [["A|B", "3"]],
    }
    assert part("Figure: {forename} | of {possible}", forename="A|B", possible="3") == {
        "kind": "figure",
        "figure": "A|B",
        "caption": "of 3",
    }


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_a_name_is_the_letter_keeps_its_shape(name):
    body = "Dear {forename},\n\n- {forename}\n\n| {forename} | {forename}\n\nLegal: {forename} must"
    parts = parts_of(body, Merge(values={"forename": name}, legal=True))
    kinds = [each["kind"] for each in parts]
    # A name of nothing but spaces leaves its point empty, and an empty point is not drawn.
    assert kinds in (["text", "points", "table", "legal"], ["text", "table", "legal"])
    assert parts[0]["lines"] == [f"Dear {plain(name)},"]


def test_control_characters_and_turned_text_do_not_reach_the_page():
    assert plain("A\u202eymA\u202c\x00\x07 B\nC\t D") == "AymA B C D"


def test_joiners_stay_because_names_need_them():
    assert plain("क्\u200dष") == "क्\u200dष"


def test_accents_are_joined_so_that_the_typeface_has_the_letter():
    assert plain("Zoe\u0301") == "Zoé"


# --- conditions, legal wording, the picture -----------------------------------------------------------------


def test_a_conditional_paragraph_needs_its_condition():
    body = "If late: {forename} came late."
    assert parts_of(body, Merge(values={"forename": "Amy"})) == []
    assert parts_of(body, Merge(values={"forename": "Amy"}, true=["late"])) == [
        {"kind": "text", "lines": ["Amy came late."]}
    ]


def test_legal_wording_is_only_for_whom_it_may_be_written_to():
    body = "Kind words.\n\nLegal: What the law says: attend."
    assert [each["kind"] for each in parts_of(body, Merge(values={}))] == ["text"]
    assert parts_of(body, Merge(values={}, legal=True))[1] == {
        "kind": "legal",
        "text": "What the law says: attend.",
    }


def test_the_picture_of_the_weeks_is_said_in_words():
    body = "Weeks: A column a week.\nAloud: {week}: {week attended}, {week missed}, {week late}."
    merge = Merge(values={}, weeks=[Week("2 Sep", "..AAALMMAA"), Week("9 Sep", "AAAAAAAAAA")])
    assert parts_of(body, merge) == [
        {
            "kind": "weeks",
            "sessions": ["..AAALMMAA", "AAAAAAAAAA"],
            "alt": "2 Sep: 6, 2, 1. 9 Sep: 10, 0, 0.",
            "key": "A column a week.",
        }
    ]
    assert parts_of(body, Merge(values={})) == []


# --- what is refused ----------------------------------------------------------------------------------------


def refused(body, title="{forename}"):
    with pytest.raises(ProblemWithWording) as problem:
        _checked(title, body)
    return str(problem.value)


def _checked(title, body):
    check_title(title, fields=FIELDS)
    check_body(body, fields=FIELDS, conditions=CONDITIONS)


def test_an_unknown_field_is_refused_and_the_known_ones_are_told():
    said = refused("Hello\n\nDear {forname}")
    assert said.startswith("There is no field {forname} (line 3). The fields are: addressee, attendance")


def test_an_unknown_field_in_the_subject_is_refused():
    assert "{name} (the subject)" in refused("Hello", title="{name}")


@pytest.mark.parametrize(
    "body", ["Dear {forename", "Dear forename}", "{{forename}}", "{forename}}", "{a{forename}"]
)
def test_a_bracket_that_is_not_closed_is_refused(body):
    assert "curly bracket" in refused(body) or "no field" in refused(body)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("If sunny: come", "“If sunny:” is no condition this message knows. It knows: If bands:, If late:."),
        ("Figure: {attendance}", "After “Figure:” write the figure, then | and the words beside it."),
        ("Weeks: a picture", "Under “Weeks:” write a line “Aloud:” that says in words what the picture"),
        ("| only words", "A line of the table of figures is written | words | {figure}."),
        ("Text\n| a | b", "Leave an empty line before and after the lines that begin with |."),
        ("   ", "Write the words: there are none yet."),
    ],
)
def test_each_mistake_has_its_sentence(body, sentence):
    assert refused(body).startswith(sentence)


def test_a_letter_needs_a_subject_of_one_line():
    assert refused("Hello", title=" ").startswith("Write the subject")
    assert refused("Hello", title="One\nTwo") == "The subject must be one line."


def test_week_fields_belong_to_the_line_read_aloud():
    check_body("Weeks: x\nAloud: {week late}", fields=FIELDS, conditions=CONDITIONS)
    assert "{week late}" in refused("In {week late} weeks")


@given(st.text(max_size=200))
def test_any_text_is_either_refused_with_a_sentence_or_can_be_filled_in(body):
    try:
        check_body(body, fields=FIELDS, conditions=CONDITIONS)
    except ProblemWithWording as problem:
        said = str(problem)
    else:
        values = dict.fromkeys(FIELDS, "x")
        parts_of(body, Merge(values=values, weeks=[Week("m", "A")], true=CONDITIONS, legal=True))
        said = "It can be filled in."
    assert said.endswith(".")


# --- texts --------------------------------------------------------------------------------------------------


IN_A_TEXT = {"forename": "Robin", "school": "Oak Primary", "attendance": "92.1%"}


def text_refused(body):
    with pytest.raises(ProblemWithWording) as problem:
        check_text(body, examples=IN_A_TEXT)
    return str(problem.value)


def test_plain_sentences_are_a_text():
    check_text("{school}: please send us a word about {forename}.\n\nThank you.", examples=IN_A_TEXT)


@pytest.mark.parametrize(
    "field", ["band", "bands", "authorised", "unauthorised", "absent", "surname", "pupil", "code", "reason"]
)
def test_no_field_that_says_a_band_a_reason_or_another_name_is_offered_to_a_text(field):
    offered = {each.name: each.example for each in TRAFFIC_LIGHTS.fields_in("text")}
    with pytest.raises(ProblemWithWording, match="There is no field"):
        check_text(f"About {{{field}}}.", examples=offered)


@pytest.mark.parametrize(
    "body",
    [
        "# Attendance",
        "- one",
        "| a | {attendance}",
        "Figure: {attendance} | of",
        "Legal: the law",
        "If late: x",
    ],
)
def test_a_text_is_nothing_but_sentences(body):
    assert text_refused(body)


@pytest.mark.parametrize(
    "words",
    [
        "ADHD",
        "her autism",
        "the SENCO",
        "SEN",
        "child protection",
        "an unauthorised absence",
        "persistently absent",
        "the red band",
        "code U",
        "code O",
    ],
)
def test_a_text_says_no_diagnosis_code_or_band(words):
    said = text_refused(f"We would like to talk about {words}.")
    assert said.startswith("Anybody who picks up the telephone may read a text: say “")


def test_ordinary_words_are_no_diagnosis():
    check_text("Please send a coat, and use the code at the gate by Green Lane.", examples=IN_A_TEXT)


def test_a_text_has_a_longest():
    check_text("x" * 612, examples=IN_A_TEXT)
    assert text_refused("x" * 606 + "{school}").startswith("This text is 617 letters long; at most 612")


def test_parts_are_read_as_plain_words():
    body = (
        "# Heading\n\nDear {forename},\nhello\n\nFigure: {attendance} | of sessions\n\n| A | 1\n| B | 2\n\n"
        "- one\n- two\n\nWeeks: key\nAloud: week of {week}.\n\nLegal: law"
    )
    merge = Merge(values=IN_A_TEXT, weeks=[Week("2 May", "A" * 10)], legal=True)
    assert plain_words(parts_of(body, merge)) == (
        "Heading\n\nDear Robin,\nhello\n\n92.1%: of sessions\n\nA: 1\nB: 2\n\n– one\n– two\n\n"
        "week of 2 May.\n\nlaw"
    )
