"""Django's SQLite engine with one thing remembered, and a line for whoever writes (`line.py`).

Django writes a place for a value as `%s` and SQLite wants `?`: the text of each question is gone through
again whenever it is asked, a page's longest for a quarter of a millisecond. The same questions come all day,
so what each became is kept (docs/adr/0088).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from trellis.schools.questions import Statement
from trellis.web.sqlite.line import Turn

# Longer are only the rows of an import, a thousand at once.
_LONGEST = 32_000

_WAITS_FOR_READERS = 2_000  # thousandths of a second; meanwhile nobody writes


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that puts each question into SQLite's words once."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is not None or len(query) > _LONGEST:
            return str(super().convert_query(query, param_names=param_names))
        return _converted(query)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose cursors do, and whose transactions begin when their turn has come."""

    is_apart = False
    _turn: Turn | None = None

    def create_cursor(self, name: Any = None) -> Cursor:
        return self.connection.cursor(factory=Cursor)  # type: ignore[no-any-return]

    def answers(self, statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
        """The rows each of some statements finds, one after the other."""
        self.ensure_connection()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            cursor = self.create_cursor()
            return [cursor.execute(*one).fetchall() for one in statements]

    def overwrite_deleted(self) -> bool:
        """Leave nothing in the database's files of what was deleted; false where somebody reads so long that
        what was written ahead must stay beside the database.
        """
        with self.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout={_WAITS_FOR_READERS}")
            try:
                (busy, *_pages) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout={self.settings_dict['OPTIONS']['timeout'] * 1000}")
        return not busy

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            self._wait_for_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _wait_for_turn(self) -> None:
        settings = self.settings_dict
        self._turn = Turn.wait_for(str(settings["NAME"]), settings["OPTIONS"]["timeout"])
        if self._turn is None:
            raise OperationalError("database is locked")  # as SQLite says it

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.end()

    def _commit(self) -> None:
        super()._commit()  # where it fails, the turn is kept until what was begun is taken back
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._end_turn()


@lru_cache(maxsize=1024)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
