"""What is asked of PostgreSQL in words that are kept: prepared, and several on one journey.

A cursor of psycopg's waits for each answer before the next question is sent, and goes about each as if it had
never seen it. A tap asks some twenty questions that are always the same: here each is prepared when it is
first asked, and those that do not depend on each other travel together, in psycopg's own words for libpq
(docs/adr/0091). Values and rows are put into words and read by psycopg, as its cursors have them.

The cursors themselves prepare nothing: they would drop every prepared statement of the connection whenever a
transaction is taken back.
"""

import re
import select
from collections.abc import Sequence
from itertools import count
from typing import Any, Final, NamedTuple

from psycopg import Connection, OperationalError, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

from trellis.schools.questions import Statement

_KEPT: Final = 500
"""Questions a connection keeps prepared: more than all pages ask again and again."""

_FAILED: Final = frozenset(
    (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE, pq.ExecStatus.PIPELINE_ABORTED)
)
_PLACE: Final = re.compile(r"%[s%]")


class _Ready(NamedTuple):
    """A statement as it is sent."""

    name: bytes
    values: Sequence[Any]
    formats: Sequence[pq.Format]


class Journeys:
    """The journeys over one connection."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._libpq = connection.pgconn
        self._adapting = Transformer(connection)
        self._looking = select.poll()
        self._looking.register(self._libpq.socket, select.POLLIN)
        self._sending = select.poll()
        self._sending.register(self._libpq.socket, select.POLLIN | select.POLLOUT)
        # The name each is prepared under, by its words and the kinds of its values.
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._prepared = 0

    def answers(self, statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
        """The rows each finds, in their order. Where one fails its error is raised, and none of them has been
        carried out. In a transaction that has not begun yet, they begin it.
        """
        ready = [self._ready(*one) for one in statements]
        begins = not self._connection.autocommit and (
            self._libpq.transaction_status == pq.TransactionStatus.IDLE
        )
        if len(ready) > 1 or begins:
            results = self._sent_together(ready, begins=begins)
        else:
            results = [self._libpq.exec_prepared(*one) for one in ready]
        return [self._rows(one) for one in results]

    def _sent_together(self, ready: Sequence[_Ready], *, begins: bool) -> list[Any]:
        """What PostgreSQL says to each, all of them sent before any answer is read."""
        self._libpq.enter_pipeline_mode()
        try:
            if begins:
                self._libpq.send_query_params(b"BEGIN", None)
            for one in ready:
                self._libpq.send_query_prepared(*one)
            self._libpq.pipeline_sync()
            self._send_the_rest()
            results = [self._next() for _one in range(begins + len(ready))]
            self._libpq.get_result()  # all have been answered
        finally:
            if self._libpq.status == pq.ConnStatus.OK:
                self._libpq.exit_pipeline_mode()
        if begins:
            self._rows(results.pop(0))
        return results

    def _send_the_rest(self) -> None:
        """What did not go at once, as a long import does not: PostgreSQL takes no more while nobody reads
        what it says.
        """
        while self._libpq.flush():
            for _socket, what in self._sending.poll():
                if what & select.POLLIN:
                    self._libpq.consume_input()

    def _next(self) -> Any:
        """The next answer; what follows each says that it was the whole of it."""
        # libpq would wait too, and nobody else in this process could do anything meanwhile.
        while self._libpq.is_busy():
            self._looking.poll()
            self._libpq.consume_input()
        result = self._libpq.get_result()
        self._libpq.get_result()
        return result

    def _rows(self, result: Any) -> list[tuple[Any, ...]]:
        if result is None:
            raise OperationalError("PostgreSQL let go of the connection.")
        if result.status in _FAILED:
            raise error_from_result(result)
        if result.status != pq.ExecStatus.TUPLES_OK:
            return []
        self._adapting.set_pgresult(result)
        return self._adapting.load_rows(0, result.ntuples, tuple)

    def _ready(self, sql: str, values: Sequence[Any]) -> _Ready:
        """A statement and its values as they are sent, prepared where it was not yet."""
        said = self._adapting.dump_sequence(values, [PyFormat.AUTO] * len(values))
        kinds = self._adapting.types or ()
        name = self._names.get((sql, kinds))
        if name is None:
            name = self._prepare(sql, kinds)
        return _Ready(name, said, self._adapting.formats)

    def _prepare(self, sql: str, kinds: tuple[int, ...]) -> bytes:
        if len(self._names) == _KEPT:
            oldest = next(iter(self._names))
            self._rows(self._libpq.exec_(b"DEALLOCATE " + self._names.pop(oldest)))
        self._prepared += 1
        name = b"trellis_%d" % self._prepared
        self._rows(self._libpq.prepare(name, _with_numbers(sql).encode(), kinds))
        self._names[sql, kinds] = name
        return name


def _with_numbers(sql: str) -> str:
    """The words with a number for each place of a value, as PostgreSQL has them."""
    numbers = count(1)
    return _PLACE.sub(lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", sql)
