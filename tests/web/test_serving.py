"""A process of the server: one thread answers, and nobody waits behind an answer that takes long."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from trellis.web.commands.running import gunicorn


@contextmanager
def served(folder: Path, port: int, worker: str = "trellis.web.serving.Worker") -> Iterator[Any]:
    """One process of the server as `trellis serve` asks for it, answering tests/web/answering.py."""
    said = gunicorn("tests.web.answering:application", host="127.0.0.1", port=port, workers=1)
    environment = {"ANSWERING": str(folder), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(
        [sys.executable, "-m", *said, "--worker-class", worker], env=environment, stderr=subprocess.PIPE
    ) as running:
        try:
            _until(lambda: _is_there(port))
            yield running
        finally:
            running.kill()


def _is_there(port: int) -> bool:
    try:
        return bool(asked(port, "/"))
    except OSError:
        return False


def _until(true) -> None:
    waiting = threading.Event()
    for _look in range(4000):
        if true():
            return
        waiting.wait(0.005)
    pytest.fail("It did not come about in twenty seconds.")


def asked(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    said = connection.getresponse().read().decode()
    connection.close()
    return said


class Waiting(threading.Thread):
    """Somebody who asks for what takes long, once they are being answered."""

    def __init__(self, port: int, folder: Path, name: str) -> None:
        super().__init__()
        self.port, self.folder, self.named, self.said = port, folder, name, ""
        self.start()
        _until((folder / f"{name}-asked").exists)

    def run(self) -> None:
        self.said = asked(self.port, f"/until/{self.named}")

    def finish(self) -> str:
        (self.folder / self.named).touch()
        self.join()
        return self.said


def test_nobody_waits_behind_answers_that_take_long(tmp_path: Path, unused_port: int):
    with served(tmp_path, unused_port):
        long = [Waiting(unused_port, tmp_path, name) for name in ("a-report", "an-import", "a-pack")]
        for _time in range(20):
            assert asked(unused_port, "/")
        assert [one.said for one in long] == ["", "", ""]
        threads = {one.finish() for one in long} | {asked(unused_port, "/")}
        assert len({one.split()[0] for one in threads}) == 1, "one process"
        assert len(threads) >= 3, "a thread each"
        assert asked(unused_port, "/")


def test_while_no_answer_takes_long_one_thread_gives_them_all(tmp_path: Path, unused_port: int):
    with served(tmp_path, unused_port, "tests.web.answering.Patient"):
        assert len({asked(unused_port, "/") for _time in range(30)}) == 1


def test_who_is_there_and_says_nothing_holds_nobody_up(tmp_path: Path, unused_port: int):
    with served(tmp_path, unused_port, "tests.web.answering.Patient"):
        silent = [socket.create_connection(("127.0.0.1", unused_port)) for _one in range(10)]
        assert asked(unused_port, "/")
        silent[0].sendall(b"GET / HTTP/1.1\r\nHost: trellis\r\n\r\n")
        assert silent[0].recv(4096).startswith(b"HTTP/1.1 200")
        for one in silent:
            one.close()
        assert asked(unused_port, "/")


def test_a_connection_is_kept_for_what_is_asked_next(tmp_path: Path, unused_port: int):
    with served(tmp_path, unused_port):
        connection = http.client.HTTPConnection("127.0.0.1", unused_port, timeout=20)
        held = set()
        for _time in range(3):
            connection.request("POST", "/", body=b"marks")
            assert connection.getresponse().read()
            held.add(connection.sock)
        assert len(held) == 1
        assert None not in held
        connection.close()


def test_told_to_stop_it_finishes_what_was_begun(tmp_path: Path, unused_port: int):
    with served(tmp_path, unused_port) as running:
        silent = socket.create_connection(("127.0.0.1", unused_port))
        long = Waiting(unused_port, tmp_path, "a-save")
        running.send_signal(signal.SIGTERM)
        assert long.finish()
        assert running.wait(timeout=60) == 0
        silent.close()


def test_a_process_whose_threads_fail_is_put_right_by_another(tmp_path: Path, unused_port: int):
    with served(tmp_path, unused_port, "tests.web.answering.Startled") as running:
        assert (tmp_path / "failed").exists()
        assert asked(unused_port, "/")
        running.send_signal(signal.SIGTERM)
        assert b"A thread that answers came to its end." in running.communicate(timeout=60)[1]
