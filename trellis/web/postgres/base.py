"""Django's PostgreSQL engine, with a way for statements whose words are kept (`journeys.py`) and a cheap look
at whether anybody is there (docs/adr/0089, 0091).
"""

import select
from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base

from trellis.schools.questions import Statement
from trellis.web.postgres.journeys import Journeys


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    is_apart = True  # each journey there and back has its price
    _journeys: Journeys

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        self._journeys = Journeys(connection)
        return connection

    def overwrite_deleted(self) -> bool:
        """PostgreSQL does so itself, when it next cleans a table up."""
        return True

    def answers(self, statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
        """The rows each of some statements finds, asked on one journey."""
        self.ensure_connection()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            return self._journeys.answers(statements)

    def is_usable(self) -> bool:
        """Whether PostgreSQL is still there, as Django asks before each request.

        Between questions PostgreSQL is silent: there is something to read only once it has let go of the
        connection, or has been told to stop. Then it is asked; else there is nothing to wait for.
        """
        return super().is_usable() if self._has_something_to_say() else True

    def _has_something_to_say(self) -> bool:
        if self.connection is None or self.connection.closed:
            return True
        looking = select.poll()
        looking.register(self.connection.fileno(), select.POLLIN)
        return bool(looking.poll(0))
