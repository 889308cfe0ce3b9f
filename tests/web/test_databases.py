"""The two databases: which is which, and that each table is in one of them only."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, connections, router
from django.db.utils import ConnectionHandler

from trellis.schools.models import AccessLogEntry, School
from trellis.web.databases import access_log_database, main_database


def tables(alias: str) -> set[str]:
    return set(connections[alias].introspection.table_names())


def test_each_table_is_in_one_database_only(transactional_db):
    apart = {AccessLogEntry._meta.db_table}
    everything = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert tables("access_log") - {"django_migrations"} == apart
    assert everything - tables("default") == apart


def test_the_access_log_is_read_and_written_in_its_own():
    assert router.db_for_write(AccessLogEntry) == router.db_for_read(AccessLogEntry) == "access_log"
    assert router.db_for_write(School) == router.db_for_read(School) == "default"


def test_sqlite_queues_writers_and_keeps_what_it_acknowledged(tmp_path: Path):
    options = main_database("", tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


@pytest.mark.django_db
def test_sqlite_stays_open_from_one_answer_to_the_next(tmp_path: Path):
    database = ConnectionHandler({"default": main_database("", tmp_path)})["default"]
    database.ensure_connection()
    held = database.connection
    database.close_if_unusable_or_obsolete()  # as Django does before and after each request
    assert database.connection is held
    database.close()


def test_on_postgresql_the_access_log_is_beside_the_school_s_unless_it_is_said_where(tmp_path: Path):
    url = "postgres://trellis:secret@db.example:5432/hedgerow"
    assert main_database(url, tmp_path)["NAME"] == "hedgerow"
    assert access_log_database("", url, tmp_path)["NAME"] == "hedgerow_access"
    elsewhere = access_log_database("postgres://other.example/log", url, tmp_path)
    assert (elsewhere["HOST"], elsewhere["NAME"]) == ("other.example", "log")


@pytest.mark.parametrize("url", ["mysql://localhost/trellis", "postgres://localhost/", "sqlite:///other.db"])
def test_a_database_that_is_not_postgresql_is_refused_in_a_sentence(url: str, tmp_path: Path):
    with pytest.raises(ValueError, match="must name a PostgreSQL database"):
        main_database(url, tmp_path)


@pytest.mark.django_db
def test_sqlite_is_asked_what_was_written():
    if connection.vendor != "sqlite":
        pytest.skip("The school's database is not SQLite here.")
    with connection.cursor() as cursor:
        for _time in range(2):  # the second time as it is remembered
            cursor.execute("SELECT %s, '100%%', '?', %s", ["a%sb", 7])
            assert cursor.fetchall() == [("a%sb", "100%", "?", 7)]
            cursor.execute("SELECT %(name)s, '50%%'", {"name": "Ann"})
            assert cursor.fetchall() == [("Ann", "50%")]


def postgresql() -> ConnectionHandler:
    """Connections of their own to the school's database, as the settings make them."""
    if connection.vendor != "postgresql":
        pytest.skip("The school's database is not PostgreSQL here.")
    return ConnectionHandler(
        {"default": {**connections.settings["default"], "NAME": connection.settings_dict["NAME"]}}
    )


@pytest.mark.django_db
def test_postgresql_keeps_what_it_is_asked_again_and_again_prepared():
    database = postgresql()["default"]
    for value in range(5):
        assert database.answers([("SELECT %s + 1", [value])]) == [[(value + 1,)]]
    kept = "SELECT statement, generic_plans > 0 FROM pg_prepared_statements"
    assert ("SELECT $1 + 1", True) in database.answers([(kept, [])])[0]
    database.close()


@pytest.mark.django_db
def test_a_connection_that_postgresql_has_let_go_of_is_opened_anew():
    database = postgresql()["default"]
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (there,) = cursor.fetchone()
    assert database.is_usable()
    with connection.cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [there])
    assert not database.is_usable()
    database.close_if_unusable_or_obsolete()  # as Django does before each request
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (there,)
    database.close()


@pytest.mark.django_db
def test_nobody_is_asked_whether_postgresql_is_there_while_it_is_silent(django_assert_num_queries):
    postgresql()
    with django_assert_num_queries(0):
        assert connection.is_usable()
