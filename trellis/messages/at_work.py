"""A sender kept beside whatever else the process does: the worker sends what was approved, all day, fetches
what families answer, and in the morning sends the reminders staff have asked for.
"""

import logging
import threading
import time

from django.db import close_old_connections, connections

from trellis.messages.fetching import fetch_replies
from trellis.messages.reminding import remind_due
from trellis.messages.sending import work_once

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
A_PASS = 100  # messages sent before the settings are read again
# What is looked after now and then, besides sending.
EVERY = 60.0


class AtWork:
    """A sender at work until it is told to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=work, args=(self._stop,), name="sending", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End once the message at hand is sent."""
        self._stop.set()
        self._thread.join()


def work(stop: threading.Event) -> None:
    """Look every few seconds, and at once again while there is something to do."""
    busy, looked = False, float("-inf")
    while not stop.wait(0 if busy else LOOK_EVERY):
        close_old_connections()
        try:
            busy = bool(work_once(most=A_PASS))
            if time.monotonic() - looked >= EVERY:
                looked = time.monotonic()
                remind_due()
                fetch_replies()
        except Exception:  # one message that cannot be sent must not stop all the others
            busy = False
            log.exception("sending: something went wrong")
    connections.close_all()
