"""Trellis as a web server runs it, at an hour of a school morning: gunicorn's door for bench/morning.py.

TRELLIS_BENCH_BEGAN is when the morning began, in seconds since 1970: the pages' clock goes on from there.
"""

import datetime as dt
import os
import time
from zoneinfo import ZoneInfo

from django.utils import timezone

from trellis.web.wsgi import application

__all__ = ["application"]

BEGINS = dt.datetime(2024, 9, 10, 8, 51, tzinfo=ZoneInfo("Europe/London"))
"""A Tuesday, just after registers open."""


def set_the_clock(began: float) -> None:
    """It is as long after the morning began as it is after this moment."""
    timezone.now = lambda: (BEGINS + dt.timedelta(seconds=time.time() - began)).astimezone(dt.UTC)


set_the_clock(float(os.environ["TRELLIS_BENCH_BEGAN"]))
