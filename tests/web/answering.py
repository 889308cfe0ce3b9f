"""What test_serving.py has served instead of Trellis: it answers at once, or when the test lets it."""

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from trellis.web.serving import Worker


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The thread that answers; at /until/NAME, once there is a file of that name."""
    asked = environ["PATH_INFO"]
    environ["wsgi.input"].read()
    if asked.startswith("/until/"):
        folder = Path(os.environ["ANSWERING"])
        (folder / f"{asked.removeprefix('/until/')}-asked").touch()
        while not (folder / asked.removeprefix("/until/")).exists():
            time.sleep(0.005)
    said = f"{os.getpid()} {threading.get_ident()}".encode()
    start_response("200 OK", [("Content-Length", str(len(said)))])
    return [said]


class Patient(Worker):
    """To whom no answer takes long."""

    long = 3600


class Startled(Worker):
    """Of which the first process fails as it listens."""

    def _listen(self) -> None:
        failed = Path(os.environ["ANSWERING"]) / "failed"
        if not failed.exists():
            failed.touch()
            raise OSError("Nothing is heard.")
        super()._listen()
