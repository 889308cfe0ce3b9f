"""Monitoring: looks are scheduled, made, and what they found is linked to rows and read by those who may."""

import datetime as dt

import pytest

from tests.plans.drawn import a_plan
from tests.plans.test_running import address, shown
from trellis.plans.actions import ProblemWithPlan
from trellis.plans.criteria import wording_of
from trellis.plans.looking import call_off, record_finding, schedule
from trellis.plans.looks import by_row, looks_at, suggested, term_by_term
from trellis.plans.models import Finding, Monitoring, Plan, Row
from trellis.plans.paper import parts_of
from trellis.plans.reading.monitoring import kinds_in
from trellis.rhythm.models import Done
from trellis.rules.recurrence import Weekly
from trellis.web.yours import yours_at

TEXT = """Oak Primary improvement plan 2024-25

What we will do\tSuccess criteria\tMonitoring\tWho
Read every day\tAll read\tLearning walk in November, pupil voice\tIL
Write every day\tAll write\tScrutiny of books each term\tAA
"""


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan(cast, TEXT)


def a_look(plan: Plan, cast, **said) -> Monitoring:
    usual = {"kind": "walk", "focus": "Reading corners", "owner": cast.inclusion_lead, "by": cast.head}
    return schedule(plan=plan, **usual | said)


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("Learning walk in November, pupil voice", ["walk", "voice"]),
        ("Lesson observations and work sampling", ["observation", "sampling"]),
        ("Book look by leaders; planning scrutiny", ["books", "planning"]),
        ("Peer review with Elm, then drop-ins", ["peers", "drop_in"]),
        ("We walk to school and read books", []),
    ],
)
def test_the_kinds_of_look_some_words_name(words, kinds):
    assert kinds_in(words) == kinds


def test_what_the_plans_own_column_names_is_suggested_until_it_is_scheduled(cast, plan):
    def found() -> list[tuple[str, dt.date | None]]:
        looks = looks_at(plan, cast.head, cast.oak, cast.today)
        return [(one.kind, one.due_on) for one in suggested(wording_of(plan, parts_of(plan)), looks)]

    assert found() == [("walk", dt.date(2024, 11, 1)), ("voice", dt.date(2024, 11, 1)), ("books", None)]
    a_look(plan, cast, rows=[Row.objects.of(plan)[0]])
    assert [kind for kind, _day in found()] == ["voice", "books"]


def test_a_term_has_its_looks_and_says_which_are_late(cast, plan):
    a_look(plan, cast, due_on=dt.date(2024, 9, 9))
    a_look(plan, cast, due_on=dt.date(2025, 2, 3))
    a_look(plan, cast, recurrence=Weekly((1,)))
    terms = term_by_term(looks_at(plan, cast.head, cast.oak, cast.today))
    assert [(term, [one.state for one in looks]) for term, looks in terms] == [
        ("Again and again", ["To come"]),
        ("Autumn 2024/25", ["Late"]),
        ("Spring 2024/25", ["To come"]),
    ]


def test_what_was_found_stands_with_each_row_it_is_about(cast, plan):
    first, second = Row.objects.of(plan)
    record_finding(
        look=a_look(plan, cast, rows=[first, second]), on=cast.today, words="Calm corners", by=cast.head
    )
    record_finding(look=a_look(plan, cast), on=cast.today, words="Of everything", by=cast.head)
    found = by_row(looks_at(plan, cast.head, cast.oak, cast.today))
    assert [(row, [finding.words for _look, finding in told]) for row, told in found] == [
        (first, ["Calm corners"]), (second, ["Calm corners"]), (None, ["Of everything"]),
    ]  # fmt: skip


def test_a_look_that_recurs_is_a_duty_and_a_finding_ticks_it_off(cast, plan):
    look = a_look(plan, cast, recurrence=Weekly((1,)))
    assert (look.owner, look.duty.arrangements.get().owner) == (None, cast.inclusion_lead)
    record_finding(look=look, on=cast.today, words="Calm", by=cast.inclusion_lead)
    done = Done.objects.get()
    assert (done.duty, done.due_on, done.by) == (look.duty, cast.today, cast.inclusion_lead)


