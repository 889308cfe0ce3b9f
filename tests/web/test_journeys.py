"""What is asked of PostgreSQL on one journey: rows as its cursors have them, errors as Django knows them, and
a connection that holds afterwards.
"""

import datetime as dt
import threading
import time

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from trellis.schools.models import School
from trellis.web.postgres import journeys

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="it is how PostgreSQL is asked"),
]

MADE = (
    "INSERT INTO schools_school (name, phase, nation, register_of_record)"
    " VALUES (%s, 'primary', 'england', 'mis')"
)
NAMES = "SELECT name FROM schools_school ORDER BY name"


class TakenBackError(Exception):
    """Something went wrong while a transaction was under way."""


def taken_back(*made: str) -> None:
    """Schools made in a transaction, the first by Django, that is not kept."""
    with transaction.atomic():
        School.objects.create(name=made[0])
        connection.answers([(MADE, [name]) for name in made[1:]])
        assert set(names()) >= set(made)
        raise TakenBackError


def names() -> list[str]:
    return list(School.objects.order_by("name").values_list("name", flat=True))


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 0, -1, 40_000, 3_000_000_000, 1.5, "50% of it", "Ŵyn o'r bryn", b"\x00\xff", b""),
        *(dt.date(2024, 9, 10), dt.datetime(2024, 9, 10, 7, 51, 0, 250, tzinfo=dt.UTC)),
    ],
)
def test_every_kind_of_value_comes_back_as_a_cursor_gives_it(value):
    sql = "SELECT %s, 1 %% 2"
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        told = cursor.fetchall()
    for _time in range(2):  # prepared, and known
        assert connection.answers([(sql, [value])]) == [told]
        assert connection.answers([(sql, [value]), ("SELECT 2", [])]) == [told, [(2,)]]


def test_several_are_answered_each_and_what_returns_nothing_answers_nothing():
    assert connection.answers([(MADE, ["Oak"]), (NAMES, []), (MADE, ["Elm"]), (NAMES, [])]) == [
        [],
        [("Oak",)],
        [],
        [("Elm",), ("Oak",)],
    ]
    assert connection.answers([]) == []


def test_where_one_fails_none_is_carried_out_and_the_connection_holds():
    key = School.objects.create(name="Oak").pk
    again = (
        "INSERT INTO schools_school (id, name, phase, nation, register_of_record) SELECT %s, '', '', '', ''"
    )
    with pytest.raises(IntegrityError):
        connection.answers([(MADE, ["Elm"]), (again, [key]), (MADE, ["Ash"])])
    assert names() == ["Oak"]
    assert connection.answers([(NAMES, [])]) == [[("Oak",)]]
    with pytest.raises(DatabaseError):
        connection.answers([("SELECT nothing_of_the_kind", [])])
    assert connection.answers([(NAMES, []), (NAMES, [])]) == [[("Oak",)]] * 2


def test_they_begin_the_transaction_they_are_in_and_end_with_it():
    with transaction.atomic():
        connection.answers([(MADE, ["Elm"]), (MADE, ["Ash"])])
        School.objects.create(name="Oak")
        with pytest.raises(TakenBackError):
            taken_back("Fir", "Yew")
        assert names() == ["Ash", "Elm", "Oak"]
    assert names() == ["Ash", "Elm", "Oak"]
    with pytest.raises(TakenBackError):
        taken_back("Fir", "Yew", "Box")
    assert names() == ["Ash", "Elm", "Oak"]


def test_a_transaction_they_alone_began_is_taken_back_whole():
    def two_and_no_more():
        with transaction.atomic():
            connection.answers([(MADE, ["Elm"]), (MADE, ["Ash"])])
            raise TakenBackError

    with pytest.raises(TakenBackError):
        two_and_no_more()
    assert names() == []


def test_what_is_prepared_stays_so_when_a_transaction_is_taken_back():
    for _time in range(6):  # as often as psycopg might wait before it prepares
        assert connection.answers([(NAMES, [])]) == [[]]
        assert names() == []
    with transaction.atomic():
        with pytest.raises(TakenBackError):
            taken_back("Oak")
        assert connection.answers([(NAMES, [])]) == [[]]
    with pytest.raises(TakenBackError):
        taken_back("Oak")
    assert connection.answers([(NAMES, [])]) == [[]]


def test_as_many_as_an_import_has_go_on_one_journey_and_their_answers_come_back():
    words = "a mark and what was said of it " * 200
    asked = [("SELECT %s || CAST(%s AS text)", [words, str(number)]) for number in range(3000)]
    assert connection.answers(asked) == [[(f"{words}{number}",)] for number in range(3000)]


def test_a_connection_that_is_gone_says_so_and_the_next_request_has_another():
    for statements in ([(NAMES, [])], [(NAMES, []), (NAMES, [])]):
        here = connection.answers([("SELECT pg_backend_pid()", [])])[0][0][0]
        beside = connection.copy()
        with beside.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [here])
        beside.close()
        with pytest.raises(DatabaseError):
            connection.answers(statements)
        connection.close_if_unusable_or_obsolete()
        assert connection.answers(statements) == [[]] * len(statements)


def test_only_so_many_stay_prepared(monkeypatch):
    monkeypatch.setattr(journeys, "_KEPT", 3)
    connection.close()
    for _time in range(2):
        for number in range(5):
            assert connection.answers([(f"SELECT {number} + %s", [1])]) == [[(number + 1,)]]
    ((held,),) = connection.answers([("SELECT count(*) FROM pg_prepared_statements", [])])[0:1]
    assert held == (3,)
    connection.close()


@pytest.mark.parametrize("several", [1, 2])
def test_while_an_answer_is_awaited_others_in_the_process_go_on(several):
    slow, moments, answered = ("SELECT 1 FROM pg_sleep(0.2)", []), [], threading.Event()

    def somebody_else():
        while not answered.is_set():
            moments.append(time.monotonic())
            time.sleep(0.005)

    beside = threading.Thread(target=somebody_else)
    beside.start()
    began = time.monotonic()
    assert connection.answers([slow] * several) == [[(1,)]] * several
    until = time.monotonic()
    answered.set()
    beside.join()
    assert sum(began < moment < until for moment in moments) > 3
