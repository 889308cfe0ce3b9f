"""Django's SQLite engine with one thing remembered.

Django writes a place for a value as `%s` and SQLite wants `?`: the text of each question is gone through
again whenever it is asked, a page's longest for a quarter of a millisecond. The same questions come all day,
so what each became is kept (docs/adr/0088).
"""

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

# Longer are only the rows of an import, a thousand at once.
_LONGEST = 32_000


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that puts each question into SQLite's words once."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is not None or len(query) > _LONGEST:
            return str(super().convert_query(query, param_names=param_names))
        return _converted(query)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose cursors do."""

    def create_cursor(self, name: Any = None) -> Cursor:
        return self.connection.cursor(factory=Cursor)  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