def test_a_finding_about_one_teacher_is_read_by_them_its_writer_and_the_head(cast, plan, sign_in):
    look = a_look(plan, cast)
    record_finding(
        look=look, on=cast.today, words="A clear lesson", teacher=cast.teacher, by=cast.inclusion_lead
    )
    for person, reads in (
        (cast.head, True), (cast.teacher, True), (cast.inclusion_lead, True),
        (cast.attendance_lead, False), (cast.office, False), (cast.governor, False),
    ):  # fmt: skip
        for page in (address("monitoring", plan.pk), address("look", plan.pk, look.pk)):
            words = shown(sign_in(person).get(page))
            assert ("A clear lesson" in words, "1 finding is about one teacher" in words) == (
                reads,
                not reads,
            )
            assert ("About Tess Teale" in words) == reads
    assert set(Finding.objects.visible_to(cast.mr_outside, cast.oak)) == set()


def test_no_child_is_named_and_nobody_writes_of_anothers_look(cast, plan):
    look = a_look(plan, cast, owner="office")
    with pytest.raises(ProblemWithPlan, match="names of children: Cal"):
        record_finding(look=look, on=cast.today, words="Fine", next_steps="Sit with Cal", by=cast.office)
    with pytest.raises(ProblemWithPlan, match="not Tess Teale’s"):
        record_finding(look=look, on=cast.today, words="Fine", by=cast.teacher)
    with pytest.raises(ProblemWithPlan, match="still to come"):
        record_finding(look=look, on=dt.date(2024, 9, 11), words="Fine", by=cast.office)
    assert not Finding.objects.exists()


def test_a_look_called_off_goes_and_what_it_found_stays(cast, plan):
    kept, gone = a_look(plan, cast, recurrence=Weekly((1,))), a_look(plan, cast)
    record_finding(look=kept, on=cast.today, words="Calm", by=cast.head)
    duty = kept.duty
    call_off(look=kept, by=cast.head)
    call_off(look=gone, by=cast.head)
    assert (Monitoring.objects.get(), Finding.objects.get().words) == (kept, "Calm")
    assert not duty.arrangements.on(dt.date(2024, 9, 11)).exists()


def test_it_is_scheduled_changed_and_written_down_on_the_page(cast, plan, sign_in):
    client, row = sign_in(cast.head), Row.objects.of(plan)[0]
    ask = address("schedule", plan.pk) + f"?row={row.pk}&kind=voice"
    form = client.get(ask).context["form"]
    assert (form.initial["kind"], form.initial["rows"]) == ("voice", [row.pk])
    said = {"kind": "voice", "focus": "Do we like to read?", "owner": "role:inclusion_lead", "rows": [row.pk]}
    client.post(ask, said | {"due_on": "10/9/2024"})
    look = Monitoring.objects.get()
    assert [line.words for line in yours_at(cast.oak, "123456", cast.inclusion_lead)][-1:] == [
        "Pupil voice: Do we like to read?"
    ]
    client.post(address("change_look", plan.pk, look.pk), said | {"due_on": "12/9/2024", "area": "English"})
    look.refresh_from_db()
    assert (look.due_on, look.area) == (dt.date(2024, 9, 12), "English")
    their = sign_in(cast.inclusion_lead)
    their.post(
        address("look", plan.pk, look.pk),
        {"on": "10/9/2024", "words": "They do", "strengths": "Choice", "next_steps": "More poems"},
    )
    page = shown(client.get(address("monitoring", plan.pk)))
    for words in ("They do", "Choice", "More poems", "English", "No look is late."):
        assert words in page


def test_looks_take_no_more_queries_however_many(cast, plan, django_assert_num_queries):
    def more() -> None:
        for recurrence in (None, Weekly((1,))):
            look = a_look(plan, cast, recurrence=recurrence, rows=Row.objects.of(plan))
            record_finding(look=look, on=cast.today, words="Calm", by=cast.head)

    more()
    with django_assert_num_queries(6):
        looks_at(plan, cast.head, cast.oak, cast.today)
    more()
    more()
    with django_assert_num_queries(6):
        looks_at(plan, cast.head, cast.oak, cast.today)
