"""The server killed two hundred times while registers are saved and files are imported, on each database.

It is gunicorn as `trellis serve` runs it, with all its processes, and an import beside it: both are killed in
the same moment, at random, and started again. Several people tap over HTTP all the while. What was
acknowledged must be there; what was not is sent again by its page, with the same number, once somebody
answers, and must be there then, once. At the end every line is rebuilt from the ledger.

    python -m bench.killed_server SQLite --kills 5 --schools 2
"""

import argparse
import http.client
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.authority import (
    Load,
    Request,
    School,
    acted,
    begin,
    forked,
    free_port,
    how_it_is_served,
    import_for_ever,
    kept,
    make_schools,
    say,
    send,
    wait_until_it_answers,
)
from bench.morning import on_each_database
from bench.timing import Row, row

KILLS, CLIENTS = 200, 6
LONGEST_LIFE = 2.0  # seconds from the first answer until the server is killed; mostly less
BETWEEN_TAPS = 0.05  # seconds: however fast the server is, there are taps left for all its lives


def rows() -> Iterator[Row]:
    """The figures of this module."""
    yield from on_each_database("the killed server", "bench.killed_server")


def main() -> None:
    """Print a row of the benchmark for each figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database", help="as the rows call it")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--schools", type=int, default=60)
    args = parser.parse_args()
    begin()
    schools = make_schools(args.schools)
    asked = Taps(Load(schools))
    killed = kill(asked, schools[-1], args.kills)
    how = f"while the server was killed {killed} times; {asked.again} taps were sent again"
    for one in kept(args.database, asked.acknowledged, how):
        say(one)
    say(row(f"taps refused on {args.database}", len(asked.refused), "taps", limit=1, note=asked.why))


@dataclass
class Taps:
    """What several people tap, each until it is acknowledged."""

    load: Load
    owed: list[Request] = field(default_factory=list)  # sent, and nobody knows what became of them
    acknowledged: dict[int, str] = field(default_factory=dict)
    again: int = 0
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    begun: threading.Event = field(default_factory=threading.Event)

    @property
    def why(self) -> str:
        return "; ".join(sorted(set(self.refused))[:3])

    def tap_until_nobody_answers(self, port: int) -> None:
        """One after the other, what is owed first."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while one := self._next():
            tap, is_again = one
            wrong = send(connection, tap)
            with self.lock:
                if not wrong and tap.mark:
                    pupil, code = tap.mark
                    self.acknowledged[pupil] = code
                    self.again += is_again
                    self.begun.set()
                elif wrong.isidentifier():  # the connection broke
                    self.owed.append(tap)
                    return
                else:
                    self.refused.append(wrong)
            time.sleep(BETWEEN_TAPS)

    def _next(self) -> tuple[Request, bool] | None:
        with self.lock:
            if self.owed:
                return self.owed.pop(), True
            return (acted(self.load.tap(0.0)), False) if self.load.left else None


def kill(asked: Taps, importing: School, kills: int) -> int:
    """Serve and import, kill both after a moment, and again; then once more for what is owed. How many times
    the server was killed.
    """
    chance, killed = random.Random(1), 0
    while killed < kills and asked.load.left:
        with AtWork(asked, importing):
            if not asked.begun.wait(timeout=120):
                raise RuntimeError("Nothing was saved.")
            time.sleep(LONGEST_LIFE * chance.random() ** 2)  # at times a tap, at times a whole import
        killed += 1
    asked.load.left.clear()
    while asked.owed:
        with AtWork(asked, importing) as clients:
            for client in clients:
                client.join()
    return killed


class AtWork:
    """A server that is asked, and an import beside it, until both are killed."""

    def __init__(self, asked: Taps, importing: School) -> None:
        self.asked, self.importing = asked, importing

    def __enter__(self) -> list[threading.Thread]:
        from django.db import connections

        connections.close_all()
        port = free_port()
        # Forked while nobody else is at work in this process: a thread's locks would be held for good.
        self.processes = [forked(lambda: _serve(port)), forked(lambda: import_for_ever(self.importing))]
        wait_until_it_answers(port)
        self.asked.begun.clear()
        self.clients = [
            threading.Thread(target=self.asked.tap_until_nobody_answers, args=[port]) for _n in range(CLIENTS)
        ]
        for client in self.clients:
            client.start()
        return self.clients

    def __exit__(self, *_wrong: object) -> None:
        server, importer = self.processes
        os.killpg(server, signal.SIGKILL)
        os.kill(importer, signal.SIGKILL)
        for process in self.processes:
            os.waitpid(process, 0)
        for client in self.clients:
            client.join()


def _serve(port: int) -> None:
    """Become the server, whose processes are a group of their own. Trellis is loaded already."""
    from gunicorn.app.wsgiapp import run

    os.setpgid(0, 0)
    sys.argv = how_it_is_served(port)
    run()


if __name__ == "__main__":
    main()
