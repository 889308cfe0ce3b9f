"""How a process of the server divides its work between its threads (docs/adr/0090).

Python runs one thread of a process at a time. gunicorn's own threads pass each request on, from the one that
hears it to one that answers it and back: under load several are half done where one could be finished. Here
the thread that hears somebody ask also answers, and then listens again. Only where an answer takes long, such
as a report or a file that arrives slowly, the thread that stands ready listens meanwhile: nobody waits
behind it.
"""

import os
import select
import threading
import time
from collections import deque
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ
from threading import Lock
from types import FrameType
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

_LOOK = 1.0
"""Seconds between two looks at who has gone quiet, and at whether the server that divided still runs."""


class Worker(ThreadWorker):
    """A process of the server. How a request is read, answered and closed is gunicorn's own."""

    long = 0.05
    """Seconds after which an answer takes long. Pages take less, but for the longest lists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn = Lock()  # whoever holds it listens and answers
        self._ready = Lock()  # whoever holds it stands ready to take the turn
        self._passing = Lock()
        self._since: float | None = None  # when the answer began of whoever holds the turn
        self._asked: deque[TConn] = deque()  # heard, not answered yet
        self._over = False

    # --- The main thread looks after the others -------------------------------------------------------------

    def get_thread_pool(self) -> None:
        """None: the threads below are all there are."""

    def run(self) -> None:
        """Answer until the process is told to stop, then finish what was begun."""
        self.poller.register(self.method_queue.fileno(), EVENT_READ, self.method_queue.run_callbacks)
        self.set_accept_enabled(True)
        for _thread in range(self.cfg.threads):
            threading.Thread(target=self._answer_in_turn, daemon=True).start()
        while self.alive and self.is_parent_alive():
            self._look(_LOOK)
        self.alive = False
        self.method_queue.defer(self._let_go_by, time.monotonic() + STOP_KEEPALIVE_LINGER)
        until = time.monotonic() + self.cfg.graceful_timeout
        while self.nr_conns > 0 and time.monotonic() < until:
            self._look(_LOOK / 20)
        self._over = True

    def _look(self, seconds: float) -> None:
        """Tell gunicorn that all is well, and wait so long or for a signal."""
        self.notify()
        if select.select([self.PIPE[0]], [], [], seconds)[0]:
            os.read(self.PIPE[0], 64)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at once."""
        self._over = True
        super(ThreadWorker, self).handle_quit(sig, frame)

    # --- The others listen and answer, one at a time --------------------------------------------------------

    def _answer_in_turn(self) -> None:
        try:
            while not self._over:
                self._while_it_is_mine(self._taken())
        except BaseException:
            # Without this thread the process would only seem to answer: gunicorn puts another in its place.
            self.log.exception("A thread that answers came to its end.")
            self.alive = False

    def _taken(self) -> Lock:
        """Wait for the turn: until nobody has it, or whoever has it takes long over an answer."""
        with self._ready:
            while not (turn := self._turn).acquire(timeout=self.long):
                with self._passing:
                    if self._since is not None and time.monotonic() - self._since > self.long:
                        turn = Lock()
                        turn.acquire()
                        self._turn, self._since = turn, None
                        break
            return turn

    def _while_it_is_mine(self, turn: Lock) -> None:
        try:
            while turn is self._turn and not self._over:
                if self._asked:
                    self._answer(self._asked.popleft(), turn)
                else:
                    self._listen()
        finally:
            turn.release()

    def _listen(self) -> None:
        can_accept = self.alive and self.nr_conns < self.worker_connections
        if can_accept != self._accepting:
            self.set_accept_enabled(can_accept)
        self.wait_for_and_dispatch_events(_LOOK)
        self.murder_keepalived()
        self.murder_pending()

    def _answer(self, conn: TConn, turn: Lock) -> None:
        self._since = time.monotonic()
        answered: Future[Any] = Future()
        try:
            answered.set_result(self.handle(conn))
        except BaseException as wrong:
            answered.set_exception(wrong)  # finish_request closes the connection
            raise
        finally:
            with self._passing:
                is_mine = turn is self._turn
                if is_mine:
                    self._since = None
            if is_mine:
                self.finish_request(conn, answered)
            else:
                self.method_queue.defer(self.finish_request, conn, answered)

    # --- Connections, all in the hands of the thread that listens -------------------------------------------

    def enqueue_req(self, conn: TConn) -> None:
        """Somebody asks: they are answered as soon as those before them are."""
        self._asked.append(conn)

    def accept(self, listener: Any) -> None:
        """Somebody is there. Browsers open connections before they ask: nobody waits for one to speak."""
        try:
            sock, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another process was quicker, or they have gone
        self.nr_conns += 1
        conn = TConn(self.cfg, sock, address, listener.getsockname())  # makes the socket one to wait for
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _let_go_by(self, deadline: float) -> None:
        """Connections on which nobody asks are closed by then."""
        for conn in (*self.keepalived_conns, *self.pending_conns):
            conn.timeout = min(conn.timeout, deadline)
