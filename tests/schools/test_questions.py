"""Questions whose words are kept: they answer as their QuerySets do, whoever asks and on whichever day."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, models
from django.db.models import Q

from trellis.schools.actions import end_post
from trellis.schools.models import Post, School
from trellis.schools.questions import (
    DAY,
    PERSON,
    SCHOOL,
    Given,
    HowMany,
    Question,
    Several,
    asked_ahead,
    tell,
)

PEOPLE = Several("people", models.BigIntegerField())
TEACHES = {"school_class__isnull": False}


def asked() -> Question:
    return Question(
        lambda: (
            Post.objects.on(DAY)
            .filter(Q(school=SCHOOL) | Q(grouping__memberships__school=SCHOOL))
            .select_related("person", "school")
            .order_by("pk")
        )
    )


def test_it_answers_as_its_queryset_does_for_every_school_and_day(cast):
    end_post(post=cast.office.posts.get(), until=dt.date(2024, 9, 9), by=cast.head)
    question = asked()
    seen = set()
    for school in (cast.oak, cast.elm):
        for day in (cast.today, dt.date(2024, 9, 9), dt.date(2001, 1, 1)):
            held = Post.objects.on(day).filter(Q(school=school) | Q(grouping__memberships__school=school))
            found = question.ask(school=school.pk, day=day)
            assert [one.pk for one in found] == [one.pk for one in held.order_by("pk")]
            seen.add(tuple(one.pk for one in found))
    assert len(seen) == 4  # two schools, a day with and one without the office, and a day before anybody


def test_what_is_joined_and_prefetched_comes_with_it(cast, django_assert_num_queries):
    question = Question(lambda: School.objects.filter(pk=SCHOOL).prefetch_related("urns").order_by("pk"))
    with django_assert_num_queries(3):
        posts = asked().ask(school=cast.oak.pk, day=cast.today)
        assert {post.person.name for post in posts if post.school} >= {"Helen Hart", "Olive Ofori"}
        (school,) = question.ask(school=cast.oak.pk)
        assert school.urn == "123456"


def test_values_come_as_python_has_them(cast):
    question = Question(lambda: Post.objects.filter(person=PERSON).values_list("role", "since", named=True))
    (post,) = question.ask(person=cast.head.pk)
    assert (post.role, post.since) == ("head", cast.head.posts.get().since)


def test_single_values_come_as_they_are_and_what_only_orders_them_stays_behind(cast):
    at_oak = Post.objects.filter(school=SCHOOL)
    roles = Question(lambda: at_oak.order_by("pk").values_list("role", flat=True))
    ordered = Question(lambda: at_oak.distinct().order_by("person__name", "pk").values_list("role"))
    held = Post.objects.filter(school=cast.oak)
    assert roles.ask(school=cast.oak.pk) == list(held.order_by("pk").values_list("role", flat=True))
    assert ordered.ask(school=cast.oak.pk) == list(
        held.distinct().order_by("person__name", "pk").values_list("role")
    )


def test_what_is_said_besides_comes_with_a_model_and_what_is_left_out_is_fetched_when_asked_for(cast):
    counted = Question(
        lambda: School.objects.filter(pk=SCHOOL).annotate(posts_held=models.Count("posts")).only("phase")
    )
    (school,) = counted.ask(school=cast.oak.pk)
    assert school.posts_held == Post.objects.filter(school=cast.oak).count() > 0
    assert (school.get_deferred_fields(), school.name) == (
        {"name", "nation", "register_of_record"},
        cast.oak.name,
    )


@pytest.mark.django_db
def test_a_day_written_in_the_words_is_refused():
    """It would be the day of whoever asked first, for everybody after."""
    day = dt.date(2024, 9, 10)
    with pytest.raises(ValueError, match="2024-09-10"):
        Question(lambda: Post.objects.on(day).filter(person=PERSON)).ask(person=1)
    with pytest.raises(ValueError, match="2024-09-10"):
        HowMany(posts=lambda: Post.objects.on(day)).ask()


def test_how_many_of_several_things_is_one_question(cast, django_assert_num_queries):
    role = Given("role", models.CharField())
    how_many = HowMany(
        own=lambda: Post.objects.on(DAY).filter(person=PERSON),
        held=lambda: Post.objects.on(DAY).filter(role=role, school=SCHOOL).order_by("person__name"),
        teaching=lambda: Post.objects.on(DAY).filter(school=SCHOOL, **TEACHES).distinct(),
    )
    with django_assert_num_queries(1):
        found = how_many.ask(person=cast.head.pk, role="governor", school=cast.oak.pk, day=cast.today)
    posts = Post.objects.on(cast.today)
    assert found == {
        "own": posts.filter(person=cast.head).count(),
        "held": posts.filter(role="governor", school=cast.oak).count(),
        "teaching": posts.filter(school=cast.oak, **TEACHES).count(),
    }
    assert all(found.values())


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection(cast):
    """Its words are kept for all; a connection is never shared."""
    question = asked()
    here = len(question.ask(school=cast.oak.pk, day=cast.today))

    def ask(_n: int) -> tuple[int, int]:
        found = question.ask(school=cast.oak.pk, day=cast.today)
        used = id(connection.connection)
        connection.close()
        return len(found), used

    with ThreadPoolExecutor(1) as pool:
        [(there, used)] = pool.map(ask, [0])
    assert there == here
    assert used != id(connection.connection)


def test_it_is_asked_of_as_many_as_there_are(cast, django_assert_num_queries):
    question = Question(
        lambda: (
            Post.objects.on(DAY)
            .filter(Q(person__in=PEOPLE) | Q(pk__in=Post.objects.filter(person__in=PEOPLE)), school=SCHOOL)
            .order_by("pk")
        )
    )
    of_oak = {"school": cast.oak.pk, "day": cast.today}
    for people in ([cast.head], [cast.head, cast.office, cast.teacher], [cast.mr_outside]):
        held = Post.objects.on(cast.today).filter(person__in=people, school=cast.oak).order_by("pk")
        assert question.ask(people=[one.pk for one in people], **of_oak) == list(held)
    assert len(question.ask(people={cast.head.pk, cast.office.pk}, **of_oak)) == 2
    with django_assert_num_queries(0):
        assert question.ask(people=[], **of_oak) == []


def test_a_model_is_as_its_queryset_makes_it(cast):
    """Made in one step and not field by field; nobody can tell."""
    questions = Question(lambda: Post.objects.filter(school=SCHOOL).select_related("person").order_by("pk"))
    made = questions.ask(school=cast.oak.pk)
    held = list(Post.objects.filter(school=cast.oak).select_related("person").order_by("pk"))
    assert held

    def laid_open(post: Post) -> list[tuple[object, ...]]:
        return [
            (type(one), one._state.db, one._state.adding, {**vars(one), "_state": None})
            for one in (post, post._state.fields_cache["person"])
        ]

    assert [laid_open(post) for post in made] == [laid_open(post) for post in held]
    made[0].person.name = "Another Name"
    made[0].person.save()
    assert Post.objects.get(pk=made[0].pk).person.name == "Another Name"


def test_a_model_somebody_listens_for_is_made_as_django_makes_it(cast):
    heard: list[str] = []

    def listen(instance: School, **_said: object) -> None:
        heard.append(instance.name)

    models.signals.post_init.connect(listen, sender=School)
    try:
        Question(lambda: School.objects.filter(pk=SCHOOL)).ask(school=cast.oak.pk)
    finally:
        models.signals.post_init.disconnect(listen, sender=School)
    assert heard == [cast.oak.name]


# --- asked ahead --------------------------------------------------------------------------------------------

NAMED = Question(lambda: School.objects.filter(pk=SCHOOL).values_list("name", flat=True))
POSTS = Question(lambda: Post.objects.on(DAY).filter(person=PERSON).order_by("pk"))
OF_PEOPLE = Question(lambda: Post.objects.filter(person__in=PEOPLE).order_by("pk"))


@pytest.fixture
def journeys(monkeypatch):
    """How many statements went on each journey, where there are any; on SQLite each goes alone."""
    went = []
    really = connection.answers

    def answers(statements):
        went.append(len(statements))
        return really(statements)

    monkeypatch.setattr(connection, "answers", answers)
    return went


def test_what_is_asked_ahead_is_answered_as_it_would_have_been(cast, journeys):
    person, day = cast.head.pk, cast.today
    here, posts = NAMED.ask(school=cast.oak.pk), POSTS.ask(person=person, day=day)
    journeys.clear()
    asked = [NAMED.of(school=cast.oak.pk), POSTS.of(person=person, day=day), OF_PEOPLE.of(people=[])]
    with asked_ahead(*asked):
        assert POSTS.ask(person=person, day=day) == posts != []
        assert NAMED.ask(school=cast.oak.pk) == here == [cast.oak.name]
        assert OF_PEOPLE.ask(people=[]) == []
    assert journeys == ([2] if connection.is_apart else [1, 1])


def test_an_answer_is_given_once_and_to_the_same_values_only(cast):
    with asked_ahead(NAMED.of(school=cast.oak.pk), POSTS.of(person=cast.head.pk, day=cast.today)):
        assert NAMED.ask(school=cast.elm.pk) == [cast.elm.name]
        assert POSTS.ask(person=cast.head.pk, day=dt.date(2001, 1, 1)) == []
        assert NAMED.ask(school=cast.oak.pk) == [cast.oak.name]
        School.objects.filter(pk=cast.oak.pk).update(name="Oak Lane")
        assert NAMED.ask(school=cast.oak.pk) == ["Oak Lane"]


def test_nothing_asked_ahead_outlives_its_block_or_what_is_told_in_it(cast):
    with asked_ahead(NAMED.of(school=cast.oak.pk)):
        pass
    School.objects.filter(pk=cast.oak.pk).update(name="Oak Lane")
    assert NAMED.ask(school=cast.oak.pk) == ["Oak Lane"]
    with asked_ahead(NAMED.of(school=cast.oak.pk)):
        renamed = "UPDATE schools_school SET name = %s WHERE id = %s"
        tell((renamed, ["Oak Hill", cast.oak.pk]), (renamed, ["Elm Hill", cast.elm.pk]))
        assert NAMED.ask(school=cast.oak.pk) == ["Oak Hill"]
    assert NAMED.ask(school=cast.elm.pk) == ["Elm Hill"]


def test_where_a_block_ends_early_its_answers_go_too(cast):
    with pytest.raises(KeyError), asked_ahead(NAMED.of(school=cast.oak.pk)):
        raise KeyError
    School.objects.filter(pk=cast.oak.pk).update(name="Oak Lane")
    assert NAMED.ask(school=cast.oak.pk) == ["Oak Lane"]


def test_whoever_counts_sees_each_asked_in_its_turn(cast, django_assert_num_queries):
    with (
        django_assert_num_queries(1),
        asked_ahead(NAMED.of(school=cast.oak.pk), NAMED.of(school=cast.elm.pk)),
    ):
        assert NAMED.ask(school=cast.oak.pk) == [cast.oak.name]
    rows = [
        ("UPDATE schools_school SET name = %s WHERE id = %s", [one.name, one.pk])
        for one in (cast.oak, cast.elm)
    ]
    with django_assert_num_queries(1):  # the same for each of several rows
        tell(*rows)
